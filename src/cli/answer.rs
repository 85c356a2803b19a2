//! Answers of few rows, which are all known before the first is printed: queues, workers, schedulers.

use std::borrow::Cow;

use crate::{
    cli::{
        exit::{Exit, Failure},
        global::Global,
        hints::Hints,
        server,
        ui::Ui,
    },
    render::{
        cell::Cell,
        column::{self, Column},
        listing::{Ended, Format, Listing, Tail},
        numbers::count_of,
    },
    store::Store,
};

/// What a command prints.
pub struct Answer<T: 'static> {
    /// `rqctl/queues.list/1`.
    pub schema: &'static str,
    /// What a row is, in the singular.
    pub noun: &'static str,
    pub columns: Vec<&'static Column<T>>,
    pub totals: Vec<(Cow<'static, str>, Cell<'static>)>,
}

/// The columns of a command whose rows are no jobs, before anything is connected.
///
/// # Errors
/// Exit 2 for a column that does not exist, and with `-o ids`.
pub fn columns<T>(global: &Global, all: &'static [Column<T>]) -> Result<Vec<&'static Column<T>>, Failure> {
    let format = global.format_without_ids()?;
    Ok(column::choose(all, &global.columns, format == Format::Wide, format.machine())?)
}

impl<T> Answer<T> {
    pub fn new(schema: &'static str, noun: &'static str, columns: Vec<&'static Column<T>>) -> Answer<T> {
        Answer { schema, noun, columns, totals: Vec::new() }
    }

    /// Prints the rows. A failure is said behind them, so that what was found is not lost.
    pub fn print(
        self,
        ui: &mut Ui,
        store: &Store,
        hints: &Hints,
        rows: &[T],
        failure: Option<Failure>,
    ) -> Result<Exit, Failure> {
        let look = ui.look(store.opened_at());
        let machine = look.format.machine();
        let head = [("server", server::cell(store))];
        let mut listing = Listing::begin(&mut ui.out, self.columns, &look, self.schema, &head)?.small();
        for row in rows {
            listing.row(row)?;
        }
        let error = failure.as_ref().and_then(|failure| failure.fault(hints));
        let ended = listing.end(&Tail { totals: self.totals, truncated: false, complete: true, error })?;
        if !machine {
            ui.flush()?;
            let style = ui.style();
            let note = |text: String| style.paint(&text, column::Tone::Dim);
            let mut said = count_of(rows.len() as u64, self.noun);
            said.extend(alike(&ended).map(|alike| format!("; {alike}")));
            ui.note(&note(said));
            if let Some(hidden) = hidden(&ended) {
                ui.note(&note(hidden));
            }
        }
        failure.map_or(Ok(Exit::Done), Err)
    }
}

/// What is the same in every row and so was left out of the table.
pub fn alike(ended: &Ended) -> Option<String> {
    let title = |title: &str| title.to_lowercase();
    let (some, none): (Vec<_>, Vec<_>) = ended.constant.iter().partition(|constant| constant.value.is_some());
    let all: Vec<String> = some
        .into_iter()
        .map(|constant| {
            format!("{} {}", title(constant.title), constant.value.as_deref().unwrap_or_default())
        })
        .collect();
    let nothing: Vec<String> = none.into_iter().map(|constant| title(constant.title)).collect();
    let mut parts = Vec::new();
    if !all.is_empty() {
        parts.push(format!("all: {}", all.join(", ")));
    }
    if !nothing.is_empty() {
        parts.push(format!("none: {}", nothing.join(", ")));
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// What did not fit the terminal.
pub fn hidden(ended: &Ended) -> Option<String> {
    (!ended.hidden.is_empty()).then(|| format!("hidden: {} (-o wide)", ended.hidden.join(", ")))
}
