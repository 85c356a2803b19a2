//! What must be known of a job before it is renamed: its state, and who names it.

use crate::{
    ops::migrate::texts,
    rq::{
        codec::MAX_FIELD,
        fleet::Crew,
        id::{ExecutionId, JobId, QueueName},
        keys::{Keys, RQ_SCHEDULER_JOBS, RQ_SCHEDULER_LOCK},
        place::Registry,
        status::Status,
        time::Time,
    },
    store::{
        Store,
        error::Error,
        wire::{Batch, Reply},
    },
};

/// Parents and children that one step can take along; more are named beside first.
pub const KIN: usize = 100;

/// The fields that are read, and compared again in the step.
pub const FIELDS: [&str; 8] = [
    "status",
    "origin",
    "dependency_id",
    "group_id",
    "rate_limit_key",
    "enqueued_at",
    "ended_at",
    "created_at",
];

/// What stands under an old name.
#[derive(Clone, Debug)]
pub enum Found {
    /// No hash. Its names are residue where the new hash exists, else the entry is an orphan.
    Nothing,
    Job(Box<Look>),
    WrongType,
}

/// One job to be renamed.
#[derive(Clone, Debug)]
pub struct Look {
    /// In the order of [`FIELDS`]; empty where missing.
    pub fields: Vec<Vec<u8>>,
    /// Bytes of `data`; RQ takes a hash without it for none.
    pub data_len: u64,
    /// Bytes of `dependency_ids`.
    pub listed_len: u64,
    pub dependency_ids: Vec<u8>,
    /// Any execution or plain entry that runs, or a worker that says so.
    pub running: bool,
    /// A worker names the job as its own.
    pub claimed: bool,
    /// Score in the scheduled registry, or in rq-scheduler's set.
    pub due: Option<f64>,
    /// Only rq-scheduler's set says when it is due.
    pub due_by_rq_scheduler: bool,
    pub held: bool,
    /// A scheduler holds the job's queue, or rq-scheduler runs and has the job.
    pub scheduler: bool,
    pub parents: Names,
    pub children: Names,
}

/// The members of a set of kin, as far as one step can take them along.
#[derive(Clone, Debug, Default)]
pub struct Names {
    pub ids: Vec<JobId>,
    pub count: u64,
}

impl Names {
    pub fn too_many(&self) -> bool {
        self.count > KIN as u64
    }
}

impl Look {
    /// What a name without a hash looks like.
    pub fn nothing() -> Look {
        Look {
            fields: vec![Vec::new(); FIELDS.len()],
            data_len: 0,
            listed_len: 0,
            dependency_ids: Vec::new(),
            running: false,
            claimed: false,
            due: None,
            due_by_rq_scheduler: false,
            held: false,
            scheduler: false,
            parents: Names::default(),
            children: Names::default(),
        }
    }

    /// Longer than a field that is worth loading.
    pub fn listed_too_long(&self) -> bool {
        self.listed_len > MAX_FIELD as u64
    }

    fn lists(&self) -> bool {
        self.listed_len > 0 && !self.listed_too_long()
    }

    fn field(&self, name: &str) -> &[u8] {
        FIELDS.iter().position(|f| *f == name).map_or(b"", |i| &self.fields[i])
    }

    pub fn status(&self) -> Option<Status> {
        let status = self.field("status");
        (!status.is_empty()).then(|| Status::parse(status))
    }

    pub fn origin(&self) -> QueueName {
        QueueName::from_text(self.field("origin"))
    }

    pub fn dependency_id(&self) -> &[u8] {
        self.field("dependency_id")
    }

    pub fn group(&self) -> &[u8] {
        self.field("group_id")
    }

    pub fn rate_limit(&self) -> &[u8] {
        self.field("rate_limit_key")
    }

    pub fn created_at(&self) -> Option<Time> {
        Time::parse(self.field("created_at"))
    }

    /// The latest time that the hash tells.
    pub fn touched_at(&self) -> Option<Time> {
        ["ended_at", "enqueued_at", "created_at"].into_iter().filter_map(|f| Time::parse(self.field(f))).max()
    }
}

