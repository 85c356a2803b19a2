//! Which queues a command is about: those that exist, and whose lists are lists.

use std::{collections::BTreeSet, os::unix::ffi::OsStrExt};

use crate::{
    cli::{exit::Failure, nearest::nearest, queues::scene::Scene},
    ops::refusal::{Reason, Refusal},
    render::escape::shell_word,
    rq::id::QueueName,
};

impl Scene<'_> {
    /// The queues that were named; those that do not exist are told.
    pub fn name(&mut self, known: &[QueueName]) -> Result<(), Failure> {
        let mut named: Vec<QueueName> =
            self.args.queues.iter().map(|name| QueueName::from_text(name.as_bytes())).collect();
        let mut before = BTreeSet::new();
        named.retain(|queue| before.insert(queue.clone()));
        let without = self.store.queues_without_keys(&named)?;
        let missing = |queue: &QueueName| without.contains(queue) && !known.contains(queue);
        for queue in named.iter().filter(|queue| missing(queue)) {
            let near = nearest(&queue.0, known.iter().map(|q| &*q.0));
            let near = near.map(|near| format!(", but {}", shell_word(near))).unwrap_or_default();
            self.refuse(queue, &Refusal::new(Reason::NotFound, format!("there is no such queue{near}")));
        }
        named.retain(|queue| !missing(queue));
        self.queues = named;
        Ok(())
    }

    /// How many entries each has; what is kept where its list should be is told.
    pub fn measure(&mut self) -> Result<(), Failure> {
        let lengths = self.store.list_lengths(&self.queues)?;
        for (queue, length) in std::mem::take(&mut self.queues).into_iter().zip(lengths) {
            match length {
                Some(length) => {
                    self.queues.push(queue);
                    self.lengths.push(length);
                }
                None => self.refuse(&queue, &Refusal::new(Reason::WrongType, "its key is not a list")),
            }
        }
        Ok(())
    }
}
