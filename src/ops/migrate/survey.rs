//! The plan: what would be renamed and what is blocked, one item at a time, and its counts. A read.

use std::{
    collections::HashSet,
    hash::{BuildHasher, RandomState},
    ops::ControlFlow,
};

use crate::{
    ops::{
        migrate::{
            change::{Scene, own_keys},
            counts::{Counts, Item},
            entries::{kin_of, readings, small_sets},
            ground::{Ground, clock},
            look::{Found, Look, look},
            names::Scheme,
            route::Which,
            verdict::{Met, may_rename},
        },
        refusal::{Reason, Refusal},
    },
    rq::{
        codec::{MAX_FIELD, call},
        filter::{Toward, Walk},
        id::{JobId, QueueName},
        place::{Place, Registry},
        time::Time,
    },
    store::{
        Store,
        cursor::{Cursor, Member, PAGE},
        error::Error,
        wire::{Batch, Reply},
    },
};

type OnMembers<'a, S> = &'a mut dyn FnMut(&mut S, Vec<Member>, Time) -> Result<(), Error>;

type On<'a> = &'a mut dyn FnMut(&Item) -> ControlFlow<()>;

/// Looks at everything and reports each old name once. False when the listener had enough.
///
/// # Errors
/// When Redis cannot be asked.
pub fn survey(
    store: &mut Store,
    scene: &Scene,
    which: &Which,
    ground: &Ground,
    on: On,
) -> Result<(Counts, bool), Error> {
    let orphans = Prints::default();
    let mut survey = Survey { store, scene, which, counts: Counts::default(), on, open: true, orphans };
    let (mut queued, mut limbo) = (Prints::default(), Prints::default());
    // Where all is at rest it does not matter in which list a job stands.
    if !scene.calm.quiet {
        for queue in &ground.queues {
            survey.collect(&Walk::List(Place::Queue(queue.clone())), &mut queued)?;
            survey.collect(&Walk::List(Place::Intermediate(queue.clone())), &mut limbo)?;
        }
        for name in &ground.compacts {
            survey.collect(&Walk::List(Place::Compact(name.clone())), &mut limbo)?;
        }
    }
    survey.hashes(&queued, &limbo)?;
    for walk in entries(ground) {
        survey.walk(&walk, &mut |survey, members, now| survey.orphans(members, now))?;
    }
    Ok((survey.counts, survey.open))
}

/// How many jobs have such a name, told by their keys alone: what a run has before it, roughly.
///
/// # Errors
/// When Redis cannot be asked.
pub fn named(store: &mut Store, scheme: &Scheme, which: &Which) -> Result<u64, Error> {
    let mut cursor = Cursor::start(&Walk::Hashes, Toward::Listing, 0);
    let mut count = 0;
    while !cursor.done() {
        let now = clock(store)?;
        let mut batch = Batch::default();
        cursor.request(&store.keys, PAGE, &mut batch);
        let mut replies = store.ask(batch)?.into_iter();
        let members = cursor.take(now, &mut || Ok(replies.next().unwrap_or(Reply::Nil)))?;
        let names = members.into_iter().map(|m| JobId::new(m.entry));
        let wanted = |id: &JobId| kin_of(id).is_none() && scheme.wanted(id).is_some() && which.admits_id(id);
        count += names.filter(wanted).count() as u64;
    }
    Ok(count)
}

/// Every place whose entries a worker may meet.
fn entries(ground: &Ground) -> Vec<Walk> {
    let sorted = |place| Walk::Sorted { places: vec![place], due: false };
    let mut walks = Vec::new();
    for queue in &ground.queues {
        walks.push(Walk::List(Place::Queue(queue.clone())));
        walks.push(Walk::List(Place::Intermediate(queue.clone())));
        walks.extend(Registry::ALL.into_iter().map(|r| sorted(Place::Registry(r, queue.clone()))));
    }
    for key in &ground.rate_limits {
        walks.push(sorted(Place::Allowed(key.clone())));
        walks.push(sorted(Place::RateLimited(key.clone())));
    }
    if ground.rq_scheduler {
        walks.push(sorted(Place::RqScheduler));
    }
    walks.extend(ground.queues.iter().map(|q| Walk::Scan(Place::Held(q.clone()))));
    walks.extend(ground.executors.iter().map(|w| Walk::Scan(Place::WorkerExecutions(w.clone()))));
    walks.extend(ground.groups.iter().map(|g| Walk::Scan(Place::Group(g.clone()))));
    walks
}

/// Names that were met, eight bytes each: among a million of them two look alike once in 30 million runs.
#[derive(Default)]
struct Prints {
    seed: RandomState,
    set: HashSet<u64>,
}

impl Prints {
    /// False when it was there already.
    fn add(&mut self, id: &JobId) -> bool {
        self.set.insert(self.seed.hash_one(id))
    }

    fn has(&self, id: &JobId) -> bool {
        self.set.contains(&self.seed.hash_one(id))
    }
}

