//! One pass through everything that names jobs, as a plan of changes.

use std::{
    collections::VecDeque,
    rc::Rc,
    time::{Duration, Instant},
};

use crate::{
    ops::{
        engine::{Left, Plan, Planned},
        migrate::{
            change::{Change, Rename, Scene, Window},
            entries::{kin_of, readings, small_sets},
            ground::{Ground, clock},
            look::{PARENT_FIELDS, parent_fields},
            route::{SPAN, Stage, WINDOW, Which, stages},
            texts,
            verdict::{Calm, Met},
        },
        refusal::{Reason, Refusal},
    },
    rq::{
        filter::{Toward, Walk},
        id::{JobId, QueueName},
        place::{Place, Registry},
    },
    store::{
        Store,
        cursor::{Cursor, Member, PAGE},
        error::Error,
        wire::{Batch, Reply},
    },
};

/// Between two looks at who works: what was at rest when a run began may wake up.
const LOOK_AROUND: Duration = Duration::from_secs(1);

/// The plan of one pass.
pub struct Pass<'s> {
    store: &'s mut Store,
    ground: &'s Ground,
    scene: Rc<Scene>,
    which: Which,
    stages: VecDeque<Stage>,
    /// Members of the last page, which all still stand: renaming takes nothing out.
    standing: usize,
    looked_around: Instant,
}

