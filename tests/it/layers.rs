//! The architecture as tests: which layer may name which, and where a few names may stand at all.

use std::fs;
use std::path::{Path, PathBuf};

use regex_lite::Regex;

/// The layers in reading order, and whom each may name besides itself.
const LAYERS: [(&str, &[&str]); 6] = [
    ("rq", &[]),
    ("render", &[]),
    ("store", &["rq"]),
    ("ops", &["rq", "store"]),
    ("views", &["rq", "render", "ops"]),
    ("cli", &["rq", "render", "store", "ops", "views"]),
];

/// Names of modules that say nothing.
const EMPTY_NAMES: [&str; 5] = ["util", "utils", "common", "helpers", "types"];

/// At so many lines, tests apart, a file has to become a folder; it should at 400.
const LONGEST: usize = 500;

/// A file of `src/`: its path from there, and its code without comments and without its tests.
struct Source {
    path: PathBuf,
    code: String,
}

impl Source {
    /// The first folder or, for a file at the top, its name without `.rs`.
    fn layer(&self) -> String {
        let first = self.path.components().next().expect("a path has a part");
        Path::new(&first).file_stem().expect("a name").to_string_lossy().into_owned()
    }

    fn within(&self, place: &str) -> bool {
        self.path.starts_with(place)
    }
}

fn files(dir: &Path, ending: &[&str], found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a folder can be read") {
        let path = entry.expect("a folder can be read").path();
        if path.is_dir() {
            files(&path, ending, found);
        } else if path.extension().is_some_and(|e| ending.iter().any(|wanted| e == *wanted)) {
            found.push(path);
        }
    }
}

fn sources() -> Vec<Source> {
    let src = harness::root().join("src");
    let mut paths = Vec::new();
    files(&src, &["rs"], &mut paths);
    assert!(!paths.is_empty(), "{} holds the sources", src.display());
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a source can be read");
        let code = without_tests(&text).lines().map(without_comment).collect::<Vec<_>>().join("\n");
        Source { path: path.strip_prefix(&src).expect("it stands in src").to_owned(), code }
    };
    paths.into_iter().map(read).collect()
}

/// Tests stand at the foot of a file.
fn without_tests(text: &str) -> &str {
    text.find("#[cfg(test)]\nmod ").map_or(text, |at| &text[..at])
}

fn without_comment(line: &str) -> &str {
    if line.trim_start().starts_with("//") { "" } else { line }
}

/// The names that follow `crate::`, one by one or in braces, and layers that are reached through `super::`.
fn names_used(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, found) in code.match_indices("crate::") {
        let rest = &code[at + found.len()..];
        match rest.strip_prefix('{') {
            None => names.push(leading_name(rest)),
            Some(group) => names.extend(heads_of_group(group)),
        }
    }
    let upwards = Regex::new(r"super::(rq|render|store|ops|views|cli)::").expect("a regex");
    names.extend(upwards.captures_iter(code).map(|found| found[1].to_owned()));
    names
}

fn leading_name(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// `rq::{id, time}, store::Error}; …` names `rq` and `store`.
fn heads_of_group(group: &str) -> Vec<String> {
    let (mut depth, mut heads, mut at_head) = (0, Vec::new(), true);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => at_head = true,
            c if at_head && depth == 0 && !c.is_whitespace() => {
                heads.push(leading_name(&group[at..]));
                at_head = false;
            }
            _ => {}
        }
    }
    heads
}

#[test]
fn names_are_found_one_by_one_in_groups_and_upwards() {
    let code = "use crate::rq::id;\nuse crate::{\n    render::{cell, text},\n    store::Error,\n};\nsuper::super::ops::run()";
    assert_eq!(names_used(code), ["rq", "render", "store", "ops"]);
}

#[test]
fn a_layer_names_only_the_layers_below_it() {
    let mut wrong = Vec::new();
    for source in sources() {
        let layer = source.layer();
        if ["main", "lib"].contains(&layer.as_str()) {
            continue;
        }
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
            wrong.push(format!("src/{} is in no layer", source.path.display()));
            continue;
        };
        for name in names_used(&source.code) {
            if name != layer && LAYERS.iter().any(|(l, _)| *l == name) && !allowed.contains(&name.as_str()) {
                wrong.push(format!("src/{} names {name}", source.path.display()));
            }
        }
    }
    none(wrong.iter());
}

/// Asserts that there are none, and shows them otherwise.
fn none<T: AsRef<Path>>(found: impl Iterator<Item = T>) {
    let found: Vec<_> = found.map(|path| path.as_ref().display().to_string()).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The files outside of `places` whose code matches.
fn outside(places: &[&str], pattern: &str) -> Vec<String> {
    let pattern = Regex::new(pattern).expect("a regex");
    sources()
        .into_iter()
        .filter(|source| !places.iter().any(|place| source.within(place)))
        .filter_map(|source| {
            let found = pattern.find(&source.code)?;
            Some(format!("src/{}: {}", source.path.display(), found.as_str()))
        })
        .collect()
}

#[test]
fn only_store_names_the_redis_crate() {
    none(outside(&["store"], r"\bredis::|\buse redis\b").iter());
}

#[test]
fn only_the_clis_own_edge_touches_the_terminal() {
    let streams = r"\bio::(stdout|stderr|stdin)\b|\buse std::io::\{?[^;]*\b(stdout|stderr|stdin)\b";
    none(outside(&["cli/ui.rs", "cli/ui", "main.rs"], streams).iter());
}

#[test]
fn consent_is_given_in_one_file_and_read_in_one() {
    let places = ["cli/consent.rs", "cli/consent", "store/writer.rs", "store/writer"];
    none(outside(&places, r"\bConsent::[A-Z]\w*").iter());
}

#[test]
fn no_module_is_named_after_nothing() {
    let stem =
        |part| Path::new(part).file_stem().is_some_and(|name| EMPTY_NAMES.iter().any(|empty| name == *empty));
    none(sources().iter().map(|source| source.path.as_path()).filter(|path| path.iter().any(stem)));
}

#[test]
fn no_file_is_too_long_to_read() {
    let mut paths = Vec::new();
    files(&harness::root().join("src"), &["rs", "lua"], &mut paths);
    let long =
        |path: &Path| without_tests(&fs::read_to_string(path).expect("a source")).lines().count() > LONGEST;
    none(paths.iter().filter(|path| long(path)));
}

#[test]
fn nothing_is_left_for_later_in_the_code() {
    // Put together here, since this file is looked at too.
    let later = Regex::new(concat!(r"(?i)\bto", r"do\b|\bfix", r"me\b")).expect("a regex");
    let mut paths = Vec::new();
    for dir in ["src", "tests"] {
        files(&harness::root().join(dir), &["rs", "lua", "py", "sh"], &mut paths);
    }
    let found = |path: &Path| later.is_match(&fs::read_to_string(path).expect("a source"));
    none(paths.iter().filter(|path| found(path)));
}
