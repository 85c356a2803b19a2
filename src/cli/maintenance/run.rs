//! `maintenance run`.

use std::{io, ops::ControlFlow, time::Duration};

use crate::{
    cli::{
        answer,
        consent::{self, Decision, Weight},
        duration,
        exit::{Exit, Failure},
        filter::glob,
        global::Global,
        hints::Hints,
        maintenance::report::{self, Report},
        nearest::nearest,
        server,
        ui::Ui,
    },
    ops::maintenance::{
        self, Bounds, Locking, Options, Stuck,
        report::News,
        task::{self, Kind, TASKS},
    },
    rq::{glob::Glob, id::QueueName},
    store::{
        Store,
        writer::{Uses, Writer},
    },
    views::maintenance::RUN,
};

const EXAMPLES: &str = "\
Examples:
  rqctl maintenance run --dry-run
  * * * * * rqctl -u redis://cache-1/0 --on prod-eu maintenance run  # crontab
  rqctl maintenance run --tasks default,orphans -q mail";

/// Made for cron: silent when there was nothing to do, one line otherwise, safe every minute beside live workers of
/// any RQ and beside itself. Exit code 3 says that a job was left which would end a worker, or that nobody can read.
#[derive(clap::Args, Debug)]
#[command(after_help = tasks_help(), after_long_help = format!("{}\n\n{EXAMPLES}", tasks_help()))]
pub struct Run {
    /// Only these queues; globs, several times
    #[arg(short, long, value_name = "GLOB", value_parser = glob)]
    queue: Vec<Glob>,

    /// Which tasks, instead of the default ones; `default` stands for them
    #[arg(long, value_name = "T,T", value_delimiter = ',', default_value = task::DEFAULT)]
    tasks: Vec<String>,

    /// What becomes of a job that was taken from its queue and never started
    #[arg(long, value_name = "HOW", default_value = "requeue")]
    stuck: How,

    /// How old a canceled job must be for the task `canceled`, such as 30d
    #[arg(long, value_name = "D", value_parser = duration::parse)]
    canceled_older_than: Option<Duration>,

    /// Also retry and fail jobs whose failure callback only Python could run; it is not called
    #[arg(long)]
    ignore_callbacks: bool,

    /// Say item by item what would be done, and why; change nothing
    #[arg(long)]
    dry_run: bool,

    /// Wait so long for a queue that another maintains [default: leave it to the other]
    #[arg(long, value_name = "D", value_parser = duration::parse, conflicts_with = "no_lock")]
    wait_lock: Option<Duration>,

    /// Neither take nor respect RQ's maintenance locks
    #[arg(long)]
    no_lock: bool,

    /// Take over a lock of RQ that is older: its worker is gone; 0 = never
    #[arg(long, value_name = "D", default_value = "300s", value_parser = duration::parse)]
    take_over_after: Duration,
}

/// Columns of the list of tasks in the help.
const HELP_COLUMNS: usize = 78;

/// The words of `--stuck`.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum How {
    /// Back to the front of its queue
    Requeue,
    /// As RQ does: failed, or retried if retries are left
    Fail,
}

/// Laid out here, since the help wraps no lines below each other.
fn tasks_help() -> String {
    let names = TASKS.iter().map(|task| task.name.len()).max().unwrap_or(0);
    let mut text = "Tasks:\n".to_owned();
    for default in [true, false] {
        if !default {
            text += "On request, with --tasks:\n";
        }
        for task in TASKS.iter().filter(|task| task.default == default) {
            text += &format!("  {:names$}  ", task.name);
            let mut column = names + 4;
            for (i, word) in task.what.split(' ').enumerate() {
                if column + 1 + word.chars().count() > HELP_COLUMNS {
                    column = names + 4;
                    text += &format!("\n{:column$}", "");
                } else if i > 0 {
                    column += 1;
                    text.push(' ');
                }
                column += word.chars().count();
                text += word;
            }
            text.push('\n');
        }
    }
    text.trim_end().to_owned()
}

