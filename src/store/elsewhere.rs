//! Whether RQ lives in this database at all, and if not, in which it does: an empty answer from the wrong
//! database looks like a fleet at rest.

use crate::store::{
    Store,
    error::Error,
    wire::{Batch, Reply},
};

/// Databases that are looked into; a server has 16 unless it was told otherwise.
const MOST: usize = 64;

impl Store {
    /// The databases that hold keys of RQ under the prefix (its set of queues or of workers), in order; of an
    /// empty answer the first thing to know. Two round trips. Databases that the ACL hides are left out.
    pub fn databases_with_rq(&mut self) -> Result<Vec<u32>, Error> {
        let mut batch = Batch::default();
        batch.push(&[b"INFO", b"keyspace"]);
        let here = self.address().db;
        let mut databases = match self.ask(batch)?.into_iter().next() {
            Some(Reply::Bytes(text)) => with_keys(&text),
            _ => Vec::new(),
        };
        databases.truncate(MOST);
        if databases.is_empty() {
            databases.push(here);
        }
        let mut batch = Batch::default();
        for db in &databases {
            batch.push(&[b"SELECT", db.to_string().as_bytes()]);
            batch.push(&[b"EXISTS", &self.keys.queues(), &self.keys.workers()]);
        }
        batch.push(&[b"SELECT", here.to_string().as_bytes()]);
        let replies = self.ask(batch)?;
        let found = databases.into_iter().zip(replies.chunks_exact(2));
        let chosen = |replies: &[Reply]| !matches!(replies[0], Reply::Error(_)) && replies[1].count() > 0;
        Ok(found.filter(|(_, replies)| chosen(replies)).map(|(db, _)| db).collect())
    }
}

/// The lines `db3:keys=12,expires=0,…` of `INFO keyspace`.
fn with_keys(info: &[u8]) -> Vec<u32> {
    let text = String::from_utf8_lossy(info);
    let number = |line: &str| line.strip_prefix("db")?.split_once(':')?.0.parse().ok();
    text.lines().filter_map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn databases_are_read_from_the_lines_of_info() {
        let info = b"# Keyspace\r\ndb0:keys=2,expires=0\r\ndb12:keys=1,expires=1\r\ndbx:keys=1\r\n\xff\r\n";
        assert_eq!(with_keys(info), [0, 12]);
        assert_eq!(with_keys(b""), [0; 0]);
    }
}
