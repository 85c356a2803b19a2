//! What there is to walk through, found once before a run: queues by every key that names one, groups, rate
//! limits, lists that a compaction left, and whether all is at rest.

use std::collections::BTreeSet;

use crate::{
    rq::{
        fleet::{Crew, Worker},
        id::{QueueName, WorkerName},
        key::Key,
        keys::{Keys, RQ_SCHEDULER_JOBS, RQ_SCHEDULER_LOCK},
        place::Registry,
        state::{WorkerState, worker_state},
        time::Time,
    },
    store::{
        Store,
        cursor::PAGE,
        error::Error,
        wire::{Batch, Reply},
    },
};

/// Everything under the prefix that may name jobs, besides the jobs' own keys.
#[derive(Debug, Default)]
pub struct Ground {
    pub queues: Vec<QueueName>,
    pub groups: Vec<Box<[u8]>>,
    pub rate_limits: Vec<Box<[u8]>>,
    pub compacts: Vec<Box<[u8]>>,
    pub crons: Vec<Box<[u8]>>,
    /// rq-scheduler's set exists and may be read.
    pub rq_scheduler: bool,
    /// The ACL, or a cluster, keeps rq-scheduler's set from us.
    pub rq_scheduler_hidden: bool,
    pub crew: Crew,
    /// Registered workers that are believed to be there.
    pub alive: Vec<Worker>,
    /// Dead or alive, all whose set of executions is there.
    pub executors: Vec<WorkerName>,
    pub unrest: Unrest,
}

/// What keeps it from being quiet, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unrest {
    /// Started entries whose deadline lies ahead.
    pub running: u64,
    pub busy: u64,
    /// Workers that live and are not suspended.
    pub awake: u64,
    /// Locks of schedulers, rq-scheduler's too.
    pub schedulers: u64,
}

impl Unrest {
    pub fn quiet(self) -> bool {
        self == Unrest::default()
    }
}

impl Ground {
    /// Scans the key space under the prefix once.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn read(store: &mut Store) -> Result<Ground, Error> {
        let workers = store.every_worker()?;
        let now = clock(store)?;
        let crew = Crew::new(workers.iter().cloned());
        let mut found = Found::default();
        found.queues.extend(store.queue_names(&crew)?);
        found.scan(store)?;
        let mut ground = Ground {
            groups: found.groups.into_iter().collect(),
            rate_limits: found.rate_limits.into_iter().collect(),
            compacts: found.compacts.into_iter().collect(),
            crons: found.crons.into_iter().collect(),
            executors: found.executors.into_iter().collect(),
            unrest: unrest(store, &found.queues, &workers, now)?,
            queues: found.queues.into_iter().collect(),
            alive: workers.into_iter().filter(|w| worker_state(w, now).alive()).collect(),
            crew,
            ..Ground::default()
        };
        ground.see_rq_scheduler(store)?;
        Ok(ground)
    }

    pub fn quiet(&self) -> bool {
        self.unrest.quiet()
    }

    /// The workers that live by now, and whether all is at rest.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn look_around(&self, store: &mut Store) -> Result<(Crew, bool), Error> {
        let workers = store.every_worker()?;
        let now = clock(store)?;
        let quiet = unrest(store, &self.queues, &workers, now)?.quiet();
        Ok((Crew::new(workers), quiet))
    }

    fn see_rq_scheduler(&mut self, store: &mut Store) -> Result<(), Error> {
        let mut batch = Batch::default();
        batch.push(&[b"TYPE", RQ_SCHEDULER_JOBS]);
        match store.ask(batch)?.into_iter().next().unwrap_or(Reply::Nil) {
            Reply::Error(_) => self.rq_scheduler_hidden = true,
            reply => self.rq_scheduler = reply.as_bytes() == Some(b"zset"),
        }
        Ok(())
    }
}

