//! States that real RQ made, rich enough for what lists, judges, acts, cleans and renames.
//!
//! Each takes a second or two. Nothing here writes RQ's keys by hand, but for [`let_time_pass`], which does what
//! minutes of waiting would do.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use crate::{Rq, Server, Worker, WorkerOptions, wait_until};

/// What [`rich`] made, with the worker that is busy in it.
pub struct Rich {
    pub rq: Rq,
    /// Serves `default` and `mail`; runs the job `running` until the key `go` exists.
    pub worker: Worker,
    /// The status of every job, by ID, as RQ stored it.
    pub statuses: BTreeMap<String, String>,
}

/// Jobs in every status that the version has, on the queues `default` and `mail`, whose IDs say what they are.
/// All IDs are legal for every version; see [`odd_ids`] for others.
pub fn rich(version: &str, server: &Server) -> Rich {
    let mut rq = Rq::start(version, server);
    make(&mut rq, ended());
    rq.work(&["default", "mail"]);
    let mut worker = rq.worker(server, WorkerOptions::on(&["default", "mail"]).named("rich-1"));
    stopped(&mut rq, &mut worker);
    rq.enqueue("tasks.wait_for", json!({"id": "running", "args": ["go"], "on_failure": "tasks.on_failure"}));
    worker.wait_running("running");
    make(&mut rq, waiting());
    rq.call("cancel", json!({"id": "canceled"}));
    if rq.since(2, 0) {
        make(&mut rq, grouped());
    }
    if rq.since(2, 3) {
        repeating(&mut rq);
    }
    if rq.since(2, 10) {
        let hook = json!({"url": "http://127.0.0.1:9/done", "job_status": "finished"});
        rq.enqueue("tasks.quick", json!({"id": "queued-webhook", "webhooks": [hook]}));
    }
    if rq.since(3, 0) {
        make(&mut rq, rate_limited());
        ready(&mut rq);
    }
    let statuses = rq.call("statuses", json!({}));
    let statuses: BTreeMap<String, String> = serde_json::from_value(statuses).expect("a status is text");
    let lacking: Vec<_> =
        promised(&rq).into_iter().filter(|status| !statuses.values().any(|s| s == status)).collect();
    assert!(lacking.is_empty(), "RQ {version} made no job that is {lacking:?}: {statuses:#?}");
    Rich { rq, worker, statuses }
}

/// The statuses that a version knows and keeps.
fn promised(rq: &Rq) -> Vec<&'static str> {
    let mut all =
        vec!["queued", "started", "deferred", "finished", "failed", "stopped", "scheduled", "canceled"];
    if rq.since(3, 0) {
        all.extend(["rate_limited", "ready_to_enqueue"]);
    }
    all
}

fn make(rq: &mut Rq, jobs: Value) {
    rq.call("enqueue_all", json!({ "jobs": jobs }));
}

/// Jobs that end when they are worked off.
fn ended() -> Value {
    json!([
        {"id": "finished", "func": "tasks.add", "args": [2, 3]},
        {"id": "finished-none", "queue": "mail"},
        {"id": "finished-forever", "func": "tasks.echo", "args": ["kept"], "result_ttl": -1},
        {"id": "finished-unstorable", "func": "tasks.unpicklable"},
        {"id": "finished-meta", "meta": {"tenant": {"id": "acme"}, "trace": "9f31"}, "description": "a receipt"},
        {"id": "failed", "func": "tasks.failing", "args": ["it broke"]},
        {"id": "failed-key", "func": "tasks.look_up", "args": ["sku"], "queue": "mail"},
        {"id": "failed-mute", "func": "tasks.raising", "args": ["mute"]},
        {"id": "failed-lines", "func": "tasks.raising", "args": ["lines"]},
        {"id": "failed-control", "func": "tasks.raising", "args": ["control"]},
        {"id": "failed-unicode", "func": "tasks.raising", "args": ["unicode"]},
        {"id": "failed-chained", "func": "tasks.raising", "args": ["chained"]},
        {"id": "failed-forever", "func": "tasks.failing", "failure_ttl": -1},
        {"id": "failed-soon-gone", "func": "tasks.failing", "failure_ttl": 300},
        {"id": "failed-no-function", "func": "tasks.gone_since_the_last_release"},
        {"id": "failed-callback", "func": "tasks.failing", "on_failure": "tasks.on_failure"},
        {"id": "failed-retries-spent", "func": "tasks.failing", "retry": {"max": 2}},
        {"id": "scheduled-retry", "func": "tasks.failing", "retry": {"max": 3, "interval": [600, 1200]}},
        {"id": "failed-json", "func": "tasks.failing", "serializer": "json"},
    ])
}

