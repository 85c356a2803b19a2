//! Walks of verbs that take out what they meet.

use std::collections::BTreeSet;

use harness::Server;
use rqctl::{
    rq::{
        fields::Needs,
        filter::{Selection, Toward},
        place::{Place, Registry},
        status::Status,
    },
    store::select::Cut,
};

use super::{SIZES, all, id, jobs, met, once, store};

#[test]
fn a_verb_that_takes_out_what_it_meets_meets_everything_once() {
    let server = Server::start();
    for size in SIZES {
        for stays in [3, usize::MAX] {
            server.redis.run(&["FLUSHALL"]);
            jobs(&server.redis, &Status::Failed, size, 2);
            let mut store = store(&server.url());
            let what = Selection { orphans: true, ..all(&[Status::Failed]) };
            let expected: BTreeSet<String> = met(&mut store, &what).into_iter().collect();
            let mut select = store.select(&what, Needs::NONE, Toward::Acting).unwrap();
            let (mut seen, mut last, mut n) = (Vec::new(), None, 0);
            while let Some(page) = select.next_page().unwrap() {
                let (mut left, mut gone) = (0, Vec::new());
                for c in &page.items {
                    let Place::Registry(Registry::Failed, queue) = &c.place else { panic!("{:?}", c.place) };
                    n += 1;
                    if n % stays == 0 {
                        left += 1;
                    } else {
                        let key = format!("rq:failed:{}", queue.lossy());
                        gone.push(["ZREM".into(), key.into_bytes(), c.id.0.to_vec()].to_vec());
                    }
                    // Within one registry the oldest comes first.
                    if let Some((before, score)) = last.replace((queue.clone(), c.score)) {
                        assert!(before != *queue || score <= c.score);
                    }
                    seen.push(id(c));
                }
                gone.chunks(2_000).for_each(|some| _ = server.redis.batch(some));
                select.acted(left);
            }
            assert_eq!(once(&seen, size), expected, "one in {stays} stays");
        }
    }
}

#[test]
fn a_verb_finds_a_member_of_a_list_by_its_index_from_the_tail() {
    let server = Server::start();
    jobs(&server.redis, &Status::Queued, 2500, 1);
    let mut store = store(&server.url());
    let in_order = met(&mut store, &all(&[Status::Queued]));
    let mut select = store.select(&all(&[Status::Queued]), Needs::NONE, Toward::Acting).unwrap();
    let mut seen = Vec::new();
    while let Some(page) = select.next_page().unwrap() {
        for c in &page.items {
            let index = c.index.expect("an index").to_string();
            let there: String = server.redis.cmd(&["LINDEX", "rq:queue:q0", &index]);
            assert_eq!(there, id(c));
            server.redis.run(&["LSET", "rq:queue:q0", &index, "rqctl-removed"]);
            seen.push(id(c));
        }
        select.acted(0);
    }
    drop(select);
    seen.reverse();
    assert_eq!(seen, in_order);
    assert_eq!(met(&mut store, &all(&[Status::Queued])), Vec::<String>::new());
}

#[test]
fn a_verb_with_a_limit_means_the_jobs_that_a_list_shows_first() {
    let server = Server::start();
    jobs(&server.redis, &Status::Queued, 4000, 2);
    jobs(&server.redis, &Status::Failed, 2500, 2);
    let mut store = store(&server.url());
    for status in [Status::Queued, Status::Failed] {
        for limit in [1, 10, 1500, 2400] {
            let what = Selection { limit: Some(limit), ..all(std::slice::from_ref(&status)) };
            let listed: BTreeSet<String> = met(&mut store, &what).into_iter().collect();
            let ((acting, cut), counts) = server.redis.commands_of(|| {
                let mut select = store.select(&what, Needs::NONE, Toward::Acting).unwrap();
                let mut acting = BTreeSet::new();
                while let Some(page) = select.next_page().unwrap() {
                    acting.extend(page.items.iter().map(id));
                    select.acted(page.items.len());
                }
                (acting, select.cut())
            });
            assert_eq!((acting, cut), (listed, Cut::Yes), "{status:?} {limit}");
            // Neither the whole list nor the whole registry is walked for a few.
            let pages = counts.get("lrange").or(counts.get("zrevrange")).copied().unwrap_or(0);
            assert!(limit > 10 || pages <= 8, "{counts:?}");
        }
    }
}
