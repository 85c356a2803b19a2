//! Every command that reads, on an installation with something of everything: it needs no right to write, it
//! changes nothing, and it answers to the letter what stands in `snapshots/` and `contract.txt`.

mod damage;
mod house;

use std::collections::{BTreeMap, BTreeSet};

use clap::CommandFactory;
use house::House;
use serde_json::Value;

/// Every command that reads, with the words that it needs to say something.
const READS: &[&str] = &[
    "status",
    "queues list",
    "queues show default mail",
    "workers list",
    "workers show app-1.77",
    "jobs list --sort created_at --limit 100",
    "jobs count",
    "jobs show failed",
    "jobs tree failed",
    "jobs wait paid --wait 0",
    "registry list",
    "registry started",
    "registry finished",
    "registry failed",
    "registry deferred",
    "registry scheduled",
    "registry canceled",
    "registry ready",
    "registry intermediate",
    "registry rate-limited",
    "registry held",
    "schedulers list",
    "cron list",
    "cron history nightly",
    "groups list",
    "groups show batch",
    "rate-limits list",
    "rate-limits show smtp",
    "maintenance tasks",
    "maintenance locks",
    "label show",
    "doctor",
    // The same with other questions.
    "jobs list",
    "jobs count --by error",
    "jobs list -s failed,stopped",
    "jobs list -s running,abandoned,stuck,lost,overdue,blocked,poison,held",
    "jobs show running first due limited order:42:email gone",
    "maintenance run --dry-run",
    "migrate-ids",
];

/// Every command that changes something, as one that may be done without asking.
const ACTS: &[&str] = &[
    "jobs cancel second",
    "jobs delete canceled",
    "jobs hold second",
    "jobs release held",
    "jobs requeue failed",
    "jobs run-now due",
    "jobs stop running --wait 0",
    "label clear --yes",
    "label set prod --yes",
    "maintenance run",
    "migrate-ids --apply --live --yes",
    "queues compact default --yes",
    "queues delete mail --with-jobs --yes",
    "queues empty mail --yes",
    "workers forget gone",
    "workers kill-horse app-1.77",
    "workers resume",
    "workers shutdown app-1.77",
    "workers suspend --yes",
];

/// Commands that ask no server.
const ALONE: &[&str] = &["completions"];

fn words(command: &str) -> Vec<&str> {
    command.split(' ').collect()
}

/// The commands that have no commands below them, as they are typed.
fn leaves(command: &clap::Command, path: &str, into: &mut BTreeSet<String>) {
    for below in command.get_subcommands() {
        let path = format!("{path} {}", below.get_name()).trim().to_owned();
        match below.has_subcommands() {
            true => leaves(below, &path, into),
            false => _ = into.insert(path),
        }
    }
}

#[test]
fn every_command_is_known_here_as_one_that_reads_or_as_one_that_acts() {
    let mut all = BTreeSet::new();
    leaves(&rqctl::cli::Cli::command(), "", &mut all);
    let tried =
        |leaf: &String| READS.iter().chain(ACTS).chain(ALONE).any(|command| command.starts_with(leaf));
    let untried: Vec<_> = all.iter().filter(|leaf| !tried(leaf)).collect();
    assert!(untried.is_empty(), "neither in READS nor in ACTS: {untried:?}");
}

/// Commands of a server that may write, by its own account.
fn writing(house: &House) -> BTreeSet<String> {
    let names: Vec<String> = house.server.redis.cmd(&["ACL", "CAT", "write"]);
    names.into_iter().map(|name| name.to_lowercase()).collect()
}

#[test]
fn no_command_that_reads_writes_or_asks_for_what_has_no_bound() {
    let house = House::build();
    let server = &house.server;
    let (reader, writing) = (server.reader(), writing(&house));
    let (before, began) = (server.redis.dump(), std::time::Instant::now());
    for command in READS {
        for format in ["table", "wide", "json", "jsonl", "csv", "ids"] {
            let command = [&words(command)[..], &["-o", format]].concat();
            let run = || server.rqctl(&command).env("RQCTL_URL", &reader).run();
            let (output, counts) = server.redis.commands_of(run);
            assert!(matches!(output.code, Some(0..=3)), "{}", output.raw());
            for name in counts.keys() {
                let unbounded = ["keys", "hgetall", "sort", "hvals", "eval", "evalsha", "fcall"];
                assert!(
                    !writing.contains(name) && !unbounded.contains(&name.as_str()),
                    "{command:?}: {name}"
                );
            }
        }
    }
    // Times to live go on, however long a busy machine takes.
    let near = harness::Near { seconds: began.elapsed().as_secs_f64() + 2.0 };
    before.assert_same(&server.redis.dump(), near);
}

