//! A job on one screen: what a person wants to see first stands first, and what to type last.

use crate::{
    render::{
        cell::Cell,
        column::Tone,
        escape::{shell_word, visible_bytes},
        numbers::{age, count_of, duration, relative, thousands},
        page::Page,
        phrase::Phrase,
        time::Civil,
    },
    rq::{
        candidate::Found,
        codec::{Opaque, call, text},
        dossier::{Dossier, Relatives, SEARCHED, Spot},
        fields::Field,
        id::JobId,
        job::{DEFAULT_FAILURE_TTL, Ttl},
        place::{Place, Registry},
        result::{ResultEntry, ResultKind},
        state::Poison,
        status::Status,
        time::Time,
    },
    views::{
        job::{faults, raw},
        jobs::{Row, state_tone},
    },
};

/// Characters of a call or a value that a screen shows.
const LONG: usize = 600;

/// Relatives that a screen names.
const SHOWN: usize = 10;

/// Earlier attempts that a screen tells.
const ATTEMPTS: usize = 5;

/// Commands that fit the job, complete.
#[derive(Debug, Default)]
pub struct Advice {
    /// What most likely comes next.
    pub next: Option<String>,
    /// For an illegal ID.
    pub migrate: Option<String>,
    /// For a job that ends a worker.
    pub hold: Option<String>,
    /// For a job with relatives.
    pub tree: Option<String>,
}

/// Adds the screen of a job to a page.
pub fn page(r: &Row, advice: &Advice, page: &mut Page) {
    page.split(Phrase::new().name(Tone::Strong, &r.c.id.0), headline(r));
    troubles(r, advice, page);
    what(r, page);
    times(r, page);
    about(r, page);
    if let Some(dossier) = r.dossier.as_deref() {
        places(r, dossier, page);
        relatives(dossier, advice, page);
        attempts(r, dossier, page);
    }
    if let Some(next) = &advice.next {
        page.line(Phrase::new().plain("next: ").command(next));
    }
}

/// The hash as stored, a field a line.
pub fn raw_page(r: &Row, page: &mut Page) {
    page.split(Phrase::new().name(Tone::Strong, &r.c.id.0), headline(r));
    for (name, cell) in raw(r) {
        let text = match cell {
            Cell::Bytes(bytes) => visible_bytes(&bytes).into_owned(),
            Cell::BytesLen(bytes) => format!("({} bytes)", thousands(bytes as i64)),
            _ => String::new(),
        };
        page.field(&name, text);
    }
}

/// `failed 3 min ago, queue mail`.
fn headline(r: &Row) -> Phrase {
    let status = match (&r.c.found, r.c.status()) {
        (Found::NoHash, _) => "gone".to_owned(),
        (Found::WrongType, _) => "no hash".to_owned(),
        (_, None) => "no status".to_owned(),
        (_, Some(status)) => status.lossy().into_owned(),
    };
    let word = r.word().map(|word| word.name());
    let tone = state_tone(r);
    let mut phrase = Phrase::new().say(if word.is_some() { Tone::Plain } else { tone }, &status);
    if let Some(at) = r.c.status_at() {
        phrase = phrase.plain(format!(" {}", ago(at, r.now)));
    }
    // A started job that runs needs no word.
    if let Some(word) = word.filter(|word| *word != "running" || status != "started") {
        phrase = phrase.plain(", ").say(tone, word);
    }
    match r.c.queue() {
        Some(queue) => phrase.plain(", queue ").name(Tone::Plain, &queue.0),
        None => phrase,
    }
}

fn ago(at: Time, now: Time) -> String {
    match relative(at.0, now.0) {
        ahead if ahead.starts_with("in ") => ahead,
        behind => format!("{behind} ago"),
    }
}

/// What is wrong with the job itself.
fn troubles(r: &Row, advice: &Advice, page: &mut Page) {
    let told = |page: &mut Page, label: &str, why: String, command: &Option<String>| {
        let mut phrase = Phrase::new().say(Tone::Warn, why);
        if let Some(command) = command {
            phrase = phrase.plain(": ").command(command);
        }
        page.field(label, phrase);
    };
    if !r.c.id.legal() {
        told(page, "illegal ID", "RQ 2.8 and later refuse it".to_owned(), &advice.migrate);
    }
    if let Some(poison) = &r.c.standing.poison {
        let why = match poison {
            Poison::Cut => "a worker of its queue cuts the ID at the colon and loses the job",
            Poison::Refused => "a worker of its queue ends when it meets the ID",
            Poison::Unreadable => "a worker of its queue ends when it reads the job",
        };
        told(page, "poison", why.to_owned(), &advice.hold);
    }
    let faults = faults(r);
    if !faults.is_empty() {
        told(page, "unreadable", faults.join("; "), &None);
    }
}

