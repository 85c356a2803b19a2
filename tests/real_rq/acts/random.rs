//! By difference, on random states: RQ 3.0's own call and rqctl's act leave the same, but for `DIFFERENCES.md`.

use std::collections::BTreeSet;

use harness::{Dump, Near, Redis, Rq, Server, Stored, scale};
use regex_lite::Regex;
use serde_json::{Value, json};

use crate::acting::wanted;

/// Jobs in every state that RQ 3.0 makes, with retries, limits, groups, dependents and every sort of time to live.
const KINDS: [&str; 8] =
    ["abandoned", "running", "left_over", "expired", "ready", "grouped", "limited", "waiting"];

/// Two copies of random states, and an RQ that acts on the first.
struct Pair {
    before: Server,
    theirs: Server,
    ours: Server,
    maker: Rq,
    rq: Rq,
}

impl Pair {
    fn new() -> Pair {
        let (before, theirs, ours) = (Server::start(), Server::start(), Server::start());
        let (maker, rq) = (Rq::start("3.0.0", &before), Rq::start("3.0.0", &theirs));
        Pair { before, theirs, ours, maker, rq }
    }

    /// Makes the state of a seed, in which some jobs ended, and answers its jobs.
    fn make(&mut self, seed: usize) -> Vec<String> {
        self.before.redis.run(&["FLUSHALL"]);
        self.maker.call("age", json!({"seed": seed, "count": 20, "kinds": KINDS}));
        let failing = json!({"func": "tasks.failing", "queue": "q1", "failure_ttl": 60 * seed});
        let jobs = (0..4).map(|n| {
            let mut job = failing.clone();
            job["id"] = json!(format!("over-{n}"));
            job
        });
        self.maker.call("enqueue_all", json!({ "jobs": jobs.collect::<Vec<_>>() }));
        self.maker.call("work", json!({"queues": ["q1"], "max_jobs": 6}));
        let statuses = self.maker.call("statuses", json!({}));
        statuses.as_object().expect("jobs by ID").keys().cloned().collect()
    }

    /// Lets both act on their copy. `None` where RQ raises; else what they leave otherwise and should not.
    fn compare(&mut self, wanted: &[Regex], call: &str, with: Value, args: &[&str]) -> Option<String> {
        self.before.redis.clone_to(&self.theirs.redis);
        self.before.redis.clone_to(&self.ours.redis);
        self.rq.try_call(call, with).ok()?;
        let run = self.ours.rqctl(args).run();
        assert!(matches!(run.code, Some(0 | 1)), "{}", run.raw());
        let dumps = [&self.before, &self.theirs, &self.ours].map(|server| server.redis.dump());
        let [before, theirs, ours] = dumps;
        let unwanted = |line: &String| !wanted.iter().any(|row| row.is_match(line));
        let lines: Vec<_> = differences(&before, theirs, ours).into_iter().filter(unwanted).collect();
        Some(if lines.is_empty() { String::new() } else { format!("{}{}\n", run.raw(), lines.join("\n")) })
    }

    /// One verb on each of some jobs of some states.
    fn compare_jobs(&mut self, verb: &str, flags: &[&str], call: &str, options: &Value) {
        let wanted = wanted(verb);
        let (mut found, mut done) = (String::new(), 0);
        for seed in 0..scale(2, 60) {
            let ids = self.make(seed);
            // Others in every state, so that in the end every kind is met.
            for id in ids.iter().skip(seed % 3).step_by(3) {
                if options.get("enqueue_dependents").is_some() && releases_otherwise(&self.before.redis, id) {
                    continue;
                }
                let mut with = options.clone();
                with["id"] = json!(id);
                let args = [&["jobs", verb, id], flags].concat();
                if let Some(lines) = self.compare(&wanted, call, with, &args) {
                    done += 1;
                    found += &lines;
                }
            }
        }
        assert!(found.is_empty(), "{found}");
        assert!(done > 0, "RQ did it to some job");
    }
}

