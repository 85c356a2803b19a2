//! rqctl against private Redis servers: what it prints, writes and refuses. One binary, so that it is linked
//! once. A file here mirrors the file of `src/` that it tests.

mod acts;
mod completions;
mod conn;
mod consent;
mod doctor;
mod edge;
mod harness_works;
mod layers;
mod maintenance;
mod migrate;
mod queues;
mod reads;
mod round_trips;
mod scripts;
mod select;
mod small;
mod status;
mod unseen;
mod workers;
mod wrong_types;
