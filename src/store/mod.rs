//! All Redis traffic, and the only layer that names the redis crate. [`Store`] reads; only a writer,
//! which demands a consent, can change anything.

pub mod error;
pub mod wire;
