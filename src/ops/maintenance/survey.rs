//! What there is to do, queue by queue: a few questions each, so that a pass over a quiet fleet is quick.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    rq::{
        fields::Needs,
        fleet::Crew,
        id::{JobId, QueueName, WorkerName},
        job::{Job, Stored},
        keys::TOMBSTONE,
        place::Registry,
        state::{self, Poison},
        time::Time,
    },
    store::{
        Store,
        error::Error,
        wire::{Batch, Reply},
    },
};

/// IDs at the front of a list, and due in a scheduled registry, that are looked at for poison.
pub const LOOK_AT: usize = 100;

/// Queues that one round trip asks about.
const ASK: usize = 100;

/// One queue.
#[derive(Clone, Debug, Default)]
pub struct Work {
    pub finished: bool,
    pub failed: bool,
    /// Entries of the started registry whose deadline has passed, by their own clock.
    pub started: bool,
    pub ready: bool,
    /// Entries in the intermediate list, or notes of first sights.
    pub intermediate: bool,
    /// Registered workers whose hash is gone.
    pub gone: Vec<WorkerName>,
    /// At the front of the list, or due.
    pub poison: Vec<Suspect>,
}

/// An entry that a live worker of the queue minds.
#[derive(Clone, Debug)]
pub struct Suspect {
    pub id: JobId,
    pub poison: Poison,
    /// It names no job.
    pub orphan: bool,
}

/// The whole installation.
pub struct Survey {
    pub now: Time,
    pub queues: BTreeMap<QueueName, Work>,
    /// Registered workers without a hash that no queue names.
    pub gone: Vec<WorkerName>,
}

/// What was read of one queue before its workers and its front job are looked at.
struct Half {
    work: Work,
    suspects: Vec<JobId>,
    front: Option<JobId>,
    registered: Vec<WorkerName>,
}

/// Looks at these queues.
///
/// # Errors
/// When Redis cannot be asked.
pub fn read(store: &mut Store, crew: &Crew, queues: &[QueueName]) -> Result<Survey, Error> {
    let mut survey = Survey { now: store.opened_at(), queues: BTreeMap::new(), gone: Vec::new() };
    let mut named = BTreeSet::new();
    let global = store.worker_names()?;
    for queues in queues.chunks(ASK) {
        let halves = halves(store, queues, &mut survey.now)?;
        let registered: BTreeSet<WorkerName> = halves.iter().flat_map(|h| h.registered.clone()).collect();
        let exists = exist(store, &registered)?;
        let fronts = fronts(store, &halves)?;
        for ((queue, mut half), front) in queues.iter().zip(halves).zip(fronts) {
            let gone = half.registered.iter().filter(|w| !exists.contains(*w)).cloned();
            half.work.gone = gone.collect();
            half.work.poison = poison(&half, front, queue, crew);
            survey.queues.insert(queue.clone(), half.work);
        }
        let works = survey.queues.iter_mut().filter(|(queue, _)| queues.contains(queue));
        note_orphans(store, works.flat_map(|(_, work)| &mut work.poison))?;
        named.extend(registered);
    }
    let unnamed: BTreeSet<WorkerName> = global.into_iter().filter(|w| !named.contains(w)).collect();
    let exists = exist(store, &unnamed)?;
    survey.gone = unnamed.into_iter().filter(|w| !exists.contains(w)).collect();
    Ok(survey)
}

