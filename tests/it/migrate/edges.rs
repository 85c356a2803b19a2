//! Names and places at the edge: what collides, what is not text, what stands where no job is.

use harness::{Near, Server, scale, wait_until};
use std::time::Duration;

use super::{EXECUTION, at, job, list, members, migrate, new, path, queued, scores, text, was};

/// Renames all of it, then goes back and compares with what was there.
fn there_and_back(server: &Server, checks: impl FnOnce(&Server)) {
    let before = server.redis.dump();
    migrate(server, &["--check"]).exits(1);
    let map = path(server, "there.csv");
    migrate(server, &["--apply", "--yes", "--write-map", &map]).ok();
    migrate(server, &["--check"]).ok();
    checks(server);
    migrate(server, &["--undo", &map, "--apply", "--yes"]).ok();
    // Times to live go on meanwhile.
    before.assert_same(&server.redis.dump(), Near { seconds: 600.0 });
}

#[test]
fn names_that_end_like_rqs_own_keys_are_told_from_them() {
    let server = Server::start();
    let names =
        ["x.y", "x.y:dependents", ":x.y:dependencies", "plain:dependents", ":plain:dependencies", "a:b"];
    for name in names {
        queued(&server, name);
    }
    queued(&server, "plain");
    server.redis.run(&["SADD", "rq:job:a:b:dependents", "plain"]);
    there_and_back(&server, |server| {
        for name in names {
            was(server, new(name), name);
        }
        was(server, "plain", "plain");
        assert_eq!(members(server, &format!("rq:job:{}:dependents", text("a:b"))), ["plain"]);
    });
}

#[test]
fn the_execution_of_a_legal_job_is_no_illegal_id() {
    let server = Server::start();
    job(&server, "a", "started", &[]);
    let entry = format!("a:{EXECUTION}");
    server.redis.run(&["ZADD", "rq:wip:q", "5", &entry]);
    server.redis.run(&["ZADD", "rq:executions:a", "5", EXECUTION]);
    server.redis.run(&["SADD", "rq:worker:w:executions", &entry]);
    // Of a job that is gone, it still is one.
    server.redis.run(&["ZADD", "rq:wip:q", "6", &format!("gone:{EXECUTION}")]);
    let before = server.redis.dump();
    migrate(&server, &["--check"]).ok();
    migrate(&server, &["--apply", "--yes"]).ok();
    before.without("rq:rqctl").assert_same(&server.redis.dump().without("rq:rqctl"), Near::SECONDS);
}

#[test]
fn names_that_look_like_executions_go_with_their_jobs() {
    let server = Server::start();
    let composite = format!("f:{EXECUTION}");
    queued(&server, &composite);
    // A left-over entry of RQ 2 beside a finished job, an orphan, and a plain one of RQ 1.
    job(&server, "b.c", "finished", &[("ended_at", "2026-11-24T06:10:50.000000Z")]);
    let (left_over, orphan) = (format!("b.c:{EXECUTION}"), format!("d:e:{EXECUTION}"));
    server.redis.run(&["ZADD", "rq:finished:q", "9999999999", "b.c"]);
    job(&server, "plain.1", "failed", &[]);
    server.redis.run(&["ZADD", "rq:wip:q", "5", &left_over, "6", &orphan, "7", "plain.1"]);
    server.redis.run(&["SADD", "rq:worker:w:executions", &left_over]);
    there_and_back(&server, |server| {
        was(server, new(&composite), &composite);
        assert_eq!(list(server, "rq:queue:q"), [new(&composite)]);
        let renamed =
            [format!("{}:{EXECUTION}", text("b.c")), format!("{}:{EXECUTION}", text("d:e")), text("plain.1")];
        let expected: Vec<_> = renamed.iter().cloned().zip([5.0, 6.0, 7.0]).collect();
        assert_eq!(scores(server, "rq:wip:q"), expected);
        assert_eq!(members(server, "rq:worker:w:executions"), renamed[..1]);
    });
}

