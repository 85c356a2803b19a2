//! The words beside the stored statuses, and filters on what is decoded.

use std::collections::BTreeSet;

use harness::{Seed, Server};
use rqctl::rq::{
    candidate::Candidate,
    fields::{Field, Needs},
    filter::{Pattern, Selection, Toward},
    glob::Glob,
    state::{Poison, Word},
    status::Status,
};

use super::{all, id, job, look, met, now, store, words};

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
