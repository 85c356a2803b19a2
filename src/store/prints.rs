//! Which texts were seen, as 16 bytes each: a million IDs fit, however long they are.

use std::{
    collections::HashSet,
    hash::{BuildHasher, RandomState},
};

/// A set of fingerprints. The seeds are random, so that nobody can choose IDs that collide.
#[derive(Debug, Default)]
pub struct Prints {
    seeds: (RandomState, RandomState),
    set: HashSet<(u64, u64)>,
}

impl Prints {
    /// False where it was there already.
    pub fn insert(&mut self, text: &[u8]) -> bool {
        self.set.insert(self.print(text))
    }

    pub fn contains(&self, text: &[u8]) -> bool {
        self.set.contains(&self.print(text))
    }

    /// Whether it was there.
    pub fn remove(&mut self, text: &[u8]) -> bool {
        self.set.remove(&self.print(text))
    }

    pub fn len(&self) -> usize {
        self.set.len()
    }

    pub fn is_empty(&self) -> bool {
        self.set.is_empty()
    }

    fn print(&self, text: &[u8]) -> (u64, u64) {
        (self.seeds.0.hash_one(text), self.seeds.1.hash_one(text))
    }
}
