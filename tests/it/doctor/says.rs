//! What a person and a program read.

use harness::{Rqctl, Server, snapshot_of};
use serde_json::{Value, json};

use super::{
    examine,
    plant::{FAULTS, Sound, entry, job, now, text},
};

fn screen(server: &Server, args: &[&str], exit: i32) -> String {
    let output = server.rqctl(&[&["doctor"], args].concat()).run();
    let text = snapshot_of(&output.exits(exit).stdout());
    regex_lite::Regex::new(r" in( \[AGE\]| \d+\.\d s)")
        .expect("a regex")
        .replace_all(&text, " in [AGE]")
        .into_owned()
}

/// Four faults, one of them in several jobs.
fn faulty() -> Sound {
    let sound = Sound::new();
    let server = &sound.server;
    server.redis.run(&["HSET", "rq:rqctl:label", "name", "prod-eu", "protected", "1"]);
    for id in ["order:42:email", "report.daily", "user@example.com"] {
        job(server, id, &["status", "finished"]);
        entry(server, "finished", 500, id);
    }
    for name in ["blocked", "cron_doubled", "held"] {
        (FAULTS.iter().find(|fault| fault.check == name).expect("a fault").plant)(server);
    }
    sound
}

#[test]
fn a_screen_says_what_how_many_what_it_means_and_what_to_type() {
    let sound = faulty();
    insta::assert_snapshot!(screen(&sound.server, &[], 1));
    insta::assert_snapshot!(
        "wide",
        screen(&sound.server, &["-o", "wide", "--only", "held,blocked,lost,eviction"], 1)
    );
}

#[test]
fn nothing_wrong_is_said_in_two_lines() {
    let sound = Sound::new();
    let said = screen(&sound.server, &[], 0);
    assert_eq!(said.lines().count(), 3, "{said}");
    assert!(
        said.starts_with("on unlabelled, unix://[SOCKET] (from RQCTL_URL), prefix rq, 4 jobs\nok  "),
        "{said}"
    );
    assert_eq!(screen(&sound.server, &["--quiet"], 0).lines().count(), 2);
}

#[test]
fn json_has_every_field_of_every_check() {
    let sound = faulty();
    let output = sound.server.rqctl(&["doctor", "-o", "json"]).run();
    let document = output.exits(1).json();
    assert_eq!(document["schema"], "rqctl/doctor/1");
    let totals = document["totals"].as_object().expect("totals");
    let names: Vec<&str> = totals.keys().map(String::as_str).collect();
    assert_eq!(names, ["ok", "warn", "fail", "skipped", "jobs", "seconds"]);
    assert_eq!(totals["jobs"], 10);
    let items = document["items"].as_array().expect("items");
    let sum: u64 =
        ["ok", "warn", "fail", "skipped"].iter().map(|n| totals[*n].as_u64().expect("a number")).sum();
    assert_eq!(sum, items.len() as u64);
    for item in items {
        let mut fields: Vec<_> = item.as_object().expect("an object").keys().map(String::as_str).collect();
        fields.sort_unstable();
        assert_eq!(fields, ["check", "count", "fix", "meaning", "samples", "severity"]);
    }
    let found = super::Found::of(&output);
    assert_eq!(
        *found.check("illegal_ids"),
        json!({
            "check": "illegal_ids", "severity": "fail", "count": 3,
            "samples": ["order:42:email", "report.daily", "user@example.com"],
            "meaning": "RQ 2.8 and later refuse them, and RQ 2.0 and later cut them at a colon: \
                        2 with '.', 1 with ':', 1 with '@'",
            "fix": "rqctl migrate-ids",
        })
    );
    assert_eq!(found.check("eviction")["count"], Value::Null);
    assert_eq!(found.check("lost")["count"], 0);
    let lines = sound.server.rqctl(&["doctor", "-o", "jsonl", "--columns", "check,severity"]).run();
    let lines = lines.exits(1).jsonl();
    assert_eq!(lines.len(), items.len() + 1);
    assert_eq!(lines[items.len()]["end"]["totals"]["fail"], 2);
}

#[test]
fn only_reads_no_more_than_it_needs() {
    let sound = Sound::new();
    let before = sound.server.redis.command_counts();
    let found = examine(&sound.server, &["--only", "held"]);
    assert_eq!(found.0.len(), 1);
    let after = sound.server.redis.command_counts();
    // The fleet itself looks at the first of each list.
    for (command, more) in [("zrevrange", 0), ("memory|usage", 0), ("config|get", 0), ("lrange", 1)] {
        let count = |counts: &harness::CommandCounts| counts.get(command).copied().unwrap_or(0);
        assert_eq!(count(&after) - count(&before), more, "{command}");
    }
}

