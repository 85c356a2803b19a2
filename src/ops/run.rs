//! What a verb is told beside each candidate.

use crate::rq::{fleet::Crew, time::Time};

/// What a run knows beside its candidates.
pub struct Run<'a> {
    /// The horizon: what came into its state later is not meant.
    pub began: Time,
    /// When the candidates were read.
    pub now: Time,
    /// Live workers as they were when the run began.
    pub crew: &'a Crew,
    /// The jobs were named one by one.
    pub named: bool,
}
