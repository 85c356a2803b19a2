//! `--sort FIELD[:desc]`: which value of a job an order goes by, and how two of them compare.

use std::cmp::Ordering;

use crate::rq::{
    candidate::Candidate,
    fields::{Field, Needs},
    job::{Job, Ttl},
    time::Time,
};

/// What jobs can be sorted by, under the names that the columns of a listing have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SortField {
    Id,
    Status,
    Queue,
    Function,
    CreatedAt,
    EnqueuedAt,
    StartedAt,
    EndedAt,
    StatusAt,
    DueAt,
    Worker,
    Error,
    WaitS,
    RunS,
    TtlS,
    TimeoutS,
    RetriesLeft,
}

impl SortField {
    pub const ALL: [(&'static str, SortField); 17] = [
        ("id", SortField::Id),
        ("status", SortField::Status),
        ("queue", SortField::Queue),
        ("function", SortField::Function),
        ("created_at", SortField::CreatedAt),
        ("enqueued_at", SortField::EnqueuedAt),
        ("started_at", SortField::StartedAt),
        ("ended_at", SortField::EndedAt),
        ("status_at", SortField::StatusAt),
        ("due_at", SortField::DueAt),
        ("worker", SortField::Worker),
        ("error", SortField::Error),
        ("wait_s", SortField::WaitS),
        ("run_s", SortField::RunS),
        ("ttl_s", SortField::TtlS),
        ("timeout_s", SortField::TimeoutS),
        ("retries_left", SortField::RetriesLeft),
    ];
}

/// An order of jobs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Order {
    pub by: SortField,
    pub descending: bool,
}

/// What one job is sorted by. Jobs without the value come last, in either direction.
#[derive(Clone, PartialEq, Debug)]
pub enum SortKey {
    Micros(i64),
    Text(Vec<u8>),
    Missing,
}

/// Bytes of a text that are compared.
const TEXT_BYTES: usize = 256;

impl Order {
    /// What must be loaded to know a job's key.
    pub fn needs(self) -> Needs {
        match self.by {
            SortField::Id => Needs::NONE,
            SortField::Status => Needs::of(&[Field::Status]),
            SortField::Queue => Needs::of(&[Field::Origin]),
            SortField::Function => Needs::of(&[Field::Data]),
            SortField::CreatedAt => Needs::of(&[Field::CreatedAt]),
            SortField::EnqueuedAt => Needs::of(&[Field::EnqueuedAt]),
            SortField::StartedAt => Needs::of(&[Field::StartedAt]),
            SortField::EndedAt => Needs::of(&[Field::EndedAt]),
            SortField::StatusAt => Job::STATUS_AT,
            SortField::DueAt => Needs::of(&[Field::Status]).and(Needs::SCORE),
            SortField::Worker => Needs::of(&[Field::WorkerName]),
            SortField::Error => Candidate::ERROR,
            SortField::WaitS => Job::WAITED,
            SortField::RunS => Job::RAN,
            SortField::TtlS => Needs::TTL,
            SortField::TimeoutS => Needs::of(&[Field::Timeout]),
            SortField::RetriesLeft => Needs::of(&[Field::RetriesLeft]),
        }
    }

    /// The key of a job of which [`Order::needs`] was loaded.
    pub fn key(self, c: &Candidate, now: Time) -> SortKey {
        let text = |bytes: &[u8]| SortKey::Text(bytes[..bytes.len().min(TEXT_BYTES)].to_vec());
        if self.by == SortField::Id {
            return text(&c.id.0);
        }
        let Some(job) = c.job() else { return SortKey::Missing };
        let field = |f| job.filled(f).map(text);
        let time = |at: Option<Time>| at.map(|t| SortKey::Micros(t.0));
        let seconds = |s: Option<f64>| s.map(|s| SortKey::Micros((s * 1e6) as i64));
        let number = |f| job.int(f).ok().map(SortKey::Micros);
        let key = match self.by {
            SortField::Id => None,
            SortField::Status => field(Field::Status),
            SortField::Queue => field(Field::Origin),
            SortField::Function => c.function().and_then(Result::ok).map(|f| text(f.as_bytes())),
            SortField::CreatedAt => time(job.time(Field::CreatedAt).ok()),
            SortField::EnqueuedAt => time(job.time(Field::EnqueuedAt).ok()),
            SortField::StartedAt => time(job.time(Field::StartedAt).ok()),
            SortField::EndedAt => time(job.time(Field::EndedAt).ok()),
            SortField::StatusAt => time(c.status_at()),
            SortField::DueAt => time(c.due_at()),
            SortField::Worker => field(Field::WorkerName),
            SortField::Error => c.error().and_then(Result::ok).map(|e| text(e.as_bytes())),
            SortField::WaitS => seconds(job.waited_s(now)),
            SortField::RunS => seconds(job.ran_s(now)),
            SortField::TtlS => match job.ttl {
                Some(Ttl::Millis(ms)) => Some(SortKey::Micros(ms)),
                _ => None,
            },
            SortField::TimeoutS => number(Field::Timeout),
            SortField::RetriesLeft => number(Field::RetriesLeft),
        };
        key.unwrap_or(SortKey::Missing)
    }

    /// Which of two keys comes first.
    pub fn compare(self, a: &SortKey, b: &SortKey) -> Ordering {
        let order = match (a, b) {
            (SortKey::Micros(a), SortKey::Micros(b)) => a.cmp(b),
            (SortKey::Text(a), SortKey::Text(b)) => a.cmp(b),
            (SortKey::Missing, SortKey::Missing) => return Ordering::Equal,
            (SortKey::Missing, _) => return Ordering::Greater,
            (_, SortKey::Missing) => return Ordering::Less,
            // One field has one kind of key.
            _ => Ordering::Equal,
        };
        if self.descending { order.reverse() } else { order }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_value_comes_last_in_either_direction() {
        for descending in [false, true] {
            let order = Order { by: SortField::CreatedAt, descending };
            assert_eq!(order.compare(&SortKey::Missing, &SortKey::Micros(1)), Ordering::Greater);
            assert_eq!(order.compare(&SortKey::Micros(1), &SortKey::Missing), Ordering::Less);
        }
        let order = Order { by: SortField::CreatedAt, descending: true };
        assert_eq!(order.compare(&SortKey::Micros(2), &SortKey::Micros(1)), Ordering::Less);
        let order = Order { by: SortField::Id, descending: false };
        assert_eq!(
            order.compare(&SortKey::Text(b"a".to_vec()), &SortKey::Text(b"b".to_vec())),
            Ordering::Less
        );
    }
}
