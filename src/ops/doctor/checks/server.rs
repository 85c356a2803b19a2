//! The server that RQ lives in, and whether it is the one that was meant.

use crate::{
    ops::doctor::{
        check::{Check, Judge},
        deep::{Again, Around, Deep, Fault, Sight, Told},
        parts::{Part, Sees},
        sentence::Sentence,
        verdict::{Blind, Fix, Scene, Severity, Trouble, Typed, Verdict},
    },
    rq::{
        fields::Needs,
        fleet::{Seen, Server},
    },
};

pub static CHECKS: &[Check] = &[
    Check {
        name: "memory_limit",
        severity: Severity::Fail,
        noun: "",
        meaning: "Redis has nearly used up its memory: then nothing can be enqueued, or keys are dropped",
        judge: Judge::Fleet(memory_limit),
    },
    Check {
        name: "eviction",
        severity: Severity::Fail,
        noun: "",
        meaning: "when its memory is full, Redis drops keys that RQ needs",
        judge: Judge::Fleet(eviction),
    },
    Check {
        name: "persistence",
        severity: Severity::Warn,
        noun: "",
        meaning: "Redis keeps nothing on disk: when it ends, all jobs are gone",
        judge: Judge::Pass(&Deep {
            sees: Sees::of(&[Part::Config]),
            needs: Needs::NONE,
            judge: unsaved,
            again: Again::No,
            tell: |tally, _| {
                let says = "neither snapshots nor an append-only file: when Redis ends, all jobs are gone";
                let fix = "let whoever runs Redis set appendonly yes, or save";
                (tally.count > 0).then(|| Told::new(says.into(), Fix::Do(fix.into())))
            },
        }),
    },
    Check {
        name: "suspended",
        severity: Severity::Warn,
        noun: "",
        meaning: "RQ is suspended: workers take no new job",
        judge: Judge::Fleet(suspended),
    },
    Check {
        name: "replica",
        severity: Severity::Warn,
        noun: "",
        meaning: "this is a replica: what it shows lags behind, and nothing can be changed here",
        judge: Judge::Fleet(replica),
    },
    Check {
        name: "cluster",
        severity: Severity::Warn,
        noun: "",
        meaning: "RQ's keys are spread over a cluster, and one node shows only its own",
        judge: Judge::Fleet(cluster),
    },
    Check {
        name: "empty_database",
        severity: Severity::Warn,
        noun: "",
        meaning: "RQ has nothing in this database, and something in another one",
        judge: Judge::Fleet(empty_database),
    },
    Check {
        name: "url_from_app",
        severity: Severity::Warn,
        noun: "",
        meaning: "the server was named by a variable of the application, and RQ has nothing there",
        judge: Judge::Fleet(url_from_app),
    },
];

fn trouble(milder: Option<Severity>, says: Sentence, fix: Fix) -> Verdict {
    Verdict::Trouble(Trouble { milder, count: 1, samples: Vec::new(), says, fix })
}

/// Judges what `INFO` says.
fn of_server(scene: &Scene, judge: impl Fn(&Server) -> Verdict) -> Verdict {
    match &scene.fleet.server {
        Seen::Is(server) => judge(server),
        Seen::Hidden => Verdict::Blind(Blind::Acl("+info".to_owned())),
    }
}

fn memory_limit(scene: &Scene) -> Verdict {
    of_server(scene, |server| {
        let (used, max) = (server.used_memory as f64, server.max_memory as f64);
        let milder = match used / max {
            _ if server.max_memory == 0 => return Verdict::Fine,
            share if share >= 0.99 => None,
            share if share >= 0.9 => Some(Severity::Warn),
            _ => return Verdict::Fine,
        };
        let says =
            Sentence::new().bytes(server.used_memory).text(" of ").bytes(server.max_memory).text(" used");
        let says = match server.eviction.as_str() {
            "noeviction" => says.text("; at the limit nothing can be enqueued"),
            policy => says.text(format!("; at the limit Redis drops keys ({policy})")),
        };
        trouble(milder, says, Fix::Type(Typed::read("doctor").option("--only", "memory")))
    })
}

fn eviction(scene: &Scene) -> Verdict {
    of_server(scene, |server| {
        // Without a limit nothing is ever evicted.
        let (milder, dropped) = match server.eviction.as_str() {
            _ if server.max_memory == 0 => return Verdict::Fine,
            "" | "noeviction" => return Verdict::Fine,
            policy if policy.starts_with("allkeys") => (None, "any key, queues and jobs too"),
            _ => (Some(Severity::Warn), "workers, locks and finished jobs"),
        };
        let says =
            Sentence::new().text(format!("{}: when memory is full Redis drops {dropped}", server.eviction));
        trouble(milder, says, Fix::Do("let whoever runs Redis set maxmemory-policy noeviction".into()))
    })
}

fn unsaved(sight: &Sight, around: &Around) -> Option<Fault> {
    let Sight::Saves(saves) = sight else { return None };
    let Seen::Is(server) = &around.scene.fleet.server else { return None };
    (saves.is_empty() && !server.appends).then(|| Fault::named(b"", "unsaved"))
}

fn suspended(scene: &Scene) -> Verdict {
    let suspension = match scene.fleet.suspended {
        Seen::Is(None) => return Verdict::Fine,
        Seen::Is(Some(suspension)) => suspension,
        Seen::Hidden => return Verdict::Blind(Blind::to_keys(scene.prefix)),
    };
    let says = Sentence::new().text("RQ is suspended, workers take no new job ");
    let says = match suspension.until {
        Some(until) => says.text("until ").moment(until.0),
        None => says.text("until somebody resumes"),
    };
    trouble(None, says, Fix::Type(Typed::act("workers resume")))
}

fn replica(scene: &Scene) -> Verdict {
    of_server(scene, |server| {
        if server.role != "slave" {
            return Verdict::Fine;
        }
        let says = Sentence::from("this is a replica: it lags behind, and nothing can be changed here");
        let fix = match &server.master {
            Some(master) => format!("name its master with -u: {master}"),
            None => "name its master with -u".to_owned(),
        };
        trouble(None, says, Fix::Do(Sentence::new().text(fix)))
    })
}

fn cluster(scene: &Scene) -> Verdict {
    of_server(scene, |server| {
        if !server.cluster || scene.hash_tag {
            return Verdict::Fine;
        }
        let says = Sentence::from("a node of a cluster: it shows only the keys that it holds itself");
        trouble(None, says, Fix::Do("RQ needs a key prefix with a hash tag there, such as {rq}".into()))
    })
}

fn empty_database(scene: &Scene) -> Verdict {
    match scene.databases_with_rq.iter().find(|db| **db != scene.db) {
        Some(other) if scene.fleet.is_empty() => {
            let says = format!("database {} holds nothing of RQ, database {other} does", scene.db);
            trouble(None, Sentence::new().text(says), Fix::Database(*other))
        }
        _ => Verdict::Fine,
    }
}

fn url_from_app(scene: &Scene) -> Verdict {
    // Where RQ is, the application and RQ mean the same server.
    if !scene.fleet.is_empty() || !scene.url_from.starts_with("REDIS_") {
        return Verdict::Fine;
    }
    let says = Sentence::new()
        .text(format!("the server was named by {}, and RQ has nothing there", scene.url_from))
        .text(": it may be the application's cache");
    trouble(None, says, Fix::Do("name RQ's server with -u or RQCTL_URL".into()))
}
