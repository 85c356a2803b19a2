//! What may change Redis, and why it may.

use std::{
    collections::{BTreeSet, VecDeque},
    time::Instant,
};

use crate::{
    rq::{id::WorkerName, time::Time},
    store::{
        Store,
        conn::Address,
        error::{Error, Kind, Said},
        script::Script,
        tails::Tails,
        wire::{Batch, Reply},
    },
};

/// Why a change is allowed. Made in one place of the command line's edge only, and carried into the report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Consent {
    /// One job or one worker was named.
    Named,
    /// `--yes`.
    Yes,
    /// A person said yes to this many: no more than that is done.
    Asked { shown: u64 },
    /// The command itself is the consent, such as `maintenance run`.
    Command(&'static str),
}

/// What an act will do to the server, so that permission can be asked for before its first step.
#[derive(Clone, Copy, Default)]
pub struct Uses<'s> {
    pub scripts: &'s [&'static Script],
    /// It also sends commands to workers.
    pub publishes: bool,
}

/// A connection of its own that can change Redis. Reads of the same act go over another one, because a
/// walk may have a page in flight.
pub struct Writer {
    store: Store,
    consent: Consent,
    /// Redis told its time when the connection was made; since then the time that passed here is added.
    opened: Instant,
    lost: Option<Error>,
    tails: Option<Tails>,
}

/// Keys and arguments of one call.
pub type KeysAndArgs = (Vec<Vec<u8>>, Vec<Vec<u8>>);

/// Calls that are on their way at once: enough to keep the server busy, few enough to know little less when it is
/// lost.
const AHEAD: usize = 4;

/// Keys that one call may carry.
const MAX_KEYS: usize = 5_000;

impl Writer {
    /// Connects and asks for permission: every write command of the act is tried on a key of ours that is
    /// removed at once, and a channel that nobody listens to takes one valid message.
    ///
    /// # Errors
    /// When a command is denied (the rule to add is named), or the server takes no writes now. A full
    /// server is no error here: steps that begin with a removal go on.
    pub fn open(address: &Address, consent: Consent, uses: Uses) -> Result<Writer, Error> {
        let store = Store::open(address)?;
        let mut writer = Writer { store, consent, opened: Instant::now(), lost: None, tails: None };
        writer.refuse_cluster()?;
        writer.probe(uses)?;
        Ok(writer)
    }

    /// What was shown when the question was asked bounds what may be done.
    pub fn allowance(&self) -> Option<u64> {
        match self.consent {
            Consent::Asked { shown } => Some(shown),
            Consent::Named | Consent::Yes | Consent::Command(_) => None,
        }
    }

    /// The same connection for reading what a step must know.
    pub fn reads(&mut self) -> &mut Store {
        &mut self.store
    }

    /// Redis's clock, without asking again.
    pub fn now(&self) -> Time {
        let passed = i64::try_from(self.opened.elapsed().as_micros()).unwrap_or(i64::MAX);
        Time(self.store.opened_at().0.saturating_add(passed))
    }

    /// Many calls of one script, a few of them on their way at a time, so that the server is kept busy. Each is a
    /// step of the server's own: others may come in between. `None` is a call that may have run or not, because
    /// its answer did not come; the calls behind it were not sent, and [`Writer::lost`] says why.
    pub fn stream(
        &mut self,
        script: &Script,
        calls: impl IntoIterator<Item = KeysAndArgs>,
    ) -> Vec<Option<Reply>> {
        let mut calls = calls.into_iter();
        let mut answers = Vec::new();
        let mut flying: VecDeque<KeysAndArgs> = VecDeque::new();
        while self.lost.is_none() {
            while flying.len() < AHEAD
                && let Some(call) = calls.next()
            {
                let sent = self.begin(script, &call);
                flying.push_back(call);
                if let Err(e) = sent {
                    self.lose(e);
                    break;
                }
            }
            let Some(call) = flying.pop_front() else { break };
            match self.store.wire.receive() {
                Ok(Reply::Error(said)) if said.code == "NOSCRIPT" => {
                    let mut unknown = vec![(call, Ok(Reply::Error(said)))];
                    unknown.extend(flying.drain(..).map(|call| (call, self.store.wire.receive())));
                    for ((keys, args), reply) in unknown {
                        let reply = match reply {
                            Ok(Reply::Error(said)) if said.code == "NOSCRIPT" => {
                                self.run(script, &keys, &args)
                            }
                            other => other.and_then(Reply::ok),
                        };
                        answers.push(reply.map_err(|e| self.lose(e)).ok());
                    }
                }
                reply => answers.push(reply.and_then(Reply::ok).map_err(|e| self.lose(e)).ok()),
            }
        }
        answers.extend(flying.iter().map(|_| None));
        answers
    }

    /// [`Writer::stream`] for whom all answers or none are of use.
    ///
    /// # Errors
    /// When an answer did not come.
    pub fn run_all(&mut self, script: &Script, calls: &[KeysAndArgs]) -> Result<Vec<Reply>, Error> {
        let replies = self.stream(script, calls.iter().cloned());
        match &self.lost {
            Some(e) => Err(e.clone()),
            None => Ok(replies.into_iter().flatten().collect()),
        }
    }

    fn begin(&mut self, script: &Script, (keys, args): &KeysAndArgs) -> Result<(), Error> {
        let mut batch = Batch::default();
        push(&mut batch, script, b"EVALSHA", script.sha().as_bytes(), keys, args)?;
        self.store.wire.send(batch)
    }

    /// Whether steps may cut off the ends of lists: the walk that meets the jobs asks what is gone there.
    pub fn follow_tails(&mut self, follows: bool) {
        self.tails = follows.then(Tails::default);
    }

