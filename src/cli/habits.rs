//! What hands trained on kubectl, gh, rq, asynq and celery type first, answered with the whole command that
//! does it here. A hint and not an alias: our words keep one meaning, and the hand learns them.

mod words;

use clap::{CommandFactory, Parser, ValueEnum, error::ErrorKind};

use self::words::{BEFORE_THE_NOUN, COMMANDS, DURATIONS, NOUNS, STATES, VERBS};
use crate::{
    cli::{Cli, global::Output, secrets::without_password},
    render::escape::shell_word,
    store::conn::{Address, Environment},
};

/// The whole command that was probably meant by words that our parser refused. It is only ever a command that
/// the parser takes.
pub fn answer(words: &[String], env: Environment) -> Option<String> {
    let (mut options, mut command) = split(words);
    if command.first().is_some_and(|word| word.contains("://")) {
        options.extend(["-u".to_owned(), command.remove(0)]);
    }
    // `task ls` is `jobs ls` is `jobs list`.
    for _ in 0..4 {
        command = step(&command).unwrap_or(command);
    }
    let mut meant = Meant { words: options, address: Address::from_env(None, env).ok(), watch: false };
    meant.flags(&command);
    if meant.words == words || !parses(&meant.words) {
        return None;
    }
    let line = line(&meant.words);
    Some(if meant.watch { format!("watch -n 2 {line}") } else { line })
}

/// The options before the first word of the command, and the rest.
fn split(words: &[String]) -> (Vec<String>, Vec<String>) {
    let cli = Cli::command();
    let takes_value = |word: &str| {
        let named = cli.get_arguments().find(|arg| match word.strip_prefix("--") {
            Some(long) => arg.get_long() == Some(long),
            None => word.len() == 2 && arg.get_short() == word.chars().nth(1),
        });
        // Of other tools: `-n 1` before the command.
        named.map_or(matches!(word, "-n" | "--db"), |arg| arg.get_action().takes_values())
    };
    let mut at = 0;
    while let Some(word) = words.get(at).filter(|word| word.starts_with('-')) {
        at += 1 + usize::from(takes_value(word));
    }
    let at = at.min(words.len());
    (words[..at].to_vec(), words[at..].to_vec())
}

/// One step towards our own words.
fn step(command: &[String]) -> Option<Vec<String>> {
    let join = |ours: &str, rest: &[String]| {
        ours.split(' ').map(str::to_owned).chain(rest.iter().cloned()).collect::<Vec<_>>()
    };
    let noun = |word: &String| NOUNS.iter().find(|(name, _, _)| name == word);
    let (first, rest) = command.split_first()?;
    if BEFORE_THE_NOUN.contains(&first.as_str())
        && let Some((thing, names)) = rest.split_first()
        && let Some((_, ours, _)) = noun(thing)
    {
        // What stands behind an option may be its value.
        let named = names.first().is_some_and(|name| !name.starts_with('-'));
        let verb = match first.as_str() {
            "get" | "describe" if named => "show",
            "get" | "describe" => "list",
            _ => "delete",
        };
        return Some(join(&format!("{ours} {verb}"), names));
    }
    if let Some((name, ours, alone)) = noun(first) {
        if rest.is_empty() {
            return Some(join(&format!("{ours} {alone}"), rest));
        }
        if name != ours {
            return Some(join(ours, rest));
        }
    }
    let known = COMMANDS.iter().chain(VERBS).find(|(typed, _)| {
        let typed: Vec<&str> = typed.split(' ').collect();
        command.len() >= typed.len() && typed.iter().zip(command).all(|(a, b)| a == b)
    });
    let Some((typed, ours)) = known else {
        let ids = if first == "jobs" { rest } else { command };
        return ids.first().filter(|id| looks_like_an_id(id)).map(|_| join("jobs show", ids));
    };
    let rest = &command[typed.split(' ').count()..];
    Some(join(if rest.is_empty() && *ours == "queues empty" { "queues empty --all" } else { ours }, rest))
}

/// A word that is no word of a language: a UUID, `order:42:email`, `user.7`.
fn looks_like_an_id(word: &str) -> bool {
    word.len() >= 5
        && !word.starts_with('-')
        && word.bytes().any(|b| b.is_ascii_digit() || b":@".contains(&b))
}

