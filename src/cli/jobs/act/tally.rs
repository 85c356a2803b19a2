//! What a person is shown before saying yes: how many of what, where, and three of them.

use std::collections::BTreeMap;

use crate::{
    ops::{engine::Totals, verb::OnJob},
    render::{
        escape::{shell_word, visible},
        numbers::{count_of, thousands},
    },
    rq::{
        fields::{Field, Needs},
        id::{JobId, QueueName},
        status::Status,
    },
    store::{Store, error::Error},
};

/// Jobs that are shown.
const SAMPLES: usize = 3;

/// Jobs that are remembered, to ask who waits for them.
const FIRST: usize = 10_000;

/// Kinds of jobs that are counted by name; the rest is one number.
const KINDS: usize = 6;

/// Counts of what would be done.
#[derive(Default)]
pub struct Tally {
    kinds: BTreeMap<(Status, QueueName), u64>,
    first: Vec<JobId>,
    count: u64,
    totals: Totals,
}

impl Tally {
    pub fn add(&mut self, step: &impl OnJob) {
        self.count += 1;
        *self.kinds.entry((step.status().clone(), step.queue().clone())).or_default() += 1;
        if self.first.len() < FIRST {
            self.first.push(step.id().clone());
        }
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

    /// `requeue 31 jobs: 28 failed in default, 3 stopped in bulk`.
    pub fn line(&self, verb: &str) -> String {
        let mut kinds: Vec<_> = self.kinds.iter().collect();
        kinds.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
        let mut words: Vec<String> = kinds
            .iter()
            .take(KINDS)
            .map(|((status, queue), n)| {
                let n = thousands(i64::try_from(**n).unwrap_or(i64::MAX));
                format!("{n} {} in {}", visible(&status.lossy()), shell_word(&queue.0))
            })
            .collect();
        let rest: u64 = kinds.iter().skip(KINDS).map(|(_, n)| **n).sum();
        if rest > 0 {
            words.push(format!("{} elsewhere", thousands(i64::try_from(rest).unwrap_or(i64::MAX))));
        }
        let mut line = format!("{verb} {}: {}", count_of(self.count, "job"), words.join(", "));
        let passed = self.totals.skipped + self.totals.failed;
        if passed > 0 {
            line += &format!("; {} cannot be", count_of(passed, "other"));
        }
        line
    }

    /// The first of them with their calls.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn samples(&self, store: &mut Store) -> Result<Vec<String>, Error> {
        let texts: Vec<Vec<u8>> = self.first.iter().take(SAMPLES).map(|id| id.0.to_vec()).collect();
        let needs = Needs::of(&[Field::Data, Field::Status]);
        let mut select = store.named(Box::new(texts.into_iter()), needs)?;
        let mut lines = Vec::new();
        while let Some(page) = select.next_page()? {
            for job in page.items {
                let function = job.function().and_then(Result::ok).unwrap_or_default();
                lines.push(format!("  {}  {}", shell_word(&job.id.0), visible(&function)));
            }
        }
        Ok(lines)
    }
}
