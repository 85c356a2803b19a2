//! What the scripts are told of a job.

use crate::{
    ops::{
        call::Call,
        taking::{Known, Look, Taking},
        verb::horizon,
    },
    rq::{
        id::{JobId, QueueName, composite},
        keys::{Keys, TOMBSTONE},
        place::Registry,
        status::Status,
        time::Time,
    },
};

/// The keys of one queue, side by side, in the order that `places.lua` knows; the argument is the first's number.
pub fn queue_keys(call: &mut Call, keys: &Keys, queue: &QueueName) {
    let registries = [
        Registry::Started,
        Registry::Finished,
        Registry::Failed,
        Registry::Deferred,
        Registry::Scheduled,
        Registry::Canceled,
        Registry::Ready,
    ];
    call.block(keys.queue(queue), || {
        let mut all = vec![keys.intermediate(queue)];
        all.extend(registries.map(|registry| keys.registry(registry, queue)));
        all.extend([keys.held(queue), keys.seen(queue)]);
        all
    });
}

/// The key under which a job would stand that is called like the tombstone.
pub fn tombstone_job(keys: &Keys) -> Vec<u8> {
    keys.job(&JobId::new(TOMBSTONE))
}

/// What every script that takes a job is told of it first: ID, the keys that are its `own`, the hash before those
/// beside it, and what it has in common with others: queue, how it is listed, what was read, and `more`.
pub fn subject<const N: usize>(
    call: &mut Call,
    keys: &Keys,
    (job, known): (&Taking, &Known),
    own: [Vec<u8>; N],
    more: impl FnOnce(&mut Call),
) {
    call.text(&job.id.0).own(own);
    call.common("kind", |call| {
        queue_keys(call, keys, &job.queue);
        call.text(known.listed.word());
        call.text(job.status.as_ref().map(Status::as_bytes).unwrap_or_default());
        call.text(&job.origin).text(job.limit.as_deref().unwrap_or_default());
        call.text(known.stuck.as_deref().unwrap_or_default());
        more(call);
    });
}

/// What every script that takes a job is told first: now and horizon.
pub fn head(call: &mut Call, job: &Taking, now: Time) {
    call.number(now.seconds()).text(horizon(job.horizon));
}

/// Entries of the started registry that a job may have: its plain ID, and its executions.
pub fn entries(id: &JobId, look: &Look) -> Vec<Vec<u8>> {
    let composites = look.executions.iter().map(|execution| composite(id, &execution.id));
    std::iter::once(id.0.to_vec()).chain(composites).collect()
}
