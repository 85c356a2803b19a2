//! What changes Redis, or judges it. A step is one guarded change on the server, a plan is where steps come
//! from, and one engine runs them all; a dry run is the same plan without a writer.

pub mod call;
pub mod cancel;
pub mod delete;
pub mod dependents;
pub mod doctor;
pub mod engine;
pub mod hold;
pub mod label;
pub mod limiter;
pub mod maintenance;
pub mod migrate;
pub mod pace;
pub mod queues;
pub mod refusal;
pub mod release;
pub mod requeue;
pub mod run;
pub mod run_now;
pub mod stop;
pub mod taking;
pub mod verb;
pub mod workers;

use crate::store::script::Script;

/// Every script, for the tests that hold for all of them.
pub fn scripts() -> Vec<&'static Script> {
    let verbs: &[&Script] = &[
        &cancel::SCRIPT,
        &delete::SCRIPT,
        &hold::SCRIPT,
        &label::SCRIPT,
        &limiter::PROMOTE,
        &queues::delete::SCRIPT,
        &queues::drop::SCRIPT,
        &release::SCRIPT,
        &requeue::SCRIPT,
        &run_now::SCRIPT,
        &taking::SWEEP,
    ];
    let maintenance = maintenance::scripts(&maintenance::task::TASKS);
    [verbs, workers::SCRIPTS, &maintenance, migrate::run::USES.scripts].concat()
}
