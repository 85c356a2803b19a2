//! Nodes written out as values: shared references as often as they are mentioned, within a budget.

use super::known;
use super::{Id, Node, Object, strings};
use crate::rq::codec::MAX_DEPTH;
use crate::rq::codec::literal::Line;
use crate::rq::codec::value::{Value, arguments};
use std::borrow::Cow;

/// What each value costs, besides the bytes of its text.
const EACH: usize = size_of::<Value>();

pub(super) struct Builder<'p, 'a> {
    nodes: &'p [Node<'a>],
    /// Bytes that may still be spent.
    left: usize,
    /// The nodes that are being written: meeting one again is a cycle.
    path: Vec<Id>,
}

/// A call or an object, with the detours of `copyreg` taken out.
pub(super) struct Made<'p> {
    pub(super) class: Id,
    pub(super) args: Cow<'p, [Id]>,
    /// Arguments that are no tuple; hand-made pickles only.
    odd_args: Option<Id>,
    pub(super) kwargs: Option<Id>,
    bare: bool,
    pub(super) object: &'p Object,
}

impl<'p, 'a> Builder<'p, 'a> {
    pub(super) fn new(nodes: &'p [Node<'a>], budget: usize) -> Builder<'p, 'a> {
        Builder { nodes, left: budget, path: Vec::new() }
    }

    pub(super) fn node(&self, id: Id) -> &'p Node<'a> {
        &self.nodes[id as usize]
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
            Node::Digits(digits) => self.python(strings::digits(digits)),
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
            node => {
                if self.path.contains(&id) {
                    return self.python("<cycle>".to_string());
                }
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
                match known::value(self, &made) {
                    Some(value) => value,
                    None => self.object(&made),
                }
            }
            Node::Persistent(id) => {
                let mut line = self.line();
                line.push("<persistent ");
                self.value(*id).write(&mut line);
                line.push(">");
                self.python(line.finish())
            }
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

    /// The pairs of a dict. A key that is set again keeps its first place and takes the last value.
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

    /// The name of a class or function, or that of an object's class.
    pub(super) fn class(&self, id: Id) -> Option<String> {
        let (module, name) = match self.node(id) {
            Node::Object(object) => self.global(id).or_else(|| self.global(self.made(object).class))?,
            _ => self.global(id)?,
        };
        let mut line = self.line();
        if module != "builtins" {
            line.name(&module);
            line.push(".");
        }
        line.name(&name);
        Some(line.finish())
    }

    /// The module and the name that a class or function goes by in Python 3. Up to protocol 3 a nested one
    /// is written as an attribute of the outer.
    pub(super) fn global(&self, id: Id) -> Option<(Cow<'p, str>, Cow<'p, str>)> {
        match self.node(id) {
            Node::Global(module, name) => {
                let module = match self.str(*module)? {
                    module if module == "__builtin__" || module == "exceptions" => Cow::Borrowed("builtins"),
                    module if module == "copy_reg" => Cow::Borrowed("copyreg"),
                    module => module,
                };
                Some((module, self.str(*name)?))
            }
            Node::Object(object) => {
                let &[owner, name] = self.tuple(object.args)? else { return None };
                // One level, since a chain of getattr could be as long as the pickle.
                let plain = |id| matches!(self.node(id), Node::Global(..)).then(|| self.global(id))?;
                let (module, function) = plain(object.callable)?;
                if (&*module, &*function) != ("builtins", "getattr") {
                    return None;
                }
                let (module, outer) = plain(owner)?;
                Some((module, Cow::Owned(format!("{outer}.{}", self.str(name)?))))
            }
            _ => None,
        }
    }

    pub(super) fn str(&self, id: Id) -> Option<Cow<'p, str>> {
        let Node::Str(coding, bytes) = self.node(id) else { return None };
        Some(match strings::decode(*coding, bytes) {
            Cow::Borrowed(plain) => String::from_utf8_lossy(plain),
            Cow::Owned(plain) => Cow::Owned(String::from_utf8_lossy(&plain).into_owned()),
        })
    }

    /// The members of a tuple or list.
    pub(super) fn sequence(&self, id: Id) -> Option<&'p [Id]> {
        match self.node(id) {
            Node::Tuple(items) | Node::List(items) => Some(items),
            _ => None,
        }
    }

    fn tuple(&self, id: Id) -> Option<&'p [Id]> {
        match self.node(id) {
            Node::Tuple(items) => Some(items),
            _ => None,
        }
    }

    pub(super) fn map(&self, id: Id) -> Option<&'p [(Id, Id)]> {
        match self.node(id) {
            Node::Map(pairs) => Some(pairs),
            _ => None,
        }
    }

    /// Which class an object is of, and with which arguments it was made. Protocols 0 to 2 go through
    /// functions of `copyreg`, which are no part of the answer.
    pub(super) fn made(&self, object: &'p Object) -> Made<'p> {
        let args = self.tuple(object.args);
        let mut made = Made {
            class: object.callable,
            args: Cow::Borrowed(args.unwrap_or_default()),
            odd_args: args.is_none().then_some(object.args),
            kwargs: object.kwargs,
            bare: object.bare,
            object,
        };
        let Some((module, name)) = self.global(object.callable) else { return made };
        match (&*module, &*name, args) {
            ("copyreg", "_reconstructor", Some(&[class, _, state])) => {
                (made.class, made.bare) = (class, true);
                made.args = match self.node(state) {
                    Node::None => Cow::Borrowed(&[]),
                    Node::Tuple(items) => Cow::Borrowed(items),
                    _ => Cow::Owned(vec![state]),
                };
            }
            ("copyreg", "__newobj__", Some([class, rest @ ..])) => {
                (made.class, made.args, made.bare) = (*class, Cow::Borrowed(rest), true);
            }
            ("copyreg", "__newobj_ex__", Some(&[class, args, kwargs])) => {
                (made.class, made.kwargs, made.bare) = (class, Some(kwargs), true);
                made.args = Cow::Borrowed(self.tuple(args).unwrap_or_default());
            }
            _ => {}
        }
        made
    }

    /// `module.Class(argument, keyword=value)`; with attributes in angle brackets, since these are not what
    /// the class would be called with.
    fn object(&mut self, made: &Made<'p>) -> Value {
        let (fields, states) = self.fields(made.object);
        let empty = made.args.is_empty() && made.kwargs.is_none();
        let bracketed = !fields.is_empty() || !states.is_empty() || made.bare && empty;
        let mut line = self.line();
        line.push(if bracketed { "<" } else { "" });
        // Where the callable is itself an object, it is written out.
        self.value(made.class).write(&mut line);
        line.push("(");
        let mut comma = Comma(false);
        for id in made.args.iter().copied().chain(made.odd_args).chain(states) {
            comma.push(&mut line);
            self.value(id).write(&mut line);
        }
        if let Some(kwargs) = made.kwargs {
            match self.map(kwargs) {
                Some(pairs) => self.assignments(&mut line, &mut comma, pairs),
                None => {
                    comma.push(&mut line);
                    line.push("**");
                    self.value(kwargs).write(&mut line);
                }
            }
        }
        if !made.object.items.is_empty() {
            comma.push(&mut line);
            Value::List(self.values(&made.object.items)).write(&mut line);
        }
        if !made.object.pairs.is_empty() {
            comma.push(&mut line);
            Value::Map(self.pairs(&made.object.pairs)).write(&mut line);
        }
        self.assignments(&mut line, &mut comma, &fields);
        line.push(if bracketed { ")>" } else { ")" });
        self.python(line.finish())
    }

    fn assignments(&mut self, line: &mut Line, comma: &mut Comma, pairs: &[(Id, Id)]) {
        for &(key, value) in pairs {
            if line.is_cut() || self.left < EACH {
                return line.push("…");
            }
            comma.push(line);
            match self.str(key) {
                Some(name) => line.name(&name),
                None => self.value(key).write(line),
            }
            line.push("=");
            self.value(value).write(line);
        }
    }

    /// The attributes of an object, and states that only its class understands.
    fn fields(&self, object: &Object) -> (Vec<(Id, Id)>, Vec<Id>) {
        let (mut fields, mut states) = (Vec::new(), Vec::new());
        for &state in &object.states {
            match self.node(state) {
                Node::None => {}
                Node::Map(pairs) => fields.extend(self.attributes(pairs)),
                // `__dict__` or None, and the slots
                Node::Tuple(both) if both.len() == 2 && both.iter().all(|&part| self.is_attributes(part)) => {
                    fields.extend(both.iter().filter_map(|&part| self.map(part)).flatten());
                }
                _ => states.push(state),
            }
        }
        (fields, states)
    }

    fn is_attributes(&self, id: Id) -> bool {
        matches!(self.node(id), Node::None | Node::Map(_))
    }

    /// A state that holds the attributes under `__dict__`, beside the library's own notes, as pydantic
    /// writes it, gives just these.
    fn attributes(&self, pairs: &'p [(Id, Id)]) -> &'p [(Id, Id)] {
        let inner = pairs.iter().find(|(key, _)| self.str(*key).as_deref() == Some("__dict__"));
        inner.and_then(|&(_, value)| self.map(value)).unwrap_or(pairs)
    }

    pub(super) fn frozenset(&mut self, items: &[Id]) -> Value {
        let values = self.values(items);
        let mut line = self.line();
        line.push(if values.is_empty() { "frozenset(" } else { "frozenset({" });
        arguments(&mut line, &values);
        line.push(if values.is_empty() { ")" } else { "})" });
        self.python(line.finish())
    }

    pub(super) fn bytearray(&mut self, bytes: &[u8]) -> Value {
        let mut line = self.line();
        line.push("bytearray(");
        line.quote_bytes(bytes);
        line.push(")");
        self.python(line.finish())
    }

    /// A line that cannot outgrow the budget.
    pub(super) fn line(&self) -> Line {
        Line::new(self.left.max(1))
    }

    pub(super) fn python(&mut self, text: String) -> Value {
        if self.spend(text.len()) { Value::Python(text) } else { Value::Cut }
    }

    /// A value that takes `len` bytes, if they are left.
    pub(super) fn within(&mut self, len: usize, value: impl FnOnce() -> Value) -> Value {
        if self.spend(len) { value() } else { Value::Cut }
    }

    fn spend(&mut self, bytes: usize) -> bool {
        match self.left.checked_sub(bytes) {
            Some(left) => {
                self.left = left;
                true
            }
            None => false,
        }
    }
}

/// Puts a comma before all but the first.
struct Comma(bool);

impl Comma {
    fn push(&mut self, line: &mut Line) {
        line.push(if self.0 { ", " } else { "" });
        self.0 = true;
    }
}
