//! The tasks that are done only where `--tasks` names them.

use harness::{Near, Redis, Rqctl, Server};
use serde_json::Value;

use super::{job, now, run, status, worker};

const EXECUTION: &str = "0123456789abcdef0123456789abcdef";

/// Names a job in every place but the queue that it waits in, and but the scheduled registry: what stands there is
/// looked at twice.
fn everywhere(redis: &Redis, id: &str) {
    for registry in ["wip", "finished", "failed", "deferred", "canceled", "ready"] {
        redis.run(&["ZADD", &format!("rq:{registry}:q"), "1", id]);
    }
    redis.run(&["ZADD", "rq:wip:q", "1", &format!("{id}:{EXECUTION}")]);
    redis.run(&["RPUSH", "rq:queue:q", id]);
    redis.run(&["RPUSH", "rq:queue:q:intermediate", id]);
    redis.run(&["HSET", "rq:rqctl:held:q", id, "{}"]);
    redis.run(&["SADD", "rq:rl-keys", "limit"]);
    redis.run(&["ZADD", "rq:rl:limit:rate_limited", "1", id]);
    redis.run(&["ZADD", "rq:rl:limit:allowed", "1", id]);
    redis.run(&["SADD", "rq:groups", "g"]);
    redis.run(&["SADD", "rq:group:g", id]);
    redis.run(&["SADD", "rq:job:parent:dependents", id]);
}

/// The keys that RQ keeps beside a job.
fn beside(redis: &Redis, id: &str) {
    redis.run(&["SADD", &format!("rq:job::{id}:dependencies"), "parent"]);
    redis.run(&["SADD", &format!("rq:job:{id}:dependents"), "child"]);
    redis.run(&["XADD", &format!("rq:results:{id}"), "1-1", "type", "1"]);
    redis.run(&["ZADD", &format!("rq:executions:{id}"), "1", EXECUTION]);
    redis.run(&["HSET", &format!("rq:execution:{id}:{EXECUTION}"), "last_heartbeat", "1"]);
    redis.run(&["SET", &format!("rq:queue:q:intermediate:first_seen:{id}"), "1"]);
}

#[test]
fn what_has_no_job_goes_from_every_place_and_what_has_one_stays() {
    let (server, expected) = (Server::start(), Server::start());
    for server in [&server, &expected] {
        for id in ["here", "parent", "child"] {
            job(&server.redis, id, "deferred", &[]);
        }
        everywhere(&server.redis, "here");
        beside(&server.redis, "here");
    }
    for id in ["gone", "a:b", "user@x"] {
        everywhere(&server.redis, id);
        beside(&server.redis, id);
    }
    // The set of one that is gone, in which a job still waits, says what that job waits for.
    for server in [&server, &expected] {
        server.redis.run(&["SADD", "rq:job:gone:dependents", "child"]);
    }
    for id in ["a:b", "user@x"] {
        server.redis.run(&["DEL", &format!("rq:job:{id}:dependents")]);
    }
    let dry = server.rqctl(&["maintenance", "run", "--tasks", "orphans", "--dry-run", "-o", "jsonl"]).run();
    let would: u64 = dry.jsonl().iter().filter_map(|item| item["count"].as_u64()).sum();
    assert_eq!(would, 3 * 19, "{}", dry.raw());
    let said = run(&server, &["--tasks", "orphans"]);
    // What a list and our own hash named went in one step.
    assert_eq!(said, format!("maintenance: removed {}\n", would - 3));
    server.redis.dump().assert_same(&expected.redis.dump(), Near::SECONDS);
    assert_eq!(run(&server, &["--tasks", "orphans"]), "");
}

#[test]
fn a_job_that_still_runs_though_it_was_deleted_keeps_its_entries() {
    let server = Server::start();
    let ahead = (now(&server.redis) + 60).to_string();
    let composite = format!("gone:{EXECUTION}");
    server.redis.run(&["SADD", "rq:queues", "rq:queue:q"]);
    server.redis.run(&["ZADD", "rq:wip:q", &ahead, "old", "1", &composite]);
    server.redis.run(&["HSET", &format!("rq:execution:{composite}"), "created_at", "1795500650.5"]);
    server.redis.run(&["EXPIRE", &format!("rq:execution:{composite}"), "60"]);
    worker(&server.redis, "w", "2.6.1", &[("current_job", "claimed")]);
    server.redis.run(&["ZADD", "rq:wip:q", "1", "claimed"]);
    let before = server.redis.dump();
    assert_eq!(run(&server, &["--tasks", "orphans"]), "");
    before.assert_same(&server.redis.dump(), Near::SECONDS);
}

