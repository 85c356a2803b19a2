//! Pickle's stack machine: opcodes in, nodes out.

use super::{Coding, Id, Node, Object, Pickle};
use crate::rq::codec::{MAX_OBJECTS, Opaque};

/// In the memo: nothing stored under this index.
const UNSET: Id = Id::MAX;

struct Machine<'a> {
    bytes: &'a [u8],
    at: usize,
    nodes: Vec<Node<'a>>,
    stack: Vec<Id>,
    /// Heights of the stack at which an unfinished collection begins.
    marks: Vec<usize>,
    memo: Vec<Id>,
    /// How many places of the memo are set: the next index of `MEMOIZE`.
    memoized: usize,
    /// Objects put on the stack so far. Whatever a pickle builds passes over the stack, so this one number
    /// bounds the nodes, the stack, the marks and the lengths of all collections together.
    pushed: usize,
}

pub(super) fn read(bytes: &[u8]) -> Result<Pickle<'_>, Opaque> {
    if bytes.is_empty() {
        return Err(Opaque::Empty);
    }
    let mut machine = Machine {
        bytes,
        at: 0,
        nodes: Vec::with_capacity(bytes.len().min(256) / 4),
        stack: Vec::with_capacity(16),
        marks: Vec::new(),
        memo: Vec::new(),
        memoized: 0,
        pushed: 0,
    };
    loop {
        if machine.pushed > MAX_OBJECTS {
            return Err(Opaque::Crowded);
        }
        if let Some(root) = machine.step()? {
            return Ok(Pickle { nodes: machine.nodes, root });
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
            b'(' => {
                self.marks.push(self.stack.len());
                self.pushed += 1;
            }
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

            // POP takes an item, or the mark if nothing lies on it
            b'0' => {
                if self.pop().is_err() && self.marks.pop().is_none() {
                    return Err(self.fault("stack underflow"));
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
            0x94 => self.memoize(self.memoized as u64)?,
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
                let object = self.top()?;
                // A state given to anything else is for the code of a class that is not here.
                if let Node::Object(object) = &mut self.nodes[object as usize] {
                    object.states.push(state);
                }
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

            _ => {
                self.at -= 1;
                return Err(self.fault("unknown opcode"));
            }
        }
        Ok(None)
    }

    fn fault(&self, fault: &'static str) -> Opaque {
        Opaque::Pickle { fault, at: self.at }
    }

    // What stands in the bytes.

    fn take(&mut self, len: u64) -> Result<&'a [u8], Opaque> {
        let rest = &self.bytes[self.at..];
        match usize::try_from(len).ok().and_then(|len| rest.get(..len)) {
            Some(taken) => {
                self.at += taken.len();
                Ok(taken)
            }
            None if rest.is_empty() => Err(self.fault("ends early")),
            None => Err(self.fault("a length beyond the end")),
        }
    }

    fn skip(&mut self, len: u64) -> Result<(), Opaque> {
        self.take(len).map(|_| ())
    }

    fn byte(&mut self) -> Result<u8, Opaque> {
        Ok(self.take(1)?[0])
    }

    /// An unsigned number, least significant byte first.
    fn number(&mut self, len: u64) -> Result<u64, Opaque> {
        let bytes = self.take(len)?;
        Ok(bytes.iter().rev().fold(0, |number, &b| number << 8 | u64::from(b)))
    }

    fn line(&mut self) -> Result<&'a [u8], Opaque> {
        let rest = &self.bytes[self.at..];
        match rest.iter().position(|&b| b == b'\n') {
            Some(end) => {
                self.at += end + 1;
                Ok(&rest[..end])
            }
            None => Err(self.fault("a line without end")),
        }
    }

    /// A memo index in digits.
    fn index(&mut self) -> Result<u64, Opaque> {
        let line = self.line()?;
        let text = std::str::from_utf8(line).unwrap_or_default();
        text.parse().map_err(|_| self.fault("no index"))
    }

    // What stands on the stack.

    fn node(&mut self, node: Node<'a>) -> Id {
        self.nodes.push(node);
        self.pushed += 1;
        // `MAX_OBJECTS` is far below 2^32.
        (self.nodes.len() - 1) as Id
    }

    fn push(&mut self, node: Node<'a>) {
        let id = self.node(node);
        self.stack.push(id);
    }

    /// Puts a node on the stack that is in the arena already.
    fn again(&mut self, id: Id) {
        self.stack.push(id);
        self.pushed += 1;
    }

    fn top(&self) -> Result<Id, Opaque> {
        let floor = self.marks.last().copied().unwrap_or(0);
        match self.stack.last() {
            Some(&id) if self.stack.len() > floor => Ok(id),
            _ => Err(self.fault("stack underflow")),
        }
    }

    fn pop(&mut self) -> Result<Id, Opaque> {
        let id = self.top()?;
        self.stack.pop();
        Ok(id)
    }

    fn pop_mark(&mut self) -> Result<Vec<Id>, Opaque> {
        let mark = self.marks.pop().ok_or_else(|| self.fault("no mark"))?;
        Ok(self.stack.split_off(mark))
    }

    // What is built.

    fn int(&mut self, len: u64, sign: fn(u64) -> i64) -> Result<(), Opaque> {
        let number = self.number(len)?;
        self.push(Node::Int(sign(number)));
        Ok(())
    }

    fn digits(&mut self, digits: &'a [u8]) -> Result<(), Opaque> {
        let text = std::str::from_utf8(digits).unwrap_or_default().trim();
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        if unsigned.is_empty() || !unsigned.bytes().all(|b| b.is_ascii_digit()) {
            return Err(self.fault("no number"));
        }
        self.push(text.parse().map_or(Node::Digits(text.as_bytes()), Node::Int));
        Ok(())
    }

    /// A length of `size` bytes, and as many bytes as it says.
    fn counted(&mut self, size: u64, node: fn(&'a [u8]) -> Node<'a>) -> Result<(), Opaque> {
        let len = self.number(size)?;
        let bytes = self.take(len)?;
        self.push(node(bytes));
        Ok(())
    }

    fn global(&mut self) -> Result<(), Opaque> {
        let module = self.line()?;
        let name = self.line()?;
        let module = self.node(Node::Str(Coding::Utf8, module));
        let name = self.node(Node::Str(Coding::Utf8, name));
        self.push(Node::Global(module, name));
        Ok(())
    }

    fn object(&mut self, callable: Id, args: Id, kwargs: Option<Id>, bare: bool) {
        let (items, pairs, states) = (Vec::new(), Vec::new(), Vec::new());
        self.push(Node::Object(Box::new(Object { callable, args, kwargs, bare, items, pairs, states })));
    }

    fn append(&mut self, items: &[Id]) -> Result<(), Opaque> {
        let top = self.top()?;
        match &mut self.nodes[top as usize] {
            Node::List(list) | Node::Set(list) => list.extend(items),
            Node::Object(object) => object.items.extend(items),
            _ => return Err(self.fault("appends to what is no list")),
        }
        Ok(())
    }

    fn set_items(&mut self, items: &[Id]) -> Result<(), Opaque> {
        let top = self.top()?;
        let new = self.pairs(items)?;
        match &mut self.nodes[top as usize] {
            Node::Map(pairs) => pairs.extend(new),
            Node::Object(object) => object.pairs.extend(new),
            _ => return Err(self.fault("sets a key of what is no dict")),
        }
        Ok(())
    }

    fn pairs<'i>(&self, items: &'i [Id]) -> Result<impl Iterator<Item = (Id, Id)> + use<'i>, Opaque> {
        let (pairs, rest) = items.as_chunks();
        if rest.is_empty() {
            Ok(pairs.iter().map(|&[key, value]| (key, value)))
        } else {
            Err(self.fault("a key without value"))
        }
    }

    // What is kept for later.

    fn memoize(&mut self, index: u64) -> Result<(), Opaque> {
        let id = self.top()?;
        // A pickler numbers the objects that it writes, so no index can exceed their number.
        let index = usize::try_from(index).ok().filter(|&index| index < MAX_OBJECTS);
        let index = index.ok_or_else(|| self.fault("memo index out of range"))?;
        if index >= self.memo.len() {
            self.memo.resize(index + 1, UNSET);
        }
        self.memoized += usize::from(self.memo[index] == UNSET);
        self.memo[index] = id;
        Ok(())
    }

    fn recall(&mut self, index: u64) -> Result<(), Opaque> {
        let id = usize::try_from(index).ok().and_then(|index| self.memo.get(index).copied());
        match id {
            Some(id) if id != UNSET => {
                self.again(id);
                Ok(())
            }
            _ => Err(self.fault("memo index not set")),
        }
    }
}

/// Integers up to 64 bits are plain; larger ones keep their bytes.
fn long(bytes: &[u8]) -> Node<'_> {
    if bytes.len() > 8 {
        return Node::Long(bytes);
    }
    let negative = bytes.last().is_some_and(|b| b & 0x80 != 0);
    let mut filled = [if negative { 0xff } else { 0 }; 8];
    filled[..bytes.len()].copy_from_slice(bytes);
    Node::Int(i64::from_le_bytes(filled))
}