fn differences(before: &Dump, mut theirs: Dump, mut ours: Dump) -> Vec<String> {
    // RQ queues a dependent once more that was queued before.
    for dump in theirs.0.values_mut() {
        if let Stored::List(ids) = &mut dump.value {
            let mut met = BTreeSet::new();
            ids.retain(|id| met.insert(id.clone()));
        }
    }
    // Those that go on together stand in a set, which has no order.
    for dump in [&mut theirs, &mut ours] {
        for (key, entry) in &mut dump.0 {
            if let Stored::List(ids) = &mut entry.value {
                let stood = before.0.get(key).map(|entry| &entry.value);
                let old = |id: &_| matches!(stood, Some(Stored::List(ids)) if ids.contains(id));
                ids.chunk_by_mut(|one, next| !old(one) && !old(next)).for_each(<[_]>::sort);
            }
        }
    }
    theirs.differences(&ours, Near::SECONDS)
}

/// Whether RQ releases dependents of a job otherwise, and on purpose not as rqctl: it queues once more what has run
/// already, and gives the slot that becomes free to the dependent, whoever has waited longer for it.
fn releases_otherwise(redis: &Redis, id: &str) -> bool {
    let field = |id: &str, name| redis.field(&format!("rq:job:{id}"), name).unwrap_or_default();
    let limit = field(id, "rate_limit_key");
    let waits = !limit.is_empty() && redis.cmd::<u64>(&["ZCARD", &format!("rq:rl:{limit}:rate_limited")]) > 0;
    let dependents: Vec<String> = redis.cmd(&["SMEMBERS", &format!("rq:job:{id}:dependents")]);
    dependents.iter().any(|dependent| {
        let over = ["finished", "failed"].contains(&field(dependent, "status").as_str());
        over || (waits && field(dependent, "rate_limit_key") == limit)
    })
}

#[test]
fn requeue_leaves_what_rq_leaves_on_random_states() {
    let mut pair = Pair::new();
    pair.compare_jobs("requeue", &[], "requeue", &json!({}));
    pair.compare_jobs("requeue", &["--at-front"], "requeue", &json!({"at_front": true}));
}

#[test]
fn cancel_leaves_what_rq_leaves_on_random_states() {
    let mut pair = Pair::new();
    pair.compare_jobs("cancel", &["--force"], "cancel", &json!({}));
    let forget = ["--force", "--remove-from-dependencies"];
    pair.compare_jobs("cancel", &forget, "cancel", &json!({"remove_from_dependencies": true}));
}

#[test]
fn cancel_releases_dependents_as_rq_does_on_random_states() {
    let mut pair = Pair::new();
    let go_on = ["--force", "--enqueue-dependents"];
    pair.compare_jobs("cancel", &go_on, "cancel", &json!({"enqueue_dependents": true}));
}

#[test]
fn delete_leaves_what_rq_leaves_on_random_states() {
    let mut pair = Pair::new();
    pair.compare_jobs("delete", &["--force"], "delete", &json!({}));
}

#[test]
fn empty_leaves_what_rq_leaves_on_random_states() {
    let mut pair = Pair::new();
    let wanted = wanted("empty");
    let mut found = String::new();
    for seed in 0..scale(8, 300) {
        pair.make(seed);
        for queue in ["q0", "q1"] {
            let args = ["queues", "empty", queue, "--yes"];
            found += &pair.compare(&wanted, "empty", json!({"queue": queue}), &args).expect("RQ empties it");
        }
    }
    assert!(found.is_empty(), "{found}");
}

#[test]
fn suspend_and_resume_leave_what_rq_leaves() {
    let mut pair = Pair::new();
    pair.make(0);
    let found = [
        pair.compare(&[], "suspend", json!({}), &["workers", "suspend", "--yes"]),
        pair.compare(
            &[],
            "suspend",
            json!({"seconds": 600}),
            &["workers", "suspend", "--for", "10m", "--yes"],
        ),
        pair.compare(&[], "resume", json!({}), &["workers", "resume"]),
    ];
    assert_eq!(found, [Some(String::new()), Some(String::new()), Some(String::new())]);
    pair.maker.call("suspend", json!({}));
    assert_eq!(pair.compare(&[], "resume", json!({}), &["workers", "resume"]), Some(String::new()));
}
