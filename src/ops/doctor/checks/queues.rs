//! Queues whose jobs nobody will take.

use crate::{
    ops::doctor::{
        check::{Check, Judge},
        sentence::Sentence,
        verdict::{Blind, Fix, SAMPLES, Scene, Severity, Trouble, Typed, Verdict},
    },
    rq::{
        fleet::{Lock, QueueCounts, Seen},
        state::{lock_age_s, lock_stale, worker_state},
        version::Version,
    },
};

pub static CHECKS: &[Check] = &[
    Check {
        name: "no_worker",
        severity: Severity::Fail,
        noun: "queue",
        meaning: "jobs wait in a queue that no live worker serves",
        judge: Judge::Fleet(no_worker),
    },
    Check {
        name: "overdue",
        severity: Severity::Fail,
        noun: "queue",
        meaning: "scheduled jobs are due, and no scheduler moves them to their queue",
        judge: Judge::Fleet(overdue),
    },
    Check {
        name: "stale_locks",
        severity: Severity::Warn,
        noun: "queue",
        meaning: "a dead worker left the lock of RQ's maintenance behind, and no other worker does it meanwhile",
        judge: Judge::Fleet(stale_locks),
    },
];

fn no_worker(scene: &Scene) -> Verdict {
    let fleet = scene.fleet;
    if let Some(blind) = Blind::to_workers(scene) {
        return Verdict::Blind(blind);
    }
    let mut alone: Vec<(&QueueCounts, u64)> = fleet
        .queues
        .iter()
        .filter(|q| q.workers == Seen::Is(0))
        .filter_map(|q| Some((q, q.queued.ok().filter(|n| *n > 0)?)))
        .collect();
    alone.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let Some(&(worst, jobs)) = alone.first() else { return Verdict::Fine };
    let says = Sentence::new().name(&worst.queue.0).text(": ").count(jobs, "job waits", "jobs wait");
    let says = match fleet.workers.iter().any(|w| worker_state(w, fleet.now).alive()) {
        true => says.text(", no worker serves the queue"),
        false => says.text(", and no worker is alive"),
    };
    let start = Sentence::new().text("start a worker: rq worker ").name(&worst.queue.0);
    trouble(&alone, |(q, _)| *q, says, Fix::Do(start))
}

/// A scheduler that holds the lock moves a thousand jobs a second: so long after, it does not.
const SCHEDULER_PATIENCE_S: f64 = 120.0;

fn overdue(scene: &Scene) -> Verdict {
    let now = scene.fleet.now;
    let late = |q: &QueueCounts| q.first_due.map_or(0.0, |due| now.since(due));
    let mut due: Vec<(&QueueCounts, u64)> = scene
        .fleet
        .queues
        .iter()
        .filter(|q| q.scheduler == Seen::Is(None) || late(q) > SCHEDULER_PATIENCE_S)
        .filter_map(|q| Some((q, q.overdue.ok().filter(|n| *n > 0)?)))
        .collect();
    due.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let Some(&(worst, jobs)) = due.first() else { return Verdict::Fine };
    let says = Sentence::new()
        .name(&worst.queue.0)
        .text(": ")
        .count(jobs, "job due since ", "jobs due since ")
        .age(late(worst));
    let says = match &worst.scheduler {
        Seen::Is(None) => says.text(", no scheduler holds the queue"),
        Seen::Is(Some(lock)) => says.text(", though scheduler ").name(&lock.value).text(" holds the queue"),
        Seen::Hidden => says,
    };
    let fix = Typed::act("jobs run-now").option("-q", &worst.queue.0).option("-s", "overdue");
    trouble(&due, |(q, _)| *q, says, Fix::Type(fix))
}

const RELEASES_ITS_LOCK: Version = Version(1, 16, 0);

fn stale_locks(scene: &Scene) -> Verdict {
    let stale: Vec<(&QueueCounts, &Lock)> = scene
        .fleet
        .queues
        .iter()
        .filter_map(|q| match &q.lock {
            Seen::Is(Some(lock)) if lock_stale(lock) => Some((q, lock)),
            _ => None,
        })
        .filter(|(q, _)| !lets_locks_run_out(scene, q))
        .collect();
    let Some(&(first, lock)) = stale.first() else { return Verdict::Fine };
    let says = Sentence::new().name(&first.queue.0).text(": RQ's maintenance is locked ");
    let says = match lock_age_s(lock).filter(|age| age.is_finite()) {
        Some(age) => says.text("since ").age(age).text(", no pass takes so long"),
        None => says.text("for ever, by nobody"),
    };
    let fix = Typed::act("maintenance run").option("-q", &first.queue.0);
    trouble(&stale, |(q, _)| *q, says, Fix::Type(fix))
}

/// Workers before RQ 1.16 never let the lock go: there it only throttles.
fn lets_locks_run_out(scene: &Scene, queue: &QueueCounts) -> bool {
    let fleet = scene.fleet;
    let serving = fleet.workers.iter().filter(|w| w.serves(&queue.queue));
    serving
        .filter(|w| worker_state(w, fleet.now).alive())
        .any(|w| w.rq_version().is_none_or(|v| v < RELEASES_ITS_LOCK))
}

/// The worst queue in words, and how many more there are.
fn trouble<T>(found: &[T], queue: impl Fn(&T) -> &QueueCounts, says: Sentence, fix: Fix) -> Verdict {
    Verdict::Trouble(Trouble {
        milder: None,
        count: found.len() as u64,
        samples: found.iter().take(SAMPLES).map(|one| queue(one).queue.0.to_vec()).collect(),
        says: says.and_more(found.len() as u64 - 1, "more queue", "more queues"),
        fix,
    })
}
