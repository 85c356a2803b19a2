//! A set or a sorted set, page by page.

use crate::{
    rq::time::Time,
    store::{
        Store,
        error::Error,
        flight::Flight,
        wire::{Batch, Reply},
    },
};

/// Members that one page asks for.
pub(super) const PAGE: usize = 1_000;

/// A walk through a set by SSCAN: all that stays is met, some of it perhaps twice, in no order.
pub(super) struct SetPages {
    key: Vec<u8>,
    cursor: Vec<u8>,
    done: bool,
}

impl SetPages {
    pub fn new(key: Vec<u8>) -> SetPages {
        SetPages { key, cursor: b"0".to_vec(), done: false }
    }

    pub fn done(&self) -> bool {
        self.done
    }

    pub fn ask(&self, flight: &mut Flight, count: usize) {
        flight.push(&[b"SSCAN", &self.key, &self.cursor, b"COUNT", count.to_string().as_bytes()]);
    }

    /// Reads a page. A key of another type ends the walk.
    ///
    /// # Errors
    /// When the ACL forbids the key.
    pub fn read(&mut self, reply: Reply) -> Result<Vec<Vec<u8>>, Error> {
        let mut page = or_empty(reply)?.list().into_iter();
        self.cursor = page.next().and_then(Reply::bytes).unwrap_or_else(|| b"0".to_vec());
        self.done = self.cursor == b"0";
        Ok(page.next().map(Reply::list).unwrap_or_default().into_iter().filter_map(Reply::bytes).collect())
    }
}

/// A key of another type holds nothing of RQ's.
pub(super) fn or_empty(reply: Reply) -> Result<Reply, Error> {
    match reply {
        Reply::Error(said) if said.wrong_type() => Ok(Reply::Nil),
        other => other.ok(),
    }
}

/// A member of a sorted set whose scores are times.
pub(super) struct Timed {
    pub member: Vec<u8>,
    pub at: Option<Time>,
}

/// Members of a sorted set, from rank `from` on, highest or lowest first.
pub(super) fn range(
    store: &mut Store,
    key: &[u8],
    highest_first: bool,
    from: usize,
    count: usize,
) -> Result<Vec<Timed>, Error> {
    let command: &[u8] = if highest_first { b"ZREVRANGE" } else { b"ZRANGE" };
    let (first, last) = (from.to_string(), (from + count - 1).to_string());
    let mut batch = Batch::default();
    batch.push(&[command, key, first.as_bytes(), last.as_bytes(), b"WITHSCORES"]);
    let reply = store.ask(batch)?.into_iter().next().unwrap_or(Reply::Nil);
    let mut members = or_empty(reply)?.list().into_iter();
    let mut found = Vec::new();
    while let (Some(member), Some(score)) = (members.next(), members.next()) {
        let at = score.float().and_then(Time::from_seconds);
        found.extend(member.bytes().map(|member| Timed { member, at }));
    }
    Ok(found)
}
