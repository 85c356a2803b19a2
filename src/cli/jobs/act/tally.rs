//! What a person is shown before saying yes: how many of what, and where.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    cli::{jobs::act::Tell, samples},
    ops::{engine::Totals, refusal::Refusal, verb::OnJob},
    render::{
        column::Tone,
        numbers::{count_of, number},
        phrase::Phrase,
    },
    rq::{
        id::{JobId, QueueName},
        status::Status,
    },
    store::{Store, error::Error},
};

/// Jobs that are remembered, to ask who waits for them.
const FIRST: usize = 10_000;

/// Counts of what would be done.
#[derive(Default)]
pub struct Tally {
    kinds: BTreeMap<(Status, QueueName), u64>,
    first: Vec<JobId>,
    count: u64,
    totals: Totals,
    /// The first one that would not be done, and why.
    left: Option<(Vec<u8>, String)>,
}

impl Tally {
    pub fn add(&mut self, step: &impl OnJob) {
        self.count += 1;
        *self.kinds.entry((step.status().clone(), step.from().clone())).or_default() += 1;
        if self.first.len() < FIRST {
            self.first.push(step.id().clone());
        }
    }

    /// Takes note of one that would be left as it is.
    pub fn leave(&mut self, id: &[u8], refusal: &Refusal) {
        self.left.get_or_insert_with(|| (id.to_vec(), refusal.message.clone()));
    }

    pub fn ended(mut self, totals: Totals) -> Tally {
        self.totals = totals;
        self
    }

    /// What would be done.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The first of them.
    pub fn first(&self) -> &[JobId] {
        &self.first
    }

    /// Whether [`Tally::first`] are all.
    fn whole(&self) -> bool {
        self.count == self.first.len() as u64
    }

    /// How many jobs wait for those that would be done, in words: `at least 1 job that waits for these`.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn waiting(&self, store: &mut Store) -> Result<Option<Waiting>, Error> {
        let n = store.count_dependents(&self.first)?;
        let least = if self.whole() { "" } else { "at least " };
        let verb = if n == 1 { "waits" } else { "wait" };
        let who = format!("{least}{} that {verb} for these", count_of(n, "job"));
        Ok((n > 0).then_some(Waiting { who, one: n == 1 }))
    }

    /// `requeue 31 failed jobs: 28 in default, 3 in bulk`, and how many stay as they are, with the reason of the first.
    pub fn lines<V: Tell>(&self) -> Vec<Phrase> {
        let mut lines = vec![self.counts::<V>()];
        if let Some((id, why)) = &self.left {
            let left = match self.totals.skipped + self.totals.failed {
                1 => "1 other stays as it is: ".to_owned(),
                n => format!("{} stay as they are, such as ", count_of(n, "other")),
            };
            lines.push(Phrase::from(left).name(Tone::Plain, id).plain(format!(": {why}")));
        }
        lines
    }

    fn counts<V: Tell>(&self) -> Phrase {
        let verb = V::NAMES.verb;
        let mut kinds: Vec<_> = self.kinds.iter().collect();
        kinds.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
        let statuses: BTreeSet<&Status> = kinds.iter().map(|((status, _), _)| status).collect();
        let only = match statuses.len() {
            1 => statuses.first().map(|status| V::adjective(status)),
            _ => None,
        };
        let what = match &only {
            Some(status) => count_of(self.count, &format!("{status} job")),
            None => count_of(self.count, "job"),
        };
        let line = Phrase::from(format!("{verb} {what}"));
        if let (Some(_), [((_, queue), _)]) = (&only, kinds.as_slice()) {
            return line.plain(" in ").name(Tone::Plain, &queue.0);
        }
        let mut line = line.plain(": ");
        if only.is_some() {
            return line.and(samples::spread(kinds.iter().map(|((_, queue), n)| (queue, **n))));
        }
        for (i, ((status, queue), n)) in kinds.iter().take(samples::NAMED).enumerate() {
            let kind = format!("{} {} in ", number(**n), V::adjective(status));
            line = line.plain(if i > 0 { ", " } else { "" }).plain(kind).name(Tone::Plain, &queue.0);
        }
        match kinds.iter().skip(samples::NAMED).map(|(_, n)| **n).sum() {
            0 => line,
            others => line.plain(format!(", {} elsewhere", number(others))),
        }
    }
}

/// Jobs that wait for others.
pub struct Waiting {
    /// `3 jobs that wait for these`.
    pub who: String,
    pub one: bool,
}
