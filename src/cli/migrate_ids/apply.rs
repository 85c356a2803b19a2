//! `--apply`: refused, or asked for, then done; what was left is read again at the end.

use std::{ops::ControlFlow, time::Instant};

use crate::{
    cli::{
        consent::{self, Ask, Decision, Weight},
        exit::{Exit, Failure},
        migrate_ids::{
            report::{self, Report},
            screen,
            work::{Work, prefix},
        },
        open::Permit,
        samples::SAMPLES,
        ui::Ui,
    },
    ops::{
        engine::{Ended, Event, Limits},
        migrate::{
            change::Became,
            counts::{Counts, Item},
            files::new_file,
            passes::Pass,
            run::{self, Ears, TWINS_AFTER, USES},
            survey::named,
        },
    },
    store::{
        error::{Error, Kind},
        writer::{Consent, Writer},
    },
};

impl Work<'_> {
    pub(super) fn apply(
        &mut self,
        permit: &Permit,
        columns: report::Columns,
        ui: &mut Ui,
    ) -> Result<Exit, Failure> {
        let hints = self.global.hints().on(&self.store);
        if !self.ground.quiet() && !self.args.live {
            let why = screen::unrest(self.ground.unrest);
            let who = hints.read("workers").flag("list");
            let hint = format!(
                "stop producers, schedulers and workers ({who}); one that was killed counts for some minutes; \
                 then try again, or go on around them with --live"
            );
            return Err(Failure::no("wrong_state", format!("not everything is at rest: {why}")).hint(hint));
        }
        let decision = consent::decide(permit, self.global, ui, &self.store, Weight::Several, self.args.yes)?;
        let (consent, mut expected) = match decision {
            Decision::Given(consent) => (consent, None),
            Decision::Ask => {
                let (consent, counts) = self.ask(permit, ui)?;
                let Some(consent) = consent else { return self.nothing(&counts, ui) };
                (consent, Some(to_do(&counts).0))
            }
        };
        // What cannot be done is refused before the first write.
        let file = self.args.write_map.as_deref().map(new_file).transpose()?;
        let mut writer = Writer::open(self.store.address(), consent, USES)?;
        let mut map = match file {
            Some(file) => {
                let server = run::begin_map(&mut writer)?;
                Some(report::MapLog::begin(file, &server, &prefix(&self.store))?)
            }
            None => None,
        };
        // A map of this server that is used again is a way back again.
        if self.args.map.is_some() && self.map_of.is_some() {
            run::begin_map(&mut writer)?;
        }
        let began = Instant::now();
        let interrupt = ui.interrupt();
        let limits =
            Limits { rate: None, fail_fast: false, named: false, ignore_not_found: false, interrupt };
        let mut progress = ui.progress();
        if progress.seen() && expected.is_none() && self.which.queues.is_empty() {
            expected = Some(named(&mut self.store, &self.scheme, &self.which)?);
        }
        let mut report = Report::begin(columns, &self.store, true, ui)?;
        let scene = self.scene();
        let mut renamed = 0u64;
        let pass = Pass::new(&mut self.store, scene, self.which.clone(), &self.ground);
        let (done, ended) = run::run(
            pass,
            &mut writer,
            &limits,
            Ears {
                before: &mut |pairs| match &mut map {
                    Some(map) => map.announce(pairs).map_err(|e| Error::new(Kind::Lost, format!("{e:#}"))),
                    None => Ok(()),
                },
                after: &mut |event| {
                    renamed +=
                        u64::from(matches!(&event, Event::Done(_, seen) if seen.became == Became::Renamed));
                    progress.say(&|passed| screen::progress(renamed, expected, passed));
                    report.changed(&event)
                },
            },
        );
        let twins = match (ended.complete() && done.renamed > 0, done.quiet) {
            (true, false) => {
                progress.say(&|_| "waiting a minute for whoever held a job while it was renamed".to_owned());
                run::twins(&mut writer, &self.scene(), TWINS_AFTER, &limits)?
            }
            _ => Vec::new(),
        };
        progress.clear();
        // The last word is what stands there now.
        let left = match &ended {
            Ended::Lost(_) | Ended::ReportClosed => None,
            _ => Some(self.survey(&mut |item| report.left(item))?.0),
        };
        let back = self.args.undo.is_some() && ended.complete() && done.all() > 0;
        if let (true, Some(server), Some(0)) = (back, &self.map_of, left.as_ref().map(|c| c.illegal)) {
            run::end_map(&mut writer, server)?;
        }
        let counts = left.clone().unwrap_or_default();
        let astray = match ended.complete() && done.all() == 0 {
            true => self.astray(&counts).unwrap_or_else(|e| Some(e.into())),
            false => None,
        };
        let totals = report::Totals { counts: &counts, ground: &self.ground, applied: Some(done) };
        let fault = match (&ended, &astray) {
            (Ended::Lost(e), _) => Failure::World(e.clone()).fault(&hints),
            (_, Some(astray)) => astray.fault(&hints),
            _ => None,
        };
        report.end(&totals, ended.complete(), fault)?;
        if let Some(astray) = astray {
            return Err(astray);
        }
        if !ui.format().machine() {
            screen::applied(self, &counts, done, &twins, began.elapsed(), &hints, ui);
        }
        match ended {
            Ended::Lost(e) if done.all() == 0 => Err(e.into()),
            Ended::Interrupted => Ok(Exit::Interrupted),
            Ended::Finished if counts.illegal == 0 && twins.is_empty() => Ok(Exit::Done),
            _ if done.all() == 0 => Ok(Exit::No),
            _ => Ok(Exit::Partly),
        }
    }

    /// Says why there is nothing to do: nobody is asked about nothing.
    fn nothing(&mut self, counts: &Counts, ui: &mut Ui) -> Result<Exit, Failure> {
        if let Some(astray) = self.astray(counts)? {
            return Err(astray);
        }
        screen::plan(self, counts, ui)?;
        screen::next(self, counts, ui)?;
        Ok(if counts.illegal == 0 { Exit::Done } else { Exit::No })
    }

    fn ask(&mut self, permit: &Permit, ui: &mut Ui) -> Result<(Option<Consent>, Counts), Failure> {
        let mut some = Vec::new();
        let (counts, _) = self.survey(&mut |item| {
            // In the order of their IDs, so that the same question shows the same.
            if item.blocked.is_none() {
                let at = some.partition_point(|other: &Item| other.old < item.old);
                some.insert(at, item.clone());
                some.truncate(SAMPLES);
            }
            ControlFlow::Continue(())
        })?;
        let (count, noun) = to_do(&counts);
        if count == 0 {
            return Ok((None, counts));
        }
        let lines = screen::summary(&counts, &some, &self.ground);
        let verb = if self.args.undo.is_some() { "give back the old ID of" } else { "rename" };
        let ask = Ask { weight: Weight::Several, verb: verb.into(), count, noun, lines };
        Ok((Some(consent::ask(permit, ui, &self.store, &ask)?), counts))
    }
}

/// What somebody is asked about. Entries without a job follow; they are asked for where there is nothing else.
fn to_do(counts: &Counts) -> (u64, &'static str) {
    match counts.open {
        0 => (counts.orphans, "entry"),
        open => (open, "job"),
    }
}
