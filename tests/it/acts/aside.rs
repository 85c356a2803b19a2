//! `jobs hold` and `jobs release`: out of the way, and back to where it was.

use harness::{Near, Server};

use super::{ago, job, list, status};

#[test]
fn what_was_held_comes_back_in_front_and_in_its_order() {
    let server = Server::start();
    for id in ["a", "b", "c", "d", "e"] {
        job(&server, id, "queued");
    }
    // Typed in another order than they stand in.
    server.rqctl(&["jobs", "hold", "d", "b", "e", "--yes"]).run().exits(0);
    assert_eq!(list(&server), ["a", "c"]);
    assert_eq!(status(&server, "b"), "queued");
    let held = server.rqctl(&["registry", "held", "-o", "ids"]).run();
    let mut held: Vec<String> = held.ok().lines().map(str::to_owned).collect();
    held.sort();
    assert_eq!(held, ["b", "d", "e"]);
    let again = server.rqctl(&["jobs", "hold", "b"]).run();
    assert_eq!((again.code, again.stderr().as_str()), (Some(0), "b was left as it is: it is held\n"));
    server.rqctl(&["jobs", "release", "-q", "q", "--yes"]).run().exits(0);
    assert_eq!(list(&server), ["b", "d", "e", "a", "c"]);
    assert!(!server.redis.exists("rq:rqctl:held:q"));
}

#[test]
fn what_several_holds_took_comes_back_in_one_order() {
    let holds: [&[&[&str]]; 4] = [
        &[&["-q", "q", "--limit", "2"], &["-q", "q", "--limit", "2"], &["-q", "q"]],
        &[&["b", "e"], &["c", "d"], &["f", "a", "first"]],
        &[&["d"], &["-q", "q", "--limit", "3"], &["f"], &["e"], &["c"]],
        &[&["-q", "q", "--id", "[cd]"], &["-q", "q", "--id", "[af]*"], &["b"], &["e"]],
    ];
    for holds in holds {
        let server = Server::start();
        for (n, id) in ["a", "b", "c", "d", "e", "f"].into_iter().enumerate() {
            job(&server, id, "queued");
            let at = ago(&server, 200 - n as i64);
            server.redis.run(&["HSET", &format!("rq:job:{id}"), "enqueued_at", &at]);
        }
        // It was put before all that waits.
        job(&server, "first", "queued");
        server.redis.run(&["LMOVE", "rq:queue:q", "rq:queue:q", "RIGHT", "LEFT"]);
        server.redis.run(&["HSET", "rq:job:first", "enqueued_at", &ago(&server, 100)]);
        let before = list(&server);
        for hold in holds {
            server.rqctl(&["jobs", "hold", "--yes"]).args(hold).run().exits(0);
        }
        server.rqctl(&["jobs", "release", "-q", "q", "--yes"]).run().exits(0);
        assert_eq!(list(&server), before, "{holds:?}");
    }
}

#[test]
fn a_scheduled_job_comes_back_with_its_time_and_its_time_to_live() {
    let server = Server::start();
    job(&server, "later", "scheduled");
    server.redis.run(&["ZADD", "rq:scheduled:q", "1893456000.25", "later"]);
    server.redis.run(&["EXPIRE", "rq:job:later", "7200"]);
    let before = server.redis.dump();
    server.rqctl(&["jobs", "hold", "later"]).run().exits(0);
    assert!(!server.redis.exists("rq:scheduled:q"));
    server.rqctl(&["jobs", "release", "later"]).run().exits(0);
    before.assert_same(&server.redis.dump(), Near::SECONDS);
}

#[test]
fn what_does_not_wait_or_would_be_queued_all_the_same_is_not_held() {
    let server = Server::start();
    for (id, state) in [("child", "deferred"), ("done", "finished"), ("broken", "failed")] {
        job(&server, id, state);
    }
    let before = server.redis.dump();
    let child = server.rqctl(&["jobs", "hold", "child"]).run();
    child.exits(1);
    assert!(child.stderr().contains("a parent that finishes would queue it all the same"), "{}", child.raw());
    assert!(child.stderr().contains("hint: rqctl jobs tree child"), "{}", child.raw());
    for id in ["done", "broken"] {
        server.rqctl(&["jobs", "hold", id]).run().exits(1);
        server.rqctl(&["jobs", "release", id]).run().exits(1);
    }
    before.assert_same(&server.redis.dump(), Near::SECONDS);
}

#[test]
fn canceling_or_deleting_what_is_held_takes_it_out_of_the_held_ones() {
    let server = Server::start();
    for id in ["a", "b"] {
        job(&server, id, "queued");
    }
    server.rqctl(&["jobs", "hold", "-q", "q", "--yes"]).run().exits(0);
    server.rqctl(&["jobs", "cancel", "a"]).run().exits(0);
    server.rqctl(&["jobs", "delete", "b"]).run().exits(0);
    assert_eq!(status(&server, "a"), "canceled");
    assert!(!server.redis.exists("rq:rqctl:held:q") && !server.redis.exists("rq:job:b"));
}

#[test]
fn while_rq_is_suspended_whoever_queues_is_told() {
    let server = Server::start();
    job(&server, "a", "failed");
    server.redis.run(&["SET", "rq:suspended", "1"]);
    let run = server.rqctl(&["jobs", "requeue", "a"]).run();
    run.exits(0);
    assert!(run.stderr().contains("RQ is suspended"), "{}", run.raw());
    assert_eq!((run.stdout().as_str(), list(&server).len()), ("a  requeued in q\n", 1));
    assert!(server.redis.field("rq:job:a", "enqueued_at").expect("a time") > ago(&server, 60));
}
