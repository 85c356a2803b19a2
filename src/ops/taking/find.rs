//! Finding jobs in a list, page by page.

use std::collections::HashMap;

use crate::store::{
    error::Error,
    wire::{Batch, Reply},
    writer::Writer,
};

/// Entries that are read at once.
pub const PAGE: u64 = 1_000;

/// Reads a list from the tail, a page at a time, until all of these jobs are found, and says how far from the tail
/// each stands. Those that are not found are left in `jobs`.
pub fn find(
    writer: &mut Writer,
    list: &[u8],
    jobs: &mut HashMap<&[u8], usize>,
    from: u64,
    pages: usize,
) -> Result<Vec<(usize, u64)>, Error> {
    let mut found = Vec::new();
    each_page(writer, list, from, pages, &mut |at, page| {
        for (passed, entry) in page.iter().rev().enumerate() {
            if let Some(i) = entry.as_bytes().and_then(|entry| jobs.remove(entry)) {
                found.push((i, at + passed as u64));
            }
        }
        !jobs.is_empty()
    })?;
    Ok(found)
}

/// Reads pages of a list from the tail on, as long as `on` wants more. It hears how far from the tail the last entry
/// of each page stands.
pub fn each_page(
    writer: &mut Writer,
    list: &[u8],
    from: u64,
    pages: usize,
    on: &mut dyn FnMut(u64, &[Reply]) -> bool,
) -> Result<(), Error> {
    let mut at = from;
    for _ in 0..pages {
        let (first, last) = ((at + PAGE - 1) as i64, at as i64);
        let mut batch = Batch::default();
        batch.push(&[b"LRANGE", list, (-first).to_string().as_bytes(), (-last).to_string().as_bytes()]);
        let page = writer.reads().ask(batch)?.into_iter().next().unwrap_or(Reply::Nil);
        let page = page.unless_other_type()?.list();
        let read = page.len() as u64;
        if !on(at, &page) || read < PAGE {
            break;
        }
        at += read;
    }
    Ok(())
}
