//! JSON: bodies written by RQ's JSON serializer, and the fields of a hash that hold JSON in any case.

use super::value::Value;
use super::{MAX_DEPTH, MAX_VALUE, Opaque};
use crate::rq::id::JobId;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value as Json};
use std::fmt;

/// What a pickle never begins with: a container or text, or the whole of a number, a boolean or null.
pub(super) fn looks_like(bytes: &[u8]) -> bool {
    match bytes.trim_ascii() {
        [b'[' | b'{' | b'"', ..] | b"true" | b"false" | b"null" => true,
        [b'-' | b'0'..=b'9', rest @ ..] => {
            rest.iter().all(|b| matches!(b, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'))
        }
        _ => false,
    }
}

/// The function's name of a stored call, if it begins these bytes and no instance follows.
pub(super) fn leading_function(bytes: &[u8]) -> Option<String> {
    let rest = bytes.trim_ascii_start().strip_prefix(b"[")?;
    let mut names = serde_json::Deserializer::from_slice(rest).into_iter::<String>();
    let name = names.next()?.ok()?;
    let rest = rest.get(names.byte_offset()..)?.trim_ascii_start().strip_prefix(b",")?;
    rest.trim_ascii_start().starts_with(b"null").then_some(name)
}

/// A serialized value, within the limits of every decoder.
pub(super) fn value(bytes: &[u8]) -> Result<Value, Opaque> {
    let mut left = MAX_VALUE;
    let mut source = serde_json::Deserializer::from_slice(bytes);
    let value = Bounded { left: &mut left, depth: 0 }.deserialize(&mut source).map_err(opaque)?;
    source.end().map_err(opaque)?;
    Ok(value)
}

fn opaque(error: serde_json::Error) -> Opaque {
    Opaque::Json(error.to_string())
}

/// Builds a [`Value`] while there is room and depth left; what follows becomes [`Value::Cut`].
struct Bounded<'b> {
    left: &'b mut usize,
    depth: usize,
}

impl Bounded<'_> {
    fn spend(&mut self, bytes: usize) -> bool {
        match self.left.checked_sub(bytes) {
            Some(left) => {
                *self.left = left;
                true
            }
            None => false,
        }
    }

    fn inner(&mut self) -> Bounded<'_> {
        Bounded { left: self.left, depth: self.depth + 1 }
    }
}

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(mut self, source: D) -> Result<Value, D::Error> {
        if self.depth >= MAX_DEPTH || !self.spend(size_of::<Value>()) {
            IgnoredAny::deserialize(source)?;
            return Ok(Value::Cut);
        }
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::None)
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Value, E> {
        Ok(Value::Bool(yes))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Int(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(i64::try_from(number).map_or_else(|_| Value::Python(number.to_string()), Value::Int))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Float(number))
    }

    fn visit_str<E>(mut self, text: &str) -> Result<Value, E> {
        Ok(if self.spend(text.len()) { Value::Text(text.to_string()) } else { Value::Cut })
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut source: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = source.next_element_seed(self.inner())? {
            // One mark for all that is missing, so that the list itself stays bounded.
            if item != Value::Cut || items.last() != Some(&Value::Cut) {
                items.push(item);
            }
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut source: A) -> Result<Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(key) = source.next_key_seed(self.inner())? {
            let value = source.next_value_seed(self.inner())?;
            if key != Value::Cut || !matches!(pairs.last(), Some((Value::Cut, _))) {
                pairs.push((key, value));
            }
        }
        Ok(Value::Map(pairs))
    }
}

/// The IDs in a job's `dependency_ids` (RQ 1.8 and later): a JSON array of texts.
pub fn dependency_ids(field: &[u8]) -> Result<Vec<JobId>, Opaque> {
    serde_json::from_slice::<Vec<String>>(field)
        .map(|ids| ids.iter().map(JobId::new).collect())
        .map_err(opaque)
}

/// The seconds in `retry_intervals` and `repeat_intervals`: a JSON array of numbers. RQ takes the first
/// for the next attempt, and keeps to the last when it has come to it.
pub fn intervals(field: &[u8]) -> Result<Vec<f64>, Opaque> {
    serde_json::from_slice(field).map_err(opaque)
}

/// One request that RQ 2.10 and later sends when a job ends. Headers often hold tokens, so only their names
/// are read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Webhook {
    pub url: String,
    /// `finished` or `failed`: which end it tells of.
    pub job_status: String,
    /// `GET` or `POST`.
    pub method: String,
    pub header_names: Vec<String>,
    /// Seconds.
    pub timeout: Option<u64>,
}

/// The requests in a job's `webhooks`.
pub fn webhooks(field: &[u8]) -> Result<Vec<Webhook>, Opaque> {
    let hooks: Vec<Map<String, Json>> = serde_json::from_slice(field).map_err(opaque)?;
    Ok(hooks.iter().map(webhook).collect())
}

fn webhook(hook: &Map<String, Json>) -> Webhook {
    let headers = hook.get("headers").and_then(Json::as_object);
    Webhook {
        url: text(hook, "url").unwrap_or_default(),
        job_status: text(hook, "job_status").unwrap_or_default(),
        method: text(hook, "method").unwrap_or_else(|| "GET".to_string()),
        header_names: headers.map(|headers| headers.keys().cloned().collect()).unwrap_or_default(),
        timeout: hook.get("timeout").and_then(Json::as_u64),
    }
}

/// One entry of a cron scheduler's `cron_jobs` (RQ 2.7 and later).
#[derive(Clone, PartialEq, Debug)]
pub struct CronJob {
    /// `module.function`.
    pub function: String,
    /// The function's name before RQ 2.11, which has no other.
    pub name: String,
    pub queue: String,
    /// A cron expression; either this or `interval` is set.
    pub cron: Option<String>,
    /// Seconds.
    pub interval: Option<f64>,
    /// When it was last enqueued, in RQ's form of a timestamp.
    pub latest_at: Option<String>,
    pub next_at: Option<String>,
}

/// The entries of a cron scheduler's `cron_jobs`.
pub fn cron_jobs(field: &[u8]) -> Result<Vec<CronJob>, Opaque> {
    let jobs: Vec<Map<String, Json>> = serde_json::from_slice(field).map_err(opaque)?;
    Ok(jobs.iter().map(cron_job).collect())
}

fn cron_job(job: &Map<String, Json>) -> CronJob {
    let function = text(job, "func_name").unwrap_or_default();
    CronJob {
        name: text(job, "name").filter(|name| !name.is_empty()).unwrap_or_else(|| function.clone()),
        function,
        queue: text(job, "queue_name").unwrap_or_default(),
        cron: text(job, "cron"),
        interval: job.get("interval").and_then(Json::as_f64),
        latest_at: text(job, "latest_enqueue_time"),
        next_at: text(job, "next_enqueue_time"),
    }
}

fn text(object: &Map<String, Json>, key: &str) -> Option<String> {
    object.get(key)?.as_str().map(str::to_string)
}
