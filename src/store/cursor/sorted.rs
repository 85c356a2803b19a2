//! Sorted sets, one or many, merged by score.

use std::{cmp::Ordering, collections::VecDeque};

use crate::{
    rq::{
        filter::Toward,
        keys::Keys,
        place::{Place, Registry},
        time::Time,
    },
    store::{
        cursor::{Member, PAGE, Replies, members},
        error::Error,
        prints::Prints,
        wire::{Batch, Reply},
    },
};

/// Walks several sorted sets at once, from the highest score down or from the lowest up.
#[derive(Debug)]
pub struct Sorted {
    lanes: Vec<Lane>,
    descending: bool,
    /// Stop a lane at the first score ahead of now.
    due: bool,
}

/// One set. Its members have an order of their own, by score and then by name, and the last one that was read
/// says exactly how far the walk came. The rank is only a guess of where that is now: others add and remove.
#[derive(Debug)]
struct Lane {
    place: Place,
    descending: bool,
    /// Rank of the next member to ask for, counted from the end at which the walk began.
    rank: u64,
    /// Rank of the first member of the last page that had not been read before.
    began: u64,
    /// How far to go back when the guess was too high.
    back: u64,
    buffer: VecDeque<(Vec<u8>, f64)>,
    last: Option<(Vec<u8>, f64)>,
    exhausted: bool,
    /// What was handed out of a set that is to be walked twice.
    again: Option<Prints>,
    /// This is the second walk.
    second: bool,
    asked: Option<Asked>,
}

#[derive(Debug)]
struct Asked {
    first: u64,
    count: u64,
}

impl Sorted {
    pub fn new(places: &[Place], due: bool, toward: Toward) -> Sorted {
        // What is due lies at the low end, whoever looks.
        let descending = toward == Toward::Listing && !due;
        let lane = |place: &Place| Lane {
            place: place.clone(),
            descending,
            rank: 0,
            began: 0,
            back: PAGE as u64,
            buffer: VecDeque::new(),
            last: None,
            exhausted: false,
            // Heartbeats move started entries up, past a walk that comes down.
            again: (descending && matches!(place, Place::Registry(Registry::Started, _)))
                .then(Prints::default),
            second: false,
            asked: None,
        };
        Sorted { lanes: places.iter().map(lane).collect(), descending, due }
    }

    pub fn done(&self) -> bool {
        self.lanes.iter().all(|l| l.exhausted && l.buffer.is_empty())
    }

    pub fn request(&mut self, keys: &Keys, want: usize, batch: &mut Batch) {
        let open = self.lanes.iter().filter(|l| !l.exhausted).count().max(1);
        let chunk = (want.clamp(1, PAGE) / open).max(16);
        for lane in self.lanes.iter_mut().filter(|l| !l.exhausted && l.buffer.len() < chunk) {
            lane.request(keys, chunk as u64, batch);
        }
    }

    pub fn take(&mut self, now: Time, replies: Replies) -> Result<Vec<Member>, Error> {
        let limit = if self.due { now.as_seconds_f64() } else { f64::INFINITY };
        for lane in self.lanes.iter_mut() {
            if let Some(asked) = lane.asked.take() {
                lane.take(&asked, pairs(members(replies()?)?), limit);
            }
        }
        Ok(self.merge())
    }

    /// What can be handed out without knowing more of any set: the walk goes on only while each set that
    /// may hold more has shown its next member.
    fn merge(&mut self) -> Vec<Member> {
        let mut page = Vec::new();
        loop {
            if self.lanes.iter().any(|l| !l.exhausted && l.buffer.is_empty()) {
                return page;
            }
            let next = |l: &Lane| l.buffer.front().map(|(_, score)| *score);
            let pick = (0..self.lanes.len()).filter(|i| next(&self.lanes[*i]).is_some()).min_by(|a, b| {
                let order = next(&self.lanes[*a]).partial_cmp(&next(&self.lanes[*b]));
                let order = order.unwrap_or(Ordering::Equal);
                if self.descending { order.reverse() } else { order }
            });
            let Some(lane) = pick.map(|i| &mut self.lanes[i]) else { return page };
            if let Some((entry, score)) = lane.buffer.pop_front() {
                page.push(Member { entry, score: Some(score), index: None, place: lane.place.clone() });
            }
        }
    }

