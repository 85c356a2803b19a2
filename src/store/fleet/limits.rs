//! Whose jobs wait for a rate-limit slot (RQ 3.0). The sets are kept by rate-limit key, not by queue: only the
//! jobs themselves say where they belong.

use std::collections::HashMap;

use crate::{
    rq::{fleet::Seen, id::QueueName, keys::Keys},
    store::{
        error::Error,
        flight::{Flight, Replies},
        wire::Reply,
    },
};

/// Keys that are looked at.
pub(super) const KEYS: &[u8] = b"100";
/// Waiting jobs of one key, and of all keys, whose queue is looked up.
const LAST_OF_KEY: &[u8] = b"999";
const JOBS: usize = 10_000;

/// The first page of `SSCAN P:rl-keys`; `Hidden` where it was refused or there are more.
pub(super) fn names(reply: Reply) -> Seen<Vec<Vec<u8>>> {
    let Reply::List(page) = reply else { return Seen::Hidden };
    let mut page = page.into_iter();
    match page.next() {
        Some(Reply::Bytes(cursor)) if cursor == b"0" => {}
        _ => return Seen::Hidden,
    }
    let members = page.next().map(Reply::list).unwrap_or_default();
    Seen::Is(members.into_iter().filter_map(Reply::bytes).collect())
}

pub(super) fn ask(flight: &mut Flight, keys: &Keys, names: &[Vec<u8>]) {
    for name in names {
        let waiting = keys.rate_limited(name);
        flight.push(&[b"ZCARD", &waiting]);
        flight.push(&[b"ZRANGE", &waiting, b"0", LAST_OF_KEY]);
    }
}

/// The waiting jobs; `Hidden` where they could not be seen or are too many.
pub(super) fn read(replies: &mut Replies, names: Seen<usize>) -> Result<Seen<Vec<Vec<u8>>>, Error> {
    let Seen::Is(names) = names else { return Ok(Seen::Hidden) };
    let (mut jobs, mut whole) = (Vec::new(), true);
    for _ in 0..names {
        let (count, members) = (replies.take()?.int(), replies.take()?.list());
        whole &= usize::try_from(count.unwrap_or(-1)).is_ok_and(|n| n == members.len());
        jobs.extend(members.into_iter().filter_map(Reply::bytes));
    }
    Ok(if whole && jobs.len() <= JOBS { Seen::Is(jobs) } else { Seen::Hidden })
}

pub(super) fn ask_queues(flight: &mut Flight, keys: &Keys, jobs: &[Vec<u8>]) {
    for id in jobs {
        flight.push(&[b"HGET", &[&keys.job_prefix()[..], id].concat(), b"origin"]);
    }
}

/// How many of the jobs belong to each queue. A job without a hash belongs to none.
pub(super) fn read_queues(
    replies: &mut Replies,
    jobs: Seen<Vec<Vec<u8>>>,
) -> Result<Seen<HashMap<QueueName, u64>>, Error> {
    let Seen::Is(jobs) = jobs else { return Ok(Seen::Hidden) };
    let (mut counts, mut seen) = (HashMap::new(), true);
    for _ in jobs {
        match replies.take()? {
            Reply::Bytes(queue) => *counts.entry(QueueName::from_text(queue)).or_default() += 1,
            reply => seen &= !reply.denied(),
        }
    }
    Ok(if seen { Seen::Is(counts) } else { Seen::Hidden })
}
