//! Every step looks again at what its plan was made from: what changed in between stays as it is.

use std::rc::Rc;

use harness::{Near, Redis, Server};
use rqctl::{
    ops::{
        engine::{Plan, Planned, Step},
        maintenance::{
            self,
            abandoned::{self, Abandoned},
            item::{Action, Item},
            settle::{NEEDS, Settle, Within},
            task::{self, Kind, TASKS},
        },
        refusal::{Reason, Refusal},
    },
    rq::{
        filter::Walk,
        id::QueueName,
        place::{Place, Registry},
        time::Time,
    },
    store::{
        Store,
        conn::Address,
        writer::{Consent, Uses, Writer},
    },
};

use super::{abandoned, job, now, worker};

const EXECUTION: &str = "0123456789abcdef0123456789abcdef";

/// Plans for the queue `q`, lets `meanwhile` happen, and acts.
fn act(server: &Server, meanwhile: impl FnOnce(&Redis)) -> Vec<Result<Vec<Item>, Refusal>> {
    let address = Address::from_env(Some(&server.url()), &|_| None).unwrap();
    let mut store = Store::open(&address).unwrap();
    let scripts = maintenance::scripts(&TASKS);
    let uses = Uses { scripts: &scripts, publishes: false };
    let mut writer = Writer::open(&address, Consent::Command("a test"), uses).unwrap();
    let place = Place::Registry(Registry::Started, QueueName::from_text("q"));
    let within = Rc::new(Within {
        queue: QueueName::from_text("q"),
        place: place.clone(),
        lock: None,
        failed_because: abandoned::failed_because,
    });
    let walk = Walk::Sorted { places: vec![place], due: true };
    let from = store.entries_to_act_on(vec![walk], NEEDS).unwrap();
    let mut plan = Abandoned { from, within, task: task::of(Kind::Started), ignore_callbacks: false };
    let mut steps: Vec<Settle> = Vec::new();
    while let Some(page) = plan.next().unwrap() {
        let doing = page.into_iter().filter_map(|planned| match planned {
            Planned::Do(step) => Some(step),
            Planned::Skip(..) => None,
        });
        steps.extend(doing);
        plan.acted(steps.len());
    }
    meanwhile(&server.redis);
    let now = now(&server.redis);
    Settle::apply(&steps, &mut writer, Time(now * 1_000_000)).unwrap()
}

/// Asserts that the only step is refused for this reason, and writes nothing.
#[track_caller]
fn refused(reason: Reason, before: &[(&str, &str)], meanwhile: impl FnOnce(&Redis)) {
    let server = Server::start();
    abandoned(&server.redis, "a", before);
    let mut left = None;
    let answers = act(&server, |redis| {
        meanwhile(redis);
        left = Some(redis.dump());
    });
    assert_eq!(answers.len(), 1);
    assert_eq!(answers[0].as_ref().unwrap_err().reason, reason);
    left.unwrap().assert_same(&server.redis.dump(), Near::SECONDS);
}

fn actions(answers: &[Result<Vec<Item>, Refusal>]) -> Vec<(Action, String)> {
    let said = |item: &Item| {
        let id = item.target.as_ref().map(|target| target.id.lossy().into_owned());
        (item.action, id.unwrap_or_default())
    };
    answers.iter().flatten().flatten().map(said).collect()
}

#[test]
fn a_heartbeat_in_between_saves_the_job() {
    refused(Reason::Running, &[], |redis| {
        redis.run(&["ZADD", "rq:wip:q", &(now(redis) + 90).to_string(), &format!("a:{EXECUTION}")]);
    });
    refused(Reason::Running, &[], |redis| {
        redis.run(&["HSET", &format!("rq:execution:a:{EXECUTION}"), "created_at", "1795500650.5"]);
    });
}

#[test]
fn what_a_late_heartbeat_leaves_behind_saves_nobody() {
    let server = Server::start();
    abandoned(&server.redis, "a", &[]);
    let answers = act(&server, |redis| {
        redis.run(&["HSET", &format!("rq:execution:a:{EXECUTION}"), "last_heartbeat", "1795500650.5"]);
    });
    assert_eq!(actions(&answers), [(Action::Failed, "a".to_owned())]);
}

#[test]
fn another_execution_in_between_saves_the_job() {
    refused(Reason::Changed, &[], |redis| {
        redis.run(&["ZADD", "rq:executions:a", "1", "fedcba9876543210fedcba9876543210"]);
    });
    refused(Reason::Running, &[], |redis| {
        redis.run(&["ZADD", "rq:wip:q", "+inf", "a"]);
    });
}

#[test]
fn a_live_worker_that_names_the_job_saves_it() {
    refused(Reason::Running, &[("worker_name", "w")], |redis| {
        worker(redis, "w", "1.16.2", &[("current_job", "a")]);
    });
    refused(Reason::Running, &[("worker_name", "w")], |redis| {
        worker(redis, "w", "3.0.0", &[]);
        redis.run(&["SADD", "rq:worker:w:executions", &format!("a:{EXECUTION}")]);
    });
    let server = Server::start();
    abandoned(&server.redis, "a", &[("worker_name", "w")]);
    let answers = act(&server, |redis| {
        worker(redis, "w", "1.16.2", &[("current_job", "a"), ("death", "2026-11-24T06:00:00.000000Z")]);
    });
    assert_eq!(actions(&answers), [(Action::Failed, "a".to_owned())]);
}

