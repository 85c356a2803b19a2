//! What a worker understands on its channel `P:pubsub:WORKER`. Anything that is not valid JSON there ends
//! the worker's listener for good, so payloads are made here and nowhere else.

use crate::rq::id::{ExecutionId, JobId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Since RQ 1.7: the plain job ID, compared byte for byte with what the worker runs.
    StopJob(JobId),
    /// Since RQ 3.0.
    StopExecution(JobId, ExecutionId),
    KillHorse,
    /// A second one at least a second later is a cold shutdown, which kills the job.
    Shutdown,
}

impl Command {
    pub fn name(&self) -> &'static str {
        match self {
            Command::StopJob(_) => "stop-job",
            Command::StopExecution(..) => "stop-execution",
            Command::KillHorse => "kill-horse",
            Command::Shutdown => "shutdown",
        }
    }

    /// The message, or `None` where the ID is not UTF-8 and so cannot be said in JSON.
    pub fn payload(&self) -> Option<Vec<u8>> {
        let mut fields = vec![("command", self.name())];
        match self {
            Command::StopJob(id) => fields.push(("job_id", std::str::from_utf8(&id.0).ok()?)),
            Command::StopExecution(id, execution) => {
                fields.push(("job_id", std::str::from_utf8(&id.0).ok()?));
                fields.push(("execution_id", execution.as_str()));
            }
            Command::KillHorse | Command::Shutdown => {}
        }
        let object: serde_json::Map<_, _> =
            fields.into_iter().map(|(k, v)| (k.to_owned(), serde_json::Value::from(v))).collect();
        serde_json::to_vec(&object).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn payloads_are_what_rq_sends() {
        let id = JobId::new("a:b\"\n");
        let stop: serde_json::Value =
            serde_json::from_slice(&Command::StopJob(id.clone()).payload().unwrap()).unwrap();
        assert_eq!(stop, serde_json::json!({"command": "stop-job", "job_id": "a:b\"\n"}));
        let execution = ExecutionId([b'a'; 32]);
        let stop: serde_json::Value =
            serde_json::from_slice(&Command::StopExecution(id, execution).payload().unwrap()).unwrap();
        assert_eq!(stop["execution_id"], "a".repeat(32));
        assert_eq!(Command::StopJob(JobId::new(b"\xff")).payload(), None);
        assert_eq!(Command::Shutdown.payload().unwrap(), br#"{"command":"shutdown"}"#);
    }

    proptest! {
        #[test]
        fn whatever_the_id_the_message_is_json(id in ".*") {
            let payload = Command::StopJob(JobId::new(&id)).payload().unwrap();
            let value: serde_json::Value = serde_json::from_slice(&payload).unwrap();
            prop_assert_eq!(value["job_id"].as_str(), Some(id.as_str()));
        }
    }
}
