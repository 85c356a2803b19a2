//! `queues delete`: an empty queue is taken off the list of queues. RQ lists it again when a job is put there.

use crate::{
    ops::{
        engine::Step,
        refusal::{Reason, Refusal},
    },
    rq::{id::QueueName, time::Time},
    store::{
        error::Error,
        script::Script,
        writer::{KeysAndArgs, Uses, Writer},
    },
};

pub static SCRIPT: Script = crate::script!("delete_queue", ["EXISTS", "SREM", "TYPE"]);

/// Why a queue stays.
pub const FILLED: &str = "jobs stand in it";

/// What `queues delete` does to the server.
pub const USES: Uses = Uses { scripts: &[&SCRIPT], publishes: false };

/// One queue that goes.
#[derive(Clone, Debug, PartialEq)]
pub struct DropQueue {
    pub queue: QueueName,
    /// Its jobs were counted when the question was asked, not the queue.
    pub follows: bool,
}

impl Step for DropQueue {
    type Seen = ();
    const BATCH: usize = 100;

    fn counted(&self) -> bool {
        !self.follows
    }

    fn apply(batch: &[DropQueue], writer: &mut Writer, _: Time) -> Result<Vec<Result<(), Refusal>>, Error> {
        let keys = writer.reads().keys.clone();
        let call = |DropQueue { queue, .. }: &DropQueue| -> KeysAndArgs {
            (vec![keys.queues(), keys.queue(queue), keys.intermediate(queue)], Vec::new())
        };
        let replies = writer.stream(&SCRIPT, batch.iter().map(call));
        let seen = |word: &[u8]| match word {
            b"done" => Ok(()),
            b"gone" => Err(Refusal::new(Reason::NoQueue, "there is no such queue")),
            b"not_empty" => Err(Refusal::new(Reason::NotEmpty, FILLED)),
            b"wrong_type" => Err(Refusal::new(
                Reason::WrongType,
                "one of its keys holds another type than RQ stores there",
            )),
            other => Err(Refusal::new(
                Reason::Unknown,
                format!("the server said: {}", String::from_utf8_lossy(other)),
            )),
        };
        let lost = writer.lost().cloned();
        let answer = |reply: Option<crate::store::wire::Reply>| match reply {
            Some(reply) => seen(reply.as_bytes().unwrap_or_default()),
            None => Err(crate::ops::engine::unanswered(
                lost.as_ref().unwrap_or(&Error::protocol("no answer came")),
            )),
        };
        Ok(replies.into_iter().map(answer).collect())
    }
}
