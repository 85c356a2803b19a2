//! Renaming jobs: a look at each, then one step that claims, compares and moves.

use crate::{
    ops::{
        call::{Answer, Call},
        migrate::{
            change::{Answers, Change, Rename, Seen, Window, own_keys, seen_of},
            kin,
            look::{Found, Look, Names, ParentFields, look, parent_fields, parents},
            texts,
            verdict::{Met, may_rename},
        },
        refusal::{Reason, Refusal},
    },
    rq::{
        id::JobId,
        keys::{Keys, RQ_SCHEDULER_JOBS},
        place::Registry,
        status::Status,
        time::Time,
    },
    store::{error::Error, script::Script, writer::Writer},
};

pub static SCRIPT: Script = crate::script!(
    "migrate",
    ["migrate_swap"],
    [
        "EXISTS",
        "HDEL",
        "HGET",
        "HMGET",
        "HSET",
        "LLEN",
        "LRANGE",
        "LSET",
        "PEXPIRE",
        "PTTL",
        "RENAME",
        "SADD",
        "SCARD",
        "SISMEMBER",
        "SREM",
        "TYPE",
        "ZADD",
        "ZCOUNT",
        "ZREM",
        "ZSCORE",
    ]
);

/// Looks at a job that others change while it is renamed, before it is left to the next pass.
const LOOKS: usize = 20;

/// Entries that a window may have moved by since it was read: what producers pushed behind it.
const SLACK: u64 = 40;

/// An answer and which change of the batch it is about.
type Indexed = (usize, Result<Seen, Refusal>);

pub(super) fn all(batch: &[Change], answers: Answers, writer: &mut Writer, now: Time) -> Result<(), Error> {
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
        let mut fields = parent_fields(writer.reads(), &ids)?.into_iter();
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
    let answers = Answer::all(call.run(writer, &SCRIPT)?, group.len())?;
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
    let [hash, of_old @ ..] = own_keys(keys, old, &origin);
    call.block(hash, || of_old.into_iter().chain(own_keys(keys, new, &origin)).collect());
    call.text([&look.fields.join(&b'\0')[..], &look.dependency_ids].join(&b'\0'));
    let [first, rest @ ..] = MOVED;
    call.block(keys.registry(first, &origin), || {
        let sorted = rest.iter().map(|r| keys.registry(*r, &origin));
        sorted.chain([keys.held(&origin), keys.seen(&origin)]).collect()
    });
    let mut sorted = Vec::new();
    if !look.rate_limit().is_empty() {
        sorted.push(keys.allowed(look.rate_limit()));
        sorted.push(keys.rate_limited(look.rate_limit()));
    }
    if scene.rq_scheduler {
        sorted.push(RQ_SCHEDULER_JOBS.to_vec());
    }
    shared(call, sorted);
    let mut sets: Vec<Vec<u8>> = match look.parents.too_many() {
        true => Vec::new(),
        false => parents(look).iter().map(|p| keys.dependents(p)).collect(),
    };
    if !look.group().is_empty() {
        sets.push(keys.group(look.group()));
    }
    shared(call, sets);
    let guarded = look.status() == Some(Status::Scheduled)
        && look.scheduler
        && !look.held
        && !scene.calm.quiet
        && *met != Met::List;
    let due = match look.due_by_rq_scheduler {
        true => RQ_SCHEDULER_JOBS.to_vec(),
        false => keys.registry(Registry::Scheduled, &origin),
    };
    match guarded {
        true => call.text(format!("{:.6}", now.as_seconds_f64() + scene.calm.ahead_s)).shared(due),
        false => call.text(""),
    };
    add_family(call, keys, rename, look, &job.children);
}

fn add_family(call: &mut Call, keys: &Keys, rename: &Rename, look: &Look, children: &[ParentFields]) {
    let Rename { old, new, .. } = rename;
    let alone = look.parents.count == 0 && look.children.count == 0;
    call.flag(!alone);
    if alone {
        return;
    }
    let few = |names: &Names| {
        if names.too_many() { Vec::new() } else { names.ids.clone() }
    };
    let parent_ids = few(&look.parents);
    call.number(look.parents.count).number(parent_ids.len());
    parent_ids.iter().for_each(|p| {
        call.text(&p.0);
    });
    let ids = few(&look.children);
    call.number(look.children.count).number(ids.len());
    for (child, (listed, single)) in ids.iter().zip(children) {
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
