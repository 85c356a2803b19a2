//! Globs over bytes, as shells write them: `*`, `?`, `[a-z]`, `[!x]`, and `\` before a character that is
//! meant literally.

/// A compiled pattern. A pattern without wildcards is a name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Glob {
    text: String,
    parts: Vec<Part>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Part {
    Byte(u8),
    /// One character, which may be several bytes of UTF-8.
    Any,
    Star,
    Class {
        negated: bool,
        ranges: Vec<(u8, u8)>,
    },
}

impl Glob {
    pub fn new(text: impl Into<String>) -> Glob {
        let text = text.into();
        let parts = parse(text.as_bytes());
        Glob { text, parts }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes that the pattern names, where it has no wildcard.
    pub fn literal(&self) -> Option<Vec<u8>> {
        self.parts.iter().map(|p| if let Part::Byte(b) = p { Some(*b) } else { None }).collect()
    }

    /// Whether the whole of `name` matches. Linear in the product of the lengths, never exponential.
    pub fn matches(&self, name: &[u8]) -> bool {
        let (mut at, mut p) = (0, 0);
        // Where to go on when what follows the last star does not fit.
        let mut retry: Option<(usize, usize)> = None;
        loop {
            let step = match self.parts.get(p) {
                Some(Part::Star) => {
                    retry = Some((p + 1, at));
                    p += 1;
                    continue;
                }
                Some(part) => fits(part, &name[at..]),
                None => (at == name.len()).then_some(0),
            };
            match step {
                Some(_) if p == self.parts.len() => return true,
                Some(n) => {
                    at += n;
                    p += 1;
                }
                None => match retry {
                    Some((after, from)) if from < name.len() => {
                        retry = Some((after, from + 1));
                        (p, at) = (after, from + 1);
                    }
                    _ => return false,
                },
            }
        }
    }
}

/// How many bytes of `rest` the part takes, if it fits.
fn fits(part: &Part, rest: &[u8]) -> Option<usize> {
    let first = *rest.first()?;
    match part {
        Part::Byte(b) => (*b == first).then_some(1),
        Part::Any => Some(character(rest)),
        Part::Class { negated, ranges } => {
            let inside = ranges.iter().any(|(low, high)| (*low..=*high).contains(&first));
            (inside != *negated).then(|| character(rest))
        }
        Part::Star => None,
    }
}

/// Bytes of the first character; 1 where it is not UTF-8.
fn character(rest: &[u8]) -> usize {
    let length = match rest[0] {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => 1,
    };
    if rest.get(..length).is_some_and(|c| std::str::from_utf8(c).is_ok()) { length } else { 1 }
}

fn parse(text: &[u8]) -> Vec<Part> {
    let mut parts = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&b) = text.get(at) {
        at += 1;
        match b {
            b'*' if parts.last() == Some(&Part::Star) => {}
            b'*' => parts.push(Part::Star),
            b'?' => parts.push(Part::Any),
            b'\\' if at < text.len() => {
                parts.push(Part::Byte(text[at]));
                at += 1;
            }
            b'[' => match class(&text[at..]) {
                Some((part, used)) => {
                    parts.push(part);
                    at += used;
                }
                None => parts.push(Part::Byte(b'[')),
            },
            other => parts.push(Part::Byte(other)),
        }
    }
    parts
}

/// A class after its `[`, and how many bytes it takes; without a closing bracket it is no class.
fn class(text: &[u8]) -> Option<(Part, usize)> {
    let negated = matches!(text.first(), Some(b'!' | b'^'));
    let mut at = usize::from(negated);
    let start = at;
    let mut ranges = Vec::new();
    loop {
        let low = *text.get(at)?;
        if low == b']' && at > start {
            return Some((Part::Class { negated, ranges }, at + 1));
        }
        match (text.get(at + 1), text.get(at + 2)) {
            (Some(b'-'), Some(&high)) if high != b']' => {
                ranges.push((low, high));
                at += 3;
            }
            _ => {
                ranges.push((low, low));
                at += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn globs_match_as_in_a_shell() {
        for (glob, name, expected) in [
            ("*", "", true),
            ("shop.*", "shop.mail.send", true),
            ("shop.*", "shopping", false),
            ("*.sync_*", "shop.sync_order", true),
            ("a?c", "abc", true),
            ("a?c", "aéc", true),
            ("a?c", "ac", false),
            ("[a-c]x", "bx", true),
            ("[!a-c]x", "bx", false),
            ("[]]x", "]x", true),
            ("a[", "a[", true),
            (r"a\*", "a*", true),
            (r"a\*", "ab", false),
            ("a*b*c", "axxbxxc", true),
            ("a*b*c", "axxcxxb", false),
            ("", "", true),
            ("", "a", false),
        ] {
            assert_eq!(Glob::new(glob).matches(name.as_bytes()), expected, "{glob} on {name}");
        }
    }

    #[test]
    fn a_pattern_without_wildcards_is_a_name() {
        assert_eq!(Glob::new(r"a\*b").literal(), Some(b"a*b".to_vec()));
        assert_eq!(Glob::new("a*").literal(), None);
    }

    #[test]
    fn many_stars_do_not_explode() {
        let glob = Glob::new("*a".repeat(40));
        assert!(!glob.matches("a".repeat(39).as_bytes()));
        assert!(!Glob::new(format!("{}b", "*a".repeat(40))).matches("a".repeat(5000).as_bytes()));
    }

    proptest! {
        #[test]
        fn a_literal_matches_itself_alone(name in "[a-z:.]{0,12}", other in "[a-z:.]{0,12}") {
            let glob = Glob::new(name.clone());
            prop_assert!(glob.matches(name.as_bytes()));
            prop_assert_eq!(glob.matches(other.as_bytes()), name == other);
        }

        #[test]
        fn any_pattern_on_any_bytes_ends(glob in ".{0,16}", name in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = Glob::new(glob).matches(&name);
        }
    }
}
