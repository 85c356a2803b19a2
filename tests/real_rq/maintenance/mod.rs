//! Maintenance against RQ's own, and beside its workers.

mod difference;
