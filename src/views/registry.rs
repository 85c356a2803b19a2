//! Entries of registries, lists and rate limits, as they are stored.

use crate::{
    render::{
        cell::Cell,
        column::{Column, Fit, Shown, Tone},
    },
    rq::{
        candidate::{Candidate, Found},
        execution::Execution,
        fields::{Field, Needs},
        held::Held,
        id::{QueueName, composite},
        job::Job,
        place::{Place, Registry},
        state::{EntryState, entry_state},
        status::Status,
        time::Time,
    },
    views::jobs::time,
};

/// One entry with what is known of its job, at this moment of Redis's clock.
pub struct Entry {
    pub c: Candidate,
    pub now: Time,
}

impl Entry {
    /// The execution that the entry names.
    fn execution(&self) -> Option<&Execution> {
        self.c.job()?.executions.iter().find(|e| Some(e.id) == self.c.execution)
    }

    /// `running`, `abandoned`, `orphan` of a started entry, nothing where a worker that is not known may run it;
    /// `live`, `expired`, `orphan` of others. Needs [`Entry::STATE`] for a started one.
    pub fn state(&self) -> Option<&'static str> {
        let (c, has_hash) = (&self.c, !matches!(self.c.found, Found::NoHash));
        let score = c.score.unwrap_or(f64::INFINITY);
        Some(match &c.place {
            Place::Registry(Registry::Started, _) => {
                let lives = self.execution().is_some_and(|e| e.live);
                let claimed = !c.standing.claimed_by.is_empty();
                match entry_state(score, self.now, lives, claimed, has_hash) {
                    EntryState::Abandoned | EntryState::Orphan if c.standing.workers_unseen => return None,
                    state => state.name(),
                }
            }
            _ if !has_hash => EntryState::Orphan.name(),
            // A score of -1 means for ever.
            Place::Registry(registry, _)
                if registry.score_is_expiry() && (0.0..=self.now.as_seconds_f64()).contains(&score) =>
            {
                "expired"
            }
            _ => "live",
        })
    }

    fn shown_state(&self) -> Cell<'_> {
        self.state().map_or(Cell::Unseen, Cell::text)
    }

    pub const STATE: Needs = Needs::EXECUTIONS;

    fn queue(&self) -> Option<QueueName> {
        self.c.place.queue().cloned().or_else(|| self.c.queue())
    }

    /// Where the score says when the entry came in, or is due.
    fn by_score(&self) -> Option<Time> {
        self.c.score.filter(|s| *s > 0.0).and_then(Time::from_seconds)
    }

    /// When the job came into the registry that its status calls for; of a stale entry it is not known.
    fn since(&self) -> Option<Time> {
        let Place::Registry(registry, _) = &self.c.place else { return None };
        let fits = self.c.status()?.registry() == Some(*registry);
        self.c.status_at().filter(|_| fits)
    }

    /// Something of the job's latest run, where the entry is of this run.
    fn started<'a>(&'a self, of: impl FnOnce(&'a Job) -> Cell<'a>) -> Cell<'a> {
        let job = self.c.job().filter(|job| job.status() == Some(Status::Started));
        Cell::opt(job, of)
    }

    fn held(&self) -> Option<Held> {
        self.c.standing.kept.as_deref().and_then(Held::parse)
    }
}

const fn of(
    name: &'static str,
    title: &'static str,
    shown: Shown,
    fit: Fit,
    needs: Needs,
    cell: for<'a> fn(&'a Entry) -> Cell<'a>,
) -> Column<Entry, Needs> {
    Column::new(name, title, shown, fit, needs, cell)
}

const ENTRY: Column<Entry, Needs> =
    of("entry", "ENTRY", Shown::Asked, Fit::Whole, Needs::NONE, |e| match &e.c.execution {
        Some(execution) => Cell::name(composite(&e.c.id, execution)),
        None => Cell::name(&e.c.id.0[..]),
    });
const JOB: Column<Entry, Needs> =
    of("job_id", "JOB", Shown::Table, Fit::Whole, Needs::NONE, |e| Cell::name(&e.c.id.0[..]))
        .toned(|e| if e.c.id.legal() { Tone::Plain } else { Tone::Warn });
const QUEUE: Column<Entry, Needs> =
    of("queue", "QUEUE", Shown::Table, Fit::Drop(3), Needs::of(&[Field::Origin]), |e| {
        Cell::opt(e.queue(), |queue| Cell::name(queue.0.into_vec()))
    });
const STATUS: Column<Entry, Needs> =
    of("status", "STATUS", Shown::Table, Fit::Drop(3), Needs::of(&[Field::Status]), |e| {
        Cell::opt(e.c.job().and_then(|job| job.filled(Field::Status)), Cell::bytes)
    });
const STARTED_STATE: Column<Entry, Needs> =
    of("state", "STATE", Shown::Table, Fit::Drop(4), Entry::STATE, Entry::shown_state).toned(tone);
const STATE: Column<Entry, Needs> =
    of("state", "STATE", Shown::Table, Fit::Drop(4), Needs::NONE, Entry::shown_state).toned(tone);
const NO_EXPIRY: Column<Entry, Needs> =
    of("expires_at", "EXPIRES", Shown::Asked, Fit::Drop(2), Needs::NONE, |_| Cell::Null);

const fn at(needs: Needs, cell: for<'a> fn(&'a Entry) -> Cell<'a>) -> Column<Entry, Needs> {
    of("at", "SINCE", Shown::Table, Fit::Drop(4), needs, cell)
}

