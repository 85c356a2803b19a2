//! One list of columns per noun: the contract of tables, CSV and JSON alike.

pub mod label;
