//! Send and receive apart, on one connection: the next batch is on its way before this one is read, which
//! is what brings a single connection to the server's limit.

use std::{ops::Range, time::Duration};

use crate::{
    rq::{job::Ttl, time::Time},
    store::{
        conn::Trace,
        error::{Error, Kind, Said},
        trace,
    },
};

/// Arguments that many commands end with, encoded once.
pub struct Tail {
    bytes: Vec<u8>,
    count: usize,
}

impl Tail {
    pub fn of<'a>(args: impl Iterator<Item = &'a str>) -> Tail {
        let mut batch = Batch::default();
        let count = args.map(|arg| batch.arg(arg.as_bytes())).count();
        Tail { bytes: batch.bytes, count }
    }
}

/// Commands on their way, already encoded.
#[derive(Default)]
pub struct Batch {
    bytes: Vec<u8>,
    count: usize,
}

impl Batch {
    pub fn push(&mut self, args: &[&[u8]]) {
        self.begin(args.len());
        for arg in args {
            self.arg(arg);
        }
    }

    /// A command that ends like others.
    pub fn push_with(&mut self, args: &[&[u8]], tail: &Tail) {
        self.begin(args.len() + tail.count);
        args.iter().for_each(|arg| self.arg(arg));
        self.bytes.extend_from_slice(&tail.bytes);
    }

    /// Begins a command of `args` arguments, its name included; that many calls of [`Batch::arg`] follow.
    pub fn begin(&mut self, args: usize) {
        self.count += 1;
        self.header(b'*', args);
    }

    pub fn arg(&mut self, arg: &[u8]) {
        self.header(b'$', arg.len());
        self.bytes.extend_from_slice(arg);
        self.bytes.extend_from_slice(b"\r\n");
    }

    fn header(&mut self, mark: u8, n: usize) {
        let mut digits = [0u8; 20];
        let mut at = digits.len();
        let mut rest = n;
        loop {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        self.bytes.push(mark);
        self.bytes.extend_from_slice(&digits[at..]);
        self.bytes.extend_from_slice(b"\r\n");
    }

    /// How many replies the batch will bring.
    pub fn len(&self) -> usize {
        self.count
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The commands as they go over the wire.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// One reply. A server error is a value here, so that one bad key never ends a listing.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    Nil,
    Int(i64),
    Bytes(Vec<u8>),
    List(Vec<Reply>),
    Error(Said),
}

impl Reply {
    pub fn int(&self) -> Option<i64> {
        match self {
            Reply::Int(n) => Some(*n),
            Reply::Bytes(b) => std::str::from_utf8(b).ok()?.parse().ok(),
            _ => None,
        }
    }

    /// A count, or 0 where the key is of a wrong type or hidden: look at the reply itself where that matters.
    pub fn count(&self) -> u64 {
        self.int().map_or(0, |n| n.max(0) as u64)
    }

    pub fn bytes(self) -> Option<Vec<u8>> {
        match self {
            Reply::Bytes(b) => Some(b),
            _ => None,
        }
    }

    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Reply::Bytes(b) => Some(b),
            _ => None,
        }
    }

    pub fn list(self) -> Vec<Reply> {
        match self {
            Reply::List(l) => l,
            _ => Vec::new(),
        }
    }

    /// A score or another float as Redis writes it: `inf`, `-inf`, `1.5`.
    pub fn float(&self) -> Option<f64> {
        match self {
            Reply::Int(n) => Some(*n as f64),
            Reply::Bytes(b) => std::str::from_utf8(b).ok()?.parse().ok(),
            _ => None,
        }
    }

    /// The answer to `PTTL`; `None` where there is no key, or the ACL hides it.
    pub fn ttl(&self) -> Option<Ttl> {
        match self.int() {
            Some(-1) => Some(Ttl::Forever),
            Some(ms) if ms >= 0 => Some(Ttl::Millis(ms)),
            _ => None,
        }
    }

    /// The answer to `TIME`.
    pub fn time(&self) -> Option<Time> {
        let Reply::List(parts) = self else { return None };
        let [seconds, micros] = parts.as_slice() else { return None };
        Some(Time(seconds.int()?.checked_mul(1_000_000)?.checked_add(micros.int()?)?))
    }

    /// The reply, or the error that it is when the whole command depends on it.
    pub fn ok(self) -> Result<Reply, Error> {
        match self {
            Reply::Error(said) => Err(said.into_error()),
            other => Ok(other),
        }
    }