#[test]
fn a_job_that_changed_in_between_is_left() {
    for (field, value) in [
        ("status", "finished"),
        ("started_at", "2026-11-24T07:00:00.000000Z"),
        ("enqueued_at", "2026-11-24T07:00:00.000000Z"),
        ("origin", "other"),
        ("retries_left", "7"),
    ] {
        refused(Reason::Changed, &[], |redis| redis.run(&["HSET", "rq:job:a", field, value]));
    }
    refused(Reason::Changed, &[], |redis| redis.run(&["DEL", "rq:job:a"]));
}

#[test]
fn an_entry_that_another_took_is_left() {
    refused(Reason::Gone, &[], |redis| redis.run(&["DEL", "rq:wip:q"]));
}

#[test]
fn a_key_of_another_type_stops_the_step_before_it_wrote_anything() {
    for key in
        ["rq:results:a", "rq:failed:q", "rq:job:a:dependents", "rq:job::a:dependencies", "rq:executions:a"]
    {
        refused(Reason::WrongType, &[], |redis| redis.run(&["SET", key, "x"]));
    }
    let retries = [("retries_left", "1")];
    refused(Reason::WrongType, &retries, |redis| redis.run(&["SET", "rq:queue:q", "x"]));
    refused(Reason::WrongType, &[("group_id", "g")], |redis| redis.run(&["SET", "rq:group:g", "x"]));
    refused(Reason::WrongType, &[], |redis| {
        redis.run(&["DEL", "rq:job:a"]);
        redis.run(&["SET", "rq:job:a", "x"]);
    });
    refused(Reason::Unreadable, &[("retries_left", "1"), ("ttl", "1h")], |_| {});
}

#[test]
fn one_that_is_refused_does_not_stop_its_neighbours() {
    let server = Server::start();
    for id in ["a", "b", "c"] {
        abandoned(&server.redis, id, &[]);
    }
    let answers = act(&server, |redis| redis.run(&["SET", "rq:results:b", "x"]));
    assert_eq!(actions(&answers), [(Action::Failed, "a".to_owned()), (Action::Failed, "c".to_owned())]);
}

/// A job that waits for `a`, and fails with nobody.
fn child(redis: &Redis, id: &str, more: &[(&str, &str)]) {
    job(redis, id, "deferred", &[&[("allow_dependency_failures", "1")], more].concat());
    redis.run(&["ZADD", "rq:deferred:q", "1", id]);
    redis.run(&["SADD", "rq:job:a:dependents", id]);
    redis.run(&["SADD", &format!("rq:job::{id}:dependencies"), "a"]);
}

#[test]
fn dependents_go_with_their_parent_in_one_step_and_only_if_they_still_may() {
    let server = Server::start();
    abandoned(&server.redis, "a", &[]);
    for id in ["goes", "canceled", "more-parents", "strict"] {
        child(&server.redis, id, &[]);
    }
    server.redis.run(&["HSET", "rq:job:strict", "allow_dependency_failures", "0"]);
    job(&server.redis, "b", "queued", &[]);
    let answers = act(&server, |redis| {
        redis.run(&["HSET", "rq:job:canceled", "status", "canceled"]);
        redis.run(&["SADD", "rq:job::more-parents:dependencies", "b"]);
    });
    assert_eq!(actions(&answers), [(Action::Failed, "a".to_owned()), (Action::Released, "goes".to_owned())]);
    let queued: Vec<String> = server.redis.cmd(&["LRANGE", "rq:queue:q", "0", "-1"]);
    assert_eq!(queued, ["goes"]);
    let mut waiting: Vec<String> = server.redis.cmd(&["SMEMBERS", "rq:job:a:dependents"]);
    waiting.sort();
    assert_eq!(waiting, ["canceled", "more-parents", "strict"]);
}

#[test]
fn many_dependents_go_before_their_parent_so_that_none_is_forgotten() {
    let server = Server::start();
    abandoned(&server.redis, "a", &[]);
    for n in 0..100 {
        child(&server.redis, &format!("c{n}"), &[]);
    }
    let answers = act(&server, |_| {});
    let said = actions(&answers);
    assert_eq!(said.iter().filter(|(action, _)| *action == Action::Released).count(), 100);
    let failed = answers
        .iter()
        .position(|a| actions(std::slice::from_ref(a)).iter().any(|(a, _)| *a == Action::Failed));
    assert_eq!(failed, Some(answers.len() - 1), "the parent comes with the last of them");
    assert!(answers.len() > 5, "a step is bounded");
    assert_eq!(server.redis.cmd::<i64>(&["LLEN", "rq:queue:q"]), 100);
    assert!(!server.redis.exists("rq:job:a:dependents"));
}