/// A command line under construction.
struct Meant {
    words: Vec<String>,
    /// Of the environment.
    address: Option<Address>,
    watch: bool,
}

impl Meant {
    /// Adds the command, and puts all options into our words.
    fn flags(&mut self, command: &[String]) {
        let typed: Vec<String> = self.words.drain(..).chain(command.iter().cloned()).collect();
        let bulk = command.first().is_some_and(|noun| noun == "jobs");
        let mut at_command = false;
        let mut words = typed.iter();
        while let Some(word) = words.next() {
            at_command |= !word.starts_with('-') && command.contains(word);
            let (name, glued) = match word.split_once('=').filter(|_| word.starts_with("--")) {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (word.as_str(), None),
            };
            let mut value = || glued.clone().or_else(|| words.next().cloned()).unwrap_or_default();
            match name {
                "-o" | "--output" | "--format" => self.option("-o", output(&value())),
                "--json" => self.option("-o", "json".to_owned()),
                "-n" if !at_command => self.database(&value()),
                "--db" => self.database(&value()),
                "-n" | "--tail" | "--head" | "--max" | "-c" => self.option("--limit", value()),
                "-A" | "--all-namespaces" => {}
                "-w" | "--watch" | "-f" | "--follow" => self.watch = true,
                "-a" | "--all" if bulk => self.everything(&typed),
                "-s" | "--status" | "--state" if bulk => self.option("-s", states(&value())),
                "--sort-by" => self.option("--sort", value()),
                "--dry-run" => self.words.push("--dry-run".to_owned()),
                _ if DURATIONS.contains(&name) => {
                    let value = value();
                    let bare = value != "0" && value.bytes().all(|b| b.is_ascii_digit());
                    self.option(name, if bare { value + "s" } else { value });
                }
                _ => self.words.push(word.clone()),
            }
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

    /// All jobs of a verb are `-q '*'`; what is deleted must be said.
    fn everything(&mut self, typed: &[String]) {
        let has = |names: &[&str]| typed.iter().any(|word| names.iter().any(|name| word.starts_with(name)));
        if !has(&["-q", "--queue"]) {
            self.option("-q", "*".to_owned());
        }
        if has(&["delete"]) && !has(&["-s", "--status", "--state"]) {
            self.option("-s", "failed".to_owned());
        }
    }
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

fn states(typed: &str) -> String {
    let ours = typed
        .split(',')
        .map(|state| STATES.iter().find(|(theirs, _)| *theirs == state).map_or(state, |(_, ours)| ours));
    ours.collect::<Vec<_>>().join(",")
}

/// The whole command, to be pasted; without a password.
pub fn line(words: &[String]) -> String {
    let words = words.iter().map(|word| without_password(word));
    words.fold("rqctl".to_owned(), |line, word| line + " " + &shell_word(word.as_bytes()))
}

/// Whether the words are a command line of ours.
pub fn parses(words: &[String]) -> bool {
    match Cli::try_parse_from(std::iter::once("rqctl").chain(words.iter().map(String::as_str))) {
        Ok(_) => true,
        Err(e) => matches!(e.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    fn of(line: &str) -> Option<String> {
        answer(&words(line), &|_| None)
    }

    /// What is typed, and what is answered.
    const EXPECTED: &[(&str, &str)] = &[
        ("info", "rqctl status"),
        ("info -Q", "rqctl queues list"),
        ("info -W", "rqctl workers list"),
        ("ls", "rqctl queues list"),
        ("get jobs", "rqctl jobs list"),
        ("get job a", "rqctl jobs show a"),
        ("get queues -o yaml", "rqctl queues list -o json"),
        ("describe worker w1", "rqctl workers show w1"),
        ("delete job a", "rqctl jobs delete a"),
        ("rm a", "rqctl jobs delete a"),
        ("jobs rm a b", "rqctl jobs delete a b"),
        ("retry a", "rqctl jobs requeue a"),
        ("requeue --all", "rqctl jobs requeue -q '*'"),
        ("requeue --all --queue mail", "rqctl jobs requeue --queue mail"),
        ("jobs requeue --all", "rqctl jobs requeue -q '*'"),
        ("jobs delete --all", "rqctl jobs delete -q '*' -s failed"),
        ("kill a", "rqctl jobs stop a"),
        ("jobs kill a", "rqctl jobs stop a"),
        ("pause", "rqctl workers suspend"),
        ("queue pause mail", "rqctl jobs hold -q mail"),
        ("suspend --duration 60", "rqctl workers suspend --for 60s"),
        ("purge", "rqctl queues empty --all"),
        ("purge mail", "rqctl queues empty mail"),
        ("drain", "rqctl workers suspend --wait 1h"),
        ("task ls --state=active --queue=mail", "rqctl jobs list -s running --queue=mail"),
        ("server ls", "rqctl workers list"),
        ("inspect active", "rqctl jobs list -s running"),
        ("control revoke a", "rqctl jobs cancel a"),
        ("run view a", "rqctl jobs show a"),
        ("7f0a6c1e-58f3-4d0e", "rqctl jobs show 7f0a6c1e-58f3-4d0e"),
        ("jobs order:42:email", "rqctl jobs show order:42:email"),
        ("jobs", "rqctl jobs list"),
        ("jobs list -n 1", "rqctl jobs list --limit 1"),
        ("-n 1 status", "rqctl -u redis://localhost:6379/1 status"),
        ("-n 1 info", "rqctl -u redis://localhost:6379/1 status"),
        ("jobs list -o yaml", "rqctl jobs list -o json"),
        ("jobs list -o name", "rqctl jobs list -o ids"),
        ("jobs list --json", "rqctl jobs list -o json"),
        ("jobs list -w", "watch -n 2 rqctl jobs list"),
        ("jobs list -s pending,failed -A", "rqctl jobs list -s queued,failed"),
        ("jobs stop a --wait 10", "rqctl jobs stop a --wait 10s"),
        ("help jobs", "rqctl --help jobs"),
        ("version", "rqctl --version"),
        ("label", "rqctl label show"),
        ("-u redis://ops:s3cret@h/2 labels", "rqctl -u redis://ops@h/2 label show"),
        ("redis://h/2 label show", "rqctl -u redis://h/2 label show"),
        ("-o yaml label show", "rqctl -o json label show"),
        ("label show --connect-timeout 5", "rqctl label show --connect-timeout 5s"),
    ];

    /// Whether the first words of a command of ours are registered.
    fn registered(line: &str) -> bool {
        let mut command = Cli::command();
        let (_, rest) = split(&words(line));
        for word in rest.iter().take(2) {
            match command.find_subcommand(word) {
                Some(next) => command = next.clone(),
                None if command.has_subcommands() => return false,
                None => {}
            }
        }
        true
    }

    #[test]
    fn hands_are_answered_with_a_command_that_parses() {
        for (typed, expected) in EXPECTED {
            if !registered(expected.trim_start_matches("watch -n 2 ").trim_start_matches("rqctl ")) {
                continue;
            }
            assert!(!parses(&words(typed)), "{typed} is a command of ours");
            let line =
                expected.trim_start_matches("watch -n 2 ").trim_start_matches("rqctl ").replace('\'', "");
            assert!(parses(&words(&line)), "{expected} is no command of ours");
            assert_eq!(of(typed).as_deref(), Some(*expected), "{typed}");
        }
    }

    #[test]
    fn every_habit_leads_to_a_command_of_ours() {
        for (typed, ours) in COMMANDS.iter().chain(VERBS) {
            let whole = step(&words(ours)).map_or((*ours).to_owned(), |whole| whole.join(" "));
            if !registered(&whole) {
                continue;
            }
            let answered = [typed.to_string(), format!("{typed} a"), format!("{typed} 60")];
            assert!(
                answered.iter().any(|line| of(line).is_some()),
                "`{typed}` is not answered with `{ours}`"
            );
        }
    }

    #[test]
    fn what_nobody_means_is_not_answered() {
        for typed in ["frobnicate", "label frobnicate", "", "--no-such-option", "label show extra words"] {
            assert_eq!(of(typed), None, "{typed}");
        }
    }
}
