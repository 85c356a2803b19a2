//! One old ID as the plan sees it, and what the whole plan comes to.

use std::collections::{BTreeMap, HashMap};

use crate::{
    ops::refusal::Refusal,
    rq::{
        id::{JobId, QueueName},
        status::Status,
        time::Time,
    },
};

/// Functions, queues and statuses that are counted by name.
const NAMES: usize = 1_000;

/// One old name and what would become of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    pub old: JobId,
    pub new: JobId,
    pub queue: Option<QueueName>,
    pub status: Option<Status>,
    /// Why it is blocked, if it is.
    pub blocked: Option<Refusal>,
    /// No job has it, and this is the kind of place where it stands: an orphan, or a mention of a job that was
    /// renamed.
    pub orphan_in: Option<&'static str>,
}

/// What the whole comes to.
#[derive(Clone, Default, Debug, PartialEq)]
pub struct Counts {
    /// Jobs, of whatever ID.
    pub jobs: u64,
    /// Jobs whose ID RQ 2.8 and later refuse, and which a map passes over.
    pub unnamed: u64,
    /// Jobs and orphaned entries whose ID is to be renamed.
    pub illegal: u64,
    /// Jobs that nothing keeps from being renamed.
    pub open: u64,
    pub orphans: u64,
    /// Kinds of places where orphaned entries stand.
    pub orphans_in: BTreeMap<&'static str, u64>,
    pub blocked: u64,
    pub blocked_by: BTreeMap<&'static str, u64>,
    pub by_character: BTreeMap<char, u64>,
    /// Statuses as stored; empty for a job without one.
    pub by_status: BTreeMap<Vec<u8>, u64>,
    pub by_queue: BTreeMap<Vec<u8>, u64>,
    /// Waiting jobs with a colon, before or, on the way back, after it: RQ 2.0 and later lose them or run another job.
    pub cut: u64,
    /// Waiting jobs with another refused character, likewise: each ends a worker of RQ 2.8 and later.
    pub refused: u64,
    pub makers: HashMap<String, Maker>,
}

/// Counts one more of a name that others chose, unless there are too many names by now.
fn tally(counts: &mut BTreeMap<Vec<u8>, u64>, name: &[u8]) {
    if counts.len() < NAMES || counts.contains_key(name) {
        *counts.entry(name.to_vec()).or_default() += 1;
    }
}

/// A function whose jobs have such IDs.
#[derive(Clone, Default, Debug, PartialEq)]
pub struct Maker {
    pub count: u64,
    pub newest_at: Option<Time>,
}

impl Counts {
    pub(super) fn add(&mut self, item: &Item, maker: Option<(String, Option<Time>)>) {
        self.illegal += 1;
        for c in item.old.offending() {
            *self.by_character.entry(c).or_default() += 1;
        }
        if let Some(refusal) = &item.blocked {
            self.blocked += 1;
            *self.blocked_by.entry(refusal.reason.code()).or_default() += 1;
        }
        tally(&mut self.by_queue, item.queue.as_ref().map_or(b"", |q| &q.0));
        if let Some(place) = item.orphan_in {
            self.orphans += 1;
            *self.orphans_in.entry(place).or_default() += 1;
            return;
        }
        self.open += u64::from(item.blocked.is_none());
        tally(&mut self.by_status, item.status.as_ref().map_or(b"", Status::as_bytes));
        if item.status.as_ref().is_some_and(Status::is_waiting) {
            let refused = if item.old.legal() { &item.new } else { &item.old };
            match (refused.has_colon(), refused.legal()) {
                (true, _) => self.cut += 1,
                (false, false) => self.refused += 1,
                (false, true) => {}
            }
        }
        if let Some((function, at)) = maker
            && (self.makers.len() < NAMES || self.makers.contains_key(&function))
        {
            let maker = self.makers.entry(function).or_default();
            maker.count += 1;
            maker.newest_at = maker.newest_at.max(at);
        }
    }
}
