//! What is asked of every hash that a selection meets, and what comes back.

use crate::{
    rq::{
        candidate::Found,
        codec::MAX_FIELD,
        fields::{Field, Needs},
        id::JobId,
        job::{Job, Stored, Value},
        keys::Keys,
        status::Status,
    },
    store::{
        cursor::Replies,
        error::Error,
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
    pub(super) small: Needs,
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
    pub fn request(
        self,
        keys: &Keys,
        id: &JobId,
        lengths: Option<&Lengths>,
        small: &Tail,
        batch: &mut Batch,
    ) {
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

    pub fn read(self, known: Option<&Lengths>, replies: Replies) -> Result<Found, Error> {
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

/// Lengths of large fields, in bytes, in the order of the fields that were asked about; 0 where a field is not
/// there.
#[derive(Clone, Copy, Default)]
pub struct Lengths(pub [u64; LARGE]);

const LARGE: usize = Needs::ALL_FIELDS.large().field_count();

impl Lengths {
    /// The length of a field among `asked`.
    pub fn of(&self, asked: Needs, field: Field) -> u64 {
        asked.position(field).map_or(0, |i| self.0[i])
    }
}

/// Whether the latest result says anything about a job of this status.
pub fn wants_latest(job: &Job, status: Option<&Status>) -> bool {
    match status {
        Some(Status::Failed | Status::Stopped | Status::Canceled) => true,
        Some(Status::Finished) => {
            job.loaded().position(Field::EndedAt).is_some()
                && !matches!(job.time(Field::EndedAt), Value::Is(_))
        }
        _ => false,
    }
}
