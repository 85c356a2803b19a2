//! `queues list`, `queues show`, and the queues of `status`.

use std::borrow::Cow;

use crate::{
    render::{
        cell::Cell,
        column::{Column, Fit, Shown, Tone},
        numbers,
        page::Page,
        phrase::Phrase,
    },
    rq::{
        fleet::{Lock, QueueCounts, Seen, Waiting},
        id::WorkerName,
        job::Ttl,
        place::Registry,
        state::lock_stale,
        time::Time,
    },
    views::{seen, ttl_s},
};

/// One queue with what its columns need besides its counts.
pub struct Row {
    pub counts: QueueCounts,
    /// The moment from which ages count.
    pub now: Time,
    /// Live workers that serve it; filled for `queues show`, and hidden where they could not be listed.
    pub workers: Seen<Vec<WorkerName>>,
}

impl Row {
    pub fn new(counts: QueueCounts, now: Time) -> Row {
        Row { counts, now, workers: Seen::Hidden }
    }

    fn registry(&self, registry: Registry) -> Cell<'_> {
        seen(self.counts.registry(registry), Cell::count)
    }
}

const fn whole(
    name: &'static str,
    title: &'static str,
    shown: Shown,
    fit: Fit,
    cell: for<'a> fn(&'a Row) -> Cell<'a>,
) -> Column<Row> {
    Column::new(name, title, shown, fit, (), cell)
}

const QUEUE: Column<Row> =
    whole("queue", "QUEUE", Shown::Table, Fit::Whole, |r| Cell::name(&r.counts.queue.0[..]));
const QUEUED: Column<Row> =
    whole("queued", "QUEUED", Shown::Table, Fit::Drop(9), |r| seen(r.counts.queued, Cell::count));
const FRONT: Column<Row> = whole("front_age_s", "FRONT", Shown::Table, Fit::Drop(5), |r| {
    Cell::opt(r.counts.front_at(), |at| Cell::Age(r.now.since(at).max(0.0)))
});
const STARTED: Column<Row> =
    whole("started", "RUNNING", Shown::Table, Fit::Drop(8), |r| r.registry(Registry::Started));
const FAILED: Column<Row> =
    whole("failed", "FAILED", Shown::Table, Fit::Drop(7), |r| r.registry(Registry::Failed));
const SCHEDULED: Column<Row> =
    whole("scheduled", "SCHEDULED", Shown::Table, Fit::Drop(4), |r| r.registry(Registry::Scheduled));
const DEFERRED: Column<Row> =
    whole("deferred", "DEFERRED", Shown::Table, Fit::Drop(3), |r| r.registry(Registry::Deferred));
const INTERMEDIATE: Column<Row> = whole("intermediate", "INTERMEDIATE", Shown::Wide, Fit::Drop(2), |r| {
    seen(r.counts.intermediate, Cell::count)
});
const FINISHED: Column<Row> =
    whole("finished", "FINISHED", Shown::Wide, Fit::Drop(2), |r| r.registry(Registry::Finished));
const CANCELED: Column<Row> =
    whole("canceled", "CANCELED", Shown::Wide, Fit::Drop(1), |r| r.registry(Registry::Canceled));
const READY: Column<Row> =
    whole("ready", "READY", Shown::Wide, Fit::Drop(0), |r| r.registry(Registry::Ready));
const RATE_LIMITED: Column<Row> = whole("rate_limited", "RATE-LIMITED", Shown::Wide, Fit::Drop(1), |r| {
    seen(r.counts.rate_limited, Cell::count)
});
const HELD: Column<Row> =
    whole("held", "HELD", Shown::Wide, Fit::Drop(1), |r| seen(r.counts.held, Cell::count));

/// Jobs wait and nobody takes them.
fn alone(row: &Row) -> Tone {
    let waits = matches!(row.counts.queued, Seen::Is(n) if n > 0);
    if waits && row.counts.workers == Seen::Is(0) { Tone::Bad } else { Tone::Plain }
}

pub static LIST: &[Column<Row>] = &[
    QUEUE,
    QUEUED,
    FRONT,
    STARTED,
    FAILED,
    SCHEDULED,
    DEFERRED,
    INTERMEDIATE,
    FINISHED,
    CANCELED,
    READY,
    RATE_LIMITED,
    HELD,
    whole("workers", "WORKERS", Shown::Table, Fit::Drop(6), |r| seen(r.counts.workers, Cell::count))
        .toned(alone),
];

pub static SHOW: &[Column<Row>] = &[
    QUEUE,
    QUEUED,
    FRONT,
    STARTED,
    FAILED,
    SCHEDULED,
    DEFERRED,
    INTERMEDIATE,
    FINISHED,
    CANCELED,
    READY,
    RATE_LIMITED,
    HELD,
    whole("workers", "WORKERS", Shown::Table, Fit::Drop(6), |r| {
        seen(r.workers.as_ref(), |names| Cell::List(names.iter().map(|w| Cell::name(&w.0[..])).collect()))
    }),
    whole("scheduler", "SCHEDULER", Shown::Wide, Fit::Drop(0), |r| {
        lock(&r.counts.scheduler, |lock| ("name".into(), Cell::name(&lock.value[..])))
    }),
    whole("lock", "LOCK", Shown::Wide, Fit::Drop(0), |r| {
        lock(&r.counts.lock, |lock| ("state".into(), Cell::text(lock_state(lock))))
    }),
    whole("front_id", "FRONT ID", Shown::Wide, Fit::Drop(0), |r| end(&r.counts.front)),
    whole("back_id", "BACK ID", Shown::Wide, Fit::Drop(0), |r| end(&r.counts.back)),
];

