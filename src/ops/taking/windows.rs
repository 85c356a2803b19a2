//! The parts of lists in which the jobs of a call stand.

use std::collections::{BTreeMap, HashMap};

use crate::{
    ops::{
        call::Call,
        taking::{Known, Listed, Take, queue_keys},
    },
    rq::{id::QueueName, keys::Keys, time::Time},
    store::{wire::Reply, writer::KeysAndArgs},
};

/// One try for jobs of a batch.
pub struct Try<'a, 'k, T> {
    pub batch: &'a [T],
    pub known: &'k [Known],
    pub keys: &'k Keys,
    pub now: Time,
    /// What a call takes off the end of a list is cut off, and the calls behind it stand nearer to the end.
    pub cuts: bool,
}

/// Where in its list the jobs of a call stand: the nearest to the tail and the farthest; the last entry is 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window<'a> {
    queue: &'a QueueName,
    nearest: u64,
    farthest: u64,
}

impl<'a, T: Take> Try<'a, '_, T> {
    /// The windows of each call.
    pub fn windows(&self, groups: &[Vec<usize>]) -> Vec<Vec<Window<'a>>> {
        let mut ends = HashMap::new();
        groups.iter().map(|group| self.windows_of(group, &mut ends)).collect()
    }

    /// `ends` says how many entries at the end of each list the calls before this one will have cut off: as long as
    /// none stands between them that stays.
    fn windows_of(&self, group: &[usize], ends: &mut HashMap<&'a QueueName, u64>) -> Vec<Window<'a>> {
        let before = ends.clone();
        let mut windows: Vec<Window> = Vec::new();
        for i in group {
            let Listed::Index(at) = self.known[*i].listed else { continue };
            let queue = &self.batch[*i].taking().queue;
            let end = ends.entry(queue).or_default();
            *end += u64::from(self.cuts && at == *end + 1);
            let at = at.saturating_sub(before.get(queue).copied().unwrap_or_default()).max(1);
            match windows.iter_mut().find(|window| window.queue == queue) {
                Some(window) => {
                    window.nearest = window.nearest.min(at);
                    window.farthest = window.farthest.max(at);
                }
                None => windows.push(Window { queue, nearest: at, farthest: at }),
            }
        }
        windows
    }

    /// One call for these jobs.
    pub fn call(&self, group: &[usize], windows: &[Window]) -> KeysAndArgs {
        let mut call = Call::default();
        let Some(first) = group.first().map(|i| &self.batch[*i]) else { return call.done() };
        first.head(&mut call, self.keys, self.now);
        call.flag(self.cuts).number(windows.len());
        for Window { queue, nearest, farthest } in windows {
            queue_keys(&mut call, self.keys, queue);
            call.number(nearest).number(farthest);
        }
        call.number(group.len());
        for i in group {
            self.batch[*i].job(&mut call, self.keys, &self.known[*i]);
        }
        call.done()
    }
}

/// Takes out of the replies what stands behind the answers: how many entries each call cut off the end of each of its
/// lists.
pub fn cut<'a>(
    replies: &mut [Option<Reply>],
    groups: &[Vec<usize>],
    windows: &[Vec<Window<'a>>],
) -> BTreeMap<&'a QueueName, u64> {
    let mut cut = BTreeMap::new();
    for ((reply, group), windows) in replies.iter_mut().zip(groups).zip(windows) {
        let Some(Reply::List(answers)) = reply else { continue };
        if answers.len() > group.len() {
            let counts = answers.split_off(group.len());
            for (window, count) in windows.iter().zip(counts) {
                *cut.entry(window.queue).or_default() += count.count();
            }
        }
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ops::{
            queues::drop::{Drop, What},
            taking::Taking,
        },
        rq::{id::JobId, time::Time},
    };

    fn entry(queue: &str, at: u64) -> Drop {
        let taking = Taking {
            id: JobId::new("a"),
            queue: QueueName::from_text(queue),
            status: None,
            origin: Box::default(),
            limit: None,
            enqueued_at: Box::default(),
            listed: Listed::Index(at),
            nobody_runs: false,
            horizon: Time(0),
        };
        Drop { taking, what: What::Orphan }
    }

    /// The nearest and the farthest of each call with two entries.
    fn windows(cuts: bool, entries: &[(&str, u64)]) -> Vec<Vec<(String, u64, u64)>> {
        let batch: Vec<Drop> = entries.iter().map(|(queue, at)| entry(queue, *at)).collect();
        let known: Vec<Known> = batch.iter().map(Known::of).collect();
        let keys = Keys::new("rq");
        let tried = Try { batch: &batch, known: &known, keys: &keys, now: Time(0), cuts };
        let all: Vec<usize> = (0..batch.len()).collect();
        let groups: Vec<Vec<usize>> = all.chunks(2).map(<[usize]>::to_vec).collect();
        let told = |w: &Window| (w.queue.lossy().into_owned(), w.nearest, w.farthest);
        tried.windows(&groups).iter().map(|call| call.iter().map(told).collect()).collect()
    }

    fn one(nearest: u64, farthest: u64) -> Vec<(String, u64, u64)> {
        vec![("q".to_owned(), nearest, farthest)]
    }

    #[test]
    fn what_is_cut_off_brings_the_next_calls_nearer_to_the_end() {
        let five = [1, 2, 3, 4, 5].map(|at| ("q", at));
        assert_eq!(windows(true, &five), [one(1, 2), one(1, 2), one(1, 1)]);
        assert_eq!(windows(false, &five), [one(1, 2), one(3, 4), one(5, 5)]);
    }

    #[test]
    fn nothing_is_cut_off_behind_an_entry_that_stays() {
        let third = [1, 2, 4, 5, 6].map(|at| ("q", at));
        assert_eq!(windows(true, &third), [one(1, 2), one(2, 3), one(4, 4)]);
        let first = [2, 3, 4, 5].map(|at| ("q", at));
        assert_eq!(windows(true, &first), [one(2, 3), one(4, 5)]);
    }

    #[test]
    fn each_list_has_its_own_end() {
        let two = windows(true, &[("q", 1), ("r", 1), ("q", 2), ("r", 3)]);
        let both = |q: u64, r: u64| vec![("q".to_owned(), q, q), ("r".to_owned(), r, r)];
        assert_eq!(two, [both(1, 1), both(1, 2)]);
    }

    #[test]
    fn what_stands_behind_the_answers_is_how_much_was_cut_off() {
        let q = QueueName::from_text("q");
        let window = Window { queue: &q, nearest: 1, farthest: 2 };
        let done = || Reply::Bytes(b"done".to_vec());
        let mut replies = [
            Some(Reply::List(vec![done(), done(), Reply::Int(2)])),
            Some(Reply::List(vec![done(), Reply::Int(1)])),
            Some(Reply::List(vec![done()])),
            None,
        ];
        let groups = [vec![0, 1], vec![2], vec![3], vec![4]];
        let windows = [vec![window.clone()], vec![window.clone()], Vec::new(), vec![window]];
        assert_eq!(cut(&mut replies, &groups, &windows), BTreeMap::from([(&q, 3)]));
        let left: Vec<usize> = replies.into_iter().flatten().map(|reply| reply.list().len()).collect();
        assert_eq!(left, [2, 1, 1]);
    }
}
