//! What became of each attempt to run a job.

use crate::{
    render::{column::Tone, numbers::thousands, page::Page, phrase::Phrase, time::Civil},
    rq::{
        codec::{Opaque, call, text},
        dossier::Dossier,
        fields::Field,
        result::{ResultEntry, ResultKind},
        status::Status,
    },
    views::{job::LONG, jobs::Row},
};

/// Earlier attempts that a screen tells.
const ATTEMPTS: usize = 5;

/// The attempts that are recorded; of the last one the traceback.
pub(super) fn attempts(r: &Row, dossier: &Dossier, page: &mut Page) {
    let results = &dossier.results;
    if let Some(bytes) = results.too_large {
        page.field("attempts", format!("too large to read: {} bytes", thousands(bytes as i64)));
        return;
    }
    let earlier: Vec<&ResultEntry> = results.entries.iter().skip(1).take(ATTEMPTS).collect();
    for entry in earlier.into_iter().rev() {
        page.field("earlier", attempt(entry, true));
    }
    match results.entries.first() {
        Some(last) => {
            let traceback = last.exc_string().map(text::exc_string);
            // The traceback ends in the error.
            let error = !matches!(traceback, Some(Ok(_)));
            page.field("last", attempt(last, error));
            if let Some(Ok(traceback)) = traceback {
                page.traceback(&traceback);
            }
        }
        None => legacy(r, page),
    }
}

/// What RQ up to 1.11 keeps in the hash.
fn legacy(r: &Row, page: &mut Page) {
    let over = matches!(r.c.status(), Some(Status::Failed | Status::Stopped | Status::Finished));
    match r.c.packed(Field::ExcInfo).map(|packed| packed.and_then(text::exc_info)) {
        Some(Ok(traceback)) if !traceback.is_empty() => {
            page.field("last", "as the hash holds it");
            page.traceback(&traceback);
        }
        Some(Err(why)) => page.field("last", format!("({why})")),
        _ if over => page.field("attempts", Phrase::new().say(Tone::Dim, "none is recorded")),
        _ => {}
    }
}

/// `2026-11-24 03:09:11  failed on app-2.4121: KeyError: 'sku'`.
fn attempt(entry: &ResultEntry, with_error: bool) -> Phrase {
    let at = entry.created_at().and_then(|at| Civil::of(at.0));
    let at = at.map(|at| format!("{} {}  ", at.date(), at.clock())).unwrap_or_default();
    let kind = entry.kind();
    let tone = match kind {
        ResultKind::Successful => Tone::Good,
        ResultKind::Retried => Tone::Warn,
        _ => Tone::Bad,
    };
    let mut phrase = Phrase::new().plain(at).say(tone, kind.name().replace('_', " "));
    if let Some(worker) = entry.worker() {
        phrase = phrase.plain(" on ").name(Tone::Plain, &worker.0);
    }
    let error = entry.exc_string().filter(|_| with_error).map(text::exc_string_line);
    let returned = entry.return_value().map(call::return_value);
    let words = match (error, returned) {
        (Some(Ok(line)), _) => format!(": {line}"),
        (None, Some(Ok(value))) => format!(", returned {}", value.text(LONG)),
        (Some(Err(why)), _) | (None, Some(Err(why))) => unreadable(&why),
        (None, None) if kind == ResultKind::Successful => ", returned None".to_owned(),
        (None, None) => String::new(),
    };
    phrase.plain(words)
}

fn unreadable(why: &Opaque) -> String {
    format!(" ({why})")
}
