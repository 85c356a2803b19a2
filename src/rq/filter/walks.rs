//! Where to look for what a filter means.

use crate::rq::{
    filter::Filter,
    glob::Glob,
    id::QueueName,
    place::{Place, Registry},
    state::Word,
    status::Status,
};

/// In which direction a place is walked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Toward {
    /// Newest change first; lists from the head.
    Listing,
    /// Oldest change first, so that jobs put back keep their order; lists from the tail.
    Acting,
}

/// A walk through one kind of place. Sorted sets of one walk are merged by score.
#[derive(Clone, PartialEq, Debug)]
pub enum Walk {
    /// Sorted sets; `due` stops at the first score ahead of now.
    Sorted {
        places: Vec<Place>,
        due: bool,
    },
    List(Place),
    /// A set or hash, scanned.
    Scan(Place),
    /// All job keys.
    Hashes,
}

impl Filter {
    /// The places whose every entry is meant, where the filter asks for nothing but queues and statuses and each
    /// place holds no other status.
    pub fn whole_places(&self, queues: &[QueueName], rate_limits: &[Vec<u8>]) -> Option<Vec<Place>> {
        let rest = Filter { queues: Vec::new(), exclude: Vec::new(), statuses: Vec::new(), ..self.clone() };
        let has = |status| self.statuses.contains(&status);
        let half = has(Status::Failed) != has(Status::Stopped);
        let limited = has(Status::RateLimited) && !(self.queues.is_empty() && self.exclude.is_empty());
        if !rest.is_empty() || self.statuses.is_empty() || half || limited {
            return None;
        }
        let mut places = Vec::new();
        for walk in self.walks(queues, rate_limits) {
            match walk {
                Walk::Sorted { places: sorted, due: false } => places.extend(sorted),
                Walk::List(place) => places.push(place),
                _ => return None,
            }
        }
        Some(places)
    }

