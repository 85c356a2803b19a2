//! `jobs`: list, count, show, and the verbs that act on them.

pub mod act;
mod list;
mod requeue;
mod stop;
mod tree;
mod wait;

use crate::cli::{
    exit::{Exit, Failure},
    global::Global,
    ui::Ui,
};

#[derive(clap::Subcommand, Debug)]
pub enum Jobs {
    /// List jobs, newest change first
    List(list::List),
    /// Show what a job needs and what needs it
    Tree(tree::Tree),
    /// Wait until jobs are over, and say how they ended
    Wait(wait::Wait),
    /// Run jobs again that are over: failed ones, unless -s or an ID says otherwise
    Requeue(requeue::Requeue),
    /// End jobs that run, through the workers that run them
    Stop(stop::Stop),
}

impl Jobs {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        match self {
            Jobs::List(c) => c.run(global, ui),
            Jobs::Tree(c) => c.run(global, ui),
            Jobs::Wait(c) => c.run(global, ui),
            Jobs::Requeue(c) => c.run(global, ui),
            Jobs::Stop(c) => c.run(global, ui),
        }
    }
}
