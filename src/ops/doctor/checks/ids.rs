//! Jobs at the ends of the lists that end workers, or will.

use crate::{
    ops::doctor::{
        check::{Check, Judge},
        deep::{Again, Around, Deep, Fault, Sight, Tally, Told},
        parts::{Part, Sees},
        sentence::Sentence,
        verdict::{Blind, Fix, SAMPLES, Scene, Severity, Trouble, Typed, Verdict},
    },
    rq::{
        candidate::{Candidate, Found},
        fields::{Field, Needs},
        fleet::{Crew, QueueCounts, Waiting},
        id::{JobId, QueueName},
        job::Job,
        readable::unreadable,
        state::{Poison, poison, poison_id},
        status::Status,
    },
};

pub static CHECKS: &[Check] = &[
    Check {
        name: "poison",
        severity: Severity::Fail,
        noun: "job",
        meaning: "a live worker of the queue loses the job, or ends, when it meets it",
        judge: Judge::Both(
            poisons,
            &Deep {
                sees: WAITING,
                needs: Needs::STATE.and(Needs::of(&[Field::EnqueuedAt, Field::StartedAt])),
                judge: poison_met,
                again: Again::Once,
                tell: tell_poison,
            },
        ),
    },
    Check {
        name: "illegal_ids",
        severity: Severity::Fail,
        noun: "job",
        meaning: "RQ 2.8 and later refuse these job IDs, RQ 2.0 and later cut them at a colon",
        judge: Judge::Both(
            illegal_ids,
            &Deep {
                sees: Sees::of(&[Part::Jobs, Part::Dependents]).and(Sees::ACTIVE),
                needs: Needs::of(&[Field::EnqueuedAt, Field::StartedAt]),
                judge: |sight, _| {
                    let (c, place) = places_of_ids(sight)?;
                    let notes = c.id.offending().into_iter().map(|letter| format!("{letter:?}"));
                    Some(Fault::of(c, place).noting(notes))
                },
                again: Again::Once,
                tell: tell_illegal,
            },
        ),
    },
    Check {
        name: "unreadable",
        severity: Severity::Fail,
        noun: "job",
        meaning: "RQ cannot read the hash: a worker that meets the job ends",
        judge: Judge::Pass(&Deep {
            sees: Sees::of(&[Part::Jobs]),
            needs: READABLE,
            judge: unreadable_hash,
            again: Again::Once,
            tell: tell_unreadable,
        }),
    },
];

/// What is read of a hash to say whether RQ can read it; its call, which may be large, is not.
pub const READABLE: Needs = Needs::READABLE.without(Needs::of(&[Field::Data]));

/// One job that a live worker of its queue would lose or end on.
struct Poisoned<'a> {
    queue: &'a QueueName,
    id: &'a JobId,
    how: Poison,
    /// The hash, where it is what a worker cannot read.
    job: Option<&'a Job>,
}

fn poisons(scene: &Scene) -> Verdict {
    let fleet = scene.fleet;
    if let Some(blind) = Blind::to_workers(scene) {
        return Verdict::Blind(blind);
    }
    let suspects: Vec<&QueueCounts> = fleet
        .queues
        .iter()
        .filter(|q| !q.illegal_ids.is_empty() || ends(q).any(|(_, job)| suspicious(job)))
        .collect();
    let crew = match suspects.is_empty() {
        true => Crew::default(),
        false => Crew::new(fleet.workers.iter().cloned()),
    };
    let found: Vec<Poisoned> = suspects.into_iter().flat_map(|q| poisoned(q, &crew)).collect();
    let Some(first) = found.first() else {
        return Blind::to_lists(scene).map_or(Verdict::Fine, Verdict::Blind);
    };
    Verdict::Trouble(Trouble {
        milder: None,
        count: found.len() as u64,
        samples: found.iter().take(SAMPLES).map(|p| p.id.0.to_vec()).collect(),
        says: sentence(first).and_more(found.len() as u64 - 1, "more job", "more jobs"),
        fix: Fix::Type(hold(&found)),
    })
}

