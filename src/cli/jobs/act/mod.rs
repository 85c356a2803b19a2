//! A verb on jobs, from its flags to its report: the same for all that put jobs back, aside or away.

mod bulk;
mod end;
mod report;
mod tally;
mod tell;

use std::{ops::ControlFlow, sync::atomic::AtomicBool};

pub use bulk::BulkArgs;
pub use tally::Tally;
pub use tell::{Seen, Tell};

use crate::{
    cli::{
        consent::{self, Ask, Decision, Weight},
        exit::{Exit, Failure},
        filter::{FilterArgs, Standing},
        global::Global,
        hints::Command,
        jobs::act::{
            bulk::Subject,
            end::End,
            report::{Refused, Report, Rows},
        },
        names,
        open::Permit,
        samples, server,
        ui::Ui,
    },
    ops::{
        engine::{self, Ended, Event, Limits, Totals},
        refusal::Reason,
        taking::Waiting,
        verb::{Bulk, OnJob},
    },
    render::{
        cell::Cell,
        escape::shell_word,
        listing::Listing,
        numbers::{count_of, number},
        phrase::Phrase,
    },
    rq::{
        filter::{Meant, Toward},
        id::QueueName,
        status::Status,
        time::Time,
    },
    store::{
        Store,
        error::Error,
        writer::{Consent, Uses, Writer},
    },
};

/// A verb and what goes with it.
pub struct Act<V> {
    pub verb: V,
    /// What it is for, where neither `-s` nor an ID says it.
    pub meant: Meant,
    pub uses: Uses<'static>,
    /// It cannot be undone, or overrides a refusal: of more than one the count is typed.
    pub grave: bool,
    /// It puts jobs into queues.
    pub queues: bool,
    /// The last comes first, so that what is put in front of each other keeps its order.
    pub backwards: bool,
    /// The jobs that wait for those that are meant go too.
    pub dependents: bool,
}

/// The message of a row whose job others wait for: `a, b and 12 others wait for it and stay deferred`. `one` and
/// `many` say what becomes of them.
pub fn waits(waiting: &Waiting, one: &str, many: &str) -> Option<String> {
    let names: Vec<_> = waiting.some.iter().map(|id| shell_word(&id.0)).collect();
    let others = waiting.count.saturating_sub(names.len() as u64);
    let who = match (names.as_slice(), others) {
        ([], 0) => return None,
        ([], n) => count_of(n, "job"),
        ([one], 0) => one.to_string(),
        ([first @ .., last], 0) => format!("{} and {last}", first.join(", ")),
        (names, n) => format!("{} and {}", names.join(", "), count_of(n, "other")),
    };
    Some(match waiting.count {
        1 => format!("{who} waits for it and {one}"),
        _ => format!("{who} wait for it and {many}"),
    })
}

/// What is queued while RQ is suspended.
fn waits_for_resume() -> Phrase {
    Phrase::from("RQ is suspended: what is queued waits until ").command("rqctl workers resume")
}

/// A run that is about to begin.
struct Scene<'a> {
    bulk: &'a BulkArgs,
    global: &'a Global,
    store: Store,
    subject: Subject,
    began: Time,
}

impl<V: Tell + Clone> Act<V> {
    /// A verb that can be undone and queues nothing.
    pub fn of(verb: V, meant: Meant, uses: Uses<'static>) -> Act<V> {
        Act { verb, meant, uses, grave: false, queues: false, backwards: false, dependents: false }
    }

    /// Runs it.
    ///
    /// # Errors
    /// Whatever keeps it from beginning; once begun, the report says how it ended.
    pub fn run(&self, bulk: &BulkArgs, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        bulk.check(V::NAMES.verb, &global.hints())?;
        let permit = if bulk.dry_run { None } else { Some(global.permit()?) };
        let columns = Report::<V>::columns(global)?;
        let mut store = global.open(ui)?;
        let hints = global.hints().on(&store);
        let again = hints.act(&format!("jobs {}", V::NAMES.verb));
        let look_up = !bulk.named() && !bulk.ignore_not_found;
        if look_up {
            names::check(&mut store, &bulk.filter, &hints, &again)?;
        }
        let began = store.opened_at();
        let subject = bulk.subject(began, self.meant, self.backwards, global, ui)?;
        let mut scene = Scene { bulk, global, store, subject, began };
        if self.dependents {
            scene.subject.add_dependents(&mut scene.store, &self.verb)?;
        }
        let consent = match &permit {
            Some(permit) => self.consent(permit, &mut scene, ui)?,
            None => None,
        };
        let mut writer = match consent {
            Some(consent) => Some(Writer::open(scene.store.address(), consent, self.uses)?),
            None => None,
        };
        let suspended = self.queues && scene.store.is_suspended()?;
        if bulk.dry_run && !ui.format().machine() {
            ui.notes(|page| page.line(server::line(&scene.store)));
        }

        let limits = limits(bulk, ui.interrupt());
        let sentence = bulk.single().is_some() && global.columns.is_empty();
        let rows = Rows::of(ui.format(), sentence, bulk.listed(), bulk.dry_run);
        let look = ui.look(began);
        let (progress, page) = (ui.progress(), ui.page());
        let head = [("server", server::cell(&scene.store)), ("dry_run", Cell::Bool(bulk.dry_run))];
        let listing = Listing::begin(&mut ui.out, columns, &look, V::NAMES.schema, &head)?;
        let mut report = Report::<V>::begin(listing, progress, page, limits, rows, &hints);
        let (totals, ended, truncated) = match scene.plan(&self.verb) {
            Ok(mut plan) => {
                let on = &mut |event: Event<V::Step>| report.take(event);
                let (totals, ended) = engine::run(&mut plan, writer.as_mut(), &limits, on);
                (totals, ended, plan.truncated())
            }
            Err(e) => (Totals::default(), Ended::Lost(e), false),
        };
        let done = report.done();
        let prefix = scene.store.address().prefix.clone();
        let end = End { prefix, totals, ended, truncated, dry_run: bulk.dry_run, names: V::NAMES, done };
        let told = report.end(&end.tail(&hints));
        told.page.write(&mut ui.out)?;
        if suspended && end.totals.done > 0 {
            ui.notes(|page| page.line(waits_for_resume()));
        }
        if let Some(refused) = told.refused.as_ref().filter(|_| !ui.format().machine())
            && let Some(queue) = scene.queue_called(refused, &again, V::NAMES.verb)
        {
            return Err(queue);
        }
        let left = match end.ended {
            Ended::AllowanceSpent => Some(self.count(&mut scene, ui)?.count()),
            _ => None,
        };
        if look_up && end.totals.matched == 0 && end.ended.complete() {
            names::check_worker(&mut scene.store, &bulk.filter, &hints, &again)?;
        }
        end.say(&told, left, scene.subject.fault(), &hints, ui)
    }

