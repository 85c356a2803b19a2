//! One queue in numbers: what is asked, and how the answers are read. Questions and answers stand in the same
//! order, one below the other.

use crate::{
    rq::{
        fields::Needs,
        fleet::{Lock, QueueCounts, Seen, Waiting},
        id::{JobId, QueueName, Reading},
        job::{Job, Stored},
        keys::{Keys, TOMBSTONE},
        place::Registry,
        time::Time,
    },
    store::{
        error::Error,
        fleet::{Claims, WrongTypes},
        flight::{Flight, Replies},
        wire::Reply,
    },
};

/// Entries of a list, and expired ones of a started registry, that are looked at.
const LOOK_AT: usize = 100;
/// The same as the last index of a range, and as a limit that tells whether there are more.
const LAST: &[u8] = b"99";
const ONE_MORE: &[u8] = b"101";

/// What is read of the jobs at both ends of a list: every field of bounded size that can make RQ's reader
/// raise.
const JOB: Needs = Needs::READABLE.small();

/// A queue between two round trips.
pub(super) struct Half {
    pub counts: QueueCounts,
    /// There is a key of the queue, or the ACL hides whether there is.
    pub exists: bool,
    /// Running by their deadline.
    running: Seen<u64>,
    /// Entries of the started registry whose deadline has passed.
    expired: Vec<Reading>,
    /// There are more of them than are looked at.
    many_expired: bool,
}

impl Half {
    /// The queue without a second look: entries beyond their deadline count only where there are none.
    pub fn alone(self) -> QueueCounts {
        let mut counts = self.counts;
        if self.expired.is_empty() && !self.many_expired {
            counts.registries[Registry::Started as usize] = self.running;
        }
        counts
    }
}

pub(super) fn ask(flight: &mut Flight, keys: &Keys, queue: &QueueName, now: Time) {
    let (now, ahead) = (now.seconds().to_string(), format!("({}", now.seconds()));
    let (now, ahead) = (now.as_bytes(), ahead.as_bytes());
    let list = keys.queue(queue);
    flight.push(&[b"LLEN", &list]);
    flight.push(&[b"LRANGE", &list, b"0", LAST]);
    flight.push(&[b"LINDEX", &list, b"-1"]);
    flight.push(&[b"LLEN", &keys.intermediate(queue)]);
    for registry in Registry::ALL {
        let key = keys.registry(registry, queue);
        match registry {
            Registry::Started => {
                flight.push(&[b"ZCOUNT", &key, ahead, b"+inf"]);
                flight.push(&[b"ZRANGEBYSCORE", &key, b"-inf", now, b"LIMIT", b"0", ONE_MORE]);
            }
            Registry::Finished | Registry::Failed => {
                flight.push(&[b"ZCARD", &key]);
                flight.push(&[b"ZCOUNT", &key, b"0", now]);
            }
            Registry::Scheduled => {
                flight.push(&[b"ZCARD", &key]);
                flight.push(&[b"ZRANGE", &key, b"0", b"0", b"WITHSCORES"]);
            }
            Registry::Deferred | Registry::Canceled | Registry::Ready => flight.push(&[b"ZCARD", &key]),
        }
    }
    flight.push(&[b"HLEN", &keys.held(queue)]);
    flight.push(&[b"MGET", &keys.scheduler_lock(queue), &keys.clean_lock(queue)]);
}

