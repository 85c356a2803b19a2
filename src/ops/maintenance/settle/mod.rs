//! The step of `started` and `intermediate`: what becomes of a run that nobody runs any more.

mod call;

use std::{collections::BTreeSet, rc::Rc};

use crate::{
    ops::{
        call::{Answer, Call},
        dependents::{Dependents, Stays, Waiting},
        engine::{Planned, Step},
        limiter,
        maintenance::{
            item::{Action, Item, Why},
            lock::{self, Token},
            report::Chore,
        },
        refusal::{Reason, Refusal},
    },
    rq::{
        candidate::Candidate,
        codec::text,
        fields::{Field, Needs},
        id::{ExecutionId, JobId, QueueName, Reading, Target, WorkerName},
        job::Job,
        keys::Keys,
        place::Place,
        time::Time,
    },
    store::{
        error::Error,
        script::Script,
        writer::{KeysAndArgs, Writer},
    },
};

pub static SCRIPT: Script = crate::script!(
    "maint_settle",
    ["enqueue", "release", "maint_held"],
    [
        "EXISTS",
        "EXPIRE",
        "GET",
        "HDEL",
        "HGET",
        "HMGET",
        "HSET",
        "HSTRLEN",
        "LPUSH",
        "LREM",
        "PERSIST",
        "RPUSH",
        "SADD",
        "SCARD",
        "SISMEMBER",
        "SREM",
        "TYPE",
        "UNLINK",
        "XADD",
        "ZADD",
        "ZRANGE",
        "ZREM",
        "ZSCORE",
    ]
);

/// What all entries of one walk share.
#[derive(Debug)]
pub struct Within {
    pub queue: QueueName,
    /// Names the entries: the started registry, or an intermediate list.
    pub place: Place,
    /// `None` with `--no-lock`.
    pub lock: Option<Token>,
    /// The text of a failure.
    pub failed_because: fn(Time) -> String,
}

impl Within {
    /// The arguments that `maint_held.lua` reads.
    pub fn add_lock(&self, call: &mut Call, keys: &Keys) {
        let (token, seconds) = self.lock.as_ref().map_or(("", 0), Token::arguments);
        call.shared(keys.clean_lock(&self.queue)).text(token).number(seconds);
    }
}

/// What becomes of the job.
#[derive(Clone, Debug, PartialEq)]
pub enum Fate {
    /// Only the entry goes.
    Drop,
    Retry {
        left: i64,
        /// Seconds until then; 0 = now.
        interval: i64,
        at_front: bool,
    },
    Fail {
        dependents: Dependents,
        /// The dependents of this step are the last ones: the job itself fails with them.
        last: bool,
    },
    /// Back to the front of its queue.
    Requeue,
    /// Nothing but the lock is renewed: a page held nothing to do.
    Keep,
}

/// One entry, with everything that is looked at again before it goes.
#[derive(Debug)]
pub struct Settle {
    pub within: Rc<Within>,
    pub item: Item,
    pub fate: Fate,
    target: Target,
    entry: Vec<u8>,
    /// `None` = there is no job.
    read: Option<Read>,
    executions: Vec<ExecutionId>,
}

/// What was read of a job.
#[derive(Debug)]
struct Read {
    fields: [Vec<u8>; COMPARED.len()],
    origin: QueueName,
    worker: Option<WorkerName>,
    failure_ttl: Option<i64>,
    group: Option<Vec<u8>>,
    limit: Option<Vec<u8>>,
}

/// Fields that tell one run of a job from the next.
const COMPARED: [Field; 5] =
    [Field::Status, Field::EnqueuedAt, Field::StartedAt, Field::Origin, Field::RetriesLeft];

/// What a candidate must be read with.
pub const NEEDS: Needs = Needs::of(&COMPARED)
    .and(Needs::of(&[
        Field::Data,
        Field::WorkerName,
        Field::FailureTtl,
        Field::GroupId,
        Field::RateLimitKey,
        Field::RetryIntervals,
        Field::EnqueueAtFrontOnRetry,
        Field::FailureCallbackName,
        Field::Webhooks,
    ]))
    .and(Needs::EXECUTIONS);

