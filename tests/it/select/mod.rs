//! Selections: every job that is meant is met, once, in its order, whatever others do meanwhile and whatever
//! stands under a key.

mod acting;
mod bounds;
mod damage;
mod met;
mod named;
mod words;

use std::collections::BTreeSet;

use harness::Redis;
use rqctl::{
    rq::{
        candidate::Candidate,
        fields::Needs,
        filter::{Filter, Selection, Toward},
        state::Word,
        status::Status,
    },
    store::{Store, conn::Address, select::Select},
};

fn store(url: &str) -> Store {
    let address = Address::from_env(Some(url), &|_| None).expect("a URL that makes sense");
    Store::open(&address).expect("a server that answers")
}

fn all(statuses: &[Status]) -> Selection {
    Selection { filter: Filter { statuses: statuses.to_vec(), ..Filter::default() }, ..Selection::default() }
}

fn words(words: &[Word]) -> Selection {
    Selection { filter: Filter { words: words.to_vec(), ..Filter::default() }, ..Selection::default() }
}

fn id(c: &Candidate) -> String {
    String::from_utf8_lossy(&c.id.0).into_owned()
}

fn candidates(mut select: Select) -> Vec<Candidate> {
    let mut all = Vec::new();
    while let Some(page) = select.next_page().expect("a server that answers") {
        assert!(!page.items.is_empty(), "a look hands out no empty page");
        all.extend(page.items);
    }
    all
}

fn look(store: &mut Store, what: &Selection, needs: Needs) -> Vec<Candidate> {
    candidates(store.select(what, needs, Toward::Listing).expect("a server that answers"))
}

fn met(store: &mut Store, what: &Selection) -> Vec<String> {
    look(store, what, Needs::NONE).iter().map(id).collect()
}

#[track_caller]
fn once(met: &[String], expected: usize) -> BTreeSet<String> {
    let unique: BTreeSet<String> = met.iter().cloned().collect();
    assert_eq!((met.len(), unique.len()), (expected, expected));
    unique
}

fn job(redis: &Redis, id: &str, status: &str, queue: &str, more: &[(&str, &str)]) {
    let key = format!("rq:job:{id}");
    redis.run(&["HSET", &key, "status", status, "origin", queue, "data", "x"]);
    for (field, value) in more {
        redis.run(&["HSET", &key, field, value]);
    }
    redis.run(&["SADD", "rq:queues", &format!("rq:queue:{queue}")]);
}

/// So many jobs in this status, dealt out to the queues `q0`, `q1` … in turn: `failed-0000` and so on. No more
/// of them than a walk needs.
fn jobs(redis: &Redis, status: &Status, count: usize, queues: usize) {
    let word = status.lossy().into_owned();
    let at = |n: usize| (99_000_000_000 + n).to_string();
    let commands = (0..count).flat_map(|n| {
        let (id, queue) = (format!("{word}-{n:04}"), format!("q{}", n % queues));
        let hash =
            ["HSET", &format!("rq:job:{id}"), "status", &word, "origin", &queue].map(String::from).to_vec();
        let entry = match status.registry() {
            Some(r) => vec!["ZADD".to_owned(), format!("rq:{}:{queue}", r.key_word()), at(n), id],
            None => vec!["RPUSH".to_owned(), format!("rq:queue:{queue}"), id],
        };
        [hash, entry].map(|words| words.into_iter().map(String::into_bytes).collect())
    });
    let commands: Vec<_> = commands.collect();
    commands.chunks(2_000).for_each(|some| _ = redis.batch(some));
    (0..queues).for_each(|n| redis.run(&["SADD", "rq:queues", &format!("rq:queue:q{n}")]));
}

fn now(redis: &Redis) -> i64 {
    redis.cmd::<(i64, i64)>(&["TIME"]).0
}

const SIZES: [usize; 6] = [0, 1, 999, 1000, 1001, 2500];
