//! A run of words in several tones, and how it wraps.

use crate::render::column::Tone;
use crate::render::escape::{shell_word, visible};
use crate::render::style::Style;
use crate::render::text::width;

/// Text for a screen. Whatever is put in is made safe for a terminal first, so that a phrase can hold
/// nothing else.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Phrase(Vec<Span>);

#[derive(Clone, PartialEq, Eq, Debug)]
struct Span {
    text: String,
    tone: Tone,
}

impl Phrase {
    pub fn new() -> Phrase {
        Phrase::default()
    }

    pub fn plain(self, text: impl AsRef<str>) -> Phrase {
        self.say(Tone::Plain, text)
    }

    pub fn say(mut self, tone: Tone, text: impl AsRef<str>) -> Phrase {
        self.0.push(Span { text: visible(text.as_ref()).into_owned(), tone });
        self
    }

    /// A job ID, a queue, a worker: a word that bash reads back.
    pub fn name(mut self, tone: Tone, name: &[u8]) -> Phrase {
        self.0.push(Span { text: shell_word(name).into_owned(), tone });
        self
    }

    /// Something to type. Where it has to wrap it does so between its words, behind a backslash.
    pub fn command(self, line: impl AsRef<str>) -> Phrase {
        self.say(Tone::Command, line)
    }

    pub fn and(mut self, other: Phrase) -> Phrase {
        self.0.extend(other.0);
        self
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|span| span.text.is_empty())
    }

    pub fn width(&self) -> usize {
        self.0.iter().map(|span| width(&span.text)).sum()
    }

    pub(super) fn push_to(&self, out: &mut String, style: Style) {
        self.0.iter().for_each(|span| style.push(out, &span.text, span.tone));
    }

    /// The phrase in lines of `first` and then `rest` columns. A word longer than the line stays whole: the
    /// terminal breaks it, and it can still be copied.
    pub(super) fn wrap(&self, first: usize, rest: usize) -> Vec<Phrase> {
        let mut lines = Vec::new();
        let (mut line, mut used, mut room) = (Phrase::new(), 0, first);
        let mut words = self.words().into_iter().peekable();
        while let Some(word) = words.next() {
            let goes_on = words.peek().is_some_and(|next| next.continues);
            let needs = word.gap + word.phrase.width() + if goes_on { CONTINUED.len() } else { 0 };
            if used > 0 && used + needs > room {
                if word.continues {
                    line = line.command(CONTINUED);
                }
                lines.push(std::mem::take(&mut line));
                (used, room) = (0, rest);
            } else if word.gap > 0 {
                line = line.plain(" ".repeat(word.gap));
                used += word.gap;
            }
            used += word.phrase.width();
            line = line.and(word.phrase);
        }
        lines.push(line);
        lines
    }

    /// Cuts the phrase where a line may end.
    fn words(&self) -> Vec<Word> {
        let mut words: Vec<Word> = Vec::new();
        let mut gap = 0;
        for span in &self.0 {
            let command = span.tone == Tone::Command;
            let mut begun = false;
            for piece in pieces(&span.text, command) {
                if piece.starts_with(' ') {
                    gap += piece.len();
                    continue;
                }
                let part = Span { text: piece.to_owned(), tone: span.tone };
                match words.last_mut() {
                    Some(last) if gap == 0 => last.phrase.0.push(part),
                    _ => words.push(Word { gap, phrase: Phrase(vec![part]), continues: command && begun }),
                }
                (gap, begun) = (0, true);
            }
        }
        words
    }
}

impl From<&str> for Phrase {
    fn from(text: &str) -> Phrase {
        Phrase::new().plain(text)
    }
}

impl From<String> for Phrase {
    fn from(text: String) -> Phrase {
        Phrase::new().plain(text)
    }
}

const CONTINUED: &str = " \\";

/// What a line may not end in.
struct Word {
    /// Spaces before it; nothing of them is left at the beginning of a line.
    gap: usize,
    phrase: Phrase,
    /// It belongs to the same command as the word before it.
    continues: bool,
}

/// The text in runs of spaces and of anything else. In a command a quoted space is like anything else.
fn pieces(text: &str, command: bool) -> Vec<&str> {
    let (mut pieces, mut start, mut blank) = (Vec::new(), 0, None);
    let mut quotes = Quotes::default();
    for (at, c) in text.char_indices() {
        let held = command && quotes.hold(c);
        let space = c == ' ' && !held;
        if blank.is_some_and(|blank| blank != space) {
            pieces.push(&text[start..at]);
            start = at;
        }
        blank = Some(space);
    }
    if start < text.len() {
        pieces.push(&text[start..]);
    }
    pieces
}

