//! The stages behind the first, for one candidate: what only a job that is still meant needs, and what that in
//! turn names.

use crate::{
    rq::{
        candidate::{Candidate, Found},
        codec::MAX_FIELD,
        execution::Execution,
        fields::{Field, Needs},
        id::{ExecutionId, JobId, QueueName, WorkerName, composite},
        job::{Job, Stored},
        keys::Keys,
        place::{Place, Registry},
        status::Status,
        time::Time,
    },
    store::{
        cursor::Replies,
        error::Error,
        results::{self, Latest},
        select::{
            context::Context,
            first::Read,
            plan::{READABLE_LARGE, wants_latest},
        },
        wire::{Batch, Reply},
    },
};

/// Executions of one job that are looked at.
const EXECUTIONS: usize = 100;

/// Parents of one job that are looked at. Of a job with more it is not said that all are done.
const PARENTS: usize = 1_000;

/// A candidate on its way through the second and third stage.
pub struct Row {
    pub candidate: Candidate,
    ask: Ask,
    executions: Vec<ExecutionId>,
    parents: Vec<JobId>,
    /// The results, where the latest is to be read.
    stream: Option<Latest>,
}

/// What the second stage asks about one job.
#[derive(Default)]
struct Ask {
    fields: Needs,
    /// Bytes that these fields hold.
    weight: u64,
    latest: bool,
    /// The queue whose started registry may name the job, or one of its executions.
    executions: Option<QueueName>,
    score: Option<Place>,
    /// A place that decides whether another walk shows the job.
    elsewhere: Option<Place>,
    held: Option<QueueName>,
    /// The queue whose held hash keeps what is known of the job.
    kept: Option<QueueName>,
    seen: Option<QueueName>,
    parents: bool,
    /// Nothing was found in the fields of the first stage, which were these: is there a hash at all?
    exists: Option<Needs>,
}

impl Row {
    /// `first` are the fields that the first stage asked for.
    pub fn new(read: Read, needs: Needs, first: Needs, elsewhere: Option<Place>, context: &Context) -> Row {
        let needs = if read.latest { needs.without(Needs::LATEST_RESULT) } else { needs };
        let c = read.candidate;
        let ask = Ask { elsewhere, ..ask(&c, needs, first, context) };
        Row { candidate: c, ask, executions: Vec::new(), parents: Vec::new(), stream: None }
    }

    pub fn asks_second(&self) -> bool {
        let a = &self.ask;
        !a.fields.is_none()
            || a.latest
            || a.parents
            || a.exists.is_some()
            || a.executions.is_some()
            || [&a.score, &a.elsewhere].into_iter().any(Option::is_some)
            || [&a.held, &a.kept, &a.seen].into_iter().any(Option::is_some)
    }

    /// Bytes that the answers of the second stage will hold, as far as they are known.
    pub fn second_weight(&self) -> u64 {
        self.ask.weight + self.candidate.id.0.len() as u64
    }

    pub fn request_second(&self, keys: &Keys, batch: &mut Batch) {
        let (ask, id) = (&self.ask, &self.candidate.id);
        if !ask.fields.is_none() {
            batch.begin(2 + ask.fields.field_count());
            batch.arg(b"HMGET");
            batch.arg(&keys.job(id));
            for field in ask.fields.fields() {
                batch.arg(field.name().as_bytes());
            }
        }
        if ask.latest {
            Latest::request(keys, id, batch);
        }
        if let Some(queue) = &ask.executions {
            let last = (EXECUTIONS - 1).to_string();
            batch.push(&[b"ZRANGE", &keys.executions(id), b"0", last.as_bytes()]);
            batch.push(&[b"ZSCORE", &keys.registry(Registry::Started, queue), &id.0]);
        }
        for place in [&ask.score, &ask.elsewhere].into_iter().flatten() {
            batch.push(&[b"ZSCORE", &keys.place(place), &id.0]);
        }
        if let Some(queue) = &ask.held {
            batch.push(&[b"HEXISTS", &keys.held(queue), &id.0]);
        }
        if let Some(queue) = &ask.kept {
            batch.push(&[b"HGET", &keys.held(queue), &id.0]);
        }
        if let Some(queue) = &ask.seen {
            batch.push(&[b"HGET", &keys.seen(queue), &id.0]);
            batch.push(&[b"GET", &keys.first_seen(queue, &id.0)]);
        }
        if ask.parents {
            let key = keys.dependencies(id);
            batch.push(&[b"SRANDMEMBER", &key, PARENTS.to_string().as_bytes()]);
            batch.push(&[b"SCARD", &key]);
        }
        if ask.exists.is_some() {
            batch.push(&[b"EXISTS", &keys.job(id)]);
        }
    }

