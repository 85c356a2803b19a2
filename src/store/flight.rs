//! Any number of questions in one round trip. They are cut into batches, and all are on their way before the
//! first reply is needed; only beyond some ten thousand does sending wait for reading.

use std::collections::VecDeque;

use crate::store::{
    error::Error,
    wire::{Batch, Reply, Wire},
};

/// Commands of one batch: more gain nothing, fewer cost throughput.
const BATCH: usize = 1_000;

/// Replies that may be owed at once. At what a server answers in a second this covers a distance of 50 ms, so
/// that reading and sending overlap and distance is paid once; and a proxy in between never has to hold more.
const AHEAD: usize = 32_000;

/// Questions that are asked together.
#[derive(Default)]
pub struct Flight {
    batches: VecDeque<Batch>,
}

impl Flight {
    pub fn push(&mut self, args: &[&[u8]]) {
        self.batch().push(args);
    }

    /// Begins a command of `args` arguments, its name included, in the batch that is returned.
    pub fn begin(&mut self, args: usize) -> &mut Batch {
        let batch = self.batch();
        batch.begin(args);
        batch
    }

    fn batch(&mut self) -> &mut Batch {
        if self.batches.back().is_none_or(|batch| batch.len() >= BATCH) {
            self.batches.push_back(Batch::default());
        }
        let last = self.batches.len() - 1;
        &mut self.batches[last]
    }

    /// Sends what may be sent at once. Every reply must be taken from [`Replies::take`], in order.
    pub fn send(self, wire: &mut Wire) -> Result<Replies<'_>, Error> {
        let mut replies = Replies { wire, waiting: self.batches };
        replies.send_ahead()?;
        Ok(replies)
    }
}

/// The answers to a [`Flight`], in the order of its questions.
pub struct Replies<'w> {
    wire: &'w mut Wire,
    waiting: VecDeque<Batch>,
}

impl Replies<'_> {
    /// The next reply.
    pub fn take(&mut self) -> Result<Reply, Error> {
        if !self.waiting.is_empty() {
            self.send_ahead()?;
        }
        self.wire.receive()
    }

    fn send_ahead(&mut self) -> Result<(), Error> {
        while let Some(next) = self.waiting.front()
            && self.wire.owed() + next.len() <= AHEAD
            && let Some(batch) = self.waiting.pop_front()
        {
            self.wire.send(batch)?;
        }
        Ok(())
    }
}
