//! Lists from the head, for those who look.

use crate::{
    rq::{
        keys::{Keys, TOMBSTONE},
        place::Place,
    },
    store::{
        cursor::{Member, PAGE, Replies, members},
        error::Error,
        wire::{Batch, Reply},
    },
};

/// How many of the last members are remembered to find the place again.
const ANCHORS: usize = 16;

/// Walks a list by index. Workers pop at the head, so that everything may have moved up: the last members that were
/// read are found again, and nothing is skipped.
#[derive(Debug)]
pub struct List {
    place: Place,
    /// Members passed.
    passed: u64,
    /// The last members that were read, the latest last.
    anchors: Vec<Vec<u8>>,
    /// Set where the anchors were not found: where the last window began.
    lost: Option<u64>,
    done: bool,
    asked: Option<Asked>,
}

#[derive(Clone, Copy, Debug)]
enum Asked {
    Page {
        overlap: bool,
        want: usize,
    },
    /// Members that begin at `first`, to find an anchor in.
    Window {
        first: u64,
    },
}

impl List {
    /// The first `from` members are passed over.
    pub fn new(place: Place, from: u64) -> List {
        List { place, passed: from, anchors: Vec::new(), lost: None, done: false, asked: None }
    }

    pub fn done(&self) -> bool {
        self.done
    }

    pub fn request(&mut self, keys: &Keys, want: usize, batch: &mut Batch) {
        let want = want.clamp(1, PAGE);
        let (from, to, asked) = match self.lost {
            Some(lost) => {
                let first = lost.saturating_sub(PAGE as u64);
                (first as i64, (first + 2 * PAGE as u64) as i64, Asked::Window { first })
            }
            None => {
                let overlap = !self.anchors.is_empty();
                let from = self.passed as i64 - i64::from(overlap);
                (from, (self.passed + want as u64 - 1) as i64, Asked::Page { overlap, want })
            }
        };
        self.asked = Some(asked);
        let key = keys.place(&self.place);
        batch.push(&[b"LRANGE", &key, from.to_string().as_bytes(), to.to_string().as_bytes()]);
    }

    pub fn take(&mut self, replies: Replies) -> Result<Vec<Member>, Error> {
        let Some(asked) = self.asked.take() else { return Ok(Vec::new()) };
        let mut read: Vec<Vec<u8>> = members(replies()?)?.into_iter().filter_map(Reply::bytes).collect();
        match asked {
            Asked::Page { overlap: true, .. } if read.first() != self.anchors.last() => {
                self.lost = Some(self.passed);
                return Ok(Vec::new());
            }
            Asked::Page { overlap, want } => {
                self.done = read.len() < want + usize::from(overlap);
                read.drain(..usize::from(overlap));
            }
            Asked::Window { first } => {
                self.find(first, &read);
                return Ok(Vec::new());
            }
        }
        let began = self.passed as i64;
        self.passed += read.len() as u64;
        if !read.is_empty() {
            self.anchors = read[read.len().saturating_sub(ANCHORS)..].to_vec();
        }
        let member =
            |(entry, index)| Member { entry, score: None, index: Some(index), place: self.place.clone() };
        // What a verb of ours took out by its index, and an interrupted one left to be swept, is no job.
        let read = read.into_iter().zip(began..).filter(|(entry, _)| entry != TOMBSTONE);
        Ok(read.map(member).collect())
    }

    /// Goes on behind the latest anchor in the window; without any, the next window lies nearer to the head. At
    /// the head itself nothing can have been skipped.
    fn find(&mut self, first: u64, window: &[Vec<u8>]) {
        let found = self.anchors.iter().enumerate().rev().find_map(|(nth, anchor)| {
            let at = window.iter().rposition(|m| m == anchor)? as u64;
            Some((nth, first + at + 1))
        });
        match found {
            Some((nth, passed)) => {
                // The next page begins with this anchor, so that one more shift is seen as well.
                self.anchors.truncate(nth + 1);
                self.passed = passed;
            }
            None if first > 0 => {
                self.lost = Some(first);
                return;
            }
            None => {
                self.anchors.clear();
                self.passed = 0;
            }
        }
        self.lost = None;
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        rq::filter::Toward,
        store::cursor::world::{World, ids, walk},
    };

    #[test]
    fn workers_that_pop_do_not_make_a_look_skip_anything() {
        let mut world = World(ids(200));
        let seen = walk(&mut world, Toward::Listing, 10, &mut |w| {
            let n = w.0.len().min(7);
            w.0.drain(..n);
        });
        // Whatever is still there at the end was seen, and the rest once at the most.
        for left in &world.0 {
            assert!(seen.contains(left), "{left}");
        }
        let mut unique = seen.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), seen.len());
    }

    #[test]
    fn a_look_that_lost_its_place_skips_nothing_however_far_the_list_moved() {
        let mut world = World(ids(9000));
        let mut popped = false;
        let seen = walk(&mut world, Toward::Listing, 1000, &mut |w| {
            if w.0[0] == "j0" && !popped {
                return popped = true;
            }
            if w.0[0] == "j0" {
                w.0.drain(..1990);
            }
        });
        assert_eq!(seen, ids(9000));
        let mut world = World(ids(9000));
        let mut pages = 0;
        let seen = walk(&mut world, Toward::Listing, 1000, &mut |w| {
            pages += 1;
            if pages == 6 {
                w.0.drain(..5990);
            }
        });
        assert_eq!(seen, ids(9000));
    }
}
