//! The first stage: what a member's text means, and the small fields of its hash.

use crate::{
    rq::{
        candidate::{Candidate, Found, Standing},
        fields::{Field, Needs},
        id::{ExecutionId, JobId},
        job::{Job, Stored},
        keys::Keys,
        time::Time,
    },
    store::{
        cursor::Replies,
        error::Error,
        select::source::Meant,
        wire::{Batch, Reply},
    },
};

/// Fields that every stage behind this one asks about.
const ALWAYS: Needs = Needs::of(&[Field::Status, Field::Origin]);

/// Large fields that a waiting job's readability depends on.
pub const READABLE_LARGE: Needs = Needs::of(&[Field::Description, Field::DependencyIds]);

/// Members whose hashes are being read.
pub struct First {
    now: Time,
    rows: Vec<Meant>,
    small: Needs,
    /// Large fields whose length is asked for; `data` is always among them.
    large: Needs,
    ttl: bool,
}

/// A page of candidates with their small fields. A large field that is there stands as
/// [`Stored::Large`] until the next stage loads it.
pub struct Shallow {
    pub now: Time,
    pub items: Vec<Candidate>,
}

impl First {
    pub fn new(now: Time, rows: Vec<Meant>, needs: Needs) -> First {
        let readable = if needs.has(Needs::STATE) { READABLE_LARGE } else { Needs::NONE };
        let parents = match needs.has(Needs::PARENTS) {
            true => Needs::of(&[Field::DependencyIds, Field::DependencyId]),
            false => Needs::NONE,
        };
        let needs = needs.and(readable).and(parents).and(Needs::of(&[Field::Data]));
        First {
            now,
            rows,
            small: needs.and(ALWAYS).small(),
            large: needs.large(),
            ttl: needs.has(Needs::TTL),
        }
    }

    pub fn request(&self, keys: &Keys, batch: &mut Batch) {
        for row in &self.rows {
            self.hash(keys, &row.reading.whole, batch);
            if let Some((head, execution)) = &row.reading.split {
                self.hash(keys, head, batch);
                batch.push(&[b"EXISTS", &keys.execution(head, execution)]);
            }
        }
    }

    fn hash(&self, keys: &Keys, id: &JobId, batch: &mut Batch) {
        let key = keys.job(id);
        batch.begin(2 + self.small.field_count());
        batch.arg(b"HMGET");
        batch.arg(&key);
        for field in self.small.fields() {
            batch.arg(field.name().as_bytes());
        }
        for field in self.large.fields() {
            batch.push(&[b"HSTRLEN", &key, field.name().as_bytes()]);
        }
        if self.ttl {
            batch.push(&[b"PTTL", &key]);
        }
    }

    pub fn read(self, replies: Replies) -> Result<Shallow, Error> {
        let mut items = Vec::with_capacity(self.rows.len());
        let (small, large, ttl) = (self.small, self.large, self.ttl);
        for row in self.rows {
            let whole = read_hash(small, large, ttl, replies)?;
            let split = match row.reading.split {
                Some((head, execution)) => {
                    let found = read_hash(small, large, ttl, replies)?;
                    let lives = replies()?.int() == Some(1);
                    Some((head, execution, found, lives))
                }
                None => None,
            };
            let (id, execution, found) = resolve(row.reading.whole, whole, split, row.composite_first);
            items.push(Candidate {
                id,
                place: row.member.place,
                score: row.member.score,
                execution,
                found,
                standing: Standing::default(),
            });
        }
        Ok(Shallow { now: self.now, items })
    }
}

type Split = (JobId, ExecutionId, Found, bool);

/// Which of the two readings holds. A composite counts where its job or its execution exists.
fn resolve(
    whole: JobId,
    found: Found,
    split: Option<Split>,
    composite_first: bool,
) -> (JobId, Option<ExecutionId>, Found) {
    let Some((head, execution, head_found, lives)) = split else { return (whole, None, found) };
    let is_there = |f: &Found| !matches!(f, Found::NoHash);
    let composite = match composite_first {
        true => lives || is_there(&head_found),
        false => !is_there(&found) && is_there(&head_found),
    };
    match composite {
        true => (head, Some(execution), head_found),
        false => (whole, None, found),
    }
}

fn read_hash(small: Needs, large: Needs, ttl: bool, replies: Replies) -> Result<Found, Error> {
    let mut wrong_type = false;
    let values = match replies()? {
        Reply::Error(said) if said.wrong_type() => {
            wrong_type = true;
            Vec::new()
        }
        other => other.ok()?.list(),
    };
    let mut stored: Vec<(Field, Stored)> = small
        .fields()
        .zip(values)
        .map(|(f, v)| (f, v.bytes().map_or(Stored::Absent, Stored::Bytes)))
        .collect();
    let mut exists = stored.iter().any(|(_, v)| *v != Stored::Absent);
    let mut data_len = None;
    for field in large.fields() {
        let length = match replies()? {
            Reply::Error(said) if said.wrong_type() => 0,
            other => other.ok()?.count(),
        };
        exists |= length > 0;
        if field == Field::Data && length > 0 {
            data_len = Some(length);
        }
        stored.push((field, if length > 0 { Stored::Large(length) } else { Stored::Absent }));
    }
    let ttl = if ttl { replies()?.ttl() } else { None };
    if wrong_type {
        return Ok(Found::WrongType);
    }
    if !exists {
        return Ok(Found::NoHash);
    }
    stored.sort_by_key(|(f, _)| *f);
    let mut job = Job::new(small.and(large), stored.into_iter().map(|(_, v)| v).collect());
    job.data_len = data_len;
    job.ttl = ttl;
    Ok(Found::Job(Box::new(job)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job() -> Found {
        Found::Job(Box::default())
    }

    #[test]
    fn a_typed_text_is_a_plain_id_first_and_an_entry_a_composite() {
        let execution = ExecutionId([b'a'; 32]);
        let pick = |whole: Found, head: Found, lives: bool, composite_first: bool| {
            let split = Some((JobId::new("head"), execution, head, lives));
            let (id, execution, _) = resolve(JobId::new("head:exec"), whole, split, composite_first);
            (id == JobId::new("head"), execution.is_some())
        };
        let (plain, composite) = ((false, false), (true, true));
        assert_eq!(pick(job(), job(), true, false), plain);
        assert_eq!(pick(Found::NoHash, job(), false, false), composite);
        assert_eq!(pick(Found::NoHash, Found::NoHash, true, false), plain);
        assert_eq!(pick(job(), job(), false, true), composite);
        assert_eq!(pick(job(), Found::NoHash, false, true), plain);
        assert_eq!(pick(Found::NoHash, Found::NoHash, true, true), composite);
    }
}
