//! migrate-ids on states that real RQ made with IDs that newer versions lose or refuse.

use std::{collections::BTreeMap, ops::ControlFlow, sync::atomic::AtomicBool, time::Duration};

use harness::{Near, Rq, Server, WorkerOptions, scale, states, states::ODD_IDS, wait_until};
use rqctl::{
    ops::{
        engine::{Ended, Limits},
        migrate::{
            change::Scene,
            ground::Ground,
            names::Scheme,
            passes::{Pass, Which},
            run::{self, Ears, USES},
            verdict::{AHEAD_S, Calm, SETTLED_S},
        },
    },
    store::{
        Store,
        conn::Address,
        writer::{Consent, Writer},
    },
};
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
fn jobs_in_every_place_are_renamed_and_newer_rq_reads_and_runs_them() {
    let server = Server::start();
    let before = states::odd_ids(&server);
    migrate(&server, &["--check"]).exits(1);
    migrate(&server, &["--apply", "--yes", "--write-map", &path(&server, "ids.csv")]).ok();
    migrate(&server, &["--check"]).ok();
    let names = map(&server, "ids.csv");
    let odd = before.keys().filter(|id| *id != "odd-parent").count();
    assert_eq!(names.len(), odd);
    let mut rq = Rq::start("3.0.0", &server);
    for (old, status) in &before {
        let new = names.get(old).unwrap_or(old);
        let job = rq.job(new);
        assert_eq!(job["status"].as_str(), Some(status.as_str()), "{old} → {new}: {job}");
    }
    rq.work(&["odd"]);
    for (old, status) in &before {
        let new = names.get(old).unwrap_or(old);
        let expected = match status.as_str() {
            "queued" | "deferred" => "finished",
            other => other,
        };
        assert_eq!(rq.status(new), expected, "{old} → {new}");
    }
    rq.call("maintain", json!({"task": "all", "queues": ["odd"]}));
    migrate(&server, &["--check"]).ok();
}

#[test]
fn the_way_back_gives_the_first_state_again() {
    let server = Server::start();
    states::odd_ids(&server);
    let before = server.redis.dump();
    migrate(&server, &["--apply", "--yes", "--write-map", &path(&server, "ids.csv")]).ok();
    assert!(!before.differences(&server.redis.dump(), Near::SECONDS).is_empty());
    migrate(&server, &["--undo", &path(&server, "ids.csv"), "--apply", "--yes"]).ok();
    before.assert_same(&server.redis.dump(), Near::SECONDS);
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
    assert!(out.stderr().contains("1 workers alive and not suspended"), "{}", out.raw());
    before.without("rq:worker").assert_same(&server.redis.dump().without("rq:worker"), Near::SECONDS);
}

/// Every job runs once, under one name, parents before their children and otherwise in their order.
fn all_run_once_after(version: &str) {
    let server = Server::start();
    odd_jobs(version, &server, 10);
    let jobs = server.redis.keys("rq:job:*").len();
    migrate(&server, &["--apply", "--yes", "--write-map", &path(&server, "ids.csv")]).ok();
    assert_eq!(server.redis.keys("rq:job:*").len(), jobs);
    let mut rq = Rq::start("3.0.0", &server);
    rq.work(&["odd"]);
    let log: Vec<String> = server.redis.cmd(&["LRANGE", "log", "0", "-1"]);
    let mut expected = Vec::new();
    for n in 0..10 {
        expected.extend(ODD_IDS.iter().map(|odd| format!("{odd}#{n}")));
    }
    let parents: Vec<&String> = log.iter().filter(|id| !id.contains(".child#")).collect();
    assert_eq!(parents, expected.iter().collect::<Vec<_>>());
    assert_eq!(log.len(), expected.len() + 10 * ODD_IDS.len().div_ceil(2));
    for (at, child) in log.iter().enumerate().filter(|(_, id)| id.contains(".child#")) {
        let parent = child.replace(".child#", "#");
        assert!(log[..at].contains(&parent), "{child} ran before {parent}");
    }
    let statuses = rq.call("statuses", json!({}));
    for (id, status) in statuses.as_object().unwrap() {
        assert_eq!(status, "finished", "{id}");
    }
}

#[test]
fn what_rq_1_16_and_2_0_queued_runs_once_and_in_order_on_3_0() {
    all_run_once_after("1.16.2");
    all_run_once_after("2.0.0");
}

