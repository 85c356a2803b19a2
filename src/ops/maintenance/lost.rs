//! `lost`: jobs that are queued, and that no place names.
//!
//! One look proves nothing: a job that was popped this moment, however long it had waited, looks the same. So there
//! are two, a minute apart, and whoever queues a job again writes another `enqueued_at`.

use std::collections::HashMap;

use crate::{
    ops::{
        call::{Answer, Call},
        engine::{Planned, Step},
        maintenance::{
            item::{Action, Item, Why},
            report::Chore,
            task::{self, Kind},
        },
        refusal::Refusal,
        requeue,
    },
    rq::{
        candidate::Candidate,
        fields::{Field, Needs},
        filter::{Filter, Selection, Toward},
        glob::Glob,
        id::{JobId, QueueName, Target},
        keys::Keys,
        place::Registry,
        state::{Poison, Word},
        status::Status,
        time::Time,
    },
    store::{Store, error::Error, mentions::Mentions, script::Script, writer::Writer},
};

pub static SCRIPT: Script = crate::script!(
    "maint_lost",
    ["enqueue"],
    ["EXISTS", "EXPIRE", "HMGET", "HSET", "LPUSH", "PERSIST", "RPUSH", "SADD", "TYPE", "ZCARD", "ZSCORE"]
);

/// Jobs in one call.
const CALL: usize = 25;

/// What a look reads of each job.
const JOB: Needs =
    Needs::of(&[Field::Status, Field::Origin, Field::EnqueuedAt]).and(Needs::STATE).and(Needs::EXECUTIONS);

/// A job that one look found queued and in no place.
#[derive(Clone, Debug, PartialEq)]
pub struct Lost {
    id: JobId,
    queue: QueueName,
    enqueued_at: Box<[u8]>,
    at: Option<Time>,
    /// A live worker would lose it once more, or end.
    poison: Option<Poison>,
}

impl Lost {
    /// What was found in no place.
    fn seen(c: &Candidate) -> Option<Lost> {
        let job = c.job().filter(|job| job.status() == Some(Status::Queued))?;
        Some(Lost {
            id: c.id.clone(),
            queue: job.origin()?,
            enqueued_at: job.get(Field::EnqueuedAt).unwrap_or_default().into(),
            at: job.time(Field::EnqueuedAt).ok(),
            poison: c.standing.poison.clone(),
        })
    }

    /// What is said of it after the first look.
    pub fn first_sight(&self) -> Item {
        self.told(Action::Marked, Why::FirstLook)
    }

    fn told(&self, action: Action, why: Why) -> Item {
        Item::new(task::of(Kind::Lost), action, why).of(&self.queue, Target::job(self.id.clone()))
    }

    fn add_to(&self, call: &mut Call, keys: &Keys) {
        call.text(&self.id.0).key(keys.job(&self.id)).key(keys.executions(&self.id));
        call.key(keys.dependents(&self.id)).key(keys.dependencies(&self.id));
        call.shared(keys.queue(&self.queue)).shared(keys.registry(Registry::Started, &self.queue));
        call.text(&self.queue.0).text(&self.enqueued_at);
    }
}

/// Jobs that are looked at again; what is beyond waits for the next pass.
const KEPT: usize = 100_000;

/// The first look: through all lists and registries, then through all jobs.
///
/// # Errors
/// When Redis cannot be asked.
pub fn first_look(store: &mut Store, queues: &[Glob]) -> Result<Vec<Lost>, Error> {
    let filter = Filter { queues: queues.to_vec(), words: vec![Word::Lost], ..Filter::default() };
    let what = Selection { filter, ..Selection::default() };
    let mut from = store.select(&what, JOB.and(Needs::MENTIONS), Toward::Listing)?;
    let mut lost = Vec::new();
    while let Some(page) = from.next_page()? {
        let room = KEPT - lost.len();
        lost.extend(page.items.iter().filter_map(Lost::seen).take(room));
    }
    Ok(lost)
}

/// The second look, through all lists and registries and then at these jobs alone: those that were not queued again
/// meanwhile and that still no place names. The one that waited longest comes last, and so to the very front.
///
/// # Errors
/// When Redis cannot be asked.
pub fn second_look(store: &mut Store, suspects: Vec<Lost>) -> Result<Vec<Planned<Lost>>, Error> {
    let before: HashMap<JobId, Box<[u8]>> =
        suspects.iter().map(|lost| (lost.id.clone(), lost.enqueued_at.clone())).collect();
    // A queue that nobody lists has places all the same.
    let crew = store.crew()?;
    let mut queues = store.queue_names(&crew)?;
    queues.extend(suspects.iter().map(|lost| lost.queue.clone()));
    queues.sort();
    queues.dedup();
    let limits = store.rate_limit_keys()?;
    let mentions = Mentions::read(store, &queues, &limits)?;
    let names: Vec<Vec<u8>> = suspects.into_iter().map(|lost| lost.id.0.into()).collect();
    let mut from = store.named(Box::new(names.into_iter()), JOB)?;
    let mut lost = Vec::new();
    while let Some(page) = from.next_page()? {
        let nowhere = |c: &&Candidate| !mentions.names(&c.id) && !c.running(page.now);
        let again = page.items.iter().filter(nowhere).filter_map(Lost::seen);
        lost.extend(again.filter(|lost| before.get(&lost.id) == Some(&lost.enqueued_at)));
    }
    lost.sort_by(|a, b| b.enqueued_at.cmp(&a.enqueued_at));
    Ok(lost.into_iter().map(Planned::Do).collect())
}

impl Chore for Lost {
    fn would(&self) -> Vec<Item> {
        vec![self.item()]
    }

    fn item(&self) -> Item {
        match &self.poison {
            None => self.told(Action::Requeued, Why::NoPlace { since: self.at }),
            Some(poison) => {
                let reason = requeue::unwelcome(poison).reason;
                self.told(Action::Left, Why::Poison(poison.clone())).reason(reason)
            }
        }
    }

    fn left(&self, refusal: &Refusal) -> Option<Item> {
        match &self.poison {
            None => refusal.fails(false).then(|| self.item().left(refusal)),
            Some(_) => Some(self.item()),
        }
    }
}

impl Step for Lost {
    type Seen = Vec<Item>;
    const BATCH: usize = 500;

    fn apply(
        batch: &[Lost],
        writer: &mut Writer,
        now: Time,
    ) -> Result<Vec<Result<Vec<Item>, Refusal>>, Error> {
        let keys = writer.reads().keys.clone();
        let welcome: Vec<&Lost> = batch.iter().filter(|lost| lost.poison.is_none()).collect();
        let call = |jobs: &[&Lost]| {
            let mut call = Call::default();
            call.text(now.text()).key(keys.queues()).number(jobs.len());
            jobs.iter().for_each(|job| job.add_to(&mut call, &keys));
            call.done()
        };
        let replies = writer.stream(&SCRIPT, welcome.chunks(CALL).map(call));
        let answers = Answer::of_calls(replies, welcome.chunks(CALL).map(<[_]>::len), writer.lost());
        let mut answers = answers.into_iter();
        let seen = |lost: &Lost| match &lost.poison {
            Some(poison) => Some(Err(requeue::unwelcome(poison))),
            None => answers.next().map(|a| if a.done() { Ok(vec![lost.item()]) } else { Err(a.refusal()) }),
        };
        Ok(batch.iter().map_while(seen).collect())
    }
}
