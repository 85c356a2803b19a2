//! The status field of a job, and where a job of that status is expected.

use crate::rq::{
    id::QueueName,
    place::{Place, Registry},
};

/// `status` in the job hash. RQ writes these words; anything else is kept as it is.
#[derive(Clone, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
pub enum Status {
    Queued,
    Started,
    Finished,
    Failed,
    /// Since RQ 1.8; such jobs stand in the failed registry.
    Stopped,
    Deferred,
    Scheduled,
    Canceled,
    /// Default of a job object since RQ 2.4.1, seldom stored.
    Created,
    /// Since RQ 3.0: waits for a rate-limit slot, in no registry of a queue.
    RateLimited,
    /// Since RQ 3.0: its parents are done, it stands in the ready registry.
    ReadyToEnqueue,
    Other(Box<[u8]>),
}

impl Status {
    pub const KNOWN: [(&'static str, Status); 11] = [
        ("queued", Status::Queued),
        ("started", Status::Started),
        ("finished", Status::Finished),
        ("failed", Status::Failed),
        ("stopped", Status::Stopped),
        ("deferred", Status::Deferred),
        ("scheduled", Status::Scheduled),
        ("canceled", Status::Canceled),
        ("created", Status::Created),
        ("rate_limited", Status::RateLimited),
        ("ready_to_enqueue", Status::ReadyToEnqueue),
    ];

    pub fn parse(bytes: &[u8]) -> Status {
        let known = Self::KNOWN.iter().find(|(name, _)| name.as_bytes() == bytes);
        known.map_or_else(|| Status::Other(bytes.into()), |(_, status)| status.clone())
    }

    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Status::Other(bytes) => bytes,
            known => Self::KNOWN.iter().find(|(_, s)| s == known).map_or(b"", |(name, _)| name.as_bytes()),
        }
    }

    /// For messages: bytes that are not UTF-8 become U+FFFD.
    pub fn lossy(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(self.as_bytes())
    }

    /// The job is over unless somebody puts it back.
    pub fn is_terminal(&self) -> bool {
        matches!(self, Status::Finished | Status::Failed | Status::Stopped | Status::Canceled)
    }

    /// The job waits for its turn, a time, a parent or a slot.
    pub fn is_waiting(&self) -> bool {
        matches!(
            self,
            Status::Queued
                | Status::Scheduled
                | Status::Deferred
                | Status::RateLimited
                | Status::ReadyToEnqueue
        )
    }

    /// The registry in which RQ keeps a job of this status.
    pub fn registry(&self) -> Option<Registry> {
        match self {
            Status::Started => Some(Registry::Started),
            Status::Finished => Some(Registry::Finished),
            Status::Failed | Status::Stopped => Some(Registry::Failed),
            Status::Deferred => Some(Registry::Deferred),
            Status::Scheduled => Some(Registry::Scheduled),
            Status::Canceled => Some(Registry::Canceled),
            Status::ReadyToEnqueue => Some(Registry::Ready),
            _ => None,
        }
    }

    /// The place that this status calls for in a job whose origin is `queue`; `rate_limit` is its
    /// rate-limit key. `None` for statuses that call for none.
    pub fn place(&self, queue: &QueueName, rate_limit: Option<&[u8]>) -> Option<Place> {
        match self {
            Status::Queued => Some(Place::Queue(queue.clone())),
            Status::RateLimited => rate_limit.map(|key| Place::RateLimited(key.into())),
            other => other.registry().map(|r| Place::Registry(r, queue.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_word_reads_back() {
        for (name, status) in Status::KNOWN {
            assert_eq!(Status::parse(name.as_bytes()), status);
            assert_eq!(status.as_bytes(), name.as_bytes());
        }
        assert_eq!(Status::parse(b"new\xff").as_bytes(), b"new\xff");
    }

    #[test]
    fn stopped_jobs_stand_in_the_failed_registry() {
        let q = QueueName::from_text("q");
        assert_eq!(Status::Stopped.place(&q, None), Some(Place::Registry(Registry::Failed, q.clone())));
        assert_eq!(Status::Queued.place(&q, None), Some(Place::Queue(q.clone())));
        assert_eq!(
            Status::RateLimited.place(&q, Some(b"k")),
            Some(Place::RateLimited(b"k".as_slice().into()))
        );
        assert_eq!(Status::Other(b"x".as_slice().into()).place(&q, None), None);
    }
}
