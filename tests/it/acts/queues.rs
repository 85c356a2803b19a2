//! `queues empty`, `delete` and `compact`, and verbs that take dependents along.

use harness::{Seed, Server};

use super::{job, list, status};

#[test]
fn a_queue_with_jobs_is_deleted_only_with_them() {
    let server = Server::start();
    for id in ["a", "b"] {
        job(&server, id, "queued");
    }
    server.redis.run(&["SADD", "rq:queues", "rq:queue:bare"]);
    let run = server.rqctl(&["queues", "delete", "q", "--yes"]).run();
    run.exits(1);
    assert_eq!(run.stderr(), "rqctl: q: jobs stand in it\nhint: rqctl queues delete --with-jobs q\n");
    assert_eq!(list(&server), ["a", "b"]);
    server.rqctl(&["queues", "delete", "bare", "--yes"]).run().exits(0);
    server.rqctl(&["queues", "delete", "q", "--with-jobs", "--yes"]).run().exits(0);
    assert_eq!(server.redis.keys("*"), Vec::<String>::new());
}

#[test]
fn compacting_drops_what_has_no_job_and_second_copies() {
    let server = Server::start();
    for id in ["a", "b", "c"] {
        job(&server, id, "queued");
    }
    server.redis.run(&["RPUSH", "rq:queue:q", "ghost", "a", "c", "ghost", "a"]);
    let dry = server.rqctl(&["queues", "compact", "q", "--dry-run", "-o", "json"]).run();
    assert_eq!(dry.exits(0).json()["items"][0]["jobs"], 5, "{}", dry.raw());
    assert_eq!(list(&server).len(), 8);
    server.rqctl(&["queues", "compact", "q", "--yes"]).run().exits(0);
    assert_eq!(list(&server), ["a", "b", "c"]);
}

#[test]
fn emptying_removes_jobs_whole_and_leaves_one_that_runs() {
    let server = Server::start();
    for id in ["a", "runs", "b"] {
        job(&server, id, "queued");
    }
    server.redis.run(&["RPUSH", "rq:queue:q", "ghost", "a"]);
    let (now, _): (i64, i64) = server.redis.cmd(&["TIME"]);
    server.redis.run(&["HSET", "rq:job:runs", "status", "started"]);
    server.redis.run(&["ZADD", "rq:wip:q", &(now + 100).to_string(), "runs"]);
    server.redis.run(&["XADD", "rq:results:a", "1-1", "type", "1"]);
    server.redis.run(&["SADD", "rq:job:a:dependents", "child"]);
    let run = server.rqctl(&["queues", "empty", "q", "--yes", "-o", "json"]).run();
    let item = run.exits(0).json()["items"][0].clone();
    assert_eq!((&item["jobs"], &item["stranded_dependents"]), (&2.into(), &1.into()), "{}", run.raw());
    let mut left = server.redis.keys("*");
    left.sort();
    assert_eq!(left, ["rq:job:runs", "rq:queues", "rq:wip:q"]);
}

#[test]
fn a_queue_of_several_pages_is_emptied_whole() {
    let server = Server::start();
    Seed { queued: 3_400, ..Seed::default() }.fill(&server.redis);
    let run = server.rqctl(&["queues", "empty", "q0", "--yes", "-o", "json"]).run();
    assert_eq!(run.exits(0).json()["items"][0]["jobs"], 3_400, "{}", run.raw());
    assert_eq!(server.redis.keys("*"), ["rq:queues"]);
}

/// Each sweeps up behind itself, and what the other has in hand must not move away under it for good.
#[test]
fn two_that_empty_a_queue_at_once_leave_little_and_a_third_nothing() {
    let server = Server::start();
    Seed { queued: 3_400, ..Seed::default() }.fill(&server.redis);
    let empty = || server.rqctl(&["queues", "empty", "q0", "--yes", "-o", "json"]);
    let two = [empty().spawn(), empty().spawn()];
    let mut emptied = 0;
    for run in two.map(|run| run.wait()).into_iter().chain([empty().run()]) {
        // What one takes may be gone, or elsewhere, for the other.
        emptied += run.exits(0).json()["items"]
            .as_array()
            .map_or(0, |items| items.iter().filter_map(|item| item["jobs"].as_u64()).sum::<u64>());
    }
    assert_eq!(emptied, 3_400);
    assert_eq!(server.redis.keys("*"), ["rq:queues"]);
}

