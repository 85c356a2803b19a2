//! `finished` and `failed`: entries whose time is over.

use crate::{
    ops::{
        engine::{Plan, Planned, Step},
        maintenance::{
            item::{Action, Item, Why},
            report::Chore,
            task::Task,
        },
        refusal::{Reason, Refusal},
    },
    rq::{id::QueueName, place::Registry, time::Time},
    store::{
        Store,
        error::Error,
        script::Script,
        wire::{Batch, Reply},
        writer::{KeysAndArgs, Writer},
    },
};

pub static SCRIPT: Script = crate::script!("maint_expired", ["TYPE", "ZCOUNT", "ZREMRANGEBYRANK"]);

/// Entries that one call removes: half a millisecond of the server's time.
const CALL: u64 = 500;

/// Some of the expired entries of one registry.
#[derive(Clone, Debug)]
pub struct Sweep {
    task: &'static Task,
    registry: Registry,
    queue: QueueName,
    /// Entries that ran out later stay for the next pass.
    now: Time,
    count: u64,
    first: Time,
    last: Time,
}

/// What has expired in one registry.
pub struct Expired<'s> {
    pub store: &'s mut Store,
    pub task: &'static Task,
    pub registry: Registry,
    pub queue: QueueName,
    /// `None` once it was read.
    pub now: Option<Time>,
}

impl Plan<Sweep> for Expired<'_> {
    fn next(&mut self) -> Result<Option<Vec<Planned<Sweep>>>, Error> {
        let Some(now) = self.now.take() else { return Ok(None) };
        let key = self.store.keys.registry(self.registry, &self.queue);
        let (to, mut batch) = (now.seconds().to_string(), Batch::default());
        let to = to.as_bytes();
        batch.push(&[b"ZCOUNT", &key, b"0", to]);
        batch.push(&[b"ZRANGEBYSCORE", &key, b"0", to, b"WITHSCORES", b"LIMIT", b"0", b"1"]);
        batch.push(&[b"ZREVRANGEBYSCORE", &key, to, b"0", b"WITHSCORES", b"LIMIT", b"0", b"1"]);
        let mut replies = self.store.ask(batch)?.into_iter();
        let count = replies.next().map_or(0, |n| n.count());
        let mut at = || {
            let pair = replies.next().unwrap_or(Reply::Nil).list();
            pair.get(1).and_then(Reply::float).and_then(Time::from_seconds).unwrap_or_default()
        };
        let (first, last) = (at(), at());
        let (task, registry) = (self.task, self.registry);
        let sweep = |count| {
            let queue = self.queue.clone();
            Planned::Do(Sweep { task, registry, queue, now, count, first, last })
        };
        let whole = (0..count / CALL).map(|_| CALL);
        let rest = (count % CALL > 0).then_some(count % CALL);
        Ok(Some(whole.chain(rest).map(sweep).collect()))
    }
}

impl Chore for Sweep {
    fn would(&self) -> Vec<Item> {
        vec![self.item().times(self.count)]
    }

    fn item(&self) -> Item {
        let why = Why::Expired { first: self.first, last: self.last };
        Item::new(self.task, Action::Removed, why).within(&self.queue)
    }
}

impl Step for Sweep {
    type Seen = Vec<Item>;
    const BATCH: usize = 20;

    fn apply(
        batch: &[Sweep],
        writer: &mut Writer,
        _: Time,
    ) -> Result<Vec<Result<Vec<Item>, Refusal>>, Error> {
        let keys = writer.reads().keys.clone();
        let call = |sweep: &Sweep| -> KeysAndArgs {
            let args = [sweep.now.seconds().to_string(), sweep.count.to_string()];
            (vec![keys.registry(sweep.registry, &sweep.queue)], args.map(String::into_bytes).into())
        };
        let calls: Vec<KeysAndArgs> = batch.iter().map(call).collect();
        let replies = writer.run_all(&SCRIPT, &calls)?;
        let seen = |(sweep, reply): (&Sweep, Reply)| match reply.int() {
            // Somebody else was faster.
            Some(0) => Ok(Vec::new()),
            Some(n) => Ok(vec![sweep.item().times(n.max(0) as u64)]),
            None => Err(Refusal::new(Reason::WrongType, "its key is not a sorted set")),
        };
        Ok(batch.iter().zip(replies).map(seen).collect())
    }
}
