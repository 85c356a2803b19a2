//! Tracebacks: how RQ stores them, and the one line of them that a listing shows.

use super::{MAX_INFLATED, MAX_LINE, Opaque, zlib};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::cell::RefCell;
use std::ops::Range;

/// Base64 with padding, as Python's `b64encode` writes it.
pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes behind base64 with padding.
pub fn unbase64(text: &[u8]) -> Result<Vec<u8>, Opaque> {
    STANDARD.decode(text).map_err(|_| Opaque::Base64)
}

/// The traceback in a job's `exc_info`: zlib of UTF-8, or plain text. RQ stores the whole of a failure here
/// up to 1.11; later only requeues and maintenance write it, and the text may be empty.
pub fn exc_info(field: &[u8]) -> Result<String, Opaque> {
    zlib::with(|inflater| Ok(lossy(inflater.inflate(field, MAX_INFLATED)?)))
}

/// The traceback in a result's `exc_string` (RQ 1.12 and later): base64 of zlib of UTF-8.
pub fn exc_string(field: &[u8]) -> Result<String, Opaque> {
    with_unpacked(field, lossy)
}

/// [`exception_line`] of `exc_info`, without keeping the rest. Cut at [`MAX_LINE`].
pub fn exc_info_line(field: &[u8]) -> Result<String, Opaque> {
    zlib::with(|inflater| Ok(line_of(inflater.inflate(field, MAX_INFLATED)?)))
}

/// [`exception_line`] of `exc_string`, without keeping the rest: the hot path of a listing of failed jobs.
/// Cut at [`MAX_LINE`].
pub fn exc_string_line(field: &[u8]) -> Result<String, Opaque> {
    thread_local!(static RECENT: RefCell<Recent> = RefCell::new(Recent::default()));
    RECENT.with_borrow_mut(|recent| recent.line(field, |field| with_unpacked(field, line_of)))
}

/// The lines of fields seen lately. A fleet fails in few ways at a time, so that most tracebacks of an
/// outage are the same to the byte, and inflating one costs a hundred times more than recognizing it.
#[derive(Default)]
struct Recent {
    slots: Vec<(Vec<u8>, String)>,
}

impl Recent {
    const SLOTS: usize = 1024;
    /// Larger fields are not kept, in bytes.
    const LARGEST: usize = 4 << 10;
    /// Nor are fields with longer lines, in bytes: all slots together stay within five megabytes.
    const LONGEST: usize = 1 << 10;

    fn line(
        &mut self,
        field: &[u8],
        decode: impl FnOnce(&[u8]) -> Result<String, Opaque>,
    ) -> Result<String, Opaque> {
        if field.is_empty() || field.len() > Self::LARGEST {
            return decode(field);
        }
        self.slots.resize_with(Self::SLOTS, Default::default);
        // zlib ends in a checksum of the whole text, so the last characters tell fields apart.
        let end = field.len().saturating_sub(9);
        let hash = field[end..].iter().fold(0usize, |hash, &b| hash.wrapping_mul(31).wrapping_add(b.into()));
        let (kept, line) = &mut self.slots[hash % Self::SLOTS];
        if kept != field {
            let new = decode(field)?;
            if new.len() > Self::LONGEST {
                return Ok(new);
            }
            *line = new;
            kept.clear();
            kept.extend_from_slice(field);
        }
        Ok(line.clone())
    }
}

/// A text as RQ stores it in `exc_info`. For the empty text these are the 8 bytes that a requeue leaves.
pub fn pack_exc_info(text: &str) -> Vec<u8> {
    zlib::deflate(text.as_bytes())
}

/// A text as RQ stores it in a result's `exc_string`.
pub fn pack_exc_string(text: &str) -> String {
    base64(&zlib::deflate(text.as_bytes()))
}

/// Unpacks base64 and zlib through buffers of this thread.
fn with_unpacked<R>(field: &[u8], read: impl FnOnce(&[u8]) -> R) -> Result<R, Opaque> {
    thread_local!(static PACKED: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) });
    PACKED.with_borrow_mut(|packed| {
        packed.clear();
        STANDARD.decode_vec(field, packed).map_err(|_| Opaque::Base64)?;
        zlib::with(|inflater| Ok(read(inflater.inflate(packed, MAX_INFLATED)?)))
    })
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn line_of(bytes: &[u8]) -> String {
    let line = &bytes[exception_at(bytes)];
    cut(String::from_utf8_lossy(&line[..line.len().min(4 * (MAX_LINE + 1))]).into_owned())
}

/// The text in at most [`MAX_LINE`] characters.
pub(super) fn cut(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(MAX_LINE) {
        text.truncate(end);
        text.pop();
        text.push('…');
    }
    text
}

/// The line of a traceback that names the exception: the first unindented line after the last frame, else
/// the last line that is not empty. Of chained exceptions that is the last, the one that failed the job.
/// Only the first line of a message that has several.
pub fn exception_line(traceback: &str) -> &str {
    // Lines begin and end at ASCII bytes, so these are boundaries of characters.
    traceback.get(exception_at(traceback.as_bytes())).unwrap_or_default()
}

