//! What changes Redis, or judges it. A step is one guarded change on the server, a plan is where steps come
//! from, and one engine runs them all; a dry run is the same plan without a writer.

pub mod doctor;
pub mod engine;
pub mod refusal;
pub mod verb;
