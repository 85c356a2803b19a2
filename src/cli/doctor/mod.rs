//! `doctor`: one look at everything, what is wrong in it, what it means and what to type.

mod screen;

use std::time::{Duration, Instant};

use crate::{
    cli::{
        answer,
        exit::{Exit, Failure},
        findings,
        global::Global,
        hints::Hints,
        nearest::nearest,
        server,
        ui::Ui,
    },
    ops::doctor::{
        self, Choice,
        check::Finding,
        pass::{Examined, examine},
        verdict::Severity,
    },
    render::{
        cell::Cell,
        listing::{Format, Listing, Tail},
        numbers::thousands,
    },
    rq::{
        time::Time,
        version::{LATEST, Version},
    },
    store::Store,
    views::doctor::{CHECKS, FINDINGS, Row},
};

const EXAMPLES: &str = "\
Examples:
  rqctl doctor
  rqctl doctor --upgrade-to 3.0
  rqctl doctor --quick --fail-on warn -o json";

/// Look at everything: what is wrong, what it means, what to type
///
/// One bounded pass over all places, jobs and keys; it writes nothing. Exit code 1 says that a check failed.
#[derive(clap::Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub struct Doctor {
    /// Only these checks, and read only what they need
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    only: Vec<String>,

    /// All but these checks
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    skip: Vec<String>,

    /// Only what a glance shows, as status does: queues, workers, the ends of lists
    #[arg(long)]
    quick: bool,

    /// From which severity on the exit code is 1
    #[arg(long, value_enum, value_name = "SEVERITY", default_value = "fail")]
    fail_on: FailOn,

    /// Also what that version of RQ would refuse, lose or fail
    #[arg(long, value_name = "VERSION", conflicts_with = "quick")]
    upgrade_to: Option<String>,

    /// List the checks, and look at nothing
    #[arg(long, conflicts_with_all = ["only", "skip", "quick", "upgrade_to"])]
    list: bool,
}

#[derive(clap::ValueEnum, Clone, Copy, Debug)]
enum FailOn {
    Warn,
    Fail,
}

/// What a look brought.
struct Looked {
    rows: Vec<Row>,
    jobs: Option<u64>,
    took: Duration,
}

impl Looked {
    fn count(&self, severity: Severity) -> u64 {
        self.rows.iter().filter(|row| row.finding.severity() == severity).count() as u64
    }

    /// `2 fail, 2 warn, 1 skipped, 27 ok in 1.9 s; nothing was changed`.
    fn summary(&self) -> String {
        let counts = [Severity::Fail, Severity::Warn, Severity::Skipped, Severity::Ok];
        let counts = counts.map(|severity| (self.count(severity), severity.name()));
        let there: Vec<String> = counts
            .into_iter()
            .filter(|(n, name)| *n > 0 || *name == Severity::Ok.name())
            .map(|(n, name)| format!("{n} {name}"))
            .collect();
        format!("{} in {:.1} s; nothing was changed", there.join(", "), self.took.as_secs_f64())
    }
}

