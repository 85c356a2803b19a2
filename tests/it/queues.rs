//! Counts of queues: what is counted, what is left out, and what cannot be seen.

use harness::Server;
use serde_json::{Value, json};

/// Seconds since the epoch on the server, `ahead` of now.
fn at(server: &Server, ahead: i64) -> String {
    let (now, _): (i64, i64) = server.redis.cmd(&["TIME"]);
    (now + ahead).to_string()
}

fn queue(server: &Server, name: &str) {
    server.redis.run(&["SADD", "rq:queues", &format!("rq:queue:{name}")]);
}

/// The items of a command that prints JSON.
#[track_caller]
fn items(server: &Server, args: &[&str]) -> Vec<Value> {
    let output = server.rqctl(args).args(&["-o", "json"]).run();
    output.exits(0).json()["items"].as_array().expect("items").clone()
}

fn list(server: &Server) -> Value {
    let items = items(server, &["queues", "list"]);
    assert_eq!(items.len(), 1, "{items:?}");
    items[0].clone()
}

#[test]
fn expired_entries_are_left_out_and_those_without_end_are_not() {
    let server = Server::start();
    queue(&server, "q");
    let (past, ahead) = (at(&server, -60), at(&server, 600));
    for registry in ["finished", "failed"] {
        let key = format!("rq:{registry}:q");
        server.redis.run(&["ZADD", &key, &past, "gone", &ahead, "kept", "+inf", "for-ever", "-1", "never"]);
    }
    server.redis.run(&["ZADD", "rq:deferred:q", &past, "a", &ahead, "b"]);
    server.redis.run(&["ZADD", "rq:scheduled:q", &past, "a", &ahead, "b"]);
    server.redis.run(&["ZADD", "rq:canceled:q", &past, "a"]);
    server.redis.run(&["ZADD", "rq:ready:q", &past, "a"]);
    server.redis.run(&["HSET", "rq:rqctl:held:q", "a", "{}"]);
    let seen = list(&server);
    assert_eq!(
        json!([seen["finished"], seen["failed"], seen["deferred"], seen["scheduled"]]),
        json!([3, 3, 2, 2])
    );
    assert_eq!(json!([seen["canceled"], seen["ready"], seen["held"]]), json!([1, 1, 1]));
}

#[test]
fn an_expired_entry_is_running_while_its_execution_or_a_worker_speaks_for_it() {
    let server = Server::start();
    queue(&server, "q");
    let (past, ahead) = (at(&server, -60), at(&server, 600));
    let execution = "0f".repeat(16);
    let entry = |id: &str| format!("{id}:{execution}");
    for (score, entry) in [
        (&ahead, entry("by-deadline")),
        (&past, entry("by-execution")),
        (&past, "by-worker".to_owned()),
        (&past, entry("by-worker-with-execution")),
        (&past, entry("heartbeat-only")),
        (&past, "abandoned".to_owned()),
        (&past, "of-a-dead-worker".to_owned()),
    ] {
        server.redis.run(&["ZADD", "rq:wip:q", score, &entry]);
    }
    let hash = |id: &str| format!("rq:execution:{}", entry(id));
    server.redis.run(&["HSET", &hash("by-execution"), "created_at", "1.5"]);
    server.redis.run(&["HSET", &hash("heartbeat-only"), "last_heartbeat", "1.5"]);
    let workers =
        [("w1", "by-worker", ""), ("w2", "by-worker-with-execution", ""), ("w3", "of-a-dead-worker", "x")];
    for (name, job, death) in workers {
        let key = format!("rq:worker:{name}");
        server.redis.run(&["SADD", "rq:workers", &key]);
        server.redis.run(&["HSET", &key, "state", "busy", "current_job", job]);
        if !death.is_empty() {
            server.redis.run(&["HSET", &key, "death", death]);
        }
    }
    assert_eq!(list(&server)["started"], 4);
}

