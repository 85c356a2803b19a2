//! What may differ between the run that a document shows and the present one, by name.

use std::sync::OnceLock;

use regex_lite::Regex;

/// Name, what it looks like, what stands for it. Two texts are the same when they are so behind all masks.
const MASKS: [(&str, &str, &str); 12] = [
    ("job made by RQ", r"\b[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}\b", "UUID"),
    ("execution", r"\b[0-9a-f]{32}\b", "EXECUTION"),
    ("moment", r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00:00)?)?", "MOMENT"),
    ("time of day", r"\b\d\d:\d\d:\d\d(\.\d+)?\b", "TIME"),
    ("duration", r"\b(in )?\d+(\.\d+)? (ms|s|min|h|d)\b( \d+ (s|min|h)\b)?", "DURATION"),
    ("duration in JSON", r#"(_s": ?)\d+(\.\d+)?"#, "${1}N"),
    ("size", r"\b\d+(\.\d+)? (B|kB|MB|GB)\b", "SIZE"),
    ("version of Redis", r#"(redis(_version)?:? |"redis": ?")\d+\.\d+\.\d+"#, "${1}VERSION"),
    ("version of Python", r"\b3\.\d+\.\d+ \([^()]*\) \[[^\]]*\]", "PYTHON"),
    ("names met by chance before their job", r", \d+ old names? of theirs rewritten elsewhere", ""),
    ("samples met by chance", r"(illegal_ids +\d+ jobs) .*", "$1"),
    ("width", r"[ \n]+", " "),
];

pub fn masked(text: &str) -> String {
    static COMPILED: OnceLock<Vec<(Regex, &str)>> = OnceLock::new();
    let compiled =
        COMPILED.get_or_init(|| MASKS.map(|(name, mask, with)| (Regex::new(mask).expect(name), with)).into());
    compiled.iter().fold(text.to_owned(), |text, (mask, with)| mask.replace_all(&text, *with).into_owned())
}

#[test]
fn what_differs_between_runs_is_the_same_behind_the_masks() {
    let one = "redis 7.0.15, up 6 s, memory 2.1 MB    11:29:10 UTC\nfront 12 min, in 2 h 5 min";
    let other = "redis 6.2.1, up 1 min, memory 980.5 kB 23:01:00 UTC\nfront 13 min, in 1 h";
    assert_eq!(masked(one), masked(other));
    assert_ne!(masked("3 jobs"), masked("4 jobs"));
}
