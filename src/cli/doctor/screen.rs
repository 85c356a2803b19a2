//! The screen: what, how many, samples; what it means; what to type.

use crate::{
    cli::{doctor::Looked, exit::Failure, findings, hints::Hints, server, ui::Ui},
    ops::doctor::verdict::{Fix, Severity, Trouble, Verdict},
    render::{
        column::Tone,
        numbers::{count_of, thousands},
        page::Page,
        phrase::Phrase,
    },
    store::Store,
    views::doctor::{Row, phrase, tone},
};

pub fn print(ui: &mut Ui, store: &Store, hints: &Hints, looked: &Looked) -> Result<(), Failure> {
    let mut page = ui.page();
    page.line(match looked.jobs {
        Some(jobs) => server::line(store).plain(format!(", {}", count_of(jobs, "job"))),
        None => server::line(store),
    });
    let found: Vec<(&Row, &Trouble)> = looked.rows.iter().filter_map(trouble).collect();
    let widths = Widths::of(&found);
    for (row, trouble) in &found {
        finding(&mut page, row, trouble, &widths);
    }
    for (blind, names) in findings::blind(&looked.rows) {
        let names = format!("{}: ", names.join(", "));
        page.entry(label(Severity::Skipped), Phrase::from(names).and(phrase(&blind.says())));
    }
    let fine = looked.count(Severity::Ok);
    if fine > 0 {
        let others = if found.is_empty() {
            count_of(fine, "check")
        } else {
            format!("{} more", thousands(i64::try_from(fine).unwrap_or(i64::MAX)))
        };
        page.entry(
            label(Severity::Ok),
            Phrase::from(format!("{others}  ")).command(hints.again_with("-o wide")),
        );
    }
    if !ui.quiet() {
        page.line(Phrase::new().say(Tone::Dim, looked.summary()));
    }
    page.write(&mut ui.out)?;
    Ok(())
}

fn trouble(row: &Row) -> Option<(&Row, &Trouble)> {
    match &row.finding.verdict {
        Verdict::Trouble(trouble) => Some((row, trouble)),
        _ => None,
    }
}

/// Columns of names and numbers, so that they stand below each other.
struct Widths {
    name: usize,
    number: usize,
}

impl Widths {
    fn of(found: &[(&Row, &Trouble)]) -> Widths {
        let name = |(row, _): &(&Row, &Trouble)| row.finding.check.name.len();
        Widths {
            name: found.iter().map(name).max().unwrap_or(0),
            number: found
                .iter()
                .filter_map(|(row, trouble)| number(row, trouble))
                .map(|n| n.len())
                .max()
                .unwrap_or(0),
        }
    }
}

fn number(row: &Row, trouble: &Trouble) -> Option<String> {
    (!row.finding.check.noun.is_empty()).then(|| thousands(i64::try_from(trouble.count).unwrap_or(i64::MAX)))
}

fn finding(page: &mut Page, row: &Row, trouble: &Trouble, widths: &Widths) {
    let check = row.finding.check;
    let head = Phrase::from(format!("{:1$}", check.name, widths.name));
    let says = phrase(&trouble.says);
    match number(row, trouble) {
        Some(number) => {
            let noun = count_of(trouble.count, check.noun);
            let noun = noun.split_once(' ').map_or("", |(_, noun)| noun);
            let head = head.plain(format!("  {number:>0$} {noun}", widths.number));
            page.entry(label(row.finding.severity()), samples(head, trouble));
            page.entry("", says);
        }
        None => page.entry(label(row.finding.severity()), head.plain("  ").and(says)),
    }
    if let Some(fix) = &row.fix {
        let tone = if matches!(trouble.fix, Fix::Do(_)) { Tone::Plain } else { Tone::Command };
        page.entry("", Phrase::new().say(tone, fix));
    }
}

fn samples(head: Phrase, trouble: &Trouble) -> Phrase {
    let named = &trouble.samples;
    let with = named.iter().enumerate().fold(head, |phrase, (nth, sample)| {
        phrase.plain(if nth == 0 { "  " } else { ", " }).name(Tone::Plain, sample)
    });
    match trouble.count > named.len() as u64 && !named.is_empty() {
        true => with.plain(", …"),
        false => with,
    }
}

fn label(severity: Severity) -> Phrase {
    let word = if severity == Severity::Skipped { "skip" } else { severity.name() };
    Phrase::new().say(tone(severity), word)
}
