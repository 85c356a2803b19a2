//! Stops of jobs that real workers run: what is told is what happened.

use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use harness::{Rq, Server, Worker, WorkerOptions, on_every_version, wait_until};
use rqctl::ops::engine::{self, Event, Limits};
use rqctl::ops::stop::{Intervals, Stop, USES, Watching};
use rqctl::ops::verb::{Bulk, Verb};
use rqctl::store::Store;
use rqctl::store::conn::Address;
use rqctl::store::writer::{Consent, Writer};
use serde_json::json;

/// What was told of one item.
#[derive(Debug, PartialEq)]
struct Told {
    id: String,
    outcome: String,
    message: String,
}

/// How to stop, with intervals that are short enough for a test.
#[derive(Default)]
struct How {
    intervals: Intervals,
    wait: Option<Duration>,
    force: bool,
}

impl How {
    /// For jobs that will not stop.
    fn in_vain() -> How {
        let intervals = Intervals { resend_after: Duration::from_millis(100), ..Intervals::default() };
        How { intervals, wait: Some(Duration::from_millis(1_000)), force: false }
    }
}

/// Stops jobs by name through the code that `jobs stop` runs.
fn stop(server: &Server, ids: &[&str], how: &How) -> Vec<Told> {
    let address = Address::from_env(Some(&server.socket_url()), &|_| None).unwrap();
    let mut store = Store::open(&address).unwrap();
    let mut writer = Writer::open(&address, Consent::Named, USES).unwrap();
    let interrupt = AtomicBool::new(false);
    let watching = Watching {
        intervals: how.intervals,
        wait: how.wait,
        force: how.force,
        interrupt: &interrupt,
        progress: &|_| {},
    };
    let verb = Stop { watching: &watching };
    let began = store.opened_at();
    let ids: Vec<Vec<u8>> = ids.iter().map(|id| id.as_bytes().to_vec()).collect();
    let select = store.named(Box::new(ids.into_iter()), verb.needs()).unwrap();
    let limits =
        Limits { rate: None, fail_fast: false, named: true, ignore_not_found: false, interrupt: &interrupt };
    let mut told = Vec::new();
    let text = |id: &[u8]| String::from_utf8_lossy(id).into_owned();
    let (_, ended) =
        engine::run(&mut Bulk::new(verb, select, began), Some(&mut writer), &limits, &mut |event| {
            told.push(match event {
                Event::Would(_) => unreachable!("there is a writer"),
                Event::Done(step, seen) => Told {
                    id: text(&step.aim.id.0),
                    outcome: seen.outcome().to_owned(),
                    message: seen.message(),
                },
                Event::Skipped(id, refusal) => Told {
                    id: text(id),
                    outcome: refusal.reason.code().to_owned(),
                    message: refusal.message.clone(),
                },
                Event::Refused(step, refusal) => Told {
                    id: text(&step.aim.id.0),
                    outcome: refusal.reason.code().to_owned(),
                    message: refusal.message.clone(),
                },
            });
            ControlFlow::Continue(())
        });
    assert!(ended.complete(), "{ended:?}");
    told
}

fn stop_one(server: &Server, id: &str, how: &How) -> Told {
    let mut told = stop(server, &[id], how);
    assert_eq!(told.len(), 1, "{told:?}");
    told.remove(0)
}

fn outcomes(told: &[Told]) -> Vec<&str> {
    told.iter().map(|t| t.outcome.as_str()).collect()
}

/// A worker that runs the job until the key `go` exists.
fn running(rq: &mut Rq, server: &Server, name: &str, id: &str, mut options: serde_json::Value) -> Worker {
    let mut worker = rq.worker(server, WorkerOptions::default().named(name));
    options["id"] = json!(id);
    options["args"] = json!(["go"]);
    rq.enqueue("tasks.wait_for", options);
    worker.wait_running(id);
    worker
}

fn entries(server: &Server) -> Vec<String> {
    server.redis.cmd(&["ZRANGE", "rq:wip:default", "0", "-1"])
}

/// By its plain ID, on a worker whose name holds colons; dependents are told of as they are.
fn a_running_job_is_stopped(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let mut worker = running(&mut rq, &server, "host.a:12:x", "job", json!({}));
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
    let _worker = running(&mut rq, &server, "w", "job", json!({}));
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
    let mut worker = running(&mut rq, &server, "w", "job", json!({"retry": {"max": 3}}));
    assert_eq!(stop_one(&server, "job", &How::default()).outcome, "stopped");
    worker.wait_idle();
    assert_eq!(rq.status("job"), "stopped");
}

/// A worker killed at work leaves a work horse that holds its subscription: somebody listens, and nobody acts.
fn a_killed_worker_is_never_taken_for_a_stop(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let mut worker = running(&mut rq, &server, "w", "job", json!({}));
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
    let mut worker = running(&mut rq, &server, "w", "job", json!({"retry": {"max": 1}}));
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
    let mut worker = running(&mut rq, &server, "w", "first", json!({"on_stopped": "tasks.slow_stopped"}));
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

/// A job that two workers run at once is stopped at both; before RQ 2.11 one of its executions cannot be meant
/// alone.
fn a_job_that_runs_twice_is_stopped_at_both_workers(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let mut first = running(&mut rq, &server, "v", "job", json!({}));
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
    a_killed_worker_is_never_taken_for_a_stop,
    a_worker_killed_while_idle_is_never_taken_for_a_stop,
    a_deaf_worker_is_found_out,
    a_job_that_fails_by_itself_and_is_retried_was_not_stopped,
    a_slow_stopped_callback_is_waited_for,
    a_job_that_ends_in_the_same_instant_is_told_as_it_ended,
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

/// Many are asked together and watched together.
#[test]
fn twenty_jobs_that_do_not_stop_are_waited_for_once() {
    let server = Server::start();
    let mut rq = Rq::start("2.12.0", &server);
    let ids: Vec<String> = (0..20).map(|i| format!("job-{i}")).collect();
    let mut workers = Vec::new();
    for id in &ids {
        workers.push(running(&mut rq, &server, &format!("w-{id}"), id, json!({})));
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
        let mut worker = running(&mut rq, &server, "app-1", "job", json!({}));
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
    let mut worker = running(&mut rq, &server, "app-3.990", "job", json!({}));
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
    let mut worker = running(&mut rq, &server, "w", "job", json!({}));
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

/// Between making an execution and naming the job as its own a worker up to 2.12 ignores every request: nothing is
/// sent before it names it.
#[test]
fn a_worker_about_to_fork_is_asked_once_it_names_the_job() {
    for version in ["2.0.0", "2.6.1", "2.12.0"] {
        let server = Server::start();
        let mut rq = Rq::start(version, &server);
        let mut worker = running(&mut rq, &server, "w", "job", json!({}));
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
