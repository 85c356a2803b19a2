//! Command lines that clap does not take, said in the form of every other error.

use std::{ffi::OsString, process::ExitCode};

use clap::{
    CommandFactory, ValueEnum,
    error::{ContextKind, ContextValue, ErrorKind},
};

use crate::cli::{
    Cli, ending,
    exit::{Exit, Failure},
    global::{Global, Output},
    habits,
    hints::Hints,
    nearest::slip,
    secrets::without_password,
    ui::Ui,
};

/// Prints help where it was asked for, else says what is wrong with the command line.
pub fn report(e: &clap::Error, args: &[OsString]) -> ExitCode {
    let words: Vec<String> = args.iter().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect();
    let mut ui = Ui::new(&Global { output: wanted_output(&words), ..Global::default() });
    let end = match e.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            ui.styled(&e.render()).map(|()| Exit::Done).map_err(Failure::from)
        }
        _ => Err(failure(e, &words)),
    };
    ending::report(end, &mut ui, &Hints::default())
}

/// clap's words without its layout.
fn failure(e: &clap::Error, words: &[String]) -> Failure {
    let text = e.render().to_string();
    let what = text.strip_prefix("error: ").unwrap_or(&text);
    let what: Vec<&str> = what.split("\n\n").next().unwrap_or_default().lines().map(str::trim).collect();
    let what = match e.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            format!("`{}` alone is not a command", known_command(words))
        }
        _ => words
            .iter()
            .filter(|word| word.contains("://"))
            .fold(what.join(" "), |what, word| what.replace(word.as_str(), &without_password(word))),
    };
    let hint = habits::not_ours(words)
        .map(str::to_owned)
        .or_else(|| habits::answer(words, &env))
        .or_else(|| lacking(e, words))
        .or_else(|| behind_dashes(e, words))
        .or_else(|| suggestion(e, words))
        .unwrap_or_else(|| format!("{} --help", known_command(words)));
    Failure::usage(what).hint(hint)
}

