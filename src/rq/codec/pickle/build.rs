//! Nodes written out as values: shared references as often as they are mentioned, within a budget.
//!
//! The budget bounds time as well as memory. A node costs what reading it costs, each time it is mentioned;
//! so nothing here may look at more of a node than it has paid for, or will pay for in the same step.

use super::{Id, Node, known, strings};
use crate::rq::codec::MAX_DEPTH;
use crate::rq::codec::literal::{self, Line};
use crate::rq::codec::value::{Value, arguments};

/// What each value costs, besides the bytes of its text.
const EACH: usize = size_of::<Value>();

pub(super) struct Builder<'p, 'a> {
    nodes: &'p [Node<'a>],
    left: usize,
    /// The nodes that are being written: meeting one again is a cycle.
    path: Vec<Id>,
}

impl<'p, 'a> Builder<'p, 'a> {
    pub(super) fn new(nodes: &'p [Node<'a>], budget: usize) -> Builder<'p, 'a> {
        Builder { nodes, left: budget, path: Vec::new() }
    }

    pub(super) fn value(&mut self, id: Id) -> Value {
        if !self.spend(EACH) || self.path.len() >= MAX_DEPTH {
            return Value::Cut;
        }
        match self.node(id) {
            Node::None => Value::None,
            Node::Bool(yes) => Value::Bool(*yes),
            Node::Int(number) => Value::Int(*number),
            Node::Long(bytes) => self.python(strings::long(bytes)),
            Node::Digits(digits) => self.python(literal::digits(digits)),
            Node::Float(number) => Value::Float(*number),
            Node::Str(coding, bytes) => self.within(bytes.len(), || strings::value(*coding, bytes)),
            Node::Bytes(bytes) => self.within(bytes.len(), || Value::Bytes(bytes.to_vec())),
            Node::ByteArray(bytes) => self.bytearray(bytes),
            Node::Extension(code) => self.python(format!("<extension {code}>")),
            Node::Buffer => self.python("<buffer>".to_string()),
            Node::Global(..) => {
                let name = self.class(id).unwrap_or_else(|| "<unnamed>".to_string());
                self.python(name)
            }
            _ if self.path.contains(&id) => self.python("<cycle>".to_string()),
            node => {
                self.path.push(id);
                let value = self.nested(node);
                self.path.pop();
                value
            }
        }
    }

    fn nested(&mut self, node: &'p Node<'a>) -> Value {
        match node {
            Node::List(items) => Value::List(self.values(items)),
            Node::Tuple(items) => Value::Tuple(self.values(items)),
            Node::Set(items) => Value::Set(self.values(items)),
            Node::FrozenSet(items) => self.frozenset(items),
            Node::Map(pairs) => Value::Map(self.pairs(pairs)),
            Node::Object(object) => {
                let made = self.made(object);
                known::value(self, &made).unwrap_or_else(|| self.object(&made))
            }
            Node::Persistent(id) => self.written(|builder, line| {
                line.push("<persistent ");
                builder.value(*id).write(line);
                line.push(">");
            }),
            // The others hold nothing; `value` has dealt with them.
            _ => Value::Cut,
        }
    }

    pub(super) fn values(&mut self, ids: &[Id]) -> Vec<Value> {
        let mut values = Vec::with_capacity(ids.len().min(self.left / EACH + 1));
        for &id in ids {
            if self.left < EACH {
                values.push(Value::Cut);
                break;
            }
            values.push(self.value(id));
        }
        values
    }

    pub(super) fn pairs(&mut self, ids: &[(Id, Id)]) -> Vec<(Value, Value)> {
        let mut pairs = Vec::with_capacity(ids.len().min(self.left / EACH + 1));
        for &(key, value) in ids {
            if self.left < EACH {
                pairs.push((Value::Cut, Value::Cut));
                break;
            }
            pairs.push((self.value(key), self.value(value)));
        }
        pairs
    }

    pub(super) fn frozenset(&mut self, items: &[Id]) -> Value {
        let values = self.values(items);
        self.written(|_, line| {
            line.push(if values.is_empty() { "frozenset(" } else { "frozenset({" });
            arguments(line, &values);
            line.push(if values.is_empty() { ")" } else { "})" });
        })
    }

    pub(super) fn bytearray(&mut self, bytes: &[u8]) -> Value {
        self.written(|_, line| {
            line.push("bytearray(");
            line.quote_bytes(bytes);
            line.push(")");
        })
    }

    /// What `write` puts on a line that cannot outgrow the budget.
    pub(super) fn written(&mut self, write: impl FnOnce(&mut Self, &mut Line)) -> Value {
        let mut line = Line::new(self.left.max(1));
        write(self, &mut line);
        self.python(line.finish())
    }

    /// A text that was composed. It is paid for even if it was too long, since the work is done.
    pub(super) fn python(&mut self, text: String) -> Value {
        if self.spend(text.len()) {
            return Value::Python(text);
        }
        self.left = 0;
        Value::Cut
    }

    /// A value that takes `len` bytes to make, if they are left.
    pub(super) fn within(&mut self, len: usize, value: impl FnOnce() -> Value) -> Value {
        if self.spend(len) { value() } else { Value::Cut }
    }

    fn spend(&mut self, bytes: usize) -> bool {
        let left = self.left.checked_sub(bytes);
        self.left = left.unwrap_or(self.left);
        left.is_some()
    }

    /// Bytes that may still be spent.
    pub(super) fn left(&self) -> usize {
        self.left
    }

    /// Whether not even the smallest value could follow.
    pub(super) fn is_spent(&self) -> bool {
        self.left < EACH
    }

    pub(super) fn node(&self, id: Id) -> &'p Node<'a> {
        &self.nodes[id as usize]
    }

    /// The members of a tuple.
    pub(super) fn tuple(&self, id: Id) -> Option<&'p [Id]> {
        match self.node(id) {
            Node::Tuple(items) => Some(items),
            _ => None,
        }
    }

    /// The members of a list.
    pub(super) fn list(&self, id: Id) -> Option<&'p [Id]> {
        match self.node(id) {
            Node::List(items) => Some(items),
            _ => None,
        }
    }

    /// The pairs of a dict.
    pub(super) fn map(&self, id: Id) -> Option<&'p [(Id, Id)]> {
        match self.node(id) {
            Node::Map(pairs) => Some(pairs),
            _ => None,
        }
    }
}
