//! What is read of a run while it is watched, and once when it is over.

use crate::{
    ops::stop::aim::{Aim, Mark},
    rq::{
        id::{JobId, Reading},
        place::Registry,
        result::ResultEntry,
        status::Status,
        time::Time,
    },
    store::{
        Store,
        error::Error,
        results,
        wire::{Batch, Reply},
    },
};

/// One look at a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sight {
    /// Redis's clock.
    pub now: Time,
    /// The started registry names the run; always false where its mark is the worker.
    pub entry: bool,
    /// The job's executions name it.
    pub listed: bool,
    pub status: Option<Status>,
    /// `started_at` of the job as stored, empty where it has none.
    pub started_at: Vec<u8>,
    /// Score of the entry, seconds.
    pub deadline: Option<f64>,
    /// `None` where no worker is known.
    pub worker: Option<AtWork>,
}

/// One look at a worker.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AtWork {
    /// Its hash exists.
    pub exists: bool,
    /// It says that it runs the job, or this execution.
    pub claims: bool,
    /// Its state is `busy`: it has not come to the end of some job yet.
    pub busy: bool,
    /// As stored.
    pub heartbeat: Vec<u8>,
    /// The time to live of its hash, milliseconds.
    pub ttl_ms: Option<i64>,
    /// Subscribers of its channel, where the ACL shows them.
    pub listeners: Option<u64>,
}

/// The one look that decides how a run ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ending {
    /// `None`: the hash is gone.
    pub status: Option<Status>,
    pub started_at: Vec<u8>,
    pub retries_left: Option<i64>,
    pub repeats_left: Option<i64>,
    /// The latest results, newest first.
    pub results: Vec<ResultEntry>,
    /// Another execution of the job is listed.
    pub others: bool,
    /// It stands in the failed registry of its queue.
    pub failed: bool,
    /// It stands in the scheduled registry of its queue.
    pub scheduled: bool,
    /// It waits in its queue, as far as both ends show.
    pub queued: bool,
    /// Jobs that wait for it.
    pub dependents: u64,
}

/// How many results are looked at: more runs of one job do not end in one wait.
const RESULTS: &[u8] = b"5";

/// How many IDs at each end of a queue are looked at: a job that just went back into it is among them.
const ENDS: i64 = 20;

/// Looks at each run: one round trip.
pub fn look(store: &mut Store, aims: &[&Aim]) -> Result<Vec<Sight>, Error> {
    let mut batch = Batch::default();
    batch.push(&[b"TIME"]);
    for aim in aims {
        ask(store, aim, &mut batch);
    }
    let mut replies = store.ask(batch)?.into_iter();
    let mut next = || readable(replies.next().unwrap_or(Reply::Nil));
    let now = next()?.time().ok_or_else(|| Error::protocol("TIME was not answered with a time"))?;
    aims.iter().map(|aim| read(aim, now, &mut next)).collect()
}

fn ask(store: &Store, aim: &Aim, batch: &mut Batch) {
    let keys = &store.keys;
    batch.push(&[b"HMGET", &keys.job(&aim.id), b"status", b"started_at"]);
    if aim.mark != Mark::Worker {
        batch.push(&[b"ZSCORE", &keys.registry(Registry::Started, &aim.queue), &aim.entry()]);
    }
    if let Mark::Execution(execution) = &aim.mark {
        batch.push(&[b"ZSCORE", &keys.executions(&aim.id), &execution.0]);
    }
    if let Some(holder) = &aim.holder {
        let key = keys.worker(&holder.name);
        batch.push(&[b"HMGET", &key, b"current_job", b"last_heartbeat", b"state"]);
        batch.push(&[b"PTTL", &key]);
        batch.push(&[b"SISMEMBER", &keys.worker_executions(&holder.name), &aim.entry()]);
        batch.push(&[b"PUBSUB", b"NUMSUB", &keys.channel(&holder.name)]);
    }
}

