//! `status`: the installation as one object of machine formats, and the lines of its screen.

use std::collections::BTreeMap;

use crate::{
    render::{
        cell::Cell,
        column::{Column, Fit, Shown, record},
        numbers,
    },
    rq::{
        fleet::{Fleet, Seen, Server, Worker},
        place::Registry,
        state::{WorkerState, listening, worker_state},
        version::Version,
    },
    views::{doctor, queues, seen, unseen},
};

/// The installation; its queues have become rows.
pub struct Row {
    pub fleet: Fleet,
    pub queues: Vec<queues::Row>,
    pub checks: Vec<doctor::Row>,
}

const fn column(
    name: &'static str,
    title: &'static str,
    cell: for<'a> fn(&'a Row) -> Cell<'a>,
) -> Column<Row> {
    Column::new(name, title, Shown::Table, Fit::Right, (), cell)
}

pub static STATUS: &[Column<Row>] = &[
    column("suspended", "SUSPENDED", |r| {
        seen(r.fleet.suspended, |suspension| {
            Cell::opt(suspension, |s| {
                Cell::Record(vec![("until".into(), Cell::opt(s.until, |until| Cell::Time(until.0)))])
            })
        })
    }),
    column("memory", "MEMORY", |r| {
        seen(r.fleet.server.as_ref(), |server| {
            Cell::Record(vec![
                ("used".into(), Cell::count(server.used_memory)),
                ("max".into(), Cell::opt(Some(server.max_memory).filter(|max| *max > 0), Cell::count)),
                ("policy".into(), Cell::text(&*server.eviction)),
            ])
        })
    }),
    column("workers", "WORKERS", |r| r.of_workers(states(&r.fleet))),
    column("versions", "VERSIONS", |r| r.of_workers(versions(&r.fleet))),
    column("queues", "QUEUES", |r| {
        if r.queues.is_empty() && !r.fleet.queues_listed {
            return Cell::Unseen;
        }
        Cell::List(r.queues.iter().map(|queue| record(queues::LIST, queue)).collect())
    }),
    column("checks", "CHECKS", |r| {
        Cell::List(r.checks.iter().map(|check| record(doctor::FINDINGS, check)).collect())
    }),
];

impl Row {
    fn of_workers<'a>(&self, counts: Vec<(String, u64)>) -> Cell<'a> {
        if !self.fleet.workers_listed {
            return Cell::Unseen;
        }
        Cell::Record(counts.into_iter().map(|(name, n)| (name.into(), Cell::count(n))).collect())
    }
}

/// How many workers are in each state, in the order of [`WorkerState`].
fn states(fleet: &Fleet) -> Vec<(String, u64)> {
    let mut counts = BTreeMap::new();
    for worker in &fleet.workers {
        *counts.entry(worker_state(worker, fleet.now)).or_insert(0) += 1;
    }
    counts.into_iter().map(|(state, n)| (state.name().to_owned(), n)).collect()
}

/// How many live workers are of each RQ version, newest first.
fn versions(fleet: &Fleet) -> Vec<(String, u64)> {
    let mut counts = BTreeMap::new();
    for worker in fleet.workers.iter().filter(|w| worker_state(w, fleet.now).alive()) {
        if let Some(text) = worker.version.as_deref() {
            let key = (std::cmp::Reverse(Version::parse(text)), String::from_utf8_lossy(text).into_owned());
            *counts.entry(key).or_insert(0) += 1;
        }
    }
    counts.into_iter().map(|((_, text), n)| (text, n)).collect()
}

/// `redis 7.0.15, up 41 d, memory 2.1 of 4.0 GB, noeviction`.
pub fn server_line(server: Seen<&Server>) -> String {
    let Seen::Is(server) = server else { return "what Redis says of itself is hidden by the ACL".to_owned() };
    let memory = match server.max_memory {
        0 => format!("{}, no limit", numbers::size(server.used_memory)),
        max => format!("{}, {}", numbers::size_of(server.used_memory, max), server.eviction),
    };
    let uptime = numbers::age(i64::try_from(server.uptime_s).unwrap_or(i64::MAX));
    format!("{} {}, up {uptime}, memory {memory}", server.product, server.version)
}

/// `workers 32: 12 busy, 17 idle, 3 not listening`. A live worker that does not listen counts as that. `registered`
/// is the key of the set of workers.
pub fn workers_line(fleet: &Fleet, registered: &[u8]) -> String {
    if !fleet.workers_listed {
        return format!("workers unknown: {}", unseen(fleet, registered));
    }
    if fleet.workers.is_empty() {
        return "no workers".to_owned();
    }
    let deaf = |w: &&Worker| listening(w) == Some(false) && worker_state(w, fleet.now).alive();
    let mut parts = Vec::new();
    for state in WorkerState::ALL {
        let in_state = fleet.workers.iter().filter(|w| worker_state(w, fleet.now) == state);
        let n = in_state.filter(|w| !deaf(w)).count();
        if n > 0 {
            parts.push(format!("{} {}", numbers::thousands(n as i64), state.name()));
        }
    }
    let deaf = fleet.workers.iter().filter(deaf).count();
    if deaf > 0 {
        parts.push(format!("{} not listening", numbers::thousands(deaf as i64)));
    }
    let all = fleet.workers.len();
    format!("workers {}: {}", numbers::thousands(all as i64), parts.join(", "))
}

/// `rq 2.12.0 on 27, 1.16.2 on 5`; nothing where no live worker tells its version.
pub fn versions_line(fleet: &Fleet) -> Option<String> {
    let versions = versions(fleet);
    if versions.is_empty() {
        return None;
    }
    let parts: Vec<String> = versions
        .into_iter()
        .map(|(version, n)| format!("{version} on {}", numbers::thousands(n as i64)))
        .collect();
    Some(format!("rq {}", parts.join(", ")))
}

/// The columns of the screen's table.
pub fn table() -> Vec<&'static Column<queues::Row>> {
    queues::LIST.iter().filter(|column| column.shown == Shown::Table).collect()
}

/// Whether the queue is worth a row: something waits, runs, failed or is held back. Finished and canceled
/// jobs ask for nothing.
pub fn busy(row: &queues::Row) -> bool {
    let counts = &row.counts;
    let places =
        [Registry::Started, Registry::Failed, Registry::Deferred, Registry::Scheduled, Registry::Ready];
    let held_back = [counts.queued, counts.intermediate, counts.rate_limited, counts.held];
    let mut all = held_back.into_iter().chain(places.map(|registry| counts.registry(registry)));
    all.any(|count| count != Seen::Is(0))
}
