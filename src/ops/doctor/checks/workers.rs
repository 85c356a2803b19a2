//! Workers that are gone, deaf, too old beside others, or have a wrong clock.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    ops::doctor::{
        check::{Check, Judge},
        deep::{Again, Around, Deep, Fault, Sight, Tally, Told},
        parts::{Part, Sees},
        sentence::Sentence,
        verdict::{Blind, Fix, SAMPLES, Scene, Severity, Trouble, Typed, Verdict},
    },
    rq::{
        fields::{Field, Needs},
        fleet::{Fleet, Seen, Worker},
        id::QueueName,
        state::{WorkerState, listening, worker_state},
        status::Status,
        version::Version,
    },
};

pub static CHECKS: &[Check] = &[
    Check {
        name: "listening",
        severity: Severity::Warn,
        noun: "worker",
        meaning: "workers that no command reaches: their process is gone, or its listener has died",
        judge: Judge::Fleet(not_listening),
    },
    Check {
        name: "stale_workers",
        severity: Severity::Warn,
        noun: "worker",
        meaning: "workers that were silent for too long, and nobody listens in their place",
        judge: Judge::Fleet(stale),
    },
    Check {
        name: "dead_workers",
        severity: Severity::Warn,
        noun: "worker",
        meaning: "names of workers that stayed registered when the worker was gone",
        judge: Judge::Fleet(dead),
    },
    Check {
        name: "versions",
        severity: Severity::Warn,
        noun: "pair",
        meaning: "workers of two RQ versions serve one queue, and one of them harms the jobs of the other",
        judge: Judge::Fleet(versions),
    },
    Check {
        name: "clocks",
        severity: Severity::Warn,
        noun: "worker",
        meaning: "the clock of a worker differs from Redis's: its deadlines and times are wrong",
        judge: Judge::Fleet(clocks),
    },
    Check {
        name: "stamps",
        severity: Severity::Warn,
        noun: "job",
        meaning: "jobs were started before they were enqueued, as the clocks of two machines have it",
        judge: Judge::Pass(&Deep {
            sees: Sees::of(&[Part::Jobs]),
            needs: Needs::of(&[Field::Status, Field::EnqueuedAt, Field::StartedAt, Field::WorkerName]),
            judge: started_too_early,
            again: Again::Once,
            tell: tell_stamps,
        }),
    },
];

/// Before it, workers took no commands.
const TAKES_COMMANDS: Version = Version(1, 6, 0);

fn alive(fleet: &Fleet) -> impl Iterator<Item = &Worker> {
    fleet.workers.iter().filter(|w| worker_state(w, fleet.now).alive())
}

fn host(worker: &Worker) -> &[u8] {
    worker.hostname.as_deref().unwrap_or(b"?")
}

/// What is said where a check finds workers.
fn trouble(workers: &[&Worker], says: Sentence, fix: Fix) -> Verdict {
    Verdict::Trouble(Trouble {
        milder: None,
        count: workers.len() as u64,
        samples: workers.iter().take(SAMPLES).map(|w| w.name.0.to_vec()).collect(),
        says,
        fix,
    })
}

fn not_listening(scene: &Scene) -> Verdict {
    let fleet = scene.fleet;
    if let Some(blind) = Blind::to_workers(scene) {
        return Verdict::Blind(blind);
    }
    let takes_commands = |w: &&Worker| w.rq_version().is_none_or(|v| v >= TAKES_COMMANDS);
    let workers: Vec<&Worker> = alive(fleet).filter(takes_commands).collect();
    let deaf: Vec<&Worker> = workers.iter().copied().filter(|w| listening(w) == Some(false)).collect();
    if deaf.is_empty() {
        return match workers.iter().any(|w| w.listeners == Seen::Hidden) {
            true => Verdict::Blind(Blind::Acl("+pubsub|numsub".to_owned())),
            false => Verdict::Fine,
        };
    }
    let mut by_host: BTreeMap<&[u8], u64> = BTreeMap::new();
    deaf.iter().for_each(|w| *by_host.entry(host(w)).or_default() += 1);
    let Some((&worst, &n)) = by_host.iter().max_by_key(|(_, n)| **n) else { return Verdict::Fine };
    let all = workers.iter().filter(|w| host(w) == worst).count() as u64;
    let says = Sentence::new()
        .text(format!("{n} of "))
        .count(all, "worker on ", "workers on ")
        .name(worst)
        .text(if n == 1 { " does not listen" } else { " do not listen" })
        .text(": gone, or listener dead")
        .and_more(deaf.len() as u64 - n, "elsewhere", "elsewhere");
    trouble(&deaf, says, Fix::Type(Typed::read("workers list").option("--host", worst)))
}

fn in_state<'a>(scene: &Scene<'a>, state: WorkerState) -> Vec<&'a Worker> {
    let fleet = scene.fleet;
    fleet.workers.iter().filter(|w| worker_state(w, fleet.now) == state).collect()
}

fn stale(scene: &Scene) -> Verdict {
    if let Some(blind) = Blind::to_workers(scene) {
        return Verdict::Blind(blind);
    }
    let stale = in_state(scene, WorkerState::Stale);
    let Some(first) = stale.first() else { return Verdict::Fine };
    let says = Sentence::new().name(&first.name.0);
    let says = match first.heartbeat_at {
        Some(at) => says.text(": no heartbeat for ").age(scene.fleet.now.since(at)).text(", nobody listens"),
        None => says.text(": no heartbeat, nobody listens"),
    };
    let says = says.and_more(stale.len() as u64 - 1, "more worker", "more workers");
    let forget = Typed::act("workers forget");
    let forget = match stale.len() <= SAMPLES {
        true => forget.names(stale.iter().map(|w| &w.name.0)),
        false => forget.option("--state", "stale"),
    };
    trouble(&stale, says, Fix::Type(forget))
}

