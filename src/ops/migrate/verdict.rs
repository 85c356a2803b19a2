//! Who may be renamed, and by which claim: pure. Renaming a job that a worker has popped loses or doubles
//! it, so a queued job is renamed only together with the entry in its list, in the same step.

use crate::{
    ops::{
        migrate::look::Look,
        refusal::{Reason, Refusal},
    },
    rq::{status::Status, time::Time},
};

/// How things stand while a run goes on.
#[derive(Clone, Copy, Debug)]
pub struct Calm {
    /// No running entry, no busy worker, no scheduler, and no worker alive that is not suspended.
    pub quiet: bool,
    /// Seconds after which a job that is over is over: its worker has written all it writes.
    pub settled_s: f64,
    /// Seconds before which a scheduled job is the scheduler's.
    pub ahead_s: f64,
}

/// The measured values of the rules.
pub const SETTLED_S: f64 = 60.0;
pub const AHEAD_S: f64 = 60.0;

/// Where the step finds the job.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Met {
    /// In the window of its queue's list.
    List,
    /// In an intermediate list or one that a compaction left.
    Limbo,
    /// Anywhere else.
    Elsewhere,
}

/// Whether a job may be renamed now.
///
/// # Errors
/// Why it is blocked.
pub fn may_rename(look: &Look, met: Met, calm: Calm, now: Time) -> Result<(), Refusal> {
    let blocked = |reason, message: &str| Err(Refusal::new(reason, message));
    let status = look.status();
    if look.listed_too_long() {
        return blocked(Reason::Limit, "its list of dependencies is longer than a megabyte");
    }
    if look.running || status == Some(Status::Started) {
        return blocked(Reason::Running, "it runs, or was started and left");
    }
    if met == Met::Limbo && !calm.quiet {
        return blocked(Reason::InFlight, "a worker has taken it and may start it");
    }
    match status {
        Some(Status::Queued) if met == Met::List || look.held || calm.quiet => Ok(()),
        Some(Status::Queued) => {
            blocked(Reason::InFlight, "it is queued and in no list: a worker may have it")
        }
        Some(Status::Deferred | Status::RateLimited) => Ok(()),
        Some(Status::Scheduled) => {
            let later = look.due.is_some_and(|due| due > now.as_seconds_f64() + calm.ahead_s);
            match later || !look.scheduler || look.held || calm.quiet {
                true => Ok(()),
                false => blocked(Reason::InFlight, "it is due within a minute and a scheduler may have it"),
            }
        }
        Some(Status::ReadyToEnqueue) if !calm.quiet => {
            blocked(Reason::InFlight, "it is on its way to its queue")
        }
        _ => match calm.quiet || look.touched_at().is_none_or(|at| now.since(at) >= calm.settled_s) {
            true => Ok(()),
            false => blocked(Reason::InFlight, "it ended less than a minute ago"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::migrate::look::FIELDS;

    const NOW: Time = Time(1_795_500_000_000_000);

    fn look(status: &str, ended_before_s: i64) -> Look {
        let fields = FIELDS.iter().map(|f| match *f {
            "status" => status.as_bytes().to_vec(),
            "ended_at" => NOW.plus_seconds(-ended_before_s).text().into_bytes(),
            _ => Vec::new(),
        });
        Look { fields: fields.collect(), ..Look::nothing() }
    }

    fn of(look: &Look, met: Met, quiet: bool, scheduler: bool) -> Option<Reason> {
        let calm = Calm { quiet, settled_s: SETTLED_S, ahead_s: AHEAD_S };
        may_rename(&Look { scheduler, ..look.clone() }, met, calm, NOW).err().map(|r| r.reason)
    }

    #[test]
    fn a_queued_job_is_renamed_only_with_its_entry_in_the_list() {
        let queued = look("queued", 0);
        assert_eq!(of(&queued, Met::List, false, false), None);
        assert_eq!(of(&queued, Met::Elsewhere, false, false), Some(Reason::InFlight));
        assert_eq!(of(&queued, Met::Limbo, false, false), Some(Reason::InFlight));
        assert_eq!(of(&queued, Met::Limbo, true, false), None);
        assert_eq!(of(&queued, Met::Elsewhere, true, false), None);
        let held = Look { held: true, ..queued };
        assert_eq!(of(&held, Met::Elsewhere, false, false), None);
    }

    #[test]
    fn what_runs_is_never_renamed() {
        let running = Look { running: true, ..look("queued", 0) };
        for met in [Met::List, Met::Limbo, Met::Elsewhere] {
            assert_eq!(of(&running, met, true, false), Some(Reason::Running));
            assert_eq!(of(&look("started", 500), met, true, false), Some(Reason::Running));
        }
    }

    #[test]
    fn what_is_over_must_have_been_over_for_a_minute_unless_all_is_quiet() {
        for status in ["finished", "failed", "stopped", "canceled", "created", ""] {
            assert_eq!(of(&look(status, 61), Met::Elsewhere, false, true), None, "{status}");
            assert_eq!(
                of(&look(status, 59), Met::Elsewhere, false, true),
                Some(Reason::InFlight),
                "{status}"
            );
            assert_eq!(of(&look(status, 1), Met::Elsewhere, true, false), None, "{status}");
        }
    }

    #[test]
    fn a_job_due_soon_is_the_schedulers() {
        let due = |s: f64| Look { due: Some(NOW.as_seconds_f64() + s), ..look("scheduled", 0) };
        assert_eq!(of(&due(61.0), Met::Elsewhere, false, true), None);
        assert_eq!(of(&due(59.0), Met::Elsewhere, false, true), Some(Reason::InFlight));
        assert_eq!(of(&due(-5.0), Met::Elsewhere, false, false), None);
        assert_eq!(of(&look("deferred", 0), Met::Elsewhere, false, true), None);
    }
}