#[test]
fn what_belongs_to_no_queue_stays_where_a_queue_is_named() {
    let server = Server::start();
    job(&server.redis, "parent", "finished", &[]);
    everywhere(&server.redis, "gone");
    beside(&server.redis, "gone");
    server.redis.run(&["SADD", "rq:queues", "rq:queue:other"]);
    server.redis.run(&["ZADD", "rq:failed:other", "1", "gone"]);
    run(&server, &["--tasks", "orphans", "-q", "q"]);
    let keys: Vec<String> = server.redis.cmd(&["KEYS", "rq:*:q"]);
    assert_eq!(keys, Vec::<String>::new());
    for key in ["rq:failed:other", "rq:results:gone", "rq:rl:limit:allowed", "rq:group:g"] {
        assert!(server.redis.exists(key), "{key}");
    }
}

#[test]
fn a_slot_that_gets_free_is_filled() {
    let server = Server::start();
    let limit = [("rate_limit_key", "limit"), ("rate_limit_concurrency", "1")];
    job(&server.redis, "waits", "rate_limited", &limit);
    server.redis.run(&["SADD", "rq:rl-keys", "limit"]);
    server.redis.run(&["HSET", "rq:rl:limit", "concurrency", "1"]);
    server.redis.run(&["ZADD", "rq:rl:limit:allowed", "1", "gone"]);
    server.redis.run(&["ZADD", "rq:rl:limit:rate_limited", "1", "waits"]);
    run(&server, &["--tasks", "orphans"]);
    assert_eq!(status(&server, "waits"), "queued");
    assert_eq!(server.redis.cmd::<Vec<String>>(&["ZRANGE", "rq:rl:limit:allowed", "0", "-1"]), ["waits"]);
}

/// Five pages of entries of several kinds: none is passed over because others went.
#[test]
fn many_orphans_go_in_one_pass() {
    let server = Server::start();
    server.redis.run(&["SADD", "rq:queues", "rq:queue:q"]);
    let fill = "for i = 1, 5000 do
        redis.call('ZADD', 'rq:failed:q', i, 'f' .. i)
        redis.call('RPUSH', 'rq:queue:q', 'w' .. i)
        redis.call('RPUSH', 'rq:queue:q:intermediate', 't' .. i)
        redis.call('SADD', 'rq:job:parent:dependents', 'd' .. i)
        redis.call('SET', 'rq:queue:q:intermediate:first_seen:s' .. i, '1')
    end";
    server.redis.run(&["EVAL", fill, "0"]);
    job(&server.redis, "parent", "finished", &[]);
    assert_eq!(run(&server, &["--tasks", "orphans"]), "maintenance: removed 25,000\n");
    let mut left: Vec<String> = server.redis.cmd(&["KEYS", "*"]);
    left.sort();
    assert_eq!(left, ["rq:job:parent", "rq:queues"]);
}

fn items(server: &Server, args: &[&str], code: i32) -> Vec<Value> {
    let output = server.rqctl(&["maintenance", "run", "-o", "jsonl"]).args(args).run();
    output.exits(code);
    output.jsonl().into_iter().filter(|line| line.get("task").is_some()).collect()
}

fn brief(items: &[Value]) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let mut brief: Vec<String> = items
        .iter()
        .map(|i| format!("{} {} {}", text(&i["job_id"]), text(&i["action"]), text(&i["reason"])))
        .collect();
    brief.sort();
    brief
}

#[test]
fn poison_is_held_and_what_cannot_be_held_is_named() {
    let server = Server::start();
    worker(&server.redis, "w", "3.0.0", &[]);
    for (id, status) in [("a:b", "queued"), ("a.b", "queued"), ("fine", "queued"), ("later.x", "scheduled")] {
        job(&server.redis, id, status, &[("data", "x"), ("description", "")]);
    }
    job(&server.redis, "child.x", "deferred", &[]);
    for id in ["a:b", "fine", "a.b", "no.job"] {
        server.redis.run(&["RPUSH", "rq:queue:q", id]);
    }
    server.redis.run(&["ZADD", "rq:scheduled:q", "4000000000", "later.x"]);
    server.redis.run(&["ZADD", "rq:deferred:q", "1", "child.x"]);
    let before = brief(&items(&server, &["--tasks", "quarantine", "--dry-run"], 3));
    let done = items(&server, &["--tasks", "quarantine"], 3);
    let expected =
        ["a.b held -", "a:b held -", "child.x left illegal_id", "later.x held -", "no.job left orphan"];
    assert_eq!(brief(&done), expected);
    assert_eq!(
        before,
        expected.map(|line| line.replace("held", "would_hold").replace("left", "would_leave"))
    );
    let queued: Vec<String> = server.redis.cmd(&["LRANGE", "rq:queue:q", "0", "-1"]);
    assert_eq!(queued, ["fine", "no.job"]);
    let kept: String = server.redis.cmd(&["HGET", "rq:rqctl:held:q", "a:b"]);
    assert!(kept.contains("quarantine"), "{kept}");
    // A second pass finds nothing but what cannot be held.
    let again = brief(&items(&server, &["--tasks", "quarantine"], 3));
    assert_eq!(again, ["child.x left illegal_id", "no.job left orphan"]);
    server.rqctl(&["maintenance", "run", "--tasks", "orphans"]).run().ok();
    assert_eq!(brief(&items(&server, &["--tasks", "quarantine"], 3)), ["child.x left illegal_id"]);
}

