//! What stands beside queues: jobs put aside, slots, groups, cron.

use std::collections::BTreeMap;

use crate::{
    ops::doctor::{
        check::{Check, Judge},
        deep::{Again, Around, Deep, Fault, Sight, Told},
        parts::{Part, Sees},
        sentence::Sentence,
        verdict::{Fix, Severity, Typed},
    },
    rq::{
        candidate::Found,
        fields::{Field, Needs},
        held::Held,
        place::Place,
        schedule::CronJob,
        status::Status,
        version::Version,
    },
};

pub static CHECKS: &[Check] = &[
    Check {
        name: "held",
        severity: Severity::Warn,
        noun: "job",
        meaning: "jobs that were held over a day ago, and nobody released",
        judge: Judge::Pass(&Deep {
            sees: Sees::of(&[Part::Held]),
            needs: Needs::HELD,
            judge: forgotten,
            again: Again::No,
            tell: |tally, _| {
                let says = Sentence::from("held for over a day; lifetimes of their hashes run on meanwhile");
                let typed = tally.within(Typed::read("registry held"));
                (tally.count > 0).then(|| Told::new(says, Fix::Type(typed)))
            },
        }),
    },
    Check {
        name: "slots",
        severity: Severity::Warn,
        noun: "slot",
        meaning: "slots of rate limits are held by jobs that neither wait in a queue nor run",
        judge: Judge::Pass(&Deep {
            sees: Sees::of(&[Part::Slots]),
            needs: Needs::of(&[Field::Status, Field::EnqueuedAt, Field::StartedAt]).and(Needs::CREW),
            judge: leaked,
            again: Again::Later,
            tell: |tally, _| {
                let keys = tally.most_noted();
                let (key, _) = keys.first()?;
                let says = Sentence::from("limit ").name(key.as_bytes()).text(
                    ": fewer jobs run than may, because slots of jobs that are over were not given back",
                );
                let says = says.and_more(keys.len() as u64 - 1, "more limit", "more limits");
                let typed = Typed::act("maintenance run").option("--tasks", "rate-limits");
                Some(Told::new(says, Fix::Type(typed)))
            },
        }),
    },
    Check {
        name: "groups",
        severity: Severity::Fail,
        noun: "group",
        meaning: "groups name jobs that are gone, or have a name and no set",
        judge: Judge::Pass(&Deep {
            sees: Sees::of(&[Part::Groups]),
            needs: Needs::NONE,
            judge: dead_group,
            again: Again::No,
            tell: |tally, around| {
                let (empty, members) = (tally.of_kind(NO_SET), tally.of_kind(DEAD));
                let says =
                    match (empty, members) {
                        (0, 0) => return None,
                        (0, _) => Sentence::from("they name jobs that are gone"),
                        (_, 0) => Sentence::from("names without a set"),
                        (n, _) => Sentence::from("they name jobs that are gone; ")
                            .number(n)
                            .text(if n == 1 { " has no set" } else { " have no set" }),
                    };
                let ends = empty > 0 && around.crew.workers.iter().any(|w| w.rq_version() == Some(ENDS));
                let says =
                    if ends { says.text(": each worker of RQ 2.0.0 ends when it starts") } else { says };
                let typed = Typed::act("maintenance run").option("--tasks", "groups");
                let told = Told::new(says, Fix::Type(typed));
                Some(if ends { told } else { told.milder(Severity::Warn) })
            },
        }),
    },
    Check {
        name: "cron_doubled",
        severity: Severity::Warn,
        noun: "job",
        meaning: "two cron schedulers have the same jobs: each run is enqueued twice",
        judge: Judge::Pass(&Deep {
            sees: Sees::of(&[Part::Cron]),
            needs: Needs::NONE,
            judge: doubled,
            again: Again::No,
            tell: |tally, _| {
                let first = tally.first.first()?;
                let [one, other] = first.notes.as_slice() else { return None };
                let says =
                    Sentence::from("schedulers ").name(one.as_bytes()).text(" and ").name(other.as_bytes());
                let says = says.text(" have the same jobs: every run is enqueued twice");
                let fix = Sentence::from("end the process of one of them; rqctl cron list shows both");
                Some(Told::new(says, Fix::Do(fix)))
            },
        }),
    },
];

/// Seconds after which a held job counts as forgotten.
const FORGOTTEN_S: f64 = 86_400.0;

fn forgotten(sight: &Sight, _: &Around) -> Option<Fault> {
    let Sight::Entry { c, now, .. } = sight else { return None };
    let held = Held::parse(c.standing.kept.as_deref()?)?;
    let long = held.held_at.is_none_or(|at| now.since(at) > FORGOTTEN_S);
    let queue = c.place.queue().cloned();
    long.then(|| Fault { queue, ..Fault::of(c, "held") })
}

fn leaked(sight: &Sight, _: &Around) -> Option<Fault> {
    let Sight::Entry { c, .. } = sight else { return None };
    let Place::Allowed(key) = &c.place else { return None };
    let waits = matches!(c.status(), Some(Status::Queued | Status::Started));
    let gone = !matches!(c.found, Found::Job(_)) || !waits;
    let key = String::from_utf8_lossy(key).into_owned();
    (gone && c.standing.claimed_by.is_empty()).then(|| Fault::of(c, "slot").noting([key]))
}

/// It ends at a name in `P:groups` without a set.
const ENDS: Version = Version(2, 0, 0);
/// From then on maintenance removes what is dead in groups, every ten minutes.
const CLEANS: Version = Version(2, 1, 0);
/// Dead members that are too many for what piles up between two passes.
const MANY: u64 = 1_000;

const NO_SET: &str = "no set";
const DEAD: &str = "dead members";

/// Finished jobs expire before their group forgets them, so that a few dead members prove nothing where workers do
/// maintenance.
fn dead_group(sight: &Sight, around: &Around) -> Option<Fault> {
    let Sight::Group(group) = sight else { return None };
    let versions = || around.crew.workers.iter().filter_map(|w| w.rq_version());
    let cleaned = versions().any(|v| v >= CLEANS);
    match (group.jobs, group.missing) {
        (0, _) if !cleaned || versions().any(|v| v == ENDS) => Some(Fault::named(&group.name, NO_SET)),
        (_, missing) if missing > 0 && (!cleaned || missing >= MANY) => Some(Fault::named(&group.name, DEAD)),
        _ => None,
    }
}

/// The first job that two live schedulers have; its notes are their names.
fn doubled(sight: &Sight, _: &Around) -> Option<Fault> {
    let Sight::Cron { schedulers, now } = sight else { return None };
    let mut met: BTreeMap<Vec<String>, &[u8]> = BTreeMap::new();
    for scheduler in schedulers.iter().filter(|scheduler| !scheduler.stale(*now)) {
        for job in scheduler.jobs.iter().flatten() {
            match met.insert(what(job), &scheduler.name) {
                Some(other) if *other != *scheduler.name => {
                    let text = |name: &[u8]| String::from_utf8_lossy(name).into_owned();
                    let name = job.name.as_ref().or(job.function.as_ref());
                    let sample = name.cloned().unwrap_or_default();
                    let notes = [text(other), text(&scheduler.name)];
                    return Some(Fault::named(sample.as_bytes(), "cron").noting(notes));
                }
                _ => {}
            }
        }
    }
    None
}

/// What makes two jobs of cron the same.
fn what(job: &CronJob) -> Vec<String> {
    let interval = job.interval_s.map(|s| s.to_string());
    [&job.name, &job.function, &job.queue, &job.cron, &interval]
        .map(|part| part.clone().unwrap_or_default())
        .to_vec()
}
