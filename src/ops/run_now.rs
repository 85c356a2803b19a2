//! `jobs run-now`: what waits for a time or for its parents goes into its queue.

use std::collections::BTreeSet;

use crate::{
    ops::{
        call::Call,
        engine::{Left, Planned, Step},
        limiter,
        refusal::{Instead, Reason, Refusal},
        requeue::welcome,
        run::Run,
        taking::{self, Known, Listed, Look, Take, Taking},
        verb::{Names, OnJob, Verb, subject},
    },
    rq::{
        candidate::Candidate,
        fields::{Field, Needs},
        id::{JobId, QueueName},
        keys::Keys,
        status::Status,
        time::Time,
    },
    store::{
        error::Error,
        script::Script,
        writer::{Uses, Writer},
    },
};

pub static SCRIPT: Script = crate::script!(
    "run_now",
    ["own", "enqueue", "enlist", "queue"],
    [
        "EXISTS", "EXPIRE", "HGET", "HMGET", "HSET", "LPUSH", "PERSIST", "RPUSH", "SADD", "SCARD", "SREM",
        "TYPE", "ZADD", "ZREM", "ZSCORE",
    ]
);

/// What `jobs run-now` does to the server.
pub const USES: Uses = Uses { scripts: &[&SCRIPT, &limiter::PROMOTE], publishes: false };

/// Whom a job may leave behind.
#[derive(Clone, Debug, Default)]
pub struct RunNow {
    /// Parents that are not done.
    pub ignore_dependencies: bool,
}

/// One job on its way into its queue.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    taking: Taking,
    ignore_dependencies: bool,
    /// A parent that counts as if it were not there, because it was canceled for that.
    without: Option<JobId>,
}

impl Verb for RunNow {
    type Step = Start;
    const NAMES: Names =
        Names { schema: "rqctl/jobs.run-now/1", verb: "run-now", done: "enqueued", would: "would_run_now" };

    fn needs(&self) -> Needs {
        let own = Needs::of(&[Field::AllowDependencyFailures]).and(Needs::HAS_DATA);
        Taking::NEEDS.and(Needs::READABLE.small()).and(own)
    }

    fn decide(&self, candidate: Candidate, run: &Run, out: &mut Vec<Planned<Start>>) {
        out.push(match self.start(&candidate, run) {
            Ok(step) => Planned::Do(step),
            Err(refusal) => Planned::Skip(Left::of(&candidate), refusal),
        });
    }
}

impl RunNow {
    /// The step for one job, or why there is none.
    pub fn start(&self, c: &Candidate, run: &Run) -> Result<Start, Refusal> {
        let (job, status) = subject(c)?;
        match &status {
            Status::Scheduled | Status::Deferred | Status::ReadyToEnqueue => {}
            other => return Err(not_waiting(other)),
        }
        if !job.has_data() {
            return Err(Refusal::new(Reason::NoData, "its hash holds no call, so there is nothing to run"));
        }
        let taking = Taking { listed: Listed::Nowhere, ..Taking::of(c, job, run) };
        welcome(&c.id, job, &taking.queue, run)?;
        Ok(Start { taking, ignore_dependencies: self.ignore_dependencies, without: None })
    }
}

/// Why a job of this status is not put into its queue, and the verb that fits.
fn not_waiting(status: &Status) -> Refusal {
    let refuse = Refusal::new;
    match status {
        Status::Queued => refuse(Reason::Already, "it is queued"),
        Status::Started => refuse(Reason::Already, "it is started"),
        Status::RateLimited => {
            refuse(Reason::RateLimited, "its rate limit holds it back, and is not passed by")
        }
        Status::Failed | Status::Stopped | Status::Canceled => {
            refuse(Reason::WrongState, "it is over").instead(Instead::Job("jobs requeue"))
        }
        Status::Finished => {
            refuse(Reason::WrongState, "it finished").instead(Instead::Job("jobs requeue --force"))
        }
        _ => refuse(Reason::WrongState, "it waits for nothing"),
    }
}

impl Start {
    /// The parent counts as if it were not there.
    pub fn without(self, parent: JobId) -> Start {
        Start { without: Some(parent), ..self }
    }
}

impl OnJob for Start {
    fn id(&self) -> &JobId {
        &self.taking.id
    }

    fn queue(&self) -> &QueueName {
        &self.taking.queue
    }

    fn status(&self) -> &Status {
        self.taking.status.as_ref().unwrap_or(&Status::Created)
    }
}

impl Take for Start {
    fn script(&self) -> &'static Script {
        &SCRIPT
    }

    fn taking(&self) -> &Taking {
        &self.taking
    }

    fn looks(&self) -> bool {
        self.taking.status == Some(Status::Deferred)
    }

    fn head(&self, call: &mut Call, keys: &Keys, now: Time) {
        taking::head(call, &self.taking, now);
        call.text(now.text()).number(now.plus_seconds(SOON_S).seconds());
        call.key(keys.queues());
    }

    fn job(&self, call: &mut Call, keys: &Keys, known: &Known) {
        let job = &self.taking;
        let own = [keys.job(&job.id), keys.dependents(&job.id), keys.dependencies(&job.id)];
        taking::subject(call, keys, (job, known), own, |call| {
            call.shared(keys.scheduler_lock(&job.queue)).flag(self.ignore_dependencies);
            if let Some(limit) = &job.limit {
                call.shared(keys.rate_limited(limit))
                    .shared(keys.rate_limit(limit))
                    .shared(keys.rate_limits());
            }
        });
        let parents = known.looked.as_ref().map(|look: &Look| look.parents.as_slice()).unwrap_or_default();
        call.number(parents.len());
        for parent in parents {
            call.shared(keys.job(parent)).shared(keys.dependents(parent));
            call.flag(self.without.as_ref() != Some(parent));
        }
    }
}

/// Seconds in which a scheduler may have read what is due already.
const SOON_S: i64 = 60;

/// Puts jobs into their queues, and lets rate limits go on.
pub fn start(batch: &[Start], writer: &mut Writer) -> Vec<Result<(), Refusal>> {
    let answers = taking::take(batch, writer);
    let limits: BTreeSet<Vec<u8>> =
        batch.iter().filter_map(|s| s.taking.limit.as_deref().map(<[u8]>::to_vec)).collect();
    limiter::follow(writer, &limits);
    let refusal = |answer: crate::ops::call::Answer| match answer.word.as_str() {
        "done" => Ok(()),
        "waits" => Err(Refusal::new(Reason::WrongState, "a parent is not done")
            .instead(Instead::Job("jobs run-now --ignore-dependencies"))),
        "in_flight" => {
            Err(Refusal::new(Reason::InFlight, "it is due within a minute, and a scheduler will queue it"))
        }
        _ => Err(answer.refusal()),
    };
    answers.into_iter().map(refusal).collect()
}

impl Step for Start {
    type Seen = ();
    const BATCH: usize = 1_000;

    fn apply(batch: &[Start], writer: &mut Writer, _: Time) -> Result<Vec<Result<(), Refusal>>, Error> {
        Ok(start(batch, writer))
    }
}
