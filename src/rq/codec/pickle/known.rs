//! Classes of Python's standard library that are better shown as what they mean.

use super::build::Builder;
use super::object::Made;
use super::{Coding, Id, Node, strings};
use crate::rq::codec::literal;
use crate::rq::codec::value::Value;
use std::borrow::Cow;

/// The value of an object of a well-known class; nothing if the class is another, or if the object is not
/// made as the class would be.
pub(super) fn value<'p>(builder: &mut Builder<'p, '_>, made: &Made<'p>) -> Option<Value> {
    let (module, name) = made.name.as_ref()?;
    let pairs = &made.object.pairs;
    match (&**module, &**name, &*made.args) {
        ("builtins", "set", []) => Some(Value::Set(Vec::new())),
        ("builtins", "set", [items]) => Some(Value::Set(builder.values(builder.list(*items)?))),
        ("builtins", "frozenset", [items]) => Some(builder.frozenset(builder.list(*items)?)),
        ("collections", "OrderedDict", []) | ("collections", "defaultdict", [] | [_]) => {
            Some(Value::Map(builder.pairs(pairs)))
        }
        ("collections", "OrderedDict", [items]) => ordered(builder, *items),
        ("collections", "Counter", [counts]) => Some(Value::Map(builder.pairs(builder.map(*counts)?))),
        ("collections", "deque", [] | [_] | [_, _]) => deque(builder, made),

        ("_codecs", "encode", [text, _]) => {
            let bytes = bytes(builder, *text, builder.left())?;
            Some(builder.within(bytes.len(), || Value::Bytes(bytes.into_owned())))
        }
        ("builtins", "bytes", []) => Some(Value::Bytes(Vec::new())),
        ("builtins", "bytearray", []) => Some(builder.bytearray(b"")),
        ("builtins", "bytearray", [content, ..]) => {
            let bytes = bytes(builder, *content, builder.left())?;
            Some(builder.bytearray(&bytes))
        }

        ("builtins", "complex", [real, imaginary]) => {
            let text = complex(float(builder, *real)?, float(builder, *imaginary)?);
            Some(builder.python(text))
        }
        ("decimal", "Decimal", [digits]) => Some(called(builder, "Decimal", *digits)),
        ("uuid", "UUID", []) => uuid(builder, made),
        ("builtins", "getattr", [owner, name]) => attribute(builder, *owner, *name),
        ("functools", "partial", [_]) => builder.partial_call(made.object),

        ("datetime", "date", [packed]) => {
            let text = date(array(builder, *packed)?)?;
            Some(builder.python(text))
        }
        ("datetime", "time", [packed, zone @ ..]) => {
            let text = format!("{}{}", time(array(builder, *packed)?)?, offset(builder, zone));
            Some(builder.python(text))
        }
        ("datetime", "datetime", [packed, zone @ ..]) => {
            let packed: [u8; 10] = array(builder, *packed)?;
            let (day, clock) = (packed.first_chunk()?, packed.last_chunk()?);
            let text = format!("{}T{}{}", date(*day)?, time(*clock)?, offset(builder, zone));
            Some(builder.python(text))
        }
        ("datetime", "timedelta", [days, seconds, micros]) => {
            let text = timedelta(int(builder, *days)?, int(builder, *seconds)?, int(builder, *micros)?);
            Some(builder.python(text))
        }
        ("zoneinfo", "ZoneInfo._unpickle", [key, _]) => Some(called(builder, "zoneinfo.ZoneInfo", *key)),
        _ => None,
    }
}

/// `name(argument)`
fn called(builder: &mut Builder, name: &str, argument: Id) -> Value {
    builder.written(|builder, line| {
        line.push(name);
        line.push("(");
        builder.value(argument).write(line);
        line.push(")");
    })
}

/// A bound method, a member of an enum, a nested class.
fn attribute(builder: &mut Builder, owner: Id, name: Id) -> Option<Value> {
    let name = builder.name(name)?;
    Some(builder.written(|builder, line| {
        builder.value(owner).write(line);
        line.push(".");
        line.name(&name);
    }))
}

