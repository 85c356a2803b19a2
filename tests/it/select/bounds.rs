//! What a walk costs the server.

use std::collections::BTreeSet;

use harness::Server;
use rqctl::rq::{candidate::Candidate, fields::Needs, filter::Toward, state::Word, status::Status};

use super::{all, jobs, look, met, store, words};

#[test]
fn no_command_of_a_walk_grows_with_the_data() {
    let server = Server::start();
    jobs(&server.redis, &Status::Failed, 1500, 1);
    jobs(&server.redis, &Status::Queued, 1500, 1);
    let mut store = store(&server.url());
    let everything: Vec<Status> = Status::KNOWN.iter().map(|(_, s)| s.clone()).collect();
    for (name, value) in [("slowlog-log-slower-than", "0"), ("slowlog-max-len", "100000")] {
        server.redis.run(&["CONFIG", "SET", name, value]);
    }
    // What was slow before, on a busy machine, is none of the walk's.
    server.redis.run(&["SLOWLOG", "RESET"]);
    look(&mut store, &all(&everything), Needs::STATE.and(Candidate::ERROR));
    look(&mut store, &all(&everything[..4]), Needs::NONE);
    look(&mut store, &words(&[Word::Lost]), Needs::NONE);
    let log: Vec<(i64, i64, i64, Vec<String>, String, String)> =
        server.redis.cmd(&["SLOWLOG", "GET", "100000"]);
    let mut names = BTreeSet::new();
    for (_, _, _, words, _, _) in &log {
        let number = |i: usize| words[i].parse::<i64>().expect("a number");
        match words[0].to_lowercase().as_str() {
            "zrange" | "zrevrange" => assert!((0..=1000).contains(&(number(3) - number(2))), "{words:?}"),
            "lrange" => assert!((0..=2000).contains(&(number(3) - number(2))), "{words:?}"),
            name => _ = names.insert(name.to_owned()),
        }
    }
    let harmless = [
        "time",
        "smembers",
        "sscan",
        "scan",
        "hscan",
        "hmget",
        "hstrlen",
        "exists",
        "memory",
        "xrevrange",
        "zscore",
        "hexists",
        "slowlog",
        "get",
        "hget",
    ];
    let others: Vec<_> = names.iter().filter(|name| !harmless.contains(&name.as_str())).collect();
    assert_eq!(others, Vec::<&String>::new());
}

#[test]
fn a_walk_that_is_left_early_leaves_the_connection_settled() {
    let server = Server::start();
    jobs(&server.redis, &Status::Failed, 3500, 1);
    let mut store = store(&server.url());
    for pages in [0, 1, 2] {
        let mut select =
            store.select(&all(&[Status::Failed]), Needs::LATEST_RESULT, Toward::Listing).unwrap();
        for _ in 0..pages {
            select.next_page().unwrap().unwrap();
        }
        drop(select);
        assert_eq!(store.worker_names().unwrap(), []);
    }
    assert_eq!(met(&mut store, &all(&[Status::Failed])).len(), 3500);
}
