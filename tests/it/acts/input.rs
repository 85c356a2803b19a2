//! Whatever is typed, piped or stored: a clear message, the right exit code, and no other job is touched.

use harness::{Output, Server};
use serde_json::json;

use super::{ago, job, list, status};

const VERBS: [&str; 6] = ["requeue", "cancel", "delete", "hold", "release", "run-now"];

/// The outcome and the reason of each item, by ID.
#[track_caller]
fn told(run: &Output) -> Vec<(String, String, String)> {
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let items = run.json()["items"].as_array().expect("items").clone();
    items.iter().map(|item| (text(&item["id"]), text(&item["outcome"]), text(&item["reason"]))).collect()
}

#[test]
fn every_verb_wants_ids_or_a_filter() {
    let server = Server::start();
    job(&server, "a", "queued");
    for verb in VERBS {
        let none = server.rqctl(&["jobs", verb]).run();
        none.exits(2);
        assert!(none.stderr().starts_with("rqctl: which jobs? name IDs, or select them with a filter\n"));
        assert!(none.stderr().contains(&format!(" jobs {verb} ID or rqctl ")), "{}", none.raw());
        let both = server.rqctl(&["jobs", verb, "a", "-q", "q"]).run();
        both.exits(2);
        assert!(both.stderr().contains("IDs or a filter, not both"), "{}", both.raw());
        let piped = server.rqctl(&["jobs", verb, "-", "-s", "queued"]).stdin("a\n").run();
        piped.exits(2);
        let beside = server.rqctl(&["jobs", verb, "-", "a", "--yes"]).stdin("b\n").run();
        beside.exits(2);
    }
    assert_eq!(status(&server, "a"), "queued");
    server.rqctl(&["jobs", "delete", "-q", "q", "--yes"]).run().exits(2);
    for verb in ["empty", "delete", "compact"] {
        let none = server.rqctl(&["queues", verb, "--yes"]).run();
        none.exits(2);
        assert!(none.stderr().starts_with("rqctl: which queues?\n"), "{}", none.raw());
    }
    assert_eq!(list(&server), ["a"]);
}

#[test]
fn what_does_not_exist_is_named_and_nothing_else_is_done() {
    let server = Server::start();
    job(&server, "a", "queued");
    for verb in VERBS {
        let run = server.rqctl(&["jobs", verb, "b"]).run();
        run.exits(1);
        assert!(run.stderr().starts_with("rqctl: there is no job b\n"), "{}", run.raw());
        server.rqctl(&["jobs", verb, "b", "--ignore-not-found"]).run().exits(0);
        let some = server.rqctl(&["jobs", verb, "b", "c", "--yes", "-o", "json"]).run();
        some.exits(1);
        let missing = |id: &str| (id.to_owned(), "failed".to_owned(), "not_found".to_owned());
        assert_eq!(told(&some), [missing("b"), missing("c")], "{verb}");
    }
    for verb in ["requeue", "cancel", "hold", "release", "run-now"] {
        let run = server.rqctl(&["jobs", verb, "-q", "qq", "--yes"]).run();
        run.exits(1);
        assert!(run.stderr().starts_with("rqctl: there is no queue qq\n"), "{}", run.raw());
        assert!(run.stderr().contains(&format!("jobs {verb} -q q")), "{}", run.raw());
        server.rqctl(&["jobs", verb, "-q", "qq", "--yes", "--ignore-not-found"]).run().exits(0);
    }
    for verb in ["empty", "delete", "compact"] {
        let run = server.rqctl(&["queues", verb, "qq", "--yes"]).run();
        run.exits(1);
        assert!(run.stderr().contains("there is no such queue, but q"), "{}", run.raw());
        server.rqctl(&["queues", verb, "qq", "--yes", "--ignore-not-found"]).run().exits(0);
    }
    let run = server.rqctl(&["jobs", "requeue", "a", "--to-queue", "qq"]).run();
    run.exits(1);
    assert!(run.stderr().contains("there is no queue qq"), "{}", run.raw());
    assert_eq!((list(&server), status(&server, "a")), (vec!["a".to_owned()], "queued".to_owned()));
}

