//! What the output of one run looks like.

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    Table,
    Wide,
    Json,
    Jsonl,
    Csv,
    /// Job IDs alone. The caller passes one column, which holds them.
    Ids,
}

impl Format {
    /// Read by programs: all columns, no limit unless asked, errors as JSON.
    pub fn machine(self) -> bool {
        !matches!(self, Format::Table | Format::Wide)
    }
}

/// How a table says a moment. Machine formats always have RFC 3339.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Times {
    #[default]
    Relative,
    Iso,
    Epoch,
}

/// What one run's output looks like, decided once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Look {
    pub format: Format,
    /// Microseconds since the epoch by Redis's clock: ages count from here.
    pub now: i64,
    /// Columns of the terminal that is written to; `None` where it is none, and nothing is cut.
    pub width: Option<usize>,
    /// Off with `--no-headers`; table and CSV.
    pub headers: bool,
    pub times: Times,
    /// `-0`: IDs end in NUL.
    pub null: bool,
    pub colour: bool,
    pub quiet: bool,
    /// Whether a table takes out a column that says the same in every row, and reports it in `Ended`.
    /// Off where columns were asked for by name. With `quiet` it never does, as nobody would say it.
    pub fold: bool,
}
