//! `workers forget`: what a worker that is gone left behind in Redis.

use crate::{
    ops::{
        call::Answer,
        engine::Step,
        refusal::{Reason, Refusal},
        workers::OnWorker,
    },
    rq::{
        fleet::Worker,
        id::QueueName,
        state::{WorkerState, worker_state},
        time::Time,
    },
    store::{
        error::Error,
        script::Script,
        wire::{Batch, Reply},
        writer::{Uses, Writer},
    },
};

pub static SCRIPT: Script = crate::script!("worker_forget", ["TYPE", "HMGET", "SREM", "UNLINK"]);

/// What a writer is asked for before it is opened.
pub const USES: Uses = Uses { scripts: &[&SCRIPT], publishes: false };

/// Sets of workers that one call may carry.
const SETS: usize = 1_000;

/// One worker to be forgotten.
pub struct Forget<'a> {
    pub worker: Worker,
    /// All queues: where the hash is gone, nobody knows which it served.
    pub queues: &'a [QueueName],
}

/// Whether a worker may be forgotten. Pure.
///
/// # Errors
/// `alive` where it gave a sign of life that is fresh enough, or still listens.
pub fn decide(worker: &Worker, now: Time) -> Result<(), Refusal> {
    match worker_state(worker, now) {
        WorkerState::Dead | WorkerState::Stale => Ok(()),
        _ if worker.hidden => {
            Err(Refusal::new(Reason::Unknown, "the ACL hides its hash, so nothing is known of it"))
        }
        state => {
            let heartbeat = worker.heartbeat_at.map_or_else(
                || "it is registered".to_owned(),
                |at| format!("its last heartbeat was {:.0} s ago", now.since(at).max(0.0)),
            );
            let listens = match worker.listeners.ok() {
                Some(0) => ", nobody listens for it",
                Some(_) => ", and it listens",
                None => "",
            };
            let name = state.name();
            Err(Refusal::new(
                Reason::Alive,
                format!(
                    "it counts as {name}: {heartbeat}{listens}; it is stale once it was silent for too long"
                ),
            ))
        }
    }
}

impl OnWorker for Forget<'_> {
    fn worker(&self) -> &Worker {
        &self.worker
    }
}

impl Step for Forget<'_> {
    /// The worker as it was before.
    type Seen = Worker;
    const BATCH: usize = 50;

    fn apply(batch: &[Self], writer: &mut Writer, now: Time) -> Result<Vec<Result<Worker, Refusal>>, Error> {
        batch.iter().map(|step| forget(step, writer, now)).collect()
    }
}

fn forget(step: &Forget, writer: &mut Writer, now: Time) -> Result<Result<Worker, Refusal>, Error> {
    let keys = writer.reads().keys.clone();
    let hash = keys.worker(&step.worker.name);
    let mut batch = Batch::default();
    batch.push(&[b"HMGET", &hash, b"last_heartbeat", b"death"]);
    let stamps = writer.reads().ask(batch)?.into_iter().next().unwrap_or(Reply::Nil);
    let stamps: Vec<Vec<u8>> =
        stamps.list().into_iter().map(|stamp| stamp.bytes().unwrap_or_default()).collect();
    // Judged after the stamps were read: a sign of life that comes later makes the script refuse.
    let Some(worker) = writer.reads().workers(std::slice::from_ref(&step.worker.name))?.pop() else {
        return Ok(Err(Refusal::new(Reason::Gone, "it is gone")));
    };
    if let Err(refusal) = decide(&worker, now) {
        return Ok(Err(refusal));
    }
    let mut sets = vec![keys.workers()];
    sets.extend(step.queues.iter().chain(&worker.queues).map(|queue| keys.workers_of(queue)));
    sets.sort();
    sets.dedup();
    let calls = sets.len().div_ceil(SETS);
    for (i, some) in sets.chunks(SETS).enumerate() {
        let own = [hash.clone(), keys.worker_executions(&worker.name)];
        let last = if i + 1 == calls { b"1" } else { b"0" };
        let mut args = stamps.clone();
        args.resize(2, Vec::new());
        args.push(last.to_vec());
        let reply = writer.run(&SCRIPT, &[&own, some].concat(), &args)?;
        let answer = Answer::all(Reply::List(vec![reply]), 1)?.remove(0);
        if !answer.done() {
            return Ok(Err(answer.refusal()));
        }
    }
    Ok(Ok(worker))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ops::workers::fixture::{NOW, worker},
        rq::fleet::Seen,
    };

    #[test]
    fn only_who_is_dead_or_was_silent_for_too_long_is_forgotten() {
        let mut w = worker("w");
        assert_eq!(decide(&w, NOW).unwrap_err().reason, Reason::Alive);
        w.heartbeat_at = Some(NOW.plus_seconds(-500));
        assert_eq!(decide(&w, NOW).unwrap_err().reason, Reason::Alive);
        w.listeners = Seen::Is(0);
        assert_eq!(decide(&w, NOW), Ok(()));
        w.heartbeat_at = Some(NOW.plus_seconds(-100));
        let refusal = decide(&w, NOW).unwrap_err();
        assert!(refusal.message.contains("100 s ago, nobody listens for it"), "{}", refusal.message);
        w.exists = false;
        assert_eq!(decide(&w, NOW), Ok(()));
        let mut hidden = worker("w");
        hidden.hidden = true;
        assert_eq!(decide(&hidden, NOW).unwrap_err().reason, Reason::Unknown);
    }
}
