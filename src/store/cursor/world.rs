//! What holds for both walks through a list, and a list to walk through.

use crate::{
    rq::{
        filter::{Toward, Walk},
        id::QueueName,
        keys::Keys,
        place::Place,
        time::Time,
    },
    store::{
        cursor::Cursor,
        wire::{Batch, Reply},
    },
};

/// A list that others change between the pages of a walk.
pub struct World(pub Vec<String>);

impl World {
    pub fn range(&self, from: i64, to: i64) -> Vec<String> {
        let n = self.0.len() as i64;
        let at = |i: i64| if i < 0 { n + i } else { i };
        let (from, to) = (at(from).max(0), at(to).min(n - 1));
        if from > to { vec![] } else { self.0[from as usize..=to as usize].to_vec() }
    }
}

pub fn walk(
    world: &mut World,
    toward: Toward,
    want: usize,
    change: &mut dyn FnMut(&mut World),
) -> Vec<String> {
    let mut list = begin(toward);
    let mut seen = Vec::new();
    let mut rounds = 0;
    while !list.done() {
        let mut batch = Batch::default();
        list.request(&Keys::new("rq"), want, &mut batch);
        let (from, to) = range_of(&batch);
        let page = world.range(from, to);
        let reply = Reply::List(page.into_iter().map(|s| Reply::Bytes(s.into_bytes())).collect());
        let mut once = Some(reply);
        let got = list.take(Time(0), &mut || Ok(once.take().unwrap_or(Reply::Nil))).unwrap();
        seen.extend(got.into_iter().map(|m| String::from_utf8(m.entry).unwrap()));
        change(world);
        rounds += 1;
        assert!(rounds < 1000, "the walk does not end");
    }
    seen
}

/// The two indices of the one LRANGE in the batch.
fn range_of(batch: &Batch) -> (i64, i64) {
    let args: Vec<&[u8]> = batch.bytes().split(|b| *b == b'\n').collect();
    let number = |i: usize| std::str::from_utf8(args[i]).unwrap().trim_end().parse().unwrap();
    (number(6), number(8))
}

pub fn ids(n: usize) -> Vec<String> {
    (0..n).map(|i| format!("j{i}")).collect()
}

fn begin(toward: Toward) -> Cursor {
    Cursor::start(&Walk::List(Place::Queue(QueueName::from_text("q"))), toward, 0)
}

#[test]
fn an_index_finds_its_member_from_either_end() {
    let world = World(ids(25));
    for toward in [Toward::Listing, Toward::Acting] {
        let mut list = begin(toward);
        while !list.done() {
            let mut batch = Batch::default();
            list.request(&Keys::new("rq"), 10, &mut batch);
            let (from, to) = range_of(&batch);
            let page = world.range(from, to).into_iter().map(|s| Reply::Bytes(s.into_bytes()));
            let mut once = Some(Reply::List(page.collect()));
            for m in list.take(Time(0), &mut || Ok(once.take().unwrap_or(Reply::Nil))).unwrap() {
                let index = m.index.unwrap();
                assert_eq!(world.range(index, index), [String::from_utf8(m.entry).unwrap()]);
            }
        }
    }
}

#[test]
fn a_still_list_is_read_once_in_order() {
    for n in [0, 1, 9, 10, 11, 25] {
        assert_eq!(walk(&mut World(ids(n)), Toward::Listing, 10, &mut |_| {}), ids(n), "{n}");
        let mut back = ids(n);
        back.reverse();
        assert_eq!(walk(&mut World(ids(n)), Toward::Acting, 10, &mut |_| {}), back, "{n}");
    }
}

#[test]
fn what_an_interrupted_verb_left_is_no_job() {
    let mut world = World(["a", "rqctl-removed", "b"].map(String::from).to_vec());
    assert_eq!(walk(&mut world, Toward::Listing, 2, &mut |_| {}), ["a", "b"]);
    assert_eq!(walk(&mut world, Toward::Acting, 2, &mut |_| {}), ["b", "a"]);
}
