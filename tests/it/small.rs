//! The small nouns: schedulers, cron, groups, rate limits.

use harness::Server;
use serde_json::{Value, json};

#[track_caller]
fn items(server: &Server, args: &[&str]) -> Vec<Value> {
    let output = server.rqctl(args).args(&["-o", "json"]).run();
    output.exits(0).json()["items"].as_array().expect("items").clone()
}

#[test]
fn a_scheduler_is_known_by_its_locks() {
    let server = Server::start();
    for queue in ["default", "mail", "old"] {
        server.redis.run(&["SADD", "rq:queues", &format!("rq:queue:{queue}")]);
    }
    for queue in ["default", "mail"] {
        server.redis.run(&["SET", &format!("rq:scheduler-lock:{queue}"), "9c2f1e", "EX", "61"]);
    }
    server.redis.run(&["SET", "rq:scheduler-lock:old", "4121", "EX", "61"]);
    let fields = [
        "hostname",
        "app-1",
        "pid",
        "77",
        "queues",
        "default,mail,side",
        "created_at",
        "2026-11-24T06:10:49.000000Z",
    ];
    server.redis.run(&[&["HSET", "rq:scheduler:9c2f1e"], &fields[..]].concat());
    let seen = items(&server, &["schedulers", "list"]);
    assert_eq!(json!([seen[0]["name"], seen[0]["pid"], seen[0]["hostname"]]), json!([null, "4121", null]));
    assert_eq!(seen[0]["queues"], json!(["old"]));
    assert_eq!(
        json!([seen[1]["name"], seen[1]["pid"], seen[1]["hostname"]]),
        json!(["9c2f1e", "77", "app-1"])
    );
    assert_eq!(seen[1]["queues"], json!(["default", "mail", "side"]));
    assert_eq!(seen[1]["locks"][1]["queue"], "mail");
    assert!((1.0..=61.0).contains(&seen[1]["locks"][1]["ttl_s"].as_f64().expect("a number")));
}

#[test]
fn cron_jobs_are_listed_by_scheduler_and_found_again_in_their_history() {
    let server = Server::start();
    let (now, _): (i64, i64) = server.redis.cmd(&["TIME"]);
    let beat = now.to_string();
    server.redis.run(&["ZADD", "rq:cron_schedulers", &beat, "app-1:811:9c2f1e", "1000", "app-2:1:aaaaaa"]);
    let jobs = r#"[{"func_name": "shop.nightly", "name": "nightly", "queue_name": "default", "cron": "0 3 * * *",
        "interval": null, "latest_enqueue_time": null, "next_enqueue_time": "2026-11-24T03:00:00.000000Z"},
        {"func_name": "shop.often", "queue_name": "mail", "interval": 30}]"#;
    server.redis.run(&["HSET", "rq:cron_scheduler:app-1:811:9c2f1e", "cron_jobs", jobs]);
    let seen = items(&server, &["cron", "list"]);
    assert_eq!(seen.len(), 3);
    assert_eq!(seen[0]["next_at"], "2026-11-24T03:00:00.000000Z");
    assert_eq!(
        json!([seen[1]["name"], seen[1]["function"], seen[1]["interval_s"]]),
        json!([null, "shop.often", 30.0])
    );
    assert_eq!(json!([seen[2]["scheduler"], seen[2]["function"]]), json!(["app-2:1:aaaaaa", null]));

    server.redis.run(&["ZADD", "rq:cron_jobs", "5", "nightly"]);
    for n in 0..60 {
        server.redis.run(&["ZADD", "rq:cron_job:nightly:jobs", &format!("{n}.5"), &format!("job-{n}")]);
    }
    server.redis.run(&["HSET", "rq:job:job-59", "status", "finished"]);
    let history = items(&server, &["cron", "history", "nightly"]);
    assert_eq!(history.len(), 60);
    assert_eq!(
        history[0],
        json!({"job_id": "job-59", "at": "1970-01-01T00:00:59.500000Z", "status": "finished"})
    );
    assert_eq!(history[1]["status"], Value::Null);
    let ids = server.rqctl(&["cron", "history", "nightly", "-o", "ids", "--limit", "2"]).run().ok();
    assert_eq!(ids, "job-59\njob-58\n");
    let table = server.rqctl(&["cron", "history", "nightly"]).run();
    assert_eq!(table.ok().lines().count(), 51);
    assert!(table.stderr().contains("first 50 jobs, there are more"), "{}", table.raw());
    let wrong = server.rqctl(&["cron", "history", "nigthly"]).run();
    wrong.exits(1);
    assert!(wrong.stderr().contains("hint: rqctl cron history nightly"), "{}", wrong.raw());
}

