//! Which runs of a job there are, and which worker holds each. Pure.
//!
//! Who says so depends on RQ's version: the execution hash names its worker since 2.11, a worker of 3.0
//! keeps a set of executions, one of 2.12 or older names its `current_job`, and the job's own `worker_name`
//! comes last, because it survives a requeue and may name the worker of an earlier run.

use crate::{
    ops::{
        refusal::{Reason, Refusal},
        stop::{
            aim::{Aim, Holder, Mark, Says, Shape},
            decide,
        },
        verb::subject,
    },
    rq::{
        candidate::{Candidate, Found},
        execution::Execution,
        fields::Field,
        fleet::{Crew, Worker},
        id::{ExecutionId, QueueName, Target, WorkerName},
        job::Job,
        place::{Place, Registry},
        status::Status,
        time::Time,
    },
};

/// A worker renews the deadline to at most 90 s ahead; a SimpleWorker sets it once, to the job's timeout and a
/// minute. Scores are whole seconds, so this leaves room for rounding.
const FORKING_AHEAD_S: f64 = 95.0;

/// Up to this timeout the two cannot be told apart, seconds.
const SHORT_TIMEOUT_S: i64 = 35;

/// The runs of a job that can be stopped. `only` is the execution that was named.
///
/// # Errors
/// Where there is nothing to aim at: no such job, it does not run, or the one execution cannot be told from
/// others.
pub fn aims(c: &Candidate, crew: &Crew, only: Option<ExecutionId>, now: Time) -> Result<Vec<Aim>, Refusal> {
    // A job without a status may run all the same.
    let Found::Job(job) = &c.found else { return subject(c).map(|_| Vec::new()) };
    let mut aims = runs(c, job, crew, now);
    if let Some(only) = only {
        let sharing = aims.iter().any(|aim| aim.mark == Mark::Worker);
        let running = job.executions.iter().any(|e| e.id == only && e.running(now));
        aims.retain(|aim| aim.execution() == Some(only));
        if aims.is_empty() && sharing && running {
            return Err(Refusal::new(
                Reason::Ambiguous,
                "it runs more than once, and before RQ 2.11 nothing tells which worker holds which execution; \
                 without the execution ID all its runs are stopped",
            ));
        }
    }
    match aims.is_empty() {
        true => Err(decide::not_running(c, job, only)),
        false => Ok(aims),
    }
}

