//! `jobs cancel`: keep jobs from running.

use crate::{
    cli::{
        exit::{Exit, Failure},
        global::Global,
        hints::Hints,
        jobs::act::{Act, BulkArgs, Seen, Tally, Tell, waits},
        ui::Ui,
    },
    ops::{cancel, cancel::Away},
    render::{numbers::count_of, phrase::Phrase},
    rq::{filter::Meant, status::Status},
    store::Store,
    views::reports::Row,
};

const EXAMPLES: &str = "\
Examples:
  rqctl jobs cancel ID --with-dependents
  rqctl jobs cancel -q bulk --older-than 7d --dry-run";

#[derive(clap::Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub struct Cancel {
    #[command(flatten)]
    bulk: BulkArgs,

    /// Also the jobs that wait for them, at all levels
    #[arg(long, conflicts_with = "enqueue_dependents")]
    with_dependents: bool,

    /// Let the jobs that wait for them go on as if they were done
    #[arg(long)]
    enqueue_dependents: bool,

    /// Let their parents forget them
    #[arg(long)]
    remove_from_dependencies: bool,

    /// Also jobs that run, which goes on, or that are over
    #[arg(long)]
    force: bool,
}

/// Whatever waits.
const MEANT: Meant = Meant {
    statuses: &[
        Status::Queued,
        Status::Scheduled,
        Status::Deferred,
        Status::ReadyToEnqueue,
        Status::RateLimited,
    ],
    words: &[],
};

impl Tell for cancel::Cancel {
    fn fill(step: &Away, seen: Option<&Seen<Self>>, row: &mut Row) {
        let Some(seen) = seen else { return };
        let mut parts = Vec::new();
        if step.runs() {
            parts.push("its work horse runs on, and will write `finished` over it".to_owned());
        }
        if seen.released > 0 {
            parts.push(format!("{} went on", count_of(seen.released, "dependent")));
        }
        parts.extend(waits(&seen.waiting, "stays deferred", "stay deferred"));
        row.message = (!parts.is_empty()).then(|| parts.join("; "));
    }

    fn warnings(
        &self,
        _: &BulkArgs,
        tally: &Tally,
        store: &mut Store,
        _: &Hints,
    ) -> Result<Vec<Phrase>, Failure> {
        let mut lines: Vec<Phrase> = Vec::new();
        if self.force {
            lines.push("what runs goes on: its work horse will write `finished` over it".into());
        }
        if let Some(waiting) = tally.waiting(store)? {
            let will = match (self.enqueue_dependents, waiting.one) {
                (true, true) => "goes on",
                (true, false) => "go on",
                (false, _) => "will never run",
            };
            lines.push(format!("{} {will}", waiting.who).into());
        }
        Ok(lines)
    }
}

impl Cancel {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let verb = cancel::Cancel {
            enqueue_dependents: self.enqueue_dependents,
            remove_from_dependencies: self.remove_from_dependencies,
            force: self.force,
        };
        let act = Act {
            grave: self.force,
            queues: self.enqueue_dependents,
            dependents: self.with_dependents,
            ..Act::of(verb, MEANT, cancel::USES)
        };
        act.run(&self.bulk, global, ui)
    }
}
