//! How a run ended, once nothing speaks for it any more. Pure.

use std::time::Duration;

use crate::{
    ops::stop::{
        Intervals,
        aim::{Aim, Holder},
        sight::{Ending, Sight},
        watch::Asked,
    },
    rq::{
        result::{ResultEntry, ResultKind},
        status::Status,
    },
};

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    Stopped,
    /// Somebody had stopped it before we asked.
    StoppedBefore,
    Finished,
    Failed,
    Canceled,
    /// The job's hash is gone.
    Gone,
    /// The job runs again, or will.
    Again(Why),
    /// It is in another state.
    Other,
}

/// Why a job runs again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The attempt failed; RQ leaves no result of it.
    Retry { left: i64 },
    /// The function returned a `Retry`.
    Returned,
    /// It finished, and is to be repeated.
    Repeat,
    /// Somebody queued it.
    Queued,
    /// It counts as stopped, and yet it waits in its queue.
    StillQueued,
}

/// Whether what was read is the last word. A work horse that was killed between its last write and its end has
/// its worker write once more, as if the job had been stopped; a worker that is not busy has done so.
pub fn settled(
    end: &End,
    sight: &Sight,
    asked: Option<&Asked>,
    over_for: Duration,
    intervals: &Intervals,
) -> bool {
    let busy = sight.worker.as_ref().is_some_and(|w| w.exists && w.busy);
    asked.is_none() || *end == End::Stopped || !busy || over_for >= intervals.settle
}

/// Judges the last look. `None`: nothing says yet how it ended, so the watching goes on.
pub fn end(aim: &Aim, ending: &Ending, asked: Option<&Asked>) -> Option<End> {
    let Some(status) = &ending.status else { return Some(End::Gone) };
    let newer = |r: &&ResultEntry| match (asked, r.created_at()) {
        // The stream's IDs are Redis's clock in whole milliseconds.
        (Some(asked), Some(at)) => at.0 / 1_000 >= asked.at.0 / 1_000,
        _ => false,
    };
    let mut own = ending.results.iter().filter(newer).filter(|r| belongs(r, aim));
    let newest = own.next();
    Some(match status {
        // A work horse that put the job back for a retry and was killed before it ended leaves both.
        Status::Stopped if ending.queued => End::Again(Why::StillQueued),
        // Before RQ 1.12 there are no results, and the status alone has to do.
        Status::Stopped if newest.is_some() || (asked.is_some() && ending.results.is_empty()) => End::Stopped,
        Status::Stopped => End::StoppedBefore,
        // RQ 2.3 to 2.11 leave a repeated job finished until it is due again.
        Status::Finished if ending.scheduled => End::Again(Why::Repeat),
        Status::Finished => End::Finished,
        Status::Failed => End::Failed,
        Status::Canceled => End::Canceled,
        Status::Started if !(ending.others || ending.started_at != aim.started_at) => return None,
        status if status.is_waiting() || *status == Status::Started => End::Again(why(ending, newest)),
        _ => End::Other,
    })
}

/// Whether the entry may be of this run. Results name their execution since RQ 2.8, their worker since 2.5.
fn belongs(result: &ResultEntry, aim: &Aim) -> bool {
    match (result.execution(), aim.execution(), result.worker(), &aim.holder) {
        (Some(execution), Some(own), ..) => execution == own,
        (_, _, Some(worker), Some(Holder { name, .. })) => worker == *name,
        _ => true,
    }
}

