//! What a pass reports: one item for each job, or one for many entries that only ran out.

use std::collections::BTreeMap;

use crate::{
    ops::{
        maintenance::task::Task,
        refusal::{Reason, Refusal},
    },
    rq::{
        id::{JobId, QueueName, Target, WorkerName},
        state::Poison,
        status::Status,
        time::Time,
    },
};

/// What was done.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Action {
    /// Back in its queue, after an attempt that never began.
    Requeued,
    /// Queued or scheduled once more, at the cost of a retry.
    Retried,
    Failed,
    /// On its way after waiting for a parent or for a slot.
    Released,
    Held,
    /// An entry, a member or a key went.
    Removed,
    /// Noted, so that a later pass can tell how long it stands.
    Marked,
    /// Nothing: somebody else must.
    Left,
}

impl Action {
    pub const ALL: [Action; 8] = [
        Action::Retried,
        Action::Failed,
        Action::Requeued,
        Action::Released,
        Action::Held,
        Action::Removed,
        Action::Marked,
        Action::Left,
    ];

    /// The word in machine formats: a contract.
    pub fn name(self) -> &'static str {
        match self {
            Action::Requeued => "requeued",
            Action::Retried => "retried",
            Action::Failed => "failed",
            Action::Released => "released",
            Action::Held => "held",
            Action::Removed => "removed",
            Action::Marked => "marked",
            Action::Left => "left",
        }
    }

    /// The verb in its plain form; machine formats have it behind `would_` in a dry run.
    pub fn verb(self) -> &'static str {
        match self {
            Action::Requeued => "requeue",
            Action::Retried => "retry",
            Action::Failed => "fail",
            Action::Released => "release",
            Action::Held => "hold",
            Action::Removed => "remove",
            Action::Marked => "mark",
            Action::Left => "leave",
        }
    }
}

/// Why something was done, or left. Ages and names are put into words by whoever prints it.
#[derive(Clone, PartialEq, Debug)]
pub enum Why {
    /// Entries whose time is over, from the first that ran out to the last.
    Expired {
        first: Time,
        last: Time,
    },
    /// Its deadline has passed, and nothing speaks for it.
    Abandoned {
        deadline: Option<Time>,
    },
    /// Its run came to nothing, and a worker would lose it, or end, if it were queued once more: so it fails.
    Unwelcome(Poison),
    /// It ended, or goes on elsewhere: the entry was left over.
    LeftOver(Option<Status>),
    /// Seen in the intermediate list since then, and never started.
    Stuck {
        since: Time,
    },
    /// The entry in the intermediate list was left over: the job waits in its queue.
    Waits,
    FirstSight,
    NoJob,
    NoData,
    /// Its parents are done, this one last.
    Parent(JobId),
    /// Its parents were done, and whoever released it died before it was queued.
    Ready,
    /// A rate limit has free slots.
    Slots(Box<[u8]>),
    /// A slot of a rate limit, held by a job that neither waits nor runs.
    StaleSlot(Box<[u8]>),
    /// A rate limit that nobody uses.
    UnusedLimit(Box<[u8]>),
    Worker(WorkerName),
    /// A group that lost its jobs, or some of them.
    Group(Box<[u8]>),
    /// What named a job that is gone, or belonged to it: an entry or a whole key.
    Orphan {
        of: &'static str,
        key: bool,
    },
    /// Queued, and in no place, when that was looked at once.
    FirstLook,
    /// The same at two looks; queued since then.
    NoPlace {
        since: Option<Time>,
    },
    Canceled {
        at: Option<Time>,
    },
    /// Results that never expire, of a job that does.
    Outlives,
    /// A worker of the queue would lose the job, or end.
    Poison(Poison),
    /// In words already: lower case, without full stop.
    Said(String),
}

/// One line of the report.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    pub task: &'static Task,
    pub action: Action,
    pub queue: Option<QueueName>,
    pub target: Option<Target>,
    /// Jobs, entries or members.
    pub count: u64,
    pub reason: Option<Reason>,
    pub why: Why,
    /// Of a job that was retried: how many retries are left, and in how many seconds it is due.
    pub retry: Option<(i64, i64)>,
    /// Webhooks that RQ would send for the failure, and rqctl does not.
    pub webhooks: bool,
}

impl Item {
    pub fn new(task: &'static Task, action: Action, why: Why) -> Item {
        Item {
            task,
            action,
            queue: None,
            target: None,
            count: 1,
            reason: None,
            why,
            retry: None,
            webhooks: false,
        }
    }

    pub fn of(mut self, queue: &QueueName, target: Target) -> Item {
        self.queue = Some(queue.clone());
        self.target = Some(target);
        self
    }

    pub fn within(mut self, queue: &QueueName) -> Item {
        self.queue = Some(queue.clone());
        self
    }

    pub fn times(mut self, count: u64) -> Item {
        self.count = count;
        self
    }

    pub fn reason(mut self, reason: Reason) -> Item {
        self.reason = Some(reason);
        self
    }

    /// The same thing, not done.
    pub fn left(mut self, refusal: &Refusal) -> Item {
        self.action = Action::Left;
        self.reason = Some(refusal.reason);
        self.why = Why::Said(refusal.message.clone());
        (self.retry, self.webhooks) = (None, false);
        self
    }

    /// Whether the other is one more of the same: entries that only ran out, members of one group.
    pub fn is_more_of(&self, other: &Item) -> bool {
        self.target.is_none()
            && other.target.is_none()
            && self.task == other.task
            && self.action == other.action
            && self.queue == other.queue
            && self.reason == other.reason
            && self.why == other.why
    }

    /// Whether somebody must do something about it: a worker would end or lose the job, or nobody could read it.
    pub fn needs_hands(&self) -> bool {
        let fault = |reason| {
            use Reason::*;
            matches!(reason, IllegalId | Unreadable | WrongType | Limit | Orphan)
        };
        self.action == Action::Left && self.reason.is_some_and(fault)
    }

    /// Whether it is worth a line of cron's mail. What was only noted, or is left to a worker as always, is not.
    pub fn worth_saying(&self) -> bool {
        match self.action {
            Action::Marked => !self.task.marks_only_notes,
            Action::Left => self.needs_hands(),
            _ => true,
        }
    }
}

/// How often each thing was done, by task.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Counts(pub BTreeMap<&'static str, BTreeMap<Action, u64>>);

impl Counts {
    pub fn add(&mut self, item: &Item) {
        *self.0.entry(item.task.name).or_default().entry(item.action).or_default() += item.count;
    }

    /// Of all tasks together.
    pub fn of(&self, action: Action) -> u64 {
        self.0.values().filter_map(|actions| actions.get(&action)).sum()
    }
}
