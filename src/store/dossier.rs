//! Everything about one job: where it stands, its attempts, its relatives, and fields that are none of RQ's. Four
//! round trips, whatever the number of queues.

use crate::{
    rq::{
        candidate::Candidate,
        codec::MAX_FIELD,
        dossier::{Dossier, MANY, Relatives, Results},
        fields::Field,
        id::{JobId, QueueName},
        job::{Job, Stored},
        status::Status,
    },
    store::{Store, cursor::Replies, error::Error, flight::Flight, places::Places, results, wire::Reply},
};

/// Largest results stream that is read, in bytes of memory.
const MAX_STREAM: u64 = 16 << 20;

/// Fields of a hash beyond which their names are not asked for.
const MAX_FIELDS: u64 = 1_000;

/// What the first look found out, for the second.
struct Sizes {
    stream: u64,
    fields: u64,
    dependencies: Vec<JobId>,
    dependents: Vec<JobId>,
}

impl Store {
    /// Reads everything about a job of which the hash was read. `queues` are those whose places are searched.
    ///
    /// # Errors
    /// When Redis cannot be asked; a key of a wrong type counts as empty.
    pub fn dossier(&mut self, c: &mut Candidate, queues: &[QueueName]) -> Result<Dossier, Error> {
        let mut dossier = Dossier::default();
        let mut places = Places::new(c, queues);
        let mut flight = Flight::default();
        self.ask_sizes(&c.id, &mut flight);
        places.ask(&self.keys, &mut flight);
        let mut replies = flight.send(&mut self.wire)?;
        let sizes = read_sizes(&mut || replies.take(), c, &mut dossier)?;
        places.read(&mut || replies.take())?;

        let mut flight = Flight::default();
        self.ask_details(&c.id, &sizes, &dossier, &mut flight);
        places.ask_more(&self.keys, &mut flight);
        let mut replies = flight.send(&mut self.wire)?;
        let mut next = || replies.take();
        let names = read_details(&mut next, sizes, &mut dossier)?;
        places.read_more(&mut next)?;

        dossier.unknown = self.unknown_fields(&c.id, names)?;
        if places.unsearched() {
            places.search(self)?;
        }
        places.close(c, &mut dossier);
        Ok(dossier)
    }

    fn ask_sizes(&self, id: &JobId, flight: &mut Flight) {
        let (keys, many) = (&self.keys, MANY.to_string());
        let results = keys.results(id);
        flight.push(&[b"MEMORY", b"USAGE", &results]);
        flight.push(&[b"XLEN", &results]);
        flight.push(&[b"HLEN", &keys.job(id)]);
        for set in [keys.dependencies(id), keys.dependents(id)] {
            flight.push(&[b"SRANDMEMBER", &set, many.as_bytes()]);
            flight.push(&[b"SCARD", &set]);
        }
    }

    fn ask_details(&self, id: &JobId, sizes: &Sizes, dossier: &Dossier, flight: &mut Flight) {
        let keys = &self.keys;
        if dossier.results.total > 0 && sizes.stream <= MAX_STREAM {
            let many = MANY.to_string();
            flight.push(&[b"XREVRANGE", &keys.results(id), b"+", b"-", b"COUNT", many.as_bytes()]);
        }
        for relative in sizes.dependencies.iter().chain(&sizes.dependents) {
            flight.push(&[b"HGET", &keys.job(relative), b"status"]);
        }
        if (1..=MAX_FIELDS).contains(&sizes.fields) {
            flight.push(&[b"HKEYS", &keys.job(id)]);
        }
    }

