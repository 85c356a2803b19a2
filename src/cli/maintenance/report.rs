//! What a pass says: nothing or one line to cron, blocks of a dry run to a person, items to programs.

use std::io::{self, Write};

use crate::{
    cli::{
        exit::{Exit, Failure},
        hints::Hints,
        maintenance::blocks::Blocks,
    },
    ops::{
        engine::Ended,
        maintenance::{
            item::{Action, Item, Why},
            lock::{self, Held},
            report::Report as Done,
        },
        refusal::Reason,
    },
    render::{
        cell::Cell,
        column::Column,
        escape::shell_word,
        listing::{Format, Listing, Look, Tail},
        numbers::count_of,
    },
    rq::state::{self, Poison},
    views::maintenance::{self as views, Left, Row},
};

/// A report that is being written.
pub struct Report<'w> {
    how: How<'w>,
    dry_run: bool,
    quiet: bool,
    left: Left,
    /// The first item that somebody must do something about, and how many there are.
    hands: Option<(Item, u64)>,
    did: bool,
    worth_saying: bool,
}

enum How<'w> {
    /// Rows as they come.
    Rows(Box<Listing<'w, Row>>, Format),
    /// A dry run on a screen, queue by queue.
    Blocks(Blocks<'w>),
    /// One line in the end.
    Line(&'w mut dyn Write),
}

/// How it went, once the report is written.
pub struct Told {
    pub exit: Result<Exit, Failure>,
    /// The whole in one line, where rows were printed.
    pub sentence: Option<String>,
}

impl<'w> Report<'w> {
    /// # Errors
    /// When the output cannot be written.
    pub fn begin(
        out: &'w mut dyn Write,
        look: Look,
        columns: Vec<&'static Column<Row>>,
        server: Cell,
        dry_run: bool,
    ) -> io::Result<Report<'w>> {
        let (format, quiet) = (look.format, look.quiet);
        let rows = format != Format::Table || !look.fold;
        let how = match (rows, dry_run) {
            (true, _) => {
                let head = [("server", server), ("dry_run", Cell::Bool(dry_run))];
                let listing = Listing::begin(out, columns, &look, "rqctl/maintenance.run/1", &head)?;
                How::Rows(Box::new(listing), format)
            }
            (false, true) => How::Blocks(Blocks::new(out, look)),
            (false, false) => How::Line(out),
        };
        let (left, hands) = (Left::default(), None);
        Ok(Report { how, dry_run, quiet, left, hands, did: false, worth_saying: false })
    }

    /// # Errors
    /// When the output cannot be written.
    pub fn item(&mut self, item: &Item) -> io::Result<()> {
        self.left.add(item);
        self.did |= item.action != Action::Left;
        self.worth_saying |= item.worth_saying();
        if item.needs_hands() {
            let (_, n) = self.hands.get_or_insert_with(|| (item.clone(), 0));
            *n += 1;
        }
        match &mut self.how {
            How::Rows(_, Format::Ids) if item.target.is_none() => Ok(()),
            How::Rows(listing, _) => listing.row(&Row { item: item.clone(), dry_run: self.dry_run }),
            How::Blocks(blocks) => blocks.item(item),
            How::Line(_) => Ok(()),
        }
    }

    /// Ends the document.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn end(self, done: &Done, hints: &Hints) -> io::Result<Told> {
        let failure = self.failure(done, hints);
        let sentence = views::sentence(&done.tasks, &self.left, self.dry_run);
        let mut told = Told { exit: Ok(Exit::Done), sentence: None };
        if done.ended != Ended::ReportClosed {
            match self.how {
                How::Rows(listing, format) => {
                    listing.end(&Tail {
                        totals: views::totals(done),
                        truncated: false,
                        complete: done.ended.complete(),
                        error: failure.as_ref().and_then(|failure| failure.fault(hints)),
                    })?;
                    told.sentence = sentence.filter(|_| !format.machine());
                }
                // Who could not look to the end does not know that there is nothing.
                How::Blocks(blocks) => blocks.end(sentence.is_none() && done.ended.complete())?,
                How::Line(out) => {
                    if let (Some(sentence), true, false) = (sentence, self.worth_saying, self.quiet) {
                        writeln!(out, "maintenance: {sentence}")?;
                    }
                }
            }
        }
        told.exit = failure.map_or(Ok(Exit::Done), Err);
        Ok(told)
    }

    fn failure(&self, done: &Done, hints: &Hints) -> Option<Failure> {
        match &done.ended {
            Ended::Lost(e) if !self.did || self.dry_run => Some(Failure::World(e.clone())),
            Ended::Lost(e) => {
                let what = format!("{}; the same command again finishes it", e.text);
                let failure = Failure::new(Exit::Partly, e.kind.code(), what);
                Some(match hints.after(e) {
                    Some(hint) => failure.hint(hint),
                    None => failure,
                })
            }
            Ended::Interrupted => {
                let what = "interrupted; the same command again finishes it";
                Some(Failure::new(Exit::Interrupted, "interrupted", what))
            }
            // A dry run is a read: whoever has seen enough of it ends it well.
            Ended::ReportClosed if self.dry_run => None,
            Ended::ReportClosed => Some(Failure::new(
                Exit::Partly,
                "output",
                "nobody reads the report any more, so the pass ended",
            )),
            _ => self.hands.as_ref().map(|(item, n)| by_hand(item, *n, hints)),
        }
    }
}

