//! What may be loaded of a job: the one currency between columns, filters, verbs, checks and the store.

/// A field of the job hash `P:job:ID`. RQ writes whole hashes; which fields it writes depends on its version.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
#[repr(u8)]
pub enum Field {
    CreatedAt,
    /// zlib of the serialized call. A hash without it is no job for RQ.
    Data,
    Origin,
    Description,
    EnqueuedAt,
    StartedAt,
    EndedAt,
    LastHeartbeat,
    WorkerName,
    Status,
    Timeout,
    ResultTtl,
    FailureTtl,
    Ttl,
    Meta,
    DependencyId,
    DependencyIds,
    AllowDependencyFailures,
    EnqueueAtFront,
    RetriesLeft,
    RetryIntervals,
    EnqueueAtFrontOnRetry,
    NumberOfRetries,
    SuccessCallbackName,
    FailureCallbackName,
    StoppedCallbackName,
    SuccessCallbackTimeout,
    FailureCallbackTimeout,
    StoppedCallbackTimeout,
    GroupId,
    RepeatsLeft,
    RepeatIntervals,
    Webhooks,
    RateLimitKey,
    RateLimitConcurrency,
    /// Return value as RQ up to 1.11 stored it.
    Result,
    /// Traceback as RQ up to 1.11 stored it; later only a few fixed texts.
    ExcInfo,
}

impl Field {
    /// All fields with their names in the hash, in the order of the enum.
    pub const ALL: [(Field, &'static str); 37] = [
        (Field::CreatedAt, "created_at"),
        (Field::Data, "data"),
        (Field::Origin, "origin"),
        (Field::Description, "description"),
        (Field::EnqueuedAt, "enqueued_at"),
        (Field::StartedAt, "started_at"),
        (Field::EndedAt, "ended_at"),
        (Field::LastHeartbeat, "last_heartbeat"),
        (Field::WorkerName, "worker_name"),
        (Field::Status, "status"),
        (Field::Timeout, "timeout"),
        (Field::ResultTtl, "result_ttl"),
        (Field::FailureTtl, "failure_ttl"),
        (Field::Ttl, "ttl"),
        (Field::Meta, "meta"),
        (Field::DependencyId, "dependency_id"),
        (Field::DependencyIds, "dependency_ids"),
        (Field::AllowDependencyFailures, "allow_dependency_failures"),
        (Field::EnqueueAtFront, "enqueue_at_front"),
        (Field::RetriesLeft, "retries_left"),
        (Field::RetryIntervals, "retry_intervals"),
        (Field::EnqueueAtFrontOnRetry, "enqueue_at_front_on_retry"),
        (Field::NumberOfRetries, "number_of_retries"),
        (Field::SuccessCallbackName, "success_callback_name"),
        (Field::FailureCallbackName, "failure_callback_name"),
        (Field::StoppedCallbackName, "stopped_callback_name"),
        (Field::SuccessCallbackTimeout, "success_callback_timeout"),
        (Field::FailureCallbackTimeout, "failure_callback_timeout"),
        (Field::StoppedCallbackTimeout, "stopped_callback_timeout"),
        (Field::GroupId, "group_id"),
        (Field::RepeatsLeft, "repeats_left"),
        (Field::RepeatIntervals, "repeat_intervals"),
        (Field::Webhooks, "webhooks"),
        (Field::RateLimitKey, "rate_limit_key"),
        (Field::RateLimitConcurrency, "rate_limit_concurrency"),
        (Field::Result, "result"),
        (Field::ExcInfo, "exc_info"),
    ];

    pub fn name(self) -> &'static str {
        Field::ALL[self as usize].1
    }

    pub fn parse(name: &[u8]) -> Option<Field> {
        Field::ALL.iter().find(|(_, n)| n.as_bytes() == name).map(|(f, _)| *f)
    }

    /// Fields that a caller may have filled with anything of any size: their length is asked for before
    /// they are loaded.
    pub fn unbounded(self) -> bool {
        Needs::UNBOUNDED.has(Needs::of(&[self]))
    }
}

/// What must be loaded: hash fields and satellites, as a set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Needs(u64);

impl Needs {
    pub const NONE: Needs = Needs(0);
    /// The latest entry of the results stream (RQ 1.12 and later).
    pub const LATEST_RESULT: Needs = Needs(1 << 48);
    /// The executions of a job (RQ 2.0 and later), and what makes a started job running or abandoned.
    pub const EXECUTIONS: Needs = Needs(1 << 49);
    /// The time to live of the hash.
    pub const TTL: Needs = Needs(1 << 50);
    /// The score of the job in the registry that its status calls for, when it was met elsewhere.
    pub const SCORE: Needs = Needs(1 << 51);
    /// The statuses of a deferred job's parents.
    pub const PARENTS: Needs = Needs(1 << 52);
    /// When an intermediate entry was first seen there.
    pub const SEEN: Needs = Needs(1 << 53);
    /// Whether any list, registry or worker names the job: costs a walk through all of them, 16 bytes a
    /// member.
    pub const MENTIONS: Needs = Needs(1 << 54);
    /// What our held hash keeps of a job.
    pub const HELD: Needs = Needs(1 << 58);
    /// Live workers, for verbs that must know whether one of them minds a job.
    pub const CREW: Needs = Needs(1 << 56);
    /// Whether there is a stored call, without reading it: RQ takes a hash without one for no job.
    pub const HAS_DATA: Needs = Needs(1 << 57);
    /// Workers and queues as far as they can be seen: what depends on those that are hidden stays unknown. Without
    /// it nothing is read where they cannot be told.
    pub const AS_SEEN: Needs = Needs(1 << 59);
    /// Live workers, held jobs and, for waiting jobs, everything that may make the hash unreadable: what
    /// tells poison, held, running, abandoned and overdue.
    pub const STATE: Needs = Needs(1 << 55 | Needs::EXECUTIONS.0 | Needs::SCORE.0 | Needs::HAS_DATA.0);

