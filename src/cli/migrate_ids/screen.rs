//! What a person reads: the plan, the question, what was done.

use std::{collections::BTreeMap, time::Duration};

use crate::{
    cli::{
        exit::Failure,
        hints::Hints,
        migrate_ids::{args::word, report::makers, typed, work::Work},
        server,
        ui::Ui,
    },
    ops::{
        migrate::{
            counts::{Counts, Item},
            ground::{Ground, Unrest},
            run::{Done, Twin},
        },
        refusal::Reason,
    },
    render::{
        column::Tone,
        escape::visible,
        numbers::{age, count_of, duration, thousands},
        page::Page,
        phrase::Phrase,
    },
};

/// Queues that the plan names.
const QUEUES: usize = 5;

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

fn name(bytes: &[u8]) -> String {
    if bytes.is_empty() { "none".to_owned() } else { visible(&String::from_utf8_lossy(bytes)).into_owned() }
}

fn statuses(counts: &Counts) -> String {
    tally(counts.by_status.iter().map(|(s, n)| (name(s), *n)))
}

/// The queues with the most of them, and how many more there are.
fn queues(counts: &Counts) -> String {
    let mut most: Vec<_> = counts.by_queue.iter().map(|(q, n)| (name(q), *n)).collect();
    most.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let more = most.len().saturating_sub(QUEUES);
    let line = tally(most.into_iter().take(QUEUES));
    if more > 0 { format!("{line}   and in {}", count_of(more as u64, "more queue")) } else { line }
}

/// What keeps it from being at rest.
pub fn unrest(unrest: Unrest) -> String {
    let Unrest { running, busy, awake, schedulers } = unrest;
    let parts = [
        (running, count_of(running, "started entry") + " whose deadline lies ahead"),
        (busy, count_of(busy, "busy worker")),
        (awake, count_of(awake, "worker") + " alive and not suspended"),
        (schedulers, count_of(schedulers, "scheduler lock")),
    ];
    parts.into_iter().filter(|(n, _)| *n > 0).map(|(_, what)| what).collect::<Vec<_>>().join(", ")
}

/// `29 workers (2.12.0 on 24, 1.16.2 on 5)`.
fn workers(ground: &Ground) -> String {
    let mut versions: BTreeMap<String, u64> = BTreeMap::new();
    for worker in &ground.alive {
        let version = worker.version.as_deref().map_or("unknown version".to_owned(), name);
        *versions.entry(version).or_default() += 1;
    }
    let each: Vec<_> = versions.into_iter().rev().map(|(v, n)| format!("{v} on {}", number(n))).collect();
    format!("{} ({})", count_of(ground.alive.len() as u64, "worker"), each.join(", "))
}

/// `renaming  1,200 of 4,120  8,000 a second  3 s left`.
pub fn progress(renamed: u64, expected: Option<u64>, passed: Duration) -> String {
    let rate = renamed as f64 / passed.as_secs_f64().max(0.001);
    let speed = format!("{} a second", number(rate as u64));
    match expected.filter(|expected| *expected >= renamed) {
        Some(expected) if rate > 0.0 => format!(
            "renaming  {} of {}  {speed}  {} left",
            number(renamed),
            number(expected),
            duration((expected - renamed) as f64 / rate)
        ),
        _ => format!("renaming  {}  {speed}", number(renamed)),
    }
}

/// The lines of the plan that a question repeats.
pub fn summary(counts: &Counts, some: &[Item], ground: &Ground) -> Vec<Phrase> {
    let mut lines: Vec<Phrase> = vec![format!("by status: {}", statuses(counts)).into()];
    lines.extend(some.iter().map(|item| {
        Phrase::from("  ").name(Tone::Plain, &item.old.0).plain(" becomes ").name(Tone::Plain, &item.new.0)
    }));
    if counts.blocked > 0 {
        lines.push(format!("left as they are: {} blocked", number(counts.blocked)).into());
    }
    if !ground.quiet() {
        lines.push(format!("not everything is at rest: {}", unrest(ground.unrest)).into());
    }
    lines.push("old IDs inside of arguments, meta and your own tables stay as they are".into());
    lines
}

