//! What a walk knows beside its members: live workers, known names, and what was shown already.

use std::collections::{HashMap, HashSet};

use crate::{
    rq::{
        candidate::Candidate,
        fields::Needs,
        filter::{Filter, Walk},
        fleet::Crew,
        id::{JobId, QueueName, WorkerName},
        place::{Place, Registry},
        state::{self, Poison},
        status::Status,
        version::Version,
    },
    store::{
        Store,
        error::Error,
        mentions::Mentions,
        prints::Prints,
        wire::{Batch, Reply},
    },
};

#[derive(Default)]
pub struct Context {
    pub crew: Crew,
    /// Why there may be live workers that are not known, where they matter.
    pub workers_unseen: Option<Error>,
    /// Why there may be queues that are not known, where they matter.
    pub queues_unseen: Option<Error>,
    /// The live workers that name a job as theirs.
    claims: HashMap<JobId, Vec<WorkerName>>,
    /// For each queue that a live worker serves, one worker of each version.
    readers: HashMap<QueueName, Crew>,
    pub mentions: Option<Mentions>,
    pub queues: Vec<QueueName>,
    pub rate_limits: Vec<Vec<u8>>,
    /// All places that the walks go through.
    pub walked: HashSet<Place>,
    /// Jobs that were shown, and that a later walk through a list or all keys would meet again.
    shown: Prints,
    /// Jobs of which a started entry was shown: there is one for each execution.
    started: Prints,
    /// The members were given one by one, or each is wanted for itself: nothing is shown elsewhere.
    pub each: bool,
    /// Entries are looked at, not jobs: a score is that of the entry.
    pub entries: bool,
    /// The jobs were named.
    pub named: bool,
}

/// How a candidate's place relates to the other places of the walk.
pub enum Showing {
    Here,
    /// Unless the job stands in this sorted set, whose walk shows it.
    Unless(Place),
    Elsewhere,
}

impl Context {
    /// Reads what the walks of a filter, and what is needed, depend on: two round trips, or one where no live
    /// worker has to be known.
    ///
    /// # Errors
    /// When Redis cannot be asked, and where workers or queues that matter cannot be seen, unless what is needed is
    /// needed [as seen](Needs::AS_SEEN).
    pub fn read(store: &mut Store, filter: &Filter, needs: Needs, walks: bool) -> Result<Context, Error> {
        let crew_needed = needs.of_workers();
        let limits_needed = needs.has(Needs::MENTIONS) || filter.statuses.contains(&Status::RateLimited);
        if !crew_needed && !walks {
            return Ok(Context::default());
        }
        let mut batch = Batch::default();
        batch.push(&[b"SMEMBERS", &store.keys.workers()]);
        batch.push(&[b"SMEMBERS", &store.keys.queues()]);
        let mut replies = store.ask(batch)?.into_iter();
        let mut next = || replies.next().unwrap_or(Reply::Nil);
        let (workers, listed) = (next(), next());
        let crew = store.crew_in(workers)?;
        let queues = store.queues_in(listed, &crew.all)?;
        // Where jobs need no workers, only queues that nobody but a worker knows are missing.
        let workers_unseen = crew.unseen.filter(|_| crew_needed);
        let all_queues = (walks && filter.asks_queues()) || needs.has(Needs::MENTIONS);
        let queues_unseen = queues.unseen.filter(|_| all_queues);
        if let Some(why) = workers_unseen.as_ref().or(queues_unseen.as_ref())
            && !needs.has(Needs::AS_SEEN)
        {
            return Err(why.clone());
        }
        let (crew, mut queues) = (crew.all, queues.all);
        queues.extend(filter.queues.iter().filter_map(|g| g.literal()).map(QueueName::from_text));
        queues.sort();
        queues.dedup();
        let rate_limits = if limits_needed { store.rate_limit_keys()? } else { Vec::new() };
        let mentions = match needs.has(Needs::MENTIONS) {
            true => Some(Mentions::read(store, &queues, &rate_limits)?),
            false => None,
        };
        let (claims, readers) = (claims(&crew), readers(&crew));
        Ok(Context {
            crew,
            workers_unseen,
            queues_unseen,
            claims,
            readers,
            mentions,
            queues,
            rate_limits,
            ..Context::default()
        })
    }

