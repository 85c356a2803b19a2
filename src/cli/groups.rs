//! `groups`: jobs that were made together.

use std::{ffi::OsString, os::unix::ffi::OsStrExt};

use crate::{
    cli::{
        answer::{self, Answer},
        exit::{Exit, Failure},
        filter::{Limit, limit},
        global::Global,
        jobs::list::List,
        names::{self, named_glob},
        nearest::nearest,
        ui::Ui,
    },
    store::small::Groups as Walk,
    views::small::GROUPS,
};

#[derive(clap::Subcommand, Debug)]
pub enum Groups {
    /// List groups with their number of jobs
    List,
    /// List the jobs of a group
    Show(Show),
}

impl Groups {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        match self {
            Groups::List => list(global, ui),
            Groups::Show(c) => c.run(global, ui),
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

#[derive(clap::Args, Debug)]
pub struct Show {
    /// Name of the group
    #[arg(value_name = "GROUP")]
    group: OsString,

    /// At most so many
    #[arg(long, value_name = "N|all", value_parser = limit)]
    limit: Option<Limit>,
}

impl Show {
    fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let name = self.group.as_bytes();
        let Some(glob) = named_glob(name) else {
            return Err(Failure::usage("the name of a group is text, and this one is not UTF-8"));
        };
        let jobs = List::of_group(glob, self.limit);
        let columns = jobs.columns(global, ui)?;
        let mut store = global.open(ui)?;
        let hints = global.hints().on(&store);
        if !store.group_exists(name)? {
            let known = store.some_groups()?;
            let hint = match nearest(name, known.iter().map(Vec::as_slice)) {
                Some(near) => hints.read("groups show").name(near),
                None => hints.read("groups list"),
            };
            return Err(names::missing("group", name, &hint));
        }
        jobs.print("rqctl/groups.show/1", columns, ui, &mut store, &hints)
    }
}
