//! One call of a script under construction, and what its answers mean.

use std::collections::HashMap;

use crate::{
    ops::refusal::{Instead, Reason, Refusal},
    store::{
        error::Error,
        script::Script,
        wire::Reply,
        writer::{KeysAndArgs, Writer},
    },
};

/// Keys and arguments. A key is named in the arguments by its number among the keys, so that what several items
/// share is sent, and looked at, once.
#[derive(Debug, Default)]
pub struct Call {
    keys: Vec<Vec<u8>>,
    args: Vec<Vec<u8>>,
    own: Vec<Vec<Vec<u8>>>,
    shared: HashMap<Vec<u8>, usize>,
    told: HashMap<(&'static str, Vec<Vec<u8>>), usize>,
    blocks: HashMap<Vec<u8>, usize>,
}

impl Call {
    pub fn text(&mut self, text: impl AsRef<[u8]>) -> &mut Call {
        self.args.push(text.as_ref().to_vec());
        self
    }

    pub fn number(&mut self, n: impl std::fmt::Display) -> &mut Call {
        self.text(n.to_string())
    }

    pub fn flag(&mut self, yes: bool) -> &mut Call {
        self.text(if yes { "1" } else { "0" })
    }

    /// A key of one item.
    pub fn key(&mut self, key: Vec<u8>) -> &mut Call {
        self.keys.push(key);
        self.number(self.keys.len())
    }

    /// Keys that only one item names, as many for each, in the order of the items. They stand behind all others, the
    /// first ones of all items and then the second ones, and nothing but the number of the very first is told.
    pub fn own<const N: usize>(&mut self, keys: [Vec<u8>; N]) -> &mut Call {
        self.own.resize_with(N, Vec::new);
        self.own.iter_mut().zip(keys).for_each(|(column, key)| column.push(key));
        self
    }

    /// What several items have in common: its number, and behind that, where no item before told the same, all of it.
    /// `what` keeps apart what is read in different ways.
    pub fn common(&mut self, what: &'static str, tell: impl FnOnce(&mut Call)) -> &mut Call {
        let from = self.args.len();
        tell(self);
        let all = (what, self.args.split_off(from));
        if let Some(n) = self.told.get(&all) {
            return self.number(*n);
        }
        let n = self.told.len() + 1;
        self.number(n);
        self.args.extend_from_slice(&all.1);
        self.told.insert(all, n);
        self
    }

    /// The call as it is sent.
    pub fn done(mut self) -> KeysAndArgs {
        if !self.own.is_empty() {
            self.number(self.keys.len() + 1);
            self.own.iter_mut().for_each(|column| self.keys.append(column));
        }
        (self.keys, self.args)
    }

    /// Sends it, and waits for the reply.
    ///
    /// # Errors
    /// As [`Writer::run`].
    pub fn run(self, writer: &mut Writer, script: &Script) -> Result<Reply, Error> {
        let (keys, args) = self.done();
        writer.run(script, &keys, &args)
    }

    /// Keys that stand side by side, and that other items of the same call may name too by the first of them.
    pub fn block(&mut self, first: Vec<u8>, rest: impl FnOnce() -> Vec<Vec<u8>>) -> &mut Call {
        if let Some(number) = self.blocks.get(&first) {
            return self.number(*number);
        }
        let number = self.keys.len() + 1;
        self.blocks.insert(first.clone(), number);
        self.keys.push(first);
        self.keys.extend(rest());
        self.number(number)
    }

    /// A key that other items of the same call may name too.
    pub fn shared(&mut self, key: Vec<u8>) -> &mut Call {
        if let Some(number) = self.shared.get(&key) {
            return self.number(*number);
        }
        self.shared.insert(key.clone(), self.keys.len() + 1);
        self.key(key)
    }
}

/// What a script said of one item: a word, and what came with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub word: String,
    pub rest: Vec<Reply>,
}

/// The word for an answer that did not come.
const UNANSWERED: &str = "unanswered";

impl Answer {
    /// The answers of calls with so many items each, item by item; they end with the last call that was sent.
    pub fn of_calls(
        replies: Vec<Option<Reply>>,
        items: impl IntoIterator<Item = usize>,
        lost: Option<&Error>,
    ) -> Vec<Answer> {
        let mut answers = Vec::new();
        for (reply, items) in replies.into_iter().zip(items) {
            match reply.map(|reply| Answer::all(reply, items)) {
                Some(Ok(all)) => answers.extend(all),
                Some(Err(e)) => answers.extend((0..items).map(|_| Answer::none(&e))),
                None => {
                    let e = lost.cloned().unwrap_or_else(|| Error::protocol("no answer came"));
                    answers.extend((0..items).map(|_| Answer::none(&e)));
                }
            }
        }
        answers
    }

    /// An answer that was found without asking.
    pub fn word(word: &str) -> Answer {
        Answer { word: word.to_owned(), rest: Vec::new() }
    }

