//! `maintenance`: what a pass did or would do, its tasks, and who holds its locks.

use std::{borrow::Cow, collections::BTreeMap};

use crate::{
    ops::{
        maintenance::{
            item::{Action, Counts, Item, Why},
            lock::owner,
            report::Report,
            task::Task,
        },
        refusal::Reason,
    },
    render::{
        cell::Cell,
        column::{Column, Fit, Shown, Tone},
        escape::shell_word,
        numbers::{age, count_of, thousands},
        time::Civil,
    },
    rq::{
        fleet::Lock,
        id::QueueName,
        state::{self, Poison},
        time::Time,
    },
    views::ttl_s,
};

/// One item of a pass.
pub struct Row {
    pub item: Item,
    pub dry_run: bool,
}

/// `maintenance run`, as machine formats have it.
pub static RUN: &[Column<Row>] = &[
    Column::new("task", "TASK", Shown::Table, Fit::Whole, (), |row| Cell::text(row.item.task.name)),
    Column::new("action", "ACTION", Shown::Table, Fit::Whole, (), |row: &Row| {
        Cell::text(match row.dry_run {
            true => Cow::Owned(format!("would_{}", row.item.action.verb())),
            false => row.item.action.name().into(),
        })
    })
    .toned(|row| tone(row.item.action)),
    Column::new("queue", "QUEUE", Shown::Table, Fit::Whole, (), |row| {
        Cell::opt(row.item.queue.as_ref(), |queue| Cell::name(&queue.0[..]))
    }),
    Column::new("job_id", "JOB", Shown::Table, Fit::Whole, (), |row| {
        Cell::opt(row.item.target.as_ref(), |target| Cell::name(&target.id.0[..]))
    }),
    Column::new("execution_id", "EXECUTION", Shown::Wide, Fit::Drop(1), (), |row| {
        let execution = row.item.target.as_ref().and_then(|target| target.execution.as_ref());
        Cell::opt(execution, |execution| Cell::text(execution.as_str()))
    }),
    Column::new("count", "COUNT", Shown::Table, Fit::Drop(2), (), |row| Cell::count(row.item.count)),
    Column::new("reason", "REASON", Shown::Table, Fit::Drop(3), (), |row| {
        Cell::opt(row.item.reason, |reason| Cell::text(reason.code()))
    }),
    Column::new("message", "MESSAGE", Shown::Table, Fit::Right, (), |row| Cell::text(message(&row.item))),
];

fn tone(action: Action) -> Tone {
    match action {
        Action::Failed => Tone::Bad,
        Action::Requeued | Action::Retried | Action::Released => Tone::Good,
        Action::Held => Tone::Warn,
        Action::Left | Action::Marked => Tone::Dim,
        Action::Removed => Tone::Plain,
    }
}

/// One line of a dry run on a screen.
pub struct Would {
    item: Item,
    /// The letter under which the reason is explained below.
    letter: Option<char>,
    now: Time,
}

/// A dry run on a screen.
pub static WOULD: &[Column<Would>] = &[
    Column::new("would", "WOULD", Shown::Table, Fit::Whole, (), |row: &Would| Cell::text(would(&row.item)))
        .toned(|row| tone(row.item.action)),
    Column::new("job", "JOB", Shown::Table, Fit::Whole, (), |row| match &row.item.target {
        Some(target) => Cell::name(&target.id.0[..]),
        None => Cell::text(short(&row.item, row.now)),
    }),
    Column::new("why", "WHY", Shown::Table, Fit::Right, (), |row| {
        let short = row.item.target.as_ref().map(|_| short(&row.item, row.now)).unwrap_or_default();
        let letter = row.letter.map(|letter| letter.to_string()).unwrap_or_default();
        Cell::text(format!("{letter} {short}").trim().to_owned())
    }),
];