/// What the plan comes to; a sample of the names follows.
pub fn plan(work: &Work, counts: &Counts, ui: &mut Ui) -> Result<(), Failure> {
    ui.flush()?;
    let mut page = ui.page();
    page.line(server::line(&work.store));
    if counts.illegal == 0 {
        page.line(nothing(work, counts));
        unnamed(&mut page, work, counts);
        page.write(&mut ui.out)?;
        return Ok(());
    }
    let named = counts.illegal - counts.orphans;
    let what = match work.args.mapped() {
        true => "that the map names",
        false => "that RQ 2.8 and later refuse",
    };
    let have = if named == 1 { "has" } else { "have" };
    page.line(format!("{} of {} {have} an ID {what}", number(named), count_of(counts.jobs, "job")));
    if !counts.by_character.is_empty() {
        page.field("by character", tally(counts.by_character.iter().map(|(c, n)| (character(*c), *n))));
    }
    if named > 0 {
        page.field("by status", statuses(counts));
    }
    page.field("by queue", queues(counts));
    risk(&mut page, work, counts);
    unnamed(&mut page, work, counts);
    let makers = if work.args.undo.is_some() { Vec::new() } else { makers(counts) };
    for (function, count, newest) in makers.into_iter().take(3) {
        let newest = newest.map(|t| age(work.store.opened_at().since(t) as i64));
        let newest = newest.map_or_else(|| "at an unknown time".to_owned(), |age| format!("{age} ago"));
        let count = count_of(count, "job");
        let line = format!("{}, {count}, newest {newest}: change the producer first", visible(&function));
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
        let places = tally(counts.orphans_in.iter().map(|(place, n)| ((*place).to_owned(), *n)));
        let entries = count_of(counts.orphans, "entry");
        let what = "each ends a worker of RQ 2.8 and later all the same";
        page.field("no job", format!("{entries} ({places}): {what}"));
    }
    if counts.blocked > 0 {
        page.field(
            "blocked",
            Phrase::new()
                .plain(format!("{}: {}; each: ", number(counts.blocked), reasons(counts)))
                .command(typed::each(work.args, &hints)),
        );
    }
    if let Some((what, command)) = conflict(work, counts, &hints) {
        page.field("", Phrase::new().plain(what).command(command));
    }
    if work.ground.quiet() && counts.blocked_by.contains_key("running") {
        let end = hints.act("maintenance").flag("run").to_string();
        page.field("", Phrase::new().plain("what a dead worker left started is ended by: ").command(end));
    }
    match work.ground.quiet() {
        true => page.field("at rest", "no worker, scheduler or running job is in the way"),
        false if work.ground.alive.is_empty() => page.field("live", unrest(work.ground.unrest)),
        false => page.field("live", format!("{}: {}", workers(&work.ground), unrest(work.ground.unrest))),
    }
    if work.ground.rq_scheduler_hidden {
        page.field("not seen", "rq:scheduler:scheduled_jobs: the ACL or the cluster keeps it from us");
    }
    page.field("not touched", "old IDs inside of arguments, meta and your own tables (--write-map)");
    match work.ground.quiet() && counts.illegal == counts.blocked {
        true => page.line("nothing was changed, and nothing can be while they are blocked"),
        false => {
            let next = typed::apply(work.args, &hints);
            page.line(
                Phrase::new().plain("nothing was changed; to do it, once producers and workers are at rest:"),
            );
            page.line(Phrase::new().plain("  ").command(next));
        }
    }
    page.write(&mut ui.out)?;
    Ok(())
}

/// What a plan that found nothing says.
fn nothing(work: &Work, counts: &Counts) -> String {
    match (work.args.mapped(), counts.jobs) {
        (_, 0) => "there are no jobs".to_owned(),
        (true, jobs) => format!("none of {} has an ID that the map names", count_of(jobs, "job")),
        (false, 1) => "the only job has an ID that every RQ takes".to_owned(),
        (false, jobs) => format!("all of {} have an ID that every RQ takes", count_of(jobs, "job")),
    }
}

