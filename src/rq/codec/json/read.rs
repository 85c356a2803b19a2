//! A reader of JSON as Python's `json` writes it: with `NaN` and infinities, integers of any length, and
//! lone surrogates. Nothing is looked at twice, and what is cut is passed over without recursion.

use crate::rq::codec::value::Value;
use crate::rq::codec::{MAX_DEPTH, MAX_VALUE, Opaque, literal};

/// What each value costs, besides the bytes of its text.
const EACH: usize = size_of::<Value>();

pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Bytes of memory that may still be spent.
    left: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { bytes, at: 0, left: MAX_VALUE }
    }

    /// The value that makes up all of the bytes.
    pub(super) fn whole(mut self) -> Result<Value, Opaque> {
        let value = self.value(0)?;
        match self.peek() {
            None => Ok(value),
            Some(_) => Err(self.fault("more than one value")),
        }
    }

    /// The next byte that is no space.
    pub(super) fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.bytes.get(self.at) {
            self.at += 1;
        }
        self.bytes.get(self.at).copied()
    }

    /// Passes over a byte, and the space before it, if it is the next.
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    pub(super) fn value(&mut self, depth: usize) -> Result<Value, Opaque> {
        if depth >= MAX_DEPTH || !self.spend(EACH) {
            self.skip()?;
            return Ok(Value::Cut);
        }
        match self.peek() {
            Some(b'[') => self.list(depth).map(Value::List),
            Some(b'{') => self.map(depth).map(Value::Map),
            Some(b'"') => self.text(),
            Some(b'-' | b'0'..=b'9' | b'I') => self.number(),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'n') => self.word("null", Value::None),
            Some(b'N') => self.word("NaN", Value::Float(f64::NAN)),
            Some(_) => Err(self.fault("no value")),
            None => Err(self.fault("ends early")),
        }
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Value>, Opaque> {
        let mut items = Vec::new();
        self.at += 1;
        if self.eat(b']') {
            return Ok(items);
        }
        loop {
            if self.left < EACH {
                items.push(Value::Cut);
                self.skip_rest()?;
                return Ok(items);
            }
            items.push(self.value(depth + 1)?);
            if self.eat(b']') {
                return Ok(items);
            }
            self.expect(b',')?;
        }
    }

    fn map(&mut self, depth: usize) -> Result<Vec<(Value, Value)>, Opaque> {
        let mut pairs = Vec::new();
        self.at += 1;
        if self.eat(b'}') {
            return Ok(pairs);
        }
        loop {
            if self.left < EACH {
                pairs.push((Value::Cut, Value::Cut));
                self.skip_rest()?;
                return Ok(pairs);
            }
            if self.peek() != Some(b'"') {
                return Err(self.fault("a key that is no text"));
            }
            let key = self.value(depth + 1)?;
            self.expect(b':')?;
            pairs.push((key, self.value(depth + 1)?));
            if self.eat(b'}') {
                return Ok(pairs);
            }
            self.expect(b',')?;
        }
    }

    fn text(&mut self) -> Result<Value, Opaque> {
        let text = self.string()?;
        Ok(if self.spend(text.len()) { Value::from_str_bytes(text) } else { Value::Cut })
    }

    /// A text in UTF-8, where lone surrogates may occur.
    fn string(&mut self) -> Result<Vec<u8>, Opaque> {
        let mut text = Vec::new();
        self.at += 1;
        loop {
            let rest = &self.bytes[self.at..];
            let plain = rest.iter().position(|b| matches!(b, b'"' | b'\\'));
            let plain = plain.ok_or_else(|| self.fault("a text without end"))?;
            text.extend_from_slice(&rest[..plain]);
            self.at += plain + 1;
            if rest[plain] == b'"' {
                return Ok(text);
            }
            self.escape(&mut text)?;
        }
    }

    fn escape(&mut self, text: &mut Vec<u8>) -> Result<(), Opaque> {
        let plain = match self.bytes.get(self.at) {
            Some(b'u') => {
                self.at += 1;
                let code = self.code_point()?;
                literal::push_code(text, code);
                return Ok(());
            }
            Some(b'n') => b'\n',
            Some(b't') => b'\t',
            Some(b'r') => b'\r',
            Some(b'b') => 0x08,
            Some(b'f') => 0x0c,
            Some(&b @ (b'"' | b'\\' | b'/')) => b,
            _ => return Err(self.fault("no escape")),
        };
        self.at += 1;
        text.push(plain);
        Ok(())
    }

    /// The four digits after `\u`, and those of the other half of a pair.
    fn code_point(&mut self) -> Result<u32, Opaque> {
        let high = self.hex()?;
        let is_high = (0xd800..0xdc00).contains(&high);
        if is_high && self.bytes[self.at..].starts_with(b"\\u") {
            let here = self.at;
            self.at += 2;
            let low = self.hex()?;
            if (0xdc00..0xe000).contains(&low) {
                return Ok(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
            }
            self.at = here;
        }
        Ok(high)
    }

    fn hex(&mut self) -> Result<u32, Opaque> {
        let code = self.bytes.get(self.at..self.at + 4).and_then(literal::hex);
        let code = code.ok_or_else(|| self.fault("no escape"))?;
        self.at += 4;
        Ok(code)
    }

    fn number(&mut self) -> Result<Value, Opaque> {
        let rest = &self.bytes[self.at..];
        for (word, number) in [("Infinity", f64::INFINITY), ("-Infinity", f64::NEG_INFINITY)] {
            if rest.starts_with(word.as_bytes()) {
                self.at += word.len();
                return Ok(Value::Float(number));
            }
        }
        let in_number = |b: &u8| matches!(b, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        let digits = &rest[..rest.iter().position(|b| !in_number(b)).unwrap_or(rest.len())];
        let number = match std::str::from_utf8(digits) {
            Ok(text) if is_integer(digits) => match text.parse() {
                Ok(number) => Value::Int(number),
                Err(_) => self.long(digits),
            },
            Ok(text) if is_decimal(digits) => Value::Float(text.parse().unwrap_or(f64::NAN)),
            _ => return Err(self.fault("no number")),
        };
        self.at += digits.len();
        Ok(number)
    }

    fn long(&mut self, digits: &[u8]) -> Value {
        if self.spend(digits.len()) { Value::Python(literal::digits(digits)) } else { Value::Cut }
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, Opaque> {
        if !self.bytes[self.at..].starts_with(word.as_bytes()) {
            return Err(self.fault("no value"));
        }
        self.at += word.len();
        Ok(value)
    }

    /// Passes over a value. What is skipped is looked at only as far as it takes to find its end.
    fn skip(&mut self) -> Result<(), Opaque> {
        match self.peek() {
            Some(b'[' | b'{') => {
                self.at += 1;
                self.skip_rest()
            }
            Some(b'"') => self.skip_text(),
            _ => {
                let rest = &self.bytes[self.at..];
                let end = rest.iter().position(|b| matches!(b, b',' | b']' | b'}'));
                self.at += end.unwrap_or(rest.len());
                Ok(())
            }
        }
    }

    /// Passes over the rest of the list or dict that has begun, its end included.
    fn skip_rest(&mut self) -> Result<(), Opaque> {
        let mut open = 1usize;
        while open > 0 {
            match self.bytes.get(self.at) {
                None => return Err(self.fault("ends early")),
                Some(b'"') => {
                    self.skip_text()?;
                    continue;
                }
                Some(b'[' | b'{') => open += 1,
                Some(b']' | b'}') => open -= 1,
                Some(_) => {}
            }
            self.at += 1;
        }
        Ok(())
    }

    fn skip_text(&mut self) -> Result<(), Opaque> {
        self.at += 1;
        loop {
            match self.bytes.get(self.at) {
                None => return Err(self.fault("a text without end")),
                Some(b'"') => break,
                Some(b'\\') => self.at += 2,
                Some(_) => self.at += 1,
            }
        }
        self.at += 1;
        Ok(())
    }

    fn expect(&mut self, byte: u8) -> Result<(), Opaque> {
        if self.eat(byte) {
            return Ok(());
        }
        Err(match (self.peek(), byte) {
            (None, _) => self.fault("ends early"),
            (_, b':') => self.fault("a key without value"),
            _ => self.fault("no comma"),
        })
    }

    fn fault(&self, fault: &'static str) -> Opaque {
        Opaque::Json { fault, at: self.at }
    }

    fn spend(&mut self, bytes: usize) -> bool {
        let left = self.left.checked_sub(bytes);
        self.left = left.unwrap_or(self.left);
        left.is_some()
    }
}

/// `-?(0|[1-9][0-9]*)`
fn is_integer(number: &[u8]) -> bool {
    let digits = number.strip_prefix(b"-").unwrap_or(number);
    matches!(digits, [b'0'] | [b'1'..=b'9', ..]) && digits.iter().all(u8::is_ascii_digit)
}

/// An integer with a fraction, an exponent, or both.
fn is_decimal(number: &[u8]) -> bool {
    let all_digits = |digits: &[u8]| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    let (mantissa, exponent) = match number.iter().position(|b| matches!(b, b'e' | b'E')) {
        Some(e) => (&number[..e], Some(&number[e + 1..])),
        None => (number, None),
    };
    let (whole, fraction) = match mantissa.iter().position(|&b| b == b'.') {
        Some(point) => (&mantissa[..point], Some(&mantissa[point + 1..])),
        None => (mantissa, None),
    };
    let unsigned =
        |exponent: &'_ [u8]| matches!(exponent, [b'+' | b'-', digits @ ..] | digits if all_digits(digits));
    is_integer(whole) && fraction.is_none_or(all_digits) && exponent.is_none_or(unsigned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(json: &str) -> Result<String, Opaque> {
        Reader::new(json.as_bytes()).whole().map(|value| value.text(100_000))
    }

    #[test]
    fn what_python_writes_reads_as_python_prints_it() {
        for (json, reads) in [
            (
                r#"{"a": [1, -2.5, 1e3, true, false, null], "b": {}}"#,
                "{'a': [1, -2.5, 1000.0, True, False, None], 'b': {}}",
            ),
            ("[NaN, Infinity, -Infinity]", "[nan, inf, -inf]"),
            (
                "[9223372036854775807, 9223372036854775808, -9223372036854775809]",
                "[9223372036854775807, 9223372036854775808, -9223372036854775809]",
            ),
            ("[0, -0, 0.0, -0.0, 1E5, 1e-7, 1e999]", "[0, 0, 0.0, -0.0, 100000.0, 1e-07, inf]"),
            (r#""\u00e9\ud83c\udf89\"\\\/\b\f\n\r\t""#, r#"'é🎉"\\/\x08\x0c\n\r\t'"#),
            (r#"["\udc80", "a\ud83d", "\ud83d\u0041"]"#, r"['\udc80', 'a\ud83d', '\ud83dA']"),
            (" [ ] ", "[]"),
        ] {
            assert_eq!(text(json).as_deref(), Ok(reads), "{json}");
        }
    }

    #[test]
    fn broken_json_says_where() {
        for (json, fault, at) in [
            ("", "ends early", 0),
            ("[1", "ends early", 2),
            ("[1 2]", "no comma", 3),
            ("[1,]", "no value", 3),
            ("[01]", "no number", 1),
            ("[1.]", "no number", 1),
            ("[-]", "no number", 1),
            ("[+1]", "no value", 1),
            ("[nul]", "no value", 1),
            ("{1: 2}", "a key that is no text", 1),
            (r#"{"a" 1}"#, "a key without value", 5),
            (r#"{"a": 1"#, "ends early", 7),
            (r#""abc"#, "a text without end", 1),
            (r#""\x""#, "no escape", 2),
            (r#""\u00g0""#, "no escape", 3),
            (r#""\u+123""#, "no escape", 3),
            ("1 2", "more than one value", 2),
        ] {
            assert_eq!(text(json), Err(Opaque::Json { fault, at }), "{json}");
        }
    }

    #[test]
    fn what_nests_too_deep_is_cut() {
        let deep = |open: &str, close: &str| [&open.repeat(200_000), "1", &close.repeat(200_000)].concat();
        for json in [deep("[", "]"), deep(r#"{"a":"#, "}"), deep(r#"[{"a":"#, "}]")] {
            let reads = text(&json).unwrap();
            assert!(reads.contains('…') && reads.len() < 1000, "{reads}");
        }
        assert_eq!(text(&"[".repeat(200_000)), Err(Opaque::Json { fault: "ends early", at: 200_000 }));
        let wide = format!("[{}[\"]}}\\\"\"], 2]", "[".repeat(100) + &"]".repeat(100) + ",");
        assert!(text(&wide).unwrap().ends_with(r#", [']}"'], 2]"#), "what follows is read");
    }

    #[test]
    fn what_is_too_large_is_cut_and_its_end_is_found() {
        let json = format!("[[{}1], {{\"a\": [0]}}]", "1,".repeat(600_000));
        let Value::List(items) = Reader::new(json.as_bytes()).whole().unwrap() else { panic!("a list") };
        let Value::List(ones) = &items[0] else { panic!("a list") };
        assert!(ones.len() * EACH <= MAX_VALUE + EACH && ones.last() == Some(&Value::Cut));
        assert_eq!(items[1..], [Value::Cut]);
    }

    fn any_json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            any::<f64>().prop_map(Into::into),
            ".{0,20}".prop_map(Into::into),
        ];
        leaf.prop_recursive(5, 50, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
                prop::collection::btree_map(".{0,5}", inner, 0..5)
                    .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
            ]
        })
    }

    fn same(ours: &Value, theirs: &serde_json::Value) -> bool {
        use serde_json::Value as Json;
        match (ours, theirs) {
            (Value::None, Json::Null) => true,
            (Value::Bool(a), Json::Bool(b)) => a == b,
            (Value::Int(a), Json::Number(b)) => b.as_i64() == Some(*a),
            (Value::Float(a), Json::Number(b)) => b.as_f64() == Some(*a),
            (Value::Text(a), Json::String(b)) => a == b,
            (Value::List(a), Json::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
            }
            (Value::Map(a), Json::Object(b)) => {
                let pair = |((ka, va), (kb, vb)): (&(Value, Value), (&String, &Json))| {
                    *ka == Value::Text(kb.clone()) && same(va, vb)
                };
                a.len() == b.len() && a.iter().zip(b).all(pair)
            }
            _ => false,
        }
    }

    proptest! {
        #[test]
        fn a_second_reader_agrees(json in any_json(), pretty in any::<bool>()) {
            let text = if pretty { serde_json::to_string_pretty(&json) } else { serde_json::to_string(&json) };
            let ours = Reader::new(text.unwrap().as_bytes()).whole().unwrap();
            prop_assert!(same(&ours, &json), "{:?} {:?}", ours, json);
        }

        #[test]
        fn any_bytes_are_read_or_refused(json in r#"[\[\]{}",:0-9eE.+\-ntruefalsNI \\u]{0,30}"#) {
            let ours = Reader::new(json.as_bytes()).whole();
            match serde_json::from_str::<serde_json::Value>(&json) {
                Ok(theirs) if !json.contains("e") => prop_assert!(same(&ours.unwrap(), &theirs)),
                Ok(_) => prop_assert!(ours.is_ok()),
                Err(_) => {}
            }
        }
    }
}
