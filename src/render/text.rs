//! Text on a terminal: how wide it is, how it is cut, and how a cell is said on one line.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

use crate::render::cell::Cell;
use crate::render::column::Tone;
use crate::render::escape::{shell_word, visible, visible_bytes};
use crate::render::look::Times;
use crate::render::numbers;
use crate::render::time::Civil;

/// Columns of a terminal that the text takes. Counted character by character, so that the parts of a text
/// add up to the whole.
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(columns).sum() }
}

fn columns(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// At most `room` columns of the text: `SMTPServerDisconn…`.
pub fn cut_right(text: &str, room: usize) -> Cow<'_, str> {
    if width(text) <= room {
        return Cow::Borrowed(text);
    }
    let kept = fitting(text.chars(), room.saturating_sub(1));
    let end = text.char_indices().nth(kept).map_or(text.len(), |(at, _)| at);
    Cow::Owned(if room == 0 { String::new() } else { format!("{}…", &text[..end]) })
}

/// At most `room` columns of the text, from its end: `…s.sync_order`.
pub fn cut_left(text: &str, room: usize) -> Cow<'_, str> {
    if width(text) <= room {
        return Cow::Borrowed(text);
    }
    let kept = fitting(text.chars().rev(), room.saturating_sub(1));
    let start = text.char_indices().rev().take(kept).last().map_or(text.len(), |(at, _)| at);
    Cow::Owned(if room == 0 { String::new() } else { format!("…{}", &text[start..]) })
}

/// How many of the characters fit. Characters without a width end it too once they outnumber the room
/// several times: a heap of accents must not print a megabyte into a narrow column.
fn fitting(chars: impl Iterator<Item = char>, room: usize) -> usize {
    let mut left = room;
    let takes = |c: char| {
        left = left.checked_sub(columns(c))?;
        Some(())
    };
    chars.take(room.saturating_mul(4)).map_while(takes).count()
}

/// A cell as a table says it.
#[derive(Clone, PartialEq, Debug)]
pub struct Said {
    pub text: String,
    pub width: usize,
    pub kind: Kind,
    pub tone: Tone,
}

/// What decides the side a column leans to, and whether it may move to the totals line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Null,
    Unseen,
    Number,
    Time,
    Text,
}

/// The cell on one line, safe for a terminal, in its usual tone: zero, nothing and ages are dim.
pub fn say(cell: &Cell, now: i64, times: Times) -> Said {
    let text = one_line(cell, now, times).trim().to_owned();
    let (kind, tone) = match cell {
        Cell::Null => (Kind::Null, Tone::Dim),
        Cell::Unseen => (Kind::Unseen, Tone::Dim),
        Cell::Int(0) => (Kind::Number, Tone::Dim),
        Cell::Int(_) | Cell::Float(_) | Cell::Seconds(_) | Cell::Age(_) => (Kind::Number, Tone::Plain),
        Cell::Time(_) => (Kind::Time, Tone::Dim),
        Cell::List(cells) if cells.is_empty() => (Kind::Text, Tone::Dim),
        Cell::BytesLen(_) | Cell::Opaque(_) => (Kind::Text, Tone::Dim),
        _ => (Kind::Text, Tone::Plain),
    };
    Said { width: width(&text), text, kind, tone }
}

/// The cell in words. Names are bash words, so that what is seen can be pasted.
fn one_line<'a>(cell: &'a Cell, now: i64, times: Times) -> Cow<'a, str> {
    let part = |cell: &Cell| match cell {
        Cell::List(_) => format!("[{}]", one_line(cell, now, times)),
        Cell::Record(_) => format!("{{{}}}", one_line(cell, now, times)),
        _ => one_line(cell, now, times).into_owned(),
    };
    match cell {
        Cell::Null => "-".into(),
        Cell::Unseen => "?".into(),
        Cell::Text(text) => visible(text),
        Cell::Name(bytes) => shell_word(bytes),
        Cell::Bytes(bytes) => visible_bytes(bytes),
        Cell::BytesLen(len) => format!("({})", numbers::size(*len)).into(),
        Cell::Opaque(reason) => format!("({})", visible(reason)).into(),
        Cell::Int(n) => numbers::thousands(*n).into(),
        Cell::Bool(yes) => if *yes { "yes" } else { "no" }.into(),
        Cell::Float(n) if n.abs() < 1e15 => n.to_string().into(),
        Cell::Float(n) => format!("{n:e}").into(),
        Cell::Seconds(n) => numbers::duration(*n).into(),
        Cell::Age(n) => numbers::age(*n as i64).into(),
        Cell::Time(micros) => moment(*micros, now, times).into(),
        Cell::List(cells) if cells.is_empty() => "-".into(),
        Cell::List(cells) => cells.iter().map(part).collect::<Vec<_>>().join(", ").into(),
        Cell::Record(fields) => {
            let field = |(name, cell): &(Cow<str>, Cell)| format!("{} {}", visible(name), part(cell));
            fields.iter().map(field).collect::<Vec<_>>().join(", ").into()
        }
    }
}

