//! Maps of old IDs to new ones: read for `--map` and `--undo`, written before what they name is renamed.
//!
//! CSV with the columns `old` and `new`, or JSON lines `{"old": …, "new": …}`. A map that rqctl wrote begins
//! with a line that names the server's random ID and the key prefix, and is refused on another server.

use std::{
    collections::HashMap,
    fs::{File, OpenOptions},
    io::{BufRead, BufReader, BufWriter, ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use anyhow::{Context, anyhow, bail, ensure};
use base64::{Engine, engine::general_purpose::STANDARD};

use crate::rq::id::JobId;

const MARK: &str = "# rqctl map of server ";

/// Mappings between two calls of fsync.
const SYNC_EVERY: usize = 1_000;

/// A map as read.
#[derive(Debug, Default, PartialEq)]
pub struct MapFile {
    /// The server and prefix that it was written for; a hand-made map names none.
    pub made_for: Option<(String, String)>,
    pub pairs: Vec<(JobId, JobId)>,
}

/// Reads a map.
///
/// # Errors
/// When the file cannot be read, or a line names no pair.
pub fn read(path: &Path) -> anyhow::Result<MapFile> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    parse(&mut BufReader::new(file)).with_context(|| format!("in {}", path.display()))
}

fn parse(from: &mut dyn BufRead) -> anyhow::Result<MapFile> {
    let mut map = MapFile::default();
    let mut first = Vec::new();
    from.read_until(b'\n', &mut first)?;
    let mark = std::str::from_utf8(&first).ok().and_then(|l| l.strip_prefix(MARK));
    if let Some(rest) = mark {
        let (server, prefix) =
            rest.trim_end().split_once(" prefix ").context("its first line is cut short")?;
        map.made_for = Some((server.to_owned(), prefix.to_owned()));
        first.clear();
    }
    let mut rest = first.as_slice().chain_with(from);
    match rest.fill_buf()?.first() {
        Some(b'{') => json_lines(&mut rest, &mut map)?,
        _ => csv_rows(&mut rest, &mut map)?,
    }
    Ok(map)
}

/// A slice, then the rest of a reader.
trait ChainWith {
    fn chain_with<'a>(self, rest: &'a mut dyn BufRead) -> Box<dyn BufRead + 'a>
    where
        Self: 'a;
}

impl ChainWith for &[u8] {
    fn chain_with<'a>(self, rest: &'a mut dyn BufRead) -> Box<dyn BufRead + 'a>
    where
        Self: 'a,
    {
        Box::new(std::io::Read::chain(self, rest))
    }
}

fn csv_rows(from: &mut dyn BufRead, map: &mut MapFile) -> anyhow::Result<()> {
    let mut rows = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(from);
    let mut header = false;
    for (i, row) in rows.byte_records().enumerate() {
        let row = row.with_context(|| format!("row {}", i + 1))?;
        let (Some(old), Some(new)) = (row.get(0), row.get(1)) else {
            bail!("row {} does not hold an old and a new ID", i + 1);
        };
        if i == 0 && (old, new) == (b"old".as_slice(), b"new".as_slice()) {
            header = true;
            continue;
        }
        // A plan as CSV has further columns, and says so at its head.
        ensure!(header || row.len() == 2, "row {} does not hold an old and a new ID", i + 1);
        map.pairs.push((unpack(old)?, unpack(new)?));
    }
    Ok(())
}

fn json_lines(from: &mut dyn BufRead, map: &mut MapFile) -> anyhow::Result<()> {
    for (i, line) in from.split(b'\n').enumerate() {
        let line = line?;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let pair: serde_json::Value =
            serde_json::from_slice(&line).with_context(|| format!("line {}", i + 1))?;
        // The last line of a plan as JSON lines.
        if pair.get("end").is_some() {
            continue;
        }
        let (Some(old), Some(new)) = (named(&pair["old"]), named(&pair["new"])) else {
            bail!("line {} does not hold an old and a new ID", i + 1);
        };
        map.pairs.push((old, new));
    }
    Ok(())
}

/// An ID as machine formats have it.
fn named(value: &serde_json::Value) -> Option<JobId> {
    match value {
        serde_json::Value::String(text) => Some(JobId::new(text)),
        other => STANDARD.decode(other["$bytes"].as_str()?).ok().map(JobId::new),
    }
}

/// What stands before an ID that is no UTF-8 in a CSV map.
const PACKED: &[u8] = b"base64:";

fn pack(id: &JobId) -> Vec<u8> {
    let looks_packed = id.0.starts_with(PACKED) || id.0.starts_with(b"{\"$bytes\"");
    match std::str::from_utf8(&id.0).is_err() || looks_packed {
        true => [PACKED, STANDARD.encode(&id.0).as_bytes()].concat(),
        false => id.0.to_vec(),
    }
}

fn unpack(cell: &[u8]) -> anyhow::Result<JobId> {
    match cell.strip_prefix(PACKED) {
        Some(packed) => {
            Ok(JobId::new(STANDARD.decode(packed).context("base64: is followed by what is not")?))
        }
        None if cell.starts_with(b"{\"$bytes\"") => {
            serde_json::from_slice(cell).ok().as_ref().and_then(named).context("`$bytes` is not base64")
        }
        None => Ok(JobId::new(cell)),
    }
}

