//! Jobs that stand in one list more than once: RQ runs each copy.

use std::collections::HashMap;

use crate::{
    rq::{
        filter::{Toward, Walk},
        id::{JobId, QueueName},
        place::Place,
        time::Time,
    },
    store::{
        Store,
        cursor::{Cursor, Member, PAGE},
        error::Error,
        prints::Prints,
        wire::{Batch, Reply},
    },
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
    let (mut met, mut twice) = (Prints::default(), Prints::default());
    walk(store, queue, &mut |member| {
        if !met.insert(&member.entry) {
            twice.insert(&member.entry);
        }
    })?;
    let (mut first, mut length) = (HashMap::new(), 0);
    if !twice.is_empty() {
        walk(store, queue, &mut |member| {
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

fn walk(store: &mut Store, queue: &QueueName, on: &mut dyn FnMut(&Member)) -> Result<(), Error> {
    let mut cursor = Cursor::start(&Walk::List(Place::Queue(queue.clone())), Toward::Listing, 0);
    while !cursor.done() {
        let mut batch = Batch::default();
        cursor.request(&store.keys, PAGE, &mut batch);
        let mut replies = store.ask(batch)?.into_iter();
        // Lists do not ask for the time.
        let members = cursor.take(Time::default(), &mut || Ok(replies.next().unwrap_or(Reply::Nil)))?;
        members.iter().for_each(&mut *on);
    }
    Ok(())
}
