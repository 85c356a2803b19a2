//! The screen of an incident: what it says, in which order, and what it does not claim.

use harness::{Server, snapshot_of};
use serde_json::{Value, json};

/// A server with queues by name.
fn with_queues(args: &[&str], names: &[&str]) -> Server {
    let server = Server::with(args);
    for name in names {
        server.redis.run(&["SADD", "rq:queues", &format!("rq:queue:{name}")]);
    }
    server
}

fn now(server: &Server) -> i64 {
    server.redis.cmd::<(i64, i64)>(&["TIME"]).0
}

fn text(seconds: i64) -> String {
    let at = jiff::Timestamp::from_second(seconds).expect("a time");
    at.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string()
}

/// An idle worker whose heartbeat is so many seconds old.
fn worker(server: &Server, name: &str, version: &str, queues: &str, silent: i64) {
    let key = format!("rq:worker:{name}");
    let beat = text(now(server) - silent);
    let host = name.split('.').next().unwrap_or(name);
    let fields =
        ["state", "idle", "version", version, "queues", queues, "hostname", host, "last_heartbeat", &beat];
    server.redis.run(&["SADD", "rq:workers", &key]);
    server.redis.run(&[&["HSET", &key], &fields[..]].concat());
    server.redis.run(&["EXPIRE", &key, "400"]);
}

/// A subscriber in a worker's place: it listens as long as it lives.
fn listen(server: &Server, names: &[&str]) -> harness::Redis {
    let connection = server.connect();
    for name in names {
        connection.run(&["SUBSCRIBE", &format!("rq:pubsub:{name}")]);
    }
    connection
}

fn job(server: &Server, id: &str, fields: &[&str]) {
    let (key, enqueued) = (format!("rq:job:{id}"), text(now(server) - 120));
    let all = [&["HSET", &key, "status", "queued", "enqueued_at", &enqueued], fields].concat();
    server.redis.run(&all);
}

/// The screen with what differs between runs masked.
fn screen(output: &harness::Output) -> String {
    let text = snapshot_of(&output.exits(0).stdout());
    let mask = |text: &str, pattern: &str, with: &str| {
        regex_lite::Regex::new(pattern).expect("a regex").replace_all(text, with).into_owned()
    };
    let text = mask(&text, "memory [0-9.]+( [kM]B)? of", "memory [SIZE] of");
    let text = mask(&text, "memory [0-9.]+ [kM]B,", "memory [SIZE] MB,");
    mask(&text, "(?m)^(redis|valkey) [0-9.]+", "redis [VERSION]")
}

/// One check of the JSON.
#[track_caller]
fn check(server: &Server, name: &str) -> Value {
    let output = server.rqctl(&["status", "-o", "json"]).run();
    let document = output.exits(0).json();
    let checks = document["items"][0]["checks"].as_array().expect("checks").clone();
    checks.into_iter().find(|check| check["check"] == name).unwrap_or_else(|| panic!("no {name}: {document}"))
}

/// Severity, meaning and remedy of one check.
#[track_caller]
fn says(server: &Server, name: &str) -> [String; 3] {
    let check = check(server, name);
    ["severity", "meaning", "fix"].map(|field| check[field].as_str().unwrap_or("-").to_owned())
}

