//! Memory: a million jobs stream through.

use harness::{Seed, Server};

use crate::measure::{Cost, act, over, peak_kib, rqctl, seconds, wall};
use crate::{Goal, Ratio};

/// How much the larger listing has more of.
const TIMES: usize = 10;
const SMALL: usize = 100_000;

pub fn ratios(say: &mut dyn FnMut(Ratio)) {
    let server = Server::start();
    // Short tracebacks: a million of the usual ones would take the machine 6 GB.
    let seed = Seed { failed: SMALL, traceback: 120, ..Seed::default() };
    let peak = || peak_kib(&mut rqctl(&server, &["jobs", "list", "-s", "failed", "-o", "jsonl"]));
    seed.fill(&server.redis);
    let small = peak();
    Seed { failed: SMALL * (TIMES - 1), first: SMALL, ..seed }.fill(&server.redis);
    let large = peak();
    let Cost { longest, .. } = act(&server.redis, || {
        wall(&mut rqctl(&server, &["jobs", "list", "-s", "failed", "-o", "ids"]));
    });
    let Cost { longest: rq_longest, .. } = act(&server.redis, || {
        // As RQ lists a registry.
        server.redis.cmd::<Vec<String>>(&["ZRANGE", "rq:failed:q0", "0", "-1"]);
    });
    say(Ratio {
        what: "memory to list 1,000k failed / 100k",
        reference: format!("{small} KiB"),
        rqctl: format!("{large} KiB"),
        ratio: large as f64 / small as f64,
        goal: Goal::AtMost(1.2, 1.05),
    });
    say(Ratio {
        what: "longest command at 1,000k: RQ's ZRANGE / rqctl",
        reference: seconds(rq_longest),
        rqctl: seconds(longest),
        ratio: over(rq_longest, longest),
        goal: Goal::AtLeast(20.0, 100.0),
    });
}
