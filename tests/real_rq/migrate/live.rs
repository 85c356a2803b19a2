//! Renaming while workers and producers work, and what is said of names that come back.

use std::{ops::ControlFlow, sync::atomic::AtomicBool, time::Duration};

use harness::{Redis, Rq, Server, WorkerOptions, scale, wait_while_it_grows};
use rqctl::{
    ops::{
        engine::{Ended, Event, Limits},
        migrate::{
            change::Scene,
            ground::Ground,
            names::Scheme,
            passes::Pass,
            route::Which,
            run::{self, Done, Ears, Twin, USES},
            verdict::{AHEAD_S, Calm, SETTLED_S},
        },
    },
    rq::id::JobId,
    store::{
        Store,
        conn::Address,
        writer::{Consent, Writer},
    },
};
use serde_json::json;

fn scene(ground: &Ground) -> Scene {
    Scene {
        scheme: Scheme::Readable,
        calm: Calm { quiet: false, settled_s: SETTLED_S, ahead_s: AHEAD_S },
        crew: ground.crew.clone(),
        rq_scheduler: false,
    }
}

/// One run around whoever works, without the minute's wait behind it, and what came back of old names. `on` hears
/// of each name once it changed.
fn migrate_live(server: &Server, on: &mut dyn FnMut(&JobId)) -> (Done, Vec<Twin>) {
    let address = Address::from_env(Some(&server.url()), &|_| None).unwrap();
    let mut store = Store::open(&address).unwrap();
    let ground = Ground::read(&mut store).unwrap();
    let mut writer = Writer::open(&address, Consent::Yes, USES).unwrap();
    let pass = Pass::new(&mut store, scene(&ground), Which::default(), &ground);
    let interrupt = AtomicBool::new(false);
    let limits =
        Limits { rate: None, fail_fast: false, named: false, ignore_not_found: false, interrupt: &interrupt };
    let mut after = |event: Event<_>| {
        if let Event::Done(change, _) = event {
            let change: &rqctl::ops::migrate::change::Change = change;
            on(change.old());
        }
        ControlFlow::Continue(())
    };
    let ears = Ears { before: &mut |_| Ok(()), after: &mut after };
    let (done, ended) = run::run(pass, &mut writer, &limits, ears);
    assert_eq!(ended, Ended::Finished);
    let twins = run::twins(&mut writer, &scene(&ground), Duration::ZERO, &limits).unwrap();
    (done, twins)
}

/// Names that the version runs: RQ 2.0 cuts those with a colon before anybody can rename them.
fn names(version: &str) -> &'static [&'static str] {
    match version {
        "1.16.2" => &["order:42", "report.daily", "user@example.com", "a b", "tab\tand\nnewline", "naïve"],
        _ => &["report.daily", "user@example.com", "a b", "x.y.z", "naïve"],
    }
}

fn jobs(version: &str, made_by: &str, each: usize, queues: &[&str]) -> Vec<serde_json::Value> {
    let mut jobs = Vec::new();
    for n in 0..each {
        for (i, name) in names(version).iter().enumerate() {
            let (id, queue) = (format!("{name}{made_by}{n}"), queues[i % queues.len()]);
            // On a slow machine a long run takes longer than RQ keeps results.
            jobs.push(json!({"id": id, "queue": queue, "func": "tasks.log", "args": [id], "result_ttl": -1}));
        }
    }
    jobs
}

/// Workers work off the queues, and a producer goes on making such jobs, while they are renamed over and over: each
/// job runs once, whatever its name was by then.
fn none_is_lost_or_doubled(version: &str, class: Option<&'static str>, queues: &[&str]) {
    let server = Server::start();
    let each = scale(4, 400);
    let mut rq = Rq::start(version, &server);
    let (first, later) = (jobs(version, "#", each, queues), jobs(version, "*", each, queues));
    let all = first.len() + later.len();
    rq.call("enqueue_all", json!({ "jobs": first }));
    let worker = rq.worker(&server, WorkerOptions { class, ..WorkerOptions::on(queues) });
    let mut renamed = 0;
    std::thread::scope(|scope| {
        let producer = scope.spawn(|| {
            for some in later.chunks(5) {
                rq.call("enqueue_all", json!({ "jobs": some }));
            }
        });
        // A job that was taken and not yet started is in no list and makes no worker busy: only what ran counts.
        wait_while_it_grows("every job to have run", Duration::from_secs(60), || {
            renamed += migrate_live(&server, &mut |_| {}).0.renamed;
            let ran = server.redis.cmd::<usize>(&["LLEN", "log"]);
            (ran, producer.is_finished() && ran >= all && worker.state() == "idle")
        });
    });
    assert!(renamed > 0, "the worker was faster than the first run");
    let mut log: Vec<String> = server.redis.cmd(&["LRANGE", "log", "0", "-1"]);
    assert_eq!(log.len(), all, "a job ran twice");
    log.sort();
    log.dedup();
    assert_eq!(log.len(), all, "a job ran twice, or was lost");
    // None under two names: as many hashes as jobs, each finished.
    let statuses = rq.call("statuses", json!({}));
    let statuses = statuses.as_object().unwrap();
    assert_eq!(statuses.len(), all);
    assert!(statuses.values().all(|status| status == "finished"), "{statuses:?}");
}

