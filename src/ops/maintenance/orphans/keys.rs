//! Keys beside jobs that are gone, and jobs that are gone in the sets of those that they waited for.

use std::collections::VecDeque;

use crate::{
    ops::{
        engine::{Plan, Planned},
        maintenance::orphans::{Orphan, Unless},
    },
    rq::{
        id::{JobId, Target},
        status::Status,
    },
    store::{
        Store,
        cursor::PAGE,
        error::Error,
        wire::{Batch, Reply},
    },
};

/// Goes through all keys under the prefix.
pub struct Keys<'s> {
    store: &'s mut Store,
    /// `None` at the end.
    cursor: Option<Vec<u8>>,
    /// Sets of dependents that were met: the job, whether it is gone, and how far its set was read.
    dependents: VecDeque<(JobId, bool, Vec<u8>)>,
}

/// A key that belongs to a job.
struct Side {
    of: &'static str,
    owner: Target,
    key: Vec<u8>,
    kind: &'static str,
}

impl<'s> Keys<'s> {
    pub fn new(store: &'s mut Store) -> Keys<'s> {
        Keys { store, cursor: Some(b"0".to_vec()), dependents: VecDeque::new() }
    }

    fn side(&self, key: Vec<u8>) -> Option<Side> {
        let beside = self.store.keys.parse(&key).beside()?;
        let owner = Target { id: beside.owner, execution: beside.execution };
        Some(Side { of: beside.what, owner, key, kind: beside.kind })
    }

    /// The keys of a page that belong to jobs which are gone. Those that a worker left go by themselves.
    fn page(&mut self, cursor: &[u8]) -> Result<Vec<Planned<Orphan>>, Error> {
        let pattern = [self.store.keys.prefix(), b":*"].concat();
        let mut batch = Batch::default();
        batch.push(&[b"SCAN", cursor, b"MATCH", &pattern, b"COUNT", PAGE.to_string().as_bytes()]);
        let page = self.store.ask(batch)?.into_iter().next().unwrap_or(Reply::Nil).scanned()?;
        self.cursor = page.next;
        let sides: Vec<Side> = page.items.into_iter().filter_map(|key| self.side(key)).collect();
        let keys = self.store.keys.clone();
        let mut batch = Batch::default();
        for side in &sides {
            batch.push(&[b"EXISTS", &keys.job(&side.owner.id)]);
            batch.push(&[b"TYPE", &side.key]);
            batch.push(&[b"PTTL", &side.key]);
        }
        let mut replies = self.store.ask(batch)?.into_iter();
        let mut next = || replies.next().unwrap_or(Reply::Nil);
        let mut out = Vec::new();
        for side in sides {
            let (exists, kind, ttl) = (next(), next(), next());
            let (gone, fits) = (exists.int() == Some(0), kind.as_bytes() == Some(side.kind.as_bytes()));
            let of_run = matches!(side.of, "executions" | "execution");
            if side.of == DEPENDENTS && fits {
                self.dependents.push_back((side.owner.id, gone, b"0".to_vec()));
            } else if gone && fits && !(of_run && ttl.int().is_some_and(|ttl| ttl >= 0)) {
                out.push(Planned::Do(Orphan {
                    of: side.of,
                    queue: None,
                    owners: vec![keys.job(&side.owner.id)],
                    target: side.owner,
                    key: side.key,
                    kind: side.kind,
                    entry: None,
                    unless: Unless::Nothing,
                    limit: None,
                }));
            }
        }
        Ok(out)
    }

    /// Jobs in the set of dependents of one that are gone; where that one is gone too, all that do not wait.
    fn waiting(&mut self, job: JobId, gone: bool, cursor: &[u8]) -> Result<Vec<Planned<Orphan>>, Error> {
        let keys = self.store.keys.clone();
        let set = keys.dependents(&job);
        let mut batch = Batch::default();
        batch.push(&[b"SSCAN", &set, cursor, b"COUNT", PAGE.to_string().as_bytes()]);
        let page = self.store.ask(batch)?.into_iter().next().unwrap_or(Reply::Nil).scanned()?;
        if let Some(cursor) = page.next {
            self.dependents.push_front((job.clone(), gone, cursor));
        }
        let mut batch = Batch::default();
        for id in &page.items {
            let hash = keys.job(&JobId::new(id));
            batch.push(&[b"EXISTS", &hash]);
            batch.push(&[b"HGET", &hash, b"status"]);
        }
        let mut replies = self.store.ask(batch)?.into_iter();
        let mut next = || replies.next().unwrap_or(Reply::Nil);
        let mut out = Vec::new();
        for id in page.items {
            let (exists, status) = (next().int() != Some(0), next().bytes().map(|s| Status::parse(&s)));
            let child = JobId::new(&id);
            let (owners, unless) = match (exists, gone) {
                (false, _) => (vec![keys.job(&child)], Unless::Nothing),
                (true, true) if status.is_some_and(|status| status != Status::Deferred) => {
                    (vec![keys.job(&job)], Unless::Waits(keys.job(&child)))
                }
                _ => continue,
            };
            out.push(Planned::Do(Orphan {
                of: DEPENDENTS,
                queue: None,
                target: Target::job(child),
                key: set.clone(),
                kind: "set",
                entry: Some(id),
                unless,
                owners,
                limit: None,
            }));
        }
        Ok(out)
    }
}

const DEPENDENTS: &str = "dependents";

impl Plan<Orphan> for Keys<'_> {
    fn next(&mut self) -> Result<Option<Vec<Planned<Orphan>>>, Error> {
        if let Some((job, gone, cursor)) = self.dependents.pop_front() {
            return self.waiting(job, gone, &cursor).map(Some);
        }
        match self.cursor.take() {
            Some(cursor) => self.page(&cursor).map(Some),
            None => Ok(None),
        }
    }
}
