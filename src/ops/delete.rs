//! `jobs delete`: a job goes with everything that belongs to it, from every place.

use std::collections::BTreeSet;

use crate::{
    ops::{
        call::Call,
        cancel::started,
        engine::{Left, Planned, Step},
        limiter,
        refusal::{Reason, Refusal},
        run::Run,
        taking::{self, Known, Take, Taking, Waiting},
        verb::{Names, OnJob, Verb},
    },
    rq::{
        candidate::{Candidate, Found},
        fields::{Field, Needs},
        id::{JobId, QueueName, composite},
        keys::Keys,
        place::Place,
        status::Status,
        time::Time,
    },
    store::{
        error::Error,
        script::Script,
        writer::{Uses, Writer},
    },
};

pub static SCRIPT: Script = crate::script!(
    "delete",
    ["own", "queue", "places", "dependents"],
    [
        "EXISTS",
        "HDEL",
        "HMGET",
        "LLEN",
        "LRANGE",
        "LREM",
        "LSET",
        "LTRIM",
        "SCARD",
        "SISMEMBER",
        "SMEMBERS",
        "SREM",
        "STRLEN",
        "TYPE",
        "UNLINK",
        "XLEN",
        "ZCARD",
        "ZCOUNT",
        "ZREM",
        "ZSCORE",
    ]
);

/// What `jobs delete` does to the server.
pub const USES: Uses = Uses { scripts: &[&SCRIPT, &limiter::PROMOTE, &taking::SWEEP], publishes: false };

/// How far it goes.
#[derive(Clone, Debug, Default)]
pub struct Delete {
    /// Also jobs that run or that a worker has taken.
    pub force: bool,
}

/// One job to be deleted.
#[derive(Clone, Debug, PartialEq)]
pub struct Gone {
    taking: Taking,
    group: Box<[u8]>,
    force: bool,
    runs: bool,
    /// The first of its parents, as every RQ writes it into the hash. Most jobs have no other: those of one that has
    /// are looked for when the script says so.
    parent: Option<JobId>,
}

impl Verb for Delete {
    type Step = Gone;
    const NAMES: Names =
        Names { schema: "rqctl/jobs.delete/1", verb: "delete", done: "deleted", would: "would_delete" };
    const TAKES: bool = true;

    fn needs(&self) -> Needs {
        let own = Needs::of(&[Field::GroupId, Field::DependencyId]);
        Taking::NEEDS.and(Needs::EXECUTIONS).and(own)
    }

    fn decide(&self, candidate: Candidate, run: &Run, out: &mut Vec<Planned<Gone>>) {
        out.push(match self.gone(&candidate, run) {
            Ok(step) => Planned::Do(step),
            Err(refusal) => Planned::Skip(Left::of(&candidate), refusal),
        });
    }
}

impl Delete {
    /// Also what RQ could not read, or takes for no job, can be deleted.
    ///
    /// The step for one job, or why there is none.
    pub fn gone(&self, c: &Candidate, run: &Run) -> Result<Gone, Refusal> {
        let job = match &c.found {
            Found::Job(job) => job,
            Found::NoHash if c.place == Place::Hash => {
                return Err(Refusal::new(Reason::NotFound, "there is no such job"));
            }
            Found::NoHash => return Err(Refusal::new(Reason::Orphan, "the entry names a job that is gone")),
            Found::WrongType => return Err(Refusal::new(Reason::WrongType, "its key is not a hash")),
        };
        let runs = c.running(run.now);
        if runs && !self.force {
            return Err(started(c, run));
        }
        Ok(Gone {
            taking: Taking::of(c, job, run),
            group: job.get(Field::GroupId).unwrap_or_default().into(),
            force: self.force,
            runs,
            parent: job.filled(Field::DependencyId).map(JobId::new),
        })
    }
}

impl OnJob for Gone {
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

impl Take for Gone {
    /// A call takes some two milliseconds: what it costs beside its jobs is shared by more of them.
    const CALL: usize = 40;

    fn script(&self) -> &'static Script {
        &SCRIPT
    }

    fn taking(&self) -> &Taking {
        &self.taking
    }

    fn looks(&self) -> bool {
        self.runs || self.taking.status == Some(Status::Started)
    }

    fn head(&self, call: &mut Call, keys: &Keys, now: Time) {
        taking::head(call, &self.taking, now);
        call.key(taking::tombstone_job(keys));
        call.key(keys.groups());
    }

    fn job(&self, call: &mut Call, keys: &Keys, known: &Known) {
        let job = &self.taking;
        let id = &job.id;
        let own = [
            keys.job(id),
            keys.dependents(id),
            keys.dependencies(id),
            keys.results(id),
            keys.executions(id),
            keys.first_seen(&job.queue, &id.0),
        ];
        taking::subject(call, keys, (job, known), own, |call| {
            call.flag(self.force);
            if let Some(limit) = &job.limit {
                call.shared(keys.rate_limited(limit)).shared(keys.allowed(limit));
            }
            call.text(&self.group);
            if !self.group.is_empty() {
                call.shared(keys.group(&self.group));
            }
        });
        let (executions, found) = match &known.looked {
            Some(look) => (look.executions.as_slice(), look.parents.as_slice()),
            None => (&[][..], &[][..]),
        };
        let named = self.parent.iter().filter(|parent| !found.contains(parent));
        let parents: Vec<&JobId> = found.iter().chain(named).collect();
        call.common("others", |call| {
            call.number(executions.len());
            for execution in executions {
                call.text(composite(id, &execution.id)).shared(keys.execution(id, &execution.id));
                call.flag(execution.worker.is_some());
                if let Some(worker) = &execution.worker {
                    call.shared(keys.worker_executions(worker));
                }
            }
            call.number(parents.len());
            parents.iter().for_each(|parent| _ = call.text(&parent.0).shared(keys.dependents(parent)));
        });
    }
}

impl Step for Gone {
    /// Those that waited for it, and that nobody will release any more.
    type Seen = Waiting;
    const BATCH: usize = 1_000;

    fn apply(batch: &[Gone], writer: &mut Writer, _: Time) -> Result<Vec<Result<Waiting, Refusal>>, Error> {
        let answers = taking::take(batch, writer);
        let limits: BTreeSet<Vec<u8>> =
            batch.iter().filter_map(|s| s.taking.limit.as_deref().map(<[u8]>::to_vec)).collect();
        limiter::follow(writer, &limits);
        let seen = |answer: crate::ops::call::Answer| match answer.done() {
            true => Ok(Waiting::of(&answer)),
            false => Err(answer.refusal()),
        };
        Ok(answers.into_iter().map(seen).collect())
    }
}
