//! `workers shutdown`, `workers kill-horse`, `workers forget`.

use std::{cell::RefCell, collections::BTreeSet, time::Duration};

use crate::{
    cli::{
        duration,
        exit::{Exit, Failure},
        global::Global,
        ui::Ui,
        workers::order::{Order, OrderArgs, Scene, Told, span},
    },
    ops::workers::{PUBLISHES, Watching, forget, kill_horse, running_job, shutdown},
    render::{cell::Cell, escape::shell_word, numbers::count_of},
    rq::fleet::Worker,
};

const EXAMPLES_OF_SHUTDOWN: &str = "\
Examples:
  rqctl workers shutdown app-3.990 --wait 5m
  rqctl workers shutdown --host app-3 --wait 10m && reboot";

#[derive(clap::Args, Debug)]
#[command(after_long_help = EXAMPLES_OF_SHUTDOWN)]
pub struct Shutdown {
    #[command(flatten)]
    order: OrderArgs,

    /// How long to watch them leave
    #[arg(long, value_name = "D", default_value = "0", value_parser = duration::parse, help_heading = "How")]
    wait: Duration,

    /// Also those that were asked before: a second request kills the job
    #[arg(long, help_heading = "How")]
    force: bool,
}

impl Shutdown {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let order = Order {
            schema: "rqctl/workers.shutdown/1",
            verb: "shut down",
            done: "asked to shut down",
            command: Some("shutdown"),
            uses: PUBLISHES,
            grave: true,
            warning: match self.force {
                true => {
                    "those that were asked before kill their jobs, which count as started until their deadlines"
                }
                false => "each ends after the job that it runs; whoever supervises them may start new ones",
            },
        };
        let mut scene = Scene::open(order, &self.order, global, ui)?;
        let before = scene.chosen.known.clone();
        let line = RefCell::new(ui.progress());
        let progress =
            |left, all| line.borrow_mut().say(&|took| format!("left {left}/{all}  {} s", took.as_secs()));
        let watching = Watching { wait: self.wait, interrupt: ui.later_interrupt(), progress: &progress };
        let step = |worker| shutdown::Shutdown { worker, force: self.force, watching: &watching };
        let given = scene.give(step, |asked| self.tell(asked), ui)?;
        line.borrow_mut().clear();
        let hosts: BTreeSet<Vec<u8>> = given
            .rows
            .iter()
            .filter(|row| row.outcome == "left")
            .filter_map(|row| row.host.clone())
            .collect();
        let new = match self.wait.is_zero() {
            true => Vec::new(),
            false => shutdown::newcomers(&mut scene.store, &hosts, &before)?,
        };
        let names = new.iter().map(|worker| Cell::Name(worker.name.0.to_vec().into())).collect();
        let exit = scene.report(given, vec![("new_workers".into(), Cell::List(names))], ui)?;
        if !new.is_empty() {
            let appeared =
                if new.len() == 1 { "appeared on the same host" } else { "appeared on the same hosts" };
            let names: Vec<_> = new.iter().map(|worker| shell_word(&worker.name.0)).collect();
            ui.note(&format!(
                "{} {appeared}: {}",
                count_of(new.len() as u64, "new worker"),
                names.join(", ")
            ));
        }
        Ok(exit)
    }

    fn tell(&self, asked: &shutdown::Asked) -> Told {
        let job = running_job(&asked.worker).map(|id| shell_word(&id.0).into_owned());
        let message = match (asked.left, asked.listeners, asked.watched) {
            (true, _, took) => format!("left {} after the request", span(took.unwrap_or_default())),
            (false, Some(0), _) => "nobody listens for it any more".to_owned(),
            (false, _, Some(took)) => match job {
                Some(job) => format!("asked, and after {} it still runs job {job}", span(took)),
                None => format!("asked, and after {} it has not left", span(took)),
            },
            (false, _, None) => match (job, asked.cold) {
                (Some(job), true) => format!(
                    "asked once more: it kills job {job}, which counts as started until its deadline, and ends"
                ),
                (Some(job), false) => format!("asked to shut down: it ends after job {job}"),
                (None, _) => "asked to shut down".to_owned(),
            },
        };
        Told {
            outcome: if asked.left { "left" } else { "asked" },
            listeners: asked.listeners,
            worker: left_without_job(&asked.worker, asked.left),
            message,
        }
    }
}

/// Whoever has left runs nothing.
fn left_without_job(worker: &Worker, left: bool) -> Worker {
    let mut worker = worker.clone();
    if left {
        worker.runs.clear();
    }
    worker
}

#[derive(clap::Args, Debug)]
pub struct KillHorse {
    #[command(flatten)]
    order: OrderArgs,
}

impl KillHorse {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let order = Order {
            schema: "rqctl/workers.kill-horse/1",
            verb: "kill the work horses of",
            done: "relieved of its work horse",
            command: Some("kill-horse"),
            uses: PUBLISHES,
            grave: true,
            warning: "their jobs fail, and run again where they have retries left; rqctl jobs stop does not retry",
        };
        let mut scene = Scene::open(order, &self.order, global, ui)?;
        let watching =
            Watching { wait: kill_horse::WAIT, interrupt: ui.later_interrupt(), progress: &|_, _| {} };
        let step = |worker| kill_horse::KillHorse { worker, watching: &watching };
        let given = scene.give(step, tell_killed, ui)?;
        scene.report(given, Vec::new(), ui)
    }
}

fn tell_killed(killed: &kill_horse::Killed) -> Told {
    let job = running_job(&killed.worker).map(|id| shell_word(&id.0).into_owned()).unwrap_or_default();
    let (outcome, message) = match (killed.through, killed.listeners) {
        (true, _) => ("killed", format!("its work horse ended: job {job} fails, unless it has retries left")),
        (false, 0) => ("failed", "nobody listens for it any more".to_owned()),
        (false, _) => ("asked", format!("asked, and it still runs job {job}: its listener may have died")),
    };
    Told { outcome, listeners: Some(killed.listeners), worker: killed.worker.clone(), message }
}

const EXAMPLES_OF_FORGET: &str = "\
Examples:
  rqctl workers forget --state dead,stale";

#[derive(clap::Args, Debug)]
#[command(after_long_help = EXAMPLES_OF_FORGET)]
pub struct Forget {
    #[command(flatten)]
    order: OrderArgs,
}

impl Forget {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let order = Order {
            schema: "rqctl/workers.forget/1",
            verb: "forget",
            done: "forgotten",
            command: None,
            uses: forget::USES,
            grave: false,
            warning: "those that gave a sign of life or still listen stay",
        };
        let mut scene = Scene::open(order, &self.order, global, ui)?;
        let crew = scene.store.crew()?;
        let queues = scene.store.queue_names(&crew)?;
        let step = |worker| forget::Forget { worker, queues: &queues };
        let given = scene.give(step, tell_forgotten, ui)?;
        let behind = given.rows.iter().any(|row| row.outcome == "forgotten" && row.running_job.is_some());
        let maintenance = behind.then(|| scene.hints.act("maintenance run").to_string());
        let exit = scene.report(given, Vec::new(), ui)?;
        if let Some(maintenance) = maintenance {
            ui.note(&format!(
                "jobs that are left behind count as abandoned after their deadlines: {maintenance}"
            ));
        }
        Ok(exit)
    }
}

fn tell_forgotten(worker: &Worker) -> Told {
    let behind = match running_job(worker) {
        Some(id) => format!("forgotten; it leaves job {} behind", shell_word(&id.0)),
        None => "forgotten".to_owned(),
    };
    Told { outcome: "forgotten", listeners: None, worker: worker.clone(), message: behind }
}
