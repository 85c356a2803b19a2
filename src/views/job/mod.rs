//! `jobs show`: one job with everything that can be found about it.

mod attempts;
mod page;
mod surroundings;

use std::borrow::Cow;

pub use page::{Advice, page, raw_page};

use crate::{
    render::{
        cell::Cell,
        column::{Column, Fit, Shown},
    },
    rq::{
        candidate::Found,
        codec::{
            Opaque,
            call::{self, Call},
            json, text,
        },
        dossier::{Dossier, SEARCHED, Spot},
        fields::{Field, Needs},
        job::{Stored, Value},
        readable::unreadable,
        result::ResultEntry,
        status::Status,
    },
    views::{
        jobs::{LIST, Row, decoded, of, time},
        value,
    },
};

/// Characters of a call or a value that a screen shows.
const LONG: usize = 600;

/// What is read of a job that is shown alone.
pub const NEEDS: Needs = Needs::ALL_FIELDS
    .and(Needs::STATE)
    .and(Needs::TTL)
    .and(Needs::PARENTS)
    .and(Needs::LATEST_RESULT)
    .and(Needs::HAS_DATA);

/// The fields of a job that is shown: those of a list, then these.
pub fn columns() -> impl Iterator<Item = &'static Column<Row, Needs>> {
    LIST.iter().chain(MORE)
}

/// The hash as stored, for `--raw`.
pub static RAW: Column<Row, Needs> =
    of("fields", "FIELDS", Shown::Asked, Fit::Right, Needs::ALL_FIELDS, |r| Cell::Record(raw(r)));

const fn more(name: &'static str, cell: for<'a> fn(&'a Row) -> Cell<'a>) -> Column<Row, Needs> {
    of(name, name, Shown::Asked, Fit::Right, NEEDS, cell)
}

static MORE: &[Column<Row, Needs>] = &[
    more("args", |r| match r.call() {
        Some(Ok(call)) => Cell::List(call.args.into_iter().map(value::cell).collect()),
        other => without(other),
    }),
    more("kwargs", |r| match r.call() {
        Some(Ok(call)) => {
            Cell::Record(call.kwargs.into_iter().map(|(name, v)| (name.into(), value::cell(v))).collect())
        }
        other => without(other),
    }),
    more("meta", |r| value::decoded(r.c.packed(Field::Meta).map(|meta| meta.and_then(call::decode_value)))),
    more("serializer", |r| match r.call() {
        Some(Ok(call)) => Cell::text(call.serializer.name()),
        Some(Err(Opaque::Unknown)) => Cell::text("unknown"),
        _ => Cell::Null,
    }),
    more("unreadable", |r| Cell::List(faults(r).into_iter().map(Cell::text).collect())),
    more("places", |r| r.found(|d| Cell::List(d.spots.iter().map(spot).collect()))),
    more("looked_at", |r| {
        r.found(|d| {
            Cell::Record(vec![
                ("first".into(), Cell::count(SEARCHED)),
                ("last".into(), Cell::count(SEARCHED)),
                ("of".into(), Cell::count(d.list_entries)),
                ("whole".into(), Cell::Bool(!d.lists_longer && !d.queues_unseen)),
            ])
        })
    }),
    more("results", |r| {
        r.found(|d| match d.results.too_large {
            Some(bytes) => Cell::BytesLen(bytes),
            None => Cell::List(d.results.entries.iter().map(result).collect()),
        })
    }),
    more("results_total", |r| r.found(|d| Cell::count(d.results.total))),
    more("dependencies", |r| r.found(|d| relatives(&d.dependencies.jobs))),
    more("dependencies_total", |r| r.found(|d| Cell::count(d.dependencies.total))),
    more("dependents", |r| r.found(|d| relatives(&d.dependents.jobs))),
    more("dependents_total", |r| r.found(|d| Cell::count(d.dependents.total))),
    more("callbacks", |r| {
        Cell::Record(vec![
            ("success".into(), r.stored(Field::SuccessCallbackName)),
            ("failure".into(), r.stored(Field::FailureCallbackName)),
            ("stopped".into(), r.stored(Field::StoppedCallbackName)),
        ])
    }),
    more("webhooks", webhooks),
    more("group", |r| Cell::opt(r.job().and_then(|job| job.filled(Field::GroupId)), Cell::name)),
    more("rate_limit", |r| {
        let key = r.job().and_then(|job| job.filled(Field::RateLimitKey));
        Cell::opt(key, |key| {
            Cell::Record(vec![
                ("key".into(), Cell::name(key)),
                ("concurrency".into(), r.number(Field::RateLimitConcurrency)),
            ])
        })
    }),
    more("repeat", |r| {
        let left = r.job().is_some_and(|job| job.filled(Field::RepeatsLeft).is_some());
        let repeat = || {
            vec![
                ("left".into(), r.number(Field::RepeatsLeft)),
                ("intervals".into(), intervals(r, Field::RepeatIntervals)),
            ]
        };
        Cell::opt(left.then(repeat), Cell::Record)
    }),
    more("retry_intervals", |r| intervals(r, Field::RetryIntervals)),
    more("result_ttl_s", |r| r.seconds(Field::ResultTtl)),
    more("failure_ttl_s", |r| r.seconds(Field::FailureTtl)),
    more("extra", |r| Cell::Record(extra(r))),
];

impl Row {
    /// The stored call.
    fn call(&self) -> Option<Result<Call, Opaque>> {
        self.c.packed(Field::Data).map(|data| data.and_then(call::decode))
    }

    /// Something of the dossier; unknown where there is none.
    fn found<'a>(&'a self, cell: impl FnOnce(&'a Dossier) -> Cell<'a>) -> Cell<'a> {
        Cell::opt(self.dossier.as_deref(), cell)
    }

    fn number(&self, field: Field) -> Cell<'_> {
        Cell::opt(self.job().and_then(|job| job.int(field).ok()), Cell::Int)
    }

    fn seconds(&self, field: Field) -> Cell<'_> {
        let seconds = self.job().and_then(|job| job.int(field).ok());
        Cell::opt(seconds, |n| Cell::Seconds(n as f64))
    }
}

