//! The second look. Between two pages of a walk a job moves on, so that it stands in two places or in none: what
//! only seemed to be a fault is told apart by looking at the suspects again, and a fault is what is one both times.

use std::{collections::HashMap, time::Duration};

use crate::{
    ops::doctor::{
        deep::{Again, Around, Deep, Fault, SideKey, Sight},
        marks::Marks,
        parts::Part,
        pass::{
            Pass,
            checks::{Open, Suspect},
            places::has_executions,
        },
    },
    rq::{
        candidate::Candidate,
        fields::{Field, Needs},
        id::{JobId, Reading},
        place::Place,
        time::Time,
    },
    store::{
        Store,
        cursor::Member,
        error::Error,
        select::member_of,
        wire::{Batch, Reply},
    },
};

/// A worker that took a job starts it within so long: it forks, or it is gone.
const MOMENT: Duration = Duration::from_secs(2);

/// A member by its place and text.
type Spot = (Place, Vec<u8>);

/// What a look at some members found.
type Look = HashMap<Spot, (Candidate, Time)>;

impl Pass<'_> {
    pub(super) fn confirm(&mut self) -> Result<(), Error> {
        let suspected = |open: &&Open| !open.suspects.is_empty();
        let again =
            self.checks.0.iter().filter(suspected).filter_map(|open| open.deep).map(|deep| deep.again);
        match again.max() {
            None => return Ok(()),
            Some(Again::Later) => std::thread::sleep(MOMENT.saturating_sub(self.walked.elapsed())),
            Some(_) => {}
        }
        let mut all: Vec<(usize, Members)> = Vec::new();
        for (at, open) in self.checks.0.iter_mut().enumerate() {
            let Some(deep) = open.deep.filter(|_| !open.suspects.is_empty()) else { continue };
            let (members, keys) = split(std::mem::take(&mut open.suspects));
            let around = self.around.look();
            let keys = sides_again(self.store, keys)?;
            let faults = keys.iter().filter_map(|side| (deep.judge)(&Sight::Key(side), &around)).collect();
            all.push((at, Members { deep, members, faults, first: Look::new(), there: Vec::new() }));
        }
        for (_, suspects) in &mut all {
            suspects.first = look(self.store, &suspects.members, suspects.deep)?;
        }
        let marks = self.mark_again(all.iter().flat_map(|(_, suspects)| &suspects.members))?;
        for (_, suspects) in &mut all {
            suspects.there = still_there(self.store, &suspects.members, &marks)?;
        }
        for (at, suspects) in all {
            let second = look(self.store, &suspects.members, suspects.deep)?;
            let faults = suspects.judge(&second, &marks, &self.around.look());
            self.checks.0[at].settle(faults);
        }
        Ok(())
    }

    /// Where these jobs stand by now: one more walk through the places, without their jobs.
    fn mark_again<'m>(&mut self, members: impl Iterator<Item = &'m Member>) -> Result<Marks, Error> {
        let ids: Vec<Vec<u8>> = members.flat_map(|member| names(&member.place, &member.entry)).collect();
        if ids.is_empty() {
            return Ok(Marks::default());
        }
        let mut marks = Marks::of_these(ids.iter().map(Vec::as_slice));
        for walk in self.active()? {
            self.store.each_member(&walk, &mut |member| {
                for id in names(&member.place, &member.entry) {
                    marks.add(&id, &member.place);
                }
            })?;
        }
        Ok(marks)
    }
}

/// What an entry may name: itself, and the job before the colon where executions stand.
fn names(place: &Place, entry: &[u8]) -> Vec<Vec<u8>> {
    let head = Reading::of(entry).split.filter(|_| has_executions(place)).map(|(id, _)| id.0.to_vec());
    std::iter::once(entry.to_vec()).chain(head).collect()
}

fn split(suspects: Vec<Suspect>) -> (Vec<Member>, Vec<SideKey>) {
    let (mut members, mut keys) = (Vec::new(), Vec::new());
    for suspect in suspects {
        match suspect {
            Suspect::Member(member) => members.push(member),
            Suspect::Key(side) => keys.push(side),
        }
    }
    (members, keys)
}