impl Run {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let options = self.options()?;
        let permit = if self.dry_run { None } else { Some(global.permit()?) };
        let columns = answer::columns_of_jobs(global, RUN, "job_id")?;
        let mut store = global.open(ui)?;
        let hints = global.hints().on(&store);
        self.known(&mut store, &hints)?;
        let mut writer = match &permit {
            None => None,
            Some(permit) => {
                let weight = Weight::Command("maintenance run");
                match consent::decide(permit, global, ui, &store, weight, false)? {
                    Decision::Given(consent) => {
                        let scripts = maintenance::scripts(options.tasks.iter().copied());
                        let uses = Uses { scripts: &scripts, publishes: false };
                        Some(Writer::open(store.address(), consent, uses)?)
                    }
                    Decision::Ask => return Err(Failure::usage("maintenance run asks nobody")),
                }
            }
        };
        let interrupt = ui.interrupt();
        if self.dry_run && !ui.format().machine() {
            ui.notes(|page| page.line(server::line(&store)));
        }
        let mut progress = ui.progress();
        let look = ui.look(store.opened_at());
        let server = server::cell(&store);
        let mut report = Report::begin(&mut ui.out, look, columns, server, self.dry_run)?;
        let mut broken = None;
        let done = maintenance::run(&mut store, writer.as_mut(), &options, interrupt, &mut |news| {
            let item = match news {
                News::Item(item) => item,
                News::Waits(left) => {
                    progress.say(&|_| format!("looking again in {} s", left.as_secs() + 1));
                    return ControlFlow::Continue(());
                }
            };
            progress.clear();
            match report.item(item) {
                Ok(()) => ControlFlow::Continue(()),
                Err(e) => {
                    broken = Some(e);
                    ControlFlow::Break(())
                }
            }
        });
        progress.clear();
        let told = report.end(&done, &hints)?;
        match broken.filter(|e| e.kind() != io::ErrorKind::BrokenPipe) {
            Some(e) => return Err(e.into()),
            None => ui.flush()?,
        }
        for line in report::locks(&done, self.take_over_after.as_secs(), global.verbose) {
            ui.warn(&line);
        }
        if let Some(sentence) = told.sentence {
            let would = if self.dry_run { "would " } else { "" };
            ui.note(&format!("maintenance: {would}{sentence}"));
        }
        told.exit
    }

    fn options(&self) -> Result<Options, Failure> {
        let tasks = task::named(&self.tasks).map_err(|wrong| {
            let names: Vec<&str> = TASKS.iter().map(|task| task.name).collect();
            let near = nearest(wrong.as_bytes(), names.iter().map(|name| name.as_bytes()));
            let failure = Failure::usage(format!("there is no task `{wrong}`"));
            match near {
                Some(near) => failure.hint(format!("did you mean `{}`?", String::from_utf8_lossy(near))),
                None => failure.hint("rqctl maintenance tasks"),
            }
        })?;
        let canceled = tasks.iter().any(|task| task.kind == Kind::Canceled);
        match (canceled, self.canceled_older_than) {
            (true, None) => {
                return Err(Failure::usage("the task `canceled` needs --canceled-older-than")
                    .hint("such as --canceled-older-than 30d"));
            }
            (false, Some(_)) => {
                return Err(Failure::usage("--canceled-older-than belongs to the task `canceled`")
                    .hint("add --tasks default,canceled"));
            }
            _ => {}
        }
        let locking = Locking {
            wait: self.wait_lock.unwrap_or(Duration::ZERO),
            take_over_after_s: self.take_over_after.as_secs(),
        };
        Ok(Options {
            queues: self.queue.clone(),
            tasks,
            stuck: match self.stuck {
                How::Requeue => Stuck::Requeue,
                How::Fail => Stuck::Fail,
            },
            canceled_older_than: self.canceled_older_than,
            ignore_callbacks: self.ignore_callbacks,
            lock: (!self.no_lock).then_some(locking),
            bounds: Bounds::default(),
        })
    }

    /// A queue that was named must exist, or a slip in a crontab would stay unseen.
    fn known(&self, store: &mut Store, hints: &Hints) -> Result<(), Failure> {
        let named: Vec<QueueName> =
            self.queue.iter().filter_map(Glob::literal).map(QueueName::from_text).collect();
        if named.is_empty() {
            return Ok(());
        }
        let crew = store.crew()?;
        let known = store.queue_names(&crew)?;
        for queue in named.iter().filter(|queue| !known.contains(queue)) {
            if store.has_keys(queue)? {
                continue;
            }
            let hint = match nearest(&queue.0, known.iter().map(|known| &known.0[..])) {
                Some(near) => hints.act("maintenance run").option("-q", near),
                None => hints.read("queues list"),
            };
            let what = format!("there is no queue `{}`", queue.lossy());
            return Err(Failure::no("not_found", what).hint(hint.to_string()));
        }
        Ok(())
    }
}