fn halves(store: &mut Store, queues: &[QueueName], now: &mut Time) -> Result<Vec<Half>, Error> {
    let keys = store.keys.clone();
    let to = now.seconds().to_string();
    let (to, last) = (to.as_bytes(), (LOOK_AT - 1).to_string());
    let (last, many) = (last.as_bytes(), LOOK_AT.to_string());
    let mut batch = Batch::default();
    batch.push(&[b"TIME"]);
    for queue in queues {
        batch.push(&[b"ZCOUNT", &keys.registry(Registry::Finished, queue), b"0", to]);
        batch.push(&[b"ZCOUNT", &keys.registry(Registry::Failed, queue), b"0", to]);
        batch.push(&[b"ZCOUNT", &keys.registry(Registry::Started, queue), b"-inf", to]);
        batch.push(&[b"ZCARD", &keys.registry(Registry::Ready, queue)]);
        batch.push(&[b"LLEN", &keys.intermediate(queue)]);
        batch.push(&[b"HLEN", &keys.seen(queue)]);
        batch.push(&[b"LRANGE", &keys.queue(queue), b"0", last]);
        let scheduled = keys.registry(Registry::Scheduled, queue);
        batch.push(&[b"ZRANGEBYSCORE", &scheduled, b"-inf", to, b"LIMIT", b"0", many.as_bytes()]);
        batch.push(&[b"SMEMBERS", &keys.workers_of(queue)]);
    }
    let mut replies = store.ask(batch)?.into_iter();
    *now = replies.next().and_then(|t| t.time()).unwrap_or(*now);
    let mut halves = Vec::with_capacity(queues.len());
    for _ in queues {
        let mut next = || replies.next().unwrap_or(Reply::Nil).unless_other_type();
        let mut some = || Ok::<bool, Error>(next()?.count() > 0);
        let (finished, failed, started, ready) = (some()?, some()?, some()?, some()?);
        let (taken, noted) = (some()?, some()?);
        let ids = |reply: Reply| reply.list().into_iter().filter_map(Reply::bytes);
        let list: Vec<Vec<u8>> = ids(next()?).filter(|id| id != TOMBSTONE).collect();
        let due: Vec<Vec<u8>> = ids(next()?).collect();
        let registered = ids(next()?).filter_map(|member| keys.worker_of(&member)).collect();
        let front = list.first().map(JobId::new);
        let suspects = list.into_iter().chain(due).map(JobId::new).filter(|id| !id.legal()).collect();
        let intermediate = taken || noted;
        let work = Work { finished, failed, started, ready, intermediate, ..Work::default() };
        halves.push(Half { work, suspects, front, registered });
    }
    Ok(halves)
}

/// Those of the workers whose hash exists.
fn exist(store: &mut Store, workers: &BTreeSet<WorkerName>) -> Result<BTreeSet<WorkerName>, Error> {
    let mut batch = Batch::default();
    workers.iter().for_each(|worker| batch.push(&[b"EXISTS", &store.keys.worker(worker)]));
    let replies = store.ask(batch)?;
    let there = |(worker, reply): (&WorkerName, Reply)| Some((reply.ok(), worker.clone()));
    let mut found = BTreeSet::new();
    for (reply, worker) in workers.iter().zip(replies).filter_map(there) {
        if reply?.int() != Some(0) {
            found.insert(worker);
        }
    }
    Ok(found)
}

/// The small fields of each front job that can make a reader of RQ raise.
fn fronts(store: &mut Store, halves: &[Half]) -> Result<Vec<Option<Job>>, Error> {
    const NEEDS: Needs = Needs::READABLE.small();
    let mut batch = Batch::default();
    for id in halves.iter().filter_map(|half| half.front.as_ref()) {
        batch.begin(2 + NEEDS.field_count());
        batch.arg(b"HMGET");
        batch.arg(&store.keys.job(id));
        NEEDS.fields().for_each(|field| batch.arg(field.name().as_bytes()));
    }
    let mut replies = store.ask(batch)?.into_iter();
    let read = |half: &Half| {
        half.front.as_ref()?;
        let Some(Reply::List(values)) = replies.next() else { return None };
        // Every RQ passes over a legal ID without a hash.
        if values.iter().all(|value| *value == Reply::Nil) {
            return None;
        }
        let stored = |value: Reply| value.bytes().map_or(Stored::Absent, Stored::Bytes);
        Some(Job::new(NEEDS, values.into_iter().map(stored).collect()))
    };
    Ok(halves.iter().map(read).collect())
}

fn poison(half: &Half, front: Option<Job>, queue: &QueueName, crew: &Crew) -> Vec<Suspect> {
    let suspect = |id: &JobId, poison| Suspect { id: id.clone(), poison, orphan: false };
    let by_id = |id: &JobId| Some(suspect(id, state::poison_id(id, queue, crew)?));
    let mut found: Vec<Suspect> = half.suspects.iter().filter_map(by_id).collect();
    if let (Some(id), Some(job)) = (&half.front, front)
        && let Some(poison @ Poison::Unreadable) = state::poison(id, &job, queue, crew)
    {
        found.push(suspect(id, poison));
    }
    found
}

fn note_orphans<'w>(store: &mut Store, suspects: impl Iterator<Item = &'w mut Suspect>) -> Result<(), Error> {
    let suspects: Vec<&mut Suspect> = suspects.collect();
    if suspects.is_empty() {
        return Ok(());
    }
    let mut batch = Batch::default();
    suspects.iter().for_each(|suspect| batch.push(&[b"EXISTS", &store.keys.job(&suspect.id)]));
    let exist = store.ask(batch)?;
    suspects.into_iter().zip(exist).for_each(|(suspect, exists)| suspect.orphan = exists.int() == Some(0));
    Ok(())
}