    /// False when another walk shows the job.
    pub fn read_second(&mut self, replies: Replies) -> Result<bool, Error> {
        let (ask, c) = (&self.ask, &mut self.candidate);
        let mut next = || replies()?.unless_other_type();
        if !ask.fields.is_none() {
            let values = next()?.list().into_iter();
            let stored = values.map(|v| v.bytes().map_or(Stored::Absent, Stored::Bytes)).collect();
            if let Found::Job(job) = &mut c.found {
                job.extend(ask.fields, stored);
            }
        }
        if ask.latest {
            let latest = Latest::read(replies()?);
            self.stream = Some(latest).filter(|latest| latest.fits());
            if let Found::Job(job) = &mut c.found {
                job.latest_too_large = latest.too_large();
            }
        }
        let mut next = || replies()?.unless_other_type();
        if ask.executions.is_some() {
            let ids = next()?.list().into_iter().filter_map(Reply::bytes);
            self.executions = ids.filter_map(|id| ExecutionId::parse(&id)).collect();
            if let Some(met) = c.execution.filter(|e| !self.executions.contains(e)) {
                self.executions.push(met);
            }
            c.standing.plain_deadline = next()?.float();
        }
        if ask.score.is_some() {
            c.score = next()?.float();
        }
        let elsewhere = ask.elsewhere.is_some() && next()?.float().is_some();
        // Our own keys: whoever may not see them sees nothing held.
        if ask.held.is_some() {
            c.standing.held = replies()?.int() == Some(1);
        }
        if ask.kept.is_some() {
            c.standing.kept = replies()?.bytes();
            c.standing.held |= c.standing.kept.is_some();
        }
        if ask.seen.is_some() {
            note_first_seen(c, (replies()?.bytes(), replies()?.unless_other_type()?.bytes()));
        }
        let mut next = || replies()?.unless_other_type();
        if ask.parents {
            self.parents = next()?.list().into_iter().filter_map(Reply::bytes).map(JobId::new).collect();
            c.standing.parents_unseen = next()?.count().saturating_sub(self.parents.len() as u64);
            if self.parents.is_empty() {
                (self.parents, c.standing.parents_unseen) = named_parents(c);
            }
        }
        if let Some(first) = ask.exists
            && next()?.int() == Some(1)
        {
            let absent = vec![Stored::Absent; first.field_count()];
            c.found = Found::Job(Box::new(Job::new(first, absent)));
        }
        Ok(!elsewhere)
    }

    pub fn asks_third(&self) -> bool {
        self.stream.is_some() || !self.executions.is_empty() || !self.parents.is_empty()
    }

    /// Commands of the third stage.
    pub fn third_commands(&self) -> usize {
        usize::from(self.stream.is_some()) + 2 * self.executions.len() + self.parents.len()
    }

    /// Bytes that its answers will hold, as far as they are known.
    pub fn third_weight(&self) -> u64 {
        self.stream.map_or(0, |stream| stream.bytes) + self.candidate.id.0.len() as u64
    }

    pub fn request_third(&self, keys: &Keys, batch: &mut Batch) {
        let id = &self.candidate.id;
        if self.stream.is_some() {
            results::request_latest(keys, id, batch);
        }
        for execution in &self.executions {
            let key = keys.execution(id, execution);
            batch.push(&[b"HMGET", &key, b"created_at", b"last_heartbeat", b"worker_name"]);
            if let Some(queue) = &self.ask.executions {
                let registry = keys.registry(Registry::Started, queue);
                batch.push(&[b"ZSCORE", &registry, &composite(id, execution)]);
            }
        }
        for parent in &self.parents {
            batch.push(&[b"HGET", &keys.job(parent), b"status"]);
        }
    }

    pub fn read_third(&mut self, replies: Replies) -> Result<(), Error> {
        let latest = if self.stream.is_some() { results::read_latest(replies)? } else { None };
        let mut next = || replies()?.unless_other_type();
        let mut executions = Vec::with_capacity(self.executions.len());
        for id in &self.executions {
            let mut fields = next()?.list().into_iter().map(Reply::bytes);
            let mut field = || fields.next().flatten();
            let (created, heartbeat, worker) = (field(), field(), field());
            let deadline = if self.ask.executions.is_some() { next()?.float() } else { None };
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
            job.latest = job.latest.take().or(latest);
            job.executions = executions;
        }
        for _ in &self.parents {
            self.candidate.standing.parents.push(next()?.bytes().map(|s| Status::parse(&s)));
        }
        Ok(())
    }

