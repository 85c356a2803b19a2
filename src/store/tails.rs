//! What acts cut off the ends of lists.

use std::collections::BTreeMap;

/// Entries that are gone from the ends of lists since a walk read them, list by list. A walk from the tail that does
/// not know would skip as many.
#[derive(Debug, Default)]
pub struct Tails(BTreeMap<Vec<u8>, Gone>);

/// Entries at the end of one list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gone {
    /// A step of this run cut them off.
    pub cut: u64,
    /// Others took them, and may have cut them off.
    pub perhaps: u64,
}

impl Tails {
    /// What is gone from this list.
    pub fn of(&self, list: &[u8]) -> Gone {
        self.0.get(list).copied().unwrap_or_default()
    }

    pub fn add(&mut self, list: Vec<u8>, more: Gone) {
        let gone = self.0.entry(list).or_default();
        gone.cut += more.cut;
        gone.perhaps += more.perhaps;
    }

    /// The walk knows it by now.
    pub fn forget(&mut self) {
        self.0.clear();
    }
}