/// Reads what stands under each of these IDs: two round trips.
///
/// # Errors
/// When Redis cannot be asked.
pub fn look(store: &mut Store, ids: &[JobId], crew: &Crew, now: Time) -> Result<Vec<Found>, Error> {
    let keys = store.keys.clone();
    let mut batch = Batch::default();
    for id in ids {
        ask_first(&keys, id, &mut batch);
    }
    let mut replies = store.ask(batch)?.into_iter();
    let mut next = || replies.next().unwrap_or(Reply::Nil);
    let first: Vec<First> = ids.iter().map(|_| First::read(&mut next)).collect::<Result<_, _>>()?;
    let mut batch = Batch::default();
    for (id, first) in ids.iter().zip(&first) {
        if let Some(look) = &first.look {
            ask_second(&keys, id, look, &first.executions, &mut batch);
        }
    }
    let mut replies = store.ask(batch)?.into_iter();
    let mut next = || replies.next().unwrap_or(Reply::Nil);
    let found = ids.iter().zip(first).map(|(id, first)| {
        let Some(mut look) = first.look else {
            return if first.wrong_type { Found::WrongType } else { Found::Nothing };
        };
        look.claimed = crew.running(id).next().is_some();
        read_second(&mut look, first.executions.len(), now, &mut next);
        Found::Job(look)
    });
    Ok(found.collect())
}

struct First {
    wrong_type: bool,
    look: Option<Box<Look>>,
    executions: Vec<Vec<u8>>,
}

fn ask_first(keys: &Keys, id: &JobId, batch: &mut Batch) {
    let hash = keys.job(id);
    batch.begin(2 + FIELDS.len());
    batch.arg(b"HMGET");
    batch.arg(&hash);
    FIELDS.iter().for_each(|f| batch.arg(f.as_bytes()));
    batch.push(&[b"EXISTS", &hash]);
    batch.push(&[b"HSTRLEN", &hash, b"data"]);
    batch.push(&[b"HSTRLEN", &hash, b"dependency_ids"]);
    batch.push(&[b"ZRANGE", &keys.executions(id), b"0", b"9"]);
    batch.push(&[b"SCARD", &keys.dependencies(id)]);
    batch.push(&[b"SCARD", &keys.dependents(id)]);
}

impl First {
    fn read(next: &mut dyn FnMut() -> Reply) -> Result<First, Error> {
        let (hash, exists, data, listed, executions) = (next(), next(), next(), next(), next());
        let mut names = || Names { ids: Vec::new(), count: next().count() };
        let (parents, children) = (names(), names());
        let executions = executions.list().into_iter().filter_map(Reply::bytes).collect();
        let values = match hash {
            Reply::Error(said) if said.wrong_type() => {
                return Ok(First { wrong_type: true, look: None, executions });
            }
            other => other.ok()?.list(),
        };
        let look = (exists.int() == Some(1)).then(|| {
            let fields = values.into_iter().map(|v| v.bytes().unwrap_or_default()).collect();
            Box::new(Look {
                fields,
                data_len: data.count(),
                listed_len: listed.count(),
                parents,
                children,
                ..Look::nothing()
            })
        });
        Ok(First { wrong_type: false, look, executions })
    }
}

/// What is asked of every job, and behind it only what the first look gave reason to ask.
fn ask_second(keys: &Keys, id: &JobId, look: &Look, executions: &[Vec<u8>], batch: &mut Batch) {
    let origin = look.origin();
    let wip = keys.registry(Registry::Started, &origin);
    batch.push(&[b"ZSCORE", &wip, &id.0]);
    batch.push(&[b"HEXISTS", &keys.held(&origin), &id.0]);
    if look.lists() {
        batch.push(&[b"HGET", &keys.job(id), b"dependency_ids"]);
    }
    for (names, set) in [(&look.parents, keys.dependencies(id)), (&look.children, keys.dependents(id))] {
        if names.count > 0 {
            batch.push(&[b"SRANDMEMBER", &set, (KIN + 1).to_string().as_bytes()]);
        }
    }
    if look.status() == Some(Status::Scheduled) {
        batch.push(&[b"ZSCORE", &keys.registry(Registry::Scheduled, &origin), &id.0]);
        batch.push(&[b"ZSCORE", RQ_SCHEDULER_JOBS, &id.0]);
        batch.push(&[b"EXISTS", &keys.scheduler_lock(&origin)]);
        batch.push(&[b"EXISTS", RQ_SCHEDULER_LOCK]);
    }
    for execution in executions {
        let entry = [&id.0[..], b":", execution].concat();
        batch.push(&[b"ZSCORE", &wip, &entry]);
        let key = match ExecutionId::parse(execution) {
            Some(e) => keys.execution(id, &e),
            None => entry,
        };
        batch.push(&[b"HEXISTS", &key, b"created_at"]);
    }
}

