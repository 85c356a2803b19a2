//! Listing failed jobs, beside `benches/list.c`.

use std::process::Command;

use harness::{Seed, Server};

use crate::measure::{medians, over, rqctl, seconds};
use crate::{Goal, Ratio};

const JOBS: usize = 100_000;

fn best_client(server: &Server, mode: &str) -> Command {
    let mut command = Command::new(harness::root().join("target/bench/list"));
    command.arg(server.socket()).args(["q0", mode]);
    command
}

pub fn ratios(say: &mut dyn FnMut(Ratio)) {
    let server = Server::start();
    Seed { failed: JOBS, ..Seed::default() }.fill(&server.redis);
    let list = |columns| {
        rqctl(&server, &["jobs", "list", "-q", "q0", "-s", "failed", "-o", "csv", "--columns", columns])
    };
    let with_error = "id,description,enqueued_at,ended_at,error";
    let plain = "id,description,enqueued_at,ended_at";
    let walls = medians(
        5,
        &mut [best_client(&server, "error"), list(with_error), best_client(&server, "plain"), list(plain)],
    );
    let ratio = |what, at: usize, goal| Ratio {
        what,
        reference: seconds(walls[at]),
        rqctl: seconds(walls[at + 1]),
        ratio: over(walls[at], walls[at + 1]),
        goal,
    };
    say(ratio("list 100k failed with error: C / rqctl", 0, Goal::AtLeast(0.8, 1.3)));
    say(ratio("list 100k failed without: C / rqctl", 2, Goal::AtLeast(0.8, 0.95)));
}