/// While little is left behind it the walk sweeps up as it goes, and later only in the end.
#[test]
fn a_walk_that_leaves_some_jobs_meets_every_other() {
    let server = Server::start();
    Seed { queued: 8_000, ..Seed::default() }.fill(&server.redis);
    let ids: Vec<String> = server.redis.cmd(&["LRANGE", "rq:queue:q0", "0", "-1"]);
    let meant = |id: &String| id.ends_with(|last: char| ('0'..='7').contains(&last));
    let run =
        server.rqctl(&["jobs", "cancel", "-s", "queued", "--id", "*[0-7]", "--yes", "-o", "json"]).run();
    assert_eq!(
        run.exits(0).json()["totals"]["done"],
        ids.iter().filter(|id| meant(id)).count(),
        "{}",
        run.raw()
    );
    let left: Vec<String> = server.redis.cmd(&["LRANGE", "rq:queue:q0", "0", "-1"]);
    assert_eq!(left, ids.into_iter().filter(|id| !meant(id)).collect::<Vec<_>>());
}

/// A page is acted on in parts, and what stays in one part moves nothing that stands in the next.
#[test]
fn a_walk_through_a_registry_passes_by_what_stays_and_meets_all_that_goes() {
    let server = Server::start();
    Seed { failed: 3_400, ..Seed::default() }.fill(&server.redis);
    let ids: Vec<String> = server.redis.cmd(&["ZRANGE", "rq:failed:q0", "0", "-1"]);
    let (ghost, other) = (|n: usize| n % 5 == 2, |n: usize| n % 7 == 3);
    for (n, id) in ids.iter().enumerate() {
        if ghost(n) {
            server.redis.run(&["DEL", &format!("rq:job:{id}")]);
        } else if other(n) {
            server.redis.run(&["HSET", &format!("rq:job:{id}"), "status", "finished"]);
        }
    }
    let (stay, go): (Vec<_>, Vec<_>) = ids.into_iter().enumerate().partition(|(n, _)| ghost(*n) || other(*n));
    let plain = |ids: Vec<(usize, String)>| ids.into_iter().map(|(_, id)| id).collect::<Vec<_>>();
    let run = server.rqctl(&["jobs", "requeue", "-q", "q0", "-s", "failed", "--yes", "-o", "json"]).run();
    assert_eq!(run.json()["totals"]["done"], go.len(), "{}", run.raw());
    assert_eq!(server.redis.cmd::<Vec<String>>(&["LRANGE", "rq:queue:q0", "0", "-1"]), plain(go));
    assert_eq!(server.redis.cmd::<Vec<String>>(&["ZRANGE", "rq:failed:q0", "0", "-1"]), plain(stay));
}

/// The hash names the first parent, as a rule; the set of dependencies says who they really are.
#[test]
fn every_parent_forgets_a_job_that_is_deleted() {
    for (named, parents) in [("p", &["p"][..]), ("p", &["p", "r"]), ("p", &["r"]), ("", &["p"]), ("p", &[])] {
        let server = Server::start();
        job(&server, "x", "queued");
        job(&server, "y", "queued");
        if !named.is_empty() {
            server.redis.run(&["HSET", "rq:job:x", "dependency_id", named]);
            server.redis.run(&["SADD", &format!("rq:job:{named}:dependents"), "x", "y"]);
        }
        for parent in parents {
            server.redis.run(&["SADD", "rq:job::x:dependencies", parent]);
            server.redis.run(&["SADD", &format!("rq:job:{parent}:dependents"), "x", "y"]);
        }
        server.rqctl(&["queues", "empty", "q", "--yes"]).run().exits(0);
        for key in server.redis.keys("*:dependents") {
            assert_eq!(
                server.redis.cmd::<Vec<String>>(&["SMEMBERS", &key]),
                ["y"],
                "{named} {parents:?} {key}"
            );
        }
        assert!(server.redis.keys("*dependencies").is_empty(), "{named} {parents:?}");
    }
}

