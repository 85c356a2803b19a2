//! A job as stored: raw bytes, and accessors that decode on demand. What was not loaded is never mistaken
//! for what is not there.

use crate::rq::{
    codec::json,
    execution::Execution,
    fields::{Field, Needs},
    id::{JobId, QueueName, WorkerName},
    result::ResultEntry,
    status::Status,
    time::Time,
};

/// What one field of the hash held.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Stored {
    #[default]
    Absent,
    Bytes(Vec<u8>),
    /// Over the limit: not loaded, only its length in bytes is known.
    Large(u64),
}

impl Stored {
    pub fn bytes(&self) -> Option<&[u8]> {
        match self {
            Stored::Bytes(b) => Some(b),
            _ => None,
        }
    }
}

/// A decoded field: there, not there, or not what RQ would write.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value<T> {
    Is(T),
    Absent,
    Odd,
}

impl<T> Value<T> {
    pub fn ok(self) -> Option<T> {
        match self {
            Value::Is(value) => Some(value),
            _ => None,
        }
    }
}

/// How long a key lives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ttl {
    Forever,
    Millis(i64),
}

/// What was loaded of one job.
#[derive(Clone, Debug, Default)]
pub struct Job {
    loaded: Needs,
    raw: Vec<Stored>,
    /// Bytes of `data`, asked for with [`Needs::HAS_DATA`]; `None` where the field is missing: then RQ says that
    /// there is no such job.
    pub data_len: Option<u64>,
    /// Loaded with [`Needs::LATEST_RESULT`], where the status makes it matter.
    pub latest: Option<ResultEntry>,
    /// Bytes of the results stream, where it is too large to read its latest entry.
    pub latest_too_large: Option<u64>,
    /// Loaded with [`Needs::EXECUTIONS`] for started jobs.
    pub executions: Vec<Execution>,
    /// Loaded with [`Needs::TTL`].
    pub ttl: Option<Ttl>,
}

impl Job {
    /// A job of which the hash fields in `loaded` were read, in the order of [`Needs::fields`].
    pub fn new(loaded: Needs, raw: Vec<Stored>) -> Job {
        Job { loaded, raw, ..Job::default() }
    }

    /// Adds fields read later; fields that were there already are replaced.
    pub fn extend(&mut self, more: Needs, values: Vec<Stored>) {
        let mut old = Needs::fields(self.loaded).zip(std::mem::take(&mut self.raw)).collect::<Vec<_>>();
        old.retain(|(f, _)| more.position(*f).is_none());
        old.extend(more.fields().zip(values));
        old.sort_by_key(|(f, _)| *f);
        self.loaded = self.loaded.and(more);
        self.raw = old.into_iter().map(|(_, v)| v).collect();
    }

    pub fn loaded(&self) -> Needs {
        self.loaded
    }

    /// The field as stored. In a debug build, asking for what was not loaded is a bug that panics.
    pub fn stored(&self, field: Field) -> &Stored {
        const ABSENT: &Stored = &Stored::Absent;
        let at = self.loaded.position(field);
        debug_assert!(at.is_some(), "{field:?} was read but not loaded");
        at.and_then(|i| self.raw.get(i)).unwrap_or(ABSENT)
    }

    /// The bytes of a field; `None` where it is missing or too large.
    pub fn get(&self, field: Field) -> Option<&[u8]> {
        self.stored(field).bytes()
    }

    /// The bytes of a field that RQ blanks instead of removing: empty counts as missing.
    pub fn filled(&self, field: Field) -> Option<&[u8]> {
        self.get(field).filter(|b| !b.is_empty())
    }

    /// Whether RQ would find a job here: it takes a hash without `data` for none.
    pub fn has_data(&self) -> bool {
        self.data_len.is_some_and(|n| n > 0)
    }

    pub fn status(&self) -> Option<Status> {
        self.filled(Field::Status).map(Status::parse)
    }

    /// The queue that the job belongs to; RQ files a job without `origin` under the queue with the empty
    /// name.
    pub fn origin(&self) -> Option<QueueName> {
        self.filled(Field::Origin).map(QueueName::from_text)
    }

    /// Since RQ 3.0. `None` also where the field was not loaded.
    pub fn rate_limit_key(&self) -> Option<&[u8]> {
        self.loaded.position(Field::RateLimitKey).and_then(|_| self.filled(Field::RateLimitKey))
    }

    pub fn worker(&self) -> Option<WorkerName> {
        self.filled(Field::WorkerName).map(WorkerName::from_text)
    }

    pub fn time(&self, field: Field) -> Value<Time> {
        match self.filled(field) {
            None => Value::Absent,
            Some(bytes) => Time::parse(bytes).map_or(Value::Odd, Value::Is),
        }
    }

