//! Jobs that stand in one list more than once: RQ runs each copy.

use std::collections::HashMap;

use crate::{
    rq::{
        filter::Walk,
        id::{JobId, QueueName},
        place::Place,
    },
    store::{Store, error::Error, prints::Prints},
};

/// Where the first entry of a job stood in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct First {
    pub from_head: u64,
    /// The last has -1.
    pub from_tail: i64,
}

/// The jobs that stand more than once in the list of a queue, and where the first entry of each stood. The list is
/// read once, and once more where there are any; 16 bytes are kept of every entry.
///
/// # Errors
/// When Redis cannot be asked.
pub fn copies(store: &mut Store, queue: &QueueName) -> Result<HashMap<JobId, First>, Error> {
    let list = Walk::List(Place::Queue(queue.clone()));
    let (mut met, mut twice) = (Prints::default(), Prints::default());
    store.each_member(&list, &mut |member| {
        if !met.insert(&member.entry) {
            twice.insert(&member.entry);
        }
    })?;
    let (mut first, mut length) = (HashMap::new(), 0);
    if !twice.is_empty() {
        store.each_member(&list, &mut |member| {
            let index = member.index.unwrap_or_default();
            length = index + 1;
            if twice.remove(&member.entry) {
                first.insert(JobId::new(&member.entry), index);
            }
        })?;
    }
    let place = |index: i64| First { from_head: index.max(0) as u64, from_tail: index - length };
    Ok(first.into_iter().map(|(id, index)| (id, place(index))).collect())
}