/// The job and the execution that an entry names. An entry of neither is read as both.
pub fn target(c: &Candidate) -> Target {
    let reading = Reading::of(&c.id.0);
    match reading.split {
        Some((id, execution)) if c.job().is_none() && c.execution.is_none() => {
            Target { id, execution: Some(execution) }
        }
        _ => Target { id: c.id.clone(), execution: c.execution },
    }
}

impl Settle {
    pub fn new(within: &Rc<Within>, c: &Candidate, item: Item, fate: Fate) -> Settle {
        let target = target(c);
        let mut executions: Vec<ExecutionId> = target.execution.into_iter().collect();
        let read = c.job().map(|job| {
            executions.extend(job.executions.iter().map(|e| e.id).filter(|id| Some(*id) != c.execution));
            Read::of(job, &within.queue)
        });
        let entry = target.entry();
        Settle { within: Rc::clone(within), item, fate, target, entry, read, executions }
    }

    /// A job that fails, with its dependents: in one step, or where they are many, some of them in steps before.
    /// Whoever dies in between leaves a job that is still to be failed, so that the rest is found again.
    pub fn failing(
        within: &Rc<Within>,
        c: &Candidate,
        item: Item,
        dependents: Dependents,
        out: &mut Vec<Planned<Settle>>,
    ) {
        let Dependents { go, mut stay } = dependents;
        let webhooks = c.job().is_some_and(|job| job.filled(Field::Webhooks).is_some());
        let mut parts: Vec<Vec<Waiting>> = go.chunks(DEPENDENTS).map(<[Waiting]>::to_vec).collect();
        if parts.is_empty() {
            parts.push(Vec::new());
        }
        let count = parts.len();
        for (at, go) in parts.into_iter().enumerate() {
            let dependents = Dependents { go, stay: std::mem::take(&mut stay) };
            let fate = Fate::Fail { dependents, last: at + 1 == count };
            let item = Item { webhooks, ..item.clone() };
            out.push(Planned::Do(Settle::new(within, c, item, fate)));
        }
    }

    /// Renews the lock and does nothing else.
    pub fn keep(within: &Rc<Within>, item: Item) -> Settle {
        let target = Target::job(JobId::new(""));
        let (entry, executions) = (Vec::new(), Vec::new());
        Settle { within: Rc::clone(within), item, fate: Fate::Keep, target, entry, read: None, executions }
    }

    /// Jobs that one call changes for it.
    fn weight(&self) -> usize {
        match &self.fate {
            Fate::Keep => 0,
            Fate::Fail { dependents, .. } => 1 + dependents.go.len(),
            _ => 1,
        }
    }

    /// The rate limits that may have a free slot, or a job that wants one, once it is done.
    fn limits(&self) -> impl Iterator<Item = Vec<u8>> {
        let own = self.read.as_ref().and_then(|r| r.limit.clone()).filter(|_| match &self.fate {
            Fate::Retry { interval, .. } => *interval > 0,
            Fate::Fail { last, .. } => *last,
            _ => false,
        });
        let waiting = self.dependents().map_or(&[][..], |d| d.go.as_slice());
        own.into_iter().chain(waiting.iter().filter_map(|w| w.limit.as_deref().map(<[u8]>::to_vec)))
    }

    fn dependents(&self) -> Option<&Dependents> {
        match &self.fate {
            Fate::Fail { dependents, .. } => Some(dependents),
            _ => None,
        }
    }

    fn released(&self, waiting: &Waiting) -> Item {
        Item::new(self.item.task, Action::Released, Why::Parent(self.target.id.clone()))
            .of(&waiting.origin, Target::job(waiting.id.clone()))
    }

    /// What it comes to: the job first, then its dependents that `went`, then those that stay.
    fn report(&self, went: &dyn Fn(&Waiting) -> bool) -> Vec<Item> {
        let mut items = Vec::new();
        if !matches!(self.fate, Fate::Keep | Fate::Fail { last: false, .. }) {
            items.push(self.item.clone());
        }
        let go = self.dependents().map_or(&[][..], |d| d.go.as_slice());
        items.extend(go.iter().filter(|waiting| went(waiting)).map(|waiting| self.released(waiting)));
        items.extend(self.staying());
        items
    }