#[test]
fn too_many_expired_entries_are_not_counted_as_anything() {
    let server = Server::start();
    queue(&server, "q");
    let past = at(&server, -60);
    for n in 0..100 {
        server.redis.run(&["ZADD", "rq:wip:q", &past, &format!("job-{n}")]);
    }
    assert_eq!(list(&server)["started"], 0);
    server.redis.run(&["ZADD", "rq:wip:q", &past, "one-more"]);
    assert_eq!(list(&server)["started"], Value::Null);
    let table = server.rqctl(&["queues", "list", "--columns", "queue,started"]).run().ok();
    assert_eq!(table, "QUEUE  RUNNING\nq      ?\n");
}

#[test]
fn a_tombstone_is_no_job() {
    let server = Server::start();
    queue(&server, "q");
    server.redis.run(&["RPUSH", "rq:queue:q", "rqctl-removed", "a", "rqctl-removed"]);
    server.redis.run(&["HSET", "rq:job:a", "status", "queued"]);
    let shown = &items(&server, &["queues", "show", "q"])[0];
    assert_eq!(json!([shown["queued"], shown["front_id"], shown["back_id"]]), json!([1, "a", null]));
}

#[test]
fn a_key_of_another_type_hides_its_count_and_no_other() {
    let server = Server::start();
    queue(&server, "q");
    server.redis.run(&["SET", "rq:queue:q", "x"]);
    server.redis.run(&["SET", "rq:failed:q", "x"]);
    server.redis.run(&["LPUSH", "rq:scheduler-lock:q", "x"]);
    server.redis.run(&["ZADD", "rq:canceled:q", "1", "a"]);
    let seen = &items(&server, &["queues", "show", "q"])[0];
    assert_eq!(json!([seen["queued"], seen["failed"], seen["scheduler"]]), json!([null, null, null]));
    assert_eq!(json!([seen["canceled"], seen["finished"], seen["lock"]]), json!([1, 0, null]));
}

#[test]
fn waiting_jobs_are_told_apart_by_the_queue_that_they_came_from() {
    let server = Server::start();
    for name in ["mail", "default"] {
        queue(&server, name);
    }
    server.redis.run(&["SADD", "rq:rl-keys", "smtp", "api"]);
    for (key, id, origin) in [("smtp", "a", "mail"), ("smtp", "b", "mail"), ("api", "c", "default")] {
        server.redis.run(&["ZADD", &format!("rq:rl:{key}:rate_limited"), "1", id]);
        server.redis.run(&["HSET", &format!("rq:job:{id}"), "origin", origin]);
    }
    server.redis.run(&["ZADD", "rq:rl:api:rate_limited", "1", "without-a-hash"]);
    let seen = items(&server, &["queues", "list"]);
    assert_eq!(json!([seen[0]["rate_limited"], seen[1]["rate_limited"]]), json!([1, 2]));
    for n in 0..1000 {
        server.redis.run(&["ZADD", "rq:rl:api:rate_limited", "1", &format!("job-{n}")]);
    }
    let seen = items(&server, &["queues", "list"]);
    assert_eq!(json!([seen[0]["rate_limited"], seen[1]["rate_limited"]]), json!([null, null]));
}

#[test]
fn a_queue_is_known_by_its_name_by_its_workers_or_by_its_keys() {
    let server = Server::start();
    queue(&server, "listed");
    server.redis.run(&["SADD", "rq:queues", "no key of RQ's"]);
    server.redis.run(&["SADD", "rq:workers", "rq:worker:w"]);
    let (now, _): (i64, i64) = server.redis.cmd(&["TIME"]);
    let beat =
        jiff::Timestamp::from_second(now).expect("a time").strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string();
    server.redis.run(&[
        "HSET",
        "rq:worker:w",
        "state",
        "idle",
        "queues",
        "served,listed",
        "last_heartbeat",
        &beat,
    ]);
    server.redis.run(&["EXPIRE", "rq:worker:w", "400"]);
    server.redis.run(&["RPUSH", "rq:queue:served", "a", "b"]);
    server.redis.run(&["ZADD", "rq:failed:forgotten", "+inf", "a"]);
    let names = |args: &[&str]| items(&server, args).iter().map(|i| i["queue"].clone()).collect::<Vec<_>>();
    assert_eq!(names(&["queues", "list"]), ["listed", "served"]);
    assert_eq!(names(&["queues", "show", "forgotten"]), ["forgotten"]);
    assert_eq!(items(&server, &["queues", "show", "served"])[0]["queued"], 2);
    assert_eq!(items(&server, &["queues", "show", "served"])[0]["workers"], json!(["w"]));
}

