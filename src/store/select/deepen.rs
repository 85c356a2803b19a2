//! The stages behind the first: what only the candidates that are still meant need, and what that in turn
//! names.

use crate::{
    rq::{
        candidate::{Candidate, Found},
        codec::{MAX_FIELD, json},
        execution::Execution,
        fields::{Field, Needs},
        filter::Filter,
        id::{ExecutionId, JobId, QueueName, WorkerName, composite},
        job::{Job, Stored, Value},
        keys::{Keys, dependencies_owner, dependents_owner},
        place::{Place, Registry},
        state,
        status::Status,
        time::Time,
    },
    store::{
        cursor::Replies,
        error::Error,
        results,
        select::{Context, Page, first::READABLE_LARGE, first::Shallow},
        wire::{Batch, Reply},
    },
};

/// Executions and parents of one job that are looked at.
const MANY: usize = 100;

/// Candidates on their way through the second and third stage.
pub struct Deep {
    now: Time,
    state: bool,
    rows: Vec<Row>,
}

struct Row {
    candidate: Candidate,
    ask: Ask,
    executions: Vec<ExecutionId>,
    parents: Vec<JobId>,
}

/// What the second stage asks about one job.
#[derive(Default)]
struct Ask {
    fields: Needs,
    latest: bool,
    /// The queue whose started registry may name the job, or one of its executions.
    executions: Option<QueueName>,
    score: Option<Place>,
    /// The score only decides whether another walk shows the job.
    elsewhere: Option<Place>,
    held: Option<QueueName>,
    seen: Option<QueueName>,
    parents: bool,
    /// Nothing was found in the small fields: is there a hash at all?
    exists: bool,
}

impl Deep {
    /// Drops what is not meant and decides what to ask about the rest.
    pub(super) fn plan(page: Shallow, filter: &Filter, needs: Needs, context: &mut Context) -> Deep {
        let mut rows = Vec::with_capacity(page.items.len());
        for candidate in page.items {
            if !filter.admits_id(&candidate.id) || !filter.may_admit(&candidate) || satellite(&candidate) {
                continue;
            }
            let mut ask = ask(&candidate, needs, context.named);
            match other_place(&candidate, context) {
                Some(Place::Queue(_)) => {
                    // The list cannot be asked; it is walked later, and then passes the job over.
                    context.shown.insert(candidate.id.clone());
                }
                Some(sorted) => ask.elsewhere = Some(sorted),
                None if matches!(candidate.place, Place::Queue(_))
                    && context.shown.contains(&candidate.id) =>
                {
                    continue;
                }
                None => {}
            }
            rows.push(Row { candidate, ask, executions: Vec::new(), parents: Vec::new() });
        }
        Deep { now: page.now, state: needs.has(Needs::STATE), rows }
    }

    /// How many candidates are still meant.
    pub fn left(&self) -> usize {
        self.rows.len()
    }

    pub fn request_second(&self, keys: &Keys, batch: &mut Batch) {
        for row in &self.rows {
            row.ask.request(keys, &row.candidate, batch);
        }
    }

    pub fn read_second(mut self, replies: Replies) -> Result<Deep, Error> {
        let mut kept = Vec::with_capacity(self.rows.len());
        for mut row in self.rows {
            if row.read_second(replies)? {
                kept.push(row);
            }
        }
        self.rows = kept;
        Ok(self)
    }

    pub fn asks_third(&self) -> bool {
        self.rows.iter().any(|r| !r.executions.is_empty() || !r.parents.is_empty())
    }

    pub fn request_third(&self, keys: &Keys, batch: &mut Batch) {
        for row in &self.rows {
            let queue = row.ask.executions.as_ref();
            for execution in &row.executions {
                let id = &row.candidate.id;
                let key = keys.execution(id, execution);
                batch.push(&[b"HMGET", &key, b"created_at", b"last_heartbeat", b"worker_name"]);
                if let Some(queue) = queue {
                    let registry = keys.registry(Registry::Started, queue);
                    batch.push(&[b"ZSCORE", &registry, &composite(id, execution)]);
                }
            }
            for parent in &row.parents {
                batch.push(&[b"HGET", &keys.job(parent), b"status"]);
            }
        }
    }

    pub fn read_third(mut self, replies: Replies) -> Result<Deep, Error> {
        for row in &mut self.rows {
            row.read_third(replies)?;
        }
        Ok(self)
    }

    /// Puts the words together that need more than the job.
    pub(super) fn into_page(self, context: &Context) -> Page {
        let mut items = Vec::with_capacity(self.rows.len());
        for row in self.rows {
            let mut c = row.candidate;
            c.standing.claimed_by = context.crew.running(&c.id).map(|w| w.name.clone()).collect();
            let waiting = c.status().is_some_and(|s| s.is_waiting());
            if let (true, true, Found::Job(job), Some(queue)) = (self.state, waiting, &c.found, c.queue()) {
                c.standing.poison = state::poison(&c.id, job, &queue, &context.crew);
            }
            let unnamed = |m: &crate::store::mentions::Mentions| !m.names(&c.id);
            c.standing.nowhere = context.mentions.as_ref().is_some_and(unnamed) && !c.running(self.now);
            items.push(c);
        }
        Page { now: self.now, items }
    }
}

