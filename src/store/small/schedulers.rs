//! Schedulers, found by the locks that they hold: RQ keeps no list of them.

use std::collections::BTreeMap;

use crate::{
    rq::{
        id::QueueName,
        job::Ttl,
        schedule::{Scheduler, is_pid},
        time::Time,
    },
    store::{Store, error::Error, flight::Flight, small::pages::or_empty, wire::Reply},
};

const FIELDS: [&[u8]; 5] = [b"hostname", b"pid", b"queues", b"created_at", b"last_heartbeat"];

impl Store {
    /// Who holds the scheduler locks of the known queues. A scheduler without a lock is not seen.
    ///
    /// # Errors
    /// When Redis cannot be asked, or the ACL forbids the locks.
    pub fn schedulers(&mut self) -> Result<Vec<Scheduler>, Error> {
        let crew = self.crew()?;
        let queues = self.queue_names(&crew)?;
        let mut flight = Flight::default();
        for queue in &queues {
            let lock = self.keys.scheduler_lock(queue);
            flight.push(&[b"GET", &lock]);
            flight.push(&[b"PTTL", &lock]);
        }
        let mut replies = flight.send(&mut self.wire)?;
        let mut held: BTreeMap<Vec<u8>, Vec<(QueueName, Option<Ttl>)>> = BTreeMap::new();
        for queue in queues {
            let (value, ttl) = (or_empty(replies.take()?)?, replies.take()?.ttl());
            if let Some(value) = value.bytes() {
                held.entry(value).or_default().push((queue, ttl));
            }
        }
        let mut flight = Flight::default();
        for name in held.keys() {
            let batch = flight.begin(2 + FIELDS.len());
            batch.arg(b"HMGET");
            batch.arg(&self.keys.scheduler(name));
            FIELDS.iter().for_each(|field| batch.arg(field));
        }
        let mut replies = flight.send(&mut self.wire)?;
        let mut schedulers = Vec::with_capacity(held.len());
        for (value, locks) in held {
            schedulers.push(scheduler(value, locks, or_empty(replies.take()?)?));
        }
        Ok(schedulers)
    }
}

fn scheduler(value: Vec<u8>, locks: Vec<(QueueName, Option<Ttl>)>, hash: Reply) -> Scheduler {
    let mut values = hash.list().into_iter().map(Reply::bytes);
    let mut next = || values.next().flatten();
    let (hostname, pid, queues) = (next(), next(), next());
    let time = |text: Option<Vec<u8>>| text.and_then(|text| Time::parse(&text));
    let (created_at, heartbeat_at) = (time(next()), time(next()));
    let wanted = |text: Vec<u8>| text.split(|b| *b == b',').map(QueueName::from_text).collect();
    let old = is_pid(&value);
    Scheduler {
        hostname,
        pid: pid.or_else(|| old.then(|| value.clone())),
        queues: queues.map_or_else(|| locks.iter().map(|(queue, _)| queue.clone()).collect(), wanted),
        created_at,
        heartbeat_at,
        locks,
        name: (!old).then(|| value.into_boxed_slice()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_of_an_old_scheduler_says_its_process_id_only() {
        let locks = vec![(QueueName::from_text("q"), None)];
        let old = scheduler(b"4121".to_vec(), locks.clone(), Reply::List(vec![Reply::Nil; 5]));
        assert_eq!((old.name, old.pid.as_deref()), (None, Some(b"4121".as_slice())));
        assert_eq!(old.queues, [QueueName::from_text("q")]);
        let text = |text: &str| Reply::Bytes(text.as_bytes().to_vec());
        let hash =
            vec![text("app-1"), text("77"), text("q,mail"), text("2026-11-24T06:10:49.000000Z"), Reply::Nil];
        let new = scheduler(b"9c2f1e".to_vec(), locks, Reply::List(hash));
        assert_eq!(
            (new.name.as_deref(), new.pid.as_deref()),
            (Some(b"9c2f1e".as_slice()), Some(b"77".as_slice()))
        );
        assert_eq!(new.queues.len(), 2);
        assert!(new.created_at.is_some() && new.heartbeat_at.is_none());
    }
}
