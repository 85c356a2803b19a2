//! migrate-ids on states made by hand: names and places that no real application makes on purpose.

mod bounds;
mod edges;
mod files;
mod random;
mod says;

use harness::{Output, Server};
use rqctl::{ops::migrate::names::Scheme, rq::id::JobId};

/// An execution ID.
const EXECUTION: &str = "0123456789abcdef0123456789abcdef";

fn migrate(server: &Server, args: &[&str]) -> Output {
    server.rqctl(&[&["migrate-ids"], args].concat()).run()
}

/// The new ID that the default scheme makes.
fn new(old: impl AsRef<[u8]>) -> Vec<u8> {
    Scheme::Readable.rename(&JobId::new(old)).expect("every ID has a new one").0.to_vec()
}

fn text(old: &str) -> String {
    String::from_utf8(new(old)).expect("new IDs are legal")
}

fn key(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

/// A job hash that says its own name.
fn job(server: &Server, id: impl AsRef<[u8]>, status: &str, fields: &[(&str, &str)]) {
    let id = id.as_ref();
    let hash = key(&[b"rq:job:", id]);
    let at = "2026-11-24T06:10:49.008579Z";
    let mut words: Vec<&[u8]> = vec![b"HSET", &hash, b"data", b"x", b"created_at", at.as_bytes(), b"me", id];
    for (name, value) in [("status", status), ("origin", "q"), ("enqueued_at", at)].iter().chain(fields) {
        words.extend([name.as_bytes(), value.as_bytes()]);
    }
    server.redis.run(&[b"SADD".as_slice(), b"rq:queues", b"rq:queue:q"]);
    server.redis.run(&words);
}

fn queued(server: &Server, id: impl AsRef<[u8]>) {
    job(server, &id, "queued", &[]);
    server.redis.run(&[b"RPUSH", b"rq:queue:q".as_slice(), id.as_ref()]);
}

/// The job hash under `id` says that it was called `me` when it was made.
fn was(server: &Server, id: impl AsRef<[u8]>, me: impl AsRef<[u8]>) {
    let hash = key(&[b"rq:job:", id.as_ref()]);
    let said: Option<Vec<u8>> = server.redis.cmd(&[b"HGET".as_slice(), &hash, b"me"]);
    let shown = |bytes: &[u8]| bytes[..bytes.len().min(80)].escape_ascii().to_string();
    assert_eq!(said.as_deref().map(shown), Some(shown(me.as_ref())), "the job under {}", shown(id.as_ref()));
}

fn list(server: &Server, key: &str) -> Vec<Vec<u8>> {
    server.redis.cmd(&["LRANGE", key, "0", "-1"])
}

fn scores(server: &Server, key: &str) -> Vec<(String, f64)> {
    server.redis.cmd(&["ZRANGE", key, "0", "-1", "WITHSCORES"])
}

fn members(server: &Server, key: &str) -> Vec<String> {
    let mut members: Vec<String> = server.redis.cmd(&["SMEMBERS", key]);
    members.sort();
    members
}

fn path(server: &Server, name: &str) -> String {
    server.dir().join(name).to_str().expect("a plain path").to_owned()
}

/// Seconds since the epoch on the server's clock, and so many more.
fn at(server: &Server, seconds: i64) -> String {
    let (now, _): (i64, i64) = server.redis.cmd(&["TIME"]);
    (now + seconds).to_string()
}
