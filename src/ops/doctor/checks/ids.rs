//! Jobs at the ends of the lists that end workers, or will.

use crate::{
    ops::doctor::{
        check::{Check, Fix, Judge, SAMPLES, Scene, Severity, Trouble, Typed, Verdict},
        sentence::Sentence,
    },
    rq::{
        fields::Field,
        fleet::{Crew, QueueCounts, Seen, Waiting},
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
        meaning: "a live worker of the queue loses the job, or ends, when it meets it",
        judge: Judge::Fleet(poisons),
    },
    Check {
        name: "illegal_ids",
        severity: Severity::Warn,
        meaning: "RQ 2.8 and later refuse these job IDs, RQ 2.0 and later cut them at a colon",
        judge: Judge::Fleet(illegal_ids),
    },
];

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
    if !fleet.workers_listed {
        return Verdict::blind_to_keys(scene);
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
        return match fleet.queues.iter().any(|q| q.queued == Seen::Hidden) {
            true => Verdict::blind_to_keys(scene),
            false => Verdict::Fine,
        };
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
        milder: None,
        count: found.len() as u64,
        samples: found.iter().take(SAMPLES).map(|(_, id)| id.0.to_vec()).collect(),
        says: says.and_more(found.len() as u64 - 1, "more job", "more jobs"),
        fix: Fix::Type(Typed::read("migrate-ids")),
    })
}
