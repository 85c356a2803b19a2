//! Ends running jobs through the workers that run them: resolve who runs what, decide what may be asked,
//! send, and watch until the run is over. A request is only a message on a channel: what it came to is read
//! from the run itself, never from the number of listeners and never from the status alone.

mod aim;
mod decide;
mod end;
mod resolve;
mod run;
mod seen;
mod sight;
mod watch;

use std::{sync::atomic::AtomicBool, time::Duration};

use crate::{
    ops::{
        engine::{Left, Planned, Step},
        refusal::{Reason, Refusal},
        run::Run,
        verb::{Names, OnJob, SUBJECT, Verb},
    },
    rq::{
        candidate::Candidate,
        fields::{Field, Needs},
        id::{JobId, QueueName},
        status::Status,
        time::Time,
    },
    store::{
        error::Error,
        writer::{Uses, Writer},
    },
};

pub use aim::{Aim, Holder, Mark, Says};
pub use end::{End, Why};
pub use seen::{How, Seen};
pub use watch::{Asked, Up};

/// What a stop reads of a job.
const NEEDS: Needs = SUBJECT
    .and(Needs::of(&[
        Field::WorkerName,
        Field::StartedAt,
        Field::LastHeartbeat,
        Field::Timeout,
        Field::StoppedCallbackName,
        Field::StoppedCallbackTimeout,
    ]))
    .and(Needs::EXECUTIONS);

/// What a stop does to the server.
pub const USES: Uses = Uses { scripts: &[], publishes: true };

/// How long what may take, in one value that tests shorten.
#[derive(Clone, Copy, Debug)]
pub struct Intervals {
    /// How long to look for a worker that has made an execution and not named the job yet. Before that it
    /// ignores a request (RQ up to 2.12).
    pub fork: Duration,
    /// When to repeat a request that had no effect yet, where that does no harm, and how often at the most.
    pub resend_after: Duration,
    pub resends: u32,
    /// A busy worker sends a heartbeat every 30 s.
    pub silent: Duration,
    /// How long a worker may take to have the last word about a job that ended as it was asked to stop it.
    pub settle: Duration,
    /// How long to watch where nobody said it.
    pub wait: Duration,
    /// RQ's limit for a stopped callback that has none of its own.
    pub callback: Duration,
    /// The pause between two looks, at first and at the most.
    pub poll: (Duration, Duration),
}

impl Default for Intervals {
    fn default() -> Intervals {
        Intervals {
            fork: Duration::from_secs(2),
            resend_after: Duration::from_secs(1),
            resends: 2,
            silent: Duration::from_secs(35),
            settle: Duration::from_millis(300),
            wait: Duration::from_secs(10),
            callback: Duration::from_secs(60),
            poll: (Duration::from_millis(20), Duration::from_millis(250)),
        }
    }
}

/// What all stops of one run of the program share.
pub struct Watching<'a> {
    pub intervals: Intervals,
    /// How long to watch for the effect; zero = not at all, `None` = as long as the job may take to end.
    pub wait: Option<Duration>,
    /// Also where the worker would take more than the job with it.
    pub force: bool,
    /// Ends the watching.
    pub interrupt: &'a AtomicBool,
    /// Hears of every look.
    pub progress: &'a dyn Fn(&Progress),
}

/// How far the stops that are watched together have come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    pub all: usize,
    pub sent: usize,
    pub stopped: usize,
    /// Those of which everything is known.
    pub settled: usize,
    /// Nothing more will be said of them.
    pub over: bool,
    pub elapsed: Duration,
}

/// `jobs stop`.
#[derive(Clone)]
pub struct Stop<'a> {
    pub watching: &'a Watching<'a>,
}

/// One run to be stopped.
#[derive(Clone)]
pub struct StopStep<'a> {
    pub aim: Aim,
    pub(in crate::ops::stop) watching: &'a Watching<'a>,
}

impl<'a> Verb for Stop<'a> {
    type Step = StopStep<'a>;
    const NAMES: Names =
        Names { schema: "rqctl/jobs.stop/1", verb: "stop", done: "stopped", would: "would_stop" };

    const GATHERS: bool = true;

    fn needs(&self) -> Needs {
        NEEDS
    }

    fn decide(&self, c: Candidate, run: &Run, out: &mut Vec<Planned<StopStep<'a>>>) {
        // An execution that was typed is meant alone; an entry stands for its job.
        let only = c.execution.filter(|_| run.named);
        let skip = |refusal| Planned::Skip(Left::of(&c), refusal);
        match resolve::aims(&c, run.crew, only, run.now) {
            Ok(aims) => {
                out.extend(aims.into_iter().map(|aim| match decide::allowed(aim, self.watching.force) {
                    Ok(aim) => Planned::Do(StopStep { aim, watching: self.watching }),
                    Err(refusal) => skip(refusal),
                }));
            }
            Err(refusal) => out.push(skip(refusal)),
        }
    }
}

impl OnJob for StopStep<'_> {
    fn id(&self) -> &JobId {
        &self.aim.id
    }

    fn queue(&self) -> &QueueName {
        &self.aim.queue
    }

    fn status(&self) -> &Status {
        &self.aim.status
    }
}

impl Step for StopStep<'_> {
    type Seen = Seen;
    /// All that are sent together are watched together.
    const BATCH: usize = 200;

    fn apply(batch: &[Self], writer: &mut Writer, _: Time) -> Result<Vec<Result<Seen, Refusal>>, Error> {
        run::stop(batch, writer)
    }

    fn short_of(seen: &Seen) -> Option<Reason> {
        seen.short_of()
    }
}

#[cfg(test)]
mod fixture;
