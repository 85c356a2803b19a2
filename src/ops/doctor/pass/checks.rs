//! The checks of a pass under way: what each found, what it suspects, and what it could not see.

use std::collections::HashSet;

use crate::{
    ops::doctor::{
        check::{Check, Finding},
        deep::{Again, Around, Deep, Fault, SideKey, Sight, Tally},
        parts::{Part, Sees},
        verdict::{Trouble, Verdict},
    },
    rq::{fields::Needs, place::Place},
    store::cursor::Member,
};

/// Suspects of one check that are looked at again. Where there are more, those stand for the others.
const SUSPECTS: usize = 1_000;

/// What may be a fault, and where to look again.
#[derive(Clone, Debug)]
pub enum Suspect {
    Member(Member),
    Key(SideKey),
}

/// One check under way.
pub struct Open {
    check: &'static Check,
    /// What it looks for in the pass, if anything.
    pub deep: Option<&'static Deep>,
    pub tally: Tally,
    pub suspects: Vec<Suspect>,
    met: HashSet<(Option<Place>, Vec<u8>)>,
    /// Faults of the suspects beyond those that are kept, as they looked at first.
    more: Tally,
    /// The rule that would show what it could not see.
    blind: Option<String>,
}

impl Open {
    fn suspect(&mut self, suspect: Suspect, fault: Fault) {
        let what = match &suspect {
            Suspect::Member(member) => (Some(member.place.clone()), member.entry.clone()),
            Suspect::Key(side) => (None, side.key.clone()),
        };
        if self.met.contains(&what) {
            return;
        }
        if self.suspects.len() == SUSPECTS {
            self.more.add(fault);
            return;
        }
        self.met.insert(what);
        self.suspects.push(suspect);
    }

    /// Adds the faults that stood at the second look. Where all suspects did, so do those that were not looked at
    /// again.
    pub fn settle(&mut self, faults: Vec<Fault>) {
        let all = faults.len() == self.met.len();
        faults.into_iter().for_each(|fault| self.tally.add(fault));
        if all {
            self.tally.merge(std::mem::take(&mut self.more));
        }
    }

    fn close(self, around: &Around) -> Finding {
        let at_first_sight = self.check.look(around.scene);
        let Some(deep) = self.deep else {
            let fine = Finding { check: self.check, verdict: Verdict::Fine };
            return at_first_sight.unwrap_or(fine);
        };
        let verdict = match ((deep.tell)(&self.tally, around), self.blind) {
            (Some(told), _) => Verdict::Trouble(Trouble {
                milder: told.milder,
                count: self.tally.count,
                samples: self.tally.samples(),
                says: told.says,
                fix: told.fix,
            }),
            (None, Some(rule)) => match at_first_sight.map(|finding| finding.verdict) {
                Some(trouble @ Verdict::Trouble(_)) => trouble,
                _ => Verdict::Blind(rule),
            },
            (None, None) => Verdict::Fine,
        };
        Finding { check: self.check, verdict }
    }
}

/// All checks of a pass.
pub struct Checks(pub Vec<Open>);

impl Checks {
    pub fn open(checks: &[&'static Check]) -> Checks {
        let open = |check: &&'static Check| Open {
            check,
            deep: check.judge.deep(),
            tally: Tally::default(),
            suspects: Vec::new(),
            met: HashSet::new(),
            more: Tally::default(),
            blind: None,
        };
        Checks(checks.iter().map(open).collect())
    }

    /// Everything that must be read.
    pub fn parts(&self) -> Sees {
        self.0.iter().filter_map(|open| open.deep).fold(Sees::default(), |all, deep| all.and(deep.sees))
    }

    /// What must be known of the jobs that a part names.
    pub fn needs(&self, part: Part) -> Needs {
        let deeps = self.0.iter().filter_map(|open| open.deep).filter(|deep| deep.sees.has(part));
        deeps.fold(Needs::NONE, |all, deep| all.and(deep.needs))
    }

    pub fn blind(&mut self, parts: Sees, rule: &str) {
        for open in self.0.iter_mut().filter(|open| open.deep.is_some_and(|deep| deep.sees.meets(parts))) {
            open.blind.get_or_insert_with(|| rule.to_owned());
        }
    }

    /// What keys weigh cannot be asked for.
    pub fn blind_to_sizes(&mut self) {
        self.blind(Sees::of(&[Part::Sizes]), "+memory|usage");
    }

    /// What was read at one instant.
    pub fn see(&mut self, part: Part, sight: &Sight, around: &Around) {
        self.each(part, sight, around, |open, fault| open.tally.add(fault));
    }

    /// What may change while it is read: those that must be sure look again.
    pub fn see_moving(&mut self, part: Part, sight: &Sight, around: &Around, suspect: impl Fn() -> Suspect) {
        self.each(part, sight, around, |open, fault| match open.deep.map(|deep| deep.again) {
            None | Some(Again::No) => open.tally.add(fault),
            Some(_) => open.suspect(suspect(), fault),
        });
    }

    fn each(&mut self, part: Part, sight: &Sight, around: &Around, on: impl Fn(&mut Open, Fault)) {
        for open in &mut self.0 {
            let Some(deep) = open.deep.filter(|deep| deep.sees.has(part)) else { continue };
            if let Some(fault) = (deep.judge)(sight, around) {
                on(open, fault);
            }
        }
    }

    pub fn close(self, around: &Around) -> Vec<Finding> {
        self.0.into_iter().map(|open| open.close(around)).collect()
    }
}
