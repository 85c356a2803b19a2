//! Whom a stop asks, and what it leaves alone.

use std::time::Duration;

use harness::{Rq, Server, WorkerOptions, on_every_version, wait_until};
use serde_json::json;

use super::{How, entries, outcomes, stop, stop_one};

/// By its plain ID, on a worker whose name holds colons; dependents are told of as they are.
fn a_running_job_is_stopped(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let mut worker = rq.busy_worker(&server, "host.a:12:x", "job", json!({}));
    let told = stop_one(&server, "job", &How::default());
    assert_eq!(told.outcome, "stopped", "{told:?}\n{}", worker.log());
    let command = if rq.since(3, 0) { "stop-execution" } else { "stop-job" };
    let sent = format!("sent {command} to host.a:12:x ({version}), 1 listener; stopped ");
    assert!(told.message.starts_with(&sent), "{told:?}");
    assert_eq!(rq.status("job"), "stopped");
    assert_eq!(entries(&server), Vec::<String>::new());
    worker.wait_idle();
    let again = stop_one(&server, "job", &How::default());
    assert_eq!(again.outcome, "already");
}

/// By what `jobs list` and RQ's own registries show, `ID:EXECUTION`.
fn a_running_job_is_stopped_by_its_composite_id(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let _worker = rq.busy_worker(&server, "w", "job", json!({}));
    let entry = entries(&server).remove(0);
    assert_eq!(entry.contains(':'), rq.since(2, 0));
    let told = stop_one(&server, &entry, &How::default());
    assert_eq!((told.id.as_str(), told.outcome.as_str()), ("job", "stopped"), "{told:?}");
    assert_eq!(rq.status("job"), "stopped");
    if rq.since(2, 0) {
        let over = stop_one(&server, &entry, &How::default());
        assert_eq!(over.outcome, "wrong_state", "{over:?}");
    }
}

/// Retries are not used up by a stop, and do not start the job again.
fn a_stopped_job_does_not_run_again(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let mut worker = rq.busy_worker(&server, "w", "job", json!({"retry": {"max": 3}}));
    assert_eq!(stop_one(&server, "job", &How::default()).outcome, "stopped");
    worker.wait_idle();
    assert_eq!(rq.status("job"), "stopped");
}

/// A job that two workers run at once is stopped at both; before RQ 2.11 one of its executions cannot be meant
/// alone.
fn a_job_that_runs_twice_is_stopped_at_both_workers(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let mut first = rq.busy_worker(&server, "v", "job", json!({}));
    rq.python("queue_of('default').push_job_id('job')", json!({}));
    let mut second = rq.worker(&server, WorkerOptions::default().named("w"));
    second.wait_running("job");
    if rq.since(2, 0) {
        let entry = entries(&server).remove(0);
        if rq.since(2, 11) {
            let told = stop_one(&server, &entry, &How::default());
            assert_eq!(told.outcome, "stopped", "{told:?}");
            assert_eq!(entries(&server).len(), 1);
            let told = stop(&server, &["job"], &How::default());
            assert_eq!(outcomes(&told), ["stopped"], "{told:?}");
            first.wait_idle();
            second.wait_idle();
            return;
        }
        let told = stop_one(&server, &entry, &How::default());
        assert_eq!(told.outcome, "ambiguous", "{told:?}");
    }
    let told = stop(&server, &["job"], &How::default());
    assert_eq!(outcomes(&told), ["stopped", "stopped"], "{told:?}");
    first.wait_idle();
    second.wait_idle();
    assert_eq!(rq.status("job"), "stopped");
}

/// A SimpleWorker up to 2.6 would be killed with its process group, and a later one does not stop.
fn a_simple_worker_is_spared(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let options = WorkerOptions { class: Some("rq.SimpleWorker"), ..WorkerOptions::default().named("w") };
    let mut worker = rq.worker(&server, options);
    rq.enqueue("tasks.wait_for", json!({"id": "job", "args": ["go"]}));
    worker.wait_running("job");
    let told = stop_one(&server, "job", &How::in_vain());
    if rq.since(2, 7) {
        assert_eq!(told.outcome, "timed_out", "{told:?}");
        assert!(told.message.contains("looks like a SimpleWorker"), "{told:?}");
    } else {
        assert_eq!(told.outcome, "simple_worker", "{told:?}");
        assert!(!worker.exited());
    }
    server.redis.run(&["SET", "go", "1"]);
    worker.wait_idle();
    assert_eq!(rq.status("job"), "finished");
    // Of so short a job it cannot be told, whatever worker runs it.
    rq.enqueue("tasks.wait_for", json!({"id": "short", "args": ["later"], "timeout": 30}));
    worker.wait_running("short");
    let told = stop_one(&server, "short", &How::in_vain());
    let expected = if rq.since(2, 7) { "timed_out" } else { "simple_worker" };
    assert_eq!(told.outcome, expected, "{told:?}");
    server.redis.run(&["SET", "later", "1"]);
    worker.wait_idle();
}

