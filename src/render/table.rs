//! A table that streams: the first rows decide the widths, the rest follow in them.

use std::io::{self, Write};

use crate::render::column::{Column, Fit, Tone};
use crate::render::layout::{GAP, Head, Layout, Slot};
use crate::render::look::{Look, Times};
use crate::render::style::Style;
use crate::render::tail::{Constant, FLUSH_AT};
use crate::render::text::{Kind, Said, cut_left, cut_right, say, width};
use crate::render::wrapped;

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
    /// Few rows: all are seen before one is written, and long texts wrap instead of being cut.
    pub small: bool,
    room: Option<usize>,
    headers: bool,
    fold: bool,
    style: Style,
    now: i64,
    times: Times,
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
            small: false,
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
        let enough = self.waiting.len() >= LOOK_AT || self.waiting_bytes >= LOOK_AT_BYTES;
        if enough && !self.small { self.drain() } else { Ok(()) }
    }

    pub fn drain(&mut self) -> io::Result<()> {
        if !self.small && !self.waiting.is_empty() {
            self.settle(false);
        }
        self.hand_on()
    }

    /// Nothing at all is printed for an empty answer: the totals line says so.
    pub fn end(mut self) -> io::Result<(Vec<&'static str>, Vec<Constant>)> {
        if !self.waiting.is_empty() {
            self.settle(true);
        }
        self.hand_on()?;
        self.out.flush()?;
        let layout = self.layout.unwrap_or_default();
        Ok((layout.hidden, layout.constant))
    }

    fn hand_on(&mut self) -> io::Result<()> {
        self.out.write_all(self.buffer.as_bytes())?;
        self.buffer.clear();
        Ok(())
    }

    /// Fixes the widths and writes the rows that waited for them.
    fn settle(&mut self, all_seen: bool) {
        let rows = std::mem::take(&mut self.waiting);
        let fold = self.fold && all_seen && rows.len() >= 2;
        let layout = Layout::of(&self.heads, self.headers, &rows, self.room, fold);
        let titles = self.headers.then(|| self.heads.iter().map(title).collect());
        let lines = titles.iter().chain(&rows);
        if self.small {
            wrapped::put(&mut self.buffer, &layout.slots, lines, self.style);
        } else {
            lines.for_each(|cells| put_row(&mut self.buffer, &layout.slots, cells, self.room, self.style));
        }
        self.layout = Some(layout);
    }
}

