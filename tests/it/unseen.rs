//! What an ACL hides, or a key of another type, of queues and workers: it is told, what can be seen is shown all the
//! same, and nothing is said or done that only they could tell.

use harness::{Near, Output, Server};
use serde_json::{Value, json};

/// Two queues, jobs in both, and a worker that says that it runs `r`, whose deadline has passed.
fn fleet() -> Server {
    let server = Server::start();
    let run = |words: &str| server.redis.run(&words.split(' ').collect::<Vec<_>>());
    let now = jiff::Timestamp::from_second(server.redis.cmd::<(i64, i64)>(&["TIME"]).0).expect("a time");
    let beat = now.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string();
    run("SADD rq:queues rq:queue:q rq:queue:other");
    run("RPUSH rq:queue:q a a:b");
    run("RPUSH rq:queue:other o");
    run("ZADD rq:wip:q 1000 r");
    run("ZADD rq:failed:other 4000000000 f");
    for (id, queue, status) in [
        ("a", "q", "queued"),
        ("a:b", "q", "queued"),
        ("o", "other", "queued"),
        ("r", "q", "started"),
        ("f", "other", "failed"),
    ] {
        run(&format!("HSET rq:job:{id} status {status} origin {queue} data x enqueued_at {beat}"));
    }
    run("SADD rq:workers rq:worker:w");
    run(&format!("HSET rq:worker:w state busy version 3.0.0 queues q current_job r last_heartbeat {beat}"));
    run("EXPIRE rq:worker:w 400");
    server
}

/// The keys that a user may read beside those that are hidden from it.
const OTHERS: [&str; 17] = [
    "job:*",
    "queue:*",
    "wip:*",
    "finished:*",
    "failed:*",
    "deferred:*",
    "scheduled:*",
    "canceled:*",
    "ready:*",
    "executions:*",
    "execution:*",
    "results:*",
    "rqctl:*",
    "suspended",
    "rl*",
    "clean_registries:*",
    "scheduler-lock:*",
];

/// The URL of a user who sees these keys too.
fn user(server: &Server, name: &str, seen: &[&str]) -> String {
    let keys = OTHERS.iter().chain(seen).map(|key| format!("~rq:{key}"));
    let rules: Vec<String> = keys.chain(["+@all".to_owned(), "&*".to_owned()]).collect();
    server.user(name, &rules.iter().map(String::as_str).collect::<Vec<_>>())
}

/// In which ways the set of this name is hidden: a server, the URL that leads to it, and the words for it.
fn hidden(set: &str) -> Vec<(Server, String, &'static str)> {
    let damaged = fleet();
    damaged.redis.run(&["SET", &format!("rq:{set}"), "x"]);
    let url = damaged.url();
    let mut all = vec![(damaged, url, "holds another type than RQ stores there")];
    let seen: &[&[&str]] = match set {
        "queues" => &[&["workers", "worker:*", "workers:*"]],
        // The set alone, and what it names.
        _ => &[&["queues"], &["queues", "workers"]],
    };
    for keys in seen {
        let server = fleet();
        let url = user(&server, "ann", keys);
        all.push((server, url, "NOPERM"));
    }
    all
}

fn says(server: &Server, url: &str, args: &[&str]) -> Output {
    server.rqctl(args).env("RQCTL_URL", url).run()
}

#[track_caller]
fn items<'a>(document: &'a Value, name: &str) -> Vec<&'a Value> {
    document["items"].as_array().expect("items").iter().map(|item| &item[name]).collect()
}

#[test]
fn reads_of_all_queues_show_what_can_be_seen_and_say_that_there_may_be_more() {
    for (server, url, why) in hidden("queues") {
        for (args, name, seen) in [
            (&["queues", "list"][..], "queue", json!(["q"])),
            (&["registry", "list"], "queue", json!(["q"])),
            (&["registry", "started"], "job_id", json!(["r"])),
            (&["registry", "failed"], "job_id", json!([])),
            (&["jobs", "list", "-s", "queued"], "id", json!(["a", "a:b"])),
            (&["jobs", "list", "-s", "queued", "-q", "*"], "id", json!(["a", "a:b"])),
            (&["jobs", "list", "-s", "failed", "--sort", "id", "--limit", "3"], "id", json!([])),
            (&["jobs", "list", "-s", "lost"], "id", json!([])),
        ] {
            let output = says(&server, &url, &[args, &["-o", "json"]].concat());
            let document = output.exits(4).json();
            assert_eq!(json!(items(&document, name)), seen, "{args:?}");
            assert_eq!(document["complete"], false, "{args:?}");
            let message = document["error"]["message"].as_str().expect("a message");
            assert!(
                message.starts_with("not all queues can be seen: ") && message.contains(why),
                "{message}"
            );
            let screen = says(&server, &url, args);
            assert!(
                screen.exits(4).stderr().starts_with("rqctl: not all queues can be seen: "),
                "{}",
                screen.raw()
            );
            assert!(
                !screen.raw().contains("no queue") && !screen.raw().contains("no job"),
                "{}",
                screen.raw()
            );
        }
        says(&server, &url, &["jobs", "count", "-s", "failed"]).exits(4);
        // A queue without a key may be listed all the same.
        says(&server, &url, &["queues", "list", "-q", "none"]).exits(4);
        says(&server, &url, &["queues", "show", "none"]).exits(4);
    }
}

