//! What hands trained on kubectl, gh, rq, asynq and celery type first, answered with the whole command that
//! does it here. A hint and not an alias: our words keep one meaning, and the hand learns them.

mod flags;
mod times;
mod words;

use clap::{CommandFactory, Parser, error::ErrorKind};

use self::{
    flags::{Meant, is_state, states},
    words::{BEFORE_THE_NOUN, COMMANDS, NAMED, NOT_OURS, NOUNS, VERBS},
};
use crate::{
    cli::{Cli, nearest::slip, secrets::without_password},
    render::escape::shell_word,
    rq::state::WorkerState,
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
    Some(if meant.watch { format!("watch -n 2 {line}") } else { line + &unnamed(&meant.words) })
}

/// What rqctl does not do, and who does.
pub fn not_ours(words: &[String]) -> Option<&'static str> {
    let (_, command) = split(words);
    let known = NOT_OURS.iter().find(|(typed, _)| {
        let typed: Vec<&str> = typed.split(' ').collect();
        command.len() >= typed.len() && typed.iter().zip(&command).all(|(a, b)| a == b)
    });
    known.map(|(_, who)| *who)
}

/// What has to be named behind a command that names nothing: ` ID`.
fn unnamed(words: &[String]) -> String {
    let named = NAMED.iter().find(|(command, _)| {
        let command: Vec<&str> = command.split(' ').collect();
        words.ends_with(&command.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
    });
    named.map(|(_, what)| format!(" {what}")).unwrap_or_default()
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
        named.map_or(matches!(word, "-n" | "--db" | "--host" | "-p" | "--port"), |arg| {
            arg.get_action().takes_values()
        })
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
    if let Some(lower) = lower(command) {
        return Some(lower);
    }
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
        if rest[0].starts_with('-') {
            return Some(join(&format!("{ours} {alone}"), rest));
        }
    }
    let known = COMMANDS.iter().chain(VERBS).find(|(typed, _)| {
        let typed: Vec<&str> = typed.split(' ').collect();
        command.len() >= typed.len() && typed.iter().zip(command).all(|(a, b)| a == b)
    });
    let Some((typed, ours)) = known else { return loose(command) };
    let rest = &command[typed.split(' ').count()..];
    Some(join(if rest.is_empty() && *ours == "queues empty" { "queues empty --all" } else { ours }, rest))
}

/// The command with its words in small letters, where those are ours.
fn lower(command: &[String]) -> Option<Vec<String>> {
    let large = |word: &String| word.bytes().any(|b| b.is_ascii_uppercase());
    if !command.iter().take(2).any(large) {
        return None;
    }
    let cli = Cli::command();
    let noun = command.first()?.to_lowercase();
    let verbs = cli.find_subcommand(&noun)?;
    let mut lower = command.to_vec();
    lower[0] = noun;
    if let Some(verb) = lower.get_mut(1).filter(|verb| verbs.find_subcommand(verb.to_lowercase()).is_some()) {
        *verb = verb.to_lowercase();
    }
    (lower != command).then_some(lower)
}

/// A state, an ID or a name where a verb or an option should stand.
fn loose(command: &[String]) -> Option<Vec<String>> {
    let join = |ours: &str, rest: &[String]| {
        ours.split(' ').map(str::to_owned).chain(rest.iter().cloned()).collect::<Vec<_>>()
    };
    let (first, rest) = command.split_first()?;
    if is_state(first) {
        return Some(join(&format!("jobs list -s {}", states(first)), rest));
    }
    let ids = if first == "jobs" { rest } else { command };
    let noun = || Cli::command().find_subcommand(first).is_some();
    if ids.first().is_some_and(|id| looks_like_an_id(id)) && (first == "jobs" || !noun()) {
        return Some(join("jobs show", ids));
    }
    let (second, rest) = rest.split_first()?;
    match (first.as_str(), second.as_str()) {
        ("jobs", state) if is_state(state) => Some(join(&format!("jobs list -s {}", states(state)), rest)),
        ("jobs", "list" | "count") | ("registry", _) => {
            let (name, rest) = rest.split_first().filter(|(name, _)| !name.starts_with('-'))?;
            let option = if first == "jobs" && is_state(name) { "-s" } else { "-q" };
            match looks_like_an_id(name) && second == "list" && first == "jobs" {
                true => Some(join("jobs show", &command[2..])),
                false => Some(join(&format!("{first} {second} {option} {}", states(name)), rest)),
            }
        }
        ("workers", state) if WorkerState::ALL.iter().any(|s| s.name() == state) => {
            Some(join(&format!("workers list --state {state}"), rest))
        }
        ("queues" | "workers" | "groups" | "rate-limits", name) if !is_verb(first, name) => {
            Some(join(&format!("{first} show"), &command[1..]))
        }
        _ => None,
    }
}

