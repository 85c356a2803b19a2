//! A small installation with a job for every verb, and everything beside it that a verb may touch.

use harness::Server;

/// Now, as RQ writes it, so many seconds ago.
fn ago(server: &Server, seconds: i64) -> String {
    let (now, _): (i64, i64) = server.redis.cmd(&["TIME"]);
    let then = jiff::Timestamp::from_second(now - seconds).expect("a time");
    then.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string()
}

fn job(server: &Server, id: &str, status: &str, fields: &[&str]) {
    let at = ago(server, 300);
    let key = format!("rq:job:{id}");
    let common =
        ["HSET", &key, "status", status, "origin", "q", "data", "x", "created_at", &at, "enqueued_at", &at];
    server.redis.run(&[&common, fields].concat());
}

/// Fills a server.
pub fn fill(server: &Server) {
    let redis = &server.redis;
    let (now, _): (i64, i64) = redis.cmd(&["TIME"]);
    let (soon, later) = ((now + 300).to_string(), (now + 7200).to_string());
    redis.run(&["SADD", "rq:queues", "rq:queue:q"]);
    let limited = ["rate_limit_key", "smtp", "rate_limit_concurrency", "1"];

    job(server, "failed", "failed", &["ended_at", &ago(server, 200)]);
    job(server, "failed-limited", "failed", &limited);
    for id in ["failed", "failed-limited"] {
        redis.run(&["ZADD", "rq:failed:q", &later, id]);
        redis.run(&["EXPIRE", &format!("rq:job:{id}"), "7200"]);
        redis.run(&["SADD", &format!("rq:job:{id}:dependents"), "child"]);
        redis.run(&["SADD", &format!("rq:job::{id}:dependencies"), "parent"]);
    }

    job(server, "limited", "rate_limited", &limited);
    job(server, "queued-limited", "queued", &limited);
    redis.run(&["SADD", "rq:rl-keys", "smtp"]);
    redis.run(&["HSET", "rq:rl:smtp", "concurrency", "1"]);
    redis.run(&["ZADD", "rq:rl:smtp:allowed", &now.to_string(), "queued-limited"]);
    redis.run(&["ZADD", "rq:rl:smtp:rate_limited", &now.to_string(), "limited"]);

    // Everything that can stand beside a job.
    job(server, "full", "queued", &["group_id", "batch"]);
    job(server, "parent", "finished", &[]);
    job(server, "child", "deferred", &[]);
    redis.run(&["ZADD", "rq:finished:q", &later, "parent", &later, "full"]);
    redis.run(&["ZADD", "rq:deferred:q", &now.to_string(), "child"]);
    redis.run(&["SADD", "rq:job:full:dependents", "child"]);
    redis.run(&["SADD", "rq:job::child:dependencies", "full", "parent"]);
    redis.run(&["SADD", "rq:job::full:dependencies", "parent"]);
    redis.run(&["SADD", "rq:job:parent:dependents", "full", "child"]);
    redis.run(&["XADD", "rq:results:full", "5-1", "type", "2"]);
    let execution = "0123456789abcdef0123456789abcdef";
    redis.run(&["ZADD", "rq:executions:full", &(now - 60).to_string(), execution]);
    // What a late heartbeat leaves behind: nobody runs it.
    redis.run(&[
        "HSET",
        &format!("rq:execution:full:{execution}"),
        "last_heartbeat",
        "1",
        "worker_name",
        "w",
    ]);
    redis.run(&["SADD", "rq:worker:w:executions", &format!("full:{execution}")]);
    redis.run(&["SET", "rq:queue:q:intermediate:first_seen:full", "1"]);
    redis.run(&["HSET", "rq:rqctl:seen:q", "full", "1|x"]);
    redis.run(&["SADD", "rq:groups", "batch"]);
    redis.run(&["SADD", "rq:group:batch", "full"]);

    job(server, "scheduled", "scheduled", &[]);
    redis.run(&["ZADD", "rq:scheduled:q", &soon, "scheduled"]);
    job(server, "ready", "ready_to_enqueue", &[]);
    redis.run(&["ZADD", "rq:ready:q", &now.to_string(), "ready"]);

    job(server, "held", "queued", &[]);
    let enqueued: String = redis.cmd(&["HGET", "rq:job:held", "enqueued_at"]);
    let kept = format!(
        r#"{{"place":"queue","score":null,"position":3,"status":"queued","enqueued_at":"{enqueued}","held_at":null,"reason":"hold"}}"#
    );
    redis.run(&["HSET", "rq:rqctl:held:q", "held", &kept]);

    for id in ["first", "twice", "ghost", "full", "queued-limited", "twice"] {
        redis.run(&["RPUSH", "rq:queue:q", id]);
    }
    for id in ["first", "twice"] {
        job(server, id, "queued", &[]);
    }
    redis.run(&["SADD", "rq:queues", "rq:queue:bare"]);
}

/// Every verb, in the ways in which it goes through its scripts.
pub const ACTS: &[&[&str]] = &[
    &["jobs", "requeue", "failed"],
    &["jobs", "requeue", "failed-limited"],
    &["jobs", "requeue", "-s", "failed", "-y"],
    &["jobs", "requeue", "parent", "--force", "--to-queue", "bare"],
    &["jobs", "cancel", "full"],
    &["jobs", "cancel", "queued-limited"],
    &["jobs", "cancel", "full", "--enqueue-dependents", "--remove-from-dependencies"],
    &["jobs", "cancel", "-s", "queued", "-y"],
    &["jobs", "delete", "full"],
    &["jobs", "delete", "full", "--with-dependents", "-y"],
    &["jobs", "delete", "limited"],
    &["jobs", "delete", "-s", "queued", "-y"],
    &["jobs", "hold", "first"],
    &["jobs", "hold", "scheduled"],
    &["jobs", "hold", "limited"],
    &["jobs", "hold", "-s", "queued", "-y"],
    &["jobs", "release", "held"],
    &["jobs", "run-now", "scheduled"],
    &["jobs", "run-now", "child", "--ignore-dependencies"],
    &["jobs", "run-now", "ready"],
    &["queues", "empty", "q", "-y"],
    &["queues", "delete", "bare", "-y"],
    &["queues", "compact", "q", "-y"],
];
