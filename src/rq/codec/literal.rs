//! Values as Python would write them, on one line of bounded length.

use std::fmt::Write;

/// A line that stops growing at a number of characters and then ends in `…`.
pub(super) struct Line {
    text: String,
    left: usize,
    cut: bool,
}

impl Line {
    pub(super) fn new(max_chars: usize) -> Line {
        Line { text: String::new(), left: max_chars, cut: false }
    }

    /// Whether more would be lost: loops end here.
    pub(super) fn is_cut(&self) -> bool {
        self.cut
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    pub(super) fn push(&mut self, text: &str) {
        if self.cut {
            return;
        }
        // Bytes are at least as many as characters, so the common case need not count them.
        if text.len() <= self.left {
            self.left -= if text.is_ascii() { text.len() } else { text.chars().count() };
            self.text.push_str(text);
            return;
        }
        let mut chars = text.char_indices();
        match chars.nth(self.left) {
            None => {
                self.left -= text.chars().count();
                self.text.push_str(text);
            }
            Some((end, _)) => {
                self.text.push_str(&text[..end]);
                self.text.pop();
                self.text.push('…');
                self.cut = true;
            }
        }
    }

    /// As much of a text as could still be shown, and a little more, so that a line of a few characters
    /// costs nothing to take from a text of many megabytes.
    fn within_reach<'t>(&self, text: &'t str) -> &'t str {
        let mut end = self.left.saturating_add(1).saturating_mul(4).min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        &text[..end]
    }

    /// `repr` of a str: single quotes, unless only they occur inside.
    pub(super) fn quote(&mut self, text: &str) {
        let quote = if text.contains('\'') && !text.contains('"') { "\"" } else { "'" };
        self.push(quote);
        self.inner(self.within_reach(text), quote);
        self.push(quote);
    }

    /// `repr` of a str that holds lone surrogates, each in the three bytes that UTF-8 would have for it.
    pub(super) fn quote_broken(&mut self, text: &[u8]) {
        self.push("'");
        let mut rest = text;
        while !rest.is_empty() && !self.cut {
            let valid = std::str::from_utf8(rest).map_or_else(|error| error.valid_up_to(), str::len);
            self.inner(std::str::from_utf8(&rest[..valid]).unwrap_or_default(), "'");
            rest = &rest[valid..];
            let used = match rest {
                [0xed, high @ 0xa0..=0xbf, low @ 0x80..=0xbf, ..] => {
                    self.push(&format!(
                        "\\ud{:03x}",
                        (u16::from(*high) & 0x3f) << 6 | u16::from(*low) & 0x3f
                    ));
                    3
                }
                [byte, ..] => {
                    self.push(&format!("\\x{byte:02x}"));
                    1
                }
                [] => 0,
            };
            rest = &rest[used..];
        }
        self.push("'");
    }

    fn inner(&mut self, text: &str, quote: &str) {
        let mut plain = 0;
        for (at, c) in text.char_indices() {
            if printable(c) && c != '\\' && !quote.starts_with(c) {
                continue;
            }
            self.push(&text[plain..at]);
            plain = at + c.len_utf8();
            self.escape(c);
            if self.cut {
                return;
            }
        }
        self.push(&text[plain..]);
    }

    /// A dotted name. What could not be one is quoted, so that no class can pass for something else.
    pub(super) fn name(&mut self, name: &str) {
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '<' | '>');
        if !name.is_empty() && name.chars().all(plain) { self.push(name) } else { self.quote(name) }
    }

    fn escape(&mut self, c: char) {
        let mut escaped = String::new();
        // Writing to a String cannot fail.
        let _ = match (c, c as u32) {
            ('\n', _) => escaped.write_str("\\n"),
            ('\r', _) => escaped.write_str("\\r"),
            ('\t', _) => escaped.write_str("\\t"),
            (c, 0x20..0x7f) => write!(escaped, "\\{c}"),
            (_, code @ 0..=0xff) => write!(escaped, "\\x{code:02x}"),
            (_, code @ 0..=0xffff) => write!(escaped, "\\u{code:04x}"),
            (_, code) => write!(escaped, "\\U{code:08x}"),
        };
        self.push(&escaped);
    }

    /// `repr` of bytes.
    pub(super) fn quote_bytes(&mut self, bytes: &[u8]) {
        let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
        self.push(if quote == '"' { "b\"" } else { "b'" });
        for &b in bytes {
            if self.cut {
                return;
            }
            match b {
                b'\n' | b'\r' | b'\t' => self.escape(b as char),
                b if b == quote as u8 || b == b'\\' => self.escape(b as char),
                0x20..0x7f => self.push((b as char).encode_utf8(&mut [0; 4])),
                _ => self.escape(b as char),
            }
        }
        self.push(quote.encode_utf8(&mut [0; 4]));
    }
}

/// `repr` of a float: the shortest digits that read back, an exponent below 1e-4 and from 1e16.
pub(super) fn float(number: f64) -> String {
    if number.is_nan() {
        return "nan".to_string();
    }
    let text = format!("{number:?}");
    match text.split_once('e') {
        None => text,
        Some((digits, exponent)) => {
            let (sign, exponent) = match exponent.strip_prefix('-') {
                Some(exponent) => ('-', exponent),
                None => ('+', exponent),
            };
            // Rust keeps `1.0e16`; Python has `1e+16`.
            format!("{}e{sign}{exponent:0>2}", digits.strip_suffix(".0").unwrap_or(digits))
        }
    }
}

