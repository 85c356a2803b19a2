//! Connecting as a user: passwords, and what an ACL forbids or hides.

use harness::{Proxy, Server};
use rqctl::store::{Store, conn::Address};

use super::{cannot_ask, show};

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
        &format!("keep the password in a file: rqctl --password-file FILE -u {shown} label show"),
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
