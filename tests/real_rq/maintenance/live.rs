//! Beside workers at work: no job is harmed, none runs twice, no retry is consumed twice.

use std::time::{Duration, Instant};

use harness::{Rq, Server, VERSIONS, Worker, WorkerOptions, scale, wait_until};
use serde_json::json;

/// Workers of all versions on one queue; the clock of one is two minutes behind, so that its deadlines lie in the past
/// from the beginning.
fn crew(server: &Server, behind: &str) -> Vec<Worker> {
    // All of them before the first job: their own maintenance, which believes those deadlines, is over then.
    VERSIONS
        .iter()
        .map(|version| {
            let clock_offset = (*version == behind).then_some(-120);
            let options = WorkerOptions { clock_offset, ..WorkerOptions::default() };
            Rq::start(version, server).worker(server, options)
        })
        .collect()
}

fn work_beside_maintenance(behind: &str, how: &[&str], seconds: usize) {
    let server = Server::start();
    let _crew = crew(&server, behind);
    let mut rq = Rq::start("2.12.0", &server);
    let begun = Instant::now();
    let mut jobs: Vec<(String, i64)> = Vec::new();
    let (mut pass, mut passes, mut last) = (None, 0, Instant::now());
    // On a busy machine that takes longer, because it is the work and the passes that count.
    while begun.elapsed() < Duration::from_secs(seconds as u64) || jobs.len() < 50 || passes < 5 {
        let batch: Vec<_> = (0..10)
            .map(|n| {
                let number = jobs.len() + n;
                let failures = [0, 0, 0, 1, 2][number % 5];
                let seconds = [0.0, 0.02, 0.2, 0.5][number % 4];
                let mut job = json!({"id": format!("j{number}"), "func": "tasks.noted",
                    "args": [seconds, failures]});
                if failures > 0 {
                    job["retry"] = json!({"max": 3});
                }
                job
            })
            .collect();
        jobs.extend(batch.iter().map(|job| {
            (job["id"].as_str().expect("an ID").to_owned(), job["args"][1].as_i64().expect("a number"))
        }));
        rq.call("enqueue_all", json!({ "jobs": batch }));
        // Passes follow each other every 100 ms, while producers wait for the workers.
        wait_until("the queue to be short", Duration::from_secs(60), || {
            if pass.is_none() && last.elapsed() > Duration::from_millis(100) {
                last = Instant::now();
                pass = Some(server.rqctl(&["maintenance", "run"]).args(how).spawn());
            }
            if pass.as_mut().is_some_and(harness::Running::ended) {
                let output = pass.take().expect("it ended").wait();
                assert!(matches!(output.code, Some(0)), "{}", output.raw());
                assert_eq!(output.stdout(), "", "nothing was there to do");
                passes += 1;
            }
            server.redis.cmd::<i64>(&["LLEN", "rq:queue:default"]) < 5
        });
    }
    wait_until("all jobs to finish", Duration::from_secs(120), || {
        jobs.iter().all(|(id, _)| {
            server.redis.field(&format!("rq:job:{id}"), "status").as_deref() == Some("finished")
        })
    });
    for (id, failures) in &jobs {
        let runs: i64 = server.redis.cmd(&["LLEN", &format!("test:runs:{id}")]);
        assert_eq!(runs, failures + 1, "{id} ran {runs} times");
        if *failures > 0 {
            let left = server.redis.field(&format!("rq:job:{id}"), "retries_left");
            assert_eq!(left, Some((3 - failures).to_string()), "{id}");
        }
    }
}

#[test]
fn workers_of_every_version_are_left_alone() {
    for behind in &["1.16.2", "2.6.1"][..scale(1, 2)] {
        work_beside_maintenance(behind, &[], scale(4, 60));
    }
}

#[test]
fn workers_are_left_alone_without_the_lock_too() {
    work_beside_maintenance("3.0.0", &["--no-lock", "--stuck", "fail"], scale(4, 60));
}
