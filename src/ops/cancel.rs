//! `jobs cancel`: what waits is taken out of wherever it waits, and will not run.

use std::collections::BTreeSet;

use crate::{
    ops::{
        call::Call,
        engine::{Left, Planned, Step},
        limiter,
        refusal::{Instead, Reason, Refusal},
        run::Run,
        run_now::{self, RunNow, Start},
        taking::{self, Known, Take, Taking, Waiting},
        verb::{Names, OnJob, Verb, subject},
    },
    rq::{
        candidate::Candidate,
        fields::Needs,
        id::{JobId, QueueName},
        keys::Keys,
        status::Status,
        time::Time,
    },
    store::{
        error::Error,
        script::Script,
        wire::{Batch, Reply},
        writer::{Uses, Writer},
    },
};

pub static SCRIPT: Script = crate::script!(
    "cancel",
    ["own", "queue", "places", "dependents"],
    [
        "EXISTS", "HDEL", "HMGET", "HSET", "LLEN", "LRANGE", "LREM", "LSET", "LTRIM", "SCARD", "SMEMBERS",
        "SREM", "TYPE", "ZADD", "ZREM",
    ]
);

/// What `jobs cancel` does to the server.
pub const USES: Uses =
    Uses { scripts: &[&SCRIPT, &run_now::SCRIPT, &limiter::PROMOTE, &taking::SWEEP], publishes: false };

/// How far it goes.
#[derive(Clone, Debug, Default)]
pub struct Cancel {
    /// Dependents go on as if the job had never been among their parents.
    pub enqueue_dependents: bool,
    /// Parents forget the job.
    pub remove_from_dependencies: bool,
    /// Also jobs that run or are over.
    pub force: bool,
}

/// One job to be canceled.
#[derive(Clone, Debug, PartialEq)]
pub struct Away {
    taking: Taking,
    /// It was canceled before: only its dependents are left to see to.
    canceled: bool,
    /// The started registry may name it.
    started: bool,
    runs: bool,
    enqueue_dependents: bool,
    remove_from_dependencies: bool,
}

impl Verb for Cancel {
    type Step = Away;
    const NAMES: Names =
        Names { schema: "rqctl/jobs.cancel/1", verb: "cancel", done: "canceled", would: "would_cancel" };
    const TAKES: bool = true;

    fn needs(&self) -> Needs {
        Taking::NEEDS.and(Needs::EXECUTIONS)
    }

    fn decide(&self, candidate: Candidate, run: &Run, out: &mut Vec<Planned<Away>>) {
        out.push(match self.away(&candidate, run) {
            Ok(step) => Planned::Do(step),
            Err(refusal) => Planned::Skip(Left::of(&candidate), refusal),
        });
    }
}

impl Cancel {
    fn away(&self, c: &Candidate, run: &Run) -> Result<Away, Refusal> {
        let (job, status) = subject(c)?;
        match &status {
            Status::Queued
            | Status::Scheduled
            | Status::Deferred
            | Status::ReadyToEnqueue
            | Status::RateLimited => {}
            Status::Canceled if !self.enqueue_dependents => {
                return Err(Refusal::new(Reason::Already, "it is canceled"));
            }
            Status::Canceled => {}
            _ if self.force => {}
            Status::Started => return Err(started(c, run)),
            Status::Finished | Status::Failed | Status::Stopped => {
                return Err(Refusal::new(Reason::WrongState, "it is over"));
            }
            _ => return Err(Refusal::new(Reason::WrongState, "it does not wait")),
        }
        Ok(Away {
            taking: Taking::of(c, job, run),
            canceled: status == Status::Canceled,
            started: status == Status::Started,
            runs: c.running(run.now),
            enqueue_dependents: self.enqueue_dependents,
            remove_from_dependencies: self.remove_from_dependencies,
        })
    }
}

/// Why a started job is left alone, and what fits.
pub fn started(c: &Candidate, run: &Run) -> Refusal {
    if c.running(run.now) {
        return Refusal::new(Reason::Running, "it runs").instead(Instead::Job("jobs stop"));
    }
    let refusal = Refusal::new(Reason::WrongState, "it was started, and nobody runs it any more");
    match c.queue() {
        Some(queue) => refusal.instead(Instead::Queue("maintenance run", queue)),
        None => refusal,
    }
}

impl Away {
    /// It runs, and goes on whatever is written.
    pub fn runs(&self) -> bool {
        self.runs
    }
}

impl OnJob for Away {
    fn id(&self) -> &JobId {
        &self.taking.id
    }

    fn queue(&self) -> &QueueName {
        &self.taking.queue
    }

    fn status(&self) -> &Status {
        self.taking.status.as_ref().unwrap_or(&Status::Created)
    }
}

