//! Decoders of what RQ packs into single fields: zlib, base64, tracebacks, pickle, JSON, the stored call.
//!
//! The bytes come from whoever could write to Redis. So nothing is executed, nothing panics, and every
//! decoder is bounded: in bytes, in objects, in depth. What cannot be decoded is an [`Opaque`], which says
//! why; it is an answer about one job, never a reason to end a listing.

use std::fmt;

pub mod call;
pub mod json;
mod literal;
pub mod pickle;
pub mod text;
pub mod value;
pub mod zlib;

/// Largest field that is worth loading, in bytes as stored. Ask HSTRLEN first; beyond it show the length.
pub const MAX_FIELD: usize = 1 << 20;

/// Largest result of inflating one field, in bytes. A kilobyte of zlib can hold a megabyte of zeros.
pub const MAX_INFLATED: usize = 16 << 20;

/// Largest number of objects read from one pickle.
pub const MAX_OBJECTS: usize = 1_000_000;

/// Largest size of a decoded [`value::Value`], in bytes of memory: shared objects are written out at each
/// mention, so a small pickle can describe a huge tree. What does not fit becomes `Value::Cut`.
pub const MAX_VALUE: usize = 16 << 20;

/// Deepest nesting that is decoded; beyond it stands `Value::Cut`.
pub const MAX_DEPTH: usize = 64;

/// Longest function name and longest exception line, in characters. More is cut, and ends in `…`.
pub const MAX_LINE: usize = 4096;

/// Why bytes could not be decoded. The text is the reason in `{"$opaque": reason}`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Opaque {
    /// There are no bytes.
    Empty,
    /// A zlib stream that ends early or fails its checksum.
    Zlib,
    /// Not base64, where RQ writes base64.
    Base64,
    /// More than this many bytes once inflated.
    TooLarge(usize),
    /// So many bytes as stored: too many to load for a look.
    NotLoaded(u64),
    /// A pickle of more than [`MAX_OBJECTS`] objects.
    Crowded,
    /// A pickle that breaks its own rules at this byte.
    Pickle { fault: &'static str, at: usize },
    /// JSON that breaks its own rules at this byte.
    Json { fault: &'static str, at: usize },
    /// A field that holds JSON of another shape than RQ writes there.
    OddField(&'static str),
    /// Well-formed, but not `(function, instance, args, kwargs)`.
    NotACall(&'static str),
    /// Neither pickle nor JSON: another serializer wrote it.
    Unknown,
}

impl fmt::Display for Opaque {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Opaque::Empty => f.write_str("empty"),
            Opaque::Zlib => f.write_str("zlib stream is cut or damaged"),
            Opaque::Base64 => f.write_str("not base64"),
            Opaque::TooLarge(limit) => write!(f, "more than {} MiB once inflated", limit >> 20),
            Opaque::NotLoaded(size) => write!(f, "not loaded: {size} bytes"),
            Opaque::Crowded => write!(f, "pickle of more than {MAX_OBJECTS} objects"),
            Opaque::Pickle { fault, at } => write!(f, "pickle: {fault} at byte {at}"),
            Opaque::Json { fault, at } => write!(f, "json: {fault} at byte {at}"),
            Opaque::OddField(why) => write!(f, "unexpected JSON: {why}"),
            Opaque::NotACall(why) => write!(f, "not a stored call: {why}"),
            Opaque::Unknown => f.write_str("neither pickle nor JSON"),
        }
    }
}