/// Why those that are blocked are.
fn reasons(counts: &Counts) -> String {
    tally(counts.blocked_by.iter().map(|(reason, n)| ((*reason).to_owned(), *n)))
}

/// What helps where new IDs are taken: in words, and a command if there is one.
fn conflict(work: &Work, counts: &Counts, hints: &Hints) -> Option<(&'static str, String)> {
    counts.blocked_by.get(Reason::Conflict.code())?;
    Some(match typed::other_names(work.args, hints) {
        Some(command) => ("conflict: another job has the new ID; with other new IDs: ", command),
        None => ("conflict: another job has the new ID: delete one of the two, or use --map", String::new()),
    })
}

/// What a map passes over.
fn unnamed(page: &mut Page, work: &Work, counts: &Counts) {
    if let Some(line) = left_out(work, counts) {
        page.field("not in the map", Phrase::new().say(Tone::Warn, line));
    }
}

fn left_out(work: &Work, counts: &Counts) -> Option<String> {
    let jobs = match counts.unnamed {
        1 => "1 more job has".to_owned(),
        n => format!("{} more jobs have", number(n)),
    };
    let there = work.args.map.is_some() && counts.unnamed > 0;
    there.then(|| format!("{jobs} an ID that RQ 2.8 and later refuse"))
}

fn risk(page: &mut Page, work: &Work, counts: &Counts) {
    let waiting = if work.args.undo.is_some() { "waiting would again be called" } else { "waiting" };
    let mut lines = Vec::new();
    if counts.cut > 0 {
        let cut = "with `:`: RQ 2.0 and later skip them or run another job";
        lines.push(format!("{} {waiting} {cut}", number(counts.cut)));
    }
    if counts.refused > 0 {
        let refused = "with other characters: each ends a worker of RQ 2.8 and later";
        lines.push(format!("{} {waiting} {refused}", number(counts.refused)));
    }
    for (nth, line) in lines.into_iter().enumerate() {
        page.field(if nth == 0 { "at risk" } else { "" }, Phrase::new().say(Tone::Bad, line));
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
    let (jobs, took) = (count_of(done.renamed, "job"), duration(took.as_secs_f64()));
    let mut line = match work.args.undo {
        Some(_) => format!("gave {jobs} the old ID back in {took}"),
        None => format!("renamed {jobs} in {took}"),
    };
    if done.residue > 0 {
        line += &format!(", {} of theirs rewritten elsewhere", count_of(done.residue, "old name"));
    }
    if done.orphans > 0 {
        line += &format!(", {} without a job rewritten", count_of(done.orphans, "old name"));
    }
    line += &match (left.illegal, work.args.mapped()) {
        (0, false) => "; read again: none is left".to_owned(),
        (0, true) => "; read again: none that the map names is left".to_owned(),
        (n, false) => format!("; read again: {} left", count_of(n, "old ID")),
        (n, true) => format!("; read again: {} that the map names left", number(n)),
    };
    if left.blocked > 0 {
        line += &format!(" ({})", reasons(left));
    }
    ui.note(&line);
    for twin in twins {
        let what = match twin.same {
            true => "a worker held it meanwhile and wrote it back: look whether it ran, then delete it",
            false => "a producer made another job under the old ID: change the producer, then migrate again",
        };
        ui.warn(&format!("{} is there again beside {}: {what}", word(&twin.old), word(&twin.new)));
    }
    // Where nothing was done, the map names what could not be.
    if let (Some(map), true) = (&work.args.write_map, done.all() > 0) {
        ui.note(&format!("map: {}", visible(&map.display().to_string())));
        ui.note(&format!("way back: {}", typed::back(map, hints)));
    }
    if left.illegal > 0 {
        ui.note(&format!("what is left and why: {}", typed::each(work.args, hints)));
    }
    if let Some((what, command)) = conflict(work, left, hints) {
        ui.note(&format!("{what}{command}"));
    }
    if let Some(line) = left_out(work, left) {
        ui.warn(&format!("{line}; the map does not name them"));
    }
}
