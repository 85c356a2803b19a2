//! The one loop that changes Redis: verbs on jobs, maintenance and migrate-ids all hand it planned steps.

use std::{
    collections::BTreeMap,
    ops::ControlFlow,
    sync::atomic::{AtomicBool, Ordering},
};

use crate::{
    ops::{
        pace::Pace,
        refusal::{Reason, Refusal},
    },
    rq::{candidate::Candidate, id::QueueName, time::Time},
    store::{error::Error, writer::Writer},
};

/// One change, its preconditions inside: either the whole of it happened or nothing.
pub trait Step: Sized {
    /// What was observed, never what was hoped.
    type Seen;

    /// Steps that are handed over at once. What cuts them into calls of a script takes 20 to 50 a call, which
    /// keeps the server for a millisecond or two.
    const BATCH: usize;

    /// Applies a batch and answers for each step, in order. Answers that are missing at the end are of steps
    /// that were not tried any more, because the [writer lost](Writer::lost) its server.
    ///
    /// # Errors
    /// When no answer came for the whole batch: the steps may have happened or not.
    fn apply(
        batch: &[Self],
        writer: &mut Writer,
        now: Time,
    ) -> Result<Vec<Result<Self::Seen, Refusal>>, Error>;

    /// Where what was seen is less than what was asked for, such as a stop that had no effect: it is
    /// reported with all that was seen, and counted as failed.
    fn short_of(_: &Self::Seen) -> Option<Reason> {
        None
    }

    /// Whether the step is one of those that were shown when the question was asked. What only follows from
    /// them, such as an old name left in another job's hash, is not, and no answer bounds it.
    fn counted(&self) -> bool {
        true
    }
}

/// What a plan says about one item.
#[derive(Clone, Debug)]
pub enum Planned<S> {
    Do(S),
    /// Not to be done, and why.
    Skip(Left, Refusal),
}

/// An item that a plan leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The name of it.
    pub id: Vec<u8>,
    /// The queue where a job was met, else that it belongs to.
    pub queue: Option<QueueName>,
}

impl Left {
    /// A job, or an entry.
    pub fn of(candidate: &Candidate) -> Left {
        let queue = candidate.place.queue().cloned().or_else(|| candidate.queue());
        Left { id: candidate.id.0.to_vec(), queue }
    }

    /// What belongs to no queue.
    pub fn named(name: impl Into<Vec<u8>>) -> Left {
        Left { id: name.into(), queue: None }
    }
}

/// What happened to one item.
pub enum Event<'a, S: Step> {
    /// Only in a dry run.
    Would(&'a S),
    /// It was done, or it [fell short](Step::short_of).
    Done(&'a S, S::Seen),
    /// The plan left it out.
    Skipped(&'a Left, &'a Refusal),
    /// The server refused it, or no answer came.
    Refused(&'a S, &'a Refusal),
}

/// Where steps come from, a page at a time.
pub trait Plan<S: Step> {
    /// Whether it walks lists from their tails, and asks [`Writer::tails`] what steps cut off there: only then they may.
    fn follows_tails(&self) -> bool {
        false
    }

    /// The next page; `None` at the end.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    fn next(&mut self) -> Result<Option<Vec<Planned<S>>>, Error>;

    /// After the page was acted on: `left` of its items still stand where they stood.
    fn acted(&mut self, _left: usize) {}

    /// After that, where it was a writer that acted: what the steps left behind can be swept up already.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    fn tidy(&mut self, _writer: &mut Writer) -> Result<(), Error> {
        Ok(())
    }

    /// After a run with a writer, however it ended: removes what the steps left to be swept up.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    fn finish(&mut self, _writer: &mut Writer) -> Result<(), Error> {
        Ok(())
    }
}

/// Steps that are all known before the first.
pub struct Known<S>(Option<Vec<Planned<S>>>);

impl<S> Known<S> {
    pub fn new(steps: Vec<Planned<S>>) -> Known<S> {
        Known(Some(steps))
    }
}

