//! Selection → pages of candidates: the one read path of list, count, every verb on jobs, maintenance and
//! migrate-ids.
//!
//! A member goes through stages: it is read, then the small fields of its hash, then what only those that are
//! still meant need (large fields, executions, sizes), then what that in turn names. Where nearly all that is
//! read is meant, large fields are weighed first and then loaded together with the small ones. Each batch carries
//! one stage of several pages, so that one connection keeps the server busy. A walk that acts takes one page of
//! members at a time instead, because reading ahead of what it removes would skip jobs; a verb may have the hashes of
//! a part of it read while it acts on the part before.

mod begin;
mod choose;
mod context;
mod first;
mod plan;
mod row;
mod source;
mod stages;
mod weigh;

pub(in crate::store) use row::note_first_seen;
use stages::Stages;

use crate::{
    rq::{
        candidate::{Candidate, Found},
        filter::Toward,
        fleet::Crew,
        id::{QueueName, composite},
        keys::Keys,
        place::Place,
        time::Time,
    },
    store::{
        Store,
        cursor::{Member, PAGE},
        error::Error,
        wire::{Batch, Reply},
    },
};

/// Candidates with the clock at which they were read.
#[derive(Debug)]
pub struct Page {
    pub now: Time,
    pub items: Vec<Candidate>,
}

/// Whether a limit kept anything back.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Cut {
    #[default]
    No,
    Yes,
    /// So many members behind the limit were looked at in vain that the look ended.
    Perhaps,
}

/// Members behind a limit that are looked at to say whether there is more.
const LOOK_BEHIND: usize = 20 * PAGE;

/// Members of a page whose hashes are read while those before them are acted on: enough for several calls of a script.
const PART: usize = 200;

/// Pages of one selection, see the module.
pub struct Select<'s> {
    store: &'s mut Store,
    stages: Stages,
    toward: Toward,
    limit: Option<u64>,
    /// Hand out entries without a job hash too.
    orphans: bool,
    given: u64,
    left_out: u64,
    /// Of the page of a walk that acts: candidates that were handed out, and how many of them still stand.
    handed: usize,
    standing: usize,
    matched: Option<u64>,
    cut: Cut,
}

