//! The installation in three round trips, for one queue as for thousands: what there is; each queue and
//! worker; and what only then is known by name. Nothing is written. What the ACL hides, or a key of another
//! type stands in the way of, is hidden by itself and hides nothing else.

mod limits;
mod queues;
mod server;
mod workers;

use std::collections::{HashMap, HashSet};

use crate::{
    rq::{
        fleet::{Fleet, Seen, Server, Suspension, Worker},
        id::{JobId, QueueName, WorkerName},
        state::worker_state,
        time::Time,
    },
    store::{Store, crew, error::Error, flight::Flight, wire::Reply},
};

impl Store {
    /// The whole installation. `named` are queues that somebody asked for: they are looked at even if RQ does
    /// not list them.
    ///
    /// # Errors
    /// When Redis cannot be asked. What it refuses is no error here.
    pub fn fleet(&mut self, named: &[QueueName]) -> Result<Fleet, Error> {
        let overview = self.overview()?;
        let details = self.details(&overview, named)?;
        self.depths(overview, details)
    }

    fn overview(&mut self) -> Result<Overview, Error> {
        let keys = &self.keys;
        let mut flight = Flight::default();
        flight.push(&[b"TIME"]);
        flight.push(&[b"INFO"]);
        flight.push(&[b"PTTL", &keys.suspended()]);
        flight.push(&[b"SMEMBERS", &keys.queues()]);
        flight.push(&[b"SMEMBERS", &keys.workers()]);
        flight.push(&[b"DBSIZE"]);
        flight.push(&[b"SSCAN", &keys.rate_limits(), b"0", b"COUNT", limits::KEYS]);
        let mut replies = flight.send(&mut self.wire)?;
        let now = replies.take()?.ok()?.time();
        let now = now.ok_or_else(|| Error::protocol("the server did not answer TIME with a time"))?;
        let server = replies.take()?.as_bytes().map_or(Seen::Hidden, |info| Seen::Is(server::parse(info)));
        let suspended = suspension(&replies.take()?, now);
        let (queues, workers, database_keys) = (replies.take()?, replies.take()?, replies.take()?);
        let rate_limits = replies.take()?;
        let mut wrong_types = WrongTypes::default();
        wrong_types.note(&queues, || keys.queues());
        wrong_types.note(&workers, || keys.workers());
        wrong_types.note(&rate_limits, || keys.rate_limits());
        Ok(Overview {
            now,
            server,
            suspended,
            queues: names(&queues, |member| keys.queue_of(member)),
            workers: names(&workers, |member| keys.worker_of(member)),
            database_keys: count(&database_keys),
            rate_limits: limits::names(rate_limits),
            wrong_types,
        })
    }

    fn details(&mut self, overview: &Overview, named: &[QueueName]) -> Result<Details, Error> {
        let Overview { now, queues, workers, rate_limits, .. } = overview;
        let queues: HashSet<&QueueName> = slice(queues).iter().chain(named).collect();
        let mut flight = Flight::default();
        queues.iter().for_each(|queue| queues::ask(&mut flight, &self.keys, queue, *now));
        crew::ask(&mut flight, &self.keys, slice(workers));
        limits::ask(&mut flight, &self.keys, slice(rate_limits));
        let mut replies = flight.send(&mut self.wire)?;
        let mut halves = Vec::with_capacity(queues.len());
        let mut wrong_types = WrongTypes::default();
        for queue in queues {
            halves.push(queues::read(&mut replies, &self.keys, queue.clone(), *now, &mut wrong_types)?);
        }
        Ok(Details {
            wrong_types,
            queues: halves,
            workers: crew::read(&mut replies, slice(workers))?,
            waiting: limits::read(&mut replies, rate_limits.as_ref().map(Vec::len))?,
        })
    }

