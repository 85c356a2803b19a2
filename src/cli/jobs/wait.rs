//! `jobs wait`: until jobs are over, and whether they finished.

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use crate::{
    cli::{
        answer, duration,
        exit::{Exit, Failure},
        global::Global,
        server,
        targets::TargetArgs,
        ui::Ui,
    },
    render::listing::{Listing, Tail},
    rq::{candidate::Found, fields::Needs, id::JobId, status::Status},
    store::{Store, cursor::PAGE},
    views::kin::{WAITED, Waited},
};

/// Between two looks, at first and at last.
const QUICK: Duration = Duration::from_millis(20);
const SLOW: Duration = Duration::from_millis(500);

const EXAMPLES: &str = "\
Examples:
  rqctl jobs wait ID --wait 5m && echo finished";

#[derive(clap::Args, Clone, Debug)]
#[command(after_long_help = EXAMPLES)]
pub struct Wait {
    #[command(flatten)]
    targets: TargetArgs,

    /// At most so long; without it, until all are over
    #[arg(long, value_name = "D", value_parser = duration::parse)]
    wait: Option<Duration>,
}

impl Wait {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        if self.targets.is_empty() {
            return Err(
                Failure::usage("which jobs? name IDs, or - for standard input").hint("rqctl jobs wait ID")
            );
        }
        let columns = answer::columns_of_jobs(global, WAITED, "id")?;
        let mut store = global.open(ui)?;
        let hints = global.hints().on(&store);
        let texts = self.targets.texts(global, ui)?;
        let fault = texts.fault();
        let (open, gone) = resolve(&mut store, texts.iter)?;
        let mut open: Vec<Open> = open.into_iter().map(|id| (id, None)).collect();
        let interrupt = ui.interrupt();
        let look = ui.look(store.opened_at());
        let head = [("server", server::cell(&store))];
        let mut listing = Listing::begin(&mut ui.out, columns, &look, "rqctl/jobs.wait/1", &head)?;
        let began = Instant::now();
        let mut tally = Tally::default();
        let mut tell = |id: Vec<u8>, outcome, status: Option<Status>| -> Result<(), Failure> {
            tally.add(outcome);
            let status = status.map(|s| s.as_bytes().to_vec());
            listing.row(&Waited { id, outcome, status, waited_s: began.elapsed().as_secs_f64() })?;
            Ok(listing.flush()?)
        };
        for text in gone {
            tell(text, "gone", None)?;
        }
        let mut pause = QUICK;
        let mut failure = fault.take();
        while !open.is_empty() && failure.is_none() && !interrupt.load(Ordering::Relaxed) {
            match over(&mut store, &mut open) {
                Ok(ended) => {
                    for (id, outcome, status) in ended {
                        tell(id.0.to_vec(), outcome, status)?;
                    }
                }
                Err(e) => failure = Some(e),
            }
            let left = self.wait.map_or(pause, |wait| wait.saturating_sub(began.elapsed()));
            if open.is_empty() || left.is_zero() {
                break;
            }
            std::thread::sleep(left.min(pause));
            pause = (pause * 3 / 2).min(SLOW);
        }
        let interrupted = interrupt.load(Ordering::Relaxed);
        if failure.is_none() && !interrupted {
            for (id, status) in std::mem::take(&mut open) {
                tell(id.0.to_vec(), "timed_out", status)?;
            }
        }
        let error = failure.as_ref().and_then(|failure| failure.fault(&hints));
        let complete = failure.is_none() && !interrupted;
        listing.end(&Tail { totals: Vec::new(), truncated: false, complete, error })?;
        match failure {
            Some(failure) => Err(failure),
            None if interrupted => Ok(Exit::Interrupted),
            None => Ok(tally.exit()),
        }
    }
}

/// The jobs that the texts name, and the texts that name none.
fn resolve(
    store: &mut Store,
    texts: Box<dyn Iterator<Item = Vec<u8>>>,
) -> Result<(Vec<JobId>, Vec<Vec<u8>>), Failure> {
    let (mut open, mut gone) = (Vec::new(), Vec::new());
    let mut select = store.named(texts, Needs::NONE)?;
    while let Some(page) = select.next_page()? {
        for candidate in page.items {
            match candidate.found {
                Found::Job(_) => open.push(candidate.id),
                _ => gone.push(candidate.id.0.into_vec()),
            }
        }
    }
    Ok((open, gone))
}

/// A job that is not over, with its status when last seen.
type Open = (JobId, Option<Status>);

type Over = (JobId, &'static str, Option<Status>);

/// Takes those out that are over.
fn over(store: &mut Store, open: &mut Vec<Open>) -> Result<Vec<Over>, Failure> {
    let mut ended = Vec::new();
    let mut left = Vec::with_capacity(open.len());
    for chunk in open.chunks(PAGE) {
        let ids: Vec<JobId> = chunk.iter().map(|(id, _)| id.clone()).collect();
        for (id, status) in ids.iter().zip(store.statuses(&ids)?) {
            let outcome = match &status {
                Some(Status::Finished) => "finished",
                Some(Status::Failed) => "failed",
                Some(Status::Stopped) => "stopped",
                Some(Status::Canceled) => "canceled",
                None => "gone",
                Some(_) => {
                    left.push((id.clone(), status));
                    continue;
                }
            };
            ended.push((id.clone(), outcome, status));
        }
    }
    *open = left;
    Ok(ended)
}

#[derive(Default)]
struct Tally {
    finished: u64,
    timed_out: u64,
    others: u64,
}

impl Tally {
    fn add(&mut self, outcome: &str) {
        match outcome {
            "finished" => self.finished += 1,
            "timed_out" => self.timed_out += 1,
            _ => self.others += 1,
        }
    }

    fn exit(&self) -> Exit {
        match (self.others, self.timed_out) {
            (0, 0) => Exit::Done,
            (0, _) => Exit::TimedOut,
            _ => Exit::No,
        }
    }
}
