//! Options of other tools, in our words.

use clap::ValueEnum;

use crate::{
    cli::{
        filter,
        global::Output,
        habits::{
            times,
            words::{SPANS, STATES},
        },
    },
    store::conn::Address,
};

/// A command line under construction.
pub struct Meant {
    pub words: Vec<String>,
    /// Of the environment.
    pub address: Option<Address>,
    pub watch: bool,
}

/// Verbs that only look: what may be run again and again.
const LOOKS: [&str; 5] = ["list", "show", "count", "tree", "tasks"];

/// Formats that are typed as an option of their own.
const FORMATS: [&str; 7] = ["table", "wide", "json", "jsonl", "csv", "ids", "yaml"];

impl Meant {
    /// Adds the command, and puts all options into our words.
    pub fn flags(&mut self, command: &[String]) {
        let typed: Vec<String> = self.words.drain(..).chain(command.iter().cloned()).collect();
        let (noun, verb) = (first(command, 0), first(command, 1));
        let bulk = noun == "jobs";
        let looks = ["status", "doctor", "registry"].contains(&noun) || LOOKS.contains(&verb);
        let mut at_command = false;
        let mut place = None;
        let mut words = typed.iter().peekable();
        while let Some(word) = words.next() {
            at_command |= !word.starts_with('-') && command.contains(word);
            let (name, glued) = match word.split_once('=').filter(|_| word.starts_with("--")) {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (word.as_str(), None),
            };
            if let Some((_, usual)) = SPANS.iter().find(|(span, _)| *span == name) {
                let mut value = glued.or_else(|| words.next().cloned()).unwrap_or_default();
                while words.peek().is_some_and(|word| times::goes_on(word)) {
                    value += &format!(" {}", words.next().map(String::as_str).unwrap_or_default());
                }
                let name = if name == "--timeout" { "--wait" } else { name };
                self.option(name, times::span(&value, *usual).unwrap_or(value));
                continue;
            }
            let mut value = || glued.clone().or_else(|| words.next().cloned()).unwrap_or_default();
            match name {
                "-o" | "--output" | "--format" => self.option("-o", output(&value())),
                _ if FORMATS.contains(&name.trim_start_matches('-')) && name.starts_with('-') => {
                    self.option("-o", output(name.trim_start_matches('-')));
                }
                "--no-color" | "--no-colour" => self.option("--color", "never".to_owned()),
                "-n" if !at_command => self.database(&value()),
                "--db" => self.database(&value()),
                "--host" | "-p" | "--port" if !at_command => {
                    let place = place.get_or_insert(("localhost".to_owned(), "6379".to_owned()));
                    *(if name == "--host" { &mut place.0 } else { &mut place.1 }) = value();
                }
                "-n" | "--tail" | "--head" | "--max" | "-c" => self.option("--limit", value()),
                "-A" | "--all-namespaces" => {}
                "-w" | "--watch" | "-f" | "--follow" => self.watch = looks,
                "-a" | "--all" if bulk => {
                    let queue = words.next_if(|next| !next.starts_with('-') && at_command);
                    self.everything(&typed, queue.map_or("*", String::as_str));
                }
                "-s" | "-S" | "--status" | "--state" if bulk => self.option("-s", states(&value())),
                "--function" => self.option("--func", value()),
                "-Q" => self.option("-q", value()),
                "--group-by" if verb == "count" => self.option("--by", value()),
                "--sort-by" | "--sort" => self.option("--sort", order(value())),
                "--force" if noun == "queues" && verb == "delete" => {
                    self.words.push("--with-jobs".to_owned())
                }
                "-9" | "-KILL" | "-TERM" if noun == "workers" => {}
                // A plan is what it prints by itself.
                "--dry-run" | "--plan" if noun == "migrate-ids" => {}
                "--dry-run" if self.words.contains(word) => {}
                "--dry-run" => self.words.push("--dry-run".to_owned()),
                _ => self.words.push(word.clone()),
            }
        }
        if let Some((host, port)) = place {
            self.words.splice(0..0, ["-u".to_owned(), format!("redis://{host}:{port}/0")]);
        }
    }

    fn option(&mut self, name: &str, value: String) {
        self.words.extend([name.to_owned(), value]);
    }

    /// redis-cli's `-n 1`.
    fn database(&mut self, number: &str) {
        if let (Some(mut address), Ok(db)) = (self.address.clone(), number.parse()) {
            address.db = db;
            self.option("-u", address.argument());
        }
    }

    /// All jobs of a verb are `-q '*'`, or those of the queue that is named; what is deleted must be said.
    fn everything(&mut self, typed: &[String], queue: &str) {
        let has = |names: &[&str]| typed.iter().any(|word| names.iter().any(|name| word.starts_with(name)));
        if !has(&["-q", "--queue"]) {
            self.option("-q", queue.to_owned());
        }
        if has(&["delete"]) && !has(&["-s", "--status", "--state"]) {
            self.option("-s", "failed".to_owned());
        }
    }
}

fn first(command: &[String], at: usize) -> &str {
    command.get(at).map(String::as_str).unwrap_or_default()
}

/// A format of ours that says as much.
fn output(typed: &str) -> String {
    let name = typed.split('=').next().unwrap_or_default();
    let ours = match name {
        _ if Output::from_str(typed, true).is_ok() => typed,
        "name" | "id" => "ids",
        "tsv" => "csv",
        "text" | "plain" | "pretty" => "table",
        "ndjson" | "jsonlines" => "jsonl",
        _ => "json",
    };
    ours.to_owned()
}

/// `-ended_at` of Django is `ended_at:desc`.
fn order(typed: String) -> String {
    typed.strip_prefix('-').map(|field| format!("{field}:desc")).unwrap_or(typed)
}

/// Whether the word says what a job is.
pub fn is_state(word: &str) -> bool {
    filter::standing(word).is_ok() || STATES.iter().any(|(theirs, _)| *theirs == word)
}

pub fn states(typed: &str) -> String {
    let ours = typed
        .split(',')
        .map(|state| STATES.iter().find(|(theirs, _)| *theirs == state).map_or(state, |(_, ours)| ours));
    ours.collect::<Vec<_>>().join(",")
}
