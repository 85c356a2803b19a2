//! Rate limits (RQ 3.0): keys, and the jobs under one of them.

use crate::{
    rq::{
        id::JobId,
        schedule::{RateLimit, Slot},
    },
    store::{
        Store,
        error::Error,
        flight::Flight,
        small::pages::{PAGE, SetPages, Timed, or_empty, range},
        wire::{Batch, Reply},
    },
};

/// A walk through all rate limits.
pub struct RateLimits(SetPages);

impl RateLimits {
    pub fn new(store: &Store) -> RateLimits {
        RateLimits(SetPages::new(store.keys.rate_limits()))
    }

    /// The next rate limits, sorted by key; `None` at the end.
    ///
    /// # Errors
    /// When Redis cannot be asked, or the ACL forbids it.
    pub fn next(&mut self, store: &mut Store) -> Result<Option<Vec<RateLimit>>, Error> {
        if self.0.done() {
            return Ok(None);
        }
        let mut flight = Flight::default();
        self.0.ask(&mut flight, PAGE);
        let mut names = self.0.read(flight.send(&mut store.wire)?.take()?)?;
        names.sort();
        Ok(Some(store.rate_limits(names)?))
    }
}

impl Store {
    /// The keys in `P:rl-keys` (RQ 3.0). The set grows with the limits that are in use.
    pub fn rate_limit_keys(&mut self) -> Result<Vec<Vec<u8>>, Error> {
        let (mut keys, mut cursor) = (Vec::new(), Some(b"0".to_vec()));
        while let Some(from) = cursor {
            let mut batch = Batch::default();
            batch.push(&[b"SSCAN", &self.keys.rate_limits(), &from, b"COUNT", b"1000"]);
            let page = self.ask(batch)?.into_iter().next().unwrap_or(Reply::Nil).scanned()?;
            keys.extend(page.items);
            cursor = page.next;
        }
        keys.sort();
        keys.dedup();
        Ok(keys)
    }

    /// What stands under each key.
    ///
    /// # Errors
    /// When Redis cannot be asked, or the ACL forbids it.
    pub fn rate_limits(&mut self, names: Vec<Vec<u8>>) -> Result<Vec<RateLimit>, Error> {
        let keys = &self.keys;
        let mut flight = Flight::default();
        for name in &names {
            flight.push(&[b"HGET", &keys.rate_limit(name), b"concurrency"]);
            flight.push(&[b"ZCARD", &keys.allowed(name)]);
            flight.push(&[b"ZCARD", &keys.rate_limited(name)]);
        }
        let mut replies = flight.send(&mut self.wire)?;
        let mut limits = Vec::with_capacity(names.len());
        for name in names {
            let concurrency = or_empty(replies.take()?)?.int();
            let mut count = || Ok::<_, Error>(or_empty(replies.take()?)?.count());
            let (allowed, waiting) = (count()?, count()?);
            limits.push(RateLimit { key: name.into_boxed_slice(), concurrency, allowed, waiting });
        }
        Ok(limits)
    }

    /// Whether RQ knows the key.
    ///
    /// # Errors
    /// When Redis cannot be asked, or the ACL forbids it.
    pub fn has_rate_limit(&mut self, key: &[u8]) -> Result<bool, Error> {
        let mut flight = Flight::default();
        flight.push(&[b"SISMEMBER", &self.keys.rate_limits(), key]);
        flight.push(&[b"EXISTS", &self.keys.rate_limit(key)]);
        let mut replies = flight.send(&mut self.wire)?;
        let (listed, exists) = (or_empty(replies.take()?)?, replies.take()?.ok()?);
        Ok(listed.int() == Some(1) || exists.int() == Some(1))
    }
}

/// A walk through the jobs under one key: those with a slot first, then those that wait, each in the order of
/// their time.
pub struct Slots {
    key: Vec<u8>,
    allowed: bool,
    from: usize,
    done: bool,
}

impl Slots {
    pub fn new(key: &[u8]) -> Slots {
        Slots { key: key.to_vec(), allowed: true, from: 0, done: false }
    }

    /// The next jobs, with their status; `None` at the end.
    ///
    /// # Errors
    /// When Redis cannot be asked, or the ACL forbids it.
    pub fn next(&mut self, store: &mut Store) -> Result<Option<Vec<Slot>>, Error> {
        if self.done {
            return Ok(None);
        }
        let allowed = self.allowed;
        let key = if allowed { store.keys.allowed(&self.key) } else { store.keys.rate_limited(&self.key) };
        let found = range(store, &key, false, self.from, PAGE)?;
        self.from += found.len();
        if found.len() < PAGE {
            self.done = !allowed;
            (self.allowed, self.from) = (false, 0);
        }
        let ids: Vec<JobId> = found.iter().map(|job| JobId::new(&job.member)).collect();
        let statuses = store.statuses(&ids)?;
        let jobs = ids.into_iter().zip(found).zip(statuses);
        Ok(Some(jobs.map(|((id, Timed { at, .. }), status)| Slot { id, allowed, at, status }).collect()))
    }
}