    /// Only for a walk of one set that acts page by page: those that are gone moved the others up.
    pub fn acted(&mut self, left: usize) {
        for lane in &mut self.lanes {
            lane.rank = lane.began + left as u64;
        }
    }
}

impl Lane {
    fn request(&mut self, keys: &Keys, want: u64, batch: &mut Batch) {
        // One member more than needed, to see whether the walk stands where it thinks.
        let first = if self.last.is_some() { self.rank.saturating_sub(1) } else { self.rank };
        let count = self.rank - first + want;
        let range: &[u8] = if self.descending { b"ZREVRANGE" } else { b"ZRANGE" };
        let (from, to) = (first.to_string(), (first + count - 1).to_string());
        batch.push(&[range, &keys.place(&self.place), from.as_bytes(), to.as_bytes(), b"WITHSCORES"]);
        self.asked = Some(Asked { first, count });
    }

    fn take(&mut self, asked: &Asked, read: Vec<(Vec<u8>, f64)>, limit: f64) {
        let skipped = match read.first() {
            Some(entry) => self.last.is_some() && self.beyond(entry),
            None => true,
        };
        if skipped && asked.first > 0 {
            // Members in front of the walk are gone, so those behind it moved up.
            self.rank = asked.first.saturating_sub(self.back);
            self.back *= 2;
            return;
        }
        self.back = PAGE as u64;
        let count = read.len() as u64;
        let known = read.iter().take_while(|entry| self.last.is_some() && !self.beyond(entry)).count();
        self.began = asked.first + known as u64;
        self.rank = asked.first + count;
        self.exhausted = count < asked.count;
        if let Some(last) = read.last().filter(|_| known < read.len()) {
            self.last = Some(last.clone());
        }
        for (member, score) in read.into_iter().skip(known) {
            if score > limit {
                self.exhausted = true;
                break;
            }
            if self.again.as_mut().is_none_or(|met| met.insert(&member)) {
                self.buffer.push_back((member, score));
            }
        }
        // One page was read at one instant: nothing can have moved past it.
        if self.exhausted && self.again.is_some() && !self.second && asked.first > 0 {
            self.second = true;
            (self.rank, self.last, self.exhausted) = (0, None, false);
        }
    }

    /// Whether the walk had not come as far as this member when it read its last one.
    fn beyond(&self, (member, score): &(Vec<u8>, f64)) -> bool {
        let Some((last, at)) = &self.last else { return true };
        let order = score.total_cmp(at).then_with(|| member.cmp(last));
        if self.descending { order.is_lt() } else { order.is_gt() }
    }
}

