//! One value, said once for table, CSV and JSON.

use std::borrow::Cow;

/// A value on its way to the reader. Nested data are cells too, so that `jobs show` needs no second list
/// of fields.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Not known, not set, or hidden by an ACL.
    Null,
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