#[test]
fn what_runs_is_left_and_said() {
    let server = Server::start();
    job(&server, "r.1", "started", &[]);
    server.redis.run(&["ZADD", "rq:wip:q", &at(&server, 300), "r.1"]);
    job(&server, "r.2", "queued", &[]);
    server.redis.run(&["ZADD", "rq:executions:r.2", &at(&server, 300), EXECUTION]);
    server.redis.run(&["HSET", &format!("rq:execution:r.2:{EXECUTION}"), "created_at", "1"]);
    server.redis.run(&["ZADD", "rq:wip:q", &at(&server, 300), &format!("gone.3:{EXECUTION}")]);
    let before = server.redis.dump();
    let out = migrate(&server, &["-o", "json"]);
    let plan = out.json();
    assert_eq!(plan["totals"]["blocked"], 3, "{plan}");
    let reasons: Vec<_> = plan["items"].as_array().unwrap().iter().map(|i| i["reason"].as_str()).collect();
    assert_eq!(reasons, [Some("running"); 3]);
    migrate(&server, &["--apply", "--yes"]).exits(1);
    let out = migrate(&server, &["--apply", "--yes", "--live", "--id", "none"]);
    out.ok();
    before.without("rq:rqctl").assert_same(&server.redis.dump().without("rq:rqctl"), Near::SECONDS);
}

#[test]
fn any_bytes_are_a_name_and_keep_their_order() {
    let server = Server::start();
    let long = "l.".repeat(500_000);
    let names: Vec<Vec<u8>> = vec![
        b"a.b".to_vec(),
        b"a:b".to_vec(),
        b"a@b".to_vec(),
        b"a b".to_vec(),
        b"".to_vec(),
        b"two\nlines\r\n".to_vec(),
        "naïve-Ω-😀".as_bytes().to_vec(),
        vec![0xff, 0xfe, b'.', 0],
        b"tab\tnul\0".to_vec(),
        b"\x1b[31mred".to_vec(),
        b"quote\"'`$(x)".to_vec(),
        b"base64:eA==".to_vec(),
        b"-".to_vec(),
        b"*?[a]".to_vec(),
        long.into_bytes(),
    ];
    for name in &names {
        queued(&server, name);
    }
    there_and_back(&server, |server| {
        let expected: Vec<Vec<u8>> =
            names.iter().map(|n| if n == b"-" { n.clone() } else { new(n) }).collect();
        assert_eq!(list(server, "rq:queue:q"), expected);
        for (name, new) in names.iter().zip(&expected) {
            was(server, new, name);
        }
    });
}

#[test]
fn an_entry_without_a_job_is_rewritten_wherever_it_stands() {
    let server = Server::start();
    queued(&server, "legal");
    server.redis.run(&["RPUSH", "rq:queue:q", "o.1", "o.1"]);
    server.redis.run(&["LPUSH", "rq:queue:q:intermediate", "o.2"]);
    server.redis.run(&["SET", "rq:queue:q:intermediate:first_seen:o.2", "5"]);
    server.redis.run(&["ZADD", "rq:wip:q", "5", "o.3"]);
    server.redis.run(&["ZADD", "rq:scheduled:q", "5", "o.4"]);
    server.redis.run(&["SADD", "rq:job:legal:dependents", "o.5", "legal"]);
    server.redis.run(&["HSET", "rq:rqctl:held:q", "o.6", "{}"]);
    server.redis.run(&["SADD", "rq:groups", "g"]);
    server.redis.run(&["SADD", "rq:group:g", "o.7"]);
    let plan = migrate(&server, &["-o", "json"]).json();
    assert_eq!(plan["totals"]["orphans"], 7, "{plan}");
    there_and_back(&server, |server| {
        assert_eq!(list(server, "rq:queue:q"), [b"legal".to_vec(), new("o.1"), new("o.1")]);
        assert_eq!(list(server, "rq:queue:q:intermediate"), [new("o.2")]);
        assert_eq!(scores(server, "rq:wip:q"), [(text("o.3"), 5.0)]);
        assert_eq!(scores(server, "rq:scheduled:q"), [(text("o.4"), 5.0)]);
        assert!(members(server, "rq:job:legal:dependents").contains(&text("o.5")));
        assert_eq!(members(server, "rq:group:g"), [text("o.7")]);
    });
}

