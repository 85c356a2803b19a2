//! Pickle's opcodes, all of protocols 0 to 5.

use super::machine::{Machine, long};
use super::{Coding, Id, Node, Pickle};
use crate::rq::codec::Opaque;

pub(super) fn read(bytes: &[u8]) -> Result<Pickle<'_>, Opaque> {
    if bytes.is_empty() {
        return Err(Opaque::Empty);
    }
    let mut machine = Machine::new(bytes);
    loop {
        if machine.is_crowded() {
            return Err(Opaque::Crowded);
        }
        if let Some(root) = machine.step()? {
            return Ok(machine.finish(root));
        }
    }
}

impl<'a> Machine<'a> {
    /// Runs one opcode; the root, if it was the last.
    fn step(&mut self) -> Result<Option<Id>, Opaque> {
        match self.byte()? {
            b'.' => return self.pop().map(Some),

            // PROTO, FRAME: nothing to build.
            0x80 => self.skip(1)?,
            0x95 => self.skip(8)?,

            b'N' => self.push(Node::None),
            0x88 => self.push(Node::Bool(true)),
            0x89 => self.push(Node::Bool(false)),

            // BININT1, BININT2, BININT
            b'K' => self.int(1, |n| n as i64)?,
            b'M' => self.int(2, |n| n as i64)?,
            b'J' => self.int(4, |n| n as u32 as i32 as i64)?,
            // INT, LONG: digits; INT also writes booleans
            b'I' => match self.line()? {
                b"00" => self.push(Node::Bool(false)),
                b"01" => self.push(Node::Bool(true)),
                digits => self.digits(digits)?,
            },
            b'L' => {
                let digits = self.line()?;
                self.digits(digits.strip_suffix(b"L").unwrap_or(digits))?;
            }
            // LONG1, LONG4
            0x8a => self.counted(1, long)?,
            0x8b => self.counted(4, long)?,
            // FLOAT, BINFLOAT
            b'F' => {
                let text = std::str::from_utf8(self.line()?).unwrap_or_default();
                let number = text.trim().parse().map_err(|_| self.fault("no number"))?;
                self.push(Node::Float(number));
            }
            b'G' => {
                let bits = self.number(8)?.swap_bytes();
                self.push(Node::Float(f64::from_bits(bits)));
            }

            // STRING, UNICODE: a line each
            b'S' => {
                let line = self.line()?;
                self.push(Node::Str(Coding::Python2Repr, line));
            }
            b'V' => {
                let line = self.line()?;
                self.push(Node::Str(Coding::Escaped, line));
            }
            // SHORT_BINSTRING, BINSTRING
            b'U' => self.counted(1, |s| Node::Str(Coding::Python2, s))?,
            b'T' => self.counted(4, |s| Node::Str(Coding::Python2, s))?,
            // SHORT_BINUNICODE, BINUNICODE, BINUNICODE8
            0x8c => self.counted(1, |s| Node::Str(Coding::Utf8, s))?,
            b'X' => self.counted(4, |s| Node::Str(Coding::Utf8, s))?,
            0x8d => self.counted(8, |s| Node::Str(Coding::Utf8, s))?,
            // SHORT_BINBYTES, BINBYTES, BINBYTES8, BYTEARRAY8
            b'C' => self.counted(1, Node::Bytes)?,
            b'B' => self.counted(4, Node::Bytes)?,
            0x8e => self.counted(8, Node::Bytes)?,
            0x96 => self.counted(8, Node::ByteArray)?,

            b']' => self.push(Node::List(Vec::new())),
            b')' => self.push(Node::Tuple(Vec::new())),
            b'}' => self.push(Node::Map(Vec::new())),
            0x8f => self.push(Node::Set(Vec::new())),
            b'(' => self.mark(),
            // LIST, TUPLE, DICT, FROZENSET: everything above the mark
            b'l' => {
                let items = self.pop_mark()?;
                self.push(Node::List(items));
            }
            b't' => {
                let items = self.pop_mark()?;
                self.push(Node::Tuple(items));
            }
            b'd' => {
                let items = self.pop_mark()?;
                let pairs = self.pairs(&items)?.collect();
                self.push(Node::Map(pairs));
            }
            0x91 => {
                let items = self.pop_mark()?;
                self.push(Node::FrozenSet(items));
            }
            // TUPLE1, TUPLE2, TUPLE3
            op @ 0x85..=0x87 => {
                let mut items = Vec::with_capacity(3);
                for _ in 0x84..op {
                    items.push(self.pop()?);
                }
                items.reverse();
                self.push(Node::Tuple(items));
            }
            // APPEND, APPENDS, ADDITEMS
            b'a' => {
                let item = self.pop()?;
                self.append(&[item])?;
            }
            b'e' | 0x90 => {
                let items = self.pop_mark()?;
                self.append(&items)?;
            }
            // SETITEM, SETITEMS
            b's' => {
                let value = self.pop()?;
                let key = self.pop()?;
                self.set_items(&[key, value])?;
            }
            b'u' => {
                let items = self.pop_mark()?;
                self.set_items(&items)?;
            }

            // POP: an item, or the mark if nothing lies on it. POP_MARK, DUP
            b'0' => {
                if self.pop().is_err() {
                    self.pop_mark()?;
                }
            }
            b'1' => {
                self.pop_mark()?;
            }
            b'2' => {
                let top = self.top()?;
                self.again(top);
            }

            // PUT, BINPUT, LONG_BINPUT, MEMOIZE
            b'p' => {
                let index = self.index()?;
                self.memoize(index)?;
            }
            b'q' => {
                let index = self.number(1)?;
                self.memoize(index)?;
            }
            b'r' => {
                let index = self.number(4)?;
                self.memoize(index)?;
            }
            0x94 => self.memoize_next()?,
            // GET, BINGET, LONG_BINGET
            b'g' => {
                let index = self.index()?;
                self.recall(index)?;
            }
            b'h' => {
                let index = self.number(1)?;
                self.recall(index)?;
            }
            b'j' => {
                let index = self.number(4)?;
                self.recall(index)?;
            }

            // GLOBAL, STACK_GLOBAL, EXT1, EXT2, EXT4
            b'c' => self.global()?,
            0x93 => {
                let name = self.pop()?;
                let module = self.pop()?;
                self.push(Node::Global(module, name));
            }
            op @ 0x82..=0x84 => {
                let code = self.number(1 << (op - 0x82))?;
                self.push(Node::Extension(code as u32));
            }
            // REDUCE, NEWOBJ, NEWOBJ_EX
            op @ (b'R' | 0x81) => {
                let args = self.pop()?;
                let callable = self.pop()?;
                self.object(callable, args, None, op == 0x81);
            }
            0x92 => {
                let kwargs = self.pop()?;
                let args = self.pop()?;
                let callable = self.pop()?;
                self.object(callable, args, Some(kwargs), true);
            }
            // INST, OBJ: instances of Python 2 classes
            b'i' => {
                let args = self.pop_mark()?;
                self.global()?;
                let callable = self.pop()?;
                let args = self.node(Node::Tuple(args));
                self.object(callable, args, None, false);
            }
            b'o' => {
                let mut args = self.pop_mark()?;
                if args.is_empty() {
                    return Err(self.fault("no class"));
                }
                let callable = args.remove(0);
                let args = self.node(Node::Tuple(args));
                self.object(callable, args, None, false);
            }
            b'b' => {
                let state = self.pop()?;
                self.set_state(state)?;
            }

            // PERSID, BINPERSID
            b'P' => {
                let line = self.line()?;
                let id = self.node(Node::Str(Coding::Python2, line));
                self.push(Node::Persistent(id));
            }
            b'Q' => {
                let id = self.pop()?;
                self.push(Node::Persistent(id));
            }
            // NEXT_BUFFER, READONLY_BUFFER
            0x97 => self.push(Node::Buffer),
            0x98 => {
                self.top()?;
            }

            _ => return Err(self.no_opcode()),
        }
        Ok(None)
    }
}
