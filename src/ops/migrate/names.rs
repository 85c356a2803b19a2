//! New IDs: a pure function of the old ones, so that a second run, a second rqctl and another server come to
//! the same name.

use std::{collections::HashMap, rc::Rc};

use uuid::Uuid;

use crate::rq::id::JobId;

/// Characters of the old ID that a readable name keeps.
const KEPT: usize = 100;

/// How a new ID is made from an old one.
#[derive(Clone, Debug, PartialEq)]
pub enum Scheme {
    /// What can be kept of the old ID, and eight digits of its digest.
    Readable,
    /// The digest alone, a UUID of version 5.
    Uuid,
    /// From a file: old → new. What it does not name stays as it is.
    Map(Rc<HashMap<JobId, JobId>>),
}

impl Scheme {
    /// The new ID of one that is to be renamed: an illegal one, or one that the map names.
    pub fn wanted(&self, id: &JobId) -> Option<JobId> {
        match self {
            Scheme::Map(_) => self.rename(id),
            Scheme::Readable | Scheme::Uuid if id.legal() => None,
            Scheme::Readable | Scheme::Uuid => self.rename(id),
        }
    }

    /// The new ID, or `None` where a map does not name the old one.
    pub fn rename(&self, old: &JobId) -> Option<JobId> {
        match self {
            Scheme::Readable => Some(readable(old)),
            Scheme::Uuid => Some(JobId::new(digest(old).hyphenated().to_string())),
            Scheme::Map(map) => map.get(old).cloned(),
        }
    }
}

/// UUIDv5 of the old ID in a namespace of our own.
fn digest(old: &JobId) -> Uuid {
    let namespace = Uuid::new_v5(&Uuid::NAMESPACE_DNS, b"rqctl");
    Uuid::new_v5(&namespace, &old.0)
}

/// Each run of characters that RQ 2.8 and later refuse becomes one hyphen, the ends are trimmed, 100
/// characters are kept at most, and the digest makes it unique: `order:42:email` → `order-42-email-5b1c9e07`.
fn readable(old: &JobId) -> JobId {
    let mut name = String::new();
    let mut gap = false;
    for c in String::from_utf8_lossy(&old.0).chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' => {
                if gap && !name.is_empty() {
                    name.push('-');
                }
                gap = false;
                name.push(c);
            }
            _ => gap = true,
        }
        if name.len() >= KEPT {
            break;
        }
    }
    name.truncate(KEPT);
    let name = match name.trim_matches('-') {
        "" => "job",
        kept => kept,
    };
    JobId::new(format!("{name}-{}", &digest(old).simple().to_string()[..8]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name(old: impl AsRef<[u8]>) -> String {
        let new = Scheme::Readable.rename(&JobId::new(old)).unwrap();
        String::from_utf8(new.0.to_vec()).unwrap()
    }

    #[test]
    fn a_readable_name_keeps_what_it_can() {
        for (old, start) in [
            ("order:42:email", "order-42-email-"),
            ("report.daily", "report-daily-"),
            ("user@example.com", "user-example-com-"),
            ("::a::", "a-"),
            ("a b\n\tc", "a-b-c-"),
            ("", "job-"),
            (":::", "job-"),
            ("-é-", "job-"),
            ("naïve", "na-ve-"),
        ] {
            let new = name(old);
            assert!(new.starts_with(start) && new.len() == start.len() + 8, "{old:?} → {new}");
        }
        assert_eq!(name("x".repeat(300) + ".y").len(), 100 + 1 + 8);
    }

    #[test]
    fn names_that_differ_only_in_refused_characters_stay_apart() {
        let names = ["a.b", "a:b", "a@b", "a b", "a..b"].map(name);
        let unique: std::collections::HashSet<_> = names.iter().collect();
        assert_eq!(unique.len(), names.len(), "{names:?}");
    }

    #[test]
    fn the_names_are_the_same_for_ever() {
        // Maps, tables and a second run depend on it.
        assert_eq!(name("order:42:email"), "order-42-email-809fc1b4");
        assert_eq!(name("report.daily"), "report-daily-cb4a381a");
        assert_eq!(name("a b"), "a-b-4ccd9cd2");
        let uuid = Scheme::Uuid.rename(&JobId::new("a b")).unwrap();
        assert!(uuid.0.starts_with(b"4ccd9cd2-") && uuid.0.len() == 36, "{uuid:?}");
    }

    proptest! {
        #[test]
        fn every_new_id_is_legal(old in proptest::collection::vec(any::<u8>(), 0..300)) {
            let old = JobId::new(old);
            for scheme in [Scheme::Readable, Scheme::Uuid] {
                let new = scheme.rename(&old).unwrap();
                prop_assert!(new.legal(), "{new:?}");
                prop_assert!(new.0.len() <= KEPT + 9);
                prop_assert_eq!(scheme.rename(&old), Some(new));
            }
        }

        #[test]
        fn text_names_too(old in ".{0,200}") {
            prop_assert!(Scheme::Readable.rename(&JobId::new(old)).unwrap().legal());
        }
    }
}