/// The reasons of one block, in the order in which they were met.
#[derive(Default)]
pub struct Legend(Vec<&'static str>);

impl Legend {
    pub fn row(&mut self, item: Item, now: Time) -> Would {
        let letter = legend(&item).and_then(|text| {
            let at = self.0.iter().position(|known| *known == text).unwrap_or_else(|| {
                self.0.push(text);
                self.0.len() - 1
            });
            char::from_u32('A' as u32 + u32::try_from(at).ok()?)
        });
        Would { item, letter, now }
    }

    /// One line for each reason.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        self.0.iter().zip('A'..).map(|(text, letter)| format!("{letter} {text}"))
    }
}

fn would(item: &Item) -> String {
    match (item.action, item.reason) {
        (Action::Retried, _) => match item.retry {
            Some((left, 0)) => format!("retry ({left} left)"),
            Some((left, interval)) => format!("retry in {} ({left} left)", age(interval)),
            None => "retry".to_owned(),
        },
        (Action::Requeued, _) => "back to the front".to_owned(),
        (Action::Left, Some(Reason::HasCallback)) => "leave to a worker".to_owned(),
        (Action::Removed, _) if item.target.is_some() => match item.why {
            Why::Orphan { key: true, .. } => "remove a key".to_owned(),
            Why::Canceled { .. } => "delete".to_owned(),
            _ => "remove the entry".to_owned(),
        },
        (Action::Marked, _) if item.why == Why::Outlives => {
            format!("let {} expire", count_of(item.count, "stream"))
        }
        (Action::Removed, _) => match item.why {
            Why::Worker(_) => "remove a name".to_owned(),
            Why::UnusedLimit(_) => "remove a limit".to_owned(),
            Why::Group(_) => format!("remove {}", count_of(item.count, "member")),
            _ => format!("remove {}", count_of(item.count, "entry")),
        },
        (Action::Released, _) if item.target.is_none() => format!("release {}", count_of(item.count, "job")),
        (action, _) => action.verb().to_owned(),
    }
}

/// What several lines share, said once below them.
fn legend(item: &Item) -> Option<&'static str> {
    Some(match &item.why {
        Why::Abandoned { .. } => "started, no heartbeat since, and no live worker has it",
        Why::Stuck { .. } => "taken from its queue, never started, and no live worker has it",
        Why::FirstSight => "taken from its queue just now; stuck if it is still there in a minute",
        Why::LeftOver(_) => "the entry was left over: the job is not in that state any more",
        Why::Waits => "the entry was left over: the job waits in its queue",
        Why::NoJob | Why::NoData | Why::Orphan { .. } => "the job is gone",
        Why::FirstLook => "queued, and no place names it; lost if that is still so at a second look",
        Why::NoPlace { .. } => {
            "queued, and in no place at two looks; jobs of a synchronous queue look so while they run"
        }
        Why::Parent(_) | Why::Ready => "its parents are done",
        Why::Unwelcome(_) => "no heartbeat since; a live worker would lose it or end, so it is not retried",
        Why::Poison(Poison::Cut) => "a live worker would cut the ID at its colon and lose the job",
        Why::Poison(_) => "a live worker would end when it meets it",
        _ if item.reason == Some(Reason::HasCallback) => {
            "only Python can run its failure callback (--ignore-callbacks)"
        }
        _ => return None,
    })
}