/// The key of its dependents would be the hash of the job `gone.1:dependents`: that job is none of its own.
#[test]
fn an_entry_beside_a_job_called_like_a_key_of_its_own_goes_there_and_back() {
    let server = Server::start();
    queued(&server, "gone.1:dependents");
    server.redis.run(&["RPUSH", "rq:queue:q", "gone.1"]);
    server.redis.run(&["ZADD", "rq:failed:q", "7", "gone.1"]);
    there_and_back(&server, |server| {
        assert_eq!(list(server, "rq:queue:q"), [new("gone.1:dependents"), new("gone.1")]);
        assert_eq!(scores(server, "rq:failed:q"), [(text("gone.1"), 7.0)]);
    });
}

#[test]
fn an_entry_whose_key_is_no_hash_is_told_and_left() {
    let server = Server::start();
    queued(&server, "a.b");
    server.redis.run(&["SET", "rq:job:x.y", "text"]);
    server.redis.run(&["RPUSH", "rq:queue:q", "x.y"]);
    for args in [&["--check"][..], &["--apply", "--yes"]] {
        let run = migrate(&server, &[args, &["-o", "json"]].concat());
        let items = run.json()["items"].clone();
        let item = items.as_array().unwrap().iter().find(|item| item["old"] == "x.y").expect("it is told");
        assert_eq!(item["reason"], "wrong_type", "{}", run.raw());
        assert_ne!(run.code, Some(0), "{}", run.raw());
    }
    assert_eq!(list(&server, "rq:queue:q"), [new("a.b"), b"x.y".to_vec()]);
    migrate(&server, &["--check"]).exits(1);
}

#[test]
fn one_id_in_several_lists_has_one_new_name_in_all_of_them() {
    let server = Server::start();
    queued(&server, "t.1");
    for n in 0..100 {
        queued(&server, format!("legal-{n}"));
    }
    server.redis.run(&["RPUSH", "rq:queue:q", "t.1"]);
    server.redis.run(&["RPUSH", "rq:queue:other", "t.1", "t.1"]);
    server.redis.run(&["RPUSH", "rq:queue:_compact:0a", "t.1"]);
    there_and_back(&server, |server| {
        let entries = list(server, "rq:queue:q");
        assert_eq!((&entries[0], &entries[101]), (&new("t.1"), &new("t.1")));
        assert_eq!(list(server, "rq:queue:other"), [new("t.1"), new("t.1")]);
        assert_eq!(list(server, "rq:queue:_compact:0a"), [new("t.1")]);
    });
}

#[test]
fn what_stands_in_every_kind_of_place_moves_with_its_job() {
    let server = Server::start();
    let redis = &server.redis;
    job(&server, "w.1", "rate_limited", &[("rate_limit_key", "smtp"), ("group_id", "g")]);
    queued(&server, "w.2");
    redis.run(&["HSET", "rq:job:w.2", "rate_limit_key", "smtp", "group_id", "g"]);
    redis.run(&["SADD", "rq:rl-keys", "smtp"]);
    redis.run(&["HSET", "rq:rl:smtp", "concurrency", "1"]);
    redis.run(&["ZADD", "rq:rl:smtp:rate_limited", "5", "w.1"]);
    redis.run(&["ZADD", "rq:rl:smtp:allowed", "6", "w.2"]);
    redis.run(&["SADD", "rq:groups", "g"]);
    redis.run(&["SADD", "rq:group:g", "w.1", "w.2", "legal"]);
    job(&server, "w.3", "scheduled", &[]);
    redis.run(&["ZADD", "rq:scheduled:q", "5", "w.3"]);
    job(&server, "w.4", "scheduled", &[]);
    redis.run(&["ZADD", "rq:scheduler:scheduled_jobs", "7", "w.4", "8", "legal"]);
    queued(&server, "w.5");
    server.rqctl(&["jobs", "hold", "w.5"]).run().ok();
    redis.run(&["ZADD", "rq:cron_job:nightly:jobs", "5.5", "w.1"]);
    there_and_back(&server, |server| {
        assert_eq!(scores(server, "rq:rl:smtp:rate_limited"), [(text("w.1"), 5.0)]);
        assert_eq!(scores(server, "rq:rl:smtp:allowed"), [(text("w.2"), 6.0)]);
        let mut group = vec!["legal".to_owned(), text("w.1"), text("w.2")];
        group.sort();
        assert_eq!(members(server, "rq:group:g"), group);
        assert_eq!(scores(server, "rq:scheduled:q"), [(text("w.3"), 5.0)]);
        assert_eq!(
            scores(server, "rq:scheduler:scheduled_jobs"),
            [(text("w.4"), 7.0), ("legal".to_owned(), 8.0)]
        );
        assert_eq!(scores(server, "rq:cron_job:nightly:jobs"), [(text("w.1"), 5.5)]);
        let held = server.redis.dump();
        server.rqctl(&["jobs", "release", &text("w.5")]).run().ok();
        assert!(list(server, "rq:queue:q").contains(&new("w.5")));
        server.redis.run(&["LREM", "rq:queue:q", "0", &text("w.5")]);
        // As it was before the release, for the way back.
        let Some(harness::KeyDump { value: harness::Stored::Hash(fields), .. }) = held.get("rq:rqctl:held:q")
        else {
            panic!("nothing was held");
        };
        for (id, how) in fields {
            server.redis.run(&[b"HSET".as_slice(), b"rq:rqctl:held:q", id, how]);
        }
    });
}