fn tone(entry: &Entry) -> Tone {
    match entry.state() {
        Some("abandoned" | "orphan") => Tone::Bad,
        Some("expired") => Tone::Dim,
        Some("running") => Tone::Good,
        _ => Tone::Plain,
    }
}

/// What workers run, or left behind.
pub static STARTED: &[Column<Entry, Needs>] = &[
    ENTRY,
    JOB,
    of("execution_id", "EXECUTION", Shown::Wide, Fit::Drop(0), Needs::NONE, |e| {
        Cell::opt(e.c.execution.as_ref(), |id| Cell::text(id.as_str()))
    }),
    QUEUE,
    STARTED_STATE,
    of("worker", "WORKER", Shown::Table, Fit::Right, Candidate::WORKER, |e| {
        let own = e.execution().and_then(|execution| execution.worker.as_ref());
        match own.or(e.c.standing.claimed_by.first()) {
            Some(worker) => Cell::name(&worker.0[..]),
            None => e.started(|job| Cell::opt(job.filled(Field::WorkerName), Cell::name)),
        }
    }),
    of(
        "started_at",
        "STARTED",
        Shown::Table,
        Fit::Drop(4),
        Needs::EXECUTIONS.and(Needs::of(&[Field::Status, Field::StartedAt])),
        |e| match e.execution().and_then(|execution| execution.started_at) {
            Some(at) => time(Some(at)),
            None => e.started(|job| time(job.time(Field::StartedAt).ok())),
        },
    ),
    of(
        "heartbeat_at",
        "HEARTBEAT",
        Shown::Table,
        Fit::Drop(2),
        Needs::EXECUTIONS.and(Needs::of(&[Field::Status, Field::LastHeartbeat])),
        |e| match e.execution().and_then(|execution| execution.heartbeat_at) {
            Some(at) => time(Some(at)),
            None => e.started(|job| time(job.time(Field::LastHeartbeat).ok())),
        },
    ),
    // Seconds by the worker's clock; infinite for a job of an old RQ without a time limit.
    of("deadline", "DEADLINE", Shown::Table, Fit::Drop(3), Needs::NONE, |e| time(e.by_score())),
    STATUS,
];

/// Finished and failed jobs: the score says until when an entry is kept.
pub static KEPT: &[Column<Entry, Needs>] = &[
    ENTRY,
    JOB,
    QUEUE,
    at(Job::STATUS_AT, |e| time(e.since())),
    of("expires_at", "EXPIRES", Shown::Table, Fit::Drop(2), Needs::NONE, |e| time(e.by_score())),
    STATUS,
    STATE,
];

/// Scheduled jobs: the score says for when.
pub static SCHEDULED: &[Column<Entry, Needs>] = &[
    ENTRY,
    JOB,
    QUEUE,
    of("at", "DUE", Shown::Table, Fit::Drop(4), Needs::NONE, |e| time(e.by_score())),
    NO_EXPIRY,
    STATUS,
    STATE,
];

/// The others: the score says since when.
pub static OTHERS: &[Column<Entry, Needs>] =
    &[ENTRY, JOB, QUEUE, at(Needs::NONE, |e| time(e.by_score())), NO_EXPIRY, STATUS, STATE];

/// What a worker has taken and not yet started.
pub static INTERMEDIATE: &[Column<Entry, Needs>] = &[
    ENTRY,
    JOB,
    QUEUE,
    at(Needs::SEEN.and(Needs::of(&[Field::EnqueuedAt])), |e| time(e.c.first_seen())),
    NO_EXPIRY,
    STATUS,
    STATE,
];

/// What was taken out.
pub static HELD: &[Column<Entry, Needs>] = &[
    ENTRY,
    JOB,
    QUEUE,
    at(Needs::HELD, |e| time(e.held().and_then(|held| held.held_at))),
    NO_EXPIRY,
    STATUS,
    STATE,
    of("reason", "REASON", Shown::Table, Fit::Right, Needs::HELD, |e| {
        Cell::opt(e.held(), |held| Cell::text(held.reason))
    }),
    of("place", "PLACE", Shown::Table, Fit::Drop(2), Needs::HELD, |e| {
        Cell::opt(e.held(), |held| Cell::text(held.place))
    }),
];

/// One place in numbers.
#[derive(Clone, Debug)]
pub struct Summary {
    /// `None` for what stands in no queue.
    pub queue: Option<QueueName>,
    pub registry: &'static str,
    pub entries: u64,
    /// Where the score says so.
    pub expired: u64,
    /// Where the score says when an entry came in.
    pub oldest_at: Option<Time>,
    pub newest_at: Option<Time>,
}

pub static SUMMARIES: &[Column<Summary>] = &[
    Column::new("queue", "QUEUE", Shown::Table, Fit::Whole, (), |s| {
        Cell::opt(s.queue.as_ref(), |queue| Cell::name(&queue.0[..]))
    }),
    Column::new("registry", "REGISTRY", Shown::Table, Fit::Whole, (), |s| Cell::text(s.registry)),
    Column::new("entries", "ENTRIES", Shown::Table, Fit::Drop(4), (), |s| Cell::count(s.entries)),
    Column::new("live", "LIVE", Shown::Table, Fit::Drop(3), (), |s| {
        Cell::count(s.entries.saturating_sub(s.expired))
    }),
    Column::new("expired", "EXPIRED", Shown::Table, Fit::Drop(3), (), |s| Cell::count(s.expired)),
    Column::new("oldest_at", "OLDEST", Shown::Table, Fit::Drop(2), (), |s| time(s.oldest_at)),
    Column::new("newest_at", "NEWEST", Shown::Table, Fit::Drop(2), (), |s| time(s.newest_at)),
];