#[test]
fn beside_a_worker_of_1_16_nothing_is_lost_or_doubled() {
    none_is_lost_or_doubled("1.16.2", None, &["odd"]);
    none_is_lost_or_doubled("1.16.2", None, &["odd", "elsewhere"]);
}

#[test]
fn beside_a_simple_worker_of_1_16_nothing_is_lost_or_doubled() {
    none_is_lost_or_doubled("1.16.2", Some("rq.SimpleWorker"), &["odd"]);
    none_is_lost_or_doubled("1.16.2", Some("rq.SimpleWorker"), &["odd", "elsewhere"]);
}

#[test]
fn beside_a_worker_of_2_0_nothing_is_lost_or_doubled() {
    none_is_lost_or_doubled("2.0.0", None, &["odd"]);
    none_is_lost_or_doubled("2.0.0", None, &["odd", "elsewhere"]);
}

#[test]
fn beside_a_simple_worker_of_2_0_nothing_is_lost_or_doubled() {
    none_is_lost_or_doubled("2.0.0", Some("rq.SimpleWorker"), &["odd"]);
    none_is_lost_or_doubled("2.0.0", Some("rq.SimpleWorker"), &["odd", "elsewhere"]);
}

/// Puts a copy of the renamed job back under its old name, as a worker does that held it meanwhile.
fn put_back(redis: &Redis, old: &str, new: &str) {
    let fields: Vec<Vec<u8>> = redis.cmd(&["HGETALL", &format!("rq:job:{new}")]);
    let key = format!("rq:job:{old}").into_bytes();
    redis.run(&[vec![b"HSET".to_vec(), key], fields].concat());
}

#[test]
fn what_comes_back_under_an_old_name_is_told_apart() {
    let server = Server::start();
    let mut rq = Rq::start("1.16.2", &server);
    let make = |rq: &mut Rq, id: &str| {
        rq.enqueue("tasks.log", json!({"id": id, "queue": "odd", "args": [id]}));
    };
    for id in ["made.again", "written.back", "half.written", "fine.1"] {
        make(&mut rq, id);
    }
    let new = |old: &str| {
        let new = Scheme::Readable.rename(&JobId::new(old)).unwrap();
        String::from_utf8(new.0.to_vec()).unwrap()
    };
    let redis = server.connect();
    let mut heard = 0;
    let (done, twins) = migrate_live(&server, &mut |old| {
        heard += 1;
        match &old.0[..] {
            b"written.back" => put_back(&redis, "written.back", &new("written.back")),
            b"half.written" => redis.run(&["HSET", "rq:job:half.written", "last_heartbeat", "x"]),
            // While the rename of the others is under way a producer makes another job of that name.
            b"made.again" if heard < 10 => make(&mut rq, "made.again"),
            _ => {}
        }
    });
    assert!(done.renamed >= 4, "{done:?}");
    // The second job of that name is met by a later pass, and its new name is taken.
    let told: Vec<(String, bool)> = twins.iter().map(|t| (t.old.lossy().into_owned(), t.same)).collect();
    let mut told = told;
    told.sort();
    assert_eq!(told, [("made.again".to_owned(), false), ("written.back".to_owned(), true)]);
    assert!(!server.redis.exists("rq:job:half.written"), "a stub is removed");
    for id in ["made.again", "written.back", "half.written", "fine.1"] {
        assert!(server.redis.exists(format!("rq:job:{}", new(id))), "{id} has its new name");
    }
    // Nothing of them is lost: the job that was made again waits beside the first one.
    assert!(server.redis.exists("rq:job:made.again"));
    let queue: Vec<String> = server.redis.cmd(&["LRANGE", "rq:queue:odd", "0", "-1"]);
    assert_eq!(queue.iter().filter(|id| **id == new("made.again") || *id == "made.again").count(), 2);
}
