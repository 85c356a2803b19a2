//! Jobs that nobody runs, releases or finds any more.

use crate::{
    ops::doctor::{
        check::{Check, Judge},
        deep::{Again, Around, Deep, Fault, Sight, Tally, Told},
        parts::{Part, Sees},
        sentence::Sentence,
        verdict::{Fix, Severity, Typed},
    },
    rq::{
        candidate::{Candidate, STUCK_AFTER_S},
        fields::{Field, Needs},
        job::Ttl,
        place::{Place, Registry},
        state::hopeless,
        status::Status,
        time::Time,
    },
};

pub static CHECKS: &[Check] = &[
    Check {
        name: "abandoned",
        severity: Severity::Fail,
        noun: "job",
        meaning: "started, and neither a deadline nor an execution nor a live worker speaks for it any more",
        judge: Judge::Pass(&Deep {
            sees: Sees::of(&[Part::Jobs]).and(Sees::ACTIVE),
            needs: RUNS,
            judge: abandoned,
            again: Again::Once,
            tell: tell_abandoned,
        }),
    },
    Check {
        name: "stuck",
        severity: Severity::Fail,
        noun: "job",
        meaning: "a worker took it from its queue over a minute ago and never started it",
        judge: Judge::Pass(&Deep {
            sees: Sees::of(&[Part::Intermediate]),
            needs: RUNS.and(Needs::SEEN),
            judge: stuck,
            again: Again::Once,
            tell: |tally, _| {
                let says = tally.kinds_of(&[
                    (
                        STUCK,
                        "was taken over a minute ago and never started",
                        "were taken over a minute ago and never started",
                    ),
                    (
                        NOBODY,
                        "was taken by a worker that is gone, and none serves the queue",
                        "were taken by workers that are gone, and none serves the queue",
                    ),
                ]);
                tell(tally, says, tally.within(Typed::act("maintenance run")))
            },
        }),
    },
    Check {
        name: "lost",
        severity: Severity::Fail,
        noun: "job",
        meaning: "queued, and in no list, registry or worker's hands: nobody will ever run it",
        judge: Judge::Pass(&Deep {
            sees: Sees::of(&[Part::Jobs]).and(Sees::ACTIVE),
            needs: RUNS,
            judge: lost,
            again: Again::Later,
            tell: |tally, _| {
                let says = Sentence::from(
                    "queued, and in no place at two looks; a job of a queue that runs its \
                                           jobs at once (is_async=False) looks the same while it runs",
                );
                let typed = Typed::act("maintenance run").option("--tasks", "lost");
                tell(tally, says, tally.within(typed))
            },
        }),
    },
    Check {
        name: "blocked",
        severity: Severity::Fail,
        noun: "job",
        meaning: "deferred, and no parent can release it any more",
        judge: Judge::Pass(&Deep {
            sees: Sees::of(&[Part::Deferred]),
            needs: RUNS.and(Needs::of(&[Field::AllowDependencyFailures])).and(Needs::PARENTS),
            judge: blocked,
            again: Again::Once,
            tell: tell_blocked,
        }),
    },
    Check {
        name: "stubs",
        severity: Severity::Warn,
        noun: "key",
        meaning: "what a late heartbeat or a late start left of a deleted job: never expires, and is no job for RQ",
        judge: Judge::Pass(&Deep {
            sees: Sees::of(&[Part::Jobs, Part::Keys]),
            needs: Needs::HAS_DATA.and(Needs::TTL).and(Needs::of(&[Field::LastHeartbeat])),
            judge: stub,
            again: Again::Later,
            tell: tell_stubs,
        }),
    },
];

/// What tells whether a job runs, and whether it was queued again between two looks.
const RUNS: Needs = Needs::of(&[Field::EnqueuedAt, Field::StartedAt]).and(Needs::EXECUTIONS);

/// RQ's own maintenance comes every ten minutes: so long after a deadline it has passed over the job.
const PASSED_OVER_S: f64 = 1_200.0;

fn tell(tally: &Tally, says: Sentence, typed: Typed) -> Option<Told> {
    (tally.count > 0).then(|| Told::new(says, Fix::Type(typed)))
}

const DUE: &str = "due";
const PASSED_OVER: &str = "passed over";
const NO_ENTRY: &str = "no entry";

fn abandoned(sight: &Sight, _: &Around) -> Option<Fault> {
    let started = |c: &Candidate| c.status() == Some(Status::Started);
    let in_started = |c: &Candidate| matches!(c.place, Place::Registry(Registry::Started, _));
    match sight {
        Sight::Entry { c, now, .. } if in_started(c) && started(c) && c.abandoned(*now) => {
            let late = c.score.map_or(0.0, |deadline| now.as_seconds_f64() - deadline);
            Some(Fault::of(c, if late > PASSED_OVER_S { PASSED_OVER } else { DUE }))
        }
        Sight::Job { c, now, named } if named.nowhere() && c.abandoned(*now) => Some(Fault::of(c, NO_ENTRY)),
        _ => None,
    }
}

