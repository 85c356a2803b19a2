//! The checks of a pass under way: what each found, what it suspects, and what it could not see.

use std::collections::HashSet;

use crate::{
    ops::doctor::{
        check::{Check, Finding},
        deep::{Again, Around, Deep, Fault, SideKey, Sight, Tally},
        parts::{Part, Sees},
        verdict::{Blind, Scene, Trouble, Verdict},
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
    /// What keeps it from seeing what it must see.
    blind: Option<Blind>,
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
        let at_first_sight = at_first_sight.map_or(Verdict::Fine, |finding| finding.verdict);
        let told = self.deep.and_then(|deep| (deep.tell)(&self.tally, around));
        let verdict = match (told, self.blind) {
            (Some(told), _) => Verdict::Trouble(Trouble {
                milder: told.milder,
                count: self.tally.count,
                samples: self.tally.samples(),
                says: told.says,
                fix: told.fix,
            }),
            (None, Some(blind)) => match at_first_sight {
                trouble @ Verdict::Trouble(_) => trouble,
                _ => Verdict::Blind(blind),
            },
            (None, None) if self.deep.is_some() => Verdict::Fine,
            (None, None) => at_first_sight,
        };
        Finding { check: self.check, verdict }
    }
}

/// All checks of a pass.
pub struct Checks(pub Vec<Open>);

impl Checks {
    /// Where workers could not all be seen, whatever takes them to judge looks at nothing.
    pub fn open(checks: &[&'static Check], scene: &Scene) -> Checks {
        let unknown = Blind::to_workers(scene);
        let open = |check: &&'static Check| {
            let deep = check.judge.deep();
            let blind = unknown.clone().filter(|_| deep.is_some_and(|deep| deep.needs.of_workers()));
            Open {
                check,
                deep: deep.filter(|_| blind.is_none()),
                tally: Tally::default(),
                suspects: Vec::new(),
                met: HashSet::new(),
                more: Tally::default(),
                blind,
            }
        };
        Checks(checks.iter().map(open).collect())
    }

    /// Everything that must be read.
    pub fn parts(&self) -> Sees {
        self.0.iter().filter_map(|open| open.deep).fold(Sees::default(), |all, deep| all.and(deep.sees))
    }

    /// What must be known of the jobs that a part names. Checks that workers are hidden from are blind.
    pub fn needs(&self, part: Part) -> Needs {
        let deeps = self.0.iter().filter_map(|open| open.deep).filter(|deep| deep.sees.has(part));
        deeps.fold(Needs::AS_SEEN, |all, deep| all.and(deep.needs))
    }

    pub fn blind(&mut self, parts: Sees, blind: &Blind) {
        for open in self.0.iter_mut().filter(|open| open.deep.is_some_and(|deep| deep.sees.meets(parts))) {
            open.blind.get_or_insert_with(|| blind.clone());
        }
    }

    /// What keys weigh cannot be asked for.
    pub fn blind_to_sizes(&mut self) {
        self.blind(Sees::of(&[Part::Sizes]), &Blind::Acl("+memory|usage".to_owned()));
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
