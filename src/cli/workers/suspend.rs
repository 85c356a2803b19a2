//! `workers suspend` and `workers resume`.

use std::{cell::RefCell, sync::atomic::Ordering, time::Duration};

use crate::{
    cli::{
        answer,
        consent::{self, Ask, Decision, Weight},
        duration,
        exit::{Exit, Failure},
        global::Global,
        server,
        ui::Ui,
    },
    ops::workers::{
        Watching,
        suspend::{self, RESUMES, Rest, SUSPENDS},
    },
    render::{
        cell::Cell,
        column::Tone,
        escape::shell_word,
        listing::{Listing, Tail},
        numbers::count_of,
        phrase::Phrase,
        time::Civil,
    },
    rq::{fleet::Seen, time::Time},
    store::{Store, writer::Writer},
    views::orders::{SUSPENDED, Suspended},
};

/// Names that a person is shown; machine formats have all.
const NAMES: usize = 10;

const EXAMPLES: &str = "\
Examples:
  rqctl workers suspend --for 30m --wait 10m";

#[derive(clap::Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub struct Suspend {
    /// End by itself after so long
    #[arg(long = "for", value_name = "D", value_parser = duration::span)]
    span: Option<Duration>,

    /// Wait until no job runs any more, at most so long
    #[arg(long, value_name = "D", default_value = "0", value_parser = duration::parse)]
    wait: Duration,

    /// Do not ask
    #[arg(short, long)]
    yes: bool,
}

impl Suspend {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let permit = global.permit()?;
        let columns = answer::columns(global, SUSPENDED)?;
        let mut store = global.open(ui)?;
        let before = Rest::read(&mut store)?;
        let consent = match consent::decide(&permit, global, ui, &store, Weight::Several, self.yes)? {
            Decision::Given(consent) => consent,
            Decision::Ask => {
                let ask = Ask {
                    weight: Weight::Several,
                    verb: "suspend".into(),
                    count: 1,
                    noun: "installation",
                    lines: self.lines(&before, store.opened_at()),
                };
                consent::ask(&permit, ui, &store, &ask)?
            }
        };
        let already = suspend::already(Seen::Is(before.suspension), self.span);
        if !already {
            let mut writer = Writer::open(store.address(), consent, SUSPENDS)?;
            suspend::suspend(&mut writer, self.span)?;
        }
        let rest = self.watch(&mut store, ui)?;
        let row = Suspended {
            outcome: if already { "already" } else { "suspended" },
            until: rest.suspension.and_then(|s| s.until),
            idle_workers: rest.idle.clone(),
            running_jobs: rest.running.clone(),
        };
        let in_time = self.wait.is_zero() || rest.quiet();
        if ui.format().machine() || !global.columns.is_empty() {
            let look = ui.look(store.opened_at());
            let head = [("server", server::cell(&store)), ("dry_run", Cell::Bool(false))];
            let mut listing = Listing::begin(&mut ui.out, columns, &look, "rqctl/workers.suspend/1", &head)?;
            listing.row(&row)?;
            listing.end(&Tail { totals: Vec::new(), truncated: false, complete: in_time, error: None })?;
        } else {
            self.screen(&row, &rest, ui)?;
        }
        Ok(match in_time {
            true => Exit::Done,
            false if ui.later_interrupt().load(Ordering::Relaxed) => Exit::Interrupted,
            false => Exit::TimedOut,
        })
    }

    fn watch(&self, store: &mut Store, ui: &Ui) -> Result<Rest, Failure> {
        let line = RefCell::new(ui.progress());
        let progress = |through: usize, most: usize| {
            line.borrow_mut().say(&|took| {
                format!("{} still run  {} s", count_of((most - through) as u64, "job"), took.as_secs())
            });
        };
        let watching = Watching { wait: self.wait, interrupt: ui.interrupt(), progress: &progress };
        Ok(suspend::wait(store, &watching)?)
    }

    fn lines(&self, rest: &Rest, now: Time) -> Vec<Phrase> {
        let until = match suspend::until(now, self.span).and_then(|at| Civil::of(at.0)) {
            Some(at) => format!("until {} {} UTC", at.date(), at.clock()),
            None => "until somebody resumes".to_owned(),
        };
        let mut lines = vec![format!("no worker of this installation takes a new job, {until}").into()];
        lines.extend(goes_on(rest).into_iter().map(Phrase::from));
        lines.push("schedulers go on, and burst workers end".into());
        lines
    }

    fn screen(&self, row: &Suspended, rest: &Rest, ui: &mut Ui) -> Result<(), Failure> {
        let until = match row.until.and_then(|at| Civil::of(at.0)) {
            Some(at) => format!(" until {} UTC", at.clock()),
            None => ", until somebody resumes".to_owned(),
        };
        let mut page = ui.page();
        let head = match row.outcome {
            "already" => Phrase::new().plain("RQ was suspended already"),
            _ => Phrase::new().plain("RQ is ").say(Tone::Warn, "suspended"),
        };
        page.line(head.plain(until));
        for line in goes_on(rest) {
            page.line(Phrase::new().plain("  ").plain(line));
        }
        if rest.quiet() && !self.wait.is_zero() {
            page.line("  no job runs any more");
        } else if rest.jobs() == 0 && !self.wait.is_zero() {
            page.line("  no job is seen to run, but more may run than can be seen: rqctl status says why");
        }
        page.write(&mut ui.out)?;
        Ok(())
    }
}

