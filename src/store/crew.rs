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
        error::Error,
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

/// What it means that one of RQ's sets of names, or what it names, cannot be read.
const WORKERS: &str = "not all workers can be seen";
const QUEUES: &str = "not all queues can be seen";

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
        let members = self.first(&[b"SMEMBERS", &key])?;
        self.worker_names_in(members)?.whole()
    }

    fn worker_names_in(&self, members: Reply) -> Result<Met<Vec<WorkerName>>, Error> {
        members_of(members, WORKERS, || self.keys.workers(), |member| self.keys.worker_of(member))
    }

    /// Workers by name, those included whose hash is gone. One round trip.
    pub fn workers(&mut self, names: &[WorkerName]) -> Result<Vec<Worker>, Error> {
        let mut flight = Flight::default();
        ask(&mut flight, &self.keys, names);
        read(&mut flight.send(&mut self.wire)?, names)
    }

    /// The live workers.
    ///
    /// # Errors
    /// When Redis cannot be asked, and when not all of them can be seen: then any job may be run by another.
    pub fn crew(&mut self) -> Result<Crew, Error> {
        Ok(Crew::new(self.every_worker()?))
    }

    /// Every registered worker, those included whose hash is gone.
    ///
    /// # Errors
    /// As [`Store::crew`].
    pub fn every_worker(&mut self) -> Result<Vec<Worker>, Error> {
        let key = self.keys.workers();
        let members = self.first(&[b"SMEMBERS", &key])?;
        self.workers_in(members)?.whole()
    }

    fn workers_in(&mut self, members: Reply) -> Result<Met<Vec<Worker>>, Error> {
        let names = self.worker_names_in(members)?;
        let all = self.workers(&names.all)?;
        let hidden = all.iter().find(|worker| worker.hidden).map(|worker| self.keys.worker(&worker.name));
        let unseen = match hidden {
            Some(key) => self.first(&[b"HGET", &key, b"queues"])?.ok().err().map(|why| why.so(WORKERS)),
            None => names.unseen,
        };
        Ok(Met { all, unseen })
    }

    /// The live workers among the members of `P:workers`.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub(in crate::store) fn crew_in(&mut self, members: Reply) -> Result<Met<Crew>, Error> {
        let Met { all, unseen } = self.workers_in(members)?;
        Ok(Met { all: Crew::new(all), unseen })
    }

    /// The queues in `P:queues` and those that live workers serve, sorted.
    ///
    /// # Errors
    /// When Redis cannot be asked, and when the set cannot be read: then there may be any number of queues.
    pub fn queue_names(&mut self, crew: &Crew) -> Result<Vec<QueueName>, Error> {
        let key = self.keys.queues();
        let members = self.first(&[b"SMEMBERS", &key])?;
        self.queues_in(members, crew)?.whole()
    }

    /// The same, as far as both sets can be read: enough to look for a job, too little to say that there is no
    /// other queue where `P:queues` is unseen.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn queues_met(&mut self) -> Result<Met<Vec<QueueName>>, Error> {
        let (workers, queues) = (self.keys.workers(), self.keys.queues());
        let mut batch = Batch::default();
        batch.push(&[b"SMEMBERS", &workers]);
        batch.push(&[b"SMEMBERS", &queues]);
        let mut replies = self.ask(batch)?.into_iter();
        let mut next = || replies.next().unwrap_or(Reply::Nil);
        let (workers, queues) = (next(), next());
        let crew = self.crew_in(workers)?.all;
        self.queues_in(queues, &crew)
    }

    /// The queues that the members of `P:queues` and live workers name, sorted.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub(in crate::store) fn queues_in(
        &self,
        members: Reply,
        crew: &Crew,
    ) -> Result<Met<Vec<QueueName>>, Error> {
        let mut met =
            members_of(members, QUEUES, || self.keys.queues(), |member| self.keys.queue_of(member))?;
        met.all.extend(crew.workers.iter().flat_map(|w| w.queues.iter().cloned()));
        met.all.sort();
        met.all.dedup();
        Ok(met)
    }

    fn first(&mut self, command: &[&[u8]]) -> Result<Reply, Error> {
        let mut batch = Batch::default();
        batch.push(command);
        Ok(self.ask(batch)?.into_iter().next().unwrap_or(Reply::Nil))
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

/// What was met, and why there may be more of it.
#[derive(Clone, Debug)]
pub struct Met<T> {
    pub all: T,
    pub unseen: Option<Error>,
}

impl<T> Met<T> {
    /// All that there is.
    ///
    /// # Errors
    /// Why that is not known.
    pub fn whole(self) -> Result<T, Error> {
        match self.unseen {
            Some(why) => Err(why),
            None => Ok(self.all),
        }
    }
}

/// The names in one of RQ's sets of full keys, sorted; none where the ACL hides it or its key holds another type. A
/// member that is not such a key is none of RQ's.
fn members_of<T: Ord>(
    members: Reply,
    not_all: &str,
    key: impl FnOnce() -> Vec<u8>,
    name: impl Fn(&[u8]) -> Option<T>,
) -> Result<Met<Vec<T>>, Error> {
    let (denied, wrong_type) = (members.denied(), members.wrong_type());
    let unseen = |why: Error| Ok(Met { all: Vec::new(), unseen: Some(why.so(not_all)) });
    let members = match members.ok() {
        Ok(members) => members.list(),
        Err(_) if wrong_type => return unseen(Error::wrong_type(key())),
        Err(why) if denied => return unseen(why),
        Err(e) => return Err(e),
    };
    let mut all: Vec<T> = members.into_iter().filter_map(Reply::bytes).filter_map(|m| name(&m)).collect();
    all.sort();
    Ok(Met { all, unseen: None })
}
