//! What rqctl's tests stand on. A crate of its own, so that every test binary shares one build of it.
//!
//! ```no_run
//! use harness::{Rq, Server};
//!
//! let server = Server::start(); // a private redis-server on a unix socket, gone when dropped
//! let mut rq = Rq::start("2.6.1", &server); // the real RQ of that version
//! let id = rq.enqueue("tasks.quick", serde_json::json!({"queue": "mail"}));
//! assert_eq!(server.redis.cmd::<i64>(&["LLEN", "rq:queue:mail"]), 1);
//! let listed = server.rqctl(&["jobs", "list", "-o", "ids"]).run(); // the built binary
//! assert_eq!(listed.stdout(), format!("{id}\n"));
//! ```
//!
//! Nothing here knows rqctl's code: tests compare what it does with what Redis and RQ say.

mod dump;
mod proxy;
mod redis_client;
mod rq;
mod rqctl;
mod seed;
mod server;
pub mod shop;
mod signal;
mod snapshot;
pub mod states;
mod terminal;
mod wait;
mod worker;

pub use dump::{Dump, KeyDump, Near, Stored};
pub use proxy::{Count, Cut, Proxy};
pub use redis_client::{CommandCounts, Redis};
pub use rq::{Rq, VERSIONS, python};
pub use rqctl::{Output, Rqctl, Running, binary};
pub use seed::Seed;
pub use server::{Server, Tls};
pub use snapshot::snapshot_of;
pub use terminal::Terminal;
pub use wait::{wait_for, wait_until, wait_while_it_grows};
pub use worker::{Worker, WorkerOptions};

use std::path::{Path, PathBuf};

/// The root of the project's checkout.
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// `name` in `tests/support`: scripts and sample tasks.
pub fn support(name: &str) -> PathBuf {
    root().join("tests/support").join(name)
}

/// The count that a property or a stress test repeats itself: `usual` in `make test`, `soak` in
/// `make soak` (`RQCTL_SOAK=1`).
pub fn scale(usual: usize, soak: usize) -> usize {
    match std::env::var("RQCTL_SOAK").as_deref() {
        Ok("1") => soak,
        _ => usual,
    }
}
