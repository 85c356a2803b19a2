//! kill -9 at any instant of an act: every job is wholly before or wholly after, and the same act again finishes.

use std::time::{Duration, Instant};

use harness::{Dump, Near, Server, scale};

use super::state::{ROTATION, fill, whole_steps};

/// Numbers that look random and are the same each time.
fn mix(number: u64) -> u64 {
    let z = number.wrapping_add(0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z ^ (z >> 31)
}

/// One act on one state, and what it does undisturbed.
struct Act {
    args: &'static [&'static str],
    before: Server,
    start: Dump,
    end: Dump,
    took: Duration,
}

impl Act {
    fn of(args: &'static [&'static str], from: &Server) -> Act {
        let (before, whole) = (Server::start(), Server::start());
        from.redis.clone_to(&before.redis);
        from.redis.clone_to(&whole.redis);
        let begun = Instant::now();
        whole.rqctl(args).run().ok();
        let took = begun.elapsed();
        let (start, end) = (before.redis.dump(), whole.redis.dump());
        assert_ne!(start, end, "{args:?} does something");
        Act { args, before, start, end, took }
    }

    /// Kills one run of it after a part of the time that it takes. Whether it was at work.
    fn kill(&mut self, server: &Server, part: f64) -> bool {
        self.before.redis.clone_to(&server.redis);
        let begun = Instant::now();
        let mut running = server.rqctl(self.args).spawn();
        std::thread::sleep(self.took.mul_f64(part));
        let ended = running.ended();
        if ended {
            // The machine is faster by now than it was: aim at what a run takes today.
            self.took = self.took.min(begun.elapsed());
        } else {
            running.kill();
        }
        running.wait();
        let now = server.redis.dump();
        whole_steps(&self.start, &self.end, &now);
        !ended && now.without("rq:rqctl:probe") != self.start
    }
}

#[test]
fn a_killed_act_leaves_every_job_whole_and_the_next_run_finishes() {
    let (source, server) = (Server::start(), Server::start());
    fill(&source);
    let mut acts: Vec<Act> = Vec::new();
    for args in ROTATION {
        source.redis.clone_to(&server.redis);
        if args.contains(&"release") {
            server.rqctl(acts.last().expect("hold comes before").args).run().ok();
        }
        acts.push(Act::of(args, &server));
    }
    let begun = Instant::now();
    let kills = scale(10, 200);
    let mut hits = 0;
    for round in 0..8 * kills {
        let turn = hits % acts.len();
        let act = &mut acts[turn];
        if !act.kill(&server, (mix(round as u64) % 1_000) as f64 / 1_000.0) {
            continue;
        }
        hits += 1;
        server.rqctl(act.args).run().ok();
        act.end.assert_same(&server.redis.dump(), Near { seconds: 60.0 + begun.elapsed().as_secs_f64() });
        if hits == kills {
            return;
        }
    }
    panic!("{hits} of {kills} acts were at work when they were killed");
}
