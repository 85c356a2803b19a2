//! What is left alone in a list that a command goes through.

use crate::{ops::refusal::Reason, render::numbers::count_of};

/// Jobs of one queue that others put there, or took in hand, while the command was at work.
#[derive(Default)]
pub struct Stay {
    came: u64,
    changed: u64,
}

impl Stay {
    pub fn count(&mut self, reason: Reason) {
        match reason {
            Reason::Newer => self.came += 1,
            Reason::Changed | Reason::InFlight | Reason::Running => self.changed += 1,
            _ => {}
        }
    }

    /// `2 jobs came meanwhile and stay, 1 job changed meanwhile and was left alone`.
    pub fn words(self) -> Option<String> {
        let verb = |n: u64, one: &'static str, many: &'static str| if n == 1 { one } else { many };
        let said = [
            (self.came, "came meanwhile and", verb(self.came, "stays", "stay")),
            (self.changed, "changed meanwhile and", verb(self.changed, "was left alone", "were left alone")),
        ];
        let said = said.into_iter().filter(|(n, ..)| *n > 0);
        let said: Vec<String> =
            said.map(|(n, what, fate)| format!("{} {what} {fate}", count_of(n, "job"))).collect();
        (!said.is_empty()).then(|| said.join(", "))
    }
}
