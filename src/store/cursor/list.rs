//! Lists: from the head for those who look, from the tail for those who act.

use crate::{
    rq::{
        filter::Toward,
        keys::{Keys, TOMBSTONE},
        place::Place,
    },
    store::{
        cursor::{Member, PAGE, Replies, members, passed::Passed},
        error::Error,
        wire::{Batch, Reply},
    },
};

/// How many of the last members are remembered, or read once more, to find the place again.
const ANCHORS: usize = 16;

/// Walks a list by index. Workers pop at the head, so a look from the head may find that everything moved
/// up; an index counted from the tail grows when something is pushed there, so that a walk from the tail meets
/// members twice. Where others take something out behind it, it finds in front of itself what it never met, and goes
/// back: neither walk skips anything.
#[derive(Debug)]
pub struct List {
    place: Place,
    toward: Toward,
    /// Members passed, from the end at which the walk began.
    passed: u64,
    /// The last members that were read, the latest last.
    anchors: Vec<Vec<u8>>,
    /// Set where the anchors were not found: where the last window began.
    lost: Option<u64>,
    /// What a walk from the tail met.
    met: Passed,
    /// It went back, and comes again through what it met.
    again: bool,
    done: bool,
    asked: Option<Asked>,
}

#[derive(Clone, Copy, Debug)]
enum Asked {
    Page {
        overlap: usize,
        want: usize,
    },
    /// Members that begin at `first`, to find an anchor in.
    Window {
        first: u64,
    },
}

impl List {
    /// `from` members at the end at which the walk begins are passed over.
    pub fn new(place: Place, toward: Toward, from: u64) -> List {
        List {
            place,
            toward,
            passed: from,
            anchors: Vec::new(),
            lost: None,
            met: Passed::default(),
            again: false,
            done: false,
            asked: None,
        }
    }

    pub fn done(&self) -> bool {
        self.done
    }

    /// Entries passed, at the end at which the walk began.
    pub fn behind(&self) -> (&Place, u64) {
        (&self.place, self.passed)
    }

    /// So many of them are gone.
    pub fn swept(&mut self, gone: u64) {
        self.passed = self.passed.saturating_sub(gone);
    }

    pub fn request(&mut self, keys: &Keys, want: usize, batch: &mut Batch) {
        let want = want.clamp(1, PAGE);
        let (from, to, asked);
        if self.toward == Toward::Acting {
            let known = if self.met.is_empty() { 0 } else { self.passed };
            let overlap = known.min(ANCHORS as u64);
            from = -((self.passed + want as u64) as i64);
            to = -((self.passed - overlap) as i64 + 1);
            asked = Asked::Page { overlap: overlap as usize, want };
        } else if let Some(lost) = self.lost {
            let first = lost.saturating_sub(PAGE as u64);
            from = first as i64;
            to = (first + 2 * PAGE as u64) as i64;
            asked = Asked::Window { first };
        } else {
            let overlap = usize::from(!self.anchors.is_empty());
            from = self.passed as i64 - overlap as i64;
            to = (self.passed + want as u64 - 1) as i64;
            asked = Asked::Page { overlap, want };
        }
        self.asked = Some(asked);
        let key = keys.place(&self.place);
        batch.push(&[b"LRANGE", &key, from.to_string().as_bytes(), to.to_string().as_bytes()]);
    }

