//! `rate-limits`: slots whose job neither waits nor runs, free slots, limits that nobody uses (RQ 3.0).

use std::collections::BTreeSet;

use crate::{
    ops::{
        call::Call,
        engine::{Planned, Step},
        limiter,
        maintenance::{
            item::{Action, Item, Why},
            report::Chore,
            task::{self, Kind},
        },
        refusal::{Reason, Refusal},
    },
    rq::{
        id::{JobId, Target},
        status::Status,
        time::Time,
    },
    store::{
        Store,
        error::Error,
        script::Script,
        wire::{Batch, Reply},
        writer::Writer,
    },
};

pub static SCRIPT: Script =
    crate::script!("maint_slots", ["HGET", "SREM", "TYPE", "UNLINK", "ZCARD", "ZCOUNT", "ZREM"]);

/// Slots of one limit that are looked at; RQ frees the rest.
const SLOTS: usize = 10_000;

/// Slots that one step frees.
const CALL: usize = 50;

/// What one limit needs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limit {
    key: Box<[u8]>,
    stale: Vec<JobId>,
    /// Jobs that can go on.
    fill: u64,
    /// No job holds a slot: if none waits either, it goes.
    unused: bool,
}

/// Looks at every limit, and plans for those that need something.
///
/// # Errors
/// When Redis cannot be asked.
pub fn look(store: &mut Store) -> Result<Vec<Planned<Limit>>, Error> {
    let mut out = Vec::new();
    for key in store.rate_limit_keys()? {
        let limit = look_at(store, &key)?;
        let Limit { key, stale, fill, unused } = limit;
        let (whole, rest) = stale.split_at(stale.len().saturating_sub(1) / CALL * CALL);
        for stale in whole.chunks(CALL) {
            out.push(Planned::Do(Limit { key: key.clone(), stale: stale.to_vec(), ..Limit::default() }));
        }
        if !rest.is_empty() || fill > 0 || unused {
            out.push(Planned::Do(Limit { key, stale: rest.to_vec(), fill, unused }));
        }
    }
    Ok(out)
}

fn look_at(store: &mut Store, key: &[u8]) -> Result<Limit, Error> {
    let keys = store.keys.clone();
    let mut batch = Batch::default();
    batch.push(&[b"TIME"]);
    batch.push(&[b"HGET", &keys.rate_limit(key), b"concurrency"]);
    batch.push(&[b"ZCARD", &keys.allowed(key)]);
    batch.push(&[b"ZCARD", &keys.rate_limited(key)]);
    batch.push(&[b"ZRANGE", &keys.allowed(key), b"0", (SLOTS - 1).to_string().as_bytes()]);
    let mut replies = store.ask(batch)?.into_iter();
    let mut next = || replies.next().unwrap_or(Reply::Nil);
    let now = next().time().unwrap_or_default();
    let (concurrency, held, waiting) = (next().count(), next().count(), next().count());
    let ids: Vec<JobId> = next().list().into_iter().filter_map(Reply::bytes).map(JobId::new).collect();
    let ahead = format!("({}", now.seconds());
    let mut stale = Vec::new();
    for ids in ids.chunks(500) {
        let mut batch = Batch::default();
        for id in ids {
            batch.push(&[b"HGET", &keys.job(id), b"status"]);
            batch.push(&[b"ZCOUNT", &keys.executions(id), ahead.as_bytes(), b"+inf"]);
        }
        let mut replies = store.ask(batch)?.into_iter();
        for id in ids {
            let status = replies.next().unwrap_or(Reply::Nil).bytes().map(|s| Status::parse(&s));
            let runs = replies.next().is_some_and(|n| n.count() > 0);
            if !matches!(status, Some(Status::Queued | Status::Started)) && !runs {
                stale.push(id.clone());
            }
        }
    }
    let held = held.saturating_sub(stale.len() as u64);
    let fill = concurrency.saturating_sub(held).min(waiting);
    Ok(Limit { key: key.into(), stale, fill, unused: held == 0 && (fill > 0 || waiting == 0) })
}

impl Limit {
    fn freed(&self, id: &JobId) -> Item {
        let item = Item::new(task::of(Kind::RateLimits), Action::Removed, Why::StaleSlot(self.key.clone()));
        Item { target: Some(Target::job(id.clone())), ..item }
    }

    fn filled(&self, count: u64) -> Item {
        Item::new(task::of(Kind::RateLimits), Action::Released, Why::Slots(self.key.clone())).times(count)
    }

    fn went(&self) -> Item {
        Item::new(task::of(Kind::RateLimits), Action::Removed, Why::UnusedLimit(self.key.clone()))
    }

    fn apply_one(&self, writer: &mut Writer, now: Time) -> Result<Result<Vec<Item>, Refusal>, Error> {
        let keys = writer.reads().keys.clone();
        let call = |what: &str, ids: &[JobId]| {
            let mut call = Call::default();
            call.text(what).text(&self.key).number(now.seconds());
            call.key(keys.allowed(&self.key)).key(keys.rate_limited(&self.key));
            call.key(keys.rate_limit(&self.key)).key(keys.rate_limits()).number(ids.len());
            for id in ids {
                call.text(&id.0).key(keys.job(id)).key(keys.executions(id));
            }
            call
        };
        let mut items = Vec::new();
        if !self.stale.is_empty() {
            let free = call("free", &self.stale);
            let reply = free.run(writer, &SCRIPT)?;
            if reply.as_bytes().is_some() {
                return Ok(Err(Refusal::new(Reason::WrongType, "a key of the limit is of another type")));
            }
            let went: BTreeSet<Vec<u8>> = reply.list().into_iter().filter_map(Reply::bytes).collect();
            items.extend(self.stale.iter().filter(|id| went.contains(&*id.0)).map(|id| self.freed(id)));
        }
        if self.fill > 0 {
            match limiter::promote(writer, &BTreeSet::from([self.key.to_vec()]))? {
                0 => {}
                n => items.push(self.filled(n)),
            }
        }
        if self.unused {
            let forget = call("forget", &[]);
            if forget.run(writer, &SCRIPT)?.int() == Some(1) {
                items.push(self.went());
            }
        }
        Ok(Ok(items))
    }
}

impl Chore for Limit {
    fn would(&self) -> Vec<Item> {
        let mut items: Vec<Item> = self.stale.iter().map(|id| self.freed(id)).collect();
        items.extend((self.fill > 0).then(|| self.filled(self.fill)));
        items.extend((self.unused && self.fill == 0).then(|| self.went()));
        items
    }

    fn item(&self) -> Item {
        self.went()
    }
}

impl Step for Limit {
    type Seen = Vec<Item>;
    const BATCH: usize = 10;

    fn apply(
        batch: &[Limit],
        writer: &mut Writer,
        now: Time,
    ) -> Result<Vec<Result<Vec<Item>, Refusal>>, Error> {
        batch.iter().map(|limit| limit.apply_one(writer, now)).collect()
    }
}
