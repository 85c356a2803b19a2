//! Verbs of `jobs` and `queues` as tasks: the same selection, decision and steps, told as items.

use crate::{
    ops::{
        engine::{Planned, Step},
        maintenance::{item::Item, report::Chore},
        refusal::Refusal,
        run::Run,
        verb::{Names, Verb},
    },
    rq::{candidate::Candidate, fields::Needs, time::Time},
    store::{error::Error, writer::Writer},
};

/// A verb, and how what it does is told.
pub struct Telling<V> {
    pub verb: V,
    /// What is said of a job once it is done.
    pub about: fn(&Candidate) -> Item,
    /// What is said of one that the verb leaves as it is, though nobody else will do something about it.
    pub stays: fn(&Candidate, &Refusal) -> Option<Item>,
}

/// A step of a verb with its item, or what is said of a job that stays.
#[derive(Clone, Debug)]
pub enum Told<S> {
    Do(S, Box<Item>),
    Stays(Box<Item>, Refusal),
}

impl<V: Verb> Verb for Telling<V>
where
    V::Step: Clone,
{
    type Step = Told<V::Step>;
    const NAMES: Names = V::NAMES;
    const TAKES: bool = V::TAKES;
    const SWEEPS: bool = V::SWEEPS;

    fn needs(&self) -> Needs {
        self.verb.needs()
    }

    fn decide(&self, candidate: Candidate, run: &Run, out: &mut Vec<Planned<Told<V::Step>>>) {
        let mut planned = Vec::with_capacity(1);
        self.verb.decide(candidate.clone(), run, &mut planned);
        out.extend(planned.into_iter().map(|planned| match planned {
            Planned::Do(step) => Planned::Do(Told::Do(step, Box::new((self.about)(&candidate)))),
            Planned::Skip(left, refusal) => match (self.stays)(&candidate, &refusal) {
                Some(item) => Planned::Do(Told::Stays(Box::new(item), refusal)),
                None => Planned::Skip(left, refusal),
            },
        }));
    }
}

impl<S: Step + Clone> Chore for Told<S> {
    fn would(&self) -> Vec<Item> {
        vec![self.item()]
    }

    fn item(&self) -> Item {
        match self {
            Told::Do(_, item) | Told::Stays(item, _) => (**item).clone(),
        }
    }

    fn left(&self, refusal: &Refusal) -> Option<Item> {
        match self {
            Told::Do(..) => refusal.fails(false).then(|| self.item().left(refusal)),
            Told::Stays(..) => Some(self.item()),
        }
    }
}

impl<S: Step + Clone> Step for Told<S> {
    type Seen = Vec<Item>;
    const BATCH: usize = S::BATCH;

    fn apply(
        batch: &[Told<S>],
        writer: &mut Writer,
        now: Time,
    ) -> Result<Vec<Result<Vec<Item>, Refusal>>, Error> {
        let step = |told: &Told<S>| match told {
            Told::Do(step, _) => Some(step.clone()),
            Told::Stays(..) => None,
        };
        let steps: Vec<S> = batch.iter().filter_map(step).collect();
        let mut answers = S::apply(&steps, writer, now)?.into_iter();
        let answer = |told: &Told<S>| match told {
            Told::Do(_, item) => answers.next().map(|answer| answer.map(|_| vec![(**item).clone()])),
            Told::Stays(_, refusal) => Some(Err(refusal.clone())),
        };
        Ok(batch.iter().map_while(answer).collect())
    }
}
