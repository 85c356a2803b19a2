//! By difference: RQ's maintenance and rqctl's work on two copies of a random state that RQ made, and leave the same,
//! but for the lines of `DIFFERENCES.md`.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};

use harness::{Dump, KeyDump, Near, Rq, Server, Stored, scale};
use regex_lite::Regex;
use serde_json::json;

use super::ingredients::{ALL, OF_EVERY_VERSION, ingredients};
use crate::acting::wanted;

/// What every RQ since 2.2 makes and cleans in the same way.
pub const COMMON: [&str; 11] = [
    "abandoned",
    "running",
    "ghost",
    "expired",
    "stuck",
    "nameless",
    "dead",
    "grouped",
    "waiting",
    "twice",
    "called",
];
/// What RQ 3.0 makes, and cleans as rqctl does: with what only it makes, or cleans so.
pub const EVERYTHING: [&str; 14] = [
    "abandoned",
    "running",
    "ghost",
    "expired",
    "stuck",
    "nameless",
    "dead",
    "grouped",
    "waiting",
    "twice",
    "called",
    "left_over",
    "ready",
    "limited",
];

/// What the IDs of jobs begin with that rqctl leaves to others: they run beside an execution of their own that is
/// over, or only Python can call them back. RQ settles them.
const LEFT: [&[u8]; 2] = [b"twice-", b"called-"];

/// Two parts of a state: what is told of jobs that are left, and all the rest.
fn parted(dump: &Dump) -> (Dump, Dump) {
    let names = |text: &[u8]| LEFT.iter().any(|id| text.windows(id.len()).any(|at| at == *id));
    let part = |left: bool| {
        let is = |text: &Vec<u8>| names(text) == left;
        let keep = |(key, dump): (&Vec<u8>, &KeyDump)| {
            let mut dump = dump.clone();
            let any = match &mut dump.value {
                _ if names(key) => left,
                Stored::List(ids) => {
                    ids.retain(is);
                    !ids.is_empty()
                }
                Stored::Set(ids) => {
                    ids.retain(is);
                    !ids.is_empty()
                }
                Stored::Zset(ids) => {
                    ids.retain(|id, _| is(id));
                    !ids.is_empty()
                }
                _ => !left,
            };
            any.then(|| (key.clone(), dump))
        };
        Dump(dump.0.iter().filter_map(keep).collect())
    };
    (part(true), part(false))
}

const QUEUES: [&str; 2] = ["q0", "q1"];

/// Jobs that one pass queues come in an order of their own: which of them is first depends on the order in which
/// registries are worked off. Those that waited before keep theirs.
pub fn settled(dump: &Dump, before: &Dump) -> Dump {
    let waited: BTreeMap<&Vec<u8>, BTreeSet<&Vec<u8>>> = before
        .0
        .iter()
        .filter_map(|(key, dump)| match &dump.value {
            Stored::List(ids) => Some((key, ids.iter().collect())),
            _ => None,
        })
        .collect();
    let mut settled = dump.clone();
    for (key, dump) in &mut settled.0 {
        let Stored::List(ids) = &mut dump.value else { continue };
        let none = BTreeSet::new();
        let old = waited.get(key).unwrap_or(&none);
        let first = ids.iter().position(|id| old.contains(id)).unwrap_or(0);
        let last = ids.iter().rposition(|id| old.contains(id)).map_or(first, |at| at + 1);
        ids[..first].sort();
        ids[last..].sort();
    }
    settled
}

/// Registries of which nothing is left are compared entry by entry too.
fn with_empty_ones(mut dump: Dump, other: &Dump) -> Dump {
    for (key, theirs) in &other.0 {
        if let Stored::Zset(_) = theirs.value {
            let empty = KeyDump { value: Stored::Zset(BTreeMap::new()), ..theirs.clone() };
            dump.0.entry(key.clone()).or_insert(empty);
        }
    }
    dump
}

/// Whether the job of a failed entry that only RQ leaves is still there: then the entry must be too.
fn loses_a_job(line: &str, ours: &Dump) -> bool {
    let entry = line.strip_prefix("rq:failed:").and_then(|rest| rest.split([' ', ':']).nth(1));
    entry.is_some_and(|id| ours.get(format!("rq:job:{id}")).is_some())
}

struct Pair {
    before: Server,
    theirs: Server,
    ours: Server,
    rq: Rq,
}

