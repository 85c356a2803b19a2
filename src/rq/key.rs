//! What a key is, read from its name: the inverse of [`Keys`]. Nothing is escaped in a name, so keys are parsed by
//! stripping prefixes and never by splitting at colons.

use crate::rq::{
    id::{ExecutionId, JobId, QueueName, Reading, WorkerName},
    keys::Keys,
    place::Registry,
};

/// What a key is, read from its name alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Key {
    /// `P:job:…`: a job hash when its type is a hash. The same name may be another job's set of dependents
    /// or dependencies ([`dependents_owner`], [`dependencies_owner`]): only TYPE tells.
    Job(JobId),
    Results(JobId),
    Executions(JobId),
    /// An execution hash; job and execution come from its last colon.
    Execution(JobId, ExecutionId),
    Queue(QueueName),
    Intermediate(QueueName),
    /// `P:queue:Q:intermediate:first_seen:ENTRY`.
    FirstSeen(QueueName, Box<[u8]>),
    Compact(Box<[u8]>),
    Registry(Registry, QueueName),
    Worker(WorkerName),
    WorkerExecutions(WorkerName),
    WorkersOf(QueueName),
    Group(Box<[u8]>),
    RateLimit(Box<[u8]>),
    RateLimited(Box<[u8]>),
    Allowed(Box<[u8]>),
    CleanLock(QueueName),
    SchedulerLock(QueueName),
    Scheduler(Box<[u8]>),
    CronScheduler(Box<[u8]>),
    CronHistory(Box<[u8]>),
    Held(QueueName),
    Seen(QueueName),
    /// Under the prefix, and one of RQ's or our single keys.
    Single(&'static str),
    /// Not ours: another prefix or an unknown name.
    Foreign,
}

const SINGLES: [&str; 12] = [
    "queues",
    "workers",
    "groups",
    "suspended",
    "clean_groups",
    "rl-keys",
    "cron_schedulers",
    "cron_jobs",
    "rqctl:label",
    "rqctl:id",
    "rqctl:probe",
    "scheduler_lock",
];

impl Keys {
    /// What a key is. Kinds are told by their prefix, so the longest prefix comes first.
    pub fn parse(&self, key: &[u8]) -> Key {
        let Some(rest) = key.strip_prefix(self.prefix()).and_then(|r| r.strip_prefix(b":")) else {
            return Key::Foreign;
        };
        if let Some(single) = SINGLES.iter().find(|s| s.as_bytes() == rest) {
            return Key::Single(single);
        }
        let Some(colon) = rest.iter().position(|&b| b == b':') else { return Key::Foreign };
        let (kind, name) = (&rest[..colon], &rest[colon + 1..]);
        match kind {
            b"job" => Key::Job(JobId::new(name)),
            b"results" => Key::Results(JobId::new(name)),
            b"executions" => Key::Executions(JobId::new(name)),
            b"execution" => match Reading::of(name).split {
                Some((id, execution)) => Key::Execution(id, execution),
                None => Key::Foreign,
            },
            b"queue" => queue_key(name),
            b"workers" => Key::WorkersOf(QueueName::from_text(name)),
            b"worker" => match name.strip_suffix(b":executions") {
                Some(worker) => Key::WorkerExecutions(WorkerName::from_text(worker)),
                None => Key::Worker(WorkerName::from_text(name)),
            },
            b"group" => Key::Group(name.into()),
            b"rl" => rate_limit_key(name),
            b"clean_registries" => Key::CleanLock(QueueName::from_text(name)),
            b"scheduler-lock" => Key::SchedulerLock(QueueName::from_text(name)),
            b"scheduler" => Key::Scheduler(name.into()),
            b"cron_scheduler" => Key::CronScheduler(name.into()),
            b"cron_job" => name.strip_suffix(b":jobs").map_or(Key::Foreign, |n| Key::CronHistory(n.into())),
            b"rqctl" => match (name.strip_prefix(b"held:"), name.strip_prefix(b"seen:")) {
                (Some(queue), _) => Key::Held(QueueName::from_text(queue)),
                (_, Some(queue)) => Key::Seen(QueueName::from_text(queue)),
                _ => Key::Foreign,
            },
            _ => match Registry::ALL.into_iter().find(|r| r.key_word().as_bytes() == kind) {
                Some(registry) => Key::Registry(registry, QueueName::from_text(name)),
                None => Key::Foreign,
            },
        }
    }
}