fn pairs(flat: Vec<Reply>) -> Vec<(Vec<u8>, f64)> {
    let mut pairs = Vec::with_capacity(flat.len() / 2);
    let mut flat = flat.into_iter();
    while let (Some(member), Some(score)) = (flat.next(), flat.next()) {
        // Redis takes -0 and 0 for the same, and so must an order: adding 0 makes them so.
        if let (score, Some(member)) = (score.float().unwrap_or(f64::NAN) + 0.0, member.bytes()) {
            pairs.push((member, score));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rq::id::QueueName;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    /// A sorted set that others change between the pages of a walk.
    type World = BTreeMap<String, i64>;

    fn range(world: &World, from: usize, to: usize, descending: bool) -> Reply {
        let mut all: Vec<(i64, &String)> = world.iter().map(|(m, s)| (*s, m)).collect();
        all.sort();
        if descending {
            all.reverse();
        }
        let page = all.into_iter().skip(from).take(to + 1 - from);
        let bytes = |text: String| Reply::Bytes(text.into_bytes());
        Reply::List(
            page.flat_map(|(score, member)| [bytes(member.clone()), bytes(score.to_string())]).collect(),
        )
    }

    fn walk(
        world: &mut World,
        toward: Toward,
        want: usize,
        change: &mut dyn FnMut(&mut World, &[String], &mut Sorted),
    ) -> Vec<String> {
        walk_through(Registry::Failed, world, toward, want, change)
    }

    fn walk_through(
        registry: Registry,
        world: &mut World,
        toward: Toward,
        want: usize,
        change: &mut dyn FnMut(&mut World, &[String], &mut Sorted),
    ) -> Vec<String> {
        let place = Place::Registry(registry, QueueName::from_text("q"));
        let mut sorted = Sorted::new(&[place], false, toward);
        let mut seen = Vec::new();
        for _ in 0..10_000 {
            if sorted.done() {
                return seen;
            }
            let mut batch = Batch::default();
            sorted.request(&Keys::new("rq"), want, &mut batch);
            let words: Vec<&[u8]> = batch.bytes().split(|b| *b == b'\n').collect();
            let number = |i: usize| std::str::from_utf8(words[i]).unwrap().trim_end().parse().unwrap();
            let mut once = Some(range(world, number(6), number(8), toward == Toward::Listing));
            let got = sorted.take(Time(0), &mut || Ok(once.take().unwrap_or(Reply::Nil))).unwrap();
            let got: Vec<String> = got.into_iter().map(|m| String::from_utf8(m.entry).unwrap()).collect();
            change(world, &got, &mut sorted);
            seen.extend(got);
        }
        panic!("the walk does not end");
    }

    fn world(n: i64, per_score: i64) -> World {
        (0..n).map(|i| (format!("j{i:04}"), i / per_score)).collect()
    }

    #[test]
    fn a_still_set_is_read_once_in_order() {
        for n in [0, 1, 15, 16, 17, 100] {
            let mut ids: Vec<String> = world(n, 3).into_keys().collect();
            assert_eq!(walk(&mut world(n, 3), Toward::Acting, 16, &mut |_, _, _| {}), ids, "{n}");
            ids.reverse();
            assert_eq!(walk(&mut world(n, 3), Toward::Listing, 16, &mut |_, _, _| {}), ids, "{n}");
        }
    }

    #[test]
    fn a_verb_that_removes_what_it_meets_meets_everything_once() {
        for stays in [1, 2, 3, 1000] {
            let mut nth = 0;
            let seen = walk(&mut world(500, 7), Toward::Acting, 20, &mut |w, page, sorted| {
                let mut left = 0;
                for id in page {
                    nth += 1;
                    if nth % stays == 0 {
                        left += 1;
                    } else {
                        w.remove(id);
                    }
                }
                sorted.acted(left);
            });
            let ids: Vec<String> = world(500, 7).into_keys().collect();
            assert_eq!(seen, ids, "one in {stays} stays");
        }
    }

    #[test]
    fn a_heartbeat_hides_no_started_entry() {
        let mut beat = 100;
        let mut seen =
            walk_through(Registry::Started, &mut world(60, 1), Toward::Listing, 16, &mut |w, _, _| {
                for id in ["j0001", "j0010", "j0059"] {
                    beat += 1;
                    w.insert(id.to_owned(), beat);
                }
            });
        seen.sort();
        assert_eq!(seen, world(60, 1).into_keys().collect::<Vec<_>>());
    }

    proptest! {
        /// Whatever others do: what stays from the beginning to the end is met exactly once, and nothing twice
        /// unless it moved.
        #[test]
        fn what_stays_is_met_exactly_once(
            n in 0i64..300, per_score in 1i64..50, toward in prop_oneof![Just(Toward::Listing), Just(Toward::Acting)],
            changes in proptest::collection::vec((0i64..400, -5i64..400), 0..200), each in 1usize..30,
        ) {
            let before = world(n, per_score);
            let (mut now, mut stays) = (before.clone(), before.clone());
            let mut changes = changes.into_iter();
            let seen = walk(&mut now, toward, 16, &mut |w, _, _| {
                for (id, score) in changes.by_ref().take(each) {
                    let id = format!("j{id:04}");
                    if w.remove(&id).is_none() {
                        w.insert(id.clone(), score);
                    }
                    stays.remove(&id);
                }
            });
            for id in stays.keys() {
                let times = seen.iter().filter(|s| *s == id).count();
                prop_assert_eq!(times, 1, "{}", id);
            }
        }
    }
}
