//! rqctl: operate RQ (Redis Queue) from a shell.
pub mod rq;
