//! What the commands share that act on queues: which ones, the question, the rows.

use std::{borrow::Cow, collections::BTreeMap, ffi::OsString, ops::ControlFlow};

use crate::{
    cli::{
        answer,
        consent::{self, Ask, Decision},
        exit::{self, Exit, Failure, Said},
        global::Global,
        hints::Hints,
        open::Permit,
        queues::stay::Stay,
        server,
        ui::Ui,
    },
    ops::{
        engine::{self, Ended, Event, Known, Limits, Planned, Totals},
        queues::delete::DropQueue,
        refusal::{Reason, Refusal},
        verb::{Bulk, OnJob, Verb},
    },
    render::{
        cell::Cell,
        column::Column,
        escape::shell_word,
        listing::{Fault, Listing, Look, Tail},
        numbers::{count_of, thousands},
    },
    rq::{filter::Walk, id::QueueName, place::Place},
    store::{
        Store,
        writer::{Consent, Uses, Writer},
    },
    views::reports::{QUEUES, QueueRow},
};

/// Which queues, and how.
#[derive(clap::Args, Clone, Debug)]
pub struct QueueArgs {
    /// Names of queues
    #[arg(value_name = "QUEUE")]
    pub queues: Vec<OsString>,

    /// Show what would be done, and change nothing
    #[arg(long, help_heading = "How")]
    dry_run: bool,

    /// Do not ask
    #[arg(short, long, help_heading = "How")]
    yes: bool,

    /// A name that names nothing is no failure
    #[arg(long, help_heading = "How")]
    ignore_not_found: bool,
}

/// A command about queues that is about to begin.
pub struct Scene<'a> {
    pub args: &'a QueueArgs,
    global: &'a Global,
    hints: Hints,
    pub store: Store,
    permit: Option<Permit>,
    columns: Vec<&'static Column<QueueRow>>,
    pub queues: Vec<QueueName>,
    /// Entries of their lists when the command began.
    pub lengths: Vec<u64>,
    rows: BTreeMap<QueueName, QueueRow>,
    totals: Totals,
}

