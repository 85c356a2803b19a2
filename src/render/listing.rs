//! Head, rows, tail: what is known before, during and after. One writer for every format, which keeps
//! nothing of a row once it is written.

use std::io::{self, Write};

use crate::render::cell::Cell;
use crate::render::column::Column;
use crate::render::csv::Csv;
use crate::render::ids::Ids;
use crate::render::json::Json;
use crate::render::table::Table;

pub use crate::render::look::{Format, Look, Times};
pub use crate::render::tail::{Constant, Ended, Fault, LeftOut, Tail};

/// The one way rows reach the reader.
pub struct Listing<'w, T: ?Sized + 'static, N: Copy + 'static = ()> {
    columns: Vec<&'static Column<T, N>>,
    to: To<'w>,
    rows: u64,
}

enum To<'w> {
    Json(Json<'w>),
    Csv(Csv<'w>),
    Ids(Ids<'w>),
    Table(Table<'w>),
}

impl<'w, T: ?Sized, N: Copy> Listing<'w, T, N> {
    /// `schema` and `head` are for `-o json`; other formats leave them out.
    pub fn begin(
        out: &'w mut dyn Write,
        columns: Vec<&'static Column<T, N>>,
        look: &Look,
        schema: &str,
        head: &[(&str, Cell)],
    ) -> io::Result<Listing<'w, T, N>> {
        let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
        let to = match look.format {
            Format::Json => To::Json(Json::object(out, &names, schema, head)),
            Format::Jsonl => To::Json(Json::lines(out, &names)),
            Format::Csv => To::Csv(Csv::begin(out, &names, look)?),
            Format::Ids => To::Ids(Ids::begin(out, look)),
            Format::Table | Format::Wide => To::Table(Table::begin(out, &columns, look)),
        };
        Ok(Listing { columns, to, rows: 0 })
    }

    /// For nouns that are few, as queues and workers: in a table long texts wrap instead of being cut, and
    /// nothing is printed before the end.
    pub fn small(mut self) -> Listing<'w, T, N> {
        if let To::Table(table) = &mut self.to {
            table.small = true;
        }
        self
    }

    pub fn row(&mut self, row: &T) -> io::Result<()> {
        self.rows += 1;
        match &mut self.to {
            To::Json(json) => json.row(&self.columns, row),
            To::Csv(csv) => csv.row(&self.columns, row),
            To::Ids(ids) => ids.row(&self.columns, row),
            To::Table(table) => table.row(&self.columns, row),
        }
    }

    /// Hands on what was gathered, for rows that come seconds apart. A table settles its widths now.
    pub fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            To::Json(json) => json.drain(),
            To::Csv(csv) => csv.drain(),
            To::Ids(ids) => ids.drain(),
            To::Table(table) => table.drain(),
        }
    }

    /// Always called, also after an error or Ctrl-C: the document is closed and says how far it came.
    pub fn end(self, tail: &Tail) -> io::Result<Ended> {
        let mut ended = Ended { rows: self.rows, ..Ended::default() };
        match self.to {
            To::Json(json) => json.end(tail)?,
            To::Csv(mut csv) => csv.drain()?,
            To::Ids(ids) => ended.left_out = ids.end()?,
            To::Table(table) => (ended.hidden, ended.constant) = table.end()?,
        }
        Ok(ended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::column::{Fit, Shown};
    use proptest::collection::vec;
    use proptest::prelude::*;

    struct Row {
        id: Vec<u8>,
        note: Option<String>,
        size: i64,
    }

    static COLUMNS: &[Column<Row>] = &[
        Column::new("id", "ID", Shown::Table, Fit::Whole, (), |row| Cell::name(&*row.id)),
        Column::new("note", "NOTE", Shown::Table, Fit::Right, (), |row| {
            Cell::opt(row.note.as_deref(), Cell::text)
        }),
        Column::new("size", "SIZE", Shown::Table, Fit::Drop(1), (), |row| Cell::Int(row.size)),
        Column::new("tags", "TAGS", Shown::Asked, Fit::Right, (), |row| {
            Cell::List(vec![Cell::bytes(&*row.id), Cell::Time(row.size)])
        }),
    ];

    fn row(id: &[u8], note: Option<&str>, size: i64) -> Row {
        Row { id: id.to_vec(), note: note.map(str::to_owned), size }
    }

    fn look(format: Format) -> Look {
        Look {
            format,
            now: 0,
            width: None,
            headers: true,
            times: Times::Relative,
            null: false,
            colour: false,
            quiet: false,
            fold: false,
        }
    }

    fn tail() -> Tail<'static> {
        let totals = vec![("matched".into(), Cell::Int(2))];
        Tail { totals, truncated: false, complete: true, error: None }
    }

    fn bytes(look: &Look, rows: &[Row], tail: &Tail, early: bool) -> (Vec<u8>, Ended) {
        let mut out = Vec::new();
        let all = COLUMNS.iter().filter(|c| look.format.machine() || c.shown == Shown::Table).collect();
        let server = Cell::Record(vec![("label".into(), Cell::Null)]);
        let mut listing =
            Listing::begin(&mut out, all, look, "rqctl/things.list/1", &[("server", server)]).unwrap();
        for row in rows {
            listing.row(row).unwrap();
            if early {
                listing.flush().unwrap();
            }
        }
        let ended = listing.end(tail).unwrap();
        (out, ended)
    }

    fn write(look: &Look, rows: &[Row], tail: &Tail) -> (String, Ended) {
        let (out, ended) = bytes(look, rows, tail, false);
        (String::from_utf8(out).unwrap(), ended)
    }

    #[test]
    fn json_is_one_object_with_an_item_a_line() {
        let rows = [row(b"a", Some("x"), 1), row(b"\xff", None, -1)];
        let (text, ended) = write(&look(Format::Json), &rows, &tail());
        let expected = r#"{"schema":"rqctl/things.list/1","server":{"label":null},"items":[
{"id":"a","note":"x","size":1,"tags":["a","1970-01-01T00:00:00.000001Z"]},
{"id":{"$bytes":"/w=="},"note":null,"size":-1,"tags":[{"$bytes":"/w=="},"1969-12-31T23:59:59.999999Z"]}
],"totals":{"matched":2},"truncated":false,"complete":true,"error":null}
"#;
        assert_eq!(text, expected);
        assert_eq!(ended, Ended { rows: 2, ..Ended::default() });
    }

    #[test]
    fn an_answer_that_broke_off_is_closed_and_says_why() {
        let error =
            Fault { code: "unreachable".into(), message: "connection closed".into(), hint: None, exit: 4 };
        let broken = Tail { totals: Vec::new(), truncated: false, complete: false, error: Some(error) };
        let end = r#""totals":{},"truncated":false,"complete":false,"error":{"code":"unreachable","message":"connection closed","hint":null,"exit":4}}"#;
        let (json, _) = write(&look(Format::Json), &[], &broken);
        assert_eq!(
            json,
            format!(
                "{{\"schema\":\"rqctl/things.list/1\",\"server\":{{\"label\":null}},\"items\":[],{end}\n"
            )
        );
        let (jsonl, _) = write(&look(Format::Jsonl), &[], &broken);
        assert_eq!(jsonl, format!("{{\"end\":{{{end}}}\n"));
    }

    #[test]
    fn jsonl_is_an_item_a_line_and_an_end() {
        let (text, _) = write(&look(Format::Jsonl), &[row(b"a", None, 0)], &tail());
        let expected = r#"{"id":"a","note":null,"size":0,"tags":["a","1970-01-01T00:00:00.000000Z"]}
{"end":{"totals":{"matched":2},"truncated":false,"complete":true,"error":null}}
"#;
        assert_eq!(text, expected);
    }

    #[test]
    fn csv_keeps_nested_values_as_json_in_the_cell() {
        let rows = [row(b"a,b", Some("say \"hi\"\n"), 1_000), row(b"\xff", None, 0)];
        let (text, _) = write(&look(Format::Csv), &rows, &tail());
        let expected = "id,note,size,tags\n\
            \"a,b\",\"say \"\"hi\"\"\n\",1000,\"[\"\"a,b\"\",\"\"1970-01-01T00:00:00.001000Z\"\"]\"\n\
            \"{\"\"$bytes\"\":\"\"/w==\"\"}\",,0,\"[{\"\"$bytes\"\":\"\"/w==\"\"},\"\"1970-01-01T00:00:00.000000Z\"\"]\"\n";
        assert_eq!(text, expected);
        let bare = Look { headers: false, ..look(Format::Csv) };
        assert!(write(&bare, &rows, &tail()).0.starts_with("\"a,b\""));
    }

    #[test]
    fn an_id_that_cannot_be_told_apart_is_left_out_and_reported() {
        let rows = [row(b"a", None, 0), row(b"b\nc", None, 0), row(b"", None, 0), row(b"d\0e", None, 0)];
        let (text, ended) = write(&look(Format::Ids), &rows, &tail());
        assert_eq!(text, "a\nd\0e\n");
        assert_eq!(ended.left_out, LeftOut { count: 2, first: Some(b"b\nc".to_vec()) });
        let (text, ended) = write(&Look { null: true, ..look(Format::Ids) }, &rows, &tail());
        assert_eq!(text, "a\0b\nc\0");
        assert_eq!(ended.left_out, LeftOut { count: 2, first: Some(Vec::new()) });
    }

    #[test]
    fn a_terminal_never_gets_raw_ids_or_csv() {
        let rows = [row(b"\x1b[2J", Some("\u{9b}2J"), 0)];
        let on_terminal = |format| Look { width: Some(80), ..look(format) };
        assert_eq!(write(&on_terminal(Format::Ids), &rows, &tail()).0, "$'\\x1b[2J'\n");
        let (csv, _) = write(&on_terminal(Format::Csv), &rows, &tail());
        assert!(csv.contains("\n\\x1b[2J,\\u{9b}2J,0,"), "{csv}");
    }

    #[test]
    fn what_was_gathered_can_be_handed_on_early() {
        for format in [Format::Table, Format::Json, Format::Jsonl, Format::Csv, Format::Ids] {
            let mut out = Vec::new();
            let look = look(format);
            let mut listing = Listing::begin(&mut out, COLUMNS.iter().collect(), &look, "s", &[]).unwrap();
            listing.row(&row(b"early", None, 0)).unwrap();
            listing.flush().unwrap();
            drop(listing);
            assert!(String::from_utf8(out).unwrap().contains("early"), "{format:?}");
        }
    }

    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_closed_pipe_is_known_as_one() {
        for format in [Format::Table, Format::Json, Format::Jsonl, Format::Csv, Format::Ids] {
            let mut out = Closed;
            let look = look(format);
            let mut listing = Listing::begin(&mut out, COLUMNS.iter().collect(), &look, "s", &[]).unwrap();
            let long = row(b"a", Some(&"x".repeat(1_000)), 0);
            let written = (0..100_000).try_for_each(|_| listing.row(&long));
            assert_eq!(written.unwrap_err().kind(), io::ErrorKind::BrokenPipe, "{format:?}");
        }
    }

    proptest! {
        #[test]
        fn handing_on_early_changes_nothing_but_the_widths_of_a_table(
            rows in vec((vec(any::<u8>(), 0..12), proptest::option::of(any::<String>()), any::<i64>()), 0..8)
        ) {
            let rows: Vec<Row> = rows.iter().map(|(id, note, size)| row(id, note.as_deref(), *size)).collect();
            for format in [Format::Json, Format::Jsonl, Format::Csv, Format::Ids] {
                let at_once = bytes(&look(format), &rows, &tail(), false);
                prop_assert_eq!(bytes(&look(format), &rows, &tail(), true), at_once);
            }
        }

        #[test]
        fn json_and_csv_read_back_whatever_the_bytes(
            rows in vec((vec(any::<u8>(), 0..12), proptest::option::of(any::<String>()), any::<i64>()), 0..8)
        ) {
            let rows: Vec<Row> = rows.iter().map(|(id, note, size)| row(id, note.as_deref(), *size)).collect();
            let (json, _) = write(&look(Format::Json), &rows, &tail());
            let read: serde_json::Value = serde_json::from_str(&json).unwrap();
            let items = read["items"].as_array().unwrap();
            prop_assert_eq!(items.len(), rows.len());
            let (jsonl, _) = write(&look(Format::Jsonl), &rows, &tail());
            let (csv, _) = write(&look(Format::Csv), &rows, &tail());
            let mut reader = ::csv::Reader::from_reader(csv.as_bytes());
            let records: Vec<_> = reader.records().map(Result::unwrap).collect();
            prop_assert_eq!(records.len(), rows.len());
            for (((row, item), line), record) in rows.iter().zip(items).zip(jsonl.lines()).zip(&records) {
                prop_assert_eq!(item["note"].as_str(), row.note.as_deref());
                prop_assert_eq!(item["size"].as_i64(), Some(row.size));
                prop_assert_eq!(&serde_json::from_str::<serde_json::Value>(line).unwrap(), item);
                prop_assert_eq!(&record[1], row.note.as_deref().unwrap_or_default());
                let id = std::str::from_utf8(&row.id).ok();
                prop_assert_eq!(item["id"].as_str(), id);
                prop_assert_eq!(id.unwrap_or(&record[0]), &record[0]);
            }
            for c in json.chars().filter(|&c| c != '\n') {
                prop_assert!(!crate::render::escape::hidden(c), "{:?}", c);
            }
        }
    }
}