/// An OrderedDict of Python 2: a list of pairs.
fn ordered(builder: &mut Builder, items: Id) -> Option<Value> {
    let pairs: Option<Vec<(Id, Id)>> = builder
        .list(items)?
        .iter()
        .map(|&pair| match builder.list(pair).or_else(|| builder.tuple(pair))? {
            &[key, value] => Some((key, value)),
            _ => None,
        })
        .collect();
    Some(Value::Map(builder.pairs(&pairs?)))
}

fn deque(builder: &mut Builder, made: &Made) -> Option<Value> {
    let items = match made.args.first() {
        Some(&first) if made.object.items.is_empty() => {
            builder.list(first).or_else(|| builder.tuple(first))?
        }
        _ => &made.object.items,
    };
    let items = Value::List(builder.values(items));
    Some(builder.written(|builder, line| {
        line.push("deque(");
        items.write(line);
        if let Some(&most) = made.args.get(1) {
            line.push(", maxlen=");
            builder.value(most).write(line);
        }
        line.push(")");
    }))
}

fn uuid(builder: &mut Builder, made: &Made) -> Option<Value> {
    let state = builder.map(made.object.state?)?;
    // `int`, and sometimes `is_safe`.
    let &(_, number) = state.iter().take(2).find(|(key, _)| builder.name(*key).as_deref() == Some("int"))?;
    let number = match builder.node(number) {
        Node::Int(number) => u128::try_from(*number).ok()?,
        Node::Long(bytes) => {
            let (low, high) = bytes.split_at(bytes.len().min(16));
            let mut filled = [0; 16];
            filled[..low.len()].copy_from_slice(low);
            (high.is_empty() || high == [0]).then(|| u128::from_le_bytes(filled))?
        }
        Node::Digits(digits) if digits.len() < 40 => std::str::from_utf8(digits).ok()?.parse().ok()?,
        _ => return None,
    };
    Some(builder.python(format!("UUID('{}')", uuid::Uuid::from_u128(number))))
}

