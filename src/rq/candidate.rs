//! A row: what stood in a place, and what its hash said. A member without a hash is a candidate too,
//! because whatever acts must report it.

use crate::rq::{
    codec::{Opaque, call, text},
    fields::{Field, Needs},
    id::{ExecutionId, JobId, QueueName, WorkerName},
    job::{Job, Stored},
    key,
    place::{Place, Registry},
    readable::unreadable,
    state::{self, Poison, Word},
    status::Status,
    time::Time,
};

/// What was found under the job's key.
#[derive(Clone, Debug)]
pub enum Found {
    /// A hash; whether RQ takes it for a job is [`Job::has_data`].
    Job(Box<Job>),
    NoHash,
    /// Something that is not a hash.
    WrongType,
}

/// One job as a walk met it.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub id: JobId,
    /// Where it was met.
    pub place: Place,
    /// Its score there; of a job met elsewhere, its score in the registry that its status calls for, if
    /// that was asked for.
    pub score: Option<f64>,
    /// Where it stood in the list where it was met: from the head, or as a negative number from the tail where
    /// the walk acts.
    pub index: Option<i64>,
    /// The execution that the entry or the argument named.
    pub execution: Option<ExecutionId>,
    pub found: Found,
    pub standing: Standing,
}

/// What others say of a job. Filled as far as it was asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// Live workers that name the job as the one they run.
    pub claimed_by: Vec<WorkerName>,
    /// There may be live workers that are not known: that none names the job says nothing.
    pub workers_unseen: bool,
    /// Score of a plain entry in the started registry, as RQ up to 1.16 writes it.
    pub plain_deadline: Option<f64>,
    pub held: bool,
    /// What the held hash keeps of it, as stored.
    pub kept: Option<Vec<u8>>,
    pub poison: Option<Poison>,
    /// Status of each parent, `None` where its hash is gone; only for deferred jobs.
    pub parents: Vec<Option<Status>>,
    /// Parents beyond those: of a job that has any it is not known that all are done.
    pub parents_unseen: u64,
    /// First seen in the intermediate list, by our stamp or else by RQ's.
    pub seen_at: Option<Time>,
    /// The same by our stamp alone, which is of this run of the job: it names the `enqueued_at` that it was
    /// taken at.
    pub seen_here: Option<Time>,
    /// No list, registry or worker names the job.
    pub nowhere: bool,
}

impl Candidate {
    pub fn job(&self) -> Option<&Job> {
        match &self.found {
            Found::Job(job) => Some(job),
            _ => None,
        }
    }

    pub fn status(&self) -> Option<Status> {
        self.job().and_then(Job::status)
    }

    /// The queue that the job belongs to: its origin, else that of the place where it was met.
    pub fn queue(&self) -> Option<QueueName> {
        self.job().and_then(Job::origin).or_else(|| self.place.queue().cloned())
    }

    /// Any running execution, by the words of an operator: a deadline ahead, an execution hash that lives,
    /// or a live worker that names the job. Needs [`Needs::EXECUTIONS`].
    pub fn running(&self, now: Time) -> bool {
        let ahead = |d: f64| d > now.as_seconds_f64();
        self.standing.plain_deadline.is_some_and(ahead)
            || !self.standing.claimed_by.is_empty()
            || self.job().is_some_and(|j| j.executions.iter().any(|e| e.running(now)))
    }

    /// No running execution, where all who could have one are known.
    pub fn nobody_runs(&self, now: Time) -> bool {
        !self.running(now) && !self.standing.workers_unseen
    }

    fn started(&self) -> bool {
        matches!(self.place, Place::Registry(Registry::Started, _)) || self.status() == Some(Status::Started)
    }

    /// Started, with an entry or a status that says so, and nothing that speaks for it.
    pub fn abandoned(&self, now: Time) -> bool {
        self.started() && self.job().is_some() && self.nobody_runs(now)
    }

    /// When the entry was first seen in the intermediate list, as far as that is known of this run of the job:
    /// RQ's own stamp lives for a day, whatever became of the job meanwhile.
    pub fn first_seen(&self) -> Option<Time> {
        let enqueued = self.job().and_then(|j| j.time(Field::EnqueuedAt).ok());
        let theirs = self.standing.seen_at.filter(|seen| enqueued.is_none_or(|at| *seen >= at));
        self.standing.seen_here.or(theirs)
    }

    /// In the intermediate list, no running execution, and first seen there over a minute ago.
    pub fn stuck(&self, now: Time, grace_s: f64) -> bool {
        matches!(self.place, Place::Intermediate(_))
            && self.nobody_runs(now)
            && self.first_seen().is_some_and(|at| now.since(at) > grace_s)
    }

    /// Deferred, and no parent can release it any more.
    pub fn blocked(&self) -> bool {
        let stopped = |job| state::hopeless(job, &self.standing.parents);
        self.released() || self.status() == Some(Status::Deferred) && self.job().is_some_and(stopped)
    }

    /// Deferred, and all its parents are done.
    pub fn released(&self) -> bool {
        self.status() == Some(Status::Deferred)
            && self.standing.parents_unseen == 0
            && self.job().is_some_and(|j| state::released(j, &self.standing.parents))
    }