#[test]
fn a_name_that_means_nothing_is_answered_with_the_nearest() {
    let server = Server::start();
    for name in ["mail", "default"] {
        queue(&server, name);
    }
    for (args, hint) in [
        (["queues", "show", "mial"], "rqctl queues show mail"),
        (["queues", "list", "-qdefalt"], "rqctl queues list -q default"),
        (["queues", "show", "payments"], "rqctl queues list"),
    ] {
        let name = args[2].trim_start_matches("-q");
        let output = server.rqctl(&args).run();
        output.exits(1);
        assert_eq!(output.stderr(), format!("rqctl: there is no queue {name}\nhint: {hint}\n"));
        server.rqctl(&args).arg("--ignore-not-found").run().exits(0);
    }
    // What was found is printed, and the document is closed.
    let some = server.rqctl(&["queues", "show", "mail", "mial", "-o", "json"]).run();
    some.exits(1);
    assert_eq!(some.json()["items"][0]["queue"], "mail");
    assert_eq!(some.json()["error"]["code"], "not_found");
    assert_eq!(server.rqctl(&["queues", "list", "-q", "x*"]).run().exits(0).stdout(), "");
}

#[test]
fn an_empty_database_says_where_rq_is() {
    let server = Server::start();
    queue(&server, "q");
    let url = server.url() + "?db=3";
    for command in [["queues", "list"], ["workers", "list"]] {
        let output = server.rqctl(&command).env("RQCTL_URL", &url).run();
        output.exits(0);
        assert_eq!(output.stdout(), "");
        assert!(
            output.stderr().contains("database 3 holds no keys of RQ under the prefix rq, database 0 does"),
            "{}",
            output.raw()
        );
    }
    assert_eq!(items(&server, &["queues", "list", "-u", &url]), Vec::<Value>::new());
}

#[test]
fn what_an_acl_hides_is_not_zero() {
    let server = Server::start();
    queue(&server, "q");
    server.redis.run(&["RPUSH", "rq:queue:q", "a"]);
    server.redis.run(&["ZADD", "rq:failed:q", "+inf", "a"]);
    let only = |name: &str, keys: &[&str]| {
        let url = server.user(name, &[&["+@all", "-@write", "~rq:queues"], keys].concat());
        let output = server.rqctl(&["queues", "show", "q", "-o", "json"]).env("RQCTL_URL", &url).run();
        output.exits(0).json()["items"][0].clone()
    };
    let seen = only("lists", &["~rq:queue:*"]);
    assert_eq!(json!([seen["queued"], seen["intermediate"]]), json!([1, 0]));
    for hidden in
        ["failed", "finished", "started", "scheduled", "held", "workers", "rate_limited", "scheduler"]
    {
        assert_eq!(seen[hidden], Value::Null, "{hidden}");
    }
    let seen = only("registries", &["~rq:failed:*", "~rq:workers"]);
    assert_eq!(json!([seen["queued"], seen["failed"], seen["workers"]]), json!([null, 1, []]));
    assert_eq!(seen["front_id"], Value::Null);
}

#[test]
fn names_of_any_bytes_are_shown() {
    let server = Server::start();
    for name in [b"a b:c,d".as_slice(), b"\xff\x1b[2J"] {
        server.redis.run(&[b"SADD", b"rq:queues".as_slice(), &[b"rq:queue:", name].concat()]);
        server.redis.run(&[b"RPUSH", [b"rq:queue:", name].concat().as_slice(), b"x\ny"]);
    }
    let seen = items(&server, &["queues", "list"]);
    assert_eq!(seen[0]["queue"], "a b:c,d");
    assert_eq!(seen[1]["queue"], json!({"$bytes": "/xtbMko="}));
    let table = server.rqctl(&["queues", "list", "--columns", "queue,queued"]).run().ok();
    assert_eq!(table, "QUEUE           QUEUED\n'a b:c,d'            1\n$'\\xff\\x1b[2J'       1\n");
    let shown = server.rqctl(&["queues", "show", "a b:c,d"]).run().ok();
    assert!(shown.contains("front         $'x\\ny'"), "{shown}");
}

