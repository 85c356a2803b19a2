//! Whole queues: emptied of their jobs, taken off the list of queues, rid of entries that name nothing.

pub mod compact;
pub mod delete;
pub mod drop;
pub mod empty;
