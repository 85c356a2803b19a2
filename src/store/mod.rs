//! All Redis traffic, and the only layer that names the redis crate. [`Store`] reads; only a writer,
//! which demands a consent, can change anything.

pub mod conn;
pub mod copies;
pub mod crew;
pub mod cursor;
mod dependents;
mod dossier;
mod elsewhere;
pub mod error;
mod fleet;
mod flight;
pub mod kin;
pub mod mentions;
mod names;
mod places;
pub mod prints;
pub mod registries;
pub mod results;
pub mod script;
pub mod select;
mod sizes;
pub mod small;
pub mod tails;
mod trace;
pub mod wire;
pub mod writer;

use crate::{
    rq::{fleet::Seen, keys::Keys, time::Time},
    store::{
        conn::{Address, Greeting, Label},
        error::Error,
        wire::{Batch, Reply, Wire},
    },
};

/// One connection that reads. It has been greeted: log-in, database, label and clock are known.
pub struct Store {
    pub(in crate::store) wire: Wire,
    pub keys: Keys,
    address: Address,
    greeting: Greeting,
}

impl Store {
    /// Connects in one round trip after the connection stands (two with a user name on Redis 5).
    ///
    /// # Errors
    /// Whatever may keep a person from a server; never a password.
    pub fn open(address: &Address) -> Result<Store, Error> {
        let keys = Keys::new(&address.prefix);
        let (wire, greeting) = conn::open(address, &keys)?;
        Ok(Store { wire, keys, address: address.clone(), greeting })
    }

    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Redis's clock when the connection was made. A long walk asks again.
    pub fn opened_at(&self) -> Time {
        self.greeting.now
    }

    /// The name that the server goes by, if it was given one and the ACL shows it.
    pub fn label(&self) -> Seen<Option<&Label>> {
        match &self.greeting.label {
            Seen::Is(label) => Seen::Is(label.as_ref()),
            Seen::Hidden => Seen::Hidden,
        }
    }

    /// `redis_version` as the server tells it, for people only.
    pub fn redis_version(&self) -> Option<&str> {
        self.greeting.redis.as_deref()
    }

    /// Whether workers take no jobs for now; false also where the ACL hides it.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn is_suspended(&mut self) -> Result<bool, Error> {
        let mut batch = Batch::default();
        batch.push(&[b"EXISTS", &self.keys.suspended()]);
        Ok(self.ask(batch)?.first().and_then(Reply::int) == Some(1))
    }

    /// Sends a batch and reads all its replies: one round trip.
    pub fn ask(&mut self, batch: Batch) -> Result<Vec<Reply>, Error> {
        self.wire.ask(batch)
    }
}
