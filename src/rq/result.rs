//! One entry of a job's results stream `P:results:ID` (RQ 1.12 and later): one attempt that left a trace.

use crate::rq::{
    id::{ExecutionId, WorkerName},
    time::Time,
};

/// How an attempt ended. 3 (stopped) is defined by RQ and never written: a stopped job leaves a 2.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ResultKind {
    Successful,
    Failed,
    Stopped,
    /// Since RQ 2.1: the function returned a `Retry`.
    Retried,
    /// Since RQ 2.8.
    MaxRetriesExceeded,
    /// A number of a later version, or something else.
    Other(Box<[u8]>),
}

impl ResultKind {
    pub fn parse(bytes: &[u8]) -> ResultKind {
        match bytes {
            b"1" => ResultKind::Successful,
            b"2" => ResultKind::Failed,
            b"3" => ResultKind::Stopped,
            b"4" => ResultKind::Retried,
            b"5" => ResultKind::MaxRetriesExceeded,
            other => ResultKind::Other(other.into()),
        }
    }

    pub fn name(&self) -> std::borrow::Cow<'_, str> {
        match self {
            ResultKind::Successful => "successful".into(),
            ResultKind::Failed => "failed".into(),
            ResultKind::Stopped => "stopped".into(),
            ResultKind::Retried => "retried".into(),
            ResultKind::MaxRetriesExceeded => "max_retries_exceeded".into(),
            ResultKind::Other(bytes) => String::from_utf8_lossy(bytes),
        }
    }
}

/// A stream entry as read; values stay encoded until somebody looks.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ResultEntry {
    /// `MILLISECONDS-SEQUENCE`.
    pub id: Vec<u8>,
    pub fields: Vec<(Vec<u8>, Vec<u8>)>,
}

impl ResultEntry {
    fn field(&self, name: &str) -> Option<&[u8]> {
        self.fields.iter().find(|(n, _)| n == name.as_bytes()).map(|(_, v)| v.as_slice())
    }

    pub fn kind(&self) -> ResultKind {
        ResultKind::parse(self.field("type").unwrap_or_default())
    }

    /// The millisecond part of the entry's ID.
    pub fn created_at(&self) -> Option<Time> {
        let id = std::str::from_utf8(&self.id).ok()?;
        let millis: i64 = id.split('-').next()?.parse().ok()?;
        Time::from_seconds(millis as f64 / 1e3)
    }

    /// Since RQ 2.5; empty where maintenance or a synchronous queue wrote the entry.
    pub fn worker(&self) -> Option<WorkerName> {
        self.field("worker_name").filter(|w| !w.is_empty()).map(WorkerName::from_text)
    }

    /// Since RQ 2.8.
    pub fn execution(&self) -> Option<ExecutionId> {
        self.field("execution_id").and_then(ExecutionId::parse)
    }

    pub fn started_at(&self) -> Option<Time> {
        self.field("execution_started_at").and_then(Time::parse_float)
    }

    /// Missing for stopped jobs.
    pub fn ended_at(&self) -> Option<Time> {
        self.field("execution_ended_at").and_then(Time::parse_float)
    }

    /// base64 of the serialized value; no field means that the function returned `None`.
    pub fn return_value(&self) -> Option<&[u8]> {
        self.field("return_value")
    }

    /// base64 of the zlib of the traceback.
    pub fn exc_string(&self) -> Option<&[u8]> {
        self.field("exc_string")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_dated_by_its_id() {
        let entry = ResultEntry {
            id: b"1795500650308-0".to_vec(),
            fields: vec![(b"type".to_vec(), b"7".to_vec()), (b"worker_name".to_vec(), Vec::new())],
        };
        assert_eq!(entry.created_at(), Some(Time(1_795_500_650_308_000)));
        assert_eq!(entry.kind().name(), "7");
        assert_eq!(entry.worker(), None);
        assert_eq!(ResultEntry { id: b"x".to_vec(), fields: vec![] }.created_at(), None);
    }
}