fn lock<'a>(lock: &'a Seen<Option<Lock>>, says: fn(&'a Lock) -> (Cow<'a, str>, Cell<'a>)) -> Cell<'a> {
    seen(lock.as_ref(), |lock| {
        Cell::opt(lock.as_ref(), |lock| Cell::Record(vec![says(lock), ("ttl_s".into(), ttl_s(lock.ttl))]))
    })
}

/// What RQ's maintenance lock is: held by a pass, or left behind by a dead worker.
pub fn lock_state(lock: &Lock) -> &'static str {
    if lock_stale(lock) { "stale" } else { "held" }
}

fn end(waiting: &Option<Waiting>) -> Cell<'_> {
    Cell::opt(waiting.as_ref(), |waiting| Cell::name(&waiting.id.0[..]))
}

/// One queue as a screen. `unseen` says why its workers are not known, where they are not.
pub fn page(page: &mut Page, row: &Row, unseen: &str) {
    let counts = &row.counts;
    let queued = said(counts.queued, "queued");
    let front = row.counts.front_at().map(|at| format!(", the first for {}", age(row.now, at)));
    page.split(
        Phrase::new().name(Tone::Strong, &counts.queue.0),
        Phrase::new().say(alone(row), queued + &front.unwrap_or_default()),
    );
    let due = match counts.overdue {
        Seen::Is(n) if n > 0 => format!(" ({} due)", numbers::thousands(n as i64)),
        _ => String::new(),
    };
    let of = |registry: Registry, word: &str| said(counts.registry(registry), word);
    let waiting = [
        of(Registry::Scheduled, "scheduled") + &due,
        of(Registry::Deferred, "deferred"),
        of(Registry::Ready, "ready"),
        said(counts.rate_limited, "rate-limited"),
        said(counts.held, "held"),
    ];
    page.field("waiting", waiting.join(", "));
    let taken = said(counts.intermediate, "taken and not yet started");
    page.field("running", format!("{}, {taken}", of(Registry::Started, "started")));
    let over = [
        of(Registry::Finished, "finished"),
        of(Registry::Failed, "failed or stopped"),
        of(Registry::Canceled, "canceled"),
    ];
    page.field("over", over.join(", "));
    for (label, end) in [("front", &counts.front), ("back", &counts.back)] {
        if let Some(end) = end {
            page.field(label, Phrase::new().name(Tone::Plain, &end.id.0));
        }
    }
    page.field(
        "workers",
        workers(&row.workers, unseen).unwrap_or_else(|| Phrase::new().say(alone(row), "none")),
    );
    page.field("scheduler", scheduler(&counts.scheduler));
    page.field("maintenance", maintenance(&counts.lock));
}

fn age(now: Time, at: Time) -> String {
    numbers::age(now.since(at) as i64)
}

/// `1,204 finished`, or `? finished` where that is hidden.
fn said(count: Seen<u64>, word: &str) -> String {
    match count {
        Seen::Is(n) => format!("{} {word}", numbers::thousands(i64::try_from(n).unwrap_or(i64::MAX))),
        Seen::Hidden => format!("? {word}"),
    }
}

fn workers(names: &Seen<Vec<WorkerName>>, unseen: &str) -> Option<Phrase> {
    let Seen::Is(names) = names else { return Some(unseen.into()) };
    let (first, rest) = names.split_first()?;
    let all = rest.iter().fold(Phrase::new().name(Tone::Plain, &first.0), |phrase, name| {
        phrase.plain(", ").name(Tone::Plain, &name.0)
    });
    Some(all)
}

fn scheduler(lock: &Seen<Option<Lock>>) -> Phrase {
    match lock {
        Seen::Is(Some(lock)) => Phrase::new().name(Tone::Plain, &lock.value).plain(left(lock)),
        Seen::Is(None) => "none".into(),
        Seen::Hidden => "hidden by the ACL".into(),
    }
}

fn maintenance(lock: &Seen<Option<Lock>>) -> Phrase {
    match lock {
        Seen::Is(Some(lock)) if lock_stale(lock) => {
            Phrase::new().say(Tone::Warn, "locked by a worker that is gone").plain(left(lock))
        }
        Seen::Is(Some(lock)) => Phrase::new().plain("locked").plain(left(lock)),
        Seen::Is(None) => "not locked".into(),
        Seen::Hidden => "hidden by the ACL".into(),
    }
}

/// How long a lock stays if nobody renews it.
fn left(lock: &Lock) -> String {
    match lock.ttl {
        Some(Ttl::Forever) => ", for ever".to_owned(),
        Some(Ttl::Millis(ms)) => format!(", {} left", numbers::age(ms / 1_000)),
        None => String::new(),
    }
}
