//! What a verb did, job by job.

use crate::render::{
    cell::Cell,
    column::{Column, Fit, Shown, Tone},
};

/// One job and what became of it.
#[derive(Debug, Default)]
pub struct Row {
    pub id: Vec<u8>,
    /// The queue that it belongs to, or goes to.
    pub queue: Option<Vec<u8>>,
    pub outcome: &'static str,
    /// Why not, where it was not done.
    pub reason: Option<&'static str>,
    pub message: Option<String>,
    /// Of a stop: the execution that is meant, the worker that was asked, how, and how many listened.
    pub execution: Option<String>,
    pub worker: Option<Vec<u8>>,
    pub command: Option<&'static str>,
    pub listeners: Option<u64>,
    /// Of a stop: the status as last seen.
    pub status: Option<Vec<u8>>,
}

impl Row {
    pub fn of(id: &[u8], outcome: &'static str) -> Row {
        Row { id: id.to_vec(), outcome, ..Row::default() }
    }
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

/// A stop: what was asked of whom, and what was seen.
pub static STOPPED_JOBS: &[Column<Row>] = &[
    ID,
    Column::new("execution_id", "EXECUTION", Shown::Wide, Fit::Drop(4), (), |row: &Row| {
        Cell::opt(row.execution.as_deref(), Cell::text)
    }),
    Column::new("worker", "WORKER", Shown::Table, Fit::Drop(1), (), |row: &Row| {
        Cell::opt(row.worker.as_deref(), Cell::name)
    }),
    Column::new("command", "COMMAND", Shown::Wide, Fit::Drop(5), (), |row: &Row| {
        Cell::opt(row.command, Cell::text)
    }),
    Column::new("listeners", "LISTENERS", Shown::Wide, Fit::Drop(5), (), |row: &Row| {
        Cell::opt(row.listeners, Cell::count)
    }),
    OUTCOME,
    Column::new("status", "STATUS", Shown::Wide, Fit::Drop(4), (), |row: &Row| {
        Cell::opt(row.status.as_deref(), Cell::name)
    }),
    REASON,
    MESSAGE,
];

/// One queue and what became of it.
#[derive(Debug, Default)]
pub struct QueueRow {
    pub queue: Vec<u8>,
    pub outcome: &'static str,
    /// Jobs that went with it, or entries that were dropped.
    pub jobs: u64,
    /// Jobs that waited for those, and that nobody will release any more.
    pub stranded_dependents: u64,
    pub reason: Option<&'static str>,
    pub message: Option<String>,
}

/// What was done to queues.
pub static QUEUES: &[Column<QueueRow>] = &[
    Column::new("queue", "QUEUE", Shown::Table, Fit::Whole, (), |row: &QueueRow| Cell::name(&*row.queue)),
    Column::new("outcome", "OUTCOME", Shown::Table, Fit::Whole, (), |row: &QueueRow| Cell::text(row.outcome))
        .toned(|row| if row.outcome == "failed" { Tone::Bad } else { Tone::Good }),
    Column::new("jobs", "JOBS", Shown::Table, Fit::Whole, (), |row: &QueueRow| Cell::count(row.jobs)),
    Column::new("stranded_dependents", "STRANDED", Shown::Table, Fit::Drop(1), (), |row: &QueueRow| {
        Cell::count(row.stranded_dependents)
    }),
    Column::new("reason", "REASON", Shown::Table, Fit::Drop(3), (), |row: &QueueRow| {
        Cell::opt(row.reason, Cell::text)
    }),
    Column::new("message", "MESSAGE", Shown::Table, Fit::Right, (), |row: &QueueRow| {
        Cell::opt(row.message.as_deref(), Cell::text)
    }),
];

fn tone(row: &Row) -> Tone {
    match (row.outcome, row.reason) {
        ("failed", _) => Tone::Bad,
        (_, Some(_)) => Tone::Dim,
        _ => Tone::Good,
    }
}
