//! Jobs that stand where their status does not call for them, or in two places at once.

use crate::{
    ops::doctor::{
        check::{Check, Judge},
        deep::{Again, Around, Deep, Fault, Sight, Tally, Told},
        parts::{Part, Sees},
        sentence::Sentence,
        verdict::{Fix, Severity, Typed},
    },
    rq::{
        candidate::Candidate,
        fields::{Field, Needs},
        fleet::Worker,
        place::{Place, Registry},
        status::Status,
        time::Time,
    },
};

pub static CHECKS: &[Check] = &[
    Check {
        name: "duplicates",
        severity: Severity::Fail,
        noun: "job",
        meaning: "a job stands twice where workers take it from, so that it runs twice",
        judge: Judge::Pass(&Deep {
            sees: Sees::ACTIVE,
            needs: MOVES.and(Needs::EXECUTIONS),
            judge: duplicate,
            again: Again::Once,
            tell: tell_duplicates,
        }),
    },
    Check {
        name: "misplaced",
        severity: Severity::Fail,
        noun: "job",
        meaning: "a job's status calls for another place than the one where it stands",
        judge: Judge::Pass(&Deep {
            sees: Sees::of(&[Part::Jobs]).and(Sees::ACTIVE),
            needs: MOVES.and(Needs::of(&[Field::RepeatsLeft])).and(Needs::EXECUTIONS),
            judge: misplaced,
            again: Again::Once,
            tell: tell_misplaced,
        }),
    },
    Check {
        name: "left_over",
        severity: Severity::Warn,
        noun: "job",
        meaning: "a job is over, but a started entry of it stayed: RQ up to 2.12 will take it for one that failed",
        judge: Judge::Pass(&Deep {
            sees: Sees::of(&[Part::Started]),
            needs: MOVES.and(Needs::EXECUTIONS),
            judge: left_over,
            again: Again::Once,
            tell: |tally, _| {
                let says =
                    "over, but still among the started: at the deadline RQ up to 2.12 fails or repeats them";
                let typed = tally.within(Typed::act("maintenance run"));
                (tally.count > 0).then(|| Told::new(says.into(), Fix::Type(typed)))
            },
        }),
    },
    Check {
        name: "deferred_scores",
        severity: Severity::Fail,
        noun: "job",
        meaning: "a live worker of RQ 2.0 to 2.7 will fail deferred jobs that other versions put there",
        judge: Judge::Pass(&Deep {
            sees: Sees::of(&[Part::Deferred]),
            needs: MOVES.and(Needs::CREW),
            judge: deferred_score,
            again: Again::Once,
            tell: |tally, _| {
                let says =
                    Sentence::from("the next maintenance of a live worker of RQ 2.0 to 2.7 fails them");
                let fix =
                    "end the workers of RQ 2.0 to 2.7 that serve these queues, or bring them to 2.8 or later";
                (tally.count > 0).then(|| Told::new(says, Fix::Do(fix.into())))
            },
        }),
    },
];

/// What tells whether a job was queued or started again between two looks.
const MOVES: Needs = Needs::of(&[Field::Status, Field::EnqueuedAt, Field::StartedAt]);

const TWICE: &str = "twice in lists";
const AND_WAITS: &str = "in a list, and waits elsewhere";
const AND_RUNS: &str = "in a list, and runs";
const RUNS_TWICE: &str = "runs twice";

/// Where a job that stands in a list must not wait too.
const ELSEWHERE: Sees = Sees::of(&[Part::Deferred, Part::Scheduled, Part::RateLimited, Part::Ready]);

fn duplicate(sight: &Sight, _: &Around) -> Option<Fault> {
    let Sight::Entry { c, now, named } = sight else { return None };
    c.job()?;
    let kind = match () {
        () if named.lists() > 1 => TWICE,
        () if named.has(Part::Lists) && named.any(ELSEWHERE) => AND_WAITS,
        () if named.has(Part::Lists) && named.has(Part::Started) && c.running(*now) => AND_RUNS,
        () if runs_twice(c, *now) => RUNS_TWICE,
        () => return None,
    };
    Some(Fault::of(c, kind))
}

/// Two executions with an entry each. Without one it is what a dead run left, and goes by itself.
fn runs_twice(c: &Candidate, now: Time) -> bool {
    let executions = c.job().into_iter().flat_map(|job| &job.executions);
    executions.filter(|e| e.deadline.is_some() && e.running(now)).count() > 1
}

fn tell_duplicates(tally: &Tally, _: &Around) -> Option<Told> {
    let first = tally.first_of(&[TWICE, AND_WAITS, AND_RUNS, RUNS_TWICE])?;
    let parts = [
        (TWICE, "stands in lists more than once", "stand in lists more than once"),
        (AND_WAITS, "stands in a list and waits elsewhere too", "stand in a list and wait elsewhere too"),
        (AND_RUNS, "runs, and stands in a list to run again", "run, and stand in a list to run again"),
        (RUNS_TWICE, "runs twice at this moment", "run twice at this moment"),
    ];
    let says = tally.kinds_of(&parts);
    let typed = match (tally.of_kind(TWICE), tally.only_queue()) {
        (0, _) => Typed::read("jobs show").names([&first.sample]),
        (_, Some(queue)) => Typed::act("queues compact").names([&queue.0]),
        (_, None) => Typed::act("queues compact --all"),
    };
    Some(Told::new(says, Fix::Type(typed)))
}

