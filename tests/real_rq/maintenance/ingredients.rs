//! What a random state holds, so that a comparison can say that nothing was left out.

use std::collections::{BTreeMap, BTreeSet};

use harness::{Dump, Stored};

/// Made by every version.
pub const OF_EVERY_VERSION: [&str; 26] = [
    "abandoned: fails",
    "abandoned: retried at once",
    "failure_ttl -1",
    "failure_ttl 0",
    "failure_ttl of its own",
    "failure_ttl unset",
    "fails: dependent with allow_failure",
    "fails: dependent without allow_failure",
    "fails: dependent with another parent",
    "a time to live in the queue",
    "running",
    "running beside an execution that is over",
    "a failure callback",
    "an entry whose job is gone",
    "expired finished",
    "expired failed",
    "score -1",
    "score inf",
    "stuck, seen before",
    "stuck, not seen before",
    "stuck: a retry is left",
    "taken, and its job is gone",
    "a worker without a hash",
    "a group with dead members",
    "a scheduled job",
    "a canceled job",
];

/// Made by RQ 3.0.
pub const ALL: [&str; 37] = {
    let mut all = [""; 37];
    let mut at = 0;
    while at < OF_EVERY_VERSION.len() {
        all[at] = OF_EVERY_VERSION[at];
        at += 1;
    }
    let more = [
        "abandoned: retried later",
        "abandoned: retried at the front",
        "fails: dependent with a rate limit",
        "fails: holds a slot",
        "retried: holds a slot",
        "a finished job with an entry left over",
        "ready",
        "ready, but canceled",
        "a slot without a job",
        "a slot of a job that ended",
        "waits for a slot",
    ];
    let mut n = 0;
    while n < more.len() {
        all[at + n] = more[n];
        n += 1;
    }
    all
};

type Fields = BTreeMap<Vec<u8>, Vec<u8>>;

struct State<'d>(&'d Dump);

impl<'d> State<'d> {
    fn job(&self, id: &str) -> Option<&'d Fields> {
        match &self.0.get(format!("rq:job:{id}"))?.value {
            Stored::Hash(fields) => Some(fields),
            _ => None,
        }
    }

    /// Members of lists, sets and zsets under a prefix of keys, with their score.
    fn members(&self, prefix: &str) -> Vec<(String, f64)> {
        let texts = |ids: Vec<(&Vec<u8>, f64)>| {
            ids.into_iter().map(|(id, score)| (String::from_utf8_lossy(id).into_owned(), score)).collect()
        };
        let of = |stored: &'d Stored| -> Vec<(String, f64)> {
            match stored {
                Stored::List(ids) => texts(ids.iter().map(|id| (id, 0.0)).collect()),
                Stored::Set(ids) => texts(ids.iter().map(|id| (id, 0.0)).collect()),
                Stored::Zset(ids) => {
                    texts(ids.iter().map(|(id, s)| (id, s.parse().expect("a score"))).collect())
                }
                _ => Vec::new(),
            }
        };
        let keys = self.0.0.iter().filter(|(key, _)| key.starts_with(prefix.as_bytes()));
        keys.flat_map(|(_, dump)| of(&dump.value)).collect()
    }
}

fn text<'f>(job: &'f Fields, field: &str) -> &'f str {
    job.get(field.as_bytes()).map_or("", |value| std::str::from_utf8(value).unwrap_or_default())
}

fn retries(job: &Fields) -> i64 {
    text(job, "retries_left").parse().unwrap_or(0)
}