/// What stands in place of a call that could not be decoded.
fn without(call: Option<Result<Call, Opaque>>) -> Cell<'static> {
    match call {
        Some(Err(why)) => value::opaque(why),
        _ => Cell::Null,
    }
}

/// Why RQ could not read the hash, in words.
pub(super) fn faults(r: &Row) -> Vec<String> {
    let job = match &r.c.found {
        Found::Job(job) => job,
        Found::WrongType => return vec!["its key is not a hash".to_owned()],
        Found::NoHash => return Vec::new(),
    };
    let missing = (!job.has_data()).then(|| "data is missing: RQ takes the hash for no job".to_owned());
    let faults = unreadable(job, None).into_iter().map(|fault| format!("{} {}", fault.field, fault.why));
    missing.into_iter().chain(faults).collect()
}

fn spot(spot: &Spot) -> Cell<'_> {
    Cell::Record(vec![
        ("kind".into(), Cell::text(spot.place.kind())),
        ("queue".into(), Cell::opt(spot.place.queue(), |queue| Cell::name(&queue.0[..]))),
        ("position".into(), Cell::opt(spot.position, Cell::count)),
        ("score".into(), Cell::opt(spot.score, Cell::Float)),
        ("fits".into(), Cell::Bool(spot.fits)),
    ])
}

fn result(entry: &ResultEntry) -> Cell<'_> {
    let traceback = entry.exc_string().map(text::exc_string);
    Cell::Record(vec![
        ("id".into(), Cell::bytes(&entry.id[..])),
        ("type".into(), Cell::text(entry.kind().name().into_owned())),
        ("created_at".into(), time(entry.created_at())),
        ("worker".into(), Cell::opt(entry.worker(), |worker| Cell::name(worker.0.into_vec()))),
        ("execution_id".into(), Cell::opt(entry.execution(), |id| Cell::text(id.as_str().to_owned()))),
        ("started_at".into(), time(entry.started_at())),
        ("ended_at".into(), time(entry.ended_at())),
        ("return_value".into(), value::decoded(entry.return_value().map(call::return_value))),
        ("exc_string".into(), decoded(traceback)),
    ])
}

fn relatives(jobs: &[(crate::rq::id::JobId, Option<Status>)]) -> Cell<'_> {
    let one = |(id, status): &'_ (crate::rq::id::JobId, Option<Status>)| {
        let status = status.as_ref().map(|status| status.as_bytes().to_vec());
        Cell::Record(vec![
            ("id".into(), Cell::name(id.0.to_vec())),
            ("status".into(), Cell::opt(status, Cell::bytes)),
        ])
    };
    Cell::List(jobs.iter().map(one).collect())
}

fn webhooks(r: &Row) -> Cell<'_> {
    match r.c.packed(Field::Webhooks).map(|hooks| hooks.and_then(json::webhooks)) {
        None => Cell::List(Vec::new()),
        Some(Err(why)) => value::opaque(why),
        Some(Ok(hooks)) => Cell::List(hooks.into_iter().map(webhook).collect()),
    }
}

