//! Before the first stage of a plain listing: how long the large fields of each job are, so that the first stage
//! can ask for all of the job at once.

use crate::{
    rq::{
        candidate::Found,
        keys::Keys,
        place::{Place, Registry},
    },
    store::{
        cursor::Replies,
        error::Error,
        results::{self, Latest},
        select::{
            plan::{Lengths, Plan, wants_latest},
            source::Meant,
        },
        wire::Batch,
    },
};

/// What was learnt of one job.
pub struct Weight {
    pub lengths: Lengths,
    /// Of a job in a registry of those that failed: its results.
    pub latest: Option<Latest>,
}

impl Weight {
    pub fn reads_latest(&self) -> bool {
        self.latest.is_some_and(|latest| latest.fits())
    }

    /// The latest result, where it was asked for and the status makes it matter.
    pub fn read_latest(&self, found: &mut Found, replies: Replies) -> Result<(), Error> {
        let Some(latest) = self.latest else { return Ok(()) };
        let entry = if latest.fits() { results::read_latest(replies)? } else { None };
        if let Found::Job(job) = found
            && wants_latest(job, job.status().as_ref())
        {
            job.latest = entry;
            job.latest_too_large = latest.too_large();
        }
        Ok(())
    }
}

/// A member, with the weight of its job where that was asked for.
pub struct Weighed {
    pub meant: Meant,
    pub weight: Option<Weight>,
}

impl Weighed {
    pub fn not(meant: Meant) -> Weighed {
        Weighed { meant, weight: None }
    }

    /// Bytes that will be loaded of it.
    pub fn bytes(&self, plan: Plan) -> u64 {
        let loaded = self.weight.as_ref().map_or(0, |w| {
            let fields = plan.fitting(&w.lengths).fields();
            let stream = w.latest.filter(|l| l.fits()).map_or(0, |l| l.bytes);
            fields.map(|f| w.lengths.of(plan.large, f)).sum::<u64>() + stream
        });
        self.meant.member.entry.len() as u64 + loaded
    }
}

/// Members whose jobs are being weighed.
pub struct Weigh {
    plan: Plan,
    rows: Vec<Meant>,
}

impl Weigh {
    pub fn new(rows: Vec<Meant>, plan: Plan) -> Weigh {
        Weigh { plan, rows }
    }

    /// A member that may mean either of two jobs is left to the first stage.
    fn weighs(meant: &Meant) -> bool {
        meant.reading.split.is_none()
    }

    fn asks_latest(&self, meant: &Meant) -> bool {
        let failed = matches!(meant.member.place, Place::Registry(Registry::Failed | Registry::Canceled, _));
        self.plan.latest && failed
    }

    pub fn request(&self, keys: &Keys, batch: &mut Batch) {
        for meant in self.rows.iter().filter(|meant| Weigh::weighs(meant)) {
            let id = &meant.reading.whole;
            self.plan.request_lengths(&keys.job(id), batch);
            if self.asks_latest(meant) {
                Latest::request(keys, id, batch);
            }
        }
    }

    pub fn read(mut self, replies: Replies) -> Result<Vec<Weighed>, Error> {
        let rows = std::mem::take(&mut self.rows);
        let mut weighed = Vec::with_capacity(rows.len());
        for meant in rows {
            if !Weigh::weighs(&meant) {
                weighed.push(Weighed::not(meant));
                continue;
            }
            let lengths = self.plan.read_lengths(replies)?;
            let latest = if self.asks_latest(&meant) { Some(Latest::read(replies()?)) } else { None };
            weighed.push(Weighed { meant, weight: Some(Weight { lengths, latest }) });
        }
        Ok(weighed)
    }
}