impl<'s> Pass<'s> {
    pub fn new(store: &'s mut Store, scene: Scene, which: Which, ground: &'s Ground) -> Pass<'s> {
        let stages = stages(&which, ground);
        let looked_around = Instant::now();
        Pass { store, ground, scene: Rc::new(scene), which, stages, standing: 0, looked_around }
    }

    /// Begins again, with the workers that live now.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn restart(&mut self) -> Result<(), Error> {
        self.look_around()?;
        self.stages = stages(&self.which, self.ground);
        self.standing = 0;
        Ok(())
    }

    /// Whether all was at rest whenever it was looked at.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn quiet_throughout(&mut self) -> Result<bool, Error> {
        self.look_around()?;
        Ok(self.scene.calm.quiet)
    }

    /// A worker that starts in the middle of a run ends the quiet for the rest of it.
    fn look_around(&mut self) -> Result<(), Error> {
        let (crew, quiet) = self.ground.look_around(self.store)?;
        let Scene { scheme, calm, rq_scheduler, .. } = &*self.scene;
        let calm = Calm { quiet: calm.quiet && quiet, ..*calm };
        self.scene = Rc::new(Scene { scheme: scheme.clone(), calm, crew, rq_scheduler: *rq_scheduler });
        self.looked_around = Instant::now();
        Ok(())
    }

    /// The new name, if this one is meant.
    fn wanted(&self, id: &JobId) -> Option<JobId> {
        self.scene.scheme.wanted(id).filter(|_| self.which.admits_id(id))
    }

    fn rename(&self, old: JobId, new: JobId, met: Met, window: Option<Window>) -> Planned<Change> {
        Planned::Do(Change::Rename(Rename { old, new, met, window, scene: self.scene.clone() }))
    }

    /// The next entries of a list, counted from its tail. Where all is at rest many windows are planned at once;
    /// else one, which is claimed before others have pushed it away.
    fn list(&mut self, place: &Place, met: Met, behind: u64, chunk: u64) -> Result<ListPage, Error> {
        let quiet = self.scene.calm.quiet;
        let chunk = if quiet { PAGE as u64 } else { chunk };
        let mut batch = Batch::default();
        let (from, to) = ((-((behind + chunk) as i64)).to_string(), (-((behind + 1) as i64)).to_string());
        batch.push(&[b"LRANGE", &self.store.keys.place(place), from.as_bytes(), to.as_bytes()]);
        let mut read: Vec<Vec<u8>> = match self.store.ask(batch)?.into_iter().next().unwrap_or(Reply::Nil) {
            Reply::Error(said) if said.wrong_type() => Vec::new(),
            other => other.ok()?.list().into_iter().filter_map(Reply::bytes).collect(),
        };
        read.reverse();
        let count = read.len();
        let (mut planned, mut passed) = (Vec::new(), 0);
        while passed < count && (quiet || planned.is_empty()) {
            let wanted = |entry: &Vec<u8>| self.wanted(&JobId::new(entry)).is_some();
            let Some(first) = read[passed..].iter().position(wanted) else {
                passed = count;
                break;
            };
            let first = passed + first;
            let mut claimed: Vec<&[u8]> = Vec::new();
            passed = first;
            while passed < count.min(first + SPAN as usize) && claimed.len() < WINDOW {
                // A second copy in the window is claimed with the first.
                let entry = read[passed].as_slice();
                if wanted(&read[passed]) && !claimed.contains(&entry) {
                    claimed.push(entry);
                }
                passed += 1;
            }
            let (behind, length) = (behind + first as u64, (passed - first) as u64);
            let window = Window { place: place.clone(), behind, length };
            for id in claimed.into_iter().map(JobId::new) {
                if let Some(new) = self.wanted(&id) {
                    planned.push(self.rename(id, new, met, Some(window.clone())));
                }
            }
        }
        let done = (count as u64) < chunk && passed == count;
        Ok(ListPage { planned, passed: passed as u64, done })
    }

    /// Members of a place. One that a job has is renamed with the job, or is residue afterwards; one that no
    /// job has is rewritten where it stands.
    fn members(&mut self, members: Vec<Member>, now: f64) -> Result<Vec<Planned<Change>>, Error> {
        let mut named: Vec<(Member, Vec<JobId>)> = Vec::new();
        for member in members {
            let readings = readings(&member);
            if readings.iter().any(|id| self.wanted(id).is_some()) {
                named.push((member, readings));
            }
        }
        let ids: Vec<JobId> = named.iter().flat_map(|(_, ids)| ids.iter().cloned()).collect();
        let mut exists = self.exist(&ids)?.into_iter();
        let mut planned = Vec::new();
        for (member, readings) in named {
            let there: Vec<&JobId> = readings.iter().filter(|_| exists.next() == Some(true)).collect();
            if let Some((old, new)) = there.iter().find_map(|id| Some((id, self.wanted(id)?))) {
                planned.push(self.rename((*old).clone(), new, Met::Elsewhere, None));
                continue;
            }
            // Without a job an entry of that form is read as RQ reads it, as an execution of the head.
            let Some(old) = readings.last().filter(|_| there.is_empty()) else { continue };
            let Some(new) = self.wanted(old) else { continue };
            let started = matches!(member.place, Place::Registry(Registry::Started, _));
            if started && member.score.is_some_and(|s| s > now) {
                let refusal = Refusal::new(Reason::Running, "its entry says that it runs");
                planned.push(Planned::Skip(Left::named(member.entry), refusal));
                continue;
            }
            let renamed = [&new.0[..], &member.entry[old.0.len()..]].concat();
            let (old, entry) = (old.clone(), (member.entry, renamed));
            planned.push(Planned::Do(Change::Entry { place: member.place, old, new, entry }));
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

    /// A page of `P:job:*`: what is a hash and wanted is renamed, hashes that name others by old names are
    /// mended, sets of kin too.
    fn hashes(&mut self, members: Vec<Member>, now: f64) -> Result<Vec<Planned<Change>>, Error> {
        let ids: Vec<JobId> = members.into_iter().map(|m| JobId::new(m.entry)).collect();
        // Most jobs name nobody, which two lengths tell; and a field may be of any size. Of what is called like a set
        // of kin the type is asked, since Redis counts each command that meets another type as an error.
        let mut batch = Batch::default();
        for id in &ids {
            let key = self.store.keys.job(id);
            match kin_of(id) {
                Some(_) => batch.push(&[b"TYPE", &key]),
                None => PARENT_FIELDS.iter().for_each(|field| batch.push(&[b"HSTRLEN", &key, field])),
            }
        }
        let mut replies = self.store.ask(batch)?.into_iter();
        let mut next = || replies.next().unwrap_or(Reply::Nil);
        let (mut wanted, mut naming, mut sets) = (Vec::new(), Vec::new(), Vec::new());
        for id in ids {
            let names_others = match kin_of(&id) {
                Some(kin) => match next().as_bytes() {
                    Some(b"hash") => true,
                    Some(b"set") => {
                        sets.extend(Some(kin).filter(|_| self.which.queues.is_empty()));
                        continue;
                    }
                    _ => continue,
                },
                None => {
                    let lengths = [next(), next()];
                    if lengths.iter().any(|l| matches!(l, Reply::Error(said) if said.wrong_type())) {
                        continue;
                    }
                    lengths.iter().any(|length| length.count() > 0)
                }
            };
            if let Some(new) = self.wanted(&id) {
                wanted.push((id.clone(), new));
            }
            if names_others {
                naming.push(id);
            }
        }
        let wanted = self.of_queues(wanted)?.into_iter();
        let mut planned: Vec<Planned<Change>> =
            wanted.map(|(old, new)| self.rename(old, new, Met::Elsewhere, None)).collect();
        planned.extend(self.mentions(naming)?);
        let kin = self.kin(sets)?;
        planned.extend(self.members(kin, now)?);
        Ok(planned)
    }

    /// Those whose job belongs to a queue that is meant.
    fn of_queues(&mut self, mut jobs: Vec<(JobId, JobId)>) -> Result<Vec<(JobId, JobId)>, Error> {
        if self.which.queues.is_empty() {
            return Ok(jobs);
        }
        let mut batch = Batch::default();
        for (old, _) in &jobs {
            batch.push(&[b"HGET", &self.store.keys.job(old), b"origin"]);
        }
        let mut origins = self.store.ask(batch)?.into_iter().map(|r| r.bytes().unwrap_or_default());
        jobs.retain(|_| {
            origins.next().is_some_and(|origin| self.which.admits_queue(&QueueName::from_text(origin)))
        });
        Ok(jobs)
    }

    /// The members of these sets. A large one is walked by itself, later.
    fn kin(&mut self, sets: Vec<Place>) -> Result<Vec<Member>, Error> {
        let (small, large) = small_sets(self.store, sets)?;
        for place in large {
            self.stages.push_back(Stage::Members(Cursor::start(&Walk::Scan(place), Toward::Acting, 0)));
        }
        Ok(small)
    }

    /// Old names of parents that have a new one by now, in the hashes of these jobs.
    fn mentions(&mut self, naming: Vec<JobId>) -> Result<Vec<Planned<Change>>, Error> {
        let fields = parent_fields(self.store, &naming)?;
        let mut old_names = Vec::new();
        for (listed, single) in &fields {
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
        for (id, (listed, single)) in naming.into_iter().zip(fields) {
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
    done: bool,
}

impl Plan<Change> for Pass<'_> {
    fn next(&mut self) -> Result<Option<Vec<Planned<Change>>>, Error> {
        loop {
            if self.looked_around.elapsed() >= LOOK_AROUND {
                self.look_around()?;
            }
            let Some(stage) = self.stages.pop_front() else { return Ok(None) };
            let planned = match stage {
                Stage::List { place, met, behind, chunk } => {
                    let page = self.list(&place, met, behind, chunk)?;
                    if !page.done {
                        // Where nothing is to be done the walk takes longer strides.
                        let found = !page.planned.is_empty();
                        let chunk = if found { SPAN } else { (chunk * 2).min(PAGE as u64) };
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
                    let (cursor, members, now) = self.page(cursor)?;
                    if !cursor.done() {
                        self.stages.push_front(Stage::Hashes(cursor));
                    }
                    self.hashes(members, now)?
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
