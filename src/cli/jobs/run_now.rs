//! `jobs run-now`: do not wait any longer.

use crate::{
    cli::{
        exit::{Exit, Failure},
        global::Global,
        jobs::act::{Act, BulkArgs, Tell},
        ui::Ui,
    },
    ops::run_now,
    render::column::Column,
    rq::{filter::Meant, state::Word},
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