pub(super) fn read(
    replies: &mut Replies,
    keys: &Keys,
    queue: QueueName,
    now: Time,
    wrong_types: &mut WrongTypes,
) -> Result<Half, Error> {
    let mut exists = false;
    let mut count = |place: &dyn Fn() -> Vec<u8>, reply: Reply| {
        wrong_types.note(&reply, place);
        let count = super::count(&reply);
        exists |= count != Seen::Is(0);
        count
    };
    let length = count(&|| keys.queue(&queue), replies.take()?);
    let first = ids(replies.take()?);
    let last = replies.take()?.bytes();
    let intermediate = count(&|| keys.intermediate(&queue), replies.take()?);

    let mut registries = [Seen::Hidden; 7];
    let (mut running, mut expired) = (Seen::Hidden, Vec::new());
    let mut first_due = None;
    for registry in Registry::ALL {
        let key = || keys.registry(registry, &queue);
        registries[registry as usize] = match registry {
            Registry::Started => {
                running = count(&key, replies.take()?);
                expired = replies.take()?.list();
                Seen::Hidden
            }
            Registry::Finished | Registry::Failed => {
                let (all, gone) = (count(&key, replies.take()?), super::count(&replies.take()?));
                match (all, gone) {
                    (Seen::Is(all), Seen::Is(gone)) => Seen::Is(all.saturating_sub(gone)),
                    _ => Seen::Hidden,
                }
            }
            Registry::Scheduled => {
                let all = count(&key, replies.take()?);
                first_due = replies.take()?.list().get(1).and_then(Reply::float);
                all
            }
            Registry::Deferred | Registry::Canceled | Registry::Ready => count(&key, replies.take()?),
        };
    }
    let held = count(&|| keys.held(&queue), replies.take()?);
    let (scheduler, lock) = owners(replies.take()?);

    let removed = first.iter().filter(|id| **id == TOMBSTONE).count() as u64;
    let end = |id: Option<&Vec<u8>>| Some(Waiting { id: JobId::new(id?), job: None });
    let counts = QueueCounts {
        queue,
        known: true,
        queued: length.map(|n| n.saturating_sub(removed)),
        intermediate,
        registries,
        rate_limited: Seen::Hidden,
        held,
        workers: Seen::Hidden,
        overdue: overdue(registries[Registry::Scheduled as usize], first_due, now),
        first_due: first_due.and_then(Time::from_seconds),
        front: end(first.iter().find(|id| **id != TOMBSTONE)),
        back: end(last.as_ref().filter(|id| **id != TOMBSTONE)),
        illegal_ids: illegal(first),
        scheduler,
        lock,
    };
    let many_expired = expired.len() > LOOK_AT;
    let expired = match many_expired {
        true => Vec::new(),
        false => expired.iter().filter_map(Reply::as_bytes).map(Reading::of).collect(),
    };
    exists |= many_expired || !expired.is_empty();
    Ok(Half { counts, exists, running, expired, many_expired })
}

fn ids(reply: Reply) -> Vec<Vec<u8>> {
    reply.list().into_iter().filter_map(Reply::bytes).collect()
}

fn illegal(ids: Vec<Vec<u8>>) -> Vec<JobId> {
    ids.into_iter().map(|id| JobId(id.into_boxed_slice())).filter(|id| !id.legal()).collect()
}

/// Who holds the scheduler's lock and the lock of RQ's maintenance. A key of another type is no lock.
fn owners(reply: Reply) -> (Seen<Option<Lock>>, Seen<Option<Lock>>) {
    let Reply::List(values) = reply else { return (Seen::Hidden, Seen::Hidden) };
    let mut values = values.into_iter();
    let mut next = || values.next().and_then(Reply::bytes).map(|value| Lock { value, ttl: None });
    (Seen::Is(next()), Seen::Is(next()))
}

/// That no scheduled job is due, where the score of the first says so. Else the second look counts them.
fn overdue(scheduled: Seen<u64>, first: Option<f64>, now: Time) -> Seen<u64> {
    match (scheduled, first) {
        (Seen::Is(0), _) => Seen::Is(0),
        (_, Some(first)) if first > now.seconds() as f64 => Seen::Is(0),
        _ => Seen::Hidden,
    }
}

