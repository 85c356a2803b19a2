//! `workers`: who runs what, who listens, who is gone; and what is asked of them.

mod acts;
mod order;
mod suspend;

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
        fleet::Worker,
        glob::Glob,
        id::WorkerName,
        state::{WorkerState, worker_state},
        time::Time,
    },
    store::{Store, error::Kind},
    views::workers::{self, LIST, Row, SHOW},
};

#[derive(clap::Subcommand, Debug)]
pub enum Workers {
    /// List workers: state, job, queues, version, host
    List(List),
    /// Show workers with everything that their hashes say
    Show(Show),
    /// End workers, each after the job that it runs
    Shutdown(acts::Shutdown),
    /// Kill the work horses of workers: their jobs fail
    KillHorse(acts::KillHorse),
    /// Take workers that are gone out of the books
    Forget(acts::Forget),
    /// Let workers take no new jobs, anywhere
    Suspend(suspend::Suspend),
    /// Let workers take jobs again
    Resume(suspend::Resume),
}

impl Workers {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        match self {
            Workers::List(c) => c.run(global, ui),
            Workers::Show(c) => c.run(global, ui),
            Workers::Shutdown(c) => c.run(global, ui),
            Workers::KillHorse(c) => c.run(global, ui),
            Workers::Forget(c) => c.run(global, ui),
            Workers::Suspend(c) => c.run(global, ui),
            Workers::Resume(c) => c.run(global, ui),
        }
    }
}

/// WORKERS: names, or what they have in common; never both.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct WorkerArgs {
    /// Names of workers
    #[arg(value_name = "WORKER", conflicts_with_all = ["all", "queue", "host", "state", "rq_version"])]
    pub names: Vec<OsString>,

    /// Every worker
    #[arg(long, help_heading = "Which workers")]
    pub all: bool,

    /// That serve this queue; globs, several times
    #[arg(short, long, value_name = "GLOB", value_parser = glob, help_heading = "Which workers")]
    pub queue: Vec<Glob>,

    /// On this host
    #[arg(long, value_name = "GLOB", value_parser = glob, help_heading = "Which workers")]
    pub host: Option<Glob>,

    /// In this state: busy, idle, suspended, started, stale, dead, unknown
    #[arg(long, value_name = "S,S", value_delimiter = ',', value_parser = state, help_heading = "Which workers")]
    pub state: Vec<WorkerState>,

    /// Whose RQ version begins so: 2.12, 1.
    #[arg(long, value_name = "PREFIX", help_heading = "Which workers")]
    pub rq_version: Option<String>,
}

fn state(text: &str) -> Result<WorkerState, String> {
    let found = WorkerState::ALL.into_iter().find(|state| state.name() == text);
    found.ok_or_else(|| {
        let words: Vec<&str> = WorkerState::ALL.iter().map(|state| state.name()).collect();
        format!("the states are {}", words.join(", "))
    })
}

impl WorkerArgs {
    /// Whether nobody is meant.
    pub fn is_empty(&self) -> bool {
        let shared = self.host.is_some() || self.rq_version.is_some();
        let lists = self.names.is_empty() && self.queue.is_empty() && self.state.is_empty();
        lists && !self.all && !shared
    }

    /// Whether a worker is meant by what it has in common with others.
    pub fn admits(&self, worker: &Worker, now: Time) -> bool {
        let queue = |glob: &Glob| worker.queues.iter().any(|queue| glob.matches(&queue.0));
        let text = |value: &Option<Vec<u8>>| value.clone().unwrap_or_default();
        (self.queue.is_empty() || self.queue.iter().any(queue))
            && self.host.as_ref().is_none_or(|glob| glob.matches(&text(&worker.hostname)))
            && (self.state.is_empty() || self.state.contains(&worker_state(worker, now)))
            && self.rq_version.as_ref().is_none_or(|v| text(&worker.version).starts_with(v.as_bytes()))
    }

