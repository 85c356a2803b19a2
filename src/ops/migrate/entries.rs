//! What an entry of a place names, and the sets of kin that stand among the jobs' own keys.

use crate::{
    ops::migrate::look::KIN,
    rq::{
        id::{JobId, Reading},
        key::{dependencies_owner, dependents_owner},
        place::{Place, Registry},
    },
    store::{
        Store,
        cursor::Member,
        error::Error,
        wire::{Batch, Reply},
    },
};

/// The IDs that an entry may stand for: the whole, and in the places of executions the head of a composite.
pub(super) fn readings(member: &Member) -> Vec<JobId> {
    let composite =
        matches!(member.place, Place::Registry(Registry::Started, _) | Place::WorkerExecutions(_));
    let Reading { whole, split } = Reading::of(&member.entry);
    let head = split.filter(|_| composite).map(|(head, _)| head);
    [whole].into_iter().chain(head).collect()
}

/// The set of kin that a key under `P:job:` is, if its type is a set.
pub(super) fn kin_of(named: &JobId) -> Option<Place> {
    match (dependents_owner(named), dependencies_owner(named)) {
        (Some(owner), _) => Some(Place::Dependents(owner)),
        (None, Some(owner)) => Some(Place::Dependencies(owner)),
        (None, None) => None,
    }
}

/// The members of those of these sets that are small, and the others.
///
/// # Errors
/// When Redis cannot be asked.
pub(super) fn small_sets(store: &mut Store, sets: Vec<Place>) -> Result<(Vec<Member>, Vec<Place>), Error> {
    let mut batch = Batch::default();
    for place in &sets {
        batch.push(&[b"SCARD", &store.keys.place(place)]);
    }
    let counts: Vec<u64> = store.ask(batch)?.iter().map(Reply::count).collect();
    let (mut small, mut large) = (Vec::new(), Vec::new());
    for (place, count) in sets.into_iter().zip(counts) {
        if count > KIN as u64 { large.push(place) } else { small.push(place) }
    }
    let mut batch = Batch::default();
    for place in &small {
        batch.push(&[b"SMEMBERS", &store.keys.place(place)]);
    }
    let replies = store.ask(batch)?;
    let members = small.into_iter().zip(replies).flat_map(|(place, reply)| {
        let entries = reply.list().into_iter().filter_map(Reply::bytes);
        entries.map(move |entry| Member { entry, score: None, index: None, place: place.clone() })
    });
    Ok((members.collect(), large))
}