    pub fn take(&mut self, replies: Replies) -> Result<Vec<Member>, Error> {
        let Some(asked) = self.asked.take() else { return Ok(Vec::new()) };
        let mut read: Vec<Vec<u8>> = members(replies()?)?.into_iter().filter_map(Reply::bytes).collect();
        let acting = self.toward == Toward::Acting;
        match asked {
            Asked::Page { overlap, want } if acting => {
                let short = read.len() < want + overlap;
                if !self.join(&mut read, overlap) {
                    return Ok(Vec::new());
                }
                self.done = short;
            }
            Asked::Page { overlap: 1, .. } if read.first() != self.anchors.last() => {
                self.lost = Some(self.passed);
                return Ok(Vec::new());
            }
            Asked::Page { overlap, want } => {
                self.done = read.len() < want + overlap;
                read.drain(..overlap);
            }
            Asked::Window { first } => {
                self.find(first, &read);
                return Ok(Vec::new());
            }
        }
        let began = self.passed as i64;
        self.passed += read.len() as u64;
        if acting {
            read.reverse();
            read.iter().for_each(|entry| self.met.add(entry));
        } else if !read.is_empty() {
            self.anchors = read[read.len().saturating_sub(ANCHORS)..].to_vec();
        }
        let member = |(entry, passed): (Vec<u8>, i64)| {
            let index = Some(if acting { -1 - passed } else { passed });
            Member { entry, score: None, index, place: self.place.clone() }
        };
        // What a verb of ours took out by its index, and an interrupted one left to be swept, is no job.
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
    use super::*;
    use crate::{rq::id::QueueName, store::wire::Reply};

    /// A list that others change between the pages of a walk.
    struct World(Vec<String>);

    impl World {
        fn range(&self, from: i64, to: i64) -> Vec<String> {
            let n = self.0.len() as i64;
            let at = |i: i64| if i < 0 { n + i } else { i };
            let (from, to) = (at(from).max(0), at(to).min(n - 1));
            if from > to { vec![] } else { self.0[from as usize..=to as usize].to_vec() }
        }
    }

    #[test]
    fn an_index_finds_its_member_from_either_end() {
        let world = World(ids(25));
        for toward in [Toward::Listing, Toward::Acting] {
            let mut list = List::new(Place::Queue(QueueName::from_text("q")), toward, 0);
            while !list.done() {
                let mut batch = Batch::default();
                list.request(&Keys::new("rq"), 10, &mut batch);
                let (from, to) = range_of(&batch);
                let page = world.range(from, to).into_iter().map(|s| Reply::Bytes(s.into_bytes()));
                let mut once = Some(Reply::List(page.collect()));
                for m in list.take(&mut || Ok(once.take().unwrap_or(Reply::Nil))).unwrap() {
                    let index = m.index.unwrap();
                    assert_eq!(world.range(index, index), [String::from_utf8(m.entry).unwrap()]);
                }
            }
        }
    }

    fn walk(
        world: &mut World,
        toward: Toward,
        want: usize,
        change: &mut dyn FnMut(&mut World),
    ) -> Vec<String> {
        let mut list = List::new(Place::Queue(QueueName::from_text("q")), toward, 0);
        let mut seen = Vec::new();
        let mut rounds = 0;
        while !list.done() {
            let mut batch = Batch::default();
            list.request(&Keys::new("rq"), want, &mut batch);
            let (from, to) = range_of(&batch);
            let page = world.range(from, to);
            let reply = Reply::List(page.into_iter().map(|s| Reply::Bytes(s.into_bytes())).collect());
            let mut once = Some(reply);
            let got = list.take(&mut || Ok(once.take().unwrap_or(Reply::Nil))).unwrap();
            seen.extend(got.into_iter().map(|m| String::from_utf8(m.entry).unwrap()));
            change(world);
            rounds += 1;
            assert!(rounds < 1000, "the walk does not end");
        }
        seen
    }

    /// The two indices of the one LRANGE in the batch.
    fn range_of(batch: &Batch) -> (i64, i64) {
        let args: Vec<&[u8]> = batch.bytes().split(|b| *b == b'\n').collect();
        let number = |i: usize| std::str::from_utf8(args[i]).unwrap().trim_end().parse().unwrap();
        (number(6), number(8))
    }

    fn ids(n: usize) -> Vec<String> {
        (0..n).map(|i| format!("j{i}")).collect()
    }

    #[test]
    fn a_still_list_is_read_once_in_order() {
        for n in [0, 1, 9, 10, 11, 25] {
            assert_eq!(walk(&mut World(ids(n)), Toward::Listing, 10, &mut |_| {}), ids(n), "{n}");
            let mut back = ids(n);
            back.reverse();
            assert_eq!(walk(&mut World(ids(n)), Toward::Acting, 10, &mut |_| {}), back, "{n}");
        }
    }

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

    #[test]
    fn what_an_interrupted_verb_left_is_no_job() {
        let mut world = World(["a", "rqctl-removed", "b"].map(String::from).to_vec());
        assert_eq!(walk(&mut world, Toward::Listing, 2, &mut |_| {}), ["a", "b"]);
        assert_eq!(walk(&mut world, Toward::Acting, 2, &mut |_| {}), ["b", "a"]);
    }

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
