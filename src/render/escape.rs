//! Text from Redis is hostile: whatever could move a terminal's cursor, turn the reading direction round
//! or hide is replaced by something that is seen.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a terminal would act on the character, or show nothing for it: C0, DEL, C1, line and paragraph
/// separators, bidi controls, and what Unicode calls default-ignorable (zero width, fillers, tags).
pub fn hidden(c: char) -> bool {
    matches!(c,
        '\0'..='\x1f' | '\x7f'..='\u{9f}'
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// The text with each hidden character written as `\n`, `\x1b` or `\u{202e}`. A backslash stays as it is:
/// this is for reading, see [`shell_word`] for what can be read back.
pub fn visible(text: &str) -> Cow<'_, str> {
    if clean(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    text.chars().for_each(|c| push_visible(&mut out, c));
    Cow::Owned(out)
}

/// [`visible`] for bytes: those that are not UTF-8 become `\xff`.
pub fn visible_bytes(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return visible(text);
    }
    let mut out = String::with_capacity(bytes.len() + 16);
    for chunk in bytes.utf8_chunks() {
        chunk.valid().chars().for_each(|c| push_visible(&mut out, c));
        push_hex(&mut out, chunk.invalid());
    }
    Cow::Owned(out)
}

/// The bytes as one word of a bash command line that means exactly them: plain where nothing in it is
/// special, in single quotes where something is, and `$'a\nb'` where something would be hidden or is not
/// UTF-8. A NUL is shown as `\x00`, though no command line can carry it.
pub fn shell_word(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) if safe_word(text) => Cow::Borrowed(text),
        Ok(text) if clean(text) && text.chars().all(|c| c == ' ' || !c.is_whitespace()) => {
            Cow::Owned(single_quoted(text))
        }
        _ => Cow::Owned(ansi_c(bytes)),
    }
}

fn clean(text: &str) -> bool {
    let printable_ascii = text.bytes().fold(true, |all, b| all & (0x20..0x7f).contains(&b));
    printable_ascii || !text.chars().any(hidden)
}

/// Nothing that bash (or zsh, for a leading `=`) would expand, split or remove.
fn safe_word(text: &str) -> bool {
    let safe = |c: char| match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => true,
        '_' | '-' | '.' | '/' | ':' | '@' | '%' | '+' | ',' | '=' => true,
        c => !c.is_ascii() && !c.is_whitespace() && !hidden(c),
    };
    !text.is_empty() && !text.starts_with('=') && text.chars().all(safe)
}

/// A single quote cannot stand inside single quotes: close, escape it, open again.
fn single_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// ANSI-C quoting. Hidden characters are written byte by byte as `\xHH`, because what bash makes of
/// `\uHHHH` depends on the locale.
fn ansi_c(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 16);
    out.push_str("$'");
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                '\r' => out.push_str("\\r"),
                '\\' | '\'' => out.extend(['\\', c]),
                c if hidden(c) || (c.is_whitespace() && c != ' ') => {
                    push_hex(&mut out, c.encode_utf8(&mut [0; 4]).as_bytes());
                }
                c => out.push(c),
            }
        }
        push_hex(&mut out, chunk.invalid());
    }
    out.push('\'');
    out
}

/// One character for a terminal's eyes.
fn push_visible(out: &mut String, c: char) {
    match c {
        '\n' => out.push_str("\\n"),
        '\t' => out.push_str("\\t"),
        '\r' => out.push_str("\\r"),
        c if c.is_ascii_control() => push_hex(out, &[c as u8]),
        c if hidden(c) => {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        }
        c => out.push(c),
    }
}