fn title(head: &Head) -> Said {
    Said { text: head.title.to_owned(), width: width(head.title), kind: Kind::Text, tone: Tone::Plain }
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
            owed += spare;
        } else {
            buffer.extend(std::iter::repeat_n(' ', owed + before));
            style.push(buffer, &text, said.tone);
            at = from + before + took;
            owed = spare - before;
        }
        start = end + GAP;
    }
    buffer.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::cell::Cell;
    use crate::render::column::Shown;
    use crate::render::listing::{Ended, Format, Listing, Tail};
    use proptest::collection::vec;
    use proptest::prelude::*;

    const NOW: i64 = 1_795_500_000_000_000;

    #[derive(Clone, Debug)]
    struct Row {
        id: String,
        minutes: Option<i64>,
        error: String,
        function: String,
        worker: &'static str,
        tries: i64,
    }

    static COLUMNS: &[Column<Row>] = &[
        Column::new("id", "ID", Shown::Table, Fit::Whole, (), |row| Cell::name(row.id.as_bytes())),
        Column::new("status_at", "FAILED", Shown::Table, Fit::Drop(3), (), |row| {
            Cell::opt(row.minutes, |minutes| Cell::Time(NOW - minutes * 60_000_000))
        }),
        Column::<Row>::new("error", "ERROR", Shown::Table, Fit::Right, (), |row| Cell::text(&*row.error))
            .toned(|_| Tone::Bad),
        Column::new("function", "FUNCTION", Shown::Table, Fit::Left, (), |row| Cell::text(&*row.function)),
        Column::new("worker", "WORKER", Shown::Table, Fit::Drop(1), (), |row| Cell::text(row.worker)),
        Column::new("tries", "TRIES", Shown::Table, Fit::Drop(2), (), |row| Cell::Int(row.tries)),
    ];

    fn row(id: &str, minutes: i64, error: &str, function: &str) -> Row {
        let minutes = Some(minutes);
        Row {
            id: id.into(),
            minutes,
            error: error.into(),
            function: function.into(),
            worker: "app-1",
            tries: 0,
        }
    }

    fn incident() -> Vec<Row> {
        vec![
            row("7f0a6c1e-58f3-4d0e-9a51-0f6c2b1d9e44", 3, "KeyError: 'sku'", "shop.tasks.sync_order"),
            Row {
                tries: 1_204,
                ..row("order:42:email", 41, "SMTPServerDisconnected", "shop.mail.send_receipt")
            },
            Row { minutes: None, ..row("weekly\nreport", 0, "", "shop.reports.all") },
        ]
    }

    fn look(width: Option<usize>) -> Look {
        Look {
            format: Format::Table,
            now: NOW,
            width,
            headers: true,
            times: Times::Relative,
            null: false,
            colour: false,
            quiet: false,
            fold: true,
        }
    }

    fn write(look: &Look, rows: &[Row], small: bool) -> (String, Ended) {
        let mut out = Vec::new();
        let listing = Listing::begin(&mut out, COLUMNS.iter().collect(), look, "", &[]).unwrap();
        let mut listing = if small { listing.small() } else { listing };
        rows.iter().for_each(|row| listing.row(row).unwrap());
        let tail = Tail { totals: Vec::new(), truncated: false, complete: true, error: None };
        let ended = listing.end(&tail).unwrap();
        (String::from_utf8(out).unwrap(), ended)
    }

    #[test]
    fn a_table_fits_the_terminal_and_says_what_it_left_out() {
        let (text, ended) = write(&look(Some(80)), &incident(), false);
        let expected = r"
ID                                    FAILED  ERROR          FUNCTION      TRIES
7f0a6c1e-58f3-4d0e-9a51-0f6c2b1d9e44   3 min  KeyError: 's…  ….sync_order      0
order:42:email                        41 min  SMTPServerDi…  …end_receipt  1,204
$'weekly\nreport'                          -                 …reports.all      0
";
        assert_eq!(text, &expected[1..]);
        let constant = Constant { name: "worker", title: "WORKER", value: Some("app-1".into()) };
        assert_eq!(ended, Ended { rows: 3, constant: vec![constant], ..Ended::default() });

        let (text, ended) = write(&Look { fold: false, ..look(Some(60)) }, &incident(), false);
        let expected = r"
ID                                    FAILED  ERROR
7f0a6c1e-58f3-4d0e-9a51-0f6c2b1d9e44   3 min  KeyError: 'sk…
order:42:email                        41 min  SMTPServerDis…
$'weekly\nreport'                          -
";
        assert_eq!(text, &expected[1..]);
        assert_eq!(ended.hidden, ["function", "worker", "tries"]);
    }

    #[test]
    fn nothing_is_cut_where_there_is_no_terminal() {
        let look = Look { headers: false, fold: false, ..look(None) };
        let (text, ended) = write(&look, &incident(), false);
        let expected = r"
7f0a6c1e-58f3-4d0e-9a51-0f6c2b1d9e44   3 min  KeyError: 'sku'         shop.tasks.sync_order   app-1      0
order:42:email                        41 min  SMTPServerDisconnected  shop.mail.send_receipt  app-1  1,204
$'weekly\nreport'                          -                          shop.reports.all        app-1      0
";
        assert_eq!(text, &expected[1..]);
        assert_eq!(ended, Ended { rows: 3, ..Ended::default() });
    }

    #[test]
    fn times_are_said_as_asked_for() {
        let with = |times| write(&Look { times, ..look(None) }, &incident()[..1], false).0;
        assert!(with(Times::Iso).contains("  2026-11-24T05:57:00Z  "), "{}", with(Times::Iso));
        assert!(with(Times::Epoch).contains("  1795499820.000000  "), "{}", with(Times::Epoch));
    }

    #[test]
    fn one_row_or_a_quiet_run_keeps_every_column() {
        let quiet = Look { quiet: true, ..look(None) };
        for (look, rows) in [(&look(None), 1), (&quiet, 3)] {
            let (text, ended) = write(look, &incident()[..rows], false);
            assert!(text.contains("WORKER"));
            assert_eq!(ended.constant, []);
        }
    }

    #[test]
    fn nothing_is_printed_of_no_rows() {
        assert_eq!(write(&look(Some(80)), &[], false), (String::new(), Ended::default()));
        assert_eq!(write(&look(Some(80)), &[], true), (String::new(), Ended::default()));
    }

    #[test]
    fn colours_are_the_only_thing_that_colours_change() {
        for small in [false, true] {
            let plain = write(&look(Some(80)), &incident(), small).0;
            let painted = write(&Look { colour: true, ..look(Some(80)) }, &incident(), small).0;
            assert!(painted.contains("\x1b[31mKeyError:") && painted.contains("\x1b[2m3 min\x1b[0m"));
            let bare =
                ["\x1b[31m", "\x1b[2m", "\x1b[0m"].iter().fold(painted, |text, code| text.replace(code, ""));
            assert_eq!(bare, plain);
        }
    }

    #[test]
    fn rows_behind_the_first_two_hundred_follow_their_widths() {
        let mut rows = vec![row("short", 3, "E", "f"); LOOK_AT];
        rows.push(row("an-id-that-is-longer", 120, "Error: a long one", "shop.tasks.run"));
        rows.push(row("short", 3, "E", "f"));
        let (text, ended) = write(&look(Some(50)), &rows, false);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "ID     FAILED  ERROR  FUNCTION  WORKER  TRIES");
        assert_eq!(lines[1], "short   3 min  E      f         app-1       0");
        assert_eq!(lines[LOOK_AT + 1], "an-id-that-is-longer  2 h  …  …  app-1      0");
        assert_eq!(lines[LOOK_AT + 2], lines[1]);
        assert_eq!(ended.constant, []);
    }

    #[test]
    fn a_small_table_wraps_instead_of_cutting() {
        let error = "connection to smtp-1 refused, tried again for ten minutes";
        let rows = [row("order:42:email", 3, error, "shop.mail.send_receipt"), row("b", 4, "gone", "shop.f")];
        let (text, ended) = write(&look(Some(60)), &rows, true);
        let expected = "
ID              FAILED  ERROR              FUNCTION
order:42:email   3 min  connection to      shop.mail.send_re
                        smtp-1 refused,    ceipt
                        tried again for
                        ten minutes
b                4 min  gone               shop.f
";
        assert_eq!(text, &expected[1..]);
        assert_eq!(ended.constant.len(), 2);
    }

    /// Rows as hostile as they come.
    fn any_rows() -> impl Strategy<Value = Vec<Row>> {
        let text = || prop_oneof!["[ -~]{0,40}", "\\PC{0,20}", any::<String>()];
        let row = (text(), proptest::option::of(-9_000i64..9_000), text(), text(), any::<i64>());
        let row = row.prop_map(|(id, minutes, error, function, tries)| Row {
            id,
            minutes,
            error,
            function,
            worker: "app-1",
            tries,
        });
        vec(row, 1..6)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn no_line_is_wider_than_the_terminal_unless_an_id_is(
            rows in any_rows(), room in 1usize..120, small: bool, fold: bool, repeat in prop_oneof![Just(1), Just(LOOK_AT)]
        ) {
            let rows: Vec<Row> = rows.iter().cycle().take(rows.len() * repeat).cloned().collect();
            let look = Look { fold, ..look(Some(room)) };
            let (text, _) = write(&look, &rows, small);
            let id = |row: &Row| width(&crate::render::escape::shell_word(row.id.as_bytes()));
            let widest = rows.iter().map(id).max().unwrap_or(0).max(room).max(2);
            for line in text.lines() {
                prop_assert!(width(line) <= widest, "{:?}", line);
                prop_assert!(!line.ends_with(' ') && !line.chars().any(crate::render::escape::hidden), "{:?}", line);
            }
            prop_assert!(small || text.lines().count() == rows.len() + 1);
        }
    }
}
