//! Sweeping out what taken jobs leave in their lists.

use crate::{
    ops::taking::{
        find::{PAGE, each_page},
        tombstone_job,
    },
    rq::{id::QueueName, keys::TOMBSTONE},
    store::{
        error::Error,
        script::Script,
        wire::{Batch, Reply},
        writer::Writer,
    },
};

pub static SWEEP: Script = crate::script!("sweep", ["EXISTS", "LRANGE", "LREM", "TYPE"]);

/// Tombstones that one call removes at most.
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
    let mut pages = Vec::new();
    each_page(writer, &list[0], 1, usize::MAX, &mut |_, page| {
        pages.push(page.iter().filter(|entry| entry.as_bytes() == Some(TOMBSTONE)).count() as u64);
        true
    })?;
    let half = usize::try_from(length.div_ceil(2 * PAGE)).unwrap_or(usize::MAX).min(pages.len());
    let (behind, ahead) = pages.split_at(half);
    for (steps, sign) in [(steps(behind.iter()), -1), (steps(ahead.iter().rev()), 1)] {
        for count in steps {
            if take_out(writer, list, sign * count)? < count {
                break;
            }
        }
    }
    Ok(())
}

/// What one call may take, in nanoseconds, and what it takes: to walk past an entry, and to remove a tombstone.
const CALL_NS: i64 = 10_000_000;
const WALK_NS: i64 = 18;
const REMOVE_NS: i64 = 3_000;

/// How many tombstones to remove call by call, where each page holds so many of them: fewer the longer the way is.
fn steps<'a>(pages: impl Iterator<Item = &'a u64>) -> Vec<i64> {
    let (mut steps, mut open) = (Vec::new(), 0);
    for (page, count) in pages.enumerate() {
        let way = (page as i64 + 1) * PAGE as i64 * WALK_NS;
        let most = ((CALL_NS - way) / REMOVE_NS).clamp(SWEPT / 10, SWEPT);
        open += *count as i64;
        while open >= most {
            steps.push(most);
            open -= most;
        }
    }
    steps.extend((open > 0).then_some(open));
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_tombstone_is_removed_in_calls_that_grow_shorter_with_the_way(
            pages in prop::collection::vec(0u64..=1_000, 0..600),
        ) {
            let steps = steps(pages.iter());
            prop_assert_eq!(steps.iter().sum::<i64>(), pages.iter().sum::<u64>() as i64);
            prop_assert!(steps.iter().all(|n| (1..=SWEPT).contains(n)));
            if let Some((_, full)) = steps.split_last() {
                prop_assert!(full.is_sorted_by(|a, b| a >= b));
                prop_assert!(full.iter().all(|n| *n >= SWEPT / 10));
            }
        }
    }

    #[test]
    fn half_a_million_entries_away_a_third_is_left_of_a_call() {
        let mut pages = vec![0; 500];
        pages[499] = 1_000;
        assert_eq!(steps(pages.iter()), [333, 333, 333, 1]);
        pages.swap(0, 499);
        assert_eq!(steps(pages.iter()), [1_000]);
    }
}
