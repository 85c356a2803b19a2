//! A job on one screen: what a person wants to see first stands first, and what to type last.

use crate::{
    render::{
        cell::Cell,
        column::Tone,
        escape::visible_bytes,
        numbers::{age, duration, relative, thousands},
        page::Page,
        phrase::Phrase,
        time::Civil,
    },
    rq::{
        candidate::Found,
        codec::call,
        fields::Field,
        job::{DEFAULT_FAILURE_TTL, Ttl},
        state::Poison,
        status::Status,
        time::Time,
    },
    views::{
        job::{LONG, attempts, faults, raw, surroundings},
        jobs::{Row, state_tone},
    },
};

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
        surroundings::places(r, dossier, page);
        surroundings::relatives(dossier, advice.tree.as_deref(), page);
        attempts::attempts(r, dossier, page);
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
    if r.c.word_unknown(r.now) {
        let what = match r.c.status().is_some_and(|status| status.is_waiting()) {
            true => "whether one of its queue would end at it",
            false => "whether one runs it",
        };
        told(page, "workers", format!("not all can be seen, so {what} is not known"), &None);
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