impl<S: Step> Plan<S> for Known<S> {
    fn next(&mut self) -> Result<Option<Vec<Planned<S>>>, Error> {
        Ok(self.0.take())
    }
}

/// Bounds of a run.
#[derive(Clone, Copy)]
pub struct Limits<'a> {
    /// Steps a second.
    pub rate: Option<f64>,
    pub fail_fast: bool,
    /// The items were named one by one, not matched by a filter.
    pub named: bool,
    /// What was named and does not exist is passed over.
    pub ignore_not_found: bool,
    /// Ctrl-C: the run ends after the batch in flight.
    pub interrupt: &'a AtomicBool,
}

impl Limits<'_> {
    /// How many steps are handed over at once.
    fn batch(&self, pace: &Pace, most: usize) -> usize {
        // A failure must be known before the next step begins.
        if self.fail_fast { 1 } else { pace.batch(most) }
    }

    /// Whether an item that was not done is a failure.
    pub fn fails(&self, refusal: &Refusal) -> bool {
        let ignored = self.ignore_not_found && refusal.reason == Reason::NotFound;
        refusal.fails(self.named) && !ignored
    }
}

/// Counts of a run: `matched` = `done` + `skipped` + `failed` (+ `would` in a dry run).
#[derive(Clone, Default, Debug, PartialEq)]
pub struct Totals {
    pub matched: u64,
    /// What a dry run would do.
    pub would: u64,
    pub done: u64,
    pub skipped: u64,
    pub failed: u64,
    /// Of `done`: what only [follows](Step::counted) from the rest.
    pub followed: u64,
    /// Of `failed`: only the watching ran out of time.
    pub timed_out: u64,
    pub by_reason: BTreeMap<&'static str, u64>,
}

impl Totals {
    fn refused(&mut self, refusal: &Refusal, limits: &Limits) -> bool {
        *self.by_reason.entry(refusal.reason.code()).or_default() += 1;
        let fails = limits.fails(refusal);
        match fails {
            true => self.failed += 1,
            false => self.skipped += 1,
        }
        self.timed_out += u64::from(fails && refusal.reason == Reason::TimedOut);
        fails
    }