/// Longest integer that is written out: nobody reads more digits.
pub(super) const MAX_DIGITS: usize = 1000;

/// An integer's digits as they stand.
pub(super) fn digits(digits: &[u8]) -> String {
    if digits.len() > MAX_DIGITS {
        return format!("<int of {} digits>", digits.len());
    }
    String::from_utf8_lossy(digits).into_owned()
}

/// A number of hexadecimal digits only.
pub(super) fn hex(digits: &[u8]) -> Option<u32> {
    let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
    u32::from_str_radix(digits, 16).ok()
}

/// Adds a code point in UTF-8; a surrogate in the three bytes that UTF-8 would have for it.
pub(super) fn push_code(out: &mut Vec<u8>, code: u32) {
    match char::from_u32(code) {
        Some(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        None => out.extend([
            0xe0 | (code >> 12 & 0xf) as u8,
            0x80 | (code >> 6 & 0x3f) as u8,
            0x80 | (code & 0x3f) as u8,
        ]),
    }
}

/// Whether `repr` leaves the character as it is: no control, no format or bidi character, no space but the
/// ordinary one, no private use. Unassigned characters count as printable here.
fn printable(c: char) -> bool {
    if c.is_ascii() {
        return (' '..='~').contains(&c);
    }
    let hidden = matches!(c,
        '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}')
        || c >= '\u{e0000}' && !('\u{e0100}'..='\u{e01ef}').contains(&c);
    !hidden && !c.is_control() && !c.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn quoted(text: &str) -> String {
        let mut line = Line::new(1000);
        line.quote(text);
        line.finish()
    }

    fn quoted_bytes(bytes: &[u8]) -> String {
        let mut line = Line::new(1000);
        line.quote_bytes(bytes);
        line.finish()
    }

    #[test]
    fn texts_are_quoted_as_repr_does() {
        assert_eq!(quoted("ann@example.com"), "'ann@example.com'");
        assert_eq!(quoted("it's"), "\"it's\"");
        assert_eq!(quoted("it's \"so\""), "'it\\'s \"so\"'");
        assert_eq!(quoted("a\\b\n\r\t\0\x7f"), "'a\\\\b\\n\\r\\t\\x00\\x7f'");
        assert_eq!(quoted("é 漢 🎉"), "'é 漢 🎉'");
        assert_eq!(quoted("\u{85}\u{a0}\u{202e}\u{feff}\u{e0001}"), "'\\x85\\xa0\\u202e\\ufeff\\U000e0001'");
    }

    #[test]
    fn bytes_are_quoted_as_repr_does() {
        assert_eq!(quoted_bytes(b"ab"), "b'ab'");
        assert_eq!(quoted_bytes(b"it's"), "b\"it's\"");
        assert_eq!(quoted_bytes(b"'\"\\\n\xff\0"), "b'\\'\"\\\\\\n\\xff\\x00'");
    }

    #[test]
    fn floats_are_written_as_repr_does() {
        for (number, text) in [
            (1.5, "1.5"),
            (-0.0, "-0.0"),
            (3.0, "3.0"),
            (1e16, "1e+16"),
            (9999999999999998.0, "9999999999999998.0"),
            (1.5e300, "1.5e+300"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (5e-324, "5e-324"),
            (f64::INFINITY, "inf"),
            (f64::NEG_INFINITY, "-inf"),
            (f64::NAN, "nan"),
        ] {
            assert_eq!(float(number), text);
        }
    }

    #[test]
    fn a_line_is_cut_only_when_something_is_lost() {
        let mut line = Line::new(4);
        line.push("añ");
        line.push("bc");
        assert!(!line.is_cut());
        line.push("d");
        assert!(line.is_cut());
        line.push("e");
        assert_eq!(line.finish(), "añb…");
    }

    proptest! {
        #[test]
        fn a_cut_line_is_the_beginning_of_the_whole(text in ".{0,20}", more in 0usize..100_000, max in 2usize..30) {
            let text = text + &"x🎉".repeat(more);
            let (mut whole, mut cut) = (Line::new(usize::MAX), Line::new(max));
            whole.quote(&text);
            cut.quote(&text);
            let (whole, cut) = (whole.finish(), cut.finish());
            prop_assert!(cut == whole || whole.starts_with(cut.strip_suffix('…').unwrap()), "{}", cut);
        }

        #[test]
        fn cut_bytes_are_the_beginning_of_the_whole(bytes in prop::collection::vec(any::<u8>(), 0..60), max in 2usize..60) {
            let (mut whole, mut cut) = (Line::new(usize::MAX), Line::new(max));
            whole.quote_bytes(&bytes);
            cut.quote_bytes(&bytes);
            let (whole, cut) = (whole.finish(), cut.finish());
            prop_assert!(cut == whole || whole.starts_with(cut.strip_suffix('…').unwrap()), "{}", cut);
        }

        #[test]
        fn a_line_never_exceeds_its_length(texts in prop::collection::vec(".{0,20}", 0..5), max in 1usize..30) {
            let mut line = Line::new(max);
            for text in &texts {
                line.quote(text);
            }
            prop_assert!(line.finish().chars().count() <= max);
        }
    }
}
