//! Entries of registries, rate limits, intermediate lists and what was put aside.

use crate::{
    ops::{
        engine::{Plan, Planned},
        maintenance::orphans::{Orphan, Unless},
    },
    rq::{
        candidate::{Candidate, Found},
        fields::{Field, Needs},
        filter::Walk,
        id::{QueueName, Reading, Target, composite},
        keys::Keys,
        place::{Place, Registry},
        time::Time,
    },
    store::{
        Store,
        error::Error,
        select::{Page, Select},
        wire::{Batch, Reply},
    },
};

/// Goes through the places of some queues, and through all rate limits where they are meant.
pub struct Places<'s> {
    from: Select<'s>,
    /// Entries of the last page that are no orphans.
    stay: usize,
    /// Scheduled entries without a job, which may be about to be written.
    pub unborn: Vec<Orphan>,
}

/// Scheduled entries that are looked at again; what is beyond waits for the next pass.
const KEPT: usize = 10_000;

/// Keys that one batch asks about.
const ASK: usize = 1_000;

impl<'s> Places<'s> {
    /// # Errors
    /// When Redis cannot be asked.
    pub fn of(store: &'s mut Store, queues: &[QueueName], limits: bool) -> Result<Places<'s>, Error> {
        let mut places = Vec::new();
        for queue in queues {
            places.extend(Registry::ALL.into_iter().map(|registry| Place::Registry(registry, queue.clone())));
            places.push(Place::Held(queue.clone()));
        }
        if limits {
            for key in store.rate_limit_keys()? {
                let key: Box<[u8]> = key.into();
                places.extend([Place::RateLimited(key.clone()), Place::Allowed(key)]);
            }
        }
        // Last, see below.
        places.extend(queues.iter().cloned().map(Place::Intermediate));
        let mut exist = Vec::with_capacity(places.len());
        for places in places.chunks(ASK) {
            let mut batch = Batch::default();
            places.iter().for_each(|place| batch.push(&[b"EXISTS", &store.keys.place(place)]));
            exist.extend(store.ask(batch)?.iter().map(|reply| reply.count() > 0));
        }
        let walk = |(place, _)| match place {
            Place::Intermediate(_) => Walk::List(place),
            Place::Held(_) => Walk::Scan(place),
            _ => Walk::Sorted { places: vec![place], due: false },
        };
        let walks = places.into_iter().zip(exist).filter(|(_, exists)| *exists).map(walk).collect();
        let needs = Needs::of(&[Field::Status]).and(Needs::CREW);
        Ok(Places { from: store.entries_to_act_on(walks, needs)?, stay: 0, unborn: Vec::new() })
    }
}

impl Places<'_> {
    fn gone(&mut self, page: Page) -> Result<Vec<Orphan>, Error> {
        let suspects = page.items.iter().filter_map(|c| suspect(c, page.now, self.from.keys()));
        let suspects: Vec<Orphan> = suspects.collect();
        let mut batch = Batch::default();
        for orphan in &suspects {
            let owners = orphan.owners.iter().map(Vec::as_slice);
            batch.push(&std::iter::once(&b"EXISTS"[..]).chain(owners).collect::<Vec<_>>());
            if let Unless::Runs(execution) = &orphan.unless {
                batch.push(&[b"HGET", execution, b"created_at"]);
            }
        }
        let mut replies = self.from.ask(batch)?.into_iter();
        let gone = |orphan: &Orphan| {
            let owned = replies.next().is_none_or(|owners| owners.int() != Some(0));
            let runs = matches!(orphan.unless, Unless::Runs(_)) && replies.next() != Some(Reply::Nil);
            !owned && !runs
        };
        Ok(suspects.into_iter().filter(gone).collect())
    }
}

impl Plan<Orphan> for Places<'_> {
    fn next(&mut self) -> Result<Option<Vec<Planned<Orphan>>>, Error> {
        let mut found = Vec::new();
        while let Some(page) = self.from.next_page()? {
            let all = page.items.len();
            // An entry that goes moves those behind it: lists are read to their end first.
            let list = page.items.first().is_some_and(|c| matches!(c.place, Place::Intermediate(_)));
            let gone = self.gone(page)?;
            let (unborn, gone): (Vec<Orphan>, Vec<Orphan>) =
                gone.into_iter().partition(|orphan| matches!(orphan.unless, Unless::Due(_)));
            let room = KEPT.saturating_sub(self.unborn.len());
            self.unborn.extend(unborn.into_iter().take(room));
            self.stay = all - gone.len();
            found.extend(gone.into_iter().map(Planned::Do));
            if !list {
                return Ok(Some(found));
            }
        }
        Ok((!found.is_empty()).then_some(found))
    }

    fn acted(&mut self, left: usize) {
        self.from.acted(left + self.stay);
    }
}

/// An entry whose job was not found, unless somebody runs that job all the same.
fn suspect(c: &Candidate, now: Time, keys: &Keys) -> Option<Orphan> {
    if !matches!(c.found, Found::NoHash) || !c.standing.claimed_by.is_empty() {
        return None;
    }
    let entry = match &c.execution {
        Some(execution) => composite(&c.id, execution),
        None => c.id.0.to_vec(),
    };
    let whole = Target::job(c.id.clone());
    let mut target = Target { execution: c.execution, ..whole };
    let (mut owners, mut unless) = (vec![keys.job(&c.id)], Unless::Nothing);
    if let Place::Registry(Registry::Started, _) = &c.place {
        let ahead = |score: f64| score.is_finite() && score > now.as_seconds_f64();
        if c.score.is_some_and(ahead) {
            return None;
        }
        let reading = Reading::of(&entry);
        if let Some((id, execution)) = reading.split {
            owners = vec![keys.job(&reading.whole), keys.job(&id)];
            unless = Unless::Runs(keys.execution(&id, &execution));
            target = Target { id, execution: Some(execution) };
        }
    }
    if let (Place::Registry(Registry::Scheduled, _), Some(due)) = (&c.place, c.score) {
        unless = Unless::Due(due);
    }
    let kind = match &c.place {
        Place::Intermediate(_) => "list",
        Place::Held(_) => "hash",
        _ => "zset",
    };
    let limit = match &c.place {
        Place::Allowed(key) => Some(key.clone()),
        _ => None,
    };
    Some(Orphan {
        of: c.place.kind(),
        queue: c.place.queue().cloned(),
        target,
        key: keys.place(&c.place),
        kind,
        entry: Some(entry),
        unless,
        owners,
        limit,
    })
}