    fn fell_short(&mut self, reason: Reason) {
        *self.by_reason.entry(reason.code()).or_default() += 1;
        self.failed += 1;
        self.timed_out += u64::from(reason == Reason::TimedOut);
    }
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ended {
    Finished,
    Interrupted,
    /// `--fail-fast` and a failure.
    FailedFast,
    /// Whoever read the report has gone.
    ReportClosed,
    /// As many were done as were shown when the question was asked; more match.
    AllowanceSpent,
    /// Redis could not be asked any more.
    Lost(Error),
}

impl Ended {
    /// Whether the plan came to its end.
    pub fn complete(&self) -> bool {
        *self == Ended::Finished
    }
}

/// Runs a plan to its end. Without a writer nothing is written: a dry run is this call with `None`.
/// `on` hears of every item; when it breaks, the run ends after the batch in flight.
pub fn run<S: Step>(
    plan: &mut dyn Plan<S>,
    mut writer: Option<&mut Writer>,
    limits: &Limits,
    on: &mut dyn FnMut(Event<S>) -> ControlFlow<()>,
) -> (Totals, Ended) {
    let (totals, ended) = go(plan, writer.as_deref_mut(), limits, on);
    let swept = match (&ended, writer) {
        (Ended::Lost(_), _) | (_, None) => Ok(()),
        (_, Some(writer)) => plan.finish(writer),
    };
    match swept {
        Ok(()) => (totals, ended),
        Err(e) => (totals, Ended::Lost(e)),
    }
}

fn go<S: Step>(
    plan: &mut dyn Plan<S>,
    mut writer: Option<&mut Writer>,
    limits: &Limits,
    on: &mut dyn FnMut(Event<S>) -> ControlFlow<()>,
) -> (Totals, Ended) {
    let mut totals = Totals::default();
    let allowance = writer.as_deref().and_then(Writer::allowance);
    let mut pace = Pace::new(limits.rate);
    if let Some(writer) = writer.as_deref_mut() {
        writer.follow_tails(plan.follows_tails());
    }
    loop {
        if limits.interrupt.load(Ordering::Relaxed) {
            return (totals, Ended::Interrupted);
        }
        let page = match plan.next() {
            Ok(Some(page)) => page,
            Ok(None) => return (totals, Ended::Finished),
            Err(e) => return (totals, Ended::Lost(e)),
        };
        let mut left = 0;
        let mut steps = Vec::with_capacity(page.len());
        for planned in page {
            match planned {
                Planned::Do(step) => steps.push(step),
                Planned::Skip(out, refusal) => {
                    left += 1;
                    totals.matched += 1;
                    let failed = totals.refused(&refusal, limits);
                    if on(Event::Skipped(&out, &refusal)).is_break() {
                        return (totals, Ended::ReportClosed);
                    }
                    if failed && limits.fail_fast {
                        return (totals, Ended::FailedFast);
                    }
                }
            }
        }
        let Some(writer) = writer.as_deref_mut() else {
            for step in &steps {
                totals.matched += 1;
                totals.would += 1;
                if on(Event::Would(step)).is_break() {
                    return (totals, Ended::ReportClosed);
                }
            }
            // Nothing moved, so everything still stands.
            plan.acted(left + steps.len());
            continue;
        };
        let mut rest = steps.as_slice();
        while !rest.is_empty() {
            if limits.interrupt.load(Ordering::Relaxed) || !pace.wait(limits.interrupt) {
                return (totals, Ended::Interrupted);
            }
            let spare = allowance.map_or(u64::MAX, |a| a.saturating_sub(totals.done - totals.followed));
            let (batch, later) = rest.split_at(within(rest, spare).min(limits.batch(&pace, S::BATCH)));
            if batch.is_empty() {
                return (totals, Ended::AllowanceSpent);
            }
            rest = later;
            pace.took(batch.len());
            let ended = apply(batch, writer, limits, &mut totals, &mut left, on);
            if let Some(ended) = ended {
                return (totals, ended);
            }
        }
        plan.acted(left);
        if let Err(e) = plan.tidy(writer) {
            return (totals, Ended::Lost(e));
        }
    }
}

/// How many of the first steps may be done where only `spare` that count are left.
fn within<S: Step>(steps: &[S], spare: u64) -> usize {
    let mut left = spare;
    let fits = |step: &&S| {
        let cost = u64::from(step.counted());
        let fits = cost <= left;
        left = left.saturating_sub(cost);
        fits
    };
    steps.iter().take_while(fits).count()
}

fn apply<S: Step>(
    batch: &[S],
    writer: &mut Writer,
    limits: &Limits,
    totals: &mut Totals,
    left: &mut usize,
    on: &mut dyn FnMut(Event<S>) -> ControlFlow<()>,
) -> Option<Ended> {
    let now = writer.now();
    let (answers, lost) = match S::apply(batch, writer, now) {
        Ok(answers) => (answers, writer.lost().cloned()),
        // What was in flight may have been done or not, and it says so.
        Err(e) => (batch.iter().map(|_| Err(unanswered(&e))).collect(), Some(e)),
    };
    let (mut closed, mut failed) = (false, false);
    for (step, answer) in batch.iter().zip(answers) {
        totals.matched += 1;
        let flow = match answer {
            Ok(seen) => {
                match S::short_of(&seen) {
                    None => {
                        totals.done += 1;
                        totals.followed += u64::from(!step.counted());
                    }
                    Some(reason) => {
                        *left += 1;
                        failed = true;
                        totals.fell_short(reason);
                    }
                }
                on(Event::Done(step, seen))
            }
            Err(refusal) => {
                *left += 1;
                failed |= totals.refused(&refusal, limits);
                on(Event::Refused(step, &refusal))
            }
        };
        closed |= flow.is_break();
    }
    match (lost, closed, failed && limits.fail_fast) {
        (Some(e), ..) => Some(Ended::Lost(e)),
        (None, true, _) => Some(Ended::ReportClosed),
        (None, false, true) => Some(Ended::FailedFast),
        (None, false, false) => None,
    }
}

/// What is said of a step whose answer did not come.
pub fn unanswered(e: &Error) -> Refusal {
    Refusal::new(Reason::Unknown, format!("no answer came ({e}); a second run finishes what is left"))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nothing(u32);

    impl Step for Nothing {
        type Seen = ();
        const BATCH: usize = 2;

        fn apply(_: &[Self], _: &mut Writer, _: Time) -> Result<Vec<Result<(), Refusal>>, Error> {
            Err(Error::protocol("a dry run wrote"))
        }
    }

    /// Pages of steps and skips, and what was reported back.
    struct Pages {
        pages: Vec<Vec<Planned<Nothing>>>,
        left: Vec<usize>,
    }

    impl Plan<Nothing> for Pages {
        fn next(&mut self) -> Result<Option<Vec<Planned<Nothing>>>, Error> {
            Ok((!self.pages.is_empty()).then(|| self.pages.remove(0)))
        }

        fn acted(&mut self, left: usize) {
            self.left.push(left);
        }
    }

    fn skip(reason: Reason) -> Planned<Nothing> {
        Planned::Skip(Left::named("x"), Refusal::new(reason, ""))
    }

    fn limits(interrupt: &AtomicBool) -> Limits<'_> {
        Limits { rate: None, fail_fast: false, named: false, ignore_not_found: false, interrupt }
    }

