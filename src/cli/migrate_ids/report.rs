//! What programs read of a run, and the map that is written beside it.

use std::{
    borrow::Cow,
    collections::HashSet,
    fs::File,
    hash::{BuildHasher, RandomState},
    ops::ControlFlow,
};

use crate::{
    cli::{exit::Failure, global::Global, server, ui::Ui},
    ops::{
        engine::Event,
        migrate::{
            change::{Became, Change},
            counts::{Counts, Item},
            files::MapWriter,
            ground::Ground,
            run::Done,
        },
    },
    render::{
        cell::Cell,
        column::{self, Column},
        listing::{Fault, Format, Listing, Tail},
    },
    rq::{id::JobId, time::Time},
    store::Store,
    views::migrate::{COLUMNS, Row},
};

pub type Columns = Vec<&'static Column<Row>>;

/// # Errors
/// Exit 2 for a column that does not exist.
pub fn columns(global: &Global) -> Result<Columns, Failure> {
    let format = global.format();
    Ok(column::choose(COLUMNS, &global.columns, format == Format::Wide, format.machine())?)
}

/// Old IDs that a table shows of a plan: a screen is for the whole, machine formats for each.
pub const SAMPLE: usize = 10;

/// One row per old ID in machine formats; a sample of a plan for a person.
pub struct Report<'u> {
    listing: Listing<'u, Row>,
    machine: bool,
    rows: usize,
    closed: bool,
}

impl<'u> Report<'u> {
    pub fn begin(
        columns: Columns,
        store: &Store,
        applied: bool,
        ui: &'u mut Ui,
    ) -> Result<Report<'u>, Failure> {
        let look = ui.look(store.opened_at());
        let machine = look.format.machine();
        let head = [("server", server::cell(store)), ("dry_run", Cell::Bool(!applied))];
        let listing = Listing::begin(&mut ui.out, columns, &look, "rqctl/migrate-ids/1", &head)?;
        Ok(Report { listing, machine, rows: 0, closed: false })
    }

    fn row(&mut self, row: &Row) -> ControlFlow<()> {
        if !self.machine && self.rows >= SAMPLE {
            return ControlFlow::Continue(());
        }
        self.rows += 1;
        self.closed |= self.listing.row(row).is_err();
        if self.closed { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// An item of a plan.
    pub fn planned(&mut self, item: &Item) -> ControlFlow<()> {
        self.row(&item_row(item, "planned"))
    }

    /// An old ID that is still there after a run.
    pub fn left(&mut self, item: &Item) -> ControlFlow<()> {
        self.row(&item_row(item, "failed"))
    }

    /// What became of one while the run went on. What was refused is told at the end, if it is still so.
    pub fn changed(&mut self, event: &Event<Change>) -> ControlFlow<()> {
        let Event::Done(change, seen) = event else { return ControlFlow::Continue(()) };
        let Some(new) = change.new_name().filter(|_| self.machine) else { return ControlFlow::Continue(()) };
        let outcome = if seen.became == Became::Renamed { "renamed" } else { "rewritten" };
        self.row(&Row {
            old: change.old().0.to_vec(),
            new: new.0.to_vec(),
            queue: seen.queue.as_ref().map(|q| q.0.to_vec()),
            status: seen.status.as_ref().map(|s| s.as_bytes().to_vec()),
            outcome,
            reason: None,
            message: None,
        })
    }

    /// # Errors
    /// When the report cannot be written.
    pub fn end(self, totals: &Totals, complete: bool, error: Option<Fault<'static>>) -> Result<(), Failure> {
        let complete = complete && !self.closed;
        let truncated = !self.machine && self.rows >= SAMPLE;
        self.listing.end(&Tail { totals: totals.cells(), truncated, complete, error })?;
        Ok(())
    }
}

fn item_row(item: &Item, outcome: &'static str) -> Row {
    Row {
        old: item.old.0.to_vec(),
        new: item.new.0.to_vec(),
        queue: item.queue.as_ref().map(|q| q.0.to_vec()),
        status: item.status.as_ref().map(|s| s.as_bytes().to_vec()),
        outcome: if item.blocked.is_some() { "blocked" } else { outcome },
        reason: item.blocked.as_ref().map(|r| r.reason.code()),
        message: item.blocked.as_ref().map(|r| r.message.clone()),
    }
}

/// The totals of a plan, or of a run and what it left.
pub struct Totals<'a> {
    pub counts: &'a Counts,
    pub ground: &'a Ground,
    pub applied: Option<Done>,
}

