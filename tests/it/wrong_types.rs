//! Keys that hold another type than RQ stores there: told as what they are, never as hidden or as nothing.

use harness::{Server, snapshot_of};
use serde_json::{Value, json};

/// A queue with a job that a live worker serves, and these keys replaced by a string.
fn damaged(keys: &[&str]) -> Server {
    let server = Server::with(&["--save", "3600 1"]);
    let run = |words: &[&str]| server.redis.run(words);
    run(&["SADD", "rq:queues", "rq:queue:q"]);
    run(&["RPUSH", "rq:queue:q", "a"]);
    run(&["HSET", "rq:job:a", "status", "queued", "origin", "q", "data", "x"]);
    run(&["SADD", "rq:workers", "rq:worker:w"]);
    let now = jiff::Timestamp::from_second(server.redis.cmd::<(i64, i64)>(&["TIME"]).0).expect("a time");
    let beat = now.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string();
    let idle = ["state", "idle", "version", "3.0.0", "queues", "q", "last_heartbeat", &beat];
    run(&[&["HSET", "rq:worker:w"], &idle[..]].concat());
    run(&["EXPIRE", "rq:worker:w", "400"]);
    keys.iter().for_each(|key| run(&["SET", key, "x"]));
    server
}

/// What a command says on standard output and standard error, and its exit code.
fn says(server: &Server, args: &[&str]) -> (Option<i32>, String, String) {
    let output = server.rqctl(args).run();
    (output.code, snapshot_of(&output.stdout()), snapshot_of(&output.stderr()))
}

#[track_caller]
fn check(items: &Value, name: &str) -> Value {
    let items = items.as_array().expect("checks");
    items.iter().find(|item| item["check"] == name).unwrap_or_else(|| panic!("no {name}: {items:?}")).clone()
}

const WORKERS: &str = "rq:workers holds another type than RQ stores there";
const TYPE: &str = "redis-cli -s [DIR]/s TYPE";

#[test]
fn status_names_the_key_and_blames_no_acl() {
    let server = damaged(&["rq:workers"]);
    let (code, screen, _) = says(&server, &["status"]);
    assert_eq!(code, Some(0), "{screen}");
    assert!(!screen.contains("ACL"), "{screen}");
    for line in [
        &format!("workers unknown: {WORKERS}"),
        &format!("wrong_types  {WORKERS} (a set): no worker can start"),
        &format!("{TYPE} rq:workers"),
    ] {
        assert!(screen.contains(line.as_str()), "{line}\n{screen}");
    }
    let document = server.rqctl(&["status", "-o", "json"]).run().json();
    let item = &document["items"][0];
    assert_eq!(
        json!([item["workers"], item["versions"], item["queues"][0]["workers"]]),
        json!([null, null, null])
    );
    let wrong = check(&item["checks"], "wrong_types");
    assert_eq!(
        json!([wrong["severity"], wrong["count"], wrong["samples"]]),
        json!(["fail", 1, ["rq:workers"]])
    );
}

#[test]
fn status_and_the_list_of_queues_say_that_queues_may_be_missing() {
    let server = damaged(&["rq:queues"]);
    let (code, screen, _) = says(&server, &["status"]);
    assert_eq!(code, Some(0), "{screen}");
    assert!(!screen.contains("ACL"), "{screen}");
    let why = "rq:queues holds another type than RQ stores there";
    assert!(screen.contains(&format!("only those that workers serve: {why}")), "{screen}");
    assert!(screen.contains(&format!("{why} (a set): whoever enqueues a job gets an error")), "{screen}");

    // What the worker tells of is listed all the same.
    let (code, table, said) = says(&server, &["queues", "list"]);
    assert_eq!((code, table.lines().count()), (Some(4), 2), "{table}");
    let said_so =
        format!("rqctl: not all queues can be seen: {why}\nhint: see what stands there: {TYPE} rq:queues\n");
    assert_eq!(said, said_so);
    let list = server.rqctl(&["queues", "list", "-o", "json"]).run();
    let document = list.exits(4).json();
    assert_eq!(document["items"][0]["queue"], "q");
    assert_eq!(
        json!([document["complete"], document["error"]["code"], document["error"]["exit"]]),
        json!([false, "wrong_type", 4])
    );
    // A queue that is named is looked at by its own keys.
    server.rqctl(&["queues", "list", "-q", "q"]).run().exits(0);
    server.rqctl(&["queues", "show", "q"]).run().exits(0);
}

#[test]
fn workers_are_not_listed_as_none_and_are_found_by_name() {
    let server = damaged(&["rq:workers"]);
    let (code, table, said) = says(&server, &["workers", "list"]);
    assert_eq!((code, &*table), (Some(4), ""));
    let hint = format!("see what stands there: {TYPE} rq:workers");
    assert_eq!(said, format!("rqctl: not all workers can be seen: {WORKERS}\nhint: {hint}\n"));
    let output = server.rqctl(&["workers", "list", "-o", "json"]).run();
    let error: Value = serde_json::from_str(output.exits(4).stderr().trim()).expect("one line of JSON");
    assert_eq!(error["error"]["code"], "wrong_type", "{error}");
    assert!(server.rqctl(&["workers", "show", "w"]).run().ok().contains("3.0.0"));
    server.rqctl(&["workers", "show", "v"]).run().exits(1);

    let shown = server.rqctl(&["queues", "show", "q"]).run().ok();
    assert!(shown.contains(&format!("workers       {WORKERS}")), "{shown}");
    let shown = server.rqctl(&["queues", "show", "q", "-o", "json"]).run().json();
    assert_eq!(shown["items"][0]["workers"], Value::Null);
}

