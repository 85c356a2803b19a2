//! Maintenance against RQ's own, and beside its workers.

mod difference;
mod kept;
mod killed;
mod live;
mod lost;
mod request;
