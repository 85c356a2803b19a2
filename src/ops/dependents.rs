//! Jobs that wait for others, and how they go on when a parent is done with: in the same step as the parent.
//!
//! RQ's rule: a finished parent counts as done, a failed one only where the job allows it, a missing one always;
//! a canceled or stopped one never. Everything is looked at again by the script.

use std::collections::{BTreeSet, HashMap};

use crate::{
    ops::call::Call,
    rq::{
        fields::{Field, Needs},
        fleet::Crew,
        id::{JobId, QueueName},
        job::{Job, Stored},
        keys::Keys,
        place::{Place, Registry},
        state::{self, Poison},
        status::Status,
    },
    store::{
        error::Error,
        wire::{Batch, Reply},
    },
};

/// Parents of one job that are looked at.
const PARENTS: usize = 1_000;

/// Jobs and sets that one round trip asks about.
const ASK: usize = 500;

/// A job that waits, with what it takes to let it go on.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    pub id: JobId,
    /// The registry that names it.
    pub registry: Place,
    pub status: Status,
    pub origin: QueueName,
    pub at_front: bool,
    pub limit: Option<Box<[u8]>>,
    /// Other parents, which must be done.
    pub parents: Vec<JobId>,
    /// How many parents its own set names; `None` = they do not matter any more.
    pub all_parents: Option<u64>,
}

/// Why a dependent does not go on.
#[derive(Clone, Debug, PartialEq)]
pub enum Stays {
    Poison(Poison),
    /// More than a thousand parents.
    Parents,
}

/// The dependents of one parent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dependents {
    /// May go on, if their other parents are done.
    pub go: Vec<Waiting>,
    pub stay: Vec<(JobId, QueueName, Stays)>,
}

/// What a waiting job is read with.
pub const NEEDS: Needs = Needs::READABLE.small().and(Needs::of(&[Field::EndedAt]));

impl Waiting {
    /// A job as found in a registry of jobs that wait for a parent.
    pub fn new(id: JobId, job: &Job, registry: Registry, met_in: &QueueName) -> Option<Waiting> {
        let status = job.status()?;
        let origin = job.origin().unwrap_or_else(|| met_in.clone());
        let again = job.flag(Field::EnqueueAtFrontOnRetry) && job.filled(Field::EndedAt).is_some();
        Some(Waiting {
            id,
            registry: Place::Registry(registry, origin.clone()),
            status,
            at_front: again || job.flag(Field::EnqueueAtFront),
            limit: job.rate_limit_key().map(Into::into),
            origin,
            parents: Vec::new(),
            all_parents: None,
        })
    }

    /// The arguments that `release.lua` reads.
    pub fn add_to(&self, call: &mut Call, keys: &Keys) {
        call.text(&self.id.0).key(keys.job(&self.id));
        call.key(keys.dependents(&self.id))
            .key(keys.dependencies(&self.id))
            .shared(keys.place(&self.registry));
        call.text(self.status.as_bytes()).text(&self.origin.0).shared(keys.queue(&self.origin));
        call.flag(self.at_front).text(self.limit.as_deref().unwrap_or_default());
        if let Some(limit) = &self.limit {
            call.shared(keys.rate_limited(limit)).shared(keys.rate_limit(limit)).shared(keys.rate_limits());
        }
        call.text(self.all_parents.map(|n| n.to_string()).unwrap_or_default()).number(self.parents.len());
        self.parents.iter().for_each(|parent| {
            call.shared(keys.job(parent));
        });
    }
}

type Ask<'a> = &'a mut dyn FnMut(Batch) -> Result<Vec<Reply>, Error>;