fn exception_at(text: &[u8]) -> Range<usize> {
    let text = text.trim_ascii_end();
    if let Some((frame, prefix)) = last_frame(text) {
        let mut start = frame;
        for line in text[frame..].split(|&b| b == b'\n') {
            let body = line.strip_prefix(prefix).unwrap_or_default().trim_ascii_end();
            if !body.is_empty() && !body.starts_with(b" ") && !body.starts_with(b"\t") {
                start += prefix.len();
                return start..start + body.len();
            }
            start += line.len() + 1;
        }
    }
    let line = text.iter().rposition(|&b| b == b'\n').map_or(0, |newline| newline + 1);
    let indent = text[line..].len() - text[line..].trim_ascii_start().len();
    line + indent..text.len()
}

/// Where the last line that begins a frame starts (`  File "PATH", line N, in NAME`), and what stands before
/// each line of its traceback: nothing, or what Python draws beside the frames of an exception group.
/// Exceptions within a group stand further to the right, and do not count.
fn last_frame(text: &[u8]) -> Option<(usize, &'static [u8])> {
    let mut end = text.len();
    while let Some(quote) = text[..end].iter().rposition(|&b| b == b'"') {
        if let Some(before) = text[..quote].strip_suffix(b"  File ") {
            for prefix in [&b""[..], b"  | "] {
                if let Some(start) = before.strip_suffix(prefix)
                    && (start.is_empty() || start.ends_with(b"\n"))
                {
                    return Some((start.len(), prefix));
                }
            }
        }
        end = quote;
    }
    None
}

/// The fixed texts with which RQ fails a job itself, and a word for each: none of them names a class.
const FIXED: [(&str, &str); 5] = [
    // Maintenance found the job started and forgotten.
    ("Moved to FailedJobRegistry, due to AbandonedJobError", "AbandonedJobError"),
    // In the intermediate list.
    ("Job was stuck in intermediate queue", "Stuck"),
    // By a command.
    ("Job stopped by user", "Stopped"),
    // The process was killed.
    ("Work-horse terminated unexpectedly", "HorseDied"),
    // Deferred too long, RQ 2.0 to 2.7.
    ("Expired in DeferredJobRegistry", "Expired"),
];

/// What kind of error an exception line names: its text before the first colon, or the word for a text of RQ's
/// own: `AbandonedJobError`, `Stuck`, `Stopped`, `HorseDied`, `Expired`.
pub fn error_type(line: &str) -> &str {
    let fixed = FIXED.iter().find(|(text, _)| line.starts_with(text));
    fixed.map_or_else(|| line.split(':').next().unwrap_or_default().trim(), |(_, kind)| kind)
}

