//! Screens that are no table: labelled lines, something at the right edge, findings, tracebacks.

use std::io::{self, Write};

use crate::render::column::Tone;
use crate::render::escape::visible;
use crate::render::layout::GAP;
use crate::render::phrase::Phrase;
use crate::render::style::Style;
use crate::render::traceback;

/// How far a wrapped line stands behind the one it continues.
const HANG: usize = 2;

/// Lines in the order in which they are added. Nothing is written before [`Page::write`], because labels
/// that follow each other share one column.
pub struct Page {
    width: Option<usize>,
    style: Style,
    lines: Vec<Line>,
}

enum Line {
    Text(Phrase),
    Split(Phrase, Phrase),
    Field(Phrase, Phrase, Labels),
    /// Made already; never wrapped, because its shape means something.
    Fixed(String),
}

/// Where a column of labels stands.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Labels {
    indent: usize,
    gap: usize,
}

const FIELDS: Labels = Labels { indent: 2, gap: 3 };
const ENTRIES: Labels = Labels { indent: 0, gap: 2 };

impl Page {
    /// For a terminal of so many columns; where there is none, nothing wraps.
    pub fn new(width: Option<usize>, style: Style) -> Page {
        Page { width, style, lines: Vec::new() }
    }

    pub fn blank(&mut self) {
        self.lines.push(Line::Fixed(String::new()));
    }

    pub fn line(&mut self, text: impl Into<Phrase>) {
        self.lines.push(Line::Text(text.into()));
    }

    /// A line with something at the right edge, as the state of a job beside its ID.
    pub fn split(&mut self, left: impl Into<Phrase>, right: impl Into<Phrase>) {
        self.lines.push(Line::Split(left.into(), right.into()));
    }

    /// An indented line behind a dim label; without a label it belongs to the one above. The values of
    /// fields that follow each other stand in one column.
    pub fn field(&mut self, label: &str, value: impl Into<Phrase>) {
        self.lines.push(Line::Field(Phrase::new().say(Tone::Dim, label), value.into(), FIELDS));
    }

    /// As [`Page::field`], at the left edge and with a label in tones of its own: a finding, an attempt.
    pub fn entry(&mut self, label: impl Into<Phrase>, value: impl Into<Phrase>) {
        self.lines.push(Line::Field(label.into(), value.into(), ENTRIES));
    }

    /// A Python traceback, indented. Its lines do not wrap.
    pub fn traceback(&mut self, text: &str) {
        for (line, tone) in traceback::tones(text) {
            let line = line.trim_end().replace('\t', "    ");
            let line = visible(&line);
            let indent = if line.is_empty() { 0 } else { HANG };
            self.lines.push(Line::Fixed(format!("{:indent$}{}", "", self.style.paint(&line, tone))));
        }
    }

    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut text = String::new();
        for block in self.lines.chunk_by(|line, next| line.labels() == next.labels()) {
            let widest = block.iter().map(Line::label_width).max().unwrap_or(0);
            block.iter().for_each(|line| self.put(&mut text, line, widest));
        }
        out.write_all(text.as_bytes())
    }

    fn put(&self, text: &mut String, line: &Line, label_width: usize) {
        match line {
            Line::Text(phrase) => self.put_phrase(text, phrase, 0),
            Line::Fixed(fixed) => text.extend([fixed, "\n"]),
            Line::Split(left, right) => self.put_split(text, left, right),
            Line::Field(label, value, place) => {
                let column = place.indent + label_width + place.gap;
                pad(text, place.indent);
                label.push_to(text, self.style);
                if !value.is_empty() {
                    pad(text, column - place.indent - label.width());
                }
                self.put_phrase(text, value, column);
            }
        }
    }

    /// The phrase from `column` on, to which the line was filled already.
    fn put_phrase(&self, text: &mut String, phrase: &Phrase, column: usize) {
        let room = |column| self.width.map_or(usize::MAX, |width| width.saturating_sub(column));
        for (i, line) in phrase.wrap(room(column), room(column + HANG)).iter().enumerate() {
            if i > 0 {
                pad(text, column + HANG);
            }
            line.push_to(text, self.style);
            text.push('\n');
        }
    }

    /// Where both parts do not fit beside each other, the right one is the next line.
    fn put_split(&self, text: &mut String, left: &Phrase, right: &Phrase) {
        let free = self.width.map_or(Some(GAP), |width| width.checked_sub(left.width() + right.width()));
        match free.filter(|&free| free >= GAP) {
            Some(free) => {
                left.push_to(text, self.style);
                pad(text, free);
                right.push_to(text, self.style);
                text.push('\n');
            }
            None => {
                self.put_phrase(text, left, 0);
                pad(text, HANG);
                self.put_phrase(text, right, HANG);
            }
        }
    }
}

