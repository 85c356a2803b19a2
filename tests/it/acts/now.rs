//! `jobs run-now`: what waits for a time or for parents goes into its queue.

use harness::Server;

use super::{job, list, status};

fn due_in(server: &Server, id: &str, seconds: i64) {
    let (now, _): (i64, i64) = server.redis.cmd(&["TIME"]);
    job(server, id, "scheduled");
    server.redis.run(&["ZADD", "rq:scheduled:q", &(now + seconds).to_string(), id]);
}

/// A child that waits for these parents.
fn child(server: &Server, id: &str, parents: &[&str]) {
    job(server, id, "deferred");
    for parent in parents {
        server.redis.run(&["SADD", &format!("rq:job::{id}:dependencies"), parent]);
        server.redis.run(&["SADD", &format!("rq:job:{parent}:dependents"), id]);
    }
}

#[test]
fn a_filter_means_what_is_overdue_and_what_waits_for_nobody_any_more() {
    let server = Server::start();
    due_in(&server, "overdue", -90);
    due_in(&server, "later", 3_600);
    job(&server, "done", "finished");
    job(&server, "broken", "failed");
    child(&server, "free", &["done"]);
    child(&server, "waits", &["done", "broken"]);
    server.rqctl(&["jobs", "run-now", "-q", "q", "--yes"]).run().exits(0);
    let mut queued = list(&server);
    queued.sort();
    assert_eq!(queued, ["free", "overdue"]);
    assert!(!server.redis.cmd::<bool>(&["SISMEMBER", "rq:job:done:dependents", "free"]));
    assert_eq!((status(&server, "later"), status(&server, "waits")), ("scheduled".into(), "deferred".into()));
    let named = server.rqctl(&["jobs", "run-now", "later"]).run();
    assert_eq!(named.exits(0).stdout(), "later  enqueued in q\n");
}

#[test]
fn parents_that_are_not_done_are_left_behind_only_where_that_is_said() {
    let server = Server::start();
    job(&server, "broken", "failed");
    child(&server, "waits", &["broken"]);
    let run = server.rqctl(&["jobs", "run-now", "waits"]).run();
    run.exits(1);
    assert_eq!(
        run.stderr(),
        "rqctl: waits was not enqueued: a parent is not done\n\
         hint: rqctl jobs run-now --ignore-dependencies waits\n"
    );
    server.rqctl(&["jobs", "run-now", "--ignore-dependencies", "waits"]).run().exits(0);
    assert_eq!((list(&server), status(&server, "waits")), (vec!["waits".to_owned()], "queued".to_owned()));
    assert!(!server.redis.exists("rq:job:broken:dependents"), "its parent would queue it once more");
}

#[test]
fn a_job_that_a_scheduler_may_hold_already_is_left_to_it() {
    let server = Server::start();
    due_in(&server, "soon", 20);
    due_in(&server, "later", 600);
    server.redis.run(&["SET", "rq:scheduler-lock:q", "4711", "EX", "60"]);
    let run = server.rqctl(&["jobs", "run-now", "soon", "later", "--yes", "-o", "json"]).run();
    run.exits(3);
    assert_eq!(run.json()["totals"]["by_reason"], serde_json::json!({"in_flight": 1}), "{}", run.raw());
    assert_eq!(list(&server), ["later"]);
}
