//! `jobs requeue`: run jobs again.

use std::ffi::OsString;

use crate::{
    cli::{
        exit::{Exit, Failure},
        global::Global,
        hints::Hints,
        jobs::act::{Act, BulkArgs, Tally, Tell},
        nearest::nearest,
        ui::Ui,
    },
    ops::requeue,
    render::{
        column::{Column, Tone},
        escape::shell_word,
        phrase::Phrase,
    },
    rq::{filter::Meant, id::QueueName, status::Status},
    store::Store,
    views::reports::{QUEUED_JOBS, Row},
};

const EXAMPLES: &str = "\
Examples:
  rqctl jobs requeue ID
  rqctl jobs requeue -q mail --error SMTP --since 2h --dry-run
  rqctl jobs requeue -s failed --func 'shop.*' --rate 50 --yes
  rqctl jobs requeue -s canceled --id 'report-*' --to-queue reports";

#[derive(clap::Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub struct Requeue {
    #[command(flatten)]
    bulk: BulkArgs,

    /// Before all that waits, in the order of the list
    #[arg(long)]
    at_front: bool,

    /// Into this queue instead of the one that they came from
    #[arg(long, value_name = "Q")]
    to_queue: Option<OsString>,

    /// That queue may be new
    #[arg(long, requires = "to_queue")]
    new_queue: bool,

    /// Also jobs that finished
    #[arg(long)]
    force: bool,
}

/// Failed jobs; stopped, canceled, finished and lost ones are requeued where `-s` or an ID names them.
const MEANT: Meant = Meant { statuses: &[Status::Failed], words: &[] };

impl Tell for requeue::Requeue {
    const COLUMNS: &'static [Column<Row>] = QUEUED_JOBS;

    fn warnings(&self, _: &BulkArgs, _: &Tally, _: &mut Store, _: &Hints) -> Result<Vec<Phrase>, Failure> {
        let front = if self.at_front { ", before all that waits there" } else { "" };
        let mut lines = Vec::new();
        match &self.to {
            Some(queue) => {
                lines.push(Phrase::from("they go to ").name(Tone::Plain, &queue.0).plain(front));
            }
            None if self.at_front => lines.push("they go back before all that waits".into()),
            None => {}
        }
        if self.force {
            lines.push("those that finished run a second time".into());
        }
        Ok(lines)
    }
}

impl Requeue {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let to = self.to_queue.as_ref().map(|queue| QueueName::from_text(queue.as_encoded_bytes()));
        if let Some(queue) = to.as_ref().filter(|_| !self.new_queue) {
            self.known(queue, global, ui)?;
        }
        let act = Act {
            grave: self.force,
            queues: true,
            backwards: self.at_front,
            ..Act::of(
                requeue::Requeue { at_front: self.at_front, to, force: self.force },
                MEANT,
                requeue::USES,
            )
        };
        act.run(&self.bulk, global, ui)
    }

    /// A queue that nobody knows is a slip of the hand: what goes there would never run.
    fn known(&self, queue: &QueueName, global: &Global, ui: &mut Ui) -> Result<(), Failure> {
        let mut store = global.open(ui)?;
        let crew = store.crew()?;
        let known = store.queue_names(&crew)?;
        if known.contains(queue) {
            return Ok(());
        }
        let hint = match nearest(&queue.0, known.iter().map(|q| &*q.0)) {
            Some(near) => format!("did you mean {}? else --new-queue makes it", shell_word(near)),
            None => "--new-queue makes it all the same".to_owned(),
        };
        let what = format!("there is no queue {} and no worker for it", shell_word(&queue.0));
        Err(Failure::no("no_queue", what).hint(hint))
    }
}
