//! The tasks on request, on what RQ made and before what its workers do next.

use std::time::Duration;

use harness::{Near, Rq, Server, VERSIONS, WorkerOptions, states, wait_until};
use serde_json::json;

use super::difference::EVERYTHING;

/// Deleted by hand, as operators do it: RQ keeps what stood beside the job, and its names.
#[test]
fn after_a_job_was_deleted_by_hand_nothing_of_it_is_left_and_all_others_go_on() {
    let server = Server::start();
    let mut rq = Rq::start("3.0.0", &server);
    rq.call("age", json!({"seed": 11, "count": 60, "kinds": EVERYTHING}));
    rq.enqueue("tasks.quick", json!({"id": "mother"}));
    rq.enqueue("tasks.quick", json!({"id": "waits", "depends_on": ["mother"]}));
    rq.enqueue("tasks.failing", json!({"id": "doomed"}));
    rq.enqueue("tasks.quick", json!({"id": "hers", "depends_on": ["doomed"]}));
    rq.work(&["default"]);
    rq.enqueue("tasks.quick", json!({"id": "next"}));
    let before = rq.call("statuses", json!({}));
    for id in ["mother", "doomed"] {
        server.redis.run(&["DEL", &format!("rq:job:{id}")]);
    }
    server.rqctl(&["maintenance", "run", "--tasks", "orphans"]).run().ok();
    let after = server.redis.dump();
    for key in after.0.keys() {
        let key = String::from_utf8_lossy(key);
        // What a deferred job waits for is its own to know.
        let hers = key.contains("hers") || key == "rq:job:doomed:dependents";
        assert!(hers || !(key.contains("mother") || key.contains("doomed")), "{key}");
    }
    let mut expected = before.as_object().unwrap().clone();
    expected.retain(|id, _| id != "mother" && id != "doomed");
    assert_eq!(rq.call("statuses", json!({})), json!(expected));
    rq.work(&["default"]);
    assert_eq!(rq.status("next"), "finished");
    let again = server.rqctl(&["maintenance", "run", "--tasks", "orphans"]).run();
    assert_eq!(again.ok(), "");
}

/// Of what would end a worker of RQ 3.0, one held job after the other: it works on what is left.
#[test]
fn a_worker_lives_on_once_its_poison_is_held() {
    let server = Server::start();
    let mut old = Rq::start("1.16.2", &server);
    let new = Rq::start("3.0.0", &server);
    // One that was killed just now counts as there, and loses nothing.
    new.worker(&server, WorkerOptions::default()).kill();
    for id in ["a:b", "user@x", "fine"] {
        old.enqueue("tasks.quick", json!({"id": id}));
    }
    states::taken(&mut old, "taken.x", "default");
    server.rqctl(&["maintenance", "run", "--tasks", "quarantine"]).run().ok();
    let mut worker = new.worker(&server, WorkerOptions { burst: true, ..WorkerOptions::default() });
    wait_until("the worker to end", Duration::from_secs(60), || worker.exited());
    assert_eq!(old.status("fine"), "finished", "{}", worker.log());
    for id in ["a:b", "user@x"] {
        assert_eq!(old.status(id), "queued");
    }
}

/// Python's own view before and after: nothing but the streams' time to live.
#[test]
fn results_of_failed_jobs_go_with_their_jobs() {
    let server = Server::start();
    let mut rq = Rq::start("2.12.0", &server);
    rq.enqueue("tasks.failing", json!({"id": "short", "failure_ttl": 500}));
    rq.enqueue("tasks.failing", json!({"id": "default"}));
    rq.enqueue("tasks.failing", json!({"id": "forever", "failure_ttl": -1}));
    rq.work(&["default"]);
    let before = server.redis.dump();
    server.rqctl(&["maintenance", "run", "--tasks", "expire-results"]).run().ok();
    let ttl = |key: &str| server.redis.cmd::<i64>(&["TTL", key]);
    for id in ["short", "default"] {
        let (job, results) = (ttl(&format!("rq:job:{id}")), ttl(&format!("rq:results:{id}")));
        assert!(results > 0 && (job - results).abs() <= 1, "{id}: {job} {results}");
    }
    assert_eq!(ttl("rq:results:forever"), -1);
    before.without("rq:results:").assert_same(&server.redis.dump().without("rq:results:"), Near::SECONDS);
}

/// States of every version: what is asked for is done, nothing else is touched, and a second pass finds nothing.
#[test]
fn only_canceled_jobs_go_and_only_results_of_ended_jobs_get_a_lifetime() {
    for version in VERSIONS {
        let server = Server::start();
        let rich = states::rich(version, &server);
        let before = server.redis.dump();
        let args = ["maintenance", "run", "--tasks", "canceled,expire-results", "--canceled-older-than", "0"];
        server.rqctl(&args).run().ok();
        let differences = before.differences(&server.redis.dump(), Near::SECONDS);
        let canceled =
            |line: &&String| line.starts_with("rq:canceled:") || line.starts_with("rq:job:canceled");
        let (gone, rest): (Vec<_>, Vec<_>) = differences.iter().partition(canceled);
        assert!(!gone.is_empty(), "{version}");
        for line in rest {
            let id = line.strip_prefix("rq:results:").and_then(|rest| rest.split(':').next());
            let status = id.and_then(|id| rich.statuses.get(id)).map(String::as_str);
            let ended = matches!(status, Some("finished" | "failed" | "stopped"));
            assert!(ended && line.contains(": TTL none against "), "{version} {status:?} {line}");
        }
        assert_eq!(server.rqctl(&args).run().ok(), "", "{version}");
    }
}
