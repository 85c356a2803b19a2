//! What cron, a person and a program are told.

use std::time::Duration;

use harness::{Near, Rqctl, Server, wait_until};

use super::{abandoned, job, now, run, status, worker};

fn label(server: &Server, protected: bool) {
    let protected = if protected { "1" } else { "0" };
    server.redis.run(&["HSET", "rq:rqctl:label", "name", "prod-eu", "protected", protected]);
}

/// One of each: expired, abandoned with and without retries, with a callback, stuck, a dead worker.
fn work(server: &Server) {
    let redis = &server.redis;
    abandoned(redis, "fails", &[]);
    abandoned(redis, "again", &[("retries_left", "3")]);
    abandoned(redis, "later", &[("retries_left", "2"), ("retry_intervals", "[30, 60]")]);
    abandoned(redis, "calls-back", &[("failure_callback_name", "shop.alarm")]);
    redis.run(&["ZADD", "rq:finished:q", &(now(redis) - 240).to_string(), "x"]);
    redis.run(&["ZADD", "rq:finished:q", &(now(redis) - 172_800).to_string(), "y"]);
    job(redis, "stuck", "queued", &[]);
    redis.run(&["RPUSH", "rq:queue:q:intermediate", "stuck"]);
    let stamp = format!("{}.5|2026-11-24T06:00:00.000000Z", now(redis) - 540);
    redis.run(&["HSET", "rq:rqctl:seen:q", "stuck", &stamp]);
    redis.run(&["SADD", "rq:workers:q", "rq:worker:dead"]);
}

#[test]
fn cron_hears_nothing_where_nothing_was_done_and_one_line_otherwise() {
    let server = Server::start();
    assert_eq!(server.rqctl(&["maintenance", "run"]).run().raw(), "$ rqctl maintenance run\n--- exit 0\n");
    work(&server);
    let output = server.rqctl(&["maintenance", "run"]).run();
    assert_eq!(output.ok(), "maintenance: retried 2, failed 1, requeued 1, removed 3, left 1 to a worker\n");
    assert_eq!(output.stderr(), "");
    // What is left to a worker as always is no news.
    assert_eq!(server.rqctl(&["maintenance", "run"]).run().raw(), "$ rqctl maintenance run\n--- exit 0\n");
    assert_eq!(run(&server, &["--ignore-callbacks", "--quiet"]), "");
    assert_eq!(status(&server, "calls-back"), "failed");
}

#[test]
fn a_dry_run_shows_a_person_item_by_item_what_and_why() {
    let server = Server::start();
    work(&server);
    let before = server.redis.dump();
    insta::assert_snapshot!(server.rqctl(&["maintenance", "run", "--dry-run"]).run().snapshot());
    before.assert_same(&server.redis.dump(), Near::SECONDS);
}

#[test]
fn a_program_gets_items_and_totals() {
    let server = Server::start();
    work(&server);
    let would = server.rqctl(&["maintenance", "run", "--dry-run", "-o", "json"]).run().json();
    let did = server.rqctl(&["maintenance", "run", "-o", "json"]).run().json();
    assert_eq!(did["schema"], "rqctl/maintenance.run/1");
    assert_eq!((&would["dry_run"], &did["dry_run"]), (&true.into(), &false.into()));
    let names = |value: &serde_json::Value| {
        let items = value["items"].as_array().unwrap();
        let mut names: Vec<String> = items
            .iter()
            .map(|item| format!("{} {} {}", item["task"], item["action"], item["job_id"]).replace('"', ""))
            .collect();
        names.sort();
        names
    };
    assert_eq!(
        names(&did),
        [
            "finished removed null",
            "intermediate requeued stuck",
            "started failed fails",
            "started left calls-back",
            "started retried again",
            "started retried later",
            "workers removed null",
        ]
    );
    assert_eq!(names(&would).len(), names(&did).len());
    assert!(names(&would).contains(&"started would_retry again".to_owned()));
    let expired = did["items"].as_array().unwrap().iter().find(|item| item["task"] == "finished").unwrap();
    assert_eq!(expired["count"], 2);
    let fields: Vec<_> = expired.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["task", "action", "queue", "job_id", "execution_id", "count", "reason", "message"]);
    assert_eq!(did["totals"]["tasks"]["started"], serde_json::json!({"retried": 2, "failed": 1, "left": 1}));
    assert_eq!(did["totals"]["queues"][0]["queue"], "q");
    assert_eq!(did["totals"]["queues"][0]["lock"], "ours");
    assert_eq!(would["totals"]["tasks"], did["totals"]["tasks"]);
    let ids = server.rqctl(&["maintenance", "run", "--dry-run", "-o", "ids"]).run().ok();
    assert_eq!(ids, "calls-back\n");
}

