//! `jobs count`: how many, and how many of each kind.

use std::{collections::HashMap, sync::atomic::Ordering};

use clap::ValueEnum;

use crate::{
    cli::{
        exit::{Exit, Failure},
        filter::FilterArgs,
        global::Global,
        hints::{Command, Hints},
        names, server,
        ui::Ui,
    },
    render::{
        cell::Cell,
        column::{self, Tone},
        listing::{Format, Listing, Tail},
        numbers::thousands,
        phrase::Phrase,
    },
    rq::{
        candidate::Candidate,
        codec::text,
        fields::{Field, Needs},
        filter::{Meant, Selection, Toward},
    },
    store::{
        Store,
        select::{Cut, Select},
    },
    views::counts::{self, COUNT, Counts, Group},
};

/// Kinds that are told apart; beyond them only the sum is known.
const MOST_KINDS: usize = 100_000;

const EXAMPLES: &str = "\
Examples:
  rqctl jobs count -s failed --by error
  rqctl jobs count -q default --by func";

#[derive(clap::Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub struct Count {
    #[command(flatten)]
    filter: FilterArgs,

    /// Tell apart by this
    #[arg(long, value_name = "WHAT")]
    by: Option<By>,

    /// A queue, worker or group that does not exist is no failure
    #[arg(long)]
    ignore_not_found: bool,
}

/// The words of `--by`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum By {
    Status,
    Queue,
    Func,
    /// Type of the latest failure
    Error,
    Worker,
    Group,
}

impl Count {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let format = global.format_without_ids()?;
        self.filter.selection(Default::default(), Meant::ALL, None)?;
        let table = matches!(format, Format::Table | Format::Wide);
        let columns = column::choose(COUNT, &global.columns, false, true)?;
        let mut store = global.open(ui)?;
        let hints = global.hints().on(&store);
        let again = self.again(hints.read("jobs count"));
        let what = self.filter.selection(store.opened_at(), Meant::ALL, None)?;
        if !self.ignore_not_found {
            names::check(&mut store, &self.filter, &hints, &again)?;
        }
        let interrupt = ui.interrupt();
        let stop = || interrupt.load(Ordering::Relaxed);
        let tally = self.tally(&mut store, &what, &stop);
        let (counts, failure) = match tally.failure {
            Some(e) => (tally.counts, Some(e)),
            None if tally.counts.total == 0 && !self.ignore_not_found => {
                let unknown = names::check_worker(&mut store, &self.filter, &hints, &again);
                (tally.counts, unknown.err())
            }
            None => (tally.counts, None),
        };
        if table && global.columns.is_empty() {
            if let Some(failure) = failure {
                return Err(failure);
            }
            self.show(&counts, &what, &store, &hints, ui)?;
        } else {
            let look = ui.look(store.opened_at());
            let head = [("server", server::cell(&store))];
            let mut listing = Listing::begin(&mut ui.out, columns, &look, "rqctl/jobs.count/1", &head)?;
            listing.row(&counts)?;
            let error = failure.as_ref().and_then(|failure| failure.fault(&hints));
            let complete = counts.whole && failure.is_none();
            let totals = vec![("total".into(), Cell::count(counts.total))];
            listing.end(&Tail { totals, truncated: counts.cut, complete, error })?;
            if let Some(failure) = failure {
                return Err(failure);
            }
        }
        if stop() {
            ui.warn("interrupted: there are more");
            return Ok(Exit::Interrupted);
        }
        Ok(Exit::Done)
    }

    /// The command up to the names in its filter.
    fn again(&self, command: Command) -> Command {
        match self.by {
            Some(by) => command.option("--by", by.name()),
            None => command,
        }
    }

    fn tally(&self, store: &mut Store, what: &Selection, stop: &dyn Fn() -> bool) -> Tally {
        let needs = self.by.map_or(Needs::NONE, By::needs);
        let by = self.by;
        let mut tally = Tally::new(by);
        match store.select(what, needs, Toward::Listing) {
            Err(e) => tally.failure = Some(e.into()),
            Ok(select) => tally.count(select, stop),
        }
        tally
    }

    fn show(
        &self,
        counts: &Counts,
        what: &Selection,
        store: &Store,
        hints: &Hints,
        ui: &mut Ui,
    ) -> Result<(), Failure> {
        let sum = thousands(i64::try_from(counts.total).unwrap_or(i64::MAX));
        let noun = self.filter.noun(counts.total);
        let words = self.filter.words(&what.filter, store.opened_at());
        let more = if counts.cut { "; there are more" } else { "" };
        let line = format!("{} {noun} {words}", if counts.total == 0 { "no" } else { &sum });
        let line = line.trim_end().to_owned() + more;
        let Some(by) = self.by else {
            let mut page = ui.page();
            page.line(line);
            page.write(&mut ui.out)?;
            return Ok(());
        };
        let columns = counts::groups(by.title());
        let look = ui.look(store.opened_at());
        let mut listing = Listing::begin(&mut ui.out, columns, &look, "", &[])?.small();
        let shown = counts.groups.len().min(counts::SHOWN);
        for group in &counts.groups[..shown] {
            listing.row(group)?;
        }
        listing.end(&Tail { totals: Vec::new(), truncated: false, complete: true, error: None })?;
        ui.flush()?;
        ui.notes(|page| {
            page.line(Phrase::new().say(Tone::Dim, line));
            let rest = counts.groups.len() - shown;
            if rest > 0 {
                page.line(
                    Phrase::new().say(Tone::Dim, format!("{rest} smaller ones are left out (-o json)")),
                );
            }
            let first = counts.groups.first().filter(|_| counts.groups.len() > 1);
            if let Some(command) = first.and_then(|group| self.narrow(by, group, hints)) {
                page.line(
                    Phrase::new().say(Tone::Dim, "the largest:").plain(" ").command(command.to_string()),
                );
            }
        });
        Ok(())
    }

    /// The command that lists the jobs of a group.
    fn narrow(&self, by: By, group: &Group, hints: &Hints) -> Option<Command> {
        let key = group.key.as_deref().and_then(|key| std::str::from_utf8(key).ok())?;
        let flag = match by {
            By::Status => "-s",
            By::Queue => "-q",
            By::Func => "--func",
            By::Error => "--error",
            By::Worker => "--worker",
            By::Group => "--group",
        };
        let value = match by {
            By::Error => format!("^{}", escaped(text::line_of_type(key))),
            By::Status => key.to_owned(),
            _ => names::pattern(key),
        };
        Some(self.filter.repeat(hints.read("jobs list")).option(flag, value))
    }
}

