//! Whether a run may be asked to stop, and what fits a job that does not run. Pure.

use crate::{
    ops::{
        refusal::{Instead, Reason, Refusal},
        stop::aim::{Aim, Says, Shape},
    },
    rq::{
        candidate::Candidate,
        id::{ExecutionId, QueueName},
        job::Job,
        status::Status,
        version::Version,
    },
};

/// From this version on a SimpleWorker ignores a stop; before it, it kills its whole process group and
/// leaves the job started.
const SIMPLE_WORKER_IGNORES: Version = Version(2, 7, 0);

/// The aim, unless the worker would kill more than the job.
///
/// # Errors
/// `simple_worker` without `--force`, and `illegal_id` where the ID cannot be said in a command.
pub fn allowed(aim: Aim, force: bool) -> Result<Aim, Refusal> {
    if aim.command().payload().is_none() {
        return Err(Refusal::new(
            Reason::IllegalId,
            "its ID is not UTF-8, so no command to a worker can name it",
        ));
    }
    let Some(holder) = aim.holder.as_ref().filter(|_| !force) else { return Ok(aim) };
    let name = holder.name.lossy();
    let old = match holder.version {
        Some(version) => version < SIMPLE_WORKER_IGNORES,
        // Whoever says that he runs it is there; of a worker that says nothing there may be nobody left.
        None => holder.says == Says::Job || aim.shape == Shape::Simple,
    };
    let kills =
        "before RQ 2.7 a stop kills a SimpleWorker with its whole process group and leaves the job started";
    let looks = match aim.shape {
        Shape::Forks => return Ok(aim),
        Shape::Simple => format!("{name} looks like a SimpleWorker"),
        Shape::Short => format!(
            "whether {name} is a SimpleWorker cannot be told of a job with so short a timeout, which ends by itself"
        ),
        Shape::Unknown => format!(
            "whether {name} is a SimpleWorker cannot be told of a job without a deadline, which may be about to end"
        ),
    };
    match old {
        true => Err(Refusal::new(Reason::SimpleWorker, format!("{looks}: {kills}"))),
        false => Ok(aim),
    }
}

/// Why nothing is there to be stopped, and what fits instead.
pub fn not_running(c: &Candidate, job: &Job, only: Option<ExecutionId>) -> Refusal {
    let wrong = |message: String| Refusal::new(Reason::WrongState, message);
    if let Some(only) = only {
        return wrong(match job.status() {
            Some(status) => format!("execution {only:?} does not run; the job is {}", status.lossy()),
            None => format!("execution {only:?} does not run"),
        });
    }
    let queue = || c.queue().unwrap_or_else(|| QueueName::from_text(""));
    match job.status() {
        Some(Status::Stopped) => Refusal::new(Reason::Already, "it was stopped already"),
        Some(Status::Started) => wrong(
            "it counts as started, but no worker and no execution speaks for it any more: it is abandoned"
                .to_owned(),
        )
        .instead(Instead::Queue("maintenance run", queue())),
        Some(status) if status.is_waiting() => {
            wrong(format!("it does not run yet: it is {}", status.lossy()))
                .instead(Instead::Job("jobs cancel"))
        }
        Some(status) => wrong(format!("it does not run: it is {}", status.lossy())),
        None => wrong("it does not run, and has no status".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ops::stop::{
            fixture::{EXEC, NOW, execution, executions, job, worker},
            resolve::aims,
        },
        rq::{fields::Field, fleet::Crew, id::Target},
    };

    /// The one run of a job whose deadline was set so many seconds ahead.
    fn aim(version: &str, timeout: &str, ahead: f64) -> Aim {
        let mut c = job("started", &[(Field::Timeout, timeout)]);
        let mut run = execution(EXEC, None);
        run.deadline = Some(NOW.as_seconds_f64() + ahead);
        executions(&mut c, vec![run]);
        let busy = worker("w", version, Some(Target::job(c.id.clone())));
        aims(&c, &Crew::new([busy]), None, NOW).unwrap().remove(0)
    }

    fn refused(aim: Aim, force: bool) -> Option<Reason> {
        allowed(aim, force).err().map(|refusal| refusal.reason)
    }

    #[test]
    fn an_old_simple_worker_is_spared_unless_forced() {
        for version in ["1.16.2", "2.0.0", "2.6.1", "unknown"] {
            assert_eq!(refused(aim(version, "180", 240.0), false), Some(Reason::SimpleWorker), "{version}");
            assert_eq!(refused(aim(version, "30", 90.0), false), Some(Reason::SimpleWorker), "{version}");
            assert_eq!(refused(aim(version, "180", 90.0), false), None, "{version}");
            assert_eq!(refused(aim(version, "180", 240.0), true), None, "{version}");
        }
        for version in ["2.7.0", "2.12.0", "3.0.0"] {
            assert_eq!(refused(aim(version, "180", 240.0), false), None, "{version}");
            assert_eq!(refused(aim(version, "30", 90.0), false), None, "{version}");
        }
    }

    #[test]
    fn what_does_not_run_is_answered_with_the_verb_that_fits() {
        let of = |status| {
            let c = job(status, &[]);
            let crate::rq::candidate::Found::Job(found) = &c.found else { unreachable!() };
            not_running(&c, found, None)
        };
        for status in ["queued", "scheduled", "deferred", "rate_limited", "ready_to_enqueue"] {
            assert_eq!(of(status).instead, Some(Instead::Job("jobs cancel")), "{status}");
        }
        let queue = QueueName::from_text("q");
        assert_eq!(of("started").instead, Some(Instead::Queue("maintenance run", queue)));
        for status in ["finished", "failed", "canceled", "new\u{fffd}"] {
            assert_eq!((of(status).reason, of(status).instead), (Reason::WrongState, None), "{status}");
        }
        assert_eq!(of("stopped").reason, Reason::Already);
    }
}
