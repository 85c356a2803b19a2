//! How the rows of a walk through jobs reach the reader: page by page, as they are read. What goes wrong on the
//! way is said behind what came before.

use std::{borrow::Cow, sync::atomic::Ordering};

use crate::{
    cli::{
        answer,
        exit::{Exit, Failure},
        hints::Hints,
        server,
        ui::Ui,
    },
    render::{
        cell::Cell,
        column::Column,
        listing::{Ended, Listing, Tail},
    },
    rq::{candidate::Candidate, fields::Needs, time::Time},
    store::{
        Store,
        error::Error,
        select::{Cut, Select},
    },
};

/// What a walk prints.
pub struct Walk<T: 'static> {
    /// `rqctl/jobs.list/1`.
    pub schema: String,
    pub columns: Vec<&'static Column<T, Needs>>,
    /// What must be loaded beside what the columns need.
    pub also: Needs,
    /// At most so many rows, where what is selected does not know its limit.
    pub most: Option<u64>,
    /// What is printed is chosen by what workers say: where not all of them can be seen, more may be meant.
    pub by_workers: bool,
    /// Why there may be more than the walk can meet.
    pub lacking: Option<Error>,
}

/// How far a walk came.
#[derive(Debug, Default)]
pub struct Walked {
    pub rows: u64,
    pub cut: Cut,
    /// How many the whole selection holds, where that is known anyway.
    pub of: Option<u64>,
    /// Entries without a job that were left out.
    pub orphans: u64,
    pub interrupted: bool,
    /// Of some rows it is not known what workers do with the job, because not all workers can be seen.
    pub unknown: bool,
    pub workers_unseen: Option<Error>,
    pub failure: Option<Failure>,
    pub ended: Ended,
}

/// Named totals of a machine format.
pub type Totals = Vec<(Cow<'static, str>, Cell<'static>)>;

impl<T> Walk<T> {
    pub fn new(schema: impl Into<String>, columns: Vec<&'static Column<T, Needs>>) -> Walk<T> {
        Walk {
            schema: schema.into(),
            columns,
            also: Needs::NONE,
            most: None,
            by_workers: false,
            lacking: None,
        }
    }

    /// Prints what `open` selects. `row` makes a row of a candidate, or leaves it out.
    ///
    /// # Errors
    /// When the output cannot be written. Whatever else ends the walk early is part of what is returned, because
    /// the document has been closed with it.
    pub fn print(
        self,
        ui: &mut Ui,
        store: &mut Store,
        hints: &Hints,
        open: impl FnOnce(&mut Store, Needs) -> Result<Select<'_>, Error>,
        mut row: impl FnMut(Candidate, Time) -> Option<T>,
        totals: impl FnOnce(&Walked) -> Totals,
    ) -> Result<Walked, Failure> {
        let also = self.also.and(Needs::AS_SEEN);
        let needs = self.columns.iter().fold(also, |needs, column| needs.and(column.needs));
        let most = self.most.unwrap_or(u64::MAX);
        let look = ui.look(store.opened_at());
        let interrupt = ui.interrupt();
        let head = [("server", server::cell(store))];
        let mut listing = Listing::begin(&mut ui.out, self.columns, &look, &self.schema, &head)?;
        let mut walked = Walked::default();
        match open(store, needs) {
            Err(e) => walked.failure = Some(e.into()),
            Ok(mut select) => {
                let mut enough = false;
                while !enough {
                    walked.interrupted = interrupt.load(Ordering::Relaxed);
                    if walked.interrupted {
                        break;
                    }
                    let page = match select.next_page() {
                        Ok(Some(page)) => page,
                        Ok(None) => break,
                        Err(e) => {
                            walked.failure = Some(e.into());
                            break;
                        }
                    };
                    for c in page.items {
                        let unknown = c.word_unknown(page.now);
                        let Some(row) = row(c, page.now) else { continue };
                        enough = walked.rows == most;
                        if enough {
                            break;
                        }
                        listing.row(&row)?;
                        walked.rows += 1;
                        walked.unknown |= unknown;
                    }
                }
                walked.cut = if enough { Cut::Yes } else { select.cut() };
                (walked.orphans, walked.of) = (select.orphans(), select.matched());
                walked.workers_unseen = select.workers_unseen().cloned();
                let workers = walked.workers_unseen.as_ref().filter(|_| self.by_workers);
                let lacking = self.lacking.as_ref().or(select.queues_unseen()).or(workers).cloned();
                if walked.failure.is_none() && !walked.interrupted {
                    walked.failure = lacking.map(Failure::from);
                }
                if walked.cut != Cut::No && walked.of.is_none() && walked.failure.is_none() {
                    match select.entries_in_all() {
                        Ok(of) => walked.of = of,
                        Err(e) => walked.failure = Some(e.into()),
                    }
                }
            }
        }
        let error = walked.failure.as_ref().and_then(|failure| failure.fault(hints));
        let truncated = walked.cut != Cut::No;
        let complete = !truncated && !walked.interrupted && walked.failure.is_none();
        walked.ended = listing.end(&Tail { totals: totals(&walked), truncated, complete, error })?;
        ui.flush()?;
        Ok(walked)
    }
}

impl Walked {
    /// Whether a person reads on below the rows.
    pub fn remarks(&self, ui: &Ui) -> bool {
        self.failure.is_none() && !ui.format().machine()
    }

    /// How the command ends.
    ///
    /// # Errors
    /// What ended the walk early.
    pub fn exit(self, hints: &Hints, ui: &mut Ui) -> Result<Exit, Failure> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        if let Some(why) = self.workers_unseen.as_ref().filter(|_| self.unknown) {
            answer::unseen(ui, answer::STATES_UNKNOWN, why, hints);
        }
        let exit = answer::left_out(ui, &self.ended.left_out);
        if self.interrupted {
            ui.warn("interrupted: there may be more");
            return Ok(Exit::Interrupted);
        }
        Ok(exit)
    }
}
