//! `jobs list`: jobs in a table, or as a machine reads them.

use crate::{
    cli::{
        answer,
        exit::{Exit, Failure},
        filter::{FilterArgs, Limit},
        global::Global,
        hints::{Command, Hints},
        names, server,
        ui::Ui,
        walk::{Totals, Walk, Walked},
    },
    render::{
        cell::Cell,
        column::{self, Column, Tone},
        listing::{Constant, Format},
        numbers::{count_of, thousands},
        phrase::Phrase,
    },
    rq::{
        fields::Needs,
        filter::{Filter, Meant, Selection, Toward, Walk as Path},
        glob::Glob,
        status::Status,
        time::Time,
    },
    store::{Store, select::Cut},
    views::jobs::{self, LIST, Row},
};

/// Rows of a table where no limit was asked for. Machine formats have none.
const USUAL: u64 = 50;

const EXAMPLES: &str = "\
Examples:
  rqctl jobs list -s failed --since 2h
  rqctl jobs list -q 'mail*' --func 'shop.mail.*' -s queued,scheduled
  rqctl jobs list -s failed --error 'timed out' -o ids | rqctl jobs requeue -
  rqctl jobs list -q default -o jsonl --columns id,status,enqueued_at";

#[derive(clap::Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub struct List {
    #[command(flatten)]
    filter: FilterArgs,

    /// A queue, worker or group that does not exist is no failure
    #[arg(long)]
    ignore_not_found: bool,
}

impl List {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let columns = self.columns(global, ui)?;
        let mut store = global.open(ui)?;
        let hints = global.hints().on(&store);
        if !self.ignore_not_found {
            names::check(&mut store, &self.filter, &hints, &hints.read("jobs list"))?;
        }
        self.print("rqctl/jobs.list/1", columns, ui, &mut store, &hints)
    }

    /// The jobs of one group, which is known to exist.
    pub fn of_group(group: Glob, limit: Option<Limit>) -> List {
        let filter = FilterArgs { group: Some(group), limit, ..FilterArgs::default() };
        List { filter, ignore_not_found: true }
    }

    /// The columns, and whether the filter makes sense: said before anything is connected.
    ///
    /// # Errors
    /// Exit 2.
    pub fn columns(&self, global: &Global, ui: &Ui) -> Result<Vec<&'static Column<Row, Needs>>, Failure> {
        columns(global, &self.filter.selection(Time::default(), Meant::ALL, usual(ui))?.filter)
    }

    /// Prints the jobs that the filter means.
    ///
    /// # Errors
    /// When Redis cannot be asked; what was found before is printed.
    pub fn print(
        &self,
        schema: &'static str,
        columns: Vec<&'static Column<Row, Needs>>,
        ui: &mut Ui,
        store: &mut Store,
        hints: &Hints,
    ) -> Result<Exit, Failure> {
        let now = store.opened_at();
        let what = self.filter.selection(now, Meant::ALL, usual(ui))?;
        let mut walk = Walk::new(schema, columns);
        walk.by_workers = what.filter.asks_workers();
        let walked = walk.print(
            ui,
            store,
            hints,
            |store, needs| store.select(&what, needs, Toward::Listing),
            |c, now| Some(Row::new(c, now)),
            |walked| totals(walked, &what.filter),
        )?;
        if walked.rows == 0 && walked.failure.is_none() && !self.ignore_not_found {
            names::check_worker(store, &self.filter, hints, &hints.read("jobs list"))?;
        }
        if walked.remarks(ui) {
            let below = Below { args: &self.filter, what: &what, now, walked: &walked };
            below.say(ui, hints);
            if walked.rows == 0 {
                let elsewhere = server::elsewhere(store, hints)?;
                elsewhere.iter().for_each(|elsewhere| ui.note(elsewhere));
            }
        }
        walked.exit(hints, ui)
    }
}

fn usual(ui: &Ui) -> Option<u64> {
    (!ui.format().machine()).then_some(USUAL)
}

/// The columns of a list of what this filter means.
///
/// # Errors
/// Exit 2 for a column that does not exist.
pub fn columns(global: &Global, filter: &Filter) -> Result<Vec<&'static Column<Row, Needs>>, Failure> {
    let format = global.format();
    Ok(match format {
        Format::Ids => LIST.iter().filter(|column| column.name == "id").collect(),
        Format::Table | Format::Wide if global.columns.is_empty() => {
            jobs::table(filter, format == Format::Wide)
        }
        _ => column::choose(LIST, &global.columns, false, true)?,
    })
}

