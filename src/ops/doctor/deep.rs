//! What one pass over the whole installation shows to the checks, and what a check makes of it: it says what it
//! has to see, judges each sight for itself, and sums up at the end.

use std::collections::BTreeMap;

use crate::{
    ops::doctor::{
        census::Census,
        marks::Named,
        parts::Sees,
        sentence::Sentence,
        verdict::{Fix, SAMPLES, Scene, Severity, Typed},
    },
    rq::{
        candidate::Candidate,
        fields::Needs,
        fleet::Crew,
        id::{JobId, QueueName},
        job::Ttl,
        schedule::{CronScheduler, Group},
        time::Time,
        version::Version,
    },
};

/// One thing that the pass met.
pub enum Sight<'a> {
    /// An entry of a place, with what is known of its job.
    Entry {
        c: &'a Candidate,
        now: Time,
        named: Named,
    },
    /// A hash under the prefix, after all places were read.
    Job {
        c: &'a Candidate,
        now: Time,
        named: Named,
    },
    /// A key beside a job.
    Key(&'a SideKey),
    /// A key that holds another type than this one, which RQ stores there.
    WrongType {
        key: &'a [u8],
        stored: &'static str,
    },
    Group(&'a Group),
    /// All cron schedulers.
    Cron {
        schedulers: &'a [CronScheduler],
        now: Time,
    },
    /// When Redis saves its data to disk by itself, as `CONFIG GET save` has it.
    Saves(&'a [u8]),
}

/// A key that belongs to a job.
#[derive(Clone, Debug)]
pub struct SideKey {
    pub kind: &'static str,
    pub owner: JobId,
    pub key: Vec<u8>,
    /// Of the job's hash; `None` where it is gone.
    pub owner_ttl: Option<Ttl>,
    pub ttl: Ttl,
}

/// What stays the same while checks judge.
pub struct Around<'a> {
    pub scene: &'a Scene<'a>,
    pub crew: &'a Crew,
    /// When the pass began, by Redis's clock.
    pub began: Time,
    pub upgrade_to: Option<Version>,
    pub census: &'a Census,
}

/// A check of the whole.
pub struct Deep {
    pub sees: Sees,
    /// What it must know of the jobs that it sees.
    pub needs: Needs,
    /// Whether what was met is a fault. Pure: it is asked again where a fault may only have seemed to be one.
    pub judge: fn(&Sight, &Around) -> Option<Fault>,
    pub again: Again,
    /// What all faults come to; nothing where there is nothing to say.
    pub tell: fn(&Tally, &Around) -> Option<Told>,
}

/// Whether a fault is looked at once more before it is told: jobs move while we look.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Again {
    /// What was read was read at one instant.
    No,
    Once,
    /// After a moment: a worker that has just taken a job has not started it yet.
    Later,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// What kind of fault, where a check tells several apart.
    pub kind: &'static str,
    /// A job ID, a group, a key.
    pub sample: Vec<u8>,
    pub queue: Option<QueueName>,
    /// What is counted beside: characters, fields.
    pub notes: Vec<String>,
}

impl Fault {
    pub fn of(c: &Candidate, kind: &'static str) -> Fault {
        Fault { kind, sample: c.id.0.to_vec(), queue: c.queue(), notes: Vec::new() }
    }

    pub fn named(sample: &[u8], kind: &'static str) -> Fault {
        Fault { kind, sample: sample.to_vec(), queue: None, notes: Vec::new() }
    }

    pub fn noting(mut self, notes: impl IntoIterator<Item = String>) -> Fault {
        self.notes.extend(notes);
        self
    }
}

/// Notes that are counted by name.
const NOTES: usize = 64;

/// All faults of one check, in bounded memory: a few of them, and how many of which kind.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub count: u64,
    /// Some of each kind, [`SAMPLES`] at most, in order.
    pub first: Vec<Fault>,
    pub kinds: BTreeMap<&'static str, u64>,
    pub queues: BTreeMap<QueueName, u64>,
    /// Without a queue.
    pub astray: u64,
    pub notes: BTreeMap<String, u64>,
}

impl Tally {
    pub fn add(&mut self, fault: Fault) {
        self.count += 1;
        *self.kinds.entry(fault.kind).or_default() += 1;
        match &fault.queue {
            Some(queue) => *self.queues.entry(queue.clone()).or_default() += 1,
            None => self.astray += 1,
        }
        fault.notes.iter().for_each(|note| self.note(note, 1));
        self.keep(fault);
    }

    /// Adds all that another one counted.
    pub fn merge(&mut self, other: Tally) {
        self.count += other.count;
        self.astray += other.astray;
        other.kinds.into_iter().for_each(|(kind, n)| *self.kinds.entry(kind).or_default() += n);
        other.queues.into_iter().for_each(|(queue, n)| *self.queues.entry(queue).or_default() += n);
        other.notes.iter().for_each(|(note, n)| self.note(note, *n));
        other.first.into_iter().for_each(|fault| self.keep(fault));
    }

    fn note(&mut self, note: &str, times: u64) {
        if self.notes.len() < NOTES || self.notes.contains_key(note) {
            *self.notes.entry(note.to_owned()).or_default() += times;
        }
    }

    /// The first of each kind in the order of their names: what a scan meets first is chance.
    fn keep(&mut self, fault: Fault) {
        let at = self.first.partition_point(|kept| (kept.kind, &kept.sample) <= (fault.kind, &fault.sample));
        let before = self.first[..at].iter().rev().take_while(|kept| kept.kind == fault.kind).count();
        if before < SAMPLES {
            let kind = fault.kind;
            self.first.insert(at, fault);
            let mut of_kind = 0;
            self.first.retain(|kept| {
                of_kind += usize::from(kept.kind == kind);
                kept.kind != kind || of_kind <= SAMPLES
            });
        }
    }

