//! Runs that end by themselves while they are asked to, and those whose end takes its time.

use std::time::Duration;

use harness::{Rq, Server, WorkerOptions, on_every_version, wait_until};
use rqctl::ops::stop::Intervals;
use serde_json::json;

use super::{How, stop_one};

/// Whoever fails by himself under our eyes and has retries left runs again: that is no stop.
fn a_job_that_fails_by_itself_and_is_retried_was_not_stopped(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let mut worker = rq.worker(&server, WorkerOptions::default().named("w"));
    rq.enqueue("tasks.wait_and_fail", json!({"id": "job", "args": ["go"], "retry": {"max": 2}}));
    worker.wait_running("job");
    server.redis.run(&["PUBLISH", "rq:pubsub:w", "{not json"]);
    wait_until("the listener to die", Duration::from_secs(5), || worker.log().contains("JSONDecodeError"));
    let told = std::thread::scope(|scope| {
        let stopping = scope.spawn(|| stop_one(&server, "job", &How::default()));
        wait_until("a request", Duration::from_secs(5), || server.redis.command_counts()["publish"] > 2);
        server.redis.run(&["RPUSH", "go", "1"]);
        stopping.join().unwrap()
    });
    assert_eq!(told.outcome, "ended", "{told:?}");
    assert!(told.message.ends_with("it failed by itself and will run again (retries left 1)"), "{told:?}");
}

/// The stopped callback runs before anything is written, and may take a minute.
fn a_slow_stopped_callback_is_waited_for(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let mut worker = rq.busy_worker(&server, "w", "first", json!({"on_stopped": "tasks.slow_stopped"}));
    let how = How { wait: Some(Duration::from_millis(300)), ..How::default() };
    let told = stop_one(&server, "first", &how);
    assert_eq!(told.outcome, "timed_out", "{told:?}");
    assert!(told.message.contains("its stopped callback may still run"), "{told:?}");
    server.redis.run(&["SET", "test:go", "1"]);
    worker.wait_idle();
    server.redis.run(&["DEL", "test:go"]);

    let second = json!({"id": "second", "args": ["go"], "on_stopped": "tasks.slow_stopped"});
    rq.enqueue("tasks.wait_for", second);
    worker.wait_running("second");
    let intervals = Intervals {
        wait: Duration::from_millis(100),
        resend_after: Duration::from_millis(100),
        ..Intervals::default()
    };
    let began = std::time::Instant::now();
    let how = How { intervals, ..How::default() };
    let told = std::thread::scope(|scope| {
        let stopping = scope.spawn(|| stop_one(&server, "second", &how));
        // Longer than a request takes to be repeated: up to RQ 2.12 that would kill the worker with its group.
        wait_until("several looks", Duration::from_secs(9), || began.elapsed() > intervals.resend_after * 8);
        server.redis.run(&["SET", "test:go", "1"]);
        stopping.join().unwrap()
    });
    assert_eq!(told.outcome, "stopped", "{told:?}");
    worker.wait_idle();
    let called: Vec<String> = server.redis.cmd(&["LRANGE", "test:called", "0", "-1"]);
    assert_eq!(called, ["stopped first", "stopped second"]);
}

/// A job that ends in the same instant ended by itself or was stopped, and what is told is what is stored. Each
/// has a worker of its own: up to RQ 2.12 one compares the job, and where the work horse has ended since, it kills
/// its own group or the work horse of the next job.
fn a_job_that_ends_in_the_same_instant_is_told_as_it_ended(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    for i in 0..harness::scale(4, 100) {
        let (id, go) = (format!("job-{i}"), format!("go-{i}"));
        let options = WorkerOptions { own_group: true, ..WorkerOptions::default() };
        let mut worker = rq.worker(&server, options.named(&format!("w-{i}")));
        rq.enqueue("tasks.wait_for", json!({"id": id, "args": [go]}));
        worker.wait_running(&id);
        let told = std::thread::scope(|scope| {
            scope.spawn(|| server.connect().run(&["SET", &go, "1"]));
            stop_one(&server, &id, &How::in_vain())
        });
        wait_until("the worker to be through", Duration::from_secs(20), || {
            worker.exited() || worker.state() == "idle"
        });
        assert!(!rq.since(3, 0) || !worker.exited(), "{}", worker.log());
        let stored = rq.status(&id);
        let expected = match stored.as_str() {
            "stopped" => vec!["stopped"],
            // Where it was over before it could be asked, the words differ.
            "finished" | "failed" => vec!["ended", "wrong_state", "simple_worker"],
            other => panic!("{other}: {told:?}"),
        };
        assert!(expected.contains(&told.outcome.as_str()), "{told:?}, stored {stored}");
    }
}

on_every_version!(
    a_job_that_fails_by_itself_and_is_retried_was_not_stopped,
    a_slow_stopped_callback_is_waited_for,
    a_job_that_ends_in_the_same_instant_is_told_as_it_ended,
);
