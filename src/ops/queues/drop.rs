//! Entries of lists that go without their jobs.

use crate::{
    ops::{
        call::{Answer, Call},
        engine::Step,
        refusal::Refusal,
        taking::{self, Known, Take, Taking},
        verb::OnJob,
    },
    rq::{
        id::{JobId, QueueName},
        keys::Keys,
        status::Status,
        time::Time,
    },
    store::{error::Error, script::Script, writer::Writer},
};

pub static SCRIPT: Script = crate::script!(
    "drop",
    ["own", "queue", "places"],
    ["EXISTS", "HDEL", "LLEN", "LRANGE", "LREM", "LSET", "LTRIM", "TYPE", "ZREM"]
);

/// What the script, or a look, says of an entry that stands nowhere.
const IN_FLIGHT: &str = "in_flight";

/// Why an entry goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// It names no job.
    Orphan,
    /// Another entry of the same job stands nearer to the head: at this index when it was seen.
    Copy { other: u64 },
    /// The list goes, and the job stays.
    Entry,
}

/// One entry that goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Drop {
    pub taking: Taking,
    pub what: What,
}

impl OnJob for Drop {
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

impl Take for Drop {
    fn script(&self) -> &'static Script {
        &SCRIPT
    }

    fn taking(&self) -> &Taking {
        &self.taking
    }

    fn head(&self, call: &mut Call, keys: &Keys, _: Time) {
        call.key(taking::tombstone_job(keys));
    }

    fn job(&self, call: &mut Call, keys: &Keys, known: &Known) {
        let job = &self.taking;
        let (what, other) = match self.what {
            What::Orphan => ("orphan", 0),
            What::Copy { other } => ("copy", other),
            What::Entry => ("entry", 0),
        };
        taking::subject(call, keys, (job, known), [keys.job(&job.id)], |call| _ = call.text(what));
        call.number(other);
    }
}

impl Step for Drop {
    type Seen = ();
    const BATCH: usize = 1_000;

    fn apply(batch: &[Drop], writer: &mut Writer, _: Time) -> Result<Vec<Result<(), Refusal>>, Error> {
        let seen = |(step, answer): (&Drop, Answer)| {
            // Without a job an entry that is not there any more went with another of its name, or a worker passed
            // it by.
            let gone = step.what == What::Orphan && answer.word == IN_FLIGHT;
            if answer.done() || gone { Ok(()) } else { Err(answer.refusal()) }
        };
        Ok(batch.iter().zip(taking::take(batch, writer)).map(seen).collect())
    }
}
