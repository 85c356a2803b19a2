//! Entries of registries, lists and rate limits, as they are stored.

use crate::{
    render::{
        cell::Cell,
        column::{Column, Fit, Shown, Tone},
    },
    rq::{
        id::{ExecutionId, JobId, QueueName, WorkerName},
        status::Status,
        time::Time,
    },
};

/// One entry.
#[derive(Clone, Debug)]
pub struct Row {
    /// As it stands in Redis.
    pub entry: Vec<u8>,
    pub id: JobId,
    pub execution: Option<ExecutionId>,
    pub queue: Option<QueueName>,
    pub at: Option<Time>,
    pub expires_at: Option<Time>,
    pub status: Option<Status>,
    pub state: &'static str,
    pub worker: Option<WorkerName>,
    pub started_at: Option<Time>,
    pub heartbeat_at: Option<Time>,
    /// Seconds by the worker's clock; infinite for a job without a time limit.
    pub deadline: Option<f64>,
    /// Why the job is held, and where it was taken from.
    pub reason: Option<String>,
    pub place: Option<String>,
}

fn time(at: Option<Time>) -> Cell<'static> {
    Cell::opt(at, |at| Cell::Time(at.0))
}

const ENTRY: Column<Row> =
    Column::new("entry", "ENTRY", Shown::Asked, Fit::Whole, (), |r| Cell::name(&r.entry[..]));
const JOB: Column<Row> = Column::new("job_id", "JOB", Shown::Table, Fit::Whole, (), |r| Cell::name(&*r.id.0));
const QUEUE: Column<Row> = Column::new("queue", "QUEUE", Shown::Table, Fit::Drop(3), (), |r| {
    Cell::opt(r.queue.as_ref(), |q| Cell::name(&*q.0))
});
const AT: Column<Row> = Column::new("at", "SINCE", Shown::Table, Fit::Drop(4), (), |r| time(r.at));
const EXPIRES: Column<Row> =
    Column::new("expires_at", "EXPIRES", Shown::Table, Fit::Drop(2), (), |r| time(r.expires_at));
const STATUS: Column<Row> = Column::new("status", "STATUS", Shown::Table, Fit::Drop(3), (), |r| {
    Cell::opt(r.status.as_ref(), |s| Cell::bytes(s.as_bytes()))
});
const STATE: Column<Row> =
    Column::new("state", "STATE", Shown::Table, Fit::Drop(4), (), |r: &Row| Cell::text(r.state)).toned(tone);

fn tone(row: &Row) -> Tone {
    match row.state {
        "abandoned" | "orphan" => Tone::Bad,
        "expired" => Tone::Dim,
        _ => Tone::Plain,
    }
}

pub static STARTED: &[Column<Row>] = &[
    ENTRY,
    JOB,
    Column::new("execution_id", "EXECUTION", Shown::Wide, Fit::Drop(0), (), |r| {
        Cell::opt(r.execution.as_ref(), |e| Cell::text(e.as_str()))
    }),
    QUEUE,
    STATE,
    Column::new("worker", "WORKER", Shown::Table, Fit::Right, (), |r| {
        Cell::opt(r.worker.as_ref(), |w| Cell::name(&*w.0))
    }),
    Column::new("started_at", "STARTED", Shown::Table, Fit::Drop(4), (), |r| time(r.started_at)),
    Column::new("heartbeat_at", "HEARTBEAT", Shown::Table, Fit::Drop(2), (), |r| time(r.heartbeat_at)),
    Column::new("deadline", "DEADLINE", Shown::Table, Fit::Drop(3), (), |r| {
        time(r.deadline.and_then(Time::from_seconds))
    }),
    STATUS,
];

pub static OTHERS: &[Column<Row>] = &[ENTRY, JOB, QUEUE, AT, EXPIRES, STATUS, STATE];

pub static HELD: &[Column<Row>] = &[
    ENTRY,
    JOB,
    QUEUE,
    AT,
    EXPIRES,
    STATUS,
    STATE,
    Column::new("reason", "REASON", Shown::Table, Fit::Right, (), |r| {
        Cell::opt(r.reason.as_deref(), Cell::text)
    }),
    Column::new("place", "PLACE", Shown::Table, Fit::Drop(2), (), |r| {
        Cell::opt(r.place.as_deref(), Cell::text)
    }),
];

/// One registry of one queue, in numbers.
#[derive(Clone, Debug)]
pub struct Summary {
    pub queue: QueueName,
    pub registry: &'static str,
    pub entries: u64,
    /// Where the score says so.
    pub expired: u64,
    /// Where the score says when an entry came in.
    pub oldest_at: Option<Time>,
    pub newest_at: Option<Time>,
}

pub static SUMMARIES: &[Column<Summary>] = &[
    Column::new("queue", "QUEUE", Shown::Table, Fit::Whole, (), |s| Cell::name(&*s.queue.0)),
    Column::new("registry", "REGISTRY", Shown::Table, Fit::Whole, (), |s| Cell::text(s.registry)),
    Column::new("entries", "ENTRIES", Shown::Table, Fit::Drop(4), (), |s| Cell::count(s.entries)),
    Column::new("live", "LIVE", Shown::Table, Fit::Drop(3), (), |s| {
        Cell::count(s.entries.saturating_sub(s.expired))
    }),
    Column::new("expired", "EXPIRED", Shown::Table, Fit::Drop(3), (), |s| Cell::count(s.expired)),
    Column::new("oldest_at", "OLDEST", Shown::Table, Fit::Drop(2), (), |s| time(s.oldest_at)),
    Column::new("newest_at", "NEWEST", Shown::Table, Fit::Drop(2), (), |s| time(s.newest_at)),
];