    /// A whole number, read as generously as Python's `int` reads it.
    pub fn int(&self, field: Field) -> Value<i64> {
        match self.filled(field) {
            None => Value::Absent,
            Some(bytes) => python_int(bytes).map_or(Value::Odd, Value::Is),
        }
    }

    /// A flag stored as `0` or `1`.
    pub fn flag(&self, field: Field) -> bool {
        matches!(self.int(field), Value::Is(n) if n != 0)
    }

    /// The parents that the hash names, in its order. `dependency_ids` wins (RQ 1.8 and later).
    pub fn dependency_ids(&self) -> Vec<JobId> {
        let listed = self.filled(Field::DependencyIds).and_then(|ids| json::dependency_ids(ids).ok());
        let first = || self.filled(Field::DependencyId).map(JobId::new);
        listed.unwrap_or_else(|| first().into_iter().collect())
    }

    /// Seconds that a failed job and its entry are kept, RQ's default of a year included; `None` = for ever.
    pub fn failure_ttl(&self) -> Option<i64> {
        match self.int(Field::FailureTtl).ok() {
            Some(-1) => None,
            Some(n) => Some(n),
            None => Some(DEFAULT_FAILURE_TTL),
        }
    }

    /// When the job came into its present status. `score` is that of the registry that the status calls
    /// for, which for finished and failed jobs is an expiry. Needs the times, both TTLs and, where the
    /// status is failed, stopped or finished, the latest result.
    pub fn status_at(&self, score: Option<f64>) -> Option<Time> {
        let at = |field| self.time(field).ok();
        let latest = self.latest.as_ref().and_then(|r| r.created_at());
        match self.status()? {
            Status::Queued => at(Field::EnqueuedAt),
            Status::Started => at(Field::StartedAt),
            Status::Scheduled | Status::Deferred => {
                [at(Field::EndedAt), at(Field::EnqueuedAt), at(Field::CreatedAt)].into_iter().flatten().max()
            }
            Status::Failed | Status::Stopped => {
                let entered = self.failure_ttl().and_then(|ttl| entered(score, ttl));
                [at(Field::EndedAt), latest, entered].into_iter().flatten().max()
            }
            Status::Finished => {
                let ttl = self.int(Field::ResultTtl).ok().unwrap_or(DEFAULT_RESULT_TTL);
                at(Field::EndedAt).or(latest).or_else(|| entered(score, ttl))
            }
            Status::Canceled => score.and_then(Time::from_seconds),
            Status::Created => at(Field::CreatedAt),
            Status::RateLimited | Status::ReadyToEnqueue => {
                score.and_then(Time::from_seconds).or_else(|| at(Field::EnqueuedAt))
            }
            Status::Other(_) => None,
        }
    }

    /// Seconds from being enqueued to the start of the latest attempt; of a job that still waits for its turn
    /// until `now`. `None` where the stamps are of different attempts.
    pub fn waited_s(&self, now: Time) -> Option<f64> {
        let enqueued = self.time(Field::EnqueuedAt).ok()?;
        let until = match self.status()? {
            Status::Queued | Status::RateLimited => Some(now),
            Status::Started | Status::Finished | Status::Failed | Status::Stopped => {
                self.time(Field::StartedAt).ok()
            }
            _ => None,
        };
        until.map(|t| t.since(enqueued)).filter(|s| *s >= 0.0)
    }

    /// Seconds that the latest attempt ran; of a started job until `now`.
    pub fn ran_s(&self, now: Time) -> Option<f64> {
        let started = self.time(Field::StartedAt).ok()?;
        let until = match self.status()? {
            Status::Started => Some(now),
            Status::Finished | Status::Failed | Status::Stopped => self.time(Field::EndedAt).ok(),
            _ => None,
        };
        until.map(|t| t.since(started)).filter(|s| *s >= 0.0)
    }

    /// What [`Job::waited_s`] reads.
    pub const WAITED: Needs = Needs::of(&[Field::Status, Field::EnqueuedAt, Field::StartedAt]);

    /// What [`Job::ran_s`] reads.
    pub const RAN: Needs = Needs::of(&[Field::Status, Field::StartedAt, Field::EndedAt]);

    /// What [`Job::status_at`] reads.
    pub const STATUS_AT: Needs = Needs::of(&[
        Field::Status,
        Field::CreatedAt,
        Field::EnqueuedAt,
        Field::StartedAt,
        Field::EndedAt,
        Field::ResultTtl,
        Field::FailureTtl,
    ])
    .and(Needs::LATEST_RESULT)
    .and(Needs::SCORE);
}

/// Seconds that RQ keeps a failed job when `failure_ttl` is unset: one year.
pub const DEFAULT_FAILURE_TTL: i64 = 31_536_000;

/// Seconds that RQ keeps a finished job when `result_ttl` is unset.
pub const DEFAULT_RESULT_TTL: i64 = 500;

