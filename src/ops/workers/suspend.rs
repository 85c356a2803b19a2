//! `workers suspend` and `resume`: whether workers take the next job.

use std::time::Duration;

use crate::{
    ops::workers::{Watching, running_job},
    rq::{
        fleet::{Fleet, Seen, Suspension},
        id::{JobId, WorkerName},
        place::Registry,
        state::{WorkerState, worker_state},
        time::Time,
    },
    store::{
        Store,
        error::Error,
        script::Script,
        writer::{Uses, Writer},
    },
};

pub static SUSPEND: Script = crate::script!("suspend", ["SET", "UNLINK"]);
pub static RESUME: Script = crate::script!("resume", ["UNLINK"]);

/// What a writer is asked for before it is opened.
pub const SUSPENDS: Uses = Uses { scripts: &[&SUSPEND], publishes: false };
pub const RESUMES: Uses = Uses { scripts: &[&RESUME], publishes: false };

/// Suspends all workers; for whole seconds, at least one.
///
/// # Errors
/// When no answer came: it may have been done or not.
pub fn suspend(writer: &mut Writer, span: Option<Duration>) -> Result<(), Error> {
    let key = writer.reads().keys.suspended();
    let seconds = span.map(|span| span.as_secs_f64().ceil().max(1.0) as u64);
    let seconds = seconds.map_or_else(String::new, |s| s.to_string());
    writer.run(&SUSPEND, &[key], &[seconds.into_bytes()]).map(|_| ())
}

/// Ends the suspension; whether there was one.
///
/// # Errors
/// When no answer came: it may have been done or not.
pub fn resume(writer: &mut Writer) -> Result<bool, Error> {
    let key = writer.reads().keys.suspended();
    Ok(writer.run(&RESUME, &[key], &[])?.int() == Some(1))
}

/// What still goes on while RQ is suspended.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rest {
    pub suspension: Option<Suspension>,
    /// Workers that wait in their queue already: each takes one more job first.
    pub idle: Vec<WorkerName>,
    /// Jobs that live workers say they run.
    pub running: Vec<JobId>,
    /// Running entries of the started registries. There may be more than workers name: of workers that are
    /// gone and whose work horses may run on. `None` where they cannot be read.
    pub started: Option<u64>,
    /// Not all workers and started registries can be read: more may run.
    pub unseen: bool,
}

impl Rest {
    /// Reads the installation.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn read(store: &mut Store) -> Result<Rest, Error> {
        Ok(Rest::of(&store.fleet(&[])?))
    }

    fn of(fleet: &Fleet) -> Rest {
        let state = |w| worker_state(w, fleet.now);
        let alive = || fleet.workers.iter().filter(|w| state(w).alive());
        let started = fleet.queues.iter().map(|queue| queue.registry(Registry::Started).ok());
        Rest {
            suspension: fleet.suspended.ok().flatten(),
            idle: alive().filter(|w| state(w) == WorkerState::Idle).map(|w| w.name.clone()).collect(),
            running: alive().filter_map(running_job).cloned().collect(),
            started: started.sum(),
            unseen: !fleet.workers_listed || !fleet.queues_listed || hides(fleet),
        }
    }

    /// No job runs, and all that may run one can be seen.
    pub fn quiet(&self) -> bool {
        self.jobs() == 0 && !self.unseen
    }

    /// Jobs that run, as many as are known.
    pub fn jobs(&self) -> u64 {
        (self.running.len() as u64).max(self.started.unwrap_or(0))
    }
}

/// Whether a started registry cannot be read.
fn hides(fleet: &Fleet) -> bool {
    fleet.queues.iter().any(|queue| queue.registry(Registry::Started).ok().is_none())
}

/// Waits until no job is seen to run, and says what goes on at the end.
///
/// # Errors
/// When Redis cannot be asked.
pub fn wait(store: &mut Store, watching: &Watching) -> Result<Rest, Error> {
    let mut rest = Rest::default();
    let mut most = 0;
    watching.until(|| {
        rest = Rest::read(store)?;
        let jobs = usize::try_from(rest.jobs()).unwrap_or(usize::MAX);
        most = most.max(jobs);
        Ok((most - jobs, most))
    })?;
    Ok(rest)
}

/// Whether asking for `span` would change anything: a suspension without an end stays as it is.
pub fn already(suspension: Seen<Option<Suspension>>, span: Option<Duration>) -> bool {
    matches!(suspension, Seen::Is(Some(Suspension { until: None }))) && span.is_none()
}

/// When a suspension that begins now ends.
pub fn until(now: Time, span: Option<Duration>) -> Option<Time> {
    span.map(|span| now.plus_seconds(span.as_secs_f64().ceil().max(1.0) as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_suspension_is_already_there() {
        let forever = Seen::Is(Some(Suspension { until: None }));
        let ends = Seen::Is(Some(Suspension { until: Some(Time(1)) }));
        let hour = Some(Duration::from_secs(3600));
        assert!(already(forever, None));
        assert!(!already(forever, hour) && !already(ends, None) && !already(ends, hour));
        assert!(!already(Seen::Is(None), None) && !already(Seen::Hidden, None));
    }

    #[test]
    fn it_is_quiet_only_where_no_registry_and_no_worker_names_a_job() {
        let quiet = Rest { started: Some(0), ..Rest::default() };
        assert!(quiet.quiet());
        assert!(!Rest { started: Some(1), ..Rest::default() }.quiet());
        let named = Rest { running: vec![JobId::new("a")], ..quiet };
        assert!(!named.quiet());
        assert_eq!(named.jobs(), 1);
        assert!(!Rest { unseen: true, ..Rest::default() }.quiet());
    }
}
