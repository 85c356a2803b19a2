//! `ready`: dependents whose parents are done, and whose worker died before it queued them (RQ 3.0).

use std::{collections::BTreeSet, rc::Rc};

use crate::{
    ops::{
        call::{Answer, Call},
        dependents::{self, Waiting},
        engine::{Planned, Step},
        limiter,
        maintenance::{
            abandoned::Verdict,
            item::{Action, Item, Why},
            lock,
            report::Chore,
            settle::{self, Settle, Within},
            task::Task,
        },
        refusal::{Reason, Refusal},
        requeue,
    },
    rq::{
        candidate::{Candidate, Found},
        fleet::Crew,
        id::Target,
        place::Registry,
        state,
        status::Status,
        time::Time,
    },
    store::{error::Error, script::Script, select::Select, writer::Writer},
};

pub static SCRIPT: Script = crate::script!(
    "maint_ready",
    ["enqueue", "release", "maint_held"],
    [
        "EXISTS", "EXPIRE", "GET", "HGET", "HMGET", "HSET", "HSTRLEN", "LPUSH", "PERSIST", "RPUSH", "SADD",
        "SCARD", "TYPE", "ZADD", "ZREM", "ZSCORE",
    ]
);

/// Jobs that one look keeps; what is beyond waits for the next look.
pub const KEPT: usize = 10_000;

/// A job on its way to its queue.
pub struct Release {
    within: Rc<Within>,
    task: &'static Task,
    waiting: Waiting,
}

/// What one look at a ready registry found: entries that go, jobs that go on, and whether there is more.
#[derive(Default)]
pub struct Look {
    pub stale: Vec<Planned<Settle>>,
    pub ready: Vec<Planned<Release>>,
    pub more: bool,
}

/// Reads the registry and judges every entry.
///
/// # Errors
/// When Redis cannot be asked.
pub fn look(mut from: Select, within: &Rc<Within>, task: &'static Task) -> Result<Look, Error> {
    let mut look = Look::default();
    while let Some(page) = from.next_page()? {
        for c in page.items {
            if look.stale.len() + look.ready.len() == KEPT {
                look.more = true;
                continue;
            }
            match judge(&c, within, from.crew()) {
                Ok(waiting) => {
                    let within = Rc::clone(within);
                    look.ready.push(Planned::Do(Release { within, task, waiting }));
                }
                Err(verdict) => {
                    let none = dependents::Dependents::default();
                    verdict.plan(within, &c, task, Why::Ready, none, &mut look.stale);
                }
            }
        }
    }
    Ok(look)
}

fn judge(c: &Candidate, within: &Within, crew: &Crew) -> Result<Waiting, Verdict> {
    let job = match &c.found {
        Found::NoHash => return Err(Verdict::Drop(Reason::Orphan, Why::NoJob)),
        Found::WrongType => return Err(Verdict::wrong_type()),
        Found::Job(job) => job,
    };
    if !job.has_data() {
        return Err(Verdict::Drop(Reason::NoData, Why::NoData));
    }
    let status = job.status();
    if status != Some(Status::ReadyToEnqueue) {
        return Err(Verdict::Drop(Reason::WrongState, Why::LeftOver(status)));
    }
    if let Some(poison) = state::poison(&c.id, job, &within.queue, crew) {
        return Err(Verdict::Leave(requeue::unwelcome(&poison)));
    }
    let waiting = Waiting::new(c.id.clone(), job, Registry::Ready, &within.queue);
    // Claimed where it stands, and queued there, as RQ does.
    waiting
        .map(|waiting| Waiting { registry: within.place.clone(), ..waiting })
        .ok_or(Verdict::Drop(Reason::WrongState, Why::LeftOver(None)))
}

/// What a candidate must be read with.
pub const NEEDS: crate::rq::fields::Needs = settle::NEEDS.and(dependents::NEEDS);

impl Chore for Release {
    fn would(&self) -> Vec<Item> {
        vec![self.item()]
    }

    fn item(&self) -> Item {
        Item::new(self.task, Action::Released, Why::Ready)
            .of(&self.waiting.origin, Target::job(self.waiting.id.clone()))
    }
}

/// Jobs in one call of the script.
const CALL: usize = 25;

impl Step for Release {
    type Seen = Vec<Item>;
    const BATCH: usize = 4 * CALL;

    fn apply(
        batch: &[Release],
        writer: &mut Writer,
        now: Time,
    ) -> Result<Vec<Result<Vec<Item>, Refusal>>, Error> {
        let keys = writer.reads().keys.clone();
        let call = |steps: &[Release]| {
            let mut call = Call::default();
            call.text(now.text()).number(now.seconds());
            steps[0].within.add_lock(&mut call, &keys);
            call.shared(keys.queues()).number(steps.len());
            steps.iter().for_each(|step| step.waiting.add_to(&mut call, &keys));
            call.done()
        };
        let calls: Vec<_> = batch.chunks(CALL).map(call).collect();
        let mut seen = Vec::with_capacity(batch.len());
        for (steps, reply) in batch.chunks(CALL).zip(writer.run_all(&SCRIPT, &calls)?) {
            if reply.as_bytes() == Some(b"locked") {
                seen.extend(steps.iter().map(|_| Err(lock::lost())));
                continue;
            }
            let answers = Answer::all(reply, steps.len())?;
            seen.extend(steps.iter().zip(answers).map(|(step, answer)| match answer.done() {
                true => Ok(step.would()),
                false => Err(answer.refusal()),
            }));
        }
        let limits: BTreeSet<Vec<u8>> =
            batch.iter().filter_map(|step| step.waiting.limit.as_deref().map(<[u8]>::to_vec)).collect();
        limiter::promote(writer, &limits)?;
        Ok(seen)
    }
}
