//! Selection → pages of candidates: the one read path of list, count, every verb on jobs, maintenance and
//! migrate-ids.
//!
//! A page goes through stages: its members are read, then the small fields of their hashes, then what only
//! those that are still meant need (large fields, results, executions), then what that in turn names. Each
//! batch carries one stage of several pages, and the next batch is sent before the tail of this one is
//! read, so that one connection keeps the server busy. A walk that acts takes one page at a time instead,
//! because reading ahead of what it removes would skip jobs.

mod deepen;
mod first;
mod source;

use std::collections::{HashSet, VecDeque};

use deepen::Deep;
use first::First;
use source::{Meant, Source};

use crate::{
    rq::{
        candidate::Candidate,
        fields::Needs,
        filter::{Filter, Selection, Toward, Walk},
        fleet::Crew,
        id::{JobId, QueueName},
        place::Place,
        time::Time,
    },
    store::{
        Store,
        cursor::PAGE,
        error::Error,
        mentions::Mentions,
        wire::{Batch, Reply},
    },
};

/// Candidates with the clock at which their members were read.
#[derive(Debug)]
pub struct Page {
    pub now: Time,
    pub items: Vec<Candidate>,
}

/// Pages of one selection, see the module.
pub struct Select<'s> {
    store: &'s mut Store,
    filter: Filter,
    needs: Needs,
    toward: Toward,
    limit: Option<u64>,
    context: Context,
    source: Source,
    /// What the batch in flight will answer, if there is one.
    flight: Option<Flight>,
    /// Pages that wait for the third stage, in order.
    waiting: VecDeque<Deep>,
    ready: VecDeque<Page>,
    given: u64,
    /// Members of the last page that were not handed out: they stay where they stand.
    passed_over: usize,
    /// How many members to ask for next.
    want: usize,
    cut: bool,
}

/// What the words about jobs need beside the job.
#[derive(Default)]
struct Context {
    crew: Crew,
    mentions: Option<Mentions>,
    /// All places that the walks go through.
    walked: HashSet<Place>,
    /// Jobs that were shown from another place than the list which their status calls for.
    shown: HashSet<JobId>,
    /// The jobs were named one by one.
    named: bool,
}

/// The stages that the batch in flight carries.
#[derive(Default)]
struct Flight {
    /// Replies to the source follow the one to TIME, which heads every batch.
    members: bool,
    first: Option<First>,
    second: Option<Deep>,
    third: Option<Deep>,
}