/// A set under a name that SCAN of the job keys meets too: another job's dependents or dependencies.
fn satellite(c: &Candidate) -> bool {
    matches!(c.found, Found::WrongType)
        && c.place == Place::Hash
        && (dependents_owner(&c.id).is_some() || dependencies_owner(&c.id).is_some())
}

/// Another place that is walked too and that the job's status calls for.
fn other_place(c: &Candidate, context: &Context) -> Option<Place> {
    let job = c.job()?;
    let queue = c.queue()?;
    let called_for = job.status()?.place(&queue, job.rate_limit_key())?;
    (called_for != c.place && context.walked.contains(&called_for)).then_some(called_for)
}

fn ask(c: &Candidate, needs: Needs, named: bool) -> Ask {
    let Some(job) = c.job() else {
        let absent = matches!(c.found, Found::NoHash);
        return Ask { exists: absent && c.place != Place::Hash, ..Ask::default() };
    };
    let status = job.status();
    let waiting = status.as_ref().is_some_and(Status::is_waiting);
    let state = needs.has(Needs::STATE);
    let started = matches!(c.place, Place::Registry(Registry::Started, _) | Place::Intermediate(_));
    let runs = started || named || needs.has(Needs::MENTIONS) || status == Some(Status::Started);
    let queue = c.queue().unwrap_or_else(|| QueueName::from_text(""));
    let expected = status.as_ref().and_then(|s| s.place(&queue, job.rate_limit_key()));
    let by_score = expected.filter(|p| *p != c.place && !matches!(p, Place::Queue(_)));
    Ask {
        fields: fields(job, needs, state && waiting),
        latest: needs.has(Needs::LATEST_RESULT) && wants_latest(job, status.as_ref()),
        executions: (needs.has(Needs::EXECUTIONS) && runs).then(|| match &c.place {
            Place::Registry(Registry::Started, q) => q.clone(),
            _ => queue.clone(),
        }),
        score: by_score.filter(|_| needs.has(Needs::SCORE)),
        elsewhere: None,
        held: (state && waiting).then(|| queue.clone()),
        seen: match &c.place {
            Place::Intermediate(q) if needs.has(Needs::SEEN) => Some(q.clone()),
            _ => None,
        },
        parents: needs.has(Needs::PARENTS) && status == Some(Status::Deferred),
        exists: false,
    }
}

/// The large fields that are there and small enough, and for a waiting job whatever may make it unreadable.
fn fields(job: &Job, needs: Needs, readable: bool) -> Needs {
    let mut wanted = needs.large();
    let mut more = Needs::NONE;
    if readable {
        wanted = wanted.and(READABLE_LARGE);
        more = Needs::READABLE.small().without(job.loaded());
    }
    if needs.has(Needs::PARENTS) {
        wanted = wanted.and(Needs::of(&[Field::DependencyIds]));
    }
    let fits = |f: &Field| {
        job.loaded().position(*f).is_some()
            && matches!(job.stored(*f), Stored::Large(n) if *n <= MAX_FIELD as u64)
    };
    wanted.fields().filter(fits).fold(more, |n, f| n.and(Needs::of(&[f])))
}

/// Whether the latest result says anything about a job of this status.
fn wants_latest(job: &Job, status: Option<&Status>) -> bool {
    match status {
        Some(Status::Failed | Status::Stopped | Status::Canceled) => true,
        Some(Status::Finished) => {
            job.loaded().position(Field::EndedAt).is_some()
                && !matches!(job.time(Field::EndedAt), Value::Is(_))
        }
        _ => false,
    }
}

impl Ask {
    fn request(&self, keys: &Keys, c: &Candidate, batch: &mut Batch) {
        if !self.fields.is_none() {
            batch.begin(2 + self.fields.field_count());
            batch.arg(b"HMGET");
            batch.arg(&keys.job(&c.id));
            for field in self.fields.fields() {
                batch.arg(field.name().as_bytes());
            }
        }
        if self.latest {
            batch.push(&[b"XREVRANGE", &keys.results(&c.id), b"+", b"-", b"COUNT", b"1"]);
        }
        if let Some(queue) = &self.executions {
            let last = (MANY - 1).to_string();
            batch.push(&[b"ZRANGE", &keys.executions(&c.id), b"0", last.as_bytes()]);
            batch.push(&[b"ZSCORE", &keys.registry(Registry::Started, queue), &c.id.0]);
        }
        for place in [&self.score, &self.elsewhere].into_iter().flatten() {
            batch.push(&[b"ZSCORE", &keys.place(place), &c.id.0]);
        }
        if let Some(queue) = &self.held {
            batch.push(&[b"HEXISTS", &keys.held(queue), &c.id.0]);
        }
        if let Some(queue) = &self.seen {
            batch.push(&[b"HGET", &keys.seen(queue), &c.id.0]);
            batch.push(&[b"GET", &keys.first_seen(queue, &c.id.0)]);
        }
        if self.parents {
            let many = MANY.to_string();
            batch.push(&[b"SRANDMEMBER", &keys.dependencies(&c.id), many.as_bytes()]);
        }
        if self.exists {
            batch.push(&[b"EXISTS", &keys.job(&c.id)]);
        }
    }
}

