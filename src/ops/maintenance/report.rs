//! Where the steps of all tasks meet: what they did becomes items, counts and the end of the pass.

use std::{
    collections::BTreeMap,
    ops::ControlFlow,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use crate::{
    ops::{
        engine::{self, Ended, Event, Limits, Plan, Planned, Step},
        maintenance::{
            item::{Action, Counts, Item, Why},
            lock::Held,
            task::Task,
        },
        refusal::{Reason, Refusal},
    },
    rq::id::{JobId, QueueName, Target},
    store::{error::Error, writer::Writer},
};

/// A step of maintenance: it knows how it is reported.
pub trait Chore: Step<Seen = Vec<Item>> {
    /// What it would come to.
    fn would(&self) -> Vec<Item>;

    /// What it is about, for when it is refused.
    fn item(&self) -> Item;

    /// What is said when it is refused; what changed since it was read, or runs, is somebody else's.
    fn left(&self, refusal: &Refusal) -> Option<Item> {
        refusal.fails(false).then(|| self.item().left(refusal))
    }
}

/// What is told while a pass goes on.
pub enum News<'a> {
    Item(&'a Item),
    /// For so long nothing can be told.
    Waits(Duration),
}

/// What a pass came to.
#[derive(Clone, PartialEq, Debug)]
pub struct Report {
    /// By queue, those that were looked at.
    pub queues: BTreeMap<QueueName, QueueReport>,
    pub tasks: Counts,
    pub ended: Ended,
}

#[derive(Clone, Default, PartialEq, Debug)]
pub struct QueueReport {
    pub lock: Held,
    pub counts: Counts,
}

/// How a task of one queue went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Went {
    ToItsEnd,
    /// The lock is not ours any more: what needs it is left to whoever has it.
    LockLost,
}

/// A plan that was made before: what one look found.
pub struct Given<S>(std::vec::IntoIter<Planned<S>>);

impl<S> Given<S> {
    pub fn new(steps: impl IntoIterator<Item = Planned<S>>) -> Given<S> {
        Given(steps.into_iter().collect::<Vec<_>>().into_iter())
    }
}

impl<S: Step> Plan<S> for Given<S> {
    fn next(&mut self) -> Result<Option<Vec<Planned<S>>>, Error> {
        let page: Vec<Planned<S>> = self.0.by_ref().take(PAGE).collect();
        Ok((!page.is_empty()).then_some(page))
    }
}

/// Steps of one page of a plan that was made before.
const PAGE: usize = 1_000;

/// Between two looks at the clock, and at Ctrl-C, of one who waits.
const LOOK_UP: Duration = Duration::from_millis(100);

/// Runs plans and keeps the report.
pub struct Desk<'a> {
    pub writer: Option<&'a mut Writer>,
    pub interrupt: &'a AtomicBool,
    on: &'a mut dyn FnMut(News) -> ControlFlow<()>,
    /// The last item, to which equal ones are added.
    pending: Option<Item>,
    pub report: Report,
}

impl<'a> Desk<'a> {
    pub fn new(
        writer: Option<&'a mut Writer>,
        interrupt: &'a AtomicBool,
        on: &'a mut dyn FnMut(News) -> ControlFlow<()>,
    ) -> Desk<'a> {
        let report = Report { queues: BTreeMap::new(), tasks: Counts::default(), ended: Ended::Finished };
        Desk { writer, interrupt, on, pending: None, report }
    }

    /// Runs one task, of one queue where it belongs to one.
    ///
    /// # Errors
    /// Why the pass cannot go on.
    pub fn work<S: Chore>(
        &mut self,
        task: &'static Task,
        queue: Option<&QueueName>,
        plan: &mut dyn Plan<S>,
    ) -> Result<Went, Ended> {
        let limits = Limits {
            rate: None,
            fail_fast: false,
            named: false,
            ignore_not_found: false,
            interrupt: self.interrupt,
        };
        let mut went = Went::ToItsEnd;
        let mut writer = self.writer.take();
        let mut told = Vec::new();
        let (_, ended) = engine::run(plan, writer.as_deref_mut(), &limits, &mut |event| {
            told.clear();
            match event {
                Event::Would(step) => told.extend(step.would()),
                Event::Done(_, items) => told.extend(items),
                // What changed since it was read, or runs, is somebody else's.
                Event::Skipped(_, refusal) if !refusal.fails(false) => {}
                Event::Skipped(out, refusal) => {
                    let mut item = Item::new(task, Action::Left, Why::Said(String::new())).left(refusal);
                    item.queue = queue.cloned();
                    item.target = (!out.id.is_empty()).then(|| Target::job(JobId::new(out.id.clone())));
                    told.push(item);
                }
                Event::Refused(_, refusal) if refusal.reason == Reason::Locked => {
                    went = Went::LockLost;
                    return ControlFlow::Break(());
                }
                Event::Refused(step, refusal) => told.extend(step.left(refusal)),
            }
            told.drain(..).try_for_each(|item| self.tell(item))
        });
        self.writer = writer;
        match ended {
            Ended::Finished => Ok(went),
            Ended::ReportClosed if went == Went::LockLost => Ok(went),
            ended => Err(ended),
        }
    }

    /// Says what no step stands for.
    ///
    /// # Errors
    /// When nobody listens any more.
    pub fn say(&mut self, item: Item) -> Result<(), Ended> {
        match self.tell(item) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Ended::ReportClosed),
        }
    }

    fn tell(&mut self, item: Item) -> ControlFlow<()> {
        match &mut self.pending {
            Some(last) if last.is_more_of(&item) => {
                last.count += item.count;
                ControlFlow::Continue(())
            }
            _ => {
                let last = self.pending.replace(item);
                last.map_or(ControlFlow::Continue(()), |item| self.out(&item))
            }
        }
    }

    /// Says what was kept back because more of it might have come.
    pub fn settle(&mut self) -> ControlFlow<()> {
        let last = self.pending.take();
        last.map_or(ControlFlow::Continue(()), |item| self.out(&item))
    }

    fn out(&mut self, item: &Item) -> ControlFlow<()> {
        self.report.tasks.add(item);
        if let Some(queue) = &item.queue {
            self.queue(queue).counts.add(item);
        }
        (self.on)(News::Item(item))
    }

    /// The report of a queue.
    pub fn queue(&mut self, queue: &QueueName) -> &mut QueueReport {
        self.report.queues.entry(queue.clone()).or_default()
    }

    /// Waits so long.
    ///
    /// # Errors
    /// After Ctrl-C, or when nobody listens any more.
    pub fn wait(&mut self, long: Duration) -> Result<(), Ended> {
        let began = Instant::now();
        loop {
            let left = long.saturating_sub(began.elapsed());
            if left.is_zero() {
                return Ok(());
            }
            self.go_on()?;
            if (self.on)(News::Waits(left)).is_break() {
                return Err(Ended::ReportClosed);
            }
            thread::sleep(left.min(LOOK_UP));
        }
    }

    /// # Errors
    /// After Ctrl-C.
    pub fn go_on(&self) -> Result<(), Ended> {
        match self.interrupt.load(Ordering::Relaxed) {
            true => Err(Ended::Interrupted),
            false => Ok(()),
        }
    }
}
