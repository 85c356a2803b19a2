//! What changes Redis: how long it takes, and how long its longest command keeps the server from its workers.

use std::time::Duration;

use harness::{Rq, Seed, Server};
use serde_json::json;

use crate::measure::{act, over, rqctl, seconds, wall};
use crate::{Goal, Ratio};

/// RQ's own way on one server, rqctl's on another that holds the same.
fn both(seed: &Seed, rq_way: impl FnOnce(&mut Rq), args: &[&str]) -> [(Duration, Duration); 2] {
    let ours = Server::start();
    seed.fill(&ours.redis);
    let rqctl = act(&ours.redis, || {
        wall(&mut rqctl(&ours, args));
    });
    drop(ours);
    let theirs = Server::start();
    seed.fill(&theirs.redis);
    let mut rq = Rq::start("3.0.0", &theirs);
    rq.call("version", json!({}));
    [act(&theirs.redis, || rq_way(&mut rq)), rqctl]
}

fn walls(what: &'static str, [rq, rqctl]: [(Duration, Duration); 2], goal: Goal) -> Ratio {
    let (reference, wall) = (rq.0, rqctl.0);
    Ratio { what, reference: seconds(reference), rqctl: seconds(wall), ratio: over(reference, wall), goal }
}

fn blocks(what: &'static str, [rq, rqctl]: [(Duration, Duration); 2], goal: Goal) -> Ratio {
    let (reference, longest) = (rq.1, rqctl.1);
    Ratio {
        what,
        reference: seconds(reference),
        rqctl: seconds(longest),
        ratio: over(reference, longest),
        goal,
    }
}

pub fn ratios() -> Vec<Ratio> {
    let mess =
        Seed { queued: 20_000, expired: 100_000, abandoned: 10_000, orphans: 10_000, ..Seed::default() };
    let maintenance = both(
        &Seed { traceback: 300, ..mess },
        |rq| rq.maintain("all", &["q0"]),
        &["maintenance", "run", "--yes"],
    );
    // RQ takes 43 s for 100,000: a tenth of them is enough to compare.
    let requeue = both(
        &Seed { failed: 10_000, ..Seed::default() },
        |rq| {
            rq.python(
                "for id in queue_of('q0').failed_job_registry.get_job_ids(): fetch(id).requeue()",
                json!({}),
            );
        },
        &["jobs", "requeue", "-q", "q0", "-s", "failed", "--yes"],
    );
    let empty = both(
        &Seed { queued: 100_000, ..Seed::default() },
        |rq| {
            rq.call("empty", json!({"queue": "q0"}));
        },
        &["queues", "empty", "q0", "--yes"],
    );
    vec![
        walls("maintenance, 100k expired, 10k abandoned: RQ / rqctl", maintenance, Goal::AtLeast(5.0, 12.0)),
        blocks("  its longest command: RQ / rqctl", maintenance, Goal::AtLeast(50.0, 150.0)),
        walls("requeue 10k: RQ / rqctl", requeue, Goal::AtLeast(20.0, 40.0)),
        walls("empty 100k: RQ / rqctl", empty, Goal::AtLeast(1.0, 1.4)),
        blocks("  its longest command: RQ / rqctl", empty, Goal::AtLeast(50.0, 200.0)),
    ]
}
