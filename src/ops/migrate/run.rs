//! Passes until one finds nothing, and a last look at the old names.

use std::{ops::ControlFlow, sync::atomic::Ordering, time::Duration};

use uuid::Uuid;

use crate::{
    ops::{
        engine::{self, Ended, Event, Limits, Plan, Planned},
        migrate::{
            change::{Became, Change, Scene},
            kin,
            passes::Pass,
            rename, rewrite,
        },
    },
    rq::{
        filter::{Toward, Walk},
        fleet::Crew,
        id::JobId,
        keys::Keys,
    },
    store::{
        Store,
        cursor::{Cursor, PAGE},
        error::Error,
        script::Script,
        wire::{Batch, Reply},
        writer::{Uses, Writer},
    },
};

pub static ID: Script = crate::script!("migrate_id", [], ["GET", "SET", "UNLINK"]);
pub static STUB: Script = crate::script!("migrate_stub", [], ["EXISTS", "HGET", "TYPE", "UNLINK"]);

/// What migrate-ids does to the server.
pub const USES: Uses = Uses {
    scripts: &[&rename::SCRIPT, &rewrite::ENTRY, &rewrite::FIELD, &kin::SCRIPT, &ID, &STUB],
    publishes: false,
};

/// Passes after which a run ends although each found something: producers make old IDs as fast as it renames.
const PASSES: usize = 50;

/// Seconds until a worker that held a job across its renaming has written all that it writes.
pub const TWINS_AFTER: Duration = Duration::from_secs(60);

/// What the passes did.
#[derive(Clone, Copy, Default, Debug, PartialEq)]
pub struct Done {
    pub renamed: u64,
    pub residue: u64,
    pub orphans: u64,
    /// All was at rest, from the first look to the last.
    pub quiet: bool,
}

impl Done {
    pub fn all(self) -> u64 {
        self.renamed + self.residue + self.orphans
    }

    fn add(&mut self, became: Became) {
        match became {
            Became::Renamed => self.renamed += 1,
            Became::Residue => self.residue += 1,
            Became::Orphan => self.orphans += 1,
        }
    }
}

/// An old name and its new one.
pub type Pair<'p> = (&'p JobId, &'p JobId);

/// Hears of each name before it changes, a page at a time, and of what became of it.
pub struct Ears<'a> {
    /// What it refuses ends the run before the change.
    pub before: &'a mut dyn FnMut(&[Pair]) -> Result<(), Error>,
    pub after: &'a mut dyn FnMut(Event<Change>) -> ControlFlow<()>,
}

/// Passes, one after the other, until one finds nothing to do. Each change is announced before it is made.
struct Passes<'a, 's> {
    pass: Pass<'s>,
    before: &'a mut dyn FnMut(&[Pair]) -> Result<(), Error>,
    passes: usize,
    /// Items of the last page.
    planned: usize,
    /// What this pass did.
    did: usize,
}

impl Plan<Change> for Passes<'_, '_> {
    fn next(&mut self) -> Result<Option<Vec<Planned<Change>>>, Error> {
        loop {
            if let Some(page) = self.pass.next()? {
                let pairs: Vec<Pair> = page
                    .iter()
                    .filter_map(|planned| match planned {
                        Planned::Do(change) => Some((change.old(), change.new_name()?)),
                        Planned::Skip(..) => None,
                    })
                    .collect();
                (self.before)(&pairs)?;
                self.planned = page.len();
                return Ok(Some(page));
            }
            self.passes += 1;
            if self.did == 0 || self.passes == PASSES {
                return Ok(None);
            }
            self.did = 0;
            self.pass.restart()?;
        }
    }

    fn acted(&mut self, left: usize) {
        self.did += self.planned.saturating_sub(left);
        self.pass.acted(left);
    }
}

/// Runs passes until one finds nothing to do.
pub fn run(pass: Pass, writer: &mut Writer, limits: &Limits, ears: Ears) -> (Done, Ended) {
    let mut done = Done::default();
    let mut passes = Passes { pass, before: ears.before, passes: 0, planned: 0, did: 0 };
    let (_, ended) = engine::run(&mut passes, Some(writer), limits, &mut |event| {
        if let Event::Done(_, seen) = &event {
            done.add(seen.became);
        }
        (ears.after)(event)
    });
    // Who cannot say that all was at rest must look for what others wrote meanwhile.
    done.quiet = passes.pass.quiet_throughout().unwrap_or(false);
    (done, ended)
}

