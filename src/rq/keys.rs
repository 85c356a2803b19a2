//! Every key name. Names go into keys verbatim: nothing is escaped.

use crate::rq::{
    id::{ExecutionId, JobId, QueueName, WorkerName, composite},
    place::{Place, Registry},
};

/// RQ's scheduled set of the separate package rq-scheduler: its prefix is fixed.
pub const RQ_SCHEDULER_JOBS: &[u8] = b"rq:scheduler:scheduled_jobs";

/// rq-scheduler's lock while an instance runs.
pub const RQ_SCHEDULER_LOCK: &[u8] = b"rq:scheduler_lock";

/// What stands in a list in place of a job that was taken out by index, until it is swept out.
pub const TOMBSTONE: &[u8] = b"rqctl-removed";

/// Key names under one prefix (`rq` unless RQ 3.0 was given another).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    prefix: Box<[u8]>,
}

impl Keys {
    /// `prefix` as in `--prefix`, without the colon that follows it.
    pub fn new(prefix: &str) -> Keys {
        Keys { prefix: prefix.as_bytes().into() }
    }

    pub fn prefix(&self) -> &[u8] {
        &self.prefix
    }

    /// Whether multi-key scripts stay in one slot of a cluster: the prefix holds a hash tag `{…}`.
    pub fn has_hash_tag(&self) -> bool {
        let open = self.prefix.iter().position(|&b| b == b'{');
        open.is_some_and(|i| self.prefix[i + 1..].iter().position(|&b| b == b'}').is_some_and(|n| n > 0))
    }

    fn join(&self, parts: &[&[u8]]) -> Vec<u8> {
        let length = self.prefix.len() + parts.iter().map(|p| p.len()).sum::<usize>();
        let mut key = Vec::with_capacity(length);
        key.extend_from_slice(&self.prefix);
        for part in parts {
            key.extend_from_slice(part);
        }
        key
    }

    /// `P:job:`, in front of every job ID.
    pub fn job_prefix(&self) -> Vec<u8> {
        self.join(&[b":job:"])
    }

    pub fn job(&self, id: &JobId) -> Vec<u8> {
        self.join(&[b":job:", &id.0])
    }

    pub fn dependents(&self, id: &JobId) -> Vec<u8> {
        self.join(&[b":job:", &id.0, b":dependents"])
    }

    /// Two colons: RQ's own prefix for this key ends in one and another is added.
    pub fn dependencies(&self, id: &JobId) -> Vec<u8> {
        self.join(&[b":job::", &id.0, b":dependencies"])
    }

    pub fn results(&self, id: &JobId) -> Vec<u8> {
        self.join(&[b":results:", &id.0])
    }

    pub fn executions(&self, id: &JobId) -> Vec<u8> {
        self.join(&[b":executions:", &id.0])
    }

    pub fn execution(&self, id: &JobId, execution: &ExecutionId) -> Vec<u8> {
        self.join(&[b":execution:", &composite(id, execution)])
    }

    pub fn queues(&self) -> Vec<u8> {
        self.join(&[b":queues"])
    }

    pub fn queue(&self, queue: &QueueName) -> Vec<u8> {
        self.join(&[b":queue:", &queue.0])
    }

    pub fn intermediate(&self, queue: &QueueName) -> Vec<u8> {
        self.join(&[b":queue:", &queue.0, b":intermediate"])
    }

    pub fn first_seen(&self, queue: &QueueName, entry: &[u8]) -> Vec<u8> {
        self.join(&[b":queue:", &queue.0, b":intermediate:first_seen:", entry])
    }

    pub fn registry(&self, registry: Registry, queue: &QueueName) -> Vec<u8> {
        self.join(&[b":", registry.key_word().as_bytes(), b":", &queue.0])
    }

    pub fn workers(&self) -> Vec<u8> {
        self.join(&[b":workers"])
    }

    pub fn workers_of(&self, queue: &QueueName) -> Vec<u8> {
        self.join(&[b":workers:", &queue.0])
    }

    pub fn worker(&self, worker: &WorkerName) -> Vec<u8> {
        self.join(&[b":worker:", &worker.0])
    }

    pub fn worker_executions(&self, worker: &WorkerName) -> Vec<u8> {
        self.join(&[b":worker:", &worker.0, b":executions"])
    }

    /// The channel on which a worker takes commands.
    pub fn channel(&self, worker: &WorkerName) -> Vec<u8> {
        self.join(&[b":pubsub:", &worker.0])
    }

    /// A channel that no worker listens to, for asking whether PUBLISH is allowed.
    pub fn probe_channel(&self) -> Vec<u8> {
        self.join(&[b":pubsub:rqctl-probe"])
    }

    pub fn groups(&self) -> Vec<u8> {
        self.join(&[b":groups"])
    }

