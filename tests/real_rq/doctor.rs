//! `doctor` on what real RQ made and on workers at work: nothing is told that is not so.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use harness::{Output, Rq, Running, Server, WorkerOptions, on_every_version, scale, states, wait_until};
use serde_json::{Value, json};

/// Checks that say that RQ's data are damaged.
const INTEGRITY: &[&str] = &[
    "poison",
    "illegal_ids",
    "unreadable",
    "abandoned",
    "stuck",
    "lost",
    "stubs",
    "duplicates",
    "misplaced",
    "left_over",
    "deferred_scores",
    "stale_locks",
    "listening",
    "stale_workers",
    "dead_workers",
    "versions",
    "clocks",
    "stamps",
    "orphans",
    "orphaned_keys",
    "slots",
    "groups",
    "cron_doubled",
    "results_kept",
    "canceled_kept",
    "failed_kept",
    "memory",
    "large_jobs",
];

/// Checks that say `warn` or `fail`, and the number of each.
fn speaking(output: &Output) -> BTreeSet<(String, u64)> {
    assert!(matches!(output.code, Some(0 | 1)), "{}", output.raw());
    let document = output.json();
    let items = document["items"].as_array().expect("items").clone();
    let speaks = |item: &&Value| item["severity"] == "warn" || item["severity"] == "fail";
    let named = |item: &Value| {
        (item["check"].as_str().expect("a name").to_owned(), item["count"].as_u64().unwrap_or(0))
    };
    items.iter().filter(speaks).map(named).collect()
}

fn doctor(server: &Server) -> Output {
    server.rqctl(&["doctor", "-o", "json"]).run()
}

fn set(found: &[(&str, u64)]) -> BTreeSet<(String, u64)> {
    found.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect()
}

/// Two jobs of the state wait for parents that failed or were canceled, and one is due without a scheduler.
fn what_rq_made_undisturbed_is_sound(version: &str) {
    let server = Server::start();
    let rich = states::rich(version, &server);
    let output = doctor(&server);
    let expected = set(&[("blocked", 2), ("overdue", 1), ("persistence", 0)]);
    assert_eq!(speaking(&output), expected, "{}", output.raw());
    assert_eq!(output.json()["totals"]["jobs"], rich.statuses.len());
}

fn what_is_wrong_is_found(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    states::abandoned(&mut rq, &server, "left", json!({}));
    states::taken(&mut rq, "taken", "default");
    let found: BTreeSet<String> = speaking(&doctor(&server)).into_iter().map(|(name, _)| name).collect();
    assert!(found.contains("abandoned") && found.contains("dead_workers"), "{found:?}");
    assert!(!found.contains("lost") && !found.contains("left_over"), "{found:?}");
}

/// Jobs that finish, fail, are retried at once and later, depend on others, and are gone as soon as they are done.
fn batch(first: usize) -> Vec<Value> {
    (first..first + 20)
        .map(|n| {
            let id = format!("j{n}");
            let mut job = match n % 5 {
                0 => json!({"func": "tasks.quick", "result_ttl": 0}),
                1 => json!({"func": "tasks.noted", "args": [0.01, 1], "retry": {"max": 3}}),
                2 => json!({"func": "tasks.noted", "args": [0.0, 1], "retry": {"max": 2, "interval": [1]}}),
                3 => json!({"func": "tasks.quick", "depends_on": [format!("j{}", n - 1)], "result_ttl": 1}),
                _ => json!({"func": "tasks.failing", "failure_ttl": 2}),
            };
            job["id"] = json!(id);
            job
        })
        .collect()
}

/// Beside workers and a scheduler at work.
fn a_live_installation_raises_no_alarm(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let scheduling = WorkerOptions { with_scheduler: true, ..WorkerOptions::default() };
    let _crew = [scheduling, WorkerOptions::default(), WorkerOptions::default()]
        .map(|options| rq.worker(&server, options));
    let (mut jobs, mut looks) = (0, 0);
    let mut running: Option<Running> = None;
    let begun = Instant::now();
    // However quick the looks are: several batches are worked off beside them.
    while looks < scale(4, 100) || jobs < 60 {
        assert!(begun.elapsed() < Duration::from_secs(scale(60, 1_200) as u64), "{looks} looks, {jobs} jobs");
        rq.call("enqueue_all", json!({ "jobs": batch(jobs) }));
        jobs += 20;
        wait_until("the queue to be short", Duration::from_secs(60), || {
            if running.as_mut().is_some_and(Running::ended) {
                let output = running.take().expect("it ended").wait();
                let wrong: Vec<_> = speaking(&output)
                    .into_iter()
                    .filter(|(name, _)| INTEGRITY.contains(&name.as_str()))
                    .collect();
                assert!(wrong.is_empty(), "{wrong:?} {}", output.raw());
                looks += 1;
            }
            running.get_or_insert_with(|| server.rqctl(&["doctor", "-o", "json"]).spawn());
            server.redis.cmd::<i64>(&["LLEN", "rq:queue:default"]) < 10
        });
    }
}

on_every_version!(
    what_rq_made_undisturbed_is_sound,
    what_is_wrong_is_found,
    a_live_installation_raises_no_alarm,
);

/// What no version that lives here minds is a warning, and renaming it makes it good.
#[test]
fn migrate_ids_and_the_doctor_agree() {
    let server = Server::start();
    states::odd_ids(&server);
    let illegal = |output: &Output| {
        let items = output.json()["items"].as_array().expect("items").clone();
        items.into_iter().find(|item| item["check"] == "illegal_ids").expect("the check")
    };
    let before = illegal(&doctor(&server));
    assert_eq!((&before["severity"], &before["count"]), (&json!("warn"), &json!(states::ODD_IDS.len() * 6)));
    server.rqctl(&["migrate-ids", "--check"]).run().exits(1);
    server.rqctl(&["migrate-ids", "--apply", "--yes", "--live"]).run();
    let check = server.rqctl(&["migrate-ids", "--check"]).run();
    let after = illegal(&doctor(&server));
    assert_eq!(after["severity"] == "ok", check.code == Some(0), "{after} {}", check.raw());
}
