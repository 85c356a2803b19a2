//! `orphans`: entries that name no job, in any place, and keys beside jobs that are gone.
//!
//! Entries of lists go as `queues compact` takes them out. What is still running, though its job was deleted, stays
//! until it ends. Up to 2.12 RQ names a scheduled job in its registry an instant before it writes the hash: such an
//! entry goes when there is no job at a second look either.

mod keys;
mod places;

use std::collections::BTreeSet;

pub use keys::Keys;
pub use places::Places;

use crate::{
    ops::{
        call::{Answer, Call},
        engine::{Planned, Step},
        limiter,
        maintenance::{
            item::{Action, Item, Why},
            report::Chore,
            task::{self, Kind},
        },
        refusal::Refusal,
    },
    rq::{
        id::{QueueName, Target},
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

pub static SCRIPT: Script = crate::script!(
    "maint_orphans",
    ["EXISTS", "HDEL", "HGET", "LREM", "SREM", "TYPE", "UNLINK", "ZREM", "ZSCORE"]
);

/// Orphans in one call.
const CALL: usize = 50;

/// What else keeps an entry, by the hash that tells.
#[derive(Clone, Debug)]
enum Unless {
    Nothing,
    /// A job waits for its parent, and the entry would be missed.
    Waits(Vec<u8>),
    /// An execution of the job that is gone still runs.
    Runs(Vec<u8>),
    /// It is scheduled for another time than this by now: its job is about to be written.
    Due(f64),
}

/// One entry or key without a job.
#[derive(Clone, Debug)]
pub struct Orphan {
    /// What named the job, or what belonged to it.
    of: &'static str,
    queue: Option<QueueName>,
    target: Target,
    key: Vec<u8>,
    kind: &'static str,
    /// `None` = the whole key.
    entry: Option<Vec<u8>>,
    unless: Unless,
    /// None of these keys may exist.
    owners: Vec<Vec<u8>>,
    /// The rate limit in which a slot gets free.
    limit: Option<Box<[u8]>>,
}

impl Chore for Orphan {
    fn would(&self) -> Vec<Item> {
        vec![self.item()]
    }

    fn item(&self) -> Item {
        let why = Why::Orphan { of: self.of, key: self.entry.is_none() };
        let item = Item::new(task::of(Kind::Orphans), Action::Removed, why);
        Item { queue: self.queue.clone(), target: Some(self.target.clone()), ..item }
    }
}

impl Orphan {
    fn add_to(&self, call: &mut Call) {
        call.text(if self.entry.is_some() { "entry" } else { "key" });
        call.shared(self.key.clone()).text(self.kind).text(self.entry.as_deref().unwrap_or_default());
        match &self.unless {
            Unless::Nothing => call.text(""),
            Unless::Waits(hash) => call.text("waits").shared(hash.clone()),
            Unless::Runs(hash) => call.text("runs").shared(hash.clone()),
            Unless::Due(at) => call.text("due").text(at.to_string()),
        };
        call.number(self.owners.len());
        for owner in &self.owners {
            call.shared(owner.clone());
        }
    }
}

impl Step for Orphan {
    type Seen = Vec<Item>;
    const BATCH: usize = 1_000;

    fn apply(
        batch: &[Orphan],
        writer: &mut Writer,
        _: Time,
    ) -> Result<Vec<Result<Vec<Item>, Refusal>>, Error> {
        let call = |orphans: &[Orphan]| {
            let mut call = Call::default();
            call.number(orphans.len());
            orphans.iter().for_each(|orphan| orphan.add_to(&mut call));
            call.done()
        };
        let replies = writer.stream(&SCRIPT, batch.chunks(CALL).map(call));
        let answers = Answer::of_calls(replies, batch.chunks(CALL).map(<[_]>::len), writer.lost());
        let limits: BTreeSet<Vec<u8>> =
            batch.iter().filter_map(|o| o.limit.as_deref().map(Vec::from)).collect();
        limiter::follow(writer, &limits);
        let seen = |(orphan, answer): (&Orphan, Answer)| match answer.done() {
            true => Ok(vec![orphan.item()]),
            false => Err(answer.refusal()),
        };
        Ok(batch.iter().zip(answers).map(seen).collect())
    }
}

/// Those of the scheduled entries that stand as they stood when they were first looked at, and still name no job.
///
/// # Errors
/// When Redis cannot be asked.
pub fn second_look(store: &mut Store, suspects: Vec<Orphan>) -> Result<Vec<Planned<Orphan>>, Error> {
    let mut batch = Batch::default();
    for orphan in &suspects {
        let owners = orphan.owners.iter().map(Vec::as_slice);
        batch.push(&std::iter::once(&b"EXISTS"[..]).chain(owners).collect::<Vec<_>>());
        batch.push(&[b"ZSCORE", &orphan.key, orphan.entry.as_deref().unwrap_or_default()]);
    }
    let mut replies = store.ask(batch)?.into_iter();
    let mut next = || replies.next().unwrap_or(Reply::Nil);
    let stands = |orphan: &Orphan| {
        let (owned, due) = (next(), next().float());
        owned.int() == Some(0) && matches!(orphan.unless, Unless::Due(at) if due == Some(at))
    };
    Ok(suspects.into_iter().filter(stands).map(Planned::Do).collect())
}