/// IDs of every sort that old producers made, and one of a megabyte.
fn odd_ids() -> Vec<Vec<u8>> {
    let long = vec![b'x'; 1 << 20];
    let mut ids: Vec<Vec<u8>> =
        ["two words", "order:42:email", "line\nbreak", "-x", "naïve-漢字", "$(reboot)", " ", "\u{1b}[31m"]
            .map(|id| id.as_bytes().to_vec())
            .to_vec();
    ids.extend([b"\xff\xfe".to_vec(), long]);
    ids
}

#[test]
fn ids_of_any_bytes_go_through_every_verb() {
    let server = Server::start();
    let ids = odd_ids();
    for id in &ids {
        job(&server, id, "failed");
    }
    job(&server, "neighbour", "failed");
    let input: Vec<u8> = ids.iter().flat_map(|id| [&id[..], b"\0"].concat()).collect();
    let each = |args: &[&str], outcome: &str| {
        let run = server.rqctl(args).args(&["-", "-0", "--yes", "-o", "jsonl"]).stdin(&input).run();
        run.exits(0);
        let lines = run.jsonl();
        assert_eq!(lines.len(), ids.len() + 1, "{args:?}");
        assert!(lines[..ids.len()].iter().all(|line| line["outcome"] == outcome), "{args:?}");
    };
    let length = || server.redis.cmd::<usize>(&["LLEN", "rq:queue:q"]);
    each(&["jobs", "requeue"], "requeued");
    assert_eq!(length(), ids.len());
    each(&["jobs", "hold"], "held");
    assert_eq!(length(), 0);
    each(&["jobs", "release"], "released");
    assert_eq!(length(), ids.len());
    each(&["jobs", "cancel"], "canceled");
    assert_eq!(length(), 0);
    each(&["jobs", "delete"], "deleted");
    assert_eq!(status(&server, "neighbour"), "failed");
    let left: Vec<String> = server.redis.cmd(&["KEYS", "rq:job:*"]);
    assert_eq!(left, ["rq:job:neighbour"]);
}

#[test]
fn lines_of_standard_input_are_ids_and_empty_ones_are_not() {
    let server = Server::start();
    for id in ["a", "two words", "c"] {
        job(&server, id, "queued");
    }
    let run =
        server.rqctl(&["jobs", "cancel", "-", "--yes", "-o", "json"]).stdin("\n\na\n\ntwo words\n\n").run();
    assert_eq!(run.exits(0).json()["totals"]["done"], 2, "{}", run.raw());
    assert_eq!(list(&server), ["c"]);
    // No line at all is nothing to do.
    let none = server.rqctl(&["jobs", "cancel", "-", "--yes"]).stdin("\n\n").run();
    none.exits(0);
    // The same job twice is done once.
    let twice = server.rqctl(&["jobs", "cancel", "-", "--yes", "-o", "json"]).stdin("c\nc\n").run();
    let totals = twice.exits(0).json()["totals"].clone();
    assert_eq!(
        (&totals["done"], &totals["by_reason"]),
        (&json!(1), &json!({"already": 1})),
        "{}",
        twice.raw()
    );
}

#[test]
fn what_was_pasted_with_too_much_around_it_is_answered_with_the_whole_command() {
    let server = Server::start();
    job(&server, "a", "failed");
    for (text, hint) in [
        ("rq:job:a", "that is a key; the ID stands behind `rq:job:`"),
        ("<a>", "without what stands around it"),
        ("a…", "that was cut"),
    ] {
        let run = server.rqctl(&["jobs", "requeue", text]).run();
        run.exits(1);
        assert!(run.stderr().contains(hint), "{}", run.raw());
    }
    assert_eq!(status(&server, "a"), "failed");
}

#[test]
fn one_bad_entry_stops_no_neighbour() {
    let server = Server::start();
    for id in ["a", "b", "mute"] {
        job(&server, id, "failed");
    }
    let later = (1u64 << 33).to_string();
    server.redis.run(&["ZADD", "rq:failed:q", &later, "ghost", &later, "list", &later, "stub"]);
    server.redis.run(&["RPUSH", "rq:job:list", "x"]);
    server.redis.run(&["HSET", "rq:job:stub", "status", "failed", "origin", "q"]);
    server.redis.run(&["HDEL", "rq:job:mute", "status"]);
    let run = server.rqctl(&["jobs", "requeue", "-q", "q", "--yes", "-o", "json"]).run();
    run.exits(3);
    let mut all = told(&run);
    all.sort();
    let row = |id: &str, outcome: &str, reason: &str| (id.to_owned(), outcome.to_owned(), reason.to_owned());
    assert_eq!(
        all,
        [
            row("a", "requeued", ""),
            row("b", "requeued", ""),
            row("ghost", "skipped", "orphan"),
            row("list", "failed", "wrong_type"),
            row("stub", "failed", "no_data"),
        ],
        "{}",
        run.raw()
    );
    let mut queued = list(&server);
    queued.sort();
    assert_eq!(queued, ["a", "b"]);
    // What was named is a failure, in words.
    let named = server.rqctl(&["jobs", "requeue", "list"]).run();
    named.exits(1);
    assert_eq!(named.stderr(), "rqctl: list was not requeued: its key is not a hash\n");
}