impl Pair {
    fn new(version: &str) -> Pair {
        let (before, theirs, ours) = (Server::start(), Server::start(), Server::start());
        let rq = Rq::start(version, &theirs);
        Pair { before, theirs, ours, rq }
    }

    /// The state that was compared.
    fn compare(&mut self, maker: &mut Rq, seed: usize, kinds: &[&str], wanted: &[Regex]) -> Dump {
        self.before.redis.run(&["FLUSHALL"]);
        maker.call("age", json!({"seed": seed, "count": 45, "kinds": kinds}));
        let begun = Instant::now();
        let near = || Near { seconds: 2.0 + begun.elapsed().as_secs_f64() };
        self.before.redis.clone_to(&self.theirs.redis);
        self.before.redis.clone_to(&self.ours.redis);
        self.rq.call("maintain", json!({"task": "all", "queues": QUEUES, "name": "theirs"}));
        if self.rq.since(3, 0) {
            // RQ comes to stuck jobs last: a limit that nobody uses behind them would stay until its next pass.
            self.rq.maintain("rate-limits", &QUEUES);
        }
        let run =
            self.ours.rqctl(&["maintenance", "run", "--no-lock", "--stuck", "fail", "-o", "jsonl"]).run();
        run.ok();
        let before = self.before.redis.dump();
        let (left, ours) = parted(&settled(&self.ours.redis.dump(), &before));
        parted(&before).0.assert_same(&left, near());
        let (_, theirs) = parted(&settled(&self.theirs.redis.dump(), &before));
        let ours = with_empty_ones(ours, &theirs);
        let found: Vec<String> = theirs
            .differences(&ours, near())
            .into_iter()
            .filter(|line| !wanted.iter().any(|pattern| pattern.is_match(line)) || loses_a_job(line, &ours))
            .collect();
        assert!(found.is_empty(), "seed {seed}: {}\n{}", run.raw(), found.join("\n"));
        let again = self.ours.redis.dump();
        let run = self.ours.rqctl(&["maintenance", "run", "--no-lock", "--stuck", "fail"]).run();
        assert_eq!(run.ok(), "", "a second pass finds nothing");
        again.assert_same(&self.ours.redis.dump(), near());
        before
    }
}

fn compare(version: &str, kinds: &[&str], expected: &[&str], usual: usize, soak: usize) {
    let mut pair = Pair::new(version);
    let mut maker = Rq::start(version, &pair.before);
    let (wanted, mut met) = (wanted("maintenance"), BTreeSet::new());
    for seed in 0..scale(usual, soak) {
        met.extend(ingredients(&pair.compare(&mut maker, seed, kinds, &wanted)));
    }
    let missed: Vec<_> = expected.iter().filter(|what| !met.contains(**what)).collect();
    assert!(missed.is_empty(), "no state had {missed:?}");
}

#[test]
fn a_pass_leaves_what_rq_3_leaves() {
    compare("3.0.0", &EVERYTHING, &ALL, 12, 600);
}

#[test]
fn a_pass_leaves_what_rq_2_leaves_where_the_versions_agree() {
    compare("2.12.0", &COMMON, &OF_EVERY_VERSION, 8, 200);
    compare("2.6.1", &COMMON, &OF_EVERY_VERSION, 8, 200);
}

#[test]
fn a_job_whose_callback_is_ignored_ends_as_rq_ends_it() {
    for version in ["2.12.0", "3.0.0"] {
        let (ours, theirs) = (Server::start(), Server::start());
        let mut rq = Rq::start(version, &theirs);
        rq.call("age", json!({"seed": 1, "count": 20, "kinds": ["called"]}));
        theirs.redis.clone_to(&ours.redis);
        let before = ours.redis.dump();
        rq.call("maintain", json!({"task": "all", "queues": QUEUES, "name": "theirs"}));
        ours.rqctl(&["maintenance", "run", "--no-lock", "--ignore-callbacks"]).run().ok();
        let [ours, theirs] = [ours, theirs].map(|server| settled(&server.redis.dump(), &before));
        assert!(theirs.get("test:called").is_some(), "RQ calls back");
        let wanted = wanted("maintenance");
        let mut found = theirs.without("test:called").differences(&ours, Near { seconds: 10.0 });
        found.retain(|line| !wanted.iter().any(|pattern| pattern.is_match(line)));
        assert!(found.is_empty(), "{version}\n{}", found.join("\n"));
    }
}