/// The server walks past all that stands before a tombstone, and through the whole list in search of one more.
#[test]
fn tombstones_in_a_long_list_are_counted_and_come_to_from_their_own_end() {
    let server = Server::start();
    for thousand in 0..300 {
        let entries = (0..1_000).map(|n| format!("x{}", thousand * 1_000 + n));
        let entries: Vec<String> = entries
            .map(|entry| match entry.as_str() {
                "x10" | "x140000" | "x160000" | "x299990" => "rqctl-removed".to_owned(),
                _ => entry,
            })
            .collect();
        let words: Vec<&str> =
            ["RPUSH", "rq:queue:q"].into_iter().chain(entries.iter().map(String::as_str)).collect();
        server.redis.run(&words);
    }
    job(&server, "a", "queued");
    job(&server, "b", "queued");
    server.redis.run(&["CONFIG", "RESETSTAT"]);
    server.rqctl(&["jobs", "cancel", "a", "b", "--yes"]).run().exits(0);
    assert_eq!((status(&server, "a"), status(&server, "b")), ("canceled".to_owned(), "canceled".to_owned()));
    let left = list(&server);
    assert_eq!((left.len(), left.contains(&"rqctl-removed".to_owned())), (299_996, false));
    let info: String = server.redis.cmd(&["INFO", "commandstats"]);
    // Whether it may, the two jobs, one from each end, and one where workers keep what they took.
    assert!(info.contains("cmdstat_lrem:calls=6,"), "{info}");
}

#[test]
fn dependents_at_all_levels_go_along() {
    for (verb, left) in [("cancel", "canceled"), ("delete", "")] {
        let server = Server::start();
        job(&server, "top", "queued");
        job(&server, "bystander", "queued");
        for (parent, child) in [("top", "middle"), ("middle", "bottom")] {
            job(&server, child, "deferred");
            server.redis.run(&["SADD", &format!("rq:job::{child}:dependencies"), parent]);
            server.redis.run(&["SADD", &format!("rq:job:{parent}:dependents"), child]);
        }
        let args = ["jobs", verb, "top", "--with-dependents"];
        server.rqctl(&args).run().exits(2);
        server.rqctl(&args).args(&["--yes"]).run().exits(0);
        for id in ["top", "middle", "bottom"] {
            assert_eq!(status(&server, id), left, "{verb} {id}");
        }
        assert_eq!(list(&server), ["bystander"]);
    }
}

#[test]
fn only_dependents_that_still_wait_are_said_to_stay() {
    let server = Server::start();
    job(&server, "top", "queued");
    for (child, state, parents) in [
        ("goes", "deferred", &["top"][..]),
        ("stays", "deferred", &["top", "other"]),
        ("ran", "finished", &["top"]),
    ] {
        job(&server, child, state);
        for parent in parents {
            server.redis.run(&["SADD", &format!("rq:job::{child}:dependencies"), parent]);
            server.redis.run(&["SADD", &format!("rq:job:{parent}:dependents"), child]);
        }
    }
    job(&server, "other", "queued");
    let run = server.rqctl(&["jobs", "cancel", "top", "--enqueue-dependents", "--yes"]).run();
    let said = run.exits(0).stdout();
    assert!(
        said.contains("1 dependent went on") && said.contains("stays waits for it and stays deferred"),
        "{said}"
    );
    assert_eq!(list(&server), ["other", "goes"]);
    assert_eq!(
        (status(&server, "stays"), status(&server, "ran")),
        ("deferred".to_owned(), "finished".to_owned())
    );
}

#[test]
fn a_job_whose_times_are_no_times_is_not_taken_for_one_that_came_meanwhile() {
    let server = Server::start();
    job(&server, "a", "queued");
    for field in ["created_at", "enqueued_at"] {
        server.redis.run(&["HSET", "rq:job:a", field, "yesterday"]);
    }
    let run = server.rqctl(&["queues", "empty", "q", "--yes"]).run();
    run.exits(0);
    assert_eq!(server.redis.keys("*"), ["rq:queues"], "{}", run.raw());
}

#[test]
fn an_entry_that_stays_is_named_with_its_reason() {
    let server = Server::start();
    job(&server, "b", "queued");
    server.redis.run(&["DEL", "rq:job:b"]);
    server.redis.run(&["SET", "rq:job:b", "no hash"]);
    for args in [
        &["queues", "empty", "q"][..],
        &["queues", "delete", "q", "--with-jobs"],
        &["queues", "empty", "--all"],
    ] {
        job(&server, "a", "queued");
        let run = server.rqctl(&[args, &["--yes", "-o", "json"]].concat()).run();
        let json = run.exits(3).json();
        let row = &json["items"][0];
        assert_eq!(row["outcome"], "failed", "{}", run.raw());
        assert_eq!(row["reason"], "wrong_type", "{}", run.raw());
        assert_eq!(row["message"], "b: the key of the job is not a hash", "{}", run.raw());
        assert_eq!(json["totals"]["by_reason"]["wrong_type"], 1, "{}", run.raw());
        assert_eq!(list(&server), ["b"]);
    }
}