/// Where the quotes of a bash command stand, read from its start.
#[derive(Default)]
struct Quotes {
    /// `'`, `"`, or `$` for `$'`.
    open: Option<char>,
    escaped: bool,
    last: Option<char>,
}

impl Quotes {
    /// Reads the next character, and says whether quotes or a backslash hold it to the one before.
    fn hold(&mut self, c: char) -> bool {
        let held = self.open.is_some() || self.escaped;
        match (self.open, c) {
            _ if self.escaped => self.escaped = false,
            (None | Some('"' | '$'), '\\') => self.escaped = true,
            (None, '\'') => self.open = Some(if self.last == Some('$') { '$' } else { '\'' }),
            (None, '"') => self.open = Some('"'),
            (Some('\'' | '$'), '\'') | (Some('"'), '"') => self.open = None,
            _ => {}
        }
        self.last = Some(c);
        held
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wrapped(phrase: Phrase, first: usize, rest: usize) -> Vec<String> {
        let text = |line: &Phrase| {
            let mut out = String::new();
            line.push_to(&mut out, Style::new(false));
            out
        };
        phrase.wrap(first, rest).iter().map(text).collect()
    }

    #[test]
    fn words_wrap_at_spaces_and_keep_their_gaps() {
        let phrase = Phrase::new().plain("waited 6.0 s,   ran ").say(Tone::Bad, "2.1").plain(" s of 3 min");
        assert_eq!(wrapped(phrase.clone(), 80, 80), ["waited 6.0 s,   ran 2.1 s of 3 min"]);
        assert_eq!(wrapped(phrase.clone(), 18, 10), ["waited 6.0 s,", "ran 2.1 s", "of 3 min"]);
        assert_eq!(phrase.width(), 34);
    }

    #[test]
    fn tones_do_not_open_a_word() {
        let phrase = Phrase::new().plain("of 'user").say(Tone::Bad, ".").plain("7' only");
        assert_eq!(wrapped(phrase, 9, 9), ["of", "'user.7'", "only"]);
    }

    #[test]
    fn a_command_wraps_so_that_a_shell_reads_it_as_one() {
        let phrase =
            Phrase::new().plain("by error:").plain(" ").command("rqctl jobs count -q 'two words' --by error");
        let lines = ["by error: rqctl jobs \\", "count -q 'two words' \\", "--by error"];
        assert_eq!(wrapped(phrase, 23, 23), lines);
    }

    #[test]
    fn a_command_never_wraps_inside_its_quotes() {
        for word in ["'a b'", r"$'a\' b\n'", r"'it'\''s a'", r"a\ b", "\"a ' b\""] {
            assert_eq!(pieces(&format!("x {word} y"), true), ["x", " ", word, " ", "y"]);
        }
    }

    #[test]
    fn what_is_put_in_is_made_safe() {
        let phrase = Phrase::new().plain("a\x1b[2J").name(Tone::Plain, b" b\n");
        assert_eq!(wrapped(phrase, 80, 80), ["a\\x1b[2J$' b\\n'"]);
        assert!(Phrase::from("").is_empty() && !Phrase::from("\n").is_empty());
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_only_single_words_are_too_long(
            spans in proptest::collection::vec(("\\PC{0,12}", any::<bool>()), 0..6), room in 3usize..40
        ) {
            let mut phrase = Phrase::new();
            for (text, command) in &spans {
                phrase = phrase.say(if *command { Tone::Command } else { Tone::Plain }, text);
            }
            let all: String = wrapped(phrase.clone(), usize::MAX, 0).concat();
            let lines = wrapped(phrase, room, room);
            let solid = |text: &str| text.replace([' ', '\\'], "");
            prop_assert_eq!(solid(&lines.concat()), solid(&all));
            let words = |line: &str| line.trim_end_matches(CONTINUED).trim_start().contains(' ');
            for line in lines.iter().filter(|line| width(line) > room) {
                prop_assert!(!words(line) || line.contains(['\'', '"']) || line.starts_with(' '), "{:?}", line);
            }
        }
    }
}
