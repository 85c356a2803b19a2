//! The one place that turns a tone into a colour.

use std::fmt::Write;

use colored::{ColoredString, Colorize};

use crate::render::column::Tone;

/// Whether one stream gets colours. The crate `colored` would look at stdout and the environment by
/// itself; a style that is on overrules it, and one that is off never asks it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Style {
    on: bool,
}

impl Style {
    pub fn new(on: bool) -> Style {
        if on {
            colored::control::set_override(true);
        }
        Style { on }
    }

    /// The text in the colour of the tone. `text` must have been made safe for a terminal before.
    pub fn paint(self, text: &str, tone: Tone) -> String {
        let mut out = String::new();
        self.push(&mut out, text, tone);
        out
    }

    /// Appends what [`Style::paint`] returns.
    pub fn push(self, out: &mut String, text: &str, tone: Tone) {
        match (self.on && !text.is_empty()).then(|| coloured(text, tone)).flatten() {
            Some(painted) => {
                let _ = write!(out, "{painted}");
            }
            None => out.push_str(text),
        }
    }
}

fn coloured(text: &str, tone: Tone) -> Option<ColoredString> {
    match tone {
        Tone::Plain => None,
        Tone::Good => Some(text.green()),
        Tone::Warn => Some(text.yellow()),
        Tone::Bad => Some(text.red()),
        Tone::Dim => Some(text.dimmed()),
        Tone::Strong => Some(text.bold()),
        Tone::Command => Some(text.cyan()),
        Tone::Alert => Some(text.white().on_red().bold()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_is_a_colour_only_where_colours_are_on() {
        assert_eq!(Style::new(true).paint("failed", Tone::Bad), "\x1b[31mfailed\x1b[0m");
        assert_eq!(Style::new(true).paint("plain", Tone::Plain), "plain");
        assert_eq!(Style::new(true).paint("", Tone::Bad), "");
        assert_eq!(Style::new(false).paint("failed", Tone::Bad), "failed");
    }
}
