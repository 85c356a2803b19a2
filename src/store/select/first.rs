//! The first stage: what a member's text means, and the small fields of its hash.

use crate::{
    rq::{
        candidate::{Candidate, Found, Standing},
        fields::Field,
        id::{ExecutionId, JobId},
        keys::Keys,
    },
    store::{
        cursor::Replies,
        error::Error,
        results,
        select::{
            plan::Plan,
            weigh::{Weighed, Weight},
        },
        wire::{Batch, Tail},
    },
};

/// Members whose hashes are being read.
pub struct First {
    plan: Plan,
    rows: Vec<Weighed>,
}

/// A candidate, and whether its latest result is known too.
pub struct Read {
    pub candidate: Candidate,
    pub latest: bool,
}

impl First {
    pub fn new(rows: Vec<Weighed>, plan: Plan) -> First {
        First { plan, rows }
    }

    pub fn request(&self, keys: &Keys, batch: &mut Batch) {
        let small = Tail::of(self.plan.small.fields().map(Field::name));
        for Weighed { meant, weight } in &self.rows {
            let id = &meant.reading.whole;
            self.plan.request(keys, id, weight.as_ref().map(|w| &w.lengths), &small, batch);
            if let Some((head, execution)) = &meant.reading.split {
                self.plan.request(keys, head, None, &small, batch);
                batch.push(&[b"EXISTS", &keys.execution(head, execution)]);
            }
            if weight.as_ref().is_some_and(Weight::reads_latest) {
                results::request_latest(keys, id, batch);
            }
        }
    }

    /// One candidate for each member, with its small fields, and with the large ones where their length was known.
    pub fn read(self, replies: Replies) -> Result<Vec<Read>, Error> {
        let mut items = Vec::with_capacity(self.rows.len());
        for Weighed { meant: row, weight } in self.rows {
            let whole = self.plan.read(weight.as_ref().map(|w| &w.lengths), replies)?;
            let split = match row.reading.split {
                Some((head, execution)) => {
                    let found = self.plan.read(None, replies)?;
                    let lives = replies()?.int() == Some(1);
                    Some((head, execution, found, lives))
                }
                None => None,
            };
            let (id, execution, mut found) = resolve(row.reading.whole, whole, split, row.composite_first);
            let latest = weight.as_ref().is_some_and(|w| w.latest.is_some());
            if let Some(weight) = &weight {
                weight.read_latest(&mut found, replies)?;
            }
            let candidate = Candidate {
                id,
                place: row.member.place,
                score: row.member.score,
                index: row.member.index,
                execution,
                found,
                standing: Standing::default(),
            };
            items.push(Read { candidate, latest });
        }
        Ok(items)
    }
}

type Split = (JobId, ExecutionId, Found, bool);

/// Which of the two readings holds. A composite counts where its job or its execution exists.
fn resolve(
    whole: JobId,
    found: Found,
    split: Option<Split>,
    composite_first: bool,
) -> (JobId, Option<ExecutionId>, Found) {
    let Some((head, execution, head_found, lives)) = split else { return (whole, None, found) };
    let is_there = |f: &Found| !matches!(f, Found::NoHash);
    let composite = match composite_first {
        true => lives || is_there(&head_found),
        false => !is_there(&found) && is_there(&head_found),
    };
    match composite {
        true => (head, Some(execution), head_found),
        false => (whole, None, found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job() -> Found {
        Found::Job(Box::default())
    }

    #[test]
    fn a_typed_text_is_a_plain_id_first_and_an_entry_a_composite() {
        let execution = ExecutionId([b'a'; 32]);
        let pick = |whole: Found, head: Found, lives: bool, composite_first: bool| {
            let split = Some((JobId::new("head"), execution, head, lives));
            let (id, execution, _) = resolve(JobId::new("head:exec"), whole, split, composite_first);
            (id == JobId::new("head"), execution.is_some())
        };
        let (plain, composite) = ((false, false), (true, true));
        assert_eq!(pick(job(), job(), true, false), plain);
        assert_eq!(pick(Found::NoHash, job(), false, false), composite);
        assert_eq!(pick(Found::NoHash, Found::NoHash, true, false), plain);
        assert_eq!(pick(job(), job(), false, true), composite);
        assert_eq!(pick(job(), Found::NoHash, false, true), plain);
        assert_eq!(pick(Found::NoHash, Found::NoHash, true, true), composite);
    }
}