impl Line {
    fn labels(&self) -> Option<Labels> {
        match self {
            Line::Field(_, _, labels) => Some(*labels),
            _ => None,
        }
    }

    fn label_width(&self) -> usize {
        match self {
            Line::Field(label, ..) => label.width(),
            _ => 0,
        }
    }
}

fn pad(text: &mut String, columns: usize) {
    text.extend(std::iter::repeat_n(' ', columns));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(page: &Page) -> String {
        let mut out = Vec::new();
        page.write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn job(width: Option<usize>, style: Style) -> Page {
        let mut page = Page::new(width, style);
        let state = Phrase::new().say(Tone::Bad, "failed").plain(" 3 min ago, queue mail");
        page.split(Phrase::new().name(Tone::Warn, b"order:42:email"), state);
        page.field("call", "shop.mail.send_receipt(42, to='ann@example.com', order=<shop.models.Order>)");
        page.field("times", "03:09:03 enqueued, 03:09:09 started");
        page.field("", "waited 6.0 s");
        page.field("needed by", Phrase::from("order:42:stats  ").command("rqctl jobs tree order:42:email"));
        page.entry("attempts", "earlier ones: not recorded");
        page.entry("", "last 03:09:11  failed");
        page.traceback(
            "  File \"/srv/shop/mail.py\", line 88, in send\n\tsmtp.connect()\nsmtplib.Error: \x1b[2J",
        );
        page.blank();
        page.line(Phrase::from("next: ").command("rqctl jobs requeue order:42:email"));
        page
    }

    #[test]
    fn a_page_has_labels_a_right_edge_and_hanging_lines() {
        let expected = r#"
order:42:email                    failed 3 min ago, queue mail
  call        shop.mail.send_receipt(42, to='ann@example.com',
                order=<shop.models.Order>)
  times       03:09:03 enqueued, 03:09:09 started
              waited 6.0 s
  needed by   order:42:stats  rqctl jobs tree order:42:email
attempts  earlier ones: not recorded
          last 03:09:11  failed
    File "/srv/shop/mail.py", line 88, in send
      smtp.connect()
  smtplib.Error: \x1b[2J

next: rqctl jobs requeue order:42:email
"#;
        assert_eq!(written(&job(Some(62), Style::new(false))), &expected[1..]);
    }

    #[test]
    fn without_a_terminal_nothing_wraps() {
        let text = written(&job(None, Style::new(false)));
        assert!(text.starts_with("order:42:email  failed 3 min ago, queue mail\n  call        shop.mail"));
        assert!(text.contains("send_receipt(42, to='ann@example.com', order=<shop.models.Order>)\n"));
    }

    #[test]
    fn a_narrow_terminal_moves_the_right_part_below() {
        let text = written(&job(Some(40), Style::new(false)));
        assert!(text.starts_with("order:42:email\n  failed 3 min ago, queue mail\n"), "{text}");
    }

    #[test]
    fn labels_are_dim_and_commands_cyan() {
        let text = written(&job(None, Style::new(true)));
        assert!(text.contains("  \x1b[2mtimes\x1b[0m       03:09:03"), "{text}");
        assert!(text.contains("next: \x1b[36mrqctl"), "{text}");
        assert!(text.contains("  \x1b[1msmtplib.Error: \\x1b[2J\x1b[0m\n"), "{text}");
    }

    proptest! {
        #[test]
        fn nothing_hidden_reaches_the_screen(texts in proptest::collection::vec(any::<String>(), 5), room in 1usize..90) {
            let mut page = Page::new(Some(room), Style::new(false));
            page.split(&*texts[0], &*texts[1]);
            page.field(&texts[2], &*texts[3]);
            page.entry(&*texts[4], &*texts[0]);
            page.traceback(&texts[1]);
            let text = written(&page);
            prop_assert!(!text.replace('\n', "").chars().any(crate::render::escape::hidden), "{:?}", text);
        }
    }
}