impl MapFile {
    /// The map as it is used: no old ID twice, no new one twice. `back` swaps the columns.
    ///
    /// # Errors
    /// When two rows disagree.
    pub fn into_map(self, back: bool) -> anyhow::Result<HashMap<JobId, JobId>> {
        let mut map = HashMap::with_capacity(self.pairs.len());
        let mut taken: HashMap<JobId, JobId> = HashMap::with_capacity(self.pairs.len());
        for (old, new) in self.pairs {
            let (from, to) = if back { (new, old) } else { (old, new) };
            if from == to {
                continue;
            }
            let same = map.insert(from.clone(), to.clone()).is_none_or(|before| before == to);
            ensure!(same, "{} has two new names", from.lossy());
            let alone = taken.insert(to.clone(), from.clone()).is_none_or(|before| before == from);
            ensure!(alone, "two IDs would become {}", to.lossy());
        }
        Ok(map)
    }
}

/// A file that was not there before, for nobody else to read.
///
/// # Errors
/// When it is there already, or cannot be made.
pub fn new_file(path: &Path) -> anyhow::Result<File> {
    let options = OpenOptions::new().write(true).create_new(true).mode(0o600).to_owned();
    options.open(path).map_err(|e| match e.kind() {
        ErrorKind::AlreadyExists => anyhow!(
            "{} is there already, and may be the way back of another run: choose another name",
            path.display()
        ),
        _ => anyhow::Error::from(e).context(format!("cannot make {}", path.display())),
    })
}

/// A map that is being written, mode 0600, on disk before what it names is renamed.
pub struct MapWriter {
    out: csv::Writer<BufWriter<File>>,
    since_sync: usize,
}

impl MapWriter {
    /// Begins a new file.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn begin(file: File, server: &str, prefix: &str) -> anyhow::Result<MapWriter> {
        let mut out = BufWriter::new(file);
        writeln!(out, "{MARK}{server} prefix {prefix}")?;
        let mut out = csv::Writer::from_writer(out);
        out.write_record(["old", "new"])?;
        Ok(MapWriter { out, since_sync: 0 })
    }

    /// Adds a pair.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn add(&mut self, old: &JobId, new: &JobId) -> anyhow::Result<()> {
        self.out.write_record([pack(old), pack(new)])?;
        self.since_sync += 1;
        if self.since_sync >= SYNC_EVERY { self.sync() } else { Ok(()) }
    }

    /// Everything that was added is on disk.
    ///
    /// # Errors
    /// When it is not.
    pub fn sync(&mut self) -> anyhow::Result<()> {
        self.since_sync = 0;
        self.out.flush()?;
        self.out.get_ref().get_ref().sync_data()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str) -> anyhow::Result<MapFile> {
        parse(&mut text.as_bytes())
    }

    fn pair(old: &str, new: &str) -> (JobId, JobId) {
        (JobId::new(old), JobId::new(new))
    }

    #[test]
    fn a_map_made_by_hand_needs_no_first_line() {
        let expected = vec![pair("a:b", "a-b"), pair("c,\n\"d", "c")];
        for text in [
            "a:b,a-b\n\"c,\n\"\"d\",c\n",
            "old,new\na:b,a-b\n\"c,\n\"\"d\",c\n",
            "{\"old\": \"a:b\", \"new\": \"a-b\"}\n\n{\"old\": \"c,\\n\\\"d\", \"new\": \"c\"}\n",
        ] {
            let map = of(text).unwrap();
            assert_eq!(map, MapFile { made_for: None, pairs: expected.clone() }, "{text}");
        }
        for plan in [
            "old,new,queue,status\na:b,a-b,q,queued\n\"c,\n\"\"d\",c,q,\n",
            "{\"old\": \"a:b\", \"new\": \"a-b\", \"queue\": \"q\"}\n{\"old\": \"c,\\n\\\"d\", \"new\": \"c\"}\n{\"end\": {}}\n",
        ] {
            assert_eq!(of(plan).unwrap().pairs, expected, "{plan}");
        }
        let bytes = "old,new\n\"{\"\"$bytes\"\": \"\"/w==\"\"}\",x\n";
        assert_eq!(of(bytes).unwrap().pairs, [(JobId::new(b"\xff"), JobId::new("x"))]);
        assert!(of("a,b,c\n").is_err());
        assert!(of("only one column\n").is_err());
        assert!(of("{\"old\": 1}\n").is_err());
    }

    #[test]
    fn two_names_for_one_are_refused() {
        let map = |pairs: Vec<(JobId, JobId)>| MapFile { made_for: None, pairs }.into_map(false);
        assert!(map(vec![pair("a", "x"), pair("a", "y")]).is_err());
        assert!(map(vec![pair("a", "x"), pair("b", "x")]).is_err());
        assert_eq!(map(vec![pair("a", "x"), pair("a", "x"), pair("b", "b")]).unwrap().len(), 1);
        let back = MapFile { made_for: None, pairs: vec![pair("a", "x")] }.into_map(true).unwrap();
        assert_eq!(back[&JobId::new("x")], JobId::new("a"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn what_is_written_reads_back(
            pairs in proptest::collection::vec(
                (proptest::collection::vec(any::<u8>(), 0..12), "[a-z0-9-]{1,8}"), 0..20),
        ) {
            let pairs: Vec<_> = pairs.into_iter().map(|(o, n)| (JobId::new(o), JobId::new(n))).collect();
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("ids.csv");
            let mut writer = MapWriter::begin(new_file(&path).unwrap(), "0123abcd", "{t}:x").unwrap();
            for (old, new) in &pairs {
                writer.add(old, new).unwrap();
            }
            writer.sync().unwrap();
            prop_assert!(new_file(&path).is_err());
            let map = read(&path).unwrap();
            prop_assert_eq!(map.made_for, Some(("0123abcd".to_owned(), "{t}:x".to_owned())));
            prop_assert_eq!(map.pairs, pairs);
        }
    }
}