/// When an entry came in whose score is its expiry. −1 and infinity say nothing.
fn entered(expires: Option<f64>, ttl: i64) -> Option<Time> {
    let expires = expires.filter(|s| s.is_finite() && *s > 0.0)?;
    (ttl >= 0).then(|| Time::from_seconds(expires - ttl as f64)).flatten()
}

/// A number as Python's `int()` reads bytes: surrounding white space, a sign, single underscores between
/// digits. `None` is what makes RQ raise.
pub fn python_int(bytes: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(bytes).ok()?.trim_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c']);
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let plain = digits.split('_').all(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit()));
    if !plain {
        return None;
    }
    // A number beyond 64 bits is still one for Python.
    let negative = text.starts_with('-');
    let value = digits.replace('_', "").parse::<i64>().unwrap_or(i64::MAX);
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn job(fields: &[(Field, &str)]) -> Job {
        let mut job = Job::default();
        for (field, value) in fields {
            job.extend(Needs::of(&[*field]), vec![Stored::Bytes(value.as_bytes().to_vec())]);
        }
        let missing = Needs::ALL_FIELDS.without(job.loaded());
        job.extend(missing, vec![Stored::Absent; missing.field_count()]);
        job
    }

    #[test]
    fn fields_stay_in_their_place_when_more_are_read() {
        let mut job = Job::new(
            Needs::of(&[Field::Data, Field::Status]),
            vec![Stored::Large(9), Stored::Bytes(b"queued".to_vec())],
        );
        job.extend(
            Needs::of(&[Field::Origin, Field::Data]),
            vec![Stored::Bytes(b"d".to_vec()), Stored::Bytes(b"q".to_vec())],
        );
        assert_eq!(job.get(Field::Data), Some(b"d".as_slice()));
        assert_eq!(job.origin(), Some(QueueName::from_text("q")));
        assert_eq!(job.status(), Some(Status::Queued));
    }

    #[test]
    fn a_failed_job_failed_when_it_last_came_in() {
        let failed = job(&[
            (Field::Status, "failed"),
            (Field::EndedAt, "2026-11-24T06:00:00.000000Z"),
            (Field::FailureTtl, "100"),
        ]);
        let ended = Time::parse(b"2026-11-24T06:00:00Z").unwrap();
        assert_eq!(failed.status_at(None), Some(ended));
        // An abandoned attempt after one that had ended: the entry is newer than `ended_at`.
        let later = (ended.seconds() + 500) as f64;
        assert_eq!(failed.status_at(Some(later + 100.0)), Time::from_seconds(later));
        let forever = job(&[(Field::Status, "failed"), (Field::FailureTtl, "-1")]);
        assert_eq!(forever.status_at(Some(-1.0)), None);
    }

    #[test]
    fn a_finished_job_that_never_expires_has_no_time_in_its_score() {
        let finished = job(&[(Field::Status, "finished"), (Field::ResultTtl, "-1")]);
        assert_eq!(finished.status_at(Some(f64::INFINITY)), None);
        let finished = job(&[(Field::Status, "finished")]);
        assert_eq!(finished.status_at(Some(1_000_500.0)), Time::from_seconds(1_000_000.0));
    }

    #[test]
    fn stamps_of_different_attempts_make_no_duration() {
        let at = |s: i64| Time(s * 1_000_000).text();
        let times = |status, enqueued, started, ended| {
            job(&[
                (Field::Status, status),
                (Field::EnqueuedAt, &at(enqueued)),
                (Field::StartedAt, &at(started)),
                (Field::EndedAt, &at(ended)),
            ])
        };
        let now = Time(100_000_000);
        let both = |j: Job| (j.waited_s(now), j.ran_s(now));
        assert_eq!(both(times("failed", 10, 16, 18)), (Some(6.0), Some(2.0)));
        assert_eq!(both(times("started", 10, 16, 5)), (Some(6.0), Some(84.0)));
        assert_eq!(both(times("queued", 90, 16, 18)), (Some(10.0), None));
        assert_eq!(both(times("failed", 20, 16, 18)), (None, Some(2.0)));
        assert_eq!(both(times("failed", 10, 16, 15)), (Some(6.0), None));
        assert_eq!(both(times("deferred", 10, 16, 18)), (None, None));
    }

    #[test]
    fn integers_are_read_as_python_reads_them() {
        for (text, value) in [
            ("180", Some(180)),
            (" -1\n", Some(-1)),
            ("+5", Some(5)),
            ("1_000", Some(1000)),
            ("99999999999999999999", Some(i64::MAX)),
            ("1h", None),
            ("", None),
            ("1__0", None),
            ("_1", None),
            ("--1", None),
            ("1.0", None),
        ] {
            assert_eq!(python_int(text.as_bytes()), value, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_number_or_not(bytes in proptest::collection::vec(any::<u8>(), 0..20)) {
            let _ = python_int(&bytes);
        }
    }
}