fn push_hex(out: &mut String, bytes: &[u8]) {
    for b in bytes {
        let _ = write!(out, "\\x{b:02x}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    use std::process::Command;

    #[test]
    fn what_a_terminal_would_act_on_is_seen_instead() {
        assert_eq!(visible("a\nb\tc\r"), "a\\nb\\tc\\r");
        assert_eq!(visible("\x1b[31mred"), "\\x1b[31mred");
        assert_eq!(visible("\u{9b}31m \x7f \0"), "\\u{9b}31m \\x7f \\x00");
        assert_eq!(visible("user\u{202e}txt.exe"), "user\\u{202e}txt.exe");
        assert_eq!(visible("a\u{200b}b\u{feff}\u{e0041}"), "a\\u{200b}b\\u{feff}\\u{e0041}");
        assert_eq!(visible("naïve 日本 🎉 C:\\n"), "naïve 日本 🎉 C:\\n");
        assert_eq!(visible_bytes(b"ok \xff\x1b \xed\xa0\x80"), "ok \\xff\\x1b \\xed\\xa0\\x80");
    }

    #[test]
    fn a_shell_word_is_quoted_only_as_much_as_it_needs() {
        for plain in ["order:42:email", "report.daily", "user@example.com", "a_b-9", "-n", "größe", "日本"]
        {
            assert_eq!(shell_word(plain.as_bytes()), plain);
        }
        let cases: [(&[u8], &str); 12] = [
            (b"", "''"),
            (b"a b", "'a b'"),
            (b"shop.sync_*", "'shop.sync_*'"),
            (b"it's", r"'it'\''s'"),
            (b"~root", "'~root'"),
            (b"#1", "'#1'"),
            (b"=ls", "'=ls'"),
            (b"a\nb", r"$'a\nb'"),
            (b"it's\ta\\b", r"$'it\'s\ta\\b'"),
            (b"\xff\x1b0", r"$'\xff\x1b0'"),
            ("a\u{202e}".as_bytes(), r"$'a\xe2\x80\xae'"),
            ("a\u{a0}b".as_bytes(), r"$'a\xc2\xa0b'"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(shell_word(bytes), expected);
        }
    }

    /// Bytes that meet every rule often: plain, special in a shell, hidden, broken.
    fn awkward() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            "[a-z0-9:._-]{1,6}".prop_map(String::into_bytes),
            "[ '\"$`\\\\!*?~#&|;<>(){}\\[\\]^=-]{1,3}".prop_map(String::into_bytes),
            any::<char>().prop_map(|c| c.to_string().into_bytes()),
            vec(any::<u8>(), 1..4),
        ];
        vec(piece, 0..6).prop_map(|pieces| pieces.concat())
    }

    #[test]
    fn bash_reads_every_word_back() {
        let mut runner = TestRunner::deterministic();
        let mut next = || awkward().new_tree(&mut runner).map(|tree| tree.current()).unwrap();
        let words: Vec<Vec<u8>> = (0..4_000).map(|_| next()).filter(|word| !word.contains(&0)).collect();
        for locale in ["C", "C.UTF-8"] {
            let mut script = Vec::from("printf '%s\\0'");
            for word in &words {
                script.push(b' ');
                script.extend_from_slice(shell_word(word).as_bytes());
            }
            let directory = tempfile::tempdir().unwrap();
            let file = directory.path().join("words.sh");
            std::fs::write(&file, script).unwrap();
            let read = Command::new("bash").arg(&file).env("LC_ALL", locale).output().unwrap();
            assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
            let back: Vec<&[u8]> = read.stdout.split(|&b| b == 0).collect();
            assert_eq!(back.len(), words.len() + 1, "{locale}");
            for (word, back) in words.iter().zip(back) {
                assert_eq!(back, word, "{locale}: {}", shell_word(word));
            }
        }
    }

    proptest! {
        #[test]
        fn nothing_hidden_survives(bytes in awkward()) {
            for shown in [shell_word(&bytes), visible_bytes(&bytes)] {
                prop_assert!(!shown.chars().any(hidden), "{:?}", shown);
            }
        }

        #[test]
        fn plain_text_is_shown_as_it_is(text in "[ -~]{0,20}") {
            prop_assert_eq!(&*visible(&text), &*text);
        }
    }
}
