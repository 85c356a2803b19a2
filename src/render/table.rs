//! A table that streams: the first rows decide the widths, the rest follow in them.

use std::io::{self, Write};

use crate::render::column::{Column, Fit, Tone};
use crate::render::layout::{self, GAP, Want};
use crate::render::listing::{Constant, FLUSH_AT, Look, Times};
use crate::render::style::Style;
use crate::render::text::{Kind, Said, cut_left, cut_right, say, width};

/// Rows that are looked at before the widths are settled, and a limit on the text they hold.
const LOOK_AT: usize = 200;
const LOOK_AT_BYTES: usize = 4 << 20;

pub(super) struct Table<'w> {
    out: &'w mut dyn Write,
    buffer: String,
    heads: Vec<Head>,
    /// Rows that wait for the widths.
    waiting: Vec<Vec<Said>>,
    waiting_bytes: usize,
    layout: Option<Layout>,
    room: Option<usize>,
    headers: bool,
    fold: bool,
    style: Style,
    now: i64,
    times: Times,
}

#[derive(Clone, Copy)]
struct Head {
    name: &'static str,
    title: &'static str,
    fit: Fit,
}

#[derive(Default)]
struct Layout {
    slots: Vec<Slot>,
    hidden: Vec<&'static str>,
    constant: Vec<Constant>,
}

/// Where one column stands.
#[derive(Clone, Copy)]
struct Slot {
    column: usize,
    width: usize,
    fit: Fit,
    right: bool,
}

impl<'w> Table<'w> {
    pub fn begin<T: ?Sized, N: Copy>(
        out: &'w mut dyn Write,
        columns: &[&'static Column<T, N>],
        look: &Look,
    ) -> Table<'w> {
        let head = |c: &&Column<T, N>| Head { name: c.name, title: c.title, fit: c.fit };
        Table {
            out,
            buffer: String::new(),
            heads: columns.iter().map(head).collect(),
            waiting: Vec::new(),
            waiting_bytes: 0,
            layout: None,
            room: look.width,
            headers: look.headers,
            fold: look.fold && !look.quiet,
            style: Style::new(look.colour),
            now: look.now,
            times: look.times,
        }
    }

    pub fn row<T: ?Sized, N: Copy>(&mut self, columns: &[&'static Column<T, N>], row: &T) -> io::Result<()> {
        let said = |column: &&'static Column<T, N>| {
            let said = say(&(column.cell)(row), self.now, self.times);
            match column.tone.map(|tone| tone(row)) {
                None | Some(Tone::Plain) => said,
                Some(tone) => Said { tone, ..said },
            }
        };
        let cells: Vec<Said> = columns.iter().map(said).collect();
        if let Some(layout) = &self.layout {
            put_row(&mut self.buffer, &layout.slots, &cells, self.room, self.style);
            return if self.buffer.len() >= FLUSH_AT { self.drain() } else { Ok(()) };
        }
        self.waiting_bytes += cells.iter().map(|said| said.text.len()).sum::<usize>();
        self.waiting.push(cells);
        if self.waiting.len() >= LOOK_AT || self.waiting_bytes >= LOOK_AT_BYTES {
            self.drain()
        } else {
            Ok(())
        }
    }

    pub fn drain(&mut self) -> io::Result<()> {
        if self.layout.is_none() && !self.waiting.is_empty() {
            self.settle(false);
        }
        self.out.write_all(self.buffer.as_bytes())?;
        self.buffer.clear();
        Ok(())
    }

    /// Nothing at all is printed for an empty answer: the totals line says so.
    pub fn end(mut self, complete: bool) -> io::Result<(Vec<&'static str>, Vec<Constant>)> {
        if self.layout.is_none() && !self.waiting.is_empty() {
            self.settle(complete);
        }
        self.drain()?;
        self.out.flush()?;
        let layout = self.layout.unwrap_or_default();
        Ok((layout.hidden, layout.constant))
    }

