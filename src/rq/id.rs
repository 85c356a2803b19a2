//! The names RQ gives to things: job, execution, queue, worker. All are bytes, because RQ up to 2.7 let
//! anything through and Redis keeps whatever it is given.

use std::fmt;

/// What RQ calls a job. Legal since RQ 2.8 only when it matches `[A-Za-z0-9_-]+`; older versions
/// accepted any text, so an ID may hold colons, spaces, newlines or bytes that are not UTF-8.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub Box<[u8]>);

/// One run of a job (RQ 2.0 and later): 32 lowercase hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExecutionId(pub [u8; 32]);

/// A queue's name, without the key prefix. It may hold colons and commas.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueueName(pub Box<[u8]>);

/// A worker's name, without the key prefix: free text, often a UUID in hexadecimal digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkerName(pub Box<[u8]>);

/// The two things that one text may mean. Only Redis knows which: see `Store::resolve`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reading {
    /// The whole text taken as a job ID.
    pub whole: JobId,
    /// The text taken as `JOB_ID:EXECUTION_ID`, where its tail is 32 lowercase hex digits.
    pub split: Option<(JobId, ExecutionId)>,
}

/// A job, and the execution if the text named one.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Target {
    pub id: JobId,
    pub execution: Option<ExecutionId>,
}

impl JobId {
    pub fn new(bytes: impl AsRef<[u8]>) -> JobId {
        JobId(bytes.as_ref().into())
    }

    /// Whether RQ 2.8 and later accept the ID: `[A-Za-z0-9_-]+`.
    pub fn legal(&self) -> bool {
        !self.0.is_empty() && self.0.iter().all(|&b| legal_byte(b))
    }

    /// The characters that make the ID illegal, each once, in order of appearance. Bytes that are not
    /// UTF-8 count as U+FFFD.
    pub fn offending(&self) -> Vec<char> {
        let mut seen = Vec::new();
        for c in String::from_utf8_lossy(&self.0).chars() {
            let legal = c.is_ascii() && legal_byte(c as u8);
            if !legal && !seen.contains(&c) {
                seen.push(c);
            }
        }
        seen
    }

    /// Whether the ID holds a colon, at which RQ 2.0 and later cut it.
    pub fn has_colon(&self) -> bool {
        self.0.contains(&b':')
    }
}

fn legal_byte(b: u8) -> bool {
    LEGAL[usize::from(b)]
}

/// Asked of every byte of every ID: a look into a table is several times as fast as comparing.
const LEGAL: [bool; 256] = {
    let mut table = [false; 256];
    let mut b = 0;
    while b < 256 {
        table[b] = (b as u8).is_ascii_alphanumeric() || matches!(b as u8, b'-' | b'_');
        b += 1;
    }
    table
};

impl ExecutionId {
    /// 32 lowercase hex digits, or nothing.
    pub fn parse(bytes: &[u8]) -> Option<ExecutionId> {
        let id: [u8; 32] = bytes.try_into().ok()?;
        id.iter().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f')).then_some(ExecutionId(id))
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl Reading {
    pub fn of(text: &[u8]) -> Reading {
        let split = text.iter().rposition(|&c| c == b':').and_then(|colon| {
            let execution = ExecutionId::parse(&text[colon + 1..])?;
            (colon > 0).then(|| (JobId::new(&text[..colon]), execution))
        });
        Reading { whole: JobId::new(text), split }
    }
}

impl Target {
    pub fn job(id: JobId) -> Target {
        Target { id, execution: None }
    }

    /// The text that stands in a started registry for this target: `id` or `id:execution`.
    pub fn entry(&self) -> Vec<u8> {
        match &self.execution {
            Some(execution) => composite(&self.id, execution),
            None => self.id.0.to_vec(),
        }
    }
}

/// `JOB_ID:EXECUTION_ID`, as RQ 2.0 and later store a running job.
pub fn composite(id: &JobId, execution: &ExecutionId) -> Vec<u8> {
    [&id.0[..], b":", &execution.0].concat()
}

macro_rules! text_name {
    ($($name:ident),*) => {$(
        impl $name {
            pub fn from_text(text: impl AsRef<[u8]>) -> $name {
                $name(text.as_ref().into())
            }

            /// For messages: bytes that are not UTF-8 become U+FFFD.
            pub fn lossy(&self) -> std::borrow::Cow<'_, str> {
                String::from_utf8_lossy(&self.0)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
                write!(f, "{}({:?})", stringify!($name), self.lossy())
            }
        }
    )*};
}
text_name!(JobId, QueueName, WorkerName);

impl fmt::Debug for ExecutionId {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn legal_is_the_pattern_of_rq_2_8() {
        for id in ["a", "A-b_9", "7f0a6c1e-58f3-4d0e-9a51-0f6c2b1d9e44"] {
            assert!(JobId::new(id).legal(), "{id}");
        }
        for id in ["", "a.b", "a:b", "a b", "a\n", "é", "a@b", "a\0"] {
            assert!(!JobId::new(id).legal(), "{id:?}");
        }
    }

    #[test]
    fn offending_names_each_character_once() {
        assert_eq!(JobId::new("order:42:e.mail é").offending(), [':', '.', ' ', 'é']);
        assert_eq!(JobId::new("plain-1_A").offending(), Vec::<char>::new());
        assert_eq!(JobId::new(b"a\xff").offending(), ['\u{fffd}']);
    }

    #[test]
    fn a_reading_splits_only_at_an_execution_id() {
        let exec = "0123456789abcdef0123456789abcdef";
        let both = Reading::of(format!("a:b:{exec}").as_bytes());
        assert_eq!(both.split, Some((JobId::new("a:b"), ExecutionId::parse(exec.as_bytes()).unwrap())));
        for text in ["a:b", "a", &exec.to_uppercase(), &format!(":{exec}"), &format!("a:{exec}0")] {
            assert_eq!(Reading::of(text.as_bytes()).split, None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn an_entry_reads_back(id in proptest::collection::vec(any::<u8>(), 1..40), exec in "[0-9a-f]{32}") {
            let target = Target { id: JobId::new(&id), execution: ExecutionId::parse(exec.as_bytes()) };
            prop_assert_eq!(Reading::of(&target.entry()).split, Some((target.id.clone(), target.execution.unwrap())));
        }
    }
}
