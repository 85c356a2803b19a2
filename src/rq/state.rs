//! The words that operators use, as pure functions: the only place that knows when a job runs, is
//! abandoned or is poison, and when a worker is stale.

use crate::rq::{
    fields::Field,
    fleet::{Crew, Lock, Seen, Worker},
    id::{JobId, QueueName},
    job::{Job, Ttl},
    readable::unreadable,
    status::Status,
    time::Time,
};

/// Seconds that a busy worker may stay silent: it sends a heartbeat every 30.
pub const BUSY_SILENCE_S: f64 = 60.0;
/// Seconds that an idle worker may stay silent: it wakes up at least that often.
pub const IDLE_SILENCE_S: f64 = 420.0;

/// What a worker does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum WorkerState {
    Busy,
    Idle,
    Suspended,
    Started,
    /// A hash that nobody will renew: it has no TTL or was silent for too long, and nobody listens.
    Stale,
    /// Registered, but its hash is gone or says when it ended.
    Dead,
    /// The hash says nothing that we know.
    Unknown,
}

impl WorkerState {
    pub const ALL: [WorkerState; 7] = [
        WorkerState::Busy,
        WorkerState::Idle,
        WorkerState::Suspended,
        WorkerState::Started,
        WorkerState::Stale,
        WorkerState::Dead,
        WorkerState::Unknown,
    ];

    pub fn name(self) -> &'static str {
        match self {
            WorkerState::Busy => "busy",
            WorkerState::Idle => "idle",
            WorkerState::Suspended => "suspended",
            WorkerState::Started => "started",
            WorkerState::Stale => "stale",
            WorkerState::Dead => "dead",
            WorkerState::Unknown => "unknown",
        }
    }

    /// The process is believed to be there.
    pub fn alive(self) -> bool {
        !matches!(self, WorkerState::Stale | WorkerState::Dead)
    }
}

pub fn worker_state(worker: &Worker, now: Time) -> WorkerState {
    if worker.hidden {
        return WorkerState::Unknown;
    }
    if !worker.registered_alive() {
        return WorkerState::Dead;
    }
    let allowed = if worker.state.as_deref() == Some(b"busy") { BUSY_SILENCE_S } else { IDLE_SILENCE_S };
    let silent = worker.heartbeat_at.is_none_or(|t| now.since(t) > allowed);
    let forgotten = worker.ttl == Some(Ttl::Forever);
    // Where NUMSUB is hidden, silence alone has to do.
    let deaf = !matches!(worker.listeners, Seen::Is(n) if n > 0);
    if (silent || forgotten) && deaf {
        return WorkerState::Stale;
    }
    match worker.state.as_deref() {
        Some(b"busy") => WorkerState::Busy,
        Some(b"idle") => WorkerState::Idle,
        Some(b"suspended") => WorkerState::Suspended,
        Some(b"started") => WorkerState::Started,
        _ => WorkerState::Unknown,
    }
}

/// Whether commands can arrive; `None` where that is hidden.
pub fn listening(worker: &Worker) -> Option<bool> {
    worker.listeners.ok().map(|n| n > 0)
}

/// RQ sets its maintenance lock for so many seconds, and lets it go after a pass from 1.16 on.
pub const LOCK_S: f64 = 899.0;
/// No pass of RQ was ever measured at a thirtieth of this.
pub const LONGEST_PASS_S: f64 = 300.0;

/// For how long RQ itself has held `P:clean_registries:Q`: infinite where the lock will not run out. `None`
/// for locks of others, and where its time to live is not known.
pub fn lock_age_s(lock: &Lock) -> Option<f64> {
    match lock.ttl {
        _ if lock.value != b"1" => None,
        Some(Ttl::Forever) => Some(f64::INFINITY),
        Some(Ttl::Millis(left)) => Some((LOCK_S - left as f64 / 1e3).max(0.0)),
        None => None,
    }
}

/// The lock was left behind by a worker that died in its maintenance (or by RQ before 1.16, which never lets
/// it go).
pub fn lock_stale(lock: &Lock) -> bool {
    lock_age_s(lock).is_some_and(|age| age > LONGEST_PASS_S)
}

/// What a started entry is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EntryState {
    Running,
    /// Its deadline has passed, and neither an execution nor a live worker speaks for it.
    Abandoned,
    /// Its job has no hash.
    Orphan,
}

impl EntryState {
    pub fn name(self) -> &'static str {
        match self {
            EntryState::Running => "running",
            EntryState::Abandoned => "abandoned",
            EntryState::Orphan => "orphan",
        }
    }
}

/// `deadline` is the entry's score, `execution_lives` whether its execution hash exists with `created_at`,
/// `claimed` whether a live worker names the job as its own.
pub fn entry_state(
    deadline: f64,
    now: Time,
    execution_lives: bool,
    claimed: bool,
    has_hash: bool,
) -> EntryState {
    match () {
        _ if deadline > now.as_seconds_f64() || execution_lives || claimed => EntryState::Running,
        _ if !has_hash => EntryState::Orphan,
        _ => EntryState::Abandoned,
    }
}

