//! By difference: RQ's maintenance and rqctl's work on two copies of a random state that RQ made, and leave the same,
//! but for the lines of `DIFFERENCES.md`.

use std::collections::{BTreeMap, BTreeSet};

use harness::{Dump, Near, Rq, Server, Stored, scale};
use regex_lite::Regex;
use serde_json::json;

use crate::acting::wanted;

/// What every RQ since 2.2 makes and cleans in the same way.
const COMMON: [&str; 9] =
    ["abandoned", "running", "ghost", "expired", "stuck", "nameless", "dead", "grouped", "waiting"];
/// What RQ 3.0 makes, and cleans as rqctl does: with what only it makes, or cleans so.
pub const EVERYTHING: [&str; 12] = [
    "abandoned",
    "running",
    "ghost",
    "expired",
    "stuck",
    "nameless",
    "dead",
    "grouped",
    "waiting",
    "left_over",
    "ready",
    "limited",
];

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

    fn compare(&mut self, maker: &mut Rq, seed: usize, kinds: &[&str], wanted: &[Regex]) {
        self.before.redis.run(&["FLUSHALL"]);
        maker.call("age", json!({"seed": seed, "count": 25, "kinds": kinds}));
        self.before.redis.clone_to(&self.theirs.redis);
        self.before.redis.clone_to(&self.ours.redis);
        self.rq.call("maintain", json!({"task": "all", "queues": QUEUES, "name": "theirs"}));
        let run =
            self.ours.rqctl(&["maintenance", "run", "--no-lock", "--stuck", "fail", "-o", "jsonl"]).run();
        run.ok();
        let before = self.before.redis.dump();
        let theirs = settled(&self.theirs.redis.dump(), &before);
        let ours = settled(&self.ours.redis.dump(), &before);
        let found: Vec<String> = theirs
            .differences(&ours, Near::SECONDS)
            .into_iter()
            .filter(|line| !wanted.iter().any(|pattern| pattern.is_match(line)) || loses_a_job(line, &ours))
            .collect();
        assert!(found.is_empty(), "seed {seed}: {}\n{}", run.raw(), found.join("\n"));
        let again = self.ours.redis.dump();
        let run = self.ours.rqctl(&["maintenance", "run", "--no-lock", "--stuck", "fail"]).run();
        assert_eq!(run.ok(), "", "a second pass finds nothing");
        again.assert_same(&self.ours.redis.dump(), Near { seconds: 1.0 });
    }
}

fn compare(version: &str, kinds: &[&str], usual: usize, soak: usize) {
    let mut pair = Pair::new(version);
    let mut maker = Rq::start(version, &pair.before);
    let wanted = wanted("maintenance");
    for seed in 0..scale(usual, soak) {
        pair.compare(&mut maker, seed, kinds, &wanted);
    }
}

#[test]
fn a_pass_leaves_what_rq_3_leaves() {
    compare("3.0.0", &EVERYTHING, 20, 600);
}

#[test]
fn a_pass_leaves_what_rq_2_leaves_where_the_versions_agree() {
    compare("2.12.0", &COMMON, 10, 200);
    compare("2.6.1", &COMMON, 10, 200);
}
