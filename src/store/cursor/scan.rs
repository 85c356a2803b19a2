//! Sets, hashes and the key space, by SCAN and its kin: everything that stays during the walk is met, some
//! of it twice, in no order.

use crate::{
    rq::{keys::Keys, place::Place},
    store::{
        cursor::{Member, PAGE, Replies},
        error::Error,
        wire::{Batch, Reply},
    },
};

#[derive(Debug)]
pub struct Scan {
    place: Place,
    cursor: Vec<u8>,
    /// In front of every job ID, where job keys are walked.
    prefix: Vec<u8>,
    done: bool,
}

impl Scan {
    pub fn new(place: Place) -> Scan {
        Scan { place, cursor: b"0".to_vec(), prefix: Vec::new(), done: false }
    }

    pub fn done(&self) -> bool {
        self.done
    }

    pub fn request(&mut self, keys: &Keys, want: usize, batch: &mut Batch) {
        // A key space with few jobs among other keys needs no smaller steps; COUNT bounds the server's work.
        let count = want.clamp(100, PAGE).to_string();
        let key = keys.place(&self.place);
        match self.place {
            Place::Hash => {
                let pattern = [&key[..], b"*"].concat();
                batch.push(&[b"SCAN", &self.cursor, b"MATCH", &pattern, b"COUNT", count.as_bytes()]);
                self.prefix = key;
            }
            Place::Held(_) => batch.push(&[b"HSCAN", &key, &self.cursor, b"COUNT", count.as_bytes()]),
            _ => batch.push(&[b"SSCAN", &key, &self.cursor, b"COUNT", count.as_bytes()]),
        }
    }

    pub fn take(&mut self, replies: Replies) -> Result<Vec<Member>, Error> {
        let reply = replies()?.unless_other_type()?;
        if reply == Reply::Nil {
            self.done = true;
            return Ok(Vec::new());
        }
        let mut parts = reply.list().into_iter();
        let (Some(cursor), Some(items)) = (parts.next().and_then(Reply::bytes), parts.next()) else {
            return Err(Error::protocol("a scan was answered without a cursor"));
        };
        self.done = cursor == b"0";
        self.cursor = cursor;
        let stride = if matches!(self.place, Place::Held(_)) { 2 } else { 1 };
        let entries = items.list().into_iter().step_by(stride).filter_map(Reply::bytes);
        let name = |key: Vec<u8>| key.strip_prefix(&self.prefix[..]).map(<[u8]>::to_vec);
        let member = |entry| Member { entry, score: None, index: None, place: self.place.clone() };
        Ok(entries.filter_map(name).map(member).collect())
    }
}
