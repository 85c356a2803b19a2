//! The ground that the other tests stand on.

use harness::{Cut, Near, Proxy, Redis, Rqctl, Seed, Server};

#[test]
fn a_server_is_private_and_ready() {
    let (one, other) = (Server::start(), Server::start());
    one.redis.run(&["SET", "key", "1"]);
    assert!(one.redis.exists("key"));
    assert!(!other.redis.exists("key"));
}

#[test]
fn a_server_ends_with_its_test() {
    let server = Server::start();
    let socket = server.socket();
    drop(server);
    assert!(harness::Redis::open(&socket).is_err());
}

#[test]
fn a_server_listens_on_a_port_where_asked() {
    let server = Server::tcp();
    assert_eq!(server.url(), format!("redis://127.0.0.1:{}/0", server.port().unwrap()));
    std::net::TcpStream::connect(("127.0.0.1", server.port().unwrap())).unwrap();
}

#[test]
fn a_server_speaks_tls_where_asked() {
    let server = Server::tls(&[]);
    assert_eq!(server.url(), format!("rediss://127.0.0.1:{}/0", server.port().unwrap()));
}

#[test]
fn a_copy_of_a_state_is_the_same_state() {
    let (one, other) = (Server::start(), Server::start());
    let odd: &[u8] = b"rq:job:a b\xff\n";
    one.redis.run(&[b"HSET", odd, b"status".as_slice(), b"queued"]);
    one.redis.run(&[b"EXPIRE".as_slice(), odd, b"100"]);
    one.redis.run(&["ZADD", "rq:finished:q", "12", "a", "+inf", "b"]);
    one.redis.run(&["RPUSH", "rq:queue:q", "b", "a", "b"]);
    one.redis.run(&["SADD", "rq:queues", "rq:queue:q"]);
    one.redis.run(&["SET", "rq:suspended", "1"]);
    one.redis.run(&["XADD", "rq:results:a", "5-1", "type", "1"]);
    other.redis.run(&["SET", "left", "over"]);
    one.redis.clone_to(&other.redis);
    one.redis.dump().assert_same(&other.redis.dump(), Near::SECONDS);
    assert_eq!(other.redis.dump().0.len(), 6);
}

#[test]
fn a_difference_is_named() {
    let (one, other) = (Server::start(), Server::start());
    one.redis.run(&["HSET", "rq:job:a", "status", "queued", "enqueued_at", "2026-11-24T06:10:49.000000Z"]);
    other.redis.run(&["HSET", "rq:job:a", "status", "failed", "enqueued_at", "2026-11-24T06:10:51.000000Z"]);
    other.redis.run(&["EXPIRE", "rq:job:a", "50"]);
    one.redis.run(&["ZADD", "rq:failed:q", "7", "a"]);
    let found = one.redis.dump().differences(&other.redis.dump(), Near::SECONDS);
    assert_eq!(
        found,
        [
            "rq:failed:q: zset [a] against nothing",
            "rq:job:a: TTL none against 50 s",
            "rq:job:a status: `queued` against `failed`",
        ]
    );
}

#[test]
fn command_counts_leave_out_the_looks_at_them() {
    let server = Server::start();
    let (_, counts) = server.redis.commands_of(|| server.redis.run(&["LPUSH", "list", "a"]));
    assert_eq!(counts.into_iter().collect::<Vec<_>>(), [("lpush".to_owned(), 1)]);
}

#[test]
fn a_reader_may_not_write_by_acl() {
    let server = Server::start();
    let url = server.reader();
    assert!(url.starts_with("unix://reader:secret@/"), "{url}");
    let reader = server.connect();
    reader.run(&["AUTH", "reader", "secret"]);
    reader.cmd::<Option<String>>(&["GET", "key"]);
    assert!(reader.try_cmd::<()>(&["SET", "key", "1"]).unwrap_err().to_string().contains("permissions"));
}

#[test]
fn a_run_of_rqctl_is_captured_whole() {
    let run = Rqctl::new(&["--no-such-flag"]).stdin("unread").run();
    assert!(run.raw().starts_with("$ rqctl --no-such-flag\n"), "{}", run.raw());
}

#[test]
fn a_proxy_counts_round_trips_not_commands() {
    let server = Server::start();
    let proxy = Proxy::before(&server);
    let redis = Redis::open(&proxy.socket()).unwrap();
    proxy.take_count();
    redis.batch(&vec![vec![b"ECHO".to_vec(), vec![b'x'; 100]]; 5000]);
    redis.run(&["PING"]);
    let count = proxy.take_count();
    assert_eq!((count.round_trips, count.commands, count.connections), (2, 5001, 0));
}

#[test]
fn a_seeded_server_holds_what_was_asked_for() {
    let server = Server::start();
    let seed =
        Seed { queued: 30, failed: 20, running: 3, workers: 4, queues: 2, expired: 5, ..Seed::default() };
    seed.fill(&server.redis);
    assert_eq!(server.redis.keys("rq:job:*").len(), 53);
    assert_eq!(server.redis.cmd::<i64>(&["LLEN", "rq:queue:q0"]), 15);
    assert_eq!(server.redis.cmd::<i64>(&["ZCARD", "rq:failed:q1"]), 10);
    assert_eq!(server.redis.cmd::<i64>(&["SCARD", "rq:workers"]), 4);
}

#[test]
fn a_terminal_shows_what_rqctl_prints_and_takes_its_exit_code() {
    let mut terminal = Rqctl::new(&["--no-such-flag"]).on_a_terminal(60);
    terminal.see("rqctl: ");
    let (transcript, code) = terminal.end();
    assert!(transcript.contains("--no-such-flag"), "{transcript}");
    assert_eq!(code, Some(2));
}

#[test]
fn a_road_is_cut_before_or_after_a_command_is_carried_out() {
    for carried_out in [false, true] {
        let server = Server::start();
        let proxy = Proxy::cutting(&server, Cut { command: "INCR", nth: 3, carried_out });
        let redis = Redis::open(&proxy.socket()).unwrap();
        redis.run(&["INCR", "n"]);
        redis.run(&["INCR", "n"]);
        assert!(!proxy.is_cut());
        assert!(redis.try_cmd::<i64>(&["INCR", "n"]).is_err());
        assert!(proxy.is_cut());
        assert!(Redis::open(&proxy.socket()).is_err(), "nobody gets through any more");
        assert_eq!(server.redis.cmd::<i64>(&["GET", "n"]), if carried_out { 3 } else { 2 });
    }
}