/// The second look: both ends, whose execution still lives, and what is seldom there.
pub(super) fn ask_more(flight: &mut Flight, keys: &Keys, half: &Half, now: Time) {
    let counts = &half.counts;
    let queue = &counts.queue;
    for waiting in ends(counts) {
        let batch = flight.begin(2 + JOB.field_count());
        batch.arg(b"HMGET");
        batch.arg(&keys.job(&waiting.id));
        JOB.fields().for_each(|field| batch.arg(field.name().as_bytes()));
    }
    if waits_in_intermediate(counts) {
        flight.push(&[b"LRANGE", &keys.intermediate(queue), b"0", LAST]);
    }
    if may_be_due(counts) {
        let now = now.seconds().to_string();
        flight.push(&[b"ZCOUNT", &keys.registry(Registry::Scheduled, queue), b"-inf", now.as_bytes()]);
    }
    for (id, execution) in half.expired.iter().filter_map(|entry| entry.split.as_ref()) {
        flight.push(&[b"HEXISTS", &keys.execution(id, execution), b"created_at"]);
    }
    if let Seen::Is(Some(_)) = counts.scheduler {
        flight.push(&[b"PTTL", &keys.scheduler_lock(queue)]);
    }
    if let Seen::Is(Some(_)) = counts.lock {
        flight.push(&[b"PTTL", &keys.clean_lock(queue)]);
    }
}

pub(super) fn read_more(replies: &mut Replies, half: Half, claimed: &Claims) -> Result<QueueCounts, Error> {
    let Half { mut counts, running, expired, many_expired, .. } = half;
    let mut jobs = Vec::new();
    for _ in ends(&counts) {
        jobs.push(job(replies.take()?));
    }
    let mut jobs = jobs.into_iter();
    let front = jobs.next().flatten();
    if let Some(back) = &mut counts.back {
        // A list of one job was asked about once.
        back.job = jobs.next().unwrap_or_else(|| front.clone());
    }
    if let Some(waiting) = &mut counts.front {
        waiting.job = front;
    }
    if waits_in_intermediate(&counts) {
        counts.illegal_ids.extend(illegal(ids(replies.take()?)));
    }
    if may_be_due(&counts) {
        counts.overdue = super::count(&replies.take()?);
    }
    let (mut still, mut unknown) = (0, false);
    for entry in expired {
        let lives = match &entry.split {
            Some(_) => replies.take()?.int() == Some(1),
            None => false,
        };
        // Only Redis knows whether a colon divides job and execution, so a claim on either reading counts.
        let claims = |id: &JobId| claimed.jobs.contains(id);
        let runs = lives || claims(&entry.whole) || entry.split.as_ref().is_some_and(|(id, _)| claims(id));
        still += u64::from(runs);
        unknown |= !runs && !claimed.all;
    }
    counts.registries[Registry::Started as usize] = match running {
        Seen::Is(n) if !many_expired && !unknown => Seen::Is(n + still),
        _ => Seen::Hidden,
    };
    for lock in [&mut counts.scheduler, &mut counts.lock] {
        if let Seen::Is(Some(lock)) = lock {
            lock.ttl = replies.take()?.ttl();
        }
    }
    Ok(counts)
}

/// The jobs at the front and at the back, one where they are the same.
fn ends(counts: &QueueCounts) -> impl Iterator<Item = &Waiting> {
    let front = counts.front.as_ref();
    let back = counts.back.as_ref().filter(|back| front.is_none_or(|front| front.id != back.id));
    front.into_iter().chain(back)
}

fn may_be_due(counts: &QueueCounts) -> bool {
    counts.overdue == Seen::Hidden && counts.registry(Registry::Scheduled) != Seen::Hidden
}

fn waits_in_intermediate(counts: &QueueCounts) -> bool {
    matches!(counts.intermediate, Seen::Is(n) if n > 0)
}

fn job(reply: Reply) -> Option<Job> {
    let Reply::List(values) = reply else { return None };
    let stored = |value: Reply| value.bytes().map_or(Stored::Absent, Stored::Bytes);
    Some(Job::new(JOB, values.into_iter().map(stored).collect()))
}
