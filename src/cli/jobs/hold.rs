//! `jobs hold` and `jobs release`: put jobs aside, and back.

use crate::{
    cli::{
        exit::{Exit, Failure},
        global::Global,
        hints::Hints,
        jobs::act::{Act, BulkArgs, Tally, Tell},
        ui::Ui,
    },
    ops::{hold, release},
    render::{column::Column, phrase::Phrase},
    rq::{filter::Meant, state::Word, status::Status},
    store::Store,
    views::reports::{QUEUED_JOBS, Row},
};

const EXAMPLES_OF_HOLD: &str = "\
Examples:
  rqctl jobs hold report.daily
  rqctl jobs hold --func shop.sync_all    # rqctl jobs release takes it back";

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

impl Tell for hold::Hold {
    fn warnings(
        &self,
        _: &BulkArgs,
        tally: &Tally,
        store: &mut Store,
        _: &Hints,
    ) -> Result<Vec<Phrase>, Failure> {
        let mut lines = vec![Phrase::from("they stay aside until ").command("rqctl jobs release")];
        if let Some(waiting) = tally.waiting(store)? {
            lines.push(
                format!("{} {}", waiting.who, if waiting.one { "goes on waiting" } else { "go on waiting" })
                    .into(),
            );
        }
        Ok(lines)
    }
}

impl Tell for release::Release {
    const COLUMNS: &'static [Column<Row>] = QUEUED_JOBS;

    fn warnings(&self, _: &BulkArgs, _: &Tally, _: &mut Store, _: &Hints) -> Result<Vec<Phrase>, Failure> {
        Ok(vec!["each goes back to where it was; what was queued goes to the front".into()])
    }
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