/// Jobs that wait, enqueued once the worker is busy.
fn waiting() -> Value {
    json!([
        {"id": "queued", "func": "tasks.echo", "args": [1], "kwargs": {"value": "x"}},
        {"id": "queued-last", "func": "tasks.slow", "args": [0.1], "timeout": -1},
        {"id": "queued-front", "at_front": true},
        {"id": "queued-ttl", "ttl": 3600},
        {"id": "queued-objects", "func": "tasks.receipt", "queue": "mail",
         "code": "[Order(7, Decimal('19.90'), Colour.BLUE), datetime.datetime(2026, 11, 24, 3, 9)]"},
        {"id": "queued-callbacks", "on_success": "tasks.on_success",
         "on_failure": {"func": "tasks.on_failure", "timeout": 5}, "on_stopped": "tasks.on_stopped"},
        {"id": "deferred", "depends_on": ["running"]},
        {"id": "deferred-front", "depends_on": ["running"], "front_when_released": true},
        {"id": "deferred-second", "depends_on": ["deferred"], "queue": "mail"},
        {"id": "deferred-two-parents", "depends_on": ["running", "queued"], "allow_failure": true},
        {"id": "deferred-blocked", "depends_on": ["failed"]},
        {"id": "scheduled", "in": 600},
        {"id": "scheduled-overdue", "in": -90, "queue": "mail"},
        {"id": "canceled"},
        {"id": "deferred-canceled-parent", "depends_on": ["canceled"]},
    ])
}

fn grouped() -> Value {
    json!([
        {"id": "grouped-1", "group": "batch", "queue": "mail"},
        {"id": "grouped-2", "group": "batch", "queue": "mail", "func": "tasks.failing"},
    ])
}

/// Three jobs of which one may run at a time.
fn rate_limited() -> Value {
    let limit = json!({"key": "smtp", "concurrency": 1});
    json!([
        {"id": "queued-limited", "queue": "mail", "rate_limit": limit},
        {"id": "limited-1", "queue": "mail", "rate_limit": limit},
        {"id": "limited-2", "queue": "mail", "rate_limit": limit},
    ])
}

/// A job that was stopped, and one that waits for it.
fn stopped(rq: &mut Rq, worker: &mut Worker) {
    rq.enqueue(
        "tasks.wait_for",
        json!({"id": "stopped", "args": ["never"], "on_stopped": "tasks.on_stopped"}),
    );
    worker.wait_running("stopped");
    rq.call("send_stop", json!({"id": "stopped"}));
    wait_until("a job to stop", Duration::from_secs(10), || {
        rq.call("statuses", json!({}))["stopped"] == "stopped" && worker.state() == "idle"
    });
}

/// A job that ran once and will run twice more: in the registries finished and scheduled. Its status is
/// `finished` in RQ 2.6.1 and `scheduled` in 2.12.
fn repeating(rq: &mut Rq) {
    rq.enqueue(
        "tasks.quick",
        json!({"id": "repeating", "queue": "side", "repeat": {"times": 2, "interval": 600}}),
    );
    rq.work(&["side"]);
}

/// A job whose parent finished, and whose worker died before it queued the child.
fn ready(rq: &mut Rq) {
    rq.enqueue("tasks.quick", json!({"id": "finished-parent", "queue": "side"}));
    rq.enqueue("tasks.quick", json!({"id": "ready", "queue": "side", "depends_on": ["finished-parent"]}));
    rq.call("work", json!({"queues": ["side"], "leave_ready": true}));
}

