//! How rows reach the reader where they are no jobs, or few: queues, workers, schedulers, groups.

use std::borrow::Cow;

use crate::{
    cli::{
        exit::{Exit, Failure},
        global::Global,
        hints::Hints,
        server,
        ui::Ui,
    },
    ops::engine::Totals,
    render::{
        cell::Cell,
        column::{self, Column},
        escape::shell_word,
        listing::{Constant, Ended, Format, LeftOut, Listing, Tail},
        numbers::count_of,
    },
    store::{Store, error::Error},
};

/// Rows of a table where no limit was asked for and there may be many. Machine formats have none.
const LIMIT: u64 = 50;

/// What a command prints.
pub struct Answer<T: 'static> {
    /// `rqctl/queues.list/1`.
    schema: &'static str,
    /// What a row is, in the singular.
    noun: &'static str,
    columns: Vec<&'static Column<T>>,
    limit: u64,
    small: bool,
    /// Why there may be more rows than are known.
    lacking: Option<Failure>,
}

/// The columns of a command whose rows are no jobs, before anything is connected.
///
/// # Errors
/// Exit 2 for a column that does not exist, and with `-o ids`.
pub fn columns<T>(global: &Global, all: &'static [Column<T>]) -> Result<Vec<&'static Column<T>>, Failure> {
    let format = global.format_without_ids()?;
    Ok(column::choose(all, &global.columns, format == Format::Wide, format.machine())?)
}

/// The columns of a command whose rows are jobs: with `-o ids` the one that holds their IDs.
///
/// # Errors
/// Exit 2 for a column that does not exist.
pub fn columns_of_jobs<T>(
    global: &Global,
    all: &'static [Column<T>],
    id: &str,
) -> Result<Vec<&'static Column<T>>, Failure> {
    match global.format() {
        Format::Ids => Ok(all.iter().filter(|column| column.name == id).collect()),
        _ => columns(global, all),
    }
}

/// The totals of whatever acts, as machine formats have them.
pub fn totals(totals: &Totals) -> Vec<(Cow<'static, str>, Cell<'static>)> {
    let reasons = totals.by_reason.iter().map(|(reason, n)| ((*reason).into(), Cell::count(*n)));
    vec![
        ("matched".into(), Cell::count(totals.matched)),
        ("done".into(), Cell::count(totals.done)),
        ("skipped".into(), Cell::count(totals.skipped)),
        ("failed".into(), Cell::count(totals.failed)),
        ("by_reason".into(), Cell::Record(reasons.collect())),
    ]
}

impl<T> Answer<T> {
    pub fn new(schema: &'static str, noun: &'static str, columns: Vec<&'static Column<T>>) -> Answer<T> {
        Answer { schema, noun, columns, limit: u64::MAX, small: false, lacking: None }
    }

    /// The rows may not be all that there are, because of this: the answer is not complete.
    pub fn lacking(mut self, why: Option<Failure>) -> Answer<T> {
        self.lacking = why;
        self
    }

    /// At most so many rows; where nobody said how many, a table has as many as a person reads.
    pub fn limit(mut self, asked: Option<u64>, ui: &Ui) -> Answer<T> {
        let usual = if ui.format().machine() { u64::MAX } else { LIMIT };
        self.limit = asked.unwrap_or(usual);
        self
    }

    /// Prints rows that are all known and few. `failure` is said behind them, so that what was found is not
    /// lost.
    pub fn print(
        mut self,
        ui: &mut Ui,
        store: &mut Store,
        hints: &Hints,
        rows: Vec<T>,
        failure: Option<Failure>,
    ) -> Result<Exit, Failure> {
        self.small = true;
        let (mut rows, mut lacking) = (Some(rows), self.lacking.take());
        self.stream(ui, store, hints, failure, |_| match rows.take() {
            None => lacking.take().map_or(Ok(None), Err),
            rows => Ok(rows),
        })
    }