type Facts = Vec<(Cow<'static, str>, Cell<'static>)>;

impl Totals<'_> {
    fn cells(&self) -> Facts {
        let counts = self.counts;
        let done = self.applied.unwrap_or_default();
        let lossy = |key: &[u8]| Cow::Owned(String::from_utf8_lossy(key).into_owned());
        let by = |map: Facts| Cell::Record(map);
        let characters = counts.by_character.iter().map(|(c, n)| (c.to_string().into(), Cell::count(*n)));
        let statuses = counts.by_status.iter().map(|(s, n)| (lossy(s), Cell::count(*n)));
        let live = self.ground.alive.iter().map(|w| Cell::name(w.name.0.to_vec())).collect();
        let open = counts.illegal - counts.blocked;
        vec![
            ("applied".into(), Cell::Bool(self.applied.is_some())),
            ("illegal".into(), Cell::count(counts.illegal + done.renamed + done.orphans)),
            ("renamed".into(), Cell::count(done.renamed)),
            (
                "orphans".into(),
                Cell::count(if self.applied.is_some() { done.orphans } else { counts.orphans }),
            ),
            ("residue".into(), Cell::count(done.residue)),
            ("blocked".into(), Cell::count(counts.blocked)),
            ("failed".into(), Cell::count(if self.applied.is_some() { open } else { 0 })),
            ("remaining".into(), Cell::count(counts.illegal)),
            ("quiet".into(), Cell::Bool(self.ground.quiet())),
            ("live_workers".into(), Cell::List(live)),
            ("by_character".into(), by(characters.collect())),
            ("by_status".into(), by(statuses.collect())),
            ("made_by".into(), Cell::List(makers(counts).into_iter().map(maker_cell).collect())),
        ]
    }
}

/// Functions whose jobs have such IDs, the newest first.
pub fn makers(counts: &Counts) -> Vec<(String, u64, Option<Time>)> {
    let mut makers: Vec<_> =
        counts.makers.iter().map(|(name, m)| (name.clone(), m.count, m.newest_at)).collect();
    makers.sort_by(|a, b| b.2.cmp(&a.2).then(b.1.cmp(&a.1)).then(a.0.cmp(&b.0)));
    makers
}

fn maker_cell((function, count, newest): (String, u64, Option<Time>)) -> Cell<'static> {
    Cell::Record(vec![
        ("function".into(), Cell::text(function)),
        ("newest_at".into(), Cell::opt(newest, |t| Cell::Time(t.0))),
        ("count".into(), Cell::count(count)),
    ])
}

/// Names that are remembered, so that one that is met again is not written again. A map may name a pair twice.
const REMEMBERED: usize = 10_000;

/// The map of a run: what a page of changes names is on disk before the first of them.
pub struct MapLog {
    file: MapWriter,
    seed: RandomState,
    written: HashSet<u64>,
}

impl MapLog {
    /// # Errors
    /// When the disk does not take it.
    pub fn begin(file: File, server: &str, prefix: &str) -> anyhow::Result<MapLog> {
        let file = MapWriter::begin(file, server, prefix)?;
        Ok(MapLog { file, seed: RandomState::new(), written: HashSet::new() })
    }

    /// # Errors
    /// When the disk does not take them.
    pub fn announce(&mut self, pairs: &[(&JobId, &JobId)]) -> anyhow::Result<()> {
        let mut some = false;
        for (old, new) in pairs {
            if self.written.len() >= REMEMBERED {
                self.written.clear();
            }
            if self.written.insert(self.seed.hash_one(old)) {
                self.file.add(old, new)?;
                some = true;
            }
        }
        if some { self.file.sync() } else { Ok(()) }
    }
}
