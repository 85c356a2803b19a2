//! One list of columns for each noun: what its table shows is what its JSON holds.

pub mod counts;
pub mod doctor;
pub mod job;
pub mod jobs;
pub mod kin;
pub mod label;
pub mod maintenance;
pub mod migrate;
pub mod orders;
pub mod queues;
pub mod registry;
pub mod reports;
pub mod small;
pub mod status;
mod value;
pub mod workers;

use crate::{
    render::{cell::Cell, escape::shell_word},
    rq::fleet::{Fleet, HOLDS_OTHER_TYPE, Seen},
};

/// What an ACL may hide is `?` in a table and `null` in JSON, never 0.
fn seen<'a, T>(fact: Seen<T>, cell: impl FnOnce(T) -> Cell<'a>) -> Cell<'a> {
    match fact {
        Seen::Is(fact) => cell(fact),
        Seen::Hidden => Cell::Unseen,
    }
}

/// Why what stands under a key is not known. An ACL hides much at once, so there no key is named.
pub fn unseen(fleet: &Fleet, key: &[u8]) -> String {
    match fleet.of_wrong_type(key) {
        true => format!("{} {HOLDS_OTHER_TYPE}", shell_word(key)),
        false => "hidden by the ACL".to_owned(),
    }
}

/// Milliseconds left, as seconds; nothing for a key that lives for ever.
fn ttl_s<'a>(ttl: Option<crate::rq::job::Ttl>) -> Cell<'a> {
    match ttl {
        Some(crate::rq::job::Ttl::Millis(ms)) => Cell::Seconds(ms as f64 / 1e3),
        _ => Cell::Null,
    }
}
