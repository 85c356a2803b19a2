//! A walk from the tail of a list whose end is cut off as it goes.

use std::{ops::ControlFlow, sync::atomic::AtomicBool};

use harness::{Redis, Seed, Server};
use rqctl::{
    ops::{
        engine::{self, Ended, Event, Limits, Totals},
        queues::empty::{self, Empty},
        verb::{Bulk, Verb},
    },
    rq::{filter::Walk, id::QueueName, place::Place},
    store::{
        Store,
        conn::Address,
        writer::{Consent, Writer},
    },
};

use super::ago;

const JOBS: usize = 3_400;

fn filled() -> Server {
    let server = Server::start();
    Seed { queued: JOBS, ..Seed::default() }.fill(&server.redis);
    server
}

/// Empties `q0`. `meanwhile` happens when the first part of a page was done.
fn empty(server: &Server, meanwhile: impl FnOnce(&Redis)) -> Totals {
    let address = Address::from_env(Some(&server.url()), &|_| None).unwrap();
    let mut store = Store::open(&address).unwrap();
    let mut writer = Writer::open(&address, Consent::Yes, empty::USES).unwrap();
    let began = store.opened_at();
    let walk = Walk::List(Place::Queue(QueueName::from_text("q0")));
    let select = store.entries_to_act_on(vec![walk], Empty.needs()).unwrap();
    let interrupt = AtomicBool::new(false);
    let limits =
        Limits { rate: None, fail_fast: false, named: false, ignore_not_found: false, interrupt: &interrupt };
    let mut meanwhile = Some(meanwhile);
    let mut plan = Bulk::new(Empty, select, began);
    let (totals, ended) = engine::run(&mut plan, Some(&mut writer), &limits, &mut |event| {
        if matches!(event, Event::Done(..))
            && let Some(meanwhile) = meanwhile.take()
        {
            meanwhile(&server.redis);
        }
        ControlFlow::Continue(())
    });
    assert_eq!(ended, Ended::Finished);
    totals
}

fn list(redis: &Redis) -> Vec<String> {
    redis.cmd(&["LRANGE", "rq:queue:q0", "0", "-1"])
}

#[test]
fn what_is_taken_off_the_end_of_a_list_leaves_no_tombstone() {
    let server = filled();
    let (totals, counts) = server.redis.commands_of(|| empty(&server, |_| {}));
    assert_eq!(totals.done, JOBS as u64);
    assert_eq!(server.redis.keys("*"), ["rq:queues"]);
    // The one is what is asked whether it may.
    assert_eq!(counts.get("lset").copied().unwrap_or_default(), 1, "{counts:?}");
    assert!(counts["ltrim"] > 1, "{counts:?}");
    // The walk knows what was cut off, so that it reads each of its pages once, beside one look of each call.
    assert_eq!(counts["lrange"], counts["ltrim"] + JOBS.div_ceil(1_000) as u64, "{counts:?}");
}

#[test]
fn a_walk_meets_every_job_although_another_cuts_off_the_end() {
    for taken in [1, 60, 700, 1_500] {
        let server = filled();
        empty(&server, |redis| {
            for _ in 0..taken {
                let id: String = redis.cmd(&["RPOP", "rq:queue:q0"]);
                redis.run(&["DEL", &format!("rq:job:{id}")]);
            }
        });
        assert_eq!(server.redis.keys("*"), ["rq:queues"], "{taken}");
    }
}

#[test]
fn what_comes_meanwhile_stays_and_all_before_it_goes() {
    for came in [1, 60, 700] {
        let server = filled();
        let totals = empty(&server, |redis| {
            let at = ago(&server, -60);
            for n in 0..came {
                let key = format!("rq:job:new-{n}");
                let hash =
                    ["HSET", &key, "status", "queued", "origin", "q0", "data", "x", "enqueued_at", &at];
                redis.run(&hash);
                redis.run(&["RPUSH", "rq:queue:q0", &format!("new-{n}")]);
            }
        });
        assert_eq!(totals.done, JOBS as u64, "{totals:?}");
        assert_eq!(list(&server.redis), (0..came).map(|n| format!("new-{n}")).collect::<Vec<_>>());
    }
}