/// One map more: the text that names this server in it, made with the first.
///
/// # Errors
/// When no answer came.
pub fn begin_map(writer: &mut Writer) -> Result<String, Error> {
    let key = writer.reads().keys.server_id();
    let proposal = Uuid::new_v4().simple().to_string();
    let reply = writer.run(&ID, &[key], &[b"make".to_vec(), proposal.into_bytes()])?;
    let id =
        reply.bytes().ok_or_else(|| Error::protocol("the key of the server's ID holds something else"))?;
    Ok(String::from_utf8_lossy(&id).into_owned())
}

/// One map less, whose way back was gone to the end. With the last the text goes too.
///
/// # Errors
/// When no answer came.
pub fn end_map(writer: &mut Writer, id: &str) -> Result<(), Error> {
    let key = writer.reads().keys.server_id();
    writer.run(&ID, &[key], &[b"drop".to_vec(), id.as_bytes().to_vec()]).map(|_| ())
}

/// The text that names this server in maps, while there are any.
///
/// # Errors
/// When Redis cannot be asked.
pub fn known_server_id(store: &mut Store) -> Result<Option<String>, Error> {
    let mut batch = Batch::default();
    batch.push(&[b"GET", &store.keys.server_id()]);
    let held = store.ask(batch)?.into_iter().next().unwrap_or(Reply::Nil).bytes().unwrap_or_default();
    Ok(String::from_utf8_lossy(&held).split_whitespace().next().map(str::to_owned))
}

/// A hash under an old name beside the job's new one.
#[derive(Clone, Debug, PartialEq)]
pub struct Twin {
    pub old: JobId,
    pub new: JobId,
    /// The same job: a worker held it while it was renamed, and wrote it back. Else a producer made another
    /// one under the old name.
    pub same: bool,
}

/// Waits until late writers are done, removes the stubs that they left and tells the twins. Ends early when
/// interrupted.
///
/// # Errors
/// When Redis cannot be asked.
pub fn twins(
    writer: &mut Writer,
    scene: &Scene,
    wait: Duration,
    limits: &Limits,
) -> Result<Vec<Twin>, Error> {
    let mut left = wait;
    let step = Duration::from_millis(100);
    while !left.is_zero() && !limits.interrupt.load(Ordering::Relaxed) {
        std::thread::sleep(left.min(step));
        left = left.saturating_sub(step);
    }
    let crew = writer.reads().crew()?;
    let mut twins = Vec::new();
    let mut cursor = Cursor::start(&Walk::Hashes, Toward::Listing, 0);
    while !cursor.done() && !limits.interrupt.load(Ordering::Relaxed) {
        let now = writer.now();
        let keys = writer.reads().keys.clone();
        let mut batch = Batch::default();
        cursor.request(&keys, PAGE, &mut batch);
        let mut replies = writer.reads().ask(batch)?.into_iter();
        let members = cursor.take(now, &mut || Ok(replies.next().unwrap_or(Reply::Nil)))?;
        let pairs: Vec<(JobId, JobId)> = members
            .into_iter()
            .map(|m| JobId::new(m.entry))
            .filter_map(|old| scene.scheme.wanted(&old).map(|new| (old, new)))
            .collect();
        twins.extend(look_at(writer, &keys, pairs, &crew)?);
    }
    Ok(twins)
}

fn look_at(
    writer: &mut Writer,
    keys: &Keys,
    pairs: Vec<(JobId, JobId)>,
    crew: &Crew,
) -> Result<Vec<Twin>, Error> {
    let mut batch = Batch::default();
    for (old, new) in &pairs {
        for id in [old, new] {
            batch.push(&[b"HSTRLEN", &keys.job(id), b"data"]);
            batch.push(&[b"HGET", &keys.job(id), b"created_at"]);
            batch.push(&[b"EXISTS", &keys.job(id)]);
        }
    }
    let mut replies = writer.reads().ask(batch)?.into_iter();
    let mut twins = Vec::new();
    for (old, new) in pairs {
        let mut next = || replies.next().unwrap_or(Reply::Nil);
        let mut side = || (next(), next().bytes(), next().count() > 0);
        let ((old_data, old_made, _), (new_data, new_made, new_there)) = (side(), side());
        if matches!(old_data, Reply::Error(_)) || !new_there {
            continue;
        }
        let live = crew.running(&old).next().is_some();
        if old_data.count() == 0 && !live {
            writer.run(&STUB, &[keys.job(&old), keys.job(&new)], &[])?;
            continue;
        }
        let same = live || old_data.count() == new_data.count() && old_made == new_made;
        twins.push(Twin { old, new, same });
    }
    Ok(twins)
}