/// Two queues with something of everything.
fn full() -> Server {
    let server = Server::start();
    queue(&server, "default");
    queue(&server, "mail");
    let (past, ahead) = (at(&server, -60), at(&server, 600));
    server.redis.run(&[
        "RPUSH",
        "rq:queue:default",
        "7f0a6c1e-58f3-4d0e-9a51-0f6c2b1d9e44",
        "order:42:email",
    ]);
    let (now, _): (i64, i64) = server.redis.cmd(&["TIME"]);
    let enqueued =
        jiff::Timestamp::from_second(now - 7800).expect("a time").strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    server.redis.run(&["HSET", "rq:job:7f0a6c1e-58f3-4d0e-9a51-0f6c2b1d9e44", "enqueued_at", &enqueued]);
    server.redis.run(&["ZADD", "rq:wip:default", &ahead, "a"]);
    server.redis.run(&["ZADD", "rq:failed:default", "+inf", "a", "-1", "b", &past, "c"]);
    server.redis.run(&["ZADD", "rq:scheduled:default", &past, "a", &ahead, "b"]);
    server.redis.run(&["HSET", "rq:rqctl:held:mail", "a", "{}"]);
    server.redis.run(&["SET", "rq:scheduler-lock:default", "9c2f1e5a", "EX", "61"]);
    server.redis.run(&["SET", "rq:clean_registries:default", "1", "EX", "200"]);
    server
}

/// With seconds masked, which differ between runs.
fn masked(text: &str) -> String {
    regex_lite::Regex::new(r"\d+\.\d+").expect("a regex").replace_all(text, "[SECONDS]").into_owned()
}

#[test]
fn a_list_looks_so() {
    let server = full();
    insta::assert_snapshot!(server.rqctl(&["queues", "list"]).run().snapshot(), @r"
    $ rqctl queues list
    QUEUE    QUEUED       FRONT  RUNNING  FAILED  SCHEDULED
    default       2 [AGE]        1       2          2
    mail          0           -        0       0          0
    --- stderr
    2 queues; in all: deferred 0, workers 0
    --- exit 0
    ");
    insta::assert_snapshot!(masked(&server.rqctl(&["queues", "list", "-o", "csv"]).run().raw()), @r"
    $ rqctl queues list -o csv
    queue,queued,front_age_s,started,failed,scheduled,deferred,intermediate,finished,canceled,ready,rate_limited,held,workers
    default,2,[SECONDS],1,2,2,0,0,0,0,0,0,0,0
    mail,0,,0,0,0,0,0,0,0,0,0,1,0
    --- exit 0
    ");
}

#[test]
fn a_queue_looks_so() {
    let server = full();
    insta::assert_snapshot!(server.rqctl(&["queues", "show", "default"]).run().snapshot(), @r"
    $ rqctl queues show default
    default  2 queued, the first for [AGE]
      waiting       2 scheduled (1 due), 0 deferred, 0 ready, 0 rate-limited, 0 held
      running       1 started, 0 taken and not yet started
      over          0 finished, 2 failed or stopped, 0 canceled
      front         [UUID]
      back          order:42:email
      workers       none
      scheduler     9c2f1e5a, [AGE] left
      maintenance   locked by a worker that is gone, [AGE] left
    --- exit 0
    ");
    let document = server.rqctl(&["queues", "show", "default", "-o", "json"]).run().json();
    let item = serde_json::to_string_pretty(&document["items"][0]).expect("JSON");
    insta::assert_snapshot!(masked(&item), @r#"
    {
      "queue": "default",
      "queued": 2,
      "front_age_s": [SECONDS],
      "started": 1,
      "failed": 2,
      "scheduled": 2,
      "deferred": 0,
      "intermediate": 0,
      "finished": 0,
      "canceled": 0,
      "ready": 0,
      "rate_limited": 0,
      "held": 0,
      "workers": [],
      "scheduler": {
        "name": "9c2f1e5a",
        "ttl_s": [SECONDS]
      },
      "lock": {
        "state": "stale",
        "ttl_s": [SECONDS]
      },
      "front_id": "7f0a6c1e-58f3-4d0e-9a51-0f6c2b1d9e44",
      "back_id": "order:42:email"
    }
    "#);
}
