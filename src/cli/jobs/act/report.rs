//! What became of each job, as it happens, and what is said at the end.

use std::{io, ops::ControlFlow, time::Duration};

use crate::{
    cli::{exit::Failure, global::Global, ui::Progress},
    ops::{
        engine::{Event, Limits, Step},
        refusal::{Instead, Refusal},
        verb::{Names, OnJob},
    },
    render::{
        column::{self, Column},
        listing::{Format, LeftOut, Listing, Tail},
        numbers::thousands,
    },
    views::reports::{JOBS, QUEUED_JOBS, Row},
};

/// Commands that are named at the end, each for the first job that it fits.
const HINTS: usize = 3;

/// Which rows a run prints.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rows {
    /// One job was named: a person is told in a sentence where it was not done.
    Sentence,
    Every,
    /// Thousands were done: a person wants those that were not.
    NotDone,
    /// `-o ids`: those that were done, to go on with.
    Done,
}

impl Rows {
    pub fn of(format: Format, single: bool, listed: bool, dry_run: bool) -> Rows {
        match format {
            Format::Ids => Rows::Done,
            Format::Table | Format::Wide if single => Rows::Sentence,
            Format::Table if !listed && !dry_run => Rows::NotDone,
            _ => Rows::Every,
        }
    }
}

/// Rows on their way out.
pub struct Report<'w> {
    listing: Listing<'w, Row>,
    progress: Progress,
    names: Names,
    limits: Limits<'static>,
    rows: Rows,
    queues: bool,
    told: Told,
}

/// What is left to say when the rows are out.
#[derive(Default)]
pub struct Told {
    sentence: bool,
    done: u64,
    not_done: u64,
    /// The refusal of the one job that was named.
    pub refused: Option<(Vec<u8>, Refusal)>,
    /// What fits where something was refused, each for the first job that it fits.
    pub instead: Vec<(Vec<u8>, Instead)>,
    /// Why rows do not reach anybody any more.
    pub broken: Option<io::Error>,
    /// IDs that `-o ids` could not say.
    pub left_out: LeftOut,
}

impl<'w> Report<'w> {
    /// The columns of the report; those of `-o ids` are the ID alone.
    ///
    /// # Errors
    /// Exit 2 for a column that does not exist.
    pub fn columns(queues: bool, global: &Global) -> Result<Vec<&'static Column<Row>>, Failure> {
        let all = if queues { QUEUED_JOBS } else { JOBS };
        let format = global.format();
        if format == Format::Ids {
            return Ok(all[..1].iter().collect());
        }
        Ok(column::choose(all, &global.columns, format == Format::Wide, format.machine())?)
    }

    pub fn begin(
        listing: Listing<'w, Row>,
        progress: Progress,
        names: Names,
        limits: Limits<'static>,
        rows: Rows,
        queues: bool,
    ) -> Report<'w> {
        Report {
            listing,
            progress,
            names,
            limits,
            rows,
            queues,
            told: Told { sentence: rows == Rows::Sentence, ..Told::default() },
        }
    }

    /// Hears of one job. Breaks when nobody reads the report any more.
    pub fn take<S: Step + OnJob>(&mut self, event: Event<S>) -> ControlFlow<()> {
        let queue = |step: &S| self.queues.then(|| step.queue().0.to_vec());
        let row = |id: &[u8], queue, outcome, refusal: Option<&Refusal>| Row {
            id: id.to_vec(),
            queue,
            outcome,
            reason: refusal.map(|r| r.reason.code()),
            message: refusal.map(|r| r.message.clone()),
        };
        let outcome = |refusal| if self.limits.fails(refusal) { "failed" } else { "skipped" };
        let (row, refusal) = match event {
            Event::Would(step) => (row(&step.id().0, queue(step), self.names.would, None), None),
            Event::Done(step, _) => (row(&step.id().0, queue(step), self.names.done, None), None),
            Event::Skipped(id, refusal) => (row(id, None, outcome(refusal), Some(refusal)), Some(refusal)),
            Event::Refused(step, refusal) => {
                (row(&step.id().0, None, outcome(refusal), Some(refusal)), Some(refusal))
            }
        };
        self.count(&row.id, refusal);
        let wanted = match self.rows {
            Rows::Every => true,
            Rows::NotDone => refusal.is_some(),
            Rows::Done | Rows::Sentence => refusal.is_none(),
        };
        if wanted && let Err(e) = self.listing.row(&row) {
            self.told.broken = Some(e);
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    fn count(&mut self, id: &[u8], refusal: Option<&Refusal>) {
        let told = &mut self.told;
        match refusal {
            None => told.done += 1,
            Some(refusal) => {
                told.not_done += 1;
                if self.rows == Rows::Sentence {
                    told.refused = Some((id.to_vec(), refusal.clone()));
                }
                let known = |(_, other): &(Vec<u8>, Instead)| Some(other) == refusal.instead.as_ref();
                if let Some(instead) = refusal.instead.clone()
                    && told.instead.len() < HINTS
                    && !told.instead.iter().any(known)
                {
                    told.instead.push((id.to_vec(), instead));
                }
            }
        }
        let (done, not_done, verb) = (told.done, told.not_done, self.names.done);
        self.progress.say(&|took: Duration| {
            let not_done =
                if not_done > 0 { format!("  not done {}", number(not_done)) } else { String::new() };
            format!("{verb} {}{not_done}  {} s", number(done), took.as_secs())
        });
    }

    /// Closes the document, whatever happened.
    pub fn end(mut self, tail: &Tail) -> Told {
        self.progress.clear();
        match self.listing.end(tail) {
            Ok(ended) => self.told.left_out = ended.left_out,
            Err(e) => _ = self.told.broken.get_or_insert(e),
        }
        self.told
    }
}

impl Told {
    /// One job was named, and its row says it all.
    pub fn single(&self) -> bool {
        self.sentence && self.done + self.not_done == 1
    }
}

pub fn number(n: u64) -> String {
    thousands(i64::try_from(n).unwrap_or(i64::MAX))
}