impl Store {
    /// Begins a walk. Reads what it needs first: queues, live workers, rate limits.
    ///
    /// # Errors
    /// When Redis cannot be asked; one bad job is a candidate, not an error.
    pub fn select(&mut self, what: &Selection, needs: Needs, toward: Toward) -> Result<Select<'_>, Error> {
        let needs = needs.and(what.filter.needs());
        let crew = self.crew()?;
        let queues = self.known_queues(&crew, &what.filter)?;
        let rate_limits = self.rate_limit_keys()?;
        let walks = what.filter.walks(&queues, &rate_limits);
        let mentions = match needs.has(Needs::MENTIONS) {
            true => Some(Mentions::read(self, &queues, &rate_limits)?),
            false => None,
        };
        let walked = walks.iter().flat_map(places).collect();
        let context = Context { crew, mentions, walked, ..Context::default() };
        Ok(self.begin(what.clone(), needs, toward, context, Source::walks(walks, toward)))
    }

    /// The jobs that these texts name, in their order: plain IDs or `ID:EXECUTION`. A text that names
    /// nothing is a candidate without a hash.
    ///
    /// # Errors
    /// As [`Store::select`].
    pub fn named(
        &mut self,
        texts: Box<dyn Iterator<Item = Vec<u8>>>,
        needs: Needs,
    ) -> Result<Select<'_>, Error> {
        let crew = match needs.has(Needs::EXECUTIONS) || needs.has(Needs::CREW) {
            true => self.crew()?,
            false => Crew::default(),
        };
        let mentions = match needs.has(Needs::MENTIONS) {
            true => {
                let queues = self.queue_names(&crew)?;
                let rate_limits = self.rate_limit_keys()?;
                Some(Mentions::read(self, &queues, &rate_limits)?)
            }
            false => None,
        };
        let context = Context { crew, mentions, named: true, ..Context::default() };
        Ok(self.begin(Selection::default(), needs, Toward::Listing, context, Source::named(texts)))
    }

    fn begin(
        &mut self,
        what: Selection,
        needs: Needs,
        toward: Toward,
        context: Context,
        source: Source,
    ) -> Select<'_> {
        let narrow = what.limit.map_or(PAGE, |l| l.clamp(1, PAGE as u64) as usize);
        Select {
            store: self,
            filter: what.filter,
            needs,
            toward,
            limit: what.limit,
            context,
            source,
            flight: None,
            waiting: VecDeque::new(),
            ready: VecDeque::new(),
            given: 0,
            passed_over: 0,
            want: narrow,
            cut: false,
        }
    }

    /// Known queues, and those that a `-q` without wildcard names.
    fn known_queues(&mut self, crew: &Crew, filter: &Filter) -> Result<Vec<QueueName>, Error> {
        let mut queues = self.queue_names(crew)?;
        queues.extend(filter.queues.iter().filter_map(|g| g.literal()).map(QueueName::from_text));
        queues.sort();
        queues.dedup();
        Ok(queues)
    }

    /// The keys in `P:rl-keys` (RQ 3.0). The set grows with the limits that are in use.
    pub fn rate_limit_keys(&mut self) -> Result<Vec<Vec<u8>>, Error> {
        let mut keys = Vec::new();
        let mut cursor = b"0".to_vec();
        loop {
            let mut batch = Batch::default();
            batch.push(&[b"SSCAN", &self.keys.rate_limits(), &cursor, b"COUNT", b"1000"]);
            let reply = self.ask(batch)?.into_iter().next().unwrap_or(Reply::Nil);
            let mut parts = match reply {
                Reply::Error(said) if said.wrong_type() => return Ok(keys),
                other => other.ok()?.list().into_iter(),
            };
            cursor = parts.next().and_then(Reply::bytes).unwrap_or_else(|| b"0".to_vec());
            keys.extend(parts.next().map_or_else(Vec::new, Reply::list).into_iter().filter_map(Reply::bytes));
            if cursor == b"0" {
                keys.sort();
                keys.dedup();
                return Ok(keys);
            }
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

impl Select<'_> {
    /// The next page that holds something, or `None` at the end. Pages of a look are never empty; a walk
    /// that acts hands out empty ones too, because [`Select::acted`] must follow each.
    ///
    /// # Errors
    /// When Redis cannot be asked any more.
    pub fn next_page(&mut self) -> Result<Option<Page>, Error> {
        loop {
            if self.limit.is_some_and(|l| self.given >= l) {
                self.cut |= !self.ready.is_empty() || !self.exhausted();
                return Ok(None);
            }
            while let Some(mut page) = self.ready.pop_front() {
                if let Some(limit) = self.limit {
                    let left = usize::try_from(limit - self.given).unwrap_or(usize::MAX);
                    self.cut |= page.items.len() > left;
                    page.items.truncate(left);
                }
                self.given += page.items.len() as u64;
                if self.toward == Toward::Acting || !page.items.is_empty() {
                    return Ok(Some(page));
                }
            }
            if !self.tick()? {
                return Ok(None);
            }
        }
    }

    /// Whether jobs may be left that the limit kept back. True once the limit was reached and the walk had
    /// not come to its end.
    pub fn truncated(&self) -> bool {
        self.cut
    }

    /// After a verb acted on the last page: `left` of its candidates still stand where they stood.
    pub fn acted(&mut self, left: usize) {
        self.source.acted(left + self.passed_over);
    }

    /// The live workers as they were when the walk began.
    pub fn crew(&self) -> &Crew {
        &self.context.crew
    }

    /// Whether the jobs were named one by one.
    pub fn named(&self) -> bool {
        self.context.named
    }

    fn exhausted(&self) -> bool {
        self.source.done() && self.flight.is_none() && self.waiting.is_empty()
    }

    /// One step of the pipeline: reads the head of the batch in flight, sends the next one, reads the tail.
    /// False when nothing is left to do.
    fn tick(&mut self) -> Result<bool, Error> {
        let flight = self.flight.take();
        let idle = flight.is_none();
        let (mut now, mut members, mut shallow) = (None, Vec::new(), None);
        let mut tail = (None, None);
        if let Some(flight) = flight {
            let wire = &mut self.store.wire;
            now = wire.receive()?.time();
            let at = now.ok_or_else(|| Error::protocol("TIME was not answered with a time"))?;
            if flight.members {
                let read = self.source.take(at, &mut || wire.receive())?;
                let before = read.len();
                members = read;
                members.retain(|m| m.admitted(&self.filter));
                self.passed_over = before - members.len();
            }
            if let Some(first) = flight.first {
                shallow = Some(first.read(&mut || wire.receive())?);
            }
            tail = (flight.second, flight.third);
        }
        // Deeper stages wait until their page's turn; a page that needs nothing more passes at once.
        let deep = shallow.map(|page| {
            let read = page.items.len();
            let deep = Deep::plan(page, &self.filter, self.needs, &mut self.context);
            self.passed_over += read - deep.left();
            deep
        });
        self.send(now, members, deep, idle)?;
        let wire = &mut self.store.wire;
        if let Some(second) = tail.0 {
            let before = second.left();
            let read = second.read_second(&mut || wire.receive())?;
            self.passed_over += before - read.left();
            self.waiting.push_back(read);
        }
        if let Some(third) = tail.1 {
            let third = third.read_third(&mut || wire.receive())?;
            self.finish(third);
        }
        // Pages leave in the order in which they came.
        while self.flight.as_ref().is_none_or(|f| f.third.is_none())
            && self.waiting.front().is_some_and(|d| !d.asks_third())
        {
            if let Some(deep) = self.waiting.pop_front() {
                self.finish(deep);
            }
        }
        Ok(self.flight.is_some() || !self.waiting.is_empty() || !self.ready.is_empty())
    }

    fn send(
        &mut self,
        now: Option<Time>,
        members: Vec<Meant>,
        deep: Option<Deep>,
        idle: bool,
    ) -> Result<(), Error> {
        let mut batch = Batch::default();
        let mut flight = Flight::default();
        batch.push(&[b"TIME"]);
        let alone = idle && self.waiting.is_empty() && deep.is_none();
        let more = self.toward == Toward::Listing || alone;
        let enough = self.limit.is_some_and(|l| self.given + self.ready_items() >= l);
        if more && !enough && !self.source.done() {
            self.source.request(&self.store.keys, self.want, &mut batch);
            flight.members = true;
            self.want = (self.want * 2).min(PAGE);
        }
        if let (false, Some(now)) = (members.is_empty(), now) {
            let first = First::new(now, members, self.needs);
            first.request(&self.store.keys, &mut batch);
            flight.first = Some(first);
        }
        if let Some(deep) = deep {
            deep.request_second(&self.store.keys, &mut batch);
            flight.second = Some(deep);
        }
        let asks = self.waiting.front().is_some_and(Deep::asks_third);
        if let (true, Some(deep)) = (asks, self.waiting.pop_front()) {
            deep.request_third(&self.store.keys, &mut batch);
            flight.third = Some(deep);
        }
        let carries =
            flight.members || flight.first.is_some() || flight.second.is_some() || flight.third.is_some();
        if carries {
            self.store.wire.send(batch)?;
            self.flight = Some(flight);
        }
        Ok(())
    }

    fn ready_items(&self) -> u64 {
        self.ready.iter().map(|p| p.items.len() as u64).sum()
    }

    fn finish(&mut self, deep: Deep) {
        let page = deep.into_page(&self.context);
        let before = page.items.len();
        let filter = &self.filter;
        let mut page = page;
        page.items.retain(|c| filter.admits(c, page.now));
        self.passed_over += before - page.items.len();
        self.ready.push_back(page);
    }
}

/// A walk that is left early owes replies: they are read, or the next question would get the wrong answers.
impl Drop for Select<'_> {
    fn drop(&mut self) {
        self.store.wire.settle();
    }
}
