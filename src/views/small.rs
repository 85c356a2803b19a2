//! The small nouns: schedulers, cron, groups, rate limits.

use crate::{
    render::{
        cell::Cell,
        column::{Column, Fit, Shown, Tone},
    },
    rq::{
        schedule::{CronJob, CronRun, Group, RateLimit, Scheduler, Slot},
        status::Status,
        time::Time,
    },
    views::ttl_s,
};

fn time(at: Option<Time>) -> Cell<'static> {
    Cell::opt(at, |at| Cell::Time(at.0))
}

fn text(value: &Option<String>) -> Cell<'_> {
    Cell::opt(value.as_deref(), Cell::text)
}

/// A status as stored; nothing for a job that is gone.
fn status(status: &Option<Status>) -> Cell<'_> {
    Cell::opt(status.as_ref(), |status| Cell::bytes(status.as_bytes()))
}

pub static SCHEDULERS: &[Column<Scheduler>] = &[
    Column::new("name", "NAME", Shown::Table, Fit::Whole, (), |s: &Scheduler| {
        Cell::opt(s.name.as_deref(), Cell::name)
    }),
    Column::new("hostname", "HOST", Shown::Table, Fit::Drop(3), (), |s| {
        Cell::opt(s.hostname.as_deref(), Cell::bytes)
    }),
    Column::new("pid", "PID", Shown::Table, Fit::Drop(4), (), |s| Cell::opt(s.pid.as_deref(), Cell::bytes)),
    Column::new("queues", "QUEUES", Shown::Table, Fit::Right, (), |s| {
        Cell::List(s.queues.iter().map(|queue| Cell::name(&queue.0[..])).collect())
    }),
    Column::new("created_at", "STARTED", Shown::Table, Fit::Drop(1), (), |s| time(s.created_at)),
    Column::new("heartbeat_at", "HEARTBEAT", Shown::Table, Fit::Drop(2), (), |s| time(s.heartbeat_at)),
    Column::new("locks", "LOCKS", Shown::Wide, Fit::Drop(0), (), |s| {
        Cell::List(s.locks.iter().map(|(queue, ttl)| lock(&queue.0, ttl_s(*ttl))).collect())
    }),
];

fn lock<'a>(queue: &'a [u8], ttl: Cell<'a>) -> Cell<'a> {
    Cell::Record(vec![("queue".into(), Cell::name(queue)), ("ttl_s".into(), ttl)])
}

/// A line of a cron scheduler's configuration, or a scheduler that tells none.
pub struct Cron {
    pub scheduler: Box<[u8]>,
    /// RQ takes the scheduler for gone.
    pub stale: bool,
    pub job: CronJob,
}

pub static CRON: &[Column<Cron>] = &[
    Column::new("name", "NAME", Shown::Table, Fit::Whole, (), |c: &Cron| text(&c.job.name)),
    Column::new("function", "FUNCTION", Shown::Table, Fit::Left, (), |c| text(&c.job.function)),
    Column::new("queue", "QUEUE", Shown::Table, Fit::Drop(5), (), |c| text(&c.job.queue)),
    Column::new("cron", "CRON", Shown::Table, Fit::Drop(4), (), |c| text(&c.job.cron)),
    Column::new("interval_s", "EVERY", Shown::Table, Fit::Drop(3), (), |c| {
        Cell::opt(c.job.interval_s, Cell::Seconds)
    }),
    Column::new("latest_at", "LATEST", Shown::Table, Fit::Drop(1), (), |c| time(c.job.latest_at)),
    Column::new("next_at", "NEXT", Shown::Table, Fit::Drop(2), (), |c| time(c.job.next_at)),
    Column::new("scheduler", "SCHEDULER", Shown::Table, Fit::Drop(0), (), |c: &Cron| {
        Cell::name(&c.scheduler[..])
    })
    .toned(|c| if c.stale { Tone::Bad } else { Tone::Plain }),
];

pub static CRON_HISTORY: &[Column<CronRun>] = &[
    Column::new("job_id", "ID", Shown::Table, Fit::Whole, (), |r: &CronRun| Cell::name(&r.id.0[..])),
    Column::new("at", "ENQUEUED", Shown::Table, Fit::Drop(1), (), |r| time(r.at)),
    Column::new("status", "STATUS", Shown::Table, Fit::Drop(2), (), |r| status(&r.status)),
];

pub static GROUPS: &[Column<Group>] = &[
    Column::new("group", "GROUP", Shown::Table, Fit::Whole, (), |g: &Group| Cell::name(&g.name[..])),
    Column::new("jobs", "JOBS", Shown::Table, Fit::Drop(2), (), |g| Cell::count(g.jobs)),
    Column::new("missing", "MISSING", Shown::Table, Fit::Drop(1), (), |g| Cell::count(g.missing)),
];

pub static RATE_LIMITS: &[Column<RateLimit>] = &[
    Column::new("key", "KEY", Shown::Table, Fit::Whole, (), |l: &RateLimit| Cell::name(&l.key[..])),
    Column::new("concurrency", "CONCURRENCY", Shown::Table, Fit::Drop(3), (), |l| {
        Cell::opt(l.concurrency, Cell::Int)
    }),
    Column::new("allowed", "ALLOWED", Shown::Table, Fit::Drop(1), (), |l| Cell::count(l.allowed)),
    Column::new("waiting", "WAITING", Shown::Table, Fit::Drop(2), (), |l| Cell::count(l.waiting)),
];

pub static SLOTS: &[Column<Slot>] = &[
    Column::new("job_id", "ID", Shown::Table, Fit::Whole, (), |s: &Slot| Cell::name(&s.id.0[..])),
    Column::new("slot", "SLOT", Shown::Table, Fit::Drop(3), (), |s| {
        Cell::text(if s.allowed { "allowed" } else { "waiting" })
    }),
    Column::new("at", "SINCE", Shown::Table, Fit::Drop(1), (), |s| time(s.at)),
    Column::new("status", "STATUS", Shown::Table, Fit::Drop(2), (), |s| status(&s.status)),
];