    /// The walks that meet every job that is meant, given the queues that are known and the keys of rate
    /// limits. Pure; without a status, a word or a group it is all job keys.
    pub fn walks(&self, queues: &[QueueName], rate_limits: &[Vec<u8>]) -> Vec<Walk> {
        if self.statuses.is_empty() && self.words.is_empty() {
            return match self.group.as_ref().and_then(Glob::literal) {
                Some(group) => vec![Walk::Scan(Place::Group(group.into()))],
                None => vec![Walk::Hashes],
            };
        }
        let queues: Vec<&QueueName> = queues.iter().filter(|q| self.admits_queue(q)).collect();
        let mut walks: Vec<Walk> = Vec::new();
        let mut add = |walk: Walk| {
            let empty = matches!(&walk, Walk::Sorted { places, .. } if places.is_empty());
            if !empty && !walks.contains(&walk) {
                walks.push(walk);
            }
        };
        let sorted = |registry, due| Walk::Sorted {
            places: queues.iter().map(|q| Place::Registry(registry, (*q).clone())).collect(),
            due,
        };
        for word in &self.words {
            match word {
                Word::Running | Word::Abandoned => add(sorted(Registry::Started, false)),
                Word::Overdue if !self.statuses.contains(&Status::Scheduled) => {
                    add(sorted(Registry::Scheduled, true));
                }
                Word::Overdue => {}
                Word::Blocked | Word::Released => add(sorted(Registry::Deferred, false)),
                Word::Held => queues.iter().for_each(|q| add(Walk::Scan(Place::Held((*q).clone())))),
                Word::Stuck => queues.iter().for_each(|q| add(Walk::List(Place::Intermediate((*q).clone())))),
                Word::Lost => add(Walk::Hashes),
                Word::Poison => {
                    for registry in [Registry::Scheduled, Registry::Deferred, Registry::Ready] {
                        add(sorted(registry, false));
                    }
                    queues.iter().for_each(|q| add(Walk::List(Place::Intermediate((*q).clone()))));
                }
            }
        }
        for status in &self.statuses {
            match (status, status.registry()) {
                (_, Some(registry)) => add(sorted(registry, false)),
                (Status::RateLimited, _) => add(Walk::Sorted {
                    places: rate_limits.iter().map(|k| Place::RateLimited(k.as_slice().into())).collect(),
                    due: false,
                }),
                (Status::Queued, _) => {}
                _ => add(Walk::Hashes),
            }
        }
        // Last, because a list cannot be asked whether it holds a job that was met elsewhere.
        if self.statuses.contains(&Status::Queued) || self.words.contains(&Word::Poison) {
            queues.iter().for_each(|q| add(Walk::List(Place::Queue((*q).clone()))));
        }
        // All job keys hold everything that the others would meet.
        if walks.contains(&Walk::Hashes) {
            walks.retain(|w| *w == Walk::Hashes || matches!(w, Walk::List(Place::Intermediate(_))));
        }
        walks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queues(names: &[&str]) -> Vec<QueueName> {
        names.iter().map(QueueName::from_text).collect()
    }

    fn failed(names: &[&str]) -> Walk {
        let places = queues(names).into_iter().map(|q| Place::Registry(Registry::Failed, q)).collect();
        Walk::Sorted { places, due: false }
    }

    #[test]
    fn without_status_all_job_keys_are_walked() {
        let filter = Filter { queues: vec![Glob::new("a")], ..Filter::default() };
        assert_eq!(filter.walks(&queues(&["a", "b"]), &[]), [Walk::Hashes]);
        let filter = Filter { group: Some(Glob::new("g")), ..Filter::default() };
        assert_eq!(filter.walks(&[], &[]), [Walk::Scan(Place::Group(b"g".as_slice().into()))]);
        let filter = Filter { group: Some(Glob::new("g*")), ..Filter::default() };
        assert_eq!(filter.walks(&[], &[]), [Walk::Hashes]);
    }

    #[test]
    fn a_status_names_its_places_in_the_queues_that_are_meant() {
        let filter = Filter {
            statuses: vec![Status::Stopped, Status::Failed, Status::Queued],
            exclude: vec![Glob::new("b*")],
            ..Filter::default()
        };
        assert_eq!(
            filter.walks(&queues(&["a", "b1", "c"]), &[]),
            [
                failed(&["a", "c"]),
                Walk::List(Place::Queue(QueueName::from_text("a"))),
                Walk::List(Place::Queue(QueueName::from_text("c"))),
            ]
        );
    }

    #[test]
    fn only_a_registry_that_is_meant_whole_has_a_number() {
        let of = |statuses: &[Status]| {
            let filter = Filter { statuses: statuses.to_vec(), ..Filter::default() };
            filter.whole_places(&queues(&["a", "b"]), &[]).map(|places| places.len())
        };
        assert_eq!(of(&[Status::Queued]), Some(2));
        assert_eq!(of(&[Status::Failed]), None);
        assert_eq!(of(&[Status::Failed, Status::Stopped]), Some(2));
        assert_eq!(of(&[Status::Created]), None);
        assert_eq!(of(&[]), None);
        let narrow =
            Filter { statuses: vec![Status::Queued], func: Some(Glob::new("*")), ..Filter::default() };
        assert_eq!(narrow.whole_places(&queues(&["a"]), &[]), None);
    }

    #[test]
    fn a_status_without_a_place_is_looked_for_everywhere_once() {
        let filter =
            Filter { statuses: vec![Status::Failed, Status::Created, Status::Queued], ..Filter::default() };
        assert_eq!(filter.walks(&queues(&["a"]), &[]), [Walk::Hashes]);
    }

    #[test]
    fn no_queue_means_no_walk() {
        let filter =
            Filter { statuses: vec![Status::Failed], queues: vec![Glob::new("nosuch")], ..Filter::default() };
        assert_eq!(filter.walks(&queues(&["a"]), &[]), []);
    }
}