/// Job IDs that were legal for RQ up to 2.0 and are cut or refused since.
pub const ODD_IDS: [&str; 8] = [
    "order:42:email",
    "report.daily",
    "user@example.com",
    "two words",
    "line\nbreak",
    "naïve-漢字",
    "a/b\\c",
    "-x:y",
];

/// Jobs with [`ODD_IDS`] in every place, as a producer and a worker of RQ 1.16.2 leave them. IDs of jobs not
/// queued have a suffix: `report.daily.finished`, `.failed`, `.scheduled`, `.deferred`, `.canceled`. The queue is
/// `odd`; the children of `.deferred` wait for the legal job `odd-parent`.
///
/// Answers the status of each, by ID.
pub fn odd_ids(server: &Server) -> BTreeMap<String, String> {
    let mut rq = Rq::start("1.16.2", server);
    let each = |suffix: &str, more: Value| {
        let job = |id: &str| {
            let mut job = json!({"id": format!("{id}{suffix}"), "queue": "odd"});
            job.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            job
        };
        Value::Array(ODD_IDS.map(job).to_vec())
    };
    make(&mut rq, each(".finished", json!({"func": "tasks.echo", "args": ["odd"]})));
    make(&mut rq, each(".failed", json!({"func": "tasks.failing"})));
    rq.work(&["odd"]);
    make(&mut rq, each("", json!({})));
    make(&mut rq, each(".scheduled", json!({"in": 600})));
    make(&mut rq, json!([{"id": "odd-parent", "queue": "odd"}]));
    make(&mut rq, each(".deferred", json!({"depends_on": ["odd-parent"]})));
    make(&mut rq, each(".canceled", json!({})));
    for id in ODD_IDS {
        rq.call("cancel", json!({"id": format!("{id}.canceled")}));
    }
    serde_json::from_value(rq.call("statuses", json!({}))).expect("a status is text")
}

/// A job `abandoned` in `default` whose worker and work horse died, with time passed since; `options` are those
/// of [`Rq::enqueue`], such as a retry.
pub fn abandoned(rq: &mut Rq, server: &Server, id: &str, mut options: Value) {
    options["id"] = json!(id);
    options["args"] = json!(["never"]);
    rq.enqueue("tasks.wait_for", options.clone());
    let queue = options["queue"].as_str().unwrap_or("default");
    let mut worker = rq.worker(server, WorkerOptions::on(&[queue]));
    worker.wait_running(id);
    worker.kill();
    worker.kill_horse();
    let_time_pass(server, queue, id, &worker.name);
}

/// A job that a worker took from its queue (served alone, so it is in the intermediate list) and never started.
pub fn taken(rq: &mut Rq, id: &str, queue: &str) {
    rq.enqueue("tasks.quick", json!({"id": id, "queue": queue, "at_front": true}));
    assert_eq!(rq.call("take", json!({ "queue": queue })), id);
}

/// What some minutes do to a job whose worker died: its deadline lies behind, the keys of its execution and of
/// its worker have expired.
pub fn let_time_pass(server: &Server, queue: &str, id: &str, worker: &str) {
    let redis = &server.redis;
    let wip = format!("rq:wip:{queue}");
    let entries: Vec<String> = redis.cmd(&["ZRANGE", &wip, "0", "-1"]);
    let (now, _): (i64, i64) = redis.cmd(&["TIME"]);
    for entry in entries.iter().filter(|entry| *entry == id || entry.starts_with(&format!("{id}:"))) {
        redis.run(&["ZADD", &wip, &(now - 360).to_string(), entry]);
        redis.run(&["DEL", &format!("rq:execution:{entry}")]);
    }
    redis.run(&["DEL", &format!("rq:executions:{id}")]);
    redis.run(&["DEL", &format!("rq:worker:{worker}"), &format!("rq:worker:{worker}:executions")]);
}
