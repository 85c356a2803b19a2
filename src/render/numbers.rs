//! Numbers as people read them, said alike on every screen.

/// `48,210`, with the minus in front.
pub fn thousands(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        out.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// [`thousands`] of a count.
pub fn number(n: u64) -> String {
    thousands(i64::try_from(n).unwrap_or(i64::MAX))
}

/// `1 job`, `1,204 jobs`, `2 registries`, `3 boxes`.
pub fn count_of(n: u64, noun: &str) -> String {
    let count = thousands(i64::try_from(n).unwrap_or(i64::MAX));
    if n == 1 { format!("{count} {noun}") } else { format!("{count} {}", plural(noun)) }
}

/// The regular plural of an English noun, or of the last word of a phrase.
pub fn plural(noun: &str) -> String {
    let vowel_before_y = || noun.len() > 1 && noun.as_bytes()[noun.len() - 2].is_ascii_alphabetic();
    match noun.strip_suffix('y') {
        Some(stem) if vowel_before_y() && !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if ["s", "x", "z", "ch", "sh"].iter().any(|end| noun.ends_with(end)) => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}

/// `812 B`, `14 kB`, `2.1 GB`. A step is 1024, as in Redis's own `maxmemory 4gb`.
pub fn size(bytes: u64) -> String {
    let mut value = bytes as f64;
    let mut units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"].iter();
    let mut unit = units.next();
    while value >= 1023.5 {
        value /= 1024.0;
        unit = units.next();
    }
    let unit = unit.copied().unwrap_or("EB");
    if unit == "B" || value >= 99.95 { format!("{value:.0} {unit}") } else { format!("{value:.1} {unit}") }
}

/// `2.1 of 4.0 GB`, or `812 kB of 4.0 GB` where the units differ.
pub fn size_of(part: u64, whole: u64) -> String {
    let (part, whole) = (size(part), size(whole));
    match (part.split_once(' '), whole.split_once(' ')) {
        (Some((number, unit)), Some((_, same))) if unit == same => format!("{number} of {whole}"),
        _ => format!("{part} of {whole}"),
    }
}

/// How long ago, in the largest units that matter: `8 s`, `41 min`, `2 h 10 min`, `1 d 3 h`, `41 d`.
/// Fractions are cut, so that nothing is said to be older than it is.
pub fn age(seconds: i64) -> String {
    let s = seconds.max(0);
    match s {
        0..60 => format!("{s} s"),
        60..3_600 => format!("{} min", s / 60),
        3_600..86_400 => two(s / 3_600, "h", s / 60 % 60, "min"),
        86_400..172_800 => two(s / 86_400, "d", s / 3_600 % 24, "h"),
        _ => format!("{} d", thousands(s / 86_400)),
    }
}

/// Where a moment lies as seen from `now`, both in microseconds: `3 min` behind, `in 5 min` ahead.
pub fn relative(at: i64, now: i64) -> String {
    let ahead = (i128::from(at) - i128::from(now)).div_euclid(1_000_000) as i64;
    let behind = (i128::from(now) - i128::from(at)).div_euclid(1_000_000) as i64;
    if ahead > 0 { format!("in {}", age(ahead)) } else { age(behind) }
}

/// How long something took or may take: `0.4 s`, `6.0 s`, `3 min 20 s`, `2 h 10 min`, `41 d`.
pub fn duration(seconds: f64) -> String {
    if !seconds.is_finite() {
        return "-".to_owned();
    }
    let s = seconds.abs();
    let sign = if seconds < 0.0 { "-" } else { "" };
    if s < 59.95 {
        return format!("{sign}{s:.1} s");
    }
    let whole = s.round() as i64;
    let said = if whole < 3_600 { two(whole / 60, "min", whole % 60, "s") } else { age(whole) };
    format!("{sign}{said}")
}

fn two(large: i64, unit: &str, small: i64, part: &str) -> String {
    if small == 0 { format!("{large} {unit}") } else { format!("{large} {unit} {small} {part}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all<T: Copy>(say: impl Fn(T) -> String, cases: &[(T, &str)]) {
        for (value, expected) in cases {
            assert_eq!(say(*value), *expected);
        }
    }

    #[test]
    fn thousands_are_separated_by_commas() {
        all(
            thousands,
            &[(0, "0"), (999, "999"), (1_000, "1,000"), (48_210, "48,210"), (-1_234_567, "-1,234,567")],
        );
        assert_eq!(thousands(i64::MIN), "-9,223,372,036,854,775,808");
    }

    #[test]
    fn a_count_agrees_with_its_noun() {
        let cases = [
            (1, "job", "1 job"),
            (0, "job", "0 jobs"),
            (1_204, "job", "1,204 jobs"),
            (2, "registry", "2 registries"),
            (2, "key", "2 keys"),
            (3, "entry", "3 entries"),
            (2, "finished job", "2 finished jobs"),
            (2, "match", "2 matches"),
        ];
        for (n, noun, expected) in cases {
            assert_eq!(count_of(n, noun), expected);
        }
    }

    #[test]
    fn sizes_keep_two_digits_or_three() {
        all(
            size,
            &[
                (0, "0 B"),
                (1_023, "1023 B"),
                (1_024, "1.0 kB"),
                (150 << 10, "150 kB"),
                (2_254_857_830, "2.1 GB"),
                (4 << 30, "4.0 GB"),
                ((1 << 20) - 1, "1.0 MB"),
                (u64::MAX, "16.0 EB"),
            ],
        );
    }

    #[test]
    fn a_part_shares_the_unit_of_its_whole() {
        assert_eq!(size_of(2_254_857_830, 4 << 30), "2.1 of 4.0 GB");
        assert_eq!(size_of(812 << 10, 4 << 30), "812 kB of 4.0 GB");
    }

    #[test]
    fn ages_are_said_in_their_largest_units() {
        all(
            age,
            &[
                (-5, "0 s"),
                (59, "59 s"),
                (60, "1 min"),
                (2_460, "41 min"),
                (7_800, "2 h 10 min"),
                (7_200, "2 h"),
                (97_200, "1 d 3 h"),
                (345_600, "4 d"),
                (86_400_000, "1,000 d"),
            ],
        );
    }

    #[test]
    fn a_moment_ahead_is_said_to_be_ahead() {
        assert_eq!(relative(1_000_000, 181_500_000), "3 min");
        assert_eq!(relative(300_000_000, 0), "in 5 min");
        assert_eq!(relative(400_000, 0), "0 s");
        assert_eq!(relative(i64::MIN, i64::MAX), "213,503,982 d");
    }

    #[test]
    fn durations_keep_tenths_below_a_minute() {
        all(
            duration,
            &[
                (0.4, "0.4 s"),
                (6.0, "6.0 s"),
                (59.97, "1 min"),
                (200.4, "3 min 20 s"),
                (7_800.0, "2 h 10 min"),
                (3_599.9, "1 h"),
                (-2.0, "-2.0 s"),
                (f64::NAN, "-"),
            ],
        );
    }
}