    pub fn overdue(&self, now: Time) -> bool {
        state::overdue(self.status().as_ref(), self.score, now)
    }

    /// Whether the candidate is what the word says.
    pub fn is(&self, word: Word, now: Time) -> bool {
        match word {
            Word::Poison => self.standing.poison.is_some(),
            Word::Held => self.standing.held || matches!(self.place, Place::Held(_)),
            Word::Running => self.running(now),
            Word::Abandoned => self.abandoned(now),
            Word::Overdue => self.overdue(now),
            Word::Stuck => self.stuck(now, STUCK_AFTER_S),
            Word::Lost => self.standing.nowhere && self.status() == Some(Status::Queued),
            Word::Blocked => self.blocked(),
            Word::Released => self.released(),
        }
    }

    /// The first of poison, held, running, abandoned, overdue that holds. Needs [`Needs::STATE`].
    pub fn word(&self, now: Time) -> Option<Word> {
        [Word::Poison, Word::Held, Word::Running, Word::Abandoned, Word::Overdue]
            .into_iter()
            .find(|word| self.is(*word, now))
    }

    /// Whether another word than [`Candidate::word`] may hold, because not all workers are known: a job that was
    /// started and is not seen to run, and one that some version of RQ would end at.
    pub fn word_unknown(&self, now: Time) -> bool {
        if !self.standing.workers_unseen || !matches!(self.word(now), None | Some(Word::Overdue)) {
            return false;
        }
        let waiting = self.status().is_some_and(|status| status.is_waiting());
        self.started() || waiting && (!self.id.legal() || self.unreadable())
    }

    /// The function of the stored call. `None` where there is no call.
    pub fn function(&self) -> Option<Result<String, Opaque>> {
        self.packed(Field::Data)?.and_then(call::function).into()
    }

    /// The bytes of a field that is decoded for a look, or that it is too large for one.
    pub fn packed(&self, field: Field) -> Option<Result<&[u8], Opaque>> {
        match self.job()?.stored(field) {
            Stored::Absent => None,
            Stored::Bytes(bytes) if bytes.is_empty() => None,
            Stored::Bytes(bytes) => Some(Ok(bytes)),
            Stored::Large(n) => Some(Err(Opaque::NotLoaded(*n))),
        }
    }

    /// The exception line of the latest failed result, else of `exc_info`; only of a job that failed, was
    /// stopped or canceled.
    pub fn error(&self) -> Option<Result<String, Opaque>> {
        let job = self.job()?;
        if !matches!(self.status()?, Status::Failed | Status::Stopped | Status::Canceled) {
            return None;
        }
        if let Some(size) = job.latest_too_large {
            return Some(Err(Opaque::NotLoaded(size)));
        }
        if let Some(packed) = job.latest.as_ref().and_then(|r| r.exc_string()) {
            return Some(text::exc_string_line(packed));
        }
        let line = self.packed(Field::ExcInfo)?.and_then(text::exc_info_line);
        (line.as_deref() != Ok("")).then_some(line)
    }

    /// What [`Candidate::error`] reads.
    pub const ERROR: Needs = Needs::of(&[Field::Status, Field::ExcInfo]).and(Needs::LATEST_RESULT);

    /// What [`Candidate::worker`] reads.
    pub const WORKER: Needs = Needs::of(&[Field::Status, Field::WorkerName]).and(Needs::EXECUTIONS);

    /// The worker that runs the job, else the one that ran it last; of a job that waits again it is nobody.
    pub fn worker(&self) -> Option<WorkerName> {
        let job = self.job()?;
        let running = job.executions.iter().filter(|e| e.live).find_map(|e| e.worker.as_ref());
        let claimed = running.or(self.standing.claimed_by.first());
        let last = || job.worker().filter(|_| !job.status().is_some_and(|s| s.is_waiting()));
        claimed.cloned().or_else(last)
    }

    /// When a scheduled job is due.
    pub fn due_at(&self) -> Option<Time> {
        (self.status()? == Status::Scheduled).then_some(self.score)?.and_then(Time::from_seconds)
    }

    /// When the job came into its present status. Needs [`Job::STATUS_AT`].
    pub fn status_at(&self) -> Option<Time> {
        self.job()?.status_at(self.score)
    }

    /// A set under a name that a scan of the job keys meets too: another job's dependents or dependencies.
    pub fn is_satellite(&self) -> bool {
        matches!(self.found, Found::WrongType)
            && self.place == Place::Hash
            && (key::dependents_owner(&self.id).is_some() || key::dependencies_owner(&self.id).is_some())
    }

    /// Whether RQ of any version could not read the hash. Needs [`Needs::READABLE`].
    pub fn unreadable(&self) -> bool {
        match &self.found {
            Found::Job(job) => !unreadable(job, None).is_empty(),
            Found::NoHash => false,
            Found::WrongType => true,
        }
    }
}

/// Seconds in the intermediate list after which a job that never started is stuck.
pub const STUCK_AFTER_S: f64 = 60.0;