fn queue_of(found: &Found) -> Option<QueueName> {
    match found {
        Found::Job(look) => Some(look.origin()),
        Found::Nothing | Found::WrongType => None,
    }
}

struct Survey<'a> {
    store: &'a mut Store,
    scene: &'a Scene,
    which: &'a Which,
    counts: Counts,
    on: On<'a>,
    open: bool,
    /// Names without a job that were reported.
    orphans: Prints,
}

impl Survey<'_> {
    fn wanted(&self, id: &JobId) -> Option<JobId> {
        self.scene.scheme.wanted(id).filter(|_| self.which.admits_id(id))
    }

    fn walk(&mut self, walk: &Walk, on: OnMembers<Self>) -> Result<(), Error> {
        let mut cursor = Cursor::start(walk, Toward::Listing, 0);
        while self.open && !cursor.done() {
            let now = clock(self.store)?;
            let mut batch = Batch::default();
            cursor.request(&self.store.keys, PAGE, &mut batch);
            let mut replies = self.store.ask(batch)?.into_iter();
            let members = cursor.take(now, &mut || Ok(replies.next().unwrap_or(Reply::Nil)))?;
            on(self, members, now)?;
        }
        Ok(())
    }

    fn collect(&mut self, walk: &Walk, prints: &mut Prints) -> Result<(), Error> {
        self.walk(walk, &mut |survey, members, _| {
            for member in members {
                let id = JobId::new(member.entry);
                if survey.wanted(&id).is_some() {
                    prints.add(&id);
                }
            }
            Ok(())
        })
    }

    fn hashes(&mut self, queued: &Prints, limbo: &Prints) -> Result<(), Error> {
        self.walk(&Walk::Hashes, &mut |survey, members, now| {
            let ids: Vec<JobId> = members.into_iter().map(|m| JobId::new(m.entry)).collect();
            let (hashes, sets) = survey.hashes_among(ids)?;
            survey.counts.jobs += hashes.len() as u64;
            let passed_over = |id: &&JobId| !id.legal() && survey.scene.scheme.wanted(id).is_none();
            survey.counts.unnamed += hashes.iter().filter(passed_over).count() as u64;
            let wanted: Vec<(JobId, JobId)> =
                hashes.into_iter().filter_map(|id| survey.wanted(&id).map(|new| (id, new))).collect();
            for chunk in wanted.chunks(200) {
                survey.jobs(chunk, now, &|id| match (queued.has(id), limbo.has(id)) {
                    (_, true) => Met::Limbo,
                    (true, false) => Met::List,
                    (false, false) => Met::Elsewhere,
                })?;
            }
            survey.kin(sets, now)
        })
    }

    /// Names without a job in sets of kin.
    fn kin(&mut self, sets: Vec<Place>, now: Time) -> Result<(), Error> {
        if !self.which.queues.is_empty() {
            return Ok(());
        }
        let (small, large) = small_sets(self.store, sets)?;
        self.orphans(small, now)?;
        for place in large {
            self.walk(&Walk::Scan(place), &mut |survey, members, now| survey.orphans(members, now))?;
        }
        Ok(())
    }

    fn hashes_among(&mut self, ids: Vec<JobId>) -> Result<(Vec<JobId>, Vec<Place>), Error> {
        let mut batch = Batch::default();
        for id in &ids {
            batch.push(&[b"TYPE", &self.store.keys.job(id)]);
        }
        let kinds = self.store.ask(batch)?;
        let (mut hashes, mut sets) = (Vec::new(), Vec::new());
        for (id, kind) in ids.into_iter().zip(kinds) {
            match kind.as_bytes() {
                Some(b"hash") => hashes.push(id),
                Some(b"set") => sets.extend(kin_of(&id)),
                _ => {}
            }
        }
        Ok((hashes, sets))
    }

    fn jobs(
        &mut self,
        wanted: &[(JobId, JobId)],
        now: Time,
        met: &dyn Fn(&JobId) -> Met,
    ) -> Result<(), Error> {
        let ids: Vec<JobId> = wanted.iter().map(|(old, _)| old.clone()).collect();
        let looks = look(self.store, &ids, &self.scene.crew, now)?;
        let new_names: Vec<_> =
            wanted.iter().zip(&looks).map(|((_, new), found)| (new, queue_of(found))).collect();
        let taken = self.taken(&new_names)?;
        let makers = self.makers(&ids, &looks)?;
        for ((((old, new), found), taken), maker) in wanted.iter().zip(looks).zip(taken).zip(makers) {
            let Found::Job(look) = found else { continue };
            if !self.which.admits_queue(&look.origin()) {
                continue;
            }
            let blocked = may_rename(&look, met(old), self.scene.calm, now).err().or_else(|| {
                taken.then(|| Refusal::new(Reason::Conflict, "the new ID is taken by another job"))
            });
            let item = Item {
                old: old.clone(),
                new: new.clone(),
                queue: Some(look.origin()),
                status: look.status(),
                blocked,
                orphan_in: None,
            };
            self.report(&item, maker.map(|f| (f, look.created_at())));
        }
        Ok(())
    }

    fn report(&mut self, item: &Item, maker: Option<(String, Option<Time>)>) {
        self.counts.add(item, maker);
        self.open &= (self.on)(item).is_continue();
    }

    /// Whether each new name is taken, in any key of its own; with the queue whose intermediate list would hold
    /// it. A hash of another job where a set of this one would stand takes nothing, as long as there is no set.
    fn taken(&mut self, wanted: &[(&JobId, Option<QueueName>)]) -> Result<Vec<bool>, Error> {
        const KINDS: [&[u8]; 6] = [b"hash", b"set", b"set", b"stream", b"zset", b"string"];
        let keys = self.store.keys.clone();
        let none = QueueName::from_text("");
        let own = |(new, queue): &(&JobId, Option<QueueName>)| {
            own_keys(&keys, new, queue.as_ref().unwrap_or(&none))
        };
        let mut batch = Batch::default();
        for wanted in wanted {
            let [a, b, c, d, e, f] = own(wanted);
            batch.push(&[b"EXISTS", &a, &b, &c, &d, &e, &f]);
        }
        let mut taken: Vec<bool> = self.store.ask(batch)?.iter().map(|r| r.count() > 0).collect();
        let suspects: Vec<usize> = (0..taken.len()).filter(|i| taken[*i]).collect();
        let mut batch = Batch::default();
        for i in &suspects {
            own(&wanted[*i]).iter().for_each(|key| batch.push(&[b"TYPE", key]));
        }
        let mut kinds = self.store.ask(batch)?.into_iter();
        for i in suspects {
            let stands: Vec<Reply> = kinds.by_ref().take(KINDS.len()).collect();
            taken[i] = stands.iter().zip(KINDS).any(|(is, kind)| is.as_bytes() == Some(kind));
        }
        Ok(taken)
    }

    fn makers(&mut self, ids: &[JobId], looks: &[Found]) -> Result<Vec<Option<String>>, Error> {
        let worth = |l: &Look| l.data_len > 0 && l.data_len <= MAX_FIELD as u64;
        let mut batch = Batch::default();
        for (id, found) in ids.iter().zip(looks) {
            if matches!(found, Found::Job(look) if worth(look)) {
                batch.push(&[b"HGET", &self.store.keys.job(id), b"data"]);
            }
        }
        let mut data = self.store.ask(batch)?.into_iter();
        let function = |found: &Found| match found {
            Found::Job(look) if worth(look) => {
                data.next().and_then(Reply::bytes).and_then(|d| call::function(&d).ok())
            }
            _ => None,
        };
        Ok(looks.iter().map(function).collect())
    }

    /// Entries that are to be renamed and have no job, or whose job's key is no hash.
    fn orphans(&mut self, members: Vec<Member>, now: Time) -> Result<(), Error> {
        let mut named = Vec::new();
        for member in members {
            let readings = readings(&member);
            let Some(old) = readings.last().filter(|id| !self.orphans.has(id)).cloned() else { continue };
            if let (Some(new), true) = (self.wanted(&old), self.which.admits_place(&member.place)) {
                named.push((old, new, readings, member));
            }
        }
        let mut batch = Batch::default();
        for (_, new, readings, _) in &named {
            for id in readings {
                batch.push(&[b"TYPE", &self.store.keys.job(id)]);
            }
            batch.push(&[b"EXISTS", &self.store.keys.job(new)]);
        }
        let mut replies = self.store.ask(batch)?.into_iter();
        let mut alone = Vec::new();
        for (old, new, readings, member) in named {
            let kinds: Vec<Reply> = replies.by_ref().take(readings.len()).collect();
            let is = |kind: &[u8]| kinds.iter().any(|reply| reply.as_bytes() == Some(kind));
            let renamed = replies.next().is_some_and(|reply| reply.count() > 0);
            let odd = !kinds.iter().all(|reply| reply.as_bytes() == Some(b"none"));
            if !is(b"hash") && self.orphans.add(&old) {
                alone.push((old, new, member, renamed, odd));
            }
        }
        let new_names: Vec<_> = alone.iter().map(|(_, new, ..)| (new, None)).collect();
        let taken = self.taken(&new_names)?;
        for ((old, new, member, renamed, odd), taken) in alone.into_iter().zip(taken) {
            let started = matches!(member.place, Place::Registry(Registry::Started, _));
            let ahead = started && member.score.is_some_and(|s| s > now.as_seconds_f64());
            let blocked = match (odd, ahead, taken && !renamed) {
                (true, ..) => Some(Refusal::new(Reason::WrongType, "its key is not a hash")),
                (_, true, _) => Some(Refusal::new(Reason::Running, "its entry says that it runs")),
                (_, _, true) => Some(Refusal::new(Reason::Conflict, "the new ID is taken by another job")),
                _ => None,
            };
            let queue = member.place.queue().cloned();
            let orphan_in = Some(member.place.kind());
            self.report(&Item { old, new, queue, status: None, blocked, orphan_in }, None);
        }
        Ok(())
    }
}
