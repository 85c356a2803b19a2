//! Who else names a job: its parents and its executions.

use std::collections::HashMap;

use crate::{
    ops::taking::Taking,
    rq::{
        id::{ExecutionId, JobId, QueueName, Reading, WorkerName},
        place::Registry,
        status::Status,
    },
    store::{
        Store,
        error::Error,
        wire::{Batch, Reply},
    },
};

/// Who else names the job.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// Of more than can be told to a script, so many and one.
    pub parents: Vec<JobId>,
    pub executions: Vec<RunBy>,
}

impl Look {
    /// The word for what the job has too much of for one step, which must know all of it. Parents count where the step
    /// is about them.
    pub fn too_many(&self, parents: bool) -> Option<&'static str> {
        match () {
            () if parents && self.parents.len() > MANY => Some("many_parents"),
            () if self.executions.len() > MANY => Some("many_runs"),
            () => None,
        }
    }
}

/// An execution, and who runs it (RQ 2.11 and later say so).
#[derive(Clone, Debug)]
pub struct RunBy {
    pub id: ExecutionId,
    pub worker: Option<WorkerName>,
}

/// Parents or executions of one job that a script takes, at up to two keys each. Of a job with more it is said so, with
/// this number.
pub const MANY: usize = 2_000;

/// Reads who else names these jobs: one look each, in their order. Few jobs that are not started have executions:
/// those are only looked for where `thorough`.
///
/// # Errors
/// When Redis cannot be asked.
pub fn look(store: &mut Store, jobs: &[&Taking], thorough: bool) -> Result<Vec<Look>, Error> {
    let keys = store.keys.clone();
    let (many, last) = ((MANY + 1).to_string(), MANY.to_string());
    let runs = |job: &Taking| thorough || job.status == Some(Status::Started);
    let mut batch = Batch::default();
    for job in jobs {
        batch.push(&[b"SRANDMEMBER", &keys.dependencies(&job.id), many.as_bytes()]);
        if runs(job) {
            batch.push(&[b"ZRANGE", &keys.executions(&job.id), b"0", last.as_bytes()]);
        }
    }
    let mut replies = store.ask(batch)?.into_iter();
    let mut looks = Vec::with_capacity(jobs.len());
    for job in jobs {
        let mut next = || replies.next().unwrap_or(Reply::Nil).unless_other_type().map(Reply::list);
        let parents = next()?.into_iter().filter_map(Reply::bytes).map(JobId::new).collect();
        let executions = if runs(job) { next()? } else { Vec::new() };
        let executions = executions.into_iter().filter_map(Reply::bytes);
        let executions = executions.filter_map(|id| ExecutionId::parse(&id));
        let executions = executions.map(|id| RunBy { id, worker: None }).collect();
        looks.push(Look { parents, executions });
    }
    add_entries(store, jobs, &mut looks)?;
    let mut batch = Batch::default();
    for (job, look) in jobs.iter().zip(&looks) {
        for run in &look.executions {
            batch.push(&[b"HGET", &keys.execution(&job.id, &run.id), b"worker_name"]);
        }
    }
    let mut workers = store.ask(batch)?.into_iter();
    for run in looks.iter_mut().flat_map(|look| &mut look.executions) {
        let name = workers.next().unwrap_or(Reply::Nil).unless_other_type()?.bytes();
        run.worker = name.filter(|name| !name.is_empty()).map(WorkerName::from_text);
    }
    Ok(looks)
}

/// Adds the executions that only the started registry still names: those of jobs that were abandoned.
fn add_entries(store: &mut Store, jobs: &[&Taking], looks: &mut [Look]) -> Result<(), Error> {
    let mut started: HashMap<&QueueName, HashMap<&JobId, usize>> = HashMap::new();
    for (i, job) in jobs.iter().enumerate().filter(|(_, job)| job.status == Some(Status::Started)) {
        started.entry(&job.queue).or_default().insert(&job.id, i);
    }
    for (queue, jobs) in started {
        let registry = store.keys.registry(Registry::Started, queue);
        let mut cursor = b"0".to_vec();
        loop {
            let mut batch = Batch::default();
            batch.push(&[b"ZSCAN", &registry, &cursor, b"COUNT", b"1000"]);
            let reply = store.ask(batch)?.into_iter().next().unwrap_or(Reply::Nil);
            let mut parts = reply.unless_other_type()?.list().into_iter();
            cursor = parts.next().and_then(Reply::bytes).unwrap_or_else(|| b"0".to_vec());
            let members = parts.next().map(Reply::list).unwrap_or_default();
            for entry in members.into_iter().step_by(2).filter_map(Reply::bytes) {
                let Some((id, execution)) = Reading::of(&entry).split else { continue };
                let Some(i) = jobs.get(&id) else { continue };
                let known = &mut looks[*i].executions;
                if !known.iter().any(|run| run.id == execution) {
                    known.push(RunBy { id: execution, worker: None });
                }
            }
            if cursor == b"0" {
                break;
            }
        }
    }
    Ok(())
}