impl Doctor {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        if self.list {
            return list(global, ui);
        }
        let columns = answer::columns(global, FINDINGS)?;
        if ui.format() == Format::Csv {
            return Err(Failure::usage("doctor says more than rows hold, and -o csv prints rows")
                .hint("use -o json, or one finding a line: rqctl doctor -o jsonl"));
        }
        let upgrade_to = self.version(&global.hints())?;
        let choice = self.choice(&global.hints(), upgrade_to.is_some())?;
        let mut store = global.open(ui)?;
        let hints = global.hints().on(&store);
        let looked = look(&mut store, &choice, upgrade_to, &hints, ui)?;
        let exit = self.exit(&looked);
        let look = ui.look(store.opened_at());
        if look.format == Format::Table && global.columns.is_empty() {
            screen::print(ui, &store, &hints, &looked)?;
            return Ok(exit);
        }
        let head = [("server", server::cell(&store))];
        let mut listing = Listing::begin(&mut ui.out, columns, &look, "rqctl/doctor/1", &head)?.small();
        for row in &looked.rows {
            listing.row(row)?;
        }
        let count = |severity| Cell::count(looked.count(severity));
        let totals = vec![
            ("ok".into(), count(Severity::Ok)),
            ("warn".into(), count(Severity::Warn)),
            ("fail".into(), count(Severity::Fail)),
            ("skipped".into(), count(Severity::Skipped)),
            ("jobs".into(), Cell::opt(looked.jobs, Cell::count)),
            ("seconds".into(), Cell::Seconds(looked.took.as_secs_f64())),
        ];
        listing.end(&Tail { totals, truncated: false, complete: true, error: None })?;
        if !look.format.machine() {
            ui.flush()?;
            ui.note(&looked.summary());
        }
        Ok(exit)
    }

    fn exit(&self, looked: &Looked) -> Exit {
        let least = match self.fail_on {
            FailOn::Warn => Severity::Warn,
            FailOn::Fail => Severity::Fail,
        };
        match looked.rows.iter().any(|row| row.finding.severity() >= least) {
            true => Exit::No,
            false => Exit::Done,
        }
    }

    fn choice(&self, hints: &Hints, upgrade: bool) -> Result<Choice, Failure> {
        for (option, name) in
            self.only.iter().map(|n| ("--only", n)).chain(self.skip.iter().map(|n| ("--skip", n)))
        {
            if doctor::checks().all(|check| check.name != name) {
                let near = nearest(name.as_bytes(), doctor::checks().map(|check| check.name.as_bytes()));
                let hint = match near {
                    Some(near) => hints.read("doctor").option(option, near).to_string(),
                    None => "rqctl doctor --list".to_owned(),
                };
                return Err(Failure::usage(format!("there is no check `{name}`")).hint(hint));
            }
        }
        let choice = Choice { only: self.only.clone(), skip: self.skip.clone(), quick: self.quick, upgrade };
        if choice.checks().is_empty() {
            return Err(Failure::usage("these options leave no check").hint("rqctl doctor --list"));
        }
        Ok(choice)
    }

    fn version(&self, hints: &Hints) -> Result<Option<Version>, Failure> {
        let Some(text) = &self.upgrade_to else { return Ok(None) };
        match Version::parse(text.as_bytes()) {
            Some(version) if version.known() => Ok(Some(version)),
            other => {
                let near = other.map_or(LATEST, Version::nearest_known);
                let hint = hints.read("doctor").option("--upgrade-to", near.to_string());
                Err(Failure::usage(format!("there is no RQ `{text}` that this rqctl knows"))
                    .hint(hint.to_string()))
            }
        }
    }
}

fn look(
    store: &mut Store,
    choice: &Choice,
    upgrade_to: Option<Version>,
    hints: &Hints,
    ui: &Ui,
) -> Result<Looked, Failure> {
    let began = Instant::now();
    let (checks, quick) = (choice.checks(), choice.quick);
    let around = findings::Surroundings::read(store)?;
    let scene = around.scene();
    let mut progress = ui.progress();
    let mut on = |met: u64| {
        let met = i64::try_from(met).unwrap_or(i64::MAX);
        progress.say(&|took| format!("looking at everything  {} met  {} s", thousands(met), took.as_secs()));
    };
    let Examined { findings, jobs } = match quick {
        true => {
            Examined { findings: checks.iter().filter_map(|check| check.look(&scene)).collect(), jobs: None }
        }
        false => examine(store, &checks, &scene, upgrade_to, &mut on)?,
    };
    let findings: Vec<Finding> = doctor::worst_first(findings);
    Ok(Looked { rows: findings::rows(findings, hints), jobs, took: began.elapsed() })
}

/// Asks no server: the table is part of the program.
fn list(global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
    let columns = answer::columns(global, CHECKS)?;
    let look = ui.look(Time::default());
    let mut listing = Listing::begin(&mut ui.out, columns, &look, "rqctl/doctor.list/1", &[])?.small();
    for check in doctor::checks() {
        listing.row(check)?;
    }
    listing.end(&Tail { totals: Vec::new(), truncated: false, complete: true, error: None })?;
    Ok(Exit::Done)
}
