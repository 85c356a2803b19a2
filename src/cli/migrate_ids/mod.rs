//! `rqctl migrate-ids`: the plan, the check, the change and the way back.

mod report;
mod screen;

use std::{ops::ControlFlow, path::PathBuf, time::Instant};

use anyhow::ensure;
use clap::ValueEnum;

use crate::{
    cli::{
        consent::{self, Ask, Decision, Weight},
        exit::{Exit, Failure},
        global::Global,
        migrate_ids::report::Report,
        open::Permit,
        ui::Ui,
    },
    ops::{
        engine::{Ended, Event, Limits},
        migrate::{
            change::{Became, Scene},
            files::{self, MapWriter},
            ground::Ground,
            names::Scheme,
            passes::{Pass, Which},
            run::{self, Ears, TWINS_AFTER, USES},
            survey::{Counts, Item, survey},
            verdict::{AHEAD_S, Calm, SETTLED_S},
        },
    },
    render::escape::shell_word,
    rq::{glob::Glob, id::JobId},
    store::{
        Store,
        error::{Error, Kind},
        writer::{Consent, Writer},
    },
};

const EXAMPLES: &str = "\
Examples:
  rqctl migrate-ids                                    # the plan
  rqctl migrate-ids --check                            # for CI: 1 while anything is left
  rqctl migrate-ids --apply --write-map ids.csv        # do it, once all is at rest
  rqctl migrate-ids --undo ids.csv --apply             # the way back";

/// Rename the job IDs that RQ 2.0 and later cut and RQ 2.8 and later refuse; a plan unless --apply
///
/// Lists, registries, results, dependencies, groups and whatever else names a job move with it. Old IDs inside of
/// arguments, meta and your own tables are not touched: --write-map says which became which.
#[derive(clap::Args, Clone, Debug, Default)]
#[command(after_long_help = EXAMPLES)]
pub struct MigrateIds {
    /// Only jobs of these queues
    #[arg(short, long, value_name = "GLOB")]
    queue: Vec<String>,

    /// Only these IDs
    #[arg(long, value_name = "GLOB")]
    id: Option<String>,

    /// Do it; without it, only the plan is shown
    #[arg(long, conflicts_with = "check")]
    apply: bool,

    /// Do not ask
    #[arg(short, long, requires = "apply")]
    yes: bool,

    /// Say by the exit code whether anything is left to rename: 0 nothing, 1 something
    #[arg(long)]
    check: bool,

    /// How new IDs are made
    #[arg(long, value_enum, value_name = "SCHEME", conflicts_with_all = ["map", "undo"])]
    scheme: Option<SchemeName>,

    /// New IDs from a file: CSV of old,new or JSON lines
    #[arg(long, value_name = "FILE", conflicts_with = "undo")]
    map: Option<PathBuf>,

    /// Write old and new IDs to a new file, each before it is changed
    #[arg(long, value_name = "FILE")]
    write_map: Option<PathBuf>,

    /// Back to the old IDs of a map that was written
    #[arg(long, value_name = "FILE")]
    undo: Option<PathBuf>,

    /// Go on while workers and producers work; what they hold is left
    #[arg(long, requires = "apply")]
    live: bool,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
enum SchemeName {
    /// order:42:email becomes order-42-email-809fc1b4
    Readable,
    Uuid,
}

/// What a run works with.
struct Work<'a> {
    args: &'a MigrateIds,
    global: &'a Global,
    store: Store,
    which: Which,
    scheme: Scheme,
    ground: Ground,
}

impl MigrateIds {
    /// # Errors
    /// Whatever keeps it from beginning; once begun, the report says how it ended.
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        global.format_without_ids()?;
        let permit = if self.apply { Some(global.permit()?) } else { None };
        let columns = report::columns(global)?;
        let (scheme, made_for) = self.scheme()?;
        let mut store = global.open(ui)?;
        if let Some(made_for) = made_for {
            belongs_here(&mut store, &made_for)?;
        }
        let ground = Ground::read(&mut store)?;
        let which =
            Which { queues: self.queue.iter().map(Glob::new).collect(), id: self.id.as_ref().map(Glob::new) };
        let mut work = Work { args: self, global, store, which, scheme, ground };
        match permit {
            Some(permit) => work.apply(&permit, columns, ui),
            None => work.plan(columns, ui),
        }
    }

    fn scheme(&self) -> anyhow::Result<(Scheme, Option<(String, String)>)> {
        let (file, back) = match (&self.map, &self.undo) {
            (Some(file), _) => (file, false),
            (None, Some(file)) => (file, true),
            (None, None) => {
                let scheme = match self.scheme {
                    Some(SchemeName::Uuid) => Scheme::Uuid,
                    Some(SchemeName::Readable) | None => Scheme::Readable,
                };
                return Ok((scheme, None));
            }
        };
        let read = files::read(file)?;
        let made_for = read.made_for.clone();
        let map = read.into_map(back)?;
        for (old, new) in &map {
            ensure!(back || new.legal(), "{} → {}: RQ 2.8 and later refuse that too", word(old), word(new));
        }
        Ok((Scheme::Map(map), made_for))
    }
}

