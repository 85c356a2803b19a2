//! What RQ's workers do at their start and every ten minutes, from a shell: without Python, beside live workers of
//! any version, and beside itself.
//!
//! RQ's own maintenance compares what is not equal (2.0, 2.1), fails jobs that finished (up to 2.12), loses queued
//! jobs whose ID holds a colon, ends at the first entry that it cannot read and then leaves its lock, and does all of
//! it in one transaction. Here a job with any running execution is never touched, each job is one guarded step, and
//! what nobody can read is named and left.

pub mod abandoned;
mod expired;
pub mod item;
pub mod lock;
mod lost;
mod members;
mod orphans;
mod pass;
mod ready;
pub mod report;
mod request;
mod results;
pub mod settle;
mod sights;
mod slots;
mod stuck;
mod survey;
pub mod task;
mod telling;

use std::time::Duration;

pub use pass::run;
pub use stuck::Stuck;

use crate::{
    ops::{
        delete, hold, limiter,
        maintenance::task::{Kind, Task},
        queues::drop,
        taking,
    },
    rq::glob::Glob,
    store::script::Script,
};

/// How a pass goes about it.
#[derive(Clone, Debug)]
pub struct Options {
    /// Empty = all queues.
    pub queues: Vec<Glob>,
    /// In the order of the table.
    pub tasks: Vec<&'static Task>,
    pub stuck: Stuck,
    /// Of the task `canceled`.
    pub canceled_older_than: Option<Duration>,
    /// Jobs are failed and retried though only Python could run their failure callback.
    pub ignore_callbacks: bool,
    /// `None` = without a lock.
    pub lock: Option<Locking>,
    pub bounds: Bounds,
}

/// How a lock is come by.
#[derive(Clone, Copy, Debug)]
pub struct Locking {
    /// How long to wait for one that another holds.
    pub wait: Duration,
    /// Seconds after which a lock of RQ counts as left behind; 0 = never.
    pub take_over_after_s: u64,
}

/// Times that a pass keeps to.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Seconds that a lock of ours lives unless a step renews it.
    pub lock_s: u64,
    /// Seconds in the intermediate list after which a job that never started is stuck.
    pub stuck_s: f64,
    /// Between the two looks for lost jobs.
    pub looks_apart: Duration,
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds {
            lock_s: 60,
            stuck_s: crate::rq::candidate::STUCK_AFTER_S,
            looks_apart: Duration::from_secs(60),
        }
    }
}

fn scripts_of(kind: Kind) -> Vec<&'static Script> {
    match kind {
        Kind::Finished | Kind::Failed => vec![&expired::SCRIPT],
        Kind::Started => vec![&lock::SCRIPT, &settle::SCRIPT],
        Kind::Ready => vec![&lock::SCRIPT, &settle::SCRIPT, &ready::SCRIPT],
        Kind::Intermediate => vec![&lock::SCRIPT, &settle::SCRIPT, &sights::SCRIPT],
        Kind::Workers | Kind::Groups => vec![&members::SCRIPT],
        Kind::RateLimits => vec![&slots::SCRIPT, &limiter::PROMOTE],
        Kind::Orphans => {
            vec![&orphans::SCRIPT, &drop::SCRIPT, &taking::SWEEP, &members::SCRIPT, &limiter::PROMOTE]
        }
        Kind::Lost => vec![&lost::SCRIPT],
        Kind::Quarantine => hold::USES.scripts.to_vec(),
        Kind::Canceled => delete::USES.scripts.to_vec(),
        Kind::ExpireResults => vec![&results::SCRIPT],
    }
}

/// Every script of these tasks, so that permission is asked for before the first step.
pub fn scripts<'t>(tasks: impl IntoIterator<Item = &'t Task>) -> Vec<&'static Script> {
    tasks.into_iter().flat_map(|task| scripts_of(task.kind)).collect()
}
