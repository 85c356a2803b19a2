//! Objects: of which class, made from what, holding what.

use super::build::Builder;
use super::{Id, MAX_NAME, Node, Object, strings};
use crate::rq::codec::literal::Line;
use crate::rq::codec::value::Value;
use std::borrow::Cow;

/// A module and a qualified name in it.
type Name<'p> = (Cow<'p, str>, Cow<'p, str>);

/// A call or an object, with the detours of `copyreg` taken out.
pub(super) struct Made<'p> {
    class: Id,
    /// What the class goes by; nothing if it is itself made by a call.
    pub(super) name: Option<Name<'p>>,
    pub(super) args: Cow<'p, [Id]>,
    /// Arguments that are no tuple; hand-made pickles only.
    odd_args: Option<Id>,
    kwargs: Option<Id>,
    bare: bool,
    pub(super) object: &'p Object,
}

/// What an object was given after it was made.
enum State<'p> {
    /// Attributes: those of `__dict__`, and those of `__slots__`.
    Fields(&'p [(Id, Id)], &'p [(Id, Id)]),
    /// Something that only its class understands.
    Odd(Id),
}

impl<'p, 'a> Builder<'p, 'a> {
    /// A short name, as it is spelled.
    pub(super) fn name(&self, id: Id) -> Option<Cow<'p, str>> {
        let Node::Str(coding, bytes) = self.node(id) else { return None };
        if bytes.len() > MAX_NAME {
            return None;
        }
        Some(match strings::decode(*coding, bytes) {
            Cow::Borrowed(plain) => String::from_utf8_lossy(plain),
            Cow::Owned(plain) => Cow::Owned(String::from_utf8_lossy(&plain).into_owned()),
        })
    }

    /// The name of a class or function, or that of an object's class; of a partial, the function's.
    pub(super) fn class(&self, id: Id) -> Option<String> {
        let name = match (self.global(id), self.node(id)) {
            (Some(name), _) => name,
            (None, Node::Object(object)) => match self.made(object).name? {
                (module, name) if module == "functools" && name == "partial" => {
                    self.partial(object).and_then(|[function, ..]| self.global(function))?
                }
                name => name,
            },
            _ => return None,
        };
        let mut line = Line::new(usize::MAX);
        push_name(&mut line, &name);
        Some(line.finish())
    }

    /// The module and the name that a class or function goes by in Python 3. Up to protocol 3 a nested one
    /// is written as an attribute of the outer.
    fn global(&self, id: Id) -> Option<Name<'p>> {
        match self.node(id) {
            Node::Global(module, name) => {
                let (module, name) = (self.name(*module)?, self.name(*name)?);
                Some(match (&*module, &*name) {
                    ("__builtin__", "xrange") => ("builtins".into(), "range".into()),
                    ("__builtin__", "unicode") => ("builtins".into(), "str".into()),
                    ("__builtin__" | "exceptions", _) => ("builtins".into(), name),
                    ("copy_reg", _) => ("copyreg".into(), name),
                    _ => (module, name),
                })
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
                Some((module, Cow::Owned(format!("{outer}.{}", self.name(name)?))))
            }
            _ => None,
        }
    }

    /// Which class an object is of, and with which arguments it was made. Protocols 0 to 3 go through
    /// functions of `copyreg` and `functools`, which are no part of the answer.
    pub(super) fn made(&self, object: &'p Object) -> Made<'p> {
        let args = self.tuple(object.args);
        let mut made = Made {
            class: object.callable,
            name: self.global(object.callable),
            args: Cow::Borrowed(args.unwrap_or_default()),
            odd_args: args.is_none().then_some(object.args),
            kwargs: object.kwargs,
            bare: object.bare,
            object,
        };
        if let Some((class, args, kwargs)) = self.partial_new(object.callable) {
            (made.class, made.args, made.kwargs, made.bare) = (class, args.into(), Some(kwargs), true);
            made.name = self.global(class);
            return made;
        }
        let Some((module, name)) = &made.name else { return made };
        match (&**module, &**name, args) {
            ("copyreg", "_reconstructor", Some(&[class, _, state])) => {
                (made.class, made.name, made.bare) = (class, self.global(class), true);
                made.args = match self.node(state) {
                    Node::None => Cow::default(),
                    Node::Tuple(items) => Cow::Borrowed(items),
                    _ => Cow::Owned(vec![state]),
                };
            }
            ("copyreg", "__newobj__", Some([class, rest @ ..])) => {
                (made.class, made.name, made.bare) = (*class, self.global(*class), true);
                made.args = rest.into();
            }
            ("copyreg", "__newobj_ex__", Some(&[class, args, kwargs])) => {
                (made.class, made.name, made.bare) = (class, self.global(class), true);
                (made.args, made.kwargs) = (self.tuple(args).unwrap_or_default().into(), Some(kwargs));
            }
            // Django finds a model by the names of its app and class.
            ("django.db.models.base", "model_unpickle", Some(&[model])) => {
                if let Some(&[app, model]) = self.tuple(model) {
                    made.name = self.name(app).zip(self.name(model)).or(made.name);
                    (made.args, made.bare) = (Cow::default(), true);
                }
            }
            _ => {}
        }
        made
    }

    /// The function, arguments and keyword arguments of a `functools.partial`.
    fn partial(&self, object: &Object) -> Option<[Id; 3]> {
        match self.tuple(object.state?)? {
            &[function, args, kwargs, _] => Some([function, args, kwargs]),
            _ => None,
        }
    }

    /// Protocols 2 and 3 cannot give keyword arguments to `__new__`: they call a partial of it.
    fn partial_new(&self, callable: Id) -> Option<(Id, &'p [Id], Id)> {
        let Node::Object(object) = self.node(callable) else { return None };
        let [function, args, kwargs] = self.partial(object)?;
        let (_, name) = self.global(function)?;
        match self.tuple(args)? {
            [class, rest @ ..] if name.ends_with(".__new__") => Some((*class, rest, kwargs)),
            _ => None,
        }
    }

    /// `module.Class(argument, keyword=value)`; with attributes in angle brackets, since these are not what
    /// the class would be called with.
    pub(super) fn object(&mut self, made: &Made<'p>) -> Value {
        let object = made.object;
        let state = object.state.map(|state| self.state(state));
        let has_state = state.as_ref().is_some_and(|state| match state {
            State::Fields(fields, slots) => fields.len() + slots.len() > 0,
            State::Odd(_) => true,
        });
        let contents = made.args.len() + object.items.len() + object.pairs.len();
        let empty = contents == 0 && made.odd_args.is_none() && made.kwargs.is_none();
        let bracketed = has_state || made.bare && empty;

        self.written(|builder, line| {
            line.push(if bracketed { "<" } else { "" });
            match &made.name {
                Some(name) => push_name(line, name),
                None => builder.value(made.class).write(line),
            }
            line.push("(");
            let mut given = Arguments { builder, line, any: false };
            for &id in made.args.iter().chain(&made.odd_args) {
                given.positional(|builder| builder.value(id));
            }
            if !object.items.is_empty() {
                given.positional(|builder| Value::List(builder.values(&object.items)));
            }
            if !object.pairs.is_empty() {
                given.positional(|builder| Value::Map(builder.pairs(&object.pairs)));
            }
            if let Some(kwargs) = made.kwargs {
                given.keywords(kwargs);
            }
            match state {
                Some(State::Fields(fields, slots)) => {
                    given.fields(fields);
                    given.fields(slots);
                }
                Some(State::Odd(id)) => given.positional(|builder| builder.value(id)),
                None => {}
            }
            line.push(if bracketed { ")>" } else { ")" });
        })
    }

    /// `functools.partial(module.function, argument, keyword=value)`
    pub(super) fn partial_call(&mut self, object: &Object) -> Option<Value> {
        let [function, args, kwargs] = self.partial(object)?;
        Some(self.written(|builder, line| {
            line.push("functools.partial(");
            let args = builder.tuple(args).unwrap_or_default();
            let mut given = Arguments { builder, line, any: false };
            for &id in [function].iter().chain(args) {
                given.positional(|builder| builder.value(id));
            }
            given.keywords(kwargs);
            line.push(")");
        }))
    }

    fn state(&self, id: Id) -> State<'p> {
        match self.node(id) {
            Node::None => State::Fields(&[], &[]),
            Node::Map(fields) => State::Fields(self.inner_fields(fields), &[]),
            Node::Tuple(both) => match both[..] {
                [fields, slots] if self.is_fields(fields) && self.is_fields(slots) => {
                    State::Fields(self.map(fields).unwrap_or_default(), self.map(slots).unwrap_or_default())
                }
                _ => State::Odd(id),
            },
            _ => State::Odd(id),
        }
    }

    fn is_fields(&self, id: Id) -> bool {
        matches!(self.node(id), Node::None | Node::Map(_))
    }

    /// pydantic keeps the attributes under `__dict__`, beside a few notes of its own.
    fn inner_fields(&self, fields: &'p [(Id, Id)]) -> &'p [(Id, Id)] {
        let few = &fields[..fields.len().min(8)];
        let inner = few.iter().find(|(key, _)| self.name(*key).as_deref() == Some("__dict__"));
        inner.and_then(|&(_, value)| self.map(value)).unwrap_or(fields)
    }
}

