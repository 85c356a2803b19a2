//! What a name that means nothing may have been meant to be.

/// The name of `among` that is nearest to what was typed, if any is near: at most a third of the letters differ,
/// or one holds the other.
pub fn nearest<'a>(typed: &[u8], among: impl Iterator<Item = &'a [u8]>) -> Option<&'a [u8]> {
    among
        .filter_map(|name| Some((distance(typed, name)?, name)))
        .min_by_key(|(distance, name)| (*distance, name.len()))
        .map(|(_, name)| name)
}

/// As [`nearest`], but one that only holds the other is another word: for words of ours, which nobody made up.
pub fn slip<'a>(typed: &[u8], among: impl Iterator<Item = &'a [u8]>) -> Option<&'a [u8]> {
    let near =
        |name: &&[u8]| !typed.is_empty() && near(edits(&fold(typed), &fold(name)), typed.len(), name.len());
    among.filter(near).min_by_key(|name| edits(&fold(typed), &fold(name)))
}

/// Longer names are compared by their first bytes only: a slip is seldom farther behind.
const LONGEST: usize = 64;

/// Letters to change, or `None` where the names have little to do with each other. Case does not matter.
fn distance(typed: &[u8], name: &[u8]) -> Option<usize> {
    let (a, b) = (fold(typed), fold(name));
    if a.is_empty() || b.is_empty() {
        return None;
    }
    let changes = edits(&a, &b);
    let longer = a.len().max(b.len());
    let holds = |long: &[u8], short: &[u8]| short.len() >= 3 && long.windows(short.len()).any(|w| w == short);
    if near(changes, a.len(), b.len()) {
        Some(changes)
    } else {
        (holds(&a, &b) || holds(&b, &a)).then_some(longer)
    }
}

fn fold(text: &[u8]) -> Vec<u8> {
    text.iter().take(LONGEST).map(u8::to_ascii_lowercase).collect()
}

/// Whether so many changes are few for words of these lengths.
fn near(changes: usize, a: usize, b: usize) -> bool {
    changes * 3 <= a.max(b).max(3)
}

/// Insertions, deletions and replacements that make one of the other; two letters that changed places count
/// once.
fn edits(a: &[u8], b: &[u8]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &y) in b.iter().enumerate() {
            let replaced = last[j] + usize::from(x != y);
            let mut best = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && x == b[j - 1] && y == a[i - 1] {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(typed: &str) -> Option<String> {
        let names = ["default", "mail", "mail-slow", "reports", "a", "high"];
        let found = nearest(typed.as_bytes(), names.iter().map(|name| name.as_bytes()));
        found.map(|name| String::from_utf8_lossy(name).into_owned())
    }

    #[test]
    fn a_slip_is_near_and_another_word_is_not() {
        for (typed, meant) in [
            ("defualt", Some("default")),
            ("Default", Some("default")),
            ("mial", Some("mail")),
            ("mails", Some("mail")),
            ("report", Some("reports")),
            ("slow", Some("mail-slow")),
            ("hihg", Some("high")),
            ("b", Some("a")),
            ("low", Some("mail-slow")),
            ("payments", None),
            ("", None),
        ] {
            assert_eq!(of(typed), meant.map(str::to_owned), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn a_name_is_nearest_to_itself(names in proptest::collection::vec("[a-z]{1,12}", 1..8)) {
            let found = nearest(names[0].as_bytes(), names.iter().map(|name| name.as_bytes()));
            prop_assert_eq!(found, Some(names[0].as_bytes()));
        }

        #[test]
        fn any_bytes_are_compared(a in proptest::collection::vec(any::<u8>(), 0..90), b in proptest::collection::vec(any::<u8>(), 0..90)) {
            prop_assert_eq!(distance(&a, &b), distance(&b, &a));
        }
    }
}
