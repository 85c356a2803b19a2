//! RQ's data model: bytes in, values out. Knows nobody, touches no socket, no clock, no terminal.

pub mod candidate;
pub mod codec;
pub mod command;
pub mod dossier;
pub mod execution;
pub mod fields;
pub mod filter;
pub mod fleet;
pub mod glob;
pub mod held;
pub mod id;
pub mod job;
pub mod key;
pub mod keys;
pub mod order;
pub mod place;
pub mod readable;
pub mod result;
pub mod schedule;
pub mod state;
pub mod status;
pub mod time;
pub mod version;
