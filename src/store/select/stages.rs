//! The pipeline: each batch carries every stage, of different members, and the next batch is on its way before
//! the tail of this one is read. Candidates leave in the order in which their members came.

use std::collections::VecDeque;

use crate::{
    rq::{candidate::Candidate, fields::Needs, filter::Filter, time::Time},
    store::{
        Store,
        cursor::{PAGE, Replies},
        error::Error,
        prints::Prints,
        select::{
            context::{Context, Showing},
            first::{First, Read},
            plan::Plan,
            row::Row,
            source::{Meant, Source},
            weigh::{Weigh, Weighed},
        },
        wire::Batch,
    },
};

/// Bytes of IDs that one batch asks about: each is repeated in several commands.
const ID_BYTES: u64 = 1 << 20;

/// Bytes of large fields, as far as they are known, that one batch asks for.
const FIELD_BYTES: u64 = 8 << 20;

/// Commands of a third stage: executions and parents multiply.
const THIRD_COMMANDS: usize = 4_000;

pub struct Stages {
    pub filter: Filter,
    pub needs: Needs,
    pub context: Context,
    pub source: Source,
    /// Where set: nothing but these members is meant.
    pub only: Option<Prints>,
    plan: Plan,
    /// Page by page: nothing is read ahead of what the last page brought.
    by_page: bool,
    /// Members that one batch asks about. Less than a page, for a walk that acts on a part of a page while the next
    /// part is being read.
    part: usize,
    /// The last page was not acted on yet.
    pub held: bool,
    /// Jobs are weighed before anything of them is read, and then all of them is read at once.
    weighs: bool,
    /// The clock of the latest batch.
    pub now: Time,
    flight: Option<Flight>,
    members: VecDeque<Meant>,
    weighed: VecDeque<Weighed>,
    shallow: VecDeque<Row>,
    deep: VecDeque<Row>,
    pub done: VecDeque<Candidate>,
    /// How many members to ask for next.
    want: usize,
    /// Members that were read since the last look at this number.
    pub read: usize,
}

/// What the batch in flight will answer, after the TIME that heads every batch, in this order.
struct Flight {
    members: bool,
    weigh: Option<Weigh>,
    first: Option<First>,
    second: Vec<Row>,
    third: Vec<Row>,
}

impl Stages {
    pub fn new(filter: Filter, needs: Needs, context: Context, source: Source, by_page: bool) -> Stages {
        let plan = Plan::new(needs);
        Stages {
            plan,
            only: None,
            weighs: !by_page && plan.weighs() && filter.means_most(),
            filter,
            needs,
            context,
            source,
            by_page,
            part: PAGE,
            held: false,
            now: Time::default(),
            flight: None,
            members: VecDeque::new(),
            weighed: VecDeque::new(),
            shallow: VecDeque::new(),
            deep: VecDeque::new(),
            done: VecDeque::new(),
            want: PAGE,
            read: 0,
        }
    }

    /// Reads the hashes of a page in parts of so many.
    pub fn in_parts(&mut self, part: usize) {
        self.part = part;
    }

    /// As much came out as one part brings, or nearly.
    pub fn part_done(&self) -> bool {
        self.part < PAGE && self.done.len() * 2 > self.part
    }

    /// Begins with pages of so many members; they grow while too little is admitted.
    pub fn begin_with(&mut self, want: u64) {
        self.want = want.clamp(1, PAGE as u64) as usize;
    }

    /// Everything that was read has come out.
    pub fn settled(&self) -> bool {
        self.flight.is_none() && self.under_way() == 0
    }

    /// Candidates that may still come of what was read.
    fn under_way(&self) -> usize {
        self.members.len() + self.weighed.len() + self.shallow.len() + self.deep.len()
    }

    /// One step: reads the head of the batch in flight, sends the next one, reads the tail. False when nothing is
    /// left to do. `enough` candidates are wanted beyond those that are done.
    pub fn tick(&mut self, store: &mut Store, enough: Option<u64>) -> Result<bool, Error> {
        let (mut first, mut second, mut third) = (None, Vec::new(), Vec::new());
        if let Some(flight) = self.flight.take() {
            let mut next = || store.wire.receive();
            self.now = next()?.time().ok_or_else(|| Error::protocol("TIME was not answered with a time"))?;
            if flight.members {
                self.take_members(&mut next)?;
            }
            if let Some(weigh) = flight.weigh {
                self.weighed.extend(weigh.read(&mut next)?);
            }
            (first, second, third) = (flight.first, flight.second, flight.third);
            // What was weighed is read whole: little depends on it, so the next batch does not wait for it. Nor does the
            // next part of a page.
            if !(self.weighs || self.part < PAGE)
                && let Some(first) = first.take()
            {
                self.plan_rows(first.read(&mut next)?);
            }
        }
        self.pass(second.is_empty(), third.is_empty());
        self.send(store, enough)?;
        let flying = |f: &Option<Flight>| f.as_ref().is_some_and(|f| !f.third.is_empty());
        let mut next = || store.wire.receive();
        if let Some(first) = first {
            self.plan_rows(first.read(&mut next)?);
        }
        for mut row in second {
            if row.read_second(&mut next)? {
                self.deep.push_back(row);
            }
        }
        for mut row in third {
            row.read_third(&mut next)?;
            self.finish(row);
        }
        let (no_second, no_third) =
            (self.flight.as_ref().is_none_or(|f| f.second.is_empty()), !flying(&self.flight));
        self.pass(no_second, no_third);
        Ok(self.flight.is_some() || self.under_way() > 0 || !self.source.done())
    }

