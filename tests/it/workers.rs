//! Workers: their states, whom a filter means, and what is hidden.

use harness::Server;
use serde_json::{Value, json};

/// A worker's hash with a heartbeat so many seconds ago.
fn worker(server: &Server, name: &str, silent: i64, fields: &[&str]) {
    let (now, _): (i64, i64) = server.redis.cmd(&["TIME"]);
    let beat = jiff::Timestamp::from_second(now - silent).expect("a time");
    let beat = beat.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string();
    let key = format!("rq:worker:{name}");
    server.redis.run(&["SADD", "rq:workers", &key]);
    server.redis.run(&[&["HSET", &key, "last_heartbeat", &beat], fields].concat());
    server.redis.run(&["EXPIRE", &key, "400"]);
}

fn fleet() -> Server {
    let server = Server::start();
    worker(
        &server,
        "busy",
        5,
        &[
            "state",
            "busy",
            "queues",
            "default,mail",
            "hostname",
            "app-1",
            "version",
            "2.12.0",
            "current_job",
            "a:b",
        ],
    );
    worker(
        &server,
        "idle",
        300,
        &["state", "idle", "queues", "mail", "hostname", "app-2", "version", "1.16.2"],
    );
    worker(
        &server,
        "stale",
        500,
        &["state", "idle", "queues", "mail", "hostname", "app-2", "version", "1.16.2"],
    );
    worker(&server, "ended", 5, &["state", "idle", "death", "2026-11-24T06:10:49.000000Z"]);
    worker(&server, "odd", 5, &["state", "dreaming"]);
    server.redis.run(&["SADD", "rq:workers", "rq:worker:gone", "no worker of RQ's"]);
    server
}

#[track_caller]
fn items(server: &Server, args: &[&str]) -> Vec<Value> {
    let output = server.rqctl(args).args(&["-o", "json"]).run();
    output.exits(0).json()["items"].as_array().expect("items").clone()
}

fn names(server: &Server, args: &[&str]) -> Vec<String> {
    let name = |item: &Value| item["name"].as_str().expect("a name").to_owned();
    items(server, &[&["workers", "list"], args].concat()).iter().map(name).collect()
}

#[test]
fn each_state_has_its_word() {
    let server = fleet();
    let states: Vec<Value> =
        items(&server, &["workers", "list"]).iter().map(|w| json!([w["name"], w["state"]])).collect();
    assert_eq!(
        states,
        [
            json!(["busy", "busy"]),
            json!(["ended", "dead"]),
            json!(["gone", "dead"]),
            json!(["idle", "idle"]),
            json!(["odd", "unknown"]),
            json!(["stale", "stale"]),
        ]
    );
}

#[test]
fn a_filter_means_those_that_meet_all_of_it() {
    let server = fleet();
    assert_eq!(names(&server, &["-q", "mail"]), ["busy", "idle", "stale"]);
    assert_eq!(names(&server, &["-q", "def*"]), ["busy"]);
    assert_eq!(names(&server, &["--host", "app-?", "--state", "idle,stale"]), ["idle", "stale"]);
    assert_eq!(names(&server, &["--rq-version", "1."]), ["idle", "stale"]);
    assert_eq!(names(&server, &["idle", "gone"]), ["idle", "gone"]);
    assert_eq!(names(&server, &["--all"]).len(), 6);
    server.rqctl(&["workers", "list", "idle", "--all"]).run().exits(2);
    server.rqctl(&["workers", "list", "--state", "gone"]).run().exits(2);
}

#[test]
fn a_name_that_means_nothing_is_answered_with_the_nearest() {
    let server = fleet();
    for (args, hint) in [
        (["workers", "show", "budy"], "rqctl workers show busy"),
        (["workers", "list", "sale"], "rqctl workers list stale"),
        (["workers", "show", "payments"], "rqctl workers list"),
    ] {
        let output = server.rqctl(&args).run();
        output.exits(1);
        assert_eq!(output.stderr(), format!("rqctl: there is no worker {}\nhint: {hint}\n", args[2]));
        server.rqctl(&args).arg("--ignore-not-found").run().exits(0);
    }
}

#[test]
fn executions_are_shown_with_their_beginning() {
    let server = Server::start();
    let (now, _): (i64, i64) = server.redis.cmd(&["TIME"]);
    let execution = "0f".repeat(16);
    worker(&server, "three", 5, &["state", "busy", "version", "3.0.0"]);
    server.redis.run(&["SADD", "rq:worker:three:executions", &format!("a:b:{execution}")]);
    let key = format!("rq:execution:a:b:{execution}");
    server.redis.run(&["HSET", &key, "created_at", &format!("{}.5", now - 60)]);
    let shown = &items(&server, &["workers", "show", "three"])[0];
    assert_eq!(shown["jobs"], json!(["a:b"]));
    assert_eq!(shown["executions"][0]["execution_id"], execution.as_str());
    assert!(shown["executions"][0]["started_at"].as_str().is_some_and(|at| at.ends_with(".500000Z")));
    let running = shown["job_running_s"].as_f64().expect("a number");
    assert!((59.0..62.0).contains(&running), "{running}");
}

