//! rqctl: operate RQ (Redis Queue) from a shell.
pub mod cli;
pub mod ops;
pub mod render;
pub mod rq;
pub mod store;
pub mod views;
