//! Maintenance against RQ's own, and beside its workers.

mod born;
mod difference;
mod ingredients;
mod kept;
mod killed;
mod live;
mod looks;
mod lost;
mod request;
