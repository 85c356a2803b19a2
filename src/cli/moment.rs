//! A point in time as a person types it: `--since 2h`, `--until +2h`, `--since 02:10`, a date, RFC 3339. It
//! means something only by Redis's clock, so it is parsed first and resolved once the clock is known.

use std::time::Duration;

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time as Clock},
    tz::TimeZone,
};

use crate::{cli::duration, rq::time::Time};

/// What was typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moment {
    /// An age: `2h` before now.
    Ago(Duration),
    /// `+2h` after now.
    Ahead(Duration),
    /// `02:10`, UTC: the last one before now.
    OfDay(Clock),
    At(Time),
}

const FORMS: &str = "a time looks like 2h (ago), +2h (ahead), 02:10 (the last one, UTC), 2026-11-24 or \
                     2026-11-24T02:10:00Z";

/// Reads any of the forms.
pub fn parse(text: &str) -> Result<Moment, String> {
    if let Some(ahead) = text.strip_prefix('+') {
        return duration::parse(ahead).map(Moment::Ahead);
    }
    if let Ok(age) = duration::parse(text) {
        return Ok(Moment::Ago(age));
    }
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(format!("{text} of what? {FORMS}"));
    }
    if let Some(clock) = of_day(text) {
        return Ok(Moment::OfDay(clock));
    }
    at(text).map(|t| Moment::At(Time(t.as_microsecond()))).ok_or_else(|| FORMS.to_owned())
}

/// `02:10` or `02:10:30`; jiff alone would take more.
fn of_day(text: &str) -> Option<Clock> {
    let clock = matches!(text.len(), 5 | 8) && text.bytes().all(|b| b.is_ascii_digit() || b == b':');
    if clock { text.parse().ok() } else { None }
}

/// With an offset, or without one and then UTC, as all times here.
fn at(text: &str) -> Option<Timestamp> {
    let civil = || text.parse::<DateTime>().or_else(|_| text.parse::<Date>().map(DateTime::from)).ok();
    // jiff takes a zone in brackets, `…Z[Europe/Paris]`, and a lone `T`-less time: neither is a form of ours.
    if text.contains('[') || text.len() < 10 {
        return None;
    }
    text.parse::<Timestamp>().ok().or_else(|| TimeZone::UTC.to_timestamp(civil()?).ok())
}

impl Moment {
    /// The moment by a clock that says `now`.
    pub fn resolve(self, now: Time) -> Time {
        let micros = |d: Duration| i64::try_from(d.as_micros()).unwrap_or(i64::MAX);
        match self {
            Moment::Ago(age) => Time(now.0.saturating_sub(micros(age))),
            Moment::Ahead(wait) => Time(now.0.saturating_add(micros(wait))),
            Moment::At(time) => time,
            Moment::OfDay(clock) => {
                const DAY: i64 = 86_400_000_000;
                let of_day = clock.duration_since(Clock::midnight()).as_micros() as i64;
                let today = now.0.div_euclid(DAY) * DAY + of_day;
                Time(if today > now.0 { today - DAY } else { today })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn time(text: &str) -> Time {
        Time::parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn every_form_is_resolved_by_the_clock_of_redis() {
        let now = time("2026-11-24T03:12:44.500000Z");
        for (text, expected) in [
            ("2h", "2026-11-24T01:12:44.500000Z"),
            ("90s", "2026-11-24T03:11:14.500000Z"),
            ("7d", "2026-11-17T03:12:44.500000Z"),
            ("1h30m", "2026-11-24T01:42:44.500000Z"),
            ("0", "2026-11-24T03:12:44.500000Z"),
            ("+2h", "2026-11-24T05:12:44.500000Z"),
            ("02:10", "2026-11-24T02:10:00Z"),
            ("02:10:30", "2026-11-24T02:10:30Z"),
            ("03:13", "2026-11-23T03:13:00Z"),
            ("2026-11-24", "2026-11-24T00:00:00Z"),
            ("2026-11-24T02:10", "2026-11-24T02:10:00Z"),
            ("2026-11-24T02:10:00Z", "2026-11-24T02:10:00Z"),
            ("2026-11-24T02:10:00.250Z", "2026-11-24T02:10:00.25Z"),
            ("2026-11-24T02:10:00+01:00", "2026-11-24T01:10:00Z"),
        ] {
            assert_eq!(parse(text).map(|m| m.resolve(now)), Ok(time(expected)), "{text}");
        }
    }

    #[test]
    fn what_could_be_misread_is_refused() {
        for text in
            ["90", "", "+", "+90", "25:00", "2:10", "yesterday", "2026-13-01", "20261124", "-2h", "02:10Z"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse("90").unwrap_err().starts_with("90 of what?"));
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in ".*") {
            let _ = parse(&text).map(|m| m.resolve(Time(0)));
        }

        #[test]
        fn a_time_of_day_lies_within_the_last_day(now in 0i64..4_000_000_000_000_000, minute in 0u32..1440) {
            let text = format!("{:02}:{:02}", minute / 60, minute % 60);
            let at = parse(&text).unwrap().resolve(Time(now));
            prop_assert!(at.0 <= now && now - at.0 < 86_400_000_000);
        }
    }
}
