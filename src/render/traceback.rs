//! A Python traceback as text: which lines matter.

use crate::render::column::Tone;

/// The lines of the text with the tone of each: frames of libraries dim, the exception itself strong.
pub fn tones(text: &str) -> Vec<(&str, Tone)> {
    let mut at = At::Outside;
    let mut lines: Vec<(&str, Tone)> = text.lines().map(|line| (line, at.read(line))).collect();
    if !lines.iter().any(|&(_, tone)| tone == Tone::Strong)
        && let Some(last) = lines.iter_mut().rfind(|(line, _)| !line.trim().is_empty())
    {
        last.1 = Tone::Strong;
    }
    lines
}

/// Where the reader stands between two lines.
enum At {
    /// Before the first traceback, or behind an exception.
    Outside,
    /// Behind `Traceback (most recent call last):` or a frame of one's own.
    Frames,
    /// Behind the `File` line of a library's frame, which is indented this far.
    Library(usize),
}

impl At {
    fn read(&mut self, line: &str) -> Tone {
        let indent = line.len() - line.trim_start().len();
        match (&*self, frame(line)) {
            _ if line.starts_with("Traceback (most recent call last)") => {
                *self = At::Frames;
                Tone::Dim
            }
            (At::Outside, _) => Tone::Plain,
            (_, Some(true)) => {
                *self = At::Library(indent);
                Tone::Dim
            }
            (_, Some(false)) => {
                *self = At::Frames;
                Tone::Plain
            }
            (At::Library(frame), _) if indent > *frame => Tone::Dim,
            _ if indent > 0 || line.is_empty() => Tone::Plain,
            _ => {
                *self = At::Outside;
                Tone::Strong
            }
        }
    }
}

/// `Some(true)` for the first line of a library's frame, `Some(false)` for that of any other.
fn frame(line: &str) -> Option<bool> {
    let path = line.trim_start().strip_prefix("File \"")?.split('"').next()?;
    const LIBRARIES: [&str; 4] = ["/site-packages/", "/dist-packages/", "/lib/python", "<frozen "];
    Some(LIBRARIES.iter().any(|part| path.contains(part)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exception_stands_out_and_libraries_step_back() {
        let text = r#"Traceback (most recent call last):
  File "/usr/lib/python3.11/site-packages/rq/worker.py", line 9, in perform
    rv = job.perform()
         ^^^^^^^^^^^^^
  File "/srv/shop/mail.py", line 88, in send
    smtp.connect()
smtplib.SMTPServerDisconnected: smtp-1 dropped

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/srv/shop/mail.py", line 90, in send
    raise Failed
shop.mail.Failed: two
lines"#;
        use Tone::{Dim, Plain, Strong};
        let expected =
            [Dim, Dim, Dim, Dim, Plain, Plain, Strong, Plain, Plain, Plain, Dim, Plain, Plain, Strong, Plain];
        assert_eq!(tones(text).iter().map(|&(_, tone)| tone).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn without_frames_the_last_line_is_the_exception() {
        assert_eq!(
            tones("moved by hand\nBoom: no\n\n"),
            [("moved by hand", Tone::Plain), ("Boom: no", Tone::Strong), ("", Tone::Plain)]
        );
        assert_eq!(tones(""), []);
    }
}
