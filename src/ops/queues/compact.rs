//! `queues compact`: entries that name no job go, and so do second copies of those that do.

use std::collections::HashMap;

use crate::{
    ops::{
        engine::Planned,
        queues::drop::{self, Drop, What},
        run::Run,
        taking::{self, Taking},
        verb::{Names, Verb},
    },
    rq::{
        candidate::{Candidate, Found},
        fields::{Field, Needs},
        id::{JobId, QueueName},
        place::Place,
    },
    store::{
        Store,
        copies::{First, copies},
        error::Error,
        writer::Uses,
    },
};

/// What `queues compact` does to the server.
pub const USES: Uses = Uses { scripts: &[&drop::SCRIPT, &taking::SWEEP], publishes: false };

/// Drops what has no job, and the copies that a look before found.
#[derive(Clone, Debug, Default)]
pub struct Compact {
    /// Where the first copy stands, of jobs that have several.
    copies: HashMap<(QueueName, JobId), First>,
}

impl Compact {
    /// Looks for second copies in the lists of these queues.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn look(store: &mut Store, queues: &[QueueName]) -> Result<Compact, Error> {
        let mut all = HashMap::new();
        for queue in queues {
            all.extend(copies(store, queue)?.into_iter().map(|(id, first)| ((queue.clone(), id), first)));
        }
        Ok(Compact { copies: all })
    }
}

impl Verb for Compact {
    type Step = Drop;
    const NAMES: Names = Names {
        schema: "rqctl/queues.compact/1",
        verb: "compact",
        done: "compacted",
        would: "would_compact",
    };
    const TAKES: bool = true;
    // The copies are known by where they stood.
    const SWEEPS: bool = false;

    fn needs(&self) -> Needs {
        Needs::of(&[Field::Status])
    }

    fn decide(&self, candidate: Candidate, _: &Run, out: &mut Vec<Planned<Drop>>) {
        let taking = Taking::entry(&candidate);
        let what = match (&candidate.found, &candidate.place) {
            (Found::NoHash, _) => What::Orphan,
            (_, Place::Queue(queue)) => match self.copies.get(&(queue.clone(), candidate.id)) {
                // Where the list did not move meanwhile, the first copy is known; else the script knows it.
                Some(first) if candidate.index != Some(first.from_tail) => {
                    What::Copy { other: first.from_head }
                }
                _ => return,
            },
            _ => return,
        };
        out.push(Planned::Do(Drop { taking, what }));
    }
}
