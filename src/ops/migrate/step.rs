//! The application of changes in batches, each change whole in one script.

use crate::{
    ops::{
        engine::Step,
        migrate::{
            change::{Change, Seen},
            rename, rewrite,
        },
        refusal::{Reason, Refusal},
    },
    rq::time::Time,
    store::{error::Error, writer::Writer},
};

impl Step for Change {
    type Seen = Seen;
    const BATCH: usize = 20;

    fn counted(&self) -> bool {
        matches!(self, Change::Rename(_))
    }

    fn apply(batch: &[Change], writer: &mut Writer, now: Time) -> Result<Vec<Result<Seen, Refusal>>, Error> {
        let mut answers: Vec<Option<Result<Seen, Refusal>>> = batch.iter().map(|_| None).collect();
        rename::all(batch, &mut answers, writer, now)?;
        rewrite::entries(batch, &mut answers, writer)?;
        rewrite::fields(batch, &mut answers, writer)?;
        let missing = || Err(Refusal::new(Reason::Unknown, "it was not answered"));
        Ok(answers.into_iter().map(|a| a.unwrap_or_else(missing)).collect())
    }
}