/// The dependents of parents that failed, parent by parent: those that allow it.
///
/// # Errors
/// When Redis cannot be asked.
pub fn of_failed(ask: Ask, keys: &Keys, parents: &[&JobId], crew: &Crew) -> Result<Vec<Dependents>, Error> {
    let mut found: Vec<Dependents> = parents.iter().map(|_| Dependents::default()).collect();
    let sets: Vec<Vec<u8>> = parents.iter().map(|id| keys.dependents(id)).collect();
    let named = members(ask, &sets, usize::MAX)?;
    let ids: BTreeSet<&JobId> = named.iter().flatten().collect();
    if ids.is_empty() {
        return Ok(found);
    }
    let jobs = jobs(ask, keys, &ids)?;
    let willing: Vec<&JobId> = ids.into_iter().filter(|id| jobs.get(*id).is_some_and(allows)).collect();
    let sets: Vec<Vec<u8>> = willing.iter().map(|id| keys.dependencies(id)).collect();
    let needs: HashMap<&JobId, Vec<JobId>> =
        willing.into_iter().zip(members(ask, &sets, PARENTS + 1)?).collect();
    for (at, (parent, dependents)) in parents.iter().zip(&named).enumerate() {
        for id in dependents {
            let (Some(all), Some(job)) = (needs.get(id), jobs.get(id)) else { continue };
            let nowhere = QueueName::from_text("");
            let Some(mut waiting) = Waiting::new(id.clone(), job, Registry::Deferred, &nowhere) else {
                continue;
            };
            let stays = match state::poison(id, job, &waiting.origin, crew) {
                Some(poison) => Some(Stays::Poison(poison)),
                None => (all.len() > PARENTS).then_some(Stays::Parents),
            };
            if let Some(stays) = stays {
                found[at].stay.push((id.clone(), waiting.origin, stays));
                continue;
            }
            waiting.all_parents = Some(all.len() as u64);
            waiting.parents = all.iter().filter(|other| other != parent).cloned().collect();
            found[at].go.push(waiting);
        }
    }
    Ok(found)
}

fn allows(job: &Job) -> bool {
    job.status() == Some(Status::Deferred) && job.flag(Field::AllowDependencyFailures)
}

/// The jobs of these IDs that exist.
fn jobs(ask: Ask, keys: &Keys, ids: &BTreeSet<&JobId>) -> Result<HashMap<JobId, Job>, Error> {
    let mut found = HashMap::new();
    let ids: Vec<&JobId> = ids.iter().copied().collect();
    for ids in ids.chunks(ASK) {
        let mut batch = Batch::default();
        for id in ids {
            batch.begin(2 + NEEDS.field_count());
            batch.arg(b"HMGET");
            batch.arg(&keys.job(id));
            NEEDS.fields().for_each(|field| batch.arg(field.name().as_bytes()));
        }
        for (id, reply) in ids.iter().zip(ask(batch)?) {
            let Reply::List(values) = reply else { continue };
            let stored = |value: Reply| value.bytes().map_or(Stored::Absent, Stored::Bytes);
            found.insert((*id).clone(), Job::new(NEEDS, values.into_iter().map(stored).collect()));
        }
    }
    Ok(found)
}

/// The members of sets, at most `most` of each (and what comes along in the last page). What is no set has none.
fn members(ask: Ask, sets: &[Vec<u8>], most: usize) -> Result<Vec<Vec<JobId>>, Error> {
    let mut found: Vec<Vec<JobId>> = sets.iter().map(|_| Vec::new()).collect();
    let mut open: Vec<(usize, Vec<u8>)> = (0..sets.len()).map(|at| (at, b"0".to_vec())).collect();
    while !open.is_empty() {
        let mut more = Vec::new();
        for page in open.chunks(ASK) {
            let mut batch = Batch::default();
            for (at, cursor) in page {
                batch.push(&[b"SSCAN", &sets[*at], cursor, b"COUNT", b"200"]);
            }
            for ((at, _), reply) in page.iter().zip(ask(batch)?) {
                let scanned = reply.scanned()?;
                found[*at].extend(scanned.items.into_iter().map(JobId::new));
                let enough = found[*at].len() >= most;
                more.extend(scanned.next.filter(|_| !enough).map(|cursor| (*at, cursor)));
            }
        }
        open = more;
    }
    for ids in &mut found {
        // A scan may meet a member twice.
        ids.sort();
        ids.dedup();
    }
    Ok(found)
}
