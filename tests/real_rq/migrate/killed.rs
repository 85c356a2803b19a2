//! kill -9 at any instant, and the runs that finish the work.

use std::time::Duration;

use harness::{Near, Server, scale, states, wait_until};

use super::{migrate, odd_jobs};

/// Times to live go on while one state is worked on after the other.
const WHILE_IT_RAN: Near = Near { seconds: 3_600.0 };

fn renames(server: &Server) -> u64 {
    server.redis.command_counts().get("rename").copied().unwrap_or(0)
}

/// A run that is killed once it renamed so many keys, unless it ended before.
fn killed_after(server: &Server, count: u64) {
    let mut run = server.rqctl(&["migrate-ids", "--apply", "--yes"]).spawn();
    wait_until("some names to change, or the end", Duration::from_secs(30), || {
        run.ended() || renames(server) >= count
    });
    run.kill();
}

/// The new names follow from the old ones, so that however often it was killed, the end is the same.
#[test]
fn killed_runs_are_finished_by_the_next_one() {
    let (made, server) = (Server::start(), Server::start());
    states::odd_ids(&made);
    odd_jobs("1.16.2", &made, 8);
    // The worker that made them has gone; and nothing may expire while they are renamed over and over.
    for key in made.redis.keys("rq:*") {
        if key.starts_with("rq:worker") {
            made.redis.run(&["DEL", &key]);
        } else if made.redis.cmd::<i64>(&["TTL", &key]) > 0 {
            made.redis.run(&["EXPIRE", &key, "90000"]);
        }
    }
    let again = |server: &Server| {
        made.redis.clone_to(&server.redis);
        server.redis.run(&["CONFIG", "RESETSTAT"]);
    };
    again(&server);
    migrate(&server, &["--apply", "--yes"]).ok();
    let all = renames(&server);
    let expected = server.redis.dump().without("rq:rqctl:");
    let rounds = scale(10, 200) as u64;
    for round in 0..rounds {
        again(&server);
        let first = all * round / rounds;
        killed_after(&server, first);
        killed_after(&server, first + (all - first) * (round % 7) / 7);
        migrate(&server, &["--apply", "--yes"]).ok();
        expected.assert_same(&server.redis.dump().without("rq:rqctl:"), WHILE_IT_RAN);
    }
    migrate(&server, &["--check"]).ok();
}
