//! The plan: what would be renamed and what is blocked, one item at a time, and its counts. A read.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    hash::{BuildHasher, RandomState},
    ops::ControlFlow,
};

use crate::{
    ops::{
        migrate::{
            change::Scene,
            ground::{Ground, clock},
            look::{Found, Look, look},
            passes::Which,
            verdict::{Met, may_rename},
        },
        refusal::{Reason, Refusal},
    },
    rq::{
        codec::{MAX_FIELD, call},
        filter::{Toward, Walk},
        id::{JobId, QueueName, Reading},
        place::{Place, Registry},
        status::Status,
        time::Time,
    },
    store::{
        Store,
        cursor::{Cursor, Member, PAGE},
        error::Error,
        wire::{Batch, Reply},
    },
};

/// Functions that made illegal IDs and are counted by name.
const MAKERS: usize = 1_000;

/// One old name and what would become of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    pub old: JobId,
    pub new: JobId,
    pub queue: Option<QueueName>,
    pub status: Option<Status>,
    /// Why it is blocked, if it is.
    pub blocked: Option<Refusal>,
    /// It stands somewhere and no job has it.
    pub orphan: bool,
}

/// What the whole comes to.
#[derive(Clone, Default, Debug, PartialEq)]
pub struct Counts {
    /// Jobs, of whatever ID.
    pub jobs: u64,
    /// Jobs and orphaned entries whose ID is to be renamed.
    pub illegal: u64,
    pub orphans: u64,
    pub blocked: u64,
    pub blocked_by: BTreeMap<&'static str, u64>,
    pub by_character: BTreeMap<char, u64>,
    /// Statuses as stored; empty for a job without one.
    pub by_status: BTreeMap<Vec<u8>, u64>,
    pub by_queue: BTreeMap<Vec<u8>, u64>,
    /// Waiting jobs with a colon: RQ 2.0 and later lose them or run another job.
    pub cut: u64,
    /// Waiting jobs with another refused character: each ends a worker of RQ 2.8 and later.
    pub refused: u64,
    pub makers: HashMap<String, Maker>,
}

/// A function whose jobs have such IDs.
#[derive(Clone, Default, Debug, PartialEq)]
pub struct Maker {
    pub count: u64,
    pub newest_at: Option<Time>,
}

impl Counts {
    fn add(&mut self, item: &Item, maker: Option<(String, Option<Time>)>) {
        self.illegal += 1;
        for c in item.old.offending() {
            *self.by_character.entry(c).or_default() += 1;
        }
        if let Some(refusal) = &item.blocked {
            self.blocked += 1;
            *self.blocked_by.entry(refusal.reason.code()).or_default() += 1;
        }
        let queue = item.queue.as_ref().map(|q| q.0.to_vec()).unwrap_or_default();
        *self.by_queue.entry(queue).or_default() += 1;
        if item.orphan {
            self.orphans += 1;
            return;
        }
        let status = item.status.as_ref().map(|s| s.as_bytes().to_vec()).unwrap_or_default();
        *self.by_status.entry(status).or_default() += 1;
        if item.status.as_ref().is_some_and(Status::is_waiting) {
            match item.old.has_colon() {
                true => self.cut += 1,
                false => self.refused += 1,
            }
        }
        if let Some((function, at)) = maker
            && (self.makers.len() < MAKERS || self.makers.contains_key(&function))
        {
            let maker = self.makers.entry(function).or_default();
            maker.count += 1;
            maker.newest_at = maker.newest_at.max(at);
        }
    }
}

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
    let mut survey = Survey { store, scene, which, counts: Counts::default(), on, open: true };
    let (mut queued, mut limbo) = (Prints::default(), Prints::default());
    for queue in &ground.queues {
        survey.collect(&Walk::List(Place::Queue(queue.clone())), &mut queued)?;
        survey.collect(&Walk::List(Place::Intermediate(queue.clone())), &mut limbo)?;
    }
    for name in &ground.compacts {
        survey.collect(&Walk::List(Place::Compact(name.clone())), &mut limbo)?;
    }
    survey.hashes(&queued, &limbo)?;
    let mut met = Prints::default();
    for walk in entries(ground) {
        survey.orphans(&walk, &mut met)?;
    }
    Ok((survey.counts, survey.open))
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
    walks.extend(ground.groups.iter().map(|g| Walk::Scan(Place::Group(g.clone()))));
    walks
}

/// Names that were met, 16 bytes each.
#[derive(Default)]
struct Prints {
    seeds: (RandomState, RandomState),
    set: HashSet<(u64, u64)>,
}