#[test]
fn an_empty_server_is_at_rest() {
    let server = Server::start();
    let output = server.rqctl(&["status"]).run();
    insta::assert_snapshot!(screen(&output), @r"
    unlabelled  unix://[SOCKET] (from RQCTL_URL)  prefix rq  [TIME] UTC
    redis [VERSION], up [AGE], memory [SIZE] MB, no limit  RQ is not suspended
    no workers

    no queues: RQ has nothing in this database under this prefix

    nothing wrong at first sight
    ");
}

#[test]
fn one_screen_says_where_we_are_and_what_is_wrong() {
    let server = with_queues(&["--maxmemory", "64mb"], &["default", "mail", "reports", "low", "high"]);
    server.redis.run(&["HSET", "rq:rqctl:label", "name", "prod-eu", "protected", "1"]);
    worker(&server, "app-1.811", "2.12.0", "default,mail", 5);
    worker(&server, "app-2.790", "1.16.2", "default", 5);
    worker(&server, "app-2.791", "1.16.2", "default", 5);
    let _ears = listen(&server, &["app-1.811", "app-2.790"]);
    for id in ["user.7", "plain"] {
        job(&server, id, &[]);
        server.redis.run(&["RPUSH", "rq:queue:default", id]);
    }
    job(&server, "report", &[]);
    server.redis.run(&["RPUSH", "rq:queue:reports", "report"]);
    let due = (now(&server) - 840).to_string();
    server.redis.run(&["ZADD", "rq:scheduled:mail", &due, "a", "+inf", "b"]);
    server.redis.run(&["ZADD", "rq:failed:mail", "+inf", "x", "+inf", "y", "+inf", "z"]);
    let output = server.rqctl(&["status"]).run();
    insta::assert_snapshot!(screen(&output), @r"
    prod-eu (protected)  unix://[SOCKET] (from RQCTL_URL)  prefix rq  [TIME] UTC
    redis [VERSION], up [AGE], memory [SIZE] of 64.0 MB, noeviction  RQ is not suspended
    workers 3: 2 idle, 1 not listening  rq 2.12.0 on 1, 1.16.2 on 2

    QUEUE    QUEUED  FRONT  RUNNING  FAILED  SCHEDULED  DEFERRED  WORKERS
    default       2 [AGE]        0       0          0         0        3
    reports       1 [AGE]        0       0          0         0        0
    mail          0      -        0       3          2         0        1
    2 more queues are empty: rqctl queues list

    fail  poison     default: `user.7` will end a worker about every [AGE]
                     rqctl --on prod-eu jobs hold user.7
    fail  no_worker  reports: 1 job waits, no worker serves the queue
                     start a worker: rq worker reports
    fail  overdue    mail: 1 job due since [AGE], no scheduler holds the queue
                     rqctl --on prod-eu jobs run-now -q mail -s overdue
    warn  listening  1 of 2 workers on app-2 does not listen: gone, or listener dead
                     rqctl workers list --host app-2
    warn  versions   1.16.2 beside 2.12.0: it forgets jobs that died on 2.12.0
                     bring the workers of each queue to one version
    looked at 100 IDs and two jobs of each list; the whole: rqctl doctor
    ");
    assert_eq!(output.stderr(), "");
}

#[test]
fn json_has_one_item_with_every_field() {
    let server = with_queues(&[], &["mail"]);
    server.redis.run(&["SET", "rq:suspended", "1", "EX", "600"]);
    worker(&server, "w", "3.0.0", "mail", 5);
    let output = server.rqctl(&["status", "-o", "json"]).run();
    let document = output.exits(0).json();
    assert_eq!(document["schema"], "rqctl/status/1");
    assert_eq!(
        json!([document["truncated"], document["complete"], document["error"]]),
        json!([false, true, null])
    );
    let item = &document["items"][0];
    let until = item["suspended"]["until"].as_str().expect("a time");
    let left = until.parse::<jiff::Timestamp>().expect("RFC 3339").as_second() - now(&server);
    assert!((590..=600).contains(&left), "{until}");
    assert_eq!(item["memory"]["policy"], "noeviction");
    assert_eq!(item["memory"]["max"], Value::Null);
    assert_eq!(item["workers"], json!({"idle": 1}));
    assert_eq!(item["versions"], json!({"3.0.0": 1}));
    assert_eq!(item["queues"][0]["queue"], "mail");
    let quick = item["checks"].as_array().expect("checks").len();
    assert_eq!(quick, 18, "a new quick check changes this number");
    server.rqctl(&["status", "-o", "csv"]).run().exits(2);
    server.rqctl(&["status", "-o", "ids"]).run().exits(2);
    let line = server.rqctl(&["status", "--columns", "suspended,versions", "-o", "jsonl"]).run().jsonl();
    assert_eq!(line[0]["versions"], json!({"3.0.0": 1}));
    assert_eq!(line[0].as_object().expect("an object").len(), 2);
}

#[test]
fn poison_is_what_a_live_worker_of_the_queue_minds() {
    let server = with_queues(&[], &["q"]);
    for id in ["a:b", "user.7", "plain"] {
        job(&server, id, &[]);
        server.redis.run(&["RPUSH", "rq:queue:q", id]);
    }
    assert_eq!(check(&server, "poison")["severity"], "ok");
    assert_eq!(check(&server, "illegal_ids")["count"], 2);
    worker(&server, "old", "1.16.2", "q", 5);
    assert_eq!(check(&server, "poison")["severity"], "ok");
    worker(&server, "two", "2.6.1", "q", 5);
    assert_eq!(says(&server, "poison")[1], "q: `a:b` will be lost, or taken for job `a`");
    assert_eq!(says(&server, "illegal_ids")[1], "q: `user.7` is an ID that RQ 2.8 and later refuse");
    worker(&server, "three", "3.0.0", "q", 5);
    let check = check(&server, "poison");
    assert_eq!(
        json!([check["severity"], check["count"], check["samples"]]),
        json!(["fail", 2, ["a:b", "user.7"]])
    );
}

#[test]
fn poison_in_the_intermediate_list_is_seen() {
    let server = with_queues(&[], &["q"]);
    worker(&server, "w", "2.12.0", "q", 5);
    server.redis.run(&["RPUSH", "rq:queue:q:intermediate", "user.7"]);
    assert_eq!(says(&server, "poison")[1], "q: `user.7` will end a worker about every 15 min");
}

#[test]
fn a_hash_at_either_end_that_rq_cannot_read_is_poison() {
    let server = with_queues(&[], &["q"]);
    worker(&server, "w", "1.16.2", "q", 5);
    job(&server, "front", &["timeout", "1h"]);
    job(&server, "middle", &["timeout", "1h"]);
    job(&server, "back", &["enqueue_at_front", ""]);
    server.redis.run(&["RPUSH", "rq:queue:q", "front", "middle", "back"]);
    let check = check(&server, "poison");
    assert_eq!(check["samples"], json!(["front", "back"]));
    assert_eq!(
        check["meaning"],
        "q: `front` will end a worker about every 15 min: its timeout is not a whole number; 1 more job"
    );
}

#[test]
fn jobs_without_a_worker_are_named_by_the_largest_queue() {
    let server = with_queues(&[], &["a", "b", "served"]);
    server.redis.run(&["RPUSH", "rq:queue:a", "x"]);
    server.redis.run(&["RPUSH", "rq:queue:b", "x", "y"]);
    server.redis.run(&["RPUSH", "rq:queue:served", "x", "y", "z"]);
    assert_eq!(says(&server, "no_worker")[1], "served: 3 jobs wait, and no worker is alive; 2 more queues");
    worker(&server, "w", "3.0.0", "served", 5);
    assert_eq!(
        says(&server, "no_worker"),
        ["fail", "b: 2 jobs wait, no worker serves the queue; 1 more queue", "start a worker: rq worker b"]
    );
    worker(&server, "stale", "3.0.0", "a,b", 500);
    assert_eq!(check(&server, "no_worker")["count"], 2);
}

#[test]
fn overdue_jobs_need_a_scheduler_that_moves_them() {
    let server = with_queues(&[], &["q"]);
    let due = |ago: i64| {
        let score = (now(&server) - ago).to_string();
        server.redis.run(&["ZADD", "rq:scheduled:q", &score, "a"]);
    };
    due(-60);
    assert_eq!(check(&server, "overdue")["severity"], "ok");
    due(60);
    assert_eq!(says(&server, "overdue")[1], "q: 1 job due since 1 min, no scheduler holds the queue");
    server.redis.run(&["SET", "rq:scheduler-lock:q", "9c2f1e", "EX", "61"]);
    assert_eq!(check(&server, "overdue")["severity"], "ok");
    due(600);
    assert_eq!(
        says(&server, "overdue")[1],
        "q: 1 job due since 10 min, though scheduler 9c2f1e holds the queue"
    );
}

#[test]
fn workers_that_do_not_listen_are_counted_by_host() {
    let server = with_queues(&[], &["q"]);
    for name in ["app-3.1", "app-3.2", "app-3.3", "app-1.1", "app-1.2"] {
        worker(&server, name, "2.12.0", "q", 5);
    }
    let _ears = listen(&server, &["app-3.1", "app-1.1"]);
    assert_eq!(
        says(&server, "listening"),
        [
            "warn",
            "2 of 3 workers on app-3 do not listen: gone, or listener dead; 1 elsewhere",
            "rqctl workers list --host app-3"
        ]
    );
    assert_eq!(check(&server, "stale_workers")["severity"], "ok");
}

#[test]
fn workers_that_are_gone_are_named() {
    let server = with_queues(&[], &["q"]);
    worker(&server, "stale", "2.12.0", "q", 480);
    server.redis.run(&["SADD", "rq:workers", "rq:worker:gone"]);
    assert_eq!(says(&server, "stale_workers")[1], "stale: no heartbeat for 8 min, nobody listens");
    assert_eq!(says(&server, "dead_workers")[1], "gone: still registered, but gone");
    assert_eq!(check(&server, "listening")["severity"], "ok");
}

#[test]
fn versions_harm_each_other_only_in_one_queue() {
    let server = with_queues(&[], &[]);
    let says = |workers: &[(&str, &str)]| {
        server.redis.run(&["FLUSHALL"]);
        for (version, queues) in workers {
            worker(&server, &format!("w{version}"), version, queues, 5);
        }
        check(&server, "versions")["meaning"].as_str().expect("text").to_owned()
    };
    let fine = "workers of two RQ versions serve one queue, and one of them harms the jobs of the other";
    assert_eq!(says(&[("1.16.2", "a"), ("2.12.0", "b")]), fine);
    assert_eq!(says(&[("2.8.0", "a"), ("2.12.0", "a")]), fine);
    assert_eq!(
        says(&[("1.16.2", "a"), ("2.12.0", "b,a")]),
        "1.16.2 beside 2.12.0: it forgets jobs that died on 2.12.0"
    );
    assert_eq!(
        says(&[("1.16.2", "a"), ("2.6.1", "a")]),
        "2.6.1 beside 1.16.2: it fails the deferred jobs of 1.16.2"
    );
    assert_eq!(
        says(&[("2.6.1", "a"), ("3.0.0", "a")]),
        "2.6.1 beside 3.0.0: it fails the deferred jobs of 3.0.0"
    );
    assert_eq!(
        says(&[("2.12.0", "a"), ("3.0.0", "a")]),
        "2.12.0 beside 3.0.0: it ends on rate-limited jobs of 3.0.0"
    );
    assert_eq!(
        says(&[("1.16.2", "a"), ("2.12.0", "a"), ("3.0.0", "a")]),
        "1.16.2 beside 2.12.0: it forgets jobs that died on 2.12.0; 2 more pairs"
    );
}

#[test]
fn a_clock_ahead_of_redis_is_seen_in_a_heartbeat() {
    let server = with_queues(&[], &["q"]);
    worker(&server, "app-1.1", "3.0.0", "q", -190);
    assert_eq!(says(&server, "clocks")[1], "the clock of app-1 is 3 min ahead of Redis's");
    worker(&server, "app-1.1", "3.0.0", "q", -2);
    assert_eq!(check(&server, "clocks")["severity"], "ok");
}

#[test]
fn a_lock_that_nobody_holds_is_seen_unless_an_old_worker_may_have_left_it() {
    let server = with_queues(&[], &["q"]);
    let lock = |left: &str| server.redis.run(&["SET", "rq:clean_registries:q", "1", "EX", left]);
    lock("890");
    assert_eq!(check(&server, "stale_locks")["severity"], "ok");
    lock("299");
    assert_eq!(
        says(&server, "stale_locks")[1],
        "q: RQ's maintenance is locked since 10 min, no pass takes so long"
    );
    worker(&server, "w", "1.15.1", "q", 5);
    assert_eq!(check(&server, "stale_locks")["severity"], "ok");
    server.redis.run(&["DEL", "rq:workers"]);
    server.redis.run(&["SET", "rq:clean_registries:q", "1"]);
    assert_eq!(says(&server, "stale_locks")[1], "q: RQ's maintenance is locked for ever, by nobody");
}

#[test]
fn redis_that_drops_keys_is_a_fault_only_where_it_has_a_limit() {
    let severity = |args: &[&str]| check(&Server::with(args), "eviction")["severity"].clone();
    assert_eq!(severity(&["--maxmemory-policy", "allkeys-lru"]), "ok");
    assert_eq!(severity(&["--maxmemory-policy", "allkeys-lru", "--maxmemory", "100mb"]), "fail");
    assert_eq!(severity(&["--maxmemory-policy", "volatile-lru", "--maxmemory", "100mb"]), "warn");
    assert_eq!(severity(&["--maxmemory", "100mb"]), "ok");
}

#[test]
fn a_full_redis_says_so() {
    let server = Server::with(&["--maxmemory", "100mb"]);
    // So large that what connections need does not count.
    server.redis.run(&["SETRANGE", "ballast", "40000000", "x"]);
    assert_eq!(check(&server, "memory_limit")["severity"], "ok");
    let used = |share: f64| {
        let info: String = server.redis.cmd(&["INFO", "memory"]);
        let used = info.lines().find_map(|l| l.strip_prefix("used_memory:")).expect("a line");
        let used: f64 = used.parse().expect("a number");
        server.redis.run(&["CONFIG", "SET", "maxmemory", &format!("{}", (used / share) as u64)]);
    };
    used(0.95);
    let [severity, meaning, _] = says(&server, "memory_limit");
    assert_eq!(severity, "warn");
    assert!(meaning.ends_with("used; at the limit nothing can be enqueued"), "{meaning}");
    used(0.999);
    assert_eq!(check(&server, "memory_limit")["severity"], "fail");
}

#[test]
fn a_replica_names_its_master() {
    let server = Server::start();
    server.redis.run(&["REPLICAOF", "127.0.0.1", "1"]);
    assert_eq!(
        says(&server, "replica"),
        [
            "warn",
            "this is a replica: it lags behind, and nothing can be changed here",
            "name its master with -u: 127.0.0.1:1"
        ]
    );
}

#[test]
fn suspension_is_said_until_somebody_resumes() {
    let server = with_queues(&[], &["q"]);
    server.redis.run(&["SET", "rq:suspended", "anything"]);
    assert_eq!(
        says(&server, "suspended")[1],
        "RQ is suspended, workers take no new job until somebody resumes"
    );
    let screen = server.rqctl(&["status"]).run().ok();
    assert!(screen.contains("RQ is suspended\n"), "{screen}");
    server.redis.run(&["SET", "rq:suspended", "1", "EX", "60"]);
    assert!(says(&server, "suspended")[1].ends_with(" UTC"));
}

#[test]
fn an_empty_database_names_the_one_with_rq() {
    let server = with_queues(&[], &["q"]);
    let url = server.url() + "?db=3";
    let output = server.rqctl(&["status", "-o", "json", "-u", &url]).run();
    let document = output.exits(0).json();
    let checks = document["items"][0]["checks"].as_array().expect("checks");
    let empty = checks.iter().find(|check| check["check"] == "empty_database").expect("the check");
    assert_eq!(empty["meaning"], "database 3 holds nothing of RQ, database 0 does");
    assert_eq!(empty["fix"], format!("rqctl -u {} status", server.url()));
    assert_eq!(check(&server, "empty_database")["severity"], "ok");
}

#[test]
fn a_url_of_the_application_is_doubted_only_where_rq_is_not() {
    let server = Server::start();
    let severity = |name: &str| {
        let run = server.rqctl(&["status", "-o", "json"]).env("RQCTL_URL", "").env(name, server.url()).run();
        let document = run.exits(0).json();
        let checks = document["items"][0]["checks"].as_array().expect("checks").clone();
        checks.into_iter().find(|check| check["check"] == "url_from_app").expect("the check")["severity"]
            .clone()
    };
    assert_eq!(severity("REDIS_URL"), "warn");
    assert_eq!(severity("RQ_REDIS_URL"), "ok");
    server.redis.run(&["SADD", "rq:queues", "rq:queue:q"]);
    assert_eq!(severity("REDIS_URL"), "ok");
}

#[test]
fn what_an_acl_hides_is_skipped_and_not_fine() {
    let server = with_queues(&[], &["q"]);
    worker(&server, "w", "3.0.0", "q", 5);
    let url = server.user("shy", &["~rq:queues", "+@all", "-@write", "-info", "-pubsub"]);
    let output = server.rqctl(&["status", "-o", "json"]).env("RQCTL_URL", &url).run();
    let document = output.exits(0).json();
    let item = &document["items"][0];
    for hidden in ["memory", "workers", "versions"] {
        assert_eq!(item[hidden], Value::Null, "{hidden}");
    }
    let checks = item["checks"].as_array().expect("checks");
    let skipped = checks.iter().filter(|check| check["severity"] == "skipped");
    let mut names: Vec<_> = skipped.map(|check| check["check"].as_str().expect("a name")).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "clocks",
            "cluster",
            "dead_workers",
            "eviction",
            "listening",
            "memory_limit",
            "no_worker",
            "poison",
            "replica",
            "stale_workers",
            "suspended",
            "versions"
        ]
    );
    let eviction = checks.iter().find(|check| check["check"] == "eviction").expect("the check");
    assert_eq!(eviction["fix"], "whoever administers Redis can allow it: +info");
    insta::assert_snapshot!(screen(&server.rqctl(&["status"]).env("RQCTL_URL", &url).run()), @r"
    label hidden by the ACL  unix://shy@[SOCKET] (from RQCTL_URL)  prefix rq  [TIME] UTC
    what Redis says of itself is hidden by the ACL  whether RQ is suspended is hidden by the ACL
    workers unknown: hidden by the ACL

    QUEUE  QUEUED  FRONT  RUNNING  FAILED  SCHEDULED  DEFERRED  WORKERS
    q      ?       -      ?        ?       ?          ?         ?

    skip  8 checks  hidden by the ACL (%R~rq:*): poison, no_worker, listening, stale_workers, dead_workers, versions, clocks, suspended
    skip  4 checks  hidden by the ACL (+info): memory_limit, eviction, replica, cluster
    looked at 100 IDs and two jobs of each list; the whole: rqctl doctor
    ");
}
