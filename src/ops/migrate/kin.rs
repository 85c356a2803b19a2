//! Families too large for one step: the new name is added beside the old one on the other side of each
//! kinship, then the job is renamed in one small step, then the old names are dropped. A name without a job
//! is ignored by every RQ, so that the job has its kin at every instant.

use crate::{
    ops::{
        call::Call,
        migrate::{
            look::{KIN, Look, parent_fields},
            texts,
        },
    },
    rq::id::JobId,
    store::{
        error::Error,
        script::Script,
        wire::{Batch, Reply},
        writer::Writer,
    },
};

pub static SCRIPT: Script =
    crate::script!("migrate_kin", [], ["HGET", "HSET", "SADD", "SISMEMBER", "SREM", "TYPE"]);

/// Before the step: the new name beside the old one. Not where another job has that name: the step will say so.
///
/// # Errors
/// When no answer came; what was added is dropped or used by a second run.
pub fn beside(writer: &mut Writer, old: &JobId, new: &JobId, look: &Look) -> Result<(), Error> {
    if !look.children.too_many() && !look.parents.too_many() {
        return Ok(());
    }
    let keys = writer.reads().keys.clone();
    let mut batch = Batch::default();
    batch.push(&[b"EXISTS", &keys.job(new), &keys.dependents(new), &keys.dependencies(new)]);
    if writer.reads().ask(batch)?.iter().any(|taken| taken.count() > 0) {
        return Ok(());
    }
    if look.children.too_many() {
        walk(writer, keys.dependents(old), &mut |writer, children| {
            each(writer, "add", old, new, children, Side::Children)
        })?;
    }
    if look.parents.too_many() {
        walk(writer, keys.dependencies(old), &mut |writer, parents| {
            each(writer, "add", old, new, parents, Side::Parents)
        })?;
    }
    Ok(())
}

/// After the step: the old name goes where the new one stands. The sets of kin have the new name by now.
///
/// # Errors
/// When no answer came; the rest is residue that a second run finds.
pub fn drop_old(writer: &mut Writer, old: &JobId, new: &JobId, look: &Look) -> Result<(), Error> {
    let keys = writer.reads().keys.clone();
    if look.children.too_many() {
        walk(writer, keys.dependents(new), &mut |writer, children| {
            each(writer, "drop", old, new, children, Side::Children)
        })?;
    }
    if look.parents.too_many() {
        walk(writer, keys.dependencies(new), &mut |writer, parents| {
            each(writer, "drop", old, new, parents, Side::Parents)
        })?;
    }
    Ok(())
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    /// Their sets of dependencies and their hashes name the job.
    Children,
    /// Their sets of dependents name it.
    Parents,
}

type OnKin<'a> = &'a mut dyn FnMut(&mut Writer, &[JobId]) -> Result<(), Error>;

/// The members of a set by pages.
fn walk(writer: &mut Writer, set: Vec<u8>, on: OnKin) -> Result<(), Error> {
    let mut cursor = b"0".to_vec();
    loop {
        let mut batch = Batch::default();
        batch.push(&[b"SSCAN", &set, &cursor, b"COUNT", KIN.to_string().as_bytes()]);
        let reply = writer.reads().ask(batch)?.into_iter().next().unwrap_or(Reply::Nil);
        let mut parts = reply.ok()?.list().into_iter();
        cursor = parts.next().and_then(Reply::bytes).unwrap_or_else(|| b"0".to_vec());
        let members = parts.next().map_or_else(Vec::new, Reply::list);
        let ids: Vec<JobId> = members.into_iter().filter_map(Reply::bytes).map(JobId::new).collect();
        for page in ids.chunks(KIN / 2) {
            on(writer, page)?;
        }
        if cursor == b"0" {
            return Ok(());
        }
    }
}

fn each(
    writer: &mut Writer,
    act: &str,
    old: &JobId,
    new: &JobId,
    kin: &[JobId],
    side: Side,
) -> Result<(), Error> {
    let keys = writer.reads().keys.clone();
    let swaps = side == Side::Children && act == "drop";
    let fields = if swaps { parent_fields(writer.reads(), kin)? } else { Vec::new() };
    let renamed = |id: &JobId| (id == old).then(|| new.clone());
    let mut call = Call::default();
    call.text(act).number(kin.len());
    for (i, other) in kin.iter().enumerate() {
        let set = if side == Side::Children { keys.dependencies(other) } else { keys.dependents(other) };
        call.key(set).text(&old.0).text(&new.0);
        match fields.get(i) {
            Some((listed, single)) => {
                let listed_new = texts::rename_listed(listed, &renamed).unwrap_or_else(|| listed.clone());
                let single_new = if *single == *old.0 { new.0.to_vec() } else { single.clone() };
                call.key(keys.job(other)).text(listed).text(listed_new).text(single).text(single_new);
            }
            None => {
                call.number(0);
            }
        }
    }
    call.run(writer, &SCRIPT)?;
    Ok(())
}