impl Prints {
    fn print(&self, id: &JobId) -> (u64, u64) {
        (self.seeds.0.hash_one(id), self.seeds.1.hash_one(id))
    }

    /// False when it was there already.
    fn add(&mut self, id: &JobId) -> bool {
        self.set.insert(self.print(id))
    }

    fn has(&self, id: &JobId) -> bool {
        self.set.contains(&self.print(id))
    }
}

struct Survey<'a> {
    store: &'a mut Store,
    scene: &'a Scene,
    which: &'a Which,
    counts: Counts,
    on: On<'a>,
    open: bool,
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
            let hashes = survey.hashes_among(ids)?;
            survey.counts.jobs += hashes.len() as u64;
            let wanted: Vec<(JobId, JobId)> =
                hashes.into_iter().filter_map(|id| survey.wanted(&id).map(|new| (id, new))).collect();
            for chunk in wanted.chunks(200) {
                survey.jobs(chunk, now, &|id| match (queued.has(id), limbo.has(id)) {
                    (_, true) => Met::Limbo,
                    (true, false) => Met::List,
                    (false, false) => Met::Elsewhere,
                })?;
            }
            Ok(())
        })
    }

    fn hashes_among(&mut self, ids: Vec<JobId>) -> Result<Vec<JobId>, Error> {
        let mut batch = Batch::default();
        for id in &ids {
            batch.push(&[b"TYPE", &self.store.keys.job(id)]);
        }
        let kinds = self.store.ask(batch)?;
        Ok(ids
            .into_iter()
            .zip(kinds)
            .filter(|(_, k)| k.as_bytes() == Some(b"hash"))
            .map(|(id, _)| id)
            .collect())
    }

    fn jobs(
        &mut self,
        wanted: &[(JobId, JobId)],
        now: Time,
        met: &dyn Fn(&JobId) -> Met,
    ) -> Result<(), Error> {
        let ids: Vec<JobId> = wanted.iter().map(|(old, _)| old.clone()).collect();
        let looks = look(self.store, &ids, &self.scene.crew, now)?;
        let taken = self.taken(wanted)?;
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
                orphan: false,
            };
            self.report(&item, maker.map(|f| (f, look.created_at())));
        }
        Ok(())
    }

    fn report(&mut self, item: &Item, maker: Option<(String, Option<Time>)>) {
        self.counts.add(item, maker);
        self.open &= (self.on)(item).is_continue();
    }

    /// Whether anything stands under the new name, in any key of its own.
    fn taken(&mut self, wanted: &[(JobId, JobId)]) -> Result<Vec<bool>, Error> {
        let keys = self.store.keys.clone();
        let mut batch = Batch::default();
        for (_, new) in wanted {
            let own = [
                keys.job(new),
                keys.dependents(new),
                keys.dependencies(new),
                keys.results(new),
                keys.executions(new),
            ];
            batch.push(&[b"EXISTS", &own[0], &own[1], &own[2], &own[3], &own[4]]);
        }
        Ok(self.store.ask(batch)?.iter().map(|r| r.count() > 0).collect())
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

    /// Entries that are to be renamed and have no job.
    fn orphans(&mut self, walk: &Walk, met: &mut Prints) -> Result<(), Error> {
        self.walk(walk, &mut |survey, members, _| {
            let mut wanted = Vec::new();
            for member in members {
                let composite = matches!(member.place, Place::Registry(Registry::Started, _));
                let reading = Reading::of(&member.entry);
                let id = match (composite, reading.split) {
                    (true, Some((head, _))) => head,
                    _ => reading.whole,
                };
                if !survey.which.admits_place(&member.place) || met.has(&id) {
                    continue;
                }
                if let Some(new) = survey.wanted(&id) {
                    wanted.push((id, new, member.place));
                }
            }
            let mut batch = Batch::default();
            for (old, new, _) in &wanted {
                batch.push(&[b"EXISTS", &survey.store.keys.job(old)]);
                batch.push(&[b"EXISTS", &survey.store.keys.job(new)]);
            }
            let mut there = survey.store.ask(batch)?.into_iter().map(|r| r.count() > 0);
            for (old, new, place) in wanted {
                let (old_there, new_there) = (there.next().unwrap_or(true), there.next().unwrap_or(true));
                if old_there || !met.add(&old) {
                    continue;
                }
                // Residue, where the new one is there: it is rewritten in any case.
                let item = Item {
                    old,
                    new,
                    queue: place.queue().cloned(),
                    status: None,
                    blocked: None,
                    orphan: !new_there,
                };
                survey.report(&item, None);
            }
            Ok(())
        })
    }
}
