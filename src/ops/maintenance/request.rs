//! The tasks on request, each over all its queues at once. None of them needs a maintenance lock.

use crate::{
    ops::{
        delete::Delete,
        engine::Ended,
        hold::Hold,
        maintenance::{
            Options,
            item::{Action, Item, Why},
            lost,
            lost::Lost,
            members,
            orphans::{self, Keys, Orphan, Places},
            report::{Desk, Given},
            results::Expire,
            task::{self, Kind, Task},
            telling::Telling,
        },
        queues::compact::Compact,
        refusal::{Reason, Refusal},
        requeue,
        verb::{Bulk, Verb},
    },
    rq::{
        candidate::Candidate,
        filter::{Filter, Selection, Toward, Walk},
        id::{QueueName, Target},
        place::Place,
        state::Word,
        status::Status,
        time::Time,
    },
    store::Store,
};

/// One pass over the tasks on request.
pub struct Request<'p, 'd> {
    pub reads: &'p mut Store,
    pub desk: &'p mut Desk<'d>,
    pub options: &'p Options,
    pub queues: &'p [QueueName],
    /// When the pass began: what came into its state later stays.
    pub began: Time,
}

impl Request<'_, '_> {
    /// Does those that are meant, in the order of the table.
    ///
    /// # Errors
    /// Why the pass cannot go on.
    pub fn run(&mut self) -> Result<(), Ended> {
        let (mut unborn, mut lost) = (Vec::new(), Vec::new());
        for task in &self.options.tasks {
            self.desk.go_on()?;
            match task.kind {
                Kind::Orphans => unborn = self.orphans(task)?,
                Kind::Lost => lost = self.lost()?,
                Kind::Quarantine => {
                    let verb =
                        Telling { verb: Hold { reason: "quarantine" }, about: held, stays: still_poison };
                    self.select(task, Filter { words: vec![Word::Poison], ..Filter::default() }, verb)?;
                }
                Kind::Canceled => self.canceled(task)?,
                Kind::ExpireResults => {
                    let mut plan = Expire::of(self.reads, &self.options.queues).map_err(Ended::Lost)?;
                    self.desk.work(task, None, &mut plan)?;
                }
                // Done before, queue by queue.
                _ => {}
            }
        }
        self.look_again(unborn, lost)
    }

    /// What one look does not prove.
    fn look_again(&mut self, unborn: Vec<Orphan>, lost: Vec<Lost>) -> Result<(), Ended> {
        if unborn.is_empty() && lost.is_empty() {
            return Ok(());
        }
        self.desk.wait(self.options.bounds.looks_apart)?;
        let gone = orphans::second_look(self.reads, unborn).map_err(Ended::Lost)?;
        self.desk.work(task::of(Kind::Orphans), None, &mut Given::new(gone))?;
        if !lost.is_empty() {
            let lost = lost::second_look(self.reads, lost).map_err(Ended::Lost)?;
            self.desk.work(task::of(Kind::Lost), None, &mut Given::new(lost))?;
        }
        Ok(())
    }

    /// A verb on the jobs of the queues that are meant.
    fn select<V: Verb>(&mut self, task: &'static Task, filter: Filter, verb: Telling<V>) -> Result<(), Ended>
    where
        V::Step: Clone,
    {
        let filter = Filter { queues: self.options.queues.clone(), ..filter };
        // Entries without a job end workers too.
        let what = Selection { filter, orphans: true, ..Selection::default() };
        let from = self.reads.select(&what, verb.needs(), Toward::Acting).map_err(Ended::Lost)?;
        self.desk.work(task, None, &mut Bulk::new(verb, from, self.began))?;
        Ok(())
    }

    /// Keys beside jobs, groups and rate limits belong to no queue. Returns what has to be looked at again.
    fn orphans(&mut self, task: &'static Task) -> Result<Vec<Orphan>, Ended> {
        let everywhere = self.options.queues.is_empty();
        let verb = Telling { verb: Compact::default(), about: listed, stays: |_, _| None };
        let lists = self.queues.iter().cloned().map(|queue| Walk::List(Place::Queue(queue))).collect();
        let from = self.reads.entries_to_act_on(lists, verb.needs()).map_err(Ended::Lost)?;
        self.desk.work(task, None, &mut Bulk::new(verb, from, self.began))?;
        let mut places = Places::of(self.reads, self.queues, everywhere).map_err(Ended::Lost)?;
        self.desk.work(task, None, &mut places)?;
        let unborn = std::mem::take(&mut places.unborn);
        drop(places);
        if everywhere {
            self.desk.work(task, None, &mut members::Groups::new(self.reads, task))?;
            self.desk.work(task, None, &mut Keys::new(self.reads))?;
        }
        Ok(unborn)
    }

    /// Returns the jobs that have to be looked at again.
    fn lost(&mut self) -> Result<Vec<Lost>, Ended> {
        let suspects = lost::first_look(self.reads, &self.options.queues).map_err(Ended::Lost)?;
        for suspect in &suspects {
            self.desk.say(suspect.first_sight())?;
        }
        Ok(suspects)
    }

    fn canceled(&mut self, task: &'static Task) -> Result<(), Ended> {
        let Some(older_than) = self.options.canceled_older_than else { return Ok(()) };
        let micros = i64::try_from(older_than.as_micros()).unwrap_or(i64::MAX);
        let until = Some(Time(self.began.0.saturating_sub(micros)));
        let filter = Filter { statuses: vec![Status::Canceled], until, ..Filter::default() };
        self.select(task, filter, Telling { verb: Delete::default(), about: over, stays: |_, _| None })
    }
}

fn about(kind: Kind, action: Action, why: Why, c: &Candidate) -> Item {
    let target = Target { execution: c.execution, ..Target::job(c.id.clone()) };
    Item { queue: c.queue(), target: Some(target), ..Item::new(task::of(kind), action, why) }
}

fn listed(c: &Candidate) -> Item {
    about(Kind::Orphans, Action::Removed, Why::Orphan { of: c.place.kind(), key: false }, c)
}

fn held(c: &Candidate) -> Item {
    let why = c.standing.poison.clone().map_or(Why::Said(String::new()), Why::Poison);
    about(Kind::Quarantine, Action::Held, why, c)
}

fn over(c: &Candidate) -> Item {
    about(Kind::Canceled, Action::Removed, Why::Canceled { at: c.status_at() }, c)
}

/// What waits for a parent, what has no job and what is no hash cannot be held, and stays what it is.
fn still_poison(c: &Candidate, refusal: &Refusal) -> Option<Item> {
    let poison = c.standing.poison.as_ref()?;
    let reason = match refusal.reason {
        Reason::Orphan => Reason::Orphan,
        Reason::WrongState | Reason::WrongType => requeue::unwelcome(poison).reason,
        _ => return None,
    };
    Some(held(c).left(refusal).reason(reason))
}