    pub fn group(&self, group: &[u8]) -> Vec<u8> {
        self.join(&[b":group:", group])
    }

    pub fn rate_limits(&self) -> Vec<u8> {
        self.join(&[b":rl-keys"])
    }

    pub fn rate_limit(&self, key: &[u8]) -> Vec<u8> {
        self.join(&[b":rl:", key])
    }

    pub fn allowed(&self, key: &[u8]) -> Vec<u8> {
        self.join(&[b":rl:", key, b":allowed"])
    }

    pub fn rate_limited(&self, key: &[u8]) -> Vec<u8> {
        self.join(&[b":rl:", key, b":rate_limited"])
    }

    pub fn suspended(&self) -> Vec<u8> {
        self.join(&[b":suspended"])
    }

    pub fn clean_lock(&self, queue: &QueueName) -> Vec<u8> {
        self.join(&[b":clean_registries:", &queue.0])
    }

    pub fn scheduler_lock(&self, queue: &QueueName) -> Vec<u8> {
        self.join(&[b":scheduler-lock:", &queue.0])
    }

    pub fn scheduler(&self, name: &[u8]) -> Vec<u8> {
        self.join(&[b":scheduler:", name])
    }

    pub fn cron_schedulers(&self) -> Vec<u8> {
        self.join(&[b":cron_schedulers"])
    }

    pub fn cron_scheduler(&self, name: &[u8]) -> Vec<u8> {
        self.join(&[b":cron_scheduler:", name])
    }

    pub fn cron_history(&self, name: &[u8]) -> Vec<u8> {
        self.join(&[b":cron_job:", name, b":jobs"])
    }

    pub fn cron_jobs(&self) -> Vec<u8> {
        self.join(&[b":cron_jobs"])
    }

    pub fn compact(&self, name: &[u8]) -> Vec<u8> {
        self.join(&[b":queue:_compact:", name])
    }

    /// Ours: the name that this server goes by.
    pub fn label(&self) -> Vec<u8> {
        self.join(&[b":rqctl:label"])
    }

    /// Ours: random text that says which server a map of renamed IDs belongs to.
    pub fn server_id(&self) -> Vec<u8> {
        self.join(&[b":rqctl:id"])
    }

    /// Ours: written and removed at once, to learn whether writes are allowed.
    pub fn probe(&self) -> Vec<u8> {
        self.join(&[b":rqctl:probe"])
    }

    /// Ours: jobs taken out by `jobs hold`, job ID → JSON.
    pub fn held(&self, queue: &QueueName) -> Vec<u8> {
        self.join(&[b":rqctl:held:", &queue.0])
    }

    /// Ours: when an intermediate entry was first seen, entry → `server time|enqueued_at`.
    pub fn seen(&self, queue: &QueueName) -> Vec<u8> {
        self.join(&[b":rqctl:seen:", &queue.0])
    }

    /// The key of a place.
    pub fn place(&self, place: &Place) -> Vec<u8> {
        match place {
            Place::Queue(q) => self.queue(q),
            Place::Intermediate(q) => self.intermediate(q),
            Place::Registry(r, q) => self.registry(*r, q),
            Place::RateLimited(key) => self.rate_limited(key),
            Place::Allowed(key) => self.allowed(key),
            Place::Held(q) => self.held(q),
            Place::Compact(name) => self.compact(name),
            Place::Group(name) => self.group(name),
            Place::Dependents(id) => self.dependents(id),
            Place::Dependencies(id) => self.dependencies(id),
            Place::WorkerExecutions(name) => self.worker_executions(name),
            Place::CronHistory(name) => self.cron_history(name),
            Place::RqScheduler => RQ_SCHEDULER_JOBS.to_vec(),
            Place::Hash => self.job_prefix(),
        }
    }

    /// The queue that a member of `P:queues` names: members are full keys.
    pub fn queue_of(&self, member: &[u8]) -> Option<QueueName> {
        self.after(member, b":queue:").map(QueueName::from_text)
    }

    /// The worker that a member of `P:workers` names: members are full keys.
    pub fn worker_of(&self, member: &[u8]) -> Option<WorkerName> {
        self.after(member, b":worker:").map(WorkerName::from_text)
    }

    /// The job whose hash a key of `P:job:*` may be.
    pub fn job_of(&self, key: &[u8]) -> Option<JobId> {
        self.after(key, b":job:").map(JobId::new)
    }

    fn after<'k>(&self, key: &'k [u8], kind: &[u8]) -> Option<&'k [u8]> {
        key.strip_prefix(&*self.prefix)?.strip_prefix(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_hash_tag_with_something_in_it_counts() {
        for (prefix, tagged) in [("rq", false), ("{t}:x", true), ("{}", false), ("a{b}", true), ("{a", false)]
        {
            assert_eq!(Keys::new(prefix).has_hash_tag(), tagged, "{prefix}");
        }
    }
}
