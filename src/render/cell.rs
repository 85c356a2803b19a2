//! One value, said once for table, CSV and JSON.

use std::borrow::Cow;

use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::render::time::Civil;

/// A value on its way to the reader. Nested data are cells too, so that `jobs show` needs no second list
/// of fields.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Not known or not set.
    Null,
    /// There may be something, but it could not be seen: hidden by an ACL, or too much to look at. `?` in a
    /// table, so that it is never taken for nothing.
    Unseen,
    Text(Cow<'a, str>),
    /// A name chosen by others (job ID, queue, worker): text where it is UTF-8, never shortened, a bash
    /// word in a table when it is not plain.
    Name(Cow<'a, [u8]>),
    /// Any other bytes: text where they are UTF-8, else `{"$bytes": base64}`.
    Bytes(Cow<'a, [u8]>),
    /// Too large to load: `{"$bytes_len": n}`.
    BytesLen(u64),
    /// Could not be decoded, and why: `{"$opaque": reason}`.
    Opaque(Cow<'a, str>),
    Int(i64),
    Bool(bool),
    /// A plain number that is not a duration.
    Float(f64),
    /// Microseconds since the epoch, by Redis's clock.
    Time(i64),
    /// A duration in seconds.
    Seconds(f64),
    /// For how long something has stood as it is, in seconds: a table says only what matters of it.
    Age(f64),
    List(Vec<Cell<'a>>),
    Record(Vec<(Cow<'a, str>, Cell<'a>)>),
}

impl<'a> Cell<'a> {
    pub fn text(text: impl Into<Cow<'a, str>>) -> Cell<'a> {
        Cell::Text(text.into())
    }

    pub fn name(bytes: impl Into<Cow<'a, [u8]>>) -> Cell<'a> {
        Cell::Name(bytes.into())
    }

    pub fn bytes(bytes: impl Into<Cow<'a, [u8]>>) -> Cell<'a> {
        Cell::Bytes(bytes.into())
    }

    pub fn count(n: u64) -> Cell<'a> {
        Cell::Int(i64::try_from(n).unwrap_or(i64::MAX))
    }

    /// The cell of a value that may be missing.
    pub fn opt<T>(value: Option<T>, cell: impl FnOnce(T) -> Cell<'a>) -> Cell<'a> {
        value.map_or(Cell::Null, cell)
    }
}

/// The JSON of a cell: a contract with every reader of the machine formats.
impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Cell::Null | Cell::Unseen => to.serialize_unit(),
            Cell::Text(text) => to.serialize_str(text),
            Cell::Name(bytes) | Cell::Bytes(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => to.serialize_str(text),
                Err(_) => marked(to, "$bytes", &Base64(bytes)),
            },
            Cell::BytesLen(len) => marked(to, "$bytes_len", len),
            Cell::Opaque(reason) => marked(to, "$opaque", reason),
            Cell::Int(n) => to.serialize_i64(*n),
            Cell::Bool(yes) => to.serialize_bool(*yes),
            Cell::Float(n) | Cell::Seconds(n) | Cell::Age(n) if n.is_finite() => to.serialize_f64(*n),
            Cell::Float(_) | Cell::Seconds(_) | Cell::Age(_) => to.serialize_unit(),
            Cell::Time(micros) => match Civil::of(*micros) {
                Some(at) => to.serialize_str(at.rfc3339().as_str()),
                None => to.serialize_unit(),
            },
            Cell::List(cells) => to.collect_seq(cells),
            Cell::Record(fields) => to.collect_map(fields.iter().map(|(name, cell)| (name, cell))),
        }
    }
}

/// What JSON has no form for is an object with one key that begins with `$`.
fn marked<S: Serializer>(to: S, mark: &str, what: &impl Serialize) -> Result<S::Ok, S::Error> {
    let mut map = to.serialize_map(Some(1))?;
    map.serialize_entry(mark, what)?;
    map.end()
}

struct Base64<'a>(&'a [u8]);

impl Serialize for Base64<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&Base64Display::new(self.0, &STANDARD))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(cell: Cell) -> String {
        serde_json::to_string(&cell).unwrap()
    }

    #[test]
    fn every_kind_of_cell_has_one_json_form() {
        let cases = [
            (Cell::Null, "null"),
            (Cell::Unseen, "null"),
            (Cell::text("a\"b"), r#""a\"b""#),
            (Cell::name(&b"order:42"[..]), r#""order:42""#),
            (Cell::name(&b"a\xff"[..]), r#"{"$bytes":"Yf8="}"#),
            (Cell::bytes(&b"\xff\xfe"[..]), r#"{"$bytes":"//4="}"#),
            (Cell::BytesLen(2_000_000), r#"{"$bytes_len":2000000}"#),
            (Cell::Opaque("pickle: opcode 0xff".into()), r#"{"$opaque":"pickle: opcode 0xff"}"#),
            (Cell::Int(-3), "-3"),
            (Cell::count(u64::MAX), "9223372036854775807"),
            (Cell::Bool(true), "true"),
            (Cell::Float(1.5), "1.5"),
            (Cell::Seconds(6.0), "6.0"),
            (Cell::Age(2460.0), "2460.0"),
            (Cell::Time(1_795_500_319_123_456), r#""2026-11-24T06:05:19.123456Z""#),
            (Cell::List(vec![Cell::Int(1), Cell::Null]), "[1,null]"),
            (Cell::Record(vec![("k".into(), Cell::Int(1))]), r#"{"k":1}"#),
            (Cell::opt(Some(2), Cell::Int), "2"),
            (Cell::opt(None, Cell::Int), "null"),
        ];
        for (cell, expected) in cases {
            assert_eq!(json(cell), expected);
        }
    }

    #[test]
    fn what_json_cannot_say_is_null() {
        for n in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(json(Cell::Float(n)), "null");
            assert_eq!(json(Cell::Seconds(n)), "null");
        }
        assert_eq!(json(Cell::Time(i64::MAX)), "null");
    }
}
