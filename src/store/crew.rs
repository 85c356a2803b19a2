//! Workers, read in one way for whoever looks at the whole installation or at one job.

use crate::{
    rq::{
        fleet::{Crew, Run, Seen, Worker},
        id::{QueueName, Reading, Target, WorkerName},
        keys::Keys,
        place::Registry,
        time::Time,
    },
    store::{
        Store,
        error::{Error, Kind},
        flight::{Flight, Replies},
        wire::{Batch, Reply},
    },
};

/// The hash fields of a worker that are read, in this order.
const FIELDS: [&str; 15] = [
    "birth",
    "last_heartbeat",
    "queues",
    "state",
    "version",
    "python_version",
    "pid",
    "hostname",
    "ip_address",
    "current_job",
    "successful_job_count",
    "failed_job_count",
    "total_working_time",
    "shutdown_requested_date",
    "death",
];

/// Executions of one worker that are read. A worker runs one job at a time; more are leftovers.
const EXECUTIONS: &str = "100";

/// Channels that one NUMSUB asks about.
const CHANNELS: usize = 1_000;

/// Asks for everything about workers.
pub(super) fn ask(flight: &mut Flight, keys: &Keys, names: &[WorkerName]) {
    for name in names {
        let key = keys.worker(name);
        let batch = flight.begin(2 + FIELDS.len());
        batch.arg(b"HMGET");
        batch.arg(&key);
        for field in FIELDS {
            batch.arg(field.as_bytes());
        }
        flight.push(&[b"PTTL", &key]);
        flight.push(&[b"SSCAN", &keys.worker_executions(name), b"0", b"COUNT", EXECUTIONS.as_bytes()]);
    }
    for some in names.chunks(CHANNELS) {
        let batch = flight.begin(2 + some.len());
        batch.arg(b"PUBSUB");
        batch.arg(b"NUMSUB");
        some.iter().for_each(|name| batch.arg(&keys.channel(name)));
    }
}

/// Reads the replies to [`ask`].
///
/// # Errors
/// Only when the connection fails; what the ACL hides is left out.
pub(super) fn read(replies: &mut Replies, names: &[WorkerName]) -> Result<Vec<Worker>, Error> {
    let mut workers = Vec::with_capacity(names.len());
    for name in names {
        workers.push(worker(name.clone(), replies.take()?, &replies.take()?, replies.take()?));
    }
    for some in workers.chunks_mut(CHANNELS) {
        let Reply::List(pairs) = replies.take()? else { continue };
        // Channel and count in turn, in the order of the question.
        for (worker, pair) in some.iter_mut().zip(pairs.chunks(2)) {
            worker.listeners = Seen::Is(pair.get(1).map_or(0, Reply::count));
        }
    }
    Ok(workers)
}

fn worker(name: WorkerName, hash: Reply, ttl: &Reply, executions: Reply) -> Worker {
    let hidden = hash.denied();
    let mut fields = hash.list().into_iter().map(Reply::bytes);
    let mut next = || fields.next().flatten();
    let time = |bytes: Option<Vec<u8>>| bytes.as_deref().and_then(Time::parse);
    let (birth_at, heartbeat_at) = (time(next()), time(next()));
    let queues = next().map(|q| queue_names(&q)).unwrap_or_default();
    let (state, version, python_version, pid, hostname, ip) =
        (next(), next(), next(), next(), next(), next());
    let current_job = next().filter(|id| !id.is_empty());
    let (finished, failed) = (count(next()), count(next()));
    let working_s = next().and_then(|b| number(&b));
    let shutdown_requested_at = time(next());
    // Whatever stands there, the worker said that it ended.
    let death_at = next().map(|text| Time::parse(&text).unwrap_or_default());
    // A cursor, then the members. A key of another type is the hash of a worker with such a name.
    let executions = executions.list().into_iter().nth(1).map(Reply::list).unwrap_or_default();
    let keeps_executions = !executions.is_empty();
    let run = |entry: Vec<u8>| Run { target: target(&entry), started_at: None };
    let mut runs: Vec<Run> = executions.into_iter().filter_map(Reply::bytes).map(run).collect();
    if let Some(current) = current_job.map(run)
        && !runs.iter().any(|r| r.target.id == current.target.id)
    {
        runs.push(current);
    }
    Worker {
        name,
        exists: ttl.int() != Some(-2),
        hidden,
        state,
        version,
        python_version,
        hostname,
        pid,
        ip,
        queues,
        birth_at,
        heartbeat_at,
        death_at,
        shutdown_requested_at,
        ttl: ttl.ttl(),
        listeners: Seen::Hidden,
        runs,
        keeps_executions,
        finished,
        failed,
        working_s,
    }
}