fn word(id: &JobId) -> String {
    shell_word(&id.0).into_owned()
}

fn belongs_here(store: &mut Store, made_for: &(String, String)) -> Result<(), Failure> {
    let (server, prefix) = made_for;
    let here = run::known_server_id(store)?;
    if here.as_ref() == Some(server) && prefix.as_bytes() == store.keys.prefix() {
        return Ok(());
    }
    Err(Failure::usage(format!(
        "this map was written for another server or prefix ({server}, {prefix}); here it is {}, {}",
        here.as_deref().unwrap_or("no map of which was ever written"),
        String::from_utf8_lossy(store.keys.prefix())
    )))
}

impl Work<'_> {
    fn scene(&self) -> Scene {
        Scene {
            scheme: self.scheme.clone(),
            calm: Calm { quiet: self.ground.quiet(), settled_s: SETTLED_S, ahead_s: AHEAD_S },
            crew: self.ground.crew.clone(),
            rq_scheduler: self.ground.rq_scheduler,
        }
    }

    fn survey(&mut self, on: &mut dyn FnMut(&Item) -> ControlFlow<()>) -> Result<(Counts, bool), Error> {
        let scene = self.scene();
        survey(&mut self.store, &scene, &self.which, &self.ground, on)
    }

    /// What would be done, and nothing else.
    fn plan(&mut self, columns: report::Columns, ui: &mut Ui) -> Result<Exit, Failure> {
        let mut map = match &self.args.write_map {
            Some(path) => {
                let server = run::known_server_id(&mut self.store)?.unwrap_or_else(|| "none".to_owned());
                Some(MapWriter::create(path, &server, &prefix(&self.store))?)
            }
            None => None,
        };
        let counts = match ui.format().machine() {
            true => self.plan_for_programs(columns, map.as_mut(), ui)?,
            false => self.plan_for_people(columns, map.as_mut(), ui)?,
        };
        if let Some(mut map) = map {
            map.sync()?;
        }
        Ok(if self.args.check && counts.illegal > 0 { Exit::No } else { Exit::Done })
    }

    fn plan_for_programs(
        &mut self,
        columns: report::Columns,
        map: Option<&mut MapWriter>,
        ui: &mut Ui,
    ) -> Result<Counts, Failure> {
        let mut report = Report::begin(columns, &self.store, false, ui)?;
        let planned = self.planned(map, &mut |item| report.planned(item));
        let counts = planned.as_ref().map_or_else(|_| Counts::default(), Clone::clone);
        let totals = report::Totals { counts: &counts, ground: &self.ground, applied: None };
        let fault = planned.as_ref().err().and_then(|e| e.fault(&self.global.hints()));
        report.end(&totals, planned.is_ok(), fault)?;
        planned
    }

    /// The whole first, then some of the names.
    fn plan_for_people(
        &mut self,
        columns: report::Columns,
        map: Option<&mut MapWriter>,
        ui: &mut Ui,
    ) -> Result<Counts, Failure> {
        let mut sample = Vec::new();
        let counts = self.planned(map, &mut |item| {
            if sample.len() < report::SAMPLE && item.blocked.is_none() {
                sample.push(item.clone());
            }
            ControlFlow::Continue(())
        })?;
        screen::plan(self, &counts, ui)?;
        if !sample.is_empty() {
            let mut report = Report::begin(columns, &self.store, false, ui)?;
            for item in &sample {
                if report.planned(item).is_break() {
                    return Err(Failure::PipeClosed);
                }
            }
            report.end(
                &report::Totals { counts: &counts, ground: &self.ground, applied: None },
                true,
                None,
            )?;
        }
        screen::next(self, &counts, ui)?;
        Ok(counts)
    }

    /// The survey, its map on the way.
    fn planned(
        &mut self,
        mut map: Option<&mut MapWriter>,
        on: &mut dyn FnMut(&Item) -> ControlFlow<()>,
    ) -> Result<Counts, Failure> {
        let mut fault = None;
        let (counts, open) = self.survey(&mut |item| {
            let written = match &mut map {
                Some(map) if item.blocked.is_none() => map.add(&item.old, &item.new),
                _ => Ok(()),
            };
            match written {
                Ok(()) => on(item),
                Err(e) => {
                    fault = Some(e);
                    ControlFlow::Break(())
                }
            }
        })?;
        match (fault, open) {
            (Some(e), _) => Err(e.into()),
            (None, false) => Err(Failure::PipeClosed),
            (None, true) => Ok(counts),
        }
    }

    fn apply(&mut self, permit: &Permit, columns: report::Columns, ui: &mut Ui) -> Result<Exit, Failure> {
        let hints = self.global.hints().on(&self.store);
        if !self.ground.quiet() && !self.args.live {
            let why = self.ground.restless.join(", ");
            return Err(Failure::no("wrong_state", format!("not everything is at rest: {why}")).hint(
                "stop producers, schedulers and workers, then try again; or go on around them with --live",
            ));
        }
        let decision = consent::decide(permit, self.global, ui, &self.store, Weight::Several, self.args.yes)?;
        let consent = match decision {
            Decision::Given(consent) => consent,
            Decision::Ask => self.ask(permit, ui)?,
        };
        let mut writer = Writer::open(self.store.address(), consent, USES)?;
        let server = run::server_id(&mut writer)?;
        let mut map = match &self.args.write_map {
            Some(path) => Some(report::MapLog::create(path, &server, &prefix(&self.store))?),
            None => None,
        };
        if let Some(map) = &mut map {
            self.write_map(map)?;
        }
        let began = Instant::now();
        let interrupt = ui.interrupt();
        let limits =
            Limits { rate: None, fail_fast: false, named: false, ignore_not_found: false, interrupt };
        let mut progress = ui.progress();
        let mut report = Report::begin(columns, &self.store, true, ui)?;
        let scene = self.scene();
        let mut renamed = 0u64;
        let pass = Pass::new(&mut self.store, scene, self.which.clone(), &self.ground);
        let (done, ended) = run::run(
            pass,
            &mut writer,
            &self.ground,
            &limits,
            Ears {
                before: &mut |old, new| match &mut map {
                    Some(map) => map.announce(old, new).map_err(|e| Error::new(Kind::Lost, format!("{e:#}"))),
                    None => Ok(()),
                },
                after: &mut |event| {
                    renamed +=
                        u64::from(matches!(&event, Event::Done(_, seen) if seen.became == Became::Renamed));
                    progress.say(&|passed| {
                        let rate = renamed as f64 / passed.as_secs_f64().max(0.001);
                        format!("renaming  {renamed}  {rate:.0} a second")
                    });
                    report.changed(&event)
                },
            },
        );
        let twins = match (ended.complete(), self.ground.quiet()) {
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
        if self.args.undo.is_some() && ended.complete() && left.as_ref().is_some_and(|c| c.illegal == 0) {
            run::forget_server_id(&mut writer, &server)?;
        }
        let counts = left.clone().unwrap_or_default();
        let totals = report::Totals { counts: &counts, ground: &self.ground, applied: Some(done) };
        let fault = match &ended {
            Ended::Lost(e) => Failure::World(e.clone()).fault(&hints),
            _ => None,
        };
        report.end(&totals, ended.complete(), fault)?;
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

    fn ask(&mut self, permit: &Permit, ui: &mut Ui) -> Result<Consent, Failure> {
        let (counts, _) = self.survey(&mut |_| ControlFlow::Continue(()))?;
        let count = counts.illegal - counts.blocked;
        let lines = screen::summary(&counts, &self.ground);
        let verb = if self.args.undo.is_some() { "give back the old ID of" } else { "rename" };
        let ask = Ask { weight: Weight::Several, verb, count, noun: "job", lines };
        consent::ask(permit, ui, &self.store, &ask)
    }

    /// The whole map on disk before the first change.
    fn write_map(&mut self, map: &mut report::MapLog) -> Result<(), Failure> {
        let mut fault = None;
        self.survey(&mut |item| {
            if item.blocked.is_some() {
                return ControlFlow::Continue(());
            }
            match map.announce_later(&item.old, &item.new) {
                Ok(()) => ControlFlow::Continue(()),
                Err(e) => {
                    fault = Some(e);
                    ControlFlow::Break(())
                }
            }
        })?;
        map.sync()?;
        fault.map_or(Ok(()), |e| Err(e.into()))
    }
}

fn prefix(store: &Store) -> String {
    String::from_utf8_lossy(store.keys.prefix()).into_owned()
}