    /// The fields that are none of RQ's, those over the limit as their length.
    fn unknown_fields(&mut self, id: &JobId, names: Vec<Vec<u8>>) -> Result<Vec<(Vec<u8>, Stored)>, Error> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let key = self.keys.job(id);
        let mut flight = Flight::default();
        names.iter().for_each(|name| flight.push(&[b"HSTRLEN", &key, name]));
        let mut replies = flight.send(&mut self.wire)?;
        let mut unknown = Vec::with_capacity(names.len());
        for name in names {
            unknown.push((name, Stored::Large(replies.take()?.unless_other_type()?.count())));
        }
        let mut flight = Flight::default();
        let mut room = MAX_STREAM;
        let mut fits = |stored: &Stored| match stored {
            Stored::Large(n) if *n <= (MAX_FIELD as u64).min(room) => {
                room -= n;
                true
            }
            _ => false,
        };
        let loaded: Vec<bool> = unknown.iter().map(|(_, stored)| fits(stored)).collect();
        let wanted = unknown.iter().zip(&loaded).filter(|(_, loaded)| **loaded);
        wanted.for_each(|((name, _), _)| flight.push(&[b"HGET", &key, name]));
        let mut replies = flight.send(&mut self.wire)?;
        for ((_, stored), _) in unknown.iter_mut().zip(&loaded).filter(|(_, loaded)| **loaded) {
            *stored = replies.take()?.unless_other_type()?.bytes().map_or(Stored::Absent, Stored::Bytes);
        }
        unknown.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(unknown)
    }
}

fn read_sizes(next: Replies, c: &Candidate, dossier: &mut Dossier) -> Result<Sizes, Error> {
    // A server that does not tell the size is asked without knowing it.
    let stream = match next()? {
        Reply::Error(_) => 0,
        size => size.count(),
    };
    let total = next()?.unless_other_type()?.count();
    let too_large = (stream > MAX_STREAM).then_some(stream);
    dossier.results = Results { total, too_large, entries: Vec::new() };
    let fields = next()?.unless_other_type()?.count();
    let mut set = || -> Result<(Vec<JobId>, u64), Error> {
        let members = next()?.unless_other_type()?.list().into_iter().filter_map(Reply::bytes);
        let mut members: Vec<JobId> = members.map(JobId::new).collect();
        members.sort();
        Ok((members, next()?.unless_other_type()?.count()))
    };
    let ((mut dependencies, mut total), (dependents, waiting)) = (set()?, set()?);
    // The hash names them in their order; the set is written only for jobs that had to wait.
    let named = c.job().map(Job::dependency_ids).unwrap_or_default();
    if !named.is_empty() {
        total = total.max(named.len() as u64);
        let others: Vec<JobId> = dependencies.into_iter().filter(|id| !named.contains(id)).collect();
        total = total.max((named.len() + others.len()) as u64);
        dependencies = named.into_iter().chain(others).take(MANY).collect();
    }
    dossier.dependencies.total = total;
    dossier.dependents.total = waiting;
    Ok(Sizes { stream, fields, dependencies, dependents })
}

/// The names of fields that are none of RQ's.
fn read_details(next: Replies, sizes: Sizes, dossier: &mut Dossier) -> Result<Vec<Vec<u8>>, Error> {
    if dossier.results.total > 0 && sizes.stream <= MAX_STREAM {
        let entries = next()?.unless_other_type()?.list();
        dossier.results.entries = entries.into_iter().filter_map(results::entry).collect();
    }
    let mut relatives = |ids: Vec<JobId>, into: &mut Relatives| -> Result<(), Error> {
        for id in ids {
            let status = next()?.unless_other_type()?.bytes().map(|status| Status::parse(&status));
            into.jobs.push((id, status));
        }
        Ok(())
    };
    relatives(sizes.dependencies, &mut dossier.dependencies)?;
    relatives(sizes.dependents, &mut dossier.dependents)?;
    if !(1..=MAX_FIELDS).contains(&sizes.fields) {
        return Ok(Vec::new());
    }
    let names = next()?.unless_other_type()?.list().into_iter().filter_map(Reply::bytes);
    Ok(names.filter(|name| Field::parse(name).is_none()).collect())
}
