//! `jobs hold` and `jobs release`: put jobs aside, and back.

use crate::{
    cli::{
        exit::{Exit, Failure},
        global::Global,
        jobs::act::{Act, BulkArgs, Tell},
        ui::Ui,
    },
    ops::{hold, release},
    render::column::Column,
    rq::{filter::Meant, state::Word, status::Status},
    views::reports::{QUEUED_JOBS, Row},
};

const EXAMPLES_OF_HOLD: &str = "\
Examples:
  rqctl jobs hold report.daily
  rqctl jobs hold --func shop.sync_all      # rqctl jobs release takes it back";

#[derive(clap::Args, Debug)]
#[command(after_long_help = EXAMPLES_OF_HOLD)]
pub struct Hold {
    #[command(flatten)]
    bulk: BulkArgs,
}

const EXAMPLES_OF_RELEASE: &str = "\
Examples:
  rqctl jobs release --func shop.sync_all
  rqctl jobs release -q default";

#[derive(clap::Args, Debug)]
#[command(after_long_help = EXAMPLES_OF_RELEASE)]
pub struct Release {
    #[command(flatten)]
    bulk: BulkArgs,
}

/// Whatever waits and can be kept from running; deferred jobs cannot.
const WAITING: Meant = Meant {
    statuses: &[Status::Queued, Status::Scheduled, Status::ReadyToEnqueue, Status::RateLimited],
    words: &[],
};

const HELD: Meant = Meant { statuses: &[], words: &[Word::Held] };

impl Tell for hold::Hold {}

impl Tell for release::Release {
    const COLUMNS: &'static [Column<Row>] = QUEUED_JOBS;
}

impl Hold {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let act = Act::of(hold::Hold { reason: "hold" }, WAITING, hold::USES);
        act.run(&self.bulk, global, ui)
    }
}

impl Release {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let act = Act { queues: true, ..Act::of(release::Release, HELD, release::USES) };
        act.run(&self.bulk, global, ui)
    }
}