#[test]
fn poison_is_refused_where_a_live_worker_minds_it_and_can_be_taken_out_of_the_way() {
    let server = Server::start();
    for id in ["a:b", "report.daily", "good"] {
        job(&server, id, "failed");
    }
    job(&server, "c.d", "queued");
    let beat = ago(&server, 5);
    let worker = "rq:worker:w";
    server.redis.run(&[
        "HSET",
        worker,
        "queues",
        "q",
        "version",
        "3.0.0",
        "state",
        "idle",
        "birth",
        &beat,
        "last_heartbeat",
        &beat,
    ]);
    server.redis.run(&["EXPIRE", worker, "400"]);
    server.redis.run(&["SADD", "rq:workers", worker]);
    server.redis.run(&["SADD", "rq:workers:q", worker]);
    let run = server.rqctl(&["jobs", "requeue", "-q", "q", "--yes", "-o", "json"]).run();
    run.exits(3);
    assert_eq!(run.json()["totals"]["by_reason"], json!({"illegal_id": 2}), "{}", run.raw());
    let one = server.rqctl(&["jobs", "requeue", "report.daily"]).run();
    one.exits(1);
    assert!(one.stderr().contains("hint: rqctl migrate-ids --id report.daily"), "{}", one.raw());
    server.rqctl(&["jobs", "hold", "-s", "poison", "--yes"]).run().exits(0);
    assert_eq!(list(&server), ["good"]);
    assert!(server.redis.cmd::<bool>(&["HEXISTS", "rq:rqctl:held:q", "c.d"]));
    server.rqctl(&["jobs", "release", "c.d"]).run().exits(1);
    assert_eq!(list(&server), ["good"]);
}

#[test]
fn more_than_at_most_are_not_begun_and_a_limit_takes_the_first_of_the_list() {
    let server = Server::start();
    for n in 0..9 {
        job(&server, format!("job-{n}"), "queued");
    }
    let run = server.rqctl(&["jobs", "cancel", "-q", "q", "--yes", "--at-most", "8"]).run();
    run.exits(1);
    assert!(
        run.stderr().contains("9 jobs match, more than --at-most 8; nothing was changed"),
        "{}",
        run.raw()
    );
    assert_eq!(list(&server).len(), 9);
    server.rqctl(&["jobs", "cancel", "-q", "q", "--yes", "--limit", "3"]).run().exits(0);
    assert_eq!(list(&server), ["job-3", "job-4", "job-5", "job-6", "job-7", "job-8"]);
    let dry = server.rqctl(&["jobs", "hold", "-q", "q", "--dry-run", "-o", "json"]).run();
    assert_eq!(dry.exits(0).json()["totals"]["matched"], 6, "{}", dry.raw());
    assert_eq!(list(&server).len(), 6);
}

/// Who types `jobs requeue mail` means the queue.
#[test]
fn a_queue_in_place_of_a_job_is_recognized() {
    let server = Server::start();
    job(&server, "a", "queued");
    for (verb, filter) in [("requeue", "-q q"), ("cancel", "-q q"), ("delete", "-q q -s failed")] {
        let run = server.rqctl(&["jobs", verb, "q"]).run();
        run.exits(1);
        let said = run.stderr();
        assert!(said.starts_with("rqctl: there is no job q, but a queue\nhint: rqctl "), "{said}");
        assert!(said.ends_with(&format!(" jobs {verb} {filter}\n")), "{said}");
        server.rqctl(&["jobs", verb, "q", "--ignore-not-found"]).run().ok();
    }
    assert_eq!(status(&server, "a"), "queued");
}
