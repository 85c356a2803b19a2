//! What is asked of real workers, and what comes of it.

use std::time::Duration;

use harness::{Rq, Server, WorkerOptions, on_every_version, wait_until};
use serde_json::{Value, json};

/// The one item of an answer.
fn item(server: &Server, args: &[&str], code: i32) -> Value {
    let output = server.rqctl(args).arg("-ojson").run();
    output.exits(code);
    let answer = output.json();
    assert_eq!(answer["items"].as_array().unwrap().len(), 1, "{answer:#}");
    answer["items"][0].clone()
}

/// An idle worker leaves at once, and is then asked no more.
fn an_idle_worker_leaves(version: &str) {
    let server = Server::start();
    let rq = Rq::start(version, &server);
    let mut worker = rq.worker(&server, WorkerOptions::default().named("host:1.x"));
    let told = item(&server, &["workers", "shutdown", "host:1.x", "--wait", "20s"], 0);
    assert_eq!(told["outcome"], "left", "{told:#}");
    assert_eq!((&told["command"], &told["listeners"]), (&json!("shutdown"), &json!(1)));
    assert_eq!(worker.finished(), Some(0));
    let again = item(&server, &["workers", "shutdown", "host:1.x"], 0);
    assert_eq!((&again["outcome"], &again["reason"]), (&json!("skipped"), &json!("already")), "{again:#}");
}

/// A busy worker ends after its job. It is not asked twice, because that would kill the job.
fn a_busy_worker_leaves_after_its_job(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let mut worker = rq.busy_worker(&server, "w", "job", json!({}));
    let told = item(&server, &["workers", "shutdown", "w"], 0);
    assert_eq!((&told["outcome"], &told["running_job"]), (&json!("asked"), &json!("job")), "{told:#}");
    wait_until("the worker to take note", Duration::from_secs(5), || {
        server.redis.field("rq:worker:w", "shutdown_requested_date").is_some()
    });
    let again = item(&server, &["workers", "shutdown", "w"], 0);
    assert_eq!((&again["outcome"], &again["reason"]), (&json!("skipped"), &json!("already")), "{again:#}");
    let watched = item(&server, &["workers", "shutdown", "w", "--wait", "300ms"], 124);
    assert_eq!(watched["reason"], "timed_out", "{watched:#}");
    assert_eq!((&watched["listeners"], &watched["running_job"]), (&Value::Null, &json!("job")));
    server.redis.run(&["SET", "go", "1"]);
    assert_eq!(worker.finished(), Some(0));
    assert_eq!(rq.status("job"), "finished");
}

/// `--force` asks a second time, which is a cold shutdown: the job counts as started until its deadline.
fn a_forced_second_request_kills_the_job(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let mut worker = rq.busy_worker(&server, "w", "job", json!({}));
    server.rqctl(&["workers", "shutdown", "w"]).run().ok();
    // RQ takes a second request within a second for the same one.
    wait_until("a second to pass", Duration::from_secs(9), || {
        let at = server.redis.field("rq:worker:w", "shutdown_requested_date");
        let at: Option<jiff::Timestamp> = at.and_then(|at| at.parse().ok());
        let (now, micros): (i64, i64) = server.redis.cmd(&["TIME"]);
        let now = now * 1_000_000 + micros;
        at.is_some_and(|at| now - at.as_microsecond() > 1_100_000)
    });
    let told = item(&server, &["workers", "shutdown", "w", "--force", "--wait", "20s"], 0);
    assert_eq!(told["outcome"], "left", "{told:#}");
    worker.finished();
    assert_eq!(rq.status("job"), "started");
}

/// Who was killed is not taken for one who leaves.
fn a_killed_worker_does_not_count_as_left(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let mut idle = rq.worker(&server, WorkerOptions::on(&["other"]).named("idle"));
    let mut worker = rq.busy_worker(&server, "busy", "job", json!({}));
    idle.kill();
    worker.kill();
    wait_until("nobody to listen", Duration::from_secs(5), || idle.listeners() == 0);
    let told = item(&server, &["workers", "shutdown", "idle", "--wait", "200ms"], 1);
    assert_eq!((&told["outcome"], &told["reason"]), (&json!("failed"), &json!("no_listener")), "{told:#}");
    let told = item(&server, &["workers", "shutdown", "busy", "--wait", "200ms"], 124);
    assert_eq!((&told["outcome"], &told["reason"]), (&json!("asked"), &json!("timed_out")), "{told:#}");
}

