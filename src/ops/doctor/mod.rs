//! What is wrong, what it means and what to do about it: a table of checks, each a pure judge over what was
//! read. `status` runs the quick ones, so that no fact is judged twice in two ways.

pub mod check;
mod checks;
pub mod sentence;

use check::{Check, Finding, Scene, Severity};

/// Every check, in the order in which equals are shown.
pub fn checks() -> impl Iterator<Item = &'static Check> {
    [checks::ids::CHECKS, checks::queues::CHECKS, checks::workers::CHECKS, checks::server::CHECKS]
        .into_iter()
        .flatten()
}

/// Runs the quick checks, worst first.
pub fn quick(scene: &Scene) -> Vec<Finding> {
    let mut findings: Vec<Finding> = checks().map(|check| check.look(scene)).collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity()));
    findings
}

/// Whether there is anything to say about it.
pub fn worth_saying(finding: &Finding) -> bool {
    finding.severity() != Severity::Ok
}
