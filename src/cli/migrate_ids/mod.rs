//! `rqctl migrate-ids`: the plan, the check, the change and the way back.

mod apply;
mod args;
mod plan;
mod report;
mod screen;
mod typed;
mod work;

pub use args::MigrateIds;

use crate::{
    cli::{
        exit::{Exit, Failure},
        global::Global,
        migrate_ids::work::{Work, belongs_here},
        ui::Ui,
    },
    ops::migrate::ground::Ground,
};

impl MigrateIds {
    /// # Errors
    /// Whatever keeps it from beginning; once begun, the report says how it ended.
    pub fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        global.format_without_ids()?;
        let permit = if self.apply { Some(global.permit()?) } else { None };
        let columns = report::columns(global)?;
        let (scheme, made_for) = self.scheme()?;
        let mut store = global.open(ui)?;
        let map_of = match made_for {
            Some(made_for) => belongs_here(&mut store, made_for)?,
            None => None,
        };
        let ground = Ground::read(&mut store)?;
        let mut work = Work { args: self, global, store, which: self.which(), scheme, ground, map_of };
        match permit {
            Some(permit) => work.apply(&permit, columns, ui),
            None => work.plan(columns, ui),
        }
    }
}
