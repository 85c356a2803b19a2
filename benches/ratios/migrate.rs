//! Renaming: linear in the number of jobs, however long the list they stand in.

use std::time::Duration;

use harness::{Seed, Server};

use crate::measure::{Cost, act, over, rqctl, seconds, wall};
use crate::{Goal, Ratio};

fn renamed(jobs: usize) -> Duration {
    let server = Server::start();
    Seed { queued: jobs, odd_ids: true, ..Seed::default() }.fill(&server.redis);
    let Cost { wall: took, .. } = act(&server.redis, || {
        wall(&mut rqctl(&server, &["migrate-ids", "--apply", "--yes"]));
    });
    assert!(!server.redis.exists("rq:job:report.1"), "the IDs were renamed");
    took
}

pub fn ratios(say: &mut dyn FnMut(Ratio)) {
    let (small, large) = (renamed(25_000), renamed(100_000));
    say(Ratio {
        what: "migrate-ids: 100k / 25k, all queued in one list",
        reference: seconds(small),
        rqctl: seconds(large),
        ratio: over(large, small),
        goal: Goal::AtMost(4.8, 4.1),
    });
}