fn ends(queue: &QueueCounts) -> impl Iterator<Item = (&JobId, &Job)> {
    let ends = [&queue.front, &queue.back].into_iter().flatten();
    ends.filter_map(|Waiting { id, job }| Some((id, job.as_ref()?)))
}

/// Cheap, and true of whatever some version could not read: the versions are looked at later.
fn suspicious(job: &Job) -> bool {
    let newer = matches!(job.status(), Some(Status::RateLimited | Status::ReadyToEnqueue));
    newer || !unreadable(job, None).is_empty()
}

fn poisoned<'a>(queue: &'a QueueCounts, crew: &Crew) -> Vec<Poisoned<'a>> {
    let name = &queue.queue;
    let mut found: Vec<Poisoned> = Vec::new();
    let by_id = queue
        .illegal_ids
        .iter()
        .filter_map(|id| Some(Poisoned { queue: name, id, how: poison_id(id, name, crew)?, job: None }));
    let by_hash = ends(queue).filter_map(|(id, job)| {
        Some(Poisoned { queue: name, id, how: poison(id, job, name, crew)?, job: Some(job) })
    });
    for one in by_id.chain(by_hash) {
        if !found.iter().any(|p| p.id == one.id) {
            found.push(one);
        }
    }
    found
}

fn sentence(poisoned: &Poisoned) -> Sentence {
    let says = Sentence::new().name(&poisoned.queue.0).text(": ").id(&poisoned.id.0);
    match poisoned.how {
        // RQ's maintenance meets it in the intermediate list each time its lock has run out.
        Poison::Refused => says.text(" will end a worker about every 15 min"),
        Poison::Cut => {
            let head = poisoned.id.0.split(|b| *b == b':').next().unwrap_or_default();
            says.text(" will be lost, or taken for job ").id(head)
        }
        Poison::Unreadable => {
            let why = poisoned.job.and_then(|job| unreadable(job, None).into_iter().next());
            let says = says.text(" will end a worker about every 15 min");
            match why {
                Some(why) => says.text(format!(": its {} {}", why.field, why.why)),
                None => says.text(format!(": its {} is of a later RQ", Field::Status.name())),
            }
        }
    }
}

/// The job by name where there is one; all by their word where there are more.
fn hold(found: &[Poisoned]) -> Typed {
    let act = Typed::act("jobs hold");
    match found {
        [one] => act.names([&one.id.0]),
        [one, rest @ ..] if rest.iter().all(|p| p.queue == one.queue) => {
            act.option("-q", &one.queue.0).option("-s", "poison")
        }
        _ => act.option("-s", "poison"),
    }
}

/// IDs that no live worker minds today: the next upgrade will.
fn illegal_ids(scene: &Scene) -> Verdict {
    let fleet = scene.fleet;
    let all = || fleet.queues.iter().flat_map(|q| q.illegal_ids.iter().map(move |id| (&q.queue, id)));
    if all().next().is_none() {
        return Verdict::Fine;
    }
    let crew = Crew::new(fleet.workers.iter().cloned());
    let found: Vec<_> = all().filter(|(queue, id)| poison_id(id, queue, &crew).is_none()).collect();
    let Some((queue, id)) = found.first() else { return Verdict::Fine };
    let says = Sentence::new().name(&queue.0).text(": ").id(&id.0).text(" is an ID that ");
    let says = match id.has_colon() {
        true => says.text("RQ 2.0 and later cut at the colon"),
        false => says.text("RQ 2.8 and later refuse"),
    };
    Verdict::Trouble(Trouble {
        milder: Some(Severity::Warn),
        count: found.len() as u64,
        samples: found.iter().take(SAMPLES).map(|(_, id)| id.0.to_vec()).collect(),
        says: says.and_more(found.len() as u64 - 1, "more job", "more jobs"),
        fix: Fix::Type(Typed::read("migrate-ids")),
    })
}

/// Where workers and schedulers meet a job.
const WAITING: Sees = Sees::of(&[
    Part::Lists,
    Part::Intermediate,
    Part::Scheduled,
    Part::Deferred,
    Part::Ready,
    Part::RateLimited,
]);

const CUT: &str = "cut";
const REFUSED: &str = "refused";
const UNREADABLE: &str = "unreadable";