/// What a key beside a job is: whose, and the type that RQ gives it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Beside {
    pub what: &'static str,
    pub owner: JobId,
    pub execution: Option<ExecutionId>,
    pub kind: &'static str,
    /// A job with such an ID would have its hash here: only TYPE tells.
    pub may_be_job: bool,
}

impl Key {
    /// The type that RQ or rqctl stores under the key, as `TYPE` names it. `None` for what belongs to one job
    /// ([`Beside`] says it there), where nobody minds the type, and where a key of another kind may go by the same
    /// name.
    pub fn stored_as(&self) -> Option<&'static str> {
        Some(match self {
            Key::Single("queues" | "workers" | "groups" | "rl-keys") | Key::WorkersOf(_) | Key::Group(_) => {
                "set"
            }
            Key::Queue(_) | Key::Intermediate(_) | Key::Compact(_) => "list",
            Key::Registry(..) | Key::CronHistory(_) | Key::Single("cron_schedulers" | "cron_jobs") => "zset",
            Key::Worker(_) | Key::CronScheduler(_) | Key::RateLimit(_) | Key::Held(_) | Key::Seen(_) => {
                "hash"
            }
            Key::CleanLock(_) | Key::SchedulerLock(_) => "string",
            _ => return None,
        })
    }

    /// The job that the key belongs to, where it is none of the places and not the hash itself.
    pub fn beside(self) -> Option<Beside> {
        let of = |what, owner, kind| Beside { what, owner, execution: None, kind, may_be_job: false };
        Some(match self {
            Key::Results(id) => of("results", id, "stream"),
            Key::Executions(id) => of("executions", id, "zset"),
            Key::Execution(id, execution) => {
                Beside { execution: Some(execution), ..of("execution", id, "hash") }
            }
            Key::FirstSeen(_, entry) => of("first_seen", JobId(entry), "string"),
            Key::Job(named) => {
                let dependencies = dependencies_owner(&named).map(|id| of("dependencies", id, "set"));
                let dependents = || dependents_owner(&named).map(|id| of("dependents", id, "set"));
                Beside { may_be_job: true, ..dependencies.or_else(dependents)? }
            }
            _ => return None,
        })
    }
}

/// The job whose set of dependents a key read as [`Key::Job`] is, if its type is a set.
pub fn dependents_owner(named: &JobId) -> Option<JobId> {
    named.0.strip_suffix(b":dependents").map(JobId::new)
}

/// The job whose set of dependencies a key read as [`Key::Job`] is, if its type is a set.
pub fn dependencies_owner(named: &JobId) -> Option<JobId> {
    named.0.strip_prefix(b":")?.strip_suffix(b":dependencies").map(JobId::new)
}

fn queue_key(name: &[u8]) -> Key {
    const FIRST_SEEN: &[u8] = b":intermediate:first_seen:";
    if let Some(uuid) = name.strip_prefix(b"_compact:") {
        return Key::Compact(uuid.into());
    }
    if let Some(at) = name.windows(FIRST_SEEN.len()).position(|w| w == FIRST_SEEN) {
        return Key::FirstSeen(QueueName::from_text(&name[..at]), name[at + FIRST_SEEN.len()..].into());
    }
    match name.strip_suffix(b":intermediate") {
        Some(queue) => Key::Intermediate(QueueName::from_text(queue)),
        None => Key::Queue(QueueName::from_text(name)),
    }
}

