//! `jobs hold`: what waits is put aside, where nobody runs it, until `jobs release` puts it back.

use crate::{
    ops::{
        call::Call,
        cancel::started,
        engine::{Left, Planned, Step},
        refusal::{Instead, Reason, Refusal},
        run::Run,
        taking::{self, Known, Listed, Take, Taking},
        verb::{Names, OnJob, Verb, subject},
    },
    rq::{
        candidate::Candidate,
        fields::Needs,
        held::Held,
        id::{JobId, QueueName},
        keys::Keys,
        place::Place,
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
    "hold",
    ["own", "queue", "places"],
    [
        "EXISTS", "HDEL", "HGET", "HMGET", "HSET", "LLEN", "LRANGE", "LREM", "LSET", "LTRIM", "TYPE", "ZREM",
        "ZSCORE",
    ]
);

/// What `jobs hold` does to the server.
pub const USES: Uses = Uses { scripts: &[&SCRIPT, &taking::SWEEP], publishes: false };

/// Puts jobs aside.
#[derive(Clone, Debug)]
pub struct Hold {
    /// Kept with the job: `hold`, or `quarantine` of maintenance.
    pub reason: &'static str,
}

/// One job to be put aside.
#[derive(Clone, Debug, PartialEq)]
pub struct Aside {
    taking: Taking,
    /// The registry that holds it, and its score there.
    from: Option<(&'static str, f64)>,
    held_at: Time,
    reason: &'static str,
}

impl Verb for Hold {
    type Step = Aside;
    const NAMES: Names =
        Names { schema: "rqctl/jobs.hold/1", verb: "hold", done: "held", would: "would_hold" };
    const TAKES: bool = true;

    fn needs(&self) -> Needs {
        Taking::NEEDS.and(Needs::EXECUTIONS).and(Needs::SCORE).and(Needs::READABLE.small())
    }

    fn decide(&self, candidate: Candidate, run: &Run, out: &mut Vec<Planned<Aside>>) {
        out.push(match self.aside(&candidate, run) {
            Ok(step) => Planned::Do(step),
            Err(refusal) => Planned::Skip(Left::of(&candidate), refusal),
        });
    }
}

impl Hold {
    fn aside(&self, c: &Candidate, run: &Run) -> Result<Aside, Refusal> {
        let (job, status) = subject(c)?;
        let registry = match &status {
            Status::Queued => None,
            Status::Scheduled => Some("scheduled"),
            Status::ReadyToEnqueue => Some("ready"),
            Status::RateLimited => Some("rate-limited"),
            Status::Deferred => {
                let why = "a parent that finishes would queue it all the same: hold or cancel the parent";
                return Err(Refusal::new(Reason::WrongState, why).instead(Instead::Job("jobs tree")));
            }
            Status::Started => return Err(started(c, run)),
            Status::Finished | Status::Failed | Status::Stopped | Status::Canceled => {
                return Err(Refusal::new(Reason::WrongState, "it is over, so nothing would run it"));
            }
            _ => return Err(Refusal::new(Reason::WrongState, "it does not wait")),
        };
        if c.standing.held || matches!(c.place, Place::Held(_)) {
            return Err(Refusal::new(Reason::Already, "it is held"));
        }
        let from = match (registry, c.score) {
            (None, _) => None,
            (Some(registry), Some(score)) => Some((registry, score)),
            (Some(_), None) => {
                return Err(Refusal::new(Reason::Changed, "it is not where its status says that it waits"));
            }
        };
        let mut taking = Taking::of(c, job, run);
        if from.is_some() && !run.named {
            taking.listed = Listed::Nowhere;
        }
        Ok(Aside { taking, from, held_at: run.now, reason: self.reason })
    }
}

impl OnJob for Aside {
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

impl Aside {
    fn kept(&self) -> Held {
        Held {
            place: self.from.map_or("queue", |(registry, _)| registry).to_owned(),
            score: self.from.map(|(_, score)| score.to_string()),
            position: None,
            status: self.taking.status.as_ref().map(|s| s.as_bytes().to_vec()).unwrap_or_default(),
            enqueued_at: self.taking.enqueued_at.to_vec(),
            held_at: Some(self.held_at),
            reason: self.reason.to_owned(),
        }
    }
}

impl Take for Aside {
    fn script(&self) -> &'static Script {
        &SCRIPT
    }

    fn taking(&self) -> &Taking {
        &self.taking
    }

    /// So that they come back in their order.
    fn ordered(&self) -> bool {
        true
    }

    fn head(&self, call: &mut Call, keys: &Keys, now: Time) {
        taking::head(call, &self.taking, now);
        call.key(taking::tombstone_job(keys));
    }

    fn job(&self, call: &mut Call, keys: &Keys, known: &Known) {
        let job = &self.taking;
        let (registry, score) = self.from.map_or(("", String::new()), |(r, score)| (r, score.to_string()));
        let (before, after) = self.kept().halves();
        taking::subject(call, keys, (job, known), [keys.job(&job.id)], |call| {
            call.text(registry);
            if let Some(limit) = &job.limit {
                call.shared(keys.rate_limited(limit));
            }
            call.text(before);
        });
        call.text(&job.enqueued_at).text(score).text(after);
    }
}

impl Step for Aside {
    type Seen = ();
    const BATCH: usize = 1_000;

    fn apply(batch: &[Aside], writer: &mut Writer, _: Time) -> Result<Vec<Result<(), Refusal>>, Error> {
        let answers = taking::take(batch, writer);
        Ok(answers.into_iter().map(|a| if a.done() { Ok(()) } else { Err(a.refusal()) }).collect())
    }
}
