use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::OnceLock;

use redis::{FromRedisValue, Value};
use regex_lite::Regex;

use crate::Redis;

/// Everything a server keeps, so that two states can be compared whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dump(pub BTreeMap<Vec<u8>, KeyDump>);

#[derive(Clone, Debug, PartialEq)]
pub struct KeyDump {
    pub value: Stored,
    /// Milliseconds that were left, `None` for ever.
    pub ttl_ms: Option<i64>,
}

/// What a key holds. Scores stay as the text that Redis gave.
#[derive(Clone, Debug, PartialEq)]
pub enum Stored {
    Text(Vec<u8>),
    List(Vec<Vec<u8>>),
    Set(BTreeSet<Vec<u8>>),
    Hash(Fields),
    Zset(BTreeMap<Vec<u8>, String>),
    /// Entry IDs and their fields, oldest first.
    Stream(Vec<(String, Fields)>),
}

/// The fields of a hash or of a stream's entry.
pub type Fields = BTreeMap<Vec<u8>, Vec<u8>>;

/// What two dumps may differ in and still count as the same state, because two runs of one operation
/// never share a clock.
#[derive(Clone, Copy, Debug)]
pub struct Near {
    /// Times, scores and TTLs this near are equal. Texts and tracebacks are compared with the times in them
    /// masked.
    pub seconds: f64,
}

impl Redis {
    /// All keys of the database with type, value and TTL.
    pub fn dump(&self) -> Dump {
        let keys: Vec<Vec<u8>> = self.cmd(&["KEYS", "*"]);
        let mut kinds = self.batch(&of_each(&keys, &["TYPE", "PTTL"])).into_iter();
        let mut described = Vec::new();
        for key in keys {
            let (kind, ttl) = (kinds.next().expect("a reply each"), kinds.next().expect("a reply each"));
            described.push((key, read::<String>(kind), read::<i64>(ttl)));
        }
        // What ran out since KEYS is left out.
        described.retain(|(_, kind, _)| kind != "none");
        let reads: Vec<_> = described.iter().map(|(key, kind, _)| how_to_read(kind, key)).collect();
        let values = described.into_iter().zip(self.batch(&reads));
        let keys = values.map(|((key, kind, ttl), value)| {
            (key, KeyDump { value: Stored::read(&kind, value), ttl_ms: (ttl >= 0).then_some(ttl) })
        });
        Dump(keys.collect())
    }

    /// Replaces everything that `other` keeps by a copy of what this server keeps, TTLs too.
    pub fn clone_to(&self, other: &Redis) {
        let keys: Vec<Vec<u8>> = self.cmd(&["KEYS", "*"]);
        let mut copies = self.batch(&of_each(&keys, &["DUMP", "PTTL"])).into_iter();
        let mut restore = vec![vec![b"FLUSHALL".to_vec()]];
        for key in keys {
            let (body, ttl) = (copies.next().expect("a reply each"), copies.next().expect("a reply each"));
            // What ran out since KEYS has no body.
            if let Some(body) = read::<Option<Vec<u8>>>(body) {
                let ttl = read::<i64>(ttl).max(0).to_string().into_bytes();
                restore.push(vec![b"RESTORE".to_vec(), key, ttl, body]);
            }
        }
        other.batch(&restore);
    }
}

/// Each command for each key, the key as its only argument.
fn of_each(keys: &[Vec<u8>], commands: &[&str]) -> Vec<Vec<Vec<u8>>> {
    let of_one = |key: &Vec<u8>| {
        commands.iter().map(|command| vec![command.as_bytes().to_vec(), key.clone()]).collect::<Vec<_>>()
    };
    keys.iter().flat_map(of_one).collect()
}

fn how_to_read(kind: &str, key: &[u8]) -> Vec<Vec<u8>> {
    let words: &[&str] = match kind {
        "string" => &["GET"],
        "list" => &["LRANGE", "0", "-1"],
        "set" => &["SMEMBERS"],
        "hash" => &["HGETALL"],
        "zset" => &["ZRANGE", "0", "-1", "WITHSCORES"],
        "stream" => &["XRANGE", "-", "+"],
        other => panic!("no test makes a key of type {other}"),
    };
    let mut words: Vec<Vec<u8>> = words.iter().map(|word| word.as_bytes().to_vec()).collect();
    words.insert(1, key.to_owned());
    words
}

fn read<T: FromRedisValue>(value: Value) -> T {
    redis::from_redis_value(value).expect("Redis answers as its documentation says")
}