fn tell_abandoned(tally: &Tally, _: &Around) -> Option<Told> {
    let entries = tally.of_kind(DUE) + tally.of_kind(PASSED_OVER);
    if entries == 0 {
        let first = tally.first_of(&[NO_ENTRY])?;
        let says = Sentence::new().count(tally.count, "job is", "jobs are").text(
            " started, in no registry and in no worker's hands, as RQ 1.x leaves jobs of 2.0 and later",
        );
        return Some(Told::new(says, Fix::Type(Typed::read("jobs show").names([&first.sample]))));
    }
    let says = match (tally.of_kind(PASSED_OVER), tally.of_kind(DUE)) {
        (0, _) => Sentence::from("the deadline has passed; RQ's own maintenance comes every 10 min"),
        (n, _) => Sentence::new()
            .text(
                "over 20 min past the deadline: RQ's own maintenance, which comes every 10 min, passed over ",
            )
            .number(n),
    };
    let says = match tally.of_kind(NO_ENTRY) {
        0 => says,
        n => says.text("; ").count(n, "is", "are").text(" in no registry"),
    };
    let told = Told::new(says, Fix::Type(tally.within(Typed::act("maintenance run"))));
    let mild = tally.of_kind(PASSED_OVER) == 0 && tally.of_kind(NO_ENTRY) == 0;
    Some(if mild { told.milder(Severity::Warn) } else { told })
}

const STUCK: &str = "stuck";
const NOBODY: &str = "nobody";

/// Without a worker nobody looks into the list, so that no stamp tells since when the job has been there.
fn stuck(sight: &Sight, around: &Around) -> Option<Fault> {
    let Sight::Entry { c, now, .. } = sight else { return None };
    if c.status() != Some(Status::Queued) || c.running(*now) {
        return None;
    }
    let enqueued = c.job().and_then(|job| job.time(Field::EnqueuedAt).ok());
    let alone = || c.place.queue().is_some_and(|queue| around.crew.serving(queue).next().is_none());
    match () {
        () if c.stuck(*now, STUCK_AFTER_S) => Some(Fault::of(c, STUCK)),
        () if alone() && enqueued.is_some_and(|at| now.since(at) > STUCK_AFTER_S) => {
            Some(Fault::of(c, NOBODY))
        }
        () => None,
    }
}

fn lost(sight: &Sight, around: &Around) -> Option<Fault> {
    let Sight::Job { c, now, named } = sight else { return None };
    let waits = c.status() == Some(Status::Queued) && named.nowhere() && !c.running(*now);
    (waits && !newer(c, around.began)).then(|| Fault::of(c, "lost"))
}

/// Enqueued since the pass began, so that the places were read too early to tell.
fn newer(c: &Candidate, began: Time) -> bool {
    let enqueued = c.job().and_then(|job| job.time(Field::EnqueuedAt).ok());
    enqueued.is_some_and(|at| at > began)
}

const HOPELESS: &str = "hopeless";
const RELEASED: &str = "released";

fn blocked(sight: &Sight, _: &Around) -> Option<Fault> {
    let Sight::Entry { c, .. } = sight else { return None };
    if !c.blocked() {
        return None;
    }
    let lost_hope = c.job().is_some_and(|job| hopeless(job, &c.standing.parents));
    Some(Fault::of(c, if lost_hope { HOPELESS } else { RELEASED }))
}

fn tell_blocked(tally: &Tally, _: &Around) -> Option<Told> {
    let (hopeless, released) = (tally.of_kind(HOPELESS), tally.of_kind(RELEASED));
    let says = match (hopeless, released) {
        (0, 0) => return None,
        (0, _) => "all their parents are done or gone, and nobody queued them",
        (_, 0) => "a parent failed, was stopped or canceled: nothing will release them unless it is requeued",
        _ => "a parent failed, was stopped or canceled, or all are done and nobody queued them",
    };
    let typed = match (hopeless, tally.first_of(&[HOPELESS])) {
        (0, _) | (_, None) => tally.within(Typed::act("jobs run-now")).option("-s", "deferred"),
        (_, Some(first)) => Typed::read("jobs tree").names([&first.sample]),
    };
    Some(Told::new(says.into(), Fix::Type(typed)))
}

const NO_CALL: &str = "job";
const EXECUTION: &str = "execution";

fn stub(sight: &Sight, _: &Around) -> Option<Fault> {
    match sight {
        Sight::Job { c, .. } => {
            c.job().filter(|job| !job.has_data() && job.ttl == Some(Ttl::Forever))?;
            Some(Fault::of(c, NO_CALL))
        }
        Sight::Key(side) if side.kind == EXECUTION && side.ttl == Ttl::Forever => {
            Some(Fault::named(&side.owner.0, EXECUTION))
        }
        _ => None,
    }
}

fn tell_stubs(tally: &Tally, _: &Around) -> Option<Told> {
    let executions = tally.of_kind(EXECUTION);
    let says = match (tally.of_kind(NO_CALL), executions) {
        (0, 0) => return None,
        (0, n) => Sentence::new().count(n, "execution", "executions").text(" without an end, of no run"),
        (_, 0) => {
            "hashes without a call, as a heartbeat after a delete leaves them: RQ says there is no such job"
                .into()
        }
        (_, n) => Sentence::from("hashes without a call, and ")
            .count(n, "execution", "executions")
            .text(" without an end"),
    };
    let ids = tally.first.iter().filter(|fault| fault.kind == NO_CALL).map(|fault| &fault.sample);
    let typed = match tally.of_kind(NO_CALL) {
        0 => Typed::act("maintenance run").option("--tasks", "orphans"),
        _ => Typed::act("jobs delete").names(ids),
    };
    Some(Told::new(says, Fix::Type(typed)))
}
