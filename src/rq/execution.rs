//! One run of a job, as far as Redis knows it.

use crate::rq::{
    id::{ExecutionId, WorkerName},
    time::Time,
};

/// An execution of RQ 2.0 and later: `P:execution:ID:EXEC` and its entry in `P:wip:Q`.
#[derive(Clone, PartialEq, Debug)]
pub struct Execution {
    pub id: ExecutionId,
    /// The hash exists and has `created_at`; a hash with a heartbeat alone is what a late heartbeat leaves
    /// behind after a delete.
    pub live: bool,
    pub started_at: Option<Time>,
    pub heartbeat_at: Option<Time>,
    /// Since RQ 2.11.
    pub worker: Option<WorkerName>,
    /// Score of its entry in the started registry: the deadline, seconds on the worker's clock.
    pub deadline: Option<f64>,
}

impl Execution {
    /// Running as far as its own keys say: the deadline is ahead or the hash lives. TTLs run on Redis's
    /// clock and scores on the worker's, so either is enough.
    pub fn running(&self, now: Time) -> bool {
        self.live || self.deadline.is_some_and(|d| d > now.as_seconds_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_clock_does_not_make_a_live_execution_dead() {
        let now = Time(1_000_000_000_000);
        let mut e = Execution {
            id: ExecutionId([b'a'; 32]),
            live: true,
            started_at: None,
            heartbeat_at: None,
            worker: None,
            deadline: Some(999_000.0),
        };
        assert!(e.running(now));
        e.live = false;
        assert!(!e.running(now));
        e.deadline = Some(1_000_000.5);
        assert!(e.running(now));
        e.deadline = Some(f64::INFINITY);
        assert!(e.running(now));
    }
}
