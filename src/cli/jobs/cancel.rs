//! `jobs cancel`: keep jobs from running.

use crate::{
    cli::{
        exit::{Exit, Failure},
        global::Global,
        hints::Hints,
        jobs::act::{self, Act, BulkArgs, Seen, Tell, waits},
        ui::Ui,
    },
    ops::{cancel, cancel::Away},
    render::numbers::count_of,
    rq::{filter::Meant, id::JobId, status::Status},
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
        jobs: &[JobId],
        store: &mut Store,
        _: &Hints,
    ) -> Result<Vec<String>, Failure> {
        let mut lines = Vec::new();
        if self.force {
            lines.push("what runs goes on: its work horse will write `finished` over it".to_owned());
        }
        let waiting = store.count_dependents(jobs)?;
        if waiting > 0 {
            let who = act::waiting(waiting);
            lines.push(match (self.enqueue_dependents, waiting) {
                (true, 1) => format!("{who} goes on"),
                (true, _) => format!("{who} go on"),
                (false, _) => format!("{who} will never run"),
            });
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