fn unrest<'q>(
    store: &mut Store,
    queues: impl IntoIterator<Item = &'q QueueName>,
    workers: &[Worker],
    now: Time,
) -> Result<Unrest, Error> {
    let states = || workers.iter().map(|w| worker_state(w, now)).filter(|state| state.alive());
    let mut unrest = Unrest {
        busy: states().filter(|s| *s == WorkerState::Busy).count() as u64,
        awake: states().filter(|s| *s != WorkerState::Suspended).count() as u64,
        ..Unrest::default()
    };
    let at = now.seconds().to_string();
    let queues: Vec<&QueueName> = queues.into_iter().collect();
    for chunk in queues.chunks(PAGE / 2) {
        let mut batch = Batch::default();
        for queue in chunk {
            let started = store.keys.registry(Registry::Started, queue);
            batch.push(&[b"ZCOUNT", &started, at.as_bytes(), b"+inf"]);
            batch.push(&[b"EXISTS", &store.keys.scheduler_lock(queue)]);
        }
        let replies = store.ask(batch)?;
        unrest.running += replies.iter().step_by(2).map(Reply::count).sum::<u64>();
        unrest.schedulers += replies.iter().skip(1).step_by(2).map(Reply::count).sum::<u64>();
    }
    let mut batch = Batch::default();
    batch.push(&[b"EXISTS", RQ_SCHEDULER_LOCK]);
    unrest.schedulers += store.ask(batch)?.iter().map(Reply::count).sum::<u64>();
    Ok(unrest)
}

/// Redis's clock now.
///
/// # Errors
/// When Redis cannot be asked.
pub fn clock(store: &mut Store) -> Result<Time, Error> {
    let mut batch = Batch::default();
    batch.push(&[b"TIME"]);
    let reply = store.ask(batch)?.into_iter().next().unwrap_or(Reply::Nil).ok()?;
    reply.time().ok_or_else(|| Error::protocol("TIME was not answered with a time"))
}

#[derive(Default)]
struct Found {
    queues: BTreeSet<QueueName>,
    groups: BTreeSet<Box<[u8]>>,
    rate_limits: BTreeSet<Box<[u8]>>,
    compacts: BTreeSet<Box<[u8]>>,
    crons: BTreeSet<Box<[u8]>>,
    executors: BTreeSet<WorkerName>,
}

impl Found {
    fn scan(&mut self, store: &mut Store) -> Result<(), Error> {
        let pattern = [store.keys.prefix(), b":*"].concat();
        let keys = store.keys.clone();
        let mut cursor = b"0".to_vec();
        loop {
            let mut batch = Batch::default();
            let count = PAGE.to_string();
            batch.push(&[b"SCAN", &cursor, b"MATCH", &pattern, b"COUNT", count.as_bytes()]);
            let reply = store.ask(batch)?.into_iter().next().unwrap_or(Reply::Nil).ok()?;
            let mut parts = reply.list().into_iter();
            cursor = parts.next().and_then(Reply::bytes).unwrap_or_else(|| b"0".to_vec());
            for key in parts.next().map_or_else(Vec::new, Reply::list).into_iter().filter_map(Reply::bytes) {
                self.meet(&keys, &key);
            }
            if cursor == b"0" {
                return Ok(());
            }
        }
    }

    fn meet(&mut self, keys: &Keys, key: &[u8]) {
        match keys.parse(key) {
            Key::Queue(q) | Key::Intermediate(q) | Key::Registry(_, q) | Key::Held(q) => {
                self.queues.insert(q);
            }
            Key::Group(name) => {
                self.groups.insert(name);
            }
            Key::RateLimit(name) | Key::RateLimited(name) | Key::Allowed(name) => {
                self.rate_limits.insert(name);
            }
            Key::Compact(name) => {
                self.compacts.insert(name);
            }
            Key::CronHistory(name) => {
                self.crons.insert(name);
            }
            Key::WorkerExecutions(name) => {
                self.executors.insert(name);
            }
            _ => {}
        }
    }
}
