//! `workers` and `groups`: names of what is gone.

use std::collections::BTreeSet;

use crate::{
    ops::{
        call::{Answer, Call},
        engine::{Plan, Planned, Step},
        maintenance::{
            item::{Action, Item, Why},
            report::Chore,
            task::{self, Kind, Task},
        },
        refusal::Refusal,
    },
    rq::{
        id::{JobId, QueueName, WorkerName},
        time::Time,
    },
    store::{
        Store,
        error::Error,
        script::Script,
        wire::{Batch, Reply},
        writer::Writer,
    },
};

pub static SCRIPT: Script = crate::script!("maint_members", ["EXISTS", "SREM", "TYPE"]);

/// Members of one set whose own key is gone, and the set that names the set.
#[derive(Clone, Debug)]
pub struct Forget {
    task: &'static Task,
    of: Of,
    /// The members with the keys that must not exist.
    gone: Vec<(Vec<u8>, Vec<u8>)>,
}

#[derive(Clone, Debug)]
enum Of {
    /// `None` = registered with no queue.
    Workers(Option<QueueName>, WorkerName),
    Group(Box<[u8]>),
}

/// A registration without a worker: its name goes from the set of its queue and from that of all.
pub fn worker(queue: Option<&QueueName>, key: Vec<u8>, name: WorkerName) -> Planned<Forget> {
    let of = Of::Workers(queue.cloned(), name);
    Planned::Do(Forget { task: task::of(Kind::Workers), of, gone: vec![(key.clone(), key)] })
}

impl Chore for Forget {
    fn would(&self) -> Vec<Item> {
        let gone = self.gone.len() as u64;
        // A name without a set is one removal too.
        vec![self.item().times(gone.max(1))]
    }

    fn item(&self) -> Item {
        let item = |why| Item::new(self.task, Action::Removed, why);
        match &self.of {
            Of::Workers(queue, name) => Item { queue: queue.clone(), ..item(Why::Worker(name.clone())) },
            Of::Group(name) => item(Why::Group(name.clone())),
        }
    }
}

impl Step for Forget {
    type Seen = Vec<Item>;
    const BATCH: usize = 50;

    fn apply(
        batch: &[Forget],
        writer: &mut Writer,
        _: Time,
    ) -> Result<Vec<Result<Vec<Item>, Refusal>>, Error> {
        let keys = writer.reads().keys.clone();
        let mut calls = Vec::with_capacity(batch.len());
        for forget in batch {
            let mut call = Call::default();
            let (set, names, name) = match &forget.of {
                Of::Workers(Some(queue), _) => (keys.workers_of(queue), keys.workers(), Vec::new()),
                Of::Workers(None, _) => (keys.workers(), keys.workers(), Vec::new()),
                Of::Group(name) => (keys.group(name), keys.groups(), name.to_vec()),
            };
            call.shared(set).shared(names).text(name).number(forget.gone.len());
            for (member, key) in &forget.gone {
                call.text(member).key(key.clone());
            }
            calls.push(call.done());
        }
        let mut seen = Vec::with_capacity(batch.len());
        for (forget, reply) in batch.iter().zip(writer.run_all(&SCRIPT, &calls)?) {
            seen.push(match reply.int() {
                Some(0) => Ok(Vec::new()),
                Some(n) => Ok(vec![forget.item().times(n.max(0) as u64)]),
                None => Err(Answer::all(Reply::List(vec![reply]), 1)?[0].refusal()),
            });
        }
        Ok(seen)
    }
}

/// Walks the groups, page by page.
pub struct Groups<'s> {
    store: &'s mut Store,
    task: &'static Task,
    /// Where the walk through the names stands; `None` at its end.
    names: Option<Vec<u8>>,
    open: Vec<(Box<[u8]>, Vec<u8>)>,
}

impl<'s> Groups<'s> {
    pub fn new(store: &'s mut Store, task: &'static Task) -> Groups<'s> {
        Groups { store, task, names: Some(b"0".to_vec()), open: Vec::new() }
    }

    fn more_names(&mut self, cursor: Vec<u8>) -> Result<(), Error> {
        let mut batch = Batch::default();
        batch.push(&[b"SSCAN", &self.store.keys.groups(), &cursor, b"COUNT", b"200"]);
        let page = self.store.ask(batch)?.into_iter().next().unwrap_or(Reply::Nil).scanned()?;
        self.names = page.next;
        let names: BTreeSet<Vec<u8>> = page.items.into_iter().collect();
        self.open.extend(names.into_iter().map(|name| (name.into(), b"0".to_vec())));
        Ok(())
    }
}

impl Plan<Forget> for Groups<'_> {
    fn next(&mut self) -> Result<Option<Vec<Planned<Forget>>>, Error> {
        if self.open.is_empty() {
            let Some(cursor) = self.names.take() else { return Ok(None) };
            self.more_names(cursor)?;
        }
        let keys = self.store.keys.clone();
        let open = std::mem::take(&mut self.open);
        let mut batch = Batch::default();
        for (name, cursor) in &open {
            let key = keys.group(name);
            batch.push(&[b"EXISTS", &key]);
            batch.push(&[b"SSCAN", &key, cursor, b"COUNT", b"100"]);
        }
        let mut replies = self.store.ask(batch)?.into_iter();
        let mut pages = Vec::with_capacity(open.len());
        let mut batch = Batch::default();
        for (name, _) in open {
            let exists = replies.next().is_none_or(|reply| reply.int() != Some(0));
            let page = replies.next().unwrap_or(Reply::Nil).scanned()?;
            self.open.extend(page.next.map(|cursor| (name.clone(), cursor)));
            page.items.iter().for_each(|id| batch.push(&[b"EXISTS", &keys.job(&JobId::new(id))]));
            pages.push((name, exists, page.items));
        }
        let mut exist = self.store.ask(batch)?.into_iter();
        let mut out = Vec::new();
        for (name, exists, members) in pages {
            let mut gone = members;
            gone.retain(|_| exist.next().is_some_and(|reply| reply.int() == Some(0)));
            let key = |id: Vec<u8>| {
                let key = keys.job(&JobId::new(&id));
                (id, key)
            };
            let task = self.task;
            if !exists || !gone.is_empty() {
                let gone: Vec<_> = gone.into_iter().map(key).collect();
                out.push(Planned::Do(Forget { task, of: Of::Group(name), gone }));
            }
        }
        Ok(Some(out))
    }
}
