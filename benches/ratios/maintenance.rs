//! A pass of maintenance beside RQ's own, over a registry full of what went wrong.

use std::time::Duration;

use harness::{Seed, Server};

use crate::measure::{ROUNDS, against, blocks, both, over, rqctl, seconds, wall, walls};
use crate::{Goal, Ratio};

/// Puts 1,000 stuck jobs back, a minute after they were first seen, beside so many that run.
fn put_back(running: usize) -> Duration {
    let rounds = std::iter::repeat_with(|| {
        let server = Server::start();
        let workers = running.min(100);
        Seed { stuck: 1_000, running, workers, ..Seed::default() }.fill(&server.redis);
        wall(&mut rqctl(&server, &["maintenance", "run"]));
        let seen: Vec<String> = server.redis.cmd(&["HGETALL", "rq:rqctl:seen:q0"]);
        for mark in seen.chunks(2) {
            let (at, enqueued) = mark[1].split_once('|').expect("a mark");
            let at = at.parse::<f64>().expect("seconds") - 61.0;
            server.redis.run(&["HSET", "rq:rqctl:seen:q0", &mark[0], &format!("{at}|{enqueued}")]);
        }
        let wall = wall(&mut rqctl(&server, &["maintenance", "run"]));
        assert_eq!(server.redis.cmd::<u64>(&["LLEN", "rq:queue:q0"]), 1_000);
        wall
    });
    rounds.take(ROUNDS).min().unwrap_or_default()
}

pub fn ratios(say: &mut dyn FnMut(Ratio)) {
    let mess =
        Seed { queued: 20_000, expired: 100_000, abandoned: 10_000, orphans: 10_000, ..Seed::default() };
    let maintenance = both(
        &Seed { traceback: 300, stuck: 1_000, ..mess },
        |rq| rq.maintain("all", &["q0"]),
        &["maintenance", "run", "--stuck", "fail"],
    );
    say(walls("maintenance, 100k expired, 10k abandoned: RQ / rqctl", maintenance, Goal::AtLeast(5.0, 12.0)));
    say(blocks("  its longest command: RQ / rqctl", maintenance, Goal::AtLeast(50.0, 150.0)));
    let (limit, p99) = (Duration::from_millis(1), maintenance[1].script_p99);
    say(against("  99 of 100 of its scripts: 1 ms / rqctl", limit, p99, Goal::AtLeast(1.0, 1.5)));
    let [few, many] = [200, 5_000].map(put_back);
    say(Ratio {
        what: "  1k stuck beside 5k that run / beside 200",
        reference: seconds(few),
        rqctl: seconds(many),
        ratio: over(many, few),
        goal: Goal::AtMost(1.5, 1.2),
    });
}