#[test]
fn wrong_names_and_versions_are_told_the_nearest() {
    let refused = |args: &[&str], what: &str, hint: &str| {
        let output = Rqctl::new(&[&["doctor", "-u", "redis://127.0.0.1:1"], args].concat()).run();
        let said = output.exits(2).stderr();
        assert_eq!(said, format!("rqctl: {what}\nhint: rqctl -u redis://127.0.0.1:1/0 {hint}\n"));
    };
    refused(&["--only", "los"], "there is no check `los`", "doctor --only lost");
    refused(&["--skip", "poisons"], "there is no check `poisons`", "doctor --skip poison");
    refused(&["--upgrade-to", "4"], "there is no RQ `4` that this rqctl knows", "doctor --upgrade-to 3.0.0");
    refused(
        &["--upgrade-to", "2.99"],
        "there is no RQ `2.99` that this rqctl knows",
        "doctor --upgrade-to 2.12.0",
    );
    for args in [
        &["-o", "ids"][..],
        &["-o", "csv"],
        &["--quick", "--only", "lost"],
        &["--quick", "--upgrade-to", "3.0"],
    ] {
        Rqctl::new(&[&["doctor", "-u", "redis://127.0.0.1:1"], args].concat()).run().exits(2);
    }
}

#[test]
fn what_fails_is_for_the_caller_to_say() {
    let sound = Sound::new();
    (FAULTS.iter().find(|fault| fault.check == "held").expect("a fault").plant)(&sound.server);
    let code = |args: &[&str]| sound.server.rqctl(&[&["doctor", "--only", "held"], args].concat()).run().code;
    assert_eq!(code(&[]), Some(0));
    assert_eq!(code(&["--fail-on", "fail"]), Some(0));
    assert_eq!(code(&["--fail-on", "warn"]), Some(1));
    Rqctl::new(&["doctor", "-u", "redis://127.0.0.1:1"]).run().exits(4);
}

#[test]
fn what_the_acl_hides_is_skipped_with_the_rule_to_add() {
    let sound = faulty();
    let url = sound.server.user("shy", &["~*", "&*", "+@all", "-@write", "-scan", "-config", "-memory"]);
    let output = sound.server.rqctl(&["doctor", "-o", "json"]).env("RQCTL_URL", &url).run();
    let found = super::Found::of(&output);
    for (check, rule) in [("lost", "+scan"), ("persistence", "+config|get"), ("large_jobs", "+scan")] {
        let item = found.check(check);
        assert_eq!((&item["severity"], &item["count"]), (&json!("skipped"), &Value::Null), "{check}");
        assert_eq!(item["fix"], format!("whoever administers Redis can allow it: {rule}"), "{check}");
    }
    let blocked = found.check("blocked");
    assert_eq!(blocked["severity"], "fail", "{blocked}");
    let url = sound.server.user("shier", &["~rq:queue*", "~rq:workers", "+@all", "-@write"]);
    let output = sound.server.rqctl(&["doctor", "-o", "json"]).env("RQCTL_URL", &url).run();
    let found = super::Found::of(&output);
    for check in ["lost", "blocked", "orphans", "unreadable", "stubs"] {
        assert_eq!(found.check(check)["severity"], "skipped", "{check}");
    }
}

#[test]
fn a_job_that_is_enqueued_while_the_pass_runs_is_not_lost() {
    let sound = Sound::new();
    let ahead = text(now(&sound.server) + 60);
    job(&sound.server, "fresh", &["enqueued_at", &ahead]);
    assert_eq!(examine(&sound.server, &["--only", "lost"]).check("lost")["severity"], "ok");
    job(&sound.server, "fresh", &[]);
    assert_eq!(examine(&sound.server, &["--only", "lost"]).check("lost")["samples"], json!(["fresh"]));
}

#[test]
fn the_checks_are_listed_without_a_server() {
    let list = Rqctl::new(&["doctor", "--list", "-o", "json"]).run().json();
    assert_eq!(list["schema"], "rqctl/doctor.list/1");
    let checks = list["items"].as_array().expect("items");
    assert_eq!(checks.len(), rqctl::ops::doctor::checks().count());
    assert_eq!(checks[0].as_object().expect("an object").len(), 4);
    let csv = Rqctl::new(&["doctor", "--list", "-o", "csv"]).run().ok();
    assert!(csv.starts_with("check,quick,severity,meaning\npoison,true,fail,"), "{csv}");
}
