//! One line that says how far a long run came, written over itself, and only on a terminal.

use std::{
    io::{self, IsTerminal, Write},
    time::{Duration, Instant},
};

/// How often the line is written at most: what changes faster cannot be read.
const PACE: Duration = Duration::from_millis(100);

/// Nothing is said of runs that are over before anybody wonders.
const PATIENCE: Duration = Duration::from_millis(500);

/// The line. It is gone once the run is over.
pub struct Progress {
    began: Instant,
    /// When it was last written; `None` where nobody looks.
    last: Option<Instant>,
    shown: bool,
}

impl Progress {
    pub(super) fn new(wanted: bool) -> Progress {
        let began = Instant::now();
        Progress { began, last: (wanted && io::stderr().is_terminal()).then_some(began), shown: false }
    }

    /// Whether anybody looks.
    pub fn seen(&self) -> bool {
        self.last.is_some()
    }

    /// Says how far it came, unless it just did; `text` is made safe for a terminal.
    pub fn say(&mut self, text: &dyn Fn(Duration) -> String) {
        let Some(last) = self.last else { return };
        let took = self.began.elapsed();
        if last.elapsed() < PACE || took < PATIENCE {
            return;
        }
        self.write(&format!("\r\x1b[K{}", text(took)));
        (self.last, self.shown) = (Some(Instant::now()), true);
    }

    /// Takes the line away.
    pub fn clear(&mut self) {
        if std::mem::take(&mut self.shown) {
            self.write("\r\x1b[K");
        }
    }

    fn write(&self, text: &str) {
        let mut err = io::stderr();
        // Nobody is left to tell where standard error is gone.
        let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}