/// The job of a killed work horse fails, or runs again, and the worker goes on.
fn a_killed_work_horse_fails_its_job(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let mut worker = rq.busy_worker(&server, "w", "job", json!({}));
    let told = item(&server, &["workers", "kill-horse", "w"], 0);
    assert_eq!((&told["outcome"], &told["running_job"]), (&json!("killed"), &json!("job")), "{told:#}");
    worker.wait_idle();
    assert_eq!(rq.status("job"), "failed");
    let none = item(&server, &["workers", "kill-horse", "w"], 1);
    assert_eq!((&none["outcome"], &none["reason"]), (&json!("failed"), &json!("wrong_state")), "{none:#}");
    // The same worker takes a retried job again at once, and that is another run.
    rq.enqueue("tasks.wait_for", json!({"id": "again", "args": ["go"], "retry": {"max": 1}}));
    worker.wait_running("again");
    let told = item(&server, &["workers", "kill-horse", "w"], 0);
    assert_eq!(told["outcome"], "killed", "{told:#}");
    server.redis.run(&["SET", "go", "1"]);
    wait_until("the job to finish", Duration::from_secs(9), || rq.status("again") == "finished");
}

/// Only who is gone is forgotten, and then RQ knows nothing of him.
fn a_dead_worker_is_forgotten(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let mut worker = rq.busy_worker(&server, "w:x", "job", json!({}));
    let told = item(&server, &["workers", "forget", "w:x"], 1);
    assert_eq!((&told["outcome"], &told["reason"]), (&json!("failed"), &json!("alive")), "{told:#}");
    worker.kill();
    worker.kill_horse();
    wait_until("nobody to listen", Duration::from_secs(5), || worker.listeners() == 0);
    // Minutes of silence.
    server.redis.run(&["HSET", "rq:worker:w:x", "last_heartbeat", "2026-01-01T00:00:00.000000Z"]);
    let told = item(&server, &["workers", "forget", "w:x"], 0);
    assert_eq!((&told["outcome"], &told["running_job"]), (&json!("forgotten"), &json!("job")), "{told:#}");
    assert!(told["message"].as_str().unwrap().contains("leaves job job behind"), "{told:#}");
    assert_eq!(server.redis.keys("rq:worker*"), Vec::<String>::new());
    assert_eq!(rq.call("workers", json!({})), json!({}));
    let gone = item(&server, &["workers", "forget", "w:x"], 1);
    assert_eq!(gone["reason"], "not_found", "{gone:#}");
    server.rqctl(&["workers", "forget", "w:x", "--ignore-not-found"]).run().exits(0);
}

/// A registration whose hash has expired stands in sets that its hash would have named.
fn a_registration_without_a_hash_is_forgotten(version: &str) {
    let server = Server::start();
    let rq = Rq::start(version, &server);
    let mut worker = rq.worker(&server, WorkerOptions::on(&["a", "b,c"]).named("w"));
    worker.kill();
    server.redis.run(&["DEL", "rq:worker:w"]);
    server.redis.run(&["SADD", "rq:queues", "rq:queue:a", "rq:queue:b,c"]);
    let told = item(&server, &["workers", "forget", "w"], 0);
    assert_eq!(told["outcome"], "forgotten", "{told:#}");
    assert_eq!(server.redis.keys("rq:worker*"), Vec::<String>::new());
}

/// While RQ is suspended an idle worker takes one more job, and then none.
fn suspended_workers_take_one_more_job(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let mut worker = rq.worker(&server, WorkerOptions::default().named("w"));
    let told = item(&server, &["workers", "suspend", "--yes"], 0);
    assert_eq!((&told["outcome"], &told["until"]), (&json!("suspended"), &Value::Null), "{told:#}");
    assert_eq!((&told["idle_workers"], &told["running_jobs"]), (&json!(["w"]), &json!([])));
    assert_eq!(item(&server, &["workers", "suspend", "--yes"], 0)["outcome"], "already");
    rq.enqueue("tasks.wait_for", json!({"id": "first", "args": ["go"]}));
    rq.enqueue("tasks.quick", json!({"id": "second"}));
    worker.wait_running("first");
    let told = item(&server, &["workers", "suspend", "--yes", "--for", "2h", "--wait", "100ms"], 124);
    assert_eq!(told["running_jobs"], json!(["first"]), "{told:#}");
    assert!(told["until"].is_string(), "{told:#}");
    let ttl: i64 = server.redis.cmd(&["TTL", "rq:suspended"]);
    assert!((7_190..=7_200).contains(&ttl), "{ttl}");
    server.redis.run(&["SET", "go", "1"]);
    let told = item(&server, &["workers", "suspend", "--yes", "--for", "2h", "--wait", "20s"], 0);
    assert_eq!(told["running_jobs"], json!([]), "{told:#}");
    wait_until("the worker to rest", Duration::from_secs(9), || worker.state() == "suspended");
    assert_eq!(rq.status("second"), "queued");
    assert_eq!(item(&server, &["workers", "resume"], 0)["outcome"], "resumed");
    worker.wait_idle();
    wait_until("the second job", Duration::from_secs(9), || rq.status("second") == "finished");
    assert_eq!(item(&server, &["workers", "resume"], 0)["outcome"], "already");
}