#[test]
fn a_set_with_one_member_keeps_its_time_to_live() {
    let server = Server::start();
    job(&server, "p.1", "failed", &[]);
    job(&server, "c.1", "deferred", &[("dependency_id", "p.1"), ("dependency_ids", "[\"p.1\"]")]);
    let redis = &server.redis;
    redis.run(&["ZADD", "rq:failed:q", "9999999999", "p.1"]);
    redis.run(&["ZADD", "rq:deferred:q", "5", "c.1"]);
    redis.run(&["SADD", "rq:job:p.1:dependents", "c.1"]);
    redis.run(&["SADD", "rq:job::c.1:dependencies", "p.1"]);
    redis.run(&["HSET", "rq:rqctl:seen:q", "p.1", "1|x"]);
    let keys = ["rq:job:p.1", "rq:job:p.1:dependents", "rq:job::c.1:dependencies", "rq:rqctl:seen:q"];
    for key in keys {
        redis.run(&["EXPIRE", key, "5000"]);
    }
    let (parent, child) = (text("p.1"), text("c.1"));
    there_and_back(&server, |server| {
        let moved = [
            format!("rq:job:{parent}"),
            format!("rq:job:{parent}:dependents"),
            format!("rq:job::{child}:dependencies"),
            "rq:rqctl:seen:q".to_owned(),
        ];
        for key in moved {
            let ttl: i64 = server.redis.cmd(&["TTL", &key]);
            assert!((4_900..=5_000).contains(&ttl), "{key}: {ttl}");
        }
        let field = |name| server.redis.field(&format!("rq:job:{child}"), name);
        assert_eq!(field("dependency_id").as_deref(), Some(&*parent));
        assert_eq!(field("dependency_ids"), Some(format!("[\"{parent}\"]")));
    });
}

#[test]
fn a_new_name_that_is_taken_in_any_key_blocks_its_job() {
    for (how, taken) in [
        (&["HSET", "me"][..], "rq:job:NEW"),
        (&["SADD"], "rq:job:NEW:dependents"),
        (&["SADD"], "rq:job::NEW:dependencies"),
        (&["XADD", "5-1", "type"], "rq:results:NEW"),
        (&["ZADD", "5"], "rq:executions:NEW"),
        (&["SET"], "rq:queue:q:intermediate:first_seen:NEW"),
    ] {
        let server = Server::start();
        queued(&server, "c.1");
        queued(&server, "d.1");
        let taken = taken.replace("NEW", &text("c.1"));
        server.redis.run(&[&how[..1], &[&taken], &how[1..], &["another"]].concat());
        let before = server.redis.dump();
        let out = migrate(&server, &["--apply", "--yes", "-o", "json"]);
        out.exits(3);
        let run = out.json();
        let left: Vec<_> = run["items"].as_array().unwrap().iter().filter(|i| i["old"] == "c.1").collect();
        assert_eq!((left.len(), left[0]["reason"].as_str()), (1, Some("conflict")), "{taken}: {run}");
        assert_eq!(list(&server, "rq:queue:q"), [b"c.1".to_vec(), new("d.1")], "{taken}");
        let after = server.redis.dump();
        for same in ["rq:job:c.1", &taken] {
            assert_eq!(before.get(same), after.get(same), "{same}");
        }
    }
}

