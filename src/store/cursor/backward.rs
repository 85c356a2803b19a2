//! Lists from the tail, for those who act.

use crate::{
    rq::{
        keys::{Keys, TOMBSTONE},
        place::Place,
    },
    store::{
        cursor::{Member, PAGE, Replies, members, passed::Passed},
        error::Error,
        wire::{Batch, Reply},
    },
};

/// How many of the last members are read once more, to see that the walk is where it was.
const OVERLAP: u64 = 16;

/// Walks a list by index from the tail. That only grows when something is pushed there, so that members are met twice.
/// Where others take something out behind the walk, it finds behind itself what it never met, and goes back: nothing
/// is skipped.
#[derive(Debug)]
pub struct Backward {
    place: Place,
    /// Entries passed, those that are no jobs too.
    passed: u64,
    met: Passed,
    /// It went back, and comes again through what it met.
    again: bool,
    done: bool,
    asked: Option<Asked>,
}

#[derive(Clone, Copy, Debug)]
struct Asked {
    overlap: u64,
    want: usize,
}

impl Backward {
    /// The last `from` members are passed over.
    pub fn new(place: Place, from: u64) -> Backward {
        Backward { place, passed: from, met: Passed::default(), again: false, done: false, asked: None }
    }

    pub fn done(&self) -> bool {
        self.done
    }

    /// Entries passed, at the end of the list.
    pub fn behind(&self) -> (&Place, u64) {
        (&self.place, self.passed)
    }

    /// So many of them are gone.
    pub fn swept(&mut self, gone: u64) {
        self.passed = self.passed.saturating_sub(gone);
    }

    pub fn request(&mut self, keys: &Keys, want: usize, batch: &mut Batch) {
        let want = want.clamp(1, PAGE);
        let overlap = if self.met.is_empty() { 0 } else { self.passed.min(OVERLAP) };
        self.asked = Some(Asked { overlap, want });
        let (first, last) = (self.passed + want as u64, self.passed - overlap + 1);
        let key = keys.place(&self.place);
        batch.push(&[b"LRANGE", &key, format!("-{first}").as_bytes(), format!("-{last}").as_bytes()]);
    }

    pub fn take(&mut self, replies: Replies) -> Result<Vec<Member>, Error> {
        let Some(Asked { overlap, want }) = self.asked.take() else { return Ok(Vec::new()) };
        let mut read: Vec<Vec<u8>> = members(replies()?)?.into_iter().filter_map(Reply::bytes).collect();
        let short = read.len() < want + overlap as usize;
        if !self.join(&mut read, overlap as usize) {
            return Ok(Vec::new());
        }
        self.done = short;
        let began = self.passed as i64;
        self.passed += read.len() as u64;
        read.reverse();
        read.iter().for_each(|entry| self.met.add(entry));
        let member = |(entry, passed): (Vec<u8>, i64)| Member {
            entry,
            score: None,
            index: Some(-1 - passed),
            place: self.place.clone(),
        };
        // What a verb of ours took out by its index, this one or an interrupted one, is no job.
        let read = read.into_iter().zip(began..).filter(|(entry, _)| entry != TOMBSTONE);
        Ok(read.map(member).collect())
    }

    /// Compares what stands behind a walk from the tail, the last `overlap` entries that were read, with what it met,
    /// and takes that off. What it did not meet stood in front of it: so many were taken out behind it. False where
    /// nothing there is known, and the walk goes back by a page. Tombstones tell nothing.
    fn join(&mut self, read: &mut Vec<Vec<u8>>, overlap: usize) -> bool {
        let behind = read.split_off(read.len().saturating_sub(overlap));
        let known = behind.iter().position(|entry| self.met.contains(entry));
        let told = |entry: &Vec<u8>| entry != TOMBSTONE;
        if known.is_none() && overlap > 0 && (behind.is_empty() || behind.iter().any(told)) {
            self.passed = self.passed.saturating_sub(PAGE as u64);
            self.again = true;
            return false;
        }
        if let Some(known) = known {
            for entry in behind[known..].iter().rev() {
                if self.met.contains(entry) {
                    self.met.add(entry);
                }
            }
            let unmet = behind[..known].iter().rposition(told).map_or(0, |last| last + 1);
            read.extend_from_slice(&behind[..unmet]);
            self.passed -= unmet as u64;
        }
        while self.again
            && let Some(last) = read.last()
        {
            self.again = !told(last) || self.met.contains(last);
            if self.again {
                read.pop();
                self.passed += 1;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        rq::filter::Toward,
        store::cursor::world::{World, ids, walk},
    };

    #[test]
    fn producers_that_push_do_not_make_a_walk_from_the_tail_skip_anything() {
        let mut n = 0;
        let mut world = World(ids(200));
        let seen = walk(&mut world, Toward::Acting, 10, &mut |w| {
            if n < 60 {
                w.0.extend((0..3).map(|i| format!("new{n}-{i}")));
                w.0.insert(0, format!("front{n}"));
                n += 1;
            }
        });
        for id in ids(200) {
            assert!(seen.contains(&id), "{id}");
        }
    }

    #[test]
    fn what_others_take_out_behind_a_walk_hides_nothing_from_it() {
        for taken in [1, 5, 16, 17, 60, 570] {
            for from in [0, 1, 30] {
                let mut world = World(ids(3_000));
                let mut pages = 0;
                let seen = walk(&mut world, Toward::Acting, 10, &mut |w| {
                    pages += 1;
                    if pages == 60 {
                        let end = w.0.len() - from;
                        w.0.drain(end.saturating_sub(taken)..end);
                    }
                });
                let left = ids(3_000 - 600);
                assert!(left.iter().all(|id| seen.contains(id)), "{taken} {from}");
                assert_eq!(seen.len(), 3_000, "what stands is passed once: {taken} {from}");
            }
        }
    }

    #[test]
    fn a_walk_whose_tombstones_others_sweep_skips_nothing() {
        let mut world = World(ids(3_000));
        let mut pages = 0;
        let seen = walk(&mut world, Toward::Acting, 10, &mut |w| {
            pages += 1;
            match pages {
                30 => w.0[2_700..].fill("rqctl-removed".to_owned()),
                60 => w.0.retain(|entry| entry != "rqctl-removed"),
                _ => {}
            }
        });
        let mut all = ids(3_000);
        all.reverse();
        assert_eq!(seen, all);
    }
}
