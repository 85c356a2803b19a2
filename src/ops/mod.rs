//! What changes Redis, or judges it. A step is one guarded change on the server, a plan is where steps come
//! from, and one engine runs them all; a dry run is the same plan without a writer.

pub mod call;
pub mod dependents;
pub mod doctor;
pub mod engine;
pub mod label;
pub mod limiter;
pub mod maintenance;
pub mod migrate;
pub mod refusal;
pub mod requeue;
pub mod stop;
pub mod verb;
pub mod workers;

use crate::store::script::Script;

/// Every script, for the tests that hold for all of them.
pub fn scripts() -> Vec<&'static Script> {
    let verbs: &[&Script] = &[&requeue::SCRIPT, &limiter::PROMOTE, &label::SCRIPT];
    [verbs, workers::SCRIPTS, maintenance::SCRIPTS, migrate::run::USES.scripts].concat()
}
