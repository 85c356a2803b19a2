//! Groups and how many of their members still have a job.

use crate::{
    rq::schedule::Group,
    store::{Store, error::Error, flight::Flight, small::pages::SetPages},
};

/// Groups of one page: their members are looked at together.
const AT_ONCE: usize = 100;
/// Members of one group that one look takes.
const MEMBERS: usize = 200;

/// A walk through all groups.
pub struct Groups(SetPages);

impl Groups {
    pub fn new(store: &Store) -> Groups {
        Groups(SetPages::new(store.keys.groups()))
    }

    /// The next groups, sorted by name; `None` at the end. Every member's hash is asked for.
    ///
    /// # Errors
    /// When Redis cannot be asked, or the ACL forbids it.
    pub fn next(&mut self, store: &mut Store) -> Result<Option<Vec<Group>>, Error> {
        if self.0.done() {
            return Ok(None);
        }
        let mut flight = Flight::default();
        self.0.ask(&mut flight, AT_ONCE);
        let mut names = self.0.read(flight.send(&mut store.wire)?.take()?)?;
        names.sort();
        let mut groups: Vec<Group> = names
            .into_iter()
            .map(|name| Group { name: name.into_boxed_slice(), jobs: 0, missing: 0 })
            .collect();
        store.count_members(&mut groups)?;
        Ok(Some(groups))
    }
}

impl Store {
    fn count_members(&mut self, groups: &mut [Group]) -> Result<(), Error> {
        let mut walks: Vec<SetPages> =
            groups.iter().map(|group| SetPages::new(self.keys.group(&group.name))).collect();
        while walks.iter().any(|walk| !walk.done()) {
            let mut flight = Flight::default();
            let open: Vec<usize> = (0..walks.len()).filter(|i| !walks[*i].done()).collect();
            open.iter().for_each(|i| walks[*i].ask(&mut flight, MEMBERS));
            let mut replies = flight.send(&mut self.wire)?;
            let mut members = Vec::with_capacity(open.len());
            for i in open {
                members.push((i, walks[i].read(replies.take()?)?));
            }
            let mut flight = Flight::default();
            for id in members.iter().flat_map(|(_, ids)| ids) {
                flight.push(&[b"EXISTS", &[&self.keys.job_prefix()[..], id].concat()]);
            }
            let mut replies = flight.send(&mut self.wire)?;
            for (i, ids) in members {
                for _ in ids {
                    groups[i].jobs += 1;
                    groups[i].missing += u64::from(replies.take()?.ok()?.int() == Some(0));
                }
            }
        }
        Ok(())
    }
}