    /// Prints rows page by page until there are none. What goes wrong on the way is said behind what came
    /// before.
    pub fn stream(
        self,
        ui: &mut Ui,
        store: &mut Store,
        hints: &Hints,
        failure: Option<Failure>,
        mut next: impl FnMut(&mut Store) -> Result<Option<Vec<T>>, Failure>,
    ) -> Result<Exit, Failure> {
        let look = ui.look(store.opened_at());
        let mut failure = failure;
        let (mut rows, mut truncated, mut complete) = (0, false, true);
        let head = [("server", server::cell(store))];
        let mut listing = Listing::begin(&mut ui.out, self.columns, &look, self.schema, &head)?;
        if self.small {
            listing = listing.small();
        }
        while !truncated {
            match next(store) {
                Ok(None) => break,
                Ok(Some(page)) => {
                    for row in page {
                        truncated = rows == self.limit;
                        if truncated {
                            break;
                        }
                        listing.row(&row)?;
                        rows += 1;
                    }
                }
                Err(e) => {
                    (failure, complete) = (Some(e), false);
                    break;
                }
            }
        }
        let error = failure.as_ref().and_then(|failure| failure.fault(hints));
        let complete = complete && !truncated;
        let ended = listing.end(&Tail { totals: Vec::new(), truncated, complete, error })?;
        if let Some(failure) = failure {
            return Err(failure);
        }
        if !look.format.machine() {
            let count = count_of(rows, self.noun);
            let count = if truncated { format!("first {count}, there are more") } else { count };
            ui.flush()?;
            remarks(ui, &count, &ended);
            if rows == 0 {
                let elsewhere = server::elsewhere(store, hints)?;
                elsewhere.iter().for_each(|elsewhere| ui.note(elsewhere));
            }
        }
        Ok(left_out(ui, &ended.left_out))
    }
}

/// What stands below a table: how many rows, what is the same in all of them, what did not fit.
pub fn remarks(ui: &mut Ui, count: &str, ended: &Ended) {
    let mut parts = vec![count.to_owned()];
    parts.extend(alike(&ended.constant));
    ui.remark(&parts.join("; "));
    if !ended.hidden.is_empty() {
        ui.remark(&format!("hidden: {} (-o wide)", ended.hidden.join(", ")));
    }
}

/// What is the same in every row and so was left out of the table.
pub fn alike<'a>(constants: impl IntoIterator<Item = &'a Constant>) -> Option<String> {
    let said = |text: &Option<String>| text.clone().filter(|text| text != "-");
    let mut all = Vec::new();
    let mut none = Vec::new();
    for constant in constants.into_iter().filter(|constant| !constant.title.is_empty()) {
        let title = constant.title.to_lowercase();
        match said(&constant.value) {
            Some(value) => all.push(format!("{title} {value}")),
            None => none.push(title),
        }
    }
    let all = (!all.is_empty()).then(|| format!("in all: {}", all.join(", ")));
    let none = (!none.is_empty()).then(|| format!("in none: {}", none.join(", ")));
    let parts: Vec<String> = all.into_iter().chain(none).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// What cannot be said because not all workers or queues can be seen.
pub fn unseen(ui: &mut Ui, what: &str, why: &Error, hints: &Hints) {
    ui.warn_with(&format!("{what}: {why}"), hints.after(why).as_deref());
}

/// Of rows that do not say whether a worker has the job.
pub const STATES_UNKNOWN: &str = "what some jobs do is not known";

/// IDs that `-o ids` could not say make the answer a partial one.
pub fn left_out(ui: &mut Ui, left_out: &LeftOut) -> Exit {
    let Some(first) = &left_out.first else { return Exit::Done };
    let ids = count_of(left_out.count, "ID");
    ui.warn(&format!("left out {ids} that hold a newline, such as {}; -0 says them", shell_word(first)));
    Exit::Partly
}
