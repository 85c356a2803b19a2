//! Where a walk stands. Pure: it writes commands into a batch and reads their replies, and says what it
//! promises while others write. Sorted sets and lists overlap each page with the last one by a member, so
//! that a shift is seen and the walk finds its place again; a scan meets everything that stays, in no
//! order, some of it twice.

mod backward;
mod list;
mod passed;
mod scan;
mod sorted;
#[cfg(test)]
mod world;

use std::collections::VecDeque;

use crate::{
    rq::{
        filter::{Toward, Walk},
        keys::Keys,
        place::Place,
        time::Time,
    },
    store::{
        error::Error,
        wire::{Batch, Reply},
    },
};

/// Members that one page asks for at most.
pub const PAGE: usize = 1000;

/// What stood in a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    pub entry: Vec<u8>,
    pub score: Option<f64>,
    /// Where it stood in a list when it was read: counted from the head for a look, and from the tail, as a
    /// negative number, for a walk that acts.
    pub index: Option<i64>,
    pub place: Place,
}

/// Hands out the replies to what a cursor asked, in order.
pub type Replies<'r> = &'r mut dyn FnMut() -> Result<Reply, Error>;

/// A walk through one kind of place.
#[derive(Debug)]
pub enum Cursor {
    Sorted(sorted::Sorted),
    List(list::List),
    Backward(backward::Backward),
    Scan(scan::Scan),
    /// Members that were chosen before: nothing is asked.
    Given(VecDeque<Member>),
}

impl Cursor {
    /// `from` members of a list are passed over, at the end at which the walk begins.
    pub fn start(walk: &Walk, toward: Toward, from: u64) -> Cursor {
        match walk {
            Walk::Sorted { places, due } => Cursor::Sorted(sorted::Sorted::new(places, *due, toward)),
            Walk::List(place) => match toward {
                Toward::Listing => Cursor::List(list::List::new(place.clone(), from)),
                Toward::Acting => Cursor::Backward(backward::Backward::new(place.clone(), from)),
            },
            Walk::Scan(place) => Cursor::Scan(scan::Scan::new(place.clone())),
            Walk::Hashes => Cursor::Scan(scan::Scan::new(Place::Hash)),
        }
    }

    pub fn done(&self) -> bool {
        match self {
            Cursor::Sorted(c) => c.done(),
            Cursor::List(c) => c.done(),
            Cursor::Backward(c) => c.done(),
            Cursor::Scan(c) => c.done(),
            Cursor::Given(members) => members.is_empty(),
        }
    }

    /// Asks for about `want` more members.
    pub fn request(&mut self, keys: &Keys, want: usize, batch: &mut Batch) {
        match self {
            Cursor::Sorted(c) => c.request(keys, want, batch),
            Cursor::List(c) => c.request(keys, want, batch),
            Cursor::Backward(c) => c.request(keys, want, batch),
            Cursor::Scan(c) => c.request(keys, want, batch),
            Cursor::Given(_) => {}
        }
    }

    /// Reads the replies to the last request. An empty page does not mean the end: ask [`Cursor::done`].
    ///
    /// # Errors
    /// When the ACL forbids the place. A wrong type under its key ends the walk of that place only.
    pub fn take(&mut self, now: Time, replies: Replies) -> Result<Vec<Member>, Error> {
        match self {
            Cursor::Sorted(c) => c.take(now, replies),
            Cursor::List(c) => c.take(replies),
            Cursor::Backward(c) => c.take(replies),
            Cursor::Scan(c) => c.take(replies),
            Cursor::Given(members) => Ok(members.drain(..PAGE.min(members.len())).collect()),
        }
    }

    /// After a verb acted on the last page: `left` of its members still stand where they stood.
    pub fn acted(&mut self, left: usize) {
        match self {
            Cursor::Sorted(c) => c.acted(left),
            // A walk through a list is told what went behind it; scans survive removals.
            Cursor::List(_) | Cursor::Backward(_) | Cursor::Scan(_) | Cursor::Given(_) => {}
        }
    }

    /// The list that a walk from the tail is in, and how many entries at its end it has passed.
    pub fn behind(&self) -> Option<(&Place, u64)> {
        match self {
            Cursor::Backward(c) => Some(c.behind()),
            Cursor::Sorted(_) | Cursor::List(_) | Cursor::Scan(_) | Cursor::Given(_) => None,
        }
    }

    /// So many of the entries [behind](Cursor::behind) the walk are gone.
    pub fn swept(&mut self, gone: u64) {
        if let Cursor::Backward(c) = self {
            c.swept(gone);
        }
    }
}

/// The members of a page, or nothing where the key is of another type.
fn members(reply: Reply) -> Result<Vec<Reply>, Error> {
    Ok(reply.unless_other_type()?.list())
}
