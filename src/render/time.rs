//! Microseconds since the epoch → the calendar, in UTC. Only what writing needs; reading times is done
//! where they are met.

use std::fmt;

const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400;

/// A moment in the calendar of UTC, between the years 0000 and 9999.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Civil {
    pub year: u16,
    pub month: u8,
    pub day: u8,
    pub hour: u8,
    pub minute: u8,
    pub second: u8,
    pub micros: u32,
}

impl Civil {
    /// `None` where RFC 3339 has no way to write it: scores hold whatever someone stored.
    pub fn of(micros: i64) -> Option<Civil> {
        let (seconds, fraction) = (micros.div_euclid(SECOND), micros.rem_euclid(SECOND));
        let (year, month, day) = date(seconds.div_euclid(DAY));
        let of_day = seconds.rem_euclid(DAY);
        Some(Civil {
            year: u16::try_from(year).ok().filter(|&y| y <= 9999)?,
            month,
            day,
            hour: (of_day / 3600) as u8,
            minute: (of_day / 60 % 60) as u8,
            second: (of_day % 60) as u8,
            micros: fraction as u32,
        })
    }

    /// RFC 3339 in UTC with exactly six digits and `Z`: the one form of machine formats.
    pub fn rfc3339(&self) -> Stamp {
        let mut text = *b"0000-00-00T00:00:00.000000Z";
        put(&mut text[0..4], self.year.into());
        put(&mut text[5..7], self.month.into());
        put(&mut text[8..10], self.day.into());
        put(&mut text[11..13], self.hour.into());
        put(&mut text[14..16], self.minute.into());
        put(&mut text[17..19], self.second.into());
        put(&mut text[20..26], self.micros);
        Stamp(text)
    }

    /// `03:09:11`, as people say a moment of today.
    pub fn clock(&self) -> String {
        format!("{:02}:{:02}:{:02}", self.hour, self.minute, self.second)
    }

    /// `2027-11-24`.
    pub fn date(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// `24 Nov`, beside a clock.
    pub fn day_of_month(&self) -> String {
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        format!("{} {}", self.day, MONTHS[usize::from(self.month) - 1])
    }

    /// `2026-11-24T03:09:11Z`: a moment in a table, where microseconds would only take room.
    pub fn to_the_second(&self) -> String {
        format!("{}T{}Z", self.date(), self.clock())
    }
}

/// The text of a time, without an allocation: a listing writes several per row.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Stamp([u8; 27]);

impl Stamp {
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

fn put(digits: &mut [u8], mut value: u32) {
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (value % 10) as u8;
        value /= 10;
    }
}

/// Days since 1970-01-01 → year, month, day in the Gregorian calendar. Counted in eras of 400 years that
/// begin in March, so that the leap day is the last of its year.
fn date(days: i64) -> (i64, u8, u8) {
    const ERA: i64 = 146_097;
    let from_march_0000 = days + 719_468;
    let (era, of_era) = (from_march_0000.div_euclid(ERA), from_march_0000.rem_euclid(ERA));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / (ERA - 1)) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month as u8, day as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(micros: i64) -> String {
        Civil::of(micros).unwrap().rfc3339().as_str().to_owned()
    }

    #[test]
    fn known_moments_are_written_with_six_digits_and_z() {
        assert_eq!(written(0), "1970-01-01T00:00:00.000000Z");
        assert_eq!(written(-1), "1969-12-31T23:59:59.999999Z");
        assert_eq!(written(951_782_400_000_000), "2000-02-29T00:00:00.000000Z");
        assert_eq!(written(4_107_542_400_000_000), "2100-03-01T00:00:00.000000Z");
        assert_eq!(written(1_795_500_319_123_456), "2026-11-24T06:05:19.123456Z");
        assert_eq!(written(253_402_300_799_999_999), "9999-12-31T23:59:59.999999Z");
    }

    #[test]
    fn a_moment_outside_the_four_digit_years_is_none() {
        for micros in [i64::MIN, i64::MAX, 253_402_300_800_000_000, -62_167_219_200_000_001] {
            assert_eq!(Civil::of(micros), None, "{micros}");
        }
        assert_eq!(written(-62_167_219_200_000_000), "0000-01-01T00:00:00.000000Z");
    }

    #[test]
    fn people_read_clocks_and_dates() {
        let at = Civil::of(1_795_500_319_123_456).unwrap();
        assert_eq!(at.clock(), "06:05:19");
        assert_eq!(at.date(), "2026-11-24");
        assert_eq!(at.day_of_month(), "24 Nov");
        assert_eq!(at.to_the_second(), "2026-11-24T06:05:19Z");
    }

    proptest! {
        #[test]
        fn jiff_reads_the_same_moment_back(micros in -62_167_219_200_000_000i64..253_402_207_200_000_000) {
            let read: jiff::Timestamp = written(micros).parse().unwrap();
            prop_assert_eq!(read.as_microsecond(), micros);
        }
    }
}