fn runs(c: &Candidate, job: &Job, crew: &Crew, now: Time) -> Vec<Aim> {
    let entry = |id| Target { id: c.id.clone(), execution: Some(id) };
    let in_set = |w: &&Worker, id| w.runs.iter().any(|run| run.target == entry(id));
    let mut claims: Vec<&Worker> = crew.running(&c.id).collect();
    let mut aims = Vec::new();
    let mut unpaired = Vec::new();
    let mut running: Vec<Execution> = job.executions.iter().filter(|e| e.running(now)).cloned().collect();
    for id in claims.iter().flat_map(|w| &w.runs).filter(|run| run.target.id == c.id) {
        // A worker's own word counts even where the job's executions have lost it.
        if let Some(id) = id.target.execution
            && !running.iter().any(|e| e.id == id)
        {
            let known = job.executions.iter().find(|e| e.id == id).cloned();
            running.push(known.unwrap_or(Execution {
                id,
                live: false,
                started_at: None,
                heartbeat_at: None,
                worker: None,
                deadline: None,
            }));
        }
    }
    for execution in running {
        let holder = match crew.workers.iter().find(|w| in_set(w, execution.id)) {
            Some(worker) => Some(hold(worker, Says::Execution)),
            None => execution.worker.as_ref().map(|name| named(name, c, crew)),
        };
        match holder {
            Some(holder) => {
                claims.retain(|w| w.name != holder.name);
                aims.push(aim(c, job, Mark::Execution(execution.id), Some(holder), Some(&execution)));
            }
            None => unpaired.push(execution),
        }
    }
    // What is left is of RQ up to 2.10: runs that name no worker, and workers that name the job alone.
    let plain = c.standing.plain_deadline.is_some_and(|d| d > now.as_seconds_f64());
    let taken =
        |name: &WorkerName| aims.iter().any(|a: &Aim| a.holder.as_ref().is_some_and(|h| h.name == *name));
    let last = || job.worker().filter(|name| !taken(name)).map(|name| named(&name, c, crew));
    // Any of them may be any worker's.
    let shared = unpaired.iter().map(|e| aim(c, job, Mark::Execution(e.id), None, Some(e)).shape).max();
    let worker = |holder| {
        let aim = aim(c, job, Mark::Worker, holder, None);
        Aim { shape: shared.map_or(aim.shape, |s| if plain { s.max(aim.shape) } else { s }), ..aim }
    };
    let mut rest = Vec::new();
    match (unpaired.as_slice(), claims.as_slice(), plain) {
        ([], [], false) => {}
        ([one], [], false) => rest.push(aim(c, job, Mark::Execution(one.id), last(), Some(one))),
        ([one], [w], false) => {
            rest.push(aim(c, job, Mark::Execution(one.id), Some(hold(w, Says::Job)), Some(one)));
        }
        ([], [], true) => rest.push(aim(c, job, Mark::Plain, last(), None)),
        ([], [w], _) => rest.push(aim(c, job, Mark::Plain, Some(hold(w, Says::Job)), None)),
        (_, [], _) => rest.push(worker(last())),
        (_, several, _) => rest.extend(several.iter().map(|w| worker(Some(hold(w, Says::Job))))),
    }
    aims.extend(rest);
    aims
}

fn hold(worker: &Worker, says: Says) -> Holder {
    Holder { name: worker.name.clone(), version: worker.rq_version(), says }
}

/// The worker that the execution or the job names, with what it says itself.
fn named(name: &WorkerName, c: &Candidate, crew: &Crew) -> Holder {
    let worker = crew.workers.iter().find(|w| w.name == *name);
    let claims = worker.is_some_and(|w| w.runs.iter().any(|run| run.target == Target::job(c.id.clone())));
    Holder {
        name: name.clone(),
        version: worker.and_then(Worker::rq_version),
        says: if claims { Says::Job } else { Says::Nothing },
    }
}

fn aim(c: &Candidate, job: &Job, mark: Mark, holder: Option<Holder>, execution: Option<&Execution>) -> Aim {
    let deadline = execution.map_or(c.standing.plain_deadline, |e| e.deadline);
    let heartbeat = match execution {
        Some(execution) => execution.heartbeat_at,
        None => job.time(Field::LastHeartbeat).ok(),
    };
    Aim {
        id: c.id.clone(),
        queue: match &c.place {
            Place::Registry(Registry::Started, queue) => queue.clone(),
            _ => c.queue().unwrap_or_else(|| QueueName::from_text("")),
        },
        status: job.status().unwrap_or_else(|| Status::parse(b"")),
        mark,
        holder,
        started_at: job.filled(Field::StartedAt).unwrap_or_default().to_vec(),
        deadline,
        shape: shape(job.int(Field::Timeout).ok(), deadline, heartbeat),
        callback_s: job
            .filled(Field::StoppedCallbackName)
            .map(|_| job.int(Field::StoppedCallbackTimeout).ok()),
    }
}