#[test]
fn what_needs_no_list_of_queues_is_answered_as_ever() {
    for (server, url, _) in hidden("queues") {
        for args in [
            &["queues", "list", "-q", "other"][..],
            &["queues", "show", "other"],
            &["registry", "list", "-q", "other"],
            &["registry", "failed", "-q", "other"],
            &["jobs", "list"],
            &["jobs", "list", "-s", "queued", "-q", "other"],
            &["jobs", "list", "-s", "rate_limited"],
            &["jobs", "count"],
            &["registry", "rate-limited"],
        ] {
            let output = says(&server, &url, &[args, &["-o", "json"]].concat());
            assert_eq!(output.exits(0).json()["complete"], true, "{args:?}");
            assert!(output.stderr().is_empty(), "{args:?} {}", output.stderr());
        }
        let screen = says(&server, &url, &["jobs", "show", "o"]);
        screen.exits(0);
        assert!(
            screen.stderr().starts_with("rqctl: places may be missing: not all queues"),
            "{}",
            screen.raw()
        );
    }
}

#[test]
fn a_job_that_no_queue_names_is_not_called_lost_where_queues_are_hidden() {
    for (server, url, _) in hidden("queues") {
        server.redis.run(&["LREM", "rq:queue:other", "1", "o"]);
        let shown = says(&server, &url, &["jobs", "show", "o"]);
        let page = shown.exits(0).stdout();
        assert!(!page.contains("lost"), "{page}");
        assert!(page.contains("no list and no registry of the queues that are known"), "{page}");
        let document = says(&server, &url, &["jobs", "show", "o", "-o", "json"]).json();
        assert_eq!(document["items"][0]["looked_at"]["whole"], false, "{document}");
    }
}

#[test]
fn status_says_that_queues_are_not_known() {
    for (server, url, _) in hidden("queues") {
        let screen = says(&server, &url, &["status"]);
        assert!(
            screen.exits(0).stdout().contains("the queues are not all known, only those that"),
            "{}",
            screen.raw()
        );
        let document = says(&server, &url, &["status", "-o", "json"]).json();
        assert_eq!(
            json!([document["complete"], document["items"][0]["queues"][0]["queue"]]),
            json!([false, "q"])
        );
    }
    let server = fleet();
    let url = user(&server, "ann", &[]);
    let screen = says(&server, &url, &["status"]);
    assert!(
        screen.exits(0).stdout().contains("the queues are not known: hidden by the ACL"),
        "{}",
        screen.raw()
    );
    assert!(!screen.stdout().contains("no queues"), "{}", screen.raw());
    let document = says(&server, &url, &["status", "-o", "json"]).json();
    assert_eq!(json!([document["complete"], document["items"][0]["queues"]]), json!([false, null]));
}

#[test]
fn a_state_that_only_workers_could_tell_is_not_known() {
    for (server, url, why) in hidden("workers") {
        let listed = says(&server, &url, &["jobs", "list", "--sort", "id", "--limit", "9", "-o", "json"]);
        let document = listed.exits(0).json();
        assert_eq!(json!(items(&document, "id")), json!(["a", "a:b", "f", "o", "r"]));
        // An ID that RQ takes, and a job that is over, need no worker to be told.
        assert_eq!(json!(items(&document, "state")), json!(["queued", null, "failed", "queued", null]));
        assert!(
            listed.stderr().starts_with("rqctl: what some jobs do is not known: not all workers"),
            "{}",
            listed.raw()
        );
        assert!(listed.stderr().contains(why), "{}", listed.raw());
        let table = says(&server, &url, &["jobs", "list"]);
        assert!(table.exits(0).stderr().contains("\nhint: "), "{}", table.raw());
        let failed = says(&server, &url, &["jobs", "list", "-s", "failed"]);
        assert!(!failed.exits(0).stderr().contains("not all workers"), "{}", failed.raw());

        let started = says(&server, &url, &["registry", "started", "-o", "json"]).exits(0).json();
        assert_eq!(json!(items(&started, "state")), json!([null]));
        let shown = says(&server, &url, &["jobs", "show", "r"]);
        assert!(
            shown.exits(0).stdout().contains("not all can be seen, so whether one runs it"),
            "{}",
            shown.raw()
        );
        assert!(!shown.stdout().contains("abandoned"), "{}", shown.raw());
        let shown = says(&server, &url, &["jobs", "show", "a:b"]);
        let line = "not all can be seen, so whether one of its queue would end at it is not known";
        assert!(shown.exits(0).stdout().contains(line), "{}", shown.raw());

        let queues = says(&server, &url, &["queues", "list", "-o", "json"]).exits(0).json();
        assert_eq!(json!(items(&queues, "started")), json!([0, null]), "{queues}");
        assert_eq!(json!(items(&queues, "workers")), json!([null, null]), "{queues}");
    }
    // With all workers in sight the same jobs have a state.
    let server = fleet();
    let document =
        says(&server, &server.url(), &["jobs", "list", "-s", "running,poison", "-o", "json"]).json();
    assert_eq!(json!(items(&document, "id")), json!(["r", "a:b"]));
}

