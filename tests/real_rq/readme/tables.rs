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
