//! What a judge looks at first, and what it says.

use crate::{
    ops::doctor::sentence::Sentence,
    rq::{
        fleet::{Fleet, HOLDS_OTHER_TYPE, Seen},
        keys::Keys,
    },
};

/// How bad it is. The order is that of the screen, read from below.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    Ok,
    /// Could not be judged: what it looks at could not be seen.
    Skipped,
    /// Will hurt, or hurts a little.
    Warn,
    /// Jobs are lost, wait in vain or end workers.
    Fail,
}

impl Severity {
    /// The word in machine formats: a contract.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Ok => "ok",
            Severity::Skipped => "skipped",
            Severity::Warn => "warn",
            Severity::Fail => "fail",
        }
    }
}

/// Everything that the quick checks look at.
pub struct Scene<'a> {
    pub fleet: &'a Fleet,
    /// Who named the server: `-u`, the environment variables, or `default`.
    pub url_from: &'a str,
    pub db: u32,
    /// Databases of the server that hold queues or workers under the prefix; looked for only where this one
    /// holds none.
    pub databases_with_rq: &'a [u32],
    pub prefix: &'a str,
    /// The prefix keeps all keys in one slot of a cluster.
    pub hash_tag: bool,
}

/// What a judge says.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    Fine,
    Trouble(Trouble),
    /// It could not see what it had to look at.
    Blind(Blind),
}

/// What keeps a judge from seeing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Blind {
    /// The ACL; this rule would show it.
    Acl(String),
    /// The key holds another type than RQ stores there.
    WrongType(Vec<u8>),
}

impl Blind {
    /// To whatever stands under RQ's keys.
    pub fn to_keys(prefix: &str) -> Blind {
        Blind::Acl(format!("%R~{prefix}:*"))
    }

    /// To the workers: whether there are more of them than were seen, if that is not known.
    pub fn to_workers(scene: &Scene) -> Option<Blind> {
        let key = || Keys::new(scene.prefix).workers();
        (!scene.fleet.workers_listed).then(|| Blind::to(key(), scene))
    }

    /// To the list of a queue, where one could not be seen.
    pub fn to_lists(scene: &Scene) -> Option<Blind> {
        let queue = scene.fleet.queues.iter().find(|q| q.queued == Seen::Hidden)?;
        Some(Blind::to(Keys::new(scene.prefix).queue(&queue.queue), scene))
    }

    fn to(key: Vec<u8>, scene: &Scene) -> Blind {
        match scene.fleet.of_wrong_type(&key) {
            true => Blind::WrongType(key),
            false => Blind::to_keys(scene.prefix),
        }
    }

    /// `hidden by the ACL (+info)`, or which key it is and what is wrong with it.
    pub fn says(&self) -> Sentence {
        match self {
            Blind::Acl(rule) => Sentence::new().text(format!("hidden by the ACL ({rule})")),
            Blind::WrongType(key) => wrong_type(key),
        }
    }
}

/// That a key holds another type than RQ stores there.
pub fn wrong_type(key: &[u8]) -> Sentence {
    Sentence::new().name(key).text(format!(" {HOLDS_OTHER_TYPE}"))
}

/// Something is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Trouble {
    /// Where it is milder than the worst that the check finds.
    pub milder: Option<Severity>,
    /// How many there are of what the check counts.
    pub count: u64,
    /// The first of them, [`SAMPLES`] at most.
    pub samples: Vec<Vec<u8>>,
    pub says: Sentence,
    pub fix: Fix,
}

/// Samples that a finding carries.
pub const SAMPLES: usize = 3;

/// What to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Fix {
    Type(Typed),
    /// Look into another database of the server.
    Database(u32),
    /// Ask Redis which type the key holds.
    TypeOf(Vec<u8>),
    /// Nothing of rqctl's: what somebody must do elsewhere.
    Do(Sentence),
}

/// A command of rqctl, without the options that say which server is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// `jobs hold`.
    pub verb: &'static str,
    /// It changes something, so on a protected server it names the label.
    pub acts: bool,
    pub options: Vec<(&'static str, Vec<u8>)>,
    pub names: Vec<Vec<u8>>,
}

impl Typed {
    pub fn read(verb: &'static str) -> Typed {
        Typed { verb, acts: false, options: Vec::new(), names: Vec::new() }
    }

    pub fn act(verb: &'static str) -> Typed {
        Typed { acts: true, ..Typed::read(verb) }
    }

    pub fn option(mut self, name: &'static str, value: impl AsRef<[u8]>) -> Typed {
        self.options.push((name, value.as_ref().to_vec()));
        self
    }

    pub fn names(mut self, names: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Typed {
        self.names.extend(names.into_iter().map(|name| name.as_ref().to_vec()));
        self
    }
}
