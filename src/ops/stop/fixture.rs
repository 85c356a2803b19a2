//! Jobs and workers for the tests of this folder.

use std::time::Duration;

use crate::{
    ops::stop::{
        aim::Aim,
        resolve::aims,
        sight::{AtWork, Sight},
        watch::Asked,
    },
    rq::{
        candidate::{Candidate, Found, Standing},
        execution::Execution,
        fields::{Field, Needs},
        fleet::{Crew, Run, Seen, Worker},
        id::{ExecutionId, JobId, QueueName, Target, WorkerName},
        job::{Job, Stored, Ttl},
        place::Place,
        status::Status,
        time::Time,
    },
};

pub const NOW: Time = Time(1_795_500_000_000_000);
pub const EXEC: ExecutionId = ExecutionId([b'e'; 32]);
pub const OTHER: ExecutionId = ExecutionId([b'f'; 32]);

/// The job `a` of the queue `q`, named by its ID.
pub fn job(status: &str, fields: &[(Field, &str)]) -> Candidate {
    let mut job = Job::default();
    let all = [(Field::Status, status), (Field::Origin, "q"), (Field::Timeout, "180")];
    for (field, value) in all.iter().chain(fields) {
        job.extend(Needs::of(&[*field]), vec![Stored::Bytes(value.as_bytes().to_vec())]);
    }
    let missing = Needs::ALL_FIELDS.without(job.loaded());
    job.extend(missing, vec![Stored::Absent; missing.field_count()]);
    Candidate {
        id: JobId::new("a"),
        place: Place::Hash,
        score: None,
        index: None,
        execution: None,
        found: Found::Job(Box::new(job)),
        standing: Standing::default(),
    }
}

pub fn executions(c: &mut Candidate, executions: Vec<Execution>) {
    if let Found::Job(job) = &mut c.found {
        job.executions = executions;
    }
}

/// One that lives, with a deadline as a forking worker sets it.
pub fn execution(id: ExecutionId, worker: Option<&str>) -> Execution {
    Execution {
        id,
        live: true,
        started_at: Some(NOW),
        heartbeat_at: Some(NOW),
        worker: worker.map(WorkerName::from_text),
        deadline: Some(NOW.as_seconds_f64() + 90.0),
    }
}

/// A live worker of the queue `q`.
pub fn worker(name: &str, version: &str, runs: Option<Target>) -> Worker {
    Worker {
        name: WorkerName::from_text(name),
        exists: true,
        hidden: false,
        state: Some(b"busy".to_vec()),
        version: Some(version.as_bytes().to_vec()),
        python_version: None,
        hostname: None,
        pid: None,
        ip: None,
        queues: vec![QueueName::from_text("q")],
        birth_at: Some(NOW),
        heartbeat_at: Some(NOW),
        death_at: None,
        shutdown_requested_at: None,
        ttl: Some(Ttl::Millis(90_000)),
        listeners: Seen::Is(1),
        keeps_executions: runs.as_ref().is_some_and(|t| t.execution.is_some()),
        runs: runs.into_iter().map(|target| Run { target, started_at: None }).collect(),
        finished: 0,
        failed: 0,
        working_s: None,
    }
}

pub const STARTED: &str = "2026-11-24T06:00:00.000000Z";
pub const AGAIN: &str = "2026-11-24T06:00:09.000000Z";

/// The one run of the job, held by the worker `w` of this version.
pub fn aim(version: &str, fields: &[(Field, &str)]) -> Aim {
    let mut c = job("started", &[&[(Field::StartedAt, STARTED)], fields].concat());
    let target = match version {
        "1.16.2" => {
            c.standing.plain_deadline = Some(NOW.as_seconds_f64() + 90.0);
            Target::job(c.id.clone())
        }
        "3.0.0" => Target { id: c.id.clone(), execution: Some(EXEC) },
        _ => Target::job(c.id.clone()),
    };
    if version != "1.16.2" {
        executions(&mut c, vec![execution(EXEC, Some("w"))]);
    }
    aims(&c, &Crew::new([worker("w", version, Some(target))]), None, NOW).unwrap().remove(0)
}

/// A run in full swing.
pub fn running() -> Sight {
    Sight {
        now: NOW,
        entry: true,
        listed: true,
        status: Some(Status::Started),
        started_at: STARTED.into(),
        deadline: Some(NOW.as_seconds_f64() + 90.0),
        worker: Some(AtWork {
            exists: true,
            claims: true,
            busy: true,
            heartbeat: NOW.text().into_bytes(),
            ttl_ms: Some(90_000),
            listeners: Some(1),
        }),
    }
}

/// So many requests, a second apart.
pub fn asked(times: u32, listeners: u64) -> Asked {
    let first = Duration::ZERO;
    Asked { first, last: Duration::from_secs(u64::from(times) - 1), times, listeners, early: false, at: NOW }
}