#[test]
fn an_entry_without_a_job_that_would_end_a_worker_is_named_with_the_task_that_removes_it() {
    let server = Server::start();
    worker(&server.redis, "w", "3.0.0", &[]);
    server.redis.run(&["SADD", "rq:queues", "rq:queue:q"]);
    server.redis.run(&["RPUSH", "rq:queue:q", "no-job", "no.job"]);
    let output = server.rqctl(&["maintenance", "run"]).run();
    output.exits(3);
    assert!(output.stderr().contains("maintenance run --tasks orphans"), "{}", output.raw());
    assert_eq!(run(&server, &["--tasks", "orphans"]), "maintenance: removed 2\n");
    assert_eq!(run(&server, &[]), "");
}

#[test]
fn canceled_jobs_go_once_they_are_old_enough() {
    let server = Server::start();
    for (id, age) in [("old", 40), ("young", 20)] {
        job(&server.redis, id, "canceled", &[]);
        beside(&server.redis, id);
        let at = (now(&server.redis) - age * 86_400).to_string();
        server.redis.run(&["ZADD", "rq:canceled:q", &at, id]);
    }
    // One that runs again is not canceled any more, whatever the registry says.
    job(&server.redis, "again", "queued", &[]);
    server.redis.run(&["ZADD", "rq:canceled:q", "1", "again"]);
    let args = ["--tasks", "canceled", "--canceled-older-than", "30d"];
    let done = items(&server, &args, 0);
    assert_eq!(brief(&done), ["old removed -"]);
    assert!(done[0]["message"].as_str().unwrap().starts_with("canceled at 20"), "{}", done[0]);
    let mut left: Vec<String> = server.redis.cmd(&["KEYS", "*old*"]);
    left.sort();
    // An execution of a job that was not running when it was canceled goes by its time to live.
    assert_eq!(left, Vec::<String>::new());
    assert_eq!(server.redis.cmd::<Vec<String>>(&["ZRANGE", "rq:canceled:q", "0", "-1"]), ["again", "young"]);
    assert_eq!(run(&server, &args), "");
}

#[test]
fn results_that_outlive_their_job_get_its_time_to_live() {
    let server = Server::start();
    for (id, status, registry) in [
        ("failed", "failed", "failed"),
        ("done", "finished", "finished"),
        ("kept", "failed", "failed"),
        ("has", "failed", "failed"),
        ("waits", "queued", "deferred"),
    ] {
        job(&server.redis, id, status, &[]);
        server.redis.run(&["ZADD", &format!("rq:{registry}:q"), "4000000000", id]);
        server.redis.run(&["XADD", &format!("rq:results:{id}"), "1-1", "type", "2"]);
        if id != "kept" {
            server.redis.run(&["EXPIRE", &format!("rq:job:{id}"), "5000"]);
        }
    }
    server.redis.run(&["EXPIRE", "rq:results:has", "9000"]);
    let ttl = |id: &str| server.redis.cmd::<i64>(&["TTL", &format!("rq:results:{id}")]);
    let dry = server.rqctl(&["maintenance", "run", "--tasks", "expire-results", "--dry-run"]).run();
    assert!(dry.ok().contains("let 2 streams expire"), "{}", dry.raw());
    assert_eq!(ttl("failed"), -1);
    assert_eq!(run(&server, &["--tasks", "expire-results"]), "maintenance: marked 2\n");
    assert_eq!(["failed", "done", "kept", "has", "waits"].map(|id| (ttl(id) + 5) / 1_000), [5, 5, 0, 9, 0]);
    assert_eq!([ttl("kept"), ttl("waits")], [-1, -1]);
    assert_eq!(run(&server, &["--tasks", "expire-results"]), "");
}

#[test]
fn a_pass_asks_for_no_more_than_its_tasks_use() {
    let server = Server::start();
    let url = server.user("cron", &["~*", "&*", "+@all", "-lset", "-pexpire"]);
    Rqctl::new(&["-u", &url, "maintenance", "run"]).run().ok();
    for task in ["orphans", "expire-results"] {
        let output = Rqctl::new(&["-u", &url, "maintenance", "run", "--tasks", task]).run();
        output.exits(4);
        assert!(output.stderr().contains("ACL SETUSER cron +"), "{}", output.raw());
    }
}
