//! The judges. Each file exports the checks of one kind.

pub mod ids;
pub mod queues;
pub mod server;
pub mod workers;