/// What is particular about one line.
fn short(item: &Item, now: Time) -> String {
    let ago = |at: &Time| age(now.since(*at).max(0.0) as i64);
    let text = |bytes: &[u8]| shell_word(bytes).into_owned();
    match &item.why {
        Why::Expired { first, last } if ago(first) == ago(last) => {
            format!("{}, expired since {}", item.task.name, ago(first))
        }
        Why::Expired { first, last } => {
            format!("{}, expired since {} to {}", item.task.name, ago(last), ago(first))
        }
        Why::Abandoned { deadline: Some(at) } => format!("deadline {} ago", ago(at)),
        Why::Stuck { since } => format!("taken {} ago", ago(since)),
        Why::Orphan { of, .. } => (*of).to_owned(),
        Why::Outlives => "results that never expire, of jobs that do".to_owned(),
        Why::NoPlace { since: Some(at) } => format!("queued {} ago", ago(at)),
        Why::Canceled { at: Some(at) } => format!("canceled {} ago", ago(at)),
        Why::LeftOver(status) => {
            format!("is {}", status.as_ref().map_or("without status".into(), |status| status.lossy()))
        }
        Why::Parent(parent) => format!("behind {}", text(&parent.0)),
        Why::Slots(limit) => format!("free slots of rate limit {}", text(limit)),
        Why::StaleSlot(limit) => format!("held a slot of rate limit {}", text(limit)),
        Why::UnusedLimit(limit) => format!("rate limit {}", text(limit)),
        Why::Worker(worker) => format!("worker {}", text(&worker.0)),
        Why::Group(group) => format!("group {}", text(group)),
        Why::Said(text) => text.clone(),
        _ => String::new(),
    }
}

/// The reason in one sentence, lower case, without full stop. Moments are absolute, because it may be read later.
pub fn message(item: &Item) -> String {
    let at =
        |at: &Time| Civil::of(at.0).map_or_else(|| "?".to_owned(), |at| at.rfc3339().as_str().to_owned());
    let particular = match &item.why {
        Why::Expired { first, last } => format!("expired from {} to {}", at(first), at(last)),
        Why::Abandoned { deadline: Some(deadline) } => format!("deadline {}", at(deadline)),
        Why::Stuck { since } => format!("seen there since {}", at(since)),
        Why::NoPlace { since: Some(since) } => format!("queued at {}", at(since)),
        Why::Canceled { at: Some(when) } => format!("canceled at {}", at(when)),
        Why::Abandoned { deadline: None } => String::new(),
        _ => short(item, Time::default()),
    };
    let legend = legend(item).unwrap_or_default();
    let retry = match item.retry {
        Some((left, 0)) => format!("{} left", count_of(left.max(0) as u64, "retry")),
        Some((left, s)) => format!("{} left, due in {}", count_of(left.max(0) as u64, "retry"), age(s)),
        None => String::new(),
    };
    let webhooks = if item.webhooks { "its webhooks were not sent" } else { "" };
    let parts = [particular.as_str(), legend, &retry, webhooks];
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("; ")
}

