//! Workers that die between the message and its effect. Each is held still before the message comes, so that it is
//! subscribed, counts as a listener, and never reads it.

use std::time::Duration;

use harness::{Dump, Output, Rq, Server, Worker, on_every_version, states, wait_until};
use serde_json::json;

use super::entries;

/// A worker `w` that is held still while its work horse runs the job `job`.
fn held_still(rq: &mut Rq, server: &Server) -> Worker {
    let mut worker = rq.busy_worker(server, "w", "job", json!({}));
    worker.freeze();
    // The work horse has written all that it writes before its end once it looks for the key that ends it.
    let looks = || server.redis.command_counts().get("exists").copied().unwrap_or(0);
    let before = looks();
    wait_until("the work horse to be at work", Duration::from_secs(9), || looks() > before + 1);
    worker
}

/// Runs `jobs stop job`, and lets `die` happen once the server has handed the message to the worker.
fn stop(server: &Server, more: &[&str], die: impl FnOnce()) -> Output {
    let sent = || server.redis.command_counts().get("publish").copied().unwrap_or(0);
    let before = sent();
    let stop = server.rqctl(&["jobs", "stop", "job"]).args(more).spawn();
    // The first one asks for permission.
    wait_until("the message", Duration::from_secs(9), || sent() >= before + 2);
    die();
    stop.wait()
}

/// What every key holds; times to live go by.
fn held(server: &Server) -> Vec<(Vec<u8>, harness::Stored)> {
    let Dump(keys) = server.redis.dump();
    keys.into_iter().map(|(key, kept)| (key, kept.value)).collect()
}

fn command(rq: &Rq) -> &'static str {
    if rq.since(3, 0) { "stop-execution" } else { "stop-job" }
}

/// The command that a hint ends with, as words.
fn hinted(output: &Output) -> Vec<String> {
    let said = output.stderr();
    let (_, command) = said.trim_end().rsplit_once("rqctl ").expect("a command in the hint");
    command.split_whitespace().map(str::to_owned).collect()
}

/// Both die: nobody listens any more, which is known before the time is up. The hint leads on, but not before RQ
/// itself would call the job abandoned.
fn a_worker_that_dies_with_its_work_horse_has_stopped_nothing(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let mut worker = held_still(&mut rq, &server);
    let before = held(&server);
    let output = stop(&server, &[], || {
        worker.kill();
        worker.kill_horse();
    });
    output.exits(1);
    assert_eq!(output.stdout(), "");
    let said = output.stderr();
    let sent = format!("rqctl: job was not stopped: sent {} to w ({version})", command(&rq));
    assert!(said.starts_with(&sent), "{said}");
    assert!(said.contains("1 listener; no effect, and nobody listens for worker w any more (last"), "{said}");
    assert!(said.contains("\nhint: if that process is gone, the job counts as abandoned from "), "{said}");
    assert!(said.ends_with(" UTC on: rqctl maintenance run -q default\n"), "{said}");
    assert_eq!(held(&server), before);

    let again = server.rqctl(&["jobs", "stop", "job", "-ojson"]).run();
    again.exits(1);
    let item = &again.json()["items"][0];
    let told = [&item["outcome"], &item["reason"], &item["listeners"]];
    assert_eq!(told, [&json!("no_listener"), &json!("no_listener"), &json!(0)], "{item:#}");

    // Too early for maintenance, which says nothing then and does nothing.
    let maintenance = server.rqctl(&hinted(&output)).run();
    assert_eq!((maintenance.ok().as_str(), rq.status("job").as_str()), ("", "started"));
    states::let_time_pass(&server, "default", "job", "w");
    server.rqctl(&hinted(&output)).run().ok();
    assert_eq!((rq.status("job").as_str(), entries(&server).len()), ("failed", 0));
    server.rqctl(&["jobs", "requeue", "job"]).run().ok();
    server.redis.run(&["SET", "go", "1"]);
    rq.work(&["default"]);
    assert_eq!(rq.status("job"), "finished");
}

