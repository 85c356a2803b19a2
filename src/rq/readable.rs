//! Why RQ could not read a job: the fields that make its reader raise, which ends the worker that meets
//! them. Checked against RQ 1.16, 2.6 and 3.0.

use crate::rq::{
    fields::{Field, Needs},
    job::{Job, Stored, python_int},
    status::Status,
    time::Time,
    version::Version,
};

/// One reason, in words for a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unreadable {
    pub field: &'static str,
    pub why: &'static str,
}

/// Everything that makes RQ's reader raise on this hash. `reader` is the version that would read it;
/// `None` asks about any version. Needs [`Needs::READABLE`]; fields that were not loaded are not judged.
pub fn unreadable(job: &Job, reader: Option<Version>) -> Vec<Unreadable> {
    let fields = job.loaded().fields().filter(|f| Needs::READABLE.position(*f).is_some());
    fields
        .filter_map(|field| {
            let bytes = match job.stored(field) {
                Stored::Bytes(bytes) => bytes.as_slice(),
                _ => return None,
            };
            fault(field, bytes, reader).map(|why| Unreadable { field: field.name(), why })
        })
        .collect()
}

fn fault(field: Field, bytes: &[u8], reader: Option<Version>) -> Option<&'static str> {
    use Field::*;
    let number = |why| python_int(bytes).is_none().then_some(why);
    match field {
        // Tested for presence, not for being filled: an empty one raises.
        EnqueueAtFront | SuccessCallbackTimeout | FailureCallbackTimeout | StoppedCallbackTimeout => {
            number("is not a whole number")
        }
        _ if bytes.is_empty() => None,
        Origin | Description | WorkerName | GroupId | SuccessCallbackName | FailureCallbackName
        | StoppedCallbackName | RateLimitKey => std::str::from_utf8(bytes).is_err().then_some("is not UTF-8"),
        DependencyId => std::str::from_utf8(bytes).is_err().then_some("is not UTF-8"),
        CreatedAt | EnqueuedAt | StartedAt | EndedAt | LastHeartbeat => {
            Time::parse(bytes).is_none().then_some("is not a time as RQ writes it")
        }
        Timeout
        | ResultTtl
        | FailureTtl
        | Ttl
        | NumberOfRetries
        | RetriesLeft
        | AllowDependencyFailures
        | EnqueueAtFrontOnRetry
        | RepeatsLeft
        | RateLimitConcurrency => number("is not a whole number"),
        DependencyIds | RetryIntervals | RepeatIntervals => {
            serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_err().then_some("is not JSON")
        }
        Status => status_fault(bytes, reader),
        // A traceback is text, compressed or not; only plain bytes that are not text raise.
        ExcInfo => (bytes.first() != Some(&0x78) && std::str::from_utf8(bytes).is_err())
            .then_some("is neither compressed nor UTF-8"),
        _ => None,
    }
}

fn status_fault(bytes: &[u8], reader: Option<Version>) -> Option<&'static str> {
    let status = Status::parse(bytes);
    let raises = match (&status, reader) {
        (Status::Other(_), reader) => reader.is_none_or(Version::refuses_unknown_status),
        (Status::RateLimited | Status::ReadyToEnqueue, Some(v)) => {
            v.refuses_unknown_status() && !v.knows_rate_limits()
        }
        _ => false,
    };
    match raises {
        true if matches!(status, Status::Other(_)) => Some("is unknown to RQ"),
        true => Some("is unknown to RQ before 3.0"),
        false => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(field: Field, bytes: &[u8], reader: Option<&str>) -> Option<&'static str> {
        let reader = reader.map(|v| Version::parse(v.as_bytes()).unwrap());
        let job = Job::new(Needs::of(&[field]), vec![Stored::Bytes(bytes.to_vec())]);
        unreadable(&job, reader).first().map(|u| u.why)
    }

    #[test]
    fn what_rq_tolerates_is_readable() {
        for (field, bytes) in [
            (Field::StartedAt, b"".as_slice()),
            (Field::Timeout, b""),
            (Field::Timeout, b"-1"),
            (Field::Meta, b"\xff"),
            (Field::Webhooks, b"{"),
            (Field::Data, b"\xff"),
            (Field::Status, b"rate_limited"),
            (Field::EnqueueAtFront, b"0"),
            (Field::DependencyIds, br#"["a"]"#),
        ] {
            assert_eq!(why(field, bytes, None), None, "{field:?} {bytes:?}");
        }
    }

    #[test]
    fn what_makes_rq_raise_is_named() {
        for (field, bytes) in [
            (Field::Description, b"\xff".as_slice()),
            (Field::Origin, b"\xff"),
            (Field::CreatedAt, b"yesterday"),
            (Field::EnqueuedAt, b"2026-11-24 06:10:49"),
            (Field::Timeout, b"1h"),
            (Field::EnqueueAtFront, b""),
            (Field::FailureCallbackTimeout, b""),
            (Field::Status, b"paused"),
            (Field::DependencyIds, b"[a"),
            (Field::RetryIntervals, b"x"),
        ] {
            assert!(why(field, bytes, None).is_some(), "{field:?} {bytes:?}");
        }
    }

    #[test]
    fn statuses_raise_by_version() {
        assert_eq!(why(Field::Status, b"paused", Some("1.16.2")), None);
        assert!(why(Field::Status, b"paused", Some("2.0.0")).is_some());
        assert!(why(Field::Status, b"rate_limited", Some("2.12.0")).is_some());
        assert_eq!(why(Field::Status, b"rate_limited", Some("3.0.0")), None);
    }
}