impl Stored {
    fn read(kind: &str, value: Value) -> Stored {
        match kind {
            "string" => Stored::Text(read(value)),
            "list" => Stored::List(read(value)),
            "set" => Stored::Set(read(value)),
            "hash" => Stored::Hash(read(value)),
            "zset" => Stored::Zset(read(value)),
            _ => Stored::Stream(read(value)),
        }
    }
}

impl Dump {
    /// The keys whose name begins with `prefix`.
    pub fn under(&self, prefix: &str) -> Dump {
        Dump(self.0.iter().filter(|(k, _)| k.starts_with(prefix.as_bytes())).map(clone_pair).collect())
    }

    /// Without the keys whose name begins with `prefix`.
    pub fn without(&self, prefix: &str) -> Dump {
        Dump(self.0.iter().filter(|(k, _)| !k.starts_with(prefix.as_bytes())).map(clone_pair).collect())
    }

    pub fn get(&self, key: impl AsRef<[u8]>) -> Option<&KeyDump> {
        self.0.get(key.as_ref())
    }

    /// Where `other` differs by more than `near` allows: one line for each key, field, member or TTL,
    /// beginning with the key.
    pub fn differences(&self, other: &Dump, near: Near) -> Vec<String> {
        let mut found = Vec::new();
        let keys: BTreeSet<_> = self.0.keys().chain(other.0.keys()).collect();
        for key in keys {
            let name = key.escape_ascii();
            match (self.0.get(key), other.0.get(key)) {
                (Some(a), Some(b)) => a.differences(b, near, &mut |what| found.push(format!("{name}{what}"))),
                (Some(a), None) => found.push(format!("{name}: {} against nothing", a.value)),
                (None, Some(b)) => found.push(format!("{name}: nothing against {}", b.value)),
                (None, None) => {}
            }
        }
        found
    }

    /// # Panics
    /// When there are [differences](Dump::differences), with all of them.
    pub fn assert_same(&self, other: &Dump, near: Near) {
        let found = self.differences(other, near);
        assert!(found.is_empty(), "the two states differ:\n{}", found.join("\n"));
    }
}

fn clone_pair((key, dump): (&Vec<u8>, &KeyDump)) -> (Vec<u8>, KeyDump) {
    (key.clone(), dump.clone())
}

impl KeyDump {
    fn differences(&self, other: &KeyDump, near: Near, found: &mut dyn FnMut(String)) {
        match (self.ttl_ms, other.ttl_ms) {
            (None, None) => {}
            (Some(a), Some(b)) if (a - b).abs() as f64 <= near.seconds * 1000.0 => {}
            (a, b) => found(format!(": TTL {} against {}", ttl_text(a), ttl_text(b))),
        }
        match (&self.value, &other.value) {
            (Stored::Hash(a), Stored::Hash(b)) => field_differences(a, b, near, "", found),
            (Stored::Zset(a), Stored::Zset(b)) => {
                for member in a.keys().chain(b.keys()).collect::<BTreeSet<_>>() {
                    match (a.get(member), b.get(member)) {
                        (Some(x), Some(y)) if near.scores(x, y) => {}
                        (x, y) => found(format!(" {}: score {x:?} against {y:?}", member.escape_ascii())),
                    }
                }
            }
            (Stored::Stream(a), Stored::Stream(b)) if a.len() == b.len() => {
                for (at, ((id_a, a), (id_b, b))) in a.iter().zip(b).enumerate() {
                    if !near.stream_ids(id_a, id_b) {
                        found(format!(" entry {at}: {id_a} against {id_b}"));
                    }
                    field_differences(a, b, near, &format!(" entry {at}"), found);
                }
            }
            (Stored::Text(a), Stored::Text(b)) if near.texts(a, b) => {}
            (a, b) if a == b => {}
            (a, b) => found(format!(": {a} against {b}")),
        }
    }
}

fn field_differences(a: &Fields, b: &Fields, near: Near, place: &str, found: &mut dyn FnMut(String)) {
    for field in a.keys().chain(b.keys()).collect::<BTreeSet<_>>() {
        match (a.get(field), b.get(field)) {
            (Some(x), Some(y)) if near.texts(x, y) => {}
            (x, y) => found(format!("{place} {}: {} against {}", field.escape_ascii(), shown(x), shown(y))),
        }
    }
}

fn shown(text: Option<&Vec<u8>>) -> String {
    match text {
        None => "nothing".to_owned(),
        Some(text) => format!("`{}`", readable(text).escape_ascii()),
    }
}

fn ttl_text(ttl: Option<i64>) -> String {
    ttl.map_or("none".to_owned(), |ms| format!("{:.0} s", ms as f64 / 1000.0))
}

impl Near {
    /// Two runs of one operation, a moment apart.
    pub const SECONDS: Near = Near { seconds: 3.0 };