/// The words of [`ALL`] that hold.
pub fn ingredients(dump: &Dump) -> BTreeSet<&'static str> {
    let state = State(dump);
    let mut found = BTreeSet::new();
    for (entry, _) in state.members("rq:wip:") {
        let id = entry.split(':').next().unwrap_or_default();
        let Some(job) = state.job(id) else {
            found.insert("an entry whose job is gone");
            continue;
        };
        match id.split('-').next() {
            Some("abandoned") => abandoned(&state, id, job, &mut found),
            Some("running") => drop(found.insert("running")),
            Some("twice") => drop(found.insert("running beside an execution that is over")),
            Some("called") if !text(job, "failure_callback_name").is_empty() => {
                found.insert("a failure callback");
            }
            Some("left") if text(job, "status") == "finished" => {
                found.insert("a finished job with an entry left over");
            }
            _ => {}
        }
    }
    for (registry, expired) in [("rq:finished:", "expired finished"), ("rq:failed:", "expired failed")] {
        for (id, score) in state.members(registry) {
            let kept = id.starts_with("kept-");
            found.extend((kept && score == -1.0).then_some("score -1"));
            found.extend((kept && score.is_infinite()).then_some("score inf"));
            found.extend(id.starts_with("expired-").then_some(expired));
        }
    }
    taken(&state, &mut found);
    let gone = |key: &str| dump.get(key).is_none();
    found.extend(
        state.members("rq:workers").iter().any(|(key, _)| gone(key)).then_some("a worker without a hash"),
    );
    let dead = state.members("rq:group:").iter().any(|(id, _)| state.job(id).is_none());
    found.extend(dead.then_some("a group with dead members"));
    found.extend((!state.members("rq:scheduled:").is_empty()).then_some("a scheduled job"));
    found.extend((!state.members("rq:canceled:").is_empty()).then_some("a canceled job"));
    for (id, _) in state.members("rq:ready:") {
        let canceled = state.job(&id).is_some_and(|job| text(job, "status") == "canceled");
        found.insert(if canceled { "ready, but canceled" } else { "ready" });
    }
    limits(&state, &mut found);
    found
}

fn abandoned(state: &State, id: &str, job: &Fields, found: &mut BTreeSet<&'static str>) {
    found.extend((!text(job, "ttl").is_empty()).then_some("a time to live in the queue"));
    let slot = !text(job, "rate_limit_key").is_empty();
    if retries(job) > 0 {
        let later = text(job, "retry_intervals").contains(|c: char| ('1'..='9').contains(&c));
        found.insert(if later { "abandoned: retried later" } else { "abandoned: retried at once" });
        let front = text(job, "enqueue_at_front_on_retry") == "1";
        found.extend(front.then_some("abandoned: retried at the front"));
        found.extend(slot.then_some("retried: holds a slot"));
        return;
    }
    found.insert("abandoned: fails");
    found.extend(slot.then_some("fails: holds a slot"));
    found.insert(match text(job, "failure_ttl") {
        "" => "failure_ttl unset",
        "-1" => "failure_ttl -1",
        "0" => "failure_ttl 0",
        _ => "failure_ttl of its own",
    });
    for (child, _) in state.members(&format!("rq:job:{id}:dependents")) {
        let Some(child) = state.job(&child) else { continue };
        found.insert(match text(child, "allow_dependency_failures") {
            "1" => "fails: dependent with allow_failure",
            _ => "fails: dependent without allow_failure",
        });
        let others = text(child, "dependency_ids").contains(',');
        found.extend(others.then_some("fails: dependent with another parent"));
        let limited = !text(child, "rate_limit_key").is_empty();
        found.extend(limited.then_some("fails: dependent with a rate limit"));
    }
}

fn taken(state: &State, found: &mut BTreeSet<&'static str>) {
    for queue in ["q0", "q1"] {
        for (id, _) in state.members(&format!("rq:queue:{queue}:intermediate")) {
            let Some(job) = state.job(&id) else {
                found.insert("taken, and its job is gone");
                continue;
            };
            let seen = state.0.get(format!("rq:queue:{queue}:intermediate:first_seen:{id}")).is_some();
            found.insert(if seen { "stuck, seen before" } else { "stuck, not seen before" });
            found.extend((seen && retries(job) > 0).then_some("stuck: a retry is left"));
        }
    }
}

fn limits(state: &State, found: &mut BTreeSet<&'static str>) {
    for (limit, _) in state.members("rq:rl-keys") {
        for (id, _) in state.members(&format!("rq:rl:{limit}:allowed")) {
            match state.job(&id).map(|job| text(job, "status")) {
                None => drop(found.insert("a slot without a job")),
                Some("failed") => drop(found.insert("a slot of a job that ended")),
                Some(_) => {}
            }
        }
        let waits = !state.members(&format!("rq:rl:{limit}:rate_limited")).is_empty();
        found.extend(waits.then_some("waits for a slot"));
    }
}
