//! RQ's maintenance lock: taken, respected, taken over, lost, given back.

use std::time::Duration;

use harness::{Server, wait_until};

use super::{abandoned, run, status};

const LOCK: &str = "rq:clean_registries:q";

/// What `maintenance run -o jsonl` says of the lock of `q`.
fn lock(server: &Server, args: &[&str]) -> String {
    let lines = server.rqctl(&["maintenance", "run", "-o", "jsonl"]).args(args).run();
    lines.ok();
    let end = lines.jsonl().pop().expect("a last line");
    end["end"]["totals"]["queues"][0]["lock"].as_str().expect("a word").to_owned()
}

#[test]
fn a_lock_is_taken_only_where_it_is_needed_and_given_back() {
    let server = Server::start();
    server.redis.run(&["SADD", "rq:queues", "rq:queue:q"]);
    server.redis.run(&["ZADD", "rq:finished:q", "1", "a"]);
    assert_eq!(lock(&server, &[]), "none");
    abandoned(&server.redis, "a", &[]);
    assert_eq!(lock(&server, &[]), "ours");
    assert_eq!(status(&server, "a"), "failed");
    assert!(!server.redis.exists(LOCK));
}

#[test]
fn what_another_has_locked_is_left_to_the_other_and_the_rest_is_done() {
    let server = Server::start();
    abandoned(&server.redis, "a", &[]);
    server.redis.run(&["ZADD", "rq:finished:q", "1", "a"]);
    for value in ["1", "rqctl:another", "somebody"] {
        server.redis.run(&["SET", LOCK, value, "EX", "800"]);
        assert_eq!(lock(&server, &[]), "other", "{value}");
        assert_eq!(status(&server, "a"), "started");
        assert_eq!(server.redis.cmd::<String>(&["GET", LOCK]), value);
    }
    assert!(!server.redis.exists("rq:finished:q"));
    // A lock of nobody's known habits is worth a word, one that a worker just took is not.
    let output = server.rqctl(&["maintenance", "run"]).run();
    assert_eq!(output.ok(), "");
    assert!(output.stderr().contains("q: `somebody` has had the maintenance lock"), "{}", output.raw());
    server.redis.run(&["SET", LOCK, "1", "EX", "839"]);
    assert_eq!(server.rqctl(&["maintenance", "run"]).run().stderr(), "");
    let output = server.rqctl(&["maintenance", "run", "-v"]).run();
    assert!(
        output.stderr().contains("q: a worker has had the maintenance lock for 1 min"),
        "{}",
        output.raw()
    );
}

#[test]
fn a_lock_of_rq_that_was_left_behind_is_taken_over() {
    let server = Server::start();
    let redis = &server.redis;
    abandoned(redis, "a", &[]);
    redis.run(&["SET", LOCK, "1", "EX", "598"]);
    assert_eq!(lock(&server, &["--take-over-after", "400s"]), "other");
    assert_eq!(lock(&server, &["--take-over-after", "0"]), "other");
    assert_eq!(lock(&server, &["--dry-run"]), "taken_over");
    assert_eq!(status(&server, "a"), "started");
    assert_eq!(lock(&server, &[]), "taken_over");
    assert_eq!(status(&server, "a"), "failed");
    assert!(!redis.exists(LOCK));
    // Only RQ's own value is known to be left behind; one without an end never goes away by itself.
    abandoned(redis, "b", &[]);
    redis.run(&["SET", LOCK, "rqctl:another", "EX", "1"]);
    assert_eq!(lock(&server, &[]), "other");
    redis.run(&["SET", LOCK, "1"]);
    assert_eq!(lock(&server, &[]), "taken_over");
}

#[test]
fn an_old_lock_is_told_where_it_is_never_taken_over() {
    let server = Server::start();
    abandoned(&server.redis, "a", &[]);
    server.redis.run(&["SET", LOCK, "1", "EX", "500"]);
    let output = server.rqctl(&["maintenance", "run", "--take-over-after", "0"]).run();
    assert_eq!(output.ok(), "");
    assert_eq!(
        output.stderr(),
        "rqctl: q: a worker has had the maintenance lock for 6 min; what needs it was left out\n"
    );
}

#[test]
fn without_a_lock_none_is_taken_or_respected() {
    let server = Server::start();
    abandoned(&server.redis, "a", &[]);
    server.redis.run(&["SET", LOCK, "1", "EX", "890"]);
    assert_eq!(lock(&server, &["--no-lock"]), "none");
    assert_eq!(status(&server, "a"), "failed");
    assert_eq!(server.redis.cmd::<String>(&["GET", LOCK]), "1");
}