    fn staying(&self) -> Vec<Item> {
        let stay = self.dependents().map_or(&[][..], |d| d.stay.as_slice());
        let item = |(id, queue, stays): &(JobId, QueueName, Stays)| {
            let (reason, why) = match stays {
                Stays::Poison(poison) => (poison.into(), Why::Poison(poison.clone())),
                Stays::Parents => (Reason::Limit, Why::Said("it waits for more than 1,000 jobs".to_owned())),
            };
            Item::new(self.item.task, Action::Left, why).of(queue, Target::job(id.clone())).reason(reason)
        };
        stay.iter().map(item).collect()
    }
}

impl Read {
    fn of(job: &Job, queue: &QueueName) -> Read {
        Read {
            fields: COMPARED.map(|field| job.get(field).unwrap_or_default().to_vec()),
            origin: job.origin().unwrap_or_else(|| queue.clone()),
            worker: job.worker(),
            failure_ttl: job.int(Field::FailureTtl).ok(),
            group: job.filled(Field::GroupId).map(<[u8]>::to_vec),
            limit: job.rate_limit_key().map(<[u8]>::to_vec),
        }
    }
}

impl Chore for Settle {
    fn would(&self) -> Vec<Item> {
        self.report(&|_| true)
    }

    fn item(&self) -> Item {
        self.item.clone()
    }
}

/// Jobs in one call of the script, dependents counted: more take the server over a millisecond.
const CALL: usize = 8;

/// Dependents that one step releases at most.
pub const DEPENDENTS: usize = CALL - 1;

impl Step for Settle {
    type Seen = Vec<Item>;
    const BATCH: usize = 100;

    fn apply(
        batch: &[Settle],
        writer: &mut Writer,
        now: Time,
    ) -> Result<Vec<Result<Vec<Item>, Refusal>>, Error> {
        let Some(first) = batch.first() else { return Ok(Vec::new()) };
        let keys = writer.reads().keys.clone();
        let packed = text::pack_exc_string(&(first.within.failed_because)(now));
        let chunks = by_weight(batch);
        let calls: Vec<KeysAndArgs> =
            chunks.iter().map(|steps| call::of(steps, &keys, &packed, now)).collect();
        let mut seen = Vec::with_capacity(batch.len());
        let mut limits = BTreeSet::new();
        for (steps, reply) in chunks.iter().zip(writer.run_all(&SCRIPT, &calls)?) {
            if reply.as_bytes() == Some(b"locked") {
                seen.extend(steps.iter().map(|_| Err(lock::lost())));
                continue;
            }
            let acting: Vec<&Settle> = steps.iter().filter(|s| s.fate != Fate::Keep).collect();
            let mut answers = Answer::all(reply, acting.len())?.into_iter();
            for step in *steps {
                let answer = if step.fate == Fate::Keep { None } else { answers.next() };
                seen.push(match answer {
                    None => Ok(Vec::new()),
                    Some(answer) if answer.done() => {
                        limits.extend(step.limits());
                        let ids: BTreeSet<&[u8]> =
                            answer.rest.iter().filter_map(|id| id.as_bytes()).collect();
                        Ok(step.report(&|waiting| ids.contains(&*waiting.id.0)))
                    }
                    Some(answer) => Err(answer.refusal()),
                });
            }
        }
        limiter::promote(writer, &limits)?;
        Ok(seen)
    }
}

/// Consecutive steps whose jobs fit into one call.
fn by_weight(batch: &[Settle]) -> Vec<&[Settle]> {
    let mut chunks = Vec::new();
    let (mut from, mut weight) = (0, 0);
    for (at, step) in batch.iter().enumerate() {
        if at > from && weight + step.weight() > CALL {
            chunks.push(&batch[from..at]);
            (from, weight) = (at, 0);
        }
        weight += step.weight();
    }
    chunks.push(&batch[from..]);
    chunks
}
