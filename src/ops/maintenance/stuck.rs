//! `intermediate`: jobs that a worker took from their queue and never started.
//!
//! Between a worker's LMOVE and its start lies an instant, so that an entry is stuck only when it has been seen for
//! a minute. RQ's own stamp of the first sight is never removed and lives for a day: a job that is run again within
//! that time would look stuck the moment it is in flight. Ours names the `enqueued_at` that it was taken at.

use std::{collections::HashSet, rc::Rc};

use crate::{
    ops::{
        engine::Planned,
        maintenance::{
            abandoned::{Verdict, end_of_run, read_dependents},
            item::Why,
            settle::{self, Settle, Within},
            sights::{Mark, Stamp},
            task::Task,
        },
        refusal::Reason,
        requeue,
    },
    rq::{
        candidate::{Candidate, Found},
        fields::{Field, Needs},
        filter::Walk,
        fleet::Crew,
        id::QueueName,
        state,
        status::Status,
        time::Time,
    },
    store::{Store, error::Error, mentions::Mentions, prints::Prints},
};

/// What becomes of a stuck job.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Stuck {
    /// Back to the front of its queue: it never began.
    #[default]
    Requeue,
    /// As RQ does: failed, or retried if it may be.
    Fail,
}

/// The text that RQ stores with a job that was stuck.
pub fn failed_because(_: Time) -> String {
    "Job was stuck in intermediate queue.".to_owned()
}

/// Stuck entries, and new ones, that one look keeps in memory; what is beyond waits for the next look.
const KEPT: usize = 10_000;

/// What one look at an intermediate list found.
#[derive(Default)]
pub struct Look {
    pub steps: Vec<Planned<Settle>>,
    pub marks: Vec<Mark>,
    /// Every entry that was met.
    pub met: Prints,
    /// There may be more to settle than was kept.
    pub more: bool,
}

/// What an entry is.
#[derive(Clone, Debug, PartialEq)]
enum Sight {
    /// First seen now.
    New,
    /// It goes, or becomes something; the moment since which it was seen.
    Old(Verdict, Option<Time>),
}

/// How entries are looked at.
pub struct Looking {
    pub within: Rc<Within>,
    pub task: &'static Task,
    pub stuck: Stuck,
    /// Seconds after which an entry is stuck.
    pub stuck_s: f64,
}

impl Looking {
    /// Reads the list from its head and judges every entry.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn look(&self, store: &mut Store) -> Result<Look, Error> {
        let place = self.within.place.clone();
        let needs = settle::NEEDS.and(Needs::READABLE.small()).and(Needs::SEEN);
        let mut walk = store.entries(vec![Walk::List(place)], needs, None)?;
        let (mut look, mut judged) = (Look::default(), Vec::new());
        while let Some(page) = walk.next_page()? {
            for c in page.items {
                look.met.insert(&c.id.0);
                match self.judge(&c, page.now, walk.crew()) {
                    Sight::Old(Verdict::Running, _) => {}
                    _ if judged.len().max(look.marks.len()) == KEPT => look.more = true,
                    Sight::New => look.marks.push(self.mark(&c, page.now)),
                    Sight::Old(verdict, since) => judged.push((c, verdict, since)),
                }
            }
        }
        // From the tail: what goes back to the front keeps its order, and is found at once when it is taken out.
        judged.reverse();
        let pairs = judged.iter().map(|(c, verdict, _)| (c, verdict));
        let mut dependents = read_dependents(&mut walk, pairs)?.into_iter();
        drop(walk);
        self.keep_waiting(store, &mut judged)?;
        for (c, verdict, since) in judged {
            let dependents = if verdict.fails() { dependents.next() } else { None };
            let why = Why::Stuck { since: since.unwrap_or_default() };
            verdict.plan(&self.within, &c, self.task, why, dependents.unwrap_or_default(), &mut look.steps);
        }
        Ok(look)
    }

    /// A job that waits in its queue must not be put there twice: its entry was left over.
    fn keep_waiting(
        &self,
        store: &mut Store,
        judged: &mut [(Candidate, Verdict, Option<Time>)],
    ) -> Result<(), Error> {
        let goes_back = |v: &Verdict| matches!(v, Verdict::Requeue);
        let queues: HashSet<QueueName> =
            judged.iter().filter(|(_, v, _)| goes_back(v)).map(|(c, ..)| self.queue(c)).collect();
        for queue in queues {
            let waiting = Mentions::of_list(store, &queue)?;
            for (c, verdict, _) in judged.iter_mut() {
                if goes_back(verdict) && self.queue(c) == queue && waiting.names(&c.id) {
                    *verdict = Verdict::Drop(Reason::Already, Why::Waits);
                }
            }
        }
        Ok(())
    }

    fn queue(&self, c: &Candidate) -> QueueName {
        c.queue().unwrap_or_else(|| self.within.queue.clone())
    }

    fn mark(&self, c: &Candidate, now: Time) -> Mark {
        let enqueued = c.job().and_then(|job| job.get(Field::EnqueuedAt)).unwrap_or_default();
        let stamp = match self.stuck {
            Stuck::Requeue => Stamp::Ours([seconds(now).as_bytes(), b"|", enqueued].concat()),
            Stuck::Fail => Stamp::Rqs(seconds(now).into_bytes()),
        };
        Mark { within: Rc::clone(&self.within), id: c.id.clone(), stamp }
    }

    fn judge(&self, c: &Candidate, now: Time, crew: &Crew) -> Sight {
        let at_once = |verdict| Sight::Old(verdict, None);
        let job = match &c.found {
            Found::NoHash => return at_once(Verdict::Drop(Reason::Orphan, Why::NoJob)),
            Found::WrongType => return at_once(Verdict::wrong_type()),
            Found::Job(job) => job,
        };
        if c.running(now) {
            return at_once(Verdict::Running);
        }
        if !job.has_data() {
            return at_once(Verdict::Drop(Reason::NoData, Why::NoData));
        }
        let queue = &self.within.queue;
        let status = job.status();
        if let Some(poison) =
            state::poison(&c.id, job, queue, crew).filter(|_| status == Some(Status::Queued))
        {
            return at_once(Verdict::Leave(requeue::unwelcome(&poison)));
        }
        let since = match self.stuck {
            Stuck::Requeue => c.standing.seen_here,
            Stuck::Fail => c.first_seen(),
        };
        let Some(since) = since else { return Sight::New };
        if now.since(since) <= self.stuck_s {
            return at_once(Verdict::Running);
        }
        let verdict = match (status, self.stuck) {
            (Some(Status::Queued), Stuck::Requeue) => Verdict::Requeue,
            (Some(Status::Queued | Status::Started), _) => end_of_run(&c.id, job, queue, crew),
            (status, _) => Verdict::Drop(Reason::WrongState, Why::LeftOver(status)),
        };
        Sight::Old(verdict, Some(since))
    }
}

/// Seconds since the epoch as Python writes a float.
fn seconds(now: Time) -> String {
    format!("{}.{:06}", now.seconds(), now.0.rem_euclid(1_000_000))
}
