//! What somebody is shown who is asked about queues.

use crate::{
    cli::{exit::Failure, queues::scene::Scene, samples, ui::Ui},
    render::{column::Tone, numbers::count_of, phrase::Phrase},
    rq::{fields::Needs, filter::Walk, place::Place},
};

impl Scene<'_> {
    /// Their names, the first of many.
    pub fn names(&self) -> Phrase {
        let mut line =
            Phrase::from(format!("delete {}: ", count_of(self.queues.len() as u64, "empty queue")));
        for (i, queue) in self.queues.iter().take(samples::NAMED).enumerate() {
            line = line.plain(if i > 0 { ", " } else { "" }).name(Tone::Plain, &queue.0);
        }
        match self.queues.len().saturating_sub(samples::NAMED) {
            0 => line,
            others => line.plain(format!(" and {}", count_of(others as u64, "other"))),
        }
    }

    /// How many jobs stand in each, for whoever is asked.
    pub fn counts(&self) -> Phrase {
        samples::spread(self.queues.iter().zip(self.lengths.iter().copied()))
    }

    /// The first jobs of the first list that has any.
    ///
    /// # Errors
    /// When Redis cannot be asked.
    pub fn samples(&mut self, ui: &Ui) -> Result<Vec<Phrase>, Failure> {
        let filled = self.queues.iter().zip(&self.lengths).find(|(_, n)| **n > 0);
        let Some((queue, _)) = filled else { return Ok(Vec::new()) };
        let walk = Walk::List(Place::Queue(queue.clone()));
        let mut select = self.store.entries(vec![walk], Needs::NONE, Some(samples::SAMPLES as u64))?;
        let mut ids = Vec::new();
        while let Some(page) = select.next_page()? {
            ids.extend(page.items.into_iter().map(|job| job.id));
        }
        drop(select);
        Ok(samples::lines(&mut self.store, &ids, ui.room())?)
    }
}