on_every_version!(
    an_idle_worker_leaves,
    a_busy_worker_leaves_after_its_job,
    a_forced_second_request_kills_the_job,
    a_killed_worker_does_not_count_as_left,
    a_killed_work_horse_fails_its_job,
    a_dead_worker_is_forgotten,
    a_registration_without_a_hash_is_forgotten,
    suspended_workers_take_one_more_job,
);

/// A host is drained before a reboot, and whoever came up meanwhile is named.
#[test]
fn a_host_is_drained_and_newcomers_are_named() {
    let server = Server::start();
    let mut rq = Rq::start("3.0.0", &server);
    let mut first = rq.busy_worker(&server, "first", "job", json!({}));
    let mut second = rq.worker(&server, WorkerOptions::default().named("second"));
    let host = server.redis.field("rq:worker:first", "hostname").unwrap();
    let drain = ["workers", "shutdown", "--host", &host, "--wait", "20s", "-ojson"];
    let refused = server.rqctl(&drain).run();
    refused.exits(2);
    assert!(refused.stderr().contains("--yes"), "{}", refused.raw());
    let running = server.rqctl(&drain).arg("--yes").spawn();
    second.finished();
    let _third = rq.worker(&server, WorkerOptions::default().named("third"));
    server.redis.run(&["SET", "go", "1"]);
    first.finished();
    let answer = running.wait();
    answer.exits(0);
    let answer = answer.json();
    let outcomes: Vec<&Value> =
        answer["items"].as_array().unwrap().iter().map(|item| &item["outcome"]).collect();
    assert_eq!(outcomes, ["left", "left"], "{answer:#}");
    assert_eq!(answer["totals"]["new_workers"], json!(["third"]));
}

/// Without the right to publish nothing is sent, and the rule to add is named.
#[test]
fn a_user_who_may_not_publish_is_told_the_rule() {
    let server = Server::start();
    let mut rq = Rq::start("2.12.0", &server);
    let mut worker = rq.busy_worker(&server, "w", "job", json!({}));
    let url = server.user("mute", &["~*", "&*", "+@all", "-publish"]);
    for act in [["jobs", "stop", "job"], ["workers", "shutdown", "w"], ["workers", "kill-horse", "w"]] {
        let output = server.rqctl(&act).env("RQCTL_URL", &url).run();
        output.exits(4);
        assert!(output.stderr().contains("ACL SETUSER mute +publish"), "{}", output.raw());
        assert_eq!(output.stdout(), "");
    }
    let url = server.user("deaf", &["~*", "+@all"]);
    let output = server.rqctl(&["jobs", "stop", "job"]).env("RQCTL_URL", &url).run();
    output.exits(4);
    assert!(output.stderr().contains("ACL SETUSER deaf &rq:pubsub:*"), "{}", output.raw());
    assert_eq!(rq.status("job"), "started");
    server.redis.run(&["SET", "go", "1"]);
    worker.wait_idle();
}

/// A person reads sentences.
#[test]
fn one_worker_is_answered_in_a_sentence() {
    let server = Server::start();
    let mut rq = Rq::start("2.6.1", &server);
    let _worker = rq.busy_worker(&server, "w", "job", json!({}));
    let shutdown = server.rqctl(&["workers", "shutdown", "w"]).run();
    assert_eq!(shutdown.ok(), "w  asked to shut down: it ends after job job\n");
    let nobody = server.rqctl(&["workers", "shutdown", "v"]).run();
    nobody.exits(1);
    assert_eq!(
        nobody.stderr(),
        "rqctl: v was not asked to shut down: there is no such worker\nhint: rqctl workers show w\n"
    );
    let nothing = server.rqctl(&["workers", "shutdown"]).run();
    nothing.exits(2);
    let suspend = server.rqctl(&["workers", "suspend", "--yes"]).run();
    assert_eq!(suspend.ok(), "RQ is suspended, until somebody resumes\n  1 job runs to its end: job\n");
    let resume = server.rqctl(&["workers", "resume"]).run();
    assert_eq!(resume.ok(), "workers take jobs again\n");
}