    fn settle(&mut self, all_seen: bool) {
        let fold = self.fold && all_seen && self.waiting.len() >= 2;
        let layout = lay_out(&self.heads, &self.waiting, self.room, fold);
        if self.headers {
            let title = |head: &Head| Said {
                text: head.title.to_owned(),
                width: width(head.title),
                kind: Kind::Text,
                tone: Tone::Plain,
            };
            let titles: Vec<Said> = self.heads.iter().map(title).collect();
            put_row(&mut self.buffer, &layout.slots, &titles, self.room, self.style);
        }
        for cells in self.waiting.drain(..) {
            put_row(&mut self.buffer, &layout.slots, &cells, self.room, self.style);
        }
        self.layout = Some(layout);
    }
}

/// Decides what is seen of the rows: constant columns go first, then what does not fit.
fn lay_out(heads: &[Head], rows: &[Vec<Said>], room: Option<usize>, fold: bool) -> Layout {
    let column = |i: usize| rows.iter().map(move |row| &row[i]);
    let mut layout = Layout::default();
    let mut kept = Vec::new();
    for (i, head) in heads.iter().enumerate() {
        match (fold && i > 0).then(|| same(column(i))).flatten() {
            Some(said) => layout.constant.push(Constant {
                name: head.name,
                title: head.title,
                value: (said.kind != Kind::Null).then(|| said.text.clone()),
            }),
            None => kept.push(i),
        }
    }
    let want = |&i: &usize| Want {
        fit: heads[i].fit,
        head: width(heads[i].title),
        body: column(i).map(|said| said.width).max().unwrap_or(0),
    };
    let wants: Vec<Want> = kept.iter().map(want).collect();
    for (i, width) in kept.into_iter().zip(layout::lay(&wants, room)) {
        match width {
            Some(width) => {
                let (fit, right) = (heads[i].fit, leans_right(column(i)));
                layout.slots.push(Slot { column: i, width, fit, right });
            }
            None => layout.hidden.push(heads[i].name),
        }
    }
    layout
}

/// The cell that all rows have. A moment is never one: two that read alike are not the same.
fn same<'a>(mut cells: impl Iterator<Item = &'a Said>) -> Option<&'a Said> {
    let first = cells.next().filter(|said| said.kind != Kind::Time)?;
    cells.all(|said| said.text == first.text && said.kind == first.kind).then_some(first)
}

/// Numbers and ages stand at the right, where a dash in their place stands too.
fn leans_right<'a>(cells: impl Iterator<Item = &'a Said>) -> bool {
    let mut kinds = cells.map(|said| said.kind).filter(|&kind| kind != Kind::Null).peekable();
    kinds.peek().is_some() && kinds.all(|kind| matches!(kind, Kind::Number | Kind::Time))
}

/// One line. Where a cell outgrows its column, because the widths were settled before it came, the cells
/// behind it give up room until the columns meet again.
fn put_row(buffer: &mut String, slots: &[Slot], cells: &[Said], room: Option<usize>, style: Style) {
    let (mut at, mut start, mut owed) = (0, 0, 0);
    for (i, slot) in slots.iter().enumerate() {
        let said = &cells[slot.column];
        let end = start + slot.width;
        if i > 0 {
            owed += GAP;
        }
        let from = at + owed;
        let free = match (slot.fit, room) {
            (_, None) | (Fit::Whole, _) => usize::MAX,
            (Fit::Drop(_), Some(room)) => room.saturating_sub(from),
            (Fit::Left | Fit::Right, Some(room)) => end.max(from + 1).min(room).saturating_sub(from),
        };
        let text =
            if slot.fit == Fit::Left { cut_left(&said.text, free) } else { cut_right(&said.text, free) };
        let took = if said.width <= free { said.width } else { width(&text) };
        let spare = end.saturating_sub(from).saturating_sub(took);
        let before = if slot.right { spare } else { 0 };
        if text.is_empty() {
            owed += slot.width.min(spare);
        } else {
            pad(buffer, owed + before);
            style.push(buffer, &text, said.tone);
            at = from + before + took;
            owed = spare - before;
        }
        start = end + GAP;
    }
    buffer.push('\n');
}

fn pad(buffer: &mut String, columns: usize) {
    buffer.extend(std::iter::repeat_n(' ', columns));
}
