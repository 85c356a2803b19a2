//! One pass: what there is to do is read first, then task by task in the order of the table.

use std::{
    ops::ControlFlow,
    rc::Rc,
    sync::atomic::AtomicBool,
    time::{Duration, Instant},
};

use crate::{
    ops::{
        engine::{Ended, Planned},
        maintenance::{
            Options, abandoned,
            abandoned::Abandoned,
            expired::Expired,
            item::{Action, Item, Why},
            lock::{self, Held, Token},
            members, ready,
            report::{Chore, Desk, Given, News, Report, Went},
            request::Request,
            settle,
            settle::Within,
            sights, slots, stuck,
            survey::{self, Survey, Work},
            task::{self, Kind, Task},
        },
        refusal::Reason,
        requeue,
    },
    rq::{
        filter::{Filter, Walk},
        id::{QueueName, Target},
        place::{Place, Registry},
        time::Time,
    },
    store::{Store, error::Error, writer::Writer},
};

/// Does the tasks of a pass. Without a writer nothing is written: a dry run is this call with `None`. `on` hears of
/// every item; when it breaks, the pass ends after the batch in flight.
pub fn run(
    reads: &mut Store,
    writer: Option<&mut Writer>,
    options: &Options,
    interrupt: &AtomicBool,
    on: &mut dyn FnMut(News) -> ControlFlow<()>,
) -> Report {
    let token = options.lock.map(|_| Token::new(options.bounds.lock_s));
    let mut pass = Pass { reads, options, token, desk: Desk::new(writer, interrupt, on) };
    let ended = pass.go().err();
    let ended = match (ended, pass.desk.settle()) {
        (Some(ended), _) => ended,
        (None, ControlFlow::Break(())) => Ended::ReportClosed,
        (None, ControlFlow::Continue(())) => Ended::Finished,
    };
    Report { ended, ..pass.desk.report }
}

struct Pass<'a> {
    reads: &'a mut Store,
    options: &'a Options,
    token: Option<Token>,
    desk: Desk<'a>,
}

/// Between two looks at a lock that another holds.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

