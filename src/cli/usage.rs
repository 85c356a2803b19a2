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
    let hint = habits::answer(words, &|name| std::env::var_os(name))
        .or_else(|| suggestion(e, words))
        .unwrap_or_else(|| format!("{} --help", known_command(words)));
    Failure::usage(what).hint(hint)
}

/// The nearest word that is one of ours: in a whole command where that makes one.
fn suggestion(e: &clap::Error, words: &[String]) -> Option<String> {
    let kinds = [
        (ContextKind::SuggestedSubcommand, ContextKind::InvalidSubcommand),
        (ContextKind::SuggestedArg, ContextKind::InvalidArg),
        (ContextKind::SuggestedValue, ContextKind::InvalidValue),
    ];
    let text = |kind| match e.get(kind)? {
        ContextValue::String(one) => Some(one.as_str()),
        // The nearest stands last.
        ContextValue::Strings(many) => many.last().map(String::as_str),
        _ => None,
    };
    let (wrong, best) = kinds.iter().find_map(|(best, wrong)| Some((text(*wrong), text(*best)?)))?;
    let corrected: Vec<String> = words
        .iter()
        .map(|word| match word.split_once('=') {
            _ if Some(word.as_str()) == wrong => best.to_owned(),
            Some((name, value)) if Some(name) == wrong => format!("{best}={value}"),
            Some((name, value)) if Some(value) == wrong => format!("{name}={best}"),
            _ => word.clone(),
        })
        .collect();
    Some(match habits::parses(&corrected) {
        true => habits::line(&corrected),
        false => format!("did you mean `{best}`?"),
    })
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
        assert_eq!(
            said("label show --sort"),
            ("unexpected argument '--sort' found".to_owned(), Some("rqctl label show --help".to_owned()))
        );
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
