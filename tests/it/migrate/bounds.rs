//! What a run costs the server and itself, however large the state.

use harness::{Near, Server, scale};

use super::{job, migrate, new, text, was};

/// Sends many commands at a time.
fn pour(server: &Server, count: usize, command: impl Fn(usize) -> Vec<Vec<u8>>) {
    for from in (0..count).step_by(10_000) {
        let commands: Vec<_> = (from..count.min(from + 10_000)).map(&command).collect();
        server.redis.batch(&commands);
    }
}

fn words(words: &[&str]) -> Vec<Vec<u8>> {
    words.iter().map(|w| w.as_bytes().to_vec()).collect()
}

/// A parent and a child with this many of kin each, all waiting.
fn family(server: &Server, size: usize) {
    job(server, "parent.1", "failed", &[]);
    job(server, "child.1", "deferred", &[("dependency_id", "dep-0")]);
    server.redis.run(&["ZADD", "rq:failed:q", "9999999999", "parent.1"]);
    server.redis.run(&["ZADD", "rq:deferred:q", "1", "child.1"]);
    let at = "2026-11-24T06:10:49.008579Z";
    pour(server, size, |n| {
        let hash = format!("rq:job:kid-{n}");
        words(&[
            "HSET",
            &hash,
            "data",
            "x",
            "status",
            "deferred",
            "origin",
            "q",
            "created_at",
            at,
            "dependency_id",
            "parent.1",
            "dependency_ids",
            "[\"parent.1\"]",
        ])
    });
    pour(server, size, |n| words(&["SADD", "rq:job:parent.1:dependents", &format!("kid-{n}")]));
    pour(server, size, |n| words(&["SADD", &format!("rq:job::kid-{n}:dependencies"), "parent.1"]));
    pour(server, size, |n| words(&["SADD", "rq:job::child.1:dependencies", &format!("dep-{n}")]));
    pour(server, size, |n| words(&["SADD", &format!("rq:job:dep-{n}:dependents"), "child.1"]));
}

#[test]
fn a_job_with_thousands_of_dependents_is_renamed_in_bounded_steps() {
    let server = Server::start();
    let size = scale(5_000, 1_000_000);
    family(&server, size);
    let (_, counts) = server.redis.commands_of(|| {
        migrate(&server, &["--apply", "--yes"]).ok();
    });
    // Whoever watches the server counts such answers as errors of an application.
    let errors: String = server.redis.cmd(&["INFO", "errorstats"]);
    assert!(!errors.contains("WRONGTYPE"), "{errors}");
    let (parent, child) = (text("parent.1"), text("child.1"));
    was(&server, &parent, "parent.1");
    was(&server, &child, "child.1");
    let count = |key: &str| server.redis.cmd::<usize>(&["SCARD", key]);
    assert_eq!(count(&format!("rq:job:{parent}:dependents")), size);
    assert_eq!(count(&format!("rq:job::{child}:dependencies")), size);
    for n in [0, size / 2, size - 1] {
        let kid = server.redis.cmd::<Vec<String>>(&["SMEMBERS", &format!("rq:job::kid-{n}:dependencies")]);
        assert_eq!(kid, std::slice::from_ref(&parent));
        let hash = format!("rq:job:kid-{n}");
        assert_eq!(server.redis.field(&hash, "dependency_id").as_deref(), Some(&*parent));
        assert_eq!(server.redis.field(&hash, "dependency_ids"), Some(format!("[\"{parent}\"]")));
        let dep = server.redis.cmd::<Vec<String>>(&["SMEMBERS", &format!("rq:job:dep-{n}:dependents")]);
        assert_eq!(dep, std::slice::from_ref(&child));
    }
    // Each relative is named beside and dropped, fifty a script: no script looks at a whole family.
    let scripts = counts.get("evalsha").copied().unwrap_or(0) as usize;
    assert!(scripts >= 4 * size / 50, "{scripts} scripts for {size} of kin on either side");
    migrate(&server, &["--check"]).ok();
}

#[test]
fn a_large_family_is_left_alone_where_the_new_name_is_taken() {
    let server = Server::start();
    family(&server, 300);
    for old in ["parent.1", "child.1"] {
        job(&server, text(old), "queued", &[]);
    }
    let before = server.redis.dump();
    migrate(&server, &["--apply", "--yes"]).exits(1);
    before.without("rq:rqctl").assert_same(&server.redis.dump().without("rq:rqctl"), Near::SECONDS);
}

#[test]
fn the_commands_of_a_run_grow_with_the_jobs_and_no_faster() {
    let commands = |jobs: usize| {
        let server = Server::start();
        pour(&server, jobs, |n| words(&["RPUSH", "rq:queue:q", &format!("j.{n}")]));
        pour(&server, jobs, |n| words(&["RPUSH", "rq:queue:q", &format!("fine-{n}")]));
        let of = |id: String| {
            words(&["HSET", &format!("rq:job:{id}"), "data", "x", "status", "queued", "origin", "q"])
        };
        pour(&server, jobs, |n| of(format!("j.{n}")));
        pour(&server, jobs, |n| of(format!("fine-{n}")));
        let (_, counts) = server.redis.commands_of(|| {
            migrate(&server, &["--apply", "--yes"]).ok();
        });
        let first = server.redis.cmd::<Vec<Vec<u8>>>(&["LRANGE", "rq:queue:q", "0", "0"]);
        assert_eq!(first, [new("j.0")]);
        counts.iter().filter(|(name, _)| *name != "info").map(|(_, n)| *n).sum::<u64>()
    };
    let (few, many) = (commands(500), commands(2_000));
    let ratio = many as f64 / few as f64;
    assert!((3.0..4.3).contains(&ratio), "{few} commands for 500, {many} for 2,000: {ratio:.2}");
    // A queued job costs these many commands of the server, its scripts' own included.
    assert!(many < 2_000 * 80, "{} commands a job", many / 2_000);
}
