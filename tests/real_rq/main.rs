//! rqctl against real RQ of five versions: on states that RQ made, beside workers that run.

mod acting;
mod acts;
mod decoding;
mod doctor;
mod fleet;
mod harness_works;
mod jobs;
mod maintenance;
mod migrate;
mod readme;
mod states;
mod stop;
mod urls;
mod workers;
