//! migrate-ids on states that real RQ made with IDs that newer versions lose or refuse.

mod killed;
mod live;
mod upgrade;

use std::collections::BTreeMap;

use harness::{Near, Rq, Server, WorkerOptions, states, states::ODD_IDS};
use serde_json::{Value, json};

/// Waiting jobs with odd IDs, dependencies between them, retries and results, made by a version that takes them.
fn odd_jobs(version: &str, server: &Server, each: usize) -> Rq {
    let mut rq = Rq::start(version, server);
    let mut jobs = Vec::new();
    for n in 0..each {
        for (i, odd) in ODD_IDS.iter().enumerate() {
            let id = format!("{odd}#{n}");
            jobs.push(json!({"id": id, "queue": "odd", "func": "tasks.log", "args": [id]}));
            if i % 2 == 0 {
                let child = format!("{odd}.child#{n}");
                jobs.push(json!({"id": child, "queue": "odd", "func": "tasks.log", "args": [child],
                                 "depends_on": [id], "retry": {"max": 2}}));
            }
        }
    }
    rq.call("enqueue_all", json!({ "jobs": jobs }));
    rq
}

fn migrate(server: &Server, args: &[&str]) -> harness::Output {
    server.rqctl(&[&["migrate-ids"], args].concat()).run()
}

/// The map that a run wrote: old → new.
fn map(server: &Server, name: &str) -> BTreeMap<String, String> {
    let out = migrate(server, &["--undo", &path(server, name), "-o", "jsonl"]);
    let rows = out.jsonl();
    let text = |row: &Value, key: &str| row[key].as_str().map(str::to_owned);
    rows.iter().filter_map(|row| Some((text(row, "new")?, text(row, "old")?))).collect()
}

fn path(server: &Server, name: &str) -> String {
    server.dir().join(name).to_str().unwrap().to_owned()
}

#[test]
fn a_map_of_another_server_is_refused() {
    let (server, other) = (Server::start(), Server::start());
    states::odd_ids(&server);
    migrate(&server, &["--apply", "--yes", "--write-map", &path(&server, "ids.csv")]).ok();
    let out = migrate(&other, &["--undo", &path(&server, "ids.csv"), "--apply", "--yes"]);
    out.exits(2);
    assert!(out.stderr().contains("another server"), "{}", out.raw());
}

#[test]
fn whoever_works_is_named_and_nothing_is_changed_without_live() {
    let server = Server::start();
    let rq = odd_jobs("1.16.2", &server, 1);
    let mut worker = rq.worker(&server, WorkerOptions::on(&["elsewhere"]));
    worker.wait_idle();
    let before = server.redis.dump();
    let out = migrate(&server, &["--apply", "--yes"]);
    out.exits(1);
    assert!(out.stderr().contains("1 worker alive and not suspended"), "{}", out.raw());
    before.without("rq:worker").assert_same(&server.redis.dump().without("rq:worker"), Near::SECONDS);
}
