//! `doctor`: what it finds, what it does not claim, and what it costs.

mod faults;
mod plant;
mod says;
mod size;

use std::collections::BTreeSet;

use harness::{Output, Server};
use serde_json::Value;

/// What a run found, by check.
pub struct Found(pub Vec<Value>);

impl Found {
    pub fn of(output: &Output) -> Found {
        Found(output.json()["items"].as_array().expect("items").clone())
    }

    /// The checks that say `warn` or `fail`.
    pub fn speaking(&self) -> BTreeSet<String> {
        let speaks = |item: &&Value| item["severity"] == "warn" || item["severity"] == "fail";
        self.0.iter().filter(speaks).map(|item| item["check"].as_str().expect("a name").to_owned()).collect()
    }

    #[track_caller]
    pub fn check(&self, name: &str) -> &Value {
        self.0.iter().find(|item| item["check"] == name).unwrap_or_else(|| panic!("no {name}: {:#?}", self.0))
    }
}

/// `rqctl doctor -o json` with further words.
pub fn examine(server: &Server, more: &[&str]) -> Found {
    let output = server.rqctl(&[&["doctor", "-o", "json"], more].concat()).run();
    assert!(matches!(output.code, Some(0 | 1)), "{}", output.raw());
    Found::of(&output)
}
