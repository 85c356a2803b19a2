//! `jobs release`: what was held goes back to where it was.

use std::cmp::Reverse;

use crate::{
    ops::{
        call::{Answer, Call},
        engine::{Left, Planned, Step},
        refusal::{Reason, Refusal},
        requeue::welcome,
        run::Run,
        verb::{Names, OnJob, Verb},
    },
    rq::{
        candidate::{Candidate, Found},
        fields::{Field, Needs},
        held::Held,
        id::{JobId, QueueName},
        keys::Keys,
        place::{Place, Registry},
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
    "put_back",
    ["enqueue", "enlist"],
    ["EXISTS", "EXPIRE", "HDEL", "HGET", "HMGET", "LPUSH", "PERSIST", "RPUSH", "SADD", "TYPE", "ZADD",]
);

/// What `jobs release` does to the server.
pub const USES: Uses = Uses { scripts: &[&SCRIPT], publishes: false };

/// Puts held jobs back.
#[derive(Clone, Debug, Default)]
pub struct Release;

/// One job on its way back.
#[derive(Clone, Debug, PartialEq)]
pub struct Back {
    id: JobId,
    /// Whose held hash keeps it.
    queue: QueueName,
    kept: Vec<u8>,
    held: Held,
    status: Status,
    place: Place,
    /// Since when it waits, or a job behind which it came all the same: whatever is earlier.
    since: Vec<u8>,
}

impl Verb for Release {
    type Step = Back;
    const NAMES: Names =
        Names { schema: "rqctl/jobs.release/1", verb: "release", done: "released", would: "would_release" };
    /// All are known before the first goes back, so that they can go in the order in which they waited.
    const GATHERS: bool = true;

    fn needs(&self) -> Needs {
        Needs::of(&[Field::Status, Field::Origin, Field::EnqueuedAt, Field::RateLimitKey, Field::Data])
            .and(Needs::READABLE.small())
            .and(Needs::CREW)
            .and(Needs::HELD)
    }

    fn decide(&self, candidate: Candidate, run: &Run, out: &mut Vec<Planned<Back>>) {
        out.push(match back(&candidate, run) {
            Ok(step) => Planned::Do(step),
            Err(refusal) => Planned::Skip(Left::of(&candidate), refusal),
        });
    }

    /// Jobs are put in front of a list one by one: the one that comes first goes last. Of those that one hold took the
    /// places are known. What was taken out before moved the places of those that a later one took: they are told
    /// apart by since when they wait. So is one that was held alone, because its place is not known.
    fn arrange(found: &mut [Planned<Back>]) {
        found.sort_by_cached_key(|planned| match planned {
            Planned::Do(step) => {
                let held = &step.held;
                (step.queue.clone(), held.held_at, Reverse((held.position, held.enqueued_at.clone())))
            }
            Planned::Skip(..) => (QueueName::from_text(""), None, Reverse((None, Vec::new()))),
        });
        let mut behind: Option<&Back> = None;
        for planned in found.iter_mut() {
            let Planned::Do(step) = planned else { continue };
            if let Some(behind) = behind.filter(|behind| step.stood_before(behind)) {
                step.since = step.since.clone().min(behind.since.clone());
            }
            behind = Some(step);
        }
        found.sort_by_cached_key(|planned| match planned {
            Planned::Do(step) => Reverse((step.since.clone(), step.held.position)),
            Planned::Skip(..) => Reverse((Vec::new(), None)),
        });
    }
}

fn back(c: &Candidate, run: &Run) -> Result<Back, Refusal> {
    let place = match &c.place {
        Place::Held(queue) => Some(queue.clone()),
        _ => None,
    };
    let kept = c.standing.kept.clone();
    let (Some(kept), Some(queue)) = (kept, place.or_else(|| c.queue())) else {
        return Err(match &c.found {
            Found::NoHash if c.place == Place::Hash => Refusal::new(Reason::NotFound, "there is no such job"),
            _ => Refusal::new(Reason::WrongState, "it is not held"),
        });
    };
    let Some(held) = Held::parse(&kept) else {
        return Err(Refusal::new(Reason::Unreadable, "what was kept of it cannot be read"));
    };
    if let Some(job) = c.job() {
        welcome(&c.id, job, &queue, run)?;
    }
    let limit = c.job().and_then(|job| job.rate_limit_key());
    let from = match (held.place.as_str(), limit) {
        ("queue", _) => Place::Queue(queue.clone()),
        ("scheduled", _) => Place::Registry(Registry::Scheduled, queue.clone()),
        ("ready", _) => Place::Registry(Registry::Ready, queue.clone()),
        ("rate-limited", Some(limit)) => Place::RateLimited(limit.into()),
        // A job that is gone is only forgotten, wherever it was.
        _ if c.job().is_none() => Place::Queue(queue.clone()),
        _ => return Err(Refusal::new(Reason::Unreadable, "it is not known where it was taken from")),
    };
    let status = c.status().unwrap_or(Status::Created);
    let since = held.enqueued_at.clone();
    Ok(Back { id: c.id.clone(), queue, kept, held, status, place: from, since })
}

impl OnJob for Back {
    fn id(&self) -> &JobId {
        &self.id
    }

    fn queue(&self) -> &QueueName {
        &self.queue
    }

    fn status(&self) -> &Status {
        &self.status
    }
}

impl Back {
    /// Whether it was taken by the same hold as a job that was taken before it, from nearer to the head of the list.
    fn stood_before(&self, other: &Back) -> bool {
        self.queue == other.queue && self.held.position.is_some() && self.held.position < other.held.position
    }

    fn add_to(&self, call: &mut Call, keys: &Keys) {
        call.text(&self.id.0).key(keys.job(&self.id)).shared(keys.held(&self.queue)).text(&self.kept);
        call.text(&self.held.status).text(&self.held.enqueued_at).shared(keys.queue(&self.queue));
        call.shared(keys.place(&self.place)).text(self.held.score.as_deref().unwrap_or("0"));
    }
}

/// Jobs in one call of the script.
const CALL: usize = 50;

impl Step for Back {
    type Seen = ();
    const BATCH: usize = 1_000;

    fn apply(batch: &[Back], writer: &mut Writer, _: Time) -> Result<Vec<Result<(), Refusal>>, Error> {
        let keys = writer.reads().keys.clone();
        let call = |jobs: &[Back]| {
            let mut call = Call::default();
            call.key(keys.queues()).number(jobs.len());
            jobs.iter().for_each(|job| job.add_to(&mut call, &keys));
            call.done()
        };
        let replies = writer.stream(&SCRIPT, batch.chunks(CALL).map(call));
        let answers = Answer::of_calls(replies, batch.chunks(CALL).map(<[_]>::len), writer.lost());
        let seen = |answer: Answer| match answer.word.as_str() {
            "done" => Ok(()),
            "not_held" => Err(Refusal::new(Reason::Changed, "it was released meanwhile")),
            "changed" => {
                Err(Refusal::new(Reason::Changed, "it changed since it was held, and was only forgotten"))
            }
            "gone" => Err(Refusal::new(Reason::Gone, "the job is gone, and was only forgotten")),
            _ => Err(answer.refusal()),
        };
        Ok(answers.into_iter().map(seen).collect())
    }
}
