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
mod members;
mod pass;
mod ready;
pub mod report;
pub mod settle;
mod sights;
mod slots;
mod stuck;
mod survey;
pub mod task;

use std::time::Duration;

pub use pass::run;
pub use stuck::Stuck;

use crate::{
    ops::{limiter, maintenance::task::Task},
    rq::glob::Glob,
    store::{script::Script, writer::Uses},
};

/// How a pass goes about it.
#[derive(Clone, Debug)]
pub struct Options {
    /// Empty = all queues.
    pub queues: Vec<Glob>,
    /// In the order of the table.
    pub tasks: Vec<&'static Task>,
    pub stuck: Stuck,
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
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds { lock_s: 60, stuck_s: crate::rq::candidate::STUCK_AFTER_S }
    }
}

/// Every script of a pass, so that permission is asked for before the first step.
pub static SCRIPTS: &[&Script] = &[
    &lock::SCRIPT,
    &expired::SCRIPT,
    &settle::SCRIPT,
    &sights::SCRIPT,
    &ready::SCRIPT,
    &members::SCRIPT,
    &slots::SCRIPT,
    &limiter::PROMOTE,
];

pub const USES: Uses = Uses { scripts: SCRIPTS, publishes: false };
