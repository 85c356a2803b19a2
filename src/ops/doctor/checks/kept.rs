//! What is kept for longer than anybody looks at it, and what takes the memory. None of it is said before there are
//! a thousand of a kind, or they take a tenth of the memory.

use crate::{
    ops::doctor::{
        census::{JOBS, RESULTS},
        check::{Check, Judge},
        deep::{Again, Around, Deep, Fault, Sight, Tally, Told},
        parts::{Part, Sees},
        sentence::Sentence,
        verdict::{Fix, Severity, Typed},
    },
    rq::{
        candidate::Candidate,
        fields::{Field, Needs},
        fleet::Seen,
        job::Ttl,
        status::Status,
    },
};

pub static CHECKS: &[Check] = &[
    Check {
        name: "results_kept",
        severity: Severity::Warn,
        noun: "result",
        meaning: "results of jobs that have an end stay for ever: RQ gives failed jobs a lifetime, their results none",
        judge: Judge::Pass(&Deep {
            sees: Sees::of(&[Part::Keys, Part::Sizes]),
            needs: Needs::NONE,
            judge: outlives,
            again: Again::No,
            tell: |tally, around| {
                let says = Sentence::from("they stay when their jobs go, about ");
                let fix = Typed::act("maintenance run").option("--tasks", "expire-results");
                kept(tally, around, &[RESULTS], says, fix)
            },
        }),
    },
    Check {
        name: "canceled_kept",
        severity: Severity::Warn,
        noun: "job",
        meaning: "canceled jobs never expire, neither the job nor its entry",
        judge: Judge::Pass(&Deep {
            sees: Sees::of(&[Part::Canceled, Part::Sizes]),
            needs: Needs::of(&[Field::Status]).and(Needs::TTL),
            judge: |sight, _| match sight {
                Sight::Entry { c, .. } if never(c) && c.status() == Some(Status::Canceled) => {
                    Some(Fault::of(c, "canceled"))
                }
                _ => None,
            },
            again: Again::No,
            tell: |tally, around| {
                let says = Sentence::from("canceled, and kept for ever, about ");
                let fix = Typed::act("maintenance run").option("--tasks", "canceled");
                kept(tally, around, &[JOBS], says, tally.within(fix.option("--canceled-older-than", "30d")))
            },
        }),
    },
    Check {
        name: "failed_kept",
        severity: Severity::Warn,
        noun: "job",
        meaning: "failed jobs are kept for a year, which is what RQ does where failure_ttl is unset",
        judge: Judge::Pass(&Deep {
            sees: Sees::of(&[Part::Failed, Part::Sizes]),
            needs: Needs::of(&[Field::Status, Field::FailureTtl]),
            judge: |sight, _| match sight {
                Sight::Entry { c, .. } if for_a_year(c) => Some(Fault::of(c, "failed")),
                _ => None,
            },
            again: Again::No,
            tell: |tally, around| {
                let says = Sentence::from("failure_ttl is unset, so failed jobs stay for a year, about ");
                let fix = Typed::act("jobs delete").option("-s", "failed").option("--older-than", "30d");
                kept(tally, around, &[JOBS, RESULTS], says, tally.within(fix))
            },
        }),
    },
    Check {
        name: "memory",
        severity: Severity::Warn,
        noun: "",
        meaning: "the memory that Redis may use gets scarce, and this is what RQ has of it",
        judge: Judge::Pass(&Deep {
            sees: Sees::of(&[Part::Sizes]),
            needs: Needs::NONE,
            judge: |_, _| None,
            again: Again::No,
            tell: memory,
        }),
    },
    Check {
        name: "large_jobs",
        severity: Severity::Warn,
        noun: "",
        meaning: "single jobs take megabytes: their arguments, results or tracebacks",
        judge: Judge::Pass(&Deep {
            sees: Sees::of(&[Part::Jobs, Part::Sizes]),
            needs: Needs::HAS_DATA,
            judge: |sight, _| match sight {
                Sight::Job { c, .. } if c.job()?.data_len? >= LARGE => Some(Fault::of(c, "call")),
                _ => None,
            },
            again: Again::No,
            tell: large,
        }),
    },
];

