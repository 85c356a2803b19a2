//! CSV: a header, one row an item, nested values as JSON text in the cell.

use std::io::{self, Write};

use crate::render::cell::Cell;
use crate::render::column::Column;
use crate::render::escape::visible;
use crate::render::json;
use crate::render::listing::{FLUSH_AT, Look};
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
            to.write_record(names)?;
        }
        Ok(Csv { to, terminal: look.width.is_some() })
    }

    pub fn row<T: ?Sized, N: Copy>(&mut self, columns: &[&'static Column<T, N>], row: &T) -> io::Result<()> {
        for column in columns {
            self.field(&(column.cell)(row))?;
        }
        Ok(self.to.write_record(None::<&[u8]>)?)
    }

    fn field(&mut self, cell: &Cell) -> io::Result<()> {
        match cell {
            Cell::Null | Cell::Unseen => self.to.write_field("")?,
            Cell::Text(text) => self.text(text)?,
            Cell::Name(bytes) | Cell::Bytes(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => self.text(text)?,
                Err(_) => self.to.write_field(json::line(cell))?,
            },
            Cell::Time(micros) => match Civil::of(*micros) {
                Some(at) => self.to.write_field(at.rfc3339().as_str())?,
                None => self.to.write_field("")?,
            },
            Cell::Float(n) | Cell::Seconds(n) if !n.is_finite() => self.to.write_field("")?,
            _ => self.to.write_field(json::line(cell))?,
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> io::Result<()> {
        let field = if self.terminal { visible(text) } else { text.into() };
        Ok(self.to.write_field(field.as_bytes())?)
    }

    pub fn drain(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