/// The work horse lives on and holds the subscription: it runs to its end, and no stop is claimed at any time.
fn a_work_horse_that_outlives_its_worker_is_not_stopped(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let mut worker = held_still(&mut rq, &server);
    let before = held(&server);
    let output = stop(&server, &["--wait", "1s", "-ojson"], || worker.kill());
    output.exits(124);
    let answer = output.json();
    let item = &answer["items"][0];
    let told = [&item["outcome"], &item["reason"], &item["listeners"], &item["worker"], &item["command"]];
    let expected = [json!("timed_out"), json!("timed_out"), json!(1), json!("w"), json!(command(&rq))];
    assert_eq!(told, expected.each_ref(), "{item:#}");
    assert_eq!((&answer["totals"]["done"], &answer["totals"]["failed"]), (&json!(0), &json!(1)));
    assert_eq!(held(&server), before);
    assert_eq!(worker.horses().len(), 1);

    // Its hash says busy for a while, and somebody listens: that it is dead cannot be seen yet.
    let again = server.rqctl(&["jobs", "stop", "job", "--wait", "300ms"]).run();
    again.exits(124);
    let said = again.stderr();
    assert!(said.contains("job was not stopped: sent "), "{said}");
    assert!(said.contains("worker w did not act (last heartbeat "), "{said}");
    assert!(said.contains("it may be dead or hang, or its listener may have died\n"), "{said}");
    assert_eq!(hinted(&again), ["workers", "show", "w"]);
    server.rqctl(&hinted(&again)).run().ok();

    // Once two clocks agree that it is silent for longer than a busy worker is, it is known to be gone.
    let (now, _): (i64, i64) = server.redis.cmd(&["TIME"]);
    let silent = time_text(now - 40);
    server.redis.run(&["HSET", "rq:worker:w", "last_heartbeat", &silent]);
    server.redis.run(&["EXPIRE", "rq:worker:w", "50"]);
    let later = server.rqctl(&["jobs", "stop", "job"]).run();
    later.exits(124);
    let said = later.stderr();
    assert!(said.contains("worker w is gone (last heartbeat 4"), "{said}");
    assert!(
        said.contains(" s ago), its work horse may still run\nhint: if that process is gone, "),
        "{said}"
    );
    assert_eq!(hinted(&later), ["maintenance", "run", "-q", "default"]);

    server.redis.run(&["SET", "go", "1"]);
    wait_until("the work horse to end", Duration::from_secs(9), || rq.status("job") == "finished");
    wait_until("the entry to go", Duration::from_secs(9), || entries(&server).is_empty());
    let over = server.rqctl(&["jobs", "stop", "job"]).run();
    over.exits(1);
    assert_eq!(over.stderr(), "rqctl: job was not stopped: it does not run: it is finished\n");
}

/// The work horse ends the job under our eyes: that is its own end, and no stop.
fn a_work_horse_that_ends_without_its_worker_ended_by_itself(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let mut worker = held_still(&mut rq, &server);
    let output = stop(&server, &["-ojson"], || {
        worker.kill();
        server.redis.run(&["SET", "go", "1"]);
    });
    output.exits(0);
    let answer = output.json();
    let item = &answer["items"][0];
    let told = [&item["outcome"], &item["status"], &item["reason"], &item["listeners"]];
    assert_eq!(told, [&json!("ended"), &json!("finished"), &json!(null), &json!(1)], "{item:#}");
    assert_eq!(rq.status("job"), "finished");
}

/// As RQ stores a time, from seconds since 1970.
fn time_text(seconds: i64) -> String {
    rqctl::rq::time::Time(seconds * 1_000_000).text()
}

on_every_version!(
    a_worker_that_dies_with_its_work_horse_has_stopped_nothing,
    a_work_horse_that_outlives_its_worker_is_not_stopped,
    a_work_horse_that_ends_without_its_worker_ended_by_itself,
);
