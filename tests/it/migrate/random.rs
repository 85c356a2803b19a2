//! Random names in random places: after a run every key is accounted for, and the way back ends where it began.

use std::collections::BTreeMap;

use harness::{Dump, KeyDump, Near, Server, Stored, scale};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use super::{EXECUTION, key, migrate, new, path};

/// Parts of names: whatever RQ's own keys, entries and files make of them.
const PARTS: [&[u8]; 16] = [
    b"a",
    b"b",
    b"Z_9",
    b".",
    b":",
    b"@",
    b" ",
    b"\n",
    b"-",
    b",",
    b"\"",
    b":dependents",
    b":dependencies",
    b":0123456789abcdef0123456789abcdef",
    "é".as_bytes(),
    b"\xff",
];

const STATUSES: [(&str, Option<&str>); 7] = [
    ("queued", None),
    ("finished", Some("finished")),
    ("failed", Some("failed")),
    ("deferred", Some("deferred")),
    ("scheduled", Some("scheduled")),
    ("canceled", Some("canceled")),
    ("stopped", Some("failed")),
];

/// One job: its name, its status, its parents among the others, and what stands beside it.
#[derive(Clone, Debug)]
struct Made {
    id: Vec<u8>,
    status: usize,
    parents: Vec<usize>,
    beside: u16,
}

fn names() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(0..PARTS.len(), 0..5)
        .prop_map(|parts| parts.into_iter().flat_map(|i| PARTS[i].iter().copied()).collect())
}

fn installations() -> impl Strategy<Value = Vec<Made>> {
    let parents = proptest::collection::vec(0..60usize, 0..3);
    let made = (names(), 0..STATUSES.len(), parents, any::<u16>())
        .prop_map(|(id, status, parents, beside)| Made { id, status, parents, beside });
    proptest::collection::vec(made, 1..60)
}

/// Makes what was drawn. What collides with a key of another type is left out, as a real application's would be.
fn fill(server: &Server, jobs: &[Made]) {
    let redis = &server.redis;
    redis.run(&["FLUSHALL"]);
    redis.run(&["SADD", "rq:queues", "rq:queue:q"]);
    redis.run(&["SADD", "rq:groups", "g"]);
    redis.run(&["SADD", "rq:rl-keys", "k"]);
    redis.run(&["SADD", "rq:group:g", "fine"]);
    let try_run = |words: &[&[u8]]| redis.try_cmd::<i64>(words).is_ok();
    for (n, made) in jobs.iter().enumerate() {
        let (status, registry) = STATUSES[made.status];
        let hash = key(&[b"rq:job:", &made.id]);
        let score = n.to_string();
        let has = |bit: u16| made.beside & (1 << bit) != 0;
        // One in eight names an entry without a job; none that is called like a job's set of kin, whose key is then no
        // hash: that is told and left.
        let kin = |other: &Made| {
            [key(&[&other.id, b":dependents"]), key(&[b":", &other.id, b":dependencies"])].contains(&made.id)
        };
        let exists = (made.beside % 8 != 0 || jobs.iter().any(kin))
            && try_run(&[
                b"HSET",
                &hash,
                b"data",
                b"x",
                b"status",
                status.as_bytes(),
                b"origin",
                b"q",
                b"n",
                score.as_bytes(),
            ]);
        match registry {
            Some(name) => redis.run(&[
                b"ZADD".as_slice(),
                &key(&[b"rq:", name.as_bytes(), b":q"]),
                score.as_bytes(),
                &made.id,
            ]),
            None => redis.run(&[b"RPUSH".as_slice(), b"rq:queue:q", &made.id]),
        }
        if has(3) {
            redis.run(&[b"RPUSH".as_slice(), b"rq:queue:other", &made.id]);
        }
        if has(4) {
            redis.run(&[
                b"ZADD".as_slice(),
                b"rq:wip:q",
                b"5",
                &key(&[&made.id, b":", EXECUTION.as_bytes()]),
            ]);
        }
        if has(5) && exists {
            redis.run(&[b"SADD".as_slice(), b"rq:group:g", &made.id]);
            redis.run(&[b"HSET".as_slice(), &hash, b"group_id", b"g"]);
        }
        if has(6) && exists {
            redis.run(&[b"XADD".as_slice(), &key(&[b"rq:results:", &made.id]), b"*", b"type", b"1"]);
        }
        if has(7) {
            redis.run(&[b"LPUSH".as_slice(), b"rq:queue:q:intermediate", &made.id]);
            redis.run(&[b"SET".as_slice(), &key(&[b"rq:queue:q:intermediate:first_seen:", &made.id]), b"5"]);
        }
        if has(8) && exists {
            redis.run(&[b"HSET".as_slice(), &hash, b"rate_limit_key", b"k"]);
            redis.run(&[b"ZADD".as_slice(), b"rq:rl:k:allowed", score.as_bytes(), &made.id]);
        }
        if has(9) && exists {
            redis.run(&[b"EXPIRE".as_slice(), &hash, b"9000"]);
        }
    }
    // Who has no job has no family either: its sets would be no one's.
    let there = |id: &[u8]| {
        redis
            .try_cmd::<Option<Vec<u8>>>(&[b"HGET".as_slice(), &key(&[b"rq:job:", id]), b"n"])
            .is_ok_and(|n| n.is_some())
    };
    for made in jobs.iter().filter(|made| there(&made.id)) {
        let hash = key(&[b"rq:job:", &made.id]);
        let parents = made.parents.iter().filter_map(|i| jobs.get(*i));
        for parent in parents.filter(|p| p.id != made.id && there(&p.id)) {
            if !try_run(&[b"SADD", &key(&[b"rq:job:", &parent.id, b":dependents"]), &made.id]) {
                continue;
            }
            try_run(&[b"SADD", &key(&[b"rq:job::", &made.id, b":dependencies"]), &parent.id]);
            redis.run(&[b"HSET".as_slice(), &hash, b"dependency_id", &parent.id]);
            // Bytes that are no text cannot stand in a JSON array.
            if let Ok(text) = std::str::from_utf8(&parent.id) {
                let escaped = serde_json::to_string(text).expect("text").replace('é', "\\u00e9");
                redis.run(&[b"HSET".as_slice(), &hash, b"dependency_ids", format!("[{escaped}]").as_bytes()]);
            }
        }
    }
}

