//! `label show`: the name that a server goes by.

use crate::render::{
    cell::Cell,
    column::{Column, Fit, Shown},
};

/// A label as it was found. `protected` is not known where the ACL hides it.
pub struct Row {
    pub label: Option<String>,
    pub protected: Option<bool>,
}

pub static SHOW: &[Column<Row>] = &[
    Column::new("label", "LABEL", Shown::Table, Fit::Whole, (), |row| {
        Cell::opt(row.label.as_deref(), Cell::text)
    }),
    Column::new("protected", "PROTECTED", Shown::Table, Fit::Whole, (), |row| {
        Cell::opt(row.protected, Cell::Bool)
    }),
];