/// A moment in the way `--time` asks for.
pub fn moment(micros: i64, now: i64, times: Times) -> String {
    let epoch = || {
        let (sign, size) = (if micros < 0 { "-" } else { "" }, micros.unsigned_abs());
        format!("{sign}{}.{:06}", size / 1_000_000, size % 1_000_000)
    };
    match times {
        Times::Relative => numbers::relative(micros, now),
        Times::Iso => Civil::of(micros).map_or_else(epoch, |at| at.to_the_second()),
        Times::Epoch => epoch(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: i64 = 1_795_500_000_000_000;

    fn said(cell: Cell) -> String {
        say(&cell, NOW, Times::Relative).text
    }

    #[test]
    fn cells_are_said_in_words() {
        let record = Cell::Record(vec![
            ("left".into(), Cell::Int(2)),
            ("every".into(), Cell::List(vec![Cell::Int(1)])),
        ]);
        let cases = [
            (Cell::Null, "-"),
            (Cell::Unseen, "?"),
            (Cell::text("two\nlines "), "two\\nlines"),
            (Cell::name(&b"a b"[..]), "'a b'"),
            (Cell::bytes(&b"a b\xff"[..]), "a b\\xff"),
            (Cell::BytesLen(2 << 20), "(2.0 MB)"),
            (Cell::Opaque("unreadable".into()), "(unreadable)"),
            (Cell::Int(40_112), "40,112"),
            (Cell::Bool(false), "no"),
            (Cell::Float(0.5), "0.5"),
            (Cell::Float(-1e300), "-1e300"),
            (Cell::Float(f64::INFINITY), "inf"),
            (Cell::Seconds(6.0), "6.0 s"),
            (Cell::Time(NOW - 180_000_000), "3 min"),
            (Cell::Time(NOW + 301_000_000), "in 5 min"),
            (Cell::List(Vec::new()), "-"),
            (Cell::List(vec![Cell::name(&b"mail"[..]), Cell::name(&b"a\n"[..])]), "mail, $'a\\n'"),
            (record, "left 2, every [1]"),
        ];
        for (cell, expected) in cases {
            assert_eq!(said(cell), expected);
        }
    }

    #[test]
    fn nothing_zero_and_ages_are_dim() {
        for cell in [Cell::Null, Cell::Int(0), Cell::Time(0), Cell::List(Vec::new())] {
            assert_eq!(say(&cell, NOW, Times::Relative).tone, Tone::Dim);
        }
        assert_eq!(say(&Cell::Int(1), NOW, Times::Relative).tone, Tone::Plain);
    }

    #[test]
    fn a_moment_beyond_the_calendar_is_said_by_its_number() {
        assert_eq!(moment(i64::MAX, NOW, Times::Iso), "9223372036854.775807");
        assert_eq!(moment(-1, NOW, Times::Epoch), "-0.000001");
    }

    #[test]
    fn a_cut_never_splits_a_wide_character() {
        assert_eq!(cut_right("SMTPServerDisconnected", 18), "SMTPServerDisconn…");
        assert_eq!(cut_left("shop.tasks.sync_order", 14), "…ks.sync_order");
        assert_eq!(cut_right("日本語テキスト", 6), "日本…");
        assert_eq!(cut_left("日本語テキスト", 6), "…スト");
        assert_eq!(cut_right("🎉🎉", 4), "🎉🎉");
        assert_eq!(cut_right("🎉🎉", 1), "…");
        assert_eq!(cut_right("ab", 0), "");
    }

    #[test]
    fn a_heap_of_accents_does_not_fill_the_screen() {
        let heap = format!("ab{}cd", "\u{301}".repeat(100_000));
        assert!(cut_right(&heap, 3).len() < 40 && cut_left(&heap, 3).len() < 40);
    }

    proptest! {
        #[test]
        fn a_cut_keeps_its_room_and_the_right_end(text in "\\PC{0,30}", room in 0usize..40) {
            let (right, left) = (cut_right(&text, room), cut_left(&text, room));
            prop_assert!(width(&right) <= room && width(&left) <= room);
            prop_assert!(text.starts_with(right.trim_end_matches('…')));
            prop_assert!(text.ends_with(left.trim_start_matches('…')));
        }
    }
}
