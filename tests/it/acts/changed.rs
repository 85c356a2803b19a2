//! A job that changes between the plan and its step is left as it is.

use harness::{Near, Redis, Server};
use rqctl::{
    ops::{
        cancel::{self, Cancel},
        delete::{self, Delete},
        engine::{Planned, Step},
        hold::{self, Hold},
        refusal::Reason,
        release::{self, Release},
        requeue::{self, Requeue},
        run::Run,
        run_now::{self, RunNow},
        verb::Verb,
    },
    rq::time::Time,
    store::{
        Store,
        conn::Address,
        writer::{Consent, Uses, Writer},
    },
};

use super::{ago, job};

/// Plans for the one job, lets `meanwhile` happen, acts, and expects to be refused for one of these reasons with
/// nothing written.
#[track_caller]
fn refused<V: Verb>(
    server: &Server,
    (verb, uses): (&V, Uses),
    id: &str,
    reasons: &[Reason],
    meanwhile: impl FnOnce(&Redis),
) {
    let address = Address::from_env(Some(&server.url()), &|_| None).unwrap();
    let mut store = Store::open(&address).unwrap();
    let mut writer = Writer::open(&address, Consent::Named, uses).unwrap();
    let began = store.opened_at();
    let mut select = store.named(Box::new(vec![id.as_bytes().to_vec()].into_iter()), verb.needs()).unwrap();
    let page = select.next_page().unwrap().expect("a page");
    let run = Run { began, now: page.now, crew: select.crew(), named: true };
    let mut planned = Vec::new();
    page.items.into_iter().for_each(|candidate| verb.decide(candidate, &run, &mut planned));
    let steps: Vec<V::Step> = planned
        .into_iter()
        .map(|planned| match planned {
            Planned::Do(step) => step,
            Planned::Skip(_, refusal) => panic!("{}: the plan leaves it out: {refusal:?}", V::NAMES.verb),
        })
        .collect();
    assert_eq!(steps.len(), 1);
    meanwhile(&server.redis);
    let before = server.redis.dump();
    let now: Time = writer.now();
    let answer = V::Step::apply(&steps, &mut writer, now).unwrap().pop().expect("an answer");
    let reason = answer.err().expect("it is refused").reason;
    assert!(reasons.contains(&reason), "{}: {reason:?}", V::NAMES.verb);
    before.assert_same(&server.redis.dump(), Near::SECONDS);
}

fn with(id: &str, status: &str) -> Server {
    let server = Server::start();
    job(&server, id, status);
    server
}

const REQUEUE: Requeue = Requeue { at_front: false, to: None, force: false };
const CANCEL: Cancel = Cancel { enqueue_dependents: false, remove_from_dependencies: false, force: false };
const DELETE: Delete = Delete { force: false };

#[test]
fn one_that_another_requeued_is_left() {
    let server = with("a", "failed");
    refused(&server, (&REQUEUE, requeue::USES), "a", &[Reason::Changed], |redis| {
        redis.run(&["ZREM", "rq:failed:q", "a"]);
        redis.run(&["HSET", "rq:job:a", "status", "queued"]);
        redis.run(&["RPUSH", "rq:queue:q", "a"]);
    });
    let server = with("a", "failed");
    refused(&server, (&REQUEUE, requeue::USES), "a", &[Reason::Changed], |redis| {
        redis.run(&["ZREM", "rq:failed:q", "a"]);
    });
    let server = with("a", "failed");
    refused(&server, (&REQUEUE, requeue::USES), "a", &[Reason::Gone], |redis| {
        redis.run(&["DEL", "rq:job:a"])
    });
}

#[test]
fn one_that_a_worker_started_is_left() {
    let started = |redis: &Redis| {
        redis.run(&["LPOP", "rq:queue:q"]);
        redis.run(&["HSET", "rq:job:a", "status", "started"]);
        redis.run(&["ZADD", "rq:wip:q", "99999999999", "a"]);
    };
    refused(&with("a", "queued"), (&CANCEL, cancel::USES), "a", &[Reason::Changed], started);
    refused(&with("a", "queued"), (&DELETE, delete::USES), "a", &[Reason::Changed], started);
    let hold = Hold { reason: "hold" };
    refused(&with("a", "queued"), (&hold, hold::USES), "a", &[Reason::Changed], started);
}

