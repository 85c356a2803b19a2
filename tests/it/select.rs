//! Selections: every job that is meant is met, once, in its order, whatever others do meanwhile and whatever
//! stands under a key.

use std::collections::BTreeSet;

use harness::{Redis, Seed, Server};
use rqctl::{
    rq::{
        candidate::{Candidate, Found},
        fields::{Field, Needs},
        filter::{Filter, Pattern, Selection, Toward},
        glob::Glob,
        order::{Order, SortField},
        place::{Place, Registry},
        state::{Poison, Word},
        status::Status,
    },
    store::{
        Store,
        conn::Address,
        error::Kind,
        select::{Cut, Select},
    },
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

#[test]
fn what_a_person_names_is_a_plain_id_first_and_then_a_composite() {
    let server = Server::start();
    let execution = "0123456789abcdef0123456789abcdef";
    let odd = ["order:42:email", "two words", "line\nbreak", "naïve", "-x", "", &"x".repeat(1 << 20)];
    for id in odd {
        job(&server.redis, id, "failed", "q", &[]);
    }
    job(&server.redis, "run", "started", "q", &[]);
    job(&server.redis, &format!("plain:{execution}"), "started", "q", &[]);
    job(&server.redis, "plain", "started", "q", &[]);
    server.redis.run(&["SET", "rq:job:text", "1"]);
    let named = |texts: &[&str]| {
        let texts: Vec<Vec<u8>> = texts.iter().map(|t| t.as_bytes().to_vec()).collect();
        let mut store = store(&server.url());
        let select = store.named(Box::new(texts.into_iter()), Needs::NONE).unwrap();
        candidates(select)
    };
    let found = named(&odd);
    assert_eq!(found.iter().map(id).collect::<Vec<_>>(), odd);
    assert!(found.iter().all(|c| c.status() == Some(Status::Failed)));
    let texts = [
        &format!("run:{execution}"),
        &format!("plain:{execution}"),
        "text",
        "nobody",
        &format!("nobody:{execution}"),
        "run",
    ];
    let found = named(&texts);
    let said = |c: &Candidate| {
        let found = match &c.found {
            Found::Job(_) => "job",
            Found::NoHash => "gone",
            Found::WrongType => "other",
        };
        (id(c), c.execution.is_some(), found)
    };
    let expected = [
        ("run".to_owned(), true, "job"),
        (format!("plain:{execution}"), false, "job"),
        ("text".to_owned(), false, "other"),
        ("nobody".to_owned(), false, "gone"),
        (format!("nobody:{execution}"), false, "gone"),
        ("run".to_owned(), false, "job"),
    ];
    assert_eq!(found.iter().map(said).collect::<Vec<_>>(), expected);
    let many: Vec<String> = (0..2500).map(|n| format!("nobody-{n}")).collect();
    let found = named(&many.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(found.iter().map(id).collect::<Vec<_>>(), many);
}

#[test]
fn an_entry_of_a_started_registry_is_a_composite_first() {
    let server = Server::start();
    let soon = (now(&server.redis) + 60).to_string();
    let hex = |c: char| c.to_string().repeat(32);
    job(&server.redis, "old", "started", "q", &[]);
    job(&server.redis, "a:b", "started", "q", &[]);
    job(&server.redis, "twice", "started", "q", &[]);
    job(&server.redis, &format!("odd:{}", hex('e')), "started", "q", &[]);
    server.redis.run(&["HSET", &format!("rq:execution:gone:{}", hex('c')), "created_at", "1"]);
    for entry in [
        "old",
        &format!("a:b:{}", hex('a')),
        &format!("twice:{}", hex('a')),
        &format!("twice:{}", hex('b')),
        &format!("gone:{}", hex('c')),
        &format!("nothing:{}", hex('d')),
        &format!("odd:{}", hex('e')),
    ] {
        server.redis.run(&["ZADD", "rq:wip:q", &soon, entry]);
    }
    let mut store = store(&server.url());
    let what = Selection { orphans: true, ..all(&[Status::Started]) };
    let mut found: Vec<_> = look(&mut store, &what, Needs::NONE)
        .iter()
        .map(|c| (id(c), c.execution.is_some(), c.job().is_some()))
        .collect();
    found.sort();
    let said = |id: &str, composite, job| (id.to_owned(), composite, job);
    let mut expected = [
        said("a:b", true, true),
        said("gone", true, false),
        said(&format!("nothing:{}", hex('d')), false, false),
        said(&format!("odd:{}", hex('e')), false, true),
        said("old", false, true),
        said("twice", true, true),
    ];
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn what_is_of_another_type_is_one_candidate_or_an_empty_place() {
    let server = Server::start();
    let redis = &server.redis;
    job(redis, "good", "queued", "q", &[]);
    redis.run(&["RPUSH", "rq:queue:q", "good", "text", "set"]);
    redis.run(&["SET", "rq:job:text", "1"]);
    redis.run(&["SADD", "rq:job:set", "1"]);
    redis.run(&["SADD", "rq:job:good:dependents", "text"]);
    redis.run(&["SADD", "rq:job::good:dependencies", "text"]);
    for registry in ["wip", "finished", "failed", "deferred", "scheduled", "canceled", "ready"] {
        redis.run(&["SET", &format!("rq:{registry}:q"), "1"]);
    }
    redis.run(&["SADD", "rq:queues", "rq:queue:wrong", "not a queue"]);
    redis.run(&["ZADD", "rq:queue:wrong", "1", "good"]);
    redis.run(&["SET", "rq:rl-keys", "1"]);
    redis.run(&["SET", "rq:rqctl:held:q", "1"]);
    redis.run(&["SET", "rq:queue:q:intermediate", "1"]);
    redis.run(&["SET", "rq:results:good", "1"]);
    redis.run(&["SET", "rq:executions:good", "1"]);
    let mut store = store(&server.url());
    let everything: Vec<Status> = Status::KNOWN.iter().map(|(_, s)| s.clone()).collect();
    let lists = &[Status::Queued, Status::Failed, Status::Started, Status::RateLimited][..];
    assert_eq!(met(&mut store, &all(lists)), ["good", "text", "set"]);
    let scanned: BTreeSet<String> = met(&mut store, &Selection::default()).into_iter().collect();
    assert_eq!(scanned, ["good", "text", "set"].map(str::to_owned).into());
    let every = Needs::ALL_FIELDS
        .and(Needs::LATEST_RESULT)
        .and(Needs::EXECUTIONS)
        .and(Needs::TTL)
        .and(Needs::PARENTS)
        .and(Needs::SEEN)
        .and(Needs::STATE);
    // What is no hash has no status.
    assert_eq!(look(&mut store, &all(&everything), every).iter().map(id).collect::<Vec<_>>(), ["good"]);
    assert_eq!(look(&mut store, &Selection::default(), every).len(), 3);
    for (_, word) in Word::ALL {
        look(&mut store, &words(&[word]), every);
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

#[test]
fn a_hash_that_holds_only_a_late_heartbeat_is_a_job_without_a_call() {
    let server = Server::start();
    server.redis.run(&["HSET", "rq:job:stub", "last_heartbeat", "2026-11-24T06:10:49.008579Z"]);
    let mut store = store(&server.url());
    let found = look(&mut store, &Selection::default(), Needs::HAS_DATA);
    assert_eq!(found.iter().map(id).collect::<Vec<_>>(), ["stub"]);
    let stub = found[0].job().unwrap();
    assert!(!stub.has_data() && stub.status().is_none());
}

#[test]
fn the_words_mean_what_the_design_says() {
    let server = Server::start();
    let redis = &server.redis;
    let now = now(redis);
    let at = |s: i64| (now + s).to_string();
    let stamp = |s: i64| rqctl::rq::time::Time((now + s) * 1_000_000).text();
    let hex = "0123456789abcdef0123456789abcdef";
    let entries = ["ahead", "behind", "claimed", "plain", "slow-clock"];
    for (id, deadline) in entries.into_iter().zip([60, -60, -60, 60, -60]) {
        job(redis, id, "started", "q", &[("enqueued_at", &stamp(-100))]);
        let entry = if id == "plain" { id.to_owned() } else { format!("{id}:{hex}") };
        redis.run(&["ZADD", "rq:wip:q", &at(deadline), &entry]);
    }
    redis.run(&[
        "HSET",
        &format!("rq:execution:slow-clock:{hex}"),
        "created_at",
        &at(-30),
        "worker_name",
        "w",
    ]);
    redis.run(&["SADD", "rq:workers", "rq:worker:w"]);
    redis.run(&[
        "HSET",
        "rq:worker:w",
        "state",
        "busy",
        "queues",
        "q",
        "version",
        "2.12.0",
        "current_job",
        "claimed",
        "birth",
        &stamp(-500),
        "last_heartbeat",
        &stamp(-1),
    ]);
    for (id, due) in [("due", -5), ("later", 500)] {
        job(redis, id, "scheduled", "q", &[]);
        redis.run(&["ZADD", "rq:scheduled:q", &at(due), id]);
    }
    for (id, seen, enqueued) in
        [("stuck", -120, -130), ("ours", -5, -130), ("again", -120, -10), ("fresh", -5, -130)]
    {
        job(redis, id, "queued", "q", &[("enqueued_at", &stamp(enqueued)), ("created_at", &stamp(-500))]);
        redis.run(&["RPUSH", "rq:queue:q:intermediate", id]);
        redis.run(&["SET", &format!("rq:queue:q:intermediate:first_seen:{id}"), &at(seen)]);
    }
    // Ours beats RQ's while the job was not enqueued again.
    redis.run(&[
        "HSET",
        "rq:rqctl:seen:q",
        "ours",
        &format!("{}|{}", now - 90, stamp(-130)),
        "again",
        &format!("{}|{}", now - 90, stamp(-200)),
    ]);
    job(redis, "lost", "queued", "q", &[("created_at", &stamp(-500))]);
    job(redis, "waiting", "queued", "q", &[]);
    job(redis, "user.7", "queued", "q", &[]);
    job(redis, "a:b", "queued", "unserved", &[]);
    job(redis, "bad-timeout", "queued", "q", &[("timeout", "1h")]);
    redis.run(&["RPUSH", "rq:queue:q", "waiting", "user.7", "bad-timeout", "orphan.8"]);
    redis.run(&["RPUSH", "rq:queue:unserved", "a:b"]);
    for (id, parents) in [("hopeless", "lost-parent"), ("patient", "waiting"), ("released", "done")] {
        job(redis, id, "deferred", "q", &[]);
        redis.run(&["ZADD", "rq:deferred:q", &at(-50), id]);
        redis.run(&["SADD", &format!("rq:job::{id}:dependencies"), parents]);
    }
    job(redis, "lost-parent", "canceled", "q", &[]);
    job(redis, "done", "finished", "q", &[]);
    job(redis, "kept", "queued", "q", &[]);
    redis.run(&["HSET", "rq:rqctl:held:q", "kept", "{}"]);
    let mut store = store(&server.url());
    for (word, expected) in [
        (Word::Running, vec!["ahead", "claimed", "plain", "slow-clock"]),
        (Word::Abandoned, vec!["behind"]),
        (Word::Overdue, vec!["due"]),
        (Word::Stuck, vec!["ours", "stuck"]),
        (Word::Lost, vec!["lost"]),
        (Word::Poison, vec!["bad-timeout", "orphan.8", "user.7"]),
        (Word::Blocked, vec!["hopeless", "released"]),
        (Word::Released, vec!["released"]),
        (Word::Held, vec!["kept"]),
    ] {
        let mut found = met(&mut store, &words(&[word]));
        found.sort();
        assert_eq!(found, expected, "{word:?}");
        let acting: BTreeSet<String> = {
            let what = Selection { orphans: true, ..words(&[word]) };
            let mut select = store.select(&what, Needs::NONE, Toward::Acting).unwrap();
            let mut all = BTreeSet::new();
            while let Some(page) = select.next_page().unwrap() {
                all.extend(page.items.iter().map(id));
            }
            all
        };
        assert_eq!(acting, expected.into_iter().map(str::to_owned).collect(), "{word:?}");
    }
    let state = |c: &Candidate| c.word(rqctl::rq::time::Time(now * 1_000_000));
    let all_jobs = look(&mut store, &Selection::default(), Needs::STATE);
    let word_of = |wanted: &str| all_jobs.iter().find(|c| id(c) == wanted).and_then(state);
    assert_eq!(word_of("behind"), Some(Word::Abandoned));
    assert_eq!(word_of("claimed"), Some(Word::Running));
    assert_eq!(word_of("kept"), Some(Word::Held));
    assert_eq!(word_of("due"), Some(Word::Overdue));
    assert_eq!(word_of("user.7"), Some(Word::Poison));
    assert_eq!(word_of("a:b"), None);
    let poison = look(&mut store, &words(&[Word::Poison]), Needs::NONE);
    let of = |wanted: &str| poison.iter().find(|c| id(c) == wanted).and_then(|c| c.standing.poison.clone());
    assert_eq!(of("user.7"), Some(Poison::Refused));
    assert_eq!(of("bad-timeout"), Some(Poison::Unreadable));
}

#[test]
fn a_place_that_the_acl_hides_is_an_error_that_names_the_rule() {
    let server = Server::start();
    Seed { failed: 3, ..Seed::default() }.fill(&server.redis);
    let rules: [(&[&str], &str); 3] = [
        (&["~rq:*", "+@all", "-zrevrange"], "+zrevrange"),
        (&["~rq:*", "+@all", "-hmget"], "+hmget"),
        (&["~rq:queues", "~rq:workers", "~rq:job:*", "~rq:rqctl:*", "+@all"], "~rq:*"),
    ];
    for (n, (rules, rule)) in rules.into_iter().enumerate() {
        let mut store = store(&server.user(&format!("u{n}"), rules));
        let outcome = match store.select(&all(&[Status::Failed]), Needs::NONE, Toward::Listing) {
            Ok(mut select) => select.next_page().map(|_| ()),
            Err(e) => Err(e),
        };
        let error = outcome.unwrap_err();
        assert_eq!((error.kind, error.acl_rule("rq").as_deref()), (Kind::Denied, Some(rule)), "{error}");
        // The connection is still of use.
        assert!(store.worker_names().is_ok());
    }
}

#[test]
fn a_walk_that_is_left_early_leaves_the_connection_settled() {
    let server = Server::start();
    jobs(&server.redis, &Status::Failed, 3500, 1);
    let mut store = store(&server.url());
    for pages in [0, 1, 2] {
        let mut select =
            store.select(&all(&[Status::Failed]), Needs::LATEST_RESULT, Toward::Listing).unwrap();
        for _ in 0..pages {
            select.next_page().unwrap().unwrap();
        }
        drop(select);
        assert_eq!(store.worker_names().unwrap(), []);
    }
    assert_eq!(met(&mut store, &all(&[Status::Failed])).len(), 3500);
}

#[test]
fn what_is_too_large_to_load_is_known_by_its_length() {
    let server = Server::start();
    let redis = &server.redis;
    let large = "x".repeat((1 << 20) + 1);
    job(redis, "large", "failed", "q", &[("description", &large), ("data", &large), ("meta", "small")]);
    job(redis, "small", "failed", "q", &[("description", "small")]);
    redis.run(&["ZADD", "rq:failed:q", "1", "large", "2", "small"]);
    redis.run(&["XADD", "rq:results:small", "*", "type", "2", "exc_string", "x"]);
    redis.run(&["XADD", "rq:results:large", "*", "type", "2", "exc_string", &"x".repeat(17 << 20)]);
    let mut store = store(&server.url());
    let needs = Needs::of(&[Field::Description, Field::Data, Field::Meta]).and(Candidate::ERROR);
    let (found, counts) = redis.commands_of(|| look(&mut store, &all(&[Status::Failed]), needs));
    let (small, large) = (&found[0], &found[1]);
    assert_eq!((id(small), id(large)), ("small".to_owned(), "large".to_owned()));
    assert_eq!(small.job().unwrap().get(Field::Description), Some(b"small".as_slice()));
    let job = large.job().unwrap();
    assert_eq!((job.get(Field::Description), job.data_len), (None, Some((1 << 20) + 1)));
    assert_eq!(job.get(Field::Meta), Some(b"small".as_slice()));
    assert!(large.function().unwrap().unwrap_err().to_string().contains("not loaded"));
    assert!(large.error().unwrap().unwrap_err().to_string().contains("not loaded"));
    assert_eq!(counts["xrevrange"], 1);
}

#[test]
fn no_command_of_a_walk_grows_with_the_data() {
    let server = Server::start();
    jobs(&server.redis, &Status::Failed, 1500, 1);
    jobs(&server.redis, &Status::Queued, 1500, 1);
    let mut store = store(&server.url());
    let everything: Vec<Status> = Status::KNOWN.iter().map(|(_, s)| s.clone()).collect();
    for (name, value) in [("slowlog-log-slower-than", "0"), ("slowlog-max-len", "100000")] {
        server.redis.run(&["CONFIG", "SET", name, value]);
    }
    // What was slow before, on a busy machine, is none of the walk's.
    server.redis.run(&["SLOWLOG", "RESET"]);
    look(&mut store, &all(&everything), Needs::STATE.and(Candidate::ERROR));
    look(&mut store, &all(&everything[..4]), Needs::NONE);
    look(&mut store, &words(&[Word::Lost]), Needs::NONE);
    let log: Vec<(i64, i64, i64, Vec<String>, String, String)> =
        server.redis.cmd(&["SLOWLOG", "GET", "100000"]);
    let mut names = BTreeSet::new();
    for (_, _, _, words, _, _) in &log {
        let number = |i: usize| words[i].parse::<i64>().expect("a number");
        match words[0].to_lowercase().as_str() {
            "zrange" | "zrevrange" => assert!((0..=1000).contains(&(number(3) - number(2))), "{words:?}"),
            "lrange" => assert!((0..=2000).contains(&(number(3) - number(2))), "{words:?}"),
            name => _ = names.insert(name.to_owned()),
        }
    }
    let harmless = [
        "time",
        "smembers",
        "sscan",
        "scan",
        "hscan",
        "hmget",
        "hstrlen",
        "exists",
        "memory",
        "xrevrange",
        "zscore",
        "hexists",
        "slowlog",
        "get",
        "hget",
    ];
    let others: Vec<_> = names.iter().filter(|name| !harmless.contains(&name.as_str())).collect();
    assert_eq!(others, Vec::<&String>::new());
}

#[test]
fn filters_on_what_is_decoded_read_what_they_need() {
    let server = Server::start();
    Seed { failed: 200, ..Seed::default() }.fill(&server.redis);
    let mut store = store(&server.url());
    let every = look(&mut store, &all(&[Status::Failed]), Candidate::ERROR.and(Needs::of(&[Field::Data])));
    let line = |c: &Candidate| c.error().unwrap().unwrap();
    let first = line(&every[0]);
    let mut by_error = all(&[Status::Failed]);
    by_error.filter.error = Some(Pattern::new(&regex_lite::escape(&first)).unwrap());
    let expected: Vec<String> = every.iter().filter(|c| line(c).contains(&first)).map(id).collect();
    assert_eq!(met(&mut store, &by_error), expected);
    let function = every[0].function().unwrap().unwrap();
    let mut by_func = all(&[Status::Failed]);
    by_func.filter.func = Some(Glob::new(function.clone()));
    let expected = every.iter().filter(|c| c.function().unwrap().unwrap() == function).count();
    assert_eq!(met(&mut store, &by_func).len(), expected);
}
