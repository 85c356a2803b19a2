//! Registries in numbers, and what is held.

use crate::{
    rq::{
        id::{JobId, QueueName},
        place::Registry,
        status::Status,
        time::Time,
    },
    store::{
        Store,
        cursor::PAGE,
        error::Error,
        wire::{Batch, Reply},
    },
};

/// One sorted set: how many entries, how many of them lie behind, and the scores at both ends.
#[derive(Clone, Debug)]
pub struct Numbers {
    pub queue: QueueName,
    pub registry: Registry,
    pub entries: u64,
    pub expired: u64,
    pub lowest: Option<f64>,
    pub highest: Option<f64>,
}

/// A job that was taken out, and the note that was left of it.
#[derive(Clone, Debug)]
pub struct Held {
    pub id: JobId,
    pub note: Vec<u8>,
    pub status: Option<Status>,
    pub exists: bool,
}

impl Store {
    /// Every registry of these queues that holds anything.
    ///
    /// # Errors
    /// When Redis cannot be asked; a wrong type under a key counts as empty.
    pub fn registry_numbers(&mut self, queues: &[QueueName], now: Time) -> Result<Vec<Numbers>, Error> {
        let keys = self.keys.clone();
        let at = now.seconds().to_string();
        let mut all = Vec::new();
        for chunk in queues.chunks(PAGE / (4 * Registry::ALL.len())) {
            let mut batch = Batch::default();
            for queue in chunk {
                for registry in Registry::ALL {
                    let key = keys.registry(registry, queue);
                    let from: &[u8] = if registry == Registry::Started { b"-inf" } else { b"0" };
                    batch.push(&[b"ZCARD", &key]);
                    batch.push(&[b"ZCOUNT", &key, from, at.as_bytes()]);
                    batch.push(&[b"ZRANGE", &key, b"0", b"0", b"WITHSCORES"]);
                    batch.push(&[b"ZREVRANGE", &key, b"0", b"0", b"WITHSCORES"]);
                }
            }
            let mut replies = self.ask(batch)?.into_iter();
            for queue in chunk {
                for registry in Registry::ALL {
                    let mut next = || replies.next().unwrap_or(Reply::Nil).unless_other_type();
                    let (entries, behind) = (next()?.count(), next()?.count());
                    let end = |reply: Reply| reply.list().into_iter().nth(1).and_then(|score| score.float());
                    let (lowest, highest) = (end(next()?), end(next()?));
                    if entries > 0 {
                        let expired = if registry.score_is_expiry() { behind } else { 0 };
                        let queue = queue.clone();
                        all.push(Numbers { queue, registry, entries, expired, lowest, highest });
                    }
                }
            }
        }
        Ok(all)
    }

    /// A page of what is held of a queue, and where the next one begins; `0` begins and ends.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn held(&mut self, queue: &QueueName, cursor: &[u8]) -> Result<(Vec<Held>, Vec<u8>), Error> {
        let mut batch = Batch::default();
        batch.push(&[b"HSCAN", &self.keys.held(queue), cursor, b"COUNT", b"500"]);
        let reply = self.ask(batch)?.into_iter().next().unwrap_or(Reply::Nil).unless_other_type()?;
        let mut parts = reply.list().into_iter();
        let next = parts.next().and_then(Reply::bytes).unwrap_or_else(|| b"0".to_vec());
        let mut flat = parts.next().map_or_else(Vec::new, Reply::list).into_iter().filter_map(Reply::bytes);
        let mut pairs = Vec::new();
        while let (Some(id), Some(note)) = (flat.next(), flat.next()) {
            pairs.push((JobId::new(id), note));
        }
        let mut batch = Batch::default();
        for (id, _) in &pairs {
            batch.push(&[b"HGET", &self.keys.job(id), b"status"]);
            batch.push(&[b"EXISTS", &self.keys.job(id)]);
        }
        let mut replies = self.ask(batch)?.into_iter();
        let held = pairs.into_iter().map(|(id, note)| {
            let mut next = || replies.next().unwrap_or(Reply::Nil);
            let status = next().bytes().map(|s| Status::parse(&s));
            Held { id, note, status, exists: next().count() > 0 }
        });
        Ok((held.collect(), next))
    }

    /// Whether any list or registry of the queue exists.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn queue_exists(&mut self, queue: &QueueName) -> Result<bool, Error> {
        let keys = self.keys.clone();
        let mut batch = Batch::default();
        let mut all = vec![keys.queue(queue), keys.intermediate(queue), keys.held(queue)];
        all.extend(Registry::ALL.map(|r| keys.registry(r, queue)));
        batch.begin(1 + all.len());
        batch.arg(b"EXISTS");
        all.iter().for_each(|key| batch.arg(key));
        Ok(self.ask(batch)?.iter().any(|n| n.count() > 0))
    }
}