    fn depths(&mut self, overview: Overview, details: Details) -> Result<Fleet, Error> {
        let Overview { now, queues: listed, .. } = overview;
        let Details { queues: halves, mut workers, waiting, mut wrong_types } = details;
        wrong_types.0.extend(overview.wrong_types.0);
        let serving = serving(&workers, now);
        let workers_listed = overview.workers != Seen::Hidden && !workers.iter().any(|w| w.hidden);
        let claimed = Claims { jobs: claimed(&workers), all: workers_listed };
        let first: HashSet<&QueueName> = halves.iter().map(|half| &half.counts.queue).collect();
        let late: Vec<&QueueName> = serving.keys().filter(|queue| !first.contains(queue)).collect();

        let mut flight = Flight::default();
        halves.iter().for_each(|half| queues::ask_more(&mut flight, &self.keys, half, now));
        late.iter().for_each(|queue| queues::ask(&mut flight, &self.keys, queue, now));
        workers::ask_starts(&mut flight, &self.keys, &workers);
        limits::ask_queues(&mut flight, &self.keys, slice(&waiting));
        let mut replies = flight.send(&mut self.wire)?;
        let mut queues = Vec::with_capacity(halves.len() + late.len());
        let listed_here: HashSet<&QueueName> = slice(&listed).iter().collect();
        for half in halves {
            let exists = half.exists;
            let mut counts = queues::read_more(&mut replies, half, &claimed)?;
            counts.known = listed_here.contains(&counts.queue) || serving.contains_key(&counts.queue);
            if exists || counts.known {
                queues.push(counts);
            }
        }
        for queue in late {
            let half = queues::read(&mut replies, &self.keys, queue.clone(), now, &mut wrong_types)?;
            queues.push(half.alone());
        }
        workers::read_starts(&mut replies, &mut workers)?;
        let rate_limited = limits::read_queues(&mut replies, waiting)?;

        for counts in &mut queues {
            let of = |all: &HashMap<QueueName, u64>| all.get(&counts.queue).copied().unwrap_or(0);
            counts.rate_limited = rate_limited.as_ref().map(of);
            counts.workers = if workers_listed { Seen::Is(of(&serving)) } else { Seen::Hidden };
        }
        queues.sort_by(|a, b| a.queue.cmp(&b.queue));
        wrong_types.0.sort();
        Ok(Fleet {
            now,
            server: overview.server,
            suspended: overview.suspended,
            queues,
            queues_listed: listed != Seen::Hidden,
            workers,
            workers_listed,
            keys: overview.database_keys,
            wrong_types: wrong_types.0,
        })
    }
}

/// After the first round trip.
struct Overview {
    now: Time,
    server: Seen<Server>,
    suspended: Seen<Option<Suspension>>,
    queues: Seen<Vec<QueueName>>,
    workers: Seen<Vec<WorkerName>>,
    database_keys: Seen<u64>,
    rate_limits: Seen<Vec<Vec<u8>>>,
    wrong_types: WrongTypes,
}

/// After the second.
struct Details {
    queues: Vec<queues::Half>,
    workers: Vec<Worker>,
    /// Jobs that wait for a rate-limit slot.
    waiting: Seen<Vec<Vec<u8>>>,
    wrong_types: WrongTypes,
}

/// Keys that hold another type than RQ stores there.
#[derive(Default)]
struct WrongTypes(Vec<Vec<u8>>);

impl WrongTypes {
    /// Notes the key if the answer says so of it.
    fn note(&mut self, reply: &Reply, key: impl FnOnce() -> Vec<u8>) {
        if reply.wrong_type() {
            self.0.push(key());
        }
    }
}

fn slice<T>(seen: &Seen<Vec<T>>) -> &[T] {
    match seen {
        Seen::Is(items) => items,
        Seen::Hidden => &[],
    }
}

/// The members of a set of full keys, sorted. A member that is not such a key is none of RQ's.
fn names<T: Ord>(members: &Reply, name: impl Fn(&[u8]) -> Option<T>) -> Seen<Vec<T>> {
    let Reply::List(members) = members else { return Seen::Hidden };
    let mut names: Vec<T> = members.iter().filter_map(|member| name(member.as_bytes()?)).collect();
    names.sort();
    Seen::Is(names)
}

fn count(reply: &Reply) -> Seen<u64> {
    match reply {
        Reply::Int(n) => Seen::Is((*n).max(0) as u64),
        _ => Seen::Hidden,
    }
}

/// `P:suspended` exists or not; its value says nothing.
fn suspension(pttl: &Reply, now: Time) -> Seen<Option<Suspension>> {
    match pttl {
        Reply::Int(-2) => Seen::Is(None),
        Reply::Int(ms) if *ms >= 0 => {
            Seen::Is(Some(Suspension { until: Some(Time(now.0.saturating_add(ms.saturating_mul(1_000)))) }))
        }
        Reply::Int(_) => Seen::Is(Some(Suspension { until: None })),
        _ => Seen::Hidden,
    }
}

/// How many live workers serve each queue.
fn serving(workers: &[Worker], now: Time) -> HashMap<QueueName, u64> {
    let mut serving = HashMap::new();
    for worker in workers.iter().filter(|w| worker_state(w, now).alive()) {
        for queue in &worker.queues {
            *serving.entry(queue.clone()).or_default() += 1;
        }
    }
    serving
}

/// What workers say that they run.
struct Claims {
    jobs: HashSet<JobId>,
    /// Of all workers.
    all: bool,
}

/// The jobs that workers name as theirs whose hash exists without `death`.
fn claimed(workers: &[Worker]) -> HashSet<JobId> {
    let named = workers.iter().filter(|w| w.registered_alive()).flat_map(|w| &w.runs);
    named.map(|run| run.target.id.clone()).collect()
}