#[test]
fn doctor_finds_the_key_and_says_what_it_could_not_judge_for_it() {
    let server = damaged(&["rq:workers"]);
    for args in [&["doctor"][..], &["doctor", "--quick"]] {
        let (code, screen, _) = says(&server, args);
        assert_eq!(code, Some(1), "{screen}");
        assert!(!screen.contains("ACL"), "{screen}");
        assert!(screen.contains("fail  wrong_types  1 key  rq:workers\n"), "{screen}");
        assert!(screen.contains(&format!("{WORKERS} (a set): no worker can start")), "{screen}");
        assert!(screen.contains(&format!("{TYPE} rq:workers")), "{screen}");
        let skipped = screen.lines().filter(|line| line.starts_with("skip  ")).count();
        assert_eq!(skipped, 1, "{screen}");
    }
    let output = server.rqctl(&["doctor", "-o", "json"]).run();
    let document = output.exits(1).json();
    let wrong = check(&document["items"], "wrong_types");
    assert_eq!(json!([wrong["severity"], wrong["samples"]]), json!(["fail", ["rq:workers"]]));
    // Where workers matter nothing is called fine, and no job abandoned for want of them.
    for name in ["poison", "no_worker", "listening", "abandoned", "lost", "deferred_scores", "slots"] {
        let skipped = check(&document["items"], name);
        assert_eq!(json!([skipped["severity"], skipped["count"]]), json!(["skipped", null]), "{name}");
        let fix = snapshot_of(skipped["fix"].as_str().expect("a fix"));
        assert_eq!(fix.trim_end(), format!("{WORKERS}: {TYPE} rq:workers"), "{name}");
    }
    for name in ["unreadable", "illegal_ids", "groups", "persistence"] {
        assert_eq!(check(&document["items"], name)["severity"], "ok", "{name}");
    }
    server.rqctl(&["doctor", "--only", "no_worker"]).run().exits(0);
}

#[test]
fn doctor_finds_keys_that_a_glance_does_not_meet() {
    let server =
        damaged(&["rq:workers:q", "rq:wip:q", "rq:rl-keys", "rq:clean_registries:q", "rq:suspended"]);
    let output = server.rqctl(&["doctor", "--only", "wrong_types", "-o", "json"]).run();
    let found = check(&output.exits(1).json()["items"], "wrong_types");
    assert_eq!(found["count"], 3, "{found}");
    assert_eq!(found["samples"], json!(["rq:rl-keys", "rq:wip:q", "rq:workers:q"]), "{found}");
    let quick = server.rqctl(&["doctor", "--quick", "--only", "wrong_types", "-o", "json"]).run();
    let found = check(&quick.exits(1).json()["items"], "wrong_types");
    assert_eq!(found["samples"], json!(["rq:rl-keys", "rq:wip:q"]), "{found}");
}

#[test]
fn a_list_of_another_type_keeps_a_glance_from_judging_and_is_not_hidden() {
    let server = damaged(&["rq:queue:q"]);
    let output = server.rqctl(&["doctor", "--quick", "-o", "json"]).run();
    let poison = check(&output.exits(1).json()["items"], "poison");
    assert_eq!(poison["severity"], "skipped");
    let fix = snapshot_of(poison["fix"].as_str().expect("a fix"));
    assert_eq!(
        fix.trim_end(),
        format!("rq:queue:q holds another type than RQ stores there: {TYPE} rq:queue:q")
    );
}

#[test]
fn a_job_is_shown_and_listed_all_the_same() {
    let server = damaged(&["rq:workers", "rq:queues"]);
    let shown = server.rqctl(&["jobs", "show", "a", "-o", "json"]).run().json();
    assert_eq!(shown["items"][0]["places"][0]["queue"], "q", "{shown}");
    let listed = server.rqctl(&["jobs", "list", "-s", "queued", "-q", "q", "-o", "json"]).run().json();
    assert_eq!(listed["items"][0]["id"], "a", "{listed}");
}

#[test]
fn whatever_acts_on_all_workers_or_queues_refuses_instead_of_seeing_none() {
    for (key, commands) in [
        (
            "rq:workers",
            &[&["maintenance", "run"][..], &["migrate-ids", "--check"], &["workers", "shutdown", "--all"]][..],
        ),
        ("rq:queues", &[&["maintenance", "run"], &["queues", "empty", "--all", "--yes"]]),
    ] {
        let server = damaged(&[key]);
        let before = server.redis.cmd::<i64>(&["DBSIZE"]);
        for command in commands {
            let (code, _, said) = says(&server, command);
            assert_eq!(code, Some(4), "{command:?} {said}");
            assert!(
                said.contains(&format!("{key} holds another type than RQ stores there")),
                "{command:?} {said}"
            );
        }
        assert_eq!(server.redis.cmd::<i64>(&["DBSIZE"]), before);
    }
}

#[test]
fn a_suspension_does_not_say_that_no_job_runs_where_workers_cannot_be_read() {
    let server = damaged(&["rq:workers"]);
    let (code, screen, _) = says(&server, &["workers", "suspend", "--yes", "--wait", "1s"]);
    assert_eq!(code, Some(124), "{screen}");
    assert!(screen.contains("more may run than can be seen: rqctl status says why"), "{screen}");
    assert!(!screen.contains("no job runs any more"), "{screen}");

    let whole = damaged(&[]);
    let (code, screen, _) = says(&whole, &["workers", "suspend", "--yes", "--wait", "1s"]);
    assert_eq!(code, Some(0), "{screen}");
    assert!(screen.contains("no job runs any more"), "{screen}");
}
