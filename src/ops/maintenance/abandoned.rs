//! `started`: entries whose deadline has passed, and that neither an execution nor a live worker speaks for.

use std::rc::Rc;

use crate::{
    ops::{
        dependents::{self, Dependents},
        engine::{Left, Plan, Planned},
        maintenance::{
            item::{Action, Item, Why},
            settle::{self, Fate, Settle, Within},
            task::Task,
        },
        refusal::{Reason, Refusal},
    },
    rq::{
        candidate::{Candidate, Found},
        fields::Field,
        fleet::Crew,
        id::{JobId, QueueName},
        job::{Job, Value},
        state::{self, Poison},
        status::Status,
        time::Time,
    },
    store::{error::Error, select::Select},
};

/// The text that RQ 2.2 and later store with a job that was abandoned.
pub fn failed_because(now: Time) -> String {
    format!("Moved to FailedJobRegistry, due to AbandonedJobError, at {}", now.python_text())
}

/// Walks the expired entries of one started registry.
pub struct Abandoned<'s> {
    pub from: Select<'s>,
    pub within: Rc<Within>,
    pub task: &'static Task,
    pub ignore_callbacks: bool,
}

/// What to do about one entry.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Somebody runs it, or may.
    Running,
    /// The entry goes, and why.
    Drop(Reason, Why),
    Retry {
        left: i64,
        interval: i64,
        at_front: bool,
    },
    /// Back to the front of its queue.
    Requeue,
    Fail,
    /// A retry was left, but a live worker of the queue would lose the job or end on it.
    FailUnwelcome(Poison),
    Leave(Refusal),
}

impl Plan<Settle> for Abandoned<'_> {
    fn next(&mut self) -> Result<Option<Vec<Planned<Settle>>>, Error> {
        let Some(page) = self.from.next_page()? else { return Ok(None) };
        let judged: Vec<(Candidate, Verdict)> = page
            .items
            .into_iter()
            .map(|c| {
                let verdict = judge(&c, page.now, self.from.crew(), self.ignore_callbacks);
                (c, verdict)
            })
            .collect();
        let mut dependents = read_dependents(&mut self.from, judged.iter().map(|(c, v)| (c, v)))?.into_iter();
        let mut out = Vec::with_capacity(judged.len());
        for (candidate, verdict) in judged {
            let dependents = if verdict.fails() { dependents.next() } else { None };
            self.plan(candidate, verdict, dependents.unwrap_or_default(), &mut out);
        }
        if !out.iter().any(|planned| matches!(planned, Planned::Do(_))) {
            let item = Item::new(self.task, Action::Left, Why::FirstSight);
            out.push(Planned::Do(Settle::keep(&self.within, item)));
        }
        Ok(Some(out))
    }

    fn acted(&mut self, left: usize) {
        self.from.acted(left);
    }
}

/// The dependents of the jobs that fail, in their order.
///
/// # Errors
/// When Redis cannot be asked.
pub fn read_dependents<'c>(
    from: &mut Select,
    judged: impl Iterator<Item = (&'c Candidate, &'c Verdict)>,
) -> Result<Vec<Dependents>, Error> {
    let parents: Vec<&JobId> = judged.filter(|(_, verdict)| verdict.fails()).map(|(c, _)| &c.id).collect();
    let (keys, crew) = (from.keys().clone(), from.crew().clone());
    dependents::of_failed(&mut |batch| from.ask(batch), &keys, &parents, &crew)
}

impl Abandoned<'_> {
    fn plan(&self, c: Candidate, verdict: Verdict, dependents: Dependents, out: &mut Vec<Planned<Settle>>) {
        let why = Why::Abandoned { deadline: c.score.and_then(Time::from_seconds) };
        verdict.plan(&self.within, &c, self.task, why, dependents, out);
    }
}

