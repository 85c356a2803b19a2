//! What a job was given, returned or carries as meta, whichever serializer wrote it.

use super::literal::{self, Line};
use std::borrow::Cow;

/// A decoded value. The decoders nest at most [`super::MAX_DEPTH`] deep and hold at most
/// [`super::MAX_VALUE`] bytes, so walking and dropping one may recurse.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
    List(Vec<Value>),
    Tuple(Vec<Value>),
    Set(Vec<Value>),
    /// A dict in its own order; ordered, default and counting dicts too.
    Map(Vec<(Value, Value)>),
    /// Anything else, as it would read in Python: `Decimal('19.90')`, `2026-11-24 06:10:49`, a large
    /// integer's digits, `<shop.models.Order(id=42)>`. Angle brackets mark what is no call that could be
    /// typed: an object with its attributes.
    Python(String),
    /// Left out, because it is too deep or too large.
    Cut,
}

impl Value {
    /// The value on one line, as a Python literal, in at most `max_chars` characters (at least one): a
    /// longer line ends in `…`.
    pub fn text(&self, max_chars: usize) -> String {
        let mut line = Line::new(max_chars);
        self.write(&mut line);
        line.finish()
    }

    /// The value for comparing with a pattern that a person typed: a text without quotes, the rest as
    /// [`Value::text`] has it.
    pub fn plain(&self) -> Cow<'_, str> {
        match self {
            Value::Text(text) | Value::Python(text) => Cow::Borrowed(text),
            Value::Bytes(bytes) => String::from_utf8_lossy(bytes),
            other => Cow::Owned(other.text(super::MAX_LINE)),
        }
    }

    /// What stands at a path like `tenant.id` or `items.0`: keys of dicts, positions in lists. A key that
    /// itself holds dots is found too, and wins over the path that it resembles.
    pub fn at(&self, path: &str) -> Option<&Value> {
        if let Some(value) = self.child(path) {
            return Some(value);
        }
        let mut dots = path.match_indices('.');
        dots.find_map(|(dot, _)| self.child(&path[..dot])?.at(&path[dot + 1..]))
    }

    fn child(&self, key: &str) -> Option<&Value> {
        match self {
            // Python keeps the last of equal keys.
            Value::Map(pairs) => pairs.iter().rfind(|(k, _)| k.is_key(key)).map(|(_, value)| value),
            Value::List(items) | Value::Tuple(items) => items.get(key.parse::<usize>().ok()?),
            _ => None,
        }
    }

    fn is_key(&self, key: &str) -> bool {
        match self {
            Value::Text(text) => text == key,
            Value::Bytes(bytes) => bytes == key.as_bytes(),
            Value::Int(number) => key.parse() == Ok(*number),
            _ => false,
        }
    }

    /// A str from its bytes in UTF-8. Lone surrogates, each in the three bytes that UTF-8 would have for it,
    /// have no place in a Rust text: such a str reads as Python prints it.
    pub(super) fn from_str_bytes(bytes: Vec<u8>) -> Value {
        match String::from_utf8(bytes) {
            Ok(text) => Value::Text(text),
            Err(error) => {
                let mut line = Line::new(usize::MAX);
                line.quote_broken(error.as_bytes());
                Value::Python(line.finish())
            }
        }
    }

    pub(super) fn write(&self, line: &mut Line) {
        match self {
            Value::None => line.push("None"),
            Value::Bool(true) => line.push("True"),
            Value::Bool(false) => line.push("False"),
            Value::Int(number) => line.push(&number.to_string()),
            Value::Float(number) => line.push(&literal::float(*number)),
            Value::Text(text) => line.quote(text),
            Value::Bytes(bytes) => line.quote_bytes(bytes),
            Value::List(items) => sequence(line, "[", items, "]"),
            Value::Tuple(items) if items.len() == 1 => sequence(line, "(", items, ",)"),
            Value::Tuple(items) => sequence(line, "(", items, ")"),
            Value::Set(items) if items.is_empty() => line.push("set()"),
            Value::Set(items) => sequence(line, "{", items, "}"),
            Value::Map(pairs) => {
                line.push("{");
                for (i, (key, value)) in pairs.iter().enumerate() {
                    if line.is_cut() {
                        return;
                    }
                    line.push(if i > 0 { ", " } else { "" });
                    key.write(line);
                    line.push(": ");
                    value.write(line);
                }
                line.push("}");
            }
            Value::Python(text) => line.push(text),
            Value::Cut => line.push("…"),
        }
    }
}

fn sequence(line: &mut Line, open: &str, items: &[Value], close: &str) {
    line.push(open);
    arguments(line, items);
    line.push(close);
}

/// Values between commas.
pub(super) fn arguments(line: &mut Line, items: &[Value]) {
    for (i, item) in items.iter().enumerate() {
        if line.is_cut() {
            return;
        }
        line.push(if i > 0 { ", " } else { "" });
        item.write(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.to_string())
    }

    fn meta() -> Value {
        Value::Map(vec![
            (
                text("tenant"),
                Value::Map(vec![(text("id"), text("acme")), (Value::Int(7), Value::Bool(true))]),
            ),
            (text("items"), Value::List(vec![Value::Int(1), Value::Tuple(vec![Value::None])])),
            (text("tenant.name"), text("Acme")),
            (Value::Bytes(b"raw".to_vec()), Value::Float(0.5)),
        ])
    }

    #[test]
    fn a_value_reads_as_python_writes_it() {
        let all =
            "{'tenant': {'id': 'acme', 7: True}, 'items': [1, (None,)], 'tenant.name': 'Acme', b'raw': 0.5}";
        assert_eq!(meta().text(200), all);
        assert_eq!(meta().text(20), "{'tenant': {'id': '…");
        assert_eq!(Value::Set(vec![]).text(9), "set()");
        assert_eq!(Value::Set(vec![Value::Int(1), Value::Cut]).text(9), "{1, …}");
        assert_eq!(Value::Tuple(vec![]).text(9), "()");
    }

    #[test]
    fn a_path_walks_keys_and_positions() {
        let meta = meta();
        for (path, found) in [
            ("tenant.id", Some("'acme'")),
            ("tenant.7", Some("True")),
            ("items.1.0", Some("None")),
            ("tenant.name", Some("'Acme'")),
            ("raw", Some("0.5")),
            ("tenant.id.x", None),
            ("items.2", None),
            ("items.-1", None),
            ("", None),
            (".", None),
        ] {
            assert_eq!(meta.at(path).map(|v| v.text(99)).as_deref(), found, "{path}");
        }
    }

    #[test]
    fn plain_is_what_a_person_would_type() {
        assert_eq!(text("it's").plain(), "it's");
        assert_eq!(Value::Int(42).plain(), "42");
        assert_eq!(Value::Bytes(b"ab".to_vec()).plain(), "ab");
        assert_eq!(Value::Python("Decimal('1')".to_string()).plain(), "Decimal('1')");
        assert_eq!(Value::None.plain(), "None");
    }
}
