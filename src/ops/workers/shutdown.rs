//! `workers shutdown`: a worker ends at once, or after the job that it runs.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use crate::{
    ops::{
        engine::Step,
        refusal::{Reason, Refusal},
        workers::{OnWorker, Watching, again, reachable, running_job},
    },
    rq::{command::Command, fleet::Worker, id::WorkerName, time::Time},
    store::{Store, error::Error, writer::Writer},
};

/// One worker to be shut down.
pub struct Shutdown<'a> {
    pub worker: Worker,
    /// Also one that was asked before: a second request is a cold shutdown.
    pub force: bool,
    pub watching: &'a Watching<'a>,
}

/// What one shutdown came to.
#[derive(Debug)]
pub struct Asked {
    /// `None` = it was asked before, and only watched now.
    pub listeners: Option<u64>,
    /// The worker as last seen.
    pub worker: Worker,
    /// It has ended.
    pub left: bool,
    /// It was asked before, and kills its job now.
    pub cold: bool,
    /// From the request to the end of the watching; `None` = not watched.
    pub watched: Option<Duration>,
}

/// Whether a worker may be asked. Pure.
///
/// # Errors
/// `already` where it ended or was asked before: a second request a second later kills the job.
pub fn decide(worker: &Worker, force: bool, now: Time) -> Result<(), Refusal> {
    reachable(worker)?;
    match worker.shutdown_requested_at {
        Some(at) if !force => {
            let first = match running_job(worker) {
                Some(id) => format!("and ends after job {}", id.lossy()),
                None => "and has not ended yet".to_owned(),
            };
            let ago = now.since(at).max(0.0);
            Err(Refusal::new(
                Reason::Already,
                format!("it was asked {ago:.0} s ago {first}; a second request would kill the job (--force)"),
            ))
        }
        _ => Ok(()),
    }
}

impl OnWorker for Shutdown<'_> {
    fn worker(&self) -> &Worker {
        &self.worker
    }
}

impl Step for Shutdown<'_> {
    type Seen = Asked;
    const BATCH: usize = 200;

    fn apply(batch: &[Self], writer: &mut Writer, now: Time) -> Result<Vec<Result<Asked, Refusal>>, Error> {
        let Some(first) = batch.first() else { return Ok(Vec::new()) };
        let payload = Command::Shutdown.payload().unwrap_or_default();
        let mut messages = Vec::new();
        let mut answers = Vec::with_capacity(batch.len());
        for (step, worker) in batch.iter().zip(again(batch, writer)?) {
            let before = worker.shutdown_requested_at.is_some();
            answers.push(match decide(&worker, step.force, now) {
                Ok(()) => {
                    messages.push((worker.name.clone(), payload.clone()));
                    Ok(Asked { listeners: Some(0), worker, left: false, cold: before, watched: None })
                }
                // Who was asked before is watched all the same.
                Err(refusal) => match before && worker.registered_alive() && !first.watching.wait.is_zero() {
                    true => Ok(Asked { listeners: None, worker, left: false, cold: false, watched: None }),
                    false => Err(refusal),
                },
            });
        }
        let mut heard = writer.publish(&messages)?.into_iter();
        for asked in answers.iter_mut().flatten().filter(|asked| asked.listeners.is_some()) {
            asked.listeners = heard.next();
        }
        if !first.watching.wait.is_zero() {
            watch(answers.iter_mut().flatten().collect(), writer, first.watching)?;
        }
        Ok(answers)
    }

    fn short_of(asked: &Asked) -> Option<Reason> {
        match (asked.left, asked.listeners, asked.watched) {
            (true, ..) => None,
            (false, Some(0), _) => Some(Reason::NoListener),
            (false, _, Some(_)) => Some(Reason::TimedOut),
            (false, _, None) => None,
        }
    }
}

fn watch(mut asked: Vec<&mut Asked>, writer: &mut Writer, watching: &Watching) -> Result<(), Error> {
    let began = Instant::now();
    asked.retain(|asked| asked.listeners != Some(0));
    watching.until(|| {
        let staying: Vec<WorkerName> =
            asked.iter().filter(|asked| !asked.left).map(|asked| asked.worker.name.clone()).collect();
        let mut seen = writer.reads().workers(&staying)?.into_iter();
        for asked in asked.iter_mut().filter(|asked| !asked.left) {
            let Some(now) = seen.next() else { break };
            // Another worker may have taken the name since.
            asked.left = !now.registered_alive() || now.birth_at != asked.worker.birth_at;
            if !asked.left {
                asked.worker = now;
            }
            asked.watched = Some(began.elapsed());
        }
        Ok((asked.iter().filter(|asked| asked.left).count(), asked.len()))
    })
}

/// Live workers on the same hosts that were not there before: whoever started these may start more.
///
/// # Errors
/// When Redis cannot be asked.
pub fn newcomers(
    store: &mut Store,
    hosts: &BTreeSet<Vec<u8>>,
    before: &[WorkerName],
) -> Result<Vec<Worker>, Error> {
    let crew = store.crew()?;
    let new = |w: &Worker| {
        !before.contains(&w.name) && w.hostname.as_ref().is_some_and(|host| hosts.contains(host))
    };
    Ok(crew.workers.into_iter().filter(new).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::workers::fixture::{NOW, worker};

    #[test]
    fn a_second_request_is_not_made_unless_forced() {
        let mut w = worker("w");
        assert_eq!(decide(&w, false, NOW), Ok(()));
        w.shutdown_requested_at = Some(NOW.plus_seconds(-9));
        let refusal = decide(&w, false, NOW).unwrap_err();
        assert_eq!(refusal.reason, Reason::Already);
        assert!(refusal.message.starts_with("it was asked 9 s ago"), "{}", refusal.message);
        assert_eq!(decide(&w, true, NOW), Ok(()));
    }

    #[test]
    fn whoever_cannot_hear_is_not_asked() {
        let reason = |change: fn(&mut Worker)| {
            let mut w = worker("w");
            change(&mut w);
            decide(&w, true, NOW).unwrap_err().reason
        };
        assert_eq!(reason(|w| w.exists = false), Reason::Gone);
        assert_eq!(reason(|w| w.death_at = Some(NOW)), Reason::Already);
        assert_eq!(reason(|w| w.listeners = crate::rq::fleet::Seen::Is(0)), Reason::NoListener);
        assert_eq!(reason(|w| w.hidden = true), Reason::Unknown);
    }
}
