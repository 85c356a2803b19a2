//! Rounds of trying and looking again, until every job of a batch is taken or is known not to be.

use std::{
    collections::{BTreeSet, HashMap},
    thread,
    time::Duration,
};

use crate::{
    ops::{
        call::{Answer, Call},
        taking::{
            Listed, Taking,
            find::{find, find_anywhere},
            look::{self, Look, MANY},
            windows::{Try, cut},
        },
    },
    rq::{candidate::STUCK_AFTER_S, id::QueueName, keys::Keys, status::Status, time::Time},
    store::{
        error::Error,
        script::Script,
        wire::{Batch, Reply},
        writer::Writer,
    },
};

/// What was learnt of one job beside what its step holds.
#[derive(Clone, Debug)]
pub struct Known {
    pub listed: Listed,
    /// The `enqueued_at` of a job that may be taken from where workers keep what they took.
    pub stuck: Option<Vec<u8>>,
    pub looked: Option<Look>,
    waited: bool,
}

impl Known {
    /// What its step says.
    pub fn of(step: &impl Take) -> Known {
        let job = step.taking();
        let stuck = job.nobody_runs.then(|| job.enqueued_at.to_vec());
        Known { listed: job.listed, stuck, looked: None, waited: false }
    }
}

/// A step that takes a job, by a script that includes `places.lua`.
pub trait Take {
    /// Jobs in one call.
    const CALL: usize = 25;
    fn script(&self) -> &'static Script;

    fn taking(&self) -> &Taking;

    /// Whether it must be known who else names the job before the first try.
    fn looks(&self) -> bool {
        false
    }

    /// Whether it matters whom the job waits for.
    fn needs_parents(&self) -> bool {
        true
    }

    /// Whether it must be known where in its list each of several jobs stands.
    fn ordered(&self) -> bool {
        false
    }

    /// The arguments before the windows, the same for all jobs of a call.
    fn head(&self, call: &mut Call, keys: &Keys, now: Time);

    /// The arguments of one job.
    fn job(&self, call: &mut Call, keys: &Keys, known: &Known);
}

/// Entries from the tail beyond which a call takes fewer jobs: the server walks to each of them, a third of a
/// millisecond to the middle of a list of a million.
const DEEP: u64 = 100_000;
const DEEP_CALL: usize = 8;

/// Rounds of looking again before a job that changes all the time is left alone.
const ROUNDS: usize = 20;

/// Pages around the place where a job was seen that are searched when it is not there, and entries nearer to the
/// tail at which that begins.
const PAGES: usize = 10;
const NEARBY: u64 = 1_000;

/// More jobs than these in one list are looked for by reading it once, instead of by one walk of the server each.
const FEW: usize = 16;

/// Takes the jobs of a batch. Answers that are missing at the end are of jobs that were not tried.
pub fn take<T: Take>(batch: &[T], writer: &mut Writer) -> Vec<Answer> {
    let mut taker = Taker::new(batch, writer);
    if let Err(e) = taker.run() {
        taker.writer.lose(e);
    }
    taker.answers()
}

struct Taker<'a, T> {
    batch: &'a [T],
    writer: &'a mut Writer,
    keys: Keys,
    known: Vec<Known>,
    answers: Vec<Option<Answer>>,
}