impl Row {
    /// False when another walk shows the job.
    fn read_second(&mut self, replies: Replies) -> Result<bool, Error> {
        let ask = &self.ask;
        if !ask.fields.is_none() {
            let values =
                replies()?.list().into_iter().map(|v| v.bytes().map_or(Stored::Absent, Stored::Bytes));
            if let Found::Job(job) = &mut self.candidate.found {
                job.extend(ask.fields, values.collect());
            }
        }
        if ask.latest {
            let latest = replies()?.list().into_iter().next().and_then(results::entry);
            if let Found::Job(job) = &mut self.candidate.found {
                job.latest = latest;
            }
        }
        if ask.executions.is_some() {
            let ids = replies()?.list().into_iter().filter_map(Reply::bytes);
            self.executions = ids.filter_map(|id| ExecutionId::parse(&id)).collect();
            if let Some(met) = self.candidate.execution.filter(|e| !self.executions.contains(e)) {
                self.executions.push(met);
            }
            self.candidate.standing.plain_deadline = replies()?.float();
        }
        if ask.score.is_some() {
            self.candidate.score = replies()?.float();
        }
        let elsewhere = match ask.elsewhere.is_some() {
            true => replies()?.float().is_some(),
            false => false,
        };
        if ask.held.is_some() {
            self.candidate.standing.held = replies()?.int() == Some(1);
        }
        if ask.seen.is_some() {
            let (ours, theirs) = (replies()?.bytes(), replies()?.bytes());
            self.candidate.standing.seen_at = first_seen(&self.candidate, ours, theirs);
        }
        if ask.parents {
            let members = replies()?.list().into_iter().filter_map(Reply::bytes).map(JobId::new);
            self.parents = members.collect();
            if self.parents.is_empty() {
                self.parents = named_parents(&self.candidate);
            }
        }
        if ask.exists && replies()?.int() == Some(1) {
            self.candidate.found = Found::Job(Box::default());
        }
        Ok(!elsewhere)
    }

    fn read_third(&mut self, replies: Replies) -> Result<(), Error> {
        let mut executions = Vec::with_capacity(self.executions.len());
        for id in &self.executions {
            let mut fields = replies()?.list().into_iter().map(Reply::bytes);
            let mut next = || fields.next().flatten();
            let (created, heartbeat, worker) = (next(), next(), next());
            let deadline = match self.ask.executions.is_some() {
                true => replies()?.float(),
                false => None,
            };
            executions.push(Execution {
                id: *id,
                live: created.is_some(),
                started_at: created.as_deref().and_then(Time::parse_float),
                heartbeat_at: heartbeat.as_deref().and_then(Time::parse_float),
                worker: worker.filter(|w| !w.is_empty()).map(WorkerName::from_text),
                deadline,
            });
        }
        if let Found::Job(job) = &mut self.candidate.found {
            job.executions = executions;
        }
        for _ in &self.parents {
            self.candidate.standing.parents.push(replies()?.bytes().map(|s| Status::parse(&s)));
        }
        Ok(())
    }
}

/// Our stamp `server time|enqueued_at` counts while the job was not enqueued again; else RQ's own, which
/// says nothing about a later run within a day.
fn first_seen(c: &Candidate, ours: Option<Vec<u8>>, theirs: Option<Vec<u8>>) -> Option<Time> {
    let enqueued =
        c.job().filter(|j| j.loaded().position(Field::EnqueuedAt).is_some())?.get(Field::EnqueuedAt);
    let ours = ours.as_deref().and_then(|stamp| {
        let bar = stamp.iter().position(|b| *b == b'|')?;
        (stamp[bar + 1..] == *enqueued.unwrap_or_default()).then(|| Time::parse_float(&stamp[..bar]))?
    });
    ours.or_else(|| theirs.as_deref().and_then(Time::parse_float))
}

/// The parents that the hash names, where the set of dependencies is gone.
fn named_parents(c: &Candidate) -> Vec<JobId> {
    let Some(job) = c.job() else { return Vec::new() };
    let listed = job.filled(Field::DependencyIds).and_then(|ids| json::dependency_ids(ids).ok());
    match (listed, job.filled(Field::DependencyId)) {
        (Some(ids), _) => ids.into_iter().take(MANY).collect(),
        (None, Some(id)) => vec![JobId::new(id)],
        (None, None) => Vec::new(),
    }
}
