//! Everywhere a job can be named, as one enum: listing, show, doctor, maintenance and migrate-ids share it.

use crate::rq::id::{JobId, QueueName, WorkerName};

/// The sorted sets that RQ keeps per queue. `stopped` jobs stand in `Failed`: there is no stopped registry.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
pub enum Registry {
    Started,
    Finished,
    Failed,
    Deferred,
    Scheduled,
    Canceled,
    /// Since RQ 3.0: dependents whose parents are done, on their way to the queue.
    Ready,
}

impl Registry {
    pub const ALL: [Registry; 7] = [
        Registry::Started,
        Registry::Finished,
        Registry::Failed,
        Registry::Deferred,
        Registry::Scheduled,
        Registry::Canceled,
        Registry::Ready,
    ];

    /// The word in the key: `P:wip:Q`, `P:finished:Q` …
    pub fn key_word(self) -> &'static str {
        ["wip", "finished", "failed", "deferred", "scheduled", "canceled", "ready"][self as usize]
    }

    /// The word an operator uses: `started` where the key says `wip`.
    pub fn name(self) -> &'static str {
        if self == Registry::Started { "started" } else { self.key_word() }
    }

    /// Whether the score says when the entry expires (finished, failed, started); in the others it says
    /// when the job came in, or is due.
    pub fn score_is_expiry(self) -> bool {
        matches!(self, Registry::Started | Registry::Finished | Registry::Failed)
    }
}

/// Anything that names a job.
#[derive(Clone, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
pub enum Place {
    /// The list of waiting IDs, `P:queue:Q`.
    Queue(QueueName),
    /// Since RQ 1.15: IDs that a single-queue worker has popped and not yet started.
    Intermediate(QueueName),
    Registry(Registry, QueueName),
    /// Jobs that wait for a rate-limit slot, `P:rl:KEY:rate_limited` (RQ 3.0).
    RateLimited(Box<[u8]>),
    /// Jobs that hold a rate-limit slot, `P:rl:KEY:allowed` (RQ 3.0).
    Allowed(Box<[u8]>),
    /// Our own: jobs taken out by `jobs hold`, `P:rqctl:held:Q`.
    Held(QueueName),
    /// A list that an interrupted compaction of RQ left behind, `P:queue:_compact:UUID`.
    Compact(Box<[u8]>),
    Group(Box<[u8]>),
    /// Jobs that wait for this one, `P:job:ID:dependents`.
    Dependents(JobId),
    /// Jobs that this one waits for, `P:job::ID:dependencies`.
    Dependencies(JobId),
    /// Since RQ 3.0: the executions that a worker runs, `P:worker:W:executions`.
    WorkerExecutions(WorkerName),
    CronHistory(Box<[u8]>),
    /// rq-scheduler's one sorted set for all queues, `rq:scheduler:scheduled_jobs`.
    RqScheduler,
    /// The job hash itself: what a SCAN of `P:job:*` meets.
    Hash,
}

impl Place {
    /// The queue that the place belongs to, where it belongs to one.
    pub fn queue(&self) -> Option<&QueueName> {
        match self {
            Place::Queue(q) | Place::Intermediate(q) | Place::Registry(_, q) | Place::Held(q) => Some(q),
            _ => None,
        }
    }

    /// The word for the kind of place, as `places[].kind` of jobs.show has it.
    pub fn kind(&self) -> &'static str {
        match self {
            Place::Queue(_) => "queue",
            Place::Intermediate(_) => "intermediate",
            Place::Registry(r, _) => r.name(),
            Place::RateLimited(_) => "rate-limited",
            Place::Allowed(_) => "rate-limit-slot",
            Place::Held(_) => "held",
            Place::Compact(_) => "compact",
            Place::Group(_) => "group",
            Place::Dependents(_) => "dependents",
            Place::Dependencies(_) => "dependencies",
            Place::WorkerExecutions(_) => "worker",
            Place::CronHistory(_) => "cron",
            Place::RqScheduler => "rq-scheduler",
            Place::Hash => "hash",
        }
    }
}
