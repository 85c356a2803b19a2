//! What there is to walk through, found once before a run: queues by every key that names one, groups, rate
//! limits, lists that a compaction left, and whether all is at rest.

use std::collections::BTreeSet;

use crate::{
    rq::{
        fleet::{Crew, Worker},
        id::QueueName,
        keys::{Key, Keys, RQ_SCHEDULER_JOBS, RQ_SCHEDULER_LOCK},
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
    /// Why it is not quiet; empty when it is.
    pub restless: Vec<String>,
}

impl Ground {
    /// Scans the key space under the prefix once.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn read(store: &mut Store) -> Result<Ground, Error> {
        let names = store.worker_names()?;
        let workers = store.workers(&names)?;
        let now = clock(store)?;
        let crew = Crew::new(workers.iter().cloned());
        let mut found = Found::default();
        found.queues.extend(store.queue_names(&crew)?);
        found.scan(store)?;
        let mut ground = Ground {
            queues: found.queues.into_iter().collect(),
            groups: found.groups.into_iter().collect(),
            rate_limits: found.rate_limits.into_iter().collect(),
            compacts: found.compacts.into_iter().collect(),
            crons: found.crons.into_iter().collect(),
            alive: workers.into_iter().filter(|w| worker_state(w, now).alive()).collect(),
            crew,
            ..Ground::default()
        };
        ground.see_rq_scheduler(store)?;
        ground.restless = ground.unrest(store, now)?;
        Ok(ground)
    }

    pub fn quiet(&self) -> bool {
        self.restless.is_empty()
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

    fn unrest(&self, store: &mut Store, now: Time) -> Result<Vec<String>, Error> {
        let mut why = Vec::new();
        let state = |w: &Worker| worker_state(w, now);
        let busy = self.alive.iter().filter(|w| state(w) == WorkerState::Busy).count();
        let awake = self.alive.iter().filter(|w| state(w) != WorkerState::Suspended).count();
        let at = now.seconds().to_string();
        let (mut running, mut held) = (0, 0);
        for chunk in self.queues.chunks(PAGE / 2) {
            let mut batch = Batch::default();
            for queue in chunk {
                batch.push(&[
                    b"ZCOUNT",
                    &store.keys.registry(Registry::Started, queue),
                    at.as_bytes(),
                    b"+inf",
                ]);
                batch.push(&[b"EXISTS", &store.keys.scheduler_lock(queue)]);
            }
            let replies = store.ask(batch)?;
            running += replies.iter().step_by(2).map(Reply::count).sum::<u64>();
            held += replies.iter().skip(1).step_by(2).map(Reply::count).sum::<u64>();
        }
        let mut batch = Batch::default();
        batch.push(&[b"EXISTS", RQ_SCHEDULER_LOCK]);
        held += store.ask(batch)?.iter().map(Reply::count).sum::<u64>();
        if running > 0 {
            why.push(format!("{running} started entries whose deadline lies ahead"));
        }
        if busy > 0 {
            why.push(format!("{busy} busy workers"));
        }
        if awake > 0 {
            why.push(format!("{awake} workers alive and not suspended"));
        }
        if held > 0 {
            why.push(format!("{held} scheduler locks"));
        }
        Ok(why)
    }
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
            _ => {}
        }
    }
}
