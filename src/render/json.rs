//! JSON that is written as it comes: one object that is always closed, or one line per item.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use crate::render::cell::Cell;
use crate::render::column::Column;
use crate::render::escape::hidden;
use crate::render::tail::{FLUSH_AT, Tail};

/// The cell as one line of JSON, safe for a terminal.
pub fn line(cell: &Cell) -> String {
    let mut out = Vec::new();
    put(&mut out, cell);
    String::from_utf8(out).unwrap_or_default()
}

pub(super) struct Json<'w> {
    out: &'w mut dyn Write,
    buffer: Vec<u8>,
    /// `{"id":` and `,"status":`: written often, so made once.
    keys: Vec<Vec<u8>>,
    lines: bool,
    rows: u64,
}

impl<'w> Json<'w> {
    /// `-o json`: the envelope of `schema`, with what is known before the first item.
    pub fn object(out: &'w mut dyn Write, names: &[&str], schema: &str, head: &[(&str, Cell)]) -> Json<'w> {
        let mut buffer = b"{\"schema\":".to_vec();
        put(&mut buffer, schema);
        for (name, cell) in head {
            field(&mut buffer, name, cell);
        }
        buffer.extend_from_slice(b",\"items\":[");
        Json { out, buffer, keys: keys(names), lines: false, rows: 0 }
    }

    /// `-o jsonl`: an item a line, and one last line that begins with `{"end":`.
    pub fn lines(out: &'w mut dyn Write, names: &[&str]) -> Json<'w> {
        Json { out, buffer: Vec::new(), keys: keys(names), lines: true, rows: 0 }
    }

    pub fn row<T: ?Sized, N: Copy>(&mut self, columns: &[&'static Column<T, N>], row: &T) -> io::Result<()> {
        if !self.lines {
            self.buffer.extend_from_slice(if self.rows == 0 { b"\n" } else { b",\n" });
        }
        for (key, column) in self.keys.iter().zip(columns) {
            self.buffer.extend_from_slice(key);
            put(&mut self.buffer, &(column.cell)(row));
        }
        self.buffer.extend_from_slice(if self.keys.is_empty() { b"{}" } else { b"}" });
        if self.lines {
            self.buffer.push(b'\n');
        }
        self.rows += 1;
        if self.buffer.len() >= FLUSH_AT { self.drain() } else { Ok(()) }
    }

    pub fn drain(&mut self) -> io::Result<()> {
        self.out.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    pub fn end(mut self, tail: &Tail) -> io::Result<()> {
        let open: &[u8] = match (self.lines, self.rows) {
            (true, _) => b"{\"end\":{",
            (false, 0) => b"],",
            (false, _) => b"\n],",
        };
        self.buffer.extend_from_slice(open);
        self.buffer.extend_from_slice(b"\"totals\":");
        put(&mut self.buffer, &Cell::Record(tail.totals.clone()));
        field(&mut self.buffer, "truncated", &Cell::Bool(tail.truncated));
        field(&mut self.buffer, "complete", &Cell::Bool(tail.complete));
        field(&mut self.buffer, "error", &tail.error.as_ref().map_or(Cell::Null, |fault| fault.cell()));
        self.buffer.extend_from_slice(if self.lines { b"}}\n" } else { b"}\n" });
        self.drain()?;
        self.out.flush()
    }
}

fn keys(names: &[&str]) -> Vec<Vec<u8>> {
    let key = |(i, name): (usize, &&str)| {
        let mut key = vec![if i == 0 { b'{' } else { b',' }];
        put(&mut key, *name);
        key.push(b':');
        key
    };
    names.iter().enumerate().map(key).collect()
}

fn field(buffer: &mut Vec<u8>, name: &str, cell: &Cell) {
    buffer.push(b',');
    put(buffer, name);
    buffer.push(b':');
    put(buffer, cell);
}

fn put(buffer: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) {
    // Cells have text keys and a Vec takes every write, so that there is nothing that could fail.
    let _ = value.serialize(&mut Serializer::with_formatter(buffer, Safe));
}

/// Compact JSON in which characters that a terminal would act on or hide are written as `\u202e`: the
/// same value for every reader, and harmless on a screen.
struct Safe;

impl Formatter for Safe {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        if fragment.bytes().fold(true, |plain, b| plain & (b < 0x7f)) {
            return out.write_all(fragment.as_bytes());
        }
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|&(_, c)| hidden(c)) {
            out.write_all(&rest.as_bytes()[..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = &rest[at + c.len_utf8()..];
        }
        out.write_all(rest.as_bytes())
    }
}