/// Why a worker would end, or lose the job, when it meets it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Poison {
    /// RQ 2.0 and later cut the ID at its colon and skip it, or take it for another job.
    Cut,
    /// RQ 2.8 and later raise on the ID.
    Refused,
    /// The hash makes RQ's reader raise.
    Unreadable,
}

/// Whether an ID alone is poison for a worker of one of these versions.
pub fn poison_id(id: &JobId, queue: &QueueName, crew: &Crew) -> Option<Poison> {
    if id.legal() {
        return None;
    }
    let mut versions = crew.serving(queue).filter_map(|w| w.rq_version());
    if id.has_colon() {
        versions.any(|v| v.cuts_at_colon()).then_some(Poison::Cut)
    } else {
        versions.any(|v| v.refuses_illegal()).then_some(Poison::Refused)
    }
}

/// Whether a waiting job of `queue` is poison for a live worker of that queue. Needs
/// [`crate::rq::fields::Needs::READABLE`].
pub fn poison(id: &JobId, job: &Job, queue: &QueueName, crew: &Crew) -> Option<Poison> {
    if let Some(by_id) = poison_id(id, queue, crew) {
        return Some(by_id);
    }
    let reads_badly = |w: &Worker| !unreadable(job, w.rq_version()).is_empty();
    crew.serving(queue).any(reads_badly).then_some(Poison::Unreadable)
}

/// Scheduled and due. `due` is the score in the scheduled registry.
pub fn overdue(status: Option<&Status>, due: Option<f64>, now: Time) -> bool {
    status == Some(&Status::Scheduled) && due.is_some_and(|d| d <= now.as_seconds_f64())
}

/// Whether a parent of a deferred job will never release it: it was canceled or stopped, or failed where the
/// job does not allow that. `parents` are the statuses of the parents' hashes.
pub fn hopeless(job: &Job, parents: &[Option<Status>]) -> bool {
    let allows_failure = job.flag(Field::AllowDependencyFailures);
    parents.iter().any(|status| match status {
        Some(Status::Canceled | Status::Stopped) => true,
        Some(Status::Failed) => !allows_failure,
        _ => false,
    })
}

/// Whether all parents of a deferred job are done, so that RQ would have queued it and nobody is left to do so.
/// A missing parent counts as done for RQ.
pub fn released(job: &Job, parents: &[Option<Status>]) -> bool {
    let allows_failure = job.flag(Field::AllowDependencyFailures);
    parents.iter().all(|status| match status {
        None | Some(Status::Finished) => true,
        Some(Status::Failed) => allows_failure,
        _ => false,
    })
}

/// The word that describes a job, where one holds before its status.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Word {
    Poison,
    Held,
    Running,
    Abandoned,
    Overdue,
    Stuck,
    Lost,
    Blocked,
    /// Deferred, and all its parents are done: what `run-now` is for beside what is overdue. No word for `-s`.
    Released,
}