    /// The reply, or nothing where the key is of another type: one damaged key never ends a walk.
    ///
    /// # Errors
    /// Whatever else the server said, such as that the ACL forbids it.
    pub fn unless_other_type(self) -> Result<Reply, Error> {
        match self {
            other if other.wrong_type() => Ok(Reply::Nil),
            other => other.ok(),
        }
    }

    /// The key holds another type than the command is for.
    pub fn wrong_type(&self) -> bool {
        matches!(self, Reply::Error(said) if said.wrong_type())
    }

    pub fn denied(&self) -> bool {
        matches!(self, Reply::Error(said) if said.denied())
    }

    /// The answer to SSCAN and its kin. A key of another type holds nothing.
    ///
    /// # Errors
    /// When the whole command was refused.
    pub fn scanned(self) -> Result<Scanned, Error> {
        let mut parts = self.unless_other_type()?.list().into_iter();
        let next = parts.next().and_then(Reply::bytes).filter(|cursor| cursor != b"0");
        let items = parts.next().map_or_else(Vec::new, Reply::list);
        Ok(Scanned { next, items: items.into_iter().filter_map(Reply::bytes).collect() })
    }
}

/// One page of a scan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scanned {
    /// Where to go on; `None` at the end.
    pub next: Option<Vec<u8>>,
    pub items: Vec<Vec<u8>>,
}

impl From<redis::Value> for Reply {
    fn from(value: redis::Value) -> Reply {
        use redis::Value;
        match value {
            Value::Nil => Reply::Nil,
            Value::Int(n) => Reply::Int(n),
            Value::BulkString(b) => Reply::Bytes(b),
            Value::SimpleString(s) => Reply::Bytes(s.into_bytes()),
            Value::Okay => Reply::Bytes(b"OK".to_vec()),
            Value::Array(items) | Value::Set(items) => {
                Reply::List(items.into_iter().map(Reply::from).collect())
            }
            Value::Map(pairs) => {
                Reply::List(pairs.into_iter().flat_map(|(k, v)| [k.into(), v.into()]).collect())
            }
            Value::Double(f) => Reply::Bytes(f.to_string().into_bytes()),
            Value::Boolean(b) => Reply::Int(b.into()),
            Value::VerbatimString { text, .. } => Reply::Bytes(text.into_bytes()),
            Value::ServerError(e) => Reply::Error(Said {
                code: e.code().to_owned(),
                text: e.details().unwrap_or_default().to_owned(),
            }),
            _ => Reply::Nil,
        }
    }
}

/// Bytes that are written at once while replies are still owed: less than any socket holds for a server that is
/// busy, so that writing does not wait for it.
const SLICE: usize = 32 << 10;

/// What is left to write of a batch that was sent while replies to earlier ones were owed. It goes out at the
/// pace at which those are read: written at once, it would fill the socket, and this side would wait for the
/// server instead of reading what the server has answered.
#[derive(Default)]
struct Unwritten {
    bytes: Vec<u8>,
    written: usize,
    /// How far writing may have come by now.
    due: usize,
    /// Bytes for each reply that is read.
    pace: usize,
    /// Replies to earlier batches that are still owed.
    earlier: usize,
}

impl Unwritten {
    fn new(bytes: Vec<u8>, earlier: usize) -> Unwritten {
        let pace = bytes.len() / earlier.max(1) + 1;
        Unwritten { due: SLICE.min(bytes.len()), bytes, written: 0, pace, earlier }
    }

    /// What is to be written at once.
    fn first(&mut self) -> Range<usize> {
        self.take(if self.earlier == 0 { self.bytes.len() } else { self.due })
    }

    /// What is to be written before the next reply is read: nothing, or a slice; with the last reply to an
    /// earlier batch all that is left.
    fn slice(&mut self) -> Range<usize> {
        self.due = match self.earlier {
            0 | 1 => self.bytes.len(),
            _ => (self.due + self.pace).min(self.bytes.len()),
        };
        self.earlier = self.earlier.saturating_sub(1);
        let enough = self.due == self.bytes.len() || self.due - self.written >= SLICE;
        self.take(if enough { self.due } else { self.written })
    }

    fn rest(&mut self) -> Range<usize> {
        self.take(self.bytes.len())
    }

    fn take(&mut self, to: usize) -> Range<usize> {
        let from = std::mem::replace(&mut self.written, to);
        from..to
    }
}

fn given_up() -> Error {
    Error::new(Kind::Lost, "the connection was given up when a reply did not come")
}

