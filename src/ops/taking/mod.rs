//! Taking jobs from where they stand: what cancel, delete, hold and run-now have in common.
//!
//! A job that waits in a list is claimed by its index, inside the step itself: the script finds it in the part of
//! the list where it was seen, cuts it off where it stands at the end, and puts a tombstone there elsewhere, which is
//! swept out in the end. Removing each by its name would walk the list once per job. What a script cannot know is read here, passed, and compared there.

mod args;
mod find;
mod look;
mod sweep;
mod taker;
mod windows;

pub use args::{entries, head, queue_keys, subject, tombstone_job};
pub use look::{Look, RunBy};
pub use sweep::{SWEEP, sweep, sweep_behind};
pub use taker::{Known, Take, take};

use crate::{
    ops::{call::Answer, run::Run},
    rq::{
        candidate::Candidate,
        fields::{Field, Needs},
        fleet::Worker,
        id::{JobId, QueueName},
        job::Job,
        place::Place,
        readable::unreadable,
        status::Status,
        time::Time,
        version::Version,
    },
    store::wire::Reply,
};

/// How a job is found in its list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Listed {
    /// Counted from the tail when it was read; the last is 1.
    Index(u64),
    /// Somewhere: by one walk of the server through the list.
    Search,
    /// Aside, in our held hash.
    Held,
    /// It waits elsewhere.
    Nowhere,
    /// Neither where it was seen nor near there: taken, or gone.
    Missing,
}

impl Listed {
    /// The word that `places.lua` knows it by.
    pub fn word(self) -> &'static str {
        match self {
            Listed::Index(_) => "index",
            Listed::Search => "search",
            Listed::Held => "held",
            Listed::Nowhere | Listed::Missing => "none",
        }
    }
}

/// What is known of a job that is to be taken: as it was read, for the script to compare.
#[derive(Clone, Debug, PartialEq)]
pub struct Taking {
    pub id: JobId,
    /// Whose list and registries are looked at.
    pub queue: QueueName,
    pub status: Option<Status>,
    pub origin: Box<[u8]>,
    pub limit: Option<Box<[u8]>>,
    pub enqueued_at: Box<[u8]>,
    pub listed: Listed,
    /// No live worker of the queue can run it, so nobody has it who took it.
    pub nobody_runs: bool,
    /// What came into its state later stays.
    pub horizon: Time,
}

impl Taking {
    /// What [`Taking::of`] reads.
    pub const NEEDS: Needs = Needs::of(&[
        Field::Status,
        Field::Origin,
        Field::RateLimitKey,
        Field::EnqueuedAt,
        Field::EndedAt,
        Field::CreatedAt,
    ])
    .and(Needs::CREW);

    /// The entry alone, whatever its job is.
    pub fn entry(c: &Candidate) -> Taking {
        let queue = c.place.queue().cloned().unwrap_or_else(|| QueueName::from_text(""));
        Taking {
            id: c.id.clone(),
            queue,
            status: c.status(),
            origin: Box::default(),
            limit: None,
            enqueued_at: Box::default(),
            listed: listed(c).unwrap_or(Listed::Nowhere),
            nobody_runs: false,
            horizon: Time(i64::MAX),
        }
    }

    pub fn of(c: &Candidate, job: &Job, run: &Run) -> Taking {
        let text = |field| job.get(field).unwrap_or_default().into();
        let met = match &c.place {
            Place::Queue(queue) | Place::Held(queue) => Some(queue.clone()),
            _ => None,
        };
        let queue = met.or_else(|| c.queue()).unwrap_or_else(|| QueueName::from_text(""));
        let status = job.status();
        let listed = listed(c).unwrap_or(match status == Some(Status::Queued) || run.named {
            true => Listed::Search,
            false => Listed::Nowhere,
        });
        Taking {
            nobody_runs: nobody_runs(&c.id, job, &queue, run),
            id: c.id.clone(),
            queue,
            status,
            origin: text(Field::Origin),
            limit: job.rate_limit_key().map(Into::into),
            enqueued_at: text(Field::EnqueuedAt),
            listed,
            horizon: if run.named { Time(i64::MAX) } else { run.began },
        }
    }
}

/// How the place where the job was met says that it is found again.
fn listed(c: &Candidate) -> Option<Listed> {
    match (&c.place, c.index) {
        (Place::Queue(_), Some(index)) if index < 0 => Some(Listed::Index(index.unsigned_abs())),
        (Place::Held(_), _) => Some(Listed::Held),
        _ => None,
    }
}

/// Whether every live worker of the queue would lose the job, or end: then none of them has it in hand.
fn nobody_runs(id: &JobId, job: &Job, queue: &QueueName, run: &Run) -> bool {
    if id.legal() && unreadable(job, None).is_empty() {
        return false;
    }
    let mut versions = run.crew.serving(queue).map(Worker::rq_version).peekable();
    let minds = |version: Option<Version>| {
        let cut = id.has_colon() && version.is_some_and(Version::cuts_at_colon);
        let refused = !id.legal() && version.is_some_and(Version::refuses_illegal);
        cut || refused || !unreadable(job, version).is_empty()
    };
    versions.peek().is_some() && versions.all(minds)
}

/// Jobs that wait for one that was taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    pub count: u64,
    /// Some of them, by name.
    pub some: Vec<JobId>,
}

impl Waiting {
    pub fn of(answer: &Answer) -> Waiting {
        let mut rest = answer.rest.iter().cloned();
        let count = rest.next().map_or(0, |count| count.count());
        let some = rest.next().map(Reply::list).unwrap_or_default();
        Waiting { count, some: some.into_iter().filter_map(Reply::bytes).map(JobId::new).collect() }
    }
}
