//! `jobs stop`: end jobs that run.

use std::{cell::RefCell, time::Duration};

use crate::{
    cli::{
        duration,
        exit::{Exit, Failure},
        filter::{FilterArgs, Standing},
        global::Global,
        hints::Hints,
        jobs::act::{Act, BulkArgs, Tally, Tell},
        ui::Ui,
    },
    ops::{
        refusal::{Reason, Refusal},
        stop::{self, End, How, Intervals, Seen, StopStep, Up, Watching, Why},
    },
    render::{
        column::{Column, Tone},
        numbers::count_of,
        page::Page,
        phrase::Phrase,
        time::Civil,
    },
    rq::{
        fields::Needs,
        filter::{Meant, Toward},
        state::Word,
        status::Status,
    },
    store::Store,
    views::reports::{Row, STOPPED_JOBS},
};

const EXAMPLES: &str = "\
Examples:
  rqctl jobs stop ID                       # its plain ID, or ID:EXECUTION
  rqctl jobs stop --func 'shop.sync_*'     # all of one kind that run
  rqctl jobs stop --worker 'app-3.*' --wait 2m";

#[derive(clap::Args, Debug)]
#[command(after_long_help = EXAMPLES)]
pub struct Stop {
    #[command(flatten)]
    bulk: BulkArgs,

    /// How long to watch for the effect; 0 = only ask [default: 10s, and as long as a stopped callback may take]
    #[arg(long, value_name = "D", value_parser = duration::parse, help_heading = "How")]
    wait: Option<Duration>,

    /// Also where a SimpleWorker before RQ 2.7 would be killed with its whole process group
    #[arg(long, help_heading = "How")]
    force: bool,
}

/// How many jobs that wait are counted before a person is asked.
const QUEUED_AT_MOST: u64 = 10_000;

/// Whatever runs.
const MEANT: Meant = Meant { statuses: &[], words: &[Word::Running] };

impl Stop {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let line = RefCell::new(ui.progress());
        let progress = |p: &stop::Progress| {
            let mut line = line.borrow_mut();
            match p.over {
                true => line.clear(),
                false => line.say(&|took| {
                    format!(
                        "stopping  {}/{}  sent {}  stopped {}  {} s",
                        p.settled,
                        p.all,
                        p.sent,
                        p.stopped,
                        took.as_secs()
                    )
                }),
            }
        };
        let watching = Watching {
            intervals: Intervals::default(),
            wait: self.wait,
            force: self.force,
            interrupt: ui.later_interrupt(),
            progress: &progress,
        };
        let act = Act { grave: self.force, ..Act::of(stop::Stop { watching: &watching }, MEANT, stop::USES) };
        act.run(&self.bulk, global, ui)
    }
}

