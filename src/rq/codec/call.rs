//! The stored call: what a job runs, and with which arguments.
//!
//! `data` is zlib of a serialized `(function, instance, args, kwargs)`. Which serializer wrote it is stored
//! nowhere, so it is read off the bytes. An `instance` is given where a bound method or a callable object
//! was enqueued; the function is then a bare method name.

use super::literal::Line;
use super::pickle::{Id, Pickle};
use super::value::{Value, arguments};
use super::{MAX_INFLATED, Opaque, json, text, zlib};
use std::fmt;

/// What a job runs.
#[derive(Clone, PartialEq, Debug)]
pub struct Call {
    /// `module.qualname`. For a method `module.Class.method` where the class is known, as it is in a
    /// pickle; RQ's own description has the bare method name.
    pub function: String,
    /// The object whose method is called.
    pub instance: Option<Value>,
    pub args: Vec<Value>,
    pub kwargs: Vec<(String, Value)>,
    pub serializer: Serializer,
}

/// Who wrote the bytes, by their looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Serializer {
    Pickle,
    Json,
    /// Neither: another module of the user's.
    Unknown,
}

impl Serializer {
    /// By the first byte. `0x80` begins every pickle since protocol 2. Older ones have no mark, but they
    /// never begin as JSON does, and they end in a full stop.
    fn of(bytes: &[u8]) -> Serializer {
        match bytes {
            [0x80, ..] => Serializer::Pickle,
            _ if json::looks_like(bytes) => Serializer::Json,
            [.., b'.'] => Serializer::Pickle,
            _ => Serializer::Unknown,
        }
    }

