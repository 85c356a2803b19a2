//! What acts cut off the ends of lists.

use std::collections::BTreeMap;

/// How many entries steps of a run cut off the ends of lists since a walk read them, list by list. A walk from the tail
/// that does not know would skip as many.
#[derive(Debug, Default)]
pub struct Tails(BTreeMap<Vec<u8>, u64>);

impl Tails {
    /// What is gone from this list.
    pub fn of(&self, list: &[u8]) -> u64 {
        self.0.get(list).copied().unwrap_or_default()
    }

    pub fn add(&mut self, list: Vec<u8>, cut: u64) {
        *self.0.entry(list).or_default() += cut;
    }

    /// The walk knows it by now.
    pub fn forget(&mut self) {
        self.0.clear();
    }
}