#[test]
fn poison_is_named_with_the_command_that_mends_it() {
    let server = Server::start();
    worker(&server.redis, "w", "3.0.0", &[]);
    job(&server.redis, "user.7", "queued", &[]);
    server.redis.run(&["RPUSH", "rq:queue:q", "user.7"]);
    label(&server, true);
    let output = server.rqctl(&["--on", "prod-eu", "maintenance", "run"]).run();
    output.exits(3);
    assert_eq!(output.stdout(), "maintenance: left 1 poison\n");
    assert_eq!(
        output.stderr(),
        "rqctl: user.7 in q ends a worker about every 15 min\nhint: rqctl --on prod-eu jobs hold user.7\n"
    );
    job(&server.redis, "a:b", "queued", &[]);
    server.redis.run(&["LPUSH", "rq:queue:q", "a:b"]);
    let output = server.rqctl(&["--on", "prod-eu", "maintenance", "run", "-o", "jsonl"]).run();
    output.exits(3);
    let items = output.jsonl();
    assert_eq!((&items[0]["job_id"], &items[0]["reason"]), (&"a:b".into(), &"illegal_id".into()));
    assert_eq!(items.last().unwrap()["end"]["error"]["exit"], 3);
    assert!(
        output.stderr().contains("a:b in q will be lost, or taken for job a, and 1 job more"),
        "{}",
        output.raw()
    );
    // Whom no live worker minds is nobody's business.
    server.redis.run(&["HSET", "rq:worker:w", "version", "1.16.2"]);
    assert_eq!(server.rqctl(&["--on", "prod-eu", "maintenance", "run"]).run().ok(), "");
}

#[test]
fn what_nobody_can_read_is_left_and_named() {
    let server = Server::start();
    abandoned(&server.redis, "odd", &[("retries_left", "many")]);
    abandoned(&server.redis, "fine", &[]);
    let output = server.rqctl(&["maintenance", "run"]).run();
    output.exits(3);
    assert_eq!(output.stdout(), "maintenance: failed 1, left 1 unreadable\n");
    assert!(output.stderr().starts_with("rqctl: odd in q was left: "), "{}", output.raw());
    assert!(output.stderr().ends_with("hint: rqctl jobs show odd\n"), "{}", output.raw());
    assert_eq!(status(&server, "odd"), "started");
}

#[test]
fn a_protected_server_must_be_named_and_a_dry_run_is_a_read() {
    let server = Server::start();
    work(&server);
    label(&server, true);
    let before = server.redis.dump();
    server.rqctl(&["maintenance", "run"]).run().exits(2);
    server.rqctl(&["maintenance", "run", "--on", "prod-eu", "--read-only"]).run().exits(2);
    server.rqctl(&["maintenance", "run", "--on", "other"]).run().exits(2);
    let reader = server.reader();
    let dry = Rqctl::new(&["-u", &reader, "maintenance", "run", "--dry-run", "--read-only"]).run();
    assert!(dry.ok().contains("would"), "{}", dry.raw());
    let denied = Rqctl::new(&["-u", &reader, "--on", "prod-eu", "maintenance", "run"]).run();
    denied.exits(4);
    assert!(denied.stderr().contains("ACL SETUSER reader +"), "{}", denied.raw());
    before.assert_same(&server.redis.dump(), Near::SECONDS);
    assert_ne!(run(&server, &["--on", "prod-eu"]), "");
}

#[test]
fn a_slip_in_a_crontab_is_told() {
    let server = Server::start();
    server.redis.run(&["SADD", "rq:queues", "rq:queue:default"]);
    let refused = |args: &[&str], code: i32, said: &str| {
        let output = server.rqctl(&["maintenance", "run"]).args(args).run();
        output.exits(code);
        assert_eq!(output.stderr(), said);
    };
    refused(
        &["-q", "defualt"],
        1,
        "rqctl: there is no queue `defualt`\nhint: rqctl maintenance run -q default\n",
    );
    refused(&["--tasks", "orphan"], 2, "rqctl: there is no task `orphan`\nhint: did you mean `orphans`?\n");
    refused(
        &["--tasks", "default,canceled"],
        2,
        "rqctl: the task `canceled` needs --canceled-older-than\nhint: such as --canceled-older-than 30d\n",
    );
    refused(
        &["--canceled-older-than", "30d"],
        2,
        "rqctl: --canceled-older-than belongs to the task `canceled`\nhint: add --tasks default,canceled\n",
    );
    assert_eq!(run(&server, &["-q", "nothing-*"]), "");
}

