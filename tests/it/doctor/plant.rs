//! A sound installation, and one fault of every kind to plant in it.

use harness::{Redis, Server};

/// A call as RQ stores it: zlib of a pickled `("builtins.print", None, (), {})`.
const CALL: &str = "x\u{9c}";

/// The queue, its worker and somebody who listens in the worker's place. Without a fault nothing is wrong here.
pub struct Sound {
    pub server: Server,
    _ears: Redis,
}

impl Sound {
    pub fn new() -> Sound {
        Sound::with(&[], "3.0.0")
    }

    /// With further arguments of the server, and a worker of this version.
    pub fn with(args: &[&str], version: &str) -> Sound {
        let server = Server::with(&[&["--save", "3600 1"], args].concat());
        server.redis.run(&["SADD", "rq:queues", "rq:queue:q"]);
        worker(&server, "w", version, "q", 5);
        let ears = server.connect();
        ears.run(&["SUBSCRIBE", "rq:pubsub:w"]);
        let sound = Sound { server, _ears: ears };
        for (id, status, registry, score) in [
            ("waits", "queued", "", 0),
            ("ended", "finished", "finished", 500),
            ("broke", "failed", "failed", 31_536_000),
            ("later", "scheduled", "scheduled", 600),
        ] {
            job(&sound.server, id, &["status", status]);
            match registry {
                "" => sound.server.redis.run(&["RPUSH", "rq:queue:q", id]),
                registry => entry(&sound.server, registry, score, id),
            }
        }
        sound
    }
}

pub fn now(server: &Server) -> i64 {
    server.redis.cmd::<(i64, i64)>(&["TIME"]).0
}

pub fn text(seconds: i64) -> String {
    let at = jiff::Timestamp::from_second(seconds).expect("a time");
    at.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string()
}

/// An idle worker whose heartbeat is so many seconds old.
pub fn worker(server: &Server, name: &str, version: &str, queues: &str, silent: i64) {
    let key = format!("rq:worker:{name}");
    let beat = text(now(server) - silent);
    let fields =
        ["state", "idle", "version", version, "queues", queues, "hostname", "app-1", "last_heartbeat", &beat];
    server.redis.run(&["SADD", "rq:workers", &key]);
    server.redis.run(&[&["HSET", &key], &fields[..]].concat());
    server.redis.run(&["EXPIRE", &key, "400"]);
}

/// A queued job of `q`, enqueued ten minutes ago, unless the fields say otherwise.
pub fn job(server: &Server, id: &str, fields: &[&str]) {
    let (key, enqueued) = (format!("rq:job:{id}"), text(now(server) - 600));
    let base =
        ["data", CALL, "origin", "q", "created_at", &enqueued, "enqueued_at", &enqueued, "timeout", "180"];
    server.redis.run(&[&["HSET", &key, "status", "queued"], &base[..], fields].concat());
}

/// An entry of a registry of `q`, with a score so far ahead.
pub fn entry(server: &Server, registry: &str, ahead: i64, member: &str) {
    server.redis.run(&["ZADD", &format!("rq:{registry}:q"), &(now(server) + ahead).to_string(), member]);
}

pub fn execution(id: &str) -> String {
    format!("{id}:0123456789abcdef0123456789abcdef")
}

/// One fault.
pub struct Fault {
    pub check: &'static str,
    pub plant: fn(&Server),
    /// Checks that cannot but speak too.
    pub companions: &'static [&'static str],
    /// A version of RQ that its worker must have.
    pub version: &'static str,
}

const fn fault(check: &'static str, plant: fn(&Server)) -> Fault {
    Fault { check, plant, companions: &[], version: "3.0.0" }
}

const fn beside(companions: &'static [&'static str], fault: Fault) -> Fault {
    Fault { companions, ..fault }
}

fn push(server: &Server, id: &str) {
    server.redis.run(&["RPUSH", "rq:queue:q", id]);
}

