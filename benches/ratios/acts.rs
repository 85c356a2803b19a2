//! What changes Redis: how long it takes, and how long its longest command keeps the server from its workers.

use harness::Seed;
use serde_json::json;

use crate::measure::{blocks, both, walls};
use crate::{Goal, Ratio};

pub fn ratios(say: &mut dyn FnMut(Ratio)) {
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
    say(walls("requeue 10k: RQ / rqctl", requeue, Goal::AtLeast(20.0, 40.0)));
    let empty = both(
        &Seed { queued: 100_000, ..Seed::default() },
        |rq| {
            rq.call("empty", json!({"queue": "q0"}));
        },
        &["queues", "empty", "q0", "--yes"],
    );
    say(walls("empty 100k: RQ / rqctl", empty, Goal::AtLeast(1.0, 1.4)));
    say(blocks("  its longest command: RQ / rqctl", empty, Goal::AtLeast(50.0, 200.0)));
}
