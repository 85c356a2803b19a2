//! The changes that migrate-ids is made of, each whole in one script, and their application in batches.

use std::rc::Rc;

use crate::{
    ops::{
        call::{Answer, Call},
        engine::Step,
        migrate::{
            kin,
            look::{Found, Look, Names, ParentFields, children_fields, look, parents},
            names::Scheme,
            texts,
            verdict::{Calm, Met, may_rename},
        },
        refusal::{Reason, Refusal},
    },
    rq::{
        fleet::Crew,
        id::{JobId, QueueName},
        keys::{Keys, RQ_SCHEDULER_JOBS},
        place::{Place, Registry},
        status::Status,
        time::Time,
    },
    store::{error::Error, script::Script, writer::Writer},
};

pub static RENAME: Script = crate::script!(
    "migrate",
    [],
    [
        "EXISTS",
        "HDEL",
        "HGET",
        "HMGET",
        "HSET",
        "LLEN",
        "LRANGE",
        "LSET",
        "RENAME",
        "SADD",
        "SCARD",
        "SISMEMBER",
        "SREM",
        "TYPE",
        "UNLINK",
        "ZADD",
        "ZCOUNT",
        "ZREM",
        "ZSCORE",
    ]
);
pub static ENTRY: Script = crate::script!(
    "migrate_entry",
    [],
    ["EXISTS", "HDEL", "HGET", "HSET", "SADD", "SREM", "TYPE", "ZADD", "ZREM", "ZSCORE"]
);
pub static FIELD: Script = crate::script!("migrate_field", [], ["HGET", "HSET", "TYPE"]);

/// Looks at a job that others change while it is renamed, before it is left to the next pass.
const LOOKS: usize = 20;

/// Entries that a window may have moved by since it was read: what producers pushed behind it.
const SLACK: u64 = 40;

/// What all changes of a pass share.
#[derive(Debug)]
pub struct Scene {
    pub scheme: Scheme,
    pub calm: Calm,
    pub crew: Crew,
    /// rq-scheduler's set is there and may be touched: in a cluster it lies in another slot.
    pub rq_scheduler: bool,
}

/// One change.
#[derive(Clone, Debug)]
pub enum Change {
    /// A job and everything that names it.
    Rename(Rename),
    /// An old name in a set or hash, whose job has none.
    Entry { place: Place, old: JobId, new: JobId, entry: (Vec<u8>, Vec<u8>) },
    /// Old names in the hash of a job that was released long ago.
    Field { id: JobId, listed: (Vec<u8>, Vec<u8>), single: (Vec<u8>, Vec<u8>) },
}

/// A job that is to have a new name.
#[derive(Clone, Debug)]
pub struct Rename {
    pub old: JobId,
    pub new: JobId,
    pub met: Met,
    /// Where its entry is claimed, if it was met in a list.
    pub window: Option<Window>,
    pub scene: Rc<Scene>,
}

/// A stretch of a list, counted from its tail: what workers pop and producers push cannot make it skip.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Window {
    pub place: Place,
    /// Entries behind it.
    pub behind: u64,
    pub length: u64,
}

/// What became of an old name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Became {
    Renamed,
    /// A second copy, a stale member, a mention: rewritten where it stood.
    Residue,
    /// An entry without a job.
    Orphan,
}

/// What was seen of one change.
#[derive(Clone, PartialEq, Debug)]
pub struct Seen {
    pub became: Became,
    pub queue: Option<QueueName>,
    pub status: Option<Status>,
}

impl Change {
    /// The name that changes; of a hash that mentions others, its own.
    pub fn old(&self) -> &JobId {
        match self {
            Change::Rename(Rename { old, .. }) | Change::Entry { old, .. } => old,
            Change::Field { id, .. } => id,
        }
    }

    /// The new name; nothing where only mentions of others change.
    pub fn new_name(&self) -> Option<&JobId> {
        match self {
            Change::Rename(Rename { new, .. }) | Change::Entry { new, .. } => Some(new),
            Change::Field { .. } => None,
        }
    }
}

impl Step for Change {
    type Seen = Seen;
    const BATCH: usize = 40;

    fn counted(&self) -> bool {
        matches!(self, Change::Rename(_))
    }

