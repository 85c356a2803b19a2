//! Where one job stands: every registry, list and set that may name it is asked for it alone.

use crate::{
    rq::{
        candidate::Candidate,
        dossier::{Dossier, SEARCHED, Spot, fits},
        fields::Field,
        id::{JobId, QueueName, Reading, WorkerName, composite},
        keys::Keys,
        place::{Place, Registry},
    },
    store::{
        Store,
        cursor::{PAGE, Replies},
        error::Error,
        flight::Flight,
        select,
        wire::{Batch, Reply},
    },
};

/// Copies of one ID in one list that are told.
const COPIES: &[u8] = b"100";

/// Rank of the last entry of the started registry that is searched for executions that left no other trace.
const STARTED: &[u8] = b"999";

/// A search under way.
pub struct Places {
    id: JobId,
    queue: QueueName,
    queues: Vec<QueueName>,
    /// Entries that the job may have in a started registry, the plain one first.
    entries: Vec<Vec<u8>>,
    rate_limit: Option<Vec<u8>>,
    group: Option<Vec<u8>>,
    workers: Vec<WorkerName>,
    found: Vec<(Place, Option<u64>, Option<f64>)>,
    /// Members of each list.
    lengths: Vec<(Place, u64)>,
    /// The server has no LPOS: it is older than 6.0.6.
    old: bool,
    seen: (Option<Vec<u8>>, Option<Vec<u8>>),
}

impl Places {
    pub fn new(c: &Candidate, queues: &[QueueName]) -> Places {
        let queue = c.queue().unwrap_or_else(|| QueueName::from_text(""));
        let mut queues = queues.to_vec();
        if !queues.contains(&queue) {
            queues.push(queue.clone());
        }
        let executions = c.job().into_iter().flat_map(|job| &job.executions);
        let composites = executions.map(|e| composite(&c.id, &e.id));
        let field = |field| c.job().and_then(|job| job.filled(field)).map(<[u8]>::to_vec);
        Places {
            id: c.id.clone(),
            queue,
            queues,
            entries: std::iter::once(c.id.0.to_vec()).chain(composites).collect(),
            rate_limit: field(Field::RateLimitKey),
            group: field(Field::GroupId),
            workers: c.standing.claimed_by.clone(),
            found: Vec::new(),
            lengths: Vec::new(),
            old: false,
            seen: (None, None),
        }
    }

    /// Sorted sets that may hold the job, with the member it would be.
    fn sorted(&self) -> Vec<(Place, &[u8])> {
        let id = &self.id.0[..];
        let mut all: Vec<(Place, &[u8])> = Vec::new();
        for queue in &self.queues {
            let started = Place::Registry(Registry::Started, queue.clone());
            all.extend(self.entries.iter().map(|entry| (started.clone(), &entry[..])));
            let others = Registry::ALL.into_iter().filter(|r| *r != Registry::Started);
            all.extend(others.map(|registry| (Place::Registry(registry, queue.clone()), id)));
        }
        if let Some(key) = &self.rate_limit {
            all.push((Place::Allowed(key.as_slice().into()), id));
            all.push((Place::RateLimited(key.as_slice().into()), id));
        }
        all.push((Place::RqScheduler, id));
        all
    }

    fn lists(&self) -> impl Iterator<Item = Place> {
        let lists = |queue: &QueueName| [Place::Queue(queue.clone()), Place::Intermediate(queue.clone())];
        self.queues.iter().flat_map(lists)
    }

    pub fn ask(&self, keys: &Keys, flight: &mut Flight) {
        let id = &self.id.0;
        for (place, member) in self.sorted() {
            flight.push(&[b"ZSCORE", &keys.place(&place), member]);
        }
        for list in self.lists() {
            let (key, most) = (keys.place(&list), SEARCHED.to_string());
            flight.push(&[b"LLEN", &key]);
            for rank in [b"1".as_slice(), b"-1"] {
                let most = most.as_bytes();
                flight.push(&[b"LPOS", &key, id, b"RANK", rank, b"COUNT", COPIES, b"MAXLEN", most]);
            }
        }
        for queue in &self.queues {
            flight.push(&[b"HEXISTS", &keys.held(queue), id]);
        }
        if let Some(group) = &self.group {
            flight.push(&[b"SISMEMBER", &keys.group(group), id]);
        }
        flight.push(&[b"HGET", &keys.seen(&self.queue), id]);
        flight.push(&[b"GET", &keys.first_seen(&self.queue, id)]);
    }