/// How many of a kind are worth a word.
const MANY: u64 = 1_000;

/// A tenth of a memory that is smaller than this is nothing.
const ENOUGH: u64 = 16 << 20;

fn never(c: &Candidate) -> bool {
    c.job().is_some_and(|job| job.ttl == Some(Ttl::Forever))
}

fn for_a_year(c: &Candidate) -> bool {
    let unset = c.job().is_some_and(|job| job.filled(Field::FailureTtl).is_none());
    unset && matches!(c.status(), Some(Status::Failed | Status::Stopped))
}

fn outlives(sight: &Sight, _: &Around) -> Option<Fault> {
    let Sight::Key(side) = sight else { return None };
    let ends = matches!(side.owner_ttl, Some(Ttl::Millis(_)));
    (side.kind == "results" && side.ttl == Ttl::Forever && ends)
        .then(|| Fault::named(&side.owner.0, "results"))
}

fn used(around: &Around) -> u64 {
    match &around.scene.fleet.server {
        Seen::Is(server) => server.used_memory,
        Seen::Hidden => 0,
    }
}

fn tenth(bytes: u64, around: &Around) -> bool {
    let used = used(around);
    used > 0 && bytes >= used / 10
}

/// So many jobs with a key of each of these kinds.
fn kept(tally: &Tally, around: &Around, kinds: &[&str], says: Sentence, fix: Typed) -> Option<Told> {
    let each: u64 = kinds.iter().map(|kind| around.census.kind(kind).each()).sum();
    let bytes = each.saturating_mul(tally.count);
    let worth = tally.count >= MANY || (bytes >= ENOUGH && tenth(bytes, around));
    worth.then(|| Told::new(says.bytes(bytes), Fix::Type(fix)))
}

/// Kinds that are named.
const KINDS: usize = 3;

fn memory(_: &Tally, around: &Around) -> Option<Told> {
    let census = around.census;
    let Seen::Is(server) = &around.scene.fleet.server else { return None };
    let bytes = census.bytes();
    let half = bytes.max(server.used_memory.saturating_sub(server.max_memory / 4)) >= server.max_memory / 2;
    if !census.weighed || server.max_memory == 0 || !half {
        return None;
    }
    let says = Sentence::from("RQ takes about ").bytes(bytes).text(" of ").bytes(server.max_memory);
    let says =
        census.by_size().into_iter().take(KINDS).enumerate().fold(says, |says, (nth, (kind, bytes))| {
            says.text(if nth == 0 { ": " } else { ", " }).bytes(bytes).text(format!(" in {kind}"))
        });
    let says = says.text(format!(" (one key in {} weighed)", census.step));
    Some(Told::new(says, Fix::Type(Typed::read("jobs count").option("--by", "status"))))
}

/// A job that takes so much is worth a look.
const LARGE: u64 = 1 << 20;

/// Calls are all looked at, whole hashes and results by the sample.
fn large(tally: &Tally, around: &Around) -> Option<Told> {
    let sampled = around.census.largest.first().filter(|(bytes, _)| *bytes >= LARGE);
    let (id, says) = match (sampled, tally.first.first()) {
        (Some((bytes, id)), _) => (&*id.0, Sentence::new().id(&id.0).text(" takes ").bytes(*bytes)),
        (None, Some(call)) => {
            (&*call.sample, Sentence::from("the call of ").id(&call.sample).text(" takes over 1 MB"))
        }
        (None, None) => return None,
    };
    let others = tally.count.saturating_sub(u64::from(tally.first.first().is_some_and(|f| *f.sample == *id)));
    let says = says.and_more(others, "more job has a call of over 1 MB", "more jobs have calls of over 1 MB");
    Some(Told::new(says, Fix::Type(Typed::read("jobs show").names([id]))))
}
