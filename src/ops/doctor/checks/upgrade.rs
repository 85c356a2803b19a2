//! What another version of RQ would refuse, lose or fail. Asked only where somebody names the version.

use crate::{
    ops::doctor::{
        check::{Check, Judge},
        checks::{
            ids::{READABLE, places_of_ids},
            workers::hazard,
        },
        deep::{Again, Around, Deep, Fault, Sight, Tally, Told},
        parts::{Part, Sees},
        sentence::Sentence,
        verdict::{Fix, Severity, Typed},
    },
    rq::{
        candidate::{Candidate, Found},
        fields::{Field, Needs},
        readable::unreadable,
        state::worker_state,
        status::Status,
        version::Version,
    },
};

pub static CHECKS: &[Check] = &[
    Check {
        name: "upgrade_ids",
        severity: Severity::Fail,
        noun: "ID",
        meaning: "the version cuts or refuses these job IDs",
        judge: Judge::Upgrade(&Deep {
            sees: Sees::of(&[Part::Jobs, Part::Dependents]).and(Sees::ACTIVE),
            needs: Needs::of(&[Field::EnqueuedAt, Field::StartedAt]),
            judge: id,
            again: Again::Once,
            tell: |tally, around| {
                let version = around.upgrade_to?;
                let says =
                    Sentence::new().text(format!("RQ {version} ")).text(match version.refuses_illegal() {
                        true => "ends at these IDs, or loses them where they hold a colon",
                        false => "cuts these IDs at the colon: it loses the jobs, or runs others",
                    });
                tell(tally, says, Typed::read("migrate-ids"))
            },
        }),
    },
    Check {
        name: "upgrade_hashes",
        severity: Severity::Fail,
        noun: "job",
        meaning: "the version cannot read these jobs",
        judge: Judge::Upgrade(&Deep {
            sees: Sees::of(&[Part::Jobs]),
            needs: READABLE,
            judge: hash,
            again: Again::Once,
            tell: |tally, around| {
                let says = Sentence::new().text(format!("RQ {} cannot read them", around.upgrade_to?));
                let says =
                    tally.most_noted().into_iter().take(3).enumerate().fold(says, |says, (nth, (why, _))| {
                        says.text(if nth == 0 { ": their " } else { "; their " }).text(why)
                    });
                tell(tally, says, Typed::read("jobs show").names([&tally.first.first()?.sample]))
            },
        }),
    },
    Check {
        name: "upgrade_deferred",
        severity: Severity::Fail,
        noun: "job",
        meaning: "the version fails these deferred jobs at its first maintenance",
        judge: Judge::Upgrade(&Deep {
            sees: Sees::of(&[Part::Deferred]),
            needs: Needs::of(&[Field::Status, Field::EnqueuedAt]),
            judge: deferred,
            again: Again::Once,
            tell: |tally, around| {
                let says = Sentence::new().text(format!(
                    "RQ {} fails deferred jobs of other versions at its first maintenance",
                    around.upgrade_to?
                ));
                let fix = Fix::Do("let these jobs run first, or go to RQ 2.8 or later at once".into());
                (tally.count > 0).then(|| Told::new(says, fix))
            },
        }),
    },
    Check {
        name: "upgrade_workers",
        severity: Severity::Warn,
        noun: "worker",
        meaning: "live workers of other versions and the new one harm each other's jobs while both work",
        judge: Judge::Upgrade(&Deep {
            sees: Sees::of(&[]),
            needs: Needs::CREW,
            judge: |_, _| None,
            again: Again::No,
            tell: workers,
        }),
    },
];

fn tell(tally: &Tally, says: Sentence, typed: Typed) -> Option<Told> {
    (tally.count > 0).then(|| Told::new(says, Fix::Type(typed)))
}

fn minds(version: Version, c: &Candidate) -> bool {
    !c.id.legal() && (version.refuses_illegal() || version.cuts_at_colon() && c.id.has_colon())
}

fn id(sight: &Sight, around: &Around) -> Option<Fault> {
    places_of_ids(sight)
        .filter(|(c, _)| around.upgrade_to.is_some_and(|v| minds(v, c)))
        .map(|(c, place)| Fault::of(c, place))
}

fn hash(sight: &Sight, around: &Around) -> Option<Fault> {
    let Sight::Job { c, .. } = sight else { return None };
    let Found::Job(job) = &c.found else { return None };
    let why = unreadable(job, around.upgrade_to);
    let notes: Vec<String> = why.iter().map(|u| format!("{} {}", u.field, u.why)).collect();
    (!why.is_empty()).then(|| Fault::of(c, "unreadable").noting(notes))
}

fn deferred(sight: &Sight, around: &Around) -> Option<Fault> {
    let Sight::Entry { c, .. } = sight else { return None };
    let fails = around.upgrade_to.is_some_and(Version::fails_deferred);
    let finite = c.score.is_some_and(f64::is_finite) && c.status() == Some(Status::Deferred);
    (fails && finite).then(|| Fault::of(c, "deferred"))
}

fn workers(_: &Tally, around: &Around) -> Option<Told> {
    let new = around.upgrade_to?;
    let now = around.scene.fleet.now;
    let alive = around.crew.workers.iter().filter(|w| worker_state(w, now).alive());
    let mut versions: Vec<Version> = alive.filter_map(|w| w.rq_version()).filter(|v| *v != new).collect();
    versions.sort_unstable();
    let harm = versions.iter().find_map(|v| hazard((*v).min(new), (*v).max(new)))?;
    let says =
        Sentence::new().text(format!("{} beside {}: {}{}", harm.offender, harm.other, harm.harm, harm.other));
    Some(Told::new(
        says,
        Fix::Do("end the workers of the old version before those of the new one start".into()),
    ))
}