#[test]
fn one_table_names_the_tasks_everywhere() {
    let listed = Rqctl::new(&["maintenance", "tasks", "-o", "json"]).run().json();
    let tasks: Vec<(String, String)> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|task| {
            let text = |name: &str| task[name].as_str().expect("text").to_owned();
            assert_eq!(task["default"].as_bool().unwrap(), task["rq_equivalent"].is_string());
            (text("task"), text("what"))
        })
        .collect();
    assert_eq!(tasks.len(), 13);
    let help = Rqctl::new(&["maintenance", "run", "--help"]).run().ok();
    assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
    let behind = help.split_once("Tasks:").expect("the tasks").1;
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = words(behind);
    let readme = std::fs::read_to_string(harness::root().join("README.md")).unwrap();
    for (task, what) in tasks {
        assert!(help.contains(&format!("\n  {task:14}  ")), "{task}: {help}");
        assert!(told.contains(&words(&format!("{task} {what}"))), "{task}: {help}");
        assert!(readme.contains(&format!("| `{task}` | {what} |")), "{task}");
    }
}

#[test]
fn only_the_named_queues_are_worked_on() {
    let server = Server::start();
    work(&server);
    server.redis.run(&["SADD", "rq:queues", "rq:queue:other"]);
    server.redis.run(&["ZADD", "rq:finished:other", "1", "x"]);
    assert_eq!(run(&server, &["-q", "o*"]), "maintenance: removed 1\n");
    assert_eq!(status(&server, "fails"), "started");
    assert_eq!(run(&server, &["--tasks", "finished"]), "maintenance: removed 2\n");
    assert_eq!(status(&server, "fails"), "started");
}

#[test]
fn a_quiet_fleet_costs_a_handful_of_round_trips() {
    let server = Server::start();
    for n in 0..300 {
        server.redis.run(&["SADD", "rq:queues", &format!("rq:queue:q{n}")]);
        server.redis.run(&["RPUSH", &format!("rq:queue:q{n}"), "a"]);
    }
    job(&server.redis, "a", "queued", &[]);
    let proxy = harness::Proxy::before(&server);
    Rqctl::new(&["-u", &proxy.url(), "maintenance", "run"]).run().ok();
    let trips = proxy.take_count().round_trips;
    assert!(trips <= 24, "{trips} round trips for 300 queues");
}

#[test]
fn webhooks_that_nobody_sends_are_counted() {
    let server = Server::start();
    abandoned(
        &server.redis,
        "a",
        &[("webhooks", r#"[{"url": "http://127.0.0.1:9/", "job_status": "failed"}]"#)],
    );
    let dry = server.rqctl(&["maintenance", "run", "--dry-run", "-o", "jsonl"]).run().jsonl();
    assert!(dry[0]["message"].as_str().unwrap().ends_with("its webhooks were not sent"), "{}", dry[0]);
    assert_eq!(run(&server, &[]), "maintenance: failed 1, webhooks of 1 not sent\n");
}

#[test]
fn an_interrupted_pass_says_so_and_leaves_no_lock() {
    let server = Server::start();
    for queue in ["a", "z"] {
        server.redis.run(&["SADD", "rq:queues", &format!("rq:queue:{queue}")]);
        server.redis.run(&["ZADD", &format!("rq:wip:{queue}"), "1", "gone"]);
    }
    server.redis.run(&["SET", "rq:clean_registries:z", "1", "EX", "890"]);
    let pass = server.rqctl(&["maintenance", "run", "--wait-lock", "60s"]).spawn();
    let looks = || server.redis.command_counts().get("pttl").copied().unwrap_or(0) > 3;
    wait_until("rqctl to wait for the lock", Duration::from_secs(20), looks);
    pass.signal("INT");
    let output = pass.wait();
    output.exits(130);
    assert_eq!(output.stdout(), "maintenance: removed 1\n");
    assert_eq!(output.stderr(), "rqctl: interrupted; the same command again finishes it\n");
    assert!(!server.redis.exists("rq:clean_registries:a"));
    assert_eq!(server.redis.cmd::<String>(&["GET", "rq:clean_registries:z"]), "1");
}

/// As RQ 1.16 names what runs: with the plain ID, whatever it holds. RQ 2.0 takes `a:b` for job `a`.
#[test]
fn an_abandoned_job_with_a_colon_is_not_taken_for_another() {
    let server = Server::start();
    let ahead = (now(&server.redis) + 60).to_string();
    for (id, deadline) in [("a", &ahead[..]), ("a:b", "1"), ("a:b:c", "1")] {
        job(&server.redis, id, "started", &[]);
        server.redis.run(&["ZADD", "rq:wip:q", deadline, id]);
    }
    let before = server.redis.dump();
    assert_eq!(run(&server, &[]), "maintenance: failed 2\n");
    let after = server.redis.dump();
    assert_eq!(before.get("rq:job:a"), after.get("rq:job:a"));
    assert_eq!([status(&server, "a:b"), status(&server, "a:b:c")], ["failed", "failed"]);
    assert_eq!(server.redis.cmd::<Vec<String>>(&["ZRANGE", "rq:wip:q", "0", "-1"]), ["a"]);
}