/// Headers and the query of a URL often hold tokens: only the names of headers are told.
fn webhook(hook: json::Webhook) -> Cell<'static> {
    let headers = hook.header_names.into_iter().map(Cell::text).collect();
    Cell::Record(vec![
        ("url".into(), Cell::text(without_secrets(&hook.url))),
        ("job_status".into(), Cell::text(hook.job_status)),
        ("method".into(), Cell::text(hook.method)),
        ("headers".into(), Cell::List(headers)),
        ("timeout_s".into(), Cell::opt(hook.timeout_s, Cell::Seconds)),
    ])
}

/// A URL without a log-in and without its query.
fn without_secrets(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let host_at = rest[..end].find('/').unwrap_or(end);
    let host = rest[..host_at].rsplit('@').next().unwrap_or_default();
    let mark = if scheme.is_empty() { "" } else { "://" };
    format!("{scheme}{mark}{host}{}", &rest[host_at..end])
}

fn intervals(r: &Row, field: Field) -> Cell<'_> {
    match r.c.packed(field).map(|list| list.and_then(json::intervals)) {
        None => Cell::List(Vec::new()),
        Some(Ok(list)) => Cell::List(list.into_iter().map(Cell::Seconds).collect()),
        Some(Err(why)) => value::opaque(why),
    }
}

/// Fields that have no name of their own here, and times that do not parse, as found.
fn extra(r: &Row) -> Vec<(Cow<'_, str>, Cell<'_>)> {
    use Field::{
        AllowDependencyFailures, CreatedAt, EndedAt, EnqueueAtFront, EnqueueAtFrontOnRetry, EnqueuedAt,
        FailureCallbackTimeout, LastHeartbeat, NumberOfRetries, StartedAt, StoppedCallbackTimeout,
        SuccessCallbackTimeout, Ttl,
    };
    let Some(job) = r.job() else { return Vec::new() };
    let mut extra = Vec::new();
    let odd = |f: &&Field| job.time(**f) == Value::Odd;
    for f in [CreatedAt, EnqueuedAt, StartedAt, EndedAt].iter().filter(odd) {
        extra.push((f.name().into(), r.stored(*f)));
    }
    for f in [
        LastHeartbeat,
        Ttl,
        AllowDependencyFailures,
        EnqueueAtFront,
        EnqueueAtFrontOnRetry,
        NumberOfRetries,
        SuccessCallbackTimeout,
        FailureCallbackTimeout,
        StoppedCallbackTimeout,
    ] {
        // Those that RQ blanks instead of removing them say nothing when blank.
        if job.filled(f).is_some() {
            extra.push((f.name().into(), r.stored(f)));
        }
    }
    // Up to RQ 1.11 the hash holds what a stream holds now.
    let result = r.c.packed(Field::Result).map(|result| result.and_then(call::decode_value));
    if result.is_some() {
        extra.push(("result".into(), value::decoded(result)));
    }
    let traceback = r.c.packed(Field::ExcInfo).map(|packed| packed.and_then(text::exc_info));
    if traceback.as_ref().is_some_and(|text| text.as_deref() != Ok("")) {
        extra.push(("exc_info".into(), decoded(traceback)));
    }
    extra.extend(unknown(r));
    extra
}

fn unknown(r: &Row) -> impl Iterator<Item = (Cow<'_, str>, Cell<'_>)> {
    let unknown = r.dossier.iter().flat_map(|dossier| &dossier.unknown);
    unknown.map(|(name, stored)| (String::from_utf8_lossy(name), as_stored(stored)))
}

fn as_stored(stored: &Stored) -> Cell<'_> {
    match stored {
        Stored::Absent => Cell::Null,
        Stored::Bytes(bytes) => Cell::bytes(&bytes[..]),
        Stored::Large(bytes) => Cell::BytesLen(*bytes),
    }
}

/// The hash as stored: RQ's fields in their order, then others.
fn raw(r: &Row) -> Vec<(Cow<'_, str>, Cell<'_>)> {
    let known = r.job().into_iter().flat_map(|job| {
        job.loaded().fields().map(move |field| (Cow::from(field.name()), as_stored(job.stored(field))))
    });
    known.filter(|(_, cell)| *cell != Cell::Null).chain(unknown(r)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_told_without_its_secrets() {
        for (url, told) in [
            ("https://hooks.example.com/a/b?token=s3cret", "https://hooks.example.com/a/b"),
            ("https://ann:s3cret@example.com/done#x", "https://example.com/done"),
            ("http://example.com?k=v@w", "http://example.com"),
            ("example.com/x?y", "example.com/x"),
            ("", ""),
        ] {
            assert_eq!(without_secrets(url), told);
        }
    }

    #[test]
    fn no_field_stands_twice() {
        let mut names: Vec<&str> = columns().map(|column| column.name).chain([RAW.name]).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
    }
}
