//! Values → text. Knows no noun of RQ, nothing of Redis and nobody of ours: whatever wants to be seen
//! becomes a [`cell::Cell`], is named by a [`column::Column`], and is written by a listing.

pub mod cell;
pub mod column;
