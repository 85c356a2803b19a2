//! Python values → cells.

use crate::{
    render::cell::Cell,
    rq::codec::{Opaque, value::Value},
};

/// A decoded value with its structure. What JSON has no form for reads as in Python.
pub fn cell(value: Value) -> Cell<'static> {
    match value {
        Value::None => Cell::Null,
        Value::Bool(yes) => Cell::Bool(yes),
        Value::Int(n) => Cell::Int(n),
        Value::Float(n) => Cell::Float(n),
        Value::Text(text) | Value::Python(text) => Cell::text(text),
        Value::Bytes(bytes) => Cell::bytes(bytes),
        Value::List(items) | Value::Tuple(items) | Value::Set(items) => {
            Cell::List(items.into_iter().map(cell).collect())
        }
        Value::Map(pairs) => Cell::Record(
            pairs.into_iter().map(|(key, value)| (key.plain().into_owned().into(), cell(value))).collect(),
        ),
        Value::Cut => Cell::Opaque("too deep or too large".into()),
    }
}

/// A value that may be there, and may be beyond us.
pub fn decoded(value: Option<Result<Value, Opaque>>) -> Cell<'static> {
    match value {
        Some(Ok(value)) => cell(value),
        Some(Err(why)) => opaque(why),
        None => Cell::Null,
    }
}

/// Why there is no value.
pub fn opaque(why: Opaque) -> Cell<'static> {
    match why {
        Opaque::NotLoaded(bytes) => Cell::BytesLen(bytes),
        other => Cell::Opaque(other.to_string().into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_keeps_its_structure() {
        let value = Value::Map(vec![
            (Value::Text("a".into()), Value::Tuple(vec![Value::None, Value::Bool(true), Value::Cut])),
            (Value::Int(7), Value::Python("Decimal('19.90')".into())),
            (Value::Bytes(b"b".to_vec()), Value::Bytes(b"\xff".to_vec())),
            (Value::None, Value::Float(f64::NAN)),
        ]);
        let json = serde_json::to_string(&cell(value)).unwrap();
        let expected = r#"{"a":[null,true,{"$opaque":"too deep or too large"}],"7":"Decimal('19.90')","b":{"$bytes":"/w=="},"None":null}"#;
        assert_eq!(json, expected);
    }
}
