//! What a walk meets: every job once, in which order, and up to which limit.

use std::collections::BTreeSet;

use harness::{Seed, Server};
use rqctl::{
    rq::{
        fields::{Field, Needs},
        filter::{Selection, Toward},
        glob::Glob,
        order::{Order, SortField},
        status::Status,
    },
    store::{Store, select::Cut},
};

use super::{SIZES, all, candidates, id, job, jobs, look, met, once, store};

#[test]
fn every_job_is_met_once_whatever_its_place_and_their_number() {
    for size in SIZES {
        let server = Server::start();
        let mut store = store(&server.url());
        let (mut each, mut statuses) = (BTreeSet::new(), Vec::new());
        for status in [Status::Queued, Status::Failed, Status::Scheduled] {
            jobs(&server.redis, &status, size, 3);
            let found = once(&met(&mut store, &all(std::slice::from_ref(&status))), size);
            assert!(each.is_disjoint(&found), "{status:?}");
            each.extend(found);
            statuses.push(status);
        }
        assert_eq!(once(&met(&mut store, &all(&statuses)), 3 * size), each);
        // All job keys: SCAN may repeat one.
        let scanned: BTreeSet<String> = met(&mut store, &Selection::default()).into_iter().collect();
        assert_eq!(scanned, each);
        for queue in ["q0", "q1", "q2", "none"] {
            let mut one = all(&statuses);
            one.filter.queues = vec![Glob::new(queue)];
            let share = look(&mut store, &one, Needs::NONE);
            assert!(share.iter().all(|c| c.queue().is_some_and(|q| &*q.0 == queue.as_bytes())));
            let mut scan = Selection::default();
            scan.filter.queues = vec![Glob::new(queue)];
            let scanned: BTreeSet<String> = met(&mut store, &scan).into_iter().collect();
            assert_eq!(scanned, share.iter().map(id).collect());
        }
    }
}

#[test]
fn several_registries_are_merged_newest_first_and_lists_keep_their_order() {
    let server = Server::start();
    for n in 0..300 {
        let queue = ["a", "b", "c"][n % 3];
        job(&server.redis, &format!("f{n:03}"), "failed", queue, &[]);
        server.redis.run(&[
            "ZADD",
            &format!("rq:failed:{queue}"),
            &(5000 + n).to_string(),
            &format!("f{n:03}"),
        ]);
        job(&server.redis, &format!("w{n:03}"), "queued", queue, &[]);
        server.redis.run(&["RPUSH", &format!("rq:queue:{queue}"), &format!("w{n:03}")]);
    }
    let mut store = store(&server.url());
    let newest_first: Vec<String> = (0..300).rev().map(|n| format!("f{n:03}")).collect();
    assert_eq!(met(&mut store, &all(&[Status::Failed])), newest_first);
    let by_queue = (0..3).flat_map(|q| (0..100).map(move |n| format!("w{:03}", 3 * n + q)));
    assert_eq!(met(&mut store, &all(&[Status::Queued])), by_queue.collect::<Vec<_>>());
}

#[test]
fn a_limit_hands_out_so_many_and_knows_whether_there_are_more() {
    let server = Server::start();
    jobs(&server.redis, &Status::Failed, 50, 1);
    jobs(&server.redis, &Status::Queued, 1200, 1);
    let mut store = store(&server.url());
    for (status, limit, count, cut) in [
        (Status::Failed, 49, 49, Cut::Yes),
        (Status::Failed, 50, 50, Cut::No),
        (Status::Failed, 51, 50, Cut::No),
        (Status::Failed, 1, 1, Cut::Yes),
        (Status::Queued, 1000, 1000, Cut::Yes),
        (Status::Queued, 1199, 1199, Cut::Yes),
        (Status::Queued, 1200, 1200, Cut::No),
    ] {
        let what = Selection { limit: Some(limit), ..all(&[status]) };
        let mut select = store.select(&what, Needs::NONE, Toward::Listing).unwrap();
        let mut n = 0;
        while let Some(page) = select.next_page().unwrap() {
            n += page.items.len();
        }
        assert_eq!((n, select.cut()), (count, cut), "limit {limit}");
    }
    // Behind the limit only what is meant counts.
    let mut one = Selection { limit: Some(1), ..all(&[Status::Failed]) };
    let first = met(&mut store, &one);
    one.filter.id = Some(Glob::new(first[0].clone()));
    let mut select = store.select(&one, Needs::NONE, Toward::Listing).unwrap();
    assert_eq!(select.next_page().unwrap().unwrap().items.len(), 1);
    assert!(select.next_page().unwrap().is_none());
    assert_eq!(select.cut(), Cut::No);
}

#[test]
fn an_order_keeps_the_first_and_counts_all() {
    let server = Server::start();
    for n in 0..2500 {
        let name = format!("j{n:04}");
        job(&server.redis, &name, "failed", "q", &[("timeout", &((n * 7919) % 2500).to_string())]);
        server.redis.run(&["ZADD", "rq:failed:q", "+inf", &name]);
    }
    job(&server.redis, "without", "failed", "q", &[]);
    server.redis.run(&["ZADD", "rq:failed:q", "+inf", "without"]);
    let mut store = store(&server.url());
    let timeouts = |store: &mut Store, descending, limit| {
        let order = Some(Order { by: SortField::TimeoutS, descending });
        let what = Selection { order, limit: Some(limit), ..all(&[Status::Failed]) };
        let select = store.select(&what, Needs::of(&[Field::Timeout]), Toward::Listing).unwrap();
        let (matched, cut) = (select.matched(), select.cut());
        let found: Vec<_> =
            candidates(select).iter().map(|c| c.job().unwrap().int(Field::Timeout).ok()).collect();
        (found, matched, cut)
    };
    let (found, matched, cut) = timeouts(&mut store, false, 3);
    assert_eq!((found, matched, cut), (vec![Some(0), Some(1), Some(2)], Some(2501), Cut::Yes));
    let (found, _, _) = timeouts(&mut store, true, 2);
    assert_eq!(found, [Some(2499), Some(2498)]);
    let (found, matched, cut) = timeouts(&mut store, true, 5000);
    assert_eq!((found.len(), found[2500], matched, cut), (2501, None, Some(2501), Cut::No));
}