/// What does not run is not asked to stop.
fn a_job_that_does_not_run_is_refused(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    rq.enqueue("tasks.quick", json!({"id": "done"}));
    rq.work(&["default"]);
    rq.enqueue("tasks.quick", json!({"id": "waiting"}));
    harness::states::abandoned(&mut rq, &server, "abandoned", json!({"queue": "side"}));
    let told = stop(&server, &["done", "waiting", "abandoned", "nobody"], &How::default());
    assert_eq!(outcomes(&told), ["wrong_state", "wrong_state", "wrong_state", "not_found"], "{told:?}");
    assert!(told[2].message.contains("abandoned"), "{told:?}");
    // The one message is that which asks for permission.
    assert_eq!(server.redis.command_counts()["publish"], 1);
}

on_every_version!(
    a_running_job_is_stopped,
    a_running_job_is_stopped_by_its_composite_id,
    a_stopped_job_does_not_run_again,
    a_job_that_runs_twice_is_stopped_at_both_workers,
    a_simple_worker_is_spared,
    a_job_that_does_not_run_is_refused,
);

/// IDs that hold colons are legal for RQ 1.x, also those that end like an execution.
#[test]
fn a_job_of_rq_1_is_stopped_whatever_its_id_holds() {
    let server = Server::start();
    let mut rq = Rq::start("1.16.2", &server);
    let composite = format!("order:42:{}", "a".repeat(32));
    let mut worker = rq.worker(&server, WorkerOptions::default().named("w:1"));
    for id in ["order:42:email", "report.daily", "two words", "naïve-漢字\n", &composite] {
        rq.enqueue("tasks.wait_for", json!({"id": id, "args": ["go"]}));
        worker.wait_running(id);
        let told = stop_one(&server, id, &How::default());
        assert_eq!((told.id.as_str(), told.outcome.as_str()), (id, "stopped"), "{told:?}");
        assert_eq!(server.redis.field(&format!("rq:job:{id}"), "status").as_deref(), Some("stopped"));
        worker.wait_idle();
    }
}

/// Between making an execution and naming the job as its own a worker up to 2.12 ignores every request: nothing is
/// sent before it names it.
#[test]
fn a_worker_about_to_fork_is_asked_once_it_names_the_job() {
    for version in ["2.0.0", "2.6.1", "2.12.0"] {
        let server = Server::start();
        let mut rq = Rq::start(version, &server);
        let mut worker = rq.busy_worker(&server, "w", "job", json!({}));
        server.redis.run(&["HDEL", "rq:worker:w", "current_job"]);
        server.redis.run(&["HSET", "rq:job:job", "worker_name", "", "status", "queued"]);
        let count = |command: &str| server.redis.command_counts().get(command).copied().unwrap_or(0);
        let (asked, looked) = (count("publish"), count("sismember"));
        let mut stop = server.rqctl(&["jobs", "stop", "job", "-ojson"]).spawn();
        // Up to 2.10 no worker is known before it names the job, so that none is looked at.
        wait_until("a few looks", Duration::from_secs(9), || {
            count("sismember") > looked + 3 || (!rq.since(2, 11) && count("smembers") > 6)
        });
        // The one message is that which asks for permission.
        assert_eq!((count("publish"), stop.ended()), (asked + 1, false), "{version}");
        server.redis.run(&["HSET", "rq:job:job", "worker_name", "w", "status", "started"]);
        server.redis.run(&["HSET", "rq:worker:w", "current_job", "job"]);
        let output = stop.wait();
        output.exits(0);
        assert_eq!(output.json()["items"][0]["outcome"], "stopped", "{}", output.raw());
        assert_eq!(count("publish"), asked + 2, "{version}");
        worker.wait_idle();
    }
}
