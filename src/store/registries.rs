//! Places of jobs in numbers.

use crate::{
    rq::{
        id::QueueName,
        place::{Place, Registry},
        time::Time,
    },
    store::{Store, error::Error, flight::Flight, wire::Reply},
};

/// One place: how many entries, how many of them lie behind, and the scores at both ends.
#[derive(Clone, Debug)]
pub struct Numbers {
    pub place: Place,
    pub entries: u64,
    pub expired: u64,
    pub lowest: Option<f64>,
    pub highest: Option<f64>,
}

impl Store {
    /// Every registry, intermediate list and held hash of these queues, and every rate limit of `rate_limits`, that
    /// holds anything. One round trip.
    ///
    /// # Errors
    /// When Redis cannot be asked; a wrong type under a key counts as empty.
    pub fn numbers(
        &mut self,
        queues: &[QueueName],
        rate_limits: &[Vec<u8>],
        now: Time,
    ) -> Result<Vec<Numbers>, Error> {
        let per_queue = queues.iter().flat_map(|queue| {
            let registries = Registry::ALL.map(|registry| Place::Registry(registry, queue.clone()));
            registries.into_iter().chain([Place::Intermediate(queue.clone()), Place::Held(queue.clone())])
        });
        let limits = rate_limits.iter().map(|key| Place::RateLimited(key.as_slice().into()));
        let places: Vec<Place> = per_queue.chain(limits).collect();
        let mut flight = Flight::default();
        let at = now.seconds().to_string();
        for place in &places {
            let key = self.keys.place(place);
            match place {
                Place::Intermediate(_) => flight.push(&[b"LLEN", &key]),
                Place::Held(_) => flight.push(&[b"HLEN", &key]),
                _ => {
                    flight.push(&[b"ZCARD", &key]);
                    flight.push(&[b"ZCOUNT", &key, b"0", at.as_bytes()]);
                    flight.push(&[b"ZRANGE", &key, b"0", b"0", b"WITHSCORES"]);
                    flight.push(&[b"ZREVRANGE", &key, b"0", b"0", b"WITHSCORES"]);
                }
            }
        }
        let mut replies = flight.send(&mut self.wire)?;
        let mut next = || replies.take()?.unless_other_type();
        let mut all = Vec::new();
        for place in places {
            let entries = next()?.count();
            let mut numbers = Numbers { place, entries, expired: 0, lowest: None, highest: None };
            if let Place::Registry(..) | Place::RateLimited(_) = numbers.place {
                let end = |reply: Reply| reply.list().into_iter().nth(1).and_then(|score| score.float());
                numbers.expired = next()?.count();
                (numbers.lowest, numbers.highest) = (end(next()?), end(next()?));
            }
            if entries > 0 {
                all.push(numbers);
            }
        }
        Ok(all)
    }
}