#[test]
fn jobs_that_come_and_go_meanwhile_hide_no_other() {
    let server = Server::start();
    for status in [Status::Queued, Status::Failed, Status::Scheduled] {
        jobs(&server.redis, &status, 5000, 1);
        let mut store = store(&server.url());
        let mut stay: BTreeSet<String> =
            met(&mut store, &all(std::slice::from_ref(&status))).into_iter().collect();
        let mut select =
            store.select(&all(std::slice::from_ref(&status)), Needs::NONE, Toward::Listing).unwrap();
        let mut seen = Vec::new();
        let mut n = 0;
        while let Some(page) = select.next_page().unwrap() {
            seen.extend(page.items.iter().map(id));
            let new: Vec<String> = (0..150).map(|i| format!("new-{n}-{i}")).collect();
            n += 1;
            let gone: Vec<String> = match &status {
                Status::Queued => {
                    new.iter().for_each(|id| server.redis.run(&["RPUSH", "rq:queue:q0", id]));
                    new.iter().take(20).for_each(|id| server.redis.run(&["LPUSH", "rq:queue:q0", id]));
                    // One by one: Redis 5 knows no count.
                    (0..170).map_while(|_| server.redis.cmd(&["LPOP", "rq:queue:q0"])).collect()
                }
                sorted => {
                    let key = if *sorted == Status::Failed { "rq:failed:q0" } else { "rq:scheduled:q0" };
                    new.iter().for_each(|id| server.redis.run(&["ZADD", key, "99999999999", id]));
                    let high: Vec<String> = server.redis.cmd(&["ZPOPMAX", key, "100"]);
                    let low: Vec<String> = server.redis.cmd(&["ZPOPMIN", key, "100"]);
                    high.into_iter().chain(low).collect()
                }
            };
            gone.iter().for_each(|id| _ = stay.remove(id));
        }
        assert!(stay.len() > 2000, "{} stayed", stay.len());
        for id in &stay {
            assert_eq!(seen.iter().filter(|s| *s == id).count(), 1, "{status:?} {id}");
        }
    }
}

#[test]
fn a_stale_member_is_shown_once_from_the_place_that_its_status_calls_for() {
    let server = Server::start();
    let redis = &server.redis;
    let expected = [
        ("a", "queued", "queue"),
        ("b", "failed", "failed"),
        ("c", "scheduled", "scheduled"),
        ("d", "finished", "finished"),
    ];
    for (id, status, _) in expected {
        job(redis, id, status, "q", &[]);
        for registry in ["finished", "failed", "scheduled", "canceled"] {
            redis.run(&["ZADD", &format!("rq:{registry}:q"), "99999999999", id]);
        }
        // In another queue's registry, too.
        redis.run(&["ZADD", "rq:failed:other", "99999999999", id]);
        redis.run(&["RPUSH", "rq:queue:q", id]);
    }
    redis.run(&["SADD", "rq:queues", "rq:queue:other"]);
    let mut store = store(&server.url());
    let statuses = [Status::Queued, Status::Failed, Status::Scheduled, Status::Finished, Status::Canceled];
    let mut found: Vec<_> = look(&mut store, &all(&statuses), Needs::SCORE)
        .iter()
        .map(|c| (id(c), c.status().unwrap().lossy().into_owned(), c.place.kind()))
        .collect();
    found.sort();
    // `a` is met in a registry before its list, which cannot be asked, is walked.
    assert_eq!(found[0].0, "a");
    let rest: Vec<_> = expected[1..].iter().map(|(i, s, k)| ((*i).to_owned(), (*s).to_owned(), *k)).collect();
    assert_eq!(found[1..], rest);
    assert_eq!(found.len(), 4);
    assert_eq!(met(&mut store, &all(&[Status::Failed])), ["b"]);
    // The registry of another queue is no reason to mean the job of this one.
    let mut other = all(&[Status::Failed]);
    other.filter.queues = vec![Glob::new("other")];
    assert_eq!(met(&mut store, &other), Vec::<String>::new());
}

#[test]
fn entries_without_a_job_are_left_out_and_counted_unless_they_are_asked_for() {
    let server = Server::start();
    Seed { failed: 10, orphans: 20, ..Seed::default() }.fill(&server.redis);
    let mut store = store(&server.url());
    let both = [Status::Failed, Status::Queued];
    let mut select = store.select(&all(&both), Needs::NONE, Toward::Listing).unwrap();
    let mut n = 0;
    while let Some(page) = select.next_page().unwrap() {
        n += page.items.len();
    }
    assert_eq!((n, select.orphans()), (10, 20));
    drop(select);
    let with = Selection { orphans: true, ..all(&both) };
    assert_eq!(met(&mut store, &with).len(), 30);
    // An entry without a hash stands for no other status, and has no function.
    let mut by_func = with.clone();
    by_func.filter.func = Some(Glob::new("*"));
    assert_eq!(met(&mut store, &by_func).len(), 10);
}
