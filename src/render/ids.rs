//! Job IDs alone, for the next command in a pipe.

use std::io::{self, Write};

use crate::render::cell::Cell;
use crate::render::column::Column;
use crate::render::escape::shell_word;
use crate::render::look::Look;
use crate::render::tail::{FLUSH_AT, LeftOut};

pub(super) struct Ids<'w> {
    out: &'w mut dyn Write,
    buffer: Vec<u8>,
    /// What ends an ID: a newline, or NUL with `-0`. No ID may hold it, or the reader would see two.
    end: u8,
    terminal: bool,
    left_out: LeftOut,
}

impl<'w> Ids<'w> {
    pub fn begin(out: &'w mut dyn Write, look: &Look) -> Ids<'w> {
        let end = if look.null { 0 } else { b'\n' };
        Ids { out, buffer: Vec::new(), end, terminal: look.width.is_some(), left_out: LeftOut::default() }
    }

    /// Writes the first column, which the caller made the ID.
    pub fn row<T: ?Sized, N: Copy>(&mut self, columns: &[&'static Column<T, N>], row: &T) -> io::Result<()> {
        match columns.first().map(|column| (column.cell)(row)) {
            Some(Cell::Name(id) | Cell::Bytes(id)) => self.id(&id),
            Some(Cell::Text(id)) => self.id(id.as_bytes()),
            _ => {}
        }
        if self.buffer.len() >= FLUSH_AT { self.drain() } else { Ok(()) }
    }

    fn id(&mut self, id: &[u8]) {
        if id.is_empty() || id.contains(&self.end) {
            self.left_out.count += 1;
            self.left_out.first.get_or_insert_with(|| id.to_vec());
            return;
        }
        match self.terminal {
            true => self.buffer.extend_from_slice(shell_word(id).as_bytes()),
            false => self.buffer.extend_from_slice(id),
        }
        self.buffer.push(self.end);
    }

    pub fn drain(&mut self) -> io::Result<()> {
        self.out.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    pub fn end(mut self) -> io::Result<LeftOut> {
        self.drain()?;
        self.out.flush()?;
        Ok(self.left_out)
    }
}
