//! `expire-results`: RQ gives a failed job a time to live, and its results none.

use crate::{
    ops::{
        call::{Answer, Call},
        engine::{Plan, Planned, Step},
        maintenance::{
            item::{Action, Item, Why},
            report::Chore,
            task::{self, Kind},
        },
        refusal::Refusal,
    },
    rq::{
        fields::{Field, Needs},
        filter::{Filter, Selection, Toward},
        glob::Glob,
        id::{JobId, QueueName},
        status::Status,
        time::Time,
    },
    store::{
        Store,
        error::Error,
        script::Script,
        select::Select,
        wire::{Batch, Reply},
        writer::Writer,
    },
};

pub static SCRIPT: Script = crate::script!("maint_results", ["PEXPIRE", "PTTL", "TYPE"]);

/// Jobs in one call.
const CALL: usize = 50;

/// The results of one job, which outlive it.
#[derive(Clone, Debug)]
pub struct Results {
    id: JobId,
    queue: QueueName,
}

/// Goes through the jobs that are over.
pub struct Expire<'s> {
    from: Select<'s>,
    /// Jobs of the last page: none of them moves.
    stay: usize,
}

impl<'s> Expire<'s> {
    /// # Errors
    /// When Redis cannot be asked.
    pub fn of(store: &'s mut Store, queues: &[Glob]) -> Result<Expire<'s>, Error> {
        let statuses = vec![Status::Finished, Status::Failed, Status::Stopped];
        let filter = Filter { queues: queues.to_vec(), statuses, ..Filter::default() };
        let what = Selection { filter, ..Selection::default() };
        let needs = Needs::of(&[Field::Status, Field::Origin]);
        Ok(Expire { from: store.select(&what, needs, Toward::Acting)?, stay: 0 })
    }
}

impl Plan<Results> for Expire<'_> {
    fn next(&mut self) -> Result<Option<Vec<Planned<Results>>>, Error> {
        let Some(page) = self.from.next_page()? else { return Ok(None) };
        self.stay = page.items.len();
        let keys = self.from.keys().clone();
        let mut batch = Batch::default();
        for c in &page.items {
            batch.push(&[b"PTTL", &keys.job(&c.id)]);
            batch.push(&[b"PTTL", &keys.results(&c.id)]);
        }
        let mut replies = self.from.ask(batch)?.into_iter();
        let mut left = || replies.next().and_then(|reply: Reply| reply.int()).unwrap_or(-2);
        let outlive = page.items.into_iter().filter(|_| {
            let (job, results) = (left(), left());
            job > 0 && results == -1
        });
        let results = outlive.map(|c| {
            let queue = c.queue().unwrap_or_else(|| QueueName::from_text(""));
            Planned::Do(Results { id: c.id, queue })
        });
        Ok(Some(results.collect()))
    }

    fn acted(&mut self, _: usize) {
        self.from.acted(self.stay);
    }
}

impl Chore for Results {
    fn would(&self) -> Vec<Item> {
        vec![self.item()]
    }

    fn item(&self) -> Item {
        Item::new(task::of(Kind::ExpireResults), Action::Marked, Why::Outlives).within(&self.queue)
    }
}

impl Step for Results {
    type Seen = Vec<Item>;
    const BATCH: usize = 1_000;

    fn apply(
        batch: &[Results],
        writer: &mut Writer,
        _: Time,
    ) -> Result<Vec<Result<Vec<Item>, Refusal>>, Error> {
        let keys = writer.reads().keys.clone();
        let call = |jobs: &[Results]| {
            let mut call = Call::default();
            call.number(jobs.len());
            for job in jobs {
                call.key(keys.job(&job.id)).key(keys.results(&job.id));
            }
            call.done()
        };
        let replies = writer.stream(&SCRIPT, batch.chunks(CALL).map(call));
        let answers = Answer::of_calls(replies, batch.chunks(CALL).map(<[_]>::len), writer.lost());
        let seen = |(job, answer): (&Results, Answer)| match answer.done() {
            true => Ok(vec![job.item()]),
            false => Err(answer.refusal()),
        };
        Ok(batch.iter().zip(answers).map(seen).collect())
    }
}
