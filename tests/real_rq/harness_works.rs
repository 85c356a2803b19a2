//! The ground that the other tests stand on, on every RQ version.

use harness::{Near, Rq, Server, WorkerOptions, on_every_version, wait_until};
use serde_json::json;
use std::time::Duration;

/// A job is enqueued, run by a worker, and read back.
fn a_job_runs(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let id = rq.enqueue("tasks.add", json!({"args": [2, 3], "id": "sum", "meta": {"tenant": "acme"}}));
    assert_eq!(rq.job(&id)["position"], 0);
    let mut worker = rq.worker(&server, WorkerOptions { burst: true, ..WorkerOptions::default() });
    assert_eq!(worker.finished(), Some(0), "{}", worker.log());
    let job = rq.job(&id);
    assert_eq!(job["status"], "finished");
    assert_eq!(job["result"]["return_value"], 5);
    assert_eq!(job["call"], "tasks.add(2, 3)");
    assert_eq!(job["meta"], json!({"tenant": "acme"}));
    assert!(rq.registries()["default"]["finished"]["sum"].as_f64().unwrap() > 1e9);
}

/// A worker blocked in a task is seen, and its job ends when the test says so.
fn a_running_job_is_held_and_let_go(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let mut worker = rq.worker(&server, WorkerOptions::default().named("w"));
    assert_eq!((worker.state().as_str(), worker.listeners()), ("idle", 1));
    rq.enqueue("tasks.wait_for", json!({"id": "held", "args": ["go"], "kwargs": {"then": "done"}}));
    worker.wait_running("held");
    assert_eq!(worker.horses().len(), 1);
    assert_eq!(rq.call("workers", json!({}))["w"]["state"], "busy");
    server.redis.run(&["SET", "go", "1"]);
    worker.wait_idle();
    assert_eq!(rq.status("held"), "finished");
    worker.signal("TERM");
    assert_eq!(worker.finished(), Some(0));
}

/// A state that RQ made is copied whole, and RQ reads the copy.
fn a_state_is_copied_whole(version: &str) {
    let (one, other) = (Server::start(), Server::start());
    let mut rq = Rq::start(version, &one);
    rq.enqueue("tasks.failing", json!({"id": "bad", "failure_ttl": 100}));
    rq.enqueue("tasks.quick", json!({"id": "later", "in": 600}));
    rq.work(&["default"]);
    one.redis.clone_to(&other.redis);
    one.redis.dump().assert_same(&other.redis.dump(), Near::SECONDS);
    let mut copy = Rq::start(version, &other);
    assert_eq!(copy.status("bad"), "failed");
    copy.call("requeue", json!({"id": "bad"}));
    let found = one.redis.dump().differences(&other.redis.dump(), Near::SECONDS);
    assert!(found.contains(&"rq:job:bad status: `failed` against `queued`".to_owned()), "{found:?}");
}

/// What RQ raises comes back as text.
fn what_rq_raises_is_told(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let error = rq.try_call("job", json!({"id": "nobody"})).unwrap_err();
    assert!(error.starts_with("NoSuchJobError: No such job: "), "{error}");
    assert_eq!(rq.python("answer = rq.VERSION", json!({})), version);
}

/// A killed worker leaves its work horse behind, which ends with the test.
fn a_killed_worker_leaves_its_horse(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let mut worker = rq.worker(&server, WorkerOptions::default());
    rq.enqueue("tasks.wait_for", json!({"id": "held", "args": ["go"]}));
    worker.wait_running("held");
    worker.kill();
    assert_eq!(worker.horses().len(), 1);
    worker.kill_horse();
    wait_until("the horse to end", Duration::from_secs(5), || worker.horses().is_empty());
    assert_eq!(rq.status("held"), "started");
}

/// A worker's clock can be wrong while Redis's is right.
fn a_worker_may_have_a_wrong_clock(version: &str) {
    let server = Server::start();
    let rq = Rq::start(version, &server);
    let worker = rq.worker(&server, WorkerOptions { clock_offset: Some(-3600), ..WorkerOptions::default() });
    let said: String = server.redis.cmd(&["HGET", &worker.key(), "last_heartbeat"]);
    let said: jiff::Timestamp = said.parse().unwrap();
    let now: (i64, i64) = server.redis.cmd(&["TIME"]);
    assert!((now.0 - said.as_second() - 3600).abs() < 60, "{said} at {}", now.0);
}

on_every_version!(
    a_job_runs,
    a_running_job_is_held_and_let_go,
    a_state_is_copied_whole,
    what_rq_raises_is_told,
    a_killed_worker_leaves_its_horse,
    a_worker_may_have_a_wrong_clock,
);
