//! First sights of entries in an intermediate list: noted, and forgotten when the entry is gone.

use std::rc::Rc;

use crate::{
    ops::{
        call::{Answer, Call},
        engine::Step,
        maintenance::{
            item::{Action, Item, Why},
            lock,
            report::Chore,
            settle::Within,
            task::{self, Kind},
        },
        refusal::Refusal,
    },
    rq::{
        id::{JobId, Target},
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
    crate::script!("maint_sights", ["maint_held"], ["EXPIRE", "GET", "HDEL", "HGET", "HSET", "SET", "TYPE"]);

/// Seconds for which a sight is remembered: RQ's own time.
const REMEMBERED_S: u64 = 86_400;

/// What is written about a first sight, and where.
#[derive(Clone, Debug, PartialEq)]
pub enum Stamp {
    /// `server time|enqueued_at` in our own hash.
    Ours(Vec<u8>),
    /// The time in RQ's own key, as RQ writes it.
    Rqs(Vec<u8>),
    /// Our own stamp goes, if it is still this one: the entry is gone.
    Forget(Vec<u8>),
}

/// One stamp.
pub struct Mark {
    pub within: Rc<Within>,
    pub id: JobId,
    pub stamp: Stamp,
}

impl Chore for Mark {
    fn would(&self) -> Vec<Item> {
        match self.stamp {
            Stamp::Forget(_) => Vec::new(),
            _ => vec![self.item()],
        }
    }

    fn item(&self) -> Item {
        Item::new(task::of(Kind::Intermediate), Action::Marked, Why::FirstSight)
            .of(&self.within.queue, Target::job(self.id.clone()))
    }
}

impl Step for Mark {
    type Seen = Vec<Item>;
    const BATCH: usize = 100;

    fn apply(batch: &[Mark], writer: &mut Writer, _: Time) -> Result<Vec<Result<Vec<Item>, Refusal>>, Error> {
        let Some(first) = batch.first() else { return Ok(Vec::new()) };
        let keys = writer.reads().keys.clone();
        let queue = &first.within.queue;
        let mut call = Call::default();
        first.within.add_lock(&mut call, &keys);
        call.shared(keys.seen(queue)).number(REMEMBERED_S).number(batch.len());
        for mark in batch {
            match &mark.stamp {
                Stamp::Ours(stamp) => call.text("ours").text(&mark.id.0).text(stamp),
                Stamp::Forget(stamp) => call.text("forget").text(&mark.id.0).text(stamp),
                Stamp::Rqs(stamp) => {
                    call.text("rq").text(&mark.id.0).text(stamp).key(keys.first_seen(queue, &mark.id.0))
                }
            };
        }
        let reply = call.run(writer, &SCRIPT)?;
        if reply.as_bytes() == Some(b"locked") {
            return Ok(batch.iter().map(|_| Err(lock::lost())).collect());
        }
        let answers = Answer::all(reply, batch.len())?;
        let seen = |(mark, answer): (&Mark, Answer)| match answer.done() {
            true => Ok(mark.would()),
            false => Err(answer.refusal()),
        };
        Ok(batch.iter().zip(answers).map(seen).collect())
    }
}

/// The stamps of entries that `stands` does not know any more.
///
/// # Errors
/// When Redis cannot be asked.
pub fn forgotten(
    store: &mut Store,
    within: &Rc<Within>,
    stands: &dyn Fn(&[u8]) -> bool,
) -> Result<Vec<Mark>, Error> {
    let key = store.keys.seen(&within.queue);
    let (mut cursor, mut gone) = (Some(b"0".to_vec()), Vec::new());
    while let Some(from) = cursor {
        let mut batch = Batch::default();
        batch.push(&[b"HSCAN", &key, &from, b"COUNT", b"1000"]);
        let page = store.ask(batch)?.into_iter().next().unwrap_or(Reply::Nil).scanned()?;
        let mut pairs = page.items.into_iter();
        while let (Some(entry), Some(stamp)) = (pairs.next(), pairs.next()) {
            if !stands(&entry) {
                let (within, id) = (Rc::clone(within), JobId::new(entry));
                gone.push(Mark { within, id, stamp: Stamp::Forget(stamp) });
            }
        }
        cursor = page.next;
    }
    Ok(gone)
}
