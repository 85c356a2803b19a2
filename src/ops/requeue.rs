//! `jobs requeue`: jobs that are over go back into their queue, or into another one.

use std::collections::BTreeSet;

use crate::{
    ops::{
        call::{Answer, Call},
        engine::{Left, Planned, Step},
        limiter,
        refusal::{Instead, Reason, Refusal},
        run::Run,
        verb::{Names, OnJob, SUBJECT, Verb, horizon, not_newer, subject},
    },
    rq::{
        candidate::Candidate,
        fields::{Field, Needs},
        id::{JobId, QueueName},
        job::Job,
        place::{Place, Registry},
        readable::unreadable,
        state::{self, Poison},
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
    "requeue",
    ["own", "enqueue", "enlist"],
    [
        "EXISTS", "EXPIRE", "HGET", "HMGET", "HSET", "LPUSH", "PERSIST", "RPUSH", "SADD", "TYPE", "ZADD",
        "ZREM"
    ]
);

/// What `jobs requeue` does to the server.
pub const USES: Uses = Uses { scripts: &[&SCRIPT, &limiter::PROMOTE], publishes: false };

/// Which jobs go where.
#[derive(Clone, Debug, Default)]
pub struct Requeue {
    pub at_front: bool,
    /// Another queue than the one that they came from.
    pub to: Option<QueueName>,
    /// Also jobs that finished.
    pub force: bool,
}

/// One job on its way back. The claim is the removal from the registry: of two that try, one moves it.
#[derive(Clone, Debug, PartialEq)]
pub struct Back {
    id: JobId,
    status: Status,
    /// Where it is claimed.
    registry: Place,
    origin: QueueName,
    limit: Option<Box<[u8]>>,
    to: QueueName,
    at_front: bool,
    /// What came into its state later stays.
    horizon: Time,
}

impl Verb for Requeue {
    type Step = Back;
    const NAMES: Names =
        Names { schema: "rqctl/jobs.requeue/1", verb: "requeue", done: "requeued", would: "would_requeue" };

    fn needs(&self) -> Needs {
        SUBJECT
            .and(Job::STATUS_AT.without(Needs::LATEST_RESULT))
            .and(Needs::of(&[Field::RateLimitKey]))
            // What the step itself writes anew need not be readable.
            .and(Needs::READABLE.small().without(Needs::of(&[Field::WorkerName])))
            .and(Needs::CREW)
    }

    fn decide(&self, candidate: Candidate, run: &Run, out: &mut Vec<Planned<Back>>) {
        out.push(match self.back(&candidate, run) {
            Ok(step) => Planned::Do(step),
            Err(refusal) => Planned::Skip(Left::of(&candidate), refusal),
        });
    }
}

impl Requeue {
    fn back(&self, c: &Candidate, run: &Run) -> Result<Back, Refusal> {
        let (job, status) = subject(c)?;
        if !job.has_data() {
            return Err(Refusal::new(Reason::NoData, "its hash holds no call, so there is nothing to run"));
        }
        let over = match &status {
            Status::Failed | Status::Stopped => Registry::Failed,
            Status::Canceled => Registry::Canceled,
            Status::Finished if self.force => Registry::Finished,
            other => return Err(not_over(other)),
        };
        not_newer(job.status_at(c.score), run)?;
        let origin = job.origin().unwrap_or_else(|| QueueName::from_text(""));
        let to = self.to.clone().unwrap_or_else(|| origin.clone());
        welcome(&c.id, job, &to, run)?;
        let registry = match &c.place {
            met @ Place::Registry(registry, _) if *registry == over => met.clone(),
            _ => Place::Registry(over, origin.clone()),
        };
        Ok(Back {
            id: c.id.clone(),
            status,
            registry,
            limit: job.rate_limit_key().map(Into::into),
            origin,
            to,
            at_front: self.at_front,
            horizon: if run.named { Time(i64::MAX) } else { run.began },
        })
    }
}

/// Why a job of this status is not requeued, and the verb that fits.
fn not_over(status: &Status) -> Refusal {
    let refuse = Refusal::new;
    match status {
        Status::Queued => refuse(Reason::Already, "it is queued"),
        Status::RateLimited => refuse(Reason::Already, "it waits for its rate limit"),
        Status::ReadyToEnqueue => refuse(Reason::Already, "it is on its way to the queue"),
        Status::Started => refuse(Reason::Running, "it is started").instead(Instead::Job("jobs stop")),
        Status::Finished => {
            refuse(Reason::WrongState, "it finished").instead(Instead::Job("jobs requeue --force"))
        }
        Status::Scheduled | Status::Deferred => {
            refuse(Reason::WrongState, "it still waits").instead(Instead::Job("jobs run-now"))
        }
        _ => refuse(Reason::WrongState, "only jobs that are over can be requeued"),
    }
}

/// Whether the live workers of a queue can take the job: an ID that one of them cuts or refuses, or a hash that it
/// cannot read, would be lost or end that worker.
pub fn welcome(id: &JobId, job: &Job, queue: &QueueName, run: &Run) -> Result<(), Refusal> {
    if id.legal() && unreadable(job, None).is_empty() {
        return Ok(());
    }
    state::poison(id, job, queue, run.crew).map_or(Ok(()), |poison| Err(unwelcome(&poison)))
}

/// Why a job that is poison for a live worker of a queue is not put there.
pub fn unwelcome(poison: &Poison) -> Refusal {
    match poison {
        Poison::Cut => {
            Refusal::new(Reason::IllegalId, "a worker of that queue would cut its ID at the colon")
                .instead(Instead::Job("migrate-ids --id"))
        }
        Poison::Refused => Refusal::new(Reason::IllegalId, "its ID would end a worker of that queue")
            .instead(Instead::Job("migrate-ids --id")),
        Poison::Unreadable => {
            Refusal::new(Reason::Unreadable, "a worker of that queue cannot read its hash and would end")
        }
    }
}

impl OnJob for Back {
    fn id(&self) -> &JobId {
        &self.id
    }

    fn queue(&self) -> &QueueName {
        &self.to
    }

    fn from(&self) -> &QueueName {
        &self.origin
    }

    fn status(&self) -> &Status {
        &self.status
    }
}

impl Back {
    fn add_to(&self, call: &mut Call, keys: &crate::rq::keys::Keys) {
        let id = &self.id;
        call.text(&id.0).own([keys.job(id), keys.dependents(id), keys.dependencies(id)]);
        call.common("kind", |call| {
            call.shared(keys.place(&self.registry));
            call.text(self.status.as_bytes())
                .text(&self.origin.0)
                .text(self.limit.as_deref().unwrap_or_default());
            call.text(&self.to.0).shared(keys.queue(&self.to));
            if let Some(limit) = &self.limit {
                call.shared(keys.rate_limited(limit))
                    .shared(keys.rate_limit(limit))
                    .shared(keys.rate_limits());
            }
        });
    }
}

/// Jobs in one call of the script: 99 of 100 calls take less than a millisecond.
const CALL: usize = 20;

impl Step for Back {
    type Seen = ();
    const BATCH: usize = 1_000;

    fn apply(batch: &[Back], writer: &mut Writer, now: Time) -> Result<Vec<Result<(), Refusal>>, Error> {
        let keys = writer.reads().keys.clone();
        let call = |jobs: &[Back]| {
            let mut call = Call::default();
            call.text(now.text()).number(now.seconds()).text(horizon(jobs[0].horizon)).flag(jobs[0].at_front);
            call.key(keys.queues()).number(jobs.len());
            jobs.iter().for_each(|job| job.add_to(&mut call, &keys));
            call.done()
        };
        let replies = writer.stream(&SCRIPT, batch.chunks(CALL).map(call));
        let answers = Answer::of_calls(replies, batch.chunks(CALL).map(<[_]>::len), writer.lost());
        let limits: BTreeSet<Vec<u8>> =
            batch.iter().filter_map(|job| job.limit.as_deref().map(<[u8]>::to_vec)).collect();
        limiter::follow(writer, &limits);
        Ok(answers.into_iter().map(|a| if a.done() { Ok(()) } else { Err(a.refusal()) }).collect())
    }
}