    fn apply(batch: &[Change], writer: &mut Writer, now: Time) -> Result<Vec<Result<Seen, Refusal>>, Error> {
        let mut answers: Vec<Option<Result<Seen, Refusal>>> = batch.iter().map(|_| None).collect();
        rename_all(batch, &mut answers, writer, now)?;
        rewrite_all(batch, &mut answers, writer)?;
        swap_all(batch, &mut answers, writer)?;
        let missing = || Err(Refusal::new(Reason::Unknown, "it was not answered"));
        Ok(answers.into_iter().map(|a| a.unwrap_or_else(missing)).collect())
    }
}

/// An answer and which change of the batch it is about.
type Indexed = (usize, Result<Seen, Refusal>);

type Answers<'a> = &'a mut [Option<Result<Seen, Refusal>>];

fn rename_all(batch: &[Change], answers: Answers, writer: &mut Writer, now: Time) -> Result<(), Error> {
    let mut open: Vec<usize> = (0..batch.len()).filter(|i| matches!(batch[*i], Change::Rename(_))).collect();
    for tries in 1..=LOOKS {
        if open.is_empty() {
            break;
        }
        let round = Round::read(batch, &open, writer, if tries == 1 { now } else { writer.now() })?;
        for (i, refusal) in round.refused {
            answers[i] = Some(Err(refusal));
        }
        open.clear();
        // Jobs of one window claim each other's entries in one call.
        for group in by_window(batch, round.ready) {
            for (i, seen) in send(batch, &group, writer)? {
                let again = matches!(&seen, Err(r) if matches!(r.reason, Reason::Changed | Reason::Gone));
                if again && tries < LOOKS {
                    open.push(i);
                }
                answers[i] = Some(seen);
            }
        }
        open.sort_unstable();
    }
    Ok(())
}

/// One look at the jobs that are still to be renamed.
struct Round {
    refused: Vec<(usize, Refusal)>,
    ready: Vec<Ready>,
}

/// A job with all that the script compares and moves. `look` is none where the job has no hash.
struct Ready {
    index: usize,
    look: Option<Box<Look>>,
    /// What the children's hashes say, as stored.
    children: Vec<ParentFields>,
}

impl Round {
    fn read(batch: &[Change], open: &[usize], writer: &mut Writer, now: Time) -> Result<Round, Error> {
        let mut round = Round { refused: Vec::new(), ready: Vec::new() };
        let mut crew = None;
        let mut ids = Vec::with_capacity(open.len());
        for i in open {
            if let Change::Rename(rename) = &batch[*i] {
                crew.get_or_insert_with(|| rename.scene.clone());
                ids.push(rename.old.clone());
            }
        }
        let Some(scene) = crew else { return Ok(round) };
        let found = look(writer.reads(), &ids, &scene.crew, now)?;
        for (i, found) in open.iter().zip(found) {
            let Change::Rename(Rename { met, window, scene, .. }) = &batch[*i] else { continue };
            let look = match found {
                Found::Job(look) => match may_rename(&look, *met, scene.calm, now) {
                    Ok(()) => Some(look),
                    Err(refusal) => {
                        round.refused.push((*i, refusal));
                        continue;
                    }
                },
                Found::WrongType => {
                    round.refused.push((*i, Refusal::new(Reason::WrongType, "its key is not a hash")));
                    continue;
                }
                // Only a window can tell residue and orphans from a job that is gone.
                Found::Nothing if window.is_none() => {
                    round.refused.push((*i, Refusal::new(Reason::Gone, "the job is gone")));
                    continue;
                }
                Found::Nothing => None,
            };
            round.ready.push(Ready { index: *i, look, children: Vec::new() });
        }
        round.read_children(writer)?;
        Ok(round)
    }

    fn read_children(&mut self, writer: &mut Writer) -> Result<(), Error> {
        let few = |r: &&mut Ready| r.look.as_ref().is_some_and(|l| !l.children.too_many());
        let ids: Vec<JobId> = self
            .ready
            .iter_mut()
            .filter(few)
            .flat_map(|r| r.look.iter().flat_map(|l| l.children.ids.clone()).collect::<Vec<_>>())
            .collect();
        let mut fields = children_fields(writer.reads(), &ids)?.into_iter();
        for ready in self.ready.iter_mut().filter(few) {
            let count = ready.look.as_ref().map_or(0, |l| l.children.ids.len());
            ready.children = fields.by_ref().take(count).collect();
        }
        Ok(())
    }
}

