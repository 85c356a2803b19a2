//! Stops of jobs that real workers run: what is told is what happened.

mod asked;
mod between;
mod died;
mod ended;
mod said;

use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use harness::Server;
use rqctl::ops::engine::{self, Event, Limits};
use rqctl::ops::stop::{Intervals, Stop, USES, Watching};
use rqctl::ops::verb::{Bulk, Verb};
use rqctl::store::Store;
use rqctl::store::conn::Address;
use rqctl::store::writer::{Consent, Writer};

/// What was told of one item.
#[derive(Debug, PartialEq)]
struct Told {
    id: String,
    outcome: String,
    message: String,
}

/// How to stop, with intervals that are short enough for a test.
#[derive(Default)]
struct How {
    intervals: Intervals,
    wait: Option<Duration>,
    force: bool,
}

impl How {
    /// For jobs that will not stop.
    fn in_vain() -> How {
        let intervals = Intervals { resend_after: Duration::from_millis(100), ..Intervals::default() };
        How { intervals, wait: Some(Duration::from_millis(1_000)), force: false }
    }
}

/// Stops jobs by name through the code that `jobs stop` runs.
fn stop(server: &Server, ids: &[&str], how: &How) -> Vec<Told> {
    let address = Address::from_env(Some(&server.socket_url()), &|_| None).unwrap();
    let mut store = Store::open(&address).unwrap();
    let mut writer = Writer::open(&address, Consent::Named, USES).unwrap();
    let interrupt = AtomicBool::new(false);
    let watching = Watching {
        intervals: how.intervals,
        wait: how.wait,
        force: how.force,
        interrupt: &interrupt,
        progress: &|_| {},
    };
    let verb = Stop { watching: &watching };
    let began = store.opened_at();
    let ids: Vec<Vec<u8>> = ids.iter().map(|id| id.as_bytes().to_vec()).collect();
    let select = store.named(Box::new(ids.into_iter()), verb.needs()).unwrap();
    let limits =
        Limits { rate: None, fail_fast: false, named: true, ignore_not_found: false, interrupt: &interrupt };
    let mut told = Vec::new();
    let text = |id: &[u8]| String::from_utf8_lossy(id).into_owned();
    let (_, ended) =
        engine::run(&mut Bulk::new(verb, select, began), Some(&mut writer), &limits, &mut |event| {
            told.push(match event {
                Event::Would(_) => unreachable!("there is a writer"),
                Event::Done(step, seen) => Told {
                    id: text(&step.aim.id.0),
                    outcome: seen.outcome().to_owned(),
                    message: seen.message(),
                },
                Event::Skipped(left, refusal) => Told {
                    id: text(&left.id),
                    outcome: refusal.reason.code().to_owned(),
                    message: refusal.message.clone(),
                },
                Event::Refused(step, refusal) => Told {
                    id: text(&step.aim.id.0),
                    outcome: refusal.reason.code().to_owned(),
                    message: refusal.message.clone(),
                },
            });
            ControlFlow::Continue(())
        });
    assert!(ended.complete(), "{ended:?}");
    told
}

fn stop_one(server: &Server, id: &str, how: &How) -> Told {
    let mut told = stop(server, &[id], how);
    assert_eq!(told.len(), 1, "{told:?}");
    told.remove(0)
}

fn outcomes(told: &[Told]) -> Vec<&str> {
    told.iter().map(|t| t.outcome.as_str()).collect()
}

fn entries(server: &Server) -> Vec<String> {
    server.redis.cmd(&["ZRANGE", "rq:wip:default", "0", "-1"])
}