/// What differs between two runs, in JSON too.
fn masked(text: &str) -> String {
    let moving = regex_lite::Regex::new(
        r#"("?(ttl_s|wait_s|run_s|seconds|\w*age_s|used|max|job_running_s|waited_s|port)"?: ?)[0-9.]+"#,
    );
    let text = moving.expect("a regex").replace_all(text, "$1[N]").into_owned();
    // Moments as scores and as the IDs of results.
    let moment = regex_lite::Regex::new(r"\b1[0-9]{9}([0-9]{3}-0\b|\.[0-9]+)").expect("a regex");
    // The day that times have in common, where no midnight lies between them.
    let day = regex_lite::Regex::new("  [0-9-]{10}, UTC").expect("a regex");
    let text = day.replace_all(&moment.replace_all(&text, "[MOMENT]"), "  UTC").into_owned();
    // How wide a column is depends on the ages in it.
    let gap = regex_lite::Regex::new(r"(\S) {2,}").expect("a regex");
    gap.replace_all(&text, "$1  ").into_owned()
}

/// A file of `snapshots/` for each noun: its commands for a person and for a machine.
#[test]
fn every_command_that_reads_looks_so() {
    let house = House::build();
    let mut by_noun: BTreeMap<&str, String> = BTreeMap::new();
    for command in READS {
        let noun = words(command)[0];
        // These have snapshots of their own, where what they say is made.
        if matches!(noun, "doctor" | "migrate-ids" | "status") || command.starts_with("maintenance run") {
            continue;
        }
        let text = by_noun.entry(noun).or_default();
        let run = |format: &[&str]| house.server.rqctl(&[&words(command)[..], format].concat()).run();
        let shown = run(&[]);
        if shown.stderr().contains("in no order") {
            continue;
        }
        text.push_str(&masked(&shown.snapshot()));
        text.push('\n');
        let document = run(&["-o", "json"]).json();
        let items = serde_json::to_string_pretty(&document["items"]).expect("JSON");
        text.push_str(&format!("items {}\n", masked(&harness::snapshot_of(&items))));
        let rest =
            ["totals", "truncated", "complete", "error"].map(|name| format!("{name} {}", document[name]));
        text.push_str(&format!("{}\n\n", rest.join("  ")));
    }
    for (noun, text) in by_noun {
        insta::assert_snapshot!(noun, text);
    }
}

/// `a b.c d[].e`: the fields of a value, with those of what it holds.
fn fields(value: &Value, path: &str, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) if map.keys().any(|key| key.starts_with('$')) => {}
        Value::Object(map) => {
            for (name, value) in map {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                into.insert(path.clone());
                fields(value, &path, into);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| fields(item, &format!("{path}[]"), into)),
        _ => {}
    }
}

/// The schema of every command and every field of its items and totals; a name that goes or changes is
/// a break of the contract with whoever reads the machine formats.
#[test]
fn the_machine_formats_are_a_contract() {
    let house = House::build();
    let mut contract: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let reads = READS.iter().map(|command| (command, None));
    // One that acts finds everything as it was.
    for (command, own) in reads.chain(ACTS.iter().map(|command| (command, Some(House::build())))) {
        let server = &own.as_ref().unwrap_or(&house).server;
        let document = server.rqctl(&[&words(command)[..], &["-o", "json"]].concat()).run().json();
        let schema = document["schema"].as_str().expect("a schema").to_owned();
        let of = contract.entry(schema).or_default();
        // What others chose the names of is no contract.
        let mut items = document["items"].clone();
        for item in items.as_array_mut().expect("items") {
            for chosen in ["kwargs", "meta", "workers", "versions", "extra", "by_reason", "counts"] {
                if item[chosen].is_object() {
                    item[chosen] = Value::Null;
                }
            }
        }
        items.as_array().expect("items").iter().for_each(|item| fields(item, "", of));
        let mut totals = BTreeSet::new();
        fields(&document["totals"], "totals", &mut totals);
        of.extend(totals.into_iter().filter(|name| name.matches('.').count() == 1));
        let envelope: Vec<&String> = document.as_object().expect("an object").keys().collect();
        let dry = document.get("dry_run").is_some();
        // The table of tasks is the same on every server: none is asked.
        let server = *command != "maintenance tasks";
        assert_eq!(envelope.len(), 6 + usize::from(server) + usize::from(dry), "{command}: {envelope:?}");
    }
    let lines = contract.iter().map(|(schema, fields)| {
        let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
        format!("{schema}\n  {}\n", fields.join("\n  "))
    });
    insta::assert_snapshot!("contract", lines.collect::<String>());
}

/// What a column needs is enough for it, in every list.
#[test]
fn a_column_alone_says_what_it_says_among_all() {
    let house = House::build();
    let moving = [
        "wait_s",
        "waited_s",
        "run_s",
        "ttl_s",
        "looked_at",
        "front_age_s",
        "job_running_s",
        "locks",
        "memory",
        "queues",
        "scheduler",
        "lock",
    ];
    let items = |words: &[&str]| {
        let document = house.server.rqctl(words).args(&["-o", "json"]).run().json();
        document["items"].as_array().expect("items").clone()
    };
    for command in READS.iter().filter(|command| !command.starts_with("doctor")) {
        let full = items(&words(command));
        let Some(Value::Object(first)) = full.first() else { continue };
        for column in first.keys().filter(|column| !moving.contains(&column.as_str())) {
            let alone = items(&[&words(command)[..], &["--columns", column]].concat());
            let among: Vec<&Value> = full.iter().map(|item| &item[column]).collect();
            assert_eq!(
                alone.iter().map(|item| &item[column]).collect::<Vec<_>>(),
                among,
                "{command} {column}"
            );
        }
    }
}
