//! Rate limits of RQ 3.0: after a slot became free, or a job came to wait, the longest waiting go on.
//!
//! RQ does this in a call of its own too. Whoever dies in between leaves jobs that wait until the next release or
//! RQ's own maintenance.

use std::collections::BTreeSet;

use crate::{
    ops::call::Call,
    rq::{
        id::{JobId, QueueName},
        time::Time,
    },
    store::{
        error::Error,
        script::Script,
        wire::{Batch, Reply},
        writer::Writer,
    },
};

pub static PROMOTE: Script = crate::script!(
    "promote",
    ["enqueue"],
    [
        "EXISTS", "EXPIRE", "HGET", "HMGET", "HSET", "LPUSH", "PERSIST", "RPUSH", "TYPE", "ZADD", "ZCARD",
        "ZRANGE", "ZREM",
    ]
);

/// Jobs that one call may promote.
const BATCH: usize = 50;

/// How often a look is repeated when the waiting set changed before the step.
const LOOKS: usize = 20;

/// Fills the free slots of these limits, and says how many jobs left the waiting sets.
///
/// # Errors
/// When no answer came.
pub fn promote(writer: &mut Writer, limits: &BTreeSet<Vec<u8>>) -> Result<u64, Error> {
    let mut left = 0;
    for limit in limits {
        let mut looks = 0;
        while looks < LOOKS {
            match fill(writer, limit, writer.now())? {
                Filled::Some(n) => (left, looks) = (left + n, if n == BATCH as u64 { 0 } else { LOOKS }),
                Filled::Changed => looks += 1,
            }
        }
    }
    Ok(left)
}

/// [`promote`] behind steps that are done already: what is lost here is lost for the run, not for them.
pub fn follow(writer: &mut Writer, limits: &BTreeSet<Vec<u8>>) {
    if writer.lost().is_none()
        && let Err(e) = promote(writer, limits)
    {
        writer.lose(e);
    }
}

enum Filled {
    /// So many went; fewer than a batch = nobody waits any more, or no slot is free.
    Some(u64),
    Changed,
}

fn fill(writer: &mut Writer, limit: &[u8], now: Time) -> Result<Filled, Error> {
    let store = writer.reads();
    let keys = store.keys.clone();
    let last = (BATCH - 1).to_string();
    let mut batch = Batch::default();
    batch.push(&[b"ZRANGE", &keys.rate_limited(limit), b"0", last.as_bytes()]);
    let heads = store.ask(batch)?.into_iter().next().unwrap_or(Reply::Nil);
    let heads: Vec<JobId> =
        heads.unless_other_type()?.list().into_iter().filter_map(Reply::bytes).map(JobId::new).collect();
    if heads.is_empty() {
        return Ok(Filled::Some(0));
    }
    let mut batch = Batch::default();
    for id in &heads {
        batch.push(&[b"HMGET", &keys.job(id), b"status", b"origin", b"enqueue_at_front"]);
    }
    let found = store.ask(batch)?;
    let mut call = Call::default();
    call.text(now.text()).number(now.seconds());
    call.key(keys.allowed(limit)).key(keys.rate_limited(limit)).key(keys.rate_limit(limit));
    call.number(heads.len());
    for (id, fields) in heads.iter().zip(found) {
        let mut fields =
            fields.unless_other_type()?.list().into_iter().map(|f| f.bytes().unwrap_or_default());
        let mut next = || fields.next().unwrap_or_default();
        let (status, origin, front) = (next(), next(), next());
        call.text(&id.0).key(keys.job(id)).text(status).text(&origin).text(front);
        call.shared(keys.queue(&QueueName::from_text(origin)));
    }
    match call.run(writer, &PROMOTE)? {
        Reply::Int(n) => Ok(Filled::Some(n.max(0) as u64)),
        Reply::Bytes(word) if word == b"changed" => Ok(Filled::Changed),
        // Where a key is of a wrong type nothing is promoted, as RQ promotes nothing there.
        _ => Ok(Filled::Some(0)),
    }
}