    /// Counts where somebody is asked or a number may not be exceeded, and asks. `None` where there is nothing to
    /// consent to: nothing would be done.
    fn consent(&self, permit: &Permit, scene: &mut Scene, ui: &mut Ui) -> Result<Option<Consent>, Failure> {
        let bulk = scene.bulk;
        let alone = bulk.single().filter(|_| !self.dependents);
        let weight = match (alone, self.grave) {
            (Some(_), _) => Weight::Named,
            (None, true) => Weight::Grave,
            (None, false) => Weight::Several,
        };
        let decision = consent::decide(permit, scene.global, ui, &scene.store, weight, bulk.yes)?;
        let given = match decision {
            Decision::Given(consent) if bulk.at_most.is_none() => return Ok(Some(consent)),
            Decision::Given(consent) => Some(consent),
            Decision::Ask => None,
        };
        scene.subject.keep();
        let tally = self.count(scene, ui)?;
        if bulk.at_most.is_some_and(|most| tally.count() > most) {
            let (matched, most) = (count_of(tally.count(), "job"), number(bulk.at_most.unwrap_or_default()));
            let what = format!("{matched} match, more than --at-most {most}; nothing was changed");
            return Err(Failure::no("limit", what));
        }
        if given.is_some() || tally.count() == 0 {
            return Ok(given);
        }
        let mut lines = tally.lines::<V>();
        lines.extend(samples::lines(&mut scene.store, tally.first(), ui.room())?);
        let hints = scene.global.hints().on(&scene.store);
        lines.extend(self.verb.warnings(bulk, &tally, &mut scene.store, &hints)?);
        if self.queues && scene.store.is_suspended()? {
            lines.push(waits_for_resume());
        }
        let ask = Ask { weight, verb: V::NAMES.verb.into(), count: tally.count(), noun: "job", lines };
        consent::ask(permit, ui, &scene.store, &ask).map(Some)
    }

    /// What would be done: the plan itself, without a writer.
    fn count(&self, scene: &mut Scene, ui: &Ui) -> Result<Tally, Failure> {
        let mut tally = Tally::default();
        let mut progress = ui.progress();
        // Until something is done, Ctrl-C ends the program as any other.
        let limits = Limits { fail_fast: false, ..limits(scene.bulk, ui.later_interrupt()) };
        let mut plan = scene.plan(&self.verb)?;
        let (totals, ended) = engine::run(&mut plan, None, &limits, &mut |event| {
            match event {
                Event::Would(step) => tally.add(step),
                Event::Skipped(left, refusal) => tally.leave(&left.id, refusal),
                Event::Refused(step, refusal) => tally.leave(&step.id().0, refusal),
                Event::Done(..) => {}
            }
            progress.say(&|_| format!("counting  {}", number(tally.count())));
            ControlFlow::Continue(())
        });
        match ended {
            Ended::Lost(e) => Err(e.into()),
            _ => Ok(tally.ended(totals)),
        }
    }
}

impl Scene<'_> {
    /// What is said of an ID that names no job, but a queue.
    fn queue_called(&mut self, refused: &Refused, again: &Command, verb: &str) -> Option<Failure> {
        if refused.code != Reason::NotFound.code() || self.bulk.ignore_not_found {
            return None;
        }
        let queue = QueueName::from_text(&refused.id);
        let exists = self.store.queues_without_keys(&[queue]).is_ok_and(|without| without.is_empty());
        let queue = vec![names::named_glob(&refused.id).filter(|_| exists)?];
        // What is deleted must be said.
        let status = if verb == "delete" { vec![Standing::Status(Status::Failed)] } else { Vec::new() };
        let hint = FilterArgs { queue, status, ..FilterArgs::default() }.repeat(again.clone());
        let what = format!("there is no job {}, but a queue", shell_word(&refused.id));
        Some(Failure::no("not_found", what).hint(hint.to_string()))
    }

    fn plan<V: Tell + Clone>(&mut self, verb: &V) -> Result<Bulk<'_, V>, Error> {
        let toward = if V::GATHERS { Toward::Listing } else { Toward::Acting };
        let select = self.subject.select(&mut self.store, verb.needs(), toward)?;
        Ok(Bulk::new(verb.clone(), select, self.began))
    }
}

fn limits(bulk: &BulkArgs, interrupt: &'static AtomicBool) -> Limits<'static> {
    Limits {
        rate: bulk.rate,
        fail_fast: bulk.fail_fast,
        named: bulk.named(),
        ignore_not_found: bulk.ignore_not_found,
        interrupt,
    }
}
