//! A job's results stream, one entry an attempt that left a trace.

use crate::{
    rq::{id::JobId, result::ResultEntry},
    store::{
        Store,
        error::Error,
        wire::{Batch, Reply},
    },
};

/// One entry of a stream as XRANGE answers it.
pub fn entry(reply: Reply) -> Option<ResultEntry> {
    let mut parts = reply.list().into_iter();
    let id = parts.next()?.bytes()?;
    let mut flat = parts.next()?.list().into_iter().filter_map(Reply::bytes);
    let mut fields = Vec::new();
    while let (Some(name), Some(value)) = (flat.next(), flat.next()) {
        fields.push((name, value));
    }
    Some(ResultEntry { id, fields })
}

impl Store {
    /// The latest results of a job, newest first, `most` at the most, and how many there are. RQ keeps
    /// about ten, but trims whole nodes only, so that a hundred may be there.
    ///
    /// # Errors
    /// When Redis cannot be asked; a stream of a wrong type counts as empty.
    pub fn results(&mut self, id: &JobId, most: usize) -> Result<(Vec<ResultEntry>, u64), Error> {
        let key = self.keys.results(id);
        let mut batch = Batch::default();
        batch.push(&[b"XREVRANGE", &key, b"+", b"-", b"COUNT", most.to_string().as_bytes()]);
        batch.push(&[b"XLEN", &key]);
        let mut replies = self.ask(batch)?.into_iter();
        let entries = match replies.next().unwrap_or(Reply::Nil) {
            Reply::Error(said) if said.wrong_type() => return Ok((Vec::new(), 0)),
            other => other.ok()?.list().into_iter().filter_map(entry).collect(),
        };
        Ok((entries, replies.next().map_or(0, |n| n.count())))
    }
}