fn why(ending: &Ending, newest: Option<&ResultEntry>) -> Why {
    match newest.map(ResultEntry::kind) {
        Some(ResultKind::Retried) => Why::Returned,
        Some(ResultKind::Successful) if ending.repeats_left.is_some() => Why::Repeat,
        None if ending.retries_left.is_some() => Why::Retry { left: ending.retries_left.unwrap_or(0) },
        _ => Why::Queued,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ops::stop::fixture::{AGAIN, EXEC, NOW, OTHER, STARTED, aim, asked, running},
        rq::{id::ExecutionId, time::Time},
    };

    fn result(kind: &str, at: Time, execution: Option<ExecutionId>, worker: &str) -> ResultEntry {
        let mut fields = vec![
            (b"type".to_vec(), kind.as_bytes().to_vec()),
            (b"worker_name".to_vec(), worker.as_bytes().to_vec()),
        ];
        fields.extend(execution.map(|e| (b"execution_id".to_vec(), e.0.to_vec())));
        ResultEntry { id: format!("{}-0", at.0 / 1_000).into_bytes(), fields }
    }

    fn ended(status: &str, results: Vec<ResultEntry>) -> Ending {
        let status = Some(Status::parse(status.as_bytes()));
        Ending { status, started_at: STARTED.into(), results, ..Ending::default() }
    }

    #[test]
    fn only_a_result_newer_than_the_request_makes_it_stopped() {
        let aim = aim("3.0.0", &[]);
        let asked = Some(asked(1, 1));
        let of = |ending: &Ending| end(&aim, ending, asked.as_ref());
        let newer = NOW.plus_seconds(1);
        assert_eq!(of(&ended("stopped", vec![result("2", newer, Some(EXEC), "w")])), Some(End::Stopped));
        assert_eq!(of(&ended("stopped", vec![result("2", newer, None, "w")])), Some(End::Stopped));
        assert_eq!(of(&ended("stopped", vec![])), Some(End::Stopped));
        let before = NOW.plus_seconds(-1);
        assert_eq!(
            of(&ended("stopped", vec![result("2", before, Some(EXEC), "w")])),
            Some(End::StoppedBefore)
        );
        let of_another = vec![result("2", newer, Some(OTHER), "v")];
        assert_eq!(of(&ended("stopped", of_another)), Some(End::StoppedBefore));
        assert_eq!(end(&aim, &ended("stopped", vec![]), None), Some(End::StoppedBefore));
    }

    #[test]
    fn a_job_that_will_run_again_was_not_stopped() {
        let aim = aim("2.6.1", &[]);
        let asked = Some(asked(1, 1));
        let of = |ending: &Ending| end(&aim, ending, asked.as_ref());
        let retry = Ending { retries_left: Some(2), ..ended("queued", vec![]) };
        assert_eq!(of(&retry), Some(End::Again(Why::Retry { left: 2 })));
        assert_eq!(of(&ended("scheduled", vec![])), Some(End::Again(Why::Queued)));
        let started = |at: &str, others| Ending {
            started_at: at.into(),
            others,
            retries_left: Some(0),
            ..ended("started", vec![])
        };
        assert_eq!(of(&started(AGAIN, false)), Some(End::Again(Why::Retry { left: 0 })));
        assert_eq!(of(&started(STARTED, true)), Some(End::Again(Why::Retry { left: 0 })));
        // Its entry is gone, and nothing else says that it ended.
        assert_eq!(of(&started(STARTED, false)), None);
        let newer = |kind| vec![result(kind, NOW.plus_seconds(1), None, "w")];
        assert_eq!(of(&ended("queued", newer("4"))), Some(End::Again(Why::Returned)));
        let repeated = Ending { repeats_left: Some(1), ..ended("scheduled", newer("1")) };
        assert_eq!(of(&repeated), Some(End::Again(Why::Repeat)));
        let due_again = Ending { scheduled: true, ..ended("finished", newer("1")) };
        assert_eq!(of(&due_again), Some(End::Again(Why::Repeat)));
    }

    #[test]
    fn what_counts_as_stopped_and_waits_in_its_queue_runs_again() {
        let aim = aim("2.6.1", &[]);
        let result = vec![result("2", NOW.plus_seconds(1), None, "w")];
        let both = Ending { queued: true, ..ended("stopped", result) };
        assert_eq!(end(&aim, &both, Some(&asked(1, 1))), Some(End::Again(Why::StillQueued)));
    }

    #[test]
    fn an_end_is_final_once_the_worker_is_through_with_it() {
        let intervals = Intervals::default();
        let of = |end: End, busy, over_for: u64| {
            let mut sight = running();
            sight.worker.as_mut().unwrap().busy = busy;
            settled(&end, &sight, Some(&asked(1, 1)), Duration::from_millis(over_for), &intervals)
        };
        assert!(of(End::Stopped, true, 0));
        assert!(!of(End::Finished, true, 100) && of(End::Finished, true, 300));
        assert!(of(End::Finished, false, 0));
    }

    #[test]
    fn other_ends_are_what_the_status_says() {
        let aim = aim("2.6.1", &[]);
        for (status, expected) in [
            ("finished", End::Finished),
            ("failed", End::Failed),
            ("canceled", End::Canceled),
            ("created", End::Other),
            ("", End::Other),
        ] {
            assert_eq!(end(&aim, &ended(status, vec![]), None), Some(expected), "{status}");
        }
        assert_eq!(end(&aim, &Ending::default(), None), Some(End::Gone));
    }
}