/// `timeout` is the job's, seconds; unset and −1 are long.
fn shape(timeout: Option<i64>, deadline: Option<f64>, heartbeat: Option<Time>) -> Shape {
    match (deadline, heartbeat) {
        _ if timeout.is_some_and(|t| (1..=SHORT_TIMEOUT_S).contains(&t)) => Shape::Short,
        (Some(d), Some(at)) if d - at.as_seconds_f64() > FORKING_AHEAD_S => Shape::Simple,
        (Some(_), Some(_)) => Shape::Forks,
        _ => Shape::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::stop::fixture::{self, EXEC, NOW, OTHER, execution, job, worker};
    use crate::rq::id::JobId;

    fn aimed(c: &Candidate, workers: Vec<Worker>, only: Option<ExecutionId>) -> Result<Vec<Aim>, Refusal> {
        aims(c, &Crew::new(workers), only, NOW)
    }

    /// Mark, worker and what it says, for each aim.
    fn told(c: &Candidate, workers: Vec<Worker>) -> Vec<(Mark, Option<String>, Option<Says>)> {
        let holder = |aim: &Aim| aim.holder.as_ref().map(|h| (h.name.lossy().into_owned(), h.says));
        let aims = aimed(c, workers, None).unwrap();
        aims.iter().map(|aim| (aim.mark, holder(aim).map(|h| h.0), holder(aim).map(|h| h.1))).collect()
    }

    fn holder(name: &str, says: Says) -> (Option<String>, Option<Says>) {
        (Some(name.to_owned()), Some(says))
    }

    #[test]
    fn a_worker_of_3_0_is_known_by_its_executions_set() {
        let mut c = job("started", &[]);
        fixture::executions(&mut c, vec![execution(EXEC, Some("w"))]);
        let set = worker("w", "3.0.0", Some(Target { id: c.id.clone(), execution: Some(EXEC) }));
        let (name, says) = holder("w", Says::Execution);
        assert_eq!(told(&c, vec![set]), [(Mark::Execution(EXEC), name, says)]);
    }

    #[test]
    fn a_set_counts_where_the_executions_of_the_job_are_lost() {
        let c = job("started", &[]);
        let set = worker("w", "3.0.0", Some(Target { id: c.id.clone(), execution: Some(EXEC) }));
        assert_eq!(told(&c, vec![set])[0].0, Mark::Execution(EXEC));
    }

    #[test]
    fn a_worker_of_2_11_is_named_by_the_execution_and_may_be_about_to_fork() {
        let mut c = job("queued", &[]);
        fixture::executions(&mut c, vec![execution(EXEC, Some("w"))]);
        let (name, says) = holder("w", Says::Nothing);
        assert_eq!(told(&c, vec![worker("w", "2.12.0", None)]), [(Mark::Execution(EXEC), name, says)]);
        let (name, says) = holder("w", Says::Job);
        let busy = worker("w", "2.12.0", Some(Target::job(c.id.clone())));
        assert_eq!(told(&c, vec![busy]), [(Mark::Execution(EXEC), name, says)]);
    }

    #[test]
    fn one_execution_without_a_name_belongs_to_the_one_worker_that_names_the_job() {
        let mut c = job("started", &[(Field::WorkerName, "earlier")]);
        fixture::executions(&mut c, vec![execution(EXEC, None)]);
        let busy = worker("w", "2.6.1", Some(Target::job(c.id.clone())));
        let (name, says) = holder("w", Says::Job);
        assert_eq!(
            told(&c, vec![busy, worker("idle", "2.6.1", None)]),
            [(Mark::Execution(EXEC), name, says)]
        );
        // Nobody names it yet: the job's own word comes last.
        let (name, says) = holder("earlier", Says::Nothing);
        assert_eq!(told(&c, vec![]), [(Mark::Execution(EXEC), name, says)]);
    }

    #[test]
    fn runs_that_cannot_be_told_apart_are_stopped_at_every_worker_or_not_at_all() {
        let mut c = job("started", &[]);
        fixture::executions(&mut c, vec![execution(EXEC, None), execution(OTHER, None)]);
        let busy = |name| worker(name, "2.6.1", Some(Target::job(JobId::new("a"))));
        let workers = || vec![busy("v"), busy("w")];
        let told = told(&c, workers());
        assert_eq!(told.iter().map(|t| t.0).collect::<Vec<_>>(), [Mark::Worker, Mark::Worker]);
        assert_eq!(told.iter().map(|t| t.1.clone().unwrap()).collect::<Vec<_>>(), ["v", "w"]);
        assert!(aimed(&c, workers(), None).unwrap().iter().all(|aim| aim.shape == Shape::Forks));
        let refusal = aimed(&c, workers(), Some(EXEC)).unwrap_err();
        assert_eq!(refusal.reason, Reason::Ambiguous);
    }

    #[test]
    fn of_several_runs_one_can_be_meant_where_executions_name_their_workers() {
        let mut c = job("started", &[]);
        fixture::executions(&mut c, vec![execution(EXEC, Some("v")), execution(OTHER, Some("w"))]);
        let busy = |name| worker(name, "2.12.0", Some(Target::job(JobId::new("a"))));
        let aims = aimed(&c, vec![busy("v"), busy("w")], Some(OTHER)).unwrap();
        assert_eq!(aims.len(), 1);
        assert_eq!(aims[0].holder.as_ref().unwrap().name, WorkerName::from_text("w"));
    }

    #[test]
    fn a_plain_entry_is_of_rq_1() {
        let mut c = job("started", &[(Field::WorkerName, "w")]);
        c.standing.plain_deadline = Some(NOW.as_seconds_f64() + 60.0);
        let busy = worker("w", "1.16.2", Some(Target::job(c.id.clone())));
        let (name, says) = holder("w", Says::Job);
        assert_eq!(told(&c, vec![busy]), [(Mark::Plain, name, says)]);
        let (name, says) = holder("w", Says::Nothing);
        assert_eq!(told(&c, vec![]), [(Mark::Plain, name, says)]);
    }

    #[test]
    fn a_canceled_job_that_a_worker_still_names_runs() {
        let c = job("canceled", &[]);
        let busy = worker("w", "2.6.1", Some(Target::job(c.id.clone())));
        assert_eq!(told(&c, vec![busy]).len(), 1);
    }

    #[test]
    fn an_execution_that_is_over_is_not_another_one_that_runs() {
        let mut c = job("started", &[]);
        fixture::executions(&mut c, vec![execution(EXEC, Some("w"))]);
        let refusal = aimed(&c, vec![worker("w", "3.0.0", None)], Some(OTHER)).unwrap_err();
        assert_eq!(refusal.reason, Reason::WrongState);
        assert!(refusal.message.contains("does not run"), "{}", refusal.message);
    }

    #[test]
    fn the_command_is_the_one_that_the_worker_understands() {
        let mut c = job("started", &[]);
        fixture::executions(&mut c, vec![execution(EXEC, Some("w"))]);
        let command = |worker| aimed(&c, vec![worker], None).unwrap()[0].command().name();
        let both = Target { id: c.id.clone(), execution: Some(EXEC) };
        assert_eq!(command(worker("w", "3.0.0", Some(both))), "stop-execution");
        assert_eq!(command(worker("w", "2.12.0", Some(Target::job(c.id.clone())))), "stop-job");
        assert_eq!(command(worker("w", "3.0.0", None)), "stop-job");
    }

    #[test]
    fn a_simple_worker_shows_only_where_the_timeout_is_long() {
        let at = |ahead: f64| (Some(NOW.as_seconds_f64() + ahead), Some(NOW));
        let of = |timeout, (deadline, heartbeat)| shape(timeout, deadline, heartbeat);
        assert_eq!(of(Some(180), at(90.0)), Shape::Forks);
        assert_eq!(of(Some(180), at(240.0)), Shape::Simple);
        assert_eq!(of(None, at(480.0)), Shape::Simple);
        assert_eq!(of(Some(-1), at(420.0)), Shape::Simple);
        assert_eq!(of(Some(36), at(96.0)), Shape::Simple);
        assert_eq!(of(Some(35), at(95.0)), Shape::Short);
        assert_eq!(of(Some(5), at(65.0)), Shape::Short);
        assert_eq!(of(Some(180), (None, Some(NOW))), Shape::Unknown);
        assert_eq!(of(Some(180), (at(90.0).0, None)), Shape::Unknown);
    }
}