impl Verdict {
    /// The steps that it comes to; `why` is that of a job that is retried, failed or queued again.
    pub fn plan(
        self,
        within: &Rc<Within>,
        c: &Candidate,
        task: &'static Task,
        why: Why,
        dependents: Dependents,
        out: &mut Vec<Planned<Settle>>,
    ) {
        let item = |action, why| Item::new(task, action, why).of(&within.queue, settle::target(c));
        let (item, fate) = match self {
            // It stands where it stood.
            Verdict::Running => {
                let refusal = Refusal::new(Reason::Running, "somebody runs it, or may");
                return out.push(Planned::Skip(Left::of(c), refusal));
            }
            Verdict::Leave(refusal) => return out.push(Planned::Skip(Left::of(c), refusal)),
            Verdict::Drop(reason, why) => (item(Action::Removed, why).reason(reason), Fate::Drop),
            Verdict::Requeue => (item(Action::Requeued, why), Fate::Requeue),
            Verdict::Retry { left, interval, at_front } => {
                let item = item(Action::Retried, why);
                (Item { retry: Some((left, interval)), ..item }, Fate::Retry { left, interval, at_front })
            }
            Verdict::Fail => {
                return Settle::failing(within, c, item(Action::Failed, why), dependents, out);
            }
            Verdict::FailUnwelcome(poison) => {
                let item = item(Action::Failed, Why::Unwelcome(poison.clone())).reason((&poison).into());
                return Settle::failing(within, c, item, dependents, out);
            }
        };
        out.push(Planned::Do(Settle::new(within, c, item, fate)));
    }

    pub fn fails(&self) -> bool {
        matches!(self, Verdict::Fail | Verdict::FailUnwelcome(_))
    }
}

/// What an expired entry of a started registry is: pure.
pub fn judge(c: &Candidate, now: Time, crew: &Crew, ignore_callbacks: bool) -> Verdict {
    let job = match &c.found {
        Found::NoHash => return Verdict::Drop(Reason::Orphan, Why::NoJob),
        Found::WrongType => return Verdict::wrong_type(),
        Found::Job(job) => job,
    };
    if c.running(now) || c.score.is_some_and(|deadline| deadline > now.as_seconds_f64()) {
        return Verdict::Running;
    }
    if !job.has_data() {
        return Verdict::Drop(Reason::NoData, Why::NoData);
    }
    match job.status() {
        Some(Status::Started) => {}
        status => return Verdict::Drop(Reason::WrongState, Why::LeftOver(status)),
    }
    if let (Some(callback), false) = (job.filled(Field::FailureCallbackName), ignore_callbacks) {
        let name = String::from_utf8_lossy(callback);
        return Verdict::Leave(Refusal::new(Reason::HasCallback, format!("failure callback {name}")));
    }
    let queue = c.place.queue().cloned().unwrap_or_else(|| QueueName::from_text(""));
    end_of_run(&c.id, job, &queue, crew)
}

/// What RQ does with a job whose attempt came to nothing: a retry if one is left, else it fails.
pub fn end_of_run(id: &JobId, job: &Job, queue: &QueueName, crew: &Crew) -> Verdict {
    let read = (number(job, Field::RetriesLeft), number(job, Field::FailureTtl), intervals(job));
    let (Some(retries), Some(failure_ttl), Some(intervals)) = read else { return Verdict::unreadable() };
    if failure_ttl.is_some_and(|ttl| ttl > LONGEST_S) || intervals.iter().any(|s| *s > LONGEST_S) {
        return Verdict::unreadable();
    }
    let left = match retries {
        Some(left) if left > 0 => left,
        _ => return Verdict::Fail,
    };
    if let Some(poison) = state::poison_id(id, queue, crew) {
        return Verdict::FailUnwelcome(poison);
    }
    // As RQ counts: attempts beyond the intervals repeat the first of them.
    let at = i64::try_from(intervals.len()).unwrap_or(0).saturating_sub(left).max(0);
    let interval = usize::try_from(at).ok().and_then(|at| intervals.get(at)).copied().unwrap_or(0);
    Verdict::Retry {
        left: left - 1,
        interval: interval.max(0),
        at_front: job.flag(Field::EnqueueAtFrontOnRetry),
    }
}

/// Seconds beyond which Redis takes no lifetime.
const LONGEST_S: i64 = 999_999_999_999;

/// A number or its absence; `None` where RQ could not read it.
fn number(job: &Job, field: Field) -> Option<Option<i64>> {
    match job.int(field) {
        Value::Is(n) => Some(Some(n)),
        Value::Absent => Some(None),
        Value::Odd => None,
    }
}

fn intervals(job: &Job) -> Option<Vec<i64>> {
    job.filled(Field::RetryIntervals).map_or(Some(Vec::new()), |json| serde_json::from_slice(json).ok())
}

impl Verdict {
    pub fn wrong_type() -> Verdict {
        Verdict::Leave(Refusal::new(Reason::WrongType, "the key of its job is not a hash"))
    }

