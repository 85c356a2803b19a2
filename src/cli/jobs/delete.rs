//! `jobs delete`: remove jobs with everything that belongs to them.

use crate::{
    cli::{
        exit::{Exit, Failure},
        global::Global,
        hints::Hints,
        jobs::act::{Act, BulkArgs, Seen, Tally, Tell, waits},
        ui::Ui,
    },
    ops::{delete, delete::Gone},
    render::phrase::Phrase,
    rq::filter::Meant,
    store::Store,
    views::reports::Row,
};

const EXAMPLES: &str = "\
Examples:
  rqctl jobs delete ID
  rqctl jobs delete -s failed --older-than 14d --yes --quiet    # from cron";

#[derive(clap::Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub struct Delete {
    #[command(flatten)]
    bulk: BulkArgs,

    /// Also the jobs that wait for them, at all levels
    #[arg(long)]
    with_dependents: bool,

    /// Also jobs that run, or that a worker has just taken
    #[arg(long)]
    force: bool,
}

impl Tell for delete::Delete {
    fn fill(_: &Gone, seen: Option<&Seen<Self>>, row: &mut Row) {
        row.message = seen.and_then(|waiting| waits(waiting, "will never run", "will never run"));
    }

    fn warnings(
        &self,
        _: &BulkArgs,
        tally: &Tally,
        store: &mut Store,
        _: &Hints,
    ) -> Result<Vec<Phrase>, Failure> {
        let mut lines: Vec<Phrase> =
            vec!["what is deleted is gone: calls, results and tracebacks too".into()];
        if self.force {
            lines.push("what runs goes on, and may leave traces of itself".into());
        }
        if let Some(waiting) = tally.waiting(store)? {
            lines.push(format!("{} will never run", waiting.who).into());
        }
        Ok(lines)
    }
}

impl Delete {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        if !self.bulk.named() && !self.bulk.filter.is_empty() && self.bulk.filter.status.is_empty() {
            return Err(Failure::usage("delete by a filter needs -s: which statuses may go?")
                .hint("such as -s failed, or -s queued,scheduled"));
        }
        let act = Act {
            grave: true,
            dependents: self.with_dependents,
            ..Act::of(delete::Delete { force: self.force }, Meant::ALL, delete::USES)
        };
        act.run(&self.bulk, global, ui)
    }
}
