//! Verbs by difference: real RQ and rqctl do the same to two copies of a state that real RQ made, and leave the
//! same, but for the lines of `DIFFERENCES.md`.

use harness::{Near, Rq, Server, states};
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
    let placeholders = [
        ("ANY", r".*"),
        ("OTHER", r"\S+"),
        ("ID", r"\S+"),
        ("NAME", r"`.*`"),
        ("''", "``"),
        ("N", r"\d+"),
        ("Q", r"\S+"),
    ];
    let escape = |text: &str| {
        text.chars()
            .map(|c| if c.is_alphanumeric() || c == ' ' { c.to_string() } else { format!("\\{c}") })
            .collect::<String>()
    };
    let name = Regex::new(r"\b(ANY|OTHER|ID|NAME|N|Q)\b|''").expect("a regex");
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

    /// Where RQ acts on the job, rqctl does and leaves the same; where RQ raises, rqctl writes nothing. Only jobs
    /// whose IDs begin like one of `ids`.
    fn compare(&mut self, ids: &[&str], verb: &str, flags: &[&str], call: &str, options: Value) {
        let wanted = wanted(verb);
        let (mut done, mut found) = (0, Vec::new());
        let meant = |id: &String| ids.iter().any(|prefix| id.starts_with(prefix));
        for id in self.ids.clone().into_iter().filter(meant) {
            self.renew();
            let mut with = options.clone();
            with["id"] = json!(id);
            let theirs = self.rq.try_call(call, with);
            let run = self.ours.rqctl(&["jobs", verb, &id]).args(flags).run();
            if theirs.is_err() {
                assert_ne!(run.code, Some(4), "{}", run.raw());
                self.frozen.redis.dump().assert_same(&self.ours.redis.dump(), Near::SECONDS);
                continue;
            }
            done += 1;
            let differences = self.differences();
            let unwanted = differences.iter().filter(|line| !wanted.iter().any(|row| row.is_match(line)));
            let unwanted: Vec<String> = unwanted.map(|line| format!("  {line}\n")).collect();
            if !unwanted.is_empty() {
                found.push(format!("{}{}", run.raw(), unwanted.concat()));
            }
        }
        assert!(found.is_empty(), "{}", found.concat());
        assert!(done > 0, "RQ did it to some job");
    }
}

#[test]
fn a_row_of_the_table_is_a_pattern() {
    let row = pattern("rq:job:ID: TTL N s against none");
    assert!(row.is_match("rq:job:a-b: TTL 12 s against none"));
    assert!(!row.is_match("rq:job:a-b: TTL 12 s against 5 s"));
}

const ALL: &[&str] = &[""];

#[test]
fn requeue_leaves_what_rq_leaves() {
    for version in ["1.16.2", "2.12.0"] {
        Pair::of_a_rich_state(version).compare(
            &["failed", "stopped", "canceled"],
            "requeue",
            &[],
            "requeue",
            json!({}),
        );
    }
    let mut pair = Pair::of_a_rich_state("3.0.0");
    pair.compare(ALL, "requeue", &[], "requeue", json!({}));
    pair.compare(&["failed"], "requeue", &["--at-front"], "requeue", json!({"at_front": true}));
}

#[test]
fn cancel_leaves_what_rq_leaves() {
    let mut pair = Pair::of_a_rich_state("3.0.0");
    pair.compare(ALL, "cancel", &["--force"], "cancel", json!({}));
    let forget = ["--force", "--remove-from-dependencies"];
    pair.compare(
        &["deferred", "ready"],
        "cancel",
        &forget,
        "cancel",
        json!({"remove_from_dependencies": true}),
    );
}

#[test]
fn cancel_lets_dependents_go_on_as_rq_does() {
    let mut pair = Pair::of_a_rich_state("3.0.0");
    let go_on = ["--force", "--enqueue-dependents"];
    let parents = ["deferred", "failed", "finished", "queued", "running", "limited"];
    pair.compare(&parents, "cancel", &go_on, "cancel", json!({"enqueue_dependents": true}));
    // RQ refuses one that is canceled; ours goes on with what an interrupted run left.
    pair.renew();
    pair.ours.rqctl(&["jobs", "cancel", "canceled"]).args(&go_on).run().exits(0);
    assert_eq!(pair.ours.redis.field("rq:job:deferred-canceled-parent", "status").as_deref(), Some("queued"));
}

#[test]
fn delete_leaves_what_rq_leaves() {
    let mut pair = Pair::of_a_rich_state("3.0.0");
    pair.compare(ALL, "delete", &["--force"], "delete", json!({}));
}