    /// The workers that are meant, and those of the names that name none.
    pub fn choose(&self, store: &mut Store) -> Result<Chosen, Failure> {
        let known = match store.worker_names() {
            // Names lead to the workers themselves.
            Err(e) if e.kind == Kind::WrongType && !self.names.is_empty() => Vec::new(),
            known => known?,
        };
        let now = store.opened_at();
        if self.names.is_empty() {
            let mut workers = store.workers(&known)?;
            workers.retain(|worker| self.admits(worker, now));
            return Ok(Chosen { workers, missing: Vec::new(), known });
        }
        let named: Vec<WorkerName> =
            self.names.iter().map(|name| WorkerName::from_text(name.as_bytes())).collect();
        let (workers, missing): (Vec<Worker>, Vec<Worker>) =
            store.workers(&named)?.into_iter().partition(|w| w.exists || known.contains(&w.name));
        Ok(Chosen { workers, missing: missing.into_iter().map(|w| w.name).collect(), known })
    }
}

/// What [`WorkerArgs`] mean on a server.
pub struct Chosen {
    pub workers: Vec<Worker>,
    /// Names that were typed and that no worker has.
    pub missing: Vec<WorkerName>,
    /// All registered names.
    known: Vec<WorkerName>,
}

impl Chosen {
    /// That a worker was named which does not exist, with the command that names the nearest one.
    pub fn not_found(&self, hints: &Hints, again: impl Fn(&[u8]) -> Command) -> Option<Failure> {
        let missing = self.missing.first()?;
        let hint = match nearest(&missing.0, self.known.iter().map(|name| &name.0[..])) {
            Some(near) => again(near),
            None => hints.read("workers list"),
        };
        Some(names::missing("worker", &missing.0, &hint))
    }
}

const EXAMPLES: &str = "\
Examples:
  rqctl workers list --state busy
  rqctl workers list --host 'app-*' --rq-version 1";

#[derive(clap::Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub struct List {
    #[command(flatten)]
    workers: WorkerArgs,

    /// A name that names nothing is no error
    #[arg(long)]
    ignore_not_found: bool,
}

impl List {
    fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let columns = answer::columns(global, LIST)?;
        let mut store = global.open(ui)?;
        let hints = global.hints().on(&store);
        let chosen = self.workers.choose(&mut store)?;
        let failure = (!self.ignore_not_found)
            .then(|| chosen.not_found(&hints, |name| hints.read("workers list").name(name)))
            .flatten();
        let rows = rows(&mut store, chosen.workers)?;
        Answer::new("rqctl/workers.list/1", "worker", columns).print(ui, &mut store, &hints, rows, failure)
    }
}

#[derive(clap::Args, Debug)]
pub struct Show {
    /// Names of workers
    #[arg(required = true, value_name = "WORKER")]
    names: Vec<OsString>,

    /// A name that names nothing is no error
    #[arg(long)]
    ignore_not_found: bool,
}

impl Show {
    fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let columns = answer::columns(global, SHOW)?;
        let mut store = global.open(ui)?;
        let hints = global.hints().on(&store);
        let chosen = WorkerArgs { names: self.names.clone(), ..WorkerArgs::default() }.choose(&mut store)?;
        let failure = (!self.ignore_not_found)
            .then(|| chosen.not_found(&hints, |name| hints.read("workers show").name(name)))
            .flatten();
        let rows = rows(&mut store, chosen.workers)?;
        let answer = Answer::new("rqctl/workers.show/1", "worker", columns);
        if ui.format().machine() || !global.columns.is_empty() {
            return answer.print(ui, &mut store, &hints, rows, failure);
        }
        let mut page = ui.page();
        for (i, row) in rows.iter().enumerate() {
            if i > 0 {
                page.blank();
            }
            workers::page(&mut page, row);
        }
        page.write(&mut ui.out)?;
        failure.map_or(Ok(Exit::Done), Err)
    }
}

fn rows(store: &mut Store, mut workers: Vec<Worker>) -> Result<Vec<Row>, Failure> {
    store.starts(&mut workers)?;
    let now = store.opened_at();
    Ok(workers.into_iter().map(|worker| Row { worker, now }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_a_word_of_the_option() {
        for known in WorkerState::ALL {
            assert_eq!(state(known.name()), Ok(known));
        }
        assert!(state("gone").unwrap_err().contains("stale, dead"));
    }
}