/// A text with what a regular expression takes for something else behind a backslash.
fn escaped(text: &str) -> String {
    let special = |c: char| r"\.+*?()|[]{}^$#&-~".contains(c);
    text.chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
}

/// Counts on their way.
struct Tally {
    by: Option<By>,
    groups: HashMap<Option<Vec<u8>>, u64>,
    counts: Counts,
    failure: Option<Failure>,
}

impl Tally {
    fn new(by: Option<By>) -> Tally {
        let counts = Counts { by: by.map(By::name), whole: true, ..Counts::default() };
        Tally { by, groups: HashMap::new(), counts, failure: None }
    }

    fn count(&mut self, mut select: Select, stop: &dyn Fn() -> bool) {
        loop {
            match select.next_page() {
                Ok(Some(page)) => page.items.iter().for_each(|c| self.add(c)),
                Ok(None) => {
                    self.counts.cut |= select.cut() != Cut::No;
                    break;
                }
                Err(e) => {
                    self.failure = Some(e.into());
                    break;
                }
            }
            if stop() {
                self.counts.whole = false;
                break;
            }
        }
        self.counts.whole &= !self.counts.cut;
        let groups = std::mem::take(&mut self.groups).into_iter();
        self.counts.groups = groups.map(|(key, count)| Group { key, count }).collect();
        self.counts.groups.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.key.cmp(&b.key)));
    }

    fn add(&mut self, c: &Candidate) {
        self.counts.total += 1;
        let Some(by) = self.by else { return };
        let key = by.key(c);
        if let Some(count) = self.groups.get_mut(&key) {
            *count += 1;
        } else if self.groups.len() < MOST_KINDS {
            self.groups.insert(key, 1);
        } else {
            self.counts.cut = true;
        }
    }
}

impl By {
    fn name(self) -> &'static str {
        match self {
            By::Status => "status",
            By::Queue => "queue",
            By::Func => "func",
            By::Error => "error",
            By::Worker => "worker",
            By::Group => "group",
        }
    }

    fn title(self) -> &'static str {
        match self {
            By::Status => "STATUS",
            By::Queue => "QUEUE",
            By::Func => "FUNCTION",
            By::Error => "ERROR",
            By::Worker => "WORKER",
            By::Group => "GROUP",
        }
    }

    fn needs(self) -> Needs {
        match self {
            By::Status => Needs::of(&[Field::Status]),
            By::Queue => Needs::of(&[Field::Origin]),
            By::Func => Needs::of(&[Field::Data]),
            By::Error => Candidate::ERROR,
            By::Worker => Candidate::WORKER,
            By::Group => Needs::of(&[Field::GroupId]),
        }
    }

    fn key(self, c: &Candidate) -> Option<Vec<u8>> {
        let field = |field| c.job().and_then(|job| job.filled(field)).map(<[u8]>::to_vec);
        match self {
            By::Status => field(Field::Status),
            By::Queue => c.queue().map(|queue| queue.0.into_vec()),
            By::Func => c.function()?.ok().map(String::into_bytes),
            By::Error => c.error()?.ok().map(|line| text::error_type(&line).as_bytes().to_vec()),
            By::Worker => c.worker().map(|worker| worker.0.into_vec()),
            By::Group => field(Field::GroupId),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_escaped_text_matches_itself(text in "\\PC{0,30}") {
            let pattern = crate::rq::filter::Pattern::new(&format!("^{}$", escaped(&text)));
            prop_assert!(pattern.is_ok_and(|p| p.matches(&text)));
        }
    }
}
