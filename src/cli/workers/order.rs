//! `workers shutdown`, `kill-horse` and `forget`: the same way from WORKERS to a report.

use std::{borrow::Cow, collections::BTreeMap, ops::ControlFlow, time::Duration};

use crate::{
    cli::{
        answer,
        consent::{self, Ask, Decision, Weight},
        exit::{self, Exit, Failure, Said},
        global::Global,
        hints::Hints,
        open::Permit,
        server,
        ui::Ui,
        workers::{Chosen, WorkerArgs},
    },
    ops::{
        engine::{self, Ended, Event, Known, Left, Limits, Planned, Step, Totals},
        refusal::{Instead, Reason, Refusal},
        workers::{OnWorker, running_job},
    },
    render::{
        cell::Cell,
        column::{Column, Tone},
        escape::{shell_word, visible},
        listing::{Listing, Tail},
        numbers::{count_of, thousands},
        phrase::Phrase,
        text::width,
    },
    rq::{fleet::Worker, state::worker_state},
    store::{
        Store,
        writer::{Consent, Uses, Writer},
    },
    views::orders::{ORDERS, Row},
};

/// Samples that are shown before somebody is asked.
const SAMPLES: usize = 3;

/// Longer names do not push what stands beside the others to the right.
const COLUMN: usize = 40;

/// Which workers, and how.
#[derive(clap::Args, Clone, Debug)]
pub struct OrderArgs {
    #[command(flatten)]
    pub workers: WorkerArgs,

    /// Do not ask
    #[arg(short, long, help_heading = "How")]
    pub yes: bool,

    /// A name that names nothing is no failure
    #[arg(long, help_heading = "How")]
    pub ignore_not_found: bool,
}

/// What goes with an order.
pub struct Order {
    pub schema: &'static str,
    /// `shut down`.
    pub verb: &'static str,
    /// `asked to shut down`.
    pub done: &'static str,
    pub command: Option<&'static str>,
    pub uses: Uses<'static>,
    /// Of more than one the count is typed.
    pub grave: bool,
    /// What it means, for a person who is asked.
    pub warning: &'static str,
}

/// An order that is about to be given.
pub struct Scene<'a> {
    pub order: Order,
    pub global: &'a Global,
    pub hints: Hints,
    pub store: Store,
    pub chosen: Chosen,
    columns: Vec<&'static Column<Row>>,
    args: &'a OrderArgs,
    permit: Permit,
}

/// What a step came to.
pub struct Told {
    pub outcome: &'static str,
    pub listeners: Option<u64>,
    /// The worker as last seen.
    pub worker: Worker,
    pub message: String,
}

/// How an order ended, before it is printed.
pub struct Given {
    pub rows: Vec<Row>,
    totals: Totals,
    ended: Ended,
    refused: Option<Refusal>,
}

