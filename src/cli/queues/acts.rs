//! `queues empty`, `queues delete`, `queues compact`.

use crate::{
    cli::{
        consent::{Ask, Weight},
        exit::{Exit, Failure},
        global::Global,
        queues::scene::{QueueArgs, Scene},
        ui::Ui,
    },
    ops::{
        delete as job,
        engine::Ended,
        limiter,
        queues::{
            compact::{self, Compact as Compacted},
            delete::{self, FILLED},
            drop, empty,
        },
        refusal::{Reason, Refusal},
        taking,
    },
    render::{numbers::count_of, phrase::Phrase},
    store::writer::Uses,
};

const EXAMPLES: &str = "\
Examples:
  rqctl queues empty bulk --dry-run";

#[derive(clap::Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub struct Empty {
    #[command(flatten)]
    queues: QueueArgs,

    /// All queues
    #[arg(long)]
    all: bool,
}

#[derive(clap::Args, Debug)]
pub struct Delete {
    #[command(flatten)]
    queues: QueueArgs,

    /// Also delete the jobs that stand in them
    #[arg(long)]
    with_jobs: bool,
}

#[derive(clap::Args, Debug)]
pub struct Compact {
    #[command(flatten)]
    queues: QueueArgs,

    /// All queues
    #[arg(long)]
    all: bool,
}

const GONE: &str = "what is deleted is gone, results too; what waits for it will never run";

impl Empty {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let mut scene = Scene::open(&self.queues, Some(self.all), "empty", global, ui)?;
        let count = scene.lengths.iter().sum();
        let lines = what_goes(&mut scene, ui)?;
        let ask = Ask { weight: Weight::Grave, verb: "delete".into(), count, noun: "job", lines };
        let consent = scene.consent(ask, ui)?;
        let mut writer = scene.writer(consent, empty::USES)?;
        let ended = scene.walk(empty::Empty, writer.as_mut(), ui, empty::Cleared::jobs, deleted)?;
        scene.report("rqctl/queues.empty/1", ended, ui)
    }
}

impl Delete {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let mut scene = Scene::open(&self.queues, None, "delete", global, ui)?;
        if !self.with_jobs {
            scene.leave_filled(&Refusal::new(Reason::NotEmpty, FILLED));
        }
        let jobs: u64 = scene.lengths.iter().sum();
        let queues = scene.queues.len() as u64;
        let (verb, count, noun) = match jobs {
            0 => ("delete".to_owned(), queues, "queue"),
            jobs => (format!("delete {} with", count_of(queues, "queue")), jobs, "job"),
        };
        let lines = match jobs {
            0 => vec![scene.names()],
            _ => what_goes(&mut scene, ui)?,
        };
        let consent =
            scene.consent(Ask { weight: Weight::Grave, verb: verb.into(), count, noun, lines }, ui)?;
        let mut writer = scene.writer(consent, WITH_JOBS)?;
        let mut ended = Ended::Finished;
        if jobs > 0 {
            ended = scene.walk(empty::Empty, writer.as_mut(), ui, empty::Cleared::jobs, deleted)?;
        }
        if ended.complete() {
            ended = scene.drop_queues(jobs > 0, writer.as_mut(), ui);
        }
        scene.report("rqctl/queues.delete/1", ended, ui)
    }
}

/// What `queues delete` does to the server.
const WITH_JOBS: Uses = Uses {
    scripts: &[&job::SCRIPT, &drop::SCRIPT, &limiter::PROMOTE, &taking::SWEEP, &delete::SCRIPT],
    publishes: false,
};

impl Compact {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let mut scene = Scene::open(&self.queues, Some(self.all), "compact", global, ui)?;
        let verb = Compacted::look(&mut scene.store, &scene.queues)?;
        let count = scene.count(verb.clone(), ui)?;
        let jobs = Phrase::from("of ").and(scene.counts());
        let lines = vec![jobs, "the jobs stay; entries that have none, or that stand there twice, go".into()];
        let ask = Ask { weight: Weight::Several, verb: "drop".into(), count, noun: "entry", lines };
        let consent = scene.consent(ask, ui)?;
        let mut writer = scene.writer(consent, compact::USES)?;
        let ended = scene.walk(verb, writer.as_mut(), ui, |_| 1, |()| (1, 0))?;
        scene.report("rqctl/queues.compact/1", ended, ui)
    }
}

fn deleted(seen: &empty::Seen) -> (u64, u64) {
    match seen {
        empty::Seen::Deleted { stranded } => (1, *stranded),
        empty::Seen::Dropped => (0, 0),
    }
}

fn what_goes(scene: &mut Scene, ui: &Ui) -> Result<Vec<Phrase>, Failure> {
    let jobs = count_of(scene.lengths.iter().sum(), "job");
    let mut lines = vec![Phrase::from(format!("delete {jobs}: ")).and(scene.counts())];
    lines.extend(scene.samples(ui)?);
    lines.push(GONE.into());
    Ok(lines)
}
