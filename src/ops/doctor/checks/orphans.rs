//! Entries that name no job, and keys of jobs that are gone.

use crate::{
    ops::doctor::{
        check::{Check, Judge},
        deep::{Again, Around, Deep, Fault, Sight, Tally, Told},
        parts::{Part, Sees},
        sentence::Sentence,
        verdict::{Fix, Severity, Typed},
    },
    rq::{
        candidate::{Candidate, Found},
        fields::Needs,
        job::Ttl,
        place::{Place, Registry},
        time::Time,
    },
};

pub static CHECKS: &[Check] = &[
    Check {
        name: "orphans",
        severity: Severity::Warn,
        noun: "entry",
        meaning: "lists, registries and sets name jobs that do not exist any more",
        judge: Judge::Pass(&Deep {
            sees: Sees::ACTIVE.and(Sees::of(&[
                Part::Dependents,
                Part::Finished,
                Part::Failed,
                Part::Canceled,
            ])),
            needs: Needs::CREW,
            judge: orphan,
            again: Again::Once,
            tell: |tally, _| {
                let says = Sentence::from("without a job: ");
                tell(tally, says, |n, place| Sentence::new().number(n).text(format!(" in {place}")))
            },
        }),
    },
    Check {
        name: "orphaned_keys",
        severity: Severity::Warn,
        noun: "key",
        meaning: "results and sets stayed behind when their job went, and never expire",
        judge: Judge::Pass(&Deep {
            sees: Sees::of(&[Part::Keys]),
            needs: Needs::NONE,
            judge: orphaned_key,
            again: Again::Once,
            tell: |tally, _| {
                let says = Sentence::from("of jobs that are gone, and they never expire: ");
                tell(tally, says, |n, kind| {
                    let (one, many) = words(kind);
                    Sentence::new().count(n, one, many)
                })
            },
        }),
    },
];

fn tell(tally: &Tally, says: Sentence, part: impl Fn(u64, &str) -> Sentence) -> Option<Told> {
    let mut kinds: Vec<(&&str, &u64)> = tally.kinds.iter().collect();
    kinds.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
    let says = kinds.into_iter().enumerate().fold(says, |says, (nth, (kind, n))| {
        let says = if nth > 0 { says.text(", ") } else { says };
        says.and(part(*n, kind))
    });
    let typed = tally.within(Typed::act("maintenance run").option("--tasks", "orphans"));
    (tally.count > 0).then(|| Told::new(says, Fix::Type(typed)))
}

fn words(kind: &str) -> (&str, &str) {
    match kind {
        "results" => ("stream of results", "streams of results"),
        "first_seen" => ("first sight", "first sights"),
        "dependents" => ("set of dependents", "sets of dependents"),
        "dependencies" => ("set of dependencies", "sets of dependencies"),
        "executions" => ("set of executions", "sets of executions"),
        other => (other, other),
    }
}

/// Clocks of workers differ from Redis's: an entry may outlive its hash by as much.
const SLACK_S: f64 = 60.0;

fn orphan(sight: &Sight, _: &Around) -> Option<Fault> {
    let Sight::Entry { c, now, .. } = sight else { return None };
    if !matches!(c.found, Found::NoHash) || goes_by_itself(c, *now) || !c.standing.claimed_by.is_empty() {
        return None;
    }
    let kind = match &c.place {
        Place::Queue(_) => "queues",
        Place::Registry(registry, _) => registry.name(),
        Place::Intermediate(_) => "intermediate lists",
        Place::Dependents(_) => "sets of dependents",
        Place::RateLimited(_) => "rate limits",
        other => other.kind(),
    };
    Some(Fault { queue: c.place.queue().cloned(), ..Fault::of(c, kind) })
}

/// Entries with an end of their own, and those of a job that was deleted while it runs.
fn goes_by_itself(c: &Candidate, now: Time) -> bool {
    let left = c.score.map(|score| score - now.as_seconds_f64());
    match &c.place {
        Place::Registry(Registry::Finished | Registry::Failed, _) => {
            let never = c.score == Some(-1.0);
            !never && left.is_some_and(|left| left <= SLACK_S)
        }
        Place::Registry(Registry::Started, _) => left.is_some_and(|left| left.is_finite() && left > 0.0),
        _ => false,
    }
}

fn orphaned_key(sight: &Sight, _: &Around) -> Option<Fault> {
    let Sight::Key(side) = sight else { return None };
    (side.owner_ttl.is_none() && side.ttl == Ttl::Forever).then(|| Fault::named(&side.owner.0, side.kind))
}
