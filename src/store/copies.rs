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

/// The jobs that stand more than once in the list of a queue, with the index of their first entry, counted from
/// the head. The list is read once, and once more where there are any; 16 bytes are kept of every entry.
///
/// # Errors
/// When Redis cannot be asked.
pub fn copies(store: &mut Store, queue: &QueueName) -> Result<HashMap<JobId, u64>, Error> {
    let (mut met, mut twice) = (Prints::default(), Prints::default());
    walk(store, queue, &mut |member| {
        if !met.insert(&member.entry) {
            twice.insert(&member.entry);
        }
    })?;
    let mut first = HashMap::new();
    if !twice.is_empty() {
        walk(store, queue, &mut |member| {
            if twice.remove(&member.entry) {
                let index = member.index.and_then(|i| u64::try_from(i).ok()).unwrap_or_default();
                first.insert(JobId::new(&member.entry), index);
            }
        })?;
    }
    Ok(first)
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
