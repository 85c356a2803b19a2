//! A job's results stream, one entry an attempt that left a trace.

use crate::{
    rq::{id::JobId, keys::Keys, result::ResultEntry},
    store::{
        cursor::Replies,
        error::Error,
        wire::{Batch, Reply},
    },
};

/// Largest results stream of which the latest entry is read, in bytes of memory: the size of one entry cannot be
/// asked for.
const MAX_STREAM: u64 = 16 << 20;

/// How much there is of a job's results.
#[derive(Clone, Copy)]
pub struct Latest {
    /// Bytes of the stream, or 0 where the server does not tell.
    pub bytes: u64,
    there: bool,
}

impl Latest {
    pub fn request(keys: &Keys, id: &JobId, batch: &mut Batch) {
        batch.push(&[b"MEMORY", b"USAGE", &keys.results(id)]);
    }

    /// A server that does not tell the size is asked for the entry without knowing it.
    pub fn read(size: Reply) -> Latest {
        let told = size.int().and_then(|n| u64::try_from(n).ok());
        Latest { bytes: told.unwrap_or(0), there: told.is_some() || matches!(size, Reply::Error(_)) }
    }

    /// Whether there is an entry, and it may be read.
    pub fn fits(self) -> bool {
        self.there && self.too_large().is_none()
    }

    /// Bytes of the stream, where they are too many.
    pub fn too_large(self) -> Option<u64> {
        Some(self.bytes).filter(|bytes| *bytes > MAX_STREAM)
    }
}

/// Asks for the latest entry of a job's results.
pub fn request_latest(keys: &Keys, id: &JobId, batch: &mut Batch) {
    batch.push(&[b"XREVRANGE", &keys.results(id), b"+", b"-", b"COUNT", b"1"]);
}

/// Reads it.
pub fn read_latest(replies: Replies) -> Result<Option<ResultEntry>, Error> {
    Ok(replies()?.unless_other_type()?.list().into_iter().next().and_then(entry))
}

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
