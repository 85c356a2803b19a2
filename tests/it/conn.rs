//! Connecting: what is said when it fails, how long it may take, and what is never said.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use harness::{Output, Proxy, Rqctl, Server, Tls};
use rqctl::store::{Store, conn::Address};

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

/// A server that answers each connection with these bytes and then stays silent. Its URL.
fn answering(bytes: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("redis://{}/0", listener.local_addr().expect("an address"));
    // The thread ends with the test's process.
    thread::spawn(move || {
        let mut open = Vec::new();
        for client in listener.incoming() {
            let mut client = client.expect("a client");
            let mut some = [0; 4096];
            // A client that left early does not matter here.
            let _ = client.read(&mut some).and_then(|_| client.write_all(bytes));
            open.push(client);
        }
    });
    url
}

/// Host and port of a URL.
fn place(url: &str) -> &str {
    url.split("://").nth(1).and_then(|rest| rest.split('/').next()).expect("a URL with a place")
}

#[test]
fn one_round_trip_logs_in_and_reads_what_every_command_needs() {
    let server = Server::start();
    server.user("ops", &["~*", "+@all"]);
    let proxy = Proxy::before(&server);
    let url = proxy.url().replace("unix://", "unix://ops:secret@") + "?db=3";
    assert_eq!(show(&url, &[]).ok(), "unlabelled\n");
    let count = proxy.take_count();
    assert_eq!((count.connections, count.round_trips, count.commands), (1, 1, 5));
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
        "see whether Redis runs there: redis-cli -u redis://ops@127.0.0.1:1/2 PING",
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
        "see whether Redis runs there: redis-cli -u unix:///nonexistent/s PING",
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
        &format!(
            "give it longer and look on: rqctl -u redis://ops@{place}/4 --connect-timeout 15s -v status"
        ),
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
    let url = answering(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    cannot_ask(
        &show(&url, &[]),
        &format!("{}: what answers there is not Redis", place(&url)),
        "name a server of Redis 5 or later, or Valkey, with -u",
    );
}

#[test]
fn a_server_that_is_too_old() {
    let url = answering(
        b"*2\r\n$10\r\n1795500000\r\n$1\r\n0\r\n*2\r\n$-1\r\n$-1\r\n$30\r\n# Server\r\nredis_version:4.0.14\r\n",
    );
    cannot_ask(
        &show(&url, &[]),
        "the server is Redis 4.0.14; rqctl needs Redis 5 or later",
        "name a server of Redis 5 or later, or Valkey, with -u",
    );
}

#[test]
fn a_server_that_still_loads_its_data() {
    let url = answering(
        b"*2\r\n$10\r\n1795500000\r\n$1\r\n0\r\n-LOADING Redis is loading the dataset in memory\r\n+x\r\n",
    );
    cannot_ask(
        &show(&url, &[]),
        "the server said: LOADING Redis is loading the dataset in memory",
        &format!("see how far it is: redis-cli -u {url} INFO persistence"),
    );
}

#[test]
fn a_server_in_protected_mode() {
    let url = answering(b"-DENIED Redis is running in protected mode because protected mode is enabled\r\n");
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
    assert!(output.stderr().starts_with("rqctl: a cluster has no database 2, only 0\n"), "{}", output.raw());
}

#[test]
fn a_database_that_the_server_does_not_have() {
    let server = Server::start();
    let url = server.url() + "?db=99";
    cannot_ask(
        &show(&url, &[]),
        "the server has no database 99",
        &format!("see which databases hold keys: redis-cli -u '{url}' INFO keyspace"),
    );
}

#[test]
fn a_wrong_password_is_refused_and_never_repeated() {
    let server = Server::start();
    let url = server.user("ops", &["~*", "+@all"]).replace("secret", "wr0ng");
    let output = show(&url, &["-v"]);
    output.exits(4);
    assert!(!output.stderr().contains("wr0ng"), "{}", output.raw());
    let shown = url.replace(":wr0ng", "");
    cannot_ask(
        &show(&url, &[]),
        "the server refused the password of user `ops`",
        &format!("keep the password in a file: rqctl -u {shown} --password-file FILE status"),
    );
    for (name, said) in [
        ("nobody:secret", "the server refused the password of user `nobody`"),
        ("ops", "the server wants a password of user `ops`"),
    ] {
        let output = show(&url.replace("ops:wr0ng", name), &[]);
        output.exits(4);
        assert!(output.stderr().starts_with(&format!("rqctl: {said}\n")), "{}", output.raw());
    }
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
fn a_password_comes_from_a_file() {
    let server = Server::start();
    let url = server.user("ops", &["~*", "+@all"]).replace(":secret", "");
    let file = server.dir().join("password");
    let flag = format!("--password-file={}", file.display());
    std::fs::write(&file, "secret\n").unwrap();
    show(&url, &[&flag]).ok();
    // It takes the place of the one in the URL.
    show(&url.replace("ops@", "ops:wrong@"), &[&flag]).ok();
    std::fs::write(&file, "\n").unwrap();
    show(&url, &[&flag]).exits(2);
    std::fs::remove_file(&file).unwrap();
    let output = show(&url, &[&flag]);
    output.exits(2);
    assert!(output.stderr().contains("cannot read the password file"), "{}", output.raw());
}

#[test]
fn what_the_acl_forbids_is_named_with_the_rule_to_add() {
    let server = Server::start();
    let url = server.user("ann", &["~*", "+@all", "-time"]);
    let output = show(&url, &[]);
    output.exits(4);
    assert!(
        output.stderr().ends_with("hint: whoever administers Redis can allow it: ACL SETUSER ann +time\n"),
        "{}",
        output.raw()
    );
    let error: serde_json::Value = serde_json::from_str(&show(&url, &["-o", "json"]).stderr()).unwrap();
    assert_eq!(error["error"]["code"], "denied");
    assert_eq!(error["error"]["exit"], 4);
}

#[test]
fn what_the_acl_hides_is_null() {
    let server = Server::start();
    let url = server.user("ann", &["~rq:job:*", "+@all", "-info"]);
    assert_eq!(show(&url, &[]).ok(), "label hidden by the ACL\n");
    let json = show(&url, &["-o", "json"]).json();
    assert_eq!(json["server"]["label"], serde_json::Value::Null);
    assert_eq!(json["server"]["protected"], serde_json::Value::Null);
    assert_eq!(json["server"]["redis"], serde_json::Value::Null);
    assert_eq!(json["items"][0]["protected"], serde_json::Value::Null);
}

#[test]
fn a_reader_may_do_what_the_handshake_does() {
    let server = Server::start();
    show(&server.reader(), &[]).ok();
}

fn ca(tls: &Tls) -> String {
    format!("--tls-ca={}", tls.ca.display())
}

#[test]
fn a_server_with_a_certificate_of_an_own_authority() {
    let server = Server::tls(&[]);
    let tls = Tls::made();
    show(&server.url(), &[&ca(tls)]).ok();
    show(&format!("{}?ssl_ca_certs={}", server.url(), tls.ca.display()), &[]).ok();
    let pem = std::fs::read_to_string(&tls.ca).unwrap().replace('+', "%2B");
    show(&format!("{}?ssl_ca_data={pem}", server.url()).replace('\n', "%0A"), &[]).ok();
    let dir = server.dir().join("authorities");
    std::fs::create_dir(&dir).unwrap();
    std::fs::copy(&tls.ca, dir.join("ca.pem")).unwrap();
    show(&format!("{}?ssl_ca_path={}", server.url(), dir.display()), &[]).ok();
}

#[test]
fn a_certificate_of_nobody_we_trust() {
    let server = Server::tls(&[]);
    cannot_ask(
        &show(&server.url(), &[]),
        &format!("{}: the server's certificate is signed by nobody we trust", place(&server.url())),
        "name the authority with --tls-ca FILE",
    );
}

#[test]
fn a_certificate_that_is_not_checked_is_warned_about() {
    let server = Server::tls(&[]);
    let warning = "rqctl: the server's certificate is not checked: someone in between would go unnoticed\n";
    for output in [
        show(&server.url(), &["--tls-insecure"]),
        show(&(server.url() + "?ssl_cert_reqs=none"), &["--quiet"]),
    ] {
        assert_eq!((output.ok().as_str(), output.stderr().as_str()), ("unlabelled\n", warning));
    }
}

#[test]
fn a_certificate_for_another_name() {
    let server = Server::tls(&["--bind", "127.0.0.1", "127.0.0.2"]);
    let url = server.url().replace("127.0.0.1", "127.0.0.2");
    let output = show(&url, &[&ca(Tls::made())]);
    output.exits(4);
    assert!(
        output.stderr().contains("the server's certificate is for another host name\n"),
        "{}",
        output.raw()
    );
    let lax = format!("{url}?ssl_check_hostname=false");
    let output = show(&lax, &[&ca(Tls::made())]);
    output.ok();
    assert!(output.stderr().contains("the server's certificate is not checked"), "{}", output.raw());
    show(&lax, &[]).exits(4);
}

#[test]
fn a_server_that_wants_a_certificate_of_ours() {
    let server = Server::tls(&["--tls-auth-clients", "yes"]);
    let tls = Tls::made();
    cannot_ask(
        &show(&server.url(), &[&ca(tls)]),
        &format!("{}: the server wants a certificate of ours", place(&server.url())),
        "name it with --tls-cert FILE --tls-key FILE",
    );
    let (cert, key) = (
        format!("--tls-cert={}", tls.client_cert.display()),
        format!("--tls-key={}", tls.client_key.display()),
    );
    show(&server.url(), &[&ca(tls), &cert, &key]).ok();
    let in_url = format!(
        "{}?ssl_ca_certs={}&ssl_certfile={}&ssl_keyfile={}",
        server.url(),
        tls.ca.display(),
        tls.client_cert.display(),
        tls.client_key.display()
    );
    show(&in_url, &[]).ok();
    // One file may hold both.
    let both = server.dir().join("both.pem");
    let [cert, key] = [&tls.client_cert, &tls.client_key].map(|file| std::fs::read_to_string(file).unwrap());
    std::fs::write(&both, cert + &key).unwrap();
    show(&server.url(), &[&ca(tls), &format!("--tls-cert={}", both.display())]).ok();
}

#[test]
fn tls_files_that_are_none_are_a_matter_of_usage() {
    let server = Server::tls(&[]);
    for (flag, said) in [
        ("--tls-ca=/nonexistent", "cannot read /nonexistent: No such file or directory (os error 2)"),
        ("--tls-ca=/dev/null", "the file of TLS authorities holds no certificate (PEM)"),
        ("--tls-key=/dev/null", "a TLS key is of no use without its certificate"),
    ] {
        let output = show(&server.url(), &[flag]);
        output.exits(2);
        assert_eq!(output.stderr().lines().next(), Some(format!("rqctl: {said}").as_str()), "{flag}");
    }
    let output = show("redis://127.0.0.1:1", &["--tls-insecure"]);
    output.exits(2);
    assert!(output.stderr().starts_with("rqctl: --tls- options need a URL that begins with rediss://\n"));
}

#[test]
fn plain_words_to_a_server_that_speaks_tls() {
    let server = Server::tls(&[]);
    let output = show(&server.url().replace("rediss", "redis"), &[]);
    output.exits(4);
    assert!(
        output.stderr().ends_with("hint: if the server speaks TLS, its URL begins with rediss://\n"),
        "{}",
        output.raw()
    );
}

#[test]
fn tls_to_a_server_that_speaks_plainly() {
    let server = Server::tcp();
    let output = show(&server.url().replace("redis", "rediss"), &["--connect-timeout", "500ms"]);
    cannot_ask(
        &output,
        &format!(
            "{}: it took the connection, but did not answer with TLS within 0.5 s",
            place(&server.url())
        ),
        "if the server does not speak TLS, its URL begins with redis://",
    );
}

#[test]
fn verbose_says_each_step_and_no_password() {
    let server = Server::start();
    let url = server.user("ops", &["~*", "+@all"]) + "?db=3";
    let output = show(&url, &["-v"]);
    output.ok();
    let steps: Vec<String> = output.stderr().lines().map(str::to_owned).collect();
    let shown = url.replace(":secret", "");
    assert_eq!(steps[0], format!("rqctl: connecting to {shown}"));
    assert_eq!(
        steps[1..7],
        [
            "rqctl: connected",
            "rqctl: > AUTH ops ***",
            "rqctl: > SELECT 3",
            "rqctl: > TIME",
            "rqctl: > HMGET rq:rqctl:label name protected",
            "rqctl: > INFO server",
        ]
    );
    assert!(steps[7].starts_with("rqctl: this is Redis "), "{}", steps[7]);
    assert!(!output.stderr().contains("secret"));
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

#[test]
fn databases_that_hold_rq_are_found_without_leaving_this_one() {
    let server = Server::start();
    let open = |url: &str| {
        let address = Address::from_env(Some(url), &|_| None).expect("an address");
        Store::open(&address).unwrap_or_else(|e| panic!("{url}: {e}"))
    };
    let set = |db: &str, command: &[&str]| {
        let words = |words: &[&str]| words.iter().map(|word| word.as_bytes().to_vec()).collect();
        server.redis.batch(&[words(&["SELECT", db]), words(command), words(&["SELECT", "0"])]);
    };
    assert_eq!(open(&server.url()).databases_with_rq().unwrap(), [0; 0]);
    set("2", &["SADD", "rq:workers", "rq:worker:w"]);
    set("7", &["SADD", "rq:queues", "rq:queue:default"]);
    set("9", &["SET", "other", "1"]);
    set("9", &["SADD", "{t}:x:queues", "{t}:x:queue:default"]);
    let mut store = open(&(server.url() + "?db=9"));
    assert_eq!(store.databases_with_rq().unwrap(), [2, 7]);
    let mut batch = rqctl::store::wire::Batch::default();
    batch.push(&[b"GET", b"other"]);
    assert_eq!(store.ask(batch).unwrap()[0].as_bytes(), Some(&b"1"[..]));
    let blind = server.user("blind", &["~rq:*", "+@all", "-info", "-select"]);
    assert_eq!(open(&blind).databases_with_rq().unwrap(), [0; 0]);
}
