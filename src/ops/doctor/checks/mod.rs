//! The judges. Each file exports the checks of one kind.

pub mod ids;
pub mod jobs;
pub mod kept;
pub mod keys;
pub mod orphans;
pub mod places;
pub mod queues;
pub mod server;
pub mod small;
pub mod upgrade;
pub mod workers;
