//! Keeping to a number of steps a second.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

/// Keeps to a number of steps a second.
pub struct Pace {
    rate: Option<f64>,
    began: Instant,
    taken: f64,
}

impl Pace {
    /// `rate` steps a second; without one, as fast as they can be done.
    pub fn new(rate: Option<f64>) -> Pace {
        Pace { rate, began: Instant::now(), taken: 0.0 }
    }

    /// How many steps one call may carry, so that a low rate does not come in bursts.
    pub fn batch(&self, most: usize) -> usize {
        self.rate.map_or(most, |r| (r.ceil().max(1.0) as usize).min(most))
    }

    /// So many steps were begun.
    pub fn took(&mut self, steps: usize) {
        self.taken += steps as f64;
    }

    /// Waits until the next steps are due; false when interrupted meanwhile.
    pub fn wait(&self, interrupt: &AtomicBool) -> bool {
        let Some(rate) = self.rate else { return true };
        loop {
            let due = Duration::from_secs_f64((self.taken / rate).min(1e6));
            let left = due.saturating_sub(self.began.elapsed());
            if left.is_zero() {
                return true;
            }
            if interrupt.load(Ordering::Relaxed) {
                return false;
            }
            std::thread::sleep(left.min(Duration::from_millis(50)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_low_rate_takes_small_batches() {
        assert_eq!(Pace::new(None).batch(50), 50);
        assert_eq!(Pace::new(Some(0.5)).batch(50), 1);
        assert_eq!(Pace::new(Some(20.0)).batch(50), 20);
        assert_eq!(Pace::new(Some(1000.0)).batch(50), 50);
    }
}
