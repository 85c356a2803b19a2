//! How long: `90s 5m 2h 7d 1h30m`.

use std::time::Duration;

/// Units with their seconds, longest first.
const UNITS: [(char, f64); 5] = [('w', 604_800.0), ('d', 86_400.0), ('h', 3_600.0), ('m', 60.0), ('s', 1.0)];

/// Numbers with units, each unit once and the longest first; `0` needs none. A fraction (`1.5h`, `0.2s`) and
/// `ms` are understood. A bare number is refused: it could be seconds or minutes.
pub fn parse(text: &str) -> Result<Duration, String> {
    const FORM: &str = "a duration looks like 90s, 5m, 2h, 7d or 1h30m";
    if text == "0" {
        return Ok(Duration::ZERO);
    }
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(format!("{text} of what? {FORM}"));
    }
    let mut seconds = 0.0;
    let mut rest = text;
    let mut last = f64::INFINITY;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let number: f64 = rest[..digits].parse().map_err(|_| FORM.to_owned())?;
        let after = &rest[digits..];
        let (unit, left) = match after.strip_prefix("ms") {
            Some(left) => (0.001, left),
            None => {
                let (_, unit) = UNITS.iter().find(|(c, _)| after.starts_with(*c)).ok_or(FORM)?;
                (*unit, &after[1..])
            }
        };
        if unit >= last {
            return Err(FORM.to_owned());
        }
        (seconds, rest, last) = (seconds + number * unit, left, unit);
    }
    match Duration::try_from_secs_f64(seconds) {
        Ok(duration) if !text.is_empty() => Ok(duration),
        Ok(_) => Err(FORM.to_owned()),
        Err(_) => Err("that is too long".to_owned()),
    }
}

/// A limit that something may take: not zero, and short enough to be one.
pub fn limit(text: &str) -> Result<Duration, String> {
    match parse(text)? {
        zero if zero.is_zero() => Err("a limit is longer than 0".to_owned()),
        long if long > Duration::from_secs(86_400) => Err("a limit is at most 1d".to_owned()),
        limit => Ok(limit),
    }
}

/// A span that something lasts: not zero.
pub fn span(text: &str) -> Result<Duration, String> {
    match parse(text)? {
        zero if zero.is_zero() => Err("it has to last longer than 0".to_owned()),
        long if long > Duration::from_secs(3650 * 86_400) => Err("that is longer than ten years".to_owned()),
        span => Ok(span),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn units_add_up() {
        for (text, millis) in [
            ("0", 0),
            ("90s", 90_000),
            ("5m", 300_000),
            ("1h30m", 5_400_000),
            ("7d", 604_800_000),
            ("1w1d", 691_200_000),
            ("200ms", 200),
            ("1s200ms", 1_200),
            ("1.5h", 5_400_000),
            ("0s", 0),
        ] {
            assert_eq!(parse(text), Ok(Duration::from_millis(millis)), "{text}");
        }
    }

    #[test]
    fn what_could_be_misread_is_refused() {
        for text in [
            "",
            "90",
            "5 m",
            "m",
            "-5m",
            "5x",
            "5m2h",
            "5m5m",
            "1e9s",
            "1..2s",
            "5M",
            "999999999999999999999d",
            "٣s",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert_eq!(parse("90"), Err("90 of what? a duration looks like 90s, 5m, 2h, 7d or 1h30m".to_owned()));
        assert!(limit("0").is_err() && limit("2d").is_err() && limit("1s").is_ok());
        assert!(span("0").is_err() && span("4000d").is_err() && span("30m").is_ok());
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in ".*") {
            let _ = parse(&text);
        }
    }
}
