//! `label`: the name that a server goes by.

use crate::render::{
    cell::Cell,
    column::{Column, Fit, Shown},
};

/// A label as it was found. `protected` is not known where the ACL hides it.
pub struct Row {
    pub label: Option<String>,
    pub protected: Option<bool>,
    /// `set`, `cleared` or `already`; only of acts.
    pub outcome: &'static str,
}

const LABEL: Column<Row> = Column::new("label", "LABEL", Shown::Table, Fit::Whole, (), |row| {
    Cell::opt(row.label.as_deref(), Cell::text)
});
const PROTECTED: Column<Row> = Column::new("protected", "PROTECTED", Shown::Table, Fit::Whole, (), |row| {
    Cell::opt(row.protected, Cell::Bool)
});
const OUTCOME: Column<Row> =
    Column::new("outcome", "OUTCOME", Shown::Table, Fit::Whole, (), |row| Cell::text(row.outcome));

/// `label show`.
pub static SHOW: &[Column<Row>] = &[LABEL, PROTECTED];

/// `label set`, `label clear`.
pub static ACT: &[Column<Row>] = &[LABEL, PROTECTED, OUTCOME];
