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
mod read;
mod strings;

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
    /// Given to `__setstate__`, or the attributes; rarely more than one.
    states: Vec<Id>,
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
        let (name, rest) = rest.split_at_checked(len as usize)?;
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

    /// The text, if the node is a str.
    pub fn text(&self, id: Id) -> Option<String> {
        Builder::new(&self.nodes, MAX_VALUE).str(id).map(Cow::into_owned)
    }

    /// The class of an object, or the name of a class or function itself, as `module.qualname`.
    pub fn class(&self, id: Id) -> Option<String> {
        Builder::new(&self.nodes, MAX_VALUE).class(id)
    }

    fn node(&self, id: Id) -> &Node<'a> {
        &self.nodes[id as usize]
    }
}
