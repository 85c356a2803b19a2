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
        found.extend(take_found(jobs, at, page));
        !jobs.is_empty()
    })?;
    Ok(found)
}

/// Looks through the whole list, from the head on: what others cut off its end or sweep out of it brings the rest
/// nearer to the tail, and so never past this look.
pub fn find_anywhere(
    writer: &mut Writer,
    list: &[u8],
    jobs: &mut HashMap<&[u8], usize>,
) -> Result<Vec<(usize, u64)>, Error> {
    let mut batch = Batch::default();
    batch.push(&[b"LLEN", list]);
    let length = writer.reads().ask(batch)?.into_iter().next().unwrap_or(Reply::Nil).count();
    let mut found = Vec::new();
    for nth in (0..length.div_ceil(PAGE)).rev() {
        let at = nth * PAGE + 1;
        found.extend(take_found(jobs, at, &page(writer, list, at)?));
        if jobs.is_empty() {
            break;
        }
    }
    Ok(found)
}

/// Which of the jobs stand on a page, and how far from the tail.
fn take_found(jobs: &mut HashMap<&[u8], usize>, at: u64, page: &[Reply]) -> Vec<(usize, u64)> {
    let mut found = Vec::new();
    for (entry, at) in page.iter().rev().zip(at..) {
        if let Some(i) = entry.as_bytes().and_then(|entry| jobs.remove(entry)) {
            found.push((i, at));
        }
    }
    found
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
        let page = page(writer, list, at)?;
        let read = page.len() as u64;
        if !on(at, &page) || read < PAGE {
            break;
        }
        at += read;
    }
    Ok(())
}

/// The entries whose last one stands so far from the tail.
fn page(writer: &mut Writer, list: &[u8], at: u64) -> Result<Vec<Reply>, Error> {
    let (first, last) = ((at + PAGE - 1) as i64, at as i64);
    let mut batch = Batch::default();
    batch.push(&[b"LRANGE", list, (-first).to_string().as_bytes(), (-last).to_string().as_bytes()]);
    let page = writer.reads().ask(batch)?.into_iter().next().unwrap_or(Reply::Nil);
    Ok(page.unless_other_type()?.list())
}