    /// Entries are looked at, each for itself.
    pub fn entries(mut self) -> Context {
        (self.each, self.entries) = (true, true);
        self
    }

    /// The members are texts that name jobs.
    pub fn named(mut self) -> Context {
        (self.each, self.named) = (true, true);
        self
    }

    /// The walks of this context go through these places.
    pub fn walking(&mut self, walks: &[Walk]) {
        self.walked = walks.iter().flat_map(places).collect();
    }

    /// Where the job is shown. A job stands in several places more often than not: RQ leaves stale members.
    pub fn showing(&mut self, c: &Candidate) -> Showing {
        if self.each {
            return Showing::Here;
        }
        if matches!(c.place, Place::Registry(Registry::Started, _)) && !self.started.insert(&c.id.0) {
            return Showing::Elsewhere;
        }
        let lists = matches!(c.place, Place::Queue(_) | Place::Hash);
        if lists && self.shown.contains(&c.id.0) {
            return Showing::Elsewhere;
        }
        match self.called_for(c) {
            // A list cannot be asked; it is walked later, and then passes the job over.
            Some(Place::Queue(_)) if !self.shown.insert(&c.id.0) => return Showing::Elsewhere,
            Some(Place::Queue(_)) => {}
            Some(sorted) => return Showing::Unless(sorted),
            None if c.place != Place::Hash && self.walked.contains(&Place::Hash) => {
                self.shown.insert(&c.id.0);
            }
            None => {}
        }
        Showing::Here
    }

    /// Another place that is walked too and that the job's status calls for.
    fn called_for(&self, c: &Candidate) -> Option<Place> {
        let job = c.job()?;
        let place = job.status()?.place(&c.queue()?, job.rate_limit_key())?;
        (place != c.place && self.walked.contains(&place)).then_some(place)
    }

    pub fn claimed_by(&self, id: &JobId) -> &[WorkerName] {
        self.claims.get(id).map_or(&[], Vec::as_slice)
    }

    /// Whether a live worker of the queue would end at this job, or lose it. What is no hash, or has an ID that
    /// the worker refuses, ends it too.
    pub fn poison(&self, c: &Candidate) -> Option<Poison> {
        let queue = c.queue()?;
        let readers = self.readers.get(&queue)?;
        match c.job() {
            Some(job) => state::poison(&c.id, job, &queue, readers),
            None => state::poison_id(&c.id, &queue, readers).or(match &c.found {
                crate::rq::candidate::Found::WrongType => Some(Poison::Unreadable),
                _ => None,
            }),
        }
    }
}

fn places(walk: &Walk) -> Vec<Place> {
    match walk {
        Walk::Sorted { places, .. } => places.clone(),
        Walk::List(place) | Walk::Scan(place) => vec![place.clone()],
        Walk::Hashes => vec![Place::Hash],
    }
}

fn claims(crew: &Crew) -> HashMap<JobId, Vec<WorkerName>> {
    let mut claims: HashMap<JobId, Vec<WorkerName>> = HashMap::new();
    for worker in &crew.workers {
        for run in &worker.runs {
            let claimed = claims.entry(run.target.id.clone()).or_default();
            if !claimed.contains(&worker.name) {
                claimed.push(worker.name.clone());
            }
        }
    }
    claims
}

fn readers(crew: &Crew) -> HashMap<QueueName, Crew> {
    let mut readers: HashMap<QueueName, (Crew, HashSet<Option<Version>>)> = HashMap::new();
    for worker in &crew.workers {
        for queue in &worker.queues {
            let (crew, versions) = readers.entry(queue.clone()).or_default();
            if versions.insert(worker.rq_version()) {
                crew.workers.push(worker.clone());
            }
        }
    }
    readers.into_iter().map(|(queue, (crew, _))| (queue, crew)).collect()
}
