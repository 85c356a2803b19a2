use std::sync::OnceLock;

use regex_lite::Regex;

/// The text with what differs between two runs replaced: times, ages, UUIDs, execution IDs, ports and
/// temporary paths. An age takes the blanks before it along, since its width moves them.
pub fn snapshot_of(text: &str) -> String {
    static MASKS: OnceLock<Vec<(Regex, &str)>> = OnceLock::new();
    let masks = MASKS.get_or_init(|| {
        [
            (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "[UUID]"),
            (r"\b[0-9a-f]{32}\b", "[HEX32]"),
            (r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00:00)?", "[TIME]"),
            (r"\b\d\d:\d\d:\d\d(\.\d+)?\b", "[TIME]"),
            (r"(127\.0\.0\.1|localhost):\d+", "$1:[PORT]"),
            (r"unix://(\S*?@)?/\S*/rqctl-\w+/s\b", "unix://$1[SOCKET]"),
            (r"/\S*/rqctl-\w+", "[DIR]"),
            (r" *\b\d+(\.\d+)? (ms|s|min|h|d)\b( \d+ (s|min|h)\b)?", " [AGE]"),
        ]
        .map(|(mask, with)| (Regex::new(mask).expect("a regex"), with))
        .into()
    });
    masks.iter().fold(text.to_owned(), |text, (mask, with)| mask.replace_all(&text, *with).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_between_runs_is_masked() {
        let text = "7f0a6c1e-58f3-4d0e-9a51-0f6c2b1d9e44   3 min  KeyError\n\
                    a:0123456789abcdef0123456789abcdef since 2026-11-24T06:10:49.1Z, 03:09:03\n\
                    unix://reader:x@/tmp/rqctl-aB3/s redis://127.0.0.1:4711/0 /tmp/rqctl-aB3/map.csv 2 h 10 min\n";
        assert_eq!(
            snapshot_of(text),
            "[UUID] [AGE]  KeyError\n\
             a:[HEX32] since [TIME], [TIME]\n\
             unix://reader:x@[SOCKET] redis://127.0.0.1:[PORT]/0 [DIR]/map.csv [AGE]\n"
        );
    }
}
