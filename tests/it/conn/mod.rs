//! Connecting: what is said when it fails, how long it may take, and what is never said.

mod acl;
mod tls;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use harness::{Output, Rqctl, Server};

/// Runs `label show`, which needs the handshake and nothing else.
fn show(url: &str, more: &[&str]) -> Output {
    Rqctl::new(&["-u", url]).args(more).args(&["label", "show"]).run()
}

/// Asserts that a run could not ask Redis, and exactly what it said.
#[track_caller]
fn cannot_ask(output: &Output, what: &str, hint: &str) {
    output.exits(4);
    assert_eq!(output.stderr(), format!("rqctl: {what}\nhint: {hint}\n"));
    assert_eq!(output.stdout(), "");
}

/// A server that answers whatever it is sent with these texts, one after the other, and then stays silent. Its
/// URL.
fn answering(texts: &'static [&'static str]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("redis://{}/0", listener.local_addr().expect("an address"));
    // The thread ends with the test's process.
    thread::spawn(move || {
        let mut open = Vec::new();
        for client in listener.incoming() {
            let mut client = client.expect("a client");
            for text in texts {
                let mut some = [0; 4096];
                // A client that left early does not matter here.
                let _ = client.read(&mut some).and_then(|_| client.write_all(text.as_bytes()));
            }
            open.push(client);
        }
    });
    url
}

/// Host and port of a URL.
fn place(url: &str) -> &str {
    url.split("://").nth(1).and_then(|rest| rest.split('/').next()).expect("a URL with a place")
}

fn port(url: &str) -> &str {
    place(url).rsplit(':').next().expect("a URL with a port")
}

#[test]
fn the_label_is_read_from_the_chosen_database() {
    let server = Server::start();
    server.redis.batch(&[
        vec![b"SELECT".to_vec(), b"3".to_vec()],
        ["HSET", "rq:rqctl:label", "name", "prod-eu", "protected", "1"].map(|w| w.as_bytes().to_vec()).into(),
        vec![b"SELECT".to_vec(), b"0".to_vec()],
    ]);
    assert_eq!(show(&server.url(), &[]).ok(), "unlabelled\n");
    assert_eq!(show(&(server.url() + "?db=3"), &[]).ok(), "prod-eu (protected)\n");
}

#[test]
fn nobody_listens() {
    let output = show("redis://ops:secret@127.0.0.1:1/2", &[]);
    cannot_ask(
        &output,
        "127.0.0.1:1: connection refused",
        "see whether Redis runs there: redis-cli -h 127.0.0.1 -p 1 -n 2 --user ops --askpass PING",
    );
}

#[test]
fn an_address_from_the_environment_says_so() {
    let output = Rqctl::new(&["label", "show"]).env("REDIS_URL", "redis://127.0.0.1:1").run();
    cannot_ask(
        &output,
        "127.0.0.1:1: connection refused",
        "the address came from REDIS_URL; name another: rqctl -u redis://HOST:6379/0 status",
    );
}

#[test]
fn there_is_no_such_socket() {
    let output = show("unix:///nonexistent/s", &[]);
    cannot_ask(
        &output,
        "/nonexistent/s: there is no such socket",
        "see whether Redis runs there: redis-cli -s /nonexistent/s PING",
    );
}

#[test]
fn a_host_that_is_not_known() {
    // No name server is asked for a name with an empty part.
    let output = show("redis://no..host/0", &[]);
    output.exits(4);
    assert!(
        output.stderr().starts_with("rqctl: no..host:6379: the host name is not known\n"),
        "{}",
        output.raw()
    );
}

#[test]
fn a_silent_server_is_left_after_the_connect_timeout_whatever_there_is_to_say() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let place = listener.local_addr().unwrap();
    let began = Instant::now();
    let output = show(&format!("redis://ops:secret@{place}/4"), &["--connect-timeout", "400ms"]);
    assert!(began.elapsed() < Duration::from_millis(1200), "{:?}", began.elapsed());
    cannot_ask(
        &output,
        &format!("{place}: it took the connection, but said nothing within 0.4 s"),
        &format!("give it longer: rqctl --connect-timeout 15s -u redis://ops@{place}/4 label show"),
    );
}

#[test]
fn a_server_that_drips_bytes_does_not_stretch_the_timeout() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("redis://{}/0", listener.local_addr().unwrap());
    thread::spawn(move || {
        let (mut client, _) = listener.accept().expect("a client");
        // Ends when rqctl has left.
        while client.write_all(b"+").is_ok() {
            thread::sleep(Duration::from_millis(20));
        }
    });
    let began = Instant::now();
    show(&url, &["--connect-timeout", "400ms"]).exits(4);
    assert!(began.elapsed() < Duration::from_millis(1200), "{:?}", began.elapsed());
}

#[test]
fn what_answers_is_not_redis() {
    let url = answering(&["HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"]);
    cannot_ask(
        &show(&url, &[]),
        &format!("{}: what answers there is not Redis", place(&url)),
        "name a server of Redis 5 or later, or Valkey, with -u",
    );
}

