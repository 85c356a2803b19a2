//! A verb on jobs is what it must read and one pure decision; selection and engine do the rest.

use std::collections::{BTreeSet, HashSet};

use crate::{
    ops::{
        engine::{Left, Plan, Planned, Step},
        refusal::{Reason, Refusal},
        run::Run,
        taking,
    },
    rq::{
        candidate::{Candidate, Found},
        fields::{Field, Needs},
        id::{JobId, QueueName, composite},
        job::Job,
        place::Place,
        status::Status,
        time::Time,
    },
    store::{
        error::Error,
        prints::Prints,
        select::{Page, Select},
        writer::Writer,
    },
};

/// The words of a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Names {
    /// `rqctl/jobs.requeue/1`.
    pub schema: &'static str,
    /// `requeue`.
    pub verb: &'static str,
    /// `requeued`: the outcome of a step that was done.
    pub done: &'static str,
    /// `would_requeue`: the outcome in a dry run.
    pub would: &'static str,
}

pub trait Verb {
    type Step: Step;
    const NAMES: Names;

    /// Whether all is found before the first is done, by a walk that looks and does not act. For a verb that
    /// makes room for the next of its kind: a worker relieved of one job takes the next from its queue, so a
    /// walk that stops while it reads would stop a whole queue, job by job. What is found must be few.
    const GATHERS: bool = false;

    /// The order in which a verb that gathers goes through what it found.
    fn arrange(_found: &mut [Planned<Self::Step>]) {}

    /// Whether it takes jobs out of lists by their index, so that tombstones are left to be swept out.
    const TAKES: bool = false;

    /// Whether it may sweep them up as it goes, and cut jobs off the end of a list. Not where the distance of other entries from the tail was noted.
    const SWEEPS: bool = Self::TAKES;

    /// What [`Verb::decide`] reads.
    fn needs(&self) -> Needs;

    /// What to do with one candidate: pure. It may be none, one or several steps, such as one for each
    /// execution.
    fn decide(&self, candidate: Candidate, run: &Run, out: &mut Vec<Planned<Self::Step>>);
}

/// A step that concerns one job, for reports and questions.
pub trait OnJob {
    fn id(&self) -> &JobId;

    /// The queue that it belongs to, or goes to.
    fn queue(&self) -> &QueueName;

    /// The queue that it belongs to before.
    fn from(&self) -> &QueueName {
        self.queue()
    }

    /// Its status before.
    fn status(&self) -> &Status;
}

/// What every verb reads to know whether there is a job, and of which state.
pub const SUBJECT: Needs = Needs::of(&[Field::Status, Field::Origin]).and(Needs::HAS_DATA);

/// The job of a candidate with its status, or why a verb cannot mean it.
pub fn subject(c: &Candidate) -> Result<(&Job, Status), Refusal> {
    let refuse = |reason, message: &str| Err(Refusal::new(reason, message));
    let job = match &c.found {
        Found::Job(job) => job,
        Found::NoHash if c.place == Place::Hash => return refuse(Reason::NotFound, "there is no such job"),
        Found::NoHash => return refuse(Reason::Orphan, "the entry names a job that is gone"),
        Found::WrongType => return refuse(Reason::WrongType, "its key is not a hash"),
    };
    match job.status() {
        Some(status) => Ok((job, status)),
        None => refuse(Reason::WrongState, "its hash has no status"),
    }
}

/// Whether a run that goes through places must leave a job to a later one: it came into its state after the run
/// began. What was named is meant whenever it came.
pub fn not_newer(at: Option<Time>, run: &Run) -> Result<(), Refusal> {
    match at.is_some_and(|at| at > run.began) && !run.named {
        true => Err(Refusal::new(Reason::Newer, "it came into its state after this run began")),
        false => Ok(()),
    }
}

/// The horizon as RQ would write it. One that is never reached sorts behind every time.
pub fn horizon(at: Time) -> String {
    match at {
        Time(i64::MAX) => "~".to_owned(),
        at => at.text(),
    }
}

/// A verb on whatever a selection meets.
pub struct Bulk<'s, V: Verb> {
    verb: V,
    from: Select<'s>,
    began: Time,
    /// Of a verb that gathers: what was found, and for which jobs.
    found: Vec<Planned<V::Step>>,
    met: HashSet<JobId>,
    /// What was named already: named again it is not looked for twice.
    named: Prints,
    /// How many were named, and their queues: where there are several, tombstones may be left in the lists.
    names: u64,
    queues: BTreeSet<QueueName>,
    /// Items of the last page.
    page: usize,
    /// The list that the walk is in, and tombstones in it that are not swept up.
    left_in: Option<(QueueName, u64)>,
}

/// So many entries at the end of a list may have been left by a walk that sweeps up behind itself.
const REACH: u64 = 3_000;

