//! The installation at one moment: what `status`, `queues list`, `workers list` and the doctor's quick
//! checks look at. Read in three round trips, whatever the number of queues and workers.

use crate::rq::{
    fields::Field,
    id::{JobId, QueueName, Target, WorkerName},
    job::{Job, Ttl},
    place::Registry,
    time::Time,
    version::Version,
};

/// A fact, or that it could not be seen: the ACL hides it, or its key holds another type, which
/// [`Fleet::wrong_types`] tells. A hidden fact is shown as `?` or `null`, never as 0 or false.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Seen<T> {
    Is(T),
    Hidden,
}

impl<T> Seen<T> {
    pub fn ok(self) -> Option<T> {
        match self {
            Seen::Is(value) => Some(value),
            Seen::Hidden => None,
        }
    }

    pub fn as_ref(&self) -> Seen<&T> {
        match self {
            Seen::Is(value) => Seen::Is(value),
            Seen::Hidden => Seen::Hidden,
        }
    }

    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Seen<U> {
        match self {
            Seen::Is(value) => Seen::Is(f(value)),
            Seen::Hidden => Seen::Hidden,
        }
    }
}

/// The whole installation.
#[derive(Clone, Debug)]
pub struct Fleet {
    pub now: Time,
    pub server: Seen<Server>,
    pub suspended: Seen<Option<Suspension>>,
    /// Known queues by name: those in `P:queues`, those that live workers serve, and those asked for by name
    /// that have a key.
    pub queues: Vec<QueueCounts>,
    /// Whether `P:queues` could be read. If not, there may be queues that nobody named.
    pub queues_listed: bool,
    /// Registered workers by name, those included whose hash is gone.
    pub workers: Vec<Worker>,
    /// Whether `P:workers` and all hashes in it could be read. If not, there may be workers, or more of them,
    /// whose queues and versions nobody knows.
    pub workers_listed: bool,
    /// Keys that the database holds, of whatever kind.
    pub keys: Seen<u64>,
    /// Keys that were read and hold another type than RQ stores there, in order. What stands under them is
    /// hidden, and by no ACL.
    pub wrong_types: Vec<Vec<u8>>,
}

/// What is said of a key in [`Fleet::wrong_types`], behind its name.
pub const HOLDS_OTHER_TYPE: &str = "holds another type than RQ stores there";

impl Fleet {
    /// No queue, no worker, and nothing that could hide one: RQ has never been here, or under another prefix.
    pub fn is_empty(&self) -> bool {
        self.queues_listed && self.workers_listed && self.queues.is_empty() && self.workers.is_empty()
    }

    /// Whether the key holds another type than RQ stores there, as far as it was read.
    pub fn of_wrong_type(&self, key: &[u8]) -> bool {
        self.wrong_types.binary_search_by(|known| known.as_slice().cmp(key)).is_ok()
    }
}

/// What `INFO` says of the server.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Server {
    /// Valkey says 7.2.4 here: nothing depends on the number but what is printed.
    pub version: String,
    pub product: String,
    pub role: String,
    pub uptime_s: u64,
    pub used_memory: u64,
    /// 0 = no limit.
    pub max_memory: u64,
    pub eviction: String,
    pub cluster: bool,
    /// It writes an append-only file.
    pub appends: bool,
    /// Where a replica gets its data from, `host:port`.
    pub master: Option<String>,
}

/// `P:suspended` exists: no worker takes the next job.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Suspension {
    /// `None` = until somebody resumes.
    pub until: Option<Time>,
}

/// One queue in numbers. `Hidden` where the ACL, or a wrong type under the key, forbids the count.
#[derive(Clone, Debug)]
pub struct QueueCounts {
    pub queue: QueueName,
    /// In `P:queues`, or a live worker serves it. Others were asked for by name.
    pub known: bool,
    pub queued: Seen<u64>,
    pub intermediate: Seen<u64>,
    /// By [`Registry`]. `Started` counts running entries and is `Hidden` when too many expired ones had to
    /// be looked at; finished and failed leave expired entries out; all others are counted whole.
    pub registries: [Seen<u64>; 7],
    /// Jobs of this queue that wait for a rate-limit slot; `Hidden` when too many wait to tell their queues.
    pub rate_limited: Seen<u64>,
    pub held: Seen<u64>,
    /// Live workers that serve the queue.
    pub workers: Seen<u64>,
    /// Due in the scheduled registry.
    pub overdue: Seen<u64>,
    /// When the first of the scheduled jobs is due, or was.
    pub first_due: Option<Time>,
    pub front: Option<Waiting>,
    pub back: Option<Waiting>,
    /// Illegal ones among the first 100 IDs of the list and of the intermediate list.
    pub illegal_ids: Vec<JobId>,
    /// Who holds `P:scheduler-lock:Q`: a PID before RQ 2.10, a scheduler's name since.
    pub scheduler: Seen<Option<Lock>>,
    /// `P:clean_registries:Q`, RQ's maintenance lock.
    pub lock: Seen<Option<Lock>>,
}

