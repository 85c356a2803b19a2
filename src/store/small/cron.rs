//! Cron schedulers, and the jobs that cron enqueued.

use crate::{
    rq::{
        id::JobId,
        schedule::{CronRun, CronScheduler, cron_jobs},
        status::Status,
    },
    store::{
        Store,
        error::Error,
        flight::Flight,
        small::pages::{PAGE, Timed, or_empty, range},
    },
};

/// A configuration over so many bytes is not loaded.
const LARGEST: i64 = 1 << 20;

impl Store {
    /// Cron schedulers by name, at most a thousand, those included that RQ takes for gone.
    ///
    /// # Errors
    /// When Redis cannot be asked, or the ACL forbids it.
    pub fn cron_schedulers(&mut self) -> Result<Vec<CronScheduler>, Error> {
        let found = range(self, &self.keys.cron_schedulers(), false, 0, PAGE)?;
        let mut flight = Flight::default();
        for scheduler in &found {
            flight.push(&[b"HSTRLEN", &self.keys.cron_scheduler(&scheduler.member), b"cron_jobs"]);
        }
        let mut replies = flight.send(&mut self.wire)?;
        let mut sizes = Vec::with_capacity(found.len());
        for _ in &found {
            sizes.push(or_empty(replies.take()?)?.int().unwrap_or(0));
        }
        let small = |size: &i64| (1..=LARGEST).contains(size);
        let mut flight = Flight::default();
        for (scheduler, _) in found.iter().zip(&sizes).filter(|(_, size)| small(size)) {
            flight.push(&[b"HGET", &self.keys.cron_scheduler(&scheduler.member), b"cron_jobs"]);
        }
        let mut replies = flight.send(&mut self.wire)?;
        let mut schedulers = Vec::with_capacity(found.len());
        for (Timed { member, at }, size) in found.into_iter().zip(sizes) {
            let jobs = if small(&size) { replies.take()?.ok()?.bytes() } else { None };
            schedulers.push(CronScheduler {
                name: member.into_boxed_slice(),
                heartbeat_at: at,
                jobs: jobs.and_then(|json| cron_jobs(&json)),
            });
        }
        schedulers.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(schedulers)
    }

    /// The names under which cron jobs are remembered, the latest first, at most a thousand (RQ 2.12 and
    /// later).
    ///
    /// # Errors
    /// When Redis cannot be asked, or the ACL forbids it.
    pub fn cron_names(&mut self) -> Result<Vec<Vec<u8>>, Error> {
        Ok(range(self, &self.keys.cron_jobs(), true, 0, PAGE)?.into_iter().map(|name| name.member).collect())
    }

    /// Jobs that a cron job enqueued, the newest first, from the rank `from` on.
    ///
    /// # Errors
    /// When Redis cannot be asked, or the ACL forbids it.
    pub fn cron_history(&mut self, name: &[u8], from: usize, count: usize) -> Result<Vec<CronRun>, Error> {
        let found = range(self, &self.keys.cron_history(name), true, from, count)?;
        let ids: Vec<JobId> = found.iter().map(|job| JobId::new(&job.member)).collect();
        let statuses = self.statuses(&ids)?;
        let jobs = ids.into_iter().zip(found).zip(statuses);
        Ok(jobs.map(|((id, Timed { at, .. }), status)| CronRun { id, at, status }).collect())
    }

    /// The status of each job; `None` where it has no hash, or the ACL hides it.
    pub fn statuses(&mut self, ids: &[JobId]) -> Result<Vec<Option<Status>>, Error> {
        let mut flight = Flight::default();
        for id in ids {
            flight.push(&[b"HGET", &self.keys.job(id), b"status"]);
        }
        let mut replies = flight.send(&mut self.wire)?;
        let mut statuses = Vec::with_capacity(ids.len());
        for _ in ids {
            statuses.push(replies.take()?.as_bytes().map(Status::parse));
        }
        Ok(statuses)
    }
}
