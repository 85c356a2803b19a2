//! Python's pickle, protocols 0 to 5, read without running anything.
//!
//! Unpickling proper is a program that builds objects by calling whatever it names. Here the program is only
//! followed: [`Pickle::parse`] notes what it would build as nodes of an arena, where shared and cyclic
//! references are plain numbers, and [`Pickle::value`] writes a node out as a [`Value`]. A payload made to
//! run a command reads `os.system('rm …')`.
//!
//! Both steps are bounded: see [`super::MAX_OBJECTS`], [`super::MAX_VALUE`], [`super::MAX_DEPTH`].

use super::value::Value;
use super::{MAX_VALUE, Opaque};
use build::Builder;
use std::borrow::Cow;

mod build;
mod known;
mod machine;
mod object;
mod read;
mod strings;

/// Longest name of a module, class, function or attribute that is taken for one, in bytes as pickled.
const MAX_NAME: usize = 512;

/// A node's place in the arena.
pub type Id = u32;

/// A pickle that has been read: what it would build, borrowed from its bytes.
pub struct Pickle<'a> {
    nodes: Vec<Node<'a>>,
    root: Id,
}

#[derive(Debug)]
enum Node<'a> {
    None,
    Bool(bool),
    Int(i64),
    /// An integer of more than 64 bits: two's complement, least significant byte first.
    Long(&'a [u8]),
    /// An integer in decimal digits, too long for [`Node::Int`].
    Digits(&'a [u8]),
    Float(f64),
    Str(Coding, &'a [u8]),
    Bytes(&'a [u8]),
    ByteArray(&'a [u8]),
    List(Vec<Id>),
    Tuple(Vec<Id>),
    Set(Vec<Id>),
    FrozenSet(Vec<Id>),
    Map(Vec<(Id, Id)>),
    /// A module and a qualified name in it.
    Global(Id, Id),
    Object(Box<Object>),
    /// What only the writer's own unpickler could look up by this ID.
    Persistent(Id),
    /// A class by its number in Python's extension registry.
    Extension(u32),
    /// Data sent outside the pickle (protocol 5).
    Buffer,
}

/// How the bytes of a str are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Coding {
    /// UTF-8, in which lone surrogates may occur.
    Utf8,
    /// Latin-1 with `\uXXXX` and `\UXXXXXXXX` (protocol 0).
    Escaped,
    /// The bytes of a Python 2 str.
    Python2,
    /// A Python 2 str as its `repr`, quotes included (protocol 0).
    Python2Repr,
}

/// What calling something gives, and what is then put into it.
#[derive(Debug)]
struct Object {
    callable: Id,
    args: Id,
    kwargs: Option<Id>,
    /// Made by `cls.__new__(cls, …)`, not by a call of a function or class.
    bare: bool,
    /// Appended: the contents of a list subclass or a deque.
    items: Vec<Id>,
    /// Set by key: the contents of a dict subclass.
    pairs: Vec<(Id, Id)>,
    /// Given to `__setstate__`, or the attributes.
    state: Option<Id>,
}

impl<'a> Pickle<'a> {
    /// The function's name of a stored call, if it stands at the very start of these bytes, as every pickler
    /// since protocol 2 writes it, and no instance follows.
    pub fn leading_function(bytes: &'a [u8]) -> Option<&'a str> {
        let rest = match bytes {
            [0x80, _, 0x95, _, _, _, _, _, _, _, _, rest @ ..] | [0x80, _, rest @ ..] => rest,
            _ => return None,
        };
        let (len, rest) = match rest {
            [b'(', 0x8c, len, rest @ ..] => (u32::from(*len), rest),
            [b'(', b'X', a, b, c, d, rest @ ..] => (u32::from_le_bytes([*a, *b, *c, *d]), rest),
            _ => return None,
        };
        let (name, rest) = rest.split_at_checked(len as usize).filter(|(name, _)| name.len() <= MAX_NAME)?;
        // MEMOIZE, BINPUT, LONG_BINPUT, nothing; then None for the instance.
        match rest {
            [0x94, b'N', ..] | [b'q', _, b'N', ..] | [b'r', _, _, _, _, b'N', ..] | [b'N', ..] => {
                std::str::from_utf8(name).ok()
            }
            _ => None,
        }
    }

    /// Follows the program up to its end mark. Bytes after that are not looked at, as in Python.
    pub fn parse(bytes: &'a [u8]) -> Result<Pickle<'a>, Opaque> {
        read::read(bytes)
    }

    /// The outermost object.
    pub fn root(&self) -> Id {
        self.root
    }

    /// Nodes as values, of at most [`MAX_VALUE`] bytes together.
    pub fn values<const N: usize>(&self, ids: [Id; N]) -> [Value; N] {
        let mut builder = Builder::new(&self.nodes, MAX_VALUE);
        ids.map(|id| builder.value(id))
    }

    /// The members, if the node is a tuple or list.
    pub fn items(&self, id: Id) -> Option<&[Id]> {
        match self.node(id) {
            Node::Tuple(items) | Node::List(items) => Some(items),
            _ => None,
        }
    }

    /// A function's name, if the node is a short str.
    pub fn name(&self, id: Id) -> Option<String> {
        Builder::new(&self.nodes, 0).name(id).map(Cow::into_owned)
    }

    /// The class of an object, or the name of a class or function itself, as `module.qualname`.
    pub fn class(&self, id: Id) -> Option<String> {
        Builder::new(&self.nodes, 0).class(id)
    }

    fn node(&self, id: Id) -> &Node<'a> {
        &self.nodes[id as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rq::codec::{MAX_DEPTH, MAX_OBJECTS};
    use proptest::prelude::*;
    use std::sync::LazyLock;

    fn text(bytes: &[u8]) -> Result<String, Opaque> {
        let pickle = Pickle::parse(bytes)?;
        let [value] = pickle.values([pickle.root()]);
        Ok(value.text(100_000))
    }

    /// Name and protocol, bytes, and reading of each line of a fixture.
    fn corpus() -> &'static [(String, Vec<u8>, &'static str)] {
        static CORPUS: LazyLock<Vec<(String, Vec<u8>, &'static str)>> = LazyLock::new(read_corpus);
        &CORPUS
    }

    fn read_corpus() -> Vec<(String, Vec<u8>, &'static str)> {
        let lines = include_str!("../../../../tests/fixtures/pickles.txt").lines();
        let cases = lines.filter(|line| !line.starts_with('#')).map(|line| {
            let [name, protocol, hex, reads] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
            let pairs = hex.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
            let bytes = pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect();
            (format!("{name}, protocol {protocol}"), bytes, reads)
        });
        cases.collect()
    }

    #[test]
    fn what_python_pickles_reads_as_python_writes_it() {
        let wrong: Vec<_> = corpus()
            .iter()
            .filter_map(|(name, bytes, reads)| {
                let found = text(bytes);
                (found.as_deref() != Ok(reads)).then(|| format!("{name}\n  want {reads}\n  have {found:?}"))
            })
            .collect();
        assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), corpus().len(), wrong.join("\n"));
        assert!(corpus().len() > 400);
    }

    #[test]
    fn what_python_2_pickled_is_read() {
        for (bytes, reads) in [
            // A str is text if it can be, else bytes; unicode, long, xrange and old-style classes.
            (
                &b"(S'shop.f'\np1\nS'it\\'s\\x41\\n'\nS\"\\xff\"\nNtp2\n."[..],
                "('shop.f', \"it'sA\\n\", b'\\xff', None)",
            ),
            (b"\x80\x02(U\x03abcU\x01\xe9T\x01\0\0\0xt.", "('abc', b'\\xe9', 'x')"),
            (b"(V\\u00e9\\U0001f389\\\nI01\nI00\nL-12L\nF1.5\nl.", "['é🎉\\\\', True, False, -12, 1.5]"),
            (b"\x80\x02c__builtin__\nxrange\nK\x00K\x05K\x01\x87R.", "range(0, 5, 1)"),
            (b"c__builtin__\nunicode\n.", "str"),
            (b"(ishop.models\nOld\n(dS'a'\nI1\nsb.", "<shop.models.Old(a=1)>"),
            (b"(cshop.models\nOld\nI7\no.", "shop.models.Old(7)"),
            (b"\x80\x02cexceptions\nKeyError\nU\x03sku\x85R.", "KeyError('sku')"),
            (
                b"cdatetime\ndatetime\n(S'\\x07\\xea\\x0b\\x18\\x06\\n1\\x00!\\x83'\ntR.",
                "2026-11-24T06:10:49.008579",
            ),
            (b"ccollections\nOrderedDict\n((lp1\n(lp2\nS'a'\naI1\naatR.", "{'a': 1}"),
            (b"(dp0\nS'k'\np1\n(lp2\nI1\nasg1\ng2\ns.", "{'k': [1], 'k': [1]}"),
        ] {
            assert_eq!(text(bytes).as_deref(), Ok(reads), "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn a_payload_is_shown_and_not_run() {
        assert_eq!(text(b"cos\nsystem\n(S'echo hi'\ntR.").as_deref(), Ok("os.system('echo hi')"));
        assert_eq!(text(b"cos\nsystem') or (\n(S'x'\ntR.").as_deref(), Ok("os.\"system') or (\"('x')"));
    }

    #[test]
    fn time_zones_of_pytz_are_offsets() {
        let at = |zone: &str| {
            let bytes =
                [b"cdatetime\ndatetime\n(C\x0a\x07\xea\x0b\x18\x06\x0a\x31\0\0\0", zone.as_bytes(), b"tR."];
            text(&bytes.concat()).unwrap()
        };
        assert_eq!(at("cpytz\n_UTC\n(tR"), "2026-11-24T06:10:49+00:00");
        assert_eq!(at("cpytz\n_p\n(S'Europe/Paris'\nI3600\nI0\nS'CET'\ntR"), "2026-11-24T06:10:49+01:00");
        assert_eq!(at("cpytz\n_p\n(S'Asia/Tokyo'\ntR"), "2026-11-24T06:10:49[Asia/Tokyo]");
        assert_eq!(at("cshop\nZone\n(I1\ntR"), "2026-11-24T06:10:49[shop.Zone(1)]");
        assert_eq!(at("N"), "2026-11-24T06:10:49[None]");
    }

    #[test]
    fn broken_pickles_say_where() {
        for (bytes, fault, at) in [
            (&b"\x80\x04"[..], "ends early", 2),
            (b"\x80\x04\x8c\x09abc", "a length beyond the end", 4),
            (b"\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\x7f.", "a length beyond the end", 11),
            (b"X\xff\xff\xff\xff.", "a length beyond the end", 5),
            (b"\x8b\xff\xff\xff\x7f\0.", "a length beyond the end", 5),
            (b"Ixy\n.", "no number", 4),
            (b"S'a'", "a line without end", 1),
            (b".", "stack underflow", 1),
            (b"(.", "stack underflow", 2),
            (b"t.", "no mark", 1),
            (b"0.", "no mark", 1),
            (b"}Nu.", "no mark", 3),
            (b"}(Nu.", "a key without value", 4),
            (b"NNs.", "stack underflow", 3),
            (b"NNNs.", "sets a key of what is no dict", 4),
            (b")Na.", "appends to what is no list", 3),
            (b"h\0.", "memo index not set", 2),
            (b"Nr\xff\xff\xff\xff.", "memo index out of range", 6),
            (b"(o.", "no class", 2),
            (b"\x01.", "unknown opcode", 0),
        ] {
            assert_eq!(text(bytes), Err(Opaque::Pickle { fault, at }), "{}", bytes.escape_ascii());
        }
        assert_eq!(text(b""), Err(Opaque::Empty));
    }

    #[test]
    fn what_nests_too_deep_is_cut() {
        for (open, close) in [("]", "a"), ("(", "t"), ("(", "l"), ("}N", "s"), ("cos\nx\n(", "tR")] {
            let bytes =
                [open.repeat(100_000), "N".to_string(), close.repeat(100_000), ".".to_string()].concat();
            let reads = text(bytes.as_bytes()).unwrap();
            assert!(reads.contains('…') && reads.len() < 1000, "{open}: {reads}");
        }
        let objects = b"]".repeat(MAX_OBJECTS + 1);
        assert_eq!(text(&objects), Err(Opaque::Crowded));
        assert_eq!(text(&b"(".repeat(MAX_OBJECTS + 1)), Err(Opaque::Crowded));
    }

    /// Lists of two references to the one before: 2^60 mentions of the innermost.
    #[test]
    fn laughing_a_billion_times_costs_the_budget_once() {
        let mut bytes = b"\x80\x04](NNe\x94".to_vec();
        for level in 0..60u8 {
            bytes.extend([b']', b'(', b'h', level, b'h', level, b'e', 0x94]);
        }
        bytes.push(b'.');
        spends_its_budget("lists", &bytes);
    }

    /// One large or costly thing, mentioned fifty thousand times.
    #[test]
    fn mentioning_a_large_thing_often_costs_the_budget_once() {
        const LARGE: usize = 200_000;
        let len = (LARGE as u32).to_le_bytes();
        let bytes = |op: u8| [&[op][..], &len, &[b'x'; LARGE], b"\x94"].concat();
        let list = |op: &[u8]| [b"](", &op.repeat(LARGE / 5)[..], b"e\x94"].concat();
        let fields = b"NN".repeat(LARGE / 5);
        let made = |class: &[u8], args: &[u8]| [class, b"(", args, b"tR\x94"].concat();
        for (name, thing) in [
            ("bytes", bytes(b'B')),
            ("text", bytes(b'X')),
            ("bytearray", [b"\x96", &len[..], &[0; 4], &[b'x'; LARGE], b"\x94"].concat()),
            ("long", [b"\x8b", &len[..], &[1; LARGE], b"\x94"].concat()),
            ("digits", [b"L", &[b'7'; LARGE][..], b"L\n\x94"].concat()),
            ("class", [b"c", &[b'x'; LARGE][..], b"\nf\n\x94"].concat()),
            ("empty lists", list(b"]")),
            ("old bytes", made(b"c_codecs\nencode\n", &[&bytes(b'X'), &b"N"[..]].concat())),
            ("zone", made(b"cpytz\n_p\n", &bytes(b'X'))),
            ("pairs", made(b"ccollections\nOrderedDict\n", &list(b"](NNe"))),
            ("attributes", [b"cm\nC\n)\x81}(", &fields[..], b"ub\x94"].concat()),
            ("number", [b"cuuid\nUUID\n)\x81}(", &fields[..], b"X\x03\0\0\0intK\x01ub\x94"].concat()),
        ] {
            let mut many = thing;
            // Protocol 4 numbers what it keeps, and the thing was kept last.
            let index = many.iter().filter(|&&b| b == 0x94).count() as u8 - 1;
            many.extend(b"](");
            many.extend([b'h', index].repeat(50_000));
            many.extend(b"e.");
            spends_its_budget(name, &many);
        }
    }

    fn spends_its_budget(name: &str, bytes: &[u8]) {
        const BUDGET: usize = 1 << 20;
        let pickle = Pickle::parse(bytes).unwrap();
        let value = Builder::new(&pickle.nodes, BUDGET).value(pickle.root);
        assert!(size(&value) <= 2 * BUDGET, "{name}: {} bytes", size(&value));
        assert!(value.text(usize::MAX).contains('…'), "{name}");
    }

    /// Bytes of memory that a value takes, but for what vectors keep in reserve.
    fn size(value: &Value) -> usize {
        size_of::<Value>()
            + match value {
                Value::Text(text) | Value::Python(text) => text.len(),
                Value::Bytes(bytes) => bytes.len(),
                Value::List(items) | Value::Tuple(items) | Value::Set(items) => items.iter().map(size).sum(),
                Value::Map(pairs) => pairs.iter().map(|(key, value)| size(key) + size(value)).sum(),
                _ => 0,
            }
    }

    fn depth(value: &Value) -> usize {
        1 + match value {
            Value::List(items) | Value::Tuple(items) | Value::Set(items) => {
                items.iter().map(depth).max().unwrap_or(0)
            }
            Value::Map(pairs) => pairs.iter().map(|(k, v)| depth(k).max(depth(v))).max().unwrap_or(0),
            _ => 0,
        }
    }

    fn is_bounded(bytes: &[u8]) {
        if let Ok(pickle) = Pickle::parse(bytes) {
            let [value] = pickle.values([pickle.root()]);
            assert!(size(&value) <= 2 * MAX_VALUE && depth(&value) <= MAX_DEPTH + 1);
            assert!(value.text(200).chars().count() <= 200);
        }
    }

    /// One change to a pickle: bytes replaced, taken out or put in.
    fn mutate(bytes: &mut Vec<u8>, (at, len, with): (usize, usize, Vec<u8>)) {
        let at = at % (bytes.len() + 1);
        let end = bytes.len().min(at + len);
        bytes.splice(at..end, with);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            is_bounded(&bytes);
        }

        #[test]
        fn any_opcodes_are_read_or_refused(ops in prop::collection::vec(prop::sample::select(
            b".(012NKIJLMFGSUVXTBC]e)}tlduasoibcRpqrghjPQ\x81\x82\x85\x86\x87\x88\x8a\x8c\x8e\x8f\x90\x91\x92\x93\x94\x96\x97\n\x01".to_vec()
        ), 0..200)) {
            is_bounded(&[b"\x80\x05NK\x01", &ops[..], b"."].concat());
        }

        #[test]
        fn mutants_of_pickles_are_read_or_refused(
            chosen in any::<prop::sample::Index>(),
            changes in prop::collection::vec((any::<usize>(), 0usize..4, prop::collection::vec(any::<u8>(), 0..4)), 1..6),
        ) {
            let (_, mut bytes, _) = corpus()[chosen.index(corpus().len())].clone();
            changes.into_iter().for_each(|change| mutate(&mut bytes, change));
            is_bounded(&bytes);
        }
    }
}
