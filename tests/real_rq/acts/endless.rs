//! Requeueing all that failed, with entries among them that name no job, jobs that no worker would take, and a worker
//! that fails each again at once.

use std::time::Duration;

use harness::{Rq, Server, WorkerOptions, wait_until};
use serde_json::{Value, json};

/// Failed jobs, more than one page of them.
const JOBS: usize = 150;

/// So many failed jobs, an entry without a job among them, and one whose ID ends a worker of RQ 3.0.
fn failed(server: &Server) -> Rq {
    let mut old = Rq::start("1.16.2", server);
    old.enqueue("tasks.noted", json!({"id": "report.daily", "args": [0, 9]}));
    old.work(&["default"]);
    let mut rq = Rq::start("3.0.0", server);
    let job = |n| json!({"id": format!("job-{n}"), "func": "tasks.noted", "args": [0, 9]});
    rq.call("enqueue_all", json!({ "jobs": (0..JOBS).map(job).collect::<Vec<_>>() }));
    rq.work(&["default"]);
    server.redis.run(&["DEL", "rq:job:job-70"]);
    assert_eq!(server.redis.cmd::<usize>(&["ZCARD", "rq:failed:default"]), JOBS + 1);
    rq
}

fn by_reason(run: &harness::Output) -> Value {
    run.json()["totals"].clone()
}

#[test]
fn one_run_requeues_all_that_can_be_though_a_worker_fails_each_again_at_once() {
    let server = Server::start();
    let rq = failed(&server);
    let mut worker = rq.worker(&server, WorkerOptions::on(&["default"]));
    // Slow enough that the worker has failed many again before the run comes to its end.
    let requeue = ["jobs", "requeue", "-s", "failed", "-o", "json", "--yes", "--rate", "60"];
    let run = server.rqctl(&requeue).run();
    run.exits(3);
    let totals = by_reason(&run);
    assert_eq!(totals["done"], JOBS - 1, "{}", run.raw());
    assert_eq!(totals["failed"], 1, "{totals}");
    assert_eq!(totals["by_reason"]["orphan"], 1, "{totals}");
    assert_eq!(totals["by_reason"]["illegal_id"], 1, "{totals}");
    let again: Vec<usize> = (0..JOBS).filter(|n| *n != 70).collect();
    let runs = |n: &usize| server.redis.cmd::<u64>(&["LLEN", &format!("test:runs:job-{n}")]);
    wait_until("the worker to fail all again", Duration::from_secs(60), || {
        again.iter().all(|n| {
            let ended = server.redis.field(&format!("rq:job:job-{n}"), "status").as_deref() == Some("failed");
            ended && runs(n) >= 2
        })
    });
    assert_eq!(again.iter().filter(|n| runs(n) != 2).count(), 0);
    assert_eq!(server.redis.cmd::<usize>(&["LLEN", "rq:queue:default"]), 0);
    assert_eq!(server.redis.field("rq:job:report.daily", "status").as_deref(), Some("failed"));
    assert!(!worker.exited());
}

#[test]
fn rq_gives_up_where_a_run_goes_on() {
    let server = Server::start();
    let mut rq = failed(&server);
    let all = "for id in queue_of('default').failed_job_registry.get_job_ids(): fetch(id).requeue()";
    assert!(rq.try_call("python", json!({"code": all, "with": {}})).is_err(), "RQ ends at a bad entry");
    assert!(server.redis.cmd::<usize>(&["ZCARD", "rq:failed:default"]) > 2);
    // Without a live worker that minds the ID nothing is refused.
    let run = server.rqctl(&["jobs", "requeue", "-q", "default", "-o", "json", "--yes"]).run();
    run.exits(0);
    assert_eq!(by_reason(&run)["by_reason"], json!({"orphan": 1}));
    let left: Vec<String> = server.redis.cmd(&["ZRANGE", "rq:failed:default", "0", "-1"]);
    assert_eq!(left, ["job-70"]);
}
