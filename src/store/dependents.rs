//! Who waits for jobs, and who waits for those.

use std::collections::HashSet;

use crate::{
    rq::id::JobId,
    store::{
        Store,
        error::Error,
        wire::{Batch, Reply},
    },
};

/// Jobs whose dependents are asked for at once.
const JOBS: usize = 500;

/// Members that one page of a set of dependents holds, about.
const PAGE: &[u8] = b"500";

impl Store {
    /// The jobs and all that wait for them at any level, each once, and none before those that wait for it:
    /// whatever is done to them in this order, what is left can still be found from the jobs themselves. The IDs of
    /// all are held in memory.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn with_dependents(&mut self, jobs: Vec<Vec<u8>>) -> Result<Vec<Vec<u8>>, Error> {
        let mut met: HashSet<Vec<u8>> = HashSet::new();
        let mut all: Vec<Vec<u8>> = jobs.into_iter().filter(|id| met.insert(id.clone())).collect();
        let mut next = 0;
        while next < all.len() {
            let end = all.len().min(next + JOBS);
            let asked: Vec<JobId> = all[next..end].iter().map(JobId::new).collect();
            next = end;
            for dependent in self.dependents(&asked)? {
                if met.insert(dependent.clone()) {
                    all.push(dependent);
                }
            }
        }
        all.reverse();
        Ok(all)
    }

    /// The members of the sets of dependents of these jobs, page by page.
    fn dependents(&mut self, jobs: &[JobId]) -> Result<Vec<Vec<u8>>, Error> {
        let mut found = Vec::new();
        let mut open: Vec<(&JobId, Vec<u8>)> = jobs.iter().map(|id| (id, b"0".to_vec())).collect();
        while !open.is_empty() {
            let mut batch = Batch::default();
            for (id, cursor) in &open {
                batch.push(&[b"SSCAN", &self.keys.dependents(id), cursor, b"COUNT", PAGE]);
            }
            let mut left = Vec::new();
            for ((id, _), reply) in open.into_iter().zip(self.ask(batch)?) {
                let mut parts = reply.unless_other_type()?.list().into_iter();
                let cursor = parts.next().and_then(Reply::bytes).unwrap_or_else(|| b"0".to_vec());
                found.extend(
                    parts.next().map(Reply::list).unwrap_or_default().into_iter().filter_map(Reply::bytes),
                );
                if cursor != b"0" {
                    left.push((id, cursor));
                }
            }
            open = left;
        }
        Ok(found)
    }

    /// How many jobs wait for these, each counted for every one that it waits for.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn count_dependents(&mut self, jobs: &[JobId]) -> Result<u64, Error> {
        let mut batch = Batch::default();
        jobs.iter().for_each(|id| batch.push(&[b"SCARD", &self.keys.dependents(id)]));
        self.ask(batch)?.into_iter().map(|n| Ok(n.unless_other_type()?.count())).sum()
    }
}
