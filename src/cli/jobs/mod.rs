//! `jobs`: list, count, show, and the verbs that act on them.

pub mod act;
mod cancel;
mod count;
mod delete;
mod hold;
pub mod list;
mod requeue;
mod run_now;
mod show;
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
    /// Count jobs, by status, queue, function, error, worker or group
    Count(count::Count),
    /// Show jobs: call, times, places, relatives, attempts, what to type next
    Show(show::Show),
    /// Show what a job needs and what needs it
    Tree(tree::Tree),
    /// Wait until jobs are over, and say how they ended
    Wait(wait::Wait),
    /// End jobs that run, through the workers that run them
    Stop(stop::Stop),
    /// Run jobs again that are over: failed ones, unless -s or an ID says otherwise
    Requeue(requeue::Requeue),
    /// Take waiting jobs out of wherever they wait, for good
    Cancel(cancel::Cancel),
    /// Put waiting jobs aside, where nobody runs them
    Hold(hold::Hold),
    /// Put held jobs back where they were
    Release(hold::Release),
    /// Run jobs now that wait for a time or for parents: what is overdue, unless -s or an ID says otherwise
    RunNow(run_now::RunNow),
    /// Remove jobs with everything that belongs to them
    Delete(delete::Delete),
}

impl Jobs {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        match self {
            Jobs::List(c) => c.run(global, ui),
            Jobs::Tree(c) => c.run(global, ui),
            Jobs::Wait(c) => c.run(global, ui),
            Jobs::Count(c) => c.run(global, ui),
            Jobs::Show(c) => c.run(global, ui),
            Jobs::Requeue(c) => c.run(global, ui),
            Jobs::Stop(c) => c.run(global, ui),
            Jobs::Cancel(c) => c.run(global, ui),
            Jobs::RunNow(c) => c.run(global, ui),
            Jobs::Hold(c) => c.run(global, ui),
            Jobs::Release(c) => c.run(global, ui),
            Jobs::Delete(c) => c.run(global, ui),
        }
    }
}
