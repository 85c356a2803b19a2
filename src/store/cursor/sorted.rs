//! Sorted sets, one or many, merged by score.

use std::collections::VecDeque;

use crate::{
    rq::{filter::Toward, keys::Keys, place::Place, time::Time},
    store::{
        cursor::{Member, PAGE, Replies, members},
        error::Error,
        wire::Batch,
    },
};

/// Walks several sorted sets at once by rank, from the highest score down or from the lowest up.
#[derive(Debug)]
pub struct Sorted {
    lanes: Vec<Lane>,
    descending: bool,
    /// Stop a lane at the first score ahead of now.
    due: bool,
}

#[derive(Debug)]
struct Lane {
    place: Place,
    /// Rank of the next member to ask for, counted from the end at which the walk began.
    rank: u64,
    /// Rank at which the last page began.
    began: u64,
    buffer: VecDeque<(Vec<u8>, f64)>,
    /// The last member that was read, and its score as text.
    last: Option<(Vec<u8>, Vec<u8>)>,
    exhausted: bool,
    asked: Asked,
}

#[derive(Debug, PartialEq)]
enum Asked {
    Nothing,
    Page { overlap: bool, want: usize },
    Anchor,
}

impl Sorted {
    pub fn new(places: &[Place], due: bool, toward: Toward) -> Sorted {
        let lane = |place: &Place| Lane {
            place: place.clone(),
            rank: 0,
            began: 0,
            buffer: VecDeque::new(),
            last: None,
            exhausted: false,
            asked: Asked::Nothing,
        };
        // What is due lies at the low end, whoever looks.
        let descending = toward == Toward::Listing && !due;
        Sorted { lanes: places.iter().map(lane).collect(), descending, due }
    }

    pub fn done(&self) -> bool {
        self.lanes.iter().all(|l| l.exhausted && l.buffer.is_empty())
    }

    pub fn request(&mut self, keys: &Keys, want: usize, batch: &mut Batch) {
        let open = self.lanes.iter().filter(|l| !l.exhausted).count().max(1);
        let chunk = (want.clamp(1, PAGE) / open).max(16);
        for lane in self.lanes.iter_mut().filter(|l| !l.exhausted && l.buffer.len() < chunk) {
            lane.request(keys, chunk, self.descending, batch);
        }
    }

    pub fn take(&mut self, now: Time, replies: Replies) -> Result<Vec<Member>, Error> {
        let limit = if self.due { now.as_seconds_f64() } else { f64::INFINITY };
        for lane in &mut self.lanes {
            lane.take(limit, replies)?;
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
                let order = order.unwrap_or(std::cmp::Ordering::Equal);
                if self.descending { order.reverse() } else { order }
            });
            let Some(lane) = pick.map(|i| &mut self.lanes[i]) else { return page };
            if let Some((entry, score)) = lane.buffer.pop_front() {
                page.push(Member { entry, score: Some(score), place: lane.place.clone() });
            }
        }
    }

    /// Only for a walk of one set that acts page by page: those that are gone moved the others up.
    pub fn acted(&mut self, left: usize) {
        for lane in &mut self.lanes {
            lane.rank = lane.began + left as u64;
            lane.last = None;
        }
    }
}

impl Lane {
    fn request(&mut self, keys: &Keys, want: usize, descending: bool, batch: &mut Batch) {
        let key = keys.place(&self.place);
        if self.asked == Asked::Anchor {
            let Some((member, score)) = &self.last else { return };
            let rank: &[u8] = if descending { b"ZREVRANK" } else { b"ZRANK" };
            batch.push(&[rank, &key, member]);
            let beyond = [b"(", &score[..]].concat();
            match descending {
                true => batch.push(&[b"ZCOUNT", &key, &beyond, b"+inf"]),
                false => batch.push(&[b"ZCOUNT", &key, b"-inf", &beyond]),
            }
            return;
        }
        let overlap = self.last.is_some() && self.rank > 0;
        let first = self.rank - u64::from(overlap);
        let range: &[u8] = if descending { b"ZREVRANGE" } else { b"ZRANGE" };
        let (from, to) = (first.to_string(), (self.rank + want as u64 - 1).to_string());
        batch.push(&[range, &key, from.as_bytes(), to.as_bytes(), b"WITHSCORES"]);
        self.asked = Asked::Page { overlap, want };
    }

    fn take(&mut self, limit: f64, replies: Replies) -> Result<(), Error> {
        match std::mem::replace(&mut self.asked, Asked::Nothing) {
            Asked::Nothing => Ok(()),
            Asked::Anchor => {
                let rank = replies()?.ok()?.int();
                let beyond = replies()?.ok()?.count();
                // Where the last member went too, go on behind everything that sorts before it.
                self.rank = rank.map_or(beyond, |r| r.max(0) as u64 + 1);
                self.last = None;
                Ok(())
            }
            Asked::Page { overlap, want } => self.page(members(replies()?)?, overlap, want, limit),
        }
    }

    fn page(
        &mut self,
        flat: Vec<crate::store::wire::Reply>,
        overlap: bool,
        want: usize,
        limit: f64,
    ) -> Result<(), Error> {
        let mut pairs = Vec::with_capacity(flat.len() / 2);
        let mut flat = flat.into_iter();
        while let (Some(member), Some(score)) = (flat.next(), flat.next()) {
            if let (Some(member), Some(score)) = (member.bytes(), score.bytes()) {
                pairs.push((member, score));
            }
        }
        let mut fresh = pairs.as_slice();
        if overlap {
            let same = fresh.first().map(|(m, _)| m) == self.last.as_ref().map(|(m, _)| m);
            if !same {
                self.asked = Asked::Anchor;
                return Ok(());
            }
            fresh = &fresh[1..];
        }
        self.began = self.rank;
        self.rank += fresh.len() as u64;
        self.exhausted = fresh.len() < want;
        if let Some(last) = fresh.last() {
            self.last = Some(last.clone());
        }
        for (member, text) in fresh {
            let score = std::str::from_utf8(text).ok().and_then(|s| s.parse().ok()).unwrap_or(f64::NAN);
            if score > limit {
                self.exhausted = true;
                break;
            }
            self.buffer.push_back((member.clone(), score));
        }
        Ok(())
    }
}
