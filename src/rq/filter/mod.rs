//! What is meant, as a value: the filter that lists, counts and acts alike. `cli/filter` only parses into
//! it; the store walks the places it names and asks whether it admits what stands there.

mod walks;

use crate::rq::{
    candidate::Candidate,
    codec::call,
    fields::{Field, Needs},
    glob::Glob,
    id::{JobId, QueueName},
    job::Job,
    order::Order,
    place::{Place, Registry},
    state::Word,
    status::Status,
    time::Time,
};

pub use walks::{Toward, Walk};

/// An unanchored, case-sensitive regular expression.
#[derive(Clone, Debug)]
pub struct Pattern(regex_lite::Regex);

impl Pattern {
    pub fn new(text: &str) -> Result<Pattern, String> {
        regex_lite::RegexBuilder::new(text)
            .size_limit(1 << 20)
            .build()
            .map(Pattern)
            .map_err(|e| e.to_string())
    }

    pub fn matches(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

/// Which of a job's times `--since` and `--until` look at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum TimeField {
    /// When it came into its present status.
    #[default]
    Status,
    Created,
    Enqueued,
    Started,
    Ended,
    Due,
}

/// `--meta KEY[=GLOB]`: a path into the decoded meta.
#[derive(Clone, Debug)]
pub struct MetaTest {
    pub path: String,
    pub value: Option<Glob>,
}

/// All conditions; a job must meet each of them. Empty lists ask nothing.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub queues: Vec<Glob>,
    pub exclude: Vec<Glob>,
    pub statuses: Vec<Status>,
    pub words: Vec<Word>,
    pub func: Option<Glob>,
    pub id: Option<Glob>,
    pub illegal_ids: bool,
    pub worker: Option<Glob>,
    pub group: Option<Glob>,
    pub error: Option<Pattern>,
    pub call: Option<Pattern>,
    pub meta: Vec<MetaTest>,
    /// Not before.
    pub since: Option<Time>,
    /// Before.
    pub until: Option<Time>,
    pub time_field: TimeField,
}

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    pub filter: Filter,
    /// The first N in this order, which is then known in whole; else the order of the walk.
    pub order: Option<Order>,
    pub limit: Option<u64>,
    /// Hand out entries without a job hash too. Whatever acts reports them; a list of jobs counts them.
    pub orphans: bool,
}

/// What a verb is for, where neither `-s` nor an ID says it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Meant {
    pub statuses: &'static [Status],
    pub words: &'static [Word],
}

impl Meant {
    /// All jobs, whatever their status: what a list is for.
    pub const ALL: Meant = Meant { statuses: &[], words: &[] };
}

impl Filter {
    /// Whether nothing narrows the selection down, queues included.
    pub fn is_empty(&self) -> bool {
        self.queues.is_empty()
            && self.exclude.is_empty()
            && self.statuses.is_empty()
            && self.words.is_empty()
            && self.func.is_none()
            && self.id.is_none()
            && !self.illegal_ids
            && self.worker.is_none()
            && self.group.is_none()
            && self.error.is_none()
            && self.call.is_none()
            && self.meta.is_empty()
            && self.since.is_none()
            && self.until.is_none()
    }

    pub fn admits_queue(&self, queue: &QueueName) -> bool {
        let named = self.queues.is_empty() || self.queues.iter().any(|g| g.matches(&queue.0));
        named && !self.exclude.iter().any(|g| g.matches(&queue.0))
    }

    /// Whether it takes the workers to know what is meant.
    pub fn asks_workers(&self) -> bool {
        let by_workers = |word: &Word| {
            matches!(word, Word::Poison | Word::Running | Word::Abandoned | Word::Stuck | Word::Lost)
        };
        self.worker.is_some() || self.words.iter().any(by_workers)
    }

    /// Whether it takes all queues to know where to look: not where those that are meant are named.
    pub fn asks_queues(&self) -> bool {
        let named = !self.queues.is_empty() && self.queues.iter().all(|glob| glob.literal().is_some());
        let in_queues = |status: &Status| *status == Status::Queued || status.registry().is_some();
        // What no place names is looked for in all of them.
        let lost = self.words.contains(&Word::Lost);
        lost || !named && (!self.words.is_empty() || self.statuses.iter().any(in_queues))
    }