const OVER: &str = "over, in a list";
const OTHERWISE: &str = "waits otherwise, in a list";
const NOT_SCHEDULED: &str = "in a schedule without being scheduled";
const NOT_WAITING: &str = "stale entry";
const TAKEN: &str = "over, in an intermediate list";
const UNSCHEDULED: &str = "scheduled in no schedule";
const UNLIMITED: &str = "waits for no slot";
const UNREADY: &str = "ready nowhere";
const UNDEFERRED: &str = "deferred nowhere";

fn misplaced(sight: &Sight, _: &Around) -> Option<Fault> {
    let kind = match sight {
        Sight::Entry { c, now, .. } => entry_out_of_place(c, *now)?,
        Sight::Job { c, named, .. } => match c.status()? {
            _ if named.has(Part::Held) => return None,
            Status::Scheduled if !named.any(SCHEDULES) => UNSCHEDULED,
            Status::RateLimited if !named.has(Part::RateLimited) => UNLIMITED,
            Status::ReadyToEnqueue if !named.has(Part::Ready) => UNREADY,
            Status::Deferred if !named.has(Part::Deferred) => UNDEFERRED,
            _ => return None,
        },
        _ => return None,
    };
    let (Sight::Entry { c, .. } | Sight::Job { c, .. }) = sight else { return None };
    Some(Fault::of(c, kind))
}

const SCHEDULES: Sees = Sees::of(&[Part::Scheduled, Part::RqScheduler]);

fn entry_out_of_place(c: &Candidate, now: Time) -> Option<&'static str> {
    let status = c.status()?;
    let running = c.running(now);
    match &c.place {
        Place::Queue(_) => match status {
            _ if status.is_terminal() => Some(OVER),
            Status::Deferred | Status::Scheduled | Status::RateLimited | Status::ReadyToEnqueue => {
                Some(OTHERWISE)
            }
            _ => None,
        },
        Place::Intermediate(_) if status.is_terminal() && !running => Some(TAKEN),
        // Up to RQ 2.11 a job that will be repeated stays finished while it is scheduled.
        Place::Registry(Registry::Scheduled, _) => match status {
            Status::Scheduled => None,
            Status::Finished if c.job()?.int(Field::RepeatsLeft).ok().is_some() => None,
            _ => Some(NOT_SCHEDULED),
        },
        Place::Registry(Registry::Deferred, _) if status != Status::Deferred => Some(NOT_WAITING),
        Place::Registry(Registry::Ready, _) if status != Status::ReadyToEnqueue => Some(NOT_WAITING),
        Place::RateLimited(_) if status != Status::RateLimited => Some(NOT_WAITING),
        _ => None,
    }
}

fn tell_misplaced(tally: &Tally, _: &Around) -> Option<Told> {
    let order =
        [OVER, OTHERWISE, NOT_SCHEDULED, UNSCHEDULED, UNLIMITED, UNREADY, TAKEN, UNDEFERRED, NOT_WAITING];
    let first = tally.first_of(&order)?;
    let parts = [
        (OVER, "is over and stands in a list: it runs again", "are over and stand in a list: they run again"),
        (
            OTHERWISE,
            "waits for something else and stands in a list",
            "wait for something else and stand in a list",
        ),
        (
            NOT_SCHEDULED,
            "is over and still scheduled: it runs again",
            "are over and still scheduled: they run again",
        ),
        (UNSCHEDULED, "is scheduled, and no schedule has it", "are scheduled, and no schedule has them"),
        (
            UNLIMITED,
            "waits for a rate limit that does not have it",
            "wait for a rate limit that does not have them",
        ),
        (UNREADY, "is ready, and no registry has it", "are ready, and no registry has them"),
        (TAKEN, "is over and still in an intermediate list", "are over and still in an intermediate list"),
        (UNDEFERRED, "is deferred, and no registry has it", "are deferred, and no registry has them"),
        (NOT_WAITING, "has an entry where it does not wait", "have an entry where they do not wait"),
    ];
    let told = Told::new(tally.kinds_of(&parts), Fix::Type(Typed::read("jobs show").names([&first.sample])));
    let mild = [UNDEFERRED, NOT_WAITING].iter().map(|kind| tally.of_kind(kind)).sum::<u64>() == tally.count;
    Some(if mild { told.milder(Severity::Warn) } else { told })
}

/// Over or waiting by its status, and no worker and no execution speaks for the entry.
fn left_over(sight: &Sight, _: &Around) -> Option<Fault> {
    let Sight::Entry { c, .. } = sight else { return None };
    let status = c.status()?;
    if !matches!(c.place, Place::Registry(Registry::Started, _)) || status == Status::Started {
        return None;
    }
    let lives = c.job()?.executions.iter().any(|e| e.live) || !c.standing.claimed_by.is_empty();
    (!lives).then(|| Fault::of(c, "left over"))
}

fn deferred_score(sight: &Sight, around: &Around) -> Option<Fault> {
    let Sight::Entry { c, now, .. } = sight else { return None };
    let Place::Registry(Registry::Deferred, queue) = &c.place else { return None };
    let due = c.score.is_some_and(|score| score <= now.as_seconds_f64());
    let fails = |w: &Worker| w.rq_version().is_some_and(|v| v.fails_deferred());
    let waits = c.status() == Some(Status::Deferred);
    (due && waits && around.crew.serving(queue).any(fails)).then(|| Fault::of(c, "deferred"))
}
