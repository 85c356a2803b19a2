//! migrate-ids: bring every job across the upgrade to an RQ that refuses its ID.

pub mod names;
