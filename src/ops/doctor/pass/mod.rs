//! One pass over the whole installation. A read, in pages and batches; what is kept in memory is a mark of 16 bytes
//! for each job that waits or runs, and some suspects.

mod again;
mod checks;
mod keys;
mod places;

use std::time::Instant;

use checks::Checks;
use places::Ground;

use crate::{
    ops::doctor::{
        census::Census,
        check::{Check, Finding},
        deep::{Around, Sight},
        marks::Marks,
        parts::{Part, Sees},
        verdict::{Blind, Scene},
    },
    rq::{
        fleet::{Crew, Seen},
        version::Version,
    },
    store::{
        Store,
        error::{Error, Kind},
        small::Groups,
        wire::{Batch, Reply},
    },
};

/// What was found.
pub struct Examined {
    /// One for each check, in the order of the table.
    pub findings: Vec<Finding>,
    /// Jobs that were met, where all were looked at.
    pub jobs: Option<u64>,
}

/// Reads whatever these checks have to see, and lets them judge it. `on` hears how many keys and entries were met
/// so far.
///
/// # Errors
/// When Redis cannot be asked; what the ACL hides makes checks blind instead.
pub fn examine(
    store: &mut Store,
    checks: &[&'static Check],
    scene: &Scene,
    upgrade_to: Option<Version>,
    on: &mut dyn FnMut(u64),
) -> Result<Examined, Error> {
    let keys = match scene.fleet.keys {
        Seen::Is(keys) => keys,
        Seen::Hidden => 0,
    };
    let mut pass = Pass {
        store,
        checks: Checks::open(checks, scene),
        around: Surroundings {
            scene,
            crew: Crew::new(scene.fleet.workers.iter().cloned()),
            upgrade_to,
            census: Census::of(keys),
        },
        ground: Ground::of(scene.fleet),
        marks: Marks::default(),
        walked: Instant::now(),
        jobs: None,
        met: 0,
        on,
    };
    pass.read()?;
    pass.walked = Instant::now();
    pass.confirm()?;
    let Pass { checks, around, jobs, .. } = pass;
    Ok(Examined { findings: checks.close(&around.look()), jobs })
}

/// What judges may look at beside what was met.
struct Surroundings<'a> {
    scene: &'a Scene<'a>,
    crew: Crew,
    upgrade_to: Option<Version>,
    census: Census,
}

impl Surroundings<'_> {
    fn look(&self) -> Around<'_> {
        Around {
            scene: self.scene,
            crew: &self.crew,
            began: self.scene.fleet.now,
            upgrade_to: self.upgrade_to,
            census: &self.census,
        }
    }
}

struct Pass<'a> {
    store: &'a mut Store,
    checks: Checks,
    around: Surroundings<'a>,
    ground: Ground,
    marks: Marks,
    /// When all had been read for the first time.
    walked: Instant,
    jobs: Option<u64>,
    met: u64,
    on: &'a mut dyn FnMut(u64),
}

impl Pass<'_> {
    fn read(&mut self) -> Result<(), Error> {
        let wanted = self.checks.parts();
        if wanted.meets(Sees::of(&OF_KEYS)) || wanted.meets(PLACES) {
            self.part(&OF_KEYS, Pass::keys)?;
        }
        if wanted.meets(PLACES) {
            self.ground.see_compacts();
        }
        for part in Part::ALL.into_iter().filter(|part| wanted.has(*part)) {
            match part {
                part if OF_KEYS.contains(&part) => {}
                Part::Config => self.part(&[part], Pass::config)?,
                Part::Groups => self.part(&[part], Pass::groups)?,
                Part::Cron => self.part(&[part], Pass::cron)?,
                part => self.part(&[part], |pass| pass.walk(part))?,
            }
        }
        Ok(())
    }

    /// Reads some parts. What the ACL forbids makes those blind that must see them.
    fn part(
        &mut self,
        parts: &[Part],
        read: impl FnOnce(&mut Self) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let prefix = self.around.scene.prefix;
        match read(self) {
            Err(e) if e.kind == Kind::Denied => {
                self.checks.blind(Sees::of(parts), &denied(&e, prefix));
                Ok(())
            }
            other => other,
        }
    }

    /// Says how far it came.
    fn tell(&mut self, more: usize) {
        self.met += more as u64;
        (self.on)(self.met);
    }

    fn config(&mut self) -> Result<(), Error> {
        let mut batch = Batch::default();
        batch.push(&[b"CONFIG", b"GET", b"save"]);
        match self.store.ask(batch)?.into_iter().next().unwrap_or(Reply::Nil) {
            Reply::Error(said) if !said.denied() => {
                self.checks.blind(Sees::of(&[Part::Config]), &Blind::Acl("+config|get".to_owned()))
            }
            reply => {
                let saves = reply.ok()?.list().into_iter().nth(1).and_then(Reply::bytes).unwrap_or_default();
                self.checks.see(Part::Config, &Sight::Saves(&saves), &self.around.look());
            }
        }
        Ok(())
    }

    fn groups(&mut self) -> Result<(), Error> {
        let mut groups = Groups::new(self.store);
        while let Some(page) = groups.next(self.store)? {
            for group in &page {
                self.checks.see(Part::Groups, &Sight::Group(group), &self.around.look());
            }
            self.tell(page.len());
        }
        Ok(())
    }

    fn cron(&mut self) -> Result<(), Error> {
        let schedulers = self.store.cron_schedulers()?;
        let now = self.around.scene.fleet.now;
        self.checks.see(Part::Cron, &Sight::Cron { schedulers: &schedulers, now }, &self.around.look());
        Ok(())
    }
}

/// What the ACL must allow, as its own words say.
fn denied(e: &Error, prefix: &str) -> Blind {
    e.acl_rule(prefix).map_or_else(|| Blind::to_keys(prefix), Blind::Acl)
}

/// Parts that the scan of all keys reads.
const OF_KEYS: [Part; 4] = [Part::Keys, Part::Sizes, Part::Types, Part::Dependents];

/// Parts that are walked queue by queue, or key by key: their names come from a scan of all keys.
const PLACES: Sees = Sees::ACTIVE.and(Sees::of(&[Part::Slots, Part::Finished, Part::Failed, Part::Canceled]));
