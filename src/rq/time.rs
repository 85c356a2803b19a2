//! Time as RQ writes it. The clock is always Redis's; stamps made by others may be off.

use jiff::Timestamp;

/// Microseconds since the epoch, UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash, Default)]
pub struct Time(pub i64);

impl Time {
    /// RQ's text, `2026-11-24T06:10:49.008579Z` or the same without a fraction. `None` for anything else:
    /// RQ's own readers raise there, ours show the text as it is.
    pub fn parse(text: &[u8]) -> Option<Time> {
        // Only the two forms that RQ accepts; jiff alone would take more.
        let fraction = match text.len() {
            20 => true,
            22..=27 => text[19] == b'.' && text[20..text.len() - 1].iter().all(u8::is_ascii_digit),
            _ => false,
        };
        if !fraction || text[10] != b'T' || text[text.len() - 1] != b'Z' {
            return None;
        }
        let stamp: Timestamp = std::str::from_utf8(text).ok()?.parse().ok()?;
        Some(Time(stamp.as_microsecond()))
    }

    /// A float of seconds as text, as in execution hashes and scores. Infinite and absurd ones are `None`.
    pub fn parse_float(text: &[u8]) -> Option<Time> {
        std::str::from_utf8(text).ok()?.trim().parse().ok().and_then(Time::from_seconds)
    }

    /// Seconds since the epoch; `None` when not finite or outside of the years 1 to 9999.
    pub fn from_seconds(seconds: f64) -> Option<Time> {
        let micros = (seconds * 1e6).round();
        (micros.is_finite() && Timestamp::from_microsecond(micros as i64).is_ok())
            .then_some(Time(micros as i64))
    }

    /// Whole seconds since the epoch, cut off, as RQ's scores have them.
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    pub fn as_seconds_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// Seconds from `earlier` until this time; negative when it lies ahead.
    pub fn since(self, earlier: Time) -> f64 {
        (self.0 - earlier.0) as f64 / 1e6
    }

    pub fn plus_seconds(self, seconds: i64) -> Time {
        Time(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// The text that RQ writes into hashes: six fraction digits and `Z`, which is RFC 3339 as well.
    pub fn text(self) -> String {
        match Timestamp::from_microsecond(self.0) {
            Ok(t) => t.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string(),
            Err(_) => self.0.to_string(),
        }
    }

    /// The form in RQ's text about abandoned jobs: `2026-11-24 06:10:49.008579+00:00`.
    pub fn python_text(self) -> String {
        match Timestamp::from_microsecond(self.0) {
            Ok(t) => t.strftime("%Y-%m-%d %H:%M:%S.%6f+00:00").to_string(),
            Err(_) => self.0.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_forms_of_rq_are_read_and_nothing_else() {
        assert_eq!(Time::parse(b"2026-11-24T06:10:49.008579Z"), Some(Time(1_795_500_649_008_579)));
        assert_eq!(Time::parse(b"2026-11-24T06:10:49Z"), Some(Time(1_795_500_649_000_000)));
        assert_eq!(Time::parse(b"2026-11-24T06:10:49.5Z"), Some(Time(1_795_500_649_500_000)));
        for text in [
            "",
            "2026-11-24 06:10:49Z",
            "2026-11-24T06:10:49",
            "2026-11-24T06:10:49+00:00",
            "2026-02-30T06:10:49Z",
            "yesterday",
            "2026-11-24T06:10:49.Z",
        ] {
            assert_eq!(Time::parse(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn floats_that_are_no_time_are_none() {
        for text in ["inf", "-inf", "nan", "1e18", "", "x"] {
            assert_eq!(Time::parse_float(text.as_bytes()), None, "{text}");
        }
        assert_eq!(Time::parse_float(b"1795500650.30882"), Some(Time(1_795_500_650_308_820)));
    }

    proptest! {
        #[test]
        fn text_reads_back(micros in -62_135_596_800_000_000i64..253_402_300_799_000_000) {
            let t = Time(micros);
            // Years before 1000 have fewer digits than RQ writes; it never stores them.
            prop_assume!(micros > -30_000_000_000_000_000 && micros < 253_402_200_000_000_000);
            prop_assert_eq!(Time::parse(t.text().as_bytes()), Some(t));
        }

        #[test]
        fn any_bytes_parse_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = (Time::parse(&bytes), Time::parse_float(&bytes));
        }
    }
}