impl Select<'_> {
    /// The next page that holds something, or `None` at the end. Pages of a look are never empty; a walk
    /// that acts hands out empty ones too, because [`Select::acted`] must follow each.
    ///
    /// # Errors
    /// When Redis cannot be asked any more.
    pub fn next_page(&mut self) -> Result<Option<Page>, Error> {
        match self.toward {
            Toward::Listing => self.next_look(),
            Toward::Acting => self.next_act(),
        }
    }

    fn next_look(&mut self) -> Result<Option<Page>, Error> {
        loop {
            if self.limit.is_some_and(|l| self.given >= l) {
                self.look_behind()?;
                return Ok(None);
            }
            let mut items = self.admitted();
            if let Some(limit) = self.limit {
                let left = usize::try_from(limit - self.given).unwrap_or(usize::MAX);
                if items.len() > left {
                    self.cut = Cut::Yes;
                    items.truncate(left);
                }
            }
            if !items.is_empty() {
                self.given += items.len() as u64;
                return Ok(Some(Page { now: self.stages.now, items }));
            }
            // One more than is handed out says whether there is more.
            let enough = self.limit.map(|l| l - self.given + 1);
            if !self.stages.tick(self.store, enough)? && self.stages.done.is_empty() {
                return Ok(None);
            }
        }
    }

    fn next_act(&mut self) -> Result<Option<Page>, Error> {
        if self.page_ended() {
            (self.stages.held, self.stages.read, self.handed, self.standing) = (false, 0, 0, 0);
        }
        loop {
            let more = self.stages.tick(self.store, None)?;
            if self.stages.part_done() || (self.stages.held && self.page_ended()) {
                let items = self.admitted();
                self.given += items.len() as u64;
                self.handed += items.len();
                return Ok(Some(Page { now: self.stages.now, items }));
            }
            if !more {
                return Ok(None);
            }
        }
    }

    /// Whether all of the last page of a walk that acts was handed out.
    pub fn page_ended(&self) -> bool {
        self.stages.settled()
    }

    /// What came out of the pipeline; entries without a job where they are wanted, and those that end a worker
    /// whenever they were asked for.
    fn admitted(&mut self) -> Vec<Candidate> {
        let mut items: Vec<Candidate> = self.stages.done.drain(..).collect();
        let before = items.len();
        if !self.orphans {
            items.retain(|c| !matches!(c.found, Found::NoHash) || c.standing.poison.is_some());
        }
        self.left_out += (before - items.len()) as u64;
        items
    }

    /// Goes on behind the limit until another job is met, but not for ever.
    fn look_behind(&mut self) -> Result<(), Error> {
        self.stages.read = 0;
        while self.cut == Cut::No {
            if !self.admitted().is_empty() {
                self.cut = Cut::Yes;
            } else if self.stages.read > LOOK_BEHIND {
                self.cut = Cut::Perhaps;
            } else if !self.stages.tick(self.store, Some(1))? && self.stages.done.is_empty() {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Whether jobs are left that the limit kept back, once the walk has ended.
    pub fn cut(&self) -> Cut {
        self.cut
    }

    /// Whether jobs may be left that the limit kept back.
    pub fn truncated(&self) -> bool {
        self.cut != Cut::No
    }

    /// How many jobs the whole selection holds, where an order had to know.
    pub fn matched(&self) -> Option<u64> {
        self.matched
    }

    /// How many entries the places of the selection have, where it means all that stands in them.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn entries_in_all(&mut self) -> Result<Option<u64>, Error> {
        let context = &self.stages.context;
        let Some(places) = self.stages.filter.whole_places(&context.queues, &context.rate_limits) else {
            return Ok(None);
        };
        self.store.wire.settle();
        self.store.members(&places)
    }

    /// Entries without a job that were met and not handed out.
    pub fn orphans(&self) -> u64 {
        self.left_out
    }

    /// After a verb acted on what was handed out last: `left` of its candidates still stand where they stood. So do the
    /// members of a page that were not handed out.
    pub fn acted(&mut self, left: usize) {
        self.standing += left;
        if self.page_ended() {
            self.stages.source.acted(self.standing + self.stages.read - self.handed);
        }
    }

    /// The queue whose list a walk that acts is in, and how many entries at its end it has passed.
    pub fn behind(&self) -> Option<(&QueueName, u64)> {
        match self.stages.source.behind()? {
            (Place::Queue(queue), passed) => Some((queue, passed)),
            _ => None,
        }
    }

    /// So many of the entries [behind](Select::behind) the walk are gone.
    pub fn swept(&mut self, gone: u64) {
        self.stages.source.swept(gone);
    }

    /// The live workers as they were when the walk began.
    pub fn crew(&self) -> &Crew {
        &self.stages.context.crew
    }

    /// Hands each page of a walk that acts out in parts: while one is acted on, the hashes of the next are read. Where
    /// all of them stand was read before the first, so nothing is skipped, and what a step finds changed it refuses.
    pub fn in_parts(mut self) -> Self {
        if self.toward == Toward::Acting {
            self.stages.in_parts(PART);
        }
        self
    }

    /// Asks more about a page of a walk that acts, before it is acted on. Not in a walk [in parts](Select::in_parts).
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn ask(&mut self, batch: Batch) -> Result<Vec<Reply>, Error> {
        self.store.ask(batch)
    }

    pub fn keys(&self) -> &Keys {
        &self.store.keys
    }

    /// The queues whose lists the walk goes through.
    pub fn lists(&self) -> impl Iterator<Item = &QueueName> {
        self.stages.context.walked.iter().filter_map(|place| match place {
            Place::Queue(queue) => Some(queue),
            _ => None,
        })
    }

    /// Why there may be live workers that are not known, where they matter to what is needed.
    pub fn workers_unseen(&self) -> Option<&Error> {
        self.stages.context.workers_unseen.as_ref()
    }

    /// Why there may be queues that were not looked at.
    pub fn queues_unseen(&self) -> Option<&Error> {
        self.stages.context.queues_unseen.as_ref()
    }

    /// Whether the jobs were named one by one.
    pub fn named(&self) -> bool {
        self.stages.context.named
    }
}

/// The member that a candidate was met as.
pub fn member_of(c: &Candidate) -> Member {
    let entry = match &c.execution {
        Some(execution) => composite(&c.id, execution),
        None => c.id.0.to_vec(),
    };
    Member { entry, score: c.score, index: c.index, place: c.place.clone() }
}

/// A walk that is left early owes replies: they are read, or the next question would get the wrong answers.
impl Drop for Select<'_> {
    fn drop(&mut self) {
        self.store.wire.settle();
    }
}