/// `retried 9, failed 5, removed 212, left 1 poison`; `None` where nothing was done.
pub fn sentence(counts: &Counts, left: &Left, dry_run: bool) -> Option<String> {
    let said = |(action, n): (Action, u64)| {
        let verb = if dry_run { action.verb() } else { action.name() };
        format!("{verb} {}", number(n))
    };
    let done = Action::ALL.into_iter().filter(|action| *action != Action::Left);
    let done = done.map(|action| (action, counts.of(action))).filter(|(_, n)| *n > 0);
    let mut parts: Vec<String> = done.map(said).collect();
    let verb = if dry_run { Action::Left.verb() } else { Action::Left.name() };
    parts.extend(left.parts().map(|part| format!("{verb} {part}")));
    parts.extend((left.webhooks > 0).then(|| format!("webhooks of {} not sent", number(left.webhooks))));
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// What was not done, by what has to happen with it.
#[derive(Clone, Debug, Default)]
pub struct Left {
    pub poison: u64,
    pub unreadable: u64,
    pub to_workers: u64,
    pub other: u64,
    /// Jobs that failed, and whose webhooks nobody sent.
    pub webhooks: u64,
}

impl Left {
    pub fn add(&mut self, item: &Item) {
        self.webhooks += u64::from(item.webhooks);
        if item.action != Action::Left {
            return;
        }
        *match (&item.why, item.reason) {
            (Why::Poison(_), _) | (_, Some(Reason::IllegalId | Reason::Orphan)) => &mut self.poison,
            (_, Some(Reason::Unreadable | Reason::WrongType)) => &mut self.unreadable,
            (_, Some(Reason::HasCallback)) => &mut self.to_workers,
            _ => &mut self.other,
        } += item.count;
    }

    fn parts(&self) -> impl Iterator<Item = String> {
        let words = [
            (self.poison, "poison"),
            (self.unreadable, "unreadable"),
            (self.to_workers, "to a worker"),
            (self.other, "as they are"),
        ];
        words.into_iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{} {word}", number(n)))
    }
}

fn number(n: u64) -> String {
    thousands(i64::try_from(n).unwrap_or(i64::MAX))
}

/// The totals of machine formats.
pub fn totals(report: &Report) -> Vec<(Cow<'static, str>, Cell<'static>)> {
    let counts = |counts: &Counts| {
        let task = |(task, actions): (&&'static str, &BTreeMap<Action, u64>)| {
            let action = |(action, n): (&Action, &u64)| (action.name().into(), Cell::count(*n));
            ((*task).into(), Cell::Record(actions.iter().map(action).collect()))
        };
        Cell::Record(counts.0.iter().map(task).collect())
    };
    let queues = report.queues.iter().map(|(queue, report)| {
        Cell::Record(vec![
            ("queue".into(), Cell::name(queue.0.to_vec())),
            ("lock".into(), Cell::text(report.lock.name())),
            ("counts".into(), counts(&report.counts)),
        ])
    });
    vec![("queues".into(), Cell::List(queues.collect())), ("tasks".into(), counts(&report.tasks))]
}

/// What is said of a lock that another holds; `age_s` is for how long, where that is known.
pub fn held(queue: &QueueName, lock: &Lock, age_s: Option<f64>) -> String {
    let whose = match owner(&lock.value) {
        "rq" => "a worker".to_owned(),
        "rqctl" => "another rqctl".to_owned(),
        _ => format!("`{}`", String::from_utf8_lossy(&lock.value)),
    };
    let since = match age_s {
        Some(age_s) if age_s.is_finite() => format!(" for {}", age(age_s as i64)),
        _ => String::new(),
    };
    format!("{}: {whose} has had the maintenance lock{since}; what needs it was left out", queue.lossy())
}

/// What is said of a lock that was left behind.
pub fn taken_over(queue: &QueueName, lock: &Lock) -> String {
    let since = match state::lock_age_s(lock) {
        Some(age_s) if age_s.is_finite() => format!(" {} ago", age(age_s as i64)),
        _ => String::new(),
    };
    format!("{}: took over the maintenance lock that a worker took{since}", queue.lossy())
}

/// `maintenance tasks`.
pub static TASKS: &[Column<Task>] = &[
    Column::new("task", "TASK", Shown::Table, Fit::Whole, (), |task: &Task| Cell::text(task.name)),
    Column::new("default", "DEFAULT", Shown::Table, Fit::Drop(2), (), |task| Cell::Bool(task.default)),
    Column::new("what", "WHAT", Shown::Table, Fit::Right, (), |task| Cell::text(task.what)),
    Column::new("rq_equivalent", "IN RQ", Shown::Wide, Fit::Drop(1), (), |task| {
        Cell::opt(task.rq_equivalent, Cell::text)
    }),
];

/// One lock.
pub struct LockRow {
    pub queue: QueueName,
    pub lock: Lock,
}

/// `maintenance locks`.
pub static LOCKS: &[Column<LockRow>] = &[
    Column::new("queue", "QUEUE", Shown::Table, Fit::Whole, (), |row: &LockRow| Cell::name(&row.queue.0[..])),
    Column::new("lock", "LOCK", Shown::Table, Fit::Right, (), |row| Cell::bytes(&row.lock.value[..])),
    Column::new("ttl_s", "LEFT", Shown::Table, Fit::Whole, (), |row| ttl_s(row.lock.ttl)),
    Column::new("owner", "OWNER", Shown::Table, Fit::Whole, (), |row| Cell::text(owner(&row.lock.value))),
];
