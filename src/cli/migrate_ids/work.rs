//! What the plan and the run share.

use std::ops::ControlFlow;

use crate::{
    cli::{exit::Failure, global::Global, migrate_ids::args::MigrateIds},
    ops::migrate::{
        change::Scene,
        counts::{Counts, Item},
        ground::Ground,
        names::Scheme,
        route::Which,
        run,
        survey::survey,
        verdict::{AHEAD_S, Calm, SETTLED_S},
    },
    render::numbers::{count_of, number},
    store::{Store, error::Error},
};

/// What stands in the map of a plan in place of a server's ID, where no run has made one yet: a plan writes nothing.
pub(super) const NO_SERVER: &str = "none";

/// What a run works with.
pub(super) struct Work<'a> {
    pub(super) args: &'a MigrateIds,
    pub(super) global: &'a Global,
    pub(super) store: Store,
    pub(super) which: Which,
    pub(super) scheme: Scheme,
    pub(super) ground: Ground,
    /// The text that names this server in the map that is read.
    pub(super) map_of: Option<String>,
}

impl Work<'_> {
    pub(super) fn scene(&self) -> Scene {
        Scene {
            scheme: self.scheme.clone(),
            calm: Calm { quiet: self.ground.quiet(), settled_s: SETTLED_S, ahead_s: AHEAD_S },
            crew: self.ground.crew.clone(),
            rq_scheduler: self.ground.rq_scheduler,
        }
    }

    pub(super) fn survey(
        &mut self,
        on: &mut dyn FnMut(&Item) -> ControlFlow<()>,
    ) -> Result<(Counts, bool), Error> {
        let scene = self.scene();
        survey(&mut self.store, &scene, &self.which, &self.ground, on)
    }
}

impl Work<'_> {
    /// That the map names nothing that is or was here, though there are IDs to rename: almost surely another file was
    /// meant. A map that was used already names what jobs are called now.
    pub(super) fn astray(&mut self, counts: &Counts) -> Result<Option<Failure>, Error> {
        let Scheme::Map(map) = &self.scheme else { return Ok(None) };
        let whole = self.args.map.is_some() && self.args.queue.is_empty() && self.args.id.is_none();
        if !whole || counts.illegal > 0 || counts.unnamed == 0 || self.store.any_job(map.values())? {
            return Ok(None);
        }
        let (jobs, others) = (count_of(counts.jobs, "job"), number(counts.unnamed));
        let have = if counts.unnamed == 1 { "has" } else { "have" };
        let what = format!(
            "none of {jobs} has an ID that the map names, old or new; {others} {have} one that RQ 2.8 and later \
             refuse: is it the right file?"
        );
        let plan = self.global.hints().on(&self.store).read("migrate-ids").to_string();
        Ok(Some(Failure::no("not_found", what).hint(plan)))
    }
}

/// Refuses a map that was written for another server. The text that names this one, unless a plan wrote the map.
pub(super) fn belongs_here(
    store: &mut Store,
    (server, prefix): (String, String),
) -> Result<Option<String>, Failure> {
    let here = run::known_server_id(store)?;
    let planned = server == NO_SERVER;
    if (planned || here.as_ref() == Some(&server)) && prefix.as_bytes() == store.keys.prefix() {
        return Ok(Some(server).filter(|_| !planned));
    }
    let written = format!("this map was written for another server or prefix ({server}, {prefix})");
    Err(Failure::usage(match here {
        Some(here) => {
            format!("{written}; here it is {here}, {}", String::from_utf8_lossy(store.keys.prefix()))
        }
        None => format!("{written}, or its way back was gone to the end: there is no map of what is here"),
    }))
}

pub(super) fn prefix(store: &Store) -> String {
    String::from_utf8_lossy(store.keys.prefix()).into_owned()
}