impl Take for Away {
    fn script(&self) -> &'static Script {
        &SCRIPT
    }

    fn taking(&self) -> &Taking {
        &self.taking
    }

    fn looks(&self) -> bool {
        self.started || self.remove_from_dependencies
    }

    fn needs_parents(&self) -> bool {
        self.remove_from_dependencies
    }

    fn head(&self, call: &mut Call, keys: &Keys, now: Time) {
        taking::head(call, &self.taking, now);
        call.key(taking::tombstone_job(keys));
    }

    fn job(&self, call: &mut Call, keys: &Keys, known: &Known) {
        let job = &self.taking;
        taking::subject(call, keys, (job, known), [keys.job(&job.id), keys.dependents(&job.id)], |call| {
            call.flag(self.runs);
            if let Some(limit) = &job.limit {
                call.shared(keys.rate_limited(limit)).shared(keys.allowed(limit));
            }
        });
        let look = known.looked.clone().unwrap_or_default();
        let entries = if self.started { taking::entries(&job.id, &look) } else { Vec::new() };
        call.number(entries.len());
        entries.iter().for_each(|entry| _ = call.text(entry));
        let parents = if self.remove_from_dependencies { look.parents } else { Vec::new() };
        call.number(parents.len());
        parents.iter().for_each(|parent| _ = call.shared(keys.dependents(parent)));
    }
}

/// What a cancellation did to those that waited for the job.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// They stay deferred.
    pub waiting: Waiting,
    /// So many went on.
    pub released: u64,
}

impl Step for Away {
    type Seen = Seen;
    const BATCH: usize = 1_000;

    fn apply(batch: &[Away], writer: &mut Writer, _: Time) -> Result<Vec<Result<Seen, Refusal>>, Error> {
        let (done, fresh): (Vec<_>, Vec<_>) = batch.iter().enumerate().partition(|(_, step)| step.canceled);
        let steps: Vec<Away> = fresh.iter().map(|(_, step)| (*step).clone()).collect();
        let taken = taking::take(&steps, writer);
        let limits: BTreeSet<Vec<u8>> =
            batch.iter().filter_map(|s| s.taking.limit.as_deref().map(<[u8]>::to_vec)).collect();
        limiter::follow(writer, &limits);
        let mut answers: Vec<Option<Result<Seen, Refusal>>> = vec![None; batch.len()];
        for ((i, _), answer) in fresh.iter().zip(taken) {
            let seen = || Seen { waiting: Waiting::of(&answer), released: 0 };
            answers[*i] = Some(if answer.done() { Ok(seen()) } else { Err(answer.refusal()) });
        }
        for (i, _) in done {
            answers[i] = Some(Err(Refusal::new(Reason::Already, "it is canceled")));
        }
        for (step, answer) in batch.iter().zip(&mut answers) {
            let goes_on = step.enqueue_dependents && (step.canceled || matches!(answer, Some(Ok(_))));
            if goes_on && writer.lost().is_none() {
                match release(writer, &step.taking.id) {
                    // Whom a canceled job releases is done, whatever else is said of it.
                    Ok(seen) if seen.released > 0 || matches!(answer, Some(Ok(_))) => {
                        *answer = Some(Ok(seen))
                    }
                    Ok(_) => {}
                    Err(e) => writer.lose(e),
                }
            }
        }
        Ok(answers.into_iter().map_while(|answer| answer).collect())
    }
}

/// Dependents that are read at once.
const PAGE: &str = "500";

/// Dependents that are named where they stay.
const SOME: usize = 3;

/// Lets the dependents of a canceled job go on as if it had never been among their parents. Those that wait for
/// others too stay; those that are over wait for nobody.
fn release(writer: &mut Writer, parent: &JobId) -> Result<Seen, Error> {
    let key = writer.reads().keys.dependents(parent);
    let mut cursor = b"0".to_vec();
    let mut seen = Seen::default();
    loop {
        let mut batch = Batch::default();
        batch.push(&[b"SSCAN", &key, &cursor, b"COUNT", PAGE.as_bytes()]);
        let reply = writer.reads().ask(batch)?.into_iter().next().unwrap_or(Reply::Nil);
        let mut parts = reply.ok()?.list().into_iter();
        cursor = parts.next().and_then(Reply::bytes).unwrap_or_else(|| b"0".to_vec());
        let ids: Vec<Vec<u8>> =
            parts.next().map(Reply::list).unwrap_or_default().into_iter().filter_map(Reply::bytes).collect();
        let (steps, mut stay) = waiting(writer, parent, ids)?;
        for (step, answer) in steps.iter().zip(run_now::start(&steps, writer)) {
            match answer {
                Ok(()) => seen.released += 1,
                Err(_) => stay.push(step.id().clone()),
            }
        }
        seen.waiting.count += stay.len() as u64;
        seen.waiting.some.extend(stay);
        seen.waiting.some.truncate(SOME);
        if cursor == b"0" || writer.lost().is_some() {
            return Ok(seen);
        }
    }
}

/// The steps for those of the jobs that wait for a parent, and those for which there is none.
fn waiting(
    writer: &mut Writer,
    parent: &JobId,
    ids: Vec<Vec<u8>>,
) -> Result<(Vec<Start>, Vec<JobId>), Error> {
    let verb = RunNow::default();
    let mut select = writer.reads().named(Box::new(ids.into_iter()), verb.needs())?;
    let (mut steps, mut stay) = (Vec::new(), Vec::new());
    while let Some(page) = select.next_page()? {
        let run = Run { began: page.now, now: page.now, crew: select.crew(), named: true };
        for candidate in page.items.iter().filter(|c| c.status() == Some(Status::Deferred)) {
            match verb.start(candidate, &run) {
                Ok(step) => steps.push(step.without(parent.clone())),
                Err(_) => stay.push(candidate.id.clone()),
            }
        }
    }
    Ok((steps, stay))
}