fn read(aim: &Aim, now: Time, next: &mut dyn FnMut() -> Result<Reply, Error>) -> Result<Sight, Error> {
    let mut job = next()?.list().into_iter().map(Reply::bytes);
    let mut field = || job.next().flatten().filter(|bytes| !bytes.is_empty());
    let mut sight = Sight {
        now,
        status: field().map(|bytes| Status::parse(&bytes)),
        started_at: field().unwrap_or_default(),
        ..Sight::default()
    };
    if aim.mark != Mark::Worker {
        sight.deadline = next()?.float();
        sight.entry = sight.deadline.is_some();
    }
    if let Mark::Execution(_) = aim.mark {
        sight.listed = next()?.float().is_some();
    }
    if aim.holder.is_some() {
        let mut hash = next()?.list().into_iter().map(|reply| reply.bytes().unwrap_or_default());
        let current = hash.next().unwrap_or_default();
        let heartbeat = hash.next().unwrap_or_default();
        let busy = hash.next().is_some_and(|state| state == b"busy");
        let ttl_ms = next()?.int();
        let member = next()?.int() == Some(1);
        let listeners = match next()? {
            Reply::List(pair) => pair.get(1).map(Reply::count),
            _ => None,
        };
        sight.worker = Some(AtWork {
            exists: ttl_ms != Some(-2),
            claims: member || names(&current, &aim.id),
            busy,
            heartbeat,
            ttl_ms: ttl_ms.filter(|ms| *ms >= 0),
            listeners,
        });
    }
    Ok(sight)
}

/// `current_job` holds the plain ID; a composite is understood too.
fn names(current: &[u8], id: &JobId) -> bool {
    let reading = Reading::of(current);
    reading.whole == *id || reading.split.is_some_and(|(head, _)| head == *id)
}

/// A key of another type is as good as none, and listeners may be hidden; anything else that is denied
/// keeps us from telling what happens.
fn readable(reply: Reply) -> Result<Reply, Error> {
    match reply {
        Reply::Error(said) if said.wrong_type() => Ok(Reply::Nil),
        Reply::Error(said) if said.denied() && said.text.contains("pubsub") => Ok(Reply::Nil),
        other => other.ok(),
    }
}

/// How runs that are over ended: one round trip.
pub fn endings(store: &mut Store, aims: &[&Aim]) -> Result<Vec<Ending>, Error> {
    let mut batch = Batch::default();
    for aim in aims {
        let (keys, id) = (&store.keys, &aim.id);
        batch.push(&[b"HMGET", &keys.job(id), b"status", b"started_at", b"retries_left", b"repeats_left"]);
        batch.push(&[b"EXISTS", &keys.job(id)]);
        batch.push(&[b"XREVRANGE", &keys.results(id), b"+", b"-", b"COUNT", RESULTS]);
        batch.push(&[b"ZRANGE", &keys.executions(id), b"0", b"1"]);
        batch.push(&[b"ZSCORE", &keys.registry(Registry::Failed, &aim.queue), &id.0]);
        batch.push(&[b"ZSCORE", &keys.registry(Registry::Scheduled, &aim.queue), &id.0]);
        let (queue, ends) = (keys.queue(&aim.queue), ENDS.to_string());
        batch.push(&[b"LRANGE", &queue, b"0", ends.as_bytes()]);
        batch.push(&[b"LRANGE", &queue, format!("-{ends}").as_bytes(), b"-1"]);
        batch.push(&[b"SCARD", &keys.dependents(id)]);
    }
    let mut replies = store.ask(batch)?.into_iter();
    let mut next = || readable(replies.next().unwrap_or(Reply::Nil));
    aims.iter().map(|aim| ending(aim, &mut next)).collect()
}

fn ending(aim: &Aim, next: &mut dyn FnMut() -> Result<Reply, Error>) -> Result<Ending, Error> {
    let mut job = next()?.list().into_iter().map(Reply::bytes);
    let mut field = || job.next().flatten().filter(|bytes| !bytes.is_empty());
    let (status, started_at) = (field(), field().unwrap_or_default());
    let number = |bytes: Vec<u8>| std::str::from_utf8(&bytes).ok()?.parse().ok();
    let (retries_left, repeats_left) = (field().and_then(number), field().and_then(number));
    let exists = next()?.int() == Some(1);
    let results = next()?.list().into_iter().filter_map(results::entry).collect();
    let own = aim.execution();
    let others = next()?.list().into_iter().filter_map(Reply::bytes);
    let others = others.filter(|id| own.is_none_or(|own| own.0 != id.as_slice())).count() > 0;
    Ok(Ending {
        status: exists.then(|| Status::parse(&status.unwrap_or_default())),
        started_at,
        retries_left,
        repeats_left,
        results,
        others,
        failed: next()?.float().is_some(),
        scheduled: next()?.float().is_some(),
        queued: next()?.list().into_iter().chain(next()?.list()).any(|id| id.as_bytes() == Some(&aim.id.0)),
        dependents: next()?.count(),
    })
}

/// Whether the worker is known to have been there: for messages about silence.
pub fn heartbeat_age(sight: &Sight) -> Option<f64> {
    let at = Time::parse(&sight.worker.as_ref()?.heartbeat)?;
    Some(sight.now.since(at).max(0.0))
}
