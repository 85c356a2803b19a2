//! RQ's maintenance lock of a queue. A pass of RQ acts on what it read before, so that it and ours must not
//! overlap, however well each step is guarded.
//!
//! RQ's own lock is the value `1` without an owner: a worker that dies or raises leaves it for 15 minutes. Ours
//! names its owner, lives for a minute, is renewed by every step and removed only by its owner.

use crate::{
    ops::{
        call::Answer,
        refusal::{Reason, Refusal},
    },
    rq::{fleet, id::QueueName, job::Ttl, keys::Keys, state},
    store::{Store, error::Error, script::Script, wire::Batch, wire::Reply, writer::Writer},
};

pub static SCRIPT: Script = crate::script!("maint_lock", ["EXPIRE", "GET", "PTTL", "SET", "TYPE", "UNLINK"]);

/// Milliseconds than which no lock has less left.
const NEVER: i64 = -2;

/// Who we are in this run, and for how long a lock of ours lives.
#[derive(Clone, Debug)]
pub struct Token {
    text: String,
    seconds: u64,
}

/// What became of the lock of one queue.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Held {
    /// Nobody needed it, or `--no-lock`.
    #[default]
    None,
    Ours,
    /// Ours: whoever had it is gone.
    TakenOver(fleet::Lock),
    Other(fleet::Lock),
    /// It was ours and is not any more: somebody removed it, or we were too slow.
    Lost,
}

impl Held {
    /// The word in machine formats: a contract.
    pub fn name(&self) -> &'static str {
        match self {
            Held::None => "none",
            Held::Ours => "ours",
            Held::TakenOver(_) => "taken_over",
            Held::Other(_) => "other",
            Held::Lost => "lost",
        }
    }
}

impl Token {
    pub fn new(seconds: u64) -> Token {
        Token { text: format!("rqctl:{}", uuid::Uuid::new_v4()), seconds }
    }

    /// Takes the lock of a queue. One of RQ's that is older than `stale_s` is taken over; 0 = never.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn take(&self, writer: &mut Writer, queue: &QueueName, stale_s: u64) -> Result<Held, Error> {
        let left_ms =
            if stale_s == 0 { NEVER } else { (state::LOCK_S * 1e3) as i64 - stale_s as i64 * 1_000 };
        let answer = self.say(writer, queue, "take", left_ms)?;
        let value = answer.rest.first().and_then(Reply::as_bytes).unwrap_or_default().to_vec();
        let lock = fleet::Lock { value, ttl: ttl(answer.rest.get(1).and_then(Reply::int).unwrap_or(-1)) };
        Ok(match answer.word.as_str() {
            "ours" => Held::Ours,
            "taken_over" => Held::TakenOver(lock),
            _ => Held::Other(lock),
        })
    }

    /// Gives it back, if it is still ours.
    ///
    /// # Errors
    /// When Redis cannot be asked: then it runs out by itself.
    pub fn release(&self, writer: &mut Writer, queue: &QueueName) -> Result<(), Error> {
        self.say(writer, queue, "release", NEVER).map(|_| ())
    }

    fn say(&self, writer: &mut Writer, queue: &QueueName, what: &str, left_ms: i64) -> Result<Answer, Error> {
        let keys = [writer.reads().keys.clean_lock(queue)];
        let args = [what, &self.text, &self.seconds.to_string(), &left_ms.to_string()];
        let reply = writer.run(&SCRIPT, &keys, &args.map(|a| a.as_bytes().to_vec()))?;
        let mut answers = Answer::all(Reply::List(vec![reply]), 1)?;
        answers.pop().ok_or_else(|| Error::protocol("the lock was not answered"))
    }

    /// The arguments by which a script sees that the lock is ours, and renews it.
    pub fn arguments(&self) -> (&str, u64) {
        (&self.text, self.seconds)
    }
}

fn ttl(left_ms: i64) -> Option<Ttl> {
    Some(if left_ms < 0 { Ttl::Forever } else { Ttl::Millis(left_ms) })
}

/// What a step says when the lock is not ours any more.
pub fn lost() -> Refusal {
    Refusal::new(Reason::Locked, "the maintenance lock of its queue was lost")
}

/// Whose lock a value is.
pub fn owner(value: &[u8]) -> &'static str {
    match value {
        b"1" => "rq",
        value if value.starts_with(b"rqctl:") => "rqctl",
        _ => "unknown",
    }
}

/// Whether a lock of RQ is so old that whoever had it is gone; 0 seconds = it is never said.
pub fn left_behind(lock: &fleet::Lock, stale_s: u64) -> bool {
    stale_s > 0 && state::lock_age_s(lock).is_some_and(|age| age > stale_s as f64)
}

/// The locks that exist, of these queues.
///
/// # Errors
/// When Redis cannot be asked.
pub fn read(store: &mut Store, queues: &[QueueName]) -> Result<Vec<(QueueName, fleet::Lock)>, Error> {
    let keys: Keys = store.keys.clone();
    let mut found = Vec::new();
    for queues in queues.chunks(500) {
        let mut batch = Batch::default();
        for queue in queues {
            let key = keys.clean_lock(queue);
            batch.push(&[b"GET", &key]);
            batch.push(&[b"PTTL", &key]);
        }
        let mut replies = store.ask(batch)?.into_iter();
        for queue in queues {
            let (value, left) = (replies.next().unwrap_or(Reply::Nil), replies.next());
            let value = match value {
                Reply::Error(said) if said.wrong_type() => Some(Vec::new()),
                other => other.ok()?.bytes(),
            };
            let left = left.and_then(|l| l.int()).unwrap_or(-1);
            // Gone between the two questions.
            if let (Some(value), true) = (value, left != -2) {
                found.push((queue.clone(), fleet::Lock { value, ttl: ttl(left) }));
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_old_lock_of_rq_was_left_behind() {
        let lock = |value: &[u8], ttl| fleet::Lock { value: value.to_vec(), ttl: Some(ttl) };
        assert!(left_behind(&lock(b"1", Ttl::Millis(598_000)), 300));
        assert!(!left_behind(&lock(b"1", Ttl::Millis(600_000)), 300));
        assert!(left_behind(&lock(b"1", Ttl::Forever), 300));
        assert!(!left_behind(&lock(b"1", Ttl::Millis(1_000)), 0));
        assert!(!left_behind(&lock(b"rqctl:x", Ttl::Millis(1_000)), 300));
        assert_eq!((owner(b"1"), owner(b"rqctl:x"), owner(b"17")), ("rq", "rqctl", "unknown"));
    }
}
