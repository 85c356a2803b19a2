//! A dry run on a screen: a block for each queue, its reasons in words below it.

use std::io::{self, Write};

use crate::{
    ops::maintenance::item::{Counts, Item, Why},
    render::{
        column::{Column, Tone},
        escape::shell_word,
        listing::{Listing, Look, Tail},
        style::Style,
    },
    rq::{id::QueueName, time::Time},
    views::maintenance::{self as views, Left, Legend, WOULD, Would},
};

/// The rows of one queue, kept until it is done, or until they are many.
pub struct Blocks<'w> {
    out: &'w mut dyn Write,
    look: Look,
    queue: Option<QueueName>,
    rows: Vec<Would>,
    legend: Legend,
    counts: Counts,
    left: Left,
    open: bool,
}

/// Rows that are kept before they are written.
const KEPT: usize = 1_000;

impl<'w> Blocks<'w> {
    pub fn new(out: &'w mut dyn Write, look: Look) -> Blocks<'w> {
        let (legend, counts, left) = (Legend::default(), Counts::default(), Left::default());
        // A column that is the same in all rows would fold away, and with it the letters of the reasons.
        let look = Look { fold: false, ..look };
        Blocks { out, look, queue: None, rows: Vec::new(), legend, counts, left, open: false }
    }

    pub fn item(&mut self, item: &Item) -> io::Result<()> {
        // A dependent is told beside its parent, whatever its own queue is.
        let beside = self.open && matches!(item.why, Why::Parent(_));
        if self.open && !beside && self.queue != item.queue {
            self.close()?;
        }
        if !beside {
            self.queue = item.queue.clone();
        }
        self.open = true;
        self.counts.add(item);
        self.left.add(item);
        self.rows.push(self.legend.row(item.clone(), Time(self.look.now)));
        if self.rows.len() < KEPT { Ok(()) } else { self.write() }
    }

    /// Ends the last block, or says that there was none.
    pub fn end(mut self, nothing: bool) -> io::Result<()> {
        if self.open {
            self.close()?;
        }
        if nothing && !self.look.quiet {
            writeln!(self.out, "nothing to do")?;
        }
        Ok(())
    }

    fn write(&mut self) -> io::Result<()> {
        let columns: Vec<&'static Column<Would>> = WOULD.iter().collect();
        let mut listing = Listing::begin(self.out, columns, &self.look, "", &[])?;
        for row in self.rows.drain(..) {
            listing.row(&row)?;
        }
        listing.end(&Tail { totals: Vec::new(), truncated: false, complete: true, error: None })?;
        Ok(())
    }

    fn close(&mut self) -> io::Result<()> {
        if !self.rows.is_empty() {
            self.write()?;
        }
        let style = Style::new(self.look.colour);
        for line in self.legend.lines() {
            writeln!(self.out, "{}", style.paint(&line, Tone::Dim))?;
        }
        let name = match &self.queue {
            Some(queue) => shell_word(&queue.0).into_owned(),
            None => "all queues".to_owned(),
        };
        let (counts, left) = (std::mem::take(&mut self.counts), std::mem::take(&mut self.left));
        if let (Some(said), false) = (views::sentence(&counts, &left, true), self.look.quiet) {
            writeln!(self.out, "{name}: would {said}; nothing changed")?;
        }
        (self.legend, self.open) = (Legend::default(), false);
        Ok(())
    }
}