impl<'s, V: Verb> Bulk<'s, V> {
    /// `began` is the horizon: what fails again after the run began comes back into the registry and would be
    /// met for ever.
    pub fn new(verb: V, from: Select<'s>, began: Time) -> Bulk<'s, V> {
        Bulk {
            verb,
            from: from.in_parts(),
            began,
            found: Vec::new(),
            met: HashSet::new(),
            named: Prints::default(),
            names: 0,
            queues: BTreeSet::new(),
            page: 0,
            left_in: None,
        }
    }
}

impl<V: Verb> Bulk<'_, V> {
    fn decide(&mut self, page: Page) -> Vec<Planned<V::Step>> {
        let run = Run { began: self.began, now: page.now, crew: self.from.crew(), named: self.from.named() };
        let mut out = Vec::with_capacity(page.items.len());
        for candidate in page.items {
            if run.named && !self.named.insert(&name(&candidate)) {
                let before = Refusal::new(Reason::Already, "it was named before");
                out.push(Planned::Skip(Left::of(&candidate), before));
                continue;
            }
            if run.named && V::TAKES {
                self.names += 1;
                self.queues.extend(candidate.queue());
            }
            // A job is met once for each of its entries, and decided as a whole.
            let walked = (V::GATHERS && !run.named).then(|| candidate.id.clone());
            if walked.as_ref().is_some_and(|id| self.met.contains(id)) {
                continue;
            }
            let before = out.len();
            self.verb.decide(candidate, &run, &mut out);
            let found = out[before..].iter().any(|p| matches!(p, Planned::Do(_)));
            self.met.extend(walked.filter(|_| found));
        }
        out
    }
}

/// What was named: a job, or one execution of it.
fn name(candidate: &Candidate) -> Vec<u8> {
    match &candidate.execution {
        None => candidate.id.0.to_vec(),
        Some(execution) => composite(&candidate.id, execution),
    }
}

impl<V: Verb> Bulk<'_, V> {
    /// Goes back by as many entries as were cut off the end of the list.
    fn follow(&mut self, writer: &mut Writer) {
        let list = self.from.behind().map(|(queue, _)| self.from.keys().queue(queue));
        let (Some(list), Some(tails)) = (list, writer.tails()) else { return };
        let cut = tails.of(&list);
        tails.forget();
        self.from.swept(cut);
        if let Some((_, left)) = &mut self.left_in {
            *left = left.saturating_sub(cut);
        }
    }

    /// Whether a limit kept jobs back that may be meant too.
    pub fn truncated(&self) -> bool {
        self.from.truncated()
    }
}

impl<V: Verb> Plan<V::Step> for Bulk<'_, V> {
    fn follows_tails(&self) -> bool {
        V::SWEEPS
    }

    fn next(&mut self) -> Result<Option<Vec<Planned<V::Step>>>, Error> {
        while let Some(page) = self.from.next_page()? {
            let out = self.decide(page);
            self.page = out.len();
            if !V::GATHERS {
                return Ok(Some(out));
            }
            let (found, skips): (Vec<_>, Vec<_>) = out.into_iter().partition(|p| matches!(p, Planned::Do(_)));
            self.found.extend(found);
            if !skips.is_empty() {
                return Ok(Some(skips));
            }
        }
        let mut found = std::mem::take(&mut self.found);
        V::arrange(&mut found);
        Ok((!found.is_empty()).then_some(found))
    }

    fn acted(&mut self, left: usize) {
        self.from.acted(left);
        let taken = self.page.saturating_sub(left) as u64;
        let before = |queue: &QueueName| match &self.left_in {
            Some((list, count)) if list == queue => *count,
            _ => 0,
        };
        let behind = self.from.behind().filter(|_| V::SWEEPS);
        self.left_in = behind.map(|(queue, _)| (queue.clone(), before(queue) + taken));
    }

    fn tidy(&mut self, writer: &mut Writer) -> Result<(), Error> {
        // The rest of a page is told where it stands.
        if !self.from.page_ended() {
            return Ok(());
        }
        self.follow(writer);
        let reach = self.from.behind().map_or(0, |(_, passed)| passed);
        if let Some((queue, left)) = self.left_in.as_mut().filter(|(_, left)| *left > 0 && reach <= REACH) {
            let gone = taking::sweep_behind(writer, queue, reach, *left)?;
            *left = left.saturating_sub(gone);
            self.from.swept(gone);
        }
        Ok(())
    }

    fn finish(&mut self, writer: &mut Writer) -> Result<(), Error> {
        match V::TAKES {
            true => {
                let named = self.queues.iter().filter(|_| self.names > 1);
                taking::sweep(writer, self.from.lists().chain(named))
            }
            false => Ok(()),
        }
    }
}
