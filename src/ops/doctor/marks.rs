//! Which places named a job, as one word of a few bytes for each job: a million of them fit.

use std::{
    collections::HashMap,
    hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState},
};

use crate::{
    ops::doctor::parts::{Part, Sees, part_of},
    rq::place::Place,
};

/// Where a job was met.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Named {
    places: u32,
    /// Entries in lists of queues, as far as a byte counts.
    lists: u8,
}

impl Named {
    /// In any of these parts.
    pub fn any(self, parts: Sees) -> bool {
        self.in_parts().meets(parts)
    }

    pub fn has(self, part: Part) -> bool {
        self.in_parts().has(part)
    }

    /// In no place where jobs wait or run.
    pub fn nowhere(self) -> bool {
        !self.any(Sees::ACTIVE)
    }

    /// Entries in lists of queues.
    pub fn lists(self) -> u8 {
        self.lists
    }

    fn in_parts(self) -> Sees {
        Sees::from_bits(self.places)
    }
}

/// Fingerprints of job IDs, and where each was met. Two IDs of a million have the same fingerprint once in fifty
/// million runs, and what is then judged wrongly is looked at again; the seed is random, so that nobody can choose
/// IDs for that.
#[derive(Default)]
pub struct Marks {
    seed: RandomState,
    met: HashMap<u64, Named, BuildHasherDefault<Print>>,
    /// Nothing but what was marked before is marked.
    closed: bool,
}

impl Marks {
    /// For these jobs alone.
    pub fn of_these<'a>(ids: impl IntoIterator<Item = &'a [u8]>) -> Marks {
        let mut marks = Marks::default();
        for id in ids {
            let print = marks.seed.hash_one(id);
            marks.met.insert(print, Named::default());
        }
        marks.closed = true;
        marks
    }

    /// Notes that the job was met there, and says where it was met by now.
    pub fn add(&mut self, id: &[u8], place: &Place) -> Named {
        let Some(part) = part_of(place).filter(|part| Sees::ACTIVE.has(*part)) else { return self.of(id) };
        let print = self.seed.hash_one(id);
        let named = match self.closed {
            true => match self.met.get_mut(&print) {
                Some(named) => named,
                None => return Named::default(),
            },
            false => self.met.entry(print).or_default(),
        };
        named.places |= Sees::of(&[part]).bits();
        if part == Part::Lists {
            named.lists = named.lists.saturating_add(1);
        }
        *named
    }

    pub fn of(&self, id: &[u8]) -> Named {
        self.met.get(&self.seed.hash_one(id)).copied().unwrap_or_default()
    }
}

/// A fingerprint is a hash already.
#[derive(Default)]
struct Print(u64);

impl Hasher for Print {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|b| self.0 = self.0.rotate_left(8) ^ u64::from(*b));
    }

    fn write_u64(&mut self, print: u64) {
        self.0 = print;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rq::{id::QueueName, place::Registry};

    fn queue(name: &str) -> Place {
        Place::Queue(QueueName::from_text(name))
    }

    #[test]
    fn a_job_is_marked_in_every_place_and_counted_in_lists() {
        let mut marks = Marks::default();
        assert!(marks.of(b"a").nowhere());
        assert_eq!(marks.add(b"a", &queue("q")).lists(), 1);
        let named = marks.add(b"a", &queue("r"));
        assert_eq!((named.lists(), named.has(Part::Lists), named.has(Part::Started)), (2, true, false));
        let started = Place::Registry(Registry::Started, QueueName::from_text("q"));
        assert!(marks.add(b"a", &started).has(Part::Started));
        let finished = Place::Registry(Registry::Finished, QueueName::from_text("q"));
        assert!(marks.add(b"b", &finished).nowhere());
        assert!(marks.of(b"c").nowhere());
    }

    #[test]
    fn a_second_look_marks_nothing_but_what_it_is_about() {
        let mut marks = Marks::of_these([b"a".as_slice()]);
        marks.add(b"a", &queue("q"));
        marks.add(b"b", &queue("q"));
        assert!(!marks.of(b"a").nowhere() && marks.of(b"b").nowhere());
        assert_eq!(marks.met.len(), 1);
    }

    #[test]
    fn a_mark_takes_no_more_than_two_words() {
        assert!(size_of::<(u64, Named)>() <= 16);
    }
}
