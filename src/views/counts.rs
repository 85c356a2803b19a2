//! `jobs count`.

use crate::render::{
    cell::Cell,
    column::{Column, Fit, Shown},
};

/// Groups that a table shows; machine formats have all.
pub const SHOWN: usize = 50;

/// How many jobs a selection holds.
#[derive(Debug, Default)]
pub struct Counts {
    /// What they are told apart by.
    pub by: Option<&'static str>,
    /// The largest first.
    pub groups: Vec<Group>,
    pub total: u64,
    /// A limit ended the count, or there were too many groups to tell apart.
    pub cut: bool,
    /// All jobs were counted.
    pub whole: bool,
}

/// Jobs that have something in common.
#[derive(Debug)]
pub struct Group {
    /// `None` = they do not have it.
    pub key: Option<Vec<u8>>,
    pub count: u64,
}

impl Group {
    fn key(&self) -> Cell<'_> {
        Cell::opt(self.key.as_deref(), Cell::name)
    }
}

pub static COUNT: &[Column<Counts>] = &[
    Column::new("by", "BY", Shown::Table, Fit::Whole, (), |c| Cell::opt(c.by, Cell::text)),
    Column::new("groups", "GROUPS", Shown::Table, Fit::Right, (), |c| {
        let group = |group| -> Cell<'_> {
            let group: &Group = group;
            Cell::Record(vec![("key".into(), group.key()), ("count".into(), Cell::count(group.count))])
        };
        Cell::List(c.groups.iter().map(group).collect())
    }),
    Column::new("total", "TOTAL", Shown::Table, Fit::Whole, (), |c| Cell::count(c.total)),
];

const fn key(title: &'static str) -> Column<Group> {
    Column::new("key", title, Shown::Table, Fit::Whole, (), Group::key)
}

static KEYS: &[Column<Group>] =
    &[key("STATUS"), key("QUEUE"), key("FUNCTION"), key("ERROR"), key("WORKER"), key("GROUP")];

static JOBS: Column<Group> =
    Column::new("count", "JOBS", Shown::Table, Fit::Whole, (), |group| Cell::count(group.count));

/// The columns of a table of groups under this heading.
pub fn groups(title: &str) -> Vec<&'static Column<Group>> {
    KEYS.iter().filter(|column| column.title == title).chain([&JOBS]).collect()
}
