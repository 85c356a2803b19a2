//! `maintenance`: what RQ's workers do now and then, from cron.

mod blocks;
mod report;
mod run;

use crate::{
    cli::{
        answer::{self, Answer},
        exit::{Exit, Failure},
        global::Global,
        ui::Ui,
    },
    ops::maintenance::{lock, task::TASKS},
    render::listing::{Listing, Tail},
    views::maintenance::{self as views, LockRow},
};

#[derive(clap::Subcommand, Debug)]
pub enum Maintenance {
    /// Retry or fail abandoned jobs, put stuck ones back, remove what is over; silent if there is nothing to do
    Run(Box<run::Run>),
    /// List the tasks of a run
    Tasks,
    /// List the maintenance locks of queues, and whose they are
    Locks,
}

impl Maintenance {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        match self {
            Maintenance::Run(c) => c.run(global, ui),
            Maintenance::Tasks => tasks(global, ui),
            Maintenance::Locks => locks(global, ui),
        }
    }
}

/// Asks no server: the table is part of the program.
fn tasks(global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
    let columns = answer::columns(global, views::TASKS)?;
    let look = ui.look(crate::rq::time::Time::default());
    let mut listing = Listing::begin(&mut ui.out, columns, &look, "rqctl/maintenance.tasks/1", &[])?.small();
    for task in &TASKS {
        listing.row(task)?;
    }
    listing.end(&Tail { totals: Vec::new(), truncated: false, complete: true, error: None })?;
    Ok(Exit::Done)
}

fn locks(global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
    let columns = answer::columns(global, views::LOCKS)?;
    let mut store = global.open(ui)?;
    let hints = global.hints().on(&store);
    let crew = store.crew()?;
    let queues = store.queue_names(&crew)?;
    let locks = lock::read(&mut store, &queues)?;
    let rows: Vec<LockRow> = locks.into_iter().map(|(queue, lock)| LockRow { queue, lock }).collect();
    Answer::new("rqctl/maintenance.locks/1", "lock", columns).print(ui, &mut store, &hints, rows, None)
}