    fn texts(self, a: &[u8], b: &[u8]) -> bool {
        if a == b {
            return true;
        }
        let (a, b) = (readable(a), readable(b));
        match (time_of(&a), time_of(&b)) {
            (Some(a), Some(b)) => (a - b).abs() <= self.seconds,
            _ => masked(&a) == masked(&b),
        }
    }

    fn scores(self, a: &str, b: &str) -> bool {
        match (a.parse::<f64>(), b.parse::<f64>()) {
            (Ok(a), Ok(b)) => a == b || (a - b).abs() <= self.seconds,
            _ => false,
        }
    }

    fn stream_ids(self, a: &str, b: &str) -> bool {
        let milliseconds = |id: &str| id.split('-').next().and_then(|ms| ms.parse::<f64>().ok());
        match (milliseconds(a), milliseconds(b)) {
            (Some(a), Some(b)) => (a - b).abs() <= self.seconds * 1000.0,
            _ => false,
        }
    }
}

/// What RQ compressed, inflated: a traceback is zlib in the hash, and base64 of it in a result.
fn readable(text: &[u8]) -> Vec<u8> {
    use base64::Engine;
    use std::io::Read;

    let inflate = |bytes: &[u8]| {
        let mut plain = Vec::new();
        (bytes.starts_with(&[0x78]) && flate2::read::ZlibDecoder::new(bytes).read_to_end(&mut plain).is_ok())
            .then_some(plain)
    };
    if let Some(plain) = inflate(text) {
        return plain;
    }
    let decoded = base64::engine::general_purpose::STANDARD.decode(text).ok();
    decoded.and_then(|bytes| inflate(&bytes)).unwrap_or_else(|| text.to_owned())
}

/// Seconds since the epoch, where the text is one of RQ's two forms of a time: ISO 8601 in UTC, or a
/// fractional number of seconds in this century.
fn time_of(text: &[u8]) -> Option<f64> {
    let text = std::str::from_utf8(text).ok()?;
    if let Ok(seconds) = text.parse::<f64>() {
        return (text.contains('.') && (1e9..4e9).contains(&seconds)).then_some(seconds);
    }
    let time: jiff::Timestamp = text.parse().ok()?;
    Some(time.as_nanosecond() as f64 / 1e9)
}

/// The text with the times in it replaced by `[TIME]`, as in "… at 2026-11-24 06:10:49.008579+00:00".
fn masked(text: &[u8]) -> Vec<u8> {
    static TIMES: OnceLock<Regex> = OnceLock::new();
    let Ok(text) = std::str::from_utf8(text) else { return text.to_owned() };
    let times = TIMES.get_or_init(|| {
        Regex::new(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?").expect("a regex")
    });
    times.replace_all(text, "[TIME]").into_owned().into_bytes()
}

impl fmt::Display for Stored {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let list = |items: &mut dyn Iterator<Item = &Vec<u8>>| {
            items.map(|i| i.escape_ascii().to_string()).collect::<Vec<_>>().join(", ")
        };
        match self {
            Stored::Text(text) => write!(f, "text `{}`", text.escape_ascii()),
            Stored::List(items) => write!(f, "list [{}]", list(&mut items.iter())),
            Stored::Set(members) => write!(f, "set [{}]", list(&mut members.iter())),
            Stored::Hash(fields) => write!(f, "hash with fields [{}]", list(&mut fields.keys())),
            Stored::Zset(members) => write!(f, "zset [{}]", list(&mut members.keys())),
            Stored::Stream(entries) => write!(f, "stream of {} entries", entries.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_in_both_forms() {
        assert_eq!(time_of(b"2026-11-24T06:10:49.500000Z"), Some(1_795_500_649.5));
        assert_eq!(time_of(b"2000-02-29T00:00:00Z"), Some(951_782_400.0));
        assert_eq!(time_of(b"1795500650.25"), Some(1_795_500_650.25));
        assert_eq!(time_of(b"180"), None);
        assert_eq!(time_of(b"1795500650"), None, "a whole number may be a count");
    }

    #[test]
    fn near_times_are_equal_and_far_ones_are_not() {
        let near = Near { seconds: 2.0 };
        assert!(near.texts(b"2026-11-24T06:10:49.500000Z", b"2026-11-24T06:10:51.000000Z"));
        assert!(!near.texts(b"2026-11-24T06:10:49.500000Z", b"2026-11-24T06:10:52.000000Z"));
        assert!(near.texts(b"lost at 2026-11-24 06:10:49.1+00:00", b"lost at 2026-11-24 09:00:00+00:00"));
        assert!(!near.texts(b"queued", b"failed"));
    }
}