/// Those of one window together, the others in one group.
fn by_window(batch: &[Change], ready: Vec<Ready>) -> Vec<Vec<Ready>> {
    let mut groups: Vec<(Option<Window>, Vec<Ready>)> = Vec::new();
    for job in ready {
        let Change::Rename(Rename { window, .. }) = &batch[job.index] else { continue };
        match groups.iter_mut().find(|(w, _)| w == window) {
            Some((_, group)) => group.push(job),
            None => groups.push((window.clone(), vec![job])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

fn send(batch: &[Change], group: &[Ready], writer: &mut Writer) -> Result<Vec<Indexed>, Error> {
    let keys = writer.reads().keys.clone();
    let now = writer.now();
    let mut call = Call::default();
    call.text(format!("{:.6}", now.as_seconds_f64()));
    let window = match group.first().map(|r| &batch[r.index]) {
        Some(Change::Rename(rename)) => rename.window.clone(),
        _ => None,
    };
    call.flag(window.is_some());
    if let Some(window) = &window {
        call.shared(keys.place(&window.place)).number(window.behind).number(window.length + SLACK);
    }
    call.number(group.len());
    for job in group {
        let Change::Rename(rename) = &batch[job.index] else { continue };
        if let Some(look) = &job.look {
            kin::beside(writer, &rename.old, &rename.new, look)?;
        }
        add(&mut call, &keys, rename, job, now);
    }
    let answers = Answer::all(writer.run(&RENAME, &call.keys, &call.args)?, group.len())?;
    let mut seen = Vec::with_capacity(group.len());
    for (job, answer) in group.iter().zip(answers) {
        let Change::Rename(Rename { old, new, .. }) = &batch[job.index] else { continue };
        if let (true, Some(look)) = (answer.done(), &job.look) {
            kin::drop_old(writer, old, new, look)?;
        }
        seen.push((job.index, seen_of(&answer, job.look.as_deref())));
    }
    Ok(seen)
}

fn seen_of(answer: &Answer, look: Option<&Look>) -> Result<Seen, Refusal> {
    let became = match answer.word.as_str() {
        "done" => Became::Renamed,
        "residue" => Became::Residue,
        "orphan" => Became::Orphan,
        "conflict" => return Err(Refusal::new(Reason::Conflict, "the new ID is taken by another job")),
        _ => return Err(answer.refusal()),
    };
    Ok(Seen { became, queue: look.map(Look::origin), status: look.and_then(Look::status) })
}

/// The six keys of an ID; `first_seen` belongs to the queue in whose intermediate list it was seen.
fn own_keys(keys: &Keys, id: &JobId, queue: &QueueName) -> [Vec<u8>; 6] {
    [
        keys.job(id),
        keys.dependents(id),
        keys.dependencies(id),
        keys.results(id),
        keys.executions(id),
        keys.first_seen(queue, &id.0),
    ]
}

/// Sorted sets of a queue that hold plain IDs.
const MOVED: [Registry; 7] = [
    Registry::Started,
    Registry::Finished,
    Registry::Failed,
    Registry::Deferred,
    Registry::Scheduled,
    Registry::Canceled,
    Registry::Ready,
];

fn add(call: &mut Call, keys: &Keys, rename: &Rename, job: &Ready, now: Time) {
    let Rename { old, new, met, window, scene } = rename;
    let nothing = Look::nothing();
    let look = job.look.as_deref().unwrap_or(&nothing);
    // An entry without a job belongs to the queue in whose list it stands.
    let stands = window.as_ref().and_then(|w| w.place.queue()).filter(|_| job.look.is_none());
    let origin = stands.cloned().unwrap_or_else(|| look.origin());
    call.text(&old.0).text(&new.0);
    for (from, to) in own_keys(keys, old, &origin).into_iter().zip(own_keys(keys, new, &origin)) {
        call.key(from).key(to);
    }
    look.fields.iter().for_each(|f| {
        call.text(f);
    });
    call.text(&look.dependency_ids);
    let guarded = look.status() == Some(Status::Scheduled)
        && look.scheduler
        && !look.held
        && !scene.calm.quiet
        && *met != Met::List;
    let scheduled = keys.registry(Registry::Scheduled, &origin);
    match guarded {
        true => call.text(format!("{:.6}", now.as_seconds_f64() + scene.calm.ahead_s)).shared(scheduled),
        false => call.text("").number(0),
    };
    let mut sorted: Vec<Vec<u8>> = MOVED.iter().map(|r| keys.registry(*r, &origin)).collect();
    if !look.rate_limit().is_empty() {
        sorted.push(keys.allowed(look.rate_limit()));
        sorted.push(keys.rate_limited(look.rate_limit()));
    }
    if scene.rq_scheduler {
        sorted.push(RQ_SCHEDULER_JOBS.to_vec());
    }
    shared(call, sorted);
    shared(call, vec![keys.held(&origin), keys.seen(&origin)]);
    let mut sets: Vec<Vec<u8>> = match look.parents.too_many() {
        true => Vec::new(),
        false => parents(look).iter().map(|p| keys.dependents(p)).collect(),
    };
    if !look.group().is_empty() {
        sets.push(keys.group(look.group()));
    }
    shared(call, sets);
    call.number(look.parents.count);
    let few = |names: &Names| {
        if names.too_many() { Vec::new() } else { names.ids.clone() }
    };
    let parent_ids = few(&look.parents);
    call.number(parent_ids.len());
    parent_ids.iter().for_each(|p| {
        call.text(&p.0);
    });
    call.number(look.children.count);
    let children = few(&look.children);
    call.number(children.len());
    for (child, (listed, single)) in children.iter().zip(&job.children) {
        let renamed = |id: &JobId| (id == old).then(|| new.clone());
        let listed_new = texts::rename_listed(listed, &renamed).unwrap_or_else(|| listed.clone());
        let single_new = if *single == *old.0 { new.0.to_vec() } else { single.clone() };
        call.text(&child.0).shared(keys.dependencies(child)).shared(keys.job(child));
        call.text(listed).text(listed_new).text(single).text(single_new);
    }
}

fn shared(call: &mut Call, keys: Vec<Vec<u8>>) {
    call.number(keys.len());
    for key in keys {
        call.shared(key);
    }
}

fn rewrite_all(batch: &[Change], answers: Answers, writer: &mut Writer) -> Result<(), Error> {
    let keys = writer.reads().keys.clone();
    let mut call = Call::default();
    let open: Vec<usize> = (0..batch.len()).filter(|i| matches!(batch[*i], Change::Entry { .. })).collect();
    if open.is_empty() {
        return Ok(());
    }
    call.number(open.len());
    for i in &open {
        let Change::Entry { place, old, new, entry } = &batch[*i] else { continue };
        let kind = match place {
            Place::Held(_) => "hash",
            Place::Group(_) | Place::Dependents(_) | Place::Dependencies(_) | Place::WorkerExecutions(_) => {
                "set"
            }
            _ => "zset",
        };
        let queue = place.queue().cloned().unwrap_or_else(|| QueueName::from_text(""));
        call.text(kind).shared(keys.place(place)).text(&entry.0).text(&entry.1).key(keys.job(old));
        own_keys(&keys, new, &queue).into_iter().for_each(|key| {
            call.key(key);
        });
    }
    let done = Answer::all(writer.run(&ENTRY, &call.keys, &call.args)?, open.len())?;
    for (i, answer) in open.into_iter().zip(done) {
        let Change::Entry { place, .. } = &batch[i] else { continue };
        let seen = seen_of(&answer, None).map(|s| Seen { queue: place.queue().cloned(), ..s });
        answers[i] = Some(seen);
    }
    Ok(())
}

fn swap_all(batch: &[Change], answers: Answers, writer: &mut Writer) -> Result<(), Error> {
    let keys = writer.reads().keys.clone();
    let mut call = Call::default();
    let open: Vec<usize> = (0..batch.len()).filter(|i| matches!(batch[*i], Change::Field { .. })).collect();
    if open.is_empty() {
        return Ok(());
    }
    call.number(open.len());
    for i in &open {
        let Change::Field { id, listed, single } = &batch[*i] else { continue };
        call.key(keys.job(id)).text(&listed.0).text(&listed.1).text(&single.0).text(&single.1);
    }
    let done = Answer::all(writer.run(&FIELD, &call.keys, &call.args)?, open.len())?;
    for (i, answer) in open.into_iter().zip(done) {
        answers[i] = Some(seen_of(&answer, None));
    }
    Ok(())
}