#[test]
fn a_worker_whose_name_is_anothers_executions_is_a_worker() {
    let server = Server::start();
    worker(&server, "w", 5, &["state", "idle"]);
    worker(&server, "w:executions", 5, &["state", "busy"]);
    let states: Vec<Value> = items(&server, &["workers", "list"])
        .iter()
        .map(|w| json!([w["name"], w["state"], w["jobs"]]))
        .collect();
    assert_eq!(states, [json!(["w", "idle", []]), json!(["w:executions", "busy", []])]);
}

#[test]
fn what_an_acl_hides_is_not_no() {
    let server = fleet();
    let url = server.user("shy", &["~rq:workers", "&*", "+@all", "-@write", "-pubsub"]);
    let output = server.rqctl(&["workers", "list", "-o", "json"]).env("RQCTL_URL", &url).run();
    let busy = &output.exits(0).json()["items"][0];
    for hidden in ["listening", "version", "queues", "jobs", "finished", "ttl_s"] {
        assert_eq!(busy[hidden], Value::Null, "{hidden}");
    }
    assert_eq!(busy["state"], "unknown");
    let url = server.user("half", &["~rq:workers", "~rq:queues", "~rq:queue:*", "&*", "+@all", "-@write"]);
    server.redis.run(&["SADD", "rq:queues", "rq:queue:q"]);
    let output = server.rqctl(&["queues", "list", "-o", "json"]).env("RQCTL_URL", &url).run();
    assert_eq!(output.exits(0).json()["items"][0]["workers"], Value::Null, "it may be served");
    let none = server.user("blind", &["~nothing", "+@all"]);
    let output = server.rqctl(&["workers", "list"]).env("RQCTL_URL", &none).run();
    output.exits(4);
    assert!(output.stderr().contains("ACL SETUSER blind"), "{}", output.raw());
}

#[test]
fn a_list_looks_so() {
    let server = fleet();
    insta::assert_snapshot!(server.rqctl(&["workers", "list"]).run().snapshot(), @r"
    $ rqctl workers list
    NAME   STATE    JOB  QUEUES         RQ      HOST   HEARTBEAT
    busy   busy     a:b  default, mail  2.12.0  app-1 [AGE]
    ended  dead     -    -              -       - [AGE]
    gone   dead     -    -              -       -              -
    idle   idle     -    mail           1.16.2  app-2 [AGE]
    odd    unknown  -    -              -       - [AGE]
    stale  stale    -    mail           1.16.2  app-2 [AGE]
    --- stderr
    6 workers; in all: listens no; in none: running
    --- exit 0
    ");
}

#[test]
fn a_worker_looks_so() {
    let server = fleet();
    insta::assert_snapshot!(server.rqctl(&["workers", "show", "busy", "gone"]).run().snapshot(), @r"
    $ rqctl workers show busy gone
    busy  busy, RQ 2.12.0
      runs        a:b
      listens     no: commands do not reach it
      queues      default, mail
      host        app-1
      heartbeat [AGE] ago, kept for [AGE] more
      jobs        0 finished, 0 failed

    gone  dead
      registered, but its hash is gone
    --- exit 0
    ");
    let document = server.rqctl(&["workers", "show", "busy", "-o", "json"]).run().json();
    let item = serde_json::to_string_pretty(&document["items"][0]).expect("JSON");
    let ttl = regex_lite::Regex::new(r#""ttl_s": \d+\.\d+"#).expect("a regex");
    let item = ttl.replace(&item, r#""ttl_s": [SECONDS]"#);
    insta::assert_snapshot!(harness::snapshot_of(&item), @r#"
    {
      "name": "busy",
      "state": "busy",
      "listening": false,
      "jobs": [
        "a:b"
      ],
      "job_running_s": null,
      "queues": [
        "default",
        "mail"
      ],
      "version": "2.12.0",
      "hostname": "app-1",
      "heartbeat_at": "[TIME]",
      "pid": null,
      "ip": null,
      "birth_at": null,
      "ttl_s": [SECONDS],
      "finished": 0,
      "failed": 0,
      "total_working_s": null,
      "shutdown_requested_at": null,
      "python_version": null,
      "executions": [
        {
          "job_id": "a:b",
          "execution_id": null,
          "started_at": null
        }
      ]
    }
    "#);
}
