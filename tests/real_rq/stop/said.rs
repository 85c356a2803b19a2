//! What a person and a script read of a stop.

use std::time::Duration;

use harness::{Rq, Server, Worker, WorkerOptions, wait_until};
use serde_json::json;

use super::entries;

/// What a person reads: what was sent, where the job is, and what becomes of those that wait for it. RQ up to 2.7
/// starts them.
#[test]
fn one_job_is_answered_in_sentences() {
    for (version, command, dependents) in [
        ("2.6.1", "stop-job", "2 jobs waited for it: RQ 2.6.1 starts them as if it had succeeded"),
        ("2.12.0", "stop-job", "2 jobs wait for it and stay deferred"),
        ("3.0.0", "stop-execution", "2 jobs wait for it and stay deferred"),
    ] {
        let server = Server::start();
        let mut rq = Rq::start(version, &server);
        let mut worker = rq.busy_worker(&server, "app-1", "job", json!({}));
        for child in ["child-1", "child-2"] {
            rq.enqueue("tasks.quick", json!({"id": child, "depends_on": ["job"], "queue": "later"}));
        }
        let output = server.rqctl(&["jobs", "stop", "job"]).run();
        let text = output.ok();
        let mut lines = text.lines();
        let first = lines.next().unwrap();
        assert!(first.starts_with("job  stopped 0.") && first.ends_with(" s after the request"), "{text}");
        let sent = format!("  sent {command} to app-1 ({version}), 1 listener; now in failed:default");
        // RQ 2.6.1 has started the others as soon as it has stored the stop.
        let released = format!("  {dependents}");
        let rest: Vec<&str> = lines.collect();
        assert!(rest == [&sent, &released] || (version == "2.6.1" && rest == [&sent]), "{text}");
        worker.wait_idle();
        let expected = if version == "2.6.1" { "queued" } else { "deferred" };
        assert_eq!(rq.status("child-1"), expected, "{version}");
        let again = server.rqctl(&["jobs", "stop", "job"]).run();
        assert_eq!(again.ok(), "");
        assert_eq!(again.stderr(), "job was left as it is: it was stopped already\n");
    }
}

/// What does not work is one sentence and what to do next.
#[test]
fn what_was_not_stopped_is_answered_with_what_fits() {
    let server = Server::start();
    let mut rq = Rq::start("2.12.0", &server);
    let mut worker = rq.busy_worker(&server, "app-3.990", "job", json!({}));
    rq.enqueue("tasks.quick", json!({"id": "waiting"}));
    let stop = |id: &str| server.rqctl(&["jobs", "stop", id]).run();
    let waiting = stop("waiting");
    waiting.exits(1);
    assert_eq!(
        waiting.stderr(),
        "rqctl: waiting was not stopped: it does not run yet: it is queued\nhint: rqctl jobs cancel waiting\n"
    );
    worker.kill();
    worker.kill_horse();
    wait_until("nobody to listen", Duration::from_secs(5), || worker.listeners() == 0);
    let gone = stop("job");
    gone.exits(1);
    let said = gone.stderr();
    assert!(
        said.starts_with(
            "rqctl: job was not stopped: nobody listens for worker app-3.990 (0 listeners, last heartbeat "
        ),
        "{said}"
    );
    assert!(said.contains("hint: if that process is gone, the job counts as abandoned from "), "{said}");
    assert!(said.ends_with(" UTC on: rqctl maintenance run -q default\n"), "{said}");
}

