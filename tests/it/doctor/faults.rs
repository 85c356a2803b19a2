//! Each fault by itself, and all at once.

use std::{collections::BTreeSet, sync::Mutex};

use clap::Parser;
use harness::Server;
use rqctl::{cli::Cli, ops::doctor};

use super::{
    Found, examine,
    plant::{FAULTS, Fault, Sound},
};

/// Runs at once: each waits for its server more than it works.
const AT_ONCE: usize = 6;

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Every command that a finding names is one that rqctl takes.
fn assert_fixes_parse(found: &Found) {
    for item in &found.0 {
        let Some(fix) = item["fix"].as_str() else { continue };
        let Some(at) = fix.find("rqctl ").filter(|at| *at == 0) else { continue };
        let words = words(&fix[at..]);
        if let Err(e) = Cli::try_parse_from(&words) {
            panic!("{}: {fix}: {e}", item["check"]);
        }
    }
}

/// The words of a command line as a shell reads them; names here need no more than single quotes.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(std::mem::take(&mut word)),
            c => word.push(c),
        }
    }
    words.push(word);
    words
}

#[test]
fn nothing_is_wrong_in_a_sound_installation() {
    let sound = Sound::new();
    let output = sound.server.rqctl(&["doctor", "-o", "json", "--fail-on", "warn"]).run();
    assert_eq!(Found::of(&output).speaking(), set(&[]), "{}", output.raw());
    let output = sound.server.rqctl(&["doctor", "--fail-on", "warn"]).run();
    assert!(output.exits(0).stdout().contains(" ok in "), "{}", output.raw());
}

/// What is wrong with each of these faults, looked at side by side.
fn wrong<'f>(
    faults: impl Iterator<Item = &'f Fault> + Send,
    judge: impl Fn(&Fault) -> Option<String> + Sync,
) -> String {
    let (next, wrong) = (Mutex::new(faults), Mutex::new(Vec::new()));
    std::thread::scope(|threads| {
        for _ in 0..AT_ONCE {
            threads.spawn(|| {
                loop {
                    let Some(fault) = next.lock().expect("a lock").next() else { return };
                    let judged = judge(fault).map(|why| format!("{}: {why}", fault.check));
                    wrong.lock().expect("a lock").extend(judged);
                }
            });
        }
    });
    wrong.into_inner().expect("a lock").join("\n")
}

#[test]
fn each_fault_is_found_and_nothing_else() {
    let judge = |fault: &Fault| {
        let sound = Sound::with(&[], fault.version);
        (fault.plant)(&sound.server);
        let found = examine(&sound.server, &[]);
        assert_fixes_parse(&found);
        let expected = set(&[&[fault.check], fault.companions].concat());
        let speaking = found.speaking();
        (speaking != expected).then(|| format!("{speaking:?} {:#?}", found.check(fault.check)))
    };
    assert_eq!(wrong(FAULTS.iter(), judge), "");
}

#[test]
fn all_faults_at_once_are_all_found() {
    let sound = Sound::with(&["--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru"], "2.0.0");
    FAULTS.iter().for_each(|fault| (fault.plant)(&sound.server));
    let found = examine(&sound.server, &[]);
    assert_fixes_parse(&found);
    let mut expected: BTreeSet<String> = FAULTS.iter().map(|fault| fault.check.to_owned()).collect();
    expected.insert("eviction".to_owned());
    let silent: Vec<_> = expected.difference(&found.speaking()).cloned().collect();
    assert!(silent.is_empty(), "silent: {silent:?}");
    assert_eq!(sound.server.rqctl(&["doctor"]).run().code, Some(1));
}

/// Checks that look at the server, at two databases or at a version that is to come have tests of their own.
const APART: &[&str] = &[
    "memory",
    "memory_limit",
    "eviction",
    "persistence",
    "replica",
    "cluster",
    "empty_database",
    "url_from_app",
    "upgrade_ids",
    "upgrade_hashes",
    "upgrade_deferred",
    "upgrade_workers",
];

#[test]
fn there_is_a_fault_for_every_check() {
    let planted: BTreeSet<&str> =
        FAULTS.iter().map(|fault| fault.check).chain(APART.iter().copied()).collect();
    let all: BTreeSet<&str> = doctor::checks().map(|check| check.name).collect();
    assert_eq!(planted, all);
}

