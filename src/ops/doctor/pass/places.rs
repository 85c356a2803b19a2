//! Entries of places, and hashes: each with what is known of its job.

use std::collections::BTreeSet;

use crate::{
    ops::doctor::{
        deep::Sight,
        parts::{Part, Sees},
        pass::{Pass, checks::Suspect},
    },
    rq::{
        filter::Walk,
        fleet::Fleet,
        id::QueueName,
        key::Key,
        place::{Place, Registry},
    },
    store::{
        Store,
        error::Error,
        select::member_of,
        wire::{Batch, Reply},
    },
};

/// Names of what is walked, found in RQ's own lists of names and among all keys.
#[derive(Default)]
pub struct Ground {
    queues: BTreeSet<QueueName>,
    rate_limits: BTreeSet<Box<[u8]>>,
    compacts: BTreeSet<Box<[u8]>>,
}

/// Keys that one batch asks about.
const ASK: usize = 1_000;

impl Ground {
    pub fn of(fleet: &Fleet) -> Ground {
        let queues = fleet.queues.iter().map(|counts| counts.queue.clone());
        Ground { queues: queues.collect(), ..Ground::default() }
    }

    /// Notes what a key tells by its name.
    pub fn meet(&mut self, key: &Key) {
        match key {
            Key::Queue(q) | Key::Intermediate(q) | Key::Registry(_, q) | Key::Held(q) => {
                self.queues.insert(q.clone());
            }
            Key::RateLimit(name) | Key::RateLimited(name) | Key::Allowed(name) => {
                self.rate_limits.insert(name.clone());
            }
            Key::Compact(name) => {
                self.compacts.insert(name.clone());
            }
            _ => {}
        }
    }

    /// A queue whose name says that it is a left-over list is none.
    pub fn see_compacts(&mut self) {
        self.queues.retain(|queue| !queue.0.starts_with(b"_compact:"));
    }

    fn places(&self, part: Part) -> Vec<Place> {
        let each = |place: fn(QueueName) -> Place| self.queues.iter().cloned().map(place).collect();
        let limits = |place: fn(Box<[u8]>) -> Place| self.rate_limits.iter().cloned().map(place).collect();
        if let Some(registry) = part.registry() {
            return self.queues.iter().map(|queue| Place::Registry(registry, queue.clone())).collect();
        }
        match part {
            Part::Lists => each(Place::Queue),
            Part::Intermediate => each(Place::Intermediate),
            Part::Held => each(Place::Held),
            Part::RateLimited => limits(Place::RateLimited),
            Part::Slots => limits(Place::Allowed),
            Part::Compact => self.compacts.iter().cloned().map(Place::Compact).collect(),
            Part::RqScheduler => vec![Place::RqScheduler],
            _ => Vec::new(),
        }
    }

    /// The walks through a part, past keys that are not there. rq-scheduler's key lies outside of the prefix: where
    /// the ACL, or a cluster, keeps it from us, it is not looked at.
    pub fn walks(&self, store: &mut Store, part: Part) -> Result<Vec<Walk>, Error> {
        if part == Part::Jobs {
            return Ok(vec![Walk::Hashes]);
        }
        let places = self.places(part);
        let mut walks = Vec::new();
        for places in places.chunks(ASK) {
            let mut batch = Batch::default();
            places.iter().for_each(|place| batch.push(&[b"TYPE", &store.keys.place(place)]));
            for (place, kind) in places.iter().zip(store.ask(batch)?) {
                let kind = match kind {
                    Reply::Error(_) if part == Part::RqScheduler => continue,
                    kind => kind.ok()?,
                };
                let wanted: &[u8] = match place {
                    Place::Queue(_) | Place::Intermediate(_) | Place::Compact(_) => b"list",
                    Place::Held(_) => b"hash",
                    _ => b"zset",
                };
                if kind.as_bytes() == Some(wanted) {
                    walks.push(walk(place.clone()));
                }
            }
        }
        Ok(walks)
    }
}

fn walk(place: Place) -> Walk {
    match place {
        Place::Queue(_) | Place::Intermediate(_) | Place::Compact(_) => Walk::List(place),
        Place::Held(_) => Walk::Scan(place),
        place => Walk::Sorted { places: vec![place], due: false },
    }
}

impl Pass<'_> {
    /// Walks through one part, and shows each entry to the checks.
    pub(super) fn walk(&mut self, part: Part) -> Result<(), Error> {
        let walks = self.ground.walks(self.store, part)?;
        if walks.is_empty() {
            return Ok(());
        }
        let needs = self.checks.needs(part);
        let around = self.around.look();
        let mut select = self.store.entries(walks, needs, None)?;
        let mut jobs = 0;
        while let Some(page) = select.next_page()? {
            let now = page.now;
            for c in &page.items {
                let sight = match part {
                    Part::Jobs => Sight::Job { c, now, named: self.marks.of(&c.id.0) },
                    _ => Sight::Entry { c, now, named: self.marks.add(&c.id.0, &c.place) },
                };
                self.checks.see_moving(part, &sight, &around, || Suspect::Member(member_of(c)));
                jobs += u64::from(c.job().is_some());
            }
            self.met += page.items.len() as u64;
            (self.on)(self.met);
        }
        if part == Part::Jobs {
            self.jobs = Some(jobs);
        }
        Ok(())
    }

    /// The walks through all places where jobs wait or run.
    pub(super) fn active(&mut self) -> Result<Vec<Walk>, Error> {
        let mut walks = Vec::new();
        for part in Part::ALL.into_iter().filter(|part| Sees::ACTIVE.has(*part)) {
            walks.extend(self.ground.walks(self.store, part)?);
        }
        Ok(walks)
    }
}

/// Whether the walk reads entries of a started registry, which hold executions.
pub fn has_executions(place: &Place) -> bool {
    matches!(place, Place::Registry(Registry::Started, _))
}
