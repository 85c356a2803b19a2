//! Whether names that a person typed name anything.

use crate::{
    rq::{
        id::{JobId, QueueName, WorkerName},
        place::Registry,
    },
    store::{
        Store,
        cursor::PAGE,
        error::Error,
        wire::{Batch, Reply},
    },
};

/// Names of groups that are compared with one that does not exist.
const GROUPS: &[u8] = b"1000";

impl Store {
    /// Those of the queues that neither `P:queues` names nor any key; a live worker may still serve one. What the
    /// ACL hides counts as there. One round trip.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn queues_without_keys(&mut self, queues: &[QueueName]) -> Result<Vec<QueueName>, Error> {
        let mut batch = Batch::default();
        for queue in queues {
            let keys = &self.keys;
            batch.push(&[b"SISMEMBER", &keys.queues(), &keys.queue(queue)]);
            let mut names = vec![keys.queue(queue), keys.intermediate(queue), keys.held(queue)];
            names.extend(Registry::ALL.map(|registry| keys.registry(registry, queue)));
            batch.begin(1 + names.len());
            batch.arg(b"EXISTS");
            names.iter().for_each(|name| batch.arg(name));
        }
        let replies = self.ask(batch)?;
        let nothing = |pair: &[Reply]| pair.iter().all(|reply| *reply == Reply::Int(0));
        let missing = queues.iter().zip(replies.chunks(2)).filter(|(_, pair)| nothing(pair));
        Ok(missing.map(|(queue, _)| queue.clone()).collect())
    }

    /// How many entries the lists of these queues hold; `None` where the key is no list.
    ///
    /// # Errors
    /// When Redis cannot be asked, or the ACL hides a list.
    pub fn list_lengths(&mut self, queues: &[QueueName]) -> Result<Vec<Option<u64>>, Error> {
        let mut batch = Batch::default();
        queues.iter().for_each(|queue| batch.push(&[b"LLEN", &self.keys.queue(queue)]));
        let length = |reply: Reply| match reply.wrong_type() {
            true => Ok(None),
            false => Ok(Some(reply.ok()?.count())),
        };
        self.ask(batch)?.into_iter().map(length).collect()
    }

    /// Whether there is a job under one of these IDs, read page by page.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn any_job<'i>(&mut self, ids: impl Iterator<Item = &'i JobId>) -> Result<bool, Error> {
        let mut ids = ids.peekable();
        let mut found = false;
        while !found && ids.peek().is_some() {
            let mut batch = Batch::default();
            ids.by_ref().take(PAGE).for_each(|id| batch.push(&[b"EXISTS", &self.keys.job(id)]));
            found = self.ask(batch)?.iter().any(|reply| reply.count() > 0);
        }
        Ok(found)
    }

    /// Whether a group of this name was ever made and still has a trace.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn group_exists(&mut self, group: &[u8]) -> Result<bool, Error> {
        let (set, key) = (self.keys.groups(), self.keys.group(group));
        self.either(&[b"SISMEMBER", &set, group], &key)
    }

    /// Whether a worker of this name is registered or has a hash.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn worker_exists(&mut self, worker: &WorkerName) -> Result<bool, Error> {
        let (set, key) = (self.keys.workers(), self.keys.worker(worker));
        self.either(&[b"SISMEMBER", &set, &key], &key)
    }

    fn either(&mut self, member: &[&[u8]], key: &[u8]) -> Result<bool, Error> {
        let mut batch = Batch::default();
        batch.push(member);
        batch.push(&[b"EXISTS", key]);
        Ok(self.ask(batch)?.iter().any(|reply| *reply != Reply::Int(0)))
    }

    /// Some names of groups, for one that may have been meant.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn some_groups(&mut self) -> Result<Vec<Vec<u8>>, Error> {
        let mut batch = Batch::default();
        batch.push(&[b"SRANDMEMBER", &self.keys.groups(), GROUPS]);
        let names = self.ask(batch)?.into_iter().next().unwrap_or(Reply::Nil).list();
        Ok(names.into_iter().filter_map(Reply::bytes).collect())
    }
}