    const FIELDS: u64 = (1 << Field::ALL.len()) - 1;
    const UNBOUNDED: Needs = Needs::of(&[
        Field::Data,
        Field::Description,
        Field::Meta,
        Field::DependencyIds,
        Field::Webhooks,
        Field::Result,
        Field::ExcInfo,
    ]);
    /// Every field that can make a hash unreadable for RQ.
    pub const READABLE: Needs = Needs::of(&[
        Field::Data,
        Field::CreatedAt,
        Field::Origin,
        Field::WorkerName,
        Field::Description,
        Field::EnqueuedAt,
        Field::StartedAt,
        Field::EndedAt,
        Field::LastHeartbeat,
        Field::GroupId,
        Field::Timeout,
        Field::ResultTtl,
        Field::FailureTtl,
        Field::Status,
        Field::SuccessCallbackName,
        Field::FailureCallbackName,
        Field::StoppedCallbackName,
        Field::SuccessCallbackTimeout,
        Field::FailureCallbackTimeout,
        Field::StoppedCallbackTimeout,
        Field::DependencyIds,
        Field::DependencyId,
        Field::AllowDependencyFailures,
        Field::EnqueueAtFront,
        Field::Ttl,
        Field::NumberOfRetries,
        Field::RetriesLeft,
        Field::RetryIntervals,
        Field::EnqueueAtFrontOnRetry,
        Field::RepeatsLeft,
        Field::RepeatIntervals,
        Field::RateLimitKey,
        Field::RateLimitConcurrency,
        Field::ExcInfo,
    ]);
    /// The whole hash.
    pub const ALL_FIELDS: Needs = Needs(Needs::FIELDS);

    pub const fn of(fields: &[Field]) -> Needs {
        let mut bits = 0;
        let mut i = 0;
        while i < fields.len() {
            bits |= 1 << fields[i] as u8;
            i += 1;
        }
        Needs(bits)
    }

    /// Both.
    pub const fn and(self, other: Needs) -> Needs {
        Needs(self.0 | other.0)
    }

    pub const fn without(self, other: Needs) -> Needs {
        Needs(self.0 & !other.0)
    }

    /// What is in both.
    pub const fn of_both(self, other: Needs) -> Needs {
        Needs(self.0 & other.0)
    }

    /// Whether everything in `other` is in `self`.
    pub const fn has(self, other: Needs) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether it takes the workers, and what they say that they run, to know it.
    pub fn of_workers(self) -> bool {
        [Needs::EXECUTIONS, Needs::CREW, Needs::STATE, Needs::MENTIONS].into_iter().any(|n| self.has(n))
    }

    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// The hash fields of a size that RQ bounds.
    pub const fn small(self) -> Needs {
        Needs(self.0 & Needs::FIELDS & !Needs::UNBOUNDED.0)
    }

    /// The hash fields of unknown size.
    pub const fn large(self) -> Needs {
        Needs(self.0 & Needs::UNBOUNDED.0)
    }

    /// The hash fields in the set, in the order of the enum.
    pub fn fields(self) -> impl Iterator<Item = Field> + Clone {
        Field::ALL.iter().map(|(f, _)| *f).filter(move |f| self.0 & (1 << *f as u8) != 0)
    }

    /// How many hash fields are in the set.
    pub const fn field_count(self) -> usize {
        (self.0 & Needs::FIELDS).count_ones() as usize
    }

    /// The position of a field among [`Needs::fields`], if it is there.
    pub fn position(self, field: Field) -> Option<usize> {
        let bit = 1u64 << field as u8;
        (self.0 & bit != 0).then(|| (self.0 & (bit - 1)).count_ones() as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for (i, (field, name)) in Field::ALL.iter().enumerate() {
            assert_eq!(*field as usize, i);
            assert_eq!(Field::parse(name.as_bytes()), Some(*field));
            assert_eq!(field.name(), *name);
        }
    }

    #[test]
    fn a_position_counts_the_fields_before_it() {
        let needs = Needs::of(&[Field::Status, Field::Data, Field::ExcInfo]).and(Needs::TTL);
        let order: Vec<_> = needs.fields().collect();
        assert_eq!(order, [Field::Data, Field::Status, Field::ExcInfo]);
        for (i, field) in order.into_iter().enumerate() {
            assert_eq!(needs.position(field), Some(i));
        }
        assert_eq!(needs.position(Field::Origin), None);
        assert_eq!(needs.field_count(), 3);
        assert!(needs.has(Needs::TTL) && !needs.has(Needs::EXECUTIONS));
    }

    #[test]
    fn large_and_small_share_nothing() {
        assert_eq!(Needs::ALL_FIELDS.large().and(Needs::ALL_FIELDS.small()), Needs::ALL_FIELDS);
        assert!(!Needs::ALL_FIELDS.small().has(Needs::of(&[Field::Data])));
        assert!(Field::Data.unbounded() && !Field::Status.unbounded());
    }
}
