//! A server that is full still lets jobs be moved and removed: every step begins with a removal.

use harness::{Near, Seed, Server};

#[test]
fn a_full_server_can_be_cleaned_and_worked_on() {
    let start = Server::start();
    Seed { queued: 60, failed: 60, scheduled: 60, ..Seed::default() }.fill(&start.redis);
    let (roomy, full) = (Server::start(), Server::start());
    for args in [
        &["jobs", "requeue", "-s", "failed", "--yes"][..],
        &["jobs", "cancel", "-q", "*", "--yes"],
        &["jobs", "delete", "-s", "queued,scheduled,failed", "--yes"],
        &["jobs", "hold", "-q", "*", "--yes"],
        &["jobs", "run-now", "-s", "scheduled", "--yes"],
        &["queues", "empty", "q0", "--yes"],
    ] {
        full.redis.run(&["CONFIG", "SET", "maxmemory", "0"]);
        for server in [&roomy, &full] {
            start.redis.clone_to(&server.redis);
        }
        full.redis.run(&["CONFIG", "SET", "maxmemory", "1"]);
        assert!(full.redis.try_cmd::<()>(&["SET", "x", "y"]).is_err(), "the server is full");
        let [usual, tight] = [&roomy, &full].map(|server| server.rqctl(args).run());
        assert_eq!(usual.exits(0).stdout(), tight.exits(0).stdout());
        roomy.redis.dump().assert_same(&full.redis.dump(), Near::SECONDS);
    }
}

#[test]
fn what_is_held_comes_back_on_a_full_server() {
    let server = Server::start();
    Seed { queued: 60, ..Seed::default() }.fill(&server.redis);
    let before = server.redis.dump();
    server.rqctl(&["jobs", "hold", "-q", "*", "--yes"]).run().exits(0);
    assert_eq!(server.redis.cmd::<u64>(&["LLEN", "rq:queue:q0"]), 0);
    server.redis.run(&["CONFIG", "SET", "maxmemory", "1"]);
    server.rqctl(&["jobs", "release", "-q", "*", "--yes"]).run().exits(0);
    before.assert_same(&server.redis.dump(), Near::SECONDS);
}

#[test]
fn workers_are_kept_from_filling_a_full_server_any_further() {
    let server = Server::start();
    server.redis.run(&["CONFIG", "SET", "maxmemory", "1"]);
    for args in [&["workers", "suspend", "--yes"][..], &["workers", "suspend", "--for", "5m", "--yes"]] {
        server.rqctl(args).run().exits(0);
        assert!(server.redis.exists("rq:suspended"));
    }
    assert!(server.redis.cmd::<i64>(&["TTL", "rq:suspended"]) > 0);
}
