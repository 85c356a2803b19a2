//! The small nouns: schedulers, cron, groups, rate limits. Sets that may be large are read page by page.

mod cron;
mod groups;
mod limits;
mod pages;
mod schedulers;

pub use groups::Groups;
pub use limits::{RateLimits, Slots};