/// A deferred job and its parent, in the sets that RQ keeps.
fn family(server: &Server, parent: &str, child: &str) {
    job(server, child, &["status", "deferred", "dependency_id", parent]);
    entry(server, "deferred", -60, child);
    server.redis.run(&["SADD", &format!("rq:job::{child}:dependencies"), parent]);
    server.redis.run(&["SADD", &format!("rq:job:{parent}:dependents"), child]);
}

fn many(server: &Server, command: impl Fn(usize) -> Vec<Vec<String>>) {
    let bytes = |words: Vec<String>| words.into_iter().map(String::into_bytes).collect::<Vec<_>>();
    for n in (0..1_000).collect::<Vec<_>>().chunks(200) {
        let batch: Vec<Vec<Vec<u8>>> = n.iter().flat_map(|n| command(*n)).map(bytes).collect();
        server.redis.batch(&batch);
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// Every fault that stands in keys; those of the server itself are apart.
pub const FAULTS: &[Fault] = &[
    beside(
        &["illegal_ids"],
        fault("poison", |server| {
            job(server, "user.7", &[]);
            push(server, "user.7");
        }),
    ),
    fault("illegal_ids", |server| {
        job(server, "report.daily", &["status", "finished"]);
        entry(server, "finished", 500, "report.daily");
    }),
    fault("unreadable", |server| {
        job(server, "odd", &["status", "finished", "timeout", "1h"]);
        entry(server, "finished", 500, "odd");
    }),
    fault("abandoned", |server| {
        job(server, "left", &["status", "started"]);
        entry(server, "wip", -360, &execution("left"));
    }),
    fault("stuck", |server| {
        job(server, "taken", &[]);
        let seen = format!("{}.5", now(server) - 120);
        server.redis.run(&["LPUSH", "rq:queue:q:intermediate", "taken"]);
        server.redis.run(&["SET", "rq:queue:q:intermediate:first_seen:taken", &seen, "EX", "80000"]);
    }),
    fault("lost", |server| job(server, "nowhere", &[])),
    fault("blocked", |server| {
        job(server, "parent", &["status", "canceled"]);
        entry(server, "canceled", -60, "parent");
        family(server, "parent", "child");
    }),
    fault("stubs", |server| server.redis.run(&["HSET", "rq:job:stub", "last_heartbeat", &text(now(server))])),
    fault("duplicates", |server| {
        job(server, "twice", &[]);
        push(server, "twice");
        push(server, "twice");
    }),
    fault("misplaced", |server| {
        job(server, "over", &["status", "canceled"]);
        entry(server, "canceled", -60, "over");
        push(server, "over");
    }),
    fault("left_over", |server| {
        job(server, "done", &["status", "finished"]);
        entry(server, "finished", 500, "done");
        entry(server, "wip", -60, &execution("done"));
    }),
    Fault {
        version: "2.6.1",
        ..fault("deferred_scores", |server| {
            job(server, "father", &[]);
            push(server, "father");
            family(server, "father", "son");
        })
    },
    fault("no_worker", |server| {
        job(server, "alone", &["origin", "forsaken"]);
        server.redis.run(&["SADD", "rq:queues", "rq:queue:forsaken"]);
        server.redis.run(&["RPUSH", "rq:queue:forsaken", "alone"]);
    }),
    fault("overdue", |server| {
        job(server, "due", &["status", "scheduled"]);
        entry(server, "scheduled", -600, "due");
    }),
    fault("stale_locks", |server| server.redis.run(&["SET", "rq:clean_registries:q", "1", "EX", "200"])),
    fault("listening", |server| worker(server, "deaf", "3.0.0", "q", 5)),
    fault("stale_workers", |server| worker(server, "silent", "3.0.0", "q", 500)),
    fault("wrong_types", |server| server.redis.run(&["SET", "rq:workers:q", "x"])),
    fault("dead_workers", |server| server.redis.run(&["SADD", "rq:workers", "rq:worker:gone"])),
    beside(&["listening"], fault("versions", |server| worker(server, "old", "1.16.2", "q", 5))),
    beside(&["listening"], fault("clocks", |server| worker(server, "fast", "3.0.0", "q", -300))),
    fault("stamps", |server| {
        let (enqueued, started) = (text(now(server) - 60), text(now(server) - 180));
        let times = ["status", "finished", "enqueued_at", &enqueued, "started_at", &started];
        job(server, "early", &times);
        entry(server, "finished", 500, "early");
    }),
    fault("orphans", |server| entry(server, "failed", 86_400, "ghost")),
    fault("orphaned_keys", |server| server.redis.run(&["XADD", "rq:results:departed", "1-0", "type", "1"])),
    fault("held", |server| {
        job(server, "aside", &[]);
        let (at, held) = (text(now(server) - 600), text(now(server) - 200_000));
        let kept = format!(
            r#"{{"place":"queue","score":null,"position":0,"status":"queued","enqueued_at":"{at}","held_at":"{held}","reason":"hold"}}"#
        );
        server.redis.run(&["HSET", "rq:rqctl:held:q", "aside", &kept]);
    }),
    fault("slots", |server| {
        server.redis.run(&["SADD", "rq:rl-keys", "smtp"]);
        server.redis.run(&["HSET", "rq:rl:smtp", "concurrency", "1"]);
        server.redis.run(&["ZADD", "rq:rl:smtp:allowed", "1", "ended"]);
    }),
    Fault { version: "2.0.0", ..fault("groups", |server| server.redis.run(&["SADD", "rq:groups", "empty"])) },
    fault("cron_doubled", |server| {
        let jobs = r#"[{"func_name": "a.b", "name": "nightly", "queue_name": "q", "cron": "0 3 * * *"}]"#;
        for name in ["app-1:811:9c2f1e", "app-2:790:41d0aa"] {
            server.redis.run(&["ZADD", "rq:cron_schedulers", &now(server).to_string(), name]);
            server.redis.run(&["HSET", &format!("rq:cron_scheduler:{name}"), "cron_jobs", jobs]);
        }
    }),
    fault("results_kept", |server| {
        let score = (now(server) + 86_400).to_string();
        many(server, |n| {
            let (key, id) = (format!("rq:job:kept-{n}"), format!("kept-{n}"));
            vec![
                words(&[
                    "HSET",
                    &key,
                    "status",
                    "failed",
                    "data",
                    "x",
                    "origin",
                    "q",
                    "failure_ttl",
                    "86400",
                ]),
                words(&["EXPIRE", &key, "86400"]),
                words(&["ZADD", "rq:failed:q", &score, &id]),
                words(&["XADD", &format!("rq:results:{id}"), "1-0", "type", "2"]),
            ]
        });
    }),
    fault("canceled_kept", |server| {
        let score = (now(server) - 86_400).to_string();
        many(server, |n| {
            let id = format!("canceled-{n}");
            let key = format!("rq:job:{id}");
            vec![
                words(&["HSET", &key, "status", "canceled", "data", "x", "origin", "q"]),
                words(&["ZADD", "rq:canceled:q", &score, &id]),
            ]
        });
    }),
    fault("failed_kept", |server| {
        let score = (now(server) + 31_500_000).to_string();
        many(server, |n| {
            let id = format!("failed-{n}");
            let key = format!("rq:job:{id}");
            vec![
                words(&["HSET", &key, "status", "failed", "data", "x", "origin", "q"]),
                words(&["EXPIRE", &key, "31500000"]),
                words(&["ZADD", "rq:failed:q", &score, &id]),
            ]
        });
    }),
    fault("large_jobs", |server| {
        let large = "x".repeat(2 << 20);
        job(server, "large", &["status", "finished", "data", &large]);
        entry(server, "finished", 500, "large");
    }),
    fault("suspended", |server| server.redis.run(&["SET", "rq:suspended", "1"])),
];
