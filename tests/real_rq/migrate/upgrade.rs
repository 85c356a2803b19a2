//! The weekend on which RQ 1.16 or 2.0 becomes 3.0, step by step as the README tells it.

use std::{collections::BTreeMap, process::Command};

use harness::{Near, Rq, Server, python, scale, states, states::ODD_IDS};
use serde_json::{Value, json};

use super::{map, migrate, odd_jobs, path};

/// What RQ's own objects say of a job that must not change with its name.
const KEPT: [&str; 16] = [
    "status",
    "queue",
    "description",
    "created_at",
    "enqueued_at",
    "started_at",
    "ended_at",
    "args",
    "meta",
    "retries_left",
    "retry_intervals",
    "timeout",
    "result_ttl",
    "failure_ttl",
    "result",
    "position",
];

/// Jobs of RQ 2.0 in a group, with retries, results, and dependents; some have run. It cannot run those with a colon.
fn jobs_of_2_0(server: &Server, each: usize) {
    let mut rq = Rq::start("2.0.0", server);
    for id in ODD_IDS.iter().filter(|id| !id.contains(':')) {
        rq.enqueue("tasks.echo", json!({"id": format!("{id}!done"), "queue": "two", "args": ["odd"]}));
        rq.enqueue(
            "tasks.failing",
            json!({"id": format!("{id}!failed"), "queue": "two", "retry": {"max": 1}}),
        );
    }
    rq.work(&["two"]);
    let mut jobs = Vec::new();
    for n in 0..each {
        for id in ODD_IDS {
            let (id, child) = (format!("{id}!{n}"), format!("{id}!child{n}"));
            jobs.push(json!({"id": id, "queue": "two", "func": "tasks.log", "args": [id], "group": "crowd",
                             "retry": {"max": 2}}));
            jobs.push(json!({"id": child, "queue": "two", "func": "tasks.log", "args": [child], "depends_on": [id]}));
        }
    }
    rq.call("enqueue_all", json!({ "jobs": jobs }));
}

/// Every ID in it under its new name: members of lists, keys of registries.
fn renamed(value: &Value, names: &BTreeMap<String, String>) -> Value {
    let new = |old: &str| names.get(old).map_or(old, String::as_str).to_owned();
    match value {
        Value::String(text) => json!(new(text)),
        Value::Array(all) => all.iter().map(|v| renamed(v, names)).collect(),
        Value::Object(all) => Value::Object(all.iter().map(|(k, v)| (new(k), renamed(v, names))).collect()),
        other => other.clone(),
    }
}

fn sorted(value: &Value) -> Vec<String> {
    let mut texts: Vec<String> =
        value.as_array().into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned)).collect();
    texts.sort();
    texts
}

#[test]
fn every_job_comes_across_the_upgrade() {
    let server = Server::start();
    let each = scale(2, 150);
    states::odd_ids(&server);
    odd_jobs("1.16.2", &server, each);
    jobs_of_2_0(&server, each);
    let mut old_rq = Rq::start("1.16.2", &server);
    let (jobs, registries) = (old_rq.jobs(), old_rq.registries());
    let state = server.redis.dump();

    // Once producers, schedulers and workers have stopped: the check, the plan, the change.
    migrate(&server, &["--check"]).exits(1);
    migrate(&server, &[]).ok();
    migrate(&server, &["--apply", "--yes", "--write-map", &path(&server, "ids.csv")]).ok();
    migrate(&server, &["--check"]).ok();
    let names = map(&server, "ids.csv");

    // How to go back, and on again.
    migrate(&server, &["--undo", &path(&server, "ids.csv"), "--apply", "--yes"]).ok();
    // Times to live go on meanwhile.
    state.assert_same(&server.redis.dump(), Near { seconds: 600.0 });
    migrate(&server, &["--apply", "--yes", "--map", &path(&server, "ids.csv")]).exits(2);
    migrate(&server, &["--apply", "--yes", "--write-map", &path(&server, "again.csv")]).ok();
    assert_eq!(map(&server, "again.csv"), names);

    // RQ 3.0 reads every job as the old one did, and every list and registry.
    let mut rq = Rq::start("3.0.0", &server);
    let now = rq.jobs();
    let (jobs, now) = (jobs.as_object().unwrap(), now.as_object().unwrap());
    assert_eq!(jobs.len(), now.len());
    assert_eq!(names.len(), jobs.keys().filter(|id| *id != "odd-parent").count());
    for (old, before) in jobs {
        let new = names.get(old).unwrap_or(old);
        let after = now.get(new).unwrap_or_else(|| panic!("{old} → {new} is not there"));
        for field in KEPT {
            let (mut before, mut after) = (before[field].clone(), after[field].clone());
            for result in [&mut before, &mut after].into_iter().filter(|v| v.is_object()) {
                // Newer versions say more of a result.
                result
                    .as_object_mut()
                    .unwrap()
                    .retain(|name, _| ["id", "type", "return_value"].contains(&&**name));
            }
            assert_eq!(before, after, "{field} of {old} → {new}");
        }
        for kin in ["dependencies", "dependents"] {
            assert_eq!(sorted(&renamed(&before[kin], &names)), sorted(&after[kin]), "{kin} of {old} → {new}");
        }
        let (had, has) = (before["ttl_s"].as_i64().unwrap(), after["ttl_s"].as_i64().unwrap());
        assert!((had - has).abs() < 60, "{old} → {new} lived for {had} s, then for {has} s");
    }
    let (now, mut expected) = (rq.registries(), renamed(&registries, &names));
    for (queue, places) in expected.as_object_mut().unwrap() {
        for (place, entries) in places.as_object_mut().unwrap() {
            assert_eq!(*entries, now[queue][place], "{place} of {queue}");
        }
    }

    // Its maintenance and `rq info` raise nothing.
    rq.maintain("all", &["odd", "two"]);
    let info = Command::new(python("3.0.0").with_file_name("rq"))
        .args(["info", "-u", &server.socket_url()])
        .output()
        .expect("rq is there");
    let said = String::from_utf8_lossy(&info.stderr);
    assert!(info.status.success() && !said.contains("Traceback"), "{said}");

    // Its workers run what was queued, in the order in which it was, and children behind their parents.
    rq.work(&["odd", "two"]);
    let log: Vec<String> = server.redis.cmd(&["LRANGE", "log", "0", "-1"]);
    let position: BTreeMap<&str, usize> = log.iter().enumerate().map(|(i, id)| (&**id, i)).collect();
    assert_eq!(position.len(), log.len(), "a job ran twice");
    for queue in ["odd", "two"] {
        let queued: Vec<&str> =
            registries[queue]["queued"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let ran: Vec<usize> = queued.iter().filter_map(|id| position.get(id)).copied().collect();
        assert!(ran.is_sorted() && !ran.is_empty(), "{queue} in another order");
    }
    for (id, job) in jobs {
        let logs = job["function"] == "tasks.log";
        assert_eq!(logs, position.contains_key(&**id), "{id}: {}", job["function"]);
        for parent in sorted(&job["dependencies"]).iter().filter(|p| logs && position.contains_key(&***p)) {
            assert!(position[&**parent] < position[&**id], "{id} before {parent}");
        }
        let expected = match job["status"].as_str().unwrap() {
            "queued" | "deferred" => "finished",
            other => other,
        };
        assert_eq!(rq.status(names.get(id).unwrap_or(id)), expected, "{id}");
    }
    rq.maintain("all", &["odd", "two"]);
    migrate(&server, &["--check"]).ok();
}