#[test]
fn a_server_that_is_too_old() {
    let url = answering(&[
        "*2\r\n$10\r\n1795500000\r\n$1\r\n0\r\n*2\r\n$-1\r\n$-1\r\n$30\r\n# Server\r\nredis_version:4.0.14\r\n",
    ]);
    cannot_ask(
        &show(&url, &[]),
        "the server is Redis 4.0.14; rqctl needs Redis 5 or later",
        "name a server of Redis 5 or later, or Valkey, with -u",
    );
}

#[test]
fn a_server_that_still_loads_its_data() {
    let url = answering(&[
        "*2\r\n$10\r\n1795500000\r\n$1\r\n0\r\n-LOADING Redis is loading the dataset in memory\r\n+x\r\n",
    ]);
    cannot_ask(
        &show(&url, &[]),
        "the server said: LOADING Redis is loading the dataset in memory",
        &format!("see how far it is: redis-cli -h 127.0.0.1 -p {} INFO persistence", port(&url)),
    );
}

/// Redis 5 knows one password and no users. redis-py falls back likewise.
#[test]
fn a_server_without_users_is_given_the_password_alone() {
    let url = answering(&[
        "-ERR wrong number of arguments for 'auth' command\r\n*2\r\n$10\r\n1795500000\r\n$1\r\n0\r\n\
         *2\r\n$-1\r\n$-1\r\n$0\r\n\r\n",
        "+OK\r\n*2\r\n$10\r\n1795500000\r\n$1\r\n0\r\n*2\r\n$5\r\nredis\r\n$1\r\n0\r\n$0\r\n\r\n",
    ]);
    let output = show(&url.replace("://", "://ops:secret@"), &["-v"]);
    assert_eq!(output.ok(), "redis\n");
    for line in ["> AUTH ops ***\n", "> AUTH ***\n"] {
        assert!(output.stderr().contains(line), "{}", output.raw());
    }
}

#[test]
fn a_server_that_falls_silent_is_left_after_the_reply_timeout() {
    let url = answering(&["*2\r\n$10\r\n1795500000\r\n$1\r\n0\r\n*2\r\n$-1\r\n$-1\r\n$0\r\n\r\n"]);
    let began = Instant::now();
    let output = Rqctl::new(&["-u", &url, "--reply-timeout", "300ms", "status"]).run();
    assert!(began.elapsed() < Duration::from_millis(1500), "{:?}", began.elapsed());
    cannot_ask(
        &output,
        "no reply within 0.3 s",
        &format!("give it longer: rqctl --reply-timeout 5m -u {url} status"),
    );
}

#[test]
fn a_server_in_protected_mode() {
    let url =
        answering(&["-DENIED Redis is running in protected mode because protected mode is enabled\r\n"]);
    let output = show(&url, &["--connect-timeout", "1s"]);
    output.exits(4);
    assert!(
        output.stderr().starts_with("rqctl: the server lets in only clients of its own machine"),
        "{}",
        output.raw()
    );
}

#[test]
fn a_node_of_a_cluster_without_slots() {
    let server = Server::with(&["--cluster-enabled", "yes"]);
    let output = show(&server.url(), &[]);
    output.exits(4);
    assert!(output.stderr().starts_with("rqctl: the server said: CLUSTERDOWN"), "{}", output.raw());
    let output = show(&(server.url() + "?db=2"), &[]);
    // Valkey may have several, but has one unless told otherwise.
    assert!(output.exits(4).stderr().contains(" has no database 2"), "{}", output.raw());
}

#[test]
fn a_database_that_the_server_does_not_have() {
    let server = Server::start();
    let url = server.url() + "?db=99";
    cannot_ask(
        &show(&url, &[]),
        "the server has no database 99",
        &format!(
            "see which databases hold keys: redis-cli -s {} -n 99 INFO keyspace",
            server.socket().display()
        ),
    );
}

#[test]
fn a_password_that_is_missing_or_not_wanted() {
    let server = Server::start();
    let output = show(&server.url().replace("://", "://:secret@"), &[]);
    output.exits(4);
    assert!(
        output.stderr().starts_with("rqctl: a password was given, but the server has none\n"),
        "{}",
        output.raw()
    );
    server.redis.run(&["CONFIG", "SET", "requirepass", "secret"]);
    show(&server.url().replace("://", "://:secret@"), &[]).ok();
    let output = show(&server.url(), &[]);
    output.exits(4);
    assert!(output.stderr().starts_with("rqctl: the server wants a password\n"), "{}", output.raw());
}

#[test]
fn a_replica_can_be_read() {
    let primary = Server::tcp();
    let replica = Server::with(&["--replicaof", "127.0.0.1", &primary.port().unwrap().to_string()]);
    primary.redis.run(&["HSET", "rq:rqctl:label", "name", "prod-eu"]);
    harness::wait_until("the replica to follow", Duration::from_secs(10), || {
        replica.redis.field("rq:rqctl:label", "name").is_some()
    });
    assert_eq!(show(&replica.url(), &[]).ok(), "prod-eu\n");
}