#[test]
fn a_server_that_keeps_nothing_on_disk_is_told() {
    let server = Server::start();
    assert_eq!(examine(&server, &[]).check("persistence")["severity"], "warn");
    server.redis.run(&["CONFIG", "SET", "save", "3600 1"]);
    assert_eq!(examine(&server, &[]).check("persistence")["severity"], "ok");
    server.redis.run(&["CONFIG", "SET", "save", ""]);
    server.redis.run(&["CONFIG", "SET", "appendonly", "yes"]);
    assert_eq!(examine(&server, &[]).check("persistence")["severity"], "ok");
}

#[test]
fn memory_is_told_by_kind_where_it_gets_scarce() {
    let sound = Sound::with(&["--maxmemory", "100mb"], "3.0.0");
    assert_eq!(examine(&sound.server, &["--only", "memory"]).check("memory")["severity"], "ok");
    for n in 0..30 {
        sound.server.redis.run(&["SETRANGE", &format!("rq:results:r{n}"), "2000000", "x"]);
    }
    let found = examine(&sound.server, &["--only", "memory,large_jobs"]);
    let says = found.check("memory")["meaning"].as_str().expect("text").to_owned();
    assert!(says.starts_with("RQ takes about ") && says.contains(" in results"), "{says}");
    assert_eq!(found.check("large_jobs")["severity"], "warn");
}

#[test]
fn an_upgrade_is_told_what_the_new_version_refuses_loses_and_fails() {
    let sound = Sound::with(&[], "1.16.2");
    let server = &sound.server;
    super::plant::job(server, "order:42", &["status", "finished"]);
    super::plant::entry(server, "finished", 500, "order:42");
    super::plant::job(server, "limited", &["status", "rate_limited", "rate_limit_key", "k"]);
    server.redis.run(&["ZADD", "rq:rl:k:rate_limited", "1", "limited"]);
    super::plant::job(server, "child", &["status", "deferred", "dependency_id", "waits"]);
    super::plant::entry(server, "deferred", -60, "child");
    server.redis.run(&["SADD", "rq:job::child:dependencies", "waits"]);
    let speaking = |version: &str| {
        let only = "upgrade_ids,upgrade_hashes,upgrade_deferred,upgrade_workers";
        examine(server, &["--upgrade-to", version, "--only", only]).speaking()
    };
    assert_eq!(speaking("1.16.2"), set(&[]));
    assert_eq!(
        speaking("2.6"),
        set(&["upgrade_deferred", "upgrade_hashes", "upgrade_ids", "upgrade_workers"])
    );
    assert_eq!(speaking("2.12.0"), set(&["upgrade_hashes", "upgrade_ids", "upgrade_workers"]));
    assert_eq!(speaking("3.0"), set(&["upgrade_ids", "upgrade_workers"]));
}

/// Checks whose command mends what they found: the others show what somebody must decide, or need a minute. A lock that
/// was left behind is taken over once there is something to do.
const MENDED: &[&str] = &[
    "poison",
    "abandoned",
    "stubs",
    "duplicates",
    "left_over",
    "overdue",
    "stale_workers",
    "dead_workers",
    "orphans",
    "orphaned_keys",
    "slots",
    "groups",
    "results_kept",
    "suspended",
];

#[test]
fn what_it_says_to_type_mends_the_fault() {
    let judge = |fault: &Fault| {
        let sound = Sound::with(&[], fault.version);
        (fault.plant)(&sound.server);
        let found = examine(&sound.server, &["--only", fault.check]);
        let fix = words(found.check(fault.check)["fix"].as_str().expect("a command"));
        let words: Vec<&str> = fix.iter().skip(1).map(String::as_str).collect();
        let mut output = sound.server.rqctl(&words).run();
        if output.code == Some(2) && output.stderr().contains("--yes") {
            output = sound.server.rqctl(&words).args(&["--yes"]).run();
        }
        let after = examine(&sound.server, &["--only", fault.check]).speaking();
        (output.code != Some(0) || after != set(&[])).then(|| format!("{fix:?} {}", output.raw()))
    };
    assert_eq!(wrong(FAULTS.iter().filter(|fault| MENDED.contains(&fault.check)), judge), "");
}
