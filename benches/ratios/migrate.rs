//! Renaming: linear in the number of jobs, however long the list they stand in, in short steps and bounded memory.

use std::time::Duration;

use harness::{Seed, Server};

use crate::measure::{Cost, act, against, over, peak_kib, rqctl, seconds, wall};
use crate::{Goal, Ratio};

/// A busy machine can only make a wall or a command longer, so the shortest of each counts.
const ROUNDS: usize = 2;

const APPLY: [&str; 3] = ["migrate-ids", "--apply", "--yes"];

/// The wrong tool: a whole list renamed by one script, which blocks the server as long as the list is.
const ONE_PASS: &str = "
    local all = redis.call('LRANGE', KEYS[1], 0, -1)
    redis.call('DEL', KEYS[1])
    for _, id in ipairs(all) do redis.call('RPUSH', KEYS[1], 'new-' .. id) end";

/// Jobs to be renamed and as many others behind them, in so many queues.
fn seeded(odd: usize, legal: usize, queues: usize) -> Server {
    let server = Server::start();
    Seed { queued: odd, odd_ids: true, queues, ..Seed::default() }.fill(&server.redis);
    Seed { queued: legal, first: odd, queues, ..Seed::default() }.fill(&server.redis);
    server
}

fn renamed(odd: usize, legal: usize, queues: usize) -> Cost {
    let once = || {
        let server = seeded(odd, legal, queues);
        let cost = act(&server.redis, || {
            wall(&mut rqctl(&server, &APPLY));
        });
        assert!(!server.redis.exists("rq:job:report.1"), "the IDs were renamed");
        cost
    };
    std::iter::repeat_with(once).take(ROUNDS).reduce(Cost::least).expect("some rounds")
}

pub fn ratios(say: &mut dyn FnMut(Ratio)) {
    let (small, large) = (renamed(25_000, 0, 1), renamed(100_000, 0, 1));
    say(Ratio {
        what: "migrate-ids: 100k / 25k, all queued in one list",
        reference: seconds(small.wall),
        rqctl: seconds(large.wall),
        ratio: over(large.wall, small.wall),
        goal: Goal::AtMost(4.8, 4.1),
    });
    let (one, many) = (renamed(100_000, 100_000, 1), renamed(100_000, 100_000, 100));
    say(Ratio {
        what: "migrate-ids: 100k of 200k in one list / in a hundred lists",
        reference: seconds(many.wall),
        rqctl: seconds(one.wall),
        ratio: over(one.wall, many.wall),
        goal: Goal::AtMost(1.1, 1.0),
    });
    let step = Duration::from_millis(1);
    say(Ratio {
        what: "migrate-ids: p99 of its scripts in a list of 200k / 1 ms",
        reference: seconds(step),
        rqctl: seconds(one.script_p99),
        ratio: over(one.script_p99, step),
        goal: Goal::AtMost(1.0, 0.5),
    });
    let server = seeded(100_000, 100_000, 1);
    let pass = act(&server.redis, || server.redis.run(&["EVAL", ONE_PASS, "1", "rq:queue:q0"]));
    say(against(
        "migrate-ids: such a list in one script / its longest command",
        pass.longest,
        one.longest,
        Goal::AtLeast(40.0, 200.0),
    ));
    let peak = |jobs: usize| {
        let server = seeded(jobs, 0, 1);
        let map = server.dir().join("ids.csv");
        peak_kib(rqctl(&server, &APPLY).arg("--write-map").arg(map)) as f64
    };
    let (small, large) = (peak(100_000), peak(1_000_000));
    let mib = |kib: f64| format!("{:.1} MiB", kib / 1024.0);
    say(Ratio {
        what: "migrate-ids: peak memory of 1M / 100k jobs, with their map",
        reference: mib(small),
        rqctl: mib(large),
        ratio: large / small,
        goal: Goal::AtMost(1.2, 1.05),
    });
}
