//! `jobs show`: the page that one wants in an incident.

use std::{io, sync::atomic::Ordering};

use crate::{
    cli::{
        answer,
        exit::{Exit, Failure},
        global::Global,
        hints::Hints,
        names, server,
        targets::{TargetArgs, Texts, not_found},
        ui::Ui,
    },
    render::{
        column::{self, Column},
        listing::{Ended, Format, Listing, Tail},
        numbers::count_of,
    },
    rq::{candidate::Found, dossier::Dossier, fields::Needs, id::QueueName, state::Word, status::Status},
    store::{Store, crew::Met, error::Error},
    views::{
        job::{self, Advice, NEEDS, RAW},
        jobs::{LIST, Row},
    },
};

/// Jobs that are read at once: each may hold a megabyte in a field.
const AT_ONCE: usize = 20;

const EXAMPLES: &str = "\
Examples:
  rqctl jobs show order:42:email
  rqctl jobs show -o json ID | jq .items[0].results";

#[derive(clap::Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub struct Show {
    #[command(flatten)]
    targets: TargetArgs,

    /// With the fields of the hash as they are stored
    #[arg(long)]
    raw: bool,

    /// An ID that does not exist is no failure
    #[arg(long)]
    ignore_not_found: bool,
}

/// What became of the jobs that were named.
#[derive(Default)]
struct Tally {
    found: u64,
    /// Those without a hash of which something is left.
    gone: u64,
    missing: u64,
    /// The first of both.
    first: Option<Vec<u8>>,
    interrupted: bool,
    /// Why it is not known what workers do with a job, and where it stands.
    workers_unseen: Option<Error>,
    queues_unseen: Option<Error>,
}

/// Takes a job that was found.
type Each<'a> = &'a mut dyn FnMut(&Row) -> io::Result<()>;

impl Show {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        if self.targets.is_empty() {
            return Err(Failure::usage("which job? name an ID, or - for IDs on standard input")
                .hint(global.hints().read("jobs list").to_string()));
        }
        let columns = self.columns(global)?;
        let texts = self.targets.texts(global, ui)?;
        let mut store = global.open(ui)?;
        match columns {
            None => self.pages(texts, &mut store, global, ui),
            Some(columns) => self.listing(columns, texts, &mut store, global, ui),
        }
    }

    /// `None` where pages are printed instead.
    fn columns(&self, global: &Global) -> Result<Option<Vec<&'static Column<Row, Needs>>>, Failure> {
        let format = global.format();
        Ok(match format {
            Format::Ids => Some(LIST.iter().filter(|column| column.name == "id").collect()),
            Format::Table | Format::Wide if global.columns.is_empty() => None,
            _ => {
                let raw = self.raw.then_some(&RAW);
                Some(column::choose(job::columns().chain(raw), &global.columns, false, true)?)
            }
        })
    }

    fn pages(&self, texts: Texts, store: &mut Store, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let hints = global.hints().on(store);
        let interrupt = ui.interrupt();
        let mut first = true;
        let fault = texts.fault();
        let (tally, failure) = read(texts, store, &|| interrupt.load(Ordering::Relaxed), &mut |row| {
            let mut page = ui.page();
            if !std::mem::take(&mut first) {
                page.blank();
            }
            match self.raw {
                true => job::raw_page(row, &mut page),
                false => job::page(row, &advice(row, &hints), &mut page),
            }
            page.write(&mut ui.out)
        })?;
        ui.flush()?;
        let failure = failure.or(fault.take()).or_else(|| self.failure(&tally, store, &hints));
        self.end(tally, failure, &Ended::default(), &hints, ui)
    }

    fn listing(
        &self,
        columns: Vec<&'static Column<Row, Needs>>,
        texts: Texts,
        store: &mut Store,
        global: &Global,
        ui: &mut Ui,
    ) -> Result<Exit, Failure> {
        let hints = global.hints().on(store);
        let look = ui.look(store.opened_at());
        let interrupt = ui.interrupt();
        let head = [("server", server::cell(store))];
        let fault = texts.fault();
        let mut listing = Listing::begin(&mut ui.out, columns, &look, "rqctl/jobs.show/1", &head)?;
        let stop = || interrupt.load(Ordering::Relaxed);
        let (tally, failure) = read(texts, store, &stop, &mut |row| listing.row(row))?;
        let failure = failure.or(fault.take()).or_else(|| self.failure(&tally, store, &hints));
        let error = failure.as_ref().and_then(|failure| failure.fault(&hints));
        let complete = error.is_none() && !tally.interrupted;
        let ended = listing.end(&Tail { totals: Vec::new(), truncated: false, complete, error })?;
        self.end(tally, failure, &ended, &hints, ui)
    }

    /// That something was named which is not there.
    fn failure(&self, tally: &Tally, store: &Store, hints: &Hints) -> Option<Failure> {
        if self.ignore_not_found || tally.interrupted {
            return None;
        }
        let first = tally.first.as_deref()?;
        let exit = if tally.found > 0 { Exit::Partly } else { Exit::No };
        if tally.missing == 0 {
            let what = match tally.gone {
                1 => "the job is gone; this is what is left of it".to_owned(),
                n => format!("{} are gone; this is what is left of them", count_of(n, "job")),
            };
            return Some(Failure::new(exit, "gone", what));
        }
        let more = tally.missing + tally.gone - 1;
        Some(not_found(exit, first, more, &store.address().prefix, hints.read("jobs show"), hints))
    }

    fn end(
        &self,
        tally: Tally,
        failure: Option<Failure>,
        ended: &Ended,
        hints: &Hints,
        ui: &mut Ui,
    ) -> Result<Exit, Failure> {
        if let Some(why) = &tally.workers_unseen {
            answer::unseen(ui, answer::STATES_UNKNOWN, why, hints);
        }
        if let Some(why) = &tally.queues_unseen {
            answer::unseen(ui, "places may be missing", why, hints);
        }
        if let Some(failure) = failure {
            return Err(failure);
        }
        let exit = answer::left_out(ui, &ended.left_out);
        if tally.interrupted {
            ui.warn("interrupted: there are more");
            return Ok(Exit::Interrupted);
        }
        Ok(exit)
    }
}