/// The suspects of one check.
struct Members {
    deep: &'static Deep,
    members: Vec<Member>,
    /// Those that were found among keys.
    faults: Vec<Fault>,
    first: Look,
    /// Whether each still stood where it was met, between two looks at its job.
    there: Vec<bool>,
}

impl Members {
    fn judge(self, second: &Look, marks: &Marks, around: &Around) -> Vec<Fault> {
        let judged =
            self.members.iter().zip(&self.there).filter(|(_, there)| **there).filter_map(|(member, _)| {
                let spot = (member.place.clone(), member.entry.clone());
                let ((before, then), (after, now)) = (self.first.get(&spot)?, second.get(&spot)?);
                let judge = |c: &Candidate, now: Time| {
                    let named = marks.of(&c.id.0);
                    let sight = match c.place {
                        Place::Hash => Sight::Job { c, now, named },
                        _ => Sight::Entry { c, now, named },
                    };
                    (self.deep.judge)(&sight, around)
                };
                judge(before, *then).and_then(|_| judge(after, *now)).filter(|_| same(before, after))
            });
        let judged: Vec<Fault> = judged.collect();
        self.faults.into_iter().chain(judged).collect()
    }
}

/// Whether nobody queued or started the job between two looks.
fn same(before: &Candidate, after: &Candidate) -> bool {
    let stamp = |c: &Candidate, field: Field| {
        let job = c.job()?;
        job.loaded().position(field).and_then(|_| job.get(field)).map(<[u8]>::to_vec)
    };
    before.status() == after.status()
        && [Field::EnqueuedAt, Field::StartedAt].iter().all(|f| stamp(before, *f) == stamp(after, *f))
}

/// These members with what is known of their jobs by now.
fn look(store: &mut Store, members: &[Member], deep: &Deep) -> Result<Look, Error> {
    let mut select = store.entries_again(members.to_vec(), deep.needs.and(Needs::AS_SEEN))?;
    let mut look = Look::new();
    while let Some(page) = select.next_page()? {
        for c in page.items {
            let Member { place, entry, .. } = member_of(&c);
            look.insert((place, entry), (c, page.now));
        }
    }
    Ok(look)
}

/// Whether each stands where it was met. Lists were walked for that.
fn still_there(store: &mut Store, members: &[Member], marks: &Marks) -> Result<Vec<bool>, Error> {
    let mut batch = Batch::default();
    for member in members {
        let (key, entry) = (store.keys.place(&member.place), &member.entry);
        match &member.place {
            Place::Queue(_) | Place::Intermediate(_) | Place::Compact(_) => {}
            Place::Hash => batch.push(&[b"EXISTS", &store.keys.job(&JobId::new(entry))]),
            Place::Held(_) => batch.push(&[b"HEXISTS", &key, entry]),
            Place::Dependents(_) | Place::Group(_) => batch.push(&[b"SISMEMBER", &key, entry]),
            _ => batch.push(&[b"ZSCORE", &key, entry]),
        }
    }
    let mut replies = store.ask(batch)?.into_iter();
    let there = |member: &Member| {
        let part = match &member.place {
            Place::Queue(_) => Part::Lists,
            Place::Intermediate(_) => Part::Intermediate,
            Place::Compact(_) => Part::Compact,
            _ => return !matches!(replies.next(), None | Some(Reply::Nil | Reply::Int(0) | Reply::Error(_))),
        };
        marks.of(&member.entry).has(part)
    };
    Ok(members.iter().map(there).collect())
}

/// Keys beside jobs as they are by now; those that are gone are left out.
fn sides_again(store: &mut Store, keys: Vec<SideKey>) -> Result<Vec<SideKey>, Error> {
    let mut batch = Batch::default();
    for side in &keys {
        batch.push(&[b"PTTL", &store.keys.job(&side.owner)]);
        batch.push(&[b"PTTL", &side.key]);
    }
    let replies = store.ask(batch)?;
    let by_now = |(side, ttls): (SideKey, &[Reply])| {
        Some(SideKey { owner_ttl: ttls[0].ttl(), ttl: ttls[1].ttl()?, ..side })
    };
    Ok(keys.into_iter().zip(replies.chunks_exact(2)).filter_map(by_now).collect())
}