impl<'a> Scene<'a> {
    /// Connects and finds the queues. `all`: whether all are meant; `None` of a command that takes none but named ones.
    ///
    /// # Errors
    /// Exit 2 where none are named, and whatever keeps it from beginning.
    pub fn open(
        args: &'a QueueArgs,
        all: Option<bool>,
        verb: &str,
        global: &'a Global,
        ui: &mut Ui,
    ) -> Result<Scene<'a>, Failure> {
        match (args.queues.is_empty(), all) {
            (true, Some(false)) => {
                let all = global.hints().act(&format!("queues {verb}")).flag("--all");
                return Err(Failure::usage("which queues?").hint(format!("name them, or take all: {all}")));
            }
            (true, None) => {
                let named = global.hints().act(&format!("queues {verb} QUEUE"));
                return Err(Failure::usage("which queues?").hint(named.to_string()));
            }
            (false, Some(true)) => return Err(Failure::usage("names or --all, not both")),
            _ => {}
        }
        let permit = if args.dry_run { None } else { Some(global.permit()?) };
        let columns = answer::columns(global, QUEUES)?;
        let mut store = global.open(ui)?;
        let hints = global.hints().on(&store);
        let crew = store.crew()?;
        let known = store.queue_names(&crew)?;
        let mut scene = Scene {
            args,
            global,
            hints,
            permit,
            columns,
            queues: known.clone(),
            lengths: Vec::new(),
            rows: BTreeMap::new(),
            totals: Totals::default(),
            store,
        };
        if all != Some(true) {
            scene.name(&known)?;
        }
        scene.measure()?;
        Ok(scene)
    }

    fn limits(&self, ui: &Ui) -> Limits<'static> {
        Limits {
            rate: None,
            fail_fast: false,
            named: !self.args.queues.is_empty(),
            ignore_not_found: self.args.ignore_not_found,
            interrupt: ui.interrupt(),
        }
    }

    fn row(&mut self, queue: &QueueName) -> &mut QueueRow {
        self.rows
            .entry(queue.clone())
            .or_insert_with(|| QueueRow { queue: queue.0.to_vec(), ..QueueRow::default() })
    }

    pub fn refuse(&mut self, queue: &QueueName, refusal: &Refusal) {
        let failed = !(self.args.ignore_not_found && refusal.reason == Reason::NotFound);
        self.totals.matched += 1;
        *self.totals.by_reason.entry(refusal.reason.code()).or_default() += 1;
        match failed {
            true => self.totals.failed += 1,
            false => self.totals.skipped += 1,
        }
        let row = self.row(queue);
        row.outcome = if failed { "failed" } else { "skipped" };
        (row.reason, row.message) = (Some(refusal.reason.code()), Some(refusal.message.clone()));
    }

    /// `None` in a dry run, and where there is nothing to do: nobody is asked about nothing.
    ///
    /// # Errors
    /// Where consent is missing.
    pub fn consent(&self, ask: Ask, ui: &mut Ui) -> Result<Option<Consent>, Failure> {
        let Some(permit) = self.permit.as_ref().filter(|_| ask.count > 0) else { return Ok(None) };
        let decision = consent::decide(permit, self.global, ui, &self.store, ask.weight, self.args.yes)?;
        match decision {
            Decision::Given(consent) => Ok(Some(consent)),
            Decision::Ask => consent::ask(permit, ui, &self.store, &ask).map(Some),
        }
    }

    /// Opens what a consent allows.
    ///
    /// # Errors
    /// When the server does not let us write.
    pub fn writer(&self, consent: Option<Consent>, uses: Uses) -> Result<Option<Writer>, Failure> {
        Ok(match consent {
            Some(consent) => Some(Writer::open(self.store.address(), consent, uses)?),
            None => None,
        })
    }

    /// Goes through the lists of the queues with a verb, and counts what becomes of each entry: how many jobs `would` go,
    /// and as `seen` says how many went and how many others they leave waiting.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn walk<V: Verb<Step: OnJob>>(
        &mut self,
        verb: V,
        writer: Option<&mut Writer>,
        ui: &Ui,
        would: impl Fn(&V::Step) -> u64,
        seen: impl Fn(&<V::Step as engine::Step>::Seen) -> (u64, u64),
    ) -> Result<Ended, Failure> {
        // The queues are named, not what stands in them.
        let limits = Limits { named: false, ..self.limits(ui) };
        let began = self.store.opened_at();
        let mut rows: BTreeMap<QueueName, QueueRow> = BTreeMap::new();
        let mut stay: BTreeMap<QueueName, Stay> = BTreeMap::new();
        let mut progress = ui.progress();
        let mut done = 0;
        let select = self.store.entries_to_act_on(self.walks(), verb.needs())?;
        let mut plan = Bulk::new(verb, select, began);
        let fails = |row: &mut QueueRow, id: &[u8], refusal: &Refusal| {
            if limits.fails(refusal) && refusal.reason != Reason::Already {
                row.outcome = "failed";
                row.reason = Some(refusal.reason.code());
                row.message.get_or_insert_with(|| format!("{}: {}", shell_word(id), refusal.message));
            }
        };
        let (totals, ended) = engine::run(&mut plan, writer, &limits, &mut |event| {
            done += 1;
            progress.say(&|took| format!("{} {}  {} s", V::NAMES.done, thousands(done), took.as_secs()));
            match event {
                Event::Would(step) => rows.entry(step.queue().clone()).or_default().jobs += would(step),
                Event::Done(step, what) => {
                    let (jobs, stranded) = seen(&what);
                    let row = rows.entry(step.queue().clone()).or_default();
                    row.jobs += jobs;
                    row.stranded_dependents += stranded;
                }
                Event::Refused(step, refusal) => {
                    stay.entry(step.queue().clone()).or_default().count(refusal.reason);
                    fails(rows.entry(step.queue().clone()).or_default(), &step.id().0, refusal);
                }
                Event::Skipped(left, refusal) => {
                    if let Some(queue) = &left.queue {
                        fails(rows.entry(queue.clone()).or_default(), &left.id, refusal);
                    }
                }
            }
            ControlFlow::Continue(())
        });
        drop(plan);
        progress.clear();
        self.add(totals);
        for queue in self.queues.clone() {
            let found = rows.remove(&queue).unwrap_or_default();
            let outcome = if self.args.dry_run { V::NAMES.would } else { V::NAMES.done };
            let stay = stay.remove(&queue).and_then(Stay::words);
            let row = self.row(&queue);
            row.outcome = if found.outcome.is_empty() { outcome } else { found.outcome };
            (row.jobs, row.stranded_dependents) = (found.jobs, found.stranded_dependents);
            (row.reason, row.message) = (found.reason, found.message.or(stay));
        }
        Ok(ended)
    }

    /// How many entries a verb would see to.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn count<V: Verb<Step: OnJob>>(&mut self, verb: V, ui: &Ui) -> Result<u64, Failure> {
        let limits = Limits { interrupt: ui.later_interrupt(), ..self.limits(ui) };
        let began = self.store.opened_at();
        let select = self.store.entries_to_act_on(self.walks(), verb.needs())?;
        let mut plan = Bulk::new(verb, select, began);
        match engine::run(&mut plan, None, &limits, &mut |_| ControlFlow::Continue(())) {
            (_, Ended::Lost(e)) => Err(e.into()),
            (totals, _) => Ok(totals.would),
        }
    }

    fn walks(&self) -> Vec<Walk> {
        self.queues.iter().map(|queue| Walk::List(Place::Queue(queue.clone()))).collect()
    }

    /// Leaves queues alone in whose lists anything stands.
    pub fn leave_filled(&mut self, refusal: &Refusal) {
        let queues = std::mem::take(&mut self.queues);
        let lengths = std::mem::take(&mut self.lengths);
        for (queue, length) in queues.into_iter().zip(lengths) {
            match length {
                0 => {
                    self.queues.push(queue);
                    self.lengths.push(0);
                }
                _ => self.refuse(&queue, refusal),
            }
        }
    }

    /// Takes the queues off the list of queues. `follows`: their jobs were counted when the question was asked.
    pub fn drop_queues(&mut self, follows: bool, writer: Option<&mut Writer>, ui: &Ui) -> Ended {
        let limits = self.limits(ui);
        let step = |queue: &QueueName| Planned::Do(DropQueue { queue: queue.clone(), follows });
        let steps = self.queues.iter().map(step).collect();
        let mut came = Vec::new();
        let (totals, ended) = engine::run(&mut Known::new(steps), writer, &limits, &mut |event| {
            match event {
                Event::Would(step) => came.push((step.queue.clone(), "would_delete", None)),
                Event::Done(step, ()) => came.push((step.queue.clone(), "deleted", None)),
                Event::Refused(step, refusal) => {
                    let outcome = if limits.fails(refusal) { "failed" } else { "skipped" };
                    came.push((step.queue.clone(), outcome, Some(refusal.clone())));
                }
                Event::Skipped(..) => {}
            }
            ControlFlow::Continue(())
        });
        self.add(totals);
        for (queue, outcome, refusal) in came {
            let row = self.row(&queue);
            row.outcome = outcome;
            // Why a job stays in it says more.
            if let Some(refusal) = refusal.filter(|_| row.reason.is_none()) {
                (row.reason, row.message) = (Some(refusal.reason.code()), Some(refusal.message));
            }
        }
        ended
    }

    fn add(&mut self, more: Totals) {
        let totals = &mut self.totals;
        totals.matched += more.matched;
        totals.would += more.would;
        totals.done += more.done;
        totals.skipped += more.skipped;
        totals.failed += more.failed;
        for (reason, n) in more.by_reason {
            *totals.by_reason.entry(reason).or_default() += n;
        }
    }

    /// Prints what became of each queue, and gives the code.
    ///
    /// # Errors
    /// When the output cannot be written, or Redis was lost.
    pub fn report(self, schema: &str, ended: Ended, ui: &mut Ui) -> Result<Exit, Failure> {
        let exit = exit::of(&self.totals, &ended);
        let lost = self.lost(exit, &ended);
        let error = lost.as_ref().map(|said| Fault {
            code: said.code.into(),
            message: said.what.as_str().into(),
            hint: said.hint.as_deref().map(Into::into),
            exit: said.exit as u8,
        });
        if self.args.dry_run && !ui.format().machine() {
            ui.notes(|page| page.line(server::line(&self.store)));
        }
        let single = self.args.queues.len() == 1 && !ui.format().machine();
        let undone = |row: &&QueueRow| single && row.outcome == "failed" && row.jobs == 0;
        let refused = self.rows.values().next().filter(undone);
        if let (Some(row), Ended::Finished) = (refused, &ended) {
            let message = row.message.as_deref().unwrap_or_default();
            let what = format!("{}: {message}", shell_word(&row.queue));
            let with_jobs =
                || self.hints.act("queues delete").flag("--with-jobs").name(&row.queue).to_string();
            let hint = (row.reason == Some(Reason::NotEmpty.code())).then(with_jobs);
            ui.error(&Said { exit, code: row.reason.unwrap_or("failed"), what, hint });
            return Ok(exit);
        }
        // What was done is said of each queue, also where it is the same of all.
        let look = Look { fold: false, ..ui.look(self.store.opened_at()) };
        let head = [("server", server::cell(&self.store)), ("dry_run", Cell::Bool(self.args.dry_run))];
        let mut listing = Listing::begin(&mut ui.out, self.columns, &look, schema, &head)?.small();
        self.rows.values().try_for_each(|row| listing.row(row))?;
        let totals = answer::totals(&self.totals);
        listing.end(&Tail { totals, truncated: false, complete: ended.complete(), error })?;
        ui.flush()?;
        let jobs: u64 = self.rows.values().map(|row| row.jobs).sum();
        let said = format!("{}, {}", count_of(self.rows.len() as u64, "queue"), count_of(jobs, "job"));
        let said = if self.args.dry_run { said + "; nothing was changed" } else { said };
        ui.remark(&said);
        if let Some(said) = &lost {
            ui.error(said);
        }
        if ended == Ended::Interrupted {
            ui.warn("interrupted; the same command again finishes it");
        }
        Ok(exit)
    }

    /// What is said of a server that was lost.
    fn lost(&self, exit: Exit, ended: &Ended) -> Option<Said> {
        let Ended::Lost(e) = ended else { return None };
        let fault = Failure::World(e.clone()).fault(&self.hints)?;
        let unknown = self.totals.by_reason.get(Reason::Unknown.code()).copied().unwrap_or_default();
        let mut what = fault.message.into_owned();
        if self.totals.done + unknown > 0 {
            what += "; the same command again finishes it";
        }
        Some(Said { exit, code: e.kind.code(), what, hint: fault.hint.map(Cow::into_owned) })
    }
}