    /// Puts the words together that need more than the job.
    pub fn finish(self, needs: Needs, now: Time, context: &Context) -> Candidate {
        let mut c = self.candidate;
        c.standing.claimed_by = context.claimed_by(&c.id).to_vec();
        c.standing.workers_unseen = context.workers_unseen.is_some();
        let held = c.standing.held || matches!(c.place, Place::Held(_));
        if needs.has(Needs::STATE) && waits(&c) && !held {
            c.standing.poison = context.poison(&c);
        }
        let unnamed = context.mentions.as_ref().is_some_and(|m| !m.names(&c.id));
        c.standing.nowhere = unnamed && context.queues_unseen.is_none() && c.nobody_runs(now);
        c
    }
}

/// Whether a worker or a scheduler will meet the job: by its status, else by its place.
fn waits(c: &Candidate) -> bool {
    match c.job() {
        Some(job) => job.status().is_some_and(|s| s.is_waiting()),
        None => matches!(
            c.place,
            Place::Queue(_)
                | Place::Intermediate(_)
                | Place::Registry(Registry::Scheduled | Registry::Deferred | Registry::Ready, _)
        ),
    }
}

fn ask(c: &Candidate, needs: Needs, first: Needs, context: &Context) -> Ask {
    let kept = |queue: Option<QueueName>| queue.filter(|_| needs.has(Needs::HELD));
    let Some(job) = c.job() else {
        let absent = matches!(c.found, Found::NoHash);
        let kept = kept(c.place.queue().cloned());
        return Ask { kept, exists: absent.then_some(first), ..Ask::default() };
    };
    let status = job.status();
    let waiting = status.as_ref().is_some_and(Status::is_waiting);
    let state = needs.has(Needs::STATE);
    let started = matches!(c.place, Place::Registry(Registry::Started, _) | Place::Intermediate(_));
    let claimed = !context.claimed_by(&c.id).is_empty();
    let runs =
        started || claimed || context.named || needs.has(Needs::MENTIONS) || status == Some(Status::Started);
    let queue = c.queue().unwrap_or_else(|| QueueName::from_text(""));
    let expected = status.as_ref().and_then(|s| s.place(&queue, job.rate_limit_key()));
    let by_score = expected.filter(|p| *p != c.place && !matches!(p, Place::Queue(_)));
    let fields = fields(job, needs, state && waiting);
    let weight = fields.large().fields().map(|f| match job.stored(f) {
        Stored::Large(n) => *n,
        _ => 0,
    });
    Ask {
        fields,
        weight: weight.sum(),
        latest: needs.has(Needs::LATEST_RESULT) && wants_latest(job, status.as_ref()),
        executions: (needs.has(Needs::EXECUTIONS) && runs).then(|| match &c.place {
            Place::Registry(Registry::Started, q) => q.clone(),
            _ => queue.clone(),
        }),
        score: by_score.filter(|_| needs.has(Needs::SCORE) && !context.entries),
        elsewhere: None,
        held: (state && waiting && !needs.has(Needs::HELD)).then(|| queue.clone()),
        kept: kept(c.queue()),
        seen: match &c.place {
            Place::Intermediate(q) if needs.has(Needs::SEEN) => Some(q.clone()),
            _ => None,
        },
        parents: needs.has(Needs::PARENTS) && status == Some(Status::Deferred),
        exists: None,
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

/// Keeps when an intermediate entry was first seen, by our stamp and by RQ's.
pub(in crate::store) fn note_first_seen(c: &mut Candidate, stamps: (Option<Vec<u8>>, Option<Vec<u8>>)) {
    c.standing.seen_here = stamps.0.and_then(|stamp| first_seen(c, &stamp));
    let theirs = || stamps.1.as_deref().and_then(Time::parse_float);
    c.standing.seen_at = c.standing.seen_here.or_else(theirs);
}

/// Our stamp `server time|enqueued_at` counts while the job was not enqueued again.
fn first_seen(c: &Candidate, stamp: &[u8]) -> Option<Time> {
    let enqueued =
        c.job().filter(|j| j.loaded().position(Field::EnqueuedAt).is_some())?.get(Field::EnqueuedAt);
    let bar = stamp.iter().position(|b| *b == b'|')?;
    (stamp[bar + 1..] == *enqueued.unwrap_or_default()).then(|| Time::parse_float(&stamp[..bar]))?
}

/// The parents that the hash names, where the set of dependencies is gone, and how many more there are.
fn named_parents(c: &Candidate) -> (Vec<JobId>, u64) {
    let mut ids = c.job().map(Job::dependency_ids).unwrap_or_default();
    let unseen = ids.len().saturating_sub(PARENTS) as u64;
    ids.truncate(PARENTS);
    (ids, unseen)
}
