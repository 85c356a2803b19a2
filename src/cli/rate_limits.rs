//! `rate-limits`: keys under which jobs share slots (RQ 3.0).

use std::{ffi::OsString, os::unix::ffi::OsStrExt};

use crate::{
    cli::{
        answer::{self, Answer},
        exit::{Exit, Failure},
        global::Global,
        hints::Hints,
        names,
        nearest::nearest,
        ui::Ui,
    },
    store::{
        Store,
        small::{RateLimits as Walk, Slots},
    },
    views::small::{RATE_LIMITS, SLOTS},
};

#[derive(clap::Subcommand, Debug)]
pub enum RateLimits {
    /// List rate-limit keys: slots, jobs that hold one, jobs that wait
    List,
    /// List the jobs under a key: those with a slot, then those that wait
    Show(Show),
}

impl RateLimits {
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        match self {
            RateLimits::List => list(global, ui),
            RateLimits::Show(c) => c.run(global, ui),
        }
    }
}

fn list(global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
    let columns = answer::columns(global, RATE_LIMITS)?;
    let mut store = global.open(ui)?;
    let hints = global.hints().on(&store);
    let mut walk = Walk::new(&store);
    Answer::new("rqctl/rate-limits.list/1", "rate limit", columns).stream(
        ui,
        &mut store,
        &hints,
        None,
        |store| Ok(walk.next(store)?),
    )
}

#[derive(clap::Args, Debug)]
pub struct Show {
    /// The rate-limit key
    #[arg(value_name = "KEY")]
    key: OsString,

    /// At most so many
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
}

impl Show {
    fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        let columns = answer::columns_of_jobs(global, SLOTS, "job_id")?;
        let mut store = global.open(ui)?;
        let hints = global.hints().on(&store);
        let key = self.key.as_bytes();
        if !store.has_rate_limit(key)? {
            return Err(not_found(&mut store, key, &hints)?);
        }
        let mut walk = Slots::new(key);
        let answer = Answer::new("rqctl/rate-limits.show/1", "job", columns).limit(self.limit, ui);
        answer.stream(ui, &mut store, &hints, None, |store| Ok(walk.next(store)?))
    }
}

fn not_found(store: &mut Store, key: &[u8], hints: &Hints) -> Result<Failure, Failure> {
    let known = Walk::new(store).next(store)?.unwrap_or_default();
    let hint = match nearest(key, known.iter().map(|limit| &limit.key[..])) {
        Some(near) => hints.read("rate-limits show").name(near),
        None => hints.read("rate-limits list"),
    };
    Ok(names::missing("rate limit", key, &hint))
}