    pub fn read(&mut self, next: Replies) -> Result<(), Error> {
        let sorted: Vec<Place> = self.sorted().into_iter().map(|(place, _)| place).collect();
        for place in sorted {
            let reply = next()?;
            // rq-scheduler's key lies outside of the prefix: an ACL or a cluster may keep it from us.
            if place == Place::RqScheduler && matches!(reply, Reply::Error(_)) {
                continue;
            }
            if let Some(score) = reply.unless_other_type()?.float() {
                self.found.push((place, None, Some(score)));
            }
        }
        for list in self.lists().collect::<Vec<_>>() {
            let length = next()?.unless_other_type()?.count();
            let mut positions = Vec::new();
            for _ in 0..2 {
                match next()? {
                    Reply::Error(said) if said.unknown_command() => self.old = true,
                    other => {
                        positions.extend(other.unless_other_type()?.list().iter().filter_map(Reply::int))
                    }
                }
            }
            self.at(&list, positions);
            self.lengths.push((list, length));
        }
        for queue in self.queues.clone() {
            // Our own key: whoever may not see it sees nothing held.
            if next()?.int() == Some(1) {
                self.found.push((Place::Held(queue), None, None));
            }
        }
        if let Some(group) = self.group.clone()
            && next()?.unless_other_type()?.int() == Some(1)
        {
            self.found.push((Place::Group(group.into()), None, None));
        }
        self.seen = (next()?.bytes(), next()?.bytes());
        Ok(())
    }

    fn at(&mut self, list: &Place, positions: Vec<i64>) {
        let mut positions: Vec<u64> = positions.into_iter().filter_map(|at| u64::try_from(at).ok()).collect();
        positions.sort_unstable();
        positions.dedup();
        self.found.extend(positions.into_iter().map(|at| (list.clone(), Some(at), None)));
    }

    /// Executions whose own keys have expired stand in the started registry all the same.
    pub fn ask_more(&self, keys: &Keys, flight: &mut Flight) {
        let key = keys.registry(Registry::Started, &self.queue);
        flight.push(&[b"ZRANGE", &key, b"0", STARTED, b"WITHSCORES"]);
    }

    pub fn read_more(&mut self, next: Replies) -> Result<(), Error> {
        let mut flat = next()?.unless_other_type()?.list().into_iter();
        while let (Some(entry), Some(score)) = (flat.next().and_then(Reply::bytes), flat.next()) {
            let named = Reading::of(&entry).split.is_some_and(|(id, _)| id == self.id);
            if named && !self.entries.contains(&entry) {
                let started = Place::Registry(Registry::Started, self.queue.clone());
                self.found.push((started, None, score.float()));
            }
        }
        Ok(())
    }

    pub fn unsearched(&self) -> bool {
        self.old
    }

    /// Both ends of the job's own lists, page by page.
    pub fn search(&mut self, store: &mut Store) -> Result<(), Error> {
        for list in [Place::Queue(self.queue.clone()), Place::Intermediate(self.queue.clone())] {
            let length = self.length(&list);
            let back = length.saturating_sub(SEARCHED).max(SEARCHED);
            let ends = (0..SEARCHED.min(length)).step_by(PAGE).chain((back..length).step_by(PAGE));
            let mut positions = Vec::new();
            for first in ends {
                let mut batch = Batch::default();
                let (from, to) = (first.to_string(), (first + PAGE as u64 - 1).to_string());
                batch.push(&[b"LRANGE", &store.keys.place(&list), from.as_bytes(), to.as_bytes()]);
                let page = store.ask(batch)?.into_iter().next().unwrap_or(Reply::Nil);
                let members = page.unless_other_type()?.list().into_iter().zip(first as i64..);
                let here = members.filter(|(member, _)| member.as_bytes() == Some(&self.id.0[..]));
                positions.extend(here.map(|(_, at)| at));
            }
            self.at(&list, positions);
        }
        Ok(())
    }

    fn length(&self, list: &Place) -> u64 {
        self.lengths.iter().find(|(place, _)| place == list).map_or(0, |(_, length)| *length)
    }

    /// Puts what was found where it belongs.
    pub fn close(self, c: &mut Candidate, dossier: &mut Dossier) {
        let own = [Place::Queue(self.queue.clone()), Place::Intermediate(self.queue.clone())];
        dossier.list_entries = own.iter().map(|list| self.length(list)).sum();
        dossier.lists_longer = self.lengths.iter().any(|(_, length)| *length > 2 * SEARCHED);
        let mut found = self.found;
        found.extend(self.workers.into_iter().map(|name| (Place::WorkerExecutions(name), None, None)));
        if found.iter().any(|(place, ..)| *place == own[1]) {
            c.place = own[1].clone();
            select::note_first_seen(c, self.seen);
        }
        let spot = |(place, position, score)| Spot { fits: fits(c, &place), place, position, score };
        dossier.spots = found.into_iter().map(spot).collect();
        dossier.spots.sort_by_key(|spot| !spot.fits);
    }
}
