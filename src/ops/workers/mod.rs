//! What is asked of workers, and what is written about them. A request is a message on a worker's channel: its
//! effect is looked for in what the worker writes.

pub mod forget;
pub mod kill_horse;
pub mod shutdown;
pub mod suspend;

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use crate::{
    ops::refusal::{Instead, Reason, Refusal},
    rq::{
        fleet::{Seen, Worker},
        id::{JobId, WorkerName},
    },
    store::{
        error::Error,
        script::Script,
        writer::{Uses, Writer},
    },
};

/// What a request to a worker does to the server.
pub const PUBLISHES: Uses = Uses { scripts: &[], publishes: true };

/// What workers are written about with.
pub static SCRIPTS: &[&Script] = &[&forget::SCRIPT, &suspend::SUSPEND, &suspend::RESUME];

/// A step that concerns one worker.
pub trait OnWorker {
    /// As it was when the run began.
    fn worker(&self) -> &Worker;
}

/// How long to look for an effect.
pub struct Watching<'a> {
    /// Zero = not at all.
    pub wait: Duration,
    pub interrupt: &'a AtomicBool,
    /// Hears how many of how many are through.
    pub progress: &'a dyn Fn(usize, usize),
}

/// The pause between two looks.
const PAUSE: Duration = Duration::from_millis(100);

impl Watching<'_> {
    /// Looks until everything is through, time runs out, or Ctrl-C: `look` answers how many of how many are.
    fn until(&self, mut look: impl FnMut() -> Result<(usize, usize), Error>) -> Result<(), Error> {
        let began = Instant::now();
        loop {
            let (through, all) = look()?;
            (self.progress)(through, all);
            if through == all || began.elapsed() >= self.wait || self.interrupt.load(Ordering::Relaxed) {
                return Ok(());
            }
            thread::sleep(PAUSE.min(self.wait));
        }
    }
}

/// What a worker that cannot be asked is told of.
fn reachable(worker: &Worker) -> Result<(), Refusal> {
    if worker.hidden {
        return Err(Refusal::new(Reason::Unknown, "the ACL hides its hash, so nothing is known of it"));
    }
    if !worker.exists {
        return Err(Refusal::new(
            Reason::Gone,
            "its hash is gone: it ended without a word, or was silent for too long",
        )
        .instead(Instead::Job("workers forget")));
    }
    if worker.death_at.is_some() {
        return Err(Refusal::new(Reason::Already, "it has ended already"));
    }
    match worker.listeners {
        Seen::Is(0) => Err(Refusal::new(
            Reason::NoListener,
            "nobody listens for it: the process is gone, or its listener died",
        )
        .instead(Instead::Job("workers show"))),
        _ => Ok(()),
    }
}

/// Reads the workers of a batch again, in its order.
fn again<S: OnWorker>(batch: &[S], writer: &mut Writer) -> Result<Vec<Worker>, Error> {
    let names: Vec<WorkerName> = batch.iter().map(|step| step.worker().name.clone()).collect();
    writer.reads().workers(&names)
}

/// The first job that a worker says it runs.
pub fn running_job(worker: &Worker) -> Option<&JobId> {
    worker.runs.first().map(|run| &run.target.id)
}

#[cfg(test)]
mod fixture {
    use crate::rq::{
        fleet::{Seen, Worker},
        id::{QueueName, WorkerName},
        job::Ttl,
        time::Time,
    };

    pub const NOW: Time = Time(1_795_500_000_000_000);

    /// An idle worker that listens.
    pub fn worker(name: &str) -> Worker {
        Worker {
            name: WorkerName::from_text(name),
            exists: true,
            hidden: false,
            state: Some(b"idle".to_vec()),
            version: Some(b"3.0.0".to_vec()),
            python_version: None,
            hostname: Some(b"app-1".to_vec()),
            pid: None,
            ip: None,
            queues: vec![QueueName::from_text("q")],
            birth_at: Some(NOW),
            heartbeat_at: Some(NOW),
            death_at: None,
            shutdown_requested_at: None,
            ttl: Some(Ttl::Millis(400_000)),
            listeners: Seen::Is(1),
            keeps_executions: false,
            runs: Vec::new(),
            finished: 0,
            failed: 0,
            working_s: None,
        }
    }
}
