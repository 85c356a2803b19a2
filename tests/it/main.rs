//! rqctl against private Redis servers: what it prints, writes and refuses. One binary, so that it is linked
//! once. A file here mirrors the file of `src/` that it tests.

mod completions;
mod conn;
mod edge;
mod harness_works;
mod layers;
mod round_trips;
mod select;
