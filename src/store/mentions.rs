//! Which jobs are named anywhere: by a list, a registry, a rate limit, a held hash or rq-scheduler. Kept as
//! 16 bytes a member, so that a million jobs fit.

use crate::{
    rq::{
        filter::{Toward, Walk},
        id::{JobId, QueueName, Reading},
        place::{Place, Registry},
    },
    store::{
        Store,
        cursor::{Cursor, Member, PAGE},
        error::{Error, Kind},
        prints::Prints,
        wire::{Batch, Reply},
    },
};

/// The IDs that some place names.
#[derive(Default)]
pub struct Mentions(Prints);

impl Mentions {
    /// What the list of one queue names.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn of_list(store: &mut Store, queue: &QueueName) -> Result<Mentions, Error> {
        let mut mentions = Mentions::default();
        mentions.walk(store, &Walk::List(Place::Queue(queue.clone())))?;
        Ok(mentions)
    }

    /// Walks every list and registry of the queues, the rate limits and rq-scheduler's set, page by page.
    pub fn read(store: &mut Store, queues: &[QueueName], rate_limits: &[Vec<u8>]) -> Result<Mentions, Error> {
        let mut mentions = Mentions::default();
        // Lists last: a job moves from registries to lists, and must not slip through between two looks.
        let mut walks: Vec<Walk> = Vec::new();
        let sorted = |place| Walk::Sorted { places: vec![place], due: false };
        for key in rate_limits {
            // A slot is no place to wait in: whoever has one waits in a list.
            walks.push(sorted(Place::RateLimited(key.as_slice().into())));
        }
        walks.push(sorted(Place::RqScheduler));
        for queue in queues {
            walks.push(Walk::Scan(Place::Held(queue.clone())));
            walks.extend(Registry::ALL.into_iter().map(|r| sorted(Place::Registry(r, queue.clone()))));
        }
        walks.extend(queues.iter().map(|q| Walk::List(Place::Queue(q.clone()))));
        walks.extend(queues.iter().map(|q| Walk::List(Place::Intermediate(q.clone()))));
        for walk in walks {
            mentions.walk(store, &walk)?;
        }
        Ok(mentions)
    }

    fn walk(&mut self, store: &mut Store, walk: &Walk) -> Result<(), Error> {
        let read = store.each_member(walk, &mut |member| {
            self.0.insert(&member.entry);
            if let Some((head, _)) = Reading::of(&member.entry).split {
                self.0.insert(&head.0);
            }
        });
        // rq-scheduler's key lies outside of the prefix, so an ACL or a cluster may keep it from us.
        let outside = matches!(walk, Walk::Sorted { places, .. } if places == &[Place::RqScheduler]);
        match read {
            Err(e) if outside && matches!(e.kind, Kind::Denied | Kind::Cluster) => Ok(()),
            read => read,
        }
    }

    pub fn names(&self, id: &JobId) -> bool {
        self.0.contains(&id.0)
    }
}

impl Store {
    /// Walks through a place, page by page, without a look at the jobs that it names.
    ///
    /// # Errors
    /// When Redis cannot be asked, or the ACL forbids the place.
    pub fn each_member(&mut self, walk: &Walk, on: &mut dyn FnMut(Member)) -> Result<(), Error> {
        let mut cursor = Cursor::start(walk, Toward::Listing, 0);
        while !cursor.done() {
            let mut batch = Batch::default();
            batch.push(&[b"TIME"]);
            cursor.request(&self.keys, PAGE, &mut batch);
            let mut replies = self.ask(batch)?.into_iter();
            let now = replies.next().and_then(|t| t.time()).unwrap_or_default();
            cursor
                .take(now, &mut || Ok(replies.next().unwrap_or(Reply::Nil)))?
                .into_iter()
                .for_each(&mut *on);
        }
        Ok(())
    }
}
