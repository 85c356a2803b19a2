//! Values → text. Knows no noun of RQ, nothing of Redis and nobody of ours: whatever wants to be seen
//! becomes a [`cell::Cell`], is named by a [`column::Column`], and is written by a [`listing::Listing`].

pub mod cell;
pub mod column;
mod csv;
pub mod escape;
mod ids;
pub mod json;
mod layout;
pub mod listing;
mod look;
pub mod numbers;
pub mod page;
pub mod phrase;
pub mod style;
mod table;
mod tail;
pub mod text;
pub mod time;
mod traceback;
mod wrapped;