#[test]
fn one_that_a_worker_has_taken_and_not_started_is_in_flight() {
    let taken =
        |redis: &Redis| redis.run(&["LMOVE", "rq:queue:q", "rq:queue:q:intermediate", "LEFT", "RIGHT"]);
    refused(&with("a", "queued"), (&CANCEL, cancel::USES), "a", &[Reason::InFlight], taken);
    let gone = |redis: &Redis| redis.run(&["LPOP", "rq:queue:q"]);
    refused(&with("a", "queued"), (&DELETE, delete::USES), "a", &[Reason::InFlight], gone);
    let hold = Hold { reason: "hold" };
    refused(&with("a", "queued"), (&hold, hold::USES), "a", &[Reason::InFlight], gone);
}

#[test]
fn one_that_the_scheduler_queued_is_left() {
    let due = |redis: &Redis| {
        redis.run(&["ZREM", "rq:scheduled:q", "a"]);
        redis.run(&["HSET", "rq:job:a", "status", "queued"]);
        redis.run(&["RPUSH", "rq:queue:q", "a"]);
    };
    let run_now = RunNow::default();
    refused(&with("a", "scheduled"), (&run_now, run_now::USES), "a", &[Reason::Changed], due);
    refused(&with("a", "scheduled"), (&CANCEL, cancel::USES), "a", &[Reason::Changed], due);
    let hold = Hold { reason: "hold" };
    refused(&with("a", "scheduled"), (&hold, hold::USES), "a", &[Reason::Changed], due);
}

#[test]
fn what_moved_in_its_list_is_found_again() {
    let server = Server::start();
    for n in 0..40 {
        job(&server, format!("job-{n}"), "queued");
    }
    // Between the page and the step others take from the head and push at both ends: it is found again nevertheless.
    for round in 0..20 {
        let id = format!("job-{}", 39 - round);
        server.redis.run(&["RPUSH", "rq:queue:q", &format!("new-{round}")]);
        server.rqctl(&["jobs", "cancel", &id]).run().exits(0);
    }
    assert_eq!(super::list(&server).len(), 40);
}

#[test]
fn one_that_changed_while_it_was_held_is_only_forgotten() {
    let server = with("a", "queued");
    server.rqctl(&["jobs", "hold", "a"]).run().exits(0);
    let again = ago(&server, 0);
    server.redis.run(&["HSET", "rq:job:a", "enqueued_at", &again]);
    server.redis.run(&["RPUSH", "rq:queue:q", "a"]);
    let run = server.rqctl(&["jobs", "release", "a"]).run();
    run.exits(1);
    assert!(run.stderr().contains("it changed since it was held, and was only forgotten"), "{}", run.raw());
    assert_eq!(super::list(&server), ["a"]);
    assert!(!server.redis.exists("rq:rqctl:held:q"));
    let server = with("a", "queued");
    server.rqctl(&["jobs", "hold", "a"]).run().exits(0);
    refused(&server, (&Release, release::USES), "a", &[Reason::Changed], |redis| {
        redis.run(&["HDEL", "rq:rqctl:held:q", "a"]);
    });
}

#[test]
fn of_a_job_that_no_queue_names_it_is_said_that_it_may_be_lost() {
    let server = Server::start();
    super::job(&server, "a", "queued");
    server.redis.run(&["DEL", "rq:queue:q"]);
    for (verb, done) in [("cancel", "canceled"), ("hold", "held"), ("delete", "deleted")] {
        let run = server.rqctl(&["jobs", verb, "a"]).run();
        run.exits(1);
        assert_eq!(
            run.stderr(),
            format!(
                "rqctl: a was not {done}: it stands in no queue: a worker has taken it and starts it, whatever is \
                 written now, or it is lost\nhint: rqctl jobs show a\n"
            )
        );
    }
}
