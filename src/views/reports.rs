//! What a verb did, job by job.

use crate::render::{
    cell::Cell,
    column::{Column, Fit, Shown, Tone},
};

/// One job and what became of it.
pub struct Row {
    pub id: Vec<u8>,
    /// The queue that it went to.
    pub queue: Option<Vec<u8>>,
    pub outcome: &'static str,
    /// Why not, where it was not done.
    pub reason: Option<&'static str>,
    pub message: Option<String>,
}

const ID: Column<Row> = Column::new("id", "ID", Shown::Table, Fit::Whole, (), |row| Cell::name(&*row.id));
const OUTCOME: Column<Row> =
    Column::new("outcome", "OUTCOME", Shown::Table, Fit::Whole, (), |row: &Row| Cell::text(row.outcome))
        .toned(tone);
const QUEUE: Column<Row> = Column::new("queue", "QUEUE", Shown::Table, Fit::Drop(2), (), |row| {
    Cell::opt(row.queue.as_deref(), Cell::name)
});
const REASON: Column<Row> =
    Column::new("reason", "REASON", Shown::Table, Fit::Drop(3), (), |row| Cell::opt(row.reason, Cell::text));
const MESSAGE: Column<Row> = Column::new("message", "MESSAGE", Shown::Table, Fit::Right, (), |row| {
    Cell::opt(row.message.as_deref(), Cell::text)
});

/// Verbs that take jobs away or aside.
pub static JOBS: &[Column<Row>] = &[ID, OUTCOME, REASON, MESSAGE];

/// Verbs that put jobs into a queue.
pub static QUEUED_JOBS: &[Column<Row>] = &[ID, OUTCOME, QUEUE, REASON, MESSAGE];

fn tone(row: &Row) -> Tone {
    match (row.outcome, row.reason) {
        ("failed", _) => Tone::Bad,
        (_, Some(_)) => Tone::Dim,
        _ => Tone::Good,
    }
}