    fn unreadable() -> Verdict {
        let what = "its retries or its failure_ttl are no numbers that RQ could read";
        Verdict::Leave(Refusal::new(Reason::Unreadable, what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rq::{
        candidate::Standing,
        execution::Execution,
        fields::Needs,
        id::{ExecutionId, WorkerName},
        job::Stored,
        place::{Place, Registry},
    };

    const NOW: Time = Time(1_795_500_000_000_000);

    fn candidate(fields: &[(Field, &str)]) -> Candidate {
        let mut job = Job::default();
        for (field, value) in [(Field::Status, "started")].iter().chain(fields) {
            job.extend(Needs::of(&[*field]), vec![Stored::Bytes(value.as_bytes().to_vec())]);
        }
        let missing = Needs::ALL_FIELDS.without(job.loaded());
        job.extend(missing, vec![Stored::Absent; missing.field_count()]);
        job.data_len = Some(10);
        Candidate {
            id: JobId::new("a"),
            index: None,
            place: Place::Registry(Registry::Started, QueueName::from_text("q")),
            score: Some(NOW.as_seconds_f64() - 60.0),
            execution: None,
            found: Found::Job(Box::new(job)),
            standing: Standing::default(),
        }
    }

    fn of(c: &Candidate) -> Verdict {
        judge(c, NOW, &Crew::default(), false)
    }

    #[test]
    fn retries_go_through_their_intervals_as_rq_counts_them() {
        for (left, intervals, interval) in [
            ("3", "[10, 20, 30]", 10),
            ("2", "[10, 20, 30]", 20),
            ("1", "[10, 20, 30]", 30),
            ("5", "[10, 20, 30]", 10),
            ("1", "[60]", 60),
            ("2", "[0]", 0),
            ("2", "[]", 0),
            ("2", "", 0),
        ] {
            let c = candidate(&[(Field::RetriesLeft, left), (Field::RetryIntervals, intervals)]);
            let left = left.parse::<i64>().unwrap() - 1;
            assert_eq!(of(&c), Verdict::Retry { left, interval, at_front: false }, "{intervals}");
        }
        for left in ["0", "-1", ""] {
            assert_eq!(of(&candidate(&[(Field::RetriesLeft, left)])), Verdict::Fail);
        }
    }

    #[test]
    fn what_may_run_is_never_touched() {
        let mut ahead = candidate(&[]);
        ahead.score = Some(NOW.as_seconds_f64() + 0.5);
        assert_eq!(of(&ahead), Verdict::Running);
        let mut claimed = candidate(&[]);
        claimed.standing.claimed_by.push(WorkerName::from_text("w"));
        assert_eq!(of(&claimed), Verdict::Running);
        let mut elsewhere = candidate(&[]);
        if let Found::Job(job) = &mut elsewhere.found {
            job.executions.push(Execution {
                id: ExecutionId([b'a'; 32]),
                live: true,
                started_at: None,
                heartbeat_at: None,
                worker: None,
                deadline: None,
            });
        }
        assert_eq!(of(&elsewhere), Verdict::Running);
    }

    #[test]
    fn only_the_entry_of_a_job_that_is_not_started_goes() {
        let mut gone = candidate(&[]);
        gone.found = Found::NoHash;
        assert_eq!(of(&gone), Verdict::Drop(Reason::Orphan, Why::NoJob));
        let finished = candidate(&[(Field::Status, "finished"), (Field::RetriesLeft, "2")]);
        assert_eq!(of(&finished), Verdict::Drop(Reason::WrongState, Why::LeftOver(Some(Status::Finished))));
    }

    #[test]
    fn what_cannot_be_read_or_called_back_is_left() {
        let reason = |c: &Candidate| match of(c) {
            Verdict::Leave(refusal) => Some(refusal.reason),
            _ => None,
        };
        assert_eq!(reason(&candidate(&[(Field::RetriesLeft, "many")])), Some(Reason::Unreadable));
        assert_eq!(reason(&candidate(&[(Field::FailureTtl, "1d")])), Some(Reason::Unreadable));
        assert_eq!(reason(&candidate(&[(Field::FailureTtl, "9999999999999")])), Some(Reason::Unreadable));
        let called = candidate(&[(Field::FailureCallbackName, "shop.alarm")]);
        assert_eq!(reason(&called), Some(Reason::HasCallback));
        assert_eq!(judge(&called, NOW, &Crew::default(), true), Verdict::Fail);
    }
}
