//! Two rqctl and two workers at the same jobs at once: none is lost, none stands in two live places, and each runs as
//! often as it was asked to.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use harness::{Rq, Server, Stored, WorkerOptions, scale, wait_until, wait_while_it_grows};
use serde_json::json;

/// What each rqctl does in turn. What it cannot do at the moment it passes by.
const TURNS: [&[&[&str]]; 2] = [
    &[
        &["jobs", "hold", "-q", "*", "--yes"],
        &["jobs", "release", "-q", "*", "--yes"],
        &["jobs", "cancel", "-q", "*", "--yes"],
        &["jobs", "requeue", "-s", "failed,canceled", "--yes"],
    ],
    &[
        &["jobs", "requeue", "-s", "failed,canceled", "--at-front", "--yes"],
        &["jobs", "run-now", "-s", "scheduled", "--yes"],
        &["jobs", "hold", "-s", "queued,scheduled", "--limit", "7", "--yes"],
        &["queues", "compact", "--all", "--yes"],
        &["jobs", "release", "-q", "*", "--yes"],
    ],
];

/// Places that make a job run sooner or later.
fn live(key: &str) -> bool {
    ["rq:queue:", "rq:wip:", "rq:scheduled:", "rq:deferred:", "rq:ready:", "rq:rqctl:held:"]
        .iter()
        .any(|prefix| key.starts_with(prefix))
}

/// The live places of each job, by ID.
fn live_places(server: &Server, ids: &[String]) -> Vec<Vec<String>> {
    let dump = server.redis.dump();
    let stands = |id: &String| {
        let names = |entry: &[u8]| entry == id.as_bytes() || entry.starts_with(format!("{id}:").as_bytes());
        let mut places = Vec::new();
        for (key, kept) in &dump.0 {
            let key = String::from_utf8_lossy(key).into_owned();
            let times = match &kept.value {
                _ if !live(&key) => 0,
                Stored::List(entries) => entries.iter().filter(|entry| names(entry)).count(),
                Stored::Zset(entries) => entries.keys().filter(|entry| names(entry)).count(),
                Stored::Hash(fields) => fields.keys().filter(|entry| names(entry)).count(),
                _ => 0,
            };
            places.extend(std::iter::repeat_n(key, times));
        }
        places
    };
    ids.iter().map(stands).collect()
}

fn statuses(server: &Server, ids: &[String]) -> Vec<String> {
    let status = |id: &String| server.redis.field(&format!("rq:job:{id}"), "status").unwrap_or_default();
    ids.iter().map(status).collect()
}

fn finished(server: &Server, ids: &[String]) -> usize {
    statuses(server, ids).iter().filter(|status| *status == "finished").count()
}

#[test]
fn jobs_survive_two_rqctl_and_two_workers_and_run_as_often_as_asked() {
    let server = Server::start();
    let mut rq = Rq::start("3.0.0", &server);
    let ids: Vec<String> = (0..scale(60, 2_000)).map(|n| format!("job-{n}")).collect();
    let jobs: Vec<_> = ids
        .iter()
        .enumerate()
        .map(|(n, id)| {
            // A third of them fails at first.
            let mut job = json!({"id": id, "func": "tasks.noted", "args": [0.005, u8::from(n % 3 == 0)]});
            job["queue"] = json!(if n % 2 == 0 { "default" } else { "mail" });
            if n % 5 == 0 {
                job["in"] = json!(3_600);
            }
            job
        })
        .collect();
    rq.call("enqueue_all", json!({ "jobs": jobs }));
    // Of one queue a worker takes by way of the intermediate list, of two it does not.
    let _one = rq.worker(&server, WorkerOptions::on(&["default"]));
    let two = Rq::start("2.6.1", &server);
    let _two = two.worker(&server, WorkerOptions::on(&["mail", "default"]));
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let rqctls = TURNS.map(|turns| {
            let (server, over) = (&server, &over);
            scope.spawn(move || {
                for args in turns.iter().cycle() {
                    let run = server.rqctl(args).run();
                    assert!(matches!(run.code, Some(0)), "{}", run.raw());
                    if over.load(Ordering::Relaxed) {
                        break;
                    }
                }
            })
        });
        let patience = Duration::from_secs(60);
        wait_while_it_grows("most jobs to have run beside the acts", patience, || {
            let done = finished(&server, &ids);
            (done, done * 3 >= ids.len() * 2 || rqctls.iter().any(|rqctl| rqctl.is_finished()))
        });
        over.store(true, Ordering::Relaxed);
    });
    for (id, places) in ids.iter().zip(live_places(&server, &ids)) {
        // A worker of one queue takes the job out of the intermediate list only after it has begun.
        let runs = places.iter().any(|place| place.starts_with("rq:wip:"));
        let taken = |place: &&String| runs && place.ends_with(":intermediate");
        assert!(places.iter().filter(|place| !taken(place)).count() <= 1, "{id}: {places:?}");
    }
    for args in [
        &["jobs", "release", "-q", "*", "--yes"][..],
        &["jobs", "run-now", "-s", "scheduled", "--yes"],
        &["jobs", "requeue", "-s", "failed,canceled", "--yes"],
    ] {
        server.rqctl(args).run().ok();
    }
    wait_while_it_grows("all jobs to finish", Duration::from_secs(60), || {
        if statuses(&server, &ids).iter().any(|status| status == "failed") {
            server.rqctl(&["jobs", "requeue", "-s", "failed", "--yes"]).run().ok();
        }
        let done = finished(&server, &ids);
        (done, done == ids.len())
    });
    wait_until("nothing to be left anywhere", Duration::from_secs(10), || {
        live_places(&server, &ids).iter().all(Vec::is_empty)
    });
    for (n, id) in ids.iter().enumerate() {
        let runs: u64 = server.redis.cmd(&["LLEN", &format!("test:runs:{id}")]);
        assert_eq!(runs, 1 + u64::from(n % 3 == 0), "{id}");
    }
}