    /// What steps cut off the ends of lists, where they may.
    pub fn tails(&mut self) -> Option<&mut Tails> {
        self.tails.as_mut()
    }

    /// Remembers that nothing more can be asked of the server.
    pub fn lose(&mut self, e: Error) {
        self.lost.get_or_insert(e);
    }

    /// Why nothing more can be asked of the server.
    pub fn lost(&self) -> Option<&Error> {
        self.lost.as_ref()
    }

    /// One call of one script. The server is sent the source once.
    ///
    /// # Errors
    /// When the call fails as a whole; what happens to single items is in the reply.
    pub fn run(&mut self, script: &Script, keys: &[Vec<u8>], args: &[Vec<u8>]) -> Result<Reply, Error> {
        let mut batch = Batch::default();
        push(&mut batch, script, b"EVALSHA", script.sha().as_bytes(), keys, args)?;
        let reply = match self.one(batch)? {
            Reply::Error(said) if said.code == "NOSCRIPT" => {
                let mut batch = Batch::default();
                push(&mut batch, script, b"EVAL", script.source.as_bytes(), keys, args)?;
                self.one(batch)?
            }
            other => other,
        };
        reply.ok()
    }

    /// Sends commands to workers and says how many listeners each one had. Payloads come from
    /// [`crate::rq::command::Command`], which only makes valid JSON.
    ///
    /// # Errors
    /// When a message could not be sent; those before it were.
    pub fn publish(&mut self, messages: &[(WorkerName, Vec<u8>)]) -> Result<Vec<u64>, Error> {
        let mut batch = Batch::default();
        for (worker, payload) in messages {
            batch.push(&[b"PUBLISH", &self.store.keys.channel(worker), payload]);
        }
        self.store.ask(batch)?.into_iter().map(|reply| Ok(reply.ok()?.count())).collect()
    }

    fn one(&mut self, batch: Batch) -> Result<Reply, Error> {
        Ok(self.store.ask(batch)?.into_iter().next().unwrap_or(Reply::Nil))
    }

    /// Scripts touch keys of several kinds at once, which a cluster allows in one slot only.
    fn refuse_cluster(&mut self) -> Result<(), Error> {
        if self.store.keys.has_hash_tag() {
            return Ok(());
        }
        let mut batch = Batch::default();
        batch.push(&[b"INFO", b"cluster"]);
        let clustered = matches!(self.one(batch)?, Reply::Bytes(text)
            if String::from_utf8_lossy(&text).contains("cluster_enabled:1"));
        match clustered {
            true => Err(Error::new(
                Kind::Cluster,
                "this is a cluster, and the key prefix has no hash tag: what belongs together lies in several slots",
            )),
            false => Ok(()),
        }
    }

    fn probe(&mut self, uses: Uses) -> Result<(), Error> {
        let wanted: BTreeSet<&str> = uses.scripts.iter().flat_map(|s| s.commands).copied().collect();
        if !wanted.is_empty() {
            let keys = [self.store.keys.probe()];
            let args: Vec<Vec<u8>> = wanted.iter().map(|c| c.as_bytes().to_vec()).collect();
            // By its source: a script that the server does not know yet must not be refused later on.
            let mut batch = Batch::default();
            push(&mut batch, &PROBE, b"EVAL", PROBE.source.as_bytes(), &keys, &args)?;
            let answers = self.one(batch)?.ok()?.list();
            for (command, answer) in wanted.iter().zip(answers) {
                probed(command, answer)?;
            }
        }
        if uses.publishes {
            let mut batch = Batch::default();
            batch.push(&[b"PUBLISH", &self.store.keys.probe_channel(), br#"{"command": "rqctl-probe"}"#]);
            probed("PUBLISH", self.one(batch)?)?;
        }
        Ok(())
    }
}

fn push(
    batch: &mut Batch,
    script: &Script,
    command: &[u8],
    source: &[u8],
    keys: &[Vec<u8>],
    args: &[Vec<u8>],
) -> Result<(), Error> {
    if keys.len() > MAX_KEYS {
        return Err(Error::protocol(format!("{} keys in one call of {}", keys.len(), script.name)));
    }
    batch.begin(3 + keys.len() + args.len());
    batch.arg(command);
    batch.arg(source);
    batch.arg(keys.len().to_string().as_bytes());
    keys.iter().chain(args).for_each(|arg| batch.arg(arg));
    Ok(())
}

static PROBE: Script = crate::script!("probe", []);

/// Only what forbids writing counts: a probe of the wrong shape is no news, and a full server can still be
/// cleaned.
fn probed(command: &str, answer: Reply) -> Result<(), Error> {
    let text = match answer {
        // The channel may be denied and not the command: the server's words say which.
        Reply::Error(said) if said.denied() => return Err(said.into_error()),
        Reply::Error(said) => format!("{} {}", said.code, said.text),
        Reply::Bytes(text) => String::from_utf8_lossy(&text).into_owned(),
        _ => return Ok(()),
    };
    // Inside a script a denied command says so in other words than outside.
    let denied = ["NOPERM", "can't run this command", "ACL failure"];
    if denied.iter().any(|words| text.contains(words)) {
        let text = format!("no permissions to run the '{}' command", command.to_lowercase());
        return Err(Said { code: "NOPERM".to_owned(), text }.into_error());
    }
    match ["READONLY", "MISCONF", "LOADING"].into_iter().find(|code| text.contains(code)) {
        Some(code) => Err(Said { code: code.to_owned(), text }.into_error()),
        None => Ok(()),
    }
}
