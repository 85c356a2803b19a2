//! How much memory keys take, by their kind: a sample of those that there are many of, all of the others.

use std::collections::BTreeMap;

use crate::rq::{
    id::JobId,
    key::{Key, dependencies_owner, dependents_owner},
};

/// The largest keys that are kept by name.
const LARGEST: usize = 5;

/// Keys of jobs that a sample holds, about.
pub const SAMPLE: u64 = 2_000;

/// What there is of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Kind {
    pub keys: u64,
    pub sampled: u64,
    /// Bytes of the sampled ones.
    pub bytes: u64,
}

impl Kind {
    /// Bytes of all, as far as the sample tells.
    pub fn estimate(self) -> u64 {
        match self.sampled {
            0 => 0,
            n => (self.bytes as f64 / n as f64 * self.keys as f64) as u64,
        }
    }

    /// Bytes of one.
    pub fn each(self) -> u64 {
        self.bytes.checked_div(self.sampled).unwrap_or(0)
    }
}

/// What the scan of all keys met.
#[derive(Clone, Debug, Default)]
pub struct Census {
    kinds: BTreeMap<&'static str, Kind>,
    /// Bytes and job of the largest hashes and results of the sample, the largest first.
    pub largest: Vec<(u64, JobId)>,
    /// Sizes could be asked for.
    pub weighed: bool,
    /// One key of a job in so many is weighed.
    pub step: u64,
}

impl Census {
    /// For a database that holds so many keys.
    pub fn of(keys: u64) -> Census {
        Census { step: (keys / SAMPLE).max(1), ..Census::default() }
    }

    /// Counts a key, and says whether it belongs to the sample. Sets of waiting jobs and lists are few and may be
    /// large: each is weighed.
    pub fn meet(&mut self, kind: &'static str) -> bool {
        let entry = self.kinds.entry(kind).or_default();
        entry.keys += 1;
        !OF_JOBS.contains(&kind) || (entry.keys - 1).is_multiple_of(self.step.max(1))
    }

    /// A key of the sample weighs so much.
    pub fn weigh(&mut self, kind: &'static str, key: &Key, bytes: u64) {
        self.weighed = true;
        let entry = self.kinds.entry(kind).or_default();
        entry.sampled += 1;
        entry.bytes += bytes;
        if let (JOBS | RESULTS, Key::Job(id) | Key::Results(id)) = (kind, key) {
            let at = self.largest.partition_point(|(other, _)| *other >= bytes);
            if at < LARGEST {
                self.largest.insert(at, (bytes, id.clone()));
                self.largest.truncate(LARGEST);
            }
        }
    }

    pub fn kind(&self, kind: &str) -> Kind {
        self.kinds.get(kind).copied().unwrap_or_default()
    }

    /// Kinds and the bytes that they take, the largest first.
    pub fn by_size(&self) -> Vec<(&'static str, u64)> {
        let mut sizes: Vec<_> = self.kinds.iter().map(|(name, kind)| (*name, kind.estimate())).collect();
        sizes.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
        sizes
    }

    pub fn bytes(&self) -> u64 {
        self.kinds.values().map(|kind| kind.estimate()).sum()
    }
}

pub const JOBS: &str = "job hashes";
pub const RESULTS: &str = "results";
const KIN: &str = "dependents and dependencies";
const EXECUTIONS: &str = "executions";
const SEEN: &str = "first sights";

/// Kinds of which there is a key for each job.
const OF_JOBS: [&str; 5] = [JOBS, RESULTS, KIN, EXECUTIONS, SEEN];

/// The kind of a key in words; `None` for keys that are none of RQ's and none of ours.
pub fn kind(key: &Key) -> Option<&'static str> {
    Some(match key {
        Key::Job(named) if dependents_owner(named).or_else(|| dependencies_owner(named)).is_some() => KIN,
        Key::Job(_) => JOBS,
        Key::Results(_) => RESULTS,
        Key::Executions(_) | Key::Execution(..) => EXECUTIONS,
        Key::FirstSeen(..) => SEEN,
        Key::Queue(_) | Key::Intermediate(_) | Key::Compact(_) => "lists",
        Key::Registry(registry, _) => match registry.score_is_expiry() {
            true => "registries of what ran",
            false => "registries of what waits",
        },
        Key::Group(_) => "groups",
        Key::RateLimit(_) | Key::RateLimited(_) | Key::Allowed(_) => "rate limits",
        Key::CronScheduler(_) | Key::CronHistory(_) => "cron",
        Key::Held(_) | Key::Seen(_) => "held jobs and stamps",
        Key::Foreign => return None,
        _ => "workers, locks and names",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_stands_for_all_and_the_few_are_all_weighed() {
        let mut census = Census::of(20_000);
        assert_eq!(census.step, 10);
        for n in 0..1_000_u64 {
            let key = Key::Job(JobId::new(n.to_string()));
            if census.meet(kind(&key).unwrap()) {
                census.weigh(JOBS, &key, 200 + n);
            }
            assert!(census.meet("lists"));
        }
        let jobs = census.kind(JOBS);
        assert_eq!((jobs.keys, jobs.sampled), (1_000, 100));
        assert!(jobs.estimate().abs_diff(1_000 * 700) < 10_000, "{jobs:?}");
        assert_eq!(census.largest.len(), 5);
        assert_eq!(census.largest[0], (1_190, JobId::new("990")));
        assert_eq!(census.by_size()[0].0, JOBS);
    }
}