fn poison_met(sight: &Sight, _: &Around) -> Option<Fault> {
    let Sight::Entry { c, .. } = sight else { return None };
    let kind = match c.standing.poison.as_ref()? {
        Poison::Cut => CUT,
        Poison::Refused => REFUSED,
        Poison::Unreadable => UNREADABLE,
    };
    Some(Fault { queue: c.queue(), ..Fault::of(c, kind) })
}

fn tell_poison(tally: &Tally, _: &Around) -> Option<Told> {
    tally.first.first()?;
    let parts = [
        (REFUSED, "ends each worker that meets it", "end each worker that meets them"),
        (UNREADABLE, "cannot be read and ends each worker", "cannot be read and end each worker"),
        (
            CUT,
            "is lost at the colon, or taken for another job",
            "are lost at the colon, or taken for other jobs",
        ),
    ];
    let says = tally.kinds_of(&parts);
    let typed = match (tally.count, tally.first.first()) {
        (1, Some(one)) => Typed::act("jobs hold").names([&one.sample]),
        _ => tally.within(Typed::act("jobs hold")).option("-s", "poison"),
    };
    Some(Told::new(says, Fix::Type(typed)))
}

/// A job with an ID that some version refuses, or an entry of one without a job; and where it stands.
pub fn places_of_ids<'s>(sight: &Sight<'s>) -> Option<(&'s Candidate, &'static str)> {
    match sight {
        Sight::Job { c, .. } if !c.id.legal() && c.job().is_some() => Some((*c, "job")),
        Sight::Entry { c, .. } if !c.id.legal() && matches!(c.found, Found::NoHash) => {
            Some((*c, c.place.kind()))
        }
        _ => None,
    }
}

fn tell_illegal(tally: &Tally, around: &Around) -> Option<Told> {
    tally.first.first()?;
    let says = Sentence::from("RQ 2.8 and later refuse them, and RQ 2.0 and later cut them at a colon: ");
    let says = tally.most_noted().into_iter().take(6).enumerate().fold(says, |says, (nth, (letter, n))| {
        says.text(if nth == 0 { "" } else { ", " }).number(n).text(format!(" with {letter}"))
    });
    let entries = tally.count - tally.of_kind("job");
    let says = says.and_more(entries, "of them names no job", "of them name no job");
    let told = Told::new(says, Fix::Type(Typed::read("migrate-ids")));
    let colons = tally.notes.contains_key("':'");
    let others = tally.notes.keys().any(|letter| letter != "':'");
    let minds = |v: crate::rq::version::Version| colons && v.cuts_at_colon() || others && v.refuses_illegal();
    let minded = around.crew.workers.iter().filter_map(|w| w.rq_version()).any(minds);
    Some(if minded { told } else { told.milder(Severity::Warn) })
}

const WAITS: &str = "waits";
const RESTS: &str = "rests";

fn unreadable_hash(sight: &Sight, _: &Around) -> Option<Fault> {
    let Sight::Job { c, .. } = sight else { return None };
    let (waits, notes) = match &c.found {
        Found::WrongType => (false, vec!["key is not a hash".to_owned()]),
        Found::Job(job) => {
            let why = unreadable(job, None);
            let waits = c.status().is_some_and(|s| s.is_waiting() || s == Status::Started);
            (waits, why.iter().map(|u| format!("{} {}", u.field, u.why)).collect())
        }
        Found::NoHash => return None,
    };
    (!notes.is_empty()).then(|| Fault::of(c, if waits { WAITS } else { RESTS }).noting(notes))
}

fn tell_unreadable(tally: &Tally, _: &Around) -> Option<Told> {
    let first = tally.first_of(&[WAITS, RESTS])?;
    let says =
        tally.most_noted().into_iter().take(3).enumerate().fold(Sentence::new(), |says, (nth, (why, n))| {
            let says = says.text(if nth == 0 { "its " } else { "; " }).text(why);
            if n == tally.count { says } else { says.text(" (").number(n).text(")") }
        });
    let told = Told::new(says, Fix::Type(Typed::read("jobs show").names([&first.sample])));
    Some(if tally.of_kind(WAITS) > 0 { told } else { told.milder(Severity::Warn) })
}
