//! The plan: what would be renamed, for programs each name, for people the whole and a sample.

use std::ops::ControlFlow;

use crate::{
    cli::{
        exit::{Exit, Failure},
        migrate_ids::{
            report::{self, Report},
            screen,
            work::{NO_SERVER, Work, prefix},
        },
        ui::Ui,
    },
    ops::migrate::{
        counts::{Counts, Item},
        files::{self, MapWriter},
        run,
    },
};

impl Work<'_> {
    /// What would be done, and nothing else.
    pub(super) fn plan(&mut self, columns: report::Columns, ui: &mut Ui) -> Result<Exit, Failure> {
        let mut map = match &self.args.write_map {
            Some(path) => {
                let server = run::known_server_id(&mut self.store)?.unwrap_or_else(|| NO_SERVER.to_owned());
                Some(MapWriter::begin(files::new_file(path)?, &server, &prefix(&self.store))?)
            }
            None => None,
        };
        let counts = match ui.format().machine() {
            true => self.plan_for_programs(columns, map.as_mut(), ui)?,
            false => self.plan_for_people(columns, map.as_mut(), ui)?,
        };
        if let Some(mut map) = map {
            map.sync()?;
        }
        if self.args.check
            && let Some(astray) = self.astray(&counts)?
        {
            return Err(astray);
        }
        Ok(if self.args.check && counts.illegal > 0 { Exit::No } else { Exit::Done })
    }

    fn plan_for_programs(
        &mut self,
        columns: report::Columns,
        map: Option<&mut MapWriter>,
        ui: &mut Ui,
    ) -> Result<Counts, Failure> {
        let mut report = Report::begin(columns, &self.store, false, ui)?;
        let planned = self.planned(map, &mut |item| report.planned(item));
        let counts = planned.as_ref().map_or_else(|_| Counts::default(), Clone::clone);
        let totals = report::Totals { counts: &counts, ground: &self.ground, applied: None };
        let fault = planned.as_ref().err().and_then(|e| e.fault(&self.global.hints()));
        report.end(&totals, planned.is_ok(), fault)?;
        planned
    }

    /// The whole first, then some of the names.
    fn plan_for_people(
        &mut self,
        columns: report::Columns,
        map: Option<&mut MapWriter>,
        ui: &mut Ui,
    ) -> Result<Counts, Failure> {
        let mut sample = Vec::new();
        let counts = self.planned(map, &mut |item| {
            if sample.len() < report::SAMPLE && item.blocked.is_none() {
                sample.push(item.clone());
            }
            ControlFlow::Continue(())
        })?;
        screen::plan(self, &counts, ui)?;
        if !sample.is_empty() {
            let mut report = Report::begin(columns, &self.store, false, ui)?;
            for item in &sample {
                if report.planned(item).is_break() {
                    return Err(Failure::PipeClosed);
                }
            }
            report.end(
                &report::Totals { counts: &counts, ground: &self.ground, applied: None },
                true,
                None,
            )?;
        }
        screen::next(self, &counts, ui)?;
        Ok(counts)
    }

    /// The survey, its map on the way.
    fn planned(
        &mut self,
        mut map: Option<&mut MapWriter>,
        on: &mut dyn FnMut(&Item) -> ControlFlow<()>,
    ) -> Result<Counts, Failure> {
        let mut fault = None;
        let (counts, open) = self.survey(&mut |item| {
            let written = match &mut map {
                Some(map) if item.blocked.is_none() => map.add(&item.old, &item.new),
                _ => Ok(()),
            };
            match written {
                Ok(()) => on(item),
                Err(e) => {
                    fault = Some(e);
                    ControlFlow::Break(())
                }
            }
        })?;
        match (fault, open) {
            (Some(e), _) => Err(e.into()),
            (None, false) => Err(Failure::PipeClosed),
            (None, true) => Ok(counts),
        }
    }
}
