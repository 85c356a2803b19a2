//! What RQ's maintenance loses or harms, and this keeps.

use std::collections::BTreeSet;

use harness::{Dump, Near, Rq, Server, Stored, WorkerOptions, scale, states};
use serde_json::json;

use super::difference::{COMMON, EVERYTHING};

const ODD: [&str; 3] = ["a:b", "a.b", "user@x"];

/// The IDs that a pass reports as left, with their reasons.
fn left(server: &Server) -> Vec<String> {
    let output = server.rqctl(&["maintenance", "run", "-o", "jsonl"]).run();
    output.exits(3);
    let mut left: Vec<String> = output
        .jsonl()
        .iter()
        .filter(|item| item["action"] == "left")
        .map(|item| format!("{} {}", item["job_id"], item["reason"]).replace('"', ""))
        .collect();
    left.sort();
    left
}

/// RQ 1.16 enqueued odd IDs, and a worker of RQ 3.0 has come to the queue. It was killed just now, so that it is
/// registered still and does not lose the jobs.
#[test]
fn queued_jobs_with_odd_ids_survive_and_are_named() {
    let server = Server::start();
    let mut old = Rq::start("1.16.2", &server);
    Rq::start("3.0.0", &server).worker(&server, WorkerOptions::default()).kill();
    for id in ODD {
        old.enqueue("tasks.quick", json!({"id": id}));
        states::taken(&mut old, &format!("{id}.taken"), "default");
    }
    old.enqueue("tasks.quick", json!({"id": "a", "queue": "default"}));
    let before = server.redis.dump();
    let mut expected: Vec<String> =
        ODD.iter().flat_map(|id| [format!("{id} illegal_id"), format!("{id}.taken illegal_id")]).collect();
    expected.sort();
    assert_eq!(left(&server), expected);
    // Minutes later too.
    server.redis.run(&["HSET", "rq:rqctl:seen:default", "a:b.taken", "1.5|"]);
    assert_eq!(left(&server), expected);
    let after = server.redis.dump().without("rq:rqctl:").without("rq:worker:");
    before.without("rq:worker:").assert_same(&after, Near::SECONDS);
    assert_eq!(old.status("a"), "queued");
}

/// The same, where all workers take such IDs: what is stuck goes back to the front.
#[test]
fn stuck_jobs_with_odd_ids_go_back_where_nobody_minds() {
    let server = Server::start();
    let mut rq = Rq::start("1.16.2", &server);
    rq.enqueue("tasks.quick", json!({"id": "waits"}));
    for id in ODD {
        states::taken(&mut rq, id, "default");
    }
    rq.enqueue("tasks.quick", json!({"id": "a", "queue": "elsewhere"}));
    let a = server.redis.dump().under("rq:job:a");
    server.rqctl(&["maintenance", "run"]).run().ok();
    // A minute later.
    for id in ODD {
        let stamp: String = server.redis.cmd(&["HGET", "rq:rqctl:seen:default", id]);
        let (at, enqueued) = stamp.split_once('|').expect("a stamp");
        let at = at.parse::<f64>().expect("seconds") - 61.0;
        server.redis.run(&["HSET", "rq:rqctl:seen:default", id, &format!("{at}|{enqueued}")]);
    }
    assert_eq!(server.rqctl(&["maintenance", "run"]).run().ok(), "maintenance: requeued 3\n");
    let queued = rq.registries()["default"]["queued"].clone();
    assert_eq!(queued, json!([ODD[0], ODD[1], ODD[2], "waits"]));
    let after = server.redis.dump().under("rq:job:a");
    assert_eq!(a.get("rq:job:a"), after.get("rq:job:a"));
    rq.work(&["default"]);
    for id in ODD {
        assert_eq!(rq.status(id), "finished");
    }
    assert!(!server.redis.exists("rq:rqctl:seen:default"));
}

/// A job that runs, beside an execution of its own that is over: RQ 3.0 retries it, and it runs twice.
#[test]
fn a_job_that_runs_is_left_alone_whatever_else_its_registry_names() {
    let server = Server::start();
    let mut rq = Rq::start("3.0.0", &server);
    rq.call("age", json!({"seed": 7, "count": 20, "kinds": ["twice", "running"]}));
    let before = server.redis.dump();
    assert_eq!(server.rqctl(&["maintenance", "run", "--no-lock"]).run().ok(), "");
    before.assert_same(&server.redis.dump(), Near::SECONDS);
    rq.maintain("started", &["q0", "q1"]);
    assert_ne!(rq.call("statuses", json!({}))["twice-1"], "started", "RQ does not leave it alone");
}

/// A finished job whose entry was left over: RQ up to 2.12 fails it.
#[test]
fn a_finished_job_stays_finished() {
    let server = Server::start();
    let mut rq = Rq::start("2.12.0", &server);
    rq.call("age", json!({"seed": 3, "count": 4, "kinds": ["left_over"]}));
    let statuses = rq.call("statuses", json!({}));
    let copy = Server::start();
    server.redis.clone_to(&copy.redis);
    server.rqctl(&["maintenance", "run"]).run().ok();
    let ours = rq.call("statuses", json!({}));
    let finished = |statuses: &serde_json::Value| {
        let all = statuses.as_object().expect("statuses by ID");
        all.values().filter(|status| *status == "finished").count()
    };
    assert_eq!(finished(&ours), finished(&statuses));
    let mut theirs = Rq::start("2.12.0", &copy);
    theirs.maintain("started", &["q0", "q1"]);
    assert!(finished(&theirs.call("statuses", json!({}))) < finished(&statuses), "RQ fails some");
}

