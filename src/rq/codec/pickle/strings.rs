//! The ways in which pickle writes a str, and integers beyond 64 bits.

use super::Coding;
use crate::rq::codec::literal::{MAX_DIGITS, hex, push_code};
use crate::rq::codec::value::Value;
use std::borrow::Cow;

/// A str as a value. A Python 2 str that is not UTF-8 is bytes.
pub(super) fn value(coding: Coding, bytes: &[u8]) -> Value {
    let plain = decode(coding, bytes).into_owned();
    match coding {
        Coding::Python2 | Coding::Python2Repr if std::str::from_utf8(&plain).is_err() => Value::Bytes(plain),
        _ => Value::from_str_bytes(plain),
    }
}

/// The bytes of a str in UTF-8 (with surrogates), or those of a Python 2 str.
pub(super) fn decode(coding: Coding, bytes: &[u8]) -> Cow<'_, [u8]> {
    match coding {
        Coding::Utf8 | Coding::Python2 => Cow::Borrowed(bytes),
        Coding::Escaped => unescape_unicode(bytes),
        Coding::Python2Repr => unescape_repr(bytes),
    }
}

/// Python's `raw-unicode-escape`: Latin-1, where `\uXXXX` and `\UXXXXXXXX` are code points.
fn unescape_unicode(bytes: &[u8]) -> Cow<'_, [u8]> {
    if bytes.is_ascii() && !bytes.contains(&b'\\') {
        return Cow::Borrowed(bytes);
    }
    let mut out = Vec::with_capacity(bytes.len() + 16);
    let mut rest = bytes;
    while let Some((&first, tail)) = rest.split_first() {
        let digits = match (first, tail.first()) {
            (b'\\', Some(b'u')) => tail.get(1..5),
            (b'\\', Some(b'U')) => tail.get(1..9),
            _ => None,
        };
        match digits.and_then(|digits| Some((hex(digits)?, digits.len()))) {
            Some((code, len)) => {
                push_code(&mut out, code);
                rest = &tail[1 + len..];
            }
            None => {
                push_code(&mut out, u32::from(first));
                rest = tail;
            }
        }
    }
    Cow::Owned(out)
}

/// What stands between the quotes of a Python 2 `repr`.
fn unescape_repr(line: &[u8]) -> Cow<'_, [u8]> {
    let line = line.trim_ascii();
    let inner = match line {
        [open, inner @ .., close] if open == close && matches!(open, b'\'' | b'"') => inner,
        _ => line,
    };
    if !inner.contains(&b'\\') {
        return Cow::Borrowed(inner);
    }
    let mut out = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((&first, tail)) = rest.split_first() {
        let (byte, used) = match (first, tail.first()) {
            (b'\\', Some(b'x')) => match tail.get(1..3).and_then(hex) {
                Some(code) => (code as u8, 4),
                None => (first, 1),
            },
            (b'\\', Some(b'n')) => (b'\n', 2),
            (b'\\', Some(b'r')) => (b'\r', 2),
            (b'\\', Some(b't')) => (b'\t', 2),
            (b'\\', Some(&c @ (b'\\' | b'\'' | b'"'))) => (c, 2),
            _ => (first, 1),
        };
        out.push(byte);
        rest = &rest[used..];
    }
    Cow::Owned(out)
}

/// The digits of an integer in two's complement, least significant byte first.
pub(super) fn long(bytes: &[u8]) -> String {
    let negative = bytes.last().is_some_and(|b| b & 0x80 != 0);
    // A byte is 2.408 digits, and finding them takes time that grows with the square of their number.
    if bytes.len() * 241 / 100 > MAX_DIGITS {
        return format!("<int of {} bytes>", bytes.len());
    }
    let mut magnitude: Vec<u8> = bytes.to_vec();
    if negative {
        let mut carry = true;
        for b in &mut magnitude {
            (*b, carry) = (!*b).overflowing_add(u8::from(carry));
        }
    }
    // Base 10^9, least significant first.
    let mut limbs: Vec<u32> = vec![0];
    for b in magnitude.iter().rev() {
        let mut carry = u64::from(*b);
        for limb in &mut limbs {
            let sum = (u64::from(*limb) << 8) + carry;
            *limb = (sum % 1_000_000_000) as u32;
            carry = sum / 1_000_000_000;
        }
        if carry > 0 {
            limbs.push(carry as u32);
        }
    }
    let mut text = String::from(if negative { "-" } else { "" });
    for (i, limb) in limbs.iter().rev().enumerate() {
        text.push_str(&if i == 0 { limb.to_string() } else { format!("{limb:09}") });
    }
    text
}
