//! `workers kill-horse`: the work horse of a worker is killed, and its job counts as failed.

use std::time::Duration;

use crate::{
    ops::{
        engine::Step,
        refusal::{Reason, Refusal},
        workers::{OnWorker, Watching, again, reachable},
    },
    rq::{
        command::Command,
        fleet::{Run, Worker},
        id::WorkerName,
        time::Time,
    },
    store::{error::Error, writer::Writer},
};

/// How long to look for the effect: it comes within milliseconds.
pub const WAIT: Duration = Duration::from_secs(2);

/// One worker whose work horse is to be killed.
pub struct KillHorse<'a> {
    pub worker: Worker,
    pub watching: &'a Watching<'a>,
}

/// What one request came to.
#[derive(Debug)]
pub struct Killed {
    pub listeners: u64,
    /// The worker as it was when it was asked.
    pub worker: Worker,
    /// It was seen not to run that job any more.
    pub through: bool,
}

/// Whether a worker may be asked. Pure.
///
/// # Errors
/// `wrong_state` where it runs no job.
pub fn decide(worker: &Worker) -> Result<(), Refusal> {
    reachable(worker)?;
    match worker.runs.is_empty() {
        true => Err(Refusal::new(Reason::WrongState, "it runs no job")),
        false => Ok(()),
    }
}

impl OnWorker for KillHorse<'_> {
    fn worker(&self) -> &Worker {
        &self.worker
    }
}

impl Step for KillHorse<'_> {
    type Seen = Killed;
    const BATCH: usize = 200;

    fn apply(batch: &[Self], writer: &mut Writer, _: Time) -> Result<Vec<Result<Killed, Refusal>>, Error> {
        let Some(first) = batch.first() else { return Ok(Vec::new()) };
        let payload = Command::KillHorse.payload().unwrap_or_default();
        let mut workers = again(batch, writer)?;
        // The same worker may take the same job again at once: only the start tells them apart.
        writer.reads().starts(&mut workers)?;
        let mut messages = Vec::new();
        let mut answers: Vec<Result<Killed, Refusal>> = Vec::with_capacity(batch.len());
        for worker in workers {
            answers.push(decide(&worker).map(|()| {
                messages.push((worker.name.clone(), payload.clone()));
                Killed { listeners: 0, worker, through: false }
            }));
        }
        let mut heard = writer.publish(&messages)?.into_iter();
        for killed in answers.iter_mut().flatten() {
            killed.listeners = heard.next().unwrap_or(0);
        }
        watch(answers.iter_mut().flatten().collect(), writer, first.watching)?;
        Ok(answers)
    }

    fn short_of(killed: &Killed) -> Option<Reason> {
        match (killed.through, killed.listeners) {
            (true, _) => None,
            (false, 0) => Some(Reason::NoListener),
            (false, _) => Some(Reason::TimedOut),
        }
    }
}

fn watch(mut killed: Vec<&mut Killed>, writer: &mut Writer, watching: &Watching) -> Result<(), Error> {
    killed.retain(|killed| killed.listeners > 0);
    watching.until(|| {
        let names: Vec<WorkerName> =
            killed.iter().filter(|k| !k.through).map(|k| k.worker.name.clone()).collect();
        let mut seen = writer.reads().workers(&names)?;
        writer.reads().starts(&mut seen)?;
        let mut seen = seen.into_iter();
        for killed in killed.iter_mut().filter(|killed| !killed.through) {
            let Some(now) = seen.next() else { break };
            killed.through = now.exists && !killed.worker.runs.iter().all(|run| still_runs(run, &now));
        }
        Ok((killed.iter().filter(|killed| killed.through).count(), killed.len()))
    })
}

/// Whether the worker still names this very run. One that had not started when it was asked is told by its job
/// alone.
fn still_runs(run: &Run, worker: &Worker) -> bool {
    let same = |now: &Run| {
        now.target == run.target && (run.started_at.is_none() || now.started_at == run.started_at)
    };
    worker.runs.iter().any(same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ops::workers::fixture::{NOW, worker},
        rq::id::{JobId, Target},
    };

    #[test]
    fn only_a_worker_with_a_job_has_a_work_horse() {
        let mut w = worker("w");
        assert_eq!(decide(&w).unwrap_err().reason, Reason::WrongState);
        w.runs.push(Run { target: Target::job(JobId::new("a")), started_at: None });
        assert_eq!(decide(&w), Ok(()));
    }

    #[test]
    fn a_job_that_was_started_again_is_another_run() {
        let run = |at| Run { target: Target::job(JobId::new("a")), started_at: at };
        let mut now = worker("w");
        now.runs.push(run(Some(NOW)));
        assert!(still_runs(&run(Some(NOW)), &now));
        assert!(still_runs(&run(None), &now));
        assert!(!still_runs(&run(Some(NOW.plus_seconds(-1))), &now));
        now.runs.clear();
        assert!(!still_runs(&run(None), &now));
    }
}