#[test]
fn groups_are_counted_whole_however_large() {
    let server = Server::start();
    server.redis.run(&["SADD", "rq:groups", "batch", "large", "without-a-set"]);
    server.redis.run(&["SADD", "rq:group:batch", "a", "b", "c"]);
    server.redis.run(&["HSET", "rq:job:b", "status", "queued"]);
    let members: Vec<String> = (0..5000).map(|n| format!("job-{n}")).collect();
    let words = [&["SADD".to_owned(), "rq:group:large".to_owned()], &members[..]].concat();
    server.redis.run(&words);
    assert_eq!(
        items(&server, &["groups", "list"]),
        [
            json!({"group": "batch", "jobs": 3, "missing": 2}),
            json!({"group": "large", "jobs": 5000, "missing": 5000}),
            json!({"group": "without-a-set", "jobs": 0, "missing": 0}),
        ]
    );
}

#[test]
fn a_group_shows_its_jobs() {
    let server = Server::start();
    server.redis.run(&["SADD", "rq:groups", "a*b", "axb"]);
    server.redis.run(&["SADD", "rq:group:a*b", "one", "gone"]);
    server.redis.run(&["SADD", "rq:group:axb", "other"]);
    for (id, group) in [("one", "a*b"), ("other", "axb")] {
        let fields = ["data", "x", "status", "queued", "origin", "q", "group_id", group];
        server.redis.run(&[&["HSET", &format!("rq:job:{id}")], &fields[..]].concat());
    }
    let output = server.rqctl(&["groups", "show", "a*b", "-o", "json"]).run();
    let document = output.exits(0).json();
    assert_eq!(document["schema"], "rqctl/groups.show/1");
    let items = document["items"].as_array().expect("items");
    assert_eq!(items.len(), 1);
    assert_eq!(json!([items[0]["id"], items[0]["status"]]), json!(["one", "queued"]));
    let wrong = server.rqctl(&["groups", "show", "a*c"]).run();
    wrong.exits(1);
    assert!(wrong.stderr().contains("hint: rqctl groups show 'a*b'"), "{}", wrong.raw());
}

#[test]
fn a_rate_limit_shows_who_has_a_slot_and_who_waits() {
    let server = Server::start();
    server.redis.run(&["SADD", "rq:rl-keys", "smtp"]);
    server.redis.run(&["HSET", "rq:rl:smtp", "concurrency", "1"]);
    server.redis.run(&["ZADD", "rq:rl:smtp:allowed", "10", "a"]);
    server.redis.run(&["ZADD", "rq:rl:smtp:rate_limited", "11", "b", "12", "c"]);
    server.redis.run(&["HSET", "rq:job:a", "status", "started"]);
    assert_eq!(
        items(&server, &["rate-limits", "list"]),
        [json!({"key": "smtp", "concurrency": 1, "allowed": 1, "waiting": 2})]
    );
    let shown = items(&server, &["rate-limits", "show", "smtp"]);
    assert_eq!(
        shown[0],
        json!({"job_id": "a", "slot": "allowed", "at": "1970-01-01T00:00:10.000000Z", "status": "started"})
    );
    assert_eq!(
        json!([shown[2]["job_id"], shown[2]["slot"], shown[2]["status"]]),
        json!(["c", "waiting", null])
    );
    let wrong = server.rqctl(&["rate-limits", "show", "smpt"]).run();
    wrong.exits(1);
    assert!(wrong.stderr().contains("hint: rqctl rate-limits show smtp"), "{}", wrong.raw());
}
