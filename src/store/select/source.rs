//! Where members come from: walks through places, or texts that a person or a pipe named.

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
    Walks { rest: VecDeque<Walk>, cursor: Option<Cursor>, toward: Toward },
    Named { texts: Box<dyn Iterator<Item = Vec<u8>>>, taken: Vec<Vec<u8>>, done: bool },
}

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

    /// Whether the filter may mean it, by either reading of its text.
    pub fn admitted(&self, filter: &Filter) -> bool {
        filter.admits_id(&self.reading.whole)
            || self.reading.split.as_ref().is_some_and(|(id, _)| filter.admits_id(id))
    }
}

impl Source {
    pub fn walks(walks: Vec<Walk>, toward: Toward) -> Source {
        let rest = match toward {
            Toward::Listing => walks.into(),
            // One set at a time: after acting, the rank to go on from is known for one set only.
            Toward::Acting => walks.into_iter().flat_map(one_by_one).collect(),
        };
        Source::Walks { rest, cursor: None, toward }
    }

    pub fn named(texts: Box<dyn Iterator<Item = Vec<u8>>>) -> Source {
        Source::Named { texts, taken: Vec::new(), done: false }
    }

    pub fn done(&self) -> bool {
        match self {
            Source::Walks { rest, cursor, .. } => rest.is_empty() && cursor.as_ref().is_none_or(Cursor::done),
            Source::Named { done, .. } => *done,
        }
    }

    /// Asks for about `want` members.
    pub fn request(&mut self, keys: &Keys, want: usize, batch: &mut Batch) {
        match self {
            Source::Walks { rest, cursor, toward } => {
                while cursor.as_ref().is_none_or(Cursor::done) {
                    match rest.pop_front() {
                        Some(walk) => *cursor = Some(Cursor::start(&walk, *toward)),
                        None => return,
                    }
                }
                if let Some(cursor) = cursor {
                    cursor.request(keys, want, batch);
                }
            }
            Source::Named { texts, taken, done } => {
                taken.extend(texts.take(want));
                *done = taken.len() < want;
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
            Source::Named { taken, .. } => Ok(taken.drain(..).map(named).collect()),
        }
    }

    pub fn acted(&mut self, left: usize) {
        if let Source::Walks { cursor: Some(cursor), .. } = self {
            cursor.acted(left);
        }
    }
}

fn named(text: Vec<u8>) -> Meant {
    let reading = Reading::of(&text);
    let member = Member { entry: text, score: None, place: Place::Hash };
    Meant { member, reading, composite_first: false }
}

fn one_by_one(walk: Walk) -> Vec<Walk> {
    match walk {
        Walk::Sorted { places, due } => {
            places.into_iter().map(|place| Walk::Sorted { places: vec![place], due }).collect()
        }
        other => vec![other],
    }
}
