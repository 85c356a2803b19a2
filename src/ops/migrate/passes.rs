//! One pass through everything that names jobs, as a plan of changes.

use std::{collections::VecDeque, rc::Rc};

use crate::{
    ops::{
        engine::{Plan, Planned},
        migrate::{
            change::{Change, Rename, Scene, Window},
            ground::{Ground, clock},
            texts,
            verdict::Met,
        },
        refusal::{Reason, Refusal},
    },
    rq::{
        codec::MAX_FIELD,
        filter::{Toward, Walk},
        glob::Glob,
        id::{JobId, QueueName, Reading},
        place::{Place, Registry},
    },
    store::{
        Store,
        cursor::{Cursor, Member, PAGE},
        error::Error,
        wire::{Batch, Reply},
    },
};

/// Entries of a list that one step looks at and claims.
const WINDOW: u64 = 40;

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
enum Stage {
    /// A list by windows from its tail.
    List { place: Place, met: Met, behind: u64, chunk: u64 },
    /// A sorted set, set or hash whose members are IDs or composites.
    Members(Cursor),
    /// All job keys: hashes in no other place, the sets of kin, and what hashes say of others.
    Hashes(Cursor),
}

/// The order in which a pass goes: lists first, where entries are claimed, old mentions last.
fn stages(which: &Which, ground: &Ground) -> VecDeque<Stage> {
    let mut stages = VecDeque::new();
    let mut list = |place: Place, met| {
        if which.admits_place(&place) {
            stages.push_back(Stage::List { place, met, behind: 0, chunk: WINDOW });
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

/// The plan of one pass.
pub struct Pass<'s> {
    store: &'s mut Store,
    scene: Rc<Scene>,
    which: Which,
    stages: VecDeque<Stage>,
    /// Members of the last page, which all still stand: renaming takes nothing out.
    standing: usize,
}

impl<'s> Pass<'s> {
    pub fn new(store: &'s mut Store, scene: Scene, which: Which, ground: &Ground) -> Pass<'s> {
        let stages = stages(&which, ground);
        Pass { store, scene: Rc::new(scene), which, stages, standing: 0 }
    }

    /// Begins again, with the workers that live now.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn restart(&mut self, ground: &Ground) -> Result<(), Error> {
        let crew = self.store.crew()?;
        let scheme = self.scene.scheme.clone();
        self.scene = Rc::new(Scene { scheme, crew, ..*self.scene });
        self.stages = stages(&self.which, ground);
        self.standing = 0;
        Ok(())
    }

    /// The new name, if this one is meant.
    fn wanted(&self, id: &JobId) -> Option<JobId> {
        self.scene.scheme.wanted(id).filter(|_| self.which.admits_id(id))
    }

    fn rename(&self, old: JobId, new: JobId, met: Met, window: Option<Window>) -> Planned<Change> {
        Planned::Do(Change::Rename(Rename { old, new, met, window, scene: self.scene.clone() }))
    }

    fn list(&mut self, place: &Place, met: Met, behind: u64, chunk: u64) -> Result<ListPage, Error> {
        let mut batch = Batch::default();
        let (from, to) = ((-((behind + chunk) as i64)).to_string(), (-((behind + 1) as i64)).to_string());
        batch.push(&[b"LRANGE", &self.store.keys.place(place), from.as_bytes(), to.as_bytes()]);
        let read: Vec<Vec<u8>> = match self.store.ask(batch)?.into_iter().next().unwrap_or(Reply::Nil) {
            Reply::Error(said) if said.wrong_type() => Vec::new(),
            other => other.ok()?.list().into_iter().filter_map(Reply::bytes).collect(),
        };
        let count = read.len() as u64;
        // From the tail on: the first wanted entry begins a window.
        let first = read.iter().rev().position(|e| self.wanted(&JobId::new(e)).is_some()).map(|i| i as u64);
        let Some(first) = first else {
            return Ok(ListPage { planned: Vec::new(), passed: count, dense: false, done: count < chunk });
        };
        let length = WINDOW.min(count - first);
        let window = Window { place: place.clone(), behind: behind + first, length };
        let mut planned = Vec::new();
        let mut seen: Vec<&[u8]> = Vec::new();
        for entry in read.iter().rev().skip(first as usize).take(length as usize) {
            let id = JobId::new(entry);
            // A second copy in the window is claimed with the first.
            if let (Some(new), false) = (self.wanted(&id), seen.contains(&entry.as_slice())) {
                seen.push(entry);
                planned.push(self.rename(id, new, met, Some(window.clone())));
            }
        }
        let passed = first + length;
        Ok(ListPage { planned, passed, dense: true, done: count < chunk && passed >= count })
    }

    fn members(&mut self, members: Vec<Member>, now: f64) -> Result<Vec<Planned<Change>>, Error> {
        let mut readings: Vec<(Member, Vec<(JobId, JobId)>)> = Vec::new();
        for member in members {
            let reading = Reading::of(&member.entry);
            let composite =
                matches!(member.place, Place::Registry(Registry::Started, _) | Place::WorkerExecutions(_));
            let mut names = vec![reading.whole];
            if let (true, Some((head, _))) = (composite, reading.split) {
                names.push(head);
            }
            let wanted: Vec<_> =
                names.into_iter().filter_map(|n| self.wanted(&n).map(|new| (n, new))).collect();
            if !wanted.is_empty() {
                readings.push((member, wanted));
            }
        }
        let ids: Vec<JobId> =
            readings.iter().flat_map(|(_, w)| w.iter().map(|(old, _)| old.clone())).collect();
        let mut exists = self.exist(&ids)?.into_iter();
        let mut planned = Vec::new();
        for (member, wanted) in readings {
            let there: Vec<bool> = exists.by_ref().take(wanted.len()).collect();
            let started = matches!(member.place, Place::Registry(Registry::Started, _));
            match there.iter().position(|t| *t) {
                // Its entry here moves with it, or is residue afterwards.
                Some(i) => {
                    let (old, new) = wanted[i].clone();
                    planned.push(self.rename(old, new, Met::Elsewhere, None));
                }
                None if started && member.score.is_some_and(|s| s > now) => {
                    let refusal = Refusal::new(Reason::Running, "its entry says that it runs");
                    planned.push(Planned::Skip(member.entry, refusal));
                }
                // The last reading is the head of a composite, where the entry has that form.
                None => {
                    if let Some((old, new)) = wanted.into_iter().next_back() {
                        let rest = member.entry[old.0.len()..].to_vec();
                        let entry = (member.entry, [&new.0[..], &rest].concat());
                        planned.push(Planned::Do(Change::Entry { place: member.place, old, new, entry }));
                    }
                }
            }
        }
        Ok(planned)
    }

    fn exist(&mut self, ids: &[JobId]) -> Result<Vec<bool>, Error> {
        let mut batch = Batch::default();
        for id in ids {
            batch.push(&[b"EXISTS", &self.store.keys.job(id)]);
        }
        Ok(self.store.ask(batch)?.iter().map(|r| r.int() == Some(1)).collect())
    }

    /// A page of `P:job:*`: what is a hash and wanted is renamed, sets of kin are walked next, and hashes that
    /// name others by old names are mended.
    fn hashes(&mut self, members: Vec<Member>) -> Result<Vec<Planned<Change>>, Error> {
        let ids: Vec<JobId> = members.into_iter().map(|m| JobId::new(m.entry)).collect();
        let mut batch = Batch::default();
        for id in &ids {
            let key = self.store.keys.job(id);
            batch.push(&[b"TYPE", &key]);
            batch.push(&[b"HSTRLEN", &key, b"dependency_ids"]);
            batch.push(&[b"HMGET", &key, b"dependency_id", b"origin"]);
        }
        let mut replies = self.store.ask(batch)?.into_iter();
        let mut planned = Vec::new();
        let mut named: Vec<(JobId, u64, Vec<u8>)> = Vec::new();
        for id in ids {
            let mut next = || replies.next().unwrap_or(Reply::Nil);
            let (kind, length, fields) = (next().bytes().unwrap_or_default(), next().count(), next().list());
            let mut fields = fields.into_iter().map(|f| f.bytes().unwrap_or_default());
            let (single, origin) = (fields.next().unwrap_or_default(), fields.next().unwrap_or_default());
            match kind.as_slice() {
                b"hash" => {
                    let queue = QueueName::from_text(origin);
                    if let Some(new) = self.wanted(&id).filter(|_| self.which.admits_queue(&queue)) {
                        planned.push(self.rename(id.clone(), new, Met::Elsewhere, None));
                    }
                    if (length > 0 && length <= MAX_FIELD as u64) || !single.is_empty() {
                        named.push((id, length, single));
                    }
                }
                b"set" if self.which.queues.is_empty() => self.walk_kin(&id),
                _ => {}
            }
        }
        planned.extend(self.mentions(named)?);
        Ok(planned)
    }

    /// Old names in a set of kin whose jobs have none of them any more.
    fn walk_kin(&mut self, named: &JobId) {
        use crate::rq::keys::{dependencies_owner, dependents_owner};
        let place = match (dependents_owner(named), dependencies_owner(named)) {
            (Some(owner), _) => Place::Dependents(owner),
            (None, Some(owner)) => Place::Dependencies(owner),
            (None, None) => return,
        };
        self.stages.push_back(Stage::Members(Cursor::start(&Walk::Scan(place), Toward::Acting, 0)));
    }

    fn mentions(&mut self, named: Vec<(JobId, u64, Vec<u8>)>) -> Result<Vec<Planned<Change>>, Error> {
        let mut batch = Batch::default();
        for (id, length, _) in &named {
            let field: &[u8] = if *length > MAX_FIELD as u64 { b"rqctl:none" } else { b"dependency_ids" };
            batch.push(&[b"HGET", &self.store.keys.job(id), field]);
        }
        let listed: Vec<Vec<u8>> =
            self.store.ask(batch)?.into_iter().map(|r| r.bytes().unwrap_or_default()).collect();
        let mut old_names = Vec::new();
        for ((_, _, single), listed) in named.iter().zip(&listed) {
            old_names.extend(texts::listed(listed));
            old_names.push(JobId::new(single));
        }
        old_names.sort();
        old_names.dedup();
        old_names.retain(|id| !id.0.is_empty() && self.wanted(id).is_some());
        if old_names.is_empty() {
            return Ok(Vec::new());
        }
        // A parent that still has its old name keeps it here too.
        let there = self.exist(&old_names)?;
        let gone: Vec<JobId> =
            old_names.into_iter().zip(there).filter(|(_, t)| !t).map(|(id, _)| id).collect();
        let renamed = |id: &JobId| gone.binary_search(id).ok().and_then(|_| self.wanted(id));
        let mut planned = Vec::new();
        for ((id, _, single), listed) in named.into_iter().zip(listed) {
            let listed_new = texts::rename_listed(&listed, &renamed);
            let single_new = renamed(&JobId::new(&single)).map(|n| n.0.to_vec());
            if listed_new.is_some() || single_new.is_some() {
                let listed = (listed.clone(), listed_new.unwrap_or(listed));
                let single = (single.clone(), single_new.unwrap_or(single));
                planned.push(Planned::Do(Change::Field { id, listed, single }));
            }
        }
        Ok(planned)
    }
}

struct ListPage {
    planned: Vec<Planned<Change>>,
    /// Entries that need no second look in this pass.
    passed: u64,
    dense: bool,
    done: bool,
}

impl Plan<Change> for Pass<'_> {
    fn next(&mut self) -> Result<Option<Vec<Planned<Change>>>, Error> {
        loop {
            let Some(stage) = self.stages.pop_front() else { return Ok(None) };
            let planned = match stage {
                Stage::List { place, met, behind, chunk } => {
                    let page = self.list(&place, met, behind, chunk)?;
                    if !page.done {
                        // Where nothing is to be done the walk takes longer strides.
                        let chunk = if page.dense { WINDOW } else { (chunk * 2).min(PAGE as u64) };
                        let behind = behind + page.passed;
                        self.stages.push_front(Stage::List { place, met, behind, chunk });
                    }
                    page.planned
                }
                Stage::Members(cursor) => {
                    let (cursor, members, now) = self.page(cursor)?;
                    if !cursor.done() {
                        self.stages.push_front(Stage::Members(cursor));
                    }
                    self.members(members, now)?
                }
                Stage::Hashes(cursor) => {
                    let (cursor, members, _) = self.page(cursor)?;
                    if !cursor.done() {
                        self.stages.push_front(Stage::Hashes(cursor));
                    }
                    self.hashes(members)?
                }
            };
            if !planned.is_empty() {
                return Ok(Some(planned));
            }
            self.step_over();
        }
    }

    fn acted(&mut self, _left: usize) {
        self.step_over();
    }
}

impl Pass<'_> {
    fn page(&mut self, mut cursor: Cursor) -> Result<(Cursor, Vec<Member>, f64), Error> {
        let now = clock(self.store)?;
        let mut batch = Batch::default();
        cursor.request(&self.store.keys, PAGE / 2, &mut batch);
        let mut replies = self.store.ask(batch)?.into_iter();
        let members = cursor.take(now, &mut || Ok(replies.next().unwrap_or(Reply::Nil)))?;
        // What comes next in the queue of stages is this walk only while it has not ended.
        self.standing = if cursor.done() { 0 } else { members.len() };
        Ok((cursor, members, now.as_seconds_f64()))
    }

    /// Renaming takes nothing out of a set: the walk goes on behind what it has read.
    fn step_over(&mut self) {
        if let Some(Stage::Members(cursor) | Stage::Hashes(cursor)) = self.stages.front_mut() {
            cursor.acted(self.standing);
        }
        self.standing = 0;
    }
}