#[test]
fn what_stays_keeps_its_place_and_is_passed_once() {
    for nth in [1, 2, 50, 999] {
        let server = filled();
        let stays: Vec<String> = list(&server.redis).into_iter().rev().step_by(nth).skip(1).collect();
        for id in &stays {
            server.redis.run(&["DEL", &format!("rq:job:{id}")]);
            server.redis.run(&["SET", &format!("rq:job:{id}"), "no hash"]);
        }
        let totals = empty(&server, |_| {});
        assert_eq!(totals.failed, stays.len() as u64, "{nth} {totals:?}");
        assert_eq!(totals.done, (JOBS - stays.len()) as u64, "{nth} {totals:?}");
        assert_eq!(list(&server.redis), stays.into_iter().rev().collect::<Vec<_>>(), "{nth}");
    }
}

/// As when another run sweeps all its tombstones out, or takes what this one leaves.
#[test]
fn what_moved_by_many_pages_is_found_and_what_comes_behind_it_is_met() {
    const STAY: usize = 12_500;
    let server = filled();
    let words = |words: [&str; 3]| words.map(|word| word.as_bytes().to_vec()).to_vec();
    let stays = (0..STAY).map(|n| format!("stays-{n}"));
    let commands: Vec<_> = stays
        .flat_map(|id| {
            [words(["SET", &format!("rq:job:{id}"), "no hash"]), words(["RPUSH", "rq:queue:q0", &id])]
        })
        .collect();
    server.redis.batch(&commands);
    let totals = empty(&server, |redis| {
        redis.run(&["LTRIM", "rq:queue:q0", "0", &(-1 - STAY as i64).to_string()]);
    });
    assert_eq!((totals.done, totals.failed), (JOBS as u64, STAY as u64), "{totals:?}");
    assert_eq!(list(&server.redis), Vec::<String>::new());
}

#[test]
fn two_runs_at_one_list_do_each_all_that_is_meant() {
    const MANY: usize = 6_000;
    let server = Server::start();
    Seed { queued: MANY, ..Seed::default() }.fill(&server.redis);
    let ids = list(&server.redis);
    let run = |verb: &str, id: &str| {
        server.rqctl(&["jobs", verb, "-q", "q0", "--id", id, "--yes", "-o", "json"]).spawn()
    };
    let even = |id: &str| id.ends_with(['0', '2', '4', '6', '8', 'a', 'c', 'e']);
    let runs = [run("cancel", "*[02468ace]"), run("hold", "*[13579bdf]")];
    let evens = ids.iter().filter(|id| even(id)).count();
    for (run, meant) in runs.map(|run| run.wait()).into_iter().zip([evens, MANY - evens]) {
        assert_eq!(run.exits(0).json()["totals"]["done"], meant, "{}", run.json()["totals"]);
    }
    assert_eq!(list(&server.redis), Vec::<String>::new());
    server.rqctl(&["jobs", "release", "-q", "q0", "--yes"]).run().exits(0);
    assert_eq!(list(&server.redis), ids.into_iter().filter(|id| !even(id)).collect::<Vec<_>>());
}

/// A worker takes jobs whose entries were read, and is through with them before anything else of them is.
#[test]
fn a_job_that_has_run_meanwhile_keeps_what_came_of_it() {
    let server = filled();
    let ids = list(&server.redis);
    let ran = &ids[JOBS - 900..JOBS - 800];
    let totals = empty(&server, |redis| {
        for id in ran {
            redis.run(&["LREM", "rq:queue:q0", "1", id]);
            redis.run(&["HSET", &format!("rq:job:{id}"), "status", "finished"]);
        }
    });
    assert_eq!((totals.done, totals.by_reason["changed"]), ((JOBS - ran.len()) as u64, ran.len() as u64));
    let mut left = server.redis.keys("rq:job:*");
    left.sort();
    let mut kept: Vec<String> = ran.iter().map(|id| format!("rq:job:{id}")).collect();
    kept.sort();
    assert_eq!(left, kept);
}
