//! What one look does not prove: a pass whose second look comes soon, and what happens in between.

use std::{ops::ControlFlow, sync::atomic::AtomicBool, time::Duration};

use harness::{Redis, Server};
use rqctl::{
    ops::maintenance::{
        self, Bounds, Options, Stuck,
        item::{Action, Item},
        report::News,
        task::{self, TASKS},
    },
    store::{
        Store,
        conn::Address,
        writer::{Consent, Uses, Writer},
    },
};

/// The least that two looks can be apart.
pub const AT_ONCE: Duration = Duration::from_millis(1);

/// A pass of some tasks; `meanwhile` happens between its looks.
pub fn looks(
    server: &Server,
    tasks: &str,
    write: bool,
    looks_apart: Duration,
    meanwhile: impl Fn(&Redis),
) -> Vec<(Action, String)> {
    let address = Address::from_env(Some(&server.url()), &|_| None).unwrap();
    let mut reads = Store::open(&address).unwrap();
    let scripts = maintenance::scripts(&TASKS);
    let uses = Uses { scripts: &scripts, publishes: false };
    let mut writer = write.then(|| Writer::open(&address, Consent::Command("a test"), uses).unwrap());
    let options = Options {
        queues: Vec::new(),
        tasks: task::named(&tasks.split(',').map(str::to_owned).collect::<Vec<_>>()).unwrap(),
        stuck: Stuck::Requeue,
        canceled_older_than: None,
        ignore_callbacks: false,
        lock: None,
        bounds: Bounds { looks_apart, ..Bounds::default() },
    };
    let mut told: Vec<Item> = Vec::new();
    let report =
        maintenance::run(&mut reads, writer.as_mut(), &options, &AtomicBool::new(false), &mut |news| {
            match news {
                News::Item(item) => told.push(item.clone()),
                News::Waits(_) => meanwhile(&server.redis),
            }
            ControlFlow::Continue(())
        });
    assert!(report.ended.complete(), "{:?}", report.ended);
    told.into_iter()
        .filter(|item| item.action != Action::Marked)
        .map(|item| {
            (item.action, item.target.map(|target| target.id.lossy().into_owned()).unwrap_or_default())
        })
        .collect()
}
