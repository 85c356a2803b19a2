//! How many members places have, where that is a number that Redis keeps.

use crate::{
    rq::place::{Place, Registry},
    store::{
        Store,
        error::Error,
        wire::{Batch, Reply},
    },
};

impl Store {
    /// The members of all these places together; `None` where one of them has to be counted member by member,
    /// because entries stay behind whose time is over. One round trip.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn members(&mut self, places: &[Place]) -> Result<Option<u64>, Error> {
        let mut batch = Batch::default();
        for place in places {
            let key = self.keys.place(place);
            match place {
                Place::Registry(Registry::Started | Registry::Finished, _) => return Ok(None),
                Place::Registry(..) | Place::RateLimited(_) => batch.push(&[b"ZCARD", &key]),
                Place::Queue(_) | Place::Intermediate(_) => batch.push(&[b"LLEN", &key]),
                Place::Held(_) => batch.push(&[b"HLEN", &key]),
                _ => return Ok(None),
            }
        }
        let mut sum = 0;
        for reply in self.ask(batch)? {
            sum += Reply::unless_other_type(reply)?.count();
        }
        Ok(Some(sum))
    }
}