impl Pass<'_> {
    fn go(&mut self) -> Result<(), Ended> {
        let crew = self.reads.crew().map_err(Ended::Lost)?;
        let filter = Filter { queues: self.options.queues.clone(), ..Filter::default() };
        let mut queues = self.reads.queue_names(&crew).map_err(Ended::Lost)?;
        queues.extend(filter.queues.iter().filter_map(|g| g.literal()).map(QueueName::from_text));
        queues.retain(|queue| filter.admits_queue(queue));
        queues.sort();
        queues.dedup();
        let survey = survey::read(self.reads, &crew, &queues).map_err(Ended::Lost)?;
        for queue in &queues {
            self.desk.go_on()?;
            self.desk.queue(queue);
            self.unlocked(queue, &survey)?;
            let locked = survey.queues.get(queue).is_some_and(|work| self.needs_lock(work));
            if locked {
                self.locked(queue, &survey)?;
            }
        }
        // A worker that no queue names may serve one that was not looked at.
        if self.wants(Kind::Workers) && self.options.queues.is_empty() {
            let keys = self.reads.keys.clone();
            let gone = survey.gone.iter().map(|w| members::worker(None, keys.worker(w), w.clone()));
            self.desk.work(task::of(Kind::Workers), None, &mut Given::new(gone))?;
        }
        if self.wants(Kind::RateLimits) {
            let limits = slots::look(self.reads).map_err(Ended::Lost)?;
            self.desk.work(task::of(Kind::RateLimits), None, &mut Given::new(limits))?;
        }
        if self.wants(Kind::Groups) {
            let task = task::of(Kind::Groups);
            self.desk.work(task, None, &mut members::Groups::new(self.reads, task))?;
        }
        let (desk, options, began) = (&mut self.desk, self.options, survey.now);
        Request { reads: self.reads, desk, options, queues: &queues, began }.run()
    }

    fn wants(&self, kind: Kind) -> bool {
        self.options.tasks.iter().any(|task| task.kind == kind)
    }

    fn needs_lock(&self, work: &Work) -> bool {
        (work.started && self.wants(Kind::Started))
            || (work.ready && self.wants(Kind::Ready))
            || (work.intermediate && self.wants(Kind::Intermediate))
    }

    fn unlocked(&mut self, queue: &QueueName, survey: &Survey) -> Result<(), Ended> {
        let Some(work) = survey.queues.get(queue) else { return Ok(()) };
        let registries = [
            (Kind::Finished, Registry::Finished, work.finished),
            (Kind::Failed, Registry::Failed, work.failed),
        ];
        for (kind, registry, any) in registries {
            if any && self.wants(kind) {
                let (task, queue, now) = (task::of(kind), queue.clone(), Some(survey.now));
                let mut plan = Expired { store: self.reads, task, registry, queue: queue.clone(), now };
                self.desk.work(task, Some(&queue), &mut plan)?;
            }
        }
        if !work.gone.is_empty() && self.wants(Kind::Workers) {
            let keys = self.reads.keys.clone();
            let gone = work.gone.iter().map(|w| members::worker(Some(queue), keys.worker(w), w.clone()));
            self.desk.work(task::of(Kind::Workers), Some(queue), &mut Given::new(gone))?;
        }
        // Named where nobody takes it out of the workers' way.
        if self.wants(Kind::Intermediate) && !self.wants(Kind::Quarantine) {
            for suspect in &work.poison {
                let reason =
                    if suspect.orphan { Reason::Orphan } else { requeue::unwelcome(&suspect.poison).reason };
                let why = Why::Poison(suspect.poison.clone());
                let item = Item::new(task::of(Kind::Quarantine), Action::Left, why)
                    .of(queue, Target::job(suspect.id.clone()))
                    .reason(reason);
                self.desk.say(item)?;
            }
        }
        Ok(())
    }

    /// What needs the lock of its queue. If another has it, that other does it.
    fn locked(&mut self, queue: &QueueName, survey: &Survey) -> Result<(), Ended> {
        let held = self.take(queue)?;
        let ours = !matches!(held, Held::Other(_));
        self.desk.queue(queue).lock = held;
        if !ours {
            return Ok(());
        }
        let went = self.under_lock(queue, survey);
        if let (Some(token), Some(writer)) = (&self.token, self.desk.writer.as_deref_mut()) {
            // Unless the server was lost: then it runs out by itself.
            let gone = matches!(went, Err(Ended::Lost(_)));
            if !gone && went != Ok(Went::LockLost) {
                token.release(writer, queue).map_err(Ended::Lost)?;
            }
        }
        if went? == Went::LockLost {
            self.desk.queue(queue).lock = Held::Lost;
        }
        Ok(())
    }

    fn take(&mut self, queue: &QueueName) -> Result<Held, Ended> {
        let (Some(token), Some(locking)) = (&self.token, self.options.lock) else { return Ok(Held::None) };
        if self.desk.writer.is_none() {
            return look_at_lock(self.reads, queue, locking.take_over_after_s).map_err(Ended::Lost);
        }
        let began = Instant::now();
        loop {
            let Some(writer) = self.desk.writer.as_deref_mut() else { return Ok(Held::None) };
            let held = token.take(writer, queue, locking.take_over_after_s).map_err(Ended::Lost)?;
            if !matches!(held, Held::Other(_)) || began.elapsed() >= locking.wait {
                return Ok(held);
            }
            self.desk.wait(LOOK_AGAIN.min(locking.wait))?;
        }
    }

    fn under_lock(&mut self, queue: &QueueName, survey: &Survey) -> Result<Went, Ended> {
        let Some(work) = survey.queues.get(queue) else { return Ok(Went::ToItsEnd) };
        for (kind, any) in [
            (Kind::Started, work.started),
            (Kind::Ready, work.ready),
            (Kind::Intermediate, work.intermediate),
        ] {
            if !any || !self.wants(kind) {
                continue;
            }
            let went = match kind {
                Kind::Started => self.started(queue)?,
                Kind::Ready => self.ready(queue)?,
                _ => self.intermediate(queue)?,
            };
            if went == Went::LockLost {
                return Ok(went);
            }
        }
        Ok(Went::ToItsEnd)
    }

    fn within(&self, place: Place, queue: &QueueName, failed_because: fn(Time) -> String) -> Rc<Within> {
        let lock = self.token.clone().filter(|_| self.desk.writer.is_some());
        Rc::new(Within { queue: queue.clone(), place, lock, failed_because })
    }

    fn started(&mut self, queue: &QueueName) -> Result<Went, Ended> {
        let place = Place::Registry(Registry::Started, queue.clone());
        let within = self.within(place.clone(), queue, abandoned::failed_because);
        let walk = Walk::Sorted { places: vec![place], due: true };
        let task = task::of(Kind::Started);
        let ignore_callbacks = self.options.ignore_callbacks;
        let from = self.reads.entries_to_act_on(vec![walk], settle::NEEDS).map_err(Ended::Lost)?;
        self.desk.work(task, Some(queue), &mut Abandoned { from, within, task, ignore_callbacks })
    }

    fn ready(&mut self, queue: &QueueName) -> Result<Went, Ended> {
        let place = Place::Registry(Registry::Ready, queue.clone());
        let within = self.within(place.clone(), queue, abandoned::failed_because);
        let task = task::of(Kind::Ready);
        loop {
            let walk = Walk::Sorted { places: vec![place.clone()], due: true };
            let from = self.reads.entries(vec![walk], ready::NEEDS, None).map_err(Ended::Lost)?;
            let look = ready::look(from, &within, task).map_err(Ended::Lost)?;
            let again = look.more && self.desk.writer.is_some();
            let went = self.both(task, queue, look.stale, look.ready)?;
            if went == Went::LockLost || !again {
                return Ok(went);
            }
        }
    }

    fn intermediate(&mut self, queue: &QueueName) -> Result<Went, Ended> {
        let within = self.within(Place::Intermediate(queue.clone()), queue, stuck::failed_because);
        let task = task::of(Kind::Intermediate);
        let (stuck, stuck_s) = (self.options.stuck, self.options.bounds.stuck_s);
        let looking = stuck::Looking { within: Rc::clone(&within), task, stuck, stuck_s };
        loop {
            let look = looking.look(self.reads).map_err(Ended::Lost)?;
            let again = look.more && self.desk.writer.is_some();
            let mut marks = look.marks;
            if self.desk.writer.is_some() {
                let met = look.met;
                let gone = sights::forgotten(self.reads, &within, &|entry| met.contains(entry));
                marks.extend(gone.map_err(Ended::Lost)?);
            }
            let marks = marks.into_iter().map(Planned::Do).collect();
            let went = self.both(task, queue, look.steps, marks)?;
            if went == Went::LockLost || !again {
                return Ok(went);
            }
        }
    }

    fn both<A, B>(
        &mut self,
        task: &'static Task,
        queue: &QueueName,
        first: Vec<Planned<A>>,
        then: Vec<Planned<B>>,
    ) -> Result<Went, Ended>
    where
        A: Chore,
        B: Chore,
    {
        match self.desk.work(task, Some(queue), &mut Given::new(first))? {
            Went::ToItsEnd => self.desk.work(task, Some(queue), &mut Given::new(then)),
            lost => Ok(lost),
        }
    }
}

/// What a pass would find of the lock, for a dry run.
fn look_at_lock(store: &mut Store, queue: &QueueName, stale_s: u64) -> Result<Held, Error> {
    let found = lock::read(store, std::slice::from_ref(queue))?.into_iter().next();
    Ok(match found {
        None => Held::Ours,
        Some((_, lock)) if lock::left_behind(&lock, stale_s) => Held::TakenOver(lock),
        Some((_, lock)) => Held::Other(lock),
    })
}
