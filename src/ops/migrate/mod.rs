//! migrate-ids: bring every job across the upgrade to an RQ that cuts or refuses its ID.
//!
//! A survey says what would be renamed and what is blocked. Passes rename: the lists by windows, whose entries
//! are claimed in the same script, then the registries, what is held, what stands in no place, and last what
//! old names are left where their job has a new one. Passes repeat until one finds nothing. At every instant
//! a job's hash exists under exactly one ID, and the place that its status calls for names that ID.

pub mod change;
pub mod counts;
mod entries;
pub mod files;
pub mod ground;
mod kin;
pub mod look;
pub mod names;
pub mod passes;
pub mod rename;
pub mod rewrite;
pub mod route;
pub mod run;
mod step;
pub mod survey;
mod texts;
pub mod verdict;
