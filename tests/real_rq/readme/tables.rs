//! Tables of the documents that the code has too.

use harness::root;
use rqctl::{
    cli::exit,
    ops::{doctor, maintenance::task::TASKS},
};

use super::document::Document;

fn rows(name: &str, heading: &str) -> Vec<Vec<String>> {
    let document = Document::read(&root().join(name));
    let lines = document.lines.iter().skip_while(|line| !line.starts_with(heading)).skip(2);
    let rows = lines.take_while(|line| line.starts_with('|'));
    rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

#[test]
fn the_table_of_maintenance_tasks_is_that_of_the_code() {
    let told = rows("README.md", "| task |");
    let rq = |rq: Option<&str>| rq.map_or("on request".to_owned(), |rq| format!("`{rq}`"));
    let known: Vec<Vec<String>> = TASKS
        .iter()
        .map(|task| vec![format!("`{}`", task.name), task.what.to_owned(), rq(task.rq_equivalent)])
        .collect();
    assert_eq!(told, known);
}

/// What `make test` and `make matrix` run on, and nothing else, is called tested.
#[test]
fn the_versions_are_those_that_tests_run_on() {
    let rows = rows("README.md", "| | tested |");
    let told = |program: &str| {
        let rows = rows.iter().filter(|row| row[0] == program);
        rows.flat_map(|row| row[1].split(", ").map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(told("RQ"), harness::VERSIONS);
    let matrix = std::fs::read_to_string(harness::support("matrix")).expect("the matrix can be read");
    let servers = matrix.lines().find_map(|line| line.strip_prefix("for server in ")?.strip_suffix("; do"));
    let known = ["redis-7.0"].into_iter().chain(servers.expect("servers").split(' '));
    let (valkey, redis): (Vec<&str>, Vec<&str>) = known.partition(|server| server.starts_with("valkey-"));
    assert_eq!(told("Redis"), redis.iter().map(|s| s.trim_start_matches("redis-")).collect::<Vec<_>>());
    assert_eq!(told("Valkey"), valkey.iter().map(|s| s.trim_start_matches("valkey-")).collect::<Vec<_>>());
}

#[test]
fn the_table_of_exit_codes_is_that_of_the_code() {
    let told = rows("README.md", "| exit code |");
    let known: Vec<Vec<String>> =
        exit::TABLE.iter().map(|(exit, what)| vec![(*exit as u8).to_string(), (*what).to_owned()]).collect();
    assert_eq!(told, known);
}

#[test]
fn the_table_of_checks_is_that_of_the_code() {
    let told = rows("README.md", "| check |");
    let quick = |quick: bool| if quick { "yes" } else { "" };
    let known: Vec<Vec<String>> = doctor::checks()
        .map(|check| {
            let name = format!("`{}`", check.name);
            let quick = quick(check.judge.quick().is_some());
            [&name, check.severity.name(), quick, check.meaning].map(str::to_owned).to_vec()
        })
        .collect();
    assert_eq!(told, known);
}
