//! RQ's data model: bytes in, values out. Knows nobody, touches no socket, no clock, no terminal.

pub mod fields;
pub mod id;
pub mod keys;
pub mod place;
pub mod time;
