//! The ways in which pickle writes a str, and integers beyond 64 bits.

use super::Coding;
use crate::rq::codec::literal::Line;
use crate::rq::codec::value::Value;
use std::borrow::Cow;

/// Longest integer that is written out. Nobody reads more digits, and to find them takes time that grows
/// with the square of their number.
const MAX_DIGITS: usize = 1000;

/// A str as a value. Lone surrogates have no place in a Rust text: such a str reads as Python prints it. A
/// Python 2 str that is not UTF-8 is bytes.
pub(super) fn value(coding: Coding, bytes: &[u8]) -> Value {
    let plain = decode(coding, bytes);
    match std::str::from_utf8(&plain) {
        Ok(_) => Value::Text(String::from_utf8(plain.into_owned()).unwrap_or_default()),
        Err(_) if matches!(coding, Coding::Python2 | Coding::Python2Repr) => Value::Bytes(plain.into_owned()),
        Err(_) => {
            let mut line = Line::new(usize::MAX);
            line.quote_broken(&plain);
            Value::Python(line.finish())
        }
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

fn hex(digits: &[u8]) -> Option<u32> {
    let digits = std::str::from_utf8(digits).ok().filter(|d| !d.starts_with('+'))?;
    u32::from_str_radix(digits, 16).ok()
}

/// Adds a code point in UTF-8; a surrogate in the three bytes that UTF-8 would have for it.
fn push_code(out: &mut Vec<u8>, code: u32) {
    match char::from_u32(code) {
        Some(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        None => out.extend_from_slice(&[
            0xe0 | (code >> 12) as u8 & 0x0f,
            0x80 | (code >> 6) as u8 & 0x3f,
            0x80 | code as u8 & 0x3f,
        ]),
    }
}

/// The digits of an integer in two's complement, least significant byte first.
pub(super) fn long(bytes: &[u8]) -> String {
    let negative = bytes.last().is_some_and(|b| b & 0x80 != 0);
    // log10(256) is 2.408
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

/// Digits as they stand.
pub(super) fn digits(digits: &[u8]) -> String {
    if digits.len() > MAX_DIGITS + 1 {
        return format!("<int of {} digits>", digits.len());
    }
    String::from_utf8_lossy(digits).into_owned()
}
