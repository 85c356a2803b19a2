//! What changes Redis: how long it takes, and how long its longest command keeps the server from its workers.

use std::time::Duration;

use harness::{Rq, Seed, Server};
use serde_json::json;

use crate::measure::{act, over, rqctl, seconds, wall};
use crate::{Goal, Ratio};

/// How often rqctl's way is measured: a busy machine can only make a wall or a command longer, so the shortest
/// of each counts.
const ROUNDS: usize = 3;

/// RQ's own way on one server, rqctl's on others that hold the same: the wall, and the longest command.
fn both(seed: &Seed, rq_way: impl FnOnce(&mut Rq), args: &[&str]) -> [(Duration, Duration); 2] {
    let rounds: Vec<_> = std::iter::repeat_with(|| {
        let ours = Server::start();
        seed.fill(&ours.redis);
        act(&ours.redis, || {
            wall(&mut rqctl(&ours, args));
        })
    })
    .take(ROUNDS)
    .collect();
    let shortest =
        |of: fn(&(Duration, Duration)) -> Duration| rounds.iter().map(of).min().unwrap_or_default();
    let rqctl = (shortest(|round| round.0), shortest(|round| round.1));
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

pub fn ratios(say: &mut dyn FnMut(Ratio)) {
    let mess =
        Seed { queued: 20_000, expired: 100_000, abandoned: 10_000, orphans: 10_000, ..Seed::default() };
    let maintenance =
        both(&Seed { traceback: 300, ..mess }, |rq| rq.maintain("all", &["q0"]), &["maintenance", "run"]);
    say(walls("maintenance, 100k expired, 10k abandoned: RQ / rqctl", maintenance, Goal::AtLeast(5.0, 12.0)));
    say(blocks("  its longest command: RQ / rqctl", maintenance, Goal::AtLeast(50.0, 150.0)));
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
