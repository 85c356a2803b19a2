//! Maintenance on private servers: what cron sees, whom the locks belong to, what each step looks at again.

mod guards;
mod locks;
mod report;
mod request;

use harness::{Redis, Server};

/// What a worker that died leaves behind: a started job whose deadline passed five minutes ago. `more` are further
/// fields of its hash.
fn abandoned(redis: &Redis, id: &str, more: &[(&str, &str)]) {
    job(redis, id, "started", more);
    let execution = "0123456789abcdef0123456789abcdef";
    redis.run(&["ZADD", "rq:wip:q", &(now(redis) - 300).to_string(), &format!("{id}:{execution}")]);
}

/// A job of the queue `q`.
fn job(redis: &Redis, id: &str, status: &str, more: &[(&str, &str)]) {
    let key = format!("rq:job:{id}");
    let fields = [
        ("status", status),
        ("origin", "q"),
        ("data", "x"),
        ("created_at", "2026-11-24T06:00:00.000000Z"),
        ("enqueued_at", "2026-11-24T06:00:00.000000Z"),
        ("started_at", "2026-11-24T06:00:01.000000Z"),
        ("worker_name", "gone"),
    ];
    for (field, value) in fields.iter().chain(more) {
        redis.run(&["HSET", &key, field, value]);
    }
    redis.run(&["SADD", "rq:queues", "rq:queue:q"]);
}

fn now(redis: &Redis) -> i64 {
    redis.cmd::<(i64, i64)>(&["TIME"]).0
}

/// A live worker of this version that serves `q`.
fn worker(redis: &Redis, name: &str, version: &str, more: &[(&str, &str)]) {
    let key = format!("rq:worker:{name}");
    for (field, value) in
        [("version", version), ("queues", "q"), ("state", "idle"), ("birth", "2026-11-24T06:00:00.000000Z")]
            .iter()
            .chain(more)
    {
        redis.run(&["HSET", &key, field, value]);
    }
    redis.run(&["SADD", "rq:workers", &key]);
    redis.run(&["SADD", "rq:workers:q", &key]);
}

fn status(server: &Server, id: &str) -> String {
    server.redis.field(&format!("rq:job:{id}"), "status").unwrap_or_default()
}

/// A run that has to succeed.
fn run(server: &Server, args: &[&str]) -> String {
    server.rqctl(&["maintenance", "run"]).args(args).run().ok()
}
