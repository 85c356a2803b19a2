//! The first stage: what a member's text means, and the small fields of its hash.

use crate::{
    rq::{
        candidate::{Candidate, Found, Standing},
        fields::{Field, Needs},
        id::{ExecutionId, JobId},
        job::{Job, Stored},
        keys::Keys,
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

/// What the first stage asks of each hash.
#[derive(Clone, Copy, Default)]
pub struct Plan {
    small: Needs,
    /// Large fields whose length is asked for.
    large: Needs,
    ttl: bool,
}

impl Plan {
    pub fn new(needs: Needs) -> Plan {
        let mut fields = needs.and(ALWAYS);
        if needs.has(Needs::STATE) {
            fields = fields.and(READABLE_LARGE);
        }
        if needs.has(Needs::PARENTS) {
            fields = fields.and(Needs::of(&[Field::DependencyIds, Field::DependencyId]));
        }
        if needs.has(Needs::HAS_DATA) {
            fields = fields.and(Needs::of(&[Field::Data]));
        }
        if needs.has(Needs::SCORE) {
            fields = fields.and(Needs::of(&[Field::RateLimitKey]));
        }
        Plan { small: fields.small(), large: fields.large(), ttl: needs.has(Needs::TTL) }
    }

    /// The fields that a job has after the first stage; large ones stand as their length.
    pub fn fields(self) -> Needs {
        self.small.and(self.large)
    }

    fn request(self, keys: &Keys, id: &JobId, batch: &mut Batch) {
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

    fn read(self, replies: Replies) -> Result<Found, Error> {
        let (values, is_hash) = match replies()? {
            Reply::Error(said) if said.wrong_type() => (Vec::new(), false),
            other => (other.ok()?.list(), true),
        };
        let mut small = values.into_iter().map(|v| v.bytes().map_or(Stored::Absent, Stored::Bytes));
        let mut lengths = Vec::with_capacity(self.large.field_count());
        for _ in self.large.fields() {
            lengths.push(replies()?.unless_other_type()?.count());
        }
        let ttl = if self.ttl { replies()?.ttl() } else { None };
        if !is_hash {
            return Ok(Found::WrongType);
        }
        let stored: Vec<Stored> = self
            .fields()
            .fields()
            .map(|field| match self.large.position(field) {
                Some(i) if lengths[i] > 0 => Stored::Large(lengths[i]),
                Some(_) => Stored::Absent,
                None => small.next().unwrap_or_default(),
            })
            .collect();
        if stored.iter().all(|v| *v == Stored::Absent) {
            return Ok(Found::NoHash);
        }
        let mut job = Job::new(self.fields(), stored);
        job.data_len = self.large.position(Field::Data).map(|i| lengths[i]).filter(|n| *n > 0);
        job.ttl = ttl;
        Ok(Found::Job(Box::new(job)))
    }
}

/// Members whose hashes are being read.
pub struct First {
    plan: Plan,
    rows: Vec<Meant>,
}

impl First {
    pub fn new(rows: Vec<Meant>, plan: Plan) -> First {
        First { plan, rows }
    }

    pub fn request(&self, keys: &Keys, batch: &mut Batch) {
        for row in &self.rows {
            self.plan.request(keys, &row.reading.whole, batch);
            if let Some((head, execution)) = &row.reading.split {
                self.plan.request(keys, head, batch);
                batch.push(&[b"EXISTS", &keys.execution(head, execution)]);
            }
        }
    }

    /// One candidate for each member, with its small fields.
    pub fn read(self, replies: Replies) -> Result<Vec<Candidate>, Error> {
        let mut items = Vec::with_capacity(self.rows.len());
        for row in self.rows {
            let whole = self.plan.read(replies)?;
            let split = match row.reading.split {
                Some((head, execution)) => {
                    let found = self.plan.read(replies)?;
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
                index: row.member.index,
                execution,
                found,
                standing: Standing::default(),
            });
        }
        Ok(items)
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