/// What an exception line of this kind begins with.
pub fn line_of_type(kind: &str) -> &str {
    FIXED.iter().find(|(_, word)| *word == kind).map_or(kind, |(text, _)| text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SIMPLE: &str = "Traceback (most recent call last):\n  File \"/srv/shop/mail.py\", line 88, in send\n    smtp.connect()\nsmtplib.SMTPServerDisconnected: smtp-1 dropped\n";

    #[test]
    fn the_exception_follows_the_last_frame() {
        assert_eq!(exception_line(SIMPLE), "smtplib.SMTPServerDisconnected: smtp-1 dropped");
    }

    #[test]
    fn a_message_of_several_lines_gives_its_first() {
        let text =
            "  File \"a.py\", line 1, in f\n    x\n    ^\nValueError: first\nsecond: line\n  third\n\n";
        assert_eq!(exception_line(text), "ValueError: first");
    }

    #[test]
    fn of_chained_exceptions_the_last_counts() {
        let text = format!(
            "{SIMPLE}\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File \"b.py\", line 2, in g\nKeyError: 'sku'\n"
        );
        assert_eq!(exception_line(&text), "KeyError: 'sku'");
    }

    #[test]
    fn of_an_exception_group_the_group_itself_counts() {
        let group = "  + Exception Group Traceback (most recent call last):\n  |   File \"a.py\", line 7, in g\n  |     raise eg\n  | ExceptionGroup: two failed (2 sub-exceptions)\n  +-+---------------- 1 ----------------\n    | Traceback (most recent call last):\n    |   File \"a.py\", line 3, in f\n    | ValueError: a\n    +---------------- 2 ----------------\n    | TypeError: b\n    +------------------------------------\n";
        assert_eq!(exception_line(group), "ExceptionGroup: two failed (2 sub-exceptions)");
        let after = format!(
            "{SIMPLE}\nDuring handling of the above exception, another exception occurred:\n\n{group}"
        );
        assert_eq!(exception_line(&after), "ExceptionGroup: two failed (2 sub-exceptions)");
        let before = format!(
            "{group}\nThe above exception was the direct cause of the following exception:\n\n{SIMPLE}"
        );
        assert_eq!(exception_line(&before), "smtplib.SMTPServerDisconnected: smtp-1 dropped");
    }

    #[test]
    fn a_syntax_error_is_not_its_own_line_of_code() {
        let text = "Traceback (most recent call last):\n  File \"a.py\", line 3, in f\n    exec(code)\n  File \"<string>\", line 1\n    a b\n      ^\nSyntaxError: invalid syntax\n";
        assert_eq!(exception_line(text), "SyntaxError: invalid syntax");
    }

    #[test]
    fn a_traceback_without_its_end_gives_its_last_line() {
        let text = "Traceback (most recent call last):\n  File \"a.py\", line 3, in f\n    call()\n";
        assert_eq!(exception_line(text), "call()");
    }

    #[test]
    fn without_a_frame_the_last_line_counts() {
        assert_eq!(
            exception_line("Job was stuck in intermediate queue."),
            "Job was stuck in intermediate queue."
        );
        assert_eq!(exception_line("one\n  two \n\n"), "two");
        assert_eq!(exception_line(""), "");
        assert_eq!(exception_line("\n \n"), "");
    }

    #[test]
    fn the_texts_of_rq_itself_have_names() {
        for (line, kind) in [
            (
                "Moved to FailedJobRegistry, due to AbandonedJobError, at 2026-11-24 06:10:49.008579+00:00",
                "AbandonedJobError",
            ),
            ("Job was stuck in intermediate queue.", "Stuck"),
            ("Job stopped by user, work-horse terminated.", "Stopped"),
            ("Work-horse terminated unexpectedly; waitpid returned 9 (signal 9); ", "HorseDied"),
            ("Expired in DeferredJobRegistry, moved to FailedJobRegistry at 2026-11-24 06:10:49", "Expired"),
            ("KeyError: 'sku'", "KeyError"),
            ("smtplib.SMTPServerDisconnected: a: b", "smtplib.SMTPServerDisconnected"),
            ("AssertionError", "AssertionError"),
            ("", ""),
        ] {
            assert_eq!(error_type(line), kind);
        }
    }

    #[test]
    fn both_ways_of_storing_a_traceback_are_read() {
        assert_eq!(exc_info(&pack_exc_info(SIMPLE)).as_deref(), Ok(SIMPLE));
        assert_eq!(exc_info(SIMPLE.as_bytes()).as_deref(), Ok(SIMPLE));
        assert_eq!(exc_string(pack_exc_string(SIMPLE).as_bytes()).as_deref(), Ok(SIMPLE));
        assert_eq!(exc_info_line(&pack_exc_info(SIMPLE)).as_deref(), Ok(exception_line(SIMPLE)));
        assert_eq!(
            exc_string_line(pack_exc_string(SIMPLE).as_bytes()).as_deref(),
            Ok(exception_line(SIMPLE))
        );
        assert_eq!(exc_string_line(b"!"), Err(Opaque::Base64));
    }

    #[test]
    fn a_traceback_seen_before_is_not_inflated_again() {
        let mut recent = Recent::default();
        let mut inflated = 0;
        let mut ask = |field: &[u8]| {
            recent.line(field, |field| {
                inflated += 1;
                String::from_utf8(field.to_vec()).map_err(|_| Opaque::Zlib)
            })
        };
        let large = vec![b'x'; Recent::LARGEST + 1];
        let long = vec![b'x'; Recent::LONGEST + 1];
        for _ in 0..3 {
            assert_eq!(ask(b"one").as_deref(), Ok("one"));
            assert_eq!(ask(b"two").as_deref(), Ok("two"));
            assert_eq!(ask(b"\xff"), Err(Opaque::Zlib));
            assert_eq!(ask(&large).as_ref().map(String::len), Ok(large.len()));
            assert_eq!(ask(&long).as_ref().map(String::len), Ok(long.len()));
        }
        assert_eq!(inflated, 2 + 3 * 3);
    }

    #[test]
    fn fields_that_share_a_slot_are_told_apart() {
        let mut recent = Recent::default();
        for n in 0..10_000 {
            let field = format!("{}-same-end", n % 3);
            assert_eq!(recent.line(field.as_bytes(), |_| Ok(field.clone())), Ok(field.clone()));
        }
    }

    #[test]
    fn a_long_line_is_cut() {
        let line = exc_info_line("é".repeat(100_000).as_bytes()).unwrap();
        assert_eq!(line.chars().count(), MAX_LINE);
        assert!(line.ends_with("é…"));
    }

    proptest! {
        #[test]
        fn any_text_has_a_line_without_a_newline(text in "([ a\n\":é]|  File \"){0,40}") {
            let line = exception_line(&text);
            prop_assert!(!line.contains('\n'));
            prop_assert_eq!(line.is_empty(), text.trim_matches([' ', '\n']).is_empty());
        }
    }
}
