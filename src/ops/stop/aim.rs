//! One run and what is known of it: what is asked to stop, and by what its end is seen.

use crate::rq::{
    command::Command,
    id::{ExecutionId, JobId, QueueName, Target, WorkerName},
    status::Status,
    version::Version,
};

/// One run of a job that is to be stopped.
#[derive(Clone, Debug, PartialEq)]
pub struct Aim {
    pub id: JobId,
    /// Whose started registry names the run.
    pub queue: QueueName,
    /// Of the job when it was aimed at.
    pub status: Status,
    pub mark: Mark,
    pub holder: Option<Holder>,
    /// `started_at` of the job as it was found; another value later means another run.
    pub started_at: Vec<u8>,
    /// Score of its entry: after this moment on the worker's clock it counts as abandoned, seconds.
    pub deadline: Option<f64>,
    pub shape: Shape,
    /// Seconds that the stopped callback may take, where there is one: the worker runs it before it writes
    /// anything.
    pub callback_s: Option<Option<i64>>,
}

/// By what the end of a run is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// RQ 2.0 and later: its entry leaves the started registry and the job's executions.
    Execution(ExecutionId),
    /// RQ 1.x: the plain entry leaves the started registry.
    Plain,
    /// Several runs, and nothing tells which worker holds which: the worker stops naming the job.
    Worker,
}

/// The worker that is believed to hold a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Holder {
    pub name: WorkerName,
    pub version: Option<Version>,
    pub says: Says,
}

/// What the worker itself says of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// Its executions set holds the entry (RQ 3.0): it understands `stop-execution`.
    Execution,
    /// It names the job as its current one (RQ up to 2.12).
    Job,
    /// Nothing: only the job or the execution names the worker, or it is about to fork.
    Nothing,
}

/// What kind of worker it is, as far as the time between heartbeat and deadline tells it; worse ones last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// It forks a work horse, or looks so.
    Forks,
    /// Heartbeat or deadline are not known.
    Unknown,
    /// The job's timeout is so short that both look alike.
    Short,
    /// A SimpleWorker, which runs the job in its own process.
    Simple,
}

impl Aim {
    pub fn execution(&self) -> Option<ExecutionId> {
        match self.mark {
            Mark::Execution(execution) => Some(execution),
            Mark::Plain | Mark::Worker => None,
        }
    }

    /// The text in the started registry.
    pub fn entry(&self) -> Vec<u8> {
        Target { id: self.id.clone(), execution: self.execution() }.entry()
    }

    /// A worker that keeps no executions set ignores `stop-execution` in silence, and every worker compares
    /// the plain job ID.
    pub fn command(&self) -> Command {
        let says = self.holder.as_ref().map(|h| h.says);
        match (says, self.mark) {
            (Some(Says::Execution), Mark::Execution(e)) => Command::StopExecution(self.id.clone(), e),
            _ => Command::StopJob(self.id.clone()),
        }
    }
}