/// A job at an end of a queue's list.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub id: JobId,
    /// The fields of bounded size that RQ must be able to read; `None` where the ACL, or a key of another
    /// type, hides them, and where nobody looked.
    pub job: Option<Job>,
}

/// A lock as stored. Without a time to live it will not go away by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    pub value: Vec<u8>,
    pub ttl: Option<Ttl>,
}

impl QueueCounts {
    pub fn registry(&self, registry: Registry) -> Seen<u64> {
        self.registries[registry as usize]
    }

    /// When the job at the front was enqueued.
    pub fn front_at(&self) -> Option<Time> {
        self.front.as_ref()?.job.as_ref()?.time(Field::EnqueuedAt).ok()
    }

    /// All counts are seen and zero: nothing waits, runs, failed or is kept.
    pub fn is_empty(&self) -> bool {
        let counts = [self.queued, self.intermediate, self.rate_limited, self.held];
        counts.iter().chain(&self.registries).all(|n| *n == Seen::Is(0))
    }
}

/// One worker as its hash tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Worker {
    pub name: WorkerName,
    /// The hash exists. A registered worker without one is dead.
    pub exists: bool,
    /// The ACL hides the hash: nothing of it is known.
    pub hidden: bool,
    /// `started`, `idle`, `busy`, `suspended`, or something else.
    pub state: Option<Vec<u8>>,
    pub version: Option<Vec<u8>>,
    pub python_version: Option<Vec<u8>>,
    pub hostname: Option<Vec<u8>>,
    pub pid: Option<Vec<u8>>,
    pub ip: Option<Vec<u8>>,
    /// RQ joins the names with commas, so a name that holds one comes apart here.
    pub queues: Vec<QueueName>,
    pub birth_at: Option<Time>,
    pub heartbeat_at: Option<Time>,
    pub death_at: Option<Time>,
    pub shutdown_requested_at: Option<Time>,
    pub ttl: Option<Ttl>,
    /// Subscribers of its channel. At least one is necessary for a command to arrive, not sufficient.
    pub listeners: Seen<u64>,
    /// What it runs: its executions set (RQ 3.0) or its `current_job` (up to 2.12).
    pub runs: Vec<Run>,
    /// It keeps an executions set, so it understands `stop-execution`.
    pub keeps_executions: bool,
    pub finished: u64,
    pub failed: u64,
    pub working_s: Option<f64>,
}

/// A job that a worker says it runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub target: Target,
    /// When the execution was made; before RQ 3.0 when the job was started.
    pub started_at: Option<Time>,
}

impl Worker {
    pub fn rq_version(&self) -> Option<Version> {
        self.version.as_deref().and_then(Version::parse)
    }

    /// The hash exists and holds no `death`: RQ counts the name as taken.
    pub fn registered_alive(&self) -> bool {
        self.exists && self.death_at.is_none()
    }

    /// How long the first of its jobs has been running.
    pub fn job_running_s(&self, now: Time) -> Option<f64> {
        self.runs.iter().filter_map(|run| run.started_at).min().map(|began| now.since(began).max(0.0))
    }

    pub fn serves(&self, queue: &QueueName) -> bool {
        self.queues.contains(queue)
    }
}

/// Live workers in the form that the words about jobs need: who serves which queue with which version, and
/// who says that he runs which job.
#[derive(Clone, Debug, Default)]
pub struct Crew {
    pub workers: Vec<Worker>,
}

impl Crew {
    /// Only workers whose hash exists without `death` count.
    pub fn new(workers: impl IntoIterator<Item = Worker>) -> Crew {
        Crew { workers: workers.into_iter().filter(Worker::registered_alive).collect() }
    }

    pub fn serving<'c>(&'c self, queue: &QueueName) -> impl Iterator<Item = &'c Worker> {
        let queue = queue.clone();
        self.workers.iter().filter(move |w| w.serves(&queue))
    }

    /// The live workers that name the job as theirs. `current_job` may hold a composite; both are read.
    pub fn running<'c>(&'c self, id: &JobId) -> impl Iterator<Item = &'c Worker> {
        let id = id.clone();
        self.workers.iter().filter(move |w| w.runs.iter().any(|run| run.target.id == id))
    }
}
