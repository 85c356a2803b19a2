//! Acts on jobs and queues: what they refuse, what they meet, and what they do where the server fails them.

mod aside;
mod changed;
mod full;
mod input;
mod interrupted;
mod lost;
mod many;
mod now;
mod queues;
mod tails;

use harness::Server;

/// Now on the server, as RQ writes it, so many seconds ago.
pub fn ago(server: &Server, seconds: i64) -> String {
    let (now, _): (i64, i64) = server.redis.cmd(&["TIME"]);
    let then = jiff::Timestamp::from_second(now - seconds).expect("a time");
    then.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string()
}

/// A job of this status in the queue `q`, where such jobs stand.
pub fn job(server: &Server, id: impl AsRef<[u8]>, status: &str) {
    let (id, redis) = (id.as_ref(), &server.redis);
    let at = ago(server, 300);
    let key = [b"rq:job:", id].concat();
    let words = |words: &[&[u8]]| words.iter().map(|word| word.to_vec()).collect::<Vec<_>>();
    let fields = ["status", status, "origin", "q", "data", "x", "created_at", &at, "enqueued_at", &at];
    let fields: Vec<&[u8]> = fields.iter().map(|field| field.as_bytes()).collect();
    let (now, _): (i64, i64) = redis.cmd(&["TIME"]);
    let later = (now + 3600).to_string();
    let place: Vec<Vec<u8>> = match status {
        "queued" => words(&[b"RPUSH", b"rq:queue:q", id]),
        _ => words(&[b"ZADD", format!("rq:{status}:q").as_bytes(), later.as_bytes(), id]),
    };
    let hash = words(&[&[b"HSET", &key[..]], &fields[..]].concat());
    redis.batch(&[words(&[b"SADD", b"rq:queues", b"rq:queue:q"]), hash, place]);
}

pub fn status(server: &Server, id: &str) -> String {
    server.redis.field(&format!("rq:job:{id}"), "status").unwrap_or_default()
}

pub fn list(server: &Server) -> Vec<String> {
    server.redis.cmd(&["LRANGE", "rq:queue:q", "0", "-1"])
}
