//! A state that real RQ made for acts on many jobs, and what is looked at of each job.

use std::collections::{BTreeMap, BTreeSet};

use harness::{Dump, Rq, Server, Stored};
use serde_json::{Value, json};

/// Jobs of each kind.
pub const EACH: usize = 80;

/// Acts on many jobs, in the order in which they take turns; `release` begins where `hold` ended.
pub const ROTATION: [&[&str]; 6] = [
    &["jobs", "requeue", "-s", "failed", "--yes"],
    &["jobs", "cancel", "-q", "*", "--yes"],
    &["jobs", "delete", "-s", "queued,scheduled,deferred,failed", "--yes"],
    &["jobs", "hold", "-q", "*", "--yes"],
    &["jobs", "release", "-q", "*", "--yes"],
    &["queues", "empty", "default", "--yes"],
];

/// Failed, queued and scheduled jobs in `default`, some in a group, and jobs that wait for some of them.
pub fn fill(server: &Server) {
    let mut rq = Rq::start("3.0.0", server);
    make(&mut rq, |n| json!({"id": format!("failed-{n}"), "func": "tasks.failing"}));
    rq.work(&["default"]);
    // The worker that left is remembered for a minute: a state that is compared for longer must not hold it.
    server.redis.keys("rq:worker:*").iter().for_each(|left| server.redis.run(&["DEL", left]));
    make(&mut rq, |n| match n % 5 {
        0 => json!({"id": format!("queued-{n}"), "group": "batch"}),
        _ => json!({"id": format!("queued-{n}")}),
    });
    make(&mut rq, |n| json!({"id": format!("scheduled-{n}"), "in": 600 + n}));
    make(&mut rq, |n| {
        let parent = if n % 2 == 0 { "queued" } else { "failed" };
        json!({"id": format!("deferred-{n}"), "depends_on": [format!("{parent}-{}", n / 3)]})
    });
}

fn make(rq: &mut Rq, job: impl Fn(usize) -> Value) {
    rq.call("enqueue_all", json!({ "jobs": (0..EACH).map(job).collect::<Vec<_>>() }));
}

/// Where each job stands, and with which status: what a step changes as a whole. The sets that jobs keep of each other
/// are not looked at, because the steps of others change them.
pub fn standing(dump: &Dump) -> BTreeMap<String, BTreeSet<String>> {
    let mut jobs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (key, dump) in &dump.0 {
        let key = String::from_utf8_lossy(key).into_owned();
        if key.ends_with(":dependents") || key.ends_with(":dependencies") {
            continue;
        }
        if let Some(id) = own(&key) {
            let status = match &dump.value {
                Stored::Hash(fields) => fields.get(&b"status"[..]).map(|s| String::from_utf8_lossy(s)),
                _ => None,
            };
            let line = format!("{key} {}", status.unwrap_or_default());
            jobs.entry(id.to_owned()).or_default().insert(line);
            continue;
        }
        let members: Vec<&Vec<u8>> = match &dump.value {
            Stored::List(ids) => ids.iter().collect(),
            Stored::Set(ids) => ids.iter().collect(),
            Stored::Zset(scores) => scores.keys().collect(),
            Stored::Hash(fields) => fields.keys().collect(),
            Stored::Text(_) | Stored::Stream(_) => Vec::new(),
        };
        for member in members.into_iter().filter(|member| *member != b"rqctl-removed") {
            let id = String::from_utf8_lossy(member).into_owned();
            let twice = !jobs.entry(id.clone()).or_default().insert(format!("in {key}"));
            assert!(!twice, "{id} stands twice in {key}");
        }
    }
    jobs.retain(|id, _| id.contains('-'));
    jobs
}

/// The job to which a key belongs.
fn own(key: &str) -> Option<&str> {
    ["rq:job:", "rq:results:"].iter().find_map(|prefix| key.strip_prefix(prefix))
}

/// Asserts that every job stands as it did before, or as it does after the whole act.
#[track_caller]
pub fn whole_steps(before: &Dump, after: &Dump, now: &Dump) {
    let (before, after, now) = (standing(before), standing(after), standing(now));
    let nowhere = BTreeSet::new();
    let of = |all: &BTreeMap<String, BTreeSet<String>>, id: &str| all.get(id).unwrap_or(&nowhere).clone();
    for id in before.keys().chain(after.keys()).chain(now.keys()) {
        let (before, after, now) = (of(&before, id), of(&after, id), of(&now, id));
        assert!(
            now == before || now == after,
            "{id} stands half:\n{now:#?}\nbefore {before:#?}\nafter {after:#?}"
        );
    }
}
