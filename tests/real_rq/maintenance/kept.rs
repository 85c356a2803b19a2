//! What RQ's maintenance loses or harms, and this keeps.

use harness::{Near, Rq, Server, WorkerOptions, states};
use serde_json::json;

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
