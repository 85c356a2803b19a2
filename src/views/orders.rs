//! What was asked of workers, and what became of it.

use crate::{
    render::{
        cell::Cell,
        column::{Column, Fit, Shown, Tone},
    },
    rq::{
        id::{JobId, WorkerName},
        time::Time,
    },
};

/// One worker and what became of it.
#[derive(Debug, Default)]
pub struct Row {
    pub name: Vec<u8>,
    pub host: Option<Vec<u8>>,
    /// `shutdown`, `kill-horse`; none where nothing is sent.
    pub command: Option<&'static str>,
    pub listeners: Option<u64>,
    pub outcome: &'static str,
    /// The job that it ran when it was last seen.
    pub running_job: Option<Vec<u8>>,
    pub reason: Option<&'static str>,
    pub message: String,
}

const NAME: Column<Row> =
    Column::new("name", "NAME", Shown::Table, Fit::Whole, (), |row: &Row| Cell::name(&*row.name));
const HOST: Column<Row> = Column::new("host", "HOST", Shown::Table, Fit::Drop(3), (), |row: &Row| {
    Cell::opt(row.host.as_deref(), Cell::bytes)
});
const COMMAND: Column<Row> = Column::new("command", "COMMAND", Shown::Wide, Fit::Drop(1), (), |row: &Row| {
    Cell::opt(row.command, Cell::text)
});
const LISTENERS: Column<Row> =
    Column::new("listeners", "LISTENERS", Shown::Wide, Fit::Drop(1), (), |row: &Row| {
        Cell::opt(row.listeners, Cell::count)
    });
const OUTCOME: Column<Row> =
    Column::new("outcome", "OUTCOME", Shown::Table, Fit::Whole, (), |row: &Row| Cell::text(row.outcome))
        .toned(tone);
const JOB: Column<Row> = Column::new("running_job", "JOB", Shown::Table, Fit::Drop(2), (), |row: &Row| {
    Cell::opt(row.running_job.as_deref(), Cell::name)
});
const REASON: Column<Row> = Column::new("reason", "REASON", Shown::Wide, Fit::Drop(1), (), |row: &Row| {
    Cell::opt(row.reason, Cell::text)
});
const MESSAGE: Column<Row> =
    Column::new("message", "MESSAGE", Shown::Table, Fit::Right, (), |row: &Row| Cell::text(&*row.message));

pub static ORDERS: &[Column<Row>] = &[NAME, HOST, COMMAND, LISTENERS, OUTCOME, JOB, REASON, MESSAGE];

fn tone(row: &Row) -> Tone {
    match (row.outcome, row.reason) {
        ("failed", _) | (_, Some("timed_out")) => Tone::Bad,
        ("skipped", _) => Tone::Dim,
        ("asked", _) => Tone::Plain,
        _ => Tone::Good,
    }
}

/// What a suspension, or its end, leaves going on.
#[derive(Debug, Default)]
pub struct Suspended {
    pub outcome: &'static str,
    pub until: Option<Time>,
    pub idle_workers: Vec<WorkerName>,
    pub running_jobs: Vec<JobId>,
}

pub static SUSPENDED: &[Column<Suspended>] = &[
    Column::new("outcome", "OUTCOME", Shown::Table, Fit::Whole, (), |row| Cell::text(row.outcome)),
    Column::new("until", "UNTIL", Shown::Table, Fit::Whole, (), |row| {
        Cell::opt(row.until, |at| Cell::Time(at.0))
    }),
    Column::new("idle_workers", "IDLE", Shown::Table, Fit::Right, (), |row| {
        Cell::List(row.idle_workers.iter().map(|name| Cell::name(&name.0[..])).collect())
    }),
    Column::new("running_jobs", "RUNNING", Shown::Table, Fit::Right, (), |row| {
        Cell::List(row.running_jobs.iter().map(|id| Cell::name(&id.0[..])).collect())
    }),
];