fn env(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

fn context(e: &clap::Error, kind: ContextKind) -> Option<&str> {
    match e.get(kind)? {
        ContextValue::String(one) => Some(one),
        // The nearest stands last.
        ContextValue::Strings(many) => many.last().map(String::as_str),
        _ => None,
    }
}

/// The command with what it lacks: `ID` where that is missing, a value such as an option takes.
fn lacking(e: &clap::Error, words: &[String]) -> Option<String> {
    let what = context(e, ContextKind::InvalidArg)?;
    match e.kind() {
        ErrorKind::MissingRequiredArgument => {
            let name = what.strip_prefix('<')?.split('>').next()?;
            Some(format!("{} {name}", habits::line(words)))
        }
        ErrorKind::InvalidValue if context(e, ContextKind::InvalidValue).is_none_or(str::is_empty) => {
            let option = what.split([' ', '=']).next()?;
            let (_, value) = SUCH_AS.iter().find(|(name, _)| *name == option)?;
            let last = words.last().filter(|last| last.starts_with('-'))?;
            let same = last.starts_with("--") == (last == option) && (last.len() == 2 || last == option);
            same.then(|| format!("{} {value}", habits::line(words)))
        }
        _ => None,
    }
}

/// Values that options take.
const SUCH_AS: [(&str, &str); 12] = [
    ("--queue", "QUEUE"),
    ("--exclude-queue", "QUEUE"),
    ("--status", "failed"),
    ("--func", "'shop.*'"),
    ("--id", "'order-*'"),
    ("--worker", "WORKER"),
    ("--since", "2h"),
    ("--until", "2h"),
    ("--older-than", "7d"),
    ("--limit", "100"),
    ("--output", "json"),
    ("--on", "LABEL"),
];

/// An ID that begins with a dash and was taken for options stands behind `--`.
fn behind_dashes(e: &clap::Error, words: &[String]) -> Option<String> {
    let wrong = context(e, ContextKind::InvalidArg).filter(|_| e.kind() == ErrorKind::UnknownArgument)?;
    let is_id = |word: &&String| word.starts_with(wrong) && word.len() >= 5 && !word.starts_with("--");
    let at = words.iter().position(|word| is_id(&word))?;
    let mut corrected = words.to_vec();
    let id = corrected.remove(at);
    corrected.extend(["--".to_owned(), id]);
    habits::parses(&corrected).then(|| habits::line(&corrected))
}

/// The nearest word that is one of ours: in a whole command where that makes one.
fn suggestion(e: &clap::Error, words: &[String]) -> Option<String> {
    let kinds = [
        (ContextKind::SuggestedSubcommand, ContextKind::InvalidSubcommand),
        (ContextKind::SuggestedArg, ContextKind::InvalidArg),
        (ContextKind::SuggestedValue, ContextKind::InvalidValue),
    ];
    let known = kinds.iter().find_map(|(best, wrong)| Some((context(e, *wrong)?, context(e, *best)?)));
    let text = e.render().to_string();
    // Our own parsers say it in words.
    let said =
        || Some((context(e, ContextKind::InvalidValue)?, text.split_once(MEANT)?.1.split_once('?')?.0));
    let (wrong, best) = known.filter(|(wrong, best)| is_near(wrong, best)).or_else(said)?;
    let corrected: Vec<String> = words.iter().map(|word| replaced(word, wrong, best)).collect();
    Some(match habits::parses(&corrected) {
        true => habits::line(&corrected),
        false => habits::answer(&corrected, &env).unwrap_or_else(|| format!("did you mean `{best}`?")),
    })
}

/// How a parser of ours begins what it says of a slip.
const MEANT: &str = "did you mean ";

/// Whether it is a slip of the hand or an abbreviation. What overrides a refusal is never suggested for something
/// longer.
fn is_near(typed: &str, ours: &str) -> bool {
    let (typed, ours) = (typed.trim_start_matches('-'), ours.trim_start_matches('-'));
    let longer = typed.strip_prefix(ours).is_some_and(|rest| rest.starts_with('-')) && ours != "force";
    slip(typed.as_bytes(), [ours.as_bytes()].into_iter()).is_some() || ours.starts_with(typed) || longer
}

/// The word with the right one in it.
fn replaced(word: &str, wrong: &str, best: &str) -> String {
    let right = |part: &str| if part == wrong { best.to_owned() } else { part.to_owned() };
    let value = |text: &str| text.split(',').map(right).collect::<Vec<_>>().join(",");
    match word.split_once('=') {
        Some((name, text)) if name.starts_with("--") => format!("{}={}", right(name), value(text)),
        _ => value(word),
    }
}

/// `rqctl jobs stop`: as far as the words name commands of ours.
fn known_command(words: &[String]) -> String {
    let mut command = Cli::command();
    let mut known = "rqctl".to_owned();
    for word in words {
        if let Some(next) = command.find_subcommand(word) {
            known += &format!(" {}", next.get_name());
            command = next.clone();
        }
    }
    known
}

/// The format in which the answer is expected, as far as a command line says that makes no sense otherwise.
fn wanted_output(words: &[String]) -> Output {
    let value = words.iter().enumerate().find_map(|(i, word)| match word.as_str() {
        "-o" | "--output" => words.get(i + 1).map(String::as_str),
        _ => word.strip_prefix("--output=").or_else(|| word.strip_prefix("-o")),
    });
    value.and_then(|v| Output::from_str(v.trim_start_matches('='), true).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    fn said(line: &str) -> (String, Option<String>) {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        let e = Cli::try_parse_from(std::iter::once("rqctl").chain(line.split_whitespace())).unwrap_err();
        match failure(&e, &words) {
            Failure::Said(said) => (said.what, said.hint),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_slip_is_met_with_the_nearest_word() {
        assert_eq!(
            said("lable show"),
            ("unrecognized subcommand 'lable'".to_owned(), Some("rqctl label show".to_owned()))
        );
        assert_eq!(said("lable shwo").1.as_deref(), Some("did you mean `label`?"));
        assert_eq!(said("label show --colour=never").1.as_deref(), Some("rqctl label show --color=never"));
        assert_eq!(said("label show -o jsn").1.as_deref(), Some("rqctl label show -o json"));
        assert_eq!(said("--frobnicate").1.as_deref(), Some("rqctl --help"));
        assert_eq!(said("jobs requeue -q mail --force-yes").1.as_deref(), Some("rqctl jobs requeue --help"));
        assert_eq!(said("jobs run-now a --force").1.as_deref(), Some("rqctl jobs run-now --help"));
        assert_eq!(
            said("jobs requeue a --to mail").1.as_deref(),
            Some("rqctl jobs requeue a --to-queue mail")
        );
        assert_eq!(said("schedule").1.as_deref(), Some("rqctl schedulers list"));
        assert_eq!(
            said("label show --sort"),
            ("unexpected argument '--sort' found".to_owned(), Some("rqctl label show --help".to_owned()))
        );
    }

    #[test]
    fn a_value_is_met_with_the_nearest_first_and_then_with_all() {
        let (what, hint) = said("jobs list -s faild,queued");
        assert!(
            what.starts_with(
                "invalid value 'faild' for '--status <S,S>': did you mean failed? the statuses are "
            ),
            "{what}"
        );
        assert_eq!(hint.as_deref(), Some("rqctl jobs list -s failed,queued"));
        assert_eq!(said("jobs list --sort ended").1.as_deref(), Some("rqctl jobs list --sort ended_at"));
        assert!(!said("jobs list -s quux").0.contains("did you mean"));
    }

    #[test]
    fn what_is_lacking_is_named() {
        for (typed, hint) in [
            ("jobs list -q", "rqctl jobs list -q QUEUE"),
            ("jobs list -q mail -s", "rqctl jobs list -q mail -s failed"),
            ("jobs list --older-than", "rqctl jobs list --older-than 7d"),
            ("jobs tree", "rqctl jobs tree ID"),
            ("label set", "rqctl label set NAME"),
            ("groups show", "rqctl groups show GROUP"),
        ] {
            assert_eq!(said(typed).1.as_deref(), Some(hint), "{typed}");
        }
    }

    #[test]
    fn an_id_that_begins_with_a_dash_stands_behind_two() {
        assert_eq!(said("jobs show -dash").1.as_deref(), Some("rqctl jobs show -- -dash"));
        assert_eq!(
            said("jobs cancel -x:yz -o json").1.as_deref(),
            Some("rqctl jobs cancel -o json -- -x:yz")
        );
        assert_eq!(said("jobs cancel -zz").1.as_deref(), Some("rqctl jobs cancel --help"));
    }

    #[test]
    fn what_rqctl_does_not_do_is_said() {
        for typed in ["enqueue shop.sync", "jobs enqueue a", "workers restart"] {
            assert!(said(typed).1.is_some_and(|hint| hint.contains("rqctl does not")), "{typed}");
        }
    }

    #[test]
    fn a_misplaced_url_is_quoted_without_its_password() {
        for url in ["redis://ops:s3cret@h/0", "redis://h/0?password=s3cret", "redis://:p@s3cret@h"] {
            let (what, _) = said(&format!("{url} label show"));
            assert!(!what.contains("s3cret") && what.contains("redis://"), "{what}");
        }
    }

    #[test]
    fn the_format_is_found_in_a_line_that_makes_no_sense() {
        let of = |line: &str| wanted_output(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        for line in ["-o json x", "x --output json", "--output=json", "-ojson", "-o=json"] {
            assert_eq!(of(line), Output::Json, "{line}");
        }
        assert_eq!(of("x"), Output::Table);
        assert_eq!(of("-o yaml"), Output::Table);
    }
}
