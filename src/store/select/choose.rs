//! The first jobs of an order, and the first jobs of a list that a verb acts on: the selection is read once to
//! choose them, and a second time for what is needed of those that were chosen.

use std::{
    cmp::Ordering,
    collections::{BinaryHeap, HashMap, VecDeque},
};

use crate::{
    rq::{
        candidate::Candidate,
        fields::Needs,
        filter::{Selection, Toward, Walk},
        order::{Order, SortKey},
        place::Place,
        time::Time,
    },
    store::{
        Store,
        cursor::{Member, PAGE},
        error::Error,
        prints::Prints,
        select::{
            Cut, Select,
            context::Context,
            member_of,
            source::{Source, Start},
        },
        wire::Batch,
    },
};

/// What the first look found.
struct Chosen {
    members: VecDeque<Member>,
    matched: Option<u64>,
    cut: Cut,
    /// Members of each list before it was read.
    lengths: HashMap<Place, u64>,
}

pub fn select<'s>(
    store: &'s mut Store,
    what: &Selection,
    needs: Needs,
    toward: Toward,
) -> Result<Select<'s>, Error> {
    let chosen = match what.order {
        Some(order) => first_of(store, what, needs, order)?,
        None => first_met(store, what, needs)?,
    };
    let (mut context, walks) = store.prepare(&what.filter, needs)?;
    let (matched, cut) = (chosen.matched, chosen.cut);
    let mut select = match toward {
        Toward::Listing => {
            context.each = true;
            let given = std::iter::once(Start::Given(chosen.members));
            store.begin(what, needs, toward, context, Source::starts(given, toward))
        }
        Toward::Acting => acting(store, what, needs, context, walks, chosen)?,
    };
    (select.matched, select.cut) = (matched, cut);
    Ok(select)
}

/// The jobs that a listing would show first, in their places.
fn first_met(store: &mut Store, what: &Selection, needs: Needs) -> Result<Chosen, Error> {
    let needs = needs.of_both(Needs::AS_SEEN);
    let (context, walks) = store.prepare(&what.filter, needs)?;
    let lengths = lengths(store, &walks)?;
    let source = Source::walks(walks, Toward::Listing);
    let mut select = store.begin(what, needs, Toward::Listing, context, source);
    select.limit = what.limit;
    let mut members = VecDeque::new();
    while let Some(page) = select.next_page()? {
        members.extend(page.items.iter().map(member_of));
    }
    Ok(Chosen { members, matched: None, cut: select.cut, lengths })
}

/// The first jobs of an order, out of all.
fn first_of(store: &mut Store, what: &Selection, needs: Needs, order: Order) -> Result<Chosen, Error> {
    let needs = order.needs().and(needs.of_both(Needs::AS_SEEN));
    let most = usize::try_from(what.limit.unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
    let (context, walks) = store.prepare(&what.filter, needs)?;
    let lengths = lengths(store, &walks)?;
    let source = Source::walks(walks, Toward::Listing);
    let mut select = store.begin(what, needs, Toward::Listing, context, source);
    let mut heap: BinaryHeap<Ranked> = BinaryHeap::new();
    let mut matched = 0;
    while let Some(page) = select.next_page()? {
        for c in &page.items {
            let ranked = Ranked::new(c, order, page.now, matched);
            matched += 1;
            if heap.len() < most {
                heap.push(ranked);
            } else if heap.peek().is_some_and(|last| ranked < *last) {
                heap.pop();
                heap.push(ranked);
            }
        }
    }
    let cut = if matched > heap.len() as u64 { Cut::Yes } else { Cut::No };
    let members = heap.into_sorted_vec().into_iter().map(|r| r.member).collect();
    Ok(Chosen { members, matched: Some(matched), cut, lengths })
}

/// A walk that acts on nothing but what was chosen, the last first: what is put back keeps its order. Members of
/// lists are met where they stand, because they are taken out by their index.
fn acting<'s>(
    store: &'s mut Store,
    what: &Selection,
    needs: Needs,
    mut context: Context,
    walks: Vec<Walk>,
    chosen: Chosen,
) -> Result<Select<'s>, Error> {
    context.each = true;
    let in_list = |m: &Member| matches!(m.place, Place::Queue(_) | Place::Intermediate(_));
    let (listed, mut others): (Vec<Member>, Vec<Member>) = chosen.members.into_iter().partition(in_list);
    others.reverse();
    let mut starts = vec![Start::Given(others.iter().cloned().collect())];
    for walk in walks {
        let Walk::List(place) = &walk else { continue };
        let last = listed.iter().filter(|m| m.place == *place).filter_map(|m| m.index).max();
        let Some(last) = last.and_then(|i| u64::try_from(i).ok()) else { continue };
        // The rest of a long list is not walked. Counted from the tail the place stays where it is when workers
        // pop at the head; the shorter of two lengths allows for what came in, and a page for what others took out
        // behind it.
        let now = lengths(store, std::slice::from_ref(&walk))?.get(place).copied().unwrap_or(0);
        let length = chosen.lengths.get(place).copied().unwrap_or(0).min(now);
        starts.push(Start::Walk(walk, length.saturating_sub(last + 1 + PAGE as u64)));
    }
    let mut only = Prints::default();
    listed.iter().chain(&others).for_each(|m| _ = only.insert(&m.entry));
    let mut select =
        store.begin(what, needs, Toward::Acting, context, Source::starts(starts.into_iter(), Toward::Acting));
    select.stages.only = Some(only);
    Ok(select)
}

fn lengths(store: &mut Store, walks: &[Walk]) -> Result<HashMap<Place, u64>, Error> {
    let lists = walks.iter().filter_map(|walk| match walk {
        Walk::List(place) => Some(place.clone()),
        _ => None,
    });
    let lists: Vec<Place> = lists.collect();
    let mut batch = Batch::default();
    lists.iter().for_each(|list| batch.push(&[b"LLEN", &store.keys.place(list)]));
    let lengths = lists.into_iter().zip(store.ask(batch)?);
    lengths.map(|(list, length)| Ok((list, length.unless_other_type()?.count()))).collect()
}

/// A job in its order. The heap's greatest is the one that is given up first.
struct Ranked {
    order: Order,
    key: SortKey,
    /// In which order the jobs were met: equal keys keep it.
    nth: u64,
    member: Member,
}

impl Ranked {
    fn new(c: &Candidate, order: Order, now: Time, nth: u64) -> Ranked {
        Ranked { order, key: order.key(c, now), nth, member: member_of(c) }
    }
}

impl Ord for Ranked {
    fn cmp(&self, other: &Ranked) -> Ordering {
        self.order.compare(&self.key, &other.key).then(self.nth.cmp(&other.nth))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Ranked) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Ranked) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ranked {}