/// Reads the jobs some at a time. A failure of the server ends it behind what was found.
///
/// # Errors
/// When the output cannot be written.
fn read(
    texts: Texts,
    store: &mut Store,
    stop: &dyn Fn() -> bool,
    each: Each,
) -> Result<(Tally, Option<Failure>), Failure> {
    let mut tally = Tally::default();
    let mut queues = None;
    let mut texts = texts.iter;
    loop {
        let some: Vec<Vec<u8>> = texts.by_ref().take(AT_ONCE).collect();
        tally.interrupted = stop();
        if some.is_empty() || tally.interrupted {
            return Ok((tally, None));
        }
        let known = match &mut queues {
            Some(known) => known,
            none => match store.queues_met() {
                Ok(known) => none.insert(known),
                Err(e) => return Ok((tally, Some(e.into()))),
            },
        };
        tally.queues_unseen.clone_from(&known.unseen);
        let rows = match look(some, store, known) {
            Ok(rows) => rows,
            Err(e) => return Ok((tally, Some(e.into()))),
        };
        if rows.all.iter().any(|row| row.c.word_unknown(row.now)) {
            tally.workers_unseen = rows.unseen;
        }
        for row in rows.all {
            if tally.add(&row) {
                each(&row)?;
            }
        }
    }
}

/// What these texts name, as far as live workers can be seen.
fn look(
    texts: Vec<Vec<u8>>,
    store: &mut Store,
    queues: &Met<Vec<QueueName>>,
) -> Result<Met<Vec<Row>>, Error> {
    let mut rows = Vec::with_capacity(texts.len());
    let mut select = store.named(Box::new(texts.into_iter()), NEEDS.and(Needs::AS_SEEN))?;
    while let Some(page) = select.next_page()? {
        rows.extend(page.items.into_iter().map(|c| Row::new(c, page.now)));
    }
    let unseen = select.workers_unseen().cloned();
    drop(select);
    for row in &mut rows {
        let dossier = store.dossier(&mut row.c, &queues.all)?;
        let queues_unseen = queues.unseen.is_some();
        row.dossier = Some(Box::new(Dossier { queues_unseen, ..dossier }));
    }
    Ok(Met { all: rows, unseen })
}

impl Tally {
    /// Whether there is anything to show.
    fn add(&mut self, row: &Row) -> bool {
        if !matches!(row.c.found, Found::NoHash) {
            self.found += 1;
            return true;
        }
        self.first.get_or_insert_with(|| row.c.id.0.to_vec());
        let left = row.dossier.as_ref().is_some_and(|dossier| !dossier.is_empty());
        if left {
            self.gone += 1;
        } else {
            self.missing += 1;
        }
        left
    }
}

/// The commands that fit a job.
fn advice(row: &Row, hints: &Hints) -> Advice {
    let id = &row.c.id.0;
    let one = |verb: &str| hints.read(verb).name(id).to_string();
    let tree = one("jobs tree");
    let maintenance = || {
        let command = hints.act("maintenance run");
        let queue = row.c.queue().and_then(|queue| String::from_utf8(queue.0.into_vec()).ok());
        queue.map_or(command.clone(), |queue| command.option("-q", names::pattern(&queue)))
    };
    let by_status = |status: &Status| match status {
        Status::Failed | Status::Stopped | Status::Canceled => Some(one("jobs requeue")),
        Status::Scheduled => Some(one("jobs run-now")),
        Status::Deferred => Some(tree.clone()),
        _ => None,
    };
    let next = match row.word() {
        // What to do about it stands beside what is wrong.
        Some(Word::Poison) => None,
        Some(Word::Held) => Some(one("jobs release")),
        Some(Word::Running) => Some(one("jobs stop")),
        Some(Word::Abandoned | Word::Stuck) => Some(maintenance().to_string()),
        Some(Word::Lost) => Some(maintenance().option("--tasks", "lost").to_string()),
        Some(Word::Overdue) => Some(one("jobs run-now")),
        Some(Word::Blocked | Word::Released) => Some(tree.clone()),
        None => row.c.status().as_ref().and_then(by_status),
    };
    let literal = std::str::from_utf8(id).ok().map(names::pattern);
    Advice {
        next,
        migrate: literal.map(|id| hints.read("migrate-ids").option("--id", id).to_string()),
        hold: Some(one("jobs hold")),
        tree: Some(tree),
    }
}