/// Whether it is a verb of the noun, or a slip of the hand for one.
fn is_verb(noun: &str, typed: &str) -> bool {
    let cli = Cli::command();
    let verbs: Vec<&str> = cli
        .find_subcommand(noun)
        .into_iter()
        .flat_map(|noun| noun.get_subcommands())
        .map(|v| v.get_name())
        .collect();
    slip(typed.as_bytes(), verbs.iter().map(|verb| verb.as_bytes())).is_some()
}

/// A word that is no word of a language: a UUID, `order:42:email`, `user.7`.
fn looks_like_an_id(word: &str) -> bool {
    word.len() >= 5
        && !word.starts_with('-')
        && word.bytes().any(|b| b.is_ascii_digit() || b":@".contains(&b))
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
        ("requeue -a mail", "rqctl jobs requeue -q mail"),
        ("requeue --all --queue mail", "rqctl jobs requeue --queue mail"),
        ("jobs requeue --all", "rqctl jobs requeue -q '*'"),
        ("jobs requeue -q mail -f", "rqctl jobs requeue -q mail"),
        ("jobs failed", "rqctl jobs list -s failed"),
        ("jobs failed -q mail", "rqctl jobs list -s failed -q mail"),
        ("jobs list failed", "rqctl jobs list -s failed"),
        ("jobs count stuck", "rqctl jobs count -s stuck"),
        ("jobs list mail", "rqctl jobs list -q mail"),
        ("jobs list order:42:email", "rqctl jobs show order:42:email"),
        ("jobs -q mail", "rqctl jobs list -q mail"),
        ("jobs LIST", "rqctl jobs list"),
        ("jobs list -S failed -Q mail", "rqctl jobs list -s failed -q mail"),
        ("jobs list -json", "rqctl jobs list -o json"),
        ("jobs list --csv", "rqctl jobs list -o csv"),
        ("jobs list --no-color", "rqctl jobs list --color never"),
        ("jobs list --sort -ended_at", "rqctl jobs list --sort ended_at:desc"),
        ("jobs list --since yesterday", "rqctl jobs list --since 1d"),
        ("jobs list --since 10 minutes ago", "rqctl jobs list --since 10m"),
        ("jobs delete -s failed --older-than 3 days", "rqctl jobs delete -s failed --older-than 3d"),
        ("jobs delete -s failed --older-than 3", "rqctl jobs delete -s failed --older-than 3d"),
        ("jobs count --group-by status", "rqctl jobs count --by status"),
        ("jobs wait a --timeout 10", "rqctl jobs wait a --wait 10s"),
        ("jobs kill", "rqctl jobs stop ID"),
        ("stuck", "rqctl jobs list -s stuck"),
        ("failed", "rqctl jobs list -s failed"),
        ("registry failed mail", "rqctl registry failed -q mail"),
        ("queue default", "rqctl queues show default"),
        ("queues delete mail --force", "rqctl queues delete mail --with-jobs"),
        ("workers busy", "rqctl workers list --state busy"),
        ("workers app-1", "rqctl workers show app-1"),
        ("workers kill -9 app-1", "rqctl workers shutdown app-1"),
        ("workers stop", "rqctl workers shutdown WORKER"),
        ("maintenance --dry-run", "rqctl maintenance run --dry-run"),
        ("migrate-ids --dry-run", "rqctl migrate-ids"),
        ("migrate-ids apply", "rqctl migrate-ids --apply"),
        ("--port 6380 status", "rqctl -u redis://localhost:6380/0 status"),
        ("--host cache-1 -p 6380 info", "rqctl -u redis://cache-1:6380/0 status"),
        ("log a", "rqctl jobs show a"),
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
        let typed = ["frobnicate", "label frobnicate", "", "--no-such-option", "label show extra words"];
        for typed in typed.into_iter().chain(["queues lsit", "jobs requeue -q mail --force-yes"]) {
            assert_eq!(of(typed), None, "{typed}");
        }
    }
}