impl<'a> Scene<'a> {
    /// Connects and finds the workers.
    ///
    /// # Errors
    /// Exit 2 where none are named, and whatever keeps it from beginning.
    pub fn open(
        order: Order,
        args: &'a OrderArgs,
        global: &'a Global,
        ui: &mut Ui,
    ) -> Result<Scene<'a>, Failure> {
        if args.workers.is_empty() {
            return Err(Failure::usage("which workers? name them, or select them with -q, --host or --all")
                .hint("rqctl workers list"));
        }
        let permit = global.permit()?;
        let columns = answer::columns(global, ORDERS)?;
        let mut store = global.open(ui)?;
        let hints = global.hints().on(&store);
        let chosen = args.workers.choose(&mut store)?;
        Ok(Scene { order, global, hints, store, chosen, columns, args, permit })
    }

    /// Asks where somebody must be asked, and gives the order to every worker that was found.
    ///
    /// # Errors
    /// Where consent is missing or Redis cannot be asked.
    pub fn give<S: Step + OnWorker>(
        &mut self,
        step: impl Fn(Worker) -> S,
        tell: impl Fn(&S::Seen) -> Told,
        ui: &mut Ui,
    ) -> Result<Given, Failure> {
        let consent = self.consent(ui)?;
        let missing = self.chosen.missing.iter().map(|name| {
            let nearest = "there is no such worker".to_owned();
            Planned::Skip(Left::named(&*name.0), Refusal::new(Reason::NotFound, nearest))
        });
        let steps =
            missing.chain(self.chosen.workers.iter().cloned().map(|w| Planned::Do(step(w)))).collect();
        let mut writer = match consent {
            Some(consent) => Some(Writer::open(self.store.address(), consent, self.order.uses)?),
            None => None,
        };
        let limits = Limits {
            rate: None,
            fail_fast: false,
            named: !self.args.workers.names.is_empty(),
            ignore_not_found: self.args.ignore_not_found,
            interrupt: ui.interrupt(),
        };
        let (mut rows, mut refused) = (Vec::new(), None);
        let command = self.order.command;
        let on = &mut |event: Event<S>| {
            let outcome = |refusal: &Refusal| if limits.fails(refusal) { "failed" } else { "skipped" };
            rows.push(match event {
                Event::Would(step) => Row { name: step.worker().name.0.to_vec(), ..Row::default() },
                Event::Done(_, seen) => {
                    let told = tell(&seen);
                    let reason = S::short_of(&seen).map(Reason::code);
                    let outcome = if reason == Some("no_listener") { "failed" } else { told.outcome };
                    let row = row(&told.worker, command);
                    Row { listeners: told.listeners, outcome, reason, message: told.message, ..row }
                }
                Event::Skipped(left, refusal) => {
                    refused = Some(refusal.clone());
                    let name = left.id.clone();
                    Row { name, outcome: outcome(refusal), ..of(refusal) }
                }
                Event::Refused(step, refusal) => {
                    refused = Some(refusal.clone());
                    let (reason, message) = (Some(refusal.reason.code()), refusal.message.clone());
                    Row { outcome: outcome(refusal), reason, message, ..row(step.worker(), None) }
                }
            });
            ControlFlow::Continue(())
        };
        let (totals, ended) = engine::run(&mut Known::new(steps), writer.as_mut(), &limits, on);
        Ok(Given { rows, totals, ended, refused })
    }

    /// `None` where there is no worker: nobody is asked about nothing.
    fn consent(&self, ui: &mut Ui) -> Result<Option<Consent>, Failure> {
        let weight = match (&self.args.workers.names[..], self.order.grave) {
            ([_], _) => Weight::Named,
            (_, true) => Weight::Grave,
            (_, false) => Weight::Several,
        };
        match consent::decide(&self.permit, self.global, ui, &self.store, weight, self.args.yes)? {
            _ if self.chosen.workers.is_empty() => Ok(None),
            Decision::Given(consent) => Ok(Some(consent)),
            Decision::Ask => {
                let ask = Ask {
                    weight,
                    verb: self.order.verb.into(),
                    count: self.chosen.workers.len() as u64,
                    noun: "worker",
                    lines: self.lines(),
                };
                consent::ask(&self.permit, ui, &self.store, &ask).map(Some)
            }
        }
    }

    /// How many of what, three of them, and what it means.
    fn lines(&self) -> Vec<Phrase> {
        let workers = &self.chosen.workers;
        let now = self.store.opened_at();
        let mut states = BTreeMap::new();
        for worker in workers {
            *states.entry(worker_state(worker, now)).or_insert(0_i64) += 1;
        }
        let states: Vec<String> =
            states.iter().map(|(state, n)| format!("{} {}", thousands(*n), state.name())).collect();
        let count = count_of(workers.len() as u64, "worker");
        let mut lines = vec![format!("{} {count}: {}", self.order.verb, states.join(", ")).into()];
        // Those that run something are what it is about.
        let (busy, idle): (Vec<_>, Vec<_>) = workers.iter().partition(|w| running_job(w).is_some());
        let some: Vec<_> = busy.into_iter().chain(idle).take(SAMPLES).collect();
        let names: Vec<_> = some.iter().map(|worker| shell_word(&worker.name.0)).collect();
        let column = names.iter().map(|name| width(name)).filter(|width| *width <= COLUMN).max().unwrap_or(0);
        for (worker, name) in some.iter().zip(&names) {
            let line = Phrase::new().plain("  ").plain(name);
            lines.push(match running_job(worker) {
                Some(id) => {
                    let gap = " ".repeat(column.saturating_sub(width(name)) + 2);
                    line.plain(gap).plain("runs ").name(Tone::Plain, &id.0)
                }
                None => line,
            });
        }
        lines.push(self.order.warning.into());
        lines
    }

    /// Prints what became of each, and gives the code. `more` are further totals.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn report(
        &self,
        given: Given,
        more: Vec<(Cow<'static, str>, Cell<'static>)>,
        ui: &mut Ui,
    ) -> Result<Exit, Failure> {
        let Given { rows, totals, ended, refused } = given;
        let exit = exit::of(&totals, &ended);
        let error = match &ended {
            Ended::Lost(e) => Failure::World(e.clone()).fault(&self.hints),
            _ => None,
        };
        let single = self.args.workers.names.len() == 1 && !ui.format().machine();
        match (single && self.global.columns.is_empty(), rows.as_slice(), &ended) {
            (true, [row], Ended::Finished) => self.say_one(row, refused.as_ref(), exit, ui)?,
            _ => {
                let look = ui.look(self.store.opened_at());
                let head = [("server", server::cell(&self.store)), ("dry_run", Cell::Bool(false))];
                let mut listing =
                    Listing::begin(&mut ui.out, self.columns.clone(), &look, self.order.schema, &head)?
                        .small();
                rows.iter().try_for_each(|row| listing.row(row))?;
                let totals = [answer::totals(&totals), more].concat();
                listing.end(&Tail { totals, truncated: false, complete: ended.complete(), error })?;
                ui.flush()?;
                ui.remark(&sentence(&rows));
            }
        }
        match ended {
            Ended::Lost(e) => Err(Failure::World(e)),
            Ended::Interrupted => {
                ui.warn("interrupted; the same command again finishes it");
                Ok(exit)
            }
            _ => Ok(exit),
        }
    }

    fn say_one(&self, row: &Row, refused: Option<&Refusal>, exit: Exit, ui: &mut Ui) -> Result<(), Failure> {
        let name = shell_word(&row.name);
        let what = format!("{name} was not {}: {}", self.order.done, row.message);
        match (exit, row.reason) {
            (Exit::Done, Some(_)) => ui.note(&visible(&what)),
            (Exit::Done, None) => {
                let mut page = ui.page();
                page.line(Phrase::new().name(Tone::Plain, &row.name).plain("  ").plain(&row.message));
                page.write(&mut ui.out)?;
            }
            (_, reason) => {
                let instead = refused.and_then(|refusal| refusal.instead.as_ref());
                let hint = instead.map(|instead| match instead {
                    Instead::Job(verb) => self.hints.act(verb).name(&row.name).to_string(),
                    Instead::Queue(verb, queue) => self.hints.act(verb).option("-q", &queue.0).to_string(),
                });
                let code = reason.unwrap_or("failed");
                let what = if code == "timed_out" { format!("{name}: {}", row.message) } else { what };
                ui.error(&Said { exit, code, what, hint: hint.or_else(|| self.missing()) });
            }
        }
        Ok(())
    }

    /// The nearest name where one names nothing.
    fn missing(&self) -> Option<String> {
        let not_found =
            self.chosen.not_found(&self.hints, |name| self.hints.read("workers show").name(name))?;
        not_found.fault(&self.hints)?.hint.map(Cow::into_owned)
    }
}

fn row(worker: &Worker, command: Option<&'static str>) -> Row {
    Row {
        name: worker.name.0.to_vec(),
        host: worker.hostname.clone(),
        command,
        running_job: running_job(worker).map(|id| id.0.to_vec()),
        ..Row::default()
    }
}

fn of(refusal: &Refusal) -> Row {
    Row { reason: Some(refusal.reason.code()), message: refusal.message.clone(), ..Row::default() }
}

/// `asked 3, left 2, skipped 1`.
fn sentence(rows: &[Row]) -> String {
    let mut outcomes: BTreeMap<&str, i64> = BTreeMap::new();
    rows.iter().for_each(|row| *outcomes.entry(row.outcome).or_default() += 1);
    let words: Vec<String> =
        outcomes.iter().map(|(outcome, n)| format!("{outcome} {}", thousands(*n))).collect();
    if words.is_empty() { "0 workers".to_owned() } else { words.join(", ") }
}

/// A span for a sentence.
pub fn span(span: Duration) -> String {
    match span.as_secs_f64() {
        s if s < 10.0 => format!("{s:.1} s"),
        s => format!("{s:.0} s"),
    }
}