/// One connection. Replies come in the order of the commands; `owed` counts those that were not read yet.
pub struct Wire {
    conn: redis::Connection,
    owed: usize,
    unwritten: Unwritten,
    trace: Option<Trace>,
    limit: Duration,
    /// A reply did not come: whatever comes later cannot be told apart any more.
    given_up: bool,
}

impl Wire {
    /// `trace` is told each command, never a password.
    pub fn new(conn: redis::Connection, trace: Option<Trace>) -> Wire {
        Wire { conn, owed: 0, unwritten: Unwritten::default(), trace, limit: Duration::MAX, given_up: false }
    }

    /// How long one reply may take from now on.
    pub fn limit(&mut self, reply: Duration) -> Result<(), Error> {
        self.limit = reply;
        self.conn.set_read_timeout(Some(reply))?;
        Ok(self.conn.set_write_timeout(Some(reply))?)
    }

    fn give_up(&mut self, e: redis::RedisError) -> Error {
        (self.owed, self.given_up) = (0, true);
        let e = Error::from(e);
        match e.kind {
            Kind::ReplyTimeout => {
                Error::new(e.kind, format!("no reply within {} s", self.limit.as_secs_f64()))
            }
            _ => e,
        }
    }

    /// Sends a batch without waiting for its replies; each must be taken by [`Wire::receive`].
    pub fn send(&mut self, batch: Batch) -> Result<(), Error> {
        if batch.is_empty() {
            return Ok(());
        }
        if self.given_up {
            return Err(given_up());
        }
        if let Some(trace) = self.trace {
            trace::lines(&batch.bytes).iter().for_each(|line| trace(line));
        }
        let rest = self.unwritten.rest();
        self.write(rest)?;
        self.unwritten = Unwritten::new(batch.bytes, self.owed);
        let first = self.unwritten.first();
        self.write(first)?;
        self.owed += batch.count;
        Ok(())
    }

    fn write(&mut self, part: Range<usize>) -> Result<(), Error> {
        if part.is_empty() {
            return Ok(());
        }
        let done = self.conn.send_packed_command(&self.unwritten.bytes[part]);
        done.map_err(|e| self.give_up(e))
    }

    /// Replies that were not read yet.
    pub fn owed(&self) -> usize {
        self.owed
    }

    /// The next reply that is owed.
    pub fn receive(&mut self) -> Result<Reply, Error> {
        if self.owed == 0 {
            return Err(if self.given_up { given_up() } else { Error::protocol("no reply is owed") });
        }
        let slice = self.unwritten.slice();
        self.write(slice)?;
        self.owed -= 1;
        match self.conn.recv_response() {
            Ok(value) => Ok(value.into()),
            Err(e) => match e.code() {
                Some(code) => Ok(Reply::Error(Said {
                    code: code.to_owned(),
                    text: e.detail().unwrap_or_default().to_owned(),
                })),
                None => Err(self.give_up(e)),
            },
        }
    }

    /// Sends and reads all replies: one round trip.
    pub fn ask(&mut self, batch: Batch) -> Result<Vec<Reply>, Error> {
        debug_assert_eq!(self.owed, 0, "replies to an earlier batch are still owed");
        let n = batch.len();
        self.send(batch)?;
        (0..n).map(|_| self.receive()).collect()
    }

    /// Reads and drops what is still owed, after a walk that was left early.
    pub fn settle(&mut self) {
        while self.owed > 0 && self.receive().is_ok() {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_batch_on_a_quiet_connection_is_written_at_once() {
        assert_eq!(Unwritten::new(vec![0; 10 * SLICE], 0).first(), 0..10 * SLICE);
        let mut small = Unwritten::new(vec![0; 100], 7);
        assert_eq!((small.first(), small.slice(), small.rest()), (0..100, 100..100, 100..100));
    }

    proptest! {
        #[test]
        fn a_batch_is_written_whole_by_the_time_that_the_last_earlier_reply_is_read(
            len in 0usize..40 * SLICE, earlier in 1usize..5_000,
        ) {
            let mut unwritten = Unwritten::new(vec![0; len], earlier);
            let mut at = unwritten.first().end;
            prop_assert!(at <= SLICE);
            for _ in 0..earlier {
                let slice = unwritten.slice();
                prop_assert_eq!(slice.start, at);
                at = slice.end;
            }
            prop_assert_eq!(at, len);
            prop_assert!(unwritten.slice().is_empty() && unwritten.rest().is_empty());
        }
    }
}
