//! What is wrong, what it means and what to do about it: a table of checks, each a pure judge over what was
//! read. `status` runs the quick ones, so that no fact is judged twice in two ways; `doctor` reads everything, in one
//! bounded pass that writes nothing.

mod census;
pub mod check;
mod checks;
pub mod deep;
mod marks;
pub mod parts;
pub mod pass;
pub mod sentence;
pub mod verdict;

use check::{Check, Finding, Judge};
use verdict::{Scene, Severity};

/// Every check, in the order in which equals are shown.
pub fn checks() -> impl Iterator<Item = &'static Check> {
    [
        checks::ids::CHECKS,
        checks::jobs::CHECKS,
        checks::places::CHECKS,
        checks::queues::CHECKS,
        checks::workers::CHECKS,
        checks::orphans::CHECKS,
        checks::small::CHECKS,
        checks::kept::CHECKS,
        checks::keys::CHECKS,
        checks::server::CHECKS,
        checks::upgrade::CHECKS,
    ]
    .into_iter()
    .flatten()
}

/// Runs the quick checks, worst first.
pub fn quick(scene: &Scene) -> Vec<Finding> {
    worst_first(checks().filter_map(|check| check.look(scene)).collect())
}

/// The worst first, equals in the order of the table.
pub fn worst_first(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity()));
    findings
}

/// Whether there is anything to say about it.
pub fn worth_saying(finding: &Finding) -> bool {
    finding.severity() != Severity::Ok
}

/// Which checks are run.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// These alone, where there are any.
    pub only: Vec<String>,
    pub skip: Vec<String>,
    /// Those that a glance is enough for.
    pub quick: bool,
    /// A version was named that is to come.
    pub upgrade: bool,
}

impl Choice {
    /// The checks that are meant, in the order of the table.
    pub fn checks(&self) -> Vec<&'static Check> {
        let named = |names: &[String], check: &Check| names.iter().any(|name| name == check.name);
        checks()
            .filter(|check| match check.judge {
                Judge::Upgrade(_) => self.upgrade && !self.quick,
                Judge::Pass(_) => !self.quick,
                Judge::Fleet(_) | Judge::Both(..) => true,
            })
            .filter(|check| self.only.is_empty() || named(&self.only, check))
            .filter(|check| !named(&self.skip, check))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_has_a_name_of_its_own_and_says_what_is_wrong() {
        let names: std::collections::BTreeSet<&str> = checks().map(|check| check.name).collect();
        assert_eq!(names.len(), checks().count());
        for check in checks() {
            assert!(check.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{}", check.name);
            assert!(!check.meaning.ends_with('.') && !check.meaning.is_empty(), "{}", check.name);
            assert!(matches!(check.severity, Severity::Warn | Severity::Fail), "{}", check.name);
        }
    }

    #[test]
    fn a_choice_names_checks_or_leaves_them_out() {
        let names = |choice: Choice| choice.checks().iter().map(|check| check.name).collect::<Vec<_>>();
        let all = names(Choice::default());
        assert!(all.contains(&"lost") && !all.contains(&"upgrade_ids"));
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            names(Choice { only: words(&["lost", "poison"]), ..Choice::default() }),
            ["poison", "lost"]
        );
        assert_eq!(names(Choice { skip: words(&["lost"]), ..Choice::default() }).len(), all.len() - 1);
        let quick = names(Choice { quick: true, ..Choice::default() });
        assert!(quick.contains(&"poison") && !quick.contains(&"lost"));
        assert!(names(Choice { upgrade: true, ..Choice::default() }).contains(&"upgrade_ids"));
    }
}
