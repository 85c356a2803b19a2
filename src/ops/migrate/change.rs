//! The changes that migrate-ids is made of, and what is seen of each.

use std::rc::Rc;

use crate::{
    ops::{
        call::Answer,
        migrate::{
            look::Look,
            names::Scheme,
            verdict::{Calm, Met},
        },
        refusal::{Reason, Refusal},
    },
    rq::{
        fleet::Crew,
        id::{JobId, QueueName},
        keys::Keys,
        place::Place,
        status::Status,
    },
};

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

/// What became of each change of a batch, once it is known.
pub(super) type Answers<'a> = &'a mut [Option<Result<Seen, Refusal>>];

pub(super) fn seen_of(answer: &Answer, look: Option<&Look>) -> Result<Seen, Refusal> {
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
pub(super) fn own_keys(keys: &Keys, id: &JobId, queue: &QueueName) -> [Vec<u8>; 6] {
    [
        keys.job(id),
        keys.dependents(id),
        keys.dependencies(id),
        keys.results(id),
        keys.executions(id),
        keys.first_seen(queue, &id.0),
    ]
}
