//! A verb on jobs is what it must read and one pure decision; selection and engine do the rest.

use crate::{
    ops::engine::{Plan, Planned, PlannedPage, Step},
    rq::{candidate::Candidate, fields::Needs, time::Time},
    store::{error::Error, select::Select},
};

/// The words of a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Names {
    /// `rqctl/jobs.requeue/1`.
    pub schema: &'static str,
    /// `requeue`.
    pub verb: &'static str,
    /// `requeued`: the outcome of a step that was done.
    pub done: &'static str,
    /// `would_requeue`: the outcome in a dry run.
    pub would: &'static str,
}

pub trait Verb {
    type Step: Step;
    const NAMES: Names;

    /// What [`Verb::decide`] reads.
    fn needs(&self) -> Needs;

    /// What to do with one candidate: pure. It may be none, one or several steps, such as one for each
    /// execution. `began` is the horizon: what came into its state later is not meant.
    fn decide(&self, candidate: Candidate, began: Time, out: &mut Vec<Planned<Self::Step>>);
}

/// A verb on whatever a selection meets.
pub struct Bulk<'s, V: Verb> {
    verb: V,
    from: Select<'s>,
    began: Option<Time>,
}

impl<'s, V: Verb> Bulk<'s, V> {
    pub fn new(verb: V, from: Select<'s>) -> Bulk<'s, V> {
        Bulk { verb, from, began: None }
    }
}

impl<V: Verb> Plan<V::Step> for Bulk<'_, V> {
    fn next(&mut self) -> Result<Option<PlannedPage<V::Step>>, Error> {
        let Some(page) = self.from.next_page()? else { return Ok(None) };
        // What fails again after the run began comes back into the registry and would be met for ever.
        let began = *self.began.get_or_insert(page.now);
        let mut out = Vec::with_capacity(page.items.len());
        for candidate in page.items {
            self.verb.decide(candidate, began, &mut out);
        }
        Ok(Some((page.now, out)))
    }

    fn acted(&mut self, left: usize) {
        self.from.acted(left);
    }
}
