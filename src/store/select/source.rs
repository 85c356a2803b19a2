//! Where members come from: walks through places, members that were chosen before, or texts that a person or a pipe
//! named.

use std::collections::VecDeque;

use crate::{
    rq::{
        filter::{Filter, Toward, Walk},
        id::Reading,
        keys::Keys,
        place::{Place, Registry},
        time::Time,
    },
    store::{
        cursor::{Cursor, Member, Replies},
        error::Error,
        wire::Batch,
    },
};

pub enum Source {
    Walks { rest: VecDeque<Start>, cursor: Option<Box<Cursor>>, toward: Toward },
    Named { texts: Box<dyn Iterator<Item = Vec<u8>>>, taken: Vec<Vec<u8>>, done: bool },
}

/// Where a cursor begins.
pub enum Start {
    /// A walk; so many members at the beginning of a list are passed over.
    Walk(Walk, u64),
    Given(VecDeque<Member>),
}

/// Bytes of names that one page takes: IDs of a megabyte were seen.
const NAMED_BYTES: usize = 1 << 20;

/// A member and the two things that its text may mean.
pub struct Meant {
    pub member: Member,
    pub reading: Reading,
    /// Entries of the started registry and of executions sets are composites first, whatever else a person
    /// types is a plain ID first.
    pub composite_first: bool,
}

impl Meant {
    fn of(member: Member) -> Meant {
        let composite_first =
            matches!(member.place, Place::Registry(Registry::Started, _) | Place::WorkerExecutions(_));
        let mut reading = Reading::of(&member.entry);
        if !composite_first {
            reading.split = None;
        }
        Meant { member, reading, composite_first }
    }

    fn named(text: Vec<u8>) -> Meant {
        let reading = Reading::of(&text);
        Meant {
            member: Member { entry: text, score: None, index: None, place: Place::Hash },
            reading,
            composite_first: false,
        }
    }

    /// Whether the filter may mean it, by either reading of its text.
    pub fn admitted(&self, filter: &Filter) -> bool {
        filter.admits_id(&self.reading.whole)
            || self.reading.split.as_ref().is_some_and(|(id, _)| filter.admits_id(id))
    }
}

impl Source {
    pub fn walks(walks: Vec<Walk>, toward: Toward) -> Source {
        Source::starts(walks.into_iter().map(|walk| Start::Walk(walk, 0)), toward)
    }

    pub fn starts(starts: impl Iterator<Item = Start>, toward: Toward) -> Source {
        let rest = match toward {
            Toward::Listing => starts.collect(),
            // One set at a time: after acting, the rank to go on from is known for one set only.
            Toward::Acting => starts.flat_map(one_by_one).collect(),
        };
        Source::Walks { rest, cursor: None, toward }
    }

    pub fn named(texts: Box<dyn Iterator<Item = Vec<u8>>>) -> Source {
        Source::Named { texts, taken: Vec::new(), done: false }
    }

    pub fn done(&self) -> bool {
        match self {
            Source::Walks { rest, cursor, .. } => rest.is_empty() && cursor.as_ref().is_none_or(|c| c.done()),
            Source::Named { done, .. } => *done,
        }
    }

    /// Asks for about `want` members.
    pub fn request(&mut self, keys: &Keys, want: usize, batch: &mut Batch) {
        match self {
            Source::Walks { rest, cursor, toward } => {
                while cursor.as_ref().is_none_or(|c| c.done()) {
                    match rest.pop_front() {
                        Some(Start::Walk(walk, from)) => {
                            *cursor = Some(Box::new(Cursor::start(&walk, *toward, from)))
                        }
                        Some(Start::Given(members)) => *cursor = Some(Box::new(Cursor::Given(members))),
                        None => return,
                    }
                }
                if let Some(cursor) = cursor {
                    cursor.request(keys, want, batch);
                }
            }
            Source::Named { texts, taken, done } => {
                let mut bytes = 0;
                while taken.len() < want && bytes < NAMED_BYTES {
                    let Some(text) = texts.next() else {
                        *done = true;
                        break;
                    };
                    bytes += text.len();
                    taken.push(text);
                }
            }
        }
    }

    /// The members that were asked for.
    pub fn take(&mut self, now: Time, replies: Replies) -> Result<Vec<Meant>, Error> {
        match self {
            Source::Walks { cursor, .. } => {
                let members = cursor.as_mut().map_or(Ok(Vec::new()), |c| c.take(now, replies))?;
                Ok(members.into_iter().map(Meant::of).collect())
            }
            Source::Named { taken, .. } => Ok(taken.drain(..).map(Meant::named).collect()),
        }
    }

    pub fn acted(&mut self, left: usize) {
        if let Source::Walks { cursor: Some(cursor), .. } = self {
            cursor.acted(left);
        }
    }

    pub fn behind(&self) -> Option<(&Place, u64)> {
        match self {
            Source::Walks { cursor, .. } => cursor.as_ref()?.behind(),
            Source::Named { .. } => None,
        }
    }

    pub fn swept(&mut self, gone: u64) {
        if let Source::Walks { cursor: Some(cursor), .. } = self {
            cursor.swept(gone);
        }
    }

    /// Nothing more is wanted.
    pub fn stop(&mut self) {
        *self = Source::walks(Vec::new(), Toward::Listing);
    }
}

fn one_by_one(start: Start) -> Vec<Start> {
    match start {
        Start::Walk(Walk::Sorted { places, due }, from) => {
            let alone = |place| Walk::Sorted { places: vec![place], due };
            places.into_iter().map(|place| Start::Walk(alone(place), from)).collect()
        }
        other => vec![other],
    }
}
