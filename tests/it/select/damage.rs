//! Places and hashes that are not what RQ writes.

use std::collections::BTreeSet;

use harness::{Seed, Server};
use rqctl::{
    rq::{
        candidate::Candidate,
        fields::{Field, Needs},
        filter::{Selection, Toward},
        state::Word,
        status::Status,
    },
    store::error::Kind,
};

use super::{all, id, job, look, met, store, words};

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