/// A filter means what runs when the command begins: what the freed workers take next goes on.
#[test]
fn a_filter_stops_what_runs_and_not_the_queue_behind_it() {
    let server = Server::start();
    let mut rq = Rq::start("3.0.0", &server);
    let mut workers: Vec<Worker> =
        ["v", "w"].map(|name| rq.worker(&server, WorkerOptions::default().named(name))).into_iter().collect();
    for id in ["a", "b", "c", "d", "e"] {
        rq.enqueue("tasks.wait_for", json!({"id": id, "args": ["go"]}));
    }
    wait_until("two jobs to run", Duration::from_secs(9), || entries(&server).len() == 2);
    let filter = ["jobs", "stop", "--func", "tasks.wait_*"];
    let refused = server.rqctl(&filter).run();
    refused.exits(2);
    assert!(refused.stderr().contains("--yes"), "{}", refused.raw());
    let before = server.redis.command_counts();
    let dry = server.rqctl(&filter).args(&["--dry-run", "-ojson"]).run();
    dry.exits(0);
    let would = dry.json();
    assert_eq!(would["items"].as_array().unwrap().len(), 2, "{would:#}");
    let item = &would["items"][0];
    assert_eq!((&item["outcome"], &item["command"]), (&json!("would_stop"), &json!("stop-execution")));
    assert_eq!(would["dry_run"], true);
    assert_eq!(before.get("publish"), server.redis.command_counts().get("publish"));

    let stopped = server.rqctl(&filter).args(&["--yes", "-ojson"]).run();
    stopped.exits(0);
    let answer = stopped.json();
    assert_eq!(answer["totals"]["done"], 2, "{answer:#}");
    let mut names: Vec<&str> = answer["items"][0].as_object().unwrap().keys().map(String::as_str).collect();
    names.sort();
    let fields = "command execution_id id listeners message outcome reason status worker";
    assert_eq!(names.join(" "), fields);
    for item in answer["items"].as_array().unwrap() {
        assert_eq!((&item["outcome"], &item["status"]), (&json!("stopped"), &json!("stopped")), "{item:#}");
        assert_eq!((&item["listeners"], &item["reason"]), (&json!(1), &json!(null)));
    }
    wait_until("two more to run", Duration::from_secs(9), || {
        ["c", "d"].iter().all(|id| rq.status(id) == "started")
    });
    assert_eq!(rq.status("e"), "queued");
    let ids = server.rqctl(&filter).args(&["--yes", "-oids"]).run();
    let mut ids: Vec<String> = ids.ok().lines().map(str::to_owned).collect();
    ids.sort();
    assert_eq!(ids, ["c", "d"]);
    server.redis.run(&["SET", "go", "1"]);
    workers.iter_mut().for_each(Worker::wait_idle);
}

/// Who is not watched was only asked, and who was watched in vain ran out of time.
#[test]
fn the_exit_code_says_what_was_seen() {
    let server = Server::start();
    let mut rq = Rq::start("3.0.0", &server);
    let mut worker = rq.busy_worker(&server, "w", "job", json!({}));
    let sent = server.rqctl(&["jobs", "stop", "job", "--wait", "0", "-ojson"]).run();
    sent.exits(0);
    let item = &sent.json()["items"][0];
    assert_eq!((&item["outcome"], &item["listeners"]), (&json!("sent"), &json!(1)), "{item:#}");
    worker.wait_idle();
    rq.enqueue("tasks.wait_for", json!({"id": "deaf", "args": ["go"]}));
    worker.wait_running("deaf");
    server.redis.run(&["PUBLISH", "rq:pubsub:w", "{not json"]);
    wait_until("the listener to die", Duration::from_secs(5), || worker.log().contains("JSONDecodeError"));
    let vain = server.rqctl(&["jobs", "stop", "deaf", "--wait", "300ms"]).run();
    vain.exits(124);
    assert!(vain.stderr().contains("deaf was not stopped: sent stop-execution to w"), "{}", vain.raw());
    assert!(vain.stderr().ends_with("hint: rqctl workers show w\n"), "{}", vain.raw());
    let both = server.rqctl(&["jobs", "stop", "deaf", "job", "nobody", "--wait", "300ms", "--yes"]).run();
    both.exits(1);
    // Ctrl-C ends the watching, and the report says what was sent.
    let watching = server.rqctl(&["jobs", "stop", "deaf", "-ojson"]).spawn();
    let publishes = || server.redis.command_counts()["publish"];
    let before = publishes();
    wait_until("a request", Duration::from_secs(9), || publishes() >= before + 2);
    watching.signal("INT");
    let output = watching.wait();
    output.exits(130);
    let answer = output.json();
    assert_eq!(answer["items"][0]["outcome"], "sent", "{answer:#}");
    assert_eq!(answer["complete"], false);
    server.redis.run(&["SET", "go", "1"]);
    worker.wait_idle();
}
