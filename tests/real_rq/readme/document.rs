//! A document in Markdown, seen as the stories that it tells.

use std::path::{Path, PathBuf};

/// One file, line by line.
pub struct Document {
    pub path: PathBuf,
    pub lines: Vec<String>,
}

/// The examples that are run one after the other on one state of the shop: all between two marks
/// `<!-- state: NAME -->`.
#[derive(Debug, PartialEq)]
pub struct Story {
    pub state: String,
    pub blocks: Vec<Block>,
}

/// The lines within a fence ```` ```console ````, by their numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    pub first: usize,
    pub end: usize,
}

impl Document {
    /// README.md and whatever stands in docs/.
    pub fn all() -> Vec<Document> {
        let root = harness::root();
        let folder = std::fs::read_dir(root.join("docs")).expect("docs can be listed");
        let mut paths: Vec<PathBuf> = folder.map(|entry| entry.expect("an entry").path()).collect();
        paths.retain(|path| path.extension().is_some_and(|kind| kind == "md"));
        paths.sort();
        paths.insert(0, root.join("README.md"));
        paths.iter().map(|path| Document::read(path)).collect()
    }

    pub fn read(path: &Path) -> Document {
        let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        Document { path: path.to_owned(), lines: text.lines().map(str::to_owned).collect() }
    }

    pub fn write(&self) {
        std::fs::write(&self.path, self.lines.join("\n") + "\n").expect("a document can be written");
    }

    pub fn name(&self) -> String {
        self.path.file_name().expect("a file has a name").to_string_lossy().into_owned()
    }

    pub fn stories(&self) -> Vec<Story> {
        let mut stories: Vec<Story> = Vec::new();
        let mut first = None;
        for (number, line) in self.lines.iter().enumerate() {
            match (line.as_str(), first) {
                ("```console", None) => first = Some(number + 1),
                ("```", Some(begun)) => {
                    let story = stories.last_mut();
                    let story = story.unwrap_or_else(|| panic!("{}:{number}: no state", self.name()));
                    story.blocks.push(Block { first: begun, end: number });
                    first = None;
                }
                (line, None) => {
                    let state = line.strip_prefix("<!-- state: ").and_then(|l| l.strip_suffix(" -->"));
                    stories.extend(state.map(|state| Story { state: state.to_owned(), blocks: Vec::new() }));
                }
                _ => {}
            }
        }
        stories
    }

    /// Every command in a fence of shell, `# comment` cut off, and every one in backquotes, by its line.
    pub fn commands(&self) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        let mut fence = None;
        let mut continued = String::new();
        for (number, line) in self.lines.iter().enumerate() {
            let line = line.as_str();
            if let Some(language) = line.strip_prefix("```") {
                fence = if fence.is_some() { None } else { Some(language) };
                continue;
            }
            match fence {
                None => found.extend(in_backquotes(line).map(|text| (number + 1, text))),
                Some("console") => {
                    let typed = line.strip_prefix("$ ");
                    found.extend(typed.map(|typed| (number + 1, typed.to_owned())));
                }
                Some("sh") => match line.strip_suffix('\\') {
                    Some(part) => continued += part,
                    None => {
                        let whole = std::mem::take(&mut continued) + line;
                        let code = whole.split(" #").next().unwrap_or_default();
                        found.push((number + 1, code.to_owned()));
                    }
                },
                Some(_) => {}
            }
        }
        found
    }
}

fn in_backquotes(line: &str) -> impl Iterator<Item = String> + '_ {
    line.split('`').skip(1).step_by(2).map(str::to_owned)
}

/// The arguments of each `rqctl` that a line of shell starts, as the shell would hand them over.
pub fn calls(line: &str) -> Vec<Vec<String>> {
    let words = words(line);
    let mut calls = Vec::new();
    for part in words.split(|word| ["|", "&&", "||", ";"].contains(&word.as_str())) {
        // Assignments, and the five fields of a crontab.
        let begin = part.iter().position(|word| word == "rqctl");
        let before = begin.map_or(&[][..], |at| &part[..at]);
        if begin.is_some() && before.iter().all(|word| word.contains('=') || word == "*" || word == "$") {
            let call = &part[begin.unwrap_or_default()..];
            let until = call.iter().position(|word| word.starts_with('>') || word.starts_with("2>"));
            calls.push(call[..until.unwrap_or(call.len())].to_vec());
        }
    }
    calls
}

/// The words of a line of shell: blanks, both kinds of quotes and the backslash.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (c, quote) {
            ('\'' | '"', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (c, Some(open)) if c == open => quote = None,
            ('\\', None) => word.get_or_insert_default().extend(chars.next()),
            (c, None) if c.is_whitespace() => words.extend(word.take()),
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[test]
fn a_line_of_shell_hands_over_words() {
    assert_eq!(words(r#"a 'b c' "d e"f \g ''"#), ["a", "b c", "d ef", "g", ""]);
    let line = "X=1 rqctl jobs list -o ids | rqctl jobs requeue - && reboot";
    assert_eq!(
        calls(line),
        [vec!["rqctl", "jobs", "list", "-o", "ids"], vec!["rqctl", "jobs", "requeue", "-"]]
    );
    assert_eq!(calls("* * * * * rqctl maintenance run >/dev/null"), [["rqctl", "maintenance", "run"]]);
    assert!(calls("cargo install rqctl").is_empty());
}
