//! What our held hash keeps of a job that was put aside: enough to put it back where it was.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::rq::time::Time;

/// One entry of `P:rqctl:held:Q`, written as JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// Where it was taken from: `queue`, `scheduled`, `ready` or `rate-limited`.
    pub place: String,
    /// Its score there, as Redis reads it back exactly.
    pub score: Option<String>,
    /// Its index in the list, counted from the head.
    pub position: Option<i64>,
    /// Its status and `enqueued_at` then: only a job that still has them is put back.
    pub status: Vec<u8>,
    pub enqueued_at: Vec<u8>,
    pub held_at: Option<Time>,
    /// Who put it aside: `hold`, or `quarantine` of maintenance.
    pub reason: String,
}

/// Stands where the position will stand, which only the server knows when it takes the job.
const POSITION: &str = "\"position\":null";

impl Held {
    /// The JSON in two halves, with the position between them.
    pub fn halves(&self) -> (String, String) {
        let text = json!({
            "place": self.place,
            "score": self.score,
            "position": Value::Null,
            "status": bytes(&self.status),
            "enqueued_at": bytes(&self.enqueued_at),
            "held_at": self.held_at.map(Time::text),
            "reason": self.reason,
        })
        .to_string();
        // The names and texts before it are ours and hold no such words.
        let at = text.find(POSITION).map_or(text.len(), |at| at + POSITION.len() - "null".len());
        let rest = text.get(at + "null".len()..).unwrap_or_default().to_owned();
        (text[..at].to_owned(), rest)
    }

    /// `None` where it is not what we write.
    pub fn parse(bytes: &[u8]) -> Option<Held> {
        let value: Value = serde_json::from_slice(bytes).ok()?;
        let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(Held {
            place: text("place")?,
            score: text("score"),
            position: value.get("position").and_then(Value::as_i64),
            status: unbytes(value.get("status")?)?,
            enqueued_at: unbytes(value.get("enqueued_at")?)?,
            held_at: text("held_at").and_then(|at| Time::parse(at.as_bytes())),
            reason: text("reason").unwrap_or_default(),
        })
    }
}

fn bytes(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => Value::from(text),
        Err(_) => json!({ "$bytes": STANDARD.encode(bytes) }),
    }
}

fn unbytes(value: &Value) -> Option<Vec<u8>> {
    match value {
        Value::String(text) => Some(text.clone().into_bytes()),
        other => STANDARD.decode(other.get("$bytes")?.as_str()?).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_reads_back_with_the_position_that_the_server_puts_in(
            score in proptest::option::of("[0-9]{1,12}"), position in proptest::option::of(0i64..1_000_000),
            status in proptest::collection::vec(any::<u8>(), 0..12),
            enqueued_at in proptest::collection::vec(any::<u8>(), 0..30), seconds in 0i64..4_000_000_000,
        ) {
            let held = Held {
                place: "queue".to_owned(),
                score,
                position,
                status,
                enqueued_at,
                held_at: Some(Time(seconds * 1_000_000)),
                reason: "hold".to_owned(),
            };
            let (before, after) = held.halves();
            let put = position.map_or("null".to_owned(), |n| n.to_string());
            prop_assert_eq!(Held::parse(format!("{before}{put}{after}").as_bytes()), Some(held));
        }

        #[test]
        fn any_bytes_are_an_entry_or_not(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _ = Held::parse(&bytes);
        }
    }
}