    fn take_members(&mut self, replies: Replies) -> Result<(), Error> {
        let read = self.source.take(self.now, replies)?;
        self.read += read.len();
        self.held = self.by_page && !read.is_empty();
        let bytes: usize = read.iter().map(|m| m.member.entry.len()).sum();
        self.want = match bytes > 4 * ID_BYTES as usize {
            true => (self.want / 4).max(1),
            false => (self.want * 2).min(PAGE),
        };
        for meant in read {
            let chosen = self.only.as_mut().is_none_or(|only| only.remove(&meant.member.entry));
            if chosen && meant.admitted(&self.filter) {
                self.members.push_back(meant);
            }
        }
        if self.only.as_ref().is_some_and(Prints::is_empty) {
            self.source.stop();
        }
        Ok(())
    }

    /// What is still meant, and what must be asked about it.
    fn plan_rows(&mut self, all: Vec<Read>) {
        for read in all {
            let c = &read.candidate;
            if !self.filter.admits_id(&c.id) || !self.filter.may_admit(c) || self.is_satellite(c) {
                continue;
            }
            let elsewhere = match self.context.showing(c) {
                Showing::Here => None,
                Showing::Unless(place) => Some(place),
                Showing::Elsewhere => continue,
            };
            self.shallow.push_back(Row::new(read, self.needs, self.plan.fields(), elsewhere, &self.context));
        }
    }

    fn is_satellite(&self, c: &Candidate) -> bool {
        !self.context.named && c.is_satellite()
    }

    /// Moves on what has nothing to ask, where nothing that came before it is still in flight.
    fn pass(&mut self, no_second: bool, no_third: bool) {
        while no_second && self.shallow.front().is_some_and(|row| !row.asks_second()) {
            self.deep.extend(self.shallow.pop_front());
        }
        while no_third && self.deep.front().is_some_and(|row| !row.asks_third()) {
            if let Some(row) = self.deep.pop_front() {
                self.finish(row);
            }
        }
    }

    fn finish(&mut self, row: Row) {
        let c = row.finish(self.needs, self.now, &self.context);
        if self.filter.admits(&c, self.now) {
            self.done.push_back(c);
        }
    }

    fn send(&mut self, store: &mut Store, enough: Option<u64>) -> Result<(), Error> {
        let mut batch = Batch::default();
        batch.push(&[b"TIME"]);
        let members = self.wants_members(enough);
        if members {
            self.source.request(&store.keys, self.want, &mut batch);
        }
        let named = take(&mut self.members, self.part, ID_BYTES, |m| m.member.entry.len() as u64);
        let plan = self.plan;
        let (weigh, first) = match self.weighs {
            true => (named, take(&mut self.weighed, PAGE, FIELD_BYTES, |w| w.bytes(plan))),
            false => (Vec::new(), named.into_iter().map(Weighed::not).collect()),
        };
        let weigh = (!weigh.is_empty()).then(|| Weigh::new(weigh, plan));
        if let Some(weigh) = &weigh {
            weigh.request(&store.keys, &mut batch);
        }
        let first = (!first.is_empty()).then(|| First::new(first, plan));
        if let Some(first) = &first {
            first.request(&store.keys, &mut batch);
        }
        let second = take(&mut self.shallow, PAGE, FIELD_BYTES, Row::second_weight);
        for row in &second {
            row.request_second(&store.keys, &mut batch);
        }
        let mut commands = 0;
        let mut third = Vec::new();
        let mut weight = 0;
        while let Some(row) = self.deep.front()
            && third.len() < PAGE
            && commands < THIRD_COMMANDS
            && weight < FIELD_BYTES
        {
            commands += row.third_commands();
            weight += row.third_weight();
            third.extend(self.deep.pop_front());
        }
        for row in &third {
            row.request_third(&store.keys, &mut batch);
        }
        if members || weigh.is_some() || first.is_some() || !second.is_empty() || !third.is_empty() {
            store.wire.send(batch)?;
            self.flight = Some(Flight { members, weigh, first, second, third });
        }
        Ok(())
    }

    /// Whether to ask for more members now: not while what was read waits, and not beyond what is wanted.
    fn wants_members(&self, enough: Option<u64>) -> bool {
        if self.source.done() {
            return false;
        }
        if self.by_page {
            return !self.held && self.under_way() == 0;
        }
        let backlog = [self.members.len(), self.weighed.len(), self.shallow.len(), self.deep.len()];
        // Pages that have grown mean that little is admitted: then it is not waited for what comes of them.
        let hoped = if self.want < PAGE { self.under_way() } else { 0 };
        let covered = enough.is_some_and(|n| (self.done.len() + hoped) as u64 >= n);
        backlog.iter().all(|n| *n <= PAGE) && !covered
    }
}

/// Takes from the front, at least one, until there are so many or they weigh so much.
fn take<T>(from: &mut VecDeque<T>, most: usize, heavy: u64, weight: impl Fn(&T) -> u64) -> Vec<T> {
    let mut total = 0;
    let mut n = 0;
    while n < most.min(from.len()) && total < heavy {
        total += weight(&from[n]);
        n += 1;
    }
    from.drain(..n).collect()
}
