//! `groups`: jobs that were made together.

use crate::{
    cli::{
        answer::{self, Answer},
        exit::{Exit, Failure},
        global::Global,
        ui::Ui,
    },
    store::small::Groups as Walk,
    views::small::GROUPS,
};

#[derive(clap::Subcommand, Debug)]
pub enum Groups {
    /// List groups with their number of jobs
    List,
}

impl Groups {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        match self {
            Groups::List => list(global, ui),
        }
    }
}

fn list(global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
    let columns = answer::columns(global, GROUPS)?;
    let mut store = global.open(ui)?;
    let hints = global.hints().on(&store);
    let mut walk = Walk::new(&store);
    Answer::new("rqctl/groups.list/1", "group", columns)
        .stream(ui, &mut store, &hints, None, |store| Ok(walk.next(store)?))
}