fn totals(walked: &Walked, filter: &Filter) -> Totals {
    let time = |at: Option<Time>| Cell::opt(at, |at| Cell::Time(at.0));
    vec![
        ("jobs".into(), Cell::count(walked.rows)),
        ("of".into(), Cell::opt(walked.of, Cell::count)),
        ("orphans".into(), Cell::count(walked.orphans)),
        ("since".into(), time(filter.since)),
        ("until".into(), time(filter.until)),
    ]
}

/// What stands below a table.
struct Below<'a> {
    args: &'a FilterArgs,
    what: &'a Selection,
    now: Time,
    walked: &'a Walked,
}

impl Below<'_> {
    fn say(&self, ui: &mut Ui, hints: &Hints) {
        ui.notes(|page| {
            page.line(Phrase::new().say(Tone::Dim, self.count()));
            let hidden = &self.walked.ended.hidden;
            if !hidden.is_empty() {
                page.line(Phrase::new().say(Tone::Dim, format!("hidden: {} (-o wide)", hidden.join(", "))));
            }
            if let Some((why, command)) = self.next(hints) {
                page.line(Phrase::new().say(Tone::Dim, why).plain(" ").command(command.to_string()));
            }
            if self.walked.orphans > 0 {
                let entries = count_of(self.walked.orphans, "entry");
                page.line(Phrase::new().say(Tone::Dim, format!("left out: {entries} without a job")));
            }
        });
    }

    /// How many of what there are: `first 50 failed in default since 02:10:00 UTC, newest first; there are more`.
    fn count(&self) -> String {
        let walked = self.walked;
        let (constant, others): (Vec<&Constant>, Vec<&Constant>) =
            walked.ended.constant.iter().partition(|c| matches!(c.name, "state" | "queue"));
        let of = |name: &str| constant.iter().find(|c| c.name == name).and_then(|c| c.value.as_deref());
        let mut words = self.args.words(&self.what.filter, self.now);
        if self.args.queue.is_empty()
            && let Some(queue) = of("queue")
        {
            words = format!("in {queue} {words}").trim_end().to_owned();
        }
        let rows = i64::try_from(walked.rows).unwrap_or(i64::MAX);
        let n = match (walked.cut, walked.of) {
            (Cut::No, _) => thousands(rows),
            (_, Some(of)) => {
                format!("{} of {}", thousands(rows), thousands(i64::try_from(of).unwrap_or(i64::MAX)))
            }
            _ => format!("first {}", thousands(rows)),
        };
        let noun = match of("state") {
            Some(state) if self.args.status.is_empty() => state.to_owned(),
            // `1 of 40 jobs`
            _ => self.args.noun(walked.of.unwrap_or(walked.rows)),
        };
        let n = if walked.rows == 0 { "no".to_owned() } else { n };
        let mut line = [n, noun, words].join(" ").trim_end().to_owned();
        if walked.rows > 1
            && let Some(order) = self.order()
        {
            line += &format!(", {order}");
        }
        match (walked.cut, walked.of) {
            (Cut::Yes, None) => line += "; there are more",
            (Cut::Perhaps, _) => line += "; there may be more",
            _ => {}
        }
        line + &answer::alike(others).map(|alike| format!("; {alike}")).unwrap_or_default()
    }

    fn order(&self) -> Option<String> {
        let filter = &self.what.filter;
        if let Some(sort) = &self.args.sort {
            return Some(format!("by {}", sort.text));
        }
        // The names of queues do not matter: every walk has the same shape.
        let mut walks = filter.walks(&[], &[]).into_iter();
        let scanned = walks.any(|walk| matches!(walk, Path::Hashes | Path::Scan(_)));
        let queued = filter.statuses.contains(&Status::Queued);
        match (scanned, queued) {
            (true, _) => Some("in no order".to_owned()),
            (false, false) => Some("newest first".to_owned()),
            (false, true) if filter.statuses.len() == 1 => Some("in the order of their queue".to_owned()),
            (false, true) => None,
        }
    }

    /// What to type next.
    fn next(&self, hints: &Hints) -> Option<(&'static str, Command)> {
        let filter = &self.what.filter;
        let failed = |status: &Status| matches!(status, Status::Failed | Status::Stopped);
        if self.walked.rows > 1 && filter.statuses.iter().any(failed) {
            let count = self.args.repeat(hints.read("jobs count")).option("--by", "error");
            return Some(("by error:", count));
        }
        let scanned = filter.statuses.is_empty() && filter.words.is_empty() && self.args.sort.is_none();
        if scanned && self.walked.cut != Cut::No {
            let sorted = self.args.repeat(hints.read("jobs list")).option("--sort", "status_at:desc");
            return Some(("newest first (or add -s):", sorted));
        }
        None
    }
}
