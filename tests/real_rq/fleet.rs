//! What rqctl says of queues and workers, beside what RQ itself says of them.

use harness::{Rq, Server, WorkerOptions, on_every_version, states};
use serde_json::{Value, json};

#[track_caller]
fn item(server: &Server, args: &[&str], name: &str) -> Value {
    let output = server.rqctl(args).args(&["-o", "json"]).run();
    let document = output.exits(0).json();
    let items = document["items"].as_array().expect("items").clone();
    let is_meant = |item: &Value| item["queue"] == name || item["name"] == name || item["key"] == name;
    items.into_iter().find(is_meant).unwrap_or_else(|| panic!("no {name}: {document}"))
}

/// Every count of every queue is RQ's own number of entries.
fn queues_are_counted_as_rq_counts_them(version: &str) {
    let server = Server::start();
    let mut rich = states::rich(version, &server);
    let registries = rich.rq.registries();
    for (queue, of_rq) in registries.as_object().expect("queues") {
        let seen = item(&server, &["queues", "list"], queue);
        let size = |name: &str| match &of_rq[name] {
            Value::Null => 0,
            Value::Array(entries) => entries.len(),
            entries => entries.as_object().map_or(0, |o| o.len()),
        };
        let names = [
            "queued",
            "intermediate",
            "started",
            "finished",
            "failed",
            "deferred",
            "scheduled",
            "canceled",
            "ready",
        ];
        for name in names {
            assert_eq!(seen[name], size(name), "{queue} {name}: {of_rq}");
        }
    }
}

/// A busy worker is seen with its job, whatever keys its version keeps, and the same worker once it is idle.
fn a_worker_is_seen_with_what_it_runs(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let mut worker = rq.worker(&server, WorkerOptions::on(&["mail", "default"]).named("w"));
    rq.enqueue("tasks.wait_for", json!({"id": "held", "args": ["go"]}));
    worker.wait_running("held");
    let busy = item(&server, &["workers", "show", "w"], "w");
    assert_eq!(json!([busy["state"], busy["listening"], busy["version"]]), json!(["busy", true, version]));
    assert_eq!(json!([busy["jobs"], busy["queues"]]), json!([["held"], ["mail", "default"]]));
    assert!(busy["job_running_s"].as_f64().is_some_and(|s| (0.0..60.0).contains(&s)), "{busy}");
    assert_eq!(busy["executions"][0]["execution_id"].is_string(), rq.since(3, 0), "{busy}");
    assert_eq!(item(&server, &["queues", "list"], "default")["started"], 1);
    server.redis.run(&["SET", "go", "1"]);
    worker.wait_idle();
    let idle = item(&server, &["workers", "list"], "w");
    assert_eq!(json!([idle["state"], idle["jobs"], idle["finished"]]), json!(["idle", [], 1]));
    worker.kill();
    let killed = item(&server, &["workers", "list"], "w");
    assert_eq!(json!([killed["state"], killed["listening"]]), json!(["idle", false]));
}

/// Looking at a whole installation as a user without the right to write changes nothing.
fn reading_needs_no_right_to_write_and_changes_nothing(version: &str) {
    let server = Server::start();
    let rich = states::rich(version, &server);
    drop(rich);
    let reader = server.reader();
    let (before, began) = (server.redis.dump(), std::time::Instant::now());
    for command in [
        "status",
        "queues list",
        "queues show default mail",
        "workers list",
        "workers show rich-1",
        "schedulers list",
        "cron list",
        "groups list",
        "rate-limits list",
    ] {
        let words: Vec<&str> = command.split(' ').collect();
        server.rqctl(&words).env("RQCTL_URL", &reader).run().exits(0);
    }
    // Times to live go on, however long a busy machine takes.
    let near = harness::Near { seconds: began.elapsed().as_secs_f64() + 2.0 };
    before.assert_same(&server.redis.dump(), near);
}

on_every_version!(
    queues_are_counted_as_rq_counts_them,
    a_worker_is_seen_with_what_it_runs,
    reading_needs_no_right_to_write_and_changes_nothing,
);

#[test]
fn a_scheduler_is_found_in_every_version_that_tells_of_it() {
    for version in ["1.16.2", "3.0.0"] {
        let server = Server::start();
        let rq = Rq::start(version, &server);
        let options = WorkerOptions { with_scheduler: true, ..WorkerOptions::on(&["default"]) };
        let _worker = rq.worker(&server, options);
        let seen = harness::wait_for("the scheduler", std::time::Duration::from_secs(10), || {
            let listed = server.rqctl(&["schedulers", "list", "-o", "json"]).run().json();
            // RQ takes the lock before it writes who it is.
            let known = |item: &&serde_json::Value| item["pid"].is_string();
            listed["items"].as_array().and_then(|items| items.first().filter(known).cloned())
        });
        assert_eq!(seen["queues"], json!(["default"]), "{seen}");
        assert_eq!(seen["name"].is_string(), version == "3.0.0", "{seen}");
        assert_eq!(seen["locks"][0]["queue"], "default");
    }
}

#[test]
fn limits_and_groups_of_rq_3_are_listed() {
    let server = Server::start();
    let _rich = states::rich("3.0.0", &server);
    let limit = item(&server, &["rate-limits", "list"], "smtp");
    assert_eq!(limit, json!({"key": "smtp", "concurrency": 1, "allowed": 1, "waiting": 2}));
    assert_eq!(item(&server, &["queues", "list"], "mail")["rate_limited"], 2);
    let groups = server.rqctl(&["groups", "list", "-o", "json"]).run().json();
    assert_eq!(groups["items"], json!([{"group": "batch", "jobs": 2, "missing": 0}]));
}