#[test]
fn a_lock_can_be_waited_for() {
    let server = Server::start();
    abandoned(&server.redis, "a", &[]);
    server.redis.run(&["SET", LOCK, "1", "EX", "890"]);
    let mut waiting = server.rqctl(&["maintenance", "run", "--wait-lock", "60s"]).spawn();
    let looks = || server.redis.command_counts().get("pttl").copied().unwrap_or(0) > 3;
    wait_until("rqctl to wait for the lock", Duration::from_secs(20), looks);
    assert!(!waiting.ended());
    server.redis.run(&["DEL", LOCK]);
    assert_eq!(waiting.wait().ok(), "maintenance: failed 1\n");
    server.redis.run(&["SET", LOCK, "1", "EX", "890"]);
    abandoned(&server.redis, "b", &[]);
    assert_eq!(lock(&server, &["--wait-lock", "200ms"]), "other");
}

#[test]
fn a_wrong_type_under_a_lock_is_a_lock_of_somebody() {
    let server = Server::start();
    abandoned(&server.redis, "a", &[]);
    server.redis.run(&["RPUSH", LOCK, "x"]);
    assert_eq!(lock(&server, &[]), "other");
    assert_eq!(status(&server, "a"), "started");
}

#[test]
fn locks_are_listed_with_their_owners() {
    let server = Server::start();
    for queue in ["a", "b", "c", "d"] {
        server.redis.run(&["SADD", "rq:queues", &format!("rq:queue:{queue}")]);
    }
    for (queue, value) in [("a", "1"), ("b", "rqctl:x"), ("c", "17")] {
        server.redis.run(&["SET", &format!("rq:clean_registries:{queue}"), value, "EX", "800"]);
    }
    let listed = server.rqctl(&["maintenance", "locks", "-o", "jsonl"]).run();
    let owners: Vec<_> = listed
        .jsonl()
        .iter()
        .filter_map(|row| Some(format!("{} {}", row["queue"].as_str()?, row["owner"].as_str()?)))
        .collect();
    assert_eq!(owners, ["a rq", "b rqctl", "c unknown"]);
    assert_eq!(listed.jsonl()[0]["ttl_s"].as_f64().unwrap().round(), 800.0);
}

#[test]
fn a_step_without_the_lock_does_nothing_and_the_rest_is_left() {
    let server = Server::start();
    for n in 0..5 {
        abandoned(&server.redis, &format!("j{n}"), &[]);
    }
    // The lock is gone the moment that it was taken: whoever held it before ended and removed it.
    let script = "redis.call('SET', KEYS[1], 'other') return 1";
    server.redis.run(&["SET", LOCK, "1", "EX", "890"]);
    let mut waiting = server.rqctl(&["maintenance", "run", "--wait-lock", "60s", "-o", "jsonl"]).spawn();
    let looks = || server.redis.command_counts().get("pttl").copied().unwrap_or(0) > 1;
    wait_until("rqctl to wait for the lock", Duration::from_secs(20), looks);
    let thief = server.connect();
    server.redis.run(&["DEL", LOCK]);
    wait_until("the lock to be taken", Duration::from_secs(20), || {
        let taken: Option<String> = thief.cmd(&["GET", LOCK]);
        taken.is_some_and(|value| value.starts_with("rqctl:")) || waiting.ended()
    });
    let stolen: i64 = thief.cmd(&["EVAL", script, "1", LOCK]);
    assert_eq!(stolen, 1);
    let output = waiting.wait();
    let end = output.jsonl().pop().expect("a last line");
    let lock = end["end"]["totals"]["queues"][0]["lock"].clone();
    // It may have been done before the theft: then it was ours to the end, and nothing is left.
    let left = (0..5).filter(|n| status(&server, &format!("j{n}")) == "started").count();
    assert!((lock == "lost" && left > 0) || (lock == "ours" && left == 0), "{lock} {left} {}", output.raw());
    assert_eq!(server.redis.cmd::<String>(&["GET", LOCK]), "other");
}

#[test]
fn a_pass_beside_itself_does_everything_once() {
    let server = Server::start();
    for n in 0..200 {
        abandoned(&server.redis, &format!("j{n}"), &[("retries_left", "1")]);
    }
    let passes: Vec<_> = (0..3).map(|_| server.rqctl(&["maintenance", "run"]).spawn()).collect();
    for pass in passes {
        pass.wait().ok();
    }
    run(&server, &[]);
    let queued: Vec<String> = server.redis.cmd(&["LRANGE", "rq:queue:q", "0", "-1"]);
    let unique: std::collections::BTreeSet<_> = queued.iter().collect();
    assert_eq!((queued.len(), unique.len()), (200, 200));
    for n in 0..200 {
        assert_eq!(server.redis.field(&format!("rq:job:j{n}"), "retries_left").as_deref(), Some("0"));
    }
}
