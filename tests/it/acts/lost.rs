//! The server goes away in the middle of an act: it says so, its report is closed, and the same act again finishes.

use harness::{Cut, Dump, Near, Proxy, Seed, Server};

/// Acts, each with the number of its jobs that are meant.
const ACTS: [&[&str]; 6] = [
    &["jobs", "requeue", "-s", "failed"],
    &["jobs", "cancel", "-s", "queued,scheduled"],
    &["jobs", "delete", "-s", "queued,scheduled,failed"],
    &["jobs", "hold", "-s", "queued,scheduled"],
    &["jobs", "release", "-q", "*"],
    &["queues", "empty", "q0"],
];

/// Hundreds of jobs: an act takes several calls of its script.
fn filled() -> Server {
    let server = Server::start();
    Seed { queued: 180, failed: 180, scheduled: 120, traceback: 200, ..Seed::default() }.fill(&server.redis);
    server
}

fn act(server: &Server, url: &str, args: &[&str]) -> harness::Output {
    server.rqctl(args).args(&["--yes", "-o", "json"]).env("RQCTL_URL", url).run()
}

/// A state for the act, and what the act makes of it undisturbed.
fn undisturbed(args: &[&str]) -> (Server, Dump) {
    let (start, whole) = (filled(), Server::start());
    if args.contains(&"release") {
        act(&start, &start.url(), ACTS[3]).exits(0);
    }
    start.redis.clone_to(&whole.redis);
    act(&whole, &whole.url(), args).exits(0);
    let end = whole.redis.dump();
    (start, end)
}

#[test]
fn a_road_that_is_cut_is_told_and_the_same_act_again_finishes() {
    let server = Server::start();
    let cuts = [(1, false), (4, true), (1, true), (5, false)];
    for (turn, args) in ACTS.into_iter().enumerate() {
        let (start, end) = undisturbed(args);
        for (nth, carried_out) in [cuts[turn % 4], cuts[(turn + 1) % 4]] {
            start.redis.clone_to(&server.redis);
            let proxy = Proxy::cutting(&server, Cut { command: "EVALSHA", nth, carried_out });
            let run = act(&server, &proxy.url(), args);
            assert!(proxy.is_cut(), "{}", run.raw());
            let (report, done) = (run.json(), run.json()["totals"]["done"].as_u64().expect("a number"));
            assert_eq!(run.code, Some(if done > 0 { 3 } else { 4 }), "{}", run.raw());
            assert_eq!(report["complete"], false, "{}", run.raw());
            assert_eq!(report["error"]["exit"], run.code.expect("a code"), "{}", run.raw());
            let said = run.stderr();
            let last = said.lines().last().expect("it says so");
            let last: serde_json::Value = serde_json::from_str(last).expect("the error is a line of JSON");
            assert_eq!(last["error"], report["error"], "{}", run.raw());
            let message = last["error"]["message"].as_str().expect("a text");
            assert!(message.ends_with("the same command again finishes it"), "{message}");
            assert_eq!(last["error"]["code"], "lost", "{message}");
            act(&server, &server.url(), args).exits(0);
            end.assert_same(&server.redis.dump(), Near { seconds: 60.0 });
        }
    }
}

#[test]
fn a_server_that_dies_is_told_to_a_person_too() {
    let server = filled();
    // Of the calls before the seventh the answers to some have come: not more than four are on their way.
    let proxy = Proxy::cutting(&server, Cut { command: "EVALSHA", nth: 7, carried_out: false });
    let cancel =
        || server.rqctl(&["jobs", "cancel", "-s", "queued", "--yes"]).env("RQCTL_URL", proxy.url()).run();
    let run = cancel();
    run.exits(3);
    assert!(run.stderr().contains("; the same command again finishes it\n"), "{}", run.raw());
    let left: u64 = 180 - server.redis.cmd::<u64>(&["ZCARD", "rq:canceled:q0"]);
    assert!((5..=155).contains(&left), "{left}: {}", run.raw());
    cancel().exits(4);
    let direct = server.rqctl(&["jobs", "cancel", "-s", "queued", "--yes"]).run();
    assert_eq!(direct.exits(0).stderr(), format!("canceled {left}\n"));
}