fn dead(scene: &Scene) -> Verdict {
    if let Some(blind) = Blind::to_workers(scene) {
        return Verdict::Blind(blind);
    }
    let dead = in_state(scene, WorkerState::Dead);
    let Some(first) = dead.first() else { return Verdict::Fine };
    let says = Sentence::new().name(&first.name.0).text(": still registered, but gone").and_more(
        dead.len() as u64 - 1,
        "more worker",
        "more workers",
    );
    trouble(&dead, says, Fix::Type(Typed::act("maintenance run").option("--tasks", "workers")))
}

/// What one of two versions does to the jobs of the other.
pub struct Hazard {
    pub offender: Version,
    pub other: Version,
    pub harm: &'static str,
}

/// `older < newer`.
pub fn hazard(older: Version, newer: Version) -> Option<Hazard> {
    let of = |offender, other, harm| Some(Hazard { offender, other, harm });
    let executions = Version(2, 0, 0);
    if newer.fails_deferred() && !older.fails_deferred() {
        return of(newer, older, "it fails the deferred jobs of ");
    }
    if older.fails_deferred() && !newer.fails_deferred() {
        return of(older, newer, "it fails the deferred jobs of ");
    }
    if older < executions && newer >= executions {
        return of(older, newer, "it forgets jobs that died on ");
    }
    if older.refuses_unknown_status() && newer.knows_rate_limits() && !older.knows_rate_limits() {
        return of(older, newer, "it ends on rate-limited jobs of ");
    }
    None
}

fn versions(scene: &Scene) -> Verdict {
    let fleet = scene.fleet;
    if let Some(blind) = Blind::to_workers(scene) {
        return Verdict::Blind(blind);
    }
    let mut all = BTreeSet::new();
    let mut by_queue: BTreeMap<&QueueName, BTreeSet<Version>> = BTreeMap::new();
    for worker in alive(fleet) {
        let Some(version) = worker.rq_version() else { continue };
        all.insert(version);
        for queue in &worker.queues {
            by_queue.entry(queue).or_default().insert(version);
        }
    }
    if all.len() < 2 {
        return Verdict::Fine;
    }
    let mut pairs = BTreeSet::new();
    for versions in by_queue.values().filter(|versions| versions.len() > 1) {
        for older in versions {
            pairs.extend(versions.range(*older..).skip(1).map(|newer| (*older, *newer)));
        }
    }
    let hazards: Vec<Hazard> = pairs.into_iter().filter_map(|(older, newer)| hazard(older, newer)).collect();
    let Some(first) = hazards.first() else { return Verdict::Fine };
    let says = Sentence::new()
        .text(format!("{} beside {}: {}{}", first.offender, first.other, first.harm, first.other))
        .and_more(hazards.len() as u64 - 1, "more pair", "more pairs");
    Verdict::Trouble(Trouble {
        milder: None,
        count: hazards.len() as u64,
        samples: all.iter().take(SAMPLES).map(|v| v.to_string().into_bytes()).collect(),
        says,
        fix: Fix::Do("bring the workers of each queue to one version".into()),
    })
}

/// A stamp so far from Redis's clock cannot come from the way that it took.
const AHEAD_S: f64 = 5.0;

fn clocks(scene: &Scene) -> Verdict {
    let fleet = scene.fleet;
    if let Some(blind) = Blind::to_workers(scene) {
        return Verdict::Blind(blind);
    }
    let ahead = |w: &Worker| w.heartbeat_at.map_or(0.0, |at| -fleet.now.since(at));
    let mut fast: Vec<&Worker> = fleet.workers.iter().filter(|w| ahead(w) > AHEAD_S).collect();
    fast.sort_by(|a, b| ahead(b).total_cmp(&ahead(a)));
    let Some(worst) = fast.first() else { return Verdict::Fine };
    let host = host(worst);
    let others = fast.iter().filter(|w| w.hostname != worst.hostname).count() as u64;
    let says = Sentence::new()
        .text("the clock of ")
        .name(host)
        .text(" is ")
        .age(ahead(worst))
        .text(" ahead of Redis's")
        .and_more(others, "worker elsewhere", "workers elsewhere");
    trouble(&fast, says, Fix::Do("let the machine set its clock by NTP".into()))
}

/// Started by its stamp before it was enqueued. A clock that is behind Redis's shows in nothing else: how old a
/// heartbeat may be depends on options of the worker.
fn started_too_early(sight: &Sight, _: &Around) -> Option<Fault> {
    let Sight::Job { c, .. } = sight else { return None };
    let ran = matches!(c.status()?, Status::Started | Status::Finished | Status::Failed | Status::Stopped);
    let time = |field| c.job().and_then(|job| job.time(field).ok());
    let (enqueued, started) = (time(Field::EnqueuedAt)?, time(Field::StartedAt)?);
    let early = enqueued.since(started);
    let worker = c.job().and_then(|job| job.worker()).map(|w| w.lossy().into_owned());
    (ran && early > AHEAD_S).then(|| Fault::of(c, "early").noting(worker))
}

fn tell_stamps(tally: &Tally, _: &Around) -> Option<Told> {
    tally.first.first()?;
    let says = Sentence::from(
        "started by their stamps before they were enqueued: the clocks of producer and worker differ",
    );
    let says = match tally.most_noted().first() {
        Some((worker, _)) => says.text(" (worker ").name(worker.as_bytes()).text(")"),
        None => says,
    };
    Some(Told::new(says, Fix::Do("let the machines set their clocks by NTP".into())))
}
