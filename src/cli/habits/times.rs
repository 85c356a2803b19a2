//! Spans as people say them, in the form that our options take.

/// Words for a unit, and ours. Longer than a week nothing has a unit of ours, so they are counted in days.
const UNITS: [(&[&str], char, u64); 6] = [
    (&["s", "sec", "secs", "second", "seconds"], 's', 1),
    (&["m", "min", "mins", "minute", "minutes"], 'm', 1),
    (&["h", "hr", "hrs", "hour", "hours"], 'h', 1),
    (&["d", "day", "days"], 'd', 1),
    (&["w", "week", "weeks"], 'w', 1),
    (&["month", "months"], 'd', 30),
];

/// `3 days`, `10min`, `2 hours ago`, `yesterday`: what they are called here. A bare number is of the unit that
/// `usual` names. `None` for what says no span.
pub fn span(text: &str, usual: char) -> Option<String> {
    let text = text.trim().to_ascii_lowercase();
    let text = text.trim_end_matches("ago").trim();
    if text == "yesterday" {
        return Some("1d".to_owned());
    }
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, word) = text.split_at(digits);
    let number: u64 = number.parse().ok()?;
    if word.is_empty() {
        return Some(if number == 0 { "0".to_owned() } else { format!("{number}{usual}") });
    }
    let (_, unit, times) = UNITS.iter().find(|(words, ..)| words.contains(&word.trim()))?;
    Some(format!("{}{unit}", number.checked_mul(*times)?))
}

/// Whether the word goes on with a span that a number began: `days`, `ago`.
pub fn goes_on(word: &str) -> bool {
    word == "ago" || UNITS.iter().any(|(words, ..)| words.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::duration;
    use proptest::prelude::*;

    #[test]
    fn spans_are_understood_as_people_say_them() {
        for (said, ours) in [
            ("3 days", Some("3d")),
            ("10min", Some("10m")),
            ("2 Hours ago", Some("2h")),
            ("yesterday", Some("1d")),
            ("1 month", Some("30d")),
            ("10", Some("10s")),
            ("0", Some("0")),
            ("soon", None),
            ("3 fortnights", None),
            ("", None),
        ] {
            assert_eq!(span(said, 's').as_deref(), ours, "{said}");
        }
        assert!(goes_on("days") && goes_on("ago") && !goes_on("mail"));
    }

    proptest! {
        #[test]
        fn what_is_answered_is_a_duration_of_ours(text in "[0-9]{0,6} ?[a-z]{0,8}( ago)?") {
            if let Some(ours) = span(&text, 'm') {
                prop_assert!(duration::parse(&ours).is_ok(), "{ours}");
            }
        }
    }
}
