//! What became, or would become, of each old ID.

use crate::render::{
    cell::Cell,
    column::{Column, Fit, Shown, Tone},
};

/// One old ID.
pub struct Row {
    pub old: Vec<u8>,
    pub new: Vec<u8>,
    pub queue: Option<Vec<u8>>,
    pub status: Option<Vec<u8>>,
    pub outcome: &'static str,
    pub reason: Option<&'static str>,
    pub message: Option<String>,
}

pub static COLUMNS: &[Column<Row>] = &[
    Column::new("old", "OLD", Shown::Table, Fit::Whole, (), |row: &Row| Cell::name(&*row.old)).toned(tone),
    Column::new("new", "NEW", Shown::Table, Fit::Whole, (), |row| Cell::name(&*row.new)),
    Column::new("queue", "QUEUE", Shown::Table, Fit::Drop(3), (), |row| {
        Cell::opt(row.queue.as_deref(), Cell::name)
    }),
    Column::new("status", "STATUS", Shown::Table, Fit::Drop(4), (), |row| {
        Cell::opt(row.status.as_deref(), Cell::bytes)
    }),
    Column::new("outcome", "OUTCOME", Shown::Table, Fit::Drop(2), (), |row| Cell::text(row.outcome)),
    Column::new("reason", "REASON", Shown::Wide, Fit::Drop(1), (), |row| Cell::opt(row.reason, Cell::text)),
    Column::new("message", "MESSAGE", Shown::Table, Fit::Right, (), |row| {
        Cell::opt(row.message.as_deref(), Cell::text)
    }),
];

fn tone(row: &Row) -> Tone {
    if row.outcome == "blocked" || row.outcome == "failed" { Tone::Bad } else { Tone::Plain }
}
