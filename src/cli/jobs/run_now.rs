//! `jobs run-now`: do not wait any longer.

use crate::{
    cli::{
        exit::{Exit, Failure},
        global::Global,
        hints::Hints,
        jobs::act::{Act, BulkArgs, Tally, Tell},
        ui::Ui,
    },
    ops::run_now,
    render::{column::Column, phrase::Phrase},
    rq::{filter::Meant, state::Word},
    store::Store,
    views::reports::{QUEUED_JOBS, Row},
};

const EXAMPLES: &str = "\
Examples:
  rqctl jobs run-now -q mail -s overdue
  rqctl jobs run-now ID --ignore-dependencies";

#[derive(clap::Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub struct RunNow {
    #[command(flatten)]
    bulk: BulkArgs,

    /// Also jobs whose parents are not done
    #[arg(long)]
    ignore_dependencies: bool,
}

/// What is overdue, and what waits for parents that are all done; jobs due later where `-s` or an ID names them.
const MEANT: Meant = Meant { statuses: &[], words: &[Word::Overdue, Word::Released] };

impl Tell for run_now::RunNow {
    const COLUMNS: &'static [Column<Row>] = QUEUED_JOBS;

    fn warnings(&self, _: &BulkArgs, _: &Tally, _: &mut Store, _: &Hints) -> Result<Vec<Phrase>, Failure> {
        let early = "those whose parents are not done run all the same";
        Ok(self.ignore_dependencies.then(|| early.into()).into_iter().collect())
    }
}

impl RunNow {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let act = Act {
            queues: true,
            ..Act::of(run_now::RunNow { ignore_dependencies: self.ignore_dependencies }, MEANT, run_now::USES)
        };
        act.run(&self.bulk, global, ui)
    }
}
