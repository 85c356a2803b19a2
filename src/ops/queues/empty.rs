//! `queues empty`: all jobs of a queue's list are deleted, with everything that belongs to them.

use crate::{
    ops::{
        delete::{self, Delete, Gone},
        engine::{Left, Planned, Step},
        limiter,
        queues::drop::{self, Drop, What},
        refusal::{Reason, Refusal},
        run::Run,
        taking::{self, Take, Taking, Waiting},
        verb::{Names, OnJob, Verb},
    },
    rq::{
        candidate::{Candidate, Found},
        fields::Needs,
        id::{JobId, QueueName},
        status::Status,
        time::Time,
    },
    store::{
        error::Error,
        writer::{Uses, Writer},
    },
};

/// What `queues empty` does to the server.
pub const USES: Uses =
    Uses { scripts: &[&delete::SCRIPT, &drop::SCRIPT, &limiter::PROMOTE, &taking::SWEEP], publishes: false };

/// Empties lists.
#[derive(Clone, Debug, Default)]
pub struct Empty;

/// One entry of a list.
#[derive(Clone, Debug, PartialEq)]
pub enum Cleared {
    Job(Gone),
    /// It names no job, or one that runs: then the job stays.
    Entry(Drop),
}

/// What became of one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// The job is gone; so many that waited for it will not be released by it.
    Deleted {
        stranded: u64,
    },
    Dropped,
}

const DELETE: Delete = Delete { force: false };

impl Verb for Empty {
    type Step = Cleared;
    const NAMES: Names =
        Names { schema: "rqctl/queues.empty/1", verb: "empty", done: "emptied", would: "would_empty" };
    const TAKES: bool = true;

    fn needs(&self) -> Needs {
        DELETE.needs()
    }

    fn decide(&self, candidate: Candidate, run: &Run, out: &mut Vec<Planned<Cleared>>) {
        out.push(match cleared(&candidate, run) {
            Ok(step) => Planned::Do(step),
            Err(refusal) => Planned::Skip(Left::of(&candidate), refusal),
        });
    }
}

fn cleared(c: &Candidate, run: &Run) -> Result<Cleared, Refusal> {
    let entry = |what| Cleared::Entry(Drop { taking: Taking::entry(c), what });
    match &c.found {
        Found::WrongType => Err(Refusal::new(Reason::WrongType, "the key of the job is not a hash")),
        Found::Job(_) if c.running(run.now) => Ok(entry(What::Entry)),
        Found::Job(_) => DELETE.gone(c, run).map(Cleared::Job),
        Found::NoHash => Ok(entry(What::Orphan)),
    }
}

impl OnJob for Cleared {
    fn id(&self) -> &JobId {
        match self {
            Cleared::Job(step) => step.id(),
            Cleared::Entry(step) => step.id(),
        }
    }

    fn queue(&self) -> &QueueName {
        match self {
            Cleared::Job(step) => step.queue(),
            Cleared::Entry(step) => step.queue(),
        }
    }

    fn status(&self) -> &Status {
        match self {
            Cleared::Job(step) => step.status(),
            Cleared::Entry(step) => step.status(),
        }
    }
}

impl Step for Cleared {
    type Seen = Seen;
    const BATCH: usize = 1_000;

    fn apply(batch: &[Cleared], writer: &mut Writer, now: Time) -> Result<Vec<Result<Seen, Refusal>>, Error> {
        let jobs: Vec<Gone> = batch.iter().filter_map(Cleared::job).cloned().collect();
        let entries: Vec<Drop> = batch.iter().filter_map(Cleared::entry).cloned().collect();
        let mut jobs = jobs_gone(&jobs, writer, now)?.into_iter();
        let mut entries = match writer.lost() {
            None => Drop::apply(&entries, writer, now)?.into_iter(),
            Some(_) => Vec::new().into_iter(),
        };
        let answer = |step: &Cleared| match step {
            Cleared::Job(_) => jobs.next(),
            Cleared::Entry(_) => entries.next().map(|seen| seen.map(|()| Seen::Dropped)),
        };
        Ok(batch.iter().map_while(answer).collect())
    }
}

/// Deletes jobs. A second entry of one is found without a job, and goes as such.
fn jobs_gone(jobs: &[Gone], writer: &mut Writer, now: Time) -> Result<Vec<Result<Seen, Refusal>>, Error> {
    let answers = Gone::apply(jobs, writer, now)?;
    let seen = |answer: Result<Waiting, Refusal>| answer.map(|w| Seen::Deleted { stranded: w.count });
    let mut answers: Vec<_> = answers.into_iter().map(seen).collect();
    let gone = |answer: &Result<Seen, Refusal>| matches!(answer, Err(r) if r.reason == Reason::Gone);
    let again: Vec<usize> = (0..answers.len()).filter(|i| gone(&answers[*i])).collect();
    let entry = |i: &usize| Drop { taking: jobs[*i].taking().clone(), what: What::Orphan };
    let entries: Vec<Drop> = again.iter().map(entry).collect();
    if !entries.is_empty() && writer.lost().is_none() {
        for (i, answer) in again.into_iter().zip(Drop::apply(&entries, writer, now)?) {
            answers[i] = answer.map(|()| Seen::Dropped);
        }
    }
    Ok(answers)
}

impl Cleared {
    /// Jobs that go with the entry: a second entry of one goes alone, which shows only when the first is gone.
    pub fn jobs(&self) -> u64 {
        u64::from(self.job().is_some())
    }

    fn job(&self) -> Option<&Gone> {
        match self {
            Cleared::Job(step) => Some(step),
            Cleared::Entry(_) => None,
        }
    }

    fn entry(&self) -> Option<&Drop> {
        match self {
            Cleared::Job(_) => None,
            Cleared::Entry(step) => Some(step),
        }
    }
}