impl Word {
    /// The words that `-s` takes.
    pub const ALL: [(&'static str, Word); 8] = [
        ("poison", Word::Poison),
        ("held", Word::Held),
        ("running", Word::Running),
        ("abandoned", Word::Abandoned),
        ("overdue", Word::Overdue),
        ("stuck", Word::Stuck),
        ("lost", Word::Lost),
        ("blocked", Word::Blocked),
    ];

    pub fn name(self) -> &'static str {
        Word::ALL.iter().find(|(_, w)| *w == self).map_or("released", |(n, _)| n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rq::{fields::Needs, id::WorkerName, job::Stored};

    const NOW: Time = Time(1_795_500_000_000_000);

    pub(crate) fn worker(version: &str, queue: &str) -> Worker {
        Worker {
            name: WorkerName::from_text("w"),
            exists: true,
            hidden: false,
            state: Some(b"idle".to_vec()),
            version: Some(version.as_bytes().to_vec()),
            python_version: None,
            hostname: None,
            pid: None,
            ip: None,
            queues: vec![QueueName::from_text(queue)],
            birth_at: Some(NOW),
            heartbeat_at: Some(NOW),
            death_at: None,
            shutdown_requested_at: None,
            ttl: Some(Ttl::Millis(400_000)),
            listeners: Seen::Is(1),
            runs: vec![],
            keeps_executions: false,
            finished: 0,
            failed: 0,
            working_s: None,
        }
    }

    #[test]
    fn a_worker_is_stale_only_when_nobody_listens() {
        let mut w = worker("3.0.0", "q");
        assert_eq!(worker_state(&w, NOW), WorkerState::Idle);
        w.heartbeat_at = Some(NOW.plus_seconds(-421));
        assert_eq!(worker_state(&w, NOW), WorkerState::Idle);
        w.listeners = Seen::Is(0);
        assert_eq!(worker_state(&w, NOW), WorkerState::Stale);
        w.heartbeat_at = Some(NOW.plus_seconds(-61));
        assert_eq!(worker_state(&w, NOW), WorkerState::Idle);
        w.state = Some(b"busy".to_vec());
        assert_eq!(worker_state(&w, NOW), WorkerState::Stale);
        w.heartbeat_at = Some(NOW);
        assert_eq!(worker_state(&w, NOW), WorkerState::Busy);
        w.ttl = Some(Ttl::Forever);
        assert_eq!(worker_state(&w, NOW), WorkerState::Stale);
        w.death_at = Some(NOW);
        assert_eq!(worker_state(&w, NOW), WorkerState::Dead);
    }

    #[test]
    fn only_a_lock_of_rq_grows_stale() {
        let lock = |value: &str, ttl| Lock { value: value.as_bytes().to_vec(), ttl };
        assert!(!lock_stale(&lock("1", Some(Ttl::Millis(600_000)))));
        assert!(lock_stale(&lock("1", Some(Ttl::Millis(598_000)))));
        assert!(lock_stale(&lock("1", Some(Ttl::Forever))));
        assert!(!lock_stale(&lock("1", None)));
        assert!(!lock_stale(&lock("rqctl:1", Some(Ttl::Millis(1_000)))));
    }

    #[test]
    fn an_id_is_poison_only_where_a_live_worker_minds_it() {
        let queue = QueueName::from_text("q");
        let by = |versions: &[&str], id: &str| {
            let crew = Crew::new(versions.iter().map(|v| worker(v, "q")));
            poison_id(&JobId::new(id), &queue, &crew)
        };
        assert_eq!(by(&["1.16.2"], "a:b"), None);
        assert_eq!(by(&["1.16.2", "2.0.0"], "a:b"), Some(Poison::Cut));
        assert_eq!(by(&["2.6.1"], "a.b"), None);
        assert_eq!(by(&["2.8.0"], "a.b"), Some(Poison::Refused));
        assert_eq!(by(&["3.0.0"], "a-b_1"), None);
        assert_eq!(by(&[], "a:b"), None);
        let elsewhere = Crew::new([worker("3.0.0", "other")]);
        assert_eq!(poison_id(&JobId::new("a:b"), &queue, &elsewhere), None);
    }

    #[test]
    fn a_hash_is_poison_where_the_worker_cannot_read_it() {
        let queue = QueueName::from_text("q");
        let job = Job::new(Needs::of(&[Field::Status]), vec![Stored::Bytes(b"rate_limited".to_vec())]);
        let id = JobId::new("a");
        assert_eq!(poison(&id, &job, &queue, &Crew::new([worker("2.12.0", "q")])), Some(Poison::Unreadable));
        assert_eq!(poison(&id, &job, &queue, &Crew::new([worker("3.0.0", "q")])), None);
    }

    #[test]
    fn an_entry_is_abandoned_only_when_nothing_speaks_for_it() {
        let past = NOW.as_seconds_f64() - 1.0;
        assert_eq!(entry_state(past, NOW, false, false, true), EntryState::Abandoned);
        assert_eq!(entry_state(past, NOW, true, false, true), EntryState::Running);
        assert_eq!(entry_state(past, NOW, false, true, true), EntryState::Running);
        assert_eq!(entry_state(past + 2.0, NOW, false, false, false), EntryState::Running);
        assert_eq!(entry_state(past, NOW, false, false, false), EntryState::Orphan);
    }

    #[test]
    fn a_deferred_job_is_blocked_when_no_parent_can_release_it() {
        let job = |allow: &str| {
            Job::new(
                Needs::of(&[Field::AllowDependencyFailures]),
                vec![Stored::Bytes(allow.as_bytes().to_vec())],
            )
        };
        let s = |words: &[&str]| -> Vec<Option<Status>> {
            words.iter().map(|w| (*w != "gone").then(|| Status::parse(w.as_bytes()))).collect()
        };
        for (allow, parents, expected) in [
            ("0", vec!["queued"], false),
            ("0", vec!["started", "finished"], false),
            ("0", vec!["canceled", "queued"], true),
            ("0", vec!["failed"], true),
            ("1", vec!["failed", "queued"], false),
            ("1", vec!["failed"], true),
            ("0", vec!["gone"], true),
            ("0", vec!["finished"], true),
            ("0", vec!["gone", "scheduled"], false),
            ("0", vec![], true),
        ] {
            let (job, parents) = (job(allow), s(&parents));
            assert_eq!(hopeless(&job, &parents) || released(&job, &parents), expected, "{allow} {parents:?}");
        }
    }
}
