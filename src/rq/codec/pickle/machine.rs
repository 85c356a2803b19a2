//! The stack machine that pickle's opcodes run on: bytes, stack, marks, memo, and the arena that grows.

use super::{Coding, Id, Node, Object, Pickle};
use crate::rq::codec::{MAX_OBJECTS, Opaque};

/// In the memo: nothing stored under this index.
const UNSET: Id = Id::MAX;

pub(super) struct Machine<'a> {
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

impl<'a> Machine<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Machine<'a> {
        Machine {
            bytes,
            at: 0,
            nodes: Vec::with_capacity(32),
            stack: Vec::with_capacity(16),
            marks: Vec::new(),
            memo: Vec::new(),
            memoized: 0,
            pushed: 0,
        }
    }

    /// Whether the pickle has used up what one may build.
    pub(super) fn is_crowded(&self) -> bool {
        self.pushed > MAX_OBJECTS
    }

    pub(super) fn finish(self, root: Id) -> Pickle<'a> {
        Pickle { nodes: self.nodes, root }
    }

    /// The bytes break pickle's rules here.
    pub(super) fn fault(&self, fault: &'static str) -> Opaque {
        Opaque::Pickle { fault, at: self.at }
    }

    /// The byte just read is no opcode.
    pub(super) fn no_opcode(&self) -> Opaque {
        Opaque::Pickle { fault: "unknown opcode", at: self.at - 1 }
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

    pub(super) fn skip(&mut self, len: u64) -> Result<(), Opaque> {
        self.take(len).map(|_| ())
    }

    pub(super) fn byte(&mut self) -> Result<u8, Opaque> {
        Ok(self.take(1)?[0])
    }

    /// An unsigned number, least significant byte first.
    pub(super) fn number(&mut self, len: u64) -> Result<u64, Opaque> {
        let bytes = self.take(len)?;
        Ok(bytes.iter().rev().fold(0, |number, &b| number << 8 | u64::from(b)))
    }

    /// What stands before the next newline.
    pub(super) fn line(&mut self) -> Result<&'a [u8], Opaque> {
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
    pub(super) fn index(&mut self) -> Result<u64, Opaque> {
        let line = self.line()?;
        let text = std::str::from_utf8(line).unwrap_or_default();
        text.parse().map_err(|_| self.fault("no index"))
    }

    // What stands on the stack.

    /// A new node beside the stack.
    pub(super) fn node(&mut self, node: Node<'a>) -> Id {
        self.nodes.push(node);
        self.pushed += 1;
        // `MAX_OBJECTS` is far below 2^32.
        (self.nodes.len() - 1) as Id
    }

    pub(super) fn push(&mut self, node: Node<'a>) {
        let id = self.node(node);
        self.stack.push(id);
    }

    /// Puts a node on the stack that is in the arena already.
    pub(super) fn again(&mut self, id: Id) {
        self.stack.push(id);
        self.pushed += 1;
    }

    pub(super) fn top(&self) -> Result<Id, Opaque> {
        let floor = self.marks.last().copied().unwrap_or(0);
        match self.stack.last() {
            Some(&id) if self.stack.len() > floor => Ok(id),
            _ => Err(self.fault("stack underflow")),
        }
    }

    pub(super) fn pop(&mut self) -> Result<Id, Opaque> {
        let id = self.top()?;
        self.stack.pop();
        Ok(id)
    }

    pub(super) fn mark(&mut self) {
        self.marks.push(self.stack.len());
        self.pushed += 1;
    }

    /// All that lies above the last mark.
    pub(super) fn pop_mark(&mut self) -> Result<Vec<Id>, Opaque> {
        let mark = self.marks.pop().ok_or_else(|| self.fault("no mark"))?;
        Ok(self.stack.split_off(mark))
    }

    // What is built.

    pub(super) fn int(&mut self, len: u64, sign: fn(u64) -> i64) -> Result<(), Opaque> {
        let number = self.number(len)?;
        self.push(Node::Int(sign(number)));
        Ok(())
    }

    /// An integer in decimal digits.
    pub(super) fn digits(&mut self, digits: &'a [u8]) -> Result<(), Opaque> {
        let text = std::str::from_utf8(digits).unwrap_or_default().trim();
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        if unsigned.is_empty() || !unsigned.bytes().all(|b| b.is_ascii_digit()) {
            return Err(self.fault("no number"));
        }
        self.push(text.parse().map_or(Node::Digits(text.as_bytes()), Node::Int));
        Ok(())
    }

    /// A length of `size` bytes, and as many bytes as it says.
    pub(super) fn counted(&mut self, size: u64, node: fn(&'a [u8]) -> Node<'a>) -> Result<(), Opaque> {
        let len = self.number(size)?;
        let bytes = self.take(len)?;
        self.push(node(bytes));
        Ok(())
    }

    /// A module and a name, a line each.
    pub(super) fn global(&mut self) -> Result<(), Opaque> {
        let module = self.line()?;
        let name = self.line()?;
        let module = self.node(Node::Str(Coding::Utf8, module));
        let name = self.node(Node::Str(Coding::Utf8, name));
        self.push(Node::Global(module, name));
        Ok(())
    }

    /// What calling `callable` gives.
    pub(super) fn object(&mut self, callable: Id, args: Id, kwargs: Option<Id>, bare: bool) {
        let (items, pairs, state) = (Vec::new(), Vec::new(), None);
        self.push(Node::Object(Box::new(Object { callable, args, kwargs, bare, items, pairs, state })));
    }

    pub(super) fn append(&mut self, items: &[Id]) -> Result<(), Opaque> {
        let top = self.top()?;
        match &mut self.nodes[top as usize] {
            Node::List(list) | Node::Set(list) => list.extend(items),
            Node::Object(object) => object.items.extend(items),
            _ => return Err(self.fault("appends to what is no list")),
        }
        Ok(())
    }

    pub(super) fn set_items(&mut self, items: &[Id]) -> Result<(), Opaque> {
        let top = self.top()?;
        let new = self.pairs(items)?;
        match &mut self.nodes[top as usize] {
            Node::Map(pairs) => pairs.extend(new),
            Node::Object(object) => object.pairs.extend(new),
            _ => return Err(self.fault("sets a key of what is no dict")),
        }
        Ok(())
    }

    /// Gives the object on top a state. Given to anything else, it is for the code of a class that is not here.
    pub(super) fn set_state(&mut self, state: Id) -> Result<(), Opaque> {
        let top = self.top()?;
        if let Node::Object(object) = &mut self.nodes[top as usize] {
            object.state = Some(state);
        }
        Ok(())
    }

    pub(super) fn pairs<'i>(
        &self,
        items: &'i [Id],
    ) -> Result<impl Iterator<Item = (Id, Id)> + use<'i>, Opaque> {
        let (pairs, rest) = items.as_chunks();
        if rest.is_empty() {
            Ok(pairs.iter().map(|&[key, value]| (key, value)))
        } else {
            Err(self.fault("a key without value"))
        }
    }

    // What is kept for later.

    /// Keeps the top of the stack under the next free index.
    pub(super) fn memoize_next(&mut self) -> Result<(), Opaque> {
        self.memoize(self.memoized as u64)
    }

    /// Keeps the top of the stack.
    pub(super) fn memoize(&mut self, index: u64) -> Result<(), Opaque> {
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

    /// Puts on the stack what was kept.
    pub(super) fn recall(&mut self, index: u64) -> Result<(), Opaque> {
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
pub(super) fn long(bytes: &[u8]) -> Node<'_> {
    if bytes.len() > 8 {
        return Node::Long(bytes);
    }
    let negative = bytes.last().is_some_and(|b| b & 0x80 != 0);
    let mut filled = [if negative { 0xff } else { 0 }; 8];
    filled[..bytes.len()].copy_from_slice(bytes);
    Node::Int(i64::from_le_bytes(filled))
}
