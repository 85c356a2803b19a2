//! All keys under the prefix, once: names of what there is, keys beside jobs, and what keys weigh.

use crate::{
    ops::doctor::{
        census::kind,
        deep::{SideKey, Sight},
        parts::{Part, Sees},
        pass::{Pass, checks::Suspect, denied},
    },
    rq::{
        id::JobId,
        key::{Beside, Key},
        place::Place,
    },
    store::{
        cursor::{Member, PAGE},
        error::Error,
        select::member_of,
        wire::{Batch, Reply},
    },
};

/// Members of a set of dependents that one page holds, about.
const MEMBERS: &[u8] = b"500";

impl Pass<'_> {
    /// Scans the key space.
    pub(super) fn keys(&mut self) -> Result<(), Error> {
        let wanted = self.checks.parts();
        let pattern = [self.store.keys.prefix(), b":*"].concat();
        let mut cursor = Some(b"0".to_vec());
        while let Some(from) = cursor {
            let mut batch = Batch::default();
            batch.push(&[b"SCAN", &from, b"MATCH", &pattern, b"COUNT", PAGE.to_string().as_bytes()]);
            let page = self.store.ask(batch)?.into_iter().next().unwrap_or(Reply::Nil).scanned()?;
            cursor = page.next;
            let count = page.items.len();
            let keys: Vec<(Vec<u8>, Key)> = page
                .items
                .into_iter()
                .map(|key| (self.store.keys.parse(&key), key))
                .map(|(k, key)| (key, k))
                .collect();
            keys.iter().for_each(|(_, key)| self.ground.meet(key));
            if wanted.has(Part::Sizes) {
                self.weigh(&keys)?;
            }
            if wanted.has(Part::Types) {
                self.types(&keys)?;
            }
            if wanted.has(Part::Keys) || wanted.has(Part::Dependents) {
                self.beside(keys)?;
            }
            self.tell(count);
        }
        Ok(())
    }

    fn weigh(&mut self, keys: &[(Vec<u8>, Key)]) -> Result<(), Error> {
        let census = &mut self.around.census;
        let kinds = keys.iter().filter_map(|(name, key)| Some((name, key, kind(key)?)));
        let sample: Vec<_> = kinds.filter(|(.., kind)| census.meet(kind)).collect();
        let mut batch = Batch::default();
        sample.iter().for_each(|(name, ..)| batch.push(&[b"MEMORY", b"USAGE", name]));
        for ((_, key, kind), reply) in sample.into_iter().zip(self.store.ask(batch)?) {
            match reply {
                Reply::Error(said) if said.denied() => self.checks.blind_to_sizes(),
                reply => {
                    if let Some(bytes) = reply.int().and_then(|n| u64::try_from(n).ok()) {
                        census.weigh(kind, key, bytes);
                    }
                }
            }
        }
        Ok(())
    }

    /// Those that hold another type than RQ stores there.
    fn types(&mut self, keys: &[(Vec<u8>, Key)]) -> Result<(), Error> {
        let typed: Vec<_> = keys.iter().filter_map(|(name, key)| Some((name, key.stored_as()?))).collect();
        let mut batch = Batch::default();
        typed.iter().for_each(|(name, _)| batch.push(&[b"TYPE", name]));
        for ((key, stored), reply) in typed.into_iter().zip(self.store.ask(batch)?) {
            match reply {
                Reply::Error(said) if said.denied() => {
                    let blind = denied(&said.into_error(), self.around.scene.prefix);
                    self.checks.blind(Sees::of(&[Part::Types]), &blind);
                }
                reply => {
                    // It may have gone since the scan.
                    let holds = reply.ok()?.bytes().filter(|holds| holds != b"none");
                    if holds.is_some_and(|holds| holds != stored.as_bytes()) {
                        let sight = Sight::WrongType { key, stored };
                        self.checks.see(Part::Types, &sight, &self.around.look());
                    }
                }
            }
        }
        Ok(())
    }

    /// Keys that belong to a job, and what the sets of dependents name.
    fn beside(&mut self, keys: Vec<(Vec<u8>, Key)>) -> Result<(), Error> {
        let sides = keys.into_iter().filter_map(|(name, key)| Some((name, key.beside()?)));
        let sides: Vec<(Vec<u8>, Beside)> = sides.collect();
        let mut batch = Batch::default();
        for (name, side) in &sides {
            batch.push(&[b"PTTL", &self.store.keys.job(&side.owner)]);
            batch.push(&[b"PTTL", name]);
            if side.may_be_job {
                batch.push(&[b"TYPE", name]);
            }
        }
        let mut replies = self.store.ask(batch)?.into_iter();
        let mut next = || replies.next().unwrap_or(Reply::Nil).ok();
        let mut parents = Vec::new();
        for (key, side) in sides {
            let (owner_ttl, ttl) = (next()?.ttl(), next()?.ttl());
            let fits = !side.may_be_job || next()?.as_bytes() == Some(side.kind.as_bytes());
            let Some(ttl) = ttl.filter(|_| fits) else { continue };
            if side.what == DEPENDENTS {
                parents.push(side.owner.clone());
            }
            let side = SideKey { kind: side.what, owner: side.owner, key, owner_ttl, ttl };
            let around = self.around.look();
            self.checks.see_moving(Part::Keys, &Sight::Key(&side), &around, || Suspect::Key(side.clone()));
        }
        if self.checks.parts().has(Part::Dependents) {
            self.dependents(parents)?;
        }
        Ok(())
    }

    /// What waits for these jobs.
    fn dependents(&mut self, parents: Vec<JobId>) -> Result<(), Error> {
        let mut open: Vec<(JobId, Vec<u8>)> = parents.into_iter().map(|id| (id, b"0".to_vec())).collect();
        while !open.is_empty() {
            let mut batch = Batch::default();
            for (id, cursor) in &open {
                batch.push(&[b"SSCAN", &self.store.keys.dependents(id), cursor, b"COUNT", MEMBERS]);
            }
            let mut left = Vec::new();
            let mut members = Vec::new();
            for ((id, _), reply) in open.into_iter().zip(self.store.ask(batch)?) {
                let page = reply.scanned()?;
                let place = Place::Dependents(id.clone());
                let member = |entry| Member { entry, score: None, index: None, place: place.clone() };
                members.extend(page.items.into_iter().map(member));
                left.extend(page.next.map(|cursor| (id, cursor)));
            }
            open = left;
            let needs = self.checks.needs(Part::Dependents);
            let around = self.around.look();
            let mut select = self.store.entries_again(members, needs)?;
            while let Some(page) = select.next_page()? {
                for c in &page.items {
                    let sight = Sight::Entry { c, now: page.now, named: Default::default() };
                    self.checks
                        .see_moving(Part::Dependents, &sight, &around, || Suspect::Member(member_of(c)));
                }
            }
        }
        Ok(())
    }
}

const DEPENDENTS: &str = "dependents";