    /// Before anything of the job is read.
    pub fn admits_id(&self, id: &JobId) -> bool {
        self.id.as_ref().is_none_or(|g| g.matches(&id.0)) && (!self.illegal_ids || !id.legal())
    }

    /// What the filter itself must read.
    pub fn needs(&self) -> Needs {
        let mut needs = Needs::of(&[Field::Status, Field::Origin]);
        let mut add = |wanted: bool, more: Needs| {
            if wanted {
                needs = needs.and(more);
            }
        };
        add(self.func.is_some() || self.call.is_some(), Needs::of(&[Field::Data]));
        add(self.worker.is_some(), Needs::of(&[Field::WorkerName]).and(Needs::EXECUTIONS));
        add(self.group.is_some(), Needs::of(&[Field::GroupId]));
        add(self.error.is_some(), Candidate::ERROR);
        add(!self.meta.is_empty(), Needs::of(&[Field::Meta]));
        if self.since.is_some() || self.until.is_some() {
            add(true, self.time_needs());
        }
        for word in &self.words {
            add(
                true,
                match word {
                    Word::Poison | Word::Held => Needs::STATE,
                    Word::Running | Word::Abandoned => Needs::EXECUTIONS,
                    Word::Overdue => Needs::SCORE,
                    Word::Stuck => Needs::of(&[Field::EnqueuedAt]).and(Needs::EXECUTIONS).and(Needs::SEEN),
                    Word::Lost => Needs::of(&[Field::EnqueuedAt]).and(Needs::EXECUTIONS).and(Needs::MENTIONS),
                    Word::Blocked | Word::Released => {
                        Needs::of(&[Field::AllowDependencyFailures]).and(Needs::PARENTS)
                    }
                },
            );
        }
        needs
    }

    fn time_needs(&self) -> Needs {
        match self.time_field {
            TimeField::Status => Job::STATUS_AT,
            TimeField::Created => Needs::of(&[Field::CreatedAt]),
            TimeField::Enqueued => Needs::of(&[Field::EnqueuedAt]),
            TimeField::Started => Needs::of(&[Field::StartedAt]),
            TimeField::Ended => Needs::of(&[Field::EndedAt]),
            TimeField::Due => Needs::SCORE,
        }
    }

    /// After the small fields are read: false when the job cannot be meant, whatever else it holds.
    pub fn may_admit(&self, c: &Candidate) -> bool {
        let Some(job) = c.job() else { return self.admits_absent() };
        // A list is what its workers will run, whatever the hash says; elsewhere the hash says whose job it is.
        let listed = matches!(c.place, Place::Queue(_) | Place::Intermediate(_) | Place::Held(_));
        let queue = if listed { c.place.queue().cloned() } else { c.queue() };
        if !self.admits_queue(&queue.unwrap_or_else(|| QueueName::from_text(""))) {
            return false;
        }
        let group = job.loaded().position(Field::GroupId).is_some().then(|| job.filled(Field::GroupId));
        if let (Some(glob), Some(group)) = (&self.group, group)
            && !group.is_some_and(|g| glob.matches(g))
        {
            return false;
        }
        self.admits_status(c) || self.words.iter().any(|w| may_be(*w, c))
    }

    /// Whether [`Filter::may_admit`] lets most of what its walks meet pass.
    pub fn means_most(&self) -> bool {
        let stopped_alone =
            self.statuses.contains(&Status::Stopped) && !self.statuses.contains(&Status::Failed);
        self.group.is_none() && self.words.is_empty() && !stopped_alone
    }

    /// Entries without a hash meet only filters that look at ID and place.
    fn admits_absent(&self) -> bool {
        self.func.is_none()
            && self.worker.is_none()
            && self.group.is_none()
            && self.error.is_none()
            && self.call.is_none()
            && self.meta.is_empty()
            && self.since.is_none()
            && self.until.is_none()
    }

