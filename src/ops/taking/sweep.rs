//! Sweeping out what taken jobs leave in their lists.

use crate::{
    ops::taking::tombstone_job,
    rq::id::QueueName,
    store::{error::Error, script::Script, writer::Writer},
};

pub static SWEEP: Script = crate::script!("sweep", ["EXISTS", "LREM", "TYPE"]);

/// Tombstones that one call removes: more would block the server for longer than a few milliseconds.
const SWEPT: i64 = 5_000;

/// Sweeps the tombstones out of the lists of these queues, also those of an interrupted run, and also where workers
/// may have moved them.
///
/// # Errors
/// When Redis cannot be asked.
pub fn sweep<'q>(writer: &mut Writer, queues: impl IntoIterator<Item = &'q QueueName>) -> Result<(), Error> {
    let keys = writer.reads().keys.clone();
    for queue in queues {
        for list in [keys.queue(queue), keys.intermediate(queue)] {
            let args = [list, tombstone_job(&keys)];
            while writer.run(&SWEEP, &args, &[SWEPT.to_string().into_bytes()])?.int() == Some(SWEPT) {}
        }
    }
    Ok(())
}
