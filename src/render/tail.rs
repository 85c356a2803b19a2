//! What stands below the last row, and what the writer says of its work.

use std::borrow::Cow;

use crate::render::cell::Cell;

/// Bytes that are gathered before they are handed on.
pub(super) const FLUSH_AT: usize = 64 << 10;

/// What is known after the last row.
#[derive(Clone, PartialEq, Debug)]
pub struct Tail<'a> {
    pub totals: Vec<(Cow<'a, str>, Cell<'a>)>,
    /// A limit cut the answer.
    pub truncated: bool,
    /// The walk reached its end.
    pub complete: bool,
    pub error: Option<Fault<'a>>,
}

/// An error as the machine formats say it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault<'a> {
    pub code: Cow<'a, str>,
    pub message: Cow<'a, str>,
    pub hint: Option<Cow<'a, str>>,
    pub exit: u8,
}

impl Fault<'_> {
    pub fn cell(&self) -> Cell<'_> {
        let hint = self.hint.as_deref();
        Cell::Record(vec![
            ("code".into(), Cell::text(&*self.code)),
            ("message".into(), Cell::text(&*self.message)),
            ("hint".into(), Cell::opt(hint, Cell::text)),
            ("exit".into(), Cell::Int(self.exit.into())),
        ])
    }
}

/// What the writer did, for the lines that the caller prints below.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ended {
    pub rows: u64,
    /// Names of columns that did not fit the terminal.
    pub hidden: Vec<&'static str>,
    /// Columns that said the same in every row.
    pub constant: Vec<Constant>,
    pub left_out: LeftOut,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Constant {
    pub name: &'static str,
    pub title: &'static str,
    /// `None` where every row had nothing.
    pub value: Option<String>,
}

/// IDs that `-o ids` could not say, because they are empty or hold what ends an ID.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LeftOut {
    pub count: u64,
    pub first: Option<Vec<u8>>,
}
