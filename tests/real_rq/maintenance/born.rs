//! `orphans` and `lost` beside producers: a job that is being enqueued loses nothing.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use harness::{Near, Rq, Server, VERSIONS, scale, states};
use rqctl::ops::maintenance::item::Action;
use serde_json::json;

use super::looks::{AT_ONCE, looks};

/// RQ up to 2.12 names a scheduled job in its registry before it writes the hash.
#[test]
fn a_scheduled_job_may_be_named_before_it_is_written() {
    let server = Server::start();
    let mut rq = Rq::start("2.12.0", &server);
    rq.enqueue("tasks.quick", json!({"id": "known", "in": 600}));
    let now: Vec<i64> = server.redis.cmd(&["TIME"]);
    let due = (now[0] + 600).to_string();
    for id in ["born", "moved", "gone"] {
        server.redis.run(&["ZADD", "rq:scheduled:default", &due, id]);
    }
    let done = looks(&server, "orphans", true, AT_ONCE, |redis| {
        redis.run(&["HSET", "rq:job:born", "status", "scheduled"]);
        redis.run(&["ZADD", "rq:scheduled:default", "4000000000", "moved"]);
    });
    assert_eq!(done, [(Action::Removed, "gone".to_owned())]);
    let mut left: Vec<String> = server.redis.cmd(&["ZRANGE", "rq:scheduled:default", "0", "-1"]);
    // A second may have begun since RQ scheduled its job, so that their order is nobody's.
    left.sort();
    assert_eq!(left, ["born", "known", "moved"]);
}

/// Passes without a pause, while a producer enqueues, schedules, and makes jobs that depend on others.
#[test]
fn jobs_are_enqueued_beside_passes_and_none_is_missing() {
    for version in ["1.16.2", "2.0.0", "2.12.0", "3.0.0"] {
        let server = Server::start();
        let jobs: Vec<_> = (0..scale(300, 3_000))
            .map(|n| match n % 3 {
                0 => json!({"id": format!("s{n}"), "in": 600}),
                1 => json!({"id": format!("q{n}")}),
                _ => json!({"id": format!("d{n}"), "depends_on": [format!("q{}", n - 1)]}),
            })
            .collect();
        let mut rq = Rq::start(version, &server);
        let over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    let done = looks(&server, "orphans,lost", true, Duration::from_secs(2), |_| {});
                    assert_eq!(done, [], "{version}");
                }
            });
            for jobs in jobs.chunks(30) {
                rq.call("enqueue_all", json!({ "jobs": jobs }));
            }
            over.store(true, Ordering::Relaxed);
        });
        let count = |command: &str, key: &str| server.redis.cmd::<usize>(&[command, key]);
        let places = [
            ("ZCARD", "rq:scheduled:default"),
            ("LLEN", "rq:queue:default"),
            ("ZCARD", "rq:deferred:default"),
        ];
        for (command, key) in places {
            assert_eq!(count(command, key), jobs.len() / 3, "{version} {key}");
        }
    }
}

/// What RQ made and nobody disturbed: nothing has run out, and there are no orphans, no poison, and nothing is lost.
/// Only RQ 3.0's job that is ready would be queued.
#[test]
fn a_sound_installation_is_left_as_it_is() {
    for version in VERSIONS {
        let server = Server::start();
        let _rich = states::rich(version, &server);
        let before = server.redis.dump();
        let tasks = "finished,started,failed,workers,intermediate,rate-limits,groups,orphans,lost,quarantine";
        assert_eq!(looks(&server, tasks, true, AT_ONCE, |_| {}), [], "{version}");
        before.assert_same(&server.redis.dump(), Near::SECONDS);
    }
}