fn rate_limit_key(name: &[u8]) -> Key {
    match (name.strip_suffix(b":allowed"), name.strip_suffix(b":rate_limited")) {
        (Some(key), _) => Key::Allowed(key.into()),
        (_, Some(key)) => Key::RateLimited(key.into()),
        _ => Key::RateLimit(name.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn keys() -> Keys {
        Keys::new("{t}:x")
    }

    #[test]
    fn dependencies_have_two_colons() {
        let id = JobId::new("a:b");
        assert_eq!(Keys::new("rq").dependencies(&id), b"rq:job::a:b:dependencies");
        let named = keys().job_of(&keys().dependencies(&id)).unwrap();
        assert_eq!(dependencies_owner(&named), Some(id.clone()));
        let named = keys().job_of(&keys().dependents(&id)).unwrap();
        assert_eq!(dependents_owner(&named), Some(id));
    }

    #[test]
    fn keys_of_others_are_foreign() {
        for key in ["other:job:a", "rq", "rq:", "rq:unknown:x", "rqx:job:a", "rq:execution:a:b"] {
            assert_eq!(Keys::new("rq").parse(key.as_bytes()), Key::Foreign, "{key}");
        }
    }

    #[test]
    fn what_is_stored_under_a_key_is_told_only_where_its_name_says_it() {
        for (key, stored) in [
            ("rq:workers", Some("set")),
            ("rq:workers:q", Some("set")),
            ("rq:queue:q:intermediate", Some("list")),
            ("rq:wip:q", Some("zset")),
            ("rq:worker:w", Some("hash")),
            ("rq:clean_registries:q", Some("string")),
            // The hash of a worker may be called so, and a job's set of dependents looks like a job.
            ("rq:worker:w:executions", None),
            ("rq:rl:x:allowed", None),
            ("rq:job:a:dependents", None),
            ("rq:suspended", None),
            ("other:workers", None),
        ] {
            assert_eq!(Keys::new("rq").parse(key.as_bytes()).stored_as(), stored, "{key}");
        }
    }

    proptest! {
        #[test]
        fn every_key_reads_back(name in "[a-z:.@]{1,12}", registry in 0usize..7) {
            // Names that end like a satellite key are that key: RQ cannot tell them apart either.
            prop_assume!(!name.ends_with(":intermediate") && !name.ends_with(":executions"));
            prop_assume!(!name.starts_with("_compact:") && !name.contains(":intermediate:first_seen:"));
            prop_assume!(!name.ends_with(":allowed") && !name.ends_with(":rate_limited"));
            let k = keys();
            let (id, queue) = (JobId::new(&name), QueueName::from_text(&name));
            let (worker, execution) = (WorkerName::from_text(&name), ExecutionId::parse(&[b'a'; 32]).unwrap());
            let registry = Registry::ALL[registry];
            prop_assert_eq!(k.parse(&k.job(&id)), Key::Job(id.clone()));
            prop_assert_eq!(k.parse(&k.results(&id)), Key::Results(id.clone()));
            prop_assert_eq!(k.parse(&k.executions(&id)), Key::Executions(id.clone()));
            prop_assert_eq!(k.parse(&k.execution(&id, &execution)), Key::Execution(id, execution));
            prop_assert_eq!(k.parse(&k.queue(&queue)), Key::Queue(queue.clone()));
            prop_assert_eq!(k.parse(&k.intermediate(&queue)), Key::Intermediate(queue.clone()));
            prop_assert_eq!(
                k.parse(&k.first_seen(&queue, b"e:1")),
                Key::FirstSeen(queue.clone(), b"e:1".as_slice().into())
            );
            prop_assert_eq!(k.parse(&k.registry(registry, &queue)), Key::Registry(registry, queue.clone()));
            prop_assert_eq!(k.parse(&k.worker(&worker)), Key::Worker(worker.clone()));
            prop_assert_eq!(k.parse(&k.worker_executions(&worker)), Key::WorkerExecutions(worker));
            prop_assert_eq!(k.parse(&k.workers_of(&queue)), Key::WorkersOf(queue.clone()));
            prop_assert_eq!(k.parse(&k.clean_lock(&queue)), Key::CleanLock(queue.clone()));
            prop_assert_eq!(k.parse(&k.scheduler_lock(&queue)), Key::SchedulerLock(queue.clone()));
            prop_assert_eq!(k.parse(&k.held(&queue)), Key::Held(queue.clone()));
            prop_assert_eq!(k.parse(&k.seen(&queue)), Key::Seen(queue));
            prop_assert_eq!(k.parse(&k.group(name.as_bytes())), Key::Group(name.as_bytes().into()));
            prop_assert_eq!(k.parse(&k.rate_limit(name.as_bytes())), Key::RateLimit(name.as_bytes().into()));
            prop_assert_eq!(k.parse(&k.allowed(name.as_bytes())), Key::Allowed(name.as_bytes().into()));
            prop_assert_eq!(k.parse(&k.rate_limited(name.as_bytes())), Key::RateLimited(name.as_bytes().into()));
            prop_assert_eq!(k.parse(&k.cron_history(name.as_bytes())), Key::CronHistory(name.as_bytes().into()));
            prop_assert_eq!(k.parse(&k.compact(name.as_bytes())), Key::Compact(name.as_bytes().into()));
        }

        #[test]
        fn any_bytes_parse_without_panic(key in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _ = keys().parse(&key);
            let _ = Keys::new("rq").parse(&[b"rq:", &key[..]].concat());
        }
    }
}
