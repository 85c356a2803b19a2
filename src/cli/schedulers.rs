//! `schedulers`: who moves scheduled jobs into their queues.

use crate::{
    cli::{
        answer::{self, Answer},
        exit::{Exit, Failure},
        global::Global,
        ui::Ui,
    },
    views::small::SCHEDULERS,
};

#[derive(clap::Subcommand, Debug)]
pub enum Schedulers {
    /// List the schedulers that hold a queue's lock
    List,
}

impl Schedulers {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        match self {
            Schedulers::List => list(global, ui),
        }
    }
}

fn list(global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
    let columns = answer::columns(global, SCHEDULERS)?;
    let mut store = global.open(ui)?;
    let hints = global.hints().on(&store);
    let rows = store.schedulers()?;
    Answer::new("rqctl/schedulers.list/1", "scheduler", columns).print(ui, &mut store, &hints, rows, None)
}
