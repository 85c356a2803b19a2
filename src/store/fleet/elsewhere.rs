//! Where RQ is, if it is not here: the usual mistake is the number of the database.

use crate::{
    rq::{
        fleet::{Elsewhere, Seen, Server},
        keys::Keys,
    },
    store::{
        error::Error,
        flight::{Flight, Replies},
        wire::Reply,
    },
};

/// Other databases that are looked into.
const LOOK_INTO: usize = 16;

/// Databases that hold keys, besides `own`.
pub(super) fn candidates(server: &Server, own: u32) -> Vec<Elsewhere> {
    let others = server.databases.iter().filter(|(db, _)| *db != own).take(LOOK_INTO);
    others.map(|&(db, keys)| Elsewhere { db, keys, rq: Seen::Hidden }).collect()
}

/// Goes into each and comes back to `own`.
pub(super) fn ask(flight: &mut Flight, keys: &Keys, candidates: &[Elsewhere], own: u32) {
    for other in candidates {
        flight.push(&[b"SELECT", other.db.to_string().as_bytes()]);
        flight.push(&[b"EXISTS", &keys.queues(), &keys.workers()]);
    }
    if !candidates.is_empty() {
        flight.push(&[b"SELECT", own.to_string().as_bytes()]);
    }
}

/// # Errors
/// When the way back to the own database is barred: whoever asked on would read another one.
pub(super) fn read(replies: &mut Replies, mut candidates: Vec<Elsewhere>) -> Result<Vec<Elsewhere>, Error> {
    let mut left = false;
    for other in &mut candidates {
        let (select, exists) = (replies.take()?, replies.take()?);
        if !matches!(select, Reply::Error(_)) {
            left = true;
            other.rq = exists.int().map_or(Seen::Hidden, |n| Seen::Is(n > 0));
        }
    }
    if !candidates.is_empty() {
        let back = replies.take()?;
        if left {
            back.ok()?;
        }
    }
    Ok(candidates)
}
