//! What a walk from the tail of a list met.

use crate::{rq::keys::TOMBSTONE, store::prints::Prints};

/// So many entries are kept for sure, and at most twice as many.
const KEPT: usize = 50_000;

/// The entries that were met last. Where the walk is, those are enough, for whatever it still sees there is added again.
#[derive(Debug, Default)]
pub struct Passed {
    young: Prints,
    old: Prints,
}

impl Passed {
    pub fn add(&mut self, entry: &[u8]) {
        if entry == TOMBSTONE {
            return;
        }
        if self.young.len() >= KEPT {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(entry);
    }

    pub fn contains(&self, entry: &[u8]) -> bool {
        self.young.contains(entry) || self.old.contains(entry)
    }

    pub fn is_empty(&self) -> bool {
        self.young.is_empty() && self.old.is_empty()
    }
}
