//! rqctl: operate RQ (Redis Queue) from a shell.
pub mod render;
pub mod rq;
pub mod store;
