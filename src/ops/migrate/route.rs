//! The way of a pass: which names are meant, and the places in the order in which they are walked.

use std::collections::VecDeque;

use crate::{
    ops::migrate::{ground::Ground, verdict::Met},
    rq::{
        filter::{Toward, Walk},
        glob::Glob,
        id::{JobId, QueueName},
        place::{Place, Registry},
    },
    store::cursor::Cursor,
};

/// Jobs that one step claims in a list.
pub(super) const WINDOW: usize = 20;

/// Entries among which it finds them: others may stand between.
pub(super) const SPAN: u64 = 80;

/// Which names are meant.
#[derive(Clone, Debug, Default)]
pub struct Which {
    pub queues: Vec<Glob>,
    pub id: Option<Glob>,
}

impl Which {
    pub fn admits_id(&self, id: &JobId) -> bool {
        self.id.as_ref().is_none_or(|g| g.matches(&id.0))
    }

    pub fn admits_queue(&self, queue: &QueueName) -> bool {
        self.queues.is_empty() || self.queues.iter().any(|g| g.matches(&queue.0))
    }

    /// Places that belong to no queue are walked only when no queue was named.
    pub fn admits_place(&self, place: &Place) -> bool {
        place.queue().map_or(self.queues.is_empty(), |q| self.admits_queue(q))
    }
}

/// One stage of a pass.
pub(super) enum Stage {
    /// A list by windows from its tail.
    List { place: Place, met: Met, behind: u64, chunk: u64 },
    /// A sorted set, set or hash whose members are IDs or composites.
    Members(Cursor),
    /// All job keys: hashes in no other place, the sets of kin, and what hashes say of others.
    Hashes(Cursor),
}

/// The order in which a pass goes: lists first, where entries are claimed, old mentions last.
pub(super) fn stages(which: &Which, ground: &Ground) -> VecDeque<Stage> {
    let mut stages = VecDeque::new();
    let mut list = |place: Place, met| {
        if which.admits_place(&place) {
            stages.push_back(Stage::List { place, met, behind: 0, chunk: SPAN });
        }
    };
    ground.queues.iter().for_each(|q| list(Place::Queue(q.clone()), Met::List));
    ground.queues.iter().for_each(|q| list(Place::Intermediate(q.clone()), Met::Limbo));
    ground.compacts.iter().for_each(|c| list(Place::Compact(c.clone()), Met::Limbo));
    let sorted = |place: Place| Walk::Sorted { places: vec![place], due: false };
    let mut members = |walk: Walk, place: Place| {
        if which.admits_place(&place) {
            stages.push_back(Stage::Members(Cursor::start(&walk, Toward::Acting, 0)));
        }
    };
    for queue in &ground.queues {
        for registry in Registry::ALL {
            let place = Place::Registry(registry, queue.clone());
            members(sorted(place.clone()), place);
        }
        let held = Place::Held(queue.clone());
        members(Walk::Scan(held.clone()), held);
    }
    for key in &ground.rate_limits {
        for place in [Place::Allowed(key.clone()), Place::RateLimited(key.clone())] {
            members(sorted(place.clone()), place);
        }
    }
    if ground.rq_scheduler {
        members(sorted(Place::RqScheduler), Place::RqScheduler);
    }
    for name in &ground.executors {
        let place = Place::WorkerExecutions(name.clone());
        members(Walk::Scan(place.clone()), place);
    }
    for name in &ground.crons {
        let place = Place::CronHistory(name.clone());
        members(sorted(place.clone()), place);
    }
    stages.push_back(Stage::Hashes(Cursor::start(&Walk::Hashes, Toward::Acting, 0)));
    for name in &ground.groups {
        let place = Place::Group(name.clone());
        if which.admits_place(&place) {
            stages.push_back(Stage::Members(Cursor::start(&Walk::Scan(place), Toward::Acting, 0)));
        }
    }
    stages
}
