//! Damaged and hostile data: one bad job never ends a listing, costs little, and is shown as what it is.

use std::time::Duration;

use harness::Server;
use rqctl::rq::codec::{text::base64, zlib::deflate};
use serde_json::{Value, json};

/// More than is ever inflated.
const BOMB: usize = 17 << 20;

/// A pickled call of `shop.f` with these opcodes for its arguments.
fn call(args: &[u8]) -> Vec<u8> {
    deflate(&[&b"\x80\x04(\x8c\x06shop.fN"[..], args, b"}t."].concat())
}

/// Fields of a hash with their values.
type Fields<'a> = &'a [(&'a str, &'a [u8])];

/// Fifty jobs that failed in `q`, one in two of them damaged in some way, and the IDs of all.
fn damaged() -> (Server, Vec<Vec<u8>>) {
    let server = Server::start();
    let deep = [&b"]".repeat(100_000)[..], &b"a".repeat(99_999)].concat();
    let bomb = deflate(&vec![0; BOMB]);
    let large = vec![b'x'; 2 << 20];
    let fine = call(b"K\x01\x85");
    let long = b"long".repeat(1 << 18);
    let odd: [(&[u8], Fields); 14] = [
        (b"no-data", &[]),
        (b"deep", &[("data", &call(&deep))]),
        (b"bomb", &[("data", &bomb), ("exc_info", &bomb), ("meta", &bomb)]),
        (b"large", &[("data", &large), ("description", &large), ("meta", &large), ("exc_info", &large)]),
        (b"no-zlib", &[("data", b"\x78\x9c not what it says")]),
        (b"no-pickle", &[("data", &deflate(b"\x80\x04\xff\xff"))]),
        (b"not-utf-8", &[("data", &fine), ("description", b"\xff\xfe"), ("worker_name", b"\xff\x1b[2J")]),
        (
            b"odd-times",
            &[("data", &fine), ("enqueued_at", b"yesterday"), ("timeout", b"soon"), ("ended_at", b"\xff")],
        ),
        (b"odd-status", &[("data", &fine), ("status", b"\xffdreaming")]),
        (b"odd-lists", &[("data", &fine), ("dependency_ids", b"[[[["), ("retry_intervals", b"{}")]),
        (b"a\nb", &[("data", &fine)]),
        (b"\xff\xfe\x1b[31m", &[("data", &fine)]),
        (b"'; rm -rf $HOME #", &[("data", &fine)]),
        (&long, &[("data", &fine)]),
    ];
    let mut ids = Vec::new();
    let add = |id: &[u8], fields: Fields| {
        let key = [b"rq:job:", id].concat();
        let mut words: Vec<&[u8]> = vec![b"HSET", &key, b"status", b"failed", b"origin", b"q"];
        words.extend(fields.iter().flat_map(|(name, value)| [name.as_bytes(), value]));
        server.redis.run(&words);
        server.redis.run(&[&b"ZADD"[..], b"rq:failed:q", b"4000000000", id]);
    };
    for (id, fields) in odd {
        add(id, fields);
        ids.push(id.to_vec());
    }
    for n in 0..36 {
        let id = format!("fine-{n}");
        add(id.as_bytes(), &[("data", &fine)]);
        ids.push(id.into_bytes());
    }
    server.redis.run(&["SADD", "rq:queues", "rq:queue:q"]);
    // Results: a bomb, no base64, a stream of nothing RQ wrote, and another type.
    let packed = base64(&bomb);
    server.redis.run(&["XADD", "rq:results:fine-0", "1-0", "type", "2", "exc_string", &packed]);
    server.redis.run(&["XADD", "rq:results:fine-1", "1-0", "type", "2", "exc_string", "!!"]);
    server.redis.run(&["XADD", "rq:results:fine-2", "1-0", "a", "b"]);
    server.redis.run(&["SET", "rq:results:fine-3", "x"]);
    // Keys of another type, an entry without a job, and places of another type.
    server.redis.run(&["SET", "rq:job:of-another-type", "x"]);
    server.redis.run(&["ZADD", "rq:failed:q", "4000000000", "of-another-type", "4000000000", "orphan"]);
    for place in
        ["rq:queue:q", "rq:wip:q", "rq:scheduled:q", "rq:queue:q:intermediate", "rq:group:q", "rq:workers:q"]
    {
        server.redis.run(&["SET", place, "x"]);
    }
    (server, ids)
}

/// The ID as machine formats say it.
fn said(id: &[u8]) -> Value {
    match std::str::from_utf8(id) {
        Ok(text) => json!(text),
        Err(_) => json!({"$bytes": base64(id)}),
    }
}

