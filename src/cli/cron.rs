//! `cron`: what cron schedulers enqueue, and what they enqueued.

use std::{ffi::OsString, os::unix::ffi::OsStrExt};

use crate::{
    cli::{
        answer::{self, Answer},
        exit::{Exit, Failure},
        global::Global,
        hints::Hints,
        names,
        nearest::nearest,
        ui::Ui,
    },
    rq::schedule::{CronJob, CronScheduler},
    store::Store,
    views::small::{CRON, CRON_HISTORY, Cron as Row},
};

#[derive(clap::Subcommand, Debug)]
pub enum Cron {
    /// List what cron schedulers enqueue (RQ 2.7 and later tell it)
    List,
    /// List the jobs that a cron job enqueued, newest first (RQ 2.11 and later)
    History(History),
}

impl Cron {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        match self {
            Cron::List => list(global, ui),
            Cron::History(c) => c.run(global, ui),
        }
    }
}

fn list(global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
    let columns = answer::columns(global, CRON)?;
    let mut store = global.open(ui)?;
    let hints = global.hints().on(&store);
    let now = store.opened_at();
    let rows = store.cron_schedulers()?.into_iter().flat_map(|scheduler| {
        let stale = scheduler.stale(now);
        let CronScheduler { name, jobs, .. } = scheduler;
        // One that tells nothing is still there.
        let jobs = jobs.filter(|jobs| !jobs.is_empty()).unwrap_or_else(|| vec![CronJob::default()]);
        jobs.into_iter().map(move |job| Row { scheduler: name.clone(), stale, job })
    });
    let rows = rows.collect();
    Answer::new("rqctl/cron.list/1", "cron job", columns).print(ui, &mut store, &hints, rows, None)
}

/// Jobs of one page; RQ keeps the newest thousand.
const PAGE: usize = 1_000;

#[derive(clap::Args, Debug)]
pub struct History {
    /// Name of the cron job; by default RQ gives it the name of its function
    #[arg(value_name = "NAME")]
    name: OsString,

    /// At most so many
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
}

impl History {
    fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let columns = answer::columns_of_jobs(global, CRON_HISTORY, "job_id")?;
        let mut store = global.open(ui)?;
        let hints = global.hints().on(&store);
        let name = self.name.as_bytes();
        let mut first = Some(store.cron_history(name, 0, PAGE)?);
        if first.as_ref().is_some_and(Vec::is_empty) {
            return Err(not_found(&mut store, name, &hints)?);
        }
        let mut from = 0;
        let answer = Answer::new("rqctl/cron.history/1", "job", columns).limit(self.limit, ui);
        answer.stream(ui, &mut store, &hints, None, |store| {
            let page = match first.take() {
                Some(page) => page,
                None => store.cron_history(name, from, PAGE)?,
            };
            from += page.len();
            Ok((!page.is_empty()).then_some(page))
        })
    }
}

fn not_found(store: &mut Store, name: &[u8], hints: &Hints) -> Result<Failure, Failure> {
    let names = store.cron_names()?;
    let hint = match nearest(name, names.iter().map(Vec::as_slice)) {
        Some(near) => hints.read("cron history").name(near),
        None => hints.read("cron list"),
    };
    Ok(names::missing("cron job", name, &hint))
}