/// Writes what stands between the parentheses of a call.
struct Arguments<'w, 'p, 'a> {
    builder: &'w mut Builder<'p, 'a>,
    line: &'w mut Line,
    any: bool,
}

impl<'p, 'a> Arguments<'_, 'p, 'a> {
    fn comma(&mut self) {
        self.line.push(if self.any { ", " } else { "" });
        self.any = true;
    }

    /// Whether there is room for more; where there is none, the line says that something is missing.
    fn has_room(&mut self) -> bool {
        if self.builder.is_spent() {
            self.line.push("…");
        }
        !self.builder.is_spent() && !self.line.is_cut()
    }

    fn positional(&mut self, value: impl FnOnce(&mut Builder<'p, 'a>) -> Value) {
        if !self.has_room() {
            return;
        }
        self.comma();
        value(self.builder).write(self.line);
    }

    fn named(&mut self, (key, value): (Id, Id)) {
        self.comma();
        match self.builder.name(key) {
            Some(name) => self.line.name(&name),
            None => self.builder.value(key).write(self.line),
        }
        self.line.push("=");
        self.builder.value(value).write(self.line);
    }

    /// A dict as keyword arguments.
    fn keywords(&mut self, kwargs: Id) {
        match self.builder.map(kwargs) {
            Some(pairs) => self.all_named(pairs.iter().copied()),
            None => self.positional(|builder| builder.value(kwargs)),
        }
    }

    /// Attributes, but for what database libraries note beside those of a model.
    fn fields(&mut self, pairs: &[(Id, Id)]) {
        // What is passed over is not paid for, so it must be little.
        if pairs.len() > 100 {
            return self.all_named(pairs.iter().copied());
        }
        let is_note = |builder: &Builder, (key, value)| match builder.name(key).as_deref() {
            Some("_sa_instance_state" | "_django_version") => true,
            Some("_state") => builder.class(value).as_deref() == Some("django.db.models.base.ModelState"),
            _ => false,
        };
        let kept: Vec<_> = pairs.iter().copied().filter(|&pair| !is_note(self.builder, pair)).collect();
        self.all_named(kept.into_iter());
    }

    fn all_named(&mut self, pairs: impl Iterator<Item = (Id, Id)>) {
        for pair in pairs {
            if !self.has_room() {
                return;
            }
            self.named(pair);
        }
    }
}

fn push_name(line: &mut Line, (module, name): &Name) {
    if module != "builtins" {
        line.name(module);
        line.push(".");
    }
    line.name(name);
}