    /// No answer came: it may have been done or not.
    pub fn none(e: &Error) -> Answer {
        Answer { word: UNANSWERED.to_owned(), rest: vec![Reply::Bytes(e.text.clone().into_bytes())] }
    }

    /// The answers of one call, one per item.
    ///
    /// # Errors
    /// When there are not as many as items.
    pub fn all(reply: Reply, items: usize) -> Result<Vec<Answer>, Error> {
        let answers: Vec<Answer> = reply.list().into_iter().map(Answer::of).collect();
        match answers.len() == items {
            true => Ok(answers),
            false => Err(Error::protocol(format!("a script answered {} of {items} items", answers.len()))),
        }
    }

    fn of(reply: Reply) -> Answer {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        match reply {
            Reply::Bytes(word) => Answer { word: text(word), rest: Vec::new() },
            Reply::List(parts) => {
                let mut parts = parts.into_iter();
                let word = parts.next().and_then(Reply::bytes).map(text).unwrap_or_default();
                Answer { word, rest: parts.collect() }
            }
            _ => Answer { word: String::new(), rest: Vec::new() },
        }
    }

    /// Whether the step was done.
    pub fn done(&self) -> bool {
        self.word == "done"
    }

    /// Why it was not.
    pub fn refusal(&self) -> Refusal {
        let said =
            self.rest.first().and_then(Reply::as_bytes).map(String::from_utf8_lossy).unwrap_or_default();
        let (reason, message) = match self.word.as_str() {
            "gone" => (Reason::Gone, "the job is gone"),
            "changed" => (Reason::Changed, "it changed meanwhile"),
            "newer" => (Reason::Newer, "it came into its state after this run began"),
            "unreadable" => (Reason::Unreadable, "RQ cannot read its hash"),
            "wrong_type" => (Reason::WrongType, "one of its keys holds another type than RQ stores there"),
            "running" => (Reason::Running, "it runs"),
            "in_flight" => {
                let why = "it stands in no queue: a worker has taken it and starts it, whatever is written now, or it is lost";
                return Refusal::new(Reason::InFlight, why).instead(Instead::Job("jobs show"));
            }
            "conflict" => (Reason::Conflict, "a job called rqctl-removed exists, and that name is needed"),
            "already" => (Reason::Already, "it is held"),
            "single" => (Reason::Already, "no other copy of it is left"),
            "many_parents" => (Reason::Limit, "it waits for more than 2,000 jobs, too many for one step"),
            "many_runs" => (Reason::Limit, "it has more than 2,000 executions, too many for one step"),
            "look" | "moved" => (Reason::Changed, "it changes all the time"),
            UNANSWERED => {
                return Refusal::new(
                    Reason::Unknown,
                    format!("no answer came ({said}); a second run finishes what is left"),
                );
            }
            // The script met what it did not expect: some of the item may have been written.
            _ => return Refusal::new(Reason::Unknown, format!("the server said: {said}")),
        };
        Refusal::new(reason, message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_key_is_sent_once() {
        let mut call = Call::default();
        call.shared(b"q".to_vec()).key(b"a".to_vec()).shared(b"q".to_vec()).text("x").flag(true);
        let (keys, args) = call.done();
        assert_eq!(keys, [b"q".to_vec(), b"a".to_vec()]);
        assert_eq!(args, [&b"1"[..], b"2", b"1", b"x", b"1"]);
    }

    #[test]
    fn what_items_have_in_common_is_told_once_and_their_own_keys_stand_last() {
        let mut call = Call::default();
        for (id, status) in [("a", "queued"), ("b", "failed"), ("c", "queued")] {
            call.text(id).own([id.as_bytes().to_vec(), b"x".to_vec()]);
            call.common("kind", |call| _ = call.text(status).shared(b"q".to_vec()));
            call.common("others", |call| _ = call.text("queued").shared(b"q".to_vec()));
        }
        let told =
            ["a", "1", "queued", "1", "2", "queued", "1", "b", "3", "failed", "1", "2", "c", "1", "2", "2"];
        let (keys, args) = call.done();
        assert_eq!(args, told.map(|text| text.as_bytes().to_vec()));
        assert_eq!(keys, ["q", "a", "b", "c", "x", "x", "x"].map(|key| key.as_bytes().to_vec()));
    }

    #[test]
    fn answers_are_words_or_lists_that_begin_with_one() {
        let word = |w: &str| Reply::Bytes(w.as_bytes().to_vec());
        let reply = Reply::List(vec![word("done"), Reply::List(vec![word("error"), word("ERR x")])]);
        let answers = Answer::all(reply, 2).unwrap();
        assert!(answers[0].done());
        assert_eq!(answers[1].refusal(), Refusal::new(Reason::Unknown, "the server said: ERR x"));
        assert!(Answer::all(Reply::Nil, 1).is_err());
    }
}
