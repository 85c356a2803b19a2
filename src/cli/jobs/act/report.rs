//! What became of each job, as it happens, and what is said at the end.

use std::{collections::BTreeMap, io, ops::ControlFlow, time::Duration};

use crate::{
    cli::{
        exit::Failure,
        global::Global,
        hints::Hints,
        jobs::act::tell::{Seen, Tell},
        ui::Progress,
    },
    ops::{
        engine::{Event, Limits, Step},
        refusal::{Instead, Refusal},
        verb::OnJob,
    },
    render::{
        column::{self, Column, Tone},
        listing::{Format, LeftOut, Listing, Tail},
        numbers::number,
        page::Page,
        phrase::Phrase,
    },
    views::reports::Row,
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
pub struct Report<'w, V: Tell> {
    listing: Listing<'w, Row>,
    progress: Progress,
    limits: Limits<'static>,
    rows: Rows,
    hints: &'w Hints,
    /// What was done, by outcome: a verb may have several.
    outcomes: BTreeMap<&'static str, u64>,
    told: Told,
    verb: std::marker::PhantomData<V>,
}

/// What is left to say when the rows are out.
pub struct Told {
    sentence: bool,
    done: u64,
    not_done: u64,
    /// The one job that was named and not done, in words.
    pub refused: Option<Refused>,
    /// What fits where something was refused, each for the first job that it fits.
    pub instead: Vec<(Vec<u8>, Instead)>,
    /// What a person reads in place of a row.
    pub page: Page,
    /// Why rows do not reach anybody any more.
    pub broken: Option<io::Error>,
    /// IDs that `-o ids` could not say.
    pub left_out: LeftOut,
}

/// Why the one job that was named was not done.
pub struct Refused {
    pub id: Vec<u8>,
    pub code: &'static str,
    pub message: String,
    pub instead: Option<Instead>,
    /// In place of a command that fits instead.
    pub hint: Option<String>,
}

