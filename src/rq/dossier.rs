//! Everything that can be found about one job beside its hash.

use crate::rq::{
    candidate::Candidate, fields::Field, id::JobId, job::Stored, place::Place, result::ResultEntry,
    state::Word, status::Status, time::Time,
};

/// Entries at each end of a list that are searched for a job.
pub const SEARCHED: u64 = 10_000;

/// Relatives and results that are read of one job.
pub const MANY: usize = 100;

/// What was found.
#[derive(Debug, Default)]
pub struct Dossier {
    pub spots: Vec<Spot>,
    /// Lists were longer than what was searched of them.
    pub lists_longer: bool,
    /// There may be queues that were not searched, because they are not known.
    pub queues_unseen: bool,
    /// Members of the list of its queue and of the intermediate one, those that were not searched included.
    pub list_entries: u64,
    pub results: Results,
    pub dependencies: Relatives,
    pub dependents: Relatives,
    /// Fields that are none of RQ's.
    pub unknown: Vec<(Vec<u8>, Stored)>,
}

impl Dossier {
    /// Nothing at all was found.
    pub fn is_empty(&self) -> bool {
        self.spots.is_empty()
            && self.results.total == 0
            && self.dependencies.total == 0
            && self.dependents.total == 0
            && self.unknown.is_empty()
    }
}

/// A place that names the job.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    pub place: Place,
    /// Index in a list, 0 at the head.
    pub position: Option<u64>,
    pub score: Option<f64>,
    /// Whether its status calls for it to stand there.
    pub fits: bool,
}

/// Attempts that left a trace, the latest first.
#[derive(Debug, Default)]
pub struct Results {
    pub entries: Vec<ResultEntry>,
    pub total: u64,
    /// Bytes of the stream, where it is too large to be read.
    pub too_large: Option<u64>,
}

/// Other jobs with their status, `None` where the hash is gone.
#[derive(Debug, Default)]
pub struct Relatives {
    pub jobs: Vec<(JobId, Option<Status>)>,
    pub total: u64,
}

/// Whether a job is expected in a place: by its status and origin, or because it is named there beside that.
pub fn fits(c: &Candidate, place: &Place) -> bool {
    let Some(job) = c.job() else { return false };
    let Some(status) = job.status() else { return false };
    let called_for = c.queue().and_then(|queue| status.place(&queue, job.rate_limit_key()));
    match place {
        // A worker takes a job from one list into the other before its status changes.
        Place::Intermediate(queue) => status == Status::Queued && c.queue().as_ref() == Some(queue),
        Place::Held(_) => status.is_waiting(),
        Place::Allowed(key) => {
            matches!(status, Status::Queued | Status::Started) && job.rate_limit_key() == Some(key)
        }
        Place::Group(name) => job.filled(Field::GroupId) == Some(name),
        Place::WorkerExecutions(_) => status == Status::Started,
        Place::RqScheduler => status == Status::Scheduled,
        place => called_for.as_ref() == Some(place),
    }
}

/// The word for the job, of those that [`Candidate::word`] knows and of those that take more than a look at the
/// job itself: stuck, lost, blocked.
pub fn word(c: &Candidate, dossier: &Dossier, now: Time) -> Option<Word> {
    let lost = || {
        c.status() == Some(Status::Queued)
            && dossier.spots.is_empty()
            && !dossier.lists_longer
            && !dossier.queues_unseen
            && c.nobody_runs(now)
    };
    let stuck = || {
        let in_list = |spot: &Spot| matches!(spot.place, Place::Queue(_));
        c.is(Word::Stuck, now) && !dossier.spots.iter().any(in_list)
    };
    let more = || match () {
        () if stuck() => Some(Word::Stuck),
        () if lost() => Some(Word::Lost),
        () if c.blocked() => Some(Word::Blocked),
        () => None,
    };
    c.word(now).or_else(more)
}
