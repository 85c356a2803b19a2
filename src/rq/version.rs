//! RQ's version, as a worker's hash tells it, and what it means for the data. Which command a worker
//! understands is read from its keys; its version only says what it would refuse, lose or fail.

use std::fmt;

/// Major, minor, patch. Suffixes (`rc1`) are dropped.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Version(pub u16, pub u16, pub u16);

/// The newest version whose data are known.
pub const LATEST: Version = Version(3, 0, 0);

/// The last minor release of each major one whose data are known.
const MINORS: [(u16, u16); 3] = [(1, 16), (2, 12), (3, 0)];

impl Version {
    /// A release whose rules are known.
    pub fn known(self) -> bool {
        MINORS.iter().any(|(major, minor)| self.0 == *major && self.1 <= *minor)
    }

    /// The known release that comes closest.
    pub fn nearest_known(self) -> Version {
        match MINORS.iter().find(|(major, _)| self.0 == *major) {
            Some((major, minor)) => Version(*major, self.1.min(*minor), 0),
            None if self.0 == 0 => Version(1, 0, 0),
            None => LATEST,
        }
    }

    /// `2.6.1`, `3.0`, `2.0.0rc1`; `None` where there is no leading number.
    pub fn parse(text: &[u8]) -> Option<Version> {
        let text = std::str::from_utf8(text).ok()?.trim();
        let mut numbers = text.split('.').map(|part| {
            let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
            digits.parse::<u16>().ok()
        });
        let major = numbers.next()??;
        let minor = numbers.next().flatten().unwrap_or(0);
        let patch = numbers.next().flatten().unwrap_or(0);
        Some(Version(major, minor, patch))
    }

    /// Cuts a job ID at its first colon before looking it up.
    pub fn cuts_at_colon(self) -> bool {
        self >= Version(2, 0, 0)
    }

    /// Raises on a job ID that does not match `[A-Za-z0-9_-]+`, which ends the worker.
    pub fn refuses_illegal(self) -> bool {
        self >= Version(2, 8, 0)
    }

    /// Raises on a status that it does not know.
    pub fn refuses_unknown_status(self) -> bool {
        self >= Version(2, 0, 0)
    }

    /// Knows `rate_limited` and `ready_to_enqueue`.
    pub fn knows_rate_limits(self) -> bool {
        self >= Version(3, 0, 0)
    }

    /// Its maintenance fails deferred jobs whose score is not ahead.
    pub fn fails_deferred(self) -> bool {
        self >= Version(2, 0, 0) && self < Version(2, 8, 0)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_and_ordered() {
        assert_eq!(Version::parse(b"2.6.1"), Some(Version(2, 6, 1)));
        assert_eq!(Version::parse(b"3.0"), Some(Version(3, 0, 0)));
        assert_eq!(Version::parse(b"2.0.0rc1"), Some(Version(2, 0, 0)));
        assert_eq!(Version::parse(b"dev"), None);
        assert_eq!(Version::parse(b"\xff"), None);
        assert!(Version::parse(b"2.12.0") > Version::parse(b"2.8.0"));
    }

    #[test]
    fn the_rules_begin_and_end_where_rq_changed_them() {
        let v = |text: &str| Version::parse(text.as_bytes()).unwrap();
        assert!(!v("1.16.2").cuts_at_colon() && v("2.0.0").cuts_at_colon());
        assert!(!v("2.7.0").refuses_illegal() && v("2.8.0").refuses_illegal());
        assert!(v("2.0.0").fails_deferred() && v("2.7.0").fails_deferred() && !v("2.8.0").fails_deferred());
        assert!(!v("2.12.0").knows_rate_limits() && v("3.0.0").knows_rate_limits());
    }
}