/// What stands in a state, whatever its names are: types, sizes, times to live, and each job by the number it got.
fn shape(dump: &Dump) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for (name, KeyDump { value, ttl_ms }) in &dump.0 {
        if name.starts_with(b"rq:rqctl:") {
            continue;
        }
        let lasts = if ttl_ms.is_some() { "for a time" } else { "for ever" };
        let what = match value {
            Stored::Text(text) => format!("text {}", text.escape_ascii()),
            Stored::List(entries) => format!("{} of {}", name.escape_ascii(), entries.len()),
            Stored::Set(members) => format!("set of {}", members.len()),
            Stored::Hash(fields) => {
                let field = |name: &str| fields.get(name.as_bytes()).map(|v| v.escape_ascii().to_string());
                format!("hash {:?} {:?} of {}", field("n"), field("status"), fields.len())
            }
            Stored::Zset(members) => {
                let mut scores: Vec<_> = members.values().cloned().collect();
                scores.sort();
                format!(
                    "{} of {scores:?}",
                    if name.ends_with(b":q") { name.escape_ascii().to_string() } else { String::new() }
                )
            }
            Stored::Stream(entries) => format!("stream of {}", entries.len()),
        };
        *counts.entry(format!("{what}, {lasts}")).or_default() += 1;
    }
    counts
}

/// Whatever names a job in a list or set, as stored.
fn named(dump: &Dump) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for (name, KeyDump { value, .. }) in &dump.0 {
        let text = name.escape_ascii().to_string();
        match value {
            _ if text.starts_with("rq:rqctl:")
                || ["rq:queues", "rq:groups", "rq:rl-keys"].contains(&&*text) => {}
            Stored::List(entries) => all.extend(entries.iter().cloned()),
            Stored::Set(members) => all.extend(members.iter().cloned()),
            Stored::Zset(members) => all.extend(members.keys().cloned()),
            Stored::Hash(_) => all.extend(name.strip_prefix(b"rq:job:").map(<[u8]>::to_vec)),
            _ => {}
        }
    }
    all
}

fn legal(id: &[u8]) -> bool {
    !id.is_empty() && id.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

#[test]
fn every_key_is_accounted_for_and_the_way_back_ends_where_it_began() {
    let server = Server::start();
    let map = path(&server, "map.csv");
    let config = Config { cases: scale(24, 2_000) as u32, failure_persistence: None, ..Config::default() };
    let result = TestRunner::new(config).run(&installations(), |jobs| {
        fill(&server, &jobs);
        let before = server.redis.dump();
        // It is there from the run before.
        std::fs::remove_file(&map).ok();
        let out = migrate(&server, &["--apply", "--yes", "--write-map", &map]);
        prop_assert_eq!(out.code, Some(0), "{}", out.raw());
        let after = server.redis.dump();
        prop_assert_eq!(shape(&before), shape(&after));
        for id in named(&after) {
            let head = id.strip_suffix(format!(":{EXECUTION}").as_bytes()).unwrap_or(&id);
            prop_assert!(legal(&id) || legal(head), "{} is left", id.escape_ascii());
        }
        let queue = |dump: &Dump| match dump.get("rq:queue:q") {
            Some(KeyDump { value: Stored::List(entries), .. }) => entries.clone(),
            _ => Vec::new(),
        };
        let renamed: Vec<_> =
            queue(&before).iter().map(|id| if legal(id) { id.clone() } else { new(id) }).collect();
        prop_assert_eq!(queue(&after), renamed);
        let back = migrate(&server, &["--undo", &map, "--apply", "--yes"]);
        prop_assert_eq!(back.code, Some(0), "{}", back.raw());
        // Times to live go on meanwhile.
        let near = Near { seconds: 600.0 };
        let changed = before.differences(&server.redis.dump(), near);
        prop_assert!(changed.is_empty(), "{}", changed.join("\n"));
        Ok(())
    });
    if let Err(e) = result {
        panic!("{e}");
    }
}