/// One run around whoever works, without the minute's wait behind it.
fn migrate_live(server: &Server) -> u64 {
    let address = Address::from_env(Some(&server.url()), &|_| None).unwrap();
    let mut store = Store::open(&address).unwrap();
    let ground = Ground::read(&mut store).unwrap();
    let scene = Scene {
        scheme: Scheme::Readable,
        calm: Calm { quiet: false, settled_s: SETTLED_S, ahead_s: AHEAD_S },
        crew: ground.crew.clone(),
        rq_scheduler: false,
    };
    let mut writer = Writer::open(&address, Consent::Yes, USES).unwrap();
    let pass = Pass::new(&mut store, scene, Which::default(), &ground);
    let interrupt = AtomicBool::new(false);
    let limits =
        Limits { rate: None, fail_fast: false, named: false, ignore_not_found: false, interrupt: &interrupt };
    let ears = Ears { before: &mut |_, _| Ok(()), after: &mut |_| ControlFlow::Continue(()) };
    let (done, ended) = run::run(pass, &mut writer, &ground, &limits, ears);
    assert_eq!(ended, Ended::Finished);
    done.renamed
}

/// A worker works off the queue while it is migrated: each job runs once, whatever its name was by then.
fn none_is_lost_or_doubled_while_workers_work(version: &str, queues: &[&str]) {
    let server = Server::start();
    let each = scale(6, 400);
    let rq = odd_jobs(version, &server, each);
    let worker = rq.worker(&server, WorkerOptions::on(queues));
    let mut renamed = 0;
    let all = each * (ODD_IDS.len() + ODD_IDS.len().div_ceil(2));
    // A job that was taken and not yet started is in no list and makes no worker busy: only what ran counts.
    wait_until("every job to have run", Duration::from_secs(300), || {
        renamed += migrate_live(&server);
        server.redis.cmd::<usize>(&["LLEN", "log"]) >= all && worker.state() == "idle"
    });
    assert!(renamed > 0, "the worker was faster than the first run");
    let mut log: Vec<String> = server.redis.cmd(&["LRANGE", "log", "0", "-1"]);
    log.sort();
    log.dedup();
    assert_eq!(log.len(), all, "a job ran twice, or was lost");
    assert_eq!(server.redis.cmd::<usize>(&["LLEN", "log"]), all, "a job ran twice");
    drop(rq);
}

#[test]
fn workers_of_1_16_lose_and_double_nothing_while_their_jobs_are_renamed() {
    none_is_lost_or_doubled_while_workers_work("1.16.2", &["odd"]);
    none_is_lost_or_doubled_while_workers_work("1.16.2", &["odd", "elsewhere"]);
}

/// kill -9 at some instant, then another run to the end: nothing is lost, no name is left.
#[test]
fn a_killed_run_is_finished_by_the_next_one() {
    let server = Server::start();
    for round in 0..scale(10, 200) {
        server.redis.run(&["FLUSHALL"]);
        odd_jobs("1.16.2", &server, 4);
        let jobs = server.redis.keys("rq:job:*").len();
        let queued: u64 = server.redis.cmd(&["LLEN", "rq:queue:odd"]);
        let deferred: u64 = server.redis.cmd(&["ZCARD", "rq:deferred:odd"]);
        let mut run = server.rqctl(&["migrate-ids", "--apply", "--yes"]).spawn();
        // Some writes later, at another place each time.
        let after = 1 + 7 * round as u64;
        wait_until("some names to change, or the end", Duration::from_secs(20), || {
            run.ended() || server.redis.command_counts().get("rename").copied().unwrap_or(0) >= after
        });
        run.kill();
        migrate(&server, &["--apply", "--yes"]).ok();
        assert_eq!(server.redis.keys("rq:job:*").len(), jobs, "round {round}");
        assert_eq!(server.redis.cmd::<u64>(&["LLEN", "rq:queue:odd"]), queued);
        assert_eq!(server.redis.cmd::<u64>(&["ZCARD", "rq:deferred:odd"]), deferred);
        migrate(&server, &["--check"]).ok();
        let mut rq = Rq::start("3.0.0", &server);
        rq.work(&["odd"]);
        let statuses = rq.call("statuses", json!({}));
        assert!(statuses.as_object().unwrap().values().all(|s| s == "finished"), "round {round}: {statuses}");
    }
}