/// Year (two bytes), month, day. The month's top bit is the `fold` of a datetime, which says which of two
/// equal wall clock times is meant; the offset, where there is one, says so too.
fn date([high, low, month, day]: [u8; 4]) -> Option<String> {
    let (year, month) = (u16::from_be_bytes([high, low]), month & 0x7f);
    let valid = (1..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    valid.then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// Hour, minute, second, microsecond (three bytes). The hour's top bit is the `fold` of a time.
fn time([hour, minute, second, m1, m2, m3]: [u8; 6]) -> Option<String> {
    let (hour, micros) = (hour & 0x7f, u32::from_be_bytes([0, m1, m2, m3]));
    let valid = hour < 24 && minute < 60 && second < 60 && micros < 1_000_000;
    let fraction = if micros > 0 { format!(".{micros:06}") } else { String::new() };
    valid.then(|| format!("{hour:02}:{minute:02}:{second:02}{fraction}"))
}

/// Days, seconds and microseconds as Python normalizes them: only the days can be negative.
fn timedelta(days: i64, seconds: i64, micros: i64) -> String {
    let parts: Vec<String> = [("days", days), ("seconds", seconds), ("microseconds", micros)]
        .iter()
        .filter(|(_, number)| *number != 0)
        .map(|(unit, number)| format!("{unit}={number}"))
        .collect();
    format!("datetime.timedelta({})", if parts.is_empty() { "0".to_string() } else { parts.join(", ") })
}

/// What follows a time of day: an offset where the pickle holds one, else the zone in brackets.
fn offset(builder: &mut Builder, zone: &[Id]) -> String {
    let Some(&zone) = zone.first() else { return String::new() };
    known_offset(builder, zone).unwrap_or_else(|| format!("[{}]", builder.value(zone).text(80)))
}

fn known_offset(builder: &Builder, zone: Id) -> Option<String> {
    let Node::Object(object) = builder.node(zone) else { return None };
    let zone = builder.made(object);
    let (module, name) = zone.name.as_ref()?;
    match (&**module, &**name, &*zone.args) {
        ("datetime", "timezone", [delta, ..]) | ("dateutil.tz.tz", "tzoffset", [_, delta]) => {
            let Node::Object(delta) = builder.node(*delta) else { return None };
            match &*builder.made(delta).args {
                [days, seconds, _] => Some(hours_minutes(int(builder, *days)?, int(builder, *seconds)?)),
                _ => None,
            }
        }
        ("pytz", "_UTC", []) | ("dateutil.tz.tz", "tzutc", []) => Some(hours_minutes(0, 0)),
        ("pytz", "_p", [_, seconds, ..]) => Some(hours_minutes(0, int(builder, *seconds)?)),
        ("zoneinfo", "ZoneInfo._unpickle", [key, _]) | ("pytz", "_p", [key]) => {
            Some(format!("[{}]", builder.name(*key)?))
        }
        _ => None,
    }
}

fn hours_minutes(days: i64, seconds: i64) -> String {
    let total = days.saturating_mul(86_400).saturating_add(seconds);
    let (sign, total) = (if total < 0 { '-' } else { '+' }, total.unsigned_abs());
    let seconds = if total % 60 > 0 { format!(":{:02}", total % 60) } else { String::new() };
    format!("{sign}{:02}:{:02}{seconds}", total / 3600, total / 60 % 60)
}

/// `repr` of a complex number.
fn complex(real: f64, imaginary: f64) -> String {
    let part = |number: f64| {
        let text = literal::float(number);
        text.strip_suffix(".0").map(str::to_string).unwrap_or(text)
    };
    let (first, second) = (part(real), part(imaginary));
    match (real == 0.0 && real.is_sign_positive(), second.starts_with('-')) {
        (true, _) => format!("{second}j"),
        (false, true) => format!("({first}{second}j)"),
        (false, false) => format!("({first}+{second}j)"),
    }
}

fn int(builder: &Builder, id: Id) -> Option<i64> {
    match builder.node(id) {
        Node::Int(number) => Some(*number),
        _ => None,
    }
}

fn float(builder: &Builder, id: Id) -> Option<f64> {
    match builder.node(id) {
        Node::Float(number) => Some(*number),
        _ => None,
    }
}

/// Exactly so many bytes, each of which protocol 0 may have written in six characters.
fn array<const N: usize>(builder: &Builder, id: Id) -> Option<[u8; N]> {
    (&*bytes(builder, id, 6 * N)?).try_into().ok()
}

/// The bytes of a bytes object, if they are written in at most `max`: plainly, as a Python 2 str, or (up to
/// protocol 2) as a text whose characters stand for one byte each.
fn bytes<'p>(builder: &Builder<'p, '_>, id: Id, max: usize) -> Option<Cow<'p, [u8]>> {
    match builder.node(id) {
        Node::Bytes(bytes) if bytes.len() <= max => Some(Cow::Borrowed(bytes)),
        Node::Str(coding, bytes) if bytes.len() <= max => {
            let plain = strings::decode(*coding, bytes);
            match coding {
                Coding::Python2 | Coding::Python2Repr => Some(plain),
                Coding::Utf8 | Coding::Escaped => {
                    let latin1 = std::str::from_utf8(&plain).ok()?.chars().map(|c| u8::try_from(c).ok());
                    latin1.collect::<Option<Vec<u8>>>().map(Cow::Owned)
                }
            }
        }
        Node::Object(object) => {
            let made = builder.made(object);
            let (module, name) = made.name.as_ref()?;
            match (&**module, &**name, &*made.args) {
                ("_codecs", "encode", &[text, _]) if matches!(builder.node(text), Node::Str(..)) => {
                    bytes(builder, text, max)
                }
                _ => None,
            }
        }
        _ => None,
    }
}
