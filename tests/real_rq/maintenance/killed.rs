//! kill -9 at any instant: one more pass leaves what an undisturbed one leaves.

use std::time::Instant;

use harness::{Near, Rq, Server, scale};
use serde_json::json;

use super::difference::{EVERYTHING, settled};

/// Numbers that look random and are the same each time.
fn mix(number: u64) -> u64 {
    let z = number.wrapping_add(0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z ^ (z >> 31)
}

#[test]
fn a_killed_pass_loses_and_doubles_nothing() {
    let (before, whole, killed) = (Server::start(), Server::start(), Server::start());
    let mut rq = Rq::start("3.0.0", &before);
    rq.call("age", json!({"seed": 11, "count": 160, "kinds": EVERYTHING}));
    let pass = |server: &Server| server.rqctl(&["maintenance", "run", "--stuck", "fail"]);
    before.redis.clone_to(&whole.redis);
    let begun = Instant::now();
    pass(&whole).run().ok();
    let mut took = begun.elapsed();
    let (start, mut hit) = (before.redis.dump(), 0);
    let kills = scale(10, 200);
    for round in 0..5 * kills {
        if hit == kills {
            break;
        }
        before.redis.clone_to(&killed.redis);
        let begun_now = Instant::now();
        let mut running = pass(&killed).spawn();
        let after = took.mul_f64((mix(round as u64) % 1_000) as f64 / 1_000.0);
        std::thread::sleep(after);
        if running.ended() {
            // The machine is faster by now than it was: aim at what a pass takes today.
            took = took.min(begun_now.elapsed());
        } else {
            running.kill();
            hit += 1;
        }
        running.wait();
        // What it had locked is free in a minute.
        for queue in ["q0", "q1"] {
            let lock = format!("rq:clean_registries:{queue}");
            let left: i64 = killed.redis.cmd(&["TTL", &lock]);
            assert!((-2..=60).contains(&left) && left != -1, "{left} s");
            killed.redis.run(&["DEL", &lock]);
        }
        pass(&killed).run().ok();
        let (ours, undisturbed) =
            (settled(&killed.redis.dump(), &start), settled(&whole.redis.dump(), &start));
        let near = Near { seconds: 60.0 + begun.elapsed().as_secs_f64() };
        undisturbed.assert_same(&ours, near);
    }
    assert_eq!(hit, kills, "passes that were still at work when they were killed");
}
