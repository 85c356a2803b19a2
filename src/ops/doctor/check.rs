//! What a check is, and what it found.

use crate::ops::doctor::{
    deep::Deep,
    verdict::{Scene, Severity, Verdict},
};

/// One row of the table of checks.
pub struct Check {
    /// A contract, as the names in JSON are.
    pub name: &'static str,
    /// The worst that it finds.
    pub severity: Severity,
    /// What it counts, in the singular; empty where there is nothing to count.
    pub noun: &'static str,
    /// What is wrong when it finds something.
    pub meaning: &'static str,
    pub judge: Judge,
}

/// What a check looks at.
pub enum Judge {
    /// The installation at one moment: quick, whatever the number of jobs.
    Fleet(fn(&Scene) -> Verdict),
    /// Everything that one pass over the installation meets.
    Pass(&'static Deep),
    /// At first sight the ends of the lists, in a pass all jobs.
    Both(fn(&Scene) -> Verdict, &'static Deep),
    /// As [`Judge::Pass`], where a version to upgrade to was named.
    Upgrade(&'static Deep),
}

impl Judge {
    /// What it says at first sight, if anything.
    pub fn quick(&self) -> Option<fn(&Scene) -> Verdict> {
        match self {
            Judge::Fleet(judge) | Judge::Both(judge, _) => Some(*judge),
            Judge::Pass(_) | Judge::Upgrade(_) => None,
        }
    }

    /// How it looks at a whole pass, if it does.
    pub fn deep(&self) -> Option<&'static Deep> {
        match self {
            Judge::Pass(deep) | Judge::Both(_, deep) | Judge::Upgrade(deep) => Some(deep),
            Judge::Fleet(_) => None,
        }
    }
}

/// A check and what it said.
#[derive(Clone)]
pub struct Finding {
    pub check: &'static Check,
    pub verdict: Verdict,
}

impl Check {
    /// What it says at first sight, if it is a check for that.
    pub fn look(&'static self, scene: &Scene) -> Option<Finding> {
        let judge = self.judge.quick()?;
        Some(Finding { check: self, verdict: judge(scene) })
    }
}

impl Finding {
    pub fn severity(&self) -> Severity {
        match &self.verdict {
            Verdict::Fine => Severity::Ok,
            Verdict::Trouble(trouble) => trouble.milder.unwrap_or(self.check.severity),
            Verdict::Blind(_) => Severity::Skipped,
        }
    }
}
