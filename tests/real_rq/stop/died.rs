//! Workers that are gone or deaf: a request that nobody acts on is never taken for a stop.

use std::time::Duration;

use harness::{Rq, Server, WorkerOptions, on_every_version, wait_until};
use serde_json::json;

use super::{How, outcomes, stop, stop_one};

/// A worker killed at work leaves a work horse that holds its subscription: somebody listens, and nobody acts.
fn a_killed_worker_is_never_taken_for_a_stop(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let mut worker = rq.busy_worker(&server, "w", "job", json!({}));
    worker.kill();
    let mut how = How::in_vain();
    how.intervals.silent = Duration::from_millis(500);
    let told = stop_one(&server, "job", &how);
    assert_eq!(told.outcome, "timed_out", "{told:?}");
    assert!(told.message.contains("1 listener; no effect within"), "{told:?}");
    assert!(told.message.contains("worker w is gone"), "{told:?}");
    assert_eq!(worker.horses().len(), 1);
    assert_eq!(rq.status("job"), "started");
    // The horse ends the job by itself, and that is no stop either.
    worker.kill_horse();
    wait_until("nobody to listen", Duration::from_secs(5), || worker.listeners() == 0);
    let told = stop_one(&server, "job", &How::in_vain());
    assert_eq!(told.outcome, "no_listener", "{told:?}");
    assert!(told.message.contains("nobody listens for worker w (0 listeners, last heartbeat "), "{told:?}");
}

/// A worker killed while it was idle: for minutes its hash stays, and jobs name it that it ran before.
fn a_worker_killed_while_idle_is_never_taken_for_a_stop(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let mut worker = rq.worker(&server, WorkerOptions::default().named("w"));
    rq.enqueue("tasks.failing", json!({"id": "job"}));
    wait_until("the job to fail", Duration::from_secs(20), || rq.status("job") == "failed");
    worker.wait_idle();
    worker.kill();
    wait_until("nobody to listen", Duration::from_secs(5), || worker.listeners() == 0);
    rq.call("requeue", json!({"id": "job"}));
    let told = stop_one(&server, "job", &How::in_vain());
    assert_eq!(told.outcome, "wrong_state", "{told:?}");
    // As if it had begun just before it was killed.
    let (now, _): (i64, i64) = server.redis.cmd(&["TIME"]);
    server.redis.run(&["HSET", "rq:job:job", "status", "started", "worker_name", "w"]);
    server.redis.run(&["ZADD", "rq:wip:default", &(now + 60).to_string(), "job"]);
    let told = stop_one(&server, "job", &How::in_vain());
    assert_eq!(told.outcome, "no_listener", "{told:?}");
    assert_eq!(rq.status("job"), "started");
}

/// A worker whose listener thread died is subscribed and obeys nothing.
fn a_deaf_worker_is_found_out(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let mut worker = rq.busy_worker(&server, "w", "job", json!({"retry": {"max": 1}}));
    server.redis.run(&["PUBLISH", "rq:pubsub:w", "{not json"]);
    wait_until("the listener to die", Duration::from_secs(5), || worker.log().contains("JSONDecodeError"));
    let told = stop_one(&server, "job", &How::in_vain());
    assert_eq!(told.outcome, "timed_out", "{told:?}");
    assert!(told.message.contains("sent "), "{told:?}");
    assert!(told.message.contains("its listener may have died"), "{told:?}");
    assert_eq!(rq.status("job"), "started");
    server.redis.run(&["SET", "go", "1"]);
    worker.wait_idle();
}

on_every_version!(
    a_killed_worker_is_never_taken_for_a_stop,
    a_worker_killed_while_idle_is_never_taken_for_a_stop,
    a_deaf_worker_is_found_out,
);

/// Many are asked together and watched together.
#[test]
fn twenty_jobs_that_do_not_stop_are_waited_for_once() {
    let server = Server::start();
    let mut rq = Rq::start("2.12.0", &server);
    let ids: Vec<String> = (0..20).map(|i| format!("job-{i}")).collect();
    let mut workers = Vec::new();
    for id in &ids {
        workers.push(rq.busy_worker(&server, &format!("w-{id}"), id, json!({})));
        server.redis.run(&["PUBLISH", &format!("rq:pubsub:w-{id}"), "{not json"]);
    }
    for worker in &workers[..10] {
        wait_until("the listener to die", Duration::from_secs(9), || {
            worker.log().contains("JSONDecodeError")
        });
    }
    let named: Vec<&str> = ids.iter().map(String::as_str).collect();
    let began = std::time::Instant::now();
    let told = stop(&server, &named, &How::in_vain());
    assert_eq!(outcomes(&told), ["timed_out"; 20], "{told:?}");
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
}
