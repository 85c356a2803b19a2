//! Who puts jobs into queues by the clock: schedulers of workers, and cron schedulers.

use serde_json::Value;

use crate::rq::{
    id::{JobId, QueueName},
    job::Ttl,
    status::Status,
    time::Time,
};

/// A scheduler process of a worker (`--with-scheduler`), known by the locks that it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Scheduler {
    /// Since RQ 2.10; before, a lock holds the process ID alone.
    pub name: Option<Box<[u8]>>,
    pub hostname: Option<Vec<u8>>,
    pub pid: Option<Vec<u8>>,
    /// Queues that it wants to serve; before RQ 2.10 those whose lock it holds.
    pub queues: Vec<QueueName>,
    pub created_at: Option<Time>,
    pub heartbeat_at: Option<Time>,
    pub locks: Vec<(QueueName, Option<Ttl>)>,
}

/// What a lock's value is: RQ up to 2.9 wrote a process ID there, later a name of 32 hex digits.
pub fn is_pid(value: &[u8]) -> bool {
    !value.is_empty() && value.len() <= 10 && value.iter().all(u8::is_ascii_digit)
}

/// A cron scheduler process (RQ 2.6 and later).
#[derive(Clone, Debug, PartialEq)]
pub struct CronScheduler {
    pub name: Box<[u8]>,
    pub heartbeat_at: Option<Time>,
    /// What it enqueues (RQ 2.7 and later); `None` where that is not told or cannot be read.
    pub jobs: Option<Vec<CronJob>>,
}

/// Seconds after which RQ itself takes a silent cron scheduler for gone.
pub const CRON_SILENCE_S: f64 = 120.0;

impl CronScheduler {
    pub fn stale(&self, now: Time) -> bool {
        self.heartbeat_at.is_none_or(|at| now.since(at) > CRON_SILENCE_S)
    }
}

/// One line of a cron scheduler's configuration.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct CronJob {
    /// Since RQ 2.11; by default the function.
    pub name: Option<String>,
    pub function: Option<String>,
    pub queue: Option<String>,
    /// A cron expression: UTC up to RQ 2.12, local time of the scheduler since 3.0.
    pub cron: Option<String>,
    pub interval_s: Option<f64>,
    pub latest_at: Option<Time>,
    pub next_at: Option<Time>,
}

/// Reads the field `cron_jobs` of a cron scheduler; `None` where it is not the list that RQ writes.
pub fn cron_jobs(json: &[u8]) -> Option<Vec<CronJob>> {
    let Value::Array(jobs) = serde_json::from_slice(json).ok()? else { return None };
    Some(jobs.iter().map(cron_job).collect())
}

fn cron_job(job: &Value) -> CronJob {
    let text = |name: &str| job.get(name).and_then(Value::as_str).map(str::to_owned);
    let time =
        |name: &str| job.get(name).and_then(Value::as_str).and_then(|text| Time::parse(text.as_bytes()));
    CronJob {
        name: text("name"),
        function: text("func_name"),
        queue: text("queue_name"),
        cron: text("cron"),
        interval_s: job.get("interval").and_then(Value::as_f64),
        latest_at: time("latest_enqueue_time"),
        next_at: time("next_enqueue_time"),
    }
}

/// A job that cron enqueued (RQ 2.11 and later keep the newest 1,000).
#[derive(Clone, Debug, PartialEq)]
pub struct CronRun {
    pub id: JobId,
    pub at: Option<Time>,
    /// `None` where the job has no hash any more.
    pub status: Option<Status>,
}

/// A set of jobs that was made together (RQ 2.0 and later).
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub name: Box<[u8]>,
    pub jobs: u64,
    /// Members without a hash.
    pub missing: u64,
}

/// A key under which jobs share slots (RQ 3.0).
#[derive(Clone, Debug, PartialEq)]
pub struct RateLimit {
    pub key: Box<[u8]>,
    pub concurrency: Option<i64>,
    /// Jobs that hold a slot.
    pub allowed: u64,
    /// Jobs that wait for one.
    pub waiting: u64,
}

/// A job under a rate limit.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    pub id: JobId,
    /// It holds a slot; else it waits for one.
    pub allowed: bool,
    /// When it got the slot, or began to wait.
    pub at: Option<Time>,
    pub status: Option<Status>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_list_of_cron_jobs_is_read_as_rq_writes_it() {
        let json = br#"[{"func_name": "a.b", "name": "nightly", "queue_name": "default", "args": "[1]",
            "kwargs": null, "interval": null, "cron": "0 3 * * *", "latest_enqueue_time": null,
            "next_enqueue_time": "2026-11-24T03:00:00.000000Z", "job_timeout": 60},
            {"func_name": "a.c", "queue_name": "mail", "interval": 30}]"#;
        let jobs = cron_jobs(json).unwrap();
        assert_eq!(jobs[0].name.as_deref(), Some("nightly"));
        assert_eq!(jobs[0].next_at, Time::parse(b"2026-11-24T03:00:00Z"));
        assert_eq!((jobs[1].interval_s, jobs[1].cron.as_deref()), (Some(30.0), None));
        assert_eq!(cron_jobs(b"{}"), None);
        assert_eq!(cron_jobs(b"[3]"), Some(vec![CronJob::default()]));
    }

    #[test]
    fn a_lock_holds_a_process_id_or_a_name() {
        assert!(is_pid(b"4121"));
        assert!(!is_pid(b"9c2f1e"));
        assert!(!is_pid(&[b'1'; 32]));
        assert!(!is_pid(b""));
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_list_or_not(json in proptest::collection::vec(any::<u8>(), 0..100)) {
            let _ = cron_jobs(&json);
        }
    }
}
