//! Old names that stand where no job has them any more: members of sets and hashes, and mentions in the hashes
//! of other jobs.

use crate::{
    ops::{
        call::{Answer, Call},
        migrate::change::{Answers, Change, Seen, own_keys, seen_of},
    },
    rq::{id::QueueName, place::Place},
    store::{error::Error, script::Script, writer::Writer},
};

pub static ENTRY: Script = crate::script!(
    "migrate_entry",
    ["migrate_swap"],
    [
        "EXISTS",
        "HDEL",
        "HGET",
        "HSET",
        "PEXPIRE",
        "PTTL",
        "SADD",
        "SISMEMBER",
        "SREM",
        "TYPE",
        "ZADD",
        "ZREM",
        "ZSCORE"
    ]
);
pub static FIELD: Script = crate::script!("migrate_field", [], ["HGET", "HSET", "TYPE"]);

pub(super) fn entries(batch: &[Change], answers: Answers, writer: &mut Writer) -> Result<(), Error> {
    let keys = writer.reads().keys.clone();
    let mut call = Call::default();
    let open: Vec<usize> = (0..batch.len()).filter(|i| matches!(batch[*i], Change::Entry { .. })).collect();
    if open.is_empty() {
        return Ok(());
    }
    call.number(open.len());
    for i in &open {
        let Change::Entry { place, old, new, entry } = &batch[*i] else { continue };
        let kind = match place {
            Place::Held(_) => "hash",
            Place::Group(_) | Place::Dependents(_) | Place::Dependencies(_) | Place::WorkerExecutions(_) => {
                "set"
            }
            _ => "zset",
        };
        let queue = place.queue().cloned().unwrap_or_else(|| QueueName::from_text(""));
        call.text(kind).shared(keys.place(place)).text(&entry.0).text(&entry.1).key(keys.job(old));
        own_keys(&keys, new, &queue).into_iter().take(5).for_each(|key| {
            call.key(key);
        });
    }
    let done = Answer::all(call.run(writer, &ENTRY)?, open.len())?;
    for (i, answer) in open.into_iter().zip(done) {
        let Change::Entry { place, .. } = &batch[i] else { continue };
        let seen = seen_of(&answer, None).map(|s| Seen { queue: place.queue().cloned(), ..s });
        answers[i] = Some(seen);
    }
    Ok(())
}

pub(super) fn fields(batch: &[Change], answers: Answers, writer: &mut Writer) -> Result<(), Error> {
    let keys = writer.reads().keys.clone();
    let mut call = Call::default();
    let open: Vec<usize> = (0..batch.len()).filter(|i| matches!(batch[*i], Change::Field { .. })).collect();
    if open.is_empty() {
        return Ok(());
    }
    call.number(open.len());
    for i in &open {
        let Change::Field { id, listed, single } = &batch[*i] else { continue };
        call.key(keys.job(id)).text(&listed.0).text(&listed.1).text(&single.0).text(&single.1);
    }
    let done = Answer::all(call.run(writer, &FIELD)?, open.len())?;
    for (i, answer) in open.into_iter().zip(done) {
        answers[i] = Some(seen_of(&answer, None));
    }
    Ok(())
}
