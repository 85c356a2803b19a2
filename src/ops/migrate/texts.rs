//! IDs inside of hash fields: `dependency_ids`, a JSON array that Python wrote, and `dependency_id`, plain.

use crate::rq::{codec::json, id::JobId};

/// The array with every ID that `rename` knows under its new name; nothing where it knows none of them.
/// What is not renamed keeps its bytes, so that the way back gives the same bytes again.
pub fn rename_listed(array: &[u8], rename: &dyn Fn(&JobId) -> Option<JobId>) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(array.len());
    let mut rest = array;
    let mut renamed = false;
    while let Some(start) = rest.iter().position(|b| *b == b'"') {
        let (before, string) = rest.split_at(start);
        let end = string_end(string)?;
        out.extend_from_slice(before);
        let token = &string[..end];
        let text: Option<String> = serde_json::from_slice(token).ok();
        match text.and_then(|t| rename(&JobId::new(t))) {
            Some(new) => {
                out.extend_from_slice(&python_string(&String::from_utf8_lossy(&new.0)));
                renamed = true;
            }
            None => out.extend_from_slice(token),
        }
        rest = &string[end..];
    }
    out.extend_from_slice(rest);
    renamed.then_some(out)
}

/// The IDs that a field names; none where it is not an array of texts.
pub fn listed(array: &[u8]) -> Vec<JobId> {
    json::dependency_ids(array).unwrap_or_default()
}

/// Where the JSON string at the beginning ends, its closing quote included.
fn string_end(string: &[u8]) -> Option<usize> {
    let mut escaped = false;
    for (i, b) in string.iter().enumerate().skip(1) {
        match b {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(i + 1),
            _ => {}
        }
    }
    None
}

/// A JSON string as Python's `json.dumps` writes it: everything beyond ASCII escaped.
fn python_string(text: &str) -> Vec<u8> {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            ' '..='~' => out.push(c),
            other => {
                let mut units = [0u16; 2];
                for unit in other.encode_utf16(&mut units) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    out.push('"');
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn swap<'a>(from: &'a str, to: &'a str) -> impl Fn(&JobId) -> Option<JobId> + 'a {
        move |id| (id.0[..] == *from.as_bytes()).then(|| JobId::new(to))
    }

    #[test]
    fn only_the_named_id_changes_its_bytes() {
        let array = br#"["a:b", "c", "\u00e9", "a:b2"]"#;
        assert_eq!(
            rename_listed(array, &swap("a:b", "a-b-1")).as_deref(),
            Some(br#"["a-b-1", "c", "\u00e9", "a:b2"]"#.as_slice())
        );
        assert_eq!(
            rename_listed(array, &swap("é", "e")).as_deref(),
            Some(br#"["a:b", "c", "e", "a:b2"]"#.as_slice())
        );
        assert_eq!(rename_listed(array, &swap("x", "y")), None);
        assert_eq!(rename_listed(br#"["open"#, &swap("open", "y")), None);
        assert_eq!(rename_listed(b"[]", &swap("", "y")), None);
    }

    #[test]
    fn strings_are_written_as_python_writes_them() {
        assert_eq!(python_string("a\"\\\n\u{1}é😀"), br#""a\"\\\n\u0001\u00e9\ud83d\ude00""#);
    }

    proptest! {
        #[test]
        fn the_way_back_gives_the_same_bytes(ids in proptest::collection::vec(".{1,8}", 1..6), pick in 0usize..6) {
            let strings: Vec<_> = ids.iter().map(|i| String::from_utf8(python_string(i)).unwrap()).collect();
            let array = format!("[{}]", strings.join(", "));
            let old = &ids[pick % ids.len()];
            let there = rename_listed(array.as_bytes(), &swap(old, "new-0123abcd")).unwrap();
            prop_assert_eq!(rename_listed(&there, &swap("new-0123abcd", old)), Some(array.into_bytes()));
        }

        #[test]
        fn any_bytes_end(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _ = rename_listed(&bytes, &swap("a", "b"));
        }
    }
}
