//! Sweeping out what taken jobs leave in their lists.

use crate::{
    ops::taking::{find::each_page, tombstone_job},
    rq::{id::QueueName, keys::TOMBSTONE},
    store::{
        error::Error,
        script::Script,
        wire::{Batch, Reply},
        writer::Writer,
    },
};

pub static SWEEP: Script = crate::script!("sweep", ["EXISTS", "LRANGE", "LREM", "TYPE"]);

/// Tombstones that one call removes: some 3 us each, beside the way to them.
const SWEPT: i64 = 1_000;

/// Entries that the server may walk through at once, some 20 ns each; in a longer list it is spared the way.
const LONG: u64 = 250_000;

/// Sweeps up behind a walk from the tail: the tombstones, `most` of this run, among so many entries at the end of the
/// list. The server walks to an entry from the nearer end, so a walk that takes all jobs stays at the tail. Where
/// there are more, another run is at work there, whose jobs would move under its hands: nothing is swept. Says how
/// many went.
///
/// # Errors
/// When Redis cannot be asked.
pub fn sweep_behind(writer: &mut Writer, queue: &QueueName, reach: u64, most: u64) -> Result<u64, Error> {
    let keys = writer.reads().keys.clone();
    let args = [format!("-{most}"), reach.to_string()].map(String::into_bytes);
    let gone = writer.run(&SWEEP, &[keys.queue(queue), tombstone_job(&keys)], &args)?;
    Ok(gone.count())
}

/// Sweeps the tombstones out of the lists of these queues, also those of an interrupted run, and also where workers
/// may have moved them.
///
/// # Errors
/// When Redis cannot be asked.
pub fn sweep<'q>(writer: &mut Writer, queues: impl IntoIterator<Item = &'q QueueName>) -> Result<(), Error> {
    let keys = writer.reads().keys.clone();
    for queue in queues {
        for list in [keys.queue(queue), keys.intermediate(queue)] {
            let mut batch = Batch::default();
            batch.push(&[b"LLEN", &list]);
            let length = writer.reads().ask(batch)?.into_iter().next().unwrap_or(Reply::Nil).count();
            let args = [list, tombstone_job(&keys)];
            match length > LONG {
                true => sweep_from_both_ends(writer, &args, length)?,
                false => while take_out(writer, &args, -SWEPT)? == SWEPT {},
            }
        }
    }
    Ok(())
}

/// Removes so many tombstones: the first ones, or with a minus the last ones. Says how many there were.
fn take_out(writer: &mut Writer, list: &[Vec<u8>; 2], count: i64) -> Result<i64, Error> {
    Ok(writer.run(&SWEEP, list, &[count.to_string().into_bytes(), b"0".to_vec()])?.int().unwrap_or(0))
}

/// The server walks past everything that stands before a tombstone, and through the whole list where it finds fewer
/// than it was told to remove. So they are counted first, page by page, and each is come to from its own end.
fn sweep_from_both_ends(writer: &mut Writer, list: &[Vec<u8>; 2], length: u64) -> Result<(), Error> {
    let (mut behind, mut ahead) = (0, 0);
    each_page(writer, &list[0], 1, usize::MAX, &mut |at, page| {
        for (passed, entry) in page.iter().rev().enumerate() {
            if entry.as_bytes() == Some(TOMBSTONE) {
                let side = if (at + passed as u64) * 2 <= length { &mut behind } else { &mut ahead };
                *side += 1;
            }
        }
        true
    })?;
    for (mut left, sign) in [(behind, -1), (ahead, 1)] {
        while left > 0 {
            let count = SWEPT.min(left);
            if take_out(writer, list, sign * count)? < count {
                break;
            }
            left -= count;
        }
    }
    Ok(())
}