    pub fn of_kind(&self, kind: &str) -> u64 {
        self.kinds.get(kind).copied().unwrap_or(0)
    }

    /// The first fault of the first of these kinds that there is.
    pub fn first_of(&self, kinds: &[&str]) -> Option<&Fault> {
        kinds.iter().find_map(|kind| self.first.iter().find(|fault| fault.kind == *kind))
    }

    /// What there is of each kind, in words: `3 stand in lists more than once; 1 runs …`. Of a single fault there is
    /// no need to say that it is one.
    pub fn kinds_of(&self, parts: &[(&str, &str, &str)]) -> Sentence {
        let there = parts.iter().filter(|(kind, ..)| self.of_kind(kind) > 0);
        there.fold(Sentence::new(), |sentence, (kind, one, many)| {
            if self.count == 1 {
                return sentence.text(*one);
            }
            let sentence = if sentence.0.is_empty() { sentence } else { sentence.text("; ") };
            sentence.count(self.of_kind(kind), one, many)
        })
    }

    /// Some of them, in order.
    pub fn samples(&self) -> Vec<Vec<u8>> {
        let mut samples: Vec<Vec<u8>> = Vec::new();
        samples
            .extend(self.first.iter().map(|fault| fault.sample.clone()).filter(|sample| !sample.is_empty()));
        samples.sort();
        samples.dedup();
        samples.truncate(SAMPLES);
        samples
    }

    /// The only queue that is concerned, if there is but one.
    pub fn only_queue(&self) -> Option<&QueueName> {
        let mut queues = self.queues.keys();
        queues.next().filter(|_| queues.next().is_none() && self.astray == 0)
    }

    /// A command for that queue, or for all.
    pub fn within(&self, typed: Typed) -> Typed {
        match self.only_queue() {
            Some(queue) => typed.option("-q", &queue.0),
            None => typed,
        }
    }

    /// What was noted, the most frequent first: `":" 3,901`.
    pub fn most_noted(&self) -> Vec<(&str, u64)> {
        let mut notes: Vec<(&str, u64)> = self.notes.iter().map(|(note, n)| (note.as_str(), *n)).collect();
        notes.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        notes
    }
}

/// What a check says in the end.
pub struct Told {
    /// Where it is milder than the worst that the check finds.
    pub milder: Option<Severity>,
    pub says: Sentence,
    pub fix: Fix,
}

impl Told {
    pub fn new(says: Sentence, fix: Fix) -> Told {
        Told { milder: None, says, fix }
    }

    pub fn milder(self, severity: Severity) -> Told {
        Told { milder: Some(severity), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fault(kind: &'static str, sample: &str) -> Fault {
        Fault::named(sample.as_bytes(), kind)
    }

    #[test]
    fn a_tally_counts_kinds_queues_and_notes() {
        let mut tally = Tally::default();
        let queue = Some(QueueName::from_text("q"));
        tally.add(Fault { queue: queue.clone(), ..fault("a", "1").noting([".".to_owned()]) });
        assert_eq!(tally.only_queue(), queue.as_ref());
        assert_eq!(tally.kinds_of(&[("a", "is one", "are more")]), Sentence::from("is one"));
        tally.add(fault("b", "2").noting([".".to_owned(), ":".to_owned()]));
        assert_eq!((tally.only_queue(), tally.count, tally.of_kind("b")), (None, 2, 1));
        assert_eq!(tally.most_noted(), [(".", 2), (":", 1)]);
        assert_eq!(tally.kinds_of(&[("b", "is b", "are b")]), Sentence::new().count(1, "is b", "are b"));
    }

    proptest! {
        #[test]
        fn two_tallies_come_to_what_one_would(
            names in proptest::collection::vec("[a-z]{1,2}", 0..40),
            at in 0_usize..40,
        ) {
            let (mut whole, mut halves) = (Tally::default(), [Tally::default(), Tally::default()]);
            for (n, name) in names.iter().enumerate() {
                let queue = (n % 3 > 0).then(|| QueueName::from_text(name));
                let kind = if n % 2 == 0 { "even" } else { "odd" };
                let fault = Fault { queue, ..fault(kind, name).noting([name.clone()]) };
                whole.add(fault.clone());
                halves[usize::from(n >= at)].add(fault);
            }
            let [mut first, rest] = halves;
            first.merge(rest);
            prop_assert_eq!(first.samples(), whole.samples());
            prop_assert_eq!(
                (first.count, first.kinds, first.queues, first.astray, first.notes),
                (whole.count, whole.kinds, whole.queues, whole.astray, whole.notes)
            );
        }

        /// Whatever the order in which a scan meets them.
        #[test]
        fn samples_are_the_first_by_name(mut names in proptest::collection::vec("[a-z]{1,3}", 1..40)) {
            let mut tally = Tally::default();
            for (n, name) in names.iter().enumerate() {
                tally.add(fault(if n % 2 == 0 { "even" } else { "odd" }, name));
            }
            prop_assert!(tally.first.len() <= 2 * SAMPLES);
            names.sort();
            names.dedup();
            let samples = tally.samples();
            prop_assert_eq!(&samples[0], names[0].as_bytes());
            prop_assert!(samples.is_sorted() && samples.len() <= SAMPLES);
        }
    }
}
