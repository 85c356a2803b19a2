//! What an installation is made of, as a pass reads it.

use crate::rq::place::{Place, Registry};

/// A part of the installation, in the order in which a pass reads them: along the way of a job, so that one which
/// moves on meanwhile is met at least once.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Part {
    /// What `CONFIG GET` says.
    Config,
    /// Keys beside jobs: results, executions, sets of kin, first sights.
    Keys,
    /// How much memory keys take, a sample of them.
    Sizes,
    /// Whether keys that are not those of one job hold the type that RQ stores there.
    Types,
    /// Members of the sets of dependents.
    Dependents,
    Held,
    RqScheduler,
    Deferred,
    RateLimited,
    Scheduled,
    Ready,
    /// Lists that an interrupted compaction of RQ left behind.
    Compact,
    Lists,
    Intermediate,
    Started,
    /// Slots of rate limits that are taken.
    Slots,
    Finished,
    Failed,
    Canceled,
    /// Every hash under the prefix.
    Jobs,
    Groups,
    Cron,
}

impl Part {
    pub const ALL: [Part; 22] = [
        Part::Config,
        Part::Keys,
        Part::Sizes,
        Part::Types,
        Part::Dependents,
        Part::Held,
        Part::RqScheduler,
        Part::Deferred,
        Part::RateLimited,
        Part::Scheduled,
        Part::Ready,
        Part::Compact,
        Part::Lists,
        Part::Intermediate,
        Part::Started,
        Part::Slots,
        Part::Finished,
        Part::Failed,
        Part::Canceled,
        Part::Jobs,
        Part::Groups,
        Part::Cron,
    ];

    /// The registry that it is, if it is one.
    pub fn registry(self) -> Option<Registry> {
        match self {
            Part::Deferred => Some(Registry::Deferred),
            Part::Scheduled => Some(Registry::Scheduled),
            Part::Ready => Some(Registry::Ready),
            Part::Started => Some(Registry::Started),
            Part::Finished => Some(Registry::Finished),
            Part::Failed => Some(Registry::Failed),
            Part::Canceled => Some(Registry::Canceled),
            _ => None,
        }
    }
}

/// Several parts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sees(u32);

impl Sees {
    pub const fn of(parts: &[Part]) -> Sees {
        let mut bits = 0;
        let mut i = 0;
        while i < parts.len() {
            bits |= 1 << parts[i] as u32;
            i += 1;
        }
        Sees(bits)
    }

    /// The set as a word, one bit for each part.
    pub(super) const fn bits(self) -> u32 {
        self.0
    }

    pub(super) const fn from_bits(bits: u32) -> Sees {
        Sees(bits)
    }

    pub const fn and(self, other: Sees) -> Sees {
        Sees(self.0 | other.0)
    }

    pub const fn has(self, part: Part) -> bool {
        self.0 & (1 << part as u32) != 0
    }

    /// Whether any of them is among `other`.
    pub const fn meets(self, other: Sees) -> bool {
        self.0 & other.0 != 0
    }

    /// Every place where a job waits or runs: whoever has to say that a job is in none of them must see them all.
    pub const ACTIVE: Sees = Sees::of(&[
        Part::Held,
        Part::RqScheduler,
        Part::Deferred,
        Part::RateLimited,
        Part::Scheduled,
        Part::Ready,
        Part::Compact,
        Part::Lists,
        Part::Intermediate,
        Part::Started,
    ]);
}

/// The part to which a place belongs.
pub fn part_of(place: &Place) -> Option<Part> {
    Some(match place {
        Place::Queue(_) => Part::Lists,
        Place::Intermediate(_) => Part::Intermediate,
        Place::Registry(registry, _) => match registry {
            Registry::Started => Part::Started,
            Registry::Finished => Part::Finished,
            Registry::Failed => Part::Failed,
            Registry::Deferred => Part::Deferred,
            Registry::Scheduled => Part::Scheduled,
            Registry::Canceled => Part::Canceled,
            Registry::Ready => Part::Ready,
        },
        Place::RateLimited(_) => Part::RateLimited,
        Place::Allowed(_) => Part::Slots,
        Place::Held(_) => Part::Held,
        Place::Compact(_) => Part::Compact,
        Place::Dependents(_) => Part::Dependents,
        Place::RqScheduler => Part::RqScheduler,
        Place::Hash => Part::Jobs,
        _ => return None,
    })
}
