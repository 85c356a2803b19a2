//! Who waits for whom: the two sets of a job and what its hash says of its parents.

use crate::{
    rq::{
        codec::{MAX_FIELD, call, json},
        id::JobId,
        status::Status,
    },
    store::{
        Store,
        error::Error,
        wire::{Batch, Reply},
    },
};

/// Parents and children of one job that are read.
pub const MANY: usize = 100;

/// A job and its kin.
#[derive(Clone, Debug, Default)]
pub struct Kin {
    pub exists: bool,
    pub status: Option<Status>,
    pub function: Option<String>,
    /// What it needs: by its set of dependencies, else by its hash.
    pub parents: Vec<JobId>,
    /// What waits for it. A job that was released is not in the set any more.
    pub children: Vec<JobId>,
    /// Kin beyond [`MANY`], which were not read.
    pub unread: u64,
}

impl Store {
    /// Reads several jobs with their kin: two round trips.
    ///
    /// # Errors
    /// When Redis cannot be asked; keys of a wrong type count as missing.
    pub fn kin(&mut self, ids: &[JobId]) -> Result<Vec<Kin>, Error> {
        let keys = self.keys.clone();
        let many = MANY.to_string();
        let mut batch = Batch::default();
        for id in ids {
            let hash = keys.job(id);
            batch.push(&[b"HMGET", &hash, b"status", b"dependency_id", b"created_at"]);
            batch.push(&[b"HSTRLEN", &hash, b"data"]);
            batch.push(&[b"HSTRLEN", &hash, b"dependency_ids"]);
            for set in [keys.dependencies(id), keys.dependents(id)] {
                batch.push(&[b"SCARD", &set]);
                batch.push(&[b"SRANDMEMBER", &set, many.as_bytes()]);
            }
        }
        let mut replies = self.ask(batch)?.into_iter();
        let mut next = || replies.next().unwrap_or(Reply::Nil).unless_other_type();
        let mut read = Vec::with_capacity(ids.len());
        for _ in ids {
            let mut fields = next()?.list().into_iter().map(Reply::bytes);
            let (data, listed) = (next()?.count(), next()?.count());
            let mut set = || -> Result<(u64, Vec<JobId>), Error> {
                let count = next()?.count();
                let members = next()?.list().into_iter().filter_map(Reply::bytes).map(JobId::new);
                Ok((count, members.collect()))
            };
            let ((parents, parent_ids), (children, child_ids)) = (set()?, set()?);
            let status = fields.next().flatten();
            let single = fields.next().flatten().filter(|id| !id.is_empty());
            let made = fields.next().flatten();
            let kin = Kin {
                exists: data > 0 || status.is_some() || made.is_some(),
                status: status.map(|s| Status::parse(&s)),
                unread: parents.saturating_sub(MANY as u64) + children.saturating_sub(MANY as u64),
                parents: parent_ids,
                children: child_ids,
                function: None,
            };
            read.push((kin, data, listed, single));
        }
        self.deepen(ids, read)
    }

    fn deepen(
        &mut self,
        ids: &[JobId],
        read: Vec<(Kin, u64, u64, Option<Vec<u8>>)>,
    ) -> Result<Vec<Kin>, Error> {
        let worth = |length: u64| length > 0 && length <= MAX_FIELD as u64;
        let mut batch = Batch::default();
        for (id, (_, data, listed, _)) in ids.iter().zip(&read) {
            let field = |wanted: bool, name: &'static str| if wanted { name } else { "rqctl:none" };
            let (data, listed) = (field(worth(*data), "data"), field(worth(*listed), "dependency_ids"));
            batch.push(&[b"HMGET", &self.keys.job(id), data.as_bytes(), listed.as_bytes()]);
        }
        let replies = self.ask(batch)?;
        let all = read.into_iter().zip(replies).map(|((mut kin, _, _, single), reply)| {
            let mut fields = reply.list().into_iter().map(Reply::bytes);
            kin.function = fields.next().flatten().and_then(|d| call::function(&d).ok());
            let listed =
                fields.next().flatten().and_then(|l| json::dependency_ids(&l).ok()).unwrap_or_default();
            if kin.parents.is_empty() {
                kin.parents =
                    if listed.is_empty() { single.into_iter().map(JobId::new).collect() } else { listed };
                kin.parents.truncate(MANY);
            }
            kin.parents.sort();
            kin.children.sort();
            kin
        });
        Ok(all.collect())
    }
}