/// `current_job` and the members of an executions set name a job, with its execution where there is one.
fn target(entry: &[u8]) -> Target {
    let reading = Reading::of(entry);
    match reading.split {
        Some((id, execution)) => Target { id, execution: Some(execution) },
        None => Target::job(reading.whole),
    }
}

fn queue_names(joined: &[u8]) -> Vec<QueueName> {
    joined.split(|b| *b == b',').filter(|q| !q.is_empty()).map(QueueName::from_text).collect()
}

fn number(bytes: &[u8]) -> Option<f64> {
    std::str::from_utf8(bytes).ok()?.parse().ok().filter(|n: &f64| n.is_finite())
}

fn count(bytes: Option<Vec<u8>>) -> u64 {
    bytes.and_then(|b| number(&b)).map_or(0, |n| n.max(0.0) as u64)
}

impl Store {
    /// The names in `P:workers`, sorted. The set grows with the installation, not with its jobs.
    ///
    /// # Errors
    /// When Redis cannot be asked, and when the key holds another type: then there may be any number of workers.
    pub fn worker_names(&mut self) -> Result<Vec<WorkerName>, Error> {
        let key = self.keys.workers();
        let mut batch = Batch::default();
        batch.push(&[b"SMEMBERS", &key]);
        let members = match self.ask(batch)?.into_iter().next().unwrap_or(Reply::Nil) {
            reply if reply.wrong_type() => return Err(Error::wrong_type(key)),
            reply => reply.ok()?.list(),
        };
        let mut names: Vec<_> =
            members.into_iter().filter_map(Reply::bytes).filter_map(|m| self.keys.worker_of(&m)).collect();
        names.sort();
        Ok(names)
    }

    /// Workers by name, those included whose hash is gone. One round trip.
    pub fn workers(&mut self, names: &[WorkerName]) -> Result<Vec<Worker>, Error> {
        let mut flight = Flight::default();
        ask(&mut flight, &self.keys, names);
        read(&mut flight.send(&mut self.wire)?, names)
    }

    /// The live workers.
    pub fn crew(&mut self) -> Result<Crew, Error> {
        let names = self.worker_names()?;
        Ok(Crew::new(self.workers(&names)?))
    }

    /// The queues in `P:queues` and those that live workers serve, sorted.
    ///
    /// # Errors
    /// When Redis cannot be asked, and when the key holds another type: then there may be any number of queues.
    pub fn queue_names(&mut self, crew: &Crew) -> Result<Vec<QueueName>, Error> {
        let key = self.keys.queues();
        let mut batch = Batch::default();
        batch.push(&[b"SMEMBERS", &key]);
        match self.ask(batch)?.into_iter().next().unwrap_or(Reply::Nil) {
            reply if reply.wrong_type() => Err(Error::wrong_type(key)),
            members => known_queues(&self.keys, members, crew),
        }
    }

    /// The same, as far as both sets can be read: enough to look for a job, too little to say that there is no
    /// other queue.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn queues_met(&mut self) -> Result<Vec<QueueName>, Error> {
        let crew = match self.crew() {
            Err(e) if e.kind == Kind::WrongType => Crew::default(),
            crew => crew?,
        };
        match self.queue_names(&crew) {
            Err(e) if e.kind == Kind::WrongType => known_queues(&self.keys, Reply::Nil, &crew),
            names => names,
        }
    }

    /// Whether anything stands under the name of a queue that RQ does not list.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn has_keys(&mut self, queue: &QueueName) -> Result<bool, Error> {
        let mut keys = vec![self.keys.queue(queue), self.keys.intermediate(queue), self.keys.held(queue)];
        keys.extend(Registry::ALL.map(|registry| self.keys.registry(registry, queue)));
        let mut batch = Batch::default();
        keys.iter().for_each(|key| batch.push(&[b"EXISTS", key]));
        Ok(self.ask(batch)?.iter().any(|reply| reply.int() == Some(1)))
    }
}

/// The queues that the members of `P:queues` and live workers name, sorted. A key of another type names none.
pub(in crate::store) fn known_queues(
    keys: &Keys,
    members: Reply,
    crew: &Crew,
) -> Result<Vec<QueueName>, Error> {
    let members = members.unless_other_type()?.list().into_iter().filter_map(Reply::bytes);
    let mut queues: Vec<_> = members.filter_map(|m| keys.queue_of(&m)).collect();
    queues.extend(crew.workers.iter().flat_map(|w| w.queues.iter().cloned()));
    queues.sort();
    queues.dedup();
    Ok(queues)
}
