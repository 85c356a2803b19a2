//! Verbs by difference: real RQ and rqctl do the same to two copies of a state that real RQ made, and leave the
//! same, but for the lines of `DIFFERENCES.md`.

use harness::{Dump, Near, Rq, Server, states};
use regex_lite::Regex;
use serde_json::{Value, json};

/// The wanted differences of one verb, as patterns over the lines that a comparison gives.
pub fn wanted(verb: &str) -> Vec<Regex> {
    let table = std::fs::read_to_string(harness::root().join("DIFFERENCES.md")).expect("the table is there");
    let rows = table.lines().filter_map(|line| {
        let mut cells = line.trim_matches('|').split(" | ");
        (cells.next()?.trim() == verb).then_some(cells.next()?)
    });
    let patterns: Vec<Regex> = rows.map(|cell| pattern(cell.trim().trim_matches('`'))).collect();
    assert!(!patterns.is_empty(), "DIFFERENCES.md knows {verb}");
    patterns
}

fn pattern(difference: &str) -> Regex {
    let placeholders =
        [("OTHER", r"\S+"), ("ID", r"\S+"), ("NAME", r"`.*`"), ("''", "``"), ("N", r"\d+"), ("Q", r"\S+")];
    let escape = |text: &str| {
        text.chars()
            .map(|c| if c.is_alphanumeric() || c == ' ' { c.to_string() } else { format!("\\{c}") })
            .collect::<String>()
    };
    let name = Regex::new(r"\b(OTHER|ID|NAME|N|Q)\b|''").expect("a regex");
    let (mut regex, mut from) = (String::new(), 0);
    for found in name.find_iter(difference) {
        regex += &escape(&difference[from..found.start()]);
        regex
            .extend(placeholders.iter().filter(|(name, _)| *name == found.as_str()).map(|(_, regex)| *regex));
        from = found.end();
    }
    Regex::new(&format!("^{regex}{}$", escape(&difference[from..]))).expect("a row is a pattern")
}

/// Two copies of one state, and an RQ that acts on the first.
struct Pair {
    frozen: Server,
    theirs: Server,
    ours: Server,
    rq: Rq,
    ids: Vec<String>,
}

impl Pair {
    fn of_a_rich_state(version: &str) -> Pair {
        let (source, frozen) = (Server::start(), Server::start());
        let rich = states::rich(version, &source);
        source.redis.clone_to(&frozen.redis);
        let (theirs, ours) = (Server::start(), Server::start());
        let rq = Rq::start(version, &theirs);
        Pair { frozen, theirs, ours, rq, ids: rich.statuses.into_keys().collect() }
    }

    fn renew(&self) {
        self.frozen.redis.clone_to(&self.theirs.redis);
        self.frozen.redis.clone_to(&self.ours.redis);
    }

    fn differences(&self) -> Vec<String> {
        self.theirs.redis.dump().differences(&self.ours.redis.dump(), Near::SECONDS)
    }

    /// Where RQ acts on the job, rqctl does and leaves the same; where RQ raises, rqctl writes nothing.
    fn compare(&mut self, verb: &str, flags: &[&str], call: &str, options: Value) {
        let wanted = wanted(verb);
        let mut done = 0;
        for id in self.ids.clone() {
            self.renew();
            let mut with = options.clone();
            with["id"] = json!(id);
            let theirs = self.rq.try_call(call, with);
            let run = self.ours.rqctl(&["jobs", verb, &id]).args(flags).run();
            let before: Dump = self.frozen.redis.dump();
            if theirs.is_err() {
                assert_ne!(run.code, Some(4), "{}", run.raw());
                before.assert_same(&self.ours.redis.dump(), Near::SECONDS);
                continue;
            }
            done += 1;
            let found: Vec<String> = self
                .differences()
                .into_iter()
                .filter(|line| !wanted.iter().any(|pattern| pattern.is_match(line)))
                .collect();
            assert!(found.is_empty(), "{}{}", run.raw(), found.join("\n"));
        }
        assert!(done > 0, "RQ did it to some job");
    }
}

#[test]
fn a_row_of_the_table_is_a_pattern() {
    let row = pattern("rq:job:ID: TTL N s against none");
    assert!(row.is_match("rq:job:a-b: TTL 12 s against none"));
    assert!(!row.is_match("rq:job:a-b: TTL 12 s against 5 s"));
}

#[test]
fn requeue_leaves_what_rq_leaves() {
    for version in ["1.16.2", "2.12.0", "3.0.0"] {
        let mut pair = Pair::of_a_rich_state(version);
        pair.compare("requeue", &[], "requeue", json!({}));
        pair.compare("requeue", &["--at-front"], "requeue", json!({"at_front": true}));
    }
}