impl<'a, T: Take> Taker<'a, T> {
    fn new(batch: &'a [T], writer: &'a mut Writer) -> Taker<'a, T> {
        let mut taker = Taker {
            keys: writer.reads().keys.clone(),
            known: batch.iter().map(Known::of).collect(),
            answers: vec![None; batch.len()],
            batch,
            writer,
        };
        // The walk read them before steps of the same page cut off what stood behind them.
        let all: Vec<usize> = (0..batch.len()).collect();
        for queue in taker.lists(&all) {
            let list = taker.keys.queue(queue);
            let cut = taker.writer.tails().map_or(0, |tails| tails.of(&list));
            taker.move_up(&all, queue, cut);
        }
        taker
    }

    /// The lists in which these jobs were seen.
    fn lists(&self, jobs: &[usize]) -> BTreeSet<&'a QueueName> {
        let seen = |i: &&usize| matches!(self.known[**i].listed, Listed::Index(_));
        jobs.iter().filter(seen).map(|i| &self.batch[*i].taking().queue).collect()
    }

    /// Brings these jobs of a list nearer to its tail.
    fn move_up(&mut self, jobs: &[usize], queue: &QueueName, by: u64) {
        for i in jobs.iter().filter(|_| by > 0) {
            if let Listed::Index(at) = &mut self.known[*i].listed
                && self.batch[*i].taking().queue == *queue
            {
                *at = at.saturating_sub(by).max(1);
            }
        }
    }

    fn run(&mut self) -> Result<(), Error> {
        let mut open: Vec<usize> = (0..self.batch.len()).collect();
        self.find_listed()?;
        let first: Vec<usize> = open.iter().copied().filter(|i| self.batch[*i].looks()).collect();
        self.look(&first, false)?;
        open.retain(|i| self.answers[*i].is_none());
        for _ in 0..ROUNDS {
            if open.is_empty() || self.writer.lost().is_some() {
                return Ok(());
            }
            open = self.round(&open)?;
        }
        Ok(())
    }

    /// One try for these; those that are to be tried again.
    fn round(&mut self, open: &[usize]) -> Result<Vec<usize>, Error> {
        let groups = self.groups(open);
        let Some(first) = self.batch.first() else { return Ok(Vec::new()) };
        let tried = Try {
            batch: self.batch,
            known: &self.known,
            keys: &self.keys,
            now: self.writer.now(),
            cuts: self.writer.tails().is_some(),
        };
        let windows = tried.windows(&groups);
        // Each is made while the server works on those before it.
        let calls = groups.iter().zip(&windows).map(|(group, windows)| tried.call(group, windows));
        let mut replies = self.writer.stream(first.script(), calls);
        let cut = cut(&mut replies, &groups, &windows);
        let answers = Answer::of_calls(replies, groups.iter().map(Vec::len), self.writer.lost());
        for (queue, cut) in cut {
            self.move_up(open, queue, cut);
            let list = self.keys.queue(queue);
            if let Some(tails) = self.writer.tails() {
                tails.add(list, cut);
            }
        }
        let (mut moved, mut look, mut flying) = (Vec::new(), Vec::new(), Vec::new());
        for (i, answer) in groups.concat().into_iter().zip(answers) {
            match answer.word.as_str() {
                "moved" => moved.push(i),
                "look" => look.push(i),
                "in_flight" if self.known[i].listed != Listed::Missing => flying.push(i),
                _ => {}
            }
            self.answers[i] = Some(answer);
        }
        if self.writer.lost().is_some() {
            return Ok(Vec::new());
        }
        let mut again = self.find_moved(&moved)?;
        again.extend(self.look(&look, true)?);
        again.extend(self.wait_for(&flying)?);
        again.sort_unstable();
        Ok(again)
    }

    /// The jobs of each call: one that is searched for alone, because the server walks a whole list for it.
    fn groups(&self, open: &[usize]) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let (mut room, mut weight) = (0, 0);
        for i in open {
            let known = &self.known[*i];
            let alone = known.listed == Listed::Search;
            let keys = known.looked.as_ref().map_or(0, |l| l.parents.len() + l.executions.len());
            let call = match known.listed {
                Listed::Search => 1,
                Listed::Index(at) if at > DEEP => T::CALL.min(DEEP_CALL),
                _ => T::CALL,
            };
            weight += keys;
            match groups.last_mut() {
                Some(group) if room > 0 && !alone && weight <= MANY => group.push(*i),
                _ => {
                    groups.push(vec![*i]);
                    (room, weight) = (call, keys);
                }
            }
            room -= 1;
        }
        groups
    }

    /// Reads a list once where many named jobs stand in it, so that the server need not walk it for each.
    fn find_listed(&mut self) -> Result<(), Error> {
        let mut searched: HashMap<&QueueName, HashMap<&[u8], usize>> = HashMap::new();
        for (i, step) in self.batch.iter().enumerate() {
            let job = step.taking();
            if self.known[i].listed == Listed::Search {
                searched.entry(&job.queue).or_default().insert(&job.id.0, i);
            }
        }
        let few = if self.batch.first().is_some_and(Take::ordered) { 1 } else { FEW };
        for (queue, mut jobs) in searched.into_iter().filter(|(_, jobs)| jobs.len() > few) {
            let found = find(self.writer, &self.keys.queue(queue), &mut jobs, 1, usize::MAX)?;
            for (i, at) in found {
                self.known[i].listed = Listed::Index(at);
            }
            for i in jobs.into_values() {
                let queued = self.batch[i].taking().status == Some(Status::Queued);
                self.known[i].listed = if queued { Listed::Search } else { Listed::Nowhere };
            }
        }
        Ok(())
    }

    /// Looks for jobs around where they were seen. One that is not there was taken by a worker, or is gone.
    fn find_moved(&mut self, moved: &[usize]) -> Result<Vec<usize>, Error> {
        let mut lists: HashMap<&QueueName, (u64, HashMap<&[u8], usize>)> = HashMap::new();
        for i in moved {
            let job = self.batch[*i].taking();
            let Listed::Index(at) = self.known[*i].listed else { continue };
            let (nearest, jobs) = lists.entry(&job.queue).or_insert((at, HashMap::new()));
            *nearest = at.min(*nearest);
            jobs.insert(&job.id.0, *i);
        }
        let mut again = Vec::new();
        for (queue, (nearest, mut jobs)) in lists {
            let list = self.keys.queue(queue);
            let from = nearest.saturating_sub(NEARBY).max(1);
            let mut found = find(self.writer, &list, &mut jobs, from, PAGES)?;
            if !jobs.is_empty() {
                found.extend(find_anywhere(self.writer, &list, &mut jobs)?);
            }
            for (i, at) in found {
                self.known[i].listed = Listed::Index(at);
                again.push(i);
            }
            for i in jobs.into_values() {
                let status = &self.batch[i].taking().status;
                if status.as_ref().is_some_and(|status| *status != Status::Queued) {
                    // Of one that was over, or ran, when it was read, only the entry was meant.
                    self.answers[i] = Some(Answer::word("changed"));
                    continue;
                }
                self.known[i].listed = Listed::Missing;
                again.push(i);
            }
        }
        Ok(again)
    }

    /// Reads who else names these jobs. Those of which a script can be told all of it.
    fn look(&mut self, jobs: &[usize], thorough: bool) -> Result<Vec<usize>, Error> {
        if jobs.is_empty() {
            return Ok(Vec::new());
        }
        let taking: Vec<&Taking> = jobs.iter().map(|i| self.batch[*i].taking()).collect();
        let looks = look::look(self.writer.reads(), &taking, thorough)?;
        let mut told = Vec::with_capacity(jobs.len());
        for (i, look) in jobs.iter().zip(looks) {
            match look.too_many(self.batch[*i].needs_parents()) {
                Some(word) => self.answers[*i] = Some(Answer::word(word)),
                None => told.push(*i),
            }
            self.known[*i].looked = Some(look);
        }
        Ok(told)
    }

    /// Waits a second for jobs that a worker took: it starts them, or they are stuck. Those to be tried again.
    fn wait_for(&mut self, flying: &[usize]) -> Result<Vec<usize>, Error> {
        let fresh: Vec<usize> = flying.iter().copied().filter(|i| !self.known[*i].waited).collect();
        if !fresh.is_empty() {
            thread::sleep(IN_FLIGHT);
            fresh.iter().for_each(|i| self.known[*i].waited = true);
        }
        let mut again = fresh.clone();
        let rest: Vec<usize> =
            flying.iter().copied().filter(|i| !fresh.contains(i) && self.known[*i].stuck.is_none()).collect();
        let mut batch = Batch::default();
        for i in &rest {
            let job = self.batch[*i].taking();
            batch.push(&[b"HGET", &self.keys.seen(&job.queue), &job.id.0]);
            batch.push(&[b"GET", &self.keys.first_seen(&job.queue, &job.id.0)]);
        }
        let now = self.writer.now();
        let mut replies = self.writer.reads().ask(batch)?.into_iter();
        for i in rest {
            let mut next = || replies.next().unwrap_or(Reply::Nil).unless_other_type().map(Reply::bytes);
            let (ours, theirs) = (next()?, next()?);
            let enqueued = &self.batch[i].taking().enqueued_at;
            if stuck(enqueued, ours.as_deref(), theirs.as_deref(), now) {
                self.known[i].stuck = Some(enqueued.to_vec());
                again.push(i);
            }
        }
        Ok(again)
    }

    fn answers(self) -> Vec<Answer> {
        let tried = self.answers.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        let lost = self.writer.lost().cloned();
        let unanswered =
            || Answer::none(&lost.clone().unwrap_or_else(|| Error::protocol("it was not asked")));
        self.answers.into_iter().take(tried).map(|a| a.unwrap_or_else(unanswered)).collect()
    }
}

/// How long a worker gets to start what it took.
const IN_FLIGHT: Duration = Duration::from_secs(1);

/// Whether a job in the intermediate list has been there for over a minute, by our stamp of its present turn or by
/// RQ's, which may be of an earlier one.
fn stuck(enqueued_at: &[u8], ours: Option<&[u8]>, theirs: Option<&[u8]>, now: Time) -> bool {
    let ours = ours.and_then(|stamp| {
        let bar = stamp.iter().position(|b| *b == b'|')?;
        (&stamp[bar + 1..] == enqueued_at).then(|| Time::parse_float(&stamp[..bar]))?
    });
    let since = ours.or_else(|| theirs.and_then(Time::parse_float));
    let enqueued = Time::parse(enqueued_at);
    since.is_some_and(|at| now.since(at) > STUCK_AFTER_S && enqueued.is_none_or(|enqueued| at >= enqueued))
}