#[test]
fn who_asks_for_what_only_workers_could_tell_gets_what_is_sure_and_an_error() {
    for (server, url, why) in hidden("workers") {
        server.redis.run(&["ZADD", "rq:wip:q", "4000000000", "r2"]);
        server.redis.run(&["HSET", "rq:job:r2", "status", "started", "origin", "q", "data", "x"]);
        for (args, seen) in [
            (&["jobs", "list", "-s", "running"][..], json!(["r2"])),
            (&["jobs", "list", "-s", "abandoned"], json!([])),
            (&["jobs", "list", "-s", "poison"], json!([])),
            (&["jobs", "list", "-s", "lost"], json!([])),
            (&["jobs", "list", "-s", "stuck"], json!([])),
            (&["registry", "started", "--state", "running"], json!(["r2"])),
            (&["registry", "started", "--state", "abandoned"], json!([])),
        ] {
            let document = says(&server, &url, &[args, &["-o", "json"]].concat()).exits(4).json();
            let name = if args[0] == "jobs" { "id" } else { "job_id" };
            assert_eq!(
                (json!(items(&document, name)), &document["complete"]),
                (seen, &json!(false)),
                "{args:?}"
            );
            let message = document["error"]["message"].as_str().expect("a message");
            assert!(
                message.starts_with("not all workers can be seen: ") && message.contains(why),
                "{message}"
            );
        }
        says(&server, &url, &["jobs", "count", "--by", "worker"]).exits(4);
    }
}

#[test]
fn an_act_that_must_know_who_runs_a_job_refuses() {
    for (server, url, why) in hidden("workers") {
        let before = server.redis.dump();
        for args in [
            &["jobs", "stop", "r"][..],
            &["jobs", "cancel", "a"],
            &["jobs", "delete", "r"],
            &["jobs", "delete", "r", "--force"],
            &["jobs", "requeue", "f"],
            &["jobs", "hold", "a"],
            &["jobs", "stop", "-q", "q", "--yes"],
            &["jobs", "delete", "-s", "failed", "--yes"],
            &["queues", "empty", "q", "--yes"],
            &["maintenance", "run"],
            &["migrate-ids", "--apply", "--yes", "--live"],
        ] {
            let output = says(&server, &url, args);
            output.exits(4);
            assert!(output.stderr().contains("not all workers can be seen: "), "{args:?} {}", output.raw());
            assert!(output.stderr().contains(why), "{args:?} {}", output.raw());
            assert!(output.stdout().is_empty(), "{args:?} {}", output.raw());
            if args[0] == "jobs" && args.len() < 4 {
                assert!(
                    output.stderr().starts_with("rqctl: nothing was changed: "),
                    "{args:?} {}",
                    output.raw()
                );
            }
        }
        let planned = says(&server, &url, &["jobs", "delete", "-s", "failed", "-q", "other", "--dry-run"]);
        planned.exits(4);
        assert!(!planned.stderr().contains("would"), "{}", planned.raw());
        before.assert_same(&server.redis.dump(), Near { seconds: 60.0 });
    }
}

#[test]
fn an_act_on_what_no_list_of_queues_names_refuses_and_one_on_a_named_queue_goes_on() {
    for (server, url, _) in hidden("queues") {
        for args in [
            &["jobs", "cancel", "-s", "queued", "--yes"][..],
            &["jobs", "cancel", "-s", "queued", "-q", "*", "--yes"],
            &["queues", "empty", "--all", "--yes"],
        ] {
            let output = says(&server, &url, args);
            output.exits(4);
            assert!(output.stderr().contains("not all queues can be seen: "), "{args:?} {}", output.raw());
        }
        let done =
            says(&server, &url, &["jobs", "cancel", "-s", "queued", "-q", "other", "--yes", "-o", "json"]);
        assert_eq!(done.exits(0).json()["totals"]["done"], 1);
    }
}

#[test]
fn a_dry_run_of_maintenance_that_could_not_look_does_not_say_that_there_is_nothing_to_do() {
    for set in ["workers", "queues"] {
        for (server, url, why) in hidden(set) {
            let output = says(&server, &url, &["maintenance", "run", "--dry-run"]);
            output.exits(4);
            assert_eq!(output.stdout(), "", "{}", output.raw());
            assert!(
                output.stderr().contains(why) && !output.stderr().contains("nothing"),
                "{}",
                output.raw()
            );
        }
    }
    let server = Server::start();
    assert_eq!(says(&server, &server.url(), &["maintenance", "run", "--dry-run"]).ok(), "nothing to do\n");
}