impl<'w, V: Tell> Report<'w, V> {
    /// The columns of the report; those of `-o ids` are the ID alone.
    ///
    /// # Errors
    /// Exit 2 for a column that does not exist.
    pub fn columns(global: &Global) -> Result<Vec<&'static Column<Row>>, Failure> {
        let all = V::COLUMNS;
        let format = global.format();
        if format == Format::Ids {
            return Ok(all[..1].iter().collect());
        }
        Ok(column::choose(all, &global.columns, format == Format::Wide, format.machine())?)
    }

    pub fn begin(
        listing: Listing<'w, Row>,
        progress: Progress,
        page: Page,
        limits: Limits<'static>,
        rows: Rows,
        hints: &'w Hints,
    ) -> Report<'w, V> {
        let told = Told {
            sentence: rows == Rows::Sentence,
            done: 0,
            not_done: 0,
            refused: None,
            instead: Vec::new(),
            page,
            broken: None,
            left_out: LeftOut::default(),
        };
        let outcomes = BTreeMap::new();
        Report { listing, progress, limits, rows, hints, outcomes, told, verb: std::marker::PhantomData }
    }

    /// Hears of one job. Breaks when nobody reads the report any more.
    pub fn take(&mut self, event: Event<V::Step>) -> ControlFlow<()> {
        match event {
            Event::Would(step) => {
                let row = filled::<V>(step, None, V::NAMES.would);
                self.told.done += 1;
                self.print(&row, true)
            }
            Event::Done(step, seen) => self.seen(step, &seen),
            Event::Skipped(left, refusal) => {
                let row = Row::of(&left.id, V::outcome(refusal, self.limits.fails(refusal)));
                self.refused(row, refusal)
            }
            Event::Refused(step, refusal) => {
                let row = filled::<V>(step, None, V::outcome(refusal, self.limits.fails(refusal)));
                self.refused(Row { queue: None, ..row }, refusal)
            }
        }
    }

    fn seen(&mut self, step: &V::Step, seen: &Seen<V>) -> ControlFlow<()> {
        let row = filled::<V>(step, Some(seen), V::NAMES.done);
        if let Some(reason) = V::Step::short_of(seen) {
            self.told.not_done += 1;
            if self.rows == Rows::Sentence {
                self.told.refused = Some(Refused {
                    id: row.id.clone(),
                    code: reason.code(),
                    message: row.message.clone().unwrap_or_default(),
                    instead: None,
                    hint: V::hint(step, seen, self.hints),
                });
            }
            return self.print(&row, false);
        }
        self.told.done += 1;
        *self.outcomes.entry(row.outcome).or_default() += 1;
        if self.rows == Rows::Sentence {
            if !V::page(step, seen, &mut self.told.page) {
                usual::<V>(&row, &mut self.told.page);
            }
            return ControlFlow::Continue(());
        }
        self.print(&row, true)
    }

    fn refused(&mut self, mut row: Row, refusal: &Refusal) -> ControlFlow<()> {
        row.reason = Some(refusal.reason.code());
        row.message = Some(refusal.message.clone());
        let told = &mut self.told;
        told.not_done += 1;
        if self.rows == Rows::Sentence {
            told.refused = Some(Refused {
                id: row.id.clone(),
                code: refusal.reason.code(),
                message: refusal.message.clone(),
                instead: refusal.instead.clone(),
                hint: None,
            });
        }
        let known = |(_, other): &(Vec<u8>, Instead)| Some(other) == refusal.instead.as_ref();
        if let Some(instead) = refusal.instead.clone()
            && told.instead.len() < HINTS
            && !told.instead.iter().any(known)
        {
            told.instead.push((row.id.clone(), instead));
        }
        self.print(&row, false)
    }

    fn print(&mut self, row: &Row, done: bool) -> ControlFlow<()> {
        self.say_how_far();
        let wanted = match self.rows {
            Rows::Every => true,
            Rows::NotDone => !done,
            Rows::Done | Rows::Sentence => done,
        };
        if wanted && let Err(e) = self.listing.row(row) {
            self.told.broken = Some(e);
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    fn say_how_far(&mut self) {
        let (done, not_done) = (self.told.done, self.told.not_done);
        self.progress.say(&|took: Duration| {
            let not_done =
                if not_done > 0 { format!("  not done {}", number(not_done)) } else { String::new() };
            format!("{} {}{not_done}  {} s", V::NAMES.done, number(done), took.as_secs())
        });
    }

    /// What was done, in words: `requeued 40,112`; of a verb with several outcomes `stopped 30, ended 1`.
    pub fn done(&self) -> String {
        let mut outcomes: Vec<_> = self.outcomes.iter().collect();
        outcomes.sort_by_key(|(outcome, _)| **outcome != V::NAMES.done);
        let words: Vec<String> =
            outcomes.iter().map(|(outcome, n)| format!("{outcome} {}", number(**n))).collect();
        if words.is_empty() { format!("{} 0", V::NAMES.done) } else { words.join(", ") }
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

/// What a person reads of the one job that was named and done: `a  requeued in mail`, and below it what that means
/// for others.
fn usual<V: Tell>(row: &Row, page: &mut Page) {
    let mut line = Phrase::new().name(Tone::Plain, &row.id).plain("  ").say(Tone::Good, row.outcome);
    let goes_there = V::COLUMNS.iter().any(|column| column.name == "queue");
    if let Some(queue) = row.queue.as_deref().filter(|_| goes_there) {
        line = line.plain(" in ").name(Tone::Plain, queue);
    }
    page.line(line);
    for part in row.message.iter().flat_map(|message| message.split("; ")) {
        page.line(Phrase::new().plain("  ").plain(part));
    }
}

fn filled<V: Tell>(step: &V::Step, seen: Option<&Seen<V>>, outcome: &'static str) -> Row {
    let mut row = Row::of(&step.id().0, outcome);
    row.queue = Some(step.queue().0.to_vec());
    V::fill(step, seen, &mut row);
    row
}

impl Told {
    /// One job was named, and its row says it all.
    pub fn single(&self) -> bool {
        self.sentence && self.done + self.not_done == 1
    }
}
