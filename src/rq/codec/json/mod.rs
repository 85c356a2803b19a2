//! JSON: bodies written by RQ's JSON serializer, and the fields of a hash that hold JSON in any case.

use super::Opaque;
use super::value::Value;
use crate::rq::id::JobId;
use read::Reader;

mod read;

/// What a pickle never begins with: a container or text, or the whole of a number or a constant.
pub(super) fn looks_like(bytes: &[u8]) -> bool {
    match bytes.trim_ascii() {
        [b'[' | b'{' | b'"', ..] | b"true" | b"false" | b"null" | b"NaN" | b"Infinity" | b"-Infinity" => true,
        [b'-' | b'0'..=b'9', rest @ ..] => {
            rest.iter().all(|b| matches!(b, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'))
        }
        _ => false,
    }
}

/// The function's name of a stored call, if it begins these bytes and no instance follows.
pub(super) fn leading_function(bytes: &[u8]) -> Option<String> {
    let mut reader = Reader::new(bytes);
    if !reader.eat(b'[') || reader.peek() != Some(b'"') {
        return None;
    }
    match reader.value(0) {
        Ok(Value::Text(name)) if reader.eat(b',') && reader.peek() == Some(b'n') => Some(name),
        _ => None,
    }
}

/// A serialized value, within the limits of every decoder.
pub fn value(bytes: &[u8]) -> Result<Value, Opaque> {
    Reader::new(bytes).whole()
}

/// The IDs in a job's `dependency_ids` (RQ 1.8 and later): a JSON array of texts.
pub fn dependency_ids(field: &[u8]) -> Result<Vec<JobId>, Opaque> {
    let id = |value| match value {
        Value::Text(id) => Ok(JobId::new(id)),
        _ => Err(Opaque::OddField("an ID that is no text")),
    };
    list(field)?.into_iter().map(id).collect()
}

/// The seconds in `retry_intervals` and `repeat_intervals`: a JSON array of numbers. RQ takes the first
/// for the next attempt, and keeps to the last when it has come to it.
pub fn intervals(field: &[u8]) -> Result<Vec<f64>, Opaque> {
    let seconds = |value: &Value| seconds(value).ok_or(Opaque::OddField("an interval that is no number"));
    list(field)?.iter().map(seconds).collect()
}

/// One request that RQ 2.10 and later sends when a job ends. Headers often hold tokens, so only their names
/// are read.
#[derive(Clone, PartialEq, Debug)]
pub struct Webhook {
    pub url: String,
    /// `finished` or `failed`: which end it tells of.
    pub job_status: String,
    /// `GET` or `POST`.
    pub method: String,
    pub header_names: Vec<String>,
    pub timeout_s: Option<f64>,
}

/// The requests in a job's `webhooks`.
pub fn webhooks(field: &[u8]) -> Result<Vec<Webhook>, Opaque> {
    Ok(list(field)?.iter().map(webhook).collect())
}

fn webhook(hook: &Value) -> Webhook {
    let header_names = match hook.at("headers") {
        Some(Value::Map(headers)) => headers.iter().map(|(name, _)| name.plain().into_owned()).collect(),
        _ => Vec::new(),
    };
    Webhook {
        url: text(hook, "url").unwrap_or_default(),
        job_status: text(hook, "job_status").unwrap_or_default(),
        method: text(hook, "method").unwrap_or_else(|| "GET".to_string()),
        header_names,
        timeout_s: hook.at("timeout").and_then(seconds),
    }
}

/// One entry of a cron scheduler's `cron_jobs` (RQ 2.7 and later).
#[derive(Clone, PartialEq, Debug)]
pub struct CronJob {
    /// `module.function`.
    pub function: String,
    /// The function's name before RQ 2.11, which knows no other.
    pub name: String,
    pub queue: String,
    /// A cron expression; either this or `interval_s` is set.
    pub cron: Option<String>,
    pub interval_s: Option<f64>,
    /// When it was last enqueued, in RQ's form of a timestamp.
    pub latest_at: Option<String>,
    /// When it is due next, in RQ's form of a timestamp.
    pub next_at: Option<String>,
}

/// The entries of a cron scheduler's `cron_jobs`.
pub fn cron_jobs(field: &[u8]) -> Result<Vec<CronJob>, Opaque> {
    Ok(list(field)?.iter().map(cron_job).collect())
}

fn cron_job(job: &Value) -> CronJob {
    let function = text(job, "func_name").unwrap_or_default();
    CronJob {
        name: text(job, "name").filter(|name| !name.is_empty()).unwrap_or_else(|| function.clone()),
        function,
        queue: text(job, "queue_name").unwrap_or_default(),
        cron: text(job, "cron"),
        interval_s: job.at("interval").and_then(seconds),
        latest_at: text(job, "latest_enqueue_time"),
        next_at: text(job, "next_enqueue_time"),
    }
}

fn list(field: &[u8]) -> Result<Vec<Value>, Opaque> {
    match value(field)? {
        Value::List(items) => Ok(items),
        _ => Err(Opaque::OddField("no array")),
    }
}

fn text(object: &Value, key: &str) -> Option<String> {
    match object.at(key)? {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    }
}

fn seconds(value: &Value) -> Option<f64> {
    match value {
        Value::Int(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_and_pickles_do_not_begin_alike() {
        for json in ["[1]", " {}", "\"a\"", "-1", "0", "1.5e3", "true", " null\n", "NaN", "-Infinity"] {
            assert!(looks_like(json.as_bytes()), "{json}");
        }
        for other in ["", "(dp0\n.", "I1\n.", "N.", "nulls", "2026-11-24T06:10:49Z", "Traceback", "]", "t"] {
            assert!(!looks_like(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn a_leading_name_counts_only_without_an_instance() {
        for (start, name) in [
            (r#"["shop.f", null, [1, 2"#, Some("shop.f")),
            (r#" [ "a\u00e9" , nul"#, Some("aé")),
            (r#"["ship", {"id": 1}, []"#, None),
            (r#"["shop.f"#, None),
            (r#"["shop.f""#, None),
            (r#"[1, null"#, None),
            (r#"{"shop.f": null"#, None),
        ] {
            assert_eq!(leading_function(start.as_bytes()).as_deref(), name, "{start}");
        }
    }

    #[test]
    fn dependencies_are_ids() {
        let ids = |field: &str| dependency_ids(field.as_bytes());
        assert_eq!(
            ids(r#"["a", "order:42:email"]"#),
            Ok(vec![JobId::new("a"), JobId::new("order:42:email")])
        );
        assert_eq!(ids("[]"), Ok(vec![]));
        assert_eq!(ids("[1]"), Err(Opaque::OddField("an ID that is no text")));
        assert_eq!(ids("{}"), Err(Opaque::OddField("no array")));
        assert_eq!(ids(""), Err(Opaque::Json { fault: "ends early", at: 0 }));
    }

    #[test]
    fn intervals_are_seconds() {
        assert_eq!(intervals(b"[10, 30.5, 0]"), Ok(vec![10.0, 30.5, 0.0]));
        assert_eq!(intervals(b"[null]"), Err(Opaque::OddField("an interval that is no number")));
    }

    #[test]
    fn webhooks_keep_the_values_of_headers_to_themselves() {
        let field = br#"[{"url": "https://h.example/x", "job_status": "failed", "method": "POST",
            "headers": {"Authorization": "Bearer s3cret"}, "timeout": 10}, {"url": "http://h"}, 3]"#;
        let hooks = webhooks(field).unwrap();
        assert_eq!(hooks[0].header_names, ["Authorization"]);
        assert_eq!((hooks[0].job_status.as_str(), hooks[0].timeout_s), ("failed", Some(10.0)));
        assert_eq!((hooks[1].method.as_str(), hooks[1].timeout_s), ("GET", None));
        assert_eq!(hooks.len(), 3);
        assert!(!format!("{hooks:?}").contains("s3cret"));
    }

    #[test]
    fn cron_jobs_of_every_version_are_read() {
        let field = br#"[{"func_name": "shop.clean", "queue_name": "low", "args": null, "interval": 60, "cron": null,
            "latest_enqueue_time": "2026-11-24T06:10:49.008579Z", "next_enqueue_time": null},
            {"func_name": "shop.report", "name": "nightly", "queue_name": "low", "interval": null, "cron": "0 3 * * *"}]"#;
        let jobs = cron_jobs(field).unwrap();
        assert_eq!(
            (jobs[0].name.as_str(), jobs[0].interval_s, jobs[0].cron.as_deref()),
            ("shop.clean", Some(60.0), None)
        );
        assert_eq!(jobs[0].latest_at.as_deref(), Some("2026-11-24T06:10:49.008579Z"));
        assert_eq!((jobs[1].name.as_str(), jobs[1].function.as_str()), ("nightly", "shop.report"));
        assert_eq!((jobs[1].cron.as_deref(), jobs[1].next_at.as_deref()), (Some("0 3 * * *"), None));
    }
}
