//! Lists: from the head for those who look, from the tail for those who act.

use crate::{
    rq::{filter::Toward, keys::Keys, place::Place},
    store::{
        cursor::{Member, PAGE, Replies, members},
        error::Error,
        wire::Batch,
    },
};

/// How many of the last members are remembered to find the place again.
const ANCHORS: usize = 16;

/// Walks a list by index. Workers pop at the head, so a look from the head may find that everything moved
/// up; an index counted from the tail only grows when something is pushed there, so that a walk from the
/// tail meets members twice but skips none.
#[derive(Debug)]
pub struct List {
    place: Place,
    toward: Toward,
    /// Members passed, from the end at which the walk began.
    passed: u64,
    /// The last members that were read, the latest last.
    anchors: Vec<Vec<u8>>,
    done: bool,
    asked: Asked,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Asked {
    Nothing,
    Page {
        overlap: bool,
        want: usize,
    },
    /// A wide window that begins at `first`, to find an anchor in.
    Window {
        first: u64,
    },
    /// The anchor was lost: read a wide window next.
    Lost,
}

impl List {
    pub fn new(place: Place, toward: Toward) -> List {
        List { place, toward, passed: 0, anchors: Vec::new(), done: false, asked: Asked::Nothing }
    }

    pub fn done(&self) -> bool {
        self.done
    }

    pub fn request(&mut self, keys: &Keys, want: usize, batch: &mut Batch) {
        let want = want.clamp(1, PAGE);
        let (from, to);
        if self.toward == Toward::Acting {
            from = -((self.passed + want as u64) as i64);
            to = -(self.passed as i64 + 1);
            self.asked = Asked::Page { overlap: false, want };
        } else if self.asked == Asked::Lost {
            let first = self.passed.saturating_sub(2 * PAGE as u64);
            from = first as i64;
            to = (self.passed + PAGE as u64) as i64;
            self.asked = Asked::Window { first };
        } else {
            let overlap = !self.anchors.is_empty();
            from = self.passed as i64 - i64::from(overlap);
            to = (self.passed + want as u64 - 1) as i64;
            self.asked = Asked::Page { overlap, want };
        }
        let key = keys.place(&self.place);
        batch.push(&[b"LRANGE", &key, from.to_string().as_bytes(), to.to_string().as_bytes()]);
    }

    pub fn take(&mut self, replies: Replies) -> Result<Vec<Member>, Error> {
        let asked = std::mem::replace(&mut self.asked, Asked::Nothing);
        if matches!(asked, Asked::Nothing | Asked::Lost) {
            return Ok(Vec::new());
        }
        let mut read: Vec<Vec<u8>> = members(replies()?)?.into_iter().filter_map(|r| r.bytes()).collect();
        match asked {
            Asked::Page { overlap: true, .. } if read.first() != self.anchors.last() => {
                self.asked = Asked::Lost;
                return Ok(Vec::new());
            }
            Asked::Page { overlap, want } => {
                self.done = read.len() < want + usize::from(overlap);
                read.drain(..usize::from(overlap));
            }
            Asked::Window { first } => {
                // Without any anchor the window's own start is where nothing can have been skipped.
                let found = self.anchors.iter().rev().zip(1u64..).find_map(|(anchor, back)| {
                    let at = read.iter().rposition(|m| m == anchor)? as u64;
                    Some(first + at + back)
                });
                self.passed = found.unwrap_or(first);
                self.anchors.clear();
                return Ok(Vec::new());
            }
            Asked::Nothing | Asked::Lost => {}
        }
        self.passed += read.len() as u64;
        if self.toward == Toward::Acting {
            read.reverse();
        } else if !read.is_empty() {
            self.anchors = read[read.len().saturating_sub(ANCHORS)..].to_vec();
        }
        let member = |entry| Member { entry, score: None, place: self.place.clone() };
        Ok(read.into_iter().map(member).collect())
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

    fn walk(
        world: &mut World,
        toward: Toward,
        want: usize,
        change: &mut dyn FnMut(&mut World),
    ) -> Vec<String> {
        let mut list = List::new(Place::Queue(QueueName::from_text("q")), toward);
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
}