/// A job that is run again within a day: RQ's old stamp makes it look stuck the moment it is in flight.
#[test]
fn an_old_stamp_of_rq_takes_no_job_away_from_its_worker() {
    for how in ["requeue", "fail"] {
        let server = Server::start();
        let mut rq = Rq::start("3.0.0", &server);
        let stamp = "rq:queue:default:intermediate:first_seen:again";
        server.redis.run(&["SET", stamp, "1795500650.5", "EX", "80000"]);
        states::taken(&mut rq, "again", "default");
        let output = server.rqctl(&["maintenance", "run", "--stuck", how, "-o", "jsonl"]).run();
        assert_eq!(output.jsonl()[0]["action"], "marked", "{how}");
        assert_eq!(rq.status("again"), "queued", "{how}");
        rq.maintain("intermediate", &["default"]);
        let expected = if how == "fail" { "queued" } else { "failed" };
        assert_eq!(rq.status("again"), expected, "RQ itself, after --stuck {how}");
    }
}

/// Deleted at once when it fails, with the names of those that wait for it: RQ leaves them to wait for ever.
#[test]
fn what_waits_for_a_stuck_job_goes_on_even_if_that_is_deleted_at_once() {
    let [ours, theirs] = [(); 2].map(|()| {
        let server = Server::start();
        let mut rq = Rq::start("3.0.0", &server);
        states::taken(&mut rq, "parent", "default");
        server.redis.run(&["HSET", "rq:job:parent", "failure_ttl", "0"]);
        rq.enqueue("tasks.quick", json!({"id": "child", "depends_on": ["parent"], "allow_failure": true}));
        server.redis.run(&["HSET", "rq:job:parent", "enqueued_at", "2026-11-24T07:00:00.000000Z"]);
        server.redis.run(&["SET", "rq:queue:default:intermediate:first_seen:parent", "1795503700.5"]);
        (server, rq)
    });
    let run = ours.0.rqctl(&["maintenance", "run", "--stuck", "fail"]).run();
    assert_eq!(run.ok(), "maintenance: failed 1, released 1\n");
    let (mut rq, mut other) = (ours.1, theirs.1);
    other.maintain("intermediate", &["default"]);
    assert_eq!([rq.status("child"), other.status("child")], ["queued", "deferred"]);
}

/// Retries that are left and results that there are, of every job.
fn attempts(dump: &Dump) -> Vec<(String, i64, usize)> {
    let jobs = dump.0.iter().filter_map(|(key, stored)| match &stored.value {
        Stored::Hash(fields) => {
            Some((String::from_utf8_lossy(key.strip_prefix(b"rq:job:")?).into_owned(), fields))
        }
        _ => None,
    });
    jobs.map(|(id, fields)| {
        let left = fields.get(&b"retries_left"[..]).map(|left| String::from_utf8_lossy(left).into_owned());
        let results = match dump.get(format!("rq:results:{id}")).map(|results| &results.value) {
            Some(Stored::Stream(results)) => results.len(),
            _ => 0,
        };
        (id, left.and_then(|left| left.parse().ok()).unwrap_or(0), results)
    })
    .collect()
}

#[test]
fn beside_rqs_own_maintenance_nothing_is_done_twice() {
    for (version, kinds) in [("2.6.1", &COMMON[..]), ("2.12.0", &COMMON[..]), ("3.0.0", &EVERYTHING[..])] {
        let server = Server::start();
        let mut rq = Rq::start(version, &server);
        for seed in 0..scale(3, 60) {
            server.redis.run(&["FLUSHALL"]);
            rq.call("age", json!({"seed": seed, "count": 60, "kinds": kinds}));
            let before = attempts(&server.redis.dump());
            let passes: Vec<_> =
                (0..2).map(|_| server.rqctl(&["maintenance", "run", "--stuck", "fail"]).spawn()).collect();
            rq.maintain("all", &["q0", "q1"]);
            passes.into_iter().for_each(|pass| drop(pass.wait().ok()));
            let after = attempts(&server.redis.dump());
            for (id, left, results) in before {
                let Some((_, left_now, results_now)) = after.iter().find(|(other, ..)| *other == id) else {
                    continue;
                };
                assert!(*left_now >= left - 1, "{version} {seed} {id}: {left} retries, now {left_now}");
                assert!(
                    *results_now <= results + 1,
                    "{version} {seed} {id}: {results} results, now {results_now}"
                );
            }
            for queue in ["q0", "q1"] {
                let queued: Vec<String> =
                    server.redis.cmd(&["LRANGE", &format!("rq:queue:{queue}"), "0", "-1"]);
                let once: BTreeSet<&String> = queued.iter().collect();
                assert_eq!(once.len(), queued.len(), "{version} {seed}: {queued:?}");
            }
        }
    }
}