/// What it runs, with what.
fn what(r: &Row, page: &mut Page) {
    let call = match r.call() {
        Some(Ok(call)) => Some(call.text(LONG)),
        Some(Err(why)) => Some(format!("({why})")),
        None => None,
    };
    let description = r.job().and_then(|job| job.filled(Field::Description));
    let description = description.map(|text| String::from_utf8_lossy(text).into_owned());
    // RQ describes a job by its call unless told otherwise, in other words where it has no name for the object.
    let own = description.filter(|text| !call.as_ref().is_some_and(|call| same_call(call, text)));
    if let Some(call) = call {
        page.field("call", call);
    }
    if let Some(own) = own {
        page.field("description", shortened(&own));
    }
    match r.c.packed(Field::Meta).map(|meta| meta.and_then(call::decode_value)) {
        None => {}
        Some(Ok(meta)) => page.field("meta", meta.text(LONG)),
        Some(Err(why)) => page.field("meta", format!("({why})")),
    }
}

/// Whether a description is what RQ makes of the call: the same function, and arguments cut where they are long.
fn same_call(call: &str, description: &str) -> bool {
    let function = |text: &str| text.split('(').next().unwrap_or_default().to_owned();
    function(call) == function(description) && description.ends_with(')')
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONG) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// `03:09:03 enqueued, 03:09:09 started, 03:09:11 ended  24 Nov, UTC`.
fn times(r: &Row, page: &mut Page) {
    let Some(job) = r.job() else { return };
    let stamps = [
        ("created", job.time(Field::CreatedAt).ok()),
        ("enqueued", job.time(Field::EnqueuedAt).ok()),
        ("started", job.time(Field::StartedAt).ok()),
        ("ended", job.time(Field::EndedAt).ok()),
        ("due", r.c.due_at()),
    ];
    let known: Vec<(&str, Civil)> =
        stamps.into_iter().filter_map(|(what, at)| Some((what, Civil::of(at?.0)?))).collect();
    // A job is enqueued in the instant in which it is made.
    let made = known.iter().any(|(what, _)| *what == "enqueued");
    let known: Vec<_> = known.into_iter().filter(|(what, _)| !made || *what != "created").collect();
    if let Some((_, first)) = known.first() {
        let day = first.date();
        let one_day = known.iter().all(|(_, at)| at.date() == day);
        let moment = |(what, at): &(&str, Civil)| match one_day {
            true => format!("{} {what}", at.clock()),
            false => format!("{} {} {what}", at.date(), at.clock()),
        };
        let moments: Vec<String> = known.iter().map(moment).collect();
        let end = if one_day { format!("  {day}, UTC") } else { "  UTC".to_owned() };
        page.field("times", moments.join(", ") + &end);
    }
    let waited = job.waited_s(r.now).map(|s| format!("waited {}", duration(s)));
    let limit = match job.int(Field::Timeout).ok() {
        Some(-1) => " without a limit".to_owned(),
        Some(n) => format!(" of {} allowed", duration(n as f64)),
        None => String::new(),
    };
    let ran = job.ran_s(r.now).map(|s| format!("ran {}{limit}", duration(s)));
    let both: Vec<String> = waited.into_iter().chain(ran).collect();
    if !both.is_empty() {
        page.field("", both.join(", "));
    }
}

/// Who ran it, what is left of it, and how long it stays.
fn about(r: &Row, page: &mut Page) {
    let Some(job) = r.job() else { return };
    if let Some(worker) = r.c.worker() {
        page.field("worker", Phrase::new().name(Tone::Plain, &worker.0));
    }
    let number = |field| job.int(field).ok();
    if let Some(left) = number(Field::RetriesLeft) {
        page.field("retries", format!("{left} left"));
    }
    if let Some(left) = number(Field::RepeatsLeft) {
        page.field("repeats", format!("{left} left"));
    }
    if let Some(group) = job.filled(Field::GroupId) {
        page.field("group", Phrase::new().name(Tone::Plain, group));
    }
    if let Some(key) = job.filled(Field::RateLimitKey) {
        let most =
            number(Field::RateLimitConcurrency).map(|n| format!(", {n} at a time")).unwrap_or_default();
        page.field("rate limit", Phrase::new().name(Tone::Plain, key).plain(most));
    }
    let callbacks = [
        ("success", Field::SuccessCallbackName),
        ("failure", Field::FailureCallbackName),
        ("stop", Field::StoppedCallbackName),
    ];
    let callbacks = callbacks.into_iter().filter_map(|(when, field)| {
        Some(format!("{} on {when}", String::from_utf8_lossy(job.filled(field)?)))
    });
    let callbacks: Vec<String> = callbacks.collect();
    if !callbacks.is_empty() {
        page.field("callbacks", callbacks.join(", "));
    }
    if job.filled(Field::Webhooks).is_some() {
        page.field("webhooks", "yes (-o json)");
    }
    if let Some(kept) = kept(r) {
        page.field("kept until", kept);
    }
}

