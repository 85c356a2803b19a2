//! How the report of one verb differs from the usual one.

use crate::{
    cli::{
        exit::Failure,
        hints::Hints,
        jobs::act::{BulkArgs, Tally},
    },
    ops::{
        engine::Step,
        refusal::Refusal,
        verb::{OnJob, Verb},
    },
    render::{column::Column, page::Page, phrase::Phrase},
    rq::status::Status,
    store::Store,
    views::reports::{JOBS, Row},
};

/// What was seen of a step of the verb.
pub type Seen<V> = <<V as Verb>::Step as Step>::Seen;

pub trait Tell: Verb<Step: OnJob> {
    const COLUMNS: &'static [Column<Row>] = JOBS;

    /// Adds to the row of a job what is known; `seen` is `None` where nothing was done.
    fn fill(_step: &Self::Step, _seen: Option<&Seen<Self>>, _row: &mut Row) {}

    /// The outcome of what was refused.
    fn outcome(_refusal: &Refusal, fails: bool) -> &'static str {
        if fails { "failed" } else { "skipped" }
    }

    /// What jobs with this status are called in a question: `failed`.
    fn adjective(status: &Status) -> String {
        status.lossy().into_owned()
    }

    /// Where one job was named and done: what a person reads in place of its row. False = the row.
    fn page(_step: &Self::Step, _seen: &Seen<Self>, _page: &mut Page) -> bool {
        false
    }

    /// What a person should know before saying yes. Read when somebody is asked.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    fn warnings(&self, _: &BulkArgs, _: &Tally, _: &mut Store, _: &Hints) -> Result<Vec<Phrase>, Failure> {
        Ok(Vec::new())
    }

    /// What to type, or to know, where what was seen [fell short](Step::short_of).
    fn hint(_step: &Self::Step, _seen: &Seen<Self>, _hints: &Hints) -> Option<String> {
        None
    }
}