/// What somebody must do, and the command for it.
fn by_hand(item: &Item, count: u64, hints: &Hints) -> Failure {
    let id = item.target.as_ref().map(|target| &target.id);
    let name = id.map(|id| shell_word(&id.0).into_owned()).unwrap_or_default();
    let queue = item.queue.as_ref().map(|q| format!(" in {}", shell_word(&q.0))).unwrap_or_default();
    let mut what = match &item.why {
        Why::Poison(Poison::Cut) => {
            let head = id.and_then(|id| id.0.split(|b| *b == b':').next()).unwrap_or_default();
            format!("{name}{queue} will be lost, or taken for job {}", shell_word(head))
        }
        Why::Poison(_) => format!("{name}{queue} ends a worker about every 15 min"),
        _ => format!("{name}{queue} was left: {}", views::message(item)),
    };
    if count > 1 {
        what += &format!(", and {} more", count_of(count - 1, "job"));
    }
    let poison = matches!(item.why, Why::Poison(_));
    let hint = match (poison, count, id) {
        _ if item.reason == Some(Reason::Orphan) => hints.act("maintenance run").option("--tasks", "orphans"),
        (true, 1, Some(id)) => hints.act("jobs hold").name(&id.0),
        (true, ..) => hints.act("maintenance run").option("--tasks", "quarantine"),
        (false, _, Some(id)) => hints.read("jobs show").name(&id.0),
        (false, ..) => hints.act("maintenance run").flag("--dry-run"),
    };
    let code = item.reason.map_or("unreadable", |reason| reason.code());
    Failure::new(Exit::Partly, code, what).hint(hint.to_string())
}

/// What is said of the locks that others hold: always of old ones, of all with `-v`.
pub fn locks(done: &Done, older_than_s: u64, all: bool) -> Vec<String> {
    let mut said = Vec::new();
    for (queue, report) in &done.queues {
        match &report.lock {
            Held::Other(lock) => {
                let age = state::lock_age_s(lock);
                let foreign = lock::owner(&lock.value) == "unknown";
                // Where locks are never taken over, one that was left behind is worth a word all the same.
                let limit = if older_than_s == 0 { state::LONGEST_PASS_S } else { older_than_s as f64 };
                if all || foreign || age.is_some_and(|age| age > limit) {
                    said.push(views::held(queue, lock, age));
                }
            }
            Held::TakenOver(lock) if all => said.push(views::taken_over(queue, lock)),
            Held::Lost => said.push(format!(
                "{}: the maintenance lock was lost on the way; what is left is done by the next pass",
                queue.lossy()
            )),
            _ => {}
        }
    }
    said
}