/// Until when the hash lives, and why where that is a default.
fn kept(r: &Row) -> Option<String> {
    let job = r.job()?;
    let status = job.status()?;
    let over = status.is_terminal();
    match job.ttl? {
        Ttl::Forever if over => Some("it is deleted".to_owned()),
        Ttl::Forever => None,
        Ttl::Millis(ms) => {
            let at = Civil::of(r.now.0.saturating_add(ms.saturating_mul(1000)))?;
            let until = match ms < 86_400_000 {
                true => format!("{} UTC, in {}", at.clock(), age(ms / 1000)),
                false => at.date(),
            };
            let failed = matches!(status, Status::Failed | Status::Stopped);
            let year = failed && job.filled(Field::FailureTtl).is_none() && ms / 1000 <= DEFAULT_FAILURE_TTL;
            let why = match (year, over) {
                (true, _) => " (failure_ttl unset: one year)",
                (false, false) => "; it goes then, whatever became of it",
                (false, true) => "",
            };
            Some(until + why)
        }
    }
}

fn places(r: &Row, dossier: &Dossier, page: &mut Page) {
    let mut label = "found in";
    for spot in &dossier.spots {
        let mut phrase = Phrase::from(place(spot));
        if !spot.fits {
            phrase = phrase.plain("   ").say(Tone::Warn, misfit(r, spot));
        }
        page.field(label, phrase);
        label = "";
    }
    let over = r.c.status().is_some_and(|s| s.is_terminal());
    if dossier.spots.is_empty() {
        let nowhere = match dossier.lists_longer {
            true => format!(
                "no registry, nor the first and last {} of {}",
                thousands(SEARCHED as i64),
                count_of(dossier.list_entries, "list entry")
            ),
            false => "no list and no registry".to_owned(),
        };
        page.field("found in", Phrase::new().say(if over { Tone::Dim } else { Tone::Warn }, nowhere));
    }
}

/// `queue:mail, position 3`.
fn place(spot: &Spot) -> String {
    let kind = spot.place.kind();
    let name = match &spot.place {
        Place::Group(name) | Place::Allowed(name) | Place::RateLimited(name) => Some(shell_word(name)),
        Place::WorkerExecutions(worker) => Some(shell_word(&worker.0)),
        other => other.queue().map(|queue| shell_word(&queue.0)),
    };
    let mut text = name.map_or_else(|| kind.to_owned(), |name| format!("{kind}:{name}"));
    if let Some(position) = spot.position {
        text += &format!(", position {}", thousands(i64::try_from(position).unwrap_or(i64::MAX)));
    }
    text
}

/// What it means that a job stands where its status does not call for it.
fn misfit(r: &Row, spot: &Spot) -> String {
    let status = match r.c.status() {
        Some(status) => format!("does not fit `{}`", status.lossy()),
        None => "names a job that is not there".to_owned(),
    };
    let effect = match &spot.place {
        Place::Queue(_) if r.c.job().is_some() => ": it will run",
        Place::Registry(Registry::Scheduled, _) if r.c.job().is_some() => ": it will be queued when due",
        _ => "",
    };
    status + effect
}

fn relatives(dossier: &Dossier, advice: &Advice, page: &mut Page) {
    one_side("needs", &dossier.dependencies, page);
    one_side("needed by", &dossier.dependents, page);
    let some = dossier.dependencies.total + dossier.dependents.total > 0;
    if let Some(tree) = advice.tree.as_ref().filter(|_| some) {
        page.field("", Phrase::new().command(tree));
    }
}

fn one_side(label: &str, side: &Relatives, page: &mut Page) {
    let mut label = label;
    for (id, status) in side.jobs.iter().take(SHOWN) {
        page.field(label, relative_of(id, status.as_ref()));
        label = "";
    }
    let more = side.total.saturating_sub(side.jobs.len().min(SHOWN) as u64);
    if more > 0 {
        page.field(label, Phrase::new().say(Tone::Dim, format!("and {} more", thousands(more as i64))));
    }
}

fn relative_of(id: &JobId, status: Option<&Status>) -> Phrase {
    let phrase = Phrase::new().name(Tone::Plain, &id.0).plain("  ");
    match status {
        Some(status @ (Status::Failed | Status::Stopped | Status::Canceled)) => {
            phrase.say(Tone::Bad, status.lossy())
        }
        Some(status) => phrase.plain(status.lossy()),
        None => phrase.say(Tone::Warn, "gone"),
    }
}

fn attempts(r: &Row, dossier: &Dossier, page: &mut Page) {
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
