//! What a person reads: the plan, the question, what was done.

use std::time::Duration;

use crate::{
    cli::{
        exit::Failure,
        hints::Hints,
        migrate_ids::{Work, report::makers, word},
        server,
        ui::Ui,
    },
    ops::migrate::{
        ground::Ground,
        run::{Done, Twin},
        survey::Counts,
    },
    render::{
        column::Tone,
        escape::visible,
        numbers::{age, count_of, duration, thousands},
        phrase::Phrase,
    },
};

fn number(n: u64) -> String {
    thousands(i64::try_from(n).unwrap_or(i64::MAX))
}

/// `queued 2,310   finished 1,400`, the most first.
fn tally<'a>(parts: impl Iterator<Item = (String, u64)> + 'a) -> String {
    let mut parts: Vec<_> = parts.collect();
    parts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    parts.into_iter().map(|(name, n)| format!("{name} {}", number(n))).collect::<Vec<_>>().join("   ")
}

fn character(c: char) -> String {
    match c {
        ' ' => "space".to_owned(),
        '\n' => "newline".to_owned(),
        '\u{fffd}' => "not UTF-8".to_owned(),
        c => format!("`{}`", visible(&c.to_string())),
    }
}

fn statuses(counts: &Counts) -> String {
    let name = |s: &[u8]| {
        if s.is_empty() { "none".to_owned() } else { visible(&String::from_utf8_lossy(s)).into_owned() }
    };
    tally(counts.by_status.iter().map(|(s, n)| (name(s), *n)))
}

/// The lines of the plan that a question repeats.
pub fn summary(counts: &Counts, ground: &Ground) -> Vec<String> {
    let mut lines = vec![format!("by status: {}", statuses(counts))];
    if counts.blocked > 0 {
        lines.push(format!("left as they are: {} blocked", number(counts.blocked)));
    }
    if !ground.quiet() {
        lines.push(format!("not everything is at rest: {}", ground.restless.join(", ")));
    }
    lines.push("old IDs inside of arguments, meta and your own tables stay as they are".to_owned());
    lines
}

/// What the plan comes to; a sample of the names follows.
pub fn plan(work: &Work, counts: &Counts, ui: &mut Ui) -> Result<(), Failure> {
    ui.flush()?;
    let mut page = ui.page();
    page.line(server::line(&work.store));
    if counts.illegal == 0 {
        page.line(format!("all of {} have an ID that every RQ takes", count_of(counts.jobs, "job")));
        page.write(&mut ui.out)?;
        return Ok(());
    }
    let what = match work.args.undo.is_some() || work.args.map.is_some() {
        true => "have an ID that the map names",
        false => "have an ID that RQ 2.8 and later refuse",
    };
    page.line(format!(
        "{} of {} {what}",
        number(counts.illegal - counts.orphans),
        count_of(counts.jobs, "job")
    ));
    if !counts.by_character.is_empty() {
        page.field("by character", tally(counts.by_character.iter().map(|(c, n)| (character(*c), *n))));
    }
    page.field("by status", statuses(counts));
    risk(&mut page, counts);
    for (function, count, newest) in makers(counts).into_iter().take(3) {
        let newest = newest.map(|t| age(work.store.opened_at().since(t) as i64));
        let newest = newest.map_or_else(|| "at an unknown time".to_owned(), |age| format!("{age} ago"));
        let line = format!(
            "{}, {} jobs, newest {newest}: change the producer first",
            visible(&function),
            number(count)
        );
        page.field("made by", Phrase::new().say(Tone::Warn, line));
    }
    page.write(&mut ui.out)?;
    Ok(())
}

/// Behind the sample: what is in the way, and what to type.
pub fn next(work: &Work, counts: &Counts, ui: &mut Ui) -> Result<(), Failure> {
    if counts.illegal == 0 {
        return Ok(());
    }
    let hints = work.global.hints().on(&work.store);
    let mut page = ui.page();
    if counts.orphans > 0 {
        page.field(
            "entries",
            format!(
                "{} name no job; they end a worker of RQ 2.8 and later all the same",
                number(counts.orphans)
            ),
        );
    }
    if counts.blocked > 0 {
        let why = tally(counts.blocked_by.iter().map(|(r, n)| ((*r).to_owned(), *n)));
        let each = hints.read("migrate-ids").option("-o", "jsonl").to_string();
        page.field(
            "blocked",
            Phrase::new().plain(format!("{}: {why}; each: ", number(counts.blocked))).command(each),
        );
    }
    match work.ground.quiet() {
        true => page.field("at rest", "no worker, scheduler or running job is in the way"),
        false => page.field("live", work.ground.restless.join(", ")),
    }
    if work.ground.rq_scheduler_hidden {
        page.field("not seen", "rq:scheduler:scheduled_jobs: the ACL or the cluster keeps it from us");
    }
    page.field("not touched", "old IDs inside of arguments, meta and your own tables (--write-map)");
    let next = hints.act("migrate-ids").flag("--apply").option("--write-map", "ids.csv").to_string();
    page.line(Phrase::new().plain("nothing was changed; to do it, once producers and workers are at rest:"));
    page.line(Phrase::new().plain("  ").command(next));
    page.write(&mut ui.out)?;
    Ok(())
}

fn risk(page: &mut crate::render::page::Page, counts: &Counts) {
    if counts.cut > 0 {
        let line =
            format!("{} waiting with `:`: RQ 2.0 and later skip them or run another job", number(counts.cut));
        page.field("at risk", Phrase::new().say(Tone::Bad, line));
    }
    if counts.refused > 0 {
        let line = format!(
            "{} waiting with other characters: each ends a worker of RQ 2.8 and later",
            number(counts.refused)
        );
        page.field(if counts.cut > 0 { "" } else { "at risk" }, Phrase::new().say(Tone::Bad, line));
    }
}

/// After a run: what was done, and what is left.
pub fn applied(
    work: &Work,
    left: &Counts,
    done: Done,
    twins: &[Twin],
    took: Duration,
    hints: &Hints,
    ui: &mut Ui,
) {
    let mut line = format!("renamed {} in {}", count_of(done.renamed, "job"), duration(took.as_secs_f64()));
    if done.residue > 0 {
        line += &format!(", {} of theirs rewritten elsewhere", count_of(done.residue, "old name"));
    }
    if done.orphans > 0 {
        line += &format!(", {} without a job rewritten", count_of(done.orphans, "old name"));
    }
    line += &match left.illegal {
        0 => "; read again: none is left".to_owned(),
        n => format!("; read again: {} left", count_of(n, "old ID")),
    };
    ui.note(&line);
    for twin in twins {
        let what = match twin.same {
            true => "a worker held it meanwhile and wrote it back: look whether it ran, then delete it",
            false => "a producer made another job under the old ID: change the producer, then migrate again",
        };
        ui.warn(&format!("{} is there again beside {}: {what}", word(&twin.old), word(&twin.new)));
    }
    if let Some(map) = &work.args.write_map {
        ui.note(&format!("map: {}", visible(&map.display().to_string())));
        let map = map.as_os_str().as_encoded_bytes();
        let back = hints.act("migrate-ids").option("--undo", map).flag("--apply").to_string();
        ui.note(&format!("way back: {back}"));
    }
    if left.illegal > 0 {
        let again = hints.read("migrate-ids").option("-o", "jsonl").to_string();
        ui.note(&format!("what is left and why: {again}"));
    }
}