impl Tell for stop::Stop<'_> {
    const COLUMNS: &'static [Column<Row>] = STOPPED_JOBS;

    fn fill(step: &StopStep, seen: Option<&Seen>, row: &mut Row) {
        row.execution = step.aim.execution().map(|e| e.as_str().to_owned());
        row.worker = step.aim.holder.as_ref().map(|h| h.name.0.to_vec());
        row.command = Some(step.aim.command().name());
        let Some(seen) = seen else { return };
        row.outcome = seen.outcome();
        row.worker = seen.worker.as_ref().map(|w| w.0.to_vec());
        row.command = seen.asked.map(|_| seen.command);
        row.listeners = seen.asked.map(|asked| asked.listeners);
        row.status = seen.status.as_ref().map(|status| status.as_bytes().to_vec());
        row.reason = seen.short_of().map(Reason::code);
        row.message = Some(seen.message());
    }

    fn outcome(refusal: &Refusal, fails: bool) -> &'static str {
        match refusal.reason {
            Reason::WrongState | Reason::Gone | Reason::Orphan => "not_running",
            Reason::NotFound => "not_found",
            _ if fails => "failed",
            _ => "skipped",
        }
    }

    fn adjective(_: &Status) -> String {
        Word::Running.name().to_owned()
    }

    fn page(step: &StopStep, seen: &Seen, page: &mut Page) -> bool {
        let tone = match seen.how {
            How::Ended(End::Stopped) => Tone::Good,
            _ => Tone::Plain,
        };
        page.line(
            Phrase::new().name(Tone::Plain, &step.aim.id.0).plain("  ").say(tone, seen.outcome_words()),
        );
        let mut request = Phrase::new().plain("  ").plain(seen.request());
        if seen.in_failed {
            request = request.plain("; now in failed:").name(Tone::Plain, &step.aim.queue.0);
        }
        page.line(request);
        if let Some(line) = dependents(seen) {
            page.line(Phrase::new().plain("  ").plain(line));
        }
        true
    }

    fn warnings(
        &self,
        bulk: &BulkArgs,
        tally: &Tally,
        store: &mut Store,
        hints: &Hints,
    ) -> Result<Vec<Phrase>, Failure> {
        let mut lines = Vec::new();
        if self.watching.force {
            lines.push(
                "a SimpleWorker before RQ 2.7 dies with its process group, and leaves its job started".into(),
            );
        }
        if let Some(waiting) = tally.waiting(store)? {
            let stay = if waiting.one { "stays deferred" } else { "stay deferred" };
            lines.push(
                format!("{} {stay}; RQ up to 2.7 starts them as if these had succeeded", waiting.who).into(),
            );
        }
        if bulk.named() {
            return Ok(lines);
        }
        // The same jobs, but those that wait.
        let filter = FilterArgs {
            status: vec![Standing::Status(Status::Queued)],
            since: None,
            until: None,
            older_than: None,
            limit: None,
            sort: None,
            ..bulk.filter.clone()
        };
        let queued = filter.selection(store.opened_at(), MEANT, Some(QUEUED_AT_MOST))?;
        let mut walk = store.select(&queued, Needs::NONE, Toward::Listing)?;
        let mut more = 0;
        while let Some(page) = walk.next_page()? {
            more += page.items.len() as u64;
        }
        if more == 0 {
            return Ok(lines);
        }
        let or_more = if walk.truncated() { " or more" } else { "" };
        let are = if more == 1 { "is" } else { "are" };
        let hold = FilterArgs { status: Vec::new(), ..filter };
        let hold = match hold.is_empty() {
            true => hints.act("jobs hold").option("-q", "*"),
            false => hold.repeat(hints.act("jobs hold")),
        };
        let queued = count_of(more, "such job");
        lines.push(
            format!("{queued}{or_more} {are} queued and will start meanwhile; to hold them first:").into(),
        );
        lines.push(Phrase::from("  ").command(hold.to_string()));
        Ok(lines)
    }

    fn hint(step: &StopStep, seen: &Seen, hints: &Hints) -> Option<String> {
        let worker = seen.worker.as_ref().map(|w| hints.read("workers show").name(&w.0).to_string());
        match &seen.how {
            How::Ended(End::Again(Why::Retry { .. } | Why::Returned | Why::Queued | Why::StillQueued)) => {
                Some(hints.act("jobs cancel").name(&step.aim.id.0).to_string())
            }
            How::GaveUp(Up::NoListener | Up::NoWorker | Up::Left | Up::Gone) => {
                let maintenance = hints.act("maintenance run").option("-q", &step.aim.queue.0);
                let at = seen.deadline.and_then(|at| Civil::of(at.0));
                let from = at.map(|at| format!(" from {} UTC on", at.clock())).unwrap_or_default();
                Some(format!("if that process is gone, the job counts as abandoned{from}: {maintenance}"))
            }
            How::GaveUp(Up::Callback) => Some(hints.read("jobs wait").name(&step.aim.id.0).to_string()),
            How::GaveUp(Up::Simple | Up::TimedOut) => worker,
            How::Ended(_) | How::GaveUp(Up::Unwatched) => None,
        }
    }
}

/// What it means for the jobs that wait for it.
fn dependents(seen: &Seen) -> Option<String> {
    let waiting = (seen.dependents > 0).then(|| count_of(seen.dependents, "job"))?;
    let verb = if seen.dependents == 1 { ("waits", "stays") } else { ("wait", "stay") };
    match (&seen.how, seen.version) {
        (How::Ended(End::Stopped), Some(version)) if seen.releases_dependents() => {
            Some(format!("{waiting} waited for it: RQ {version} starts them as if it had succeeded"))
        }
        (How::Ended(End::Stopped), _) => Some(format!("{waiting} {} for it and {} deferred", verb.0, verb.1)),
        _ => None,
    }
}
