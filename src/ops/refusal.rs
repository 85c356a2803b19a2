//! Why a thing was not done to one item.

use crate::rq::{id::QueueName, state::Poison};

/// The `reason` of machine formats: a contract.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Reason {
    /// It is what was asked for already.
    Already,
    NotFound,
    WrongState,
    Running,
    /// A worker has taken the job and runs it whatever we write.
    InFlight,
    /// It came into its state after the run began.
    Newer,
    /// It changed between the look and the step.
    Changed,
    IllegalId,
    Unreadable,
    NoData,
    WrongType,
    Conflict,
    Exists,
    RateLimited,
    HasCallback,
    /// More match than may be done.
    Limit,
    /// No reply came: it may have been done or not.
    Unknown,
    Ambiguous,
    SimpleWorker,
    Alive,
    NotEmpty,
    NoQueue,
    Locked,
    Gone,
    Orphan,
    NoListener,
    TimedOut,
}

impl Reason {
    pub fn code(self) -> &'static str {
        match self {
            Reason::Already => "already",
            Reason::NotFound => "not_found",
            Reason::WrongState => "wrong_state",
            Reason::Running => "running",
            Reason::InFlight => "in_flight",
            Reason::Newer => "newer",
            Reason::Changed => "changed",
            Reason::IllegalId => "illegal_id",
            Reason::Unreadable => "unreadable",
            Reason::NoData => "no_data",
            Reason::WrongType => "wrong_type",
            Reason::Conflict => "conflict",
            Reason::Exists => "exists",
            Reason::RateLimited => "rate_limited",
            Reason::HasCallback => "has_callback",
            Reason::Limit => "limit",
            Reason::Unknown => "unknown",
            Reason::Ambiguous => "ambiguous",
            Reason::SimpleWorker => "simple_worker",
            Reason::Alive => "alive",
            Reason::NotEmpty => "not_empty",
            Reason::NoQueue => "no_queue",
            Reason::Locked => "locked",
            Reason::Gone => "gone",
            Reason::Orphan => "orphan",
            Reason::NoListener => "no_listener",
            Reason::TimedOut => "timed_out",
        }
    }

    /// A job that a filter matched and that is no longer what the filter meant is passed over, not failed.
    fn passes_over(self) -> bool {
        use Reason::*;
        matches!(self, NotFound | WrongState | Running | InFlight | Newer | Changed | Gone | Orphan)
    }
}

impl From<&Poison> for Reason {
    fn from(poison: &Poison) -> Reason {
        match poison {
            Poison::Cut | Poison::Refused => Reason::IllegalId,
            Poison::Unreadable => Reason::Unreadable,
        }
    }
}

/// A reason, and the same in words for a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    pub reason: Reason,
    /// Lower case, without full stop: what is the case, and where it helps what to do instead.
    pub message: String,
    /// What fits instead, for a hint.
    pub instead: Option<Instead>,
}

/// A command that fits where another was refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Instead {
    /// `jobs cancel`: the ID of the item follows.
    Job(&'static str),
    /// `maintenance run`: `-q` and this queue follow.
    Queue(&'static str, QueueName),
}

impl Refusal {
    pub fn new(reason: Reason, message: impl Into<String>) -> Refusal {
        Refusal { reason, message: message.into(), instead: None }
    }

    pub fn instead(mut self, instead: Instead) -> Refusal {
        self.instead = Some(instead);
        self
    }

    /// Whether it is a failure. What was named and not done is one, unless it is what was asked for already.
    pub fn fails(&self, named: bool) -> bool {
        match self.reason {
            Reason::Already => false,
            reason => named || !reason.passes_over(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_named_and_not_done_is_a_failure() {
        let of = |reason| Refusal::new(reason, "");
        assert!(!of(Reason::Already).fails(true));
        assert!(!of(Reason::Already).fails(false));
        assert!(of(Reason::Changed).fails(true) && !of(Reason::Changed).fails(false));
        assert!(of(Reason::WrongType).fails(false) && of(Reason::IllegalId).fails(false));
    }
}
