//! Since when workers run what they run. The rest of a worker is read in `store/crew`.

use crate::{
    rq::{
        fleet::{Run, Worker},
        id::Target,
        keys::Keys,
        time::Time,
    },
    store::{
        Store,
        error::Error,
        flight::{Flight, Replies},
    },
};

impl Store {
    /// Fills in when each worker began what it runs. One round trip.
    ///
    /// # Errors
    /// When Redis cannot be asked; what the ACL hides stays unknown.
    pub fn starts(&mut self, workers: &mut [Worker]) -> Result<(), Error> {
        let mut flight = Flight::default();
        ask_starts(&mut flight, &self.keys, workers);
        read_starts(&mut flight.send(&mut self.wire)?, workers)
    }
}

/// The execution says it from RQ 2.0 on; a worker that names a job alone leaves it to the job.
pub(super) fn ask_starts(flight: &mut Flight, keys: &Keys, workers: &[Worker]) {
    for Run { target: Target { id, execution }, .. } in workers.iter().flat_map(|w| &w.runs) {
        match execution {
            Some(execution) => flight.push(&[b"HGET", &keys.execution(id, execution), b"created_at"]),
            None => flight.push(&[b"HGET", &keys.job(id), b"started_at"]),
        }
    }
}

pub(super) fn read_starts(replies: &mut Replies, workers: &mut [Worker]) -> Result<(), Error> {
    for run in workers.iter_mut().flat_map(|w| &mut w.runs) {
        let read = if run.target.execution.is_some() { Time::parse_float } else { Time::parse };
        run.started_at = replies.take()?.as_bytes().and_then(read);
    }
    Ok(())
}
