//! CSV: a header, one row an item, nested values as JSON text in the cell.

use std::io::{self, Write};

use crate::render::cell::Cell;
use crate::render::column::Column;
use crate::render::escape::visible;
use crate::render::json;
use crate::render::look::Look;
use crate::render::tail::FLUSH_AT;
use crate::render::time::Civil;

pub(super) struct Csv<'w> {
    to: csv::Writer<&'w mut dyn Write>,
    /// On a terminal hidden characters are made visible; a file gets the text as it is.
    terminal: bool,
}

impl<'w> Csv<'w> {
    pub fn begin(out: &'w mut dyn Write, names: &[&str], look: &Look) -> io::Result<Csv<'w>> {
        let mut to = csv::WriterBuilder::new().buffer_capacity(FLUSH_AT).from_writer(out);
        if look.headers {
            to.write_record(names).map_err(io_error)?;
        }
        Ok(Csv { to, terminal: look.width.is_some() })
    }

    pub fn row<T: ?Sized, N: Copy>(&mut self, columns: &[&'static Column<T, N>], row: &T) -> io::Result<()> {
        for column in columns {
            self.field(&(column.cell)(row))?;
        }
        self.to.write_record(None::<&[u8]>).map_err(io_error)
    }

    fn field(&mut self, cell: &Cell) -> io::Result<()> {
        match cell {
            Cell::Null | Cell::Unseen => self.put(b""),
            Cell::Text(text) => self.text(text),
            Cell::Name(bytes) | Cell::Bytes(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => self.text(text),
                Err(_) => self.put(json::line(cell).as_bytes()),
            },
            Cell::Time(micros) => match Civil::of(*micros) {
                Some(at) => self.put(at.rfc3339().as_str().as_bytes()),
                None => self.put(b""),
            },
            Cell::Float(n) | Cell::Seconds(n) | Cell::Age(n) if !n.is_finite() => self.put(b""),
            _ => self.put(json::line(cell).as_bytes()),
        }
    }

    fn text(&mut self, text: &str) -> io::Result<()> {
        if self.terminal { self.put(visible(text).as_bytes()) } else { self.put(text.as_bytes()) }
    }

    fn put(&mut self, field: &[u8]) -> io::Result<()> {
        self.to.write_field(field).map_err(io_error)
    }

    pub fn drain(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// The error below, so that a closed pipe is still known as one: the crate's own conversion hides its kind.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
