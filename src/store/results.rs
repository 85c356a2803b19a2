//! A job's results stream, one entry an attempt that left a trace.

use crate::{rq::result::ResultEntry, store::wire::Reply};

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