#[test]
fn what_comes_while_a_named_queue_is_emptied_is_no_failure() {
    let server = Server::start();
    for id in ["a", "b", "new", "newer"] {
        job(&server, id, "queued");
    }
    for id in ["new", "newer"] {
        server.redis.run(&["HSET", &format!("rq:job:{id}"), "enqueued_at", &super::ago(&server, -60)]);
    }
    let run = server.rqctl(&["queues", "empty", "q", "--yes", "-o", "json"]).run();
    let answer = run.exits(0).json();
    let item = &answer["items"][0];
    assert_eq!((&item["outcome"], &item["jobs"]), (&"emptied".into(), &2.into()), "{}", run.raw());
    assert_eq!(item["message"], "2 jobs came meanwhile and stay");
    assert_eq!((&answer["totals"]["skipped"], &answer["totals"]["failed"]), (&2.into(), &0.into()));
    assert_eq!(list(&server), ["new", "newer"]);
}

#[test]
fn a_queue_that_is_named_twice_is_counted_once() {
    let server = Server::start();
    for id in ["a", "b"] {
        job(&server, id, "queued");
    }
    server.redis.run(&["SADD", "rq:queues", "rq:queue:bare"]);
    let run = server.rqctl(&["queues", "empty", "q", "bare", "q", "--dry-run", "-o", "json"]).run();
    assert_eq!(run.exits(0).json()["totals"]["matched"], 2, "{}", run.raw());
}

#[test]
fn what_went_is_told_where_something_stays_in_a_queue() {
    let server = Server::start();
    for id in ["a", "b"] {
        job(&server, id, "queued");
    }
    server.redis.run(&["SET", "rq:job:odd", "no hash"]);
    server.redis.run(&["RPUSH", "rq:queue:q", "odd"]);
    let run = server.rqctl(&["queues", "empty", "q", "--yes"]).run();
    run.exits(3);
    assert_eq!(
        run.stdout(),
        "QUEUE  OUTCOME  JOBS  STRANDED  REASON      MESSAGE\n\
         q      failed      2         0  wrong_type  odd: the key of the job is not a hash\n"
    );
    assert_eq!(run.stderr(), "1 queue, 2 jobs\n");
    let run = server.rqctl(&["queues", "empty", "q", "--yes"]).run();
    run.exits(1);
    assert_eq!(run.stderr(), "rqctl: q: odd: the key of the job is not a hash\n");
}

#[test]
fn a_queue_whose_key_is_no_list_is_not_emptied() {
    let server = Server::start();
    job(&server, "a", "queued");
    server.redis.run(&["SET", "rq:queue:odd", "no list"]);
    for verb in ["empty", "compact", "delete"] {
        let run = server.rqctl(&["queues", verb, "odd", "--yes"]).run();
        run.exits(1);
        assert_eq!(run.stderr(), "rqctl: odd: its key is not a list\n", "{verb}");
    }
    let run = server.rqctl(&["queues", "empty", "q", "odd", "--yes", "-o", "json"]).run();
    let items = run.exits(3).json()["items"].clone();
    assert_eq!((&items[0]["reason"], &items[1]["outcome"]), (&"wrong_type".into(), &"emptied".into()));
}

#[test]
fn whoever_names_no_queue_is_shown_a_command_that_exists() {
    let server = Server::start();
    let said = |verb: &str| server.rqctl(&["queues", verb]).run().exits(2).stderr();
    for verb in ["empty", "compact"] {
        let all = format!("hint: name them, or take all: rqctl queues {verb} --all\n");
        assert_eq!(said(verb), format!("rqctl: which queues?\n{all}"));
    }
    assert_eq!(said("delete"), "rqctl: which queues?\nhint: rqctl queues delete QUEUE\n");
}

#[test]
fn a_dry_run_counts_jobs_and_no_entries_without_one() {
    let server = Server::start();
    for id in ["a", "b", "ghost"] {
        job(&server, id, "queued");
    }
    server.redis.run(&["DEL", "rq:job:ghost"]);
    for args in [
        &["queues", "empty", "q", "--dry-run", "-o", "json"][..],
        &["queues", "empty", "q", "-y", "-o", "json"],
    ] {
        assert_eq!(server.rqctl(args).run().exits(0).json()["items"][0]["jobs"], 2);
    }
}
