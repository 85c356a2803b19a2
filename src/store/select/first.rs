//! The first stage: what a member's text means, and the small fields of its hash.

use crate::{
    rq::{
        candidate::{Candidate, Found, Standing},
        codec::MAX_FIELD,
        fields::{Field, Needs},
        id::{ExecutionId, JobId},
        job::{Job, Stored},
        keys::Keys,
    },
    store::{
        cursor::Replies,
        error::Error,
        results,
        select::weigh::{Lengths, Weighed, Weight},
        wire::{Batch, Reply, Tail},
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
    pub(super) large: Needs,
    /// Those of them that are wanted of every job.
    wanted: Needs,
    ttl: bool,
    /// The latest result of every job in a registry of those that failed.
    pub(super) latest: bool,
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
        let mut wanted = needs.large();
        if needs.has(Needs::PARENTS) {
            wanted = wanted.and(Needs::of(&[Field::DependencyIds]));
        }
        Plan {
            small: fields.small(),
            large: fields.large(),
            wanted,
            ttl: needs.has(Needs::TTL),
            latest: needs.has(Needs::LATEST_RESULT),
        }
    }

    /// Whether knowing the length of large fields first saves asking each job twice.
    pub fn weighs(self) -> bool {
        !self.wanted.is_none()
    }

    /// The fields that a job has after the first stage; large ones stand as their length.
    pub fn fields(self) -> Needs {
        self.small.and(self.large)
    }

    /// The large fields of these lengths that are loaded.
    pub fn fitting(self, lengths: &Lengths) -> Needs {
        let fits = |f: &Field| (1..=MAX_FIELD as u64).contains(&lengths.of(self.large, *f));
        self.wanted.fields().filter(fits).fold(Needs::NONE, |n, f| n.and(Needs::of(&[f])))
    }

    /// `lengths` where they are known; `small` are the fields that are asked for in any case.
    fn request(self, keys: &Keys, id: &JobId, lengths: Option<&Lengths>, small: &Tail, batch: &mut Batch) {
        let key = keys.job(id);
        match lengths.map(|lengths| self.fitting(lengths)).filter(|large| !large.is_none()) {
            None => batch.push_with(&[b"HMGET", &key], small),
            Some(large) => {
                let all = self.small.and(large);
                batch.push_with(&[b"HMGET", &key], &Tail::of(all.fields().map(Field::name)));
            }
        }
        if lengths.is_none() {
            self.request_lengths(&key, batch);
        }
        if self.ttl {
            batch.push(&[b"PTTL", &key]);
        }
    }

    pub fn request_lengths(self, key: &[u8], batch: &mut Batch) {
        for field in self.large.fields() {
            batch.push(&[b"HSTRLEN", key, field.name().as_bytes()]);
        }
    }

    pub fn read_lengths(self, replies: Replies) -> Result<Lengths, Error> {
        let mut lengths = Lengths::default();
        for (i, _) in self.large.fields().enumerate() {
            lengths.0[i] = replies()?.unless_other_type()?.count();
        }
        Ok(lengths)
    }

    fn read(self, known: Option<&Lengths>, replies: Replies) -> Result<Found, Error> {
        let (values, is_hash) = match replies()? {
            Reply::Error(said) if said.wrong_type() => (Vec::new(), false),
            other => (other.ok()?.list(), true),
        };
        let (lengths, loaded) = match known {
            Some(lengths) => (*lengths, self.fitting(lengths)),
            None => (self.read_lengths(replies)?, Needs::NONE),
        };
        let mut values = values.into_iter().map(|v| v.bytes().map_or(Stored::Absent, Stored::Bytes));
        let ttl = if self.ttl { replies()?.ttl() } else { None };
        if !is_hash {
            return Ok(Found::WrongType);
        }
        let stored: Vec<Stored> = self
            .fields()
            .fields()
            .map(|field| match lengths.of(self.large, field) {
                n if n > 0 && loaded.position(field).is_none() => Stored::Large(n),
                0 if self.large.position(field).is_some() => Stored::Absent,
                _ => values.next().unwrap_or_default(),
            })
            .collect();
        if stored.iter().all(|v| *v == Stored::Absent) {
            return Ok(Found::NoHash);
        }
        let mut job = Job::new(self.fields(), stored);
        job.data_len = Some(lengths.of(self.large, Field::Data)).filter(|n| *n > 0);
        job.ttl = ttl;
        Ok(Found::Job(Box::new(job)))
    }
}

/// Members whose hashes are being read.
pub struct First {
    plan: Plan,
    rows: Vec<Weighed>,
}

/// A candidate, and whether its latest result is known too.
pub struct Read {
    pub candidate: Candidate,
    pub latest: bool,
}

impl First {
    pub fn new(rows: Vec<Weighed>, plan: Plan) -> First {
        First { plan, rows }
    }

    pub fn request(&self, keys: &Keys, batch: &mut Batch) {
        let small = Tail::of(self.plan.small.fields().map(Field::name));
        for Weighed { meant, weight } in &self.rows {
            let id = &meant.reading.whole;
            self.plan.request(keys, id, weight.as_ref().map(|w| &w.lengths), &small, batch);
            if let Some((head, execution)) = &meant.reading.split {
                self.plan.request(keys, head, None, &small, batch);
                batch.push(&[b"EXISTS", &keys.execution(head, execution)]);
            }
            if weight.as_ref().is_some_and(Weight::reads_latest) {
                results::request_latest(keys, id, batch);
            }
        }
    }

    /// One candidate for each member, with its small fields, and with the large ones where their length was known.
    pub fn read(self, replies: Replies) -> Result<Vec<Read>, Error> {
        let mut items = Vec::with_capacity(self.rows.len());
        for Weighed { meant: row, weight } in self.rows {
            let whole = self.plan.read(weight.as_ref().map(|w| &w.lengths), replies)?;
            let split = match row.reading.split {
                Some((head, execution)) => {
                    let found = self.plan.read(None, replies)?;
                    let lives = replies()?.int() == Some(1);
                    Some((head, execution, found, lives))
                }
                None => None,
            };
            let (id, execution, mut found) = resolve(row.reading.whole, whole, split, row.composite_first);
            let latest = weight.as_ref().is_some_and(|w| w.latest.is_some());
            if let Some(weight) = &weight {
                weight.read_latest(&mut found, replies)?;
            }
            let candidate = Candidate {
                id,
                place: row.member.place,
                score: row.member.score,
                index: row.member.index,
                execution,
                found,
                standing: Standing::default(),
            };
            items.push(Read { candidate, latest });
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