    /// Without a hash the place has to stand for the status.
    fn admits_absent_in(&self, c: &Candidate, now: Time) -> bool {
        let stands_for = |status: &Status| match &c.place {
            Place::Registry(registry, _) => status.registry() == Some(*registry),
            Place::Queue(_) => *status == Status::Queued,
            Place::RateLimited(_) => *status == Status::RateLimited,
            _ => false,
        };
        self.admits_absent()
            && (self.statuses.is_empty() && self.words.is_empty()
                || self.statuses.iter().any(stands_for)
                || self.words.iter().any(|w| c.is(*w, now)))
    }

    fn admits_status(&self, c: &Candidate) -> bool {
        self.statuses.is_empty() && self.words.is_empty()
            || c.status().is_some_and(|s| self.statuses.contains(&s))
    }

    /// After everything that [`Filter::needs`] names was read.
    pub fn admits(&self, c: &Candidate, now: Time) -> bool {
        let Some(job) = c.job() else { return self.admits_absent_in(c, now) };
        let status = self.admits_status(c) || self.words.iter().any(|w| c.is(*w, now));
        status
            && self.worker.as_ref().is_none_or(|g| admits_worker(g, c, job))
            && self.in_time(c, job)
            && self
                .func
                .as_ref()
                .is_none_or(|g| c.function().is_some_and(|f| f.is_ok_and(|f| g.matches(f.as_bytes()))))
            && self.error.as_ref().is_none_or(|p| c.error().is_some_and(|e| e.is_ok_and(|e| p.matches(&e))))
            && self.call.as_ref().is_none_or(|p| admits_call(p, job))
            && self.admits_meta(job)
    }

    fn in_time(&self, c: &Candidate, job: &Job) -> bool {
        if self.since.is_none() && self.until.is_none() {
            return true;
        }
        let at = match self.time_field {
            TimeField::Status => c.status_at(),
            TimeField::Created => job.time(Field::CreatedAt).ok(),
            TimeField::Enqueued => job.time(Field::EnqueuedAt).ok(),
            TimeField::Started => job.time(Field::StartedAt).ok(),
            TimeField::Ended => job.time(Field::EndedAt).ok(),
            TimeField::Due => c.due_at(),
        };
        at.is_some_and(|at| self.since.is_none_or(|s| at >= s) && self.until.is_none_or(|u| at < u))
    }

    fn admits_meta(&self, job: &Job) -> bool {
        if self.meta.is_empty() {
            return true;
        }
        let Some(Ok(meta)) = job.filled(Field::Meta).map(call::decode_value) else { return false };
        self.meta.iter().all(|test| {
            let found = meta.at(&test.path);
            found.is_some_and(|v| test.value.as_ref().is_none_or(|g| g.matches(v.plain().as_bytes())))
        })
    }
}

/// Whether the word can hold, by status and place alone.
fn may_be(word: Word, c: &Candidate) -> bool {
    let status = c.status();
    let waiting = status.as_ref().is_some_and(Status::is_waiting);
    match word {
        Word::Poison => waiting,
        Word::Held => waiting || matches!(c.place, Place::Held(_)),
        // A canceled job may still run.
        Word::Running => true,
        Word::Abandoned => {
            status == Some(Status::Started) || matches!(c.place, Place::Registry(Registry::Started, _))
        }
        Word::Overdue => status == Some(Status::Scheduled),
        Word::Stuck => matches!(c.place, Place::Intermediate(_)),
        Word::Lost => status == Some(Status::Queued),
        Word::Blocked | Word::Released => status == Some(Status::Deferred),
    }
}

fn admits_worker(glob: &Glob, c: &Candidate, job: &Job) -> bool {
    job.worker().is_some_and(|w| glob.matches(&w.0))
        || c.standing.claimed_by.iter().any(|w| glob.matches(&w.0))
        || job.executions.iter().any(|e| e.worker.as_ref().is_some_and(|w| glob.matches(&w.0)))
}

/// Characters of a decoded call that a pattern is held against.
const CALL_CHARS: usize = 65_536;

fn admits_call(pattern: &Pattern, job: &Job) -> bool {
    let call = job.filled(Field::Data).map(call::decode);
    call.is_some_and(|c| c.is_ok_and(|c| pattern.matches(&c.text(CALL_CHARS))))
}