#[test]
fn one_bad_job_never_ends_a_listing() {
    let (server, ids) = damaged();
    for command in [&["jobs", "list", "-s", "failed"][..], &["jobs", "list"], &["registry", "failed"]] {
        let document = server.rqctl(command).args(&["-o", "json"]).run().json();
        assert_eq!(json!([document["complete"], document["error"]]), json!([true, null]), "{command:?}");
        let items = document["items"].as_array().expect("items");
        let key = if command[0] == "jobs" { "id" } else { "job_id" };
        let met: Vec<&Value> = items.iter().map(|item| &item[key]).collect();
        for id in ids.iter().filter(|id| command.len() < 3 || *id != b"odd-status") {
            let times = met.iter().filter(|met| ***met == said(id)).count();
            assert_eq!(times, 1, "{command:?} {}", id[..id.len().min(40)].escape_ascii());
        }
    }
}

#[test]
fn what_is_damaged_is_shown_as_what_it_is() {
    let (server, _) = damaged();
    let columns = ["--columns", "id,function,description,error,worker,enqueued_at,status"];
    let document = server.rqctl(&["jobs", "list", "-o", "json"]).args(&columns).run().json();
    let of = |id: &str| {
        let items = document["items"].as_array().expect("items");
        items.iter().find(|item| item["id"] == id).unwrap_or_else(|| panic!("{id} is missing")).clone()
    };
    assert_eq!(of("no-data")["function"], Value::Null);
    assert_eq!(of("large")["function"], json!({"$bytes_len": 2 << 20}));
    assert_eq!(of("large")["description"], json!({"$bytes_len": 2 << 20}));
    assert_eq!(of("large")["error"], json!({"$bytes_len": 2 << 20}));
    assert_eq!(of("deep")["function"], "shop.f");
    for (id, field) in
        [("no-zlib", "function"), ("no-pickle", "function"), ("bomb", "error"), ("fine-1", "error")]
    {
        assert!(of(id)[field]["$opaque"].is_string(), "{id} {field}: {}", of(id)[field]);
    }
    assert_eq!(of("not-utf-8")["description"], json!({"$bytes": "//4="}));
    assert_eq!(of("odd-times")["enqueued_at"], Value::Null);
    assert_eq!(json!([of("fine-2")["error"], of("fine-3")["error"]]), json!([null, null]));
}

#[test]
fn a_terminal_is_safe_from_what_redis_holds() {
    let (server, ids) = damaged();
    let shown = ids.iter().filter(|id| !id.contains(&0)).map(|id| id.as_slice());
    let show: Vec<&[u8]> =
        [&b"jobs"[..], b"show", b"--"].into_iter().chain(shown.filter(|id| id.len() < 1_000)).collect();
    let show: Vec<std::ffi::OsString> = show.iter().map(|word| os(word)).collect();
    let plain = |words: &[&str]| words.iter().map(std::ffi::OsString::from).collect::<Vec<_>>();
    for command in [
        show,
        plain(&["jobs", "list"]),
        plain(&["jobs", "list", "-o", "wide", "--limit", "all"]),
        plain(&["jobs", "count", "--by", "error"]),
        plain(&["jobs", "count", "--by", "func"]),
        plain(&["registry", "failed", "--limit", "all"]),
        plain(&["registry", "list"]),
        plain(&["queues", "show", "q"]),
        plain(&["status"]),
    ] {
        let began = std::time::Instant::now();
        let output = server.rqctl(&command).run();
        assert!(matches!(output.code, Some(0 | 1)), "{}", &output.raw()[..output.raw().len().min(2_000)]);
        for text in [output.stdout(), output.stderr()] {
            let bad = text.chars().find(|c| c.is_control() && *c != '\n');
            assert_eq!(bad, None, "{command:?}");
        }
        assert!(began.elapsed() < Duration::from_secs(60), "{command:?} took {:?}", began.elapsed());
    }
}

fn os(bytes: &[u8]) -> std::ffi::OsString {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(bytes.to_vec())
}

#[test]
fn ids_are_told_apart_and_read_back_whatever_they_hold() {
    let (server, ids) = damaged();
    let lines = server.rqctl(&["jobs", "list", "-s", "failed", "-o", "ids"]).run();
    lines.exits(3);
    assert!(lines.stderr().contains("left out 1 ID"), "{}", lines.stderr());
    let all = server.rqctl(&["jobs", "list", "-s", "failed", "-o", "ids", "-0"]).run();
    all.exits(0);
    let listed: Vec<&[u8]> = all.out.split(|byte| *byte == 0).filter(|id| !id.is_empty()).collect();
    let short = |id: &Vec<u8>| id[..id.len().min(40)].escape_ascii().to_string();
    let meant = ids.iter().filter(|id| *id != b"odd-status");
    let missing: Vec<String> = meant.filter(|id| !listed.contains(&id.as_slice())).map(short).collect();
    assert_eq!(missing, Vec::<String>::new());
    let waited =
        server.rqctl(&["jobs", "wait", "-", "-0", "--wait", "0", "-o", "jsonl"]).stdin(&all.out).run();
    let ended: Vec<Value> = waited.jsonl();
    assert_eq!(ended.len(), listed.len() + 1, "one line for each, and the end");
    for item in ended.iter().filter(|item| !item["end"].is_object()) {
        let expected = if item["id"] == "of-another-type" { "gone" } else { "failed" };
        assert_eq!(item["outcome"], expected, "{item}");
    }
}