#[test]
fn a_scheduled_job_is_the_schedulers_in_its_last_minute_only() {
    let server = Server::start();
    for (id, due) in [("late.1", 600), ("soon.1", 30)] {
        job(&server, id, "scheduled", &[]);
        server.redis.run(&["ZADD", "rq:scheduled:q", &at(&server, due), id]);
    }
    for (id, due) in [("late.2", 600), ("soon.2", 30)] {
        job(&server, id, "scheduled", &[]);
        server.redis.run(&["ZADD", "rq:scheduler:scheduled_jobs", &at(&server, due), id]);
    }
    server.redis.run(&["SET", "rq:scheduler-lock:q", "1"]);
    let out = migrate(&server, &["--apply", "--yes"]);
    out.exits(1);
    assert!(out.stderr().contains("1 scheduler lock"), "{}", out.raw());
    server.redis.run(&["SET", "rq:scheduler_lock", "1"]);
    // The minute's wait for twins is cut short by the end of the run: what it renamed is renamed.
    let mut run = server.rqctl(&["migrate-ids", "--apply", "--yes", "--live"]).spawn();
    wait_until("both to be renamed", Duration::from_secs(20), || {
        run.ended()
            || ["late.1", "late.2"].iter().all(|id| server.redis.exists(format!("rq:job:{}", text(id))))
    });
    run.signal("INT");
    run.wait();
    for id in ["late.1", "late.2"] {
        was(&server, new(id), id);
    }
    for id in ["soon.1", "soon.2"] {
        was(&server, id, id);
    }
}

#[test]
fn a_prefix_may_hold_braces() {
    let server = Server::start();
    let redis = &server.redis;
    redis.run(&["SADD", "{t}:x:queues", "{t}:x:queue:q"]);
    redis.run(&["HSET", "{t}:x:job:a.b", "status", "queued", "origin", "q", "data", "x"]);
    redis.run(&["RPUSH", "{t}:x:queue:q", "a.b"]);
    queued(&server, "other.1");
    let before = server.redis.dump();
    let map = path(&server, "ids.csv");
    let run = |args: &[&str]| server.rqctl(&[&["migrate-ids", "--prefix", "{t}:x"], args].concat()).run();
    run(&["--apply", "--yes", "--write-map", &map]).ok();
    assert_eq!(list(&server, "{t}:x:queue:q"), [new("a.b")]);
    was(&server, "other.1", "other.1");
    migrate(&server, &["--undo", &map]).exits(2);
    run(&["--undo", &map, "--apply", "--yes"]).ok();
    before.assert_same(&server.redis.dump(), Near::SECONDS);
}

#[test]
fn two_runs_at_once_rename_each_job_once() {
    let server = Server::start();
    let jobs = scale(400, 4_000);
    for n in 0..jobs {
        queued(&server, format!("j.{n}"));
        job(&server, format!("f.{n}"), "failed", &[]);
        server.redis.run(&["ZADD", "rq:failed:q", "9999999999", &format!("f.{n}")]);
    }
    let start = || server.rqctl(&["migrate-ids", "--apply", "--yes"]).spawn();
    for run in [start(), start(), start()] {
        run.wait().ok();
    }
    migrate(&server, &["--check"]).ok();
    assert_eq!(server.redis.keys("rq:job:*").len(), 2 * jobs);
    let expected: Vec<_> = (0..jobs).map(|n| new(format!("j.{n}"))).collect();
    assert_eq!(list(&server, "rq:queue:q"), expected);
    for n in 0..jobs {
        was(&server, new(format!("f.{n}")), format!("f.{n}"));
    }
}
