//! Ctrl-C while a reply is on its way: what was asked is told as it was answered, and nothing new is begun.

use std::time::Duration;

use harness::{Proxy, Seed, Server, wait_until};

#[test]
fn what_was_on_its_way_when_an_act_was_interrupted_is_told_as_it_was_answered() {
    let server = Server::start();
    Seed { failed: 5_000, traceback: 200, ..Seed::default() }.fill(&server.redis);
    // So slow that the act waits for replies nearly all the time.
    let proxy = Proxy::with_latency(&server, Duration::from_millis(200));
    for _ in 0..5 {
        let calls = || server.redis.command_counts().get("evalsha").copied().unwrap_or(0);
        let before = calls();
        let args = ["jobs", "requeue", "-s", "failed", "--yes", "-o", "json"];
        let run = server.rqctl(&args).env("RQCTL_URL", proxy.url()).spawn();
        wait_until("a call of a script", Duration::from_secs(20), || calls() > before);
        run.signal("INT");
        let run = run.wait();
        let report = run.exits(130).json();
        assert_eq!(report["totals"]["done"], report["totals"]["matched"], "{}", run.raw());
        assert_eq!(report["complete"], false, "{}", run.raw());
    }
    assert_eq!(
        server.redis.cmd::<u64>(&["ZCARD", "rq:failed:q0"])
            + server.redis.cmd::<u64>(&["LLEN", "rq:queue:q0"]),
        5_000
    );
}
