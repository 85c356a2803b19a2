//! The installation at one moment: what `status`, `queues list`, `workers list` and the doctor's quick
//! checks look at. Read in three round trips, whatever the number of queues and workers.

use crate::rq::{
    id::{JobId, QueueName, Target, WorkerName},
    job::Ttl,
    place::Registry,
    time::Time,
    version::Version,
};

/// A fact, or that the ACL hides it. A hidden fact is shown as `?` or `null`, never as 0 or false.
#[derive(Clone, Copy, PartialEq, Debug)]
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
    /// Known queues by name: those in `P:queues` and those that live workers serve.
    pub queues: Vec<QueueCounts>,
    /// Registered workers by name, those included whose hash is gone.
    pub workers: Vec<Worker>,
    /// Names in `P:groups` and how many there are.
    pub groups: Seen<u64>,
    /// Keys that the database holds, of whatever kind.
    pub keys: Seen<u64>,
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
    pub persistence: bool,
    /// Databases that hold keys, with their number of keys.
    pub databases: Vec<(u32, u64)>,
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
    pub queued: Seen<u64>,
    pub intermediate: Seen<u64>,
    /// By [`Registry`]. `Started` counts running entries and is `Hidden` when too many expired ones had to
    /// be looked at; finished and failed leave expired entries out; all others are counted whole.
    pub registries: [Seen<u64>; 7],
    /// Jobs of this queue that wait for a rate-limit slot; `Hidden` when too many wait to tell their queues.
    pub rate_limited: Seen<u64>,
    pub held: Seen<u64>,
    /// Live workers that serve the queue.
    pub workers: u64,
    /// Due in the scheduled registry.
    pub overdue: Seen<u64>,
    /// When the job at the front was enqueued.
    pub front_at: Option<Time>,
    pub front: Option<JobId>,
    pub back: Option<JobId>,
    /// The first IDs of the list, 100 at most.
    pub first_ids: Vec<JobId>,
    /// Who holds `P:scheduler-lock:Q`: a PID before RQ 2.10, a scheduler's name since.
    pub scheduler: Option<(Vec<u8>, Option<Ttl>)>,
    /// `P:clean_registries:Q`, RQ's maintenance lock.
    pub lock: Option<(Vec<u8>, Option<Ttl>)>,
}

impl QueueCounts {
    pub fn registry(&self, registry: Registry) -> Seen<u64> {
        self.registries[registry as usize]
    }
}

/// One worker as its hash tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Worker {
    pub name: WorkerName,
    /// The hash exists. A registered worker without one is dead.
    pub exists: bool,
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
    pub jobs: Vec<Target>,
    /// It keeps an executions set, so it understands `stop-execution`.
    pub keeps_executions: bool,
    pub finished: u64,
    pub failed: u64,
    pub working_s: Option<f64>,
    pub job_running_s: Option<f64>,
}

impl Worker {
    pub fn rq_version(&self) -> Option<Version> {
        self.version.as_deref().and_then(Version::parse)
    }

    /// The hash exists and holds no `death`: RQ counts the name as taken.
    pub fn registered_alive(&self) -> bool {
        self.exists && self.death_at.is_none()
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
        self.workers.iter().filter(move |w| w.jobs.iter().any(|t| t.id == id))
    }
}