    #[test]
    fn a_dry_run_counts_what_it_would_do_and_leaves_everything_standing() {
        let pages = vec![
            vec![Planned::Do(Nothing(1)), skip(Reason::Newer), Planned::Do(Nothing(2))],
            vec![skip(Reason::IllegalId), Planned::Do(Nothing(3))],
        ];
        let mut plan = Pages { pages, left: vec![] };
        let mut seen = vec![];
        let (totals, ended) = run(&mut plan, None, &limits(&AtomicBool::new(false)), &mut |e| {
            if let Event::Would(step) = e {
                seen.push(step.0);
            }
            ControlFlow::Continue(())
        });
        assert_eq!(ended, Ended::Finished);
        assert_eq!(seen, [1, 2, 3]);
        assert_eq!(plan.left, [3, 2]);
        let by_reason = BTreeMap::from([("illegal_id", 1), ("newer", 1)]);
        assert_eq!(
            totals,
            Totals { matched: 5, would: 3, skipped: 1, failed: 1, by_reason, ..Totals::default() }
        );
    }

    #[test]
    fn a_closed_report_and_an_interrupt_end_the_run() {
        let mut plan =
            Pages { pages: vec![vec![Planned::Do(Nothing(1)), Planned::Do(Nothing(2))]], left: vec![] };
        let flag = AtomicBool::new(false);
        let (totals, ended) = run(&mut plan, None, &limits(&flag), &mut |_| ControlFlow::Break(()));
        assert_eq!((totals.would, ended), (1, Ended::ReportClosed));
        flag.store(true, Ordering::Relaxed);
        let mut plan = Pages { pages: vec![vec![Planned::Do(Nothing(1))]], left: vec![] };
        let (totals, ended) = run(&mut plan, None, &limits(&flag), &mut |_| ControlFlow::Continue(()));
        assert_eq!((totals.matched, ended), (0, Ended::Interrupted));
    }

    #[test]
    fn fail_fast_ends_at_the_first_failure_and_not_at_what_is_passed_over() {
        let pages = vec![vec![skip(Reason::Newer), skip(Reason::WrongType), Planned::Do(Nothing(1))]];
        let mut plan = Pages { pages, left: vec![] };
        let interrupt = AtomicBool::new(false);
        let limits = Limits { fail_fast: true, ..limits(&interrupt) };
        let (totals, ended) = run(&mut plan, None, &limits, &mut |_| ControlFlow::Continue(()));
        assert_eq!((totals.matched, totals.failed, ended), (2, 1, Ended::FailedFast));
    }
}