fn read_second(look: &mut Look, executions: usize, now: Time, next: &mut dyn FnMut() -> Reply) {
    let ahead = |score: Option<f64>| score.is_some_and(|s| s > now.as_seconds_f64());
    look.running = look.claimed | ahead(next().float());
    look.held = next().int() == Some(1);
    if look.lists() {
        look.dependency_ids = next().bytes().unwrap_or_default();
    }
    for names in [&mut look.parents, &mut look.children] {
        if names.count > 0 {
            names.ids = next().list().into_iter().filter_map(Reply::bytes).map(JobId::new).collect();
        }
    }
    if look.status() == Some(Status::Scheduled) {
        look.due = next().float();
        // Hidden or in another slot, rq-scheduler's set is not looked at.
        let rq_scheduler = next().float();
        let (lock, rq_lock) = (next().int() == Some(1), next().int() == Some(1));
        look.scheduler = lock || (rq_scheduler.is_some() && rq_lock);
        look.due_by_rq_scheduler = look.due.is_none() && rq_scheduler.is_some();
        look.due = look.due.or(rq_scheduler);
    }
    for _ in 0..executions {
        look.running |= ahead(next().float());
        look.running |= next().int() == Some(1);
    }
}

/// The fields of a hash that name its parents: all of them, and the first.
pub const PARENT_FIELDS: [&[u8]; 2] = [b"dependency_ids", b"dependency_id"];

/// `dependency_ids` and `dependency_id` of one hash, each as stored and empty where missing or not worth loading.
pub type ParentFields = (Vec<u8>, Vec<u8>);

/// What the hashes of these jobs say of their parents. Two round trips where there are any.
///
/// # Errors
/// When Redis cannot be asked.
pub fn parent_fields(store: &mut Store, ids: &[JobId]) -> Result<Vec<ParentFields>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut batch = Batch::default();
    for id in ids {
        let hash = store.keys.job(id);
        PARENT_FIELDS.iter().for_each(|field| batch.push(&[b"HSTRLEN", &hash, field]));
    }
    let lengths: Vec<u64> = store.ask(batch)?.iter().map(Reply::count).collect();
    let mut batch = Batch::default();
    for (id, lengths) in ids.iter().zip(lengths.chunks_exact(PARENT_FIELDS.len())) {
        batch.begin(2 + PARENT_FIELDS.len());
        batch.arg(b"HMGET");
        batch.arg(&store.keys.job(id));
        for (field, length) in PARENT_FIELDS.into_iter().zip(lengths) {
            batch.arg(if *length > MAX_FIELD as u64 { b"rqctl:none" } else { field });
        }
    }
    let fields = store.ask(batch)?.into_iter().map(|reply| {
        let mut values = reply.list().into_iter().map(|v| v.bytes().unwrap_or_default());
        (values.next().unwrap_or_default(), values.next().unwrap_or_default())
    });
    Ok(fields.collect())
}

/// The parents of a job by all that names them: its set of dependencies and its hash.
pub fn parents(look: &Look) -> Vec<JobId> {
    let mut ids = look.parents.ids.clone();
    ids.extend(texts::listed(&look.dependency_ids));
    if !look.dependency_id().is_empty() {
        ids.push(JobId::new(look.dependency_id()));
    }
    ids.sort();
    ids.dedup();
    ids
}