/// What a suspension does not end.
fn goes_on(rest: &Rest) -> Vec<String> {
    let mut lines = Vec::new();
    let jobs = rest.jobs();
    if jobs > 0 {
        let goes = if jobs == 1 { "runs to its end" } else { "run to their ends" };
        let names: Vec<_> = rest.running.iter().map(|id| shell_word(&id.0)).collect();
        lines.push(format!("{} {goes}{}", count_of(jobs, "job"), named(&names)));
    }
    if !rest.idle.is_empty() {
        let idle = rest.idle.len() as u64;
        let takes = if idle == 1 { "takes one more job first" } else { "take one more job each first" };
        let names: Vec<_> = rest.idle.iter().map(|name| shell_word(&name.0)).collect();
        lines.push(format!("{} {takes}{}", count_of(idle, "idle worker"), named(&names)));
    }
    lines
}

fn named(names: &[impl AsRef<str>]) -> String {
    let some: Vec<&str> = names.iter().take(NAMES).map(AsRef::as_ref).collect();
    let more = if names.len() > NAMES { ", …" } else { "" };
    if some.is_empty() { String::new() } else { format!(": {}{more}", some.join(", ")) }
}

#[derive(clap::Args, Debug)]
pub struct Resume {}

impl Resume {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let permit = global.permit()?;
        let columns = answer::columns(global, SUSPENDED)?;
        let store = global.open(ui)?;
        let consent = match consent::decide(&permit, global, ui, &store, Weight::Named, true)? {
            Decision::Given(consent) => consent,
            Decision::Ask => return Err(Failure::usage("nobody is asked about a resume")),
        };
        let mut writer = Writer::open(store.address(), consent, RESUMES)?;
        let resumed = suspend::resume(&mut writer)?;
        let rest = Rest::read(writer.reads())?;
        if !ui.format().machine() && global.columns.is_empty() {
            let mut page = ui.page();
            page.line(match resumed {
                true => "workers take jobs again",
                false => "RQ was not suspended",
            });
            page.write(&mut ui.out)?;
            return Ok(Exit::Done);
        }
        let row = Suspended {
            outcome: if resumed { "resumed" } else { "already" },
            until: None,
            idle_workers: rest.idle,
            running_jobs: rest.running,
        };
        let look = ui.look(store.opened_at());
        let head = [("server", server::cell(&store)), ("dry_run", Cell::Bool(false))];
        let mut listing = Listing::begin(&mut ui.out, columns, &look, "rqctl/workers.resume/1", &head)?;
        listing.row(&row)?;
        listing.end(&Tail { totals: Vec::new(), truncated: false, complete: true, error: None })?;
        Ok(Exit::Done)
    }
}
