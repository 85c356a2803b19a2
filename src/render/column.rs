//! What a row shows: one list of columns per noun is the whole contract of its table, CSV and JSON.

use crate::render::cell::Cell;

/// One top-level field of an item. `N` is what the cell costs to load: `rq::fields::Needs` for jobs, `()`
/// where a row is read whole anyway.
pub struct Column<T: ?Sized + 'static, N: Copy + 'static = ()> {
    /// The name in JSON, CSV and `--columns`: a contract.
    pub name: &'static str,
    /// The heading in a table, in capitals, e.g. `FAILED` for the status time of failed jobs.
    pub title: &'static str,
    pub shown: Shown,
    pub fit: Fit,
    pub needs: N,
    pub cell: for<'a> fn(&'a T) -> Cell<'a>,
    /// How a table paints the cell; plain where it is `None`.
    pub tone: Option<fn(&T) -> Tone>,
}

/// Where a column appears when none are asked for by name. Machine formats always have all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shown {
    Table,
    Wide,
    /// Only in machine formats and when `--columns` names it.
    Asked,
}

/// What gives way first when a table does not fit the terminal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fit {
    /// Never shortened, never dropped: IDs and names.
    Whole,
    /// Kept whole, dropped (and named as hidden) before anything that is kept is cut below use. A lower
    /// rank is dropped first.
    Drop(u8),
    /// Shortened from the left (`…s.sync_order`): functions.
    Left,
    /// Shortened from the right (`SMTPServerDisconn…`): errors, texts.
    Right,
}

/// What a colour says; which colour that is, `style` decides.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tone {
    #[default]
    Plain,
    Good,
    Warn,
    Bad,
    Dim,
    Strong,
    /// Something to type.
    Command,
    /// Not to be overlooked: the label of a protected server.
    Alert,
}

impl<T: ?Sized, N: Copy> Column<T, N> {
    pub const fn new(
        name: &'static str,
        title: &'static str,
        shown: Shown,
        fit: Fit,
        needs: N,
        cell: for<'a> fn(&'a T) -> Cell<'a>,
    ) -> Column<T, N> {
        Column { name, title, shown, fit, needs, cell, tone: None }
    }

    pub const fn toned(mut self, tone: fn(&T) -> Tone) -> Column<T, N> {
        self.tone = Some(tone);
        self
    }
}

/// A name given to `--columns` that no column has.
#[derive(Debug, PartialEq)]
pub struct UnknownColumn {
    pub name: String,
    pub known: Vec<&'static str>,
}

/// The columns of one run: those asked for, else all for machine formats, else those that a table of this
/// kind shows.
pub fn choose<T: ?Sized, N: Copy>(
    all: impl IntoIterator<Item = &'static Column<T, N>>,
    asked: &[String],
    wide: bool,
    every: bool,
) -> Result<Vec<&'static Column<T, N>>, UnknownColumn> {
    let all: Vec<&'static Column<T, N>> = all.into_iter().collect();
    if asked.is_empty() {
        let shown = |c: &&Column<T, N>| every || c.shown == Shown::Table || (wide && c.shown == Shown::Wide);
        return Ok(all.into_iter().filter(shown).collect());
    }
    asked
        .iter()
        .map(|name| {
            all.iter().find(|c| c.name == name).copied().ok_or_else(|| UnknownColumn {
                name: name.clone(),
                known: all.iter().map(|c| c.name).collect(),
            })
        })
        .collect()
}

/// A nested row, made from its own list of columns.
pub fn record<'a, T: ?Sized>(columns: &'static [Column<T>], row: &'a T) -> Cell<'a> {
    Cell::Record(columns.iter().map(|c| (c.name.into(), (c.cell)(row))).collect())
}
