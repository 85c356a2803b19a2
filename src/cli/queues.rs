//! `queues`: what stands in each queue, and who serves it.

mod acts;
mod asked;
mod scene;
mod stay;
mod which;

use std::{ffi::OsString, os::unix::ffi::OsStrExt};

use crate::{
    cli::{
        answer::{self, Answer},
        exit::{Exit, Failure},
        filter::glob,
        global::Global,
        hints::{Command, Hints},
        names,
        nearest::nearest,
        ui::Ui,
    },
    rq::{
        fleet::{Crew, Fleet, Seen},
        glob::Glob,
        id::{QueueName, WorkerName},
        state::worker_state,
    },
    store::{Store, error::Error},
    views::{
        queues::{self, LIST, Row, SHOW},
        unseen,
    },
};

#[derive(clap::Subcommand, Debug)]
pub enum Queues {
    /// List queues with the number of jobs in each of their places
    List(List),
    /// Show queues: counts, workers, scheduler, lock, both ends
    Show(Show),
    /// Delete all jobs that stand in queues
    Empty(acts::Empty),
    /// Take empty queues off the list of queues
    Delete(acts::Delete),
    /// Drop entries that name no job, and second copies
    Compact(acts::Compact),
}

impl Queues {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        match self {
            Queues::List(c) => c.run(global, ui),
            Queues::Show(c) => c.run(global, ui),
            Queues::Empty(c) => c.run(global, ui),
            Queues::Delete(c) => c.run(global, ui),
            Queues::Compact(c) => c.run(global, ui),
        }
    }
}

#[derive(clap::Args, Debug)]
pub struct List {
    /// Only these; globs, several times
    #[arg(short, long, value_name = "GLOB", value_parser = glob)]
    queue: Vec<Glob>,

    /// A name that names nothing is no error
    #[arg(long)]
    ignore_not_found: bool,
}

impl List {
    fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let columns = answer::columns(global, LIST)?;
        let mut store = global.open(ui)?;
        let hints = global.hints().on(&store);
        let named: Vec<QueueName> =
            self.queue.iter().filter_map(Glob::literal).map(QueueName::from_text).collect();
        let fleet = store.fleet(&named)?;
        let failure = (!self.ignore_not_found)
            .then(|| not_found(&fleet, &named, &hints, |name| hints.read("queues list").option("-q", name)))
            .flatten();
        let unseen = unlisted(&fleet, &mut store);
        // What is named needs no list, unless it has no key.
        let all = self.queue.is_empty() || named.len() < self.queue.len() || failure.is_some();
        let (lacking, failure) = match unseen.filter(|_| all) {
            None => (None, failure),
            lacking => (lacking.map(Failure::from), None),
        };
        let now = fleet.now;
        let meant = |name: &QueueName| self.queue.is_empty() || self.queue.iter().any(|g| g.matches(&name.0));
        let rows: Vec<Row> = fleet
            .queues
            .into_iter()
            .filter(|counts| meant(&counts.queue))
            .map(|counts| Row::new(counts, now))
            .collect();
        Answer::new("rqctl/queues.list/1", "queue", columns)
            .lacking(lacking)
            .print(ui, &mut store, &hints, rows, failure)
    }
}

#[derive(clap::Args, Debug)]
pub struct Show {
    /// Names of queues
    #[arg(required = true, value_name = "QUEUE")]
    queues: Vec<OsString>,

    /// A name that names nothing is no error
    #[arg(long)]
    ignore_not_found: bool,
}

impl Show {
    fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let columns = answer::columns(global, SHOW)?;
        let mut store = global.open(ui)?;
        let hints = global.hints().on(&store);
        let named: Vec<QueueName> =
            self.queues.iter().map(|name| QueueName::from_text(name.as_bytes())).collect();
        let fleet = store.fleet(&named)?;
        let failure = (!self.ignore_not_found)
            .then(|| not_found(&fleet, &named, &hints, |name| hints.read("queues show").name(name)))
            .flatten();
        let found = |name: &QueueName| fleet.queues.iter().find(|counts| counts.queue == *name);
        let rows: Vec<Row> = named
            .iter()
            .filter_map(found)
            .map(|counts| Row {
                workers: serving(&fleet, &counts.queue),
                ..Row::new(counts.clone(), fleet.now)
            })
            .collect();
        let failure = match unlisted(&fleet, &mut store) {
            Some(why) if failure.is_some() => Some(why.into()),
            _ => failure,
        };
        let workers_unseen = unseen(&fleet, &store.keys.workers());
        let answer = Answer::new("rqctl/queues.show/1", "queue", columns);
        if ui.format().machine() || !global.columns.is_empty() {
            return answer.print(ui, &mut store, &hints, rows, failure);
        }
        let mut page = ui.page();
        for (i, row) in rows.iter().enumerate() {
            if i > 0 {
                page.blank();
            }
            queues::page(&mut page, row, &workers_unseen);
        }
        page.write(&mut ui.out)?;
        failure.map_or(Ok(Exit::Done), Err)
    }
}

fn serving(fleet: &Fleet, queue: &QueueName) -> Seen<Vec<WorkerName>> {
    if !fleet.workers_listed {
        return Seen::Hidden;
    }
    let alive = fleet.workers.iter().filter(|w| worker_state(w, fleet.now).alive());
    Seen::Is(alive.filter(|w| w.serves(queue)).map(|w| w.name.clone()).collect())
}

/// Why there may be queues that are not known.
fn unlisted(fleet: &Fleet, store: &mut Store) -> Option<Error> {
    if fleet.queues_listed {
        return None;
    }
    store.queue_names(&Crew::default()).err()
}

/// That a queue was named which does not exist, with the command that names the nearest one.
fn not_found(
    fleet: &Fleet,
    named: &[QueueName],
    hints: &Hints,
    again: impl Fn(&[u8]) -> Command,
) -> Option<Failure> {
    let missing = named.iter().find(|name| !fleet.queues.iter().any(|counts| counts.queue == **name))?;
    let known = fleet.queues.iter().filter(|counts| counts.known).map(|counts| &counts.queue.0[..]);
    let hint = match nearest(&missing.0, known) {
        Some(near) => again(near),
        None => hints.read("queues list"),
    };
    Some(names::missing("queue", &missing.0, &hint))
}
