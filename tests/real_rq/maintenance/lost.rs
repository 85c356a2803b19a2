//! `lost`: two looks, and what may happen between them.

use harness::{Near, Redis, Rq, Server, WorkerOptions};
use rqctl::ops::maintenance::item::Action;
use serde_json::json;

use super::looks;

fn looks(server: &Server, write: bool, meanwhile: impl Fn(&Redis)) -> Vec<(Action, String)> {
    looks::looks(server, "lost", write, looks::AT_ONCE, meanwhile)
}

/// A job that a worker which takes from several queues popped, and never started: it was killed.
fn popped(rq: &mut Rq, redis: &Redis, id: &str) {
    rq.enqueue("tasks.quick", json!({"id": id, "queue": "pops"}));
    assert_eq!(redis.cmd::<String>(&["LPOP", "rq:queue:pops"]), id);
    // Of a queue that nobody has listed yet.
    redis.run(&["HSET", &format!("rq:job:{id}"), "origin", "default"]);
}

fn queued(redis: &Redis) -> Vec<String> {
    redis.cmd(&["LRANGE", "rq:queue:default", "0", "-1"])
}

fn requeued(ids: &[&str]) -> Vec<(Action, String)> {
    ids.iter().map(|id| (Action::Requeued, (*id).to_owned())).collect()
}

#[test]
fn lost_jobs_go_to_the_front_the_oldest_first_and_run_once() {
    for version in ["1.16.2", "2.0.0", "3.0.0"] {
        let server = Server::start();
        let mut rq = Rq::start(version, &server);
        rq.enqueue("tasks.quick", json!({"id": "waits"}));
        for id in ["first", "second", "third"] {
            popped(&mut rq, &server.redis, id);
        }
        let before = server.redis.dump();
        assert_eq!(looks(&server, false, |_| {}).len(), 3, "{version}");
        before.assert_same(&server.redis.dump(), Near::SECONDS);
        assert_eq!(looks(&server, true, |_| {}), requeued(&["third", "second", "first"]), "{version}");
        assert_eq!(queued(&server.redis), ["first", "second", "third", "waits"]);
        assert_eq!(looks(&server, true, |_| {}), [], "{version}");
        rq.work(&["default"]);
        for id in ["first", "second", "third"] {
            assert_eq!(rq.status(id), "finished", "{version}");
        }
        assert_eq!(looks(&server, true, |_| {}), [], "{version}");
    }
}

#[test]
fn one_look_proves_nothing() {
    let server = Server::start();
    let mut rq = Rq::start("2.6.1", &server);
    for id in ["starts", "again", "gone", "canceled", "held"] {
        popped(&mut rq, &server.redis, id);
    }
    let before = server.redis.dump();
    let done = looks(&server, true, |redis| {
        redis.run(&["ZADD", "rq:wip:default", "4000000000", "starts"]);
        redis.run(&["HSET", "rq:job:starts", "status", "started"]);
        redis.run(&["HSET", "rq:job:again", "enqueued_at", "2026-11-24T07:00:00.000000Z"]);
        redis.run(&["DEL", "rq:job:gone"]);
        redis.run(&["HSET", "rq:job:canceled", "status", "canceled"]);
        redis.run(&["HSET", "rq:rqctl:held:default", "held", "{}"]);
    });
    assert_eq!(done, []);
    assert_eq!(queued(&server.redis), Vec::<String>::new());
    assert_eq!(before.get("rq:job:held"), server.redis.dump().get("rq:job:held"));
}

#[test]
fn every_place_that_names_a_job_saves_it() {
    let server = Server::start();
    let mut rq = Rq::start("3.0.0", &server);
    // One that was killed just now counts as there, and names its job.
    let mut worker = rq.worker(&server, WorkerOptions::default());
    worker.kill();
    let places: [&[&str]; 7] = [
        &["RPUSH", "rq:queue:default:intermediate"],
        &["ZADD", "rq:wip:default", "1"],
        &["ZADD", "rq:scheduled:default", "1"],
        &["ZADD", "rq:ready:default", "1"],
        &["ZADD", "rq:rl:limit:rate_limited", "1"],
        &["ZADD", "rq:scheduler:scheduled_jobs", "1"],
        &["HSET", "rq:rqctl:held:default"],
    ];
    server.redis.run(&["SADD", "rq:rl-keys", "limit"]);
    for (n, place) in places.iter().enumerate() {
        let id = format!("j{n}");
        popped(&mut rq, &server.redis, &id);
        let mut words = place.to_vec();
        words.push(&id);
        words.extend((place[0] == "HSET").then_some("{}"));
        server.redis.run(&words);
    }
    popped(&mut rq, &server.redis, "claimed");
    server.redis.run(&["HSET", &worker.key(), "current_job", "claimed"]);
    assert_eq!(looks(&server, true, |_| {}), []);
    // What such a worker would lose, or end at, is left.
    let mut old = Rq::start("1.16.2", &server);
    popped(&mut old, &server.redis, "a:b");
    assert_eq!(looks(&server, true, |_| {}), [(Action::Left, "a:b".to_owned())]);
    assert_eq!(queued(&server.redis), Vec::<String>::new());
}

/// A slot of a rate limit is no place: it is held while the job waits in a list.
#[test]
fn a_lost_job_keeps_its_slot_and_gives_it_back_when_it_ran() {
    let server = Server::start();
    let mut rq = Rq::start("3.0.0", &server);
    for id in ["lost", "waits"] {
        rq.enqueue("tasks.quick", json!({"id": id, "rate_limit": {"key": "limit", "concurrency": 1}}));
    }
    assert_eq!(server.redis.cmd::<String>(&["LPOP", "rq:queue:default"]), "lost");
    assert_eq!(looks(&server, true, |_| {}), requeued(&["lost"]));
    rq.work(&["default"]);
    assert_eq!([rq.status("lost"), rq.status("waits")], ["finished", "finished"]);
    assert_eq!(server.redis.cmd::<i64>(&["ZCARD", "rq:rl:limit:allowed"]), 0);
}
