//! Jobs and those that wait for each other.

use crate::render::{
    cell::Cell,
    column::{Column, Fit, Shown, Tone},
};

/// How a job of the tree is related to the one that was named.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relation {
    Itself,
    /// The named one needs it.
    Needs,
    /// It needs the named one.
    NeededBy,
}

impl Relation {
    pub fn name(self) -> &'static str {
        match self {
            Relation::Itself => "self",
            Relation::Needs => "needs",
            Relation::NeededBy => "needed_by",
        }
    }
}

/// A node of the tree.
#[derive(Clone, Debug)]
pub struct Node {
    pub id: Vec<u8>,
    pub status: Option<Vec<u8>>,
    pub function: Option<String>,
    /// Steps from the named job.
    pub depth: u64,
    pub relation: Relation,
    /// The job through which it was met.
    pub parent: Option<Vec<u8>>,
    /// Of a deferred job: what it waits for.
    pub blocked_by: Vec<Vec<u8>>,
    pub missing: bool,
    /// It was met before on the way here.
    pub cycle: bool,
}

pub static TREE: &[Column<Node>] = &[
    Column::new("id", "ID", Shown::Table, Fit::Whole, (), |n: &Node| Cell::name(&n.id[..])),
    Column::new("status", "STATUS", Shown::Table, Fit::Drop(4), (), |n: &Node| {
        Cell::opt(n.status.as_deref(), Cell::bytes)
    }),
    Column::new("function", "FUNCTION", Shown::Table, Fit::Left, (), |n: &Node| {
        Cell::opt(n.function.as_deref(), Cell::text)
    }),
    Column::new("depth", "DEPTH", Shown::Table, Fit::Drop(2), (), |n: &Node| Cell::count(n.depth)),
    Column::new("relation", "RELATION", Shown::Table, Fit::Drop(3), (), |n: &Node| {
        Cell::text(n.relation.name())
    }),
    Column::new("parent", "THROUGH", Shown::Wide, Fit::Drop(1), (), |n: &Node| {
        Cell::opt(n.parent.as_deref(), Cell::name)
    }),
    Column::new("blocked_by", "WAITS FOR", Shown::Wide, Fit::Right, (), |n: &Node| {
        Cell::List(n.blocked_by.iter().map(|id| Cell::name(&id[..])).collect())
    }),
    Column::new("missing", "MISSING", Shown::Wide, Fit::Drop(0), (), |n: &Node| Cell::Bool(n.missing)),
    Column::new("cycle", "CYCLE", Shown::Wide, Fit::Drop(0), (), |n: &Node| Cell::Bool(n.cycle)),
];

/// The colour of a status, on the screens that know nothing else of the job.
pub fn status_tone(status: &[u8]) -> Tone {
    match status {
        b"failed" | b"stopped" => Tone::Bad,
        b"finished" => Tone::Good,
        b"canceled" => Tone::Dim,
        _ => Tone::Plain,
    }
}

/// One job that was waited for.
#[derive(Clone, Debug)]
pub struct Waited {
    pub id: Vec<u8>,
    pub outcome: &'static str,
    pub status: Option<Vec<u8>>,
    pub waited_s: f64,
}

pub static WAITED: &[Column<Waited>] = &[
    Column::new("id", "ID", Shown::Table, Fit::Whole, (), |w: &Waited| Cell::name(&w.id[..])),
    Column::new("outcome", "OUTCOME", Shown::Table, Fit::Whole, (), |w: &Waited| Cell::text(w.outcome))
        .toned(|w| if w.outcome == "finished" { Tone::Good } else { Tone::Bad }),
    Column::new("status", "STATUS", Shown::Wide, Fit::Drop(0), (), |w: &Waited| {
        Cell::opt(w.status.as_deref(), Cell::bytes)
    }),
    Column::new("waited_s", "AFTER", Shown::Table, Fit::Drop(1), (), |w: &Waited| Cell::Seconds(w.waited_s)),
];
