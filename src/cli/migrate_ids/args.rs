//! The command line of migrate-ids, and the names that it chooses.

use std::{path::PathBuf, rc::Rc};

use anyhow::ensure;
use clap::ValueEnum;

use crate::{
    ops::migrate::{files, names::Scheme, route::Which},
    render::escape::shell_word,
    rq::{glob::Glob, id::JobId},
};

const EXAMPLES: &str = "\
Examples:
  rqctl migrate-ids                              # the plan
  rqctl migrate-ids --check                      # 1 while any is left, for CI
  rqctl migrate-ids --apply --write-map ids.csv  # do it, once all is at rest
  rqctl migrate-ids --undo ids.csv --apply       # the way back";

/// Rename the job IDs that RQ 2.0 and later cut and RQ 2.8 and later refuse; a plan unless --apply
///
/// Lists, registries, results, dependencies, groups and whatever else names a job move with it. Old IDs inside of
/// arguments, meta and your own tables are not touched: --write-map says which became which.
#[derive(clap::Args, Clone, Debug, Default)]
#[command(after_long_help = EXAMPLES)]
pub struct MigrateIds {
    /// Only jobs of these queues
    #[arg(short, long, value_name = "GLOB")]
    pub(super) queue: Vec<String>,

    /// Only these IDs
    #[arg(long, value_name = "GLOB")]
    pub(super) id: Option<String>,

    /// Do it; without it, only the plan is shown
    #[arg(long, conflicts_with = "check")]
    pub(super) apply: bool,

    /// Do not ask
    #[arg(short, long, requires = "apply")]
    pub(super) yes: bool,

    /// Say by the exit code whether anything is left to rename: 0 nothing, 1 something
    #[arg(long)]
    pub(super) check: bool,

    /// How new IDs are made
    #[arg(long, value_enum, value_name = "SCHEME", conflicts_with_all = ["map", "undo"])]
    pub(super) scheme: Option<SchemeName>,

    /// New IDs from a file: CSV of old,new or JSON lines
    #[arg(long, value_name = "FILE", conflicts_with = "undo")]
    pub(super) map: Option<PathBuf>,

    /// Write old and new IDs to a new file, each before it is changed
    #[arg(long, value_name = "FILE")]
    pub(super) write_map: Option<PathBuf>,

    /// Back to the old IDs of a map that was written
    #[arg(long, value_name = "FILE")]
    pub(super) undo: Option<PathBuf>,

    /// Go on while workers and producers work; what they hold is left
    #[arg(long, requires = "apply")]
    pub(super) live: bool,
}

#[derive(ValueEnum, Clone, Copy, Debug)]
pub(super) enum SchemeName {
    /// order:42:email becomes order-42-email-809fc1b4
    Readable,
    Uuid,
}

impl MigrateIds {
    pub(super) fn which(&self) -> Which {
        Which { queues: self.queue.iter().map(Glob::new).collect(), id: self.id.as_ref().map(Glob::new) }
    }

    /// Whether a file says what is renamed, and not the characters.
    pub(super) fn mapped(&self) -> bool {
        self.map.is_some() || self.undo.is_some()
    }

    /// How new IDs are made, and the server and prefix that a map was written for.
    pub(super) fn scheme(&self) -> anyhow::Result<(Scheme, Option<(String, String)>)> {
        let (file, back) = match (&self.map, &self.undo) {
            (Some(file), _) => (file, false),
            (None, Some(file)) => (file, true),
            (None, None) => {
                let scheme = match self.scheme {
                    Some(SchemeName::Uuid) => Scheme::Uuid,
                    Some(SchemeName::Readable) | None => Scheme::Readable,
                };
                return Ok((scheme, None));
            }
        };
        let read = files::read(file)?;
        let made_for = read.made_for.clone();
        let map = read.into_map(back)?;
        // One that was written here may be empty: then nothing was renamed.
        ensure!(!map.is_empty() || made_for.is_some(), "{} names no ID to rename", file.display());
        for (old, new) in &map {
            ensure!(back || new.legal(), "{} → {}: RQ 2.8 and later refuse that too", word(old), word(new));
        }
        Ok((Scheme::Map(Rc::new(map)), made_for))
    }
}

/// An ID as a shell takes it.
pub(super) fn word(id: &JobId) -> String {
    shell_word(&id.0).into_owned()
}