    /// The name in machine formats.
    pub fn name(self) -> &'static str {
        match self {
            Serializer::Pickle => "pickle",
            Serializer::Json => "json",
            Serializer::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Serializer {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Call {
    /// The call on one line, in at most `max_chars` characters:
    /// `shop.mail.send_receipt(42, to='ann@example.com')`, or of a method
    /// `<shop.models.Order(id=42)>.ship('dhl')`.
    pub fn text(&self, max_chars: usize) -> String {
        let mut line = Line::new(max_chars);
        match &self.instance {
            None => line.name(&self.function),
            Some(instance) => {
                instance.write(&mut line);
                line.push(".");
                line.name(self.function.rsplit('.').next().unwrap_or_default());
            }
        }
        line.push("(");
        arguments(&mut line, &self.args);
        for (i, (name, value)) in self.kwargs.iter().enumerate() {
            if line.is_cut() {
                break;
            }
            line.push(if i > 0 || !self.args.is_empty() { ", " } else { "" });
            line.name(name);
            line.push("=");
            value.write(&mut line);
        }
        line.push(")");
        line.finish()
    }
}

/// The call in a job's `data` field.
pub fn decode(data: &[u8]) -> Result<Call, Opaque> {
    zlib::with(|inflater| {
        let bytes = inflater.inflate(data, MAX_INFLATED)?;
        match Serializer::of(bytes) {
            Serializer::Pickle => {
                let pickle = Pickle::parse(bytes)?;
                let parts = Parts::of(&pickle)?;
                let [instance, args, kwargs] = pickle.values([parts.instance, parts.args, parts.kwargs]);
                call(parts.name(&pickle), instance, args, kwargs, Serializer::Pickle)
            }
            Serializer::Json => {
                let Value::List(parts) = json::value(bytes)? else { return Err(NO_TUPLE) };
                let [name, instance, args, kwargs] = <[Value; 4]>::try_from(parts).map_err(|_| NO_TUPLE)?;
                let Value::Text(name) = name else { return Err(NO_NAME) };
                call(name, instance, args, kwargs, Serializer::Json)
            }
            Serializer::Unknown => Err(unknown(bytes)),
        }
    })
}

/// The function in a job's `data` field, as in [`Call::function`] and cut at [`super::MAX_LINE`], for listings:
/// where the name stands plainly at the start, the arguments are not even inflated.
pub fn function(data: &[u8]) -> Result<String, Opaque> {
    const START: usize = 1024;
    let name = zlib::with(|inflater| {
        let start = inflater.prefix(data, START)?;
        if let Some(name) = Pickle::leading_function(start) {
            return Ok(Some(name.to_string()));
        }
        if let Some(name) = json::leading_function(start) {
            return Ok(Some(name));
        }
        let bytes = inflater.inflate(data, MAX_INFLATED)?;
        if Serializer::of(bytes) != Serializer::Pickle {
            return Ok(None);
        }
        let pickle = Pickle::parse(bytes)?;
        Ok(Some(Parts::of(&pickle)?.name(&pickle)))
    })?;
    match name {
        Some(name) => Ok(text::cut(name)),
        None => decode(data).map(|call| text::cut(call.function)),
    }
}

/// A serialized value as RQ stores it in `meta` and `result`, not compressed. The text that RQ up to 1.11
/// leaves in place of a result which it could not serialize is that text.
pub fn decode_value(bytes: &[u8]) -> Result<Value, Opaque> {
    match Serializer::of(bytes) {
        Serializer::Pickle => {
            let pickle = Pickle::parse(bytes)?;
            let [value] = pickle.values([pickle.root()]);
            Ok(value)
        }
        Serializer::Json => json::value(bytes),
        Serializer::Unknown => match bytes {
            b"Unserializable return value" | b"Unpickleable return value" => {
                Ok(Value::Text(String::from_utf8_lossy(bytes).into_owned()))
            }
            _ => Err(unknown(bytes)),
        },
    }
}

/// A result's `return_value` (RQ 1.12 and later): base64 of a serialized value.
pub fn return_value(field: &[u8]) -> Result<Value, Opaque> {
    decode_value(&text::unbase64(field)?)
}

const NO_TUPLE: Opaque = Opaque::NotACall("no tuple of four");
const NO_NAME: Opaque = Opaque::NotACall("the function is no name");

fn unknown(bytes: &[u8]) -> Opaque {
    if bytes.is_empty() { Opaque::Empty } else { Opaque::Unknown }
}

/// The four parts of a pickled call.
struct Parts {
    function: String,
    instance: Id,
    args: Id,
    kwargs: Id,
}

impl Parts {
    fn of(pickle: &Pickle) -> Result<Parts, Opaque> {
        let &[function, instance, args, kwargs] = pickle.items(pickle.root()).unwrap_or_default() else {
            return Err(NO_TUPLE);
        };
        let function = pickle.name(function).ok_or(NO_NAME)?;
        Ok(Parts { function, instance, args, kwargs })
    }

    fn name(&self, pickle: &Pickle) -> String {
        match pickle.class(self.instance) {
            Some(class) => format!("{class}.{}", self.function),
            None => self.function.clone(),
        }
    }
}

fn call(
    function: String,
    instance: Value,
    args: Value,
    kwargs: Value,
    serializer: Serializer,
) -> Result<Call, Opaque> {
    let instance = (instance != Value::None).then_some(instance);
    let args = match args {
        Value::List(args) | Value::Tuple(args) => args,
        Value::Cut => vec![Value::Cut],
        _ => return Err(Opaque::NotACall("the arguments are no sequence")),
    };
    let kwargs = match kwargs {
        Value::Map(pairs) => {
            pairs.into_iter().map(|(key, value)| (key.plain().into_owned(), value)).collect()
        }
        Value::None => Vec::new(),
        Value::Cut => vec![("…".to_string(), Value::Cut)],
        _ => return Err(Opaque::NotACall("the keyword arguments are no dict")),
    };
    Ok(Call { function, instance, args, kwargs, serializer })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Version and name, `data`, function, serializer and call of each line of a fixture that real RQ wrote.
    fn stored() -> Vec<(&'static str, Vec<u8>, &'static str, &'static str, &'static str)> {
        let lines = include_str!("../../../tests/fixtures/calls.txt").lines();
        lines
            .map(|line| {
                let [name, hex, function, serializer, call] =
                    line.split('\t').collect::<Vec<_>>().try_into().unwrap();
                let pairs = hex.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
                let data = pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect();
                (name, data, function, serializer, call)
            })
            .collect()
    }

    #[test]
    fn what_rq_stores_is_read() {
        for (name, data, of, serializer, reads) in stored() {
            let call = decode(&data).unwrap();
            assert_eq!(call.text(10_000), reads, "{name}");
            assert_eq!((call.function.as_str(), call.serializer.name()), (of, serializer), "{name}");
            assert_eq!(function(&data).as_deref(), Ok(of), "{name}");
        }
    }

    #[test]
    fn a_call_that_is_not_compressed_is_read_too() {
        for (name, data, of, _, reads) in stored() {
            let plain = zlib::Inflater::new().inflate(&data, MAX_INFLATED).unwrap().to_vec();
            assert_eq!(decode(&plain).unwrap().text(10_000), reads, "{name}");
            assert_eq!(function(&plain).as_deref(), Ok(of), "{name}");
        }
    }

    #[test]
    fn the_function_is_known_where_the_arguments_are_broken() {
        let pickled = b"\x80\x05(\x8c\x06shop.f\x94N\x8c\xffa";
        assert_eq!(function(&zlib::deflate(pickled)).as_deref(), Ok("shop.f"));
        assert_eq!(decode(pickled), Err(Opaque::Pickle { fault: "a length beyond the end", at: 15 }));
        let mut cut = zlib::deflate(&[&pickled[..14], &[b'x'; 9000]].concat());
        cut.truncate(cut.len() - 8);
        assert_eq!(function(&cut).as_deref(), Ok("shop.f"));
        assert_eq!(decode(&cut), Err(Opaque::Zlib));
    }

    #[test]
    fn what_is_no_call_says_why() {
        let odd = Opaque::NotACall("the arguments are no sequence");
        for (data, why) in [
            (&b""[..], Opaque::Empty),
            (b"\x01\x02", Opaque::Unknown),
            (b"[1, 2]", NO_TUPLE),
            (b"[1, null, [], {}]", NO_NAME),
            (b"\x80\x04N.", NO_TUPLE),
            (b"\x80\x04(NNNNt.", NO_NAME),
            (b"[\"f\", null, 1, {}]", odd),
            (b"\x80\x04(\x8c\x01fNK\x01}t.", odd),
            (b"\x80\x04(\x8c\x01fN)K\x01t.", Opaque::NotACall("the keyword arguments are no dict")),
        ] {
            assert_eq!(decode(data), Err(why), "{data:?}");
        }
    }

    #[test]
    fn values_are_read_whoever_wrote_them() {
        for (bytes, reads) in [
            (&b"\x80\x05K\x05."[..], "5"),
            (b"I5\n.", "5"),
            (b"{\"tenant\": \"acme\"}", "{'tenant': 'acme'}"),
            (b"null", "None"),
            (b"Unserializable return value", "'Unserializable return value'"),
        ] {
            assert_eq!(decode_value(bytes).map(|value| value.text(99)).as_deref(), Ok(reads));
            assert_eq!(
                return_value(text::base64(bytes).as_bytes()).map(|value| value.text(99)).as_deref(),
                Ok(reads)
            );
        }
        assert_eq!(decode_value(b""), Err(Opaque::Empty));
        assert_eq!(decode_value(b"\x82\xa1a\x01"), Err(Opaque::Unknown));
        assert_eq!(return_value(b"%"), Err(Opaque::Base64));
    }

    #[test]
    fn a_long_name_is_cut() {
        let data = format!("[\"{}\", null, [], {{}}]", "x".repeat(9000));
        let name = function(data.as_bytes()).unwrap();
        assert_eq!((name.chars().count(), name.ends_with("x…")), (crate::rq::codec::MAX_LINE, true));
    }

    proptest! {
        #[test]
        fn any_data_gives_an_answer(
            chosen in any::<prop::sample::Index>(),
            at in any::<prop::sample::Index>(),
            with in prop::collection::vec(any::<u8>(), 0..4),
            packed in any::<bool>(),
        ) {
            let all = stored();
            let (_, data, ..) = &all[chosen.index(all.len())];
            let mut bytes = zlib::Inflater::new().inflate(data, MAX_INFLATED).unwrap().to_vec();
            let at = at.index(bytes.len());
            bytes.splice(at..(at + with.len()).min(bytes.len()), with);
            let data = if packed { zlib::deflate(&bytes) } else { bytes };
            if let Ok(call) = decode(&data) {
                prop_assert!(call.text(300).chars().count() <= 300);
                // Not always the same: a pickle may begin like a call and become another.
                prop_assert!(function(&data).is_ok());
            }
            let _ = decode_value(&data);
        }
    }
}
