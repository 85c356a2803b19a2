//! What was seen of one stop, and the words for it.

use std::time::Duration;

use crate::{
    ops::{
        refusal::Reason,
        stop::{
            aim::Aim,
            end::{End, Why},
            sight::Ending,
            watch::{Asked, Up},
        },
    },
    rq::{id::WorkerName, status::Status, time::Time, version::Version},
};

/// What one stop came to, with everything that was seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    pub how: How,
    pub worker: Option<WorkerName>,
    pub version: Option<Version>,
    /// `stop-job` or `stop-execution`.
    pub command: &'static str,
    /// `None`: nothing was sent.
    pub asked: Option<Asked>,
    /// From the first request to the end of the watching.
    pub watched: Duration,
    /// As last seen; `None` where the hash is gone.
    pub status: Option<Status>,
    /// It stands in the failed registry of its queue.
    pub in_failed: bool,
    /// Jobs that waited for it when it ended.
    pub dependents: u64,
    /// Seconds since the worker's last heartbeat, by two clocks.
    pub heartbeat_age: Option<f64>,
    /// From then on the run counts as abandoned.
    pub deadline: Option<Time>,
}

/// The run ended, or the watching did.
#[derive(Clone, Debug, PartialEq)]
pub enum How {
    Ended(End),
    GaveUp(Up),
}

impl Seen {
    /// `status` and `ending` are of the last look.
    pub fn new(aim: &Aim, how: How, asked: Option<Asked>, elapsed: Duration) -> Seen {
        Seen {
            how,
            worker: aim.holder.as_ref().map(|h| h.name.clone()),
            version: aim.holder.as_ref().and_then(|h| h.version),
            command: aim.command().name(),
            asked,
            watched: asked.map_or(elapsed, |asked| elapsed.saturating_sub(asked.first)),
            status: None,
            in_failed: false,
            dependents: 0,
            heartbeat_age: None,
            deadline: aim.deadline.and_then(Time::from_seconds),
        }
    }

    pub fn with(mut self, ending: &Ending) -> Seen {
        self.status = ending.status.clone();
        self.in_failed = ending.failed;
        self.dependents = ending.dependents;
        self
    }

    /// The `outcome` of machine formats: a contract.
    pub fn outcome(&self) -> &'static str {
        match &self.how {
            How::Ended(End::Stopped) => "stopped",
            How::Ended(_) => "ended",
            How::GaveUp(Up::Unwatched) => "sent",
            How::GaveUp(Up::NoWorker | Up::NoListener | Up::Left) => "no_listener",
            How::GaveUp(Up::Gone | Up::Simple | Up::Callback | Up::TimedOut) => "timed_out",
        }
    }

    /// Why it is less than what was asked for.
    pub fn short_of(&self) -> Option<Reason> {
        match &self.how {
            How::Ended(End::Again(_)) => Some(Reason::Running),
            How::Ended(_) | How::GaveUp(Up::Unwatched) => None,
            How::GaveUp(Up::NoWorker | Up::NoListener | Up::Left) => Some(Reason::NoListener),
            How::GaveUp(Up::Gone | Up::Simple | Up::Callback | Up::TimedOut) => Some(Reason::TimedOut),
        }
    }

    /// RQ up to 2.7 starts the jobs that wait for a stopped one, as if it had succeeded.
    pub fn releases_dependents(&self) -> bool {
        self.version.is_some_and(|v| v < Version(2, 8, 0))
    }

    /// What was sent to whom, and how many heard it.
    pub fn request(&self) -> String {
        let worker = self.worker_name();
        let Some(asked) = self.asked else { return "nothing was sent".to_owned() };
        let listeners = match asked.listeners {
            1 => "1 listener".to_owned(),
            n => format!("{n} listeners"),
        };
        let times = match asked.times {
            1 => String::new(),
            n => format!(" {n} times"),
        };
        let version = self.version.map(|v| format!(" ({v})")).unwrap_or_default();
        format!("sent {} to {worker}{version}{times}, {listeners}", self.command)
    }

    fn worker_name(&self) -> String {
        self.worker.as_ref().map_or_else(|| "nobody".to_owned(), |w| w.lossy().into_owned())
    }

    fn heartbeat(&self) -> String {
        self.heartbeat_age
            .map_or_else(|| "no heartbeat is known".to_owned(), |s| format!("last heartbeat {s:.0} s ago"))
    }

    /// What happened, in words.
    pub fn outcome_words(&self) -> String {
        let worker = self.worker_name();
        let waited = match self.watched.as_secs_f64() {
            s if s < 0.1 => format!("{s:.2} s"),
            s => format!("{s:.1} s"),
        };
        match &self.how {
            How::Ended(end) => match end {
                End::Stopped => format!("stopped {waited} after the request"),
                End::StoppedBefore => "it had been stopped before the request".to_owned(),
                End::Finished => "it finished by itself first".to_owned(),
                End::Failed => "it failed by itself first".to_owned(),
                End::Canceled => "it was canceled meanwhile, and its run is over".to_owned(),
                End::Gone => {
                    "its run is over and the job is gone, as after a delete or with failure_ttl 0".to_owned()
                }
                End::Again(Why::Retry { left }) => {
                    format!("it failed by itself and will run again (retries left {left})")
                }
                End::Again(Why::Returned) => "it asked for a retry and will run again".to_owned(),
                End::Again(Why::Repeat) => "it finished by itself and will be repeated".to_owned(),
                End::Again(Why::Queued) => "its run is over, and it was queued again".to_owned(),
                End::Again(Why::StillQueued) => {
                    "it counts as stopped, but it waits in its queue and will run".to_owned()
                }
                End::Other => "its run is over".to_owned(),
            },
            How::GaveUp(up) => match up {
                Up::NoWorker => "no worker is known that runs it".to_owned(),
                Up::NoListener => {
                    format!("nobody listens for worker {worker} (0 listeners, {})", self.heartbeat())
                }
                Up::Left => format!(
                    "no effect, and nobody listens for worker {worker} any more ({})",
                    self.heartbeat()
                ),
                Up::Unwatched => "whether it had an effect was not watched".to_owned(),
                Up::Gone => format!(
                    "no effect within {waited}: worker {worker} is gone ({}), its work horse may still run",
                    self.heartbeat()
                ),
                Up::Simple => format!(
                    "no effect within {waited}: {worker} looks like a SimpleWorker, which ignores a stop since \
                     RQ 2.7"
                ),
                Up::Callback => format!(
                    "no effect within {waited}: its stopped callback may still run; up to RQ 2.12 a second \
                     request would meanwhile kill the worker with its process group"
                ),
                Up::TimedOut => format!(
                    "no effect within {waited}: worker {worker} did not act ({}); it may be dead or hang, or its \
                     listener may have died",
                    self.heartbeat()
                ),
            },
        }
    }

    /// The `message` of machine formats.
    pub fn message(&self) -> String {
        match &self.how {
            How::GaveUp(Up::NoWorker | Up::NoListener) => self.outcome_words(),
            _ => format!("{}; {}", self.request(), self.outcome_words()),
        }
    }
}
