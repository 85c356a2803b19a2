//! Findings: as items of machine formats, and in words on a screen.

use crate::{
    ops::doctor::{
        check::{Check, Finding},
        sentence::{Part, Sentence},
        verdict::{Severity, Verdict},
    },
    render::{
        cell::Cell,
        column::{Column, Fit, Shown, Tone},
        numbers,
        phrase::Phrase,
        time::Civil,
    },
};

/// A finding with its remedy in words: only the command line knows how a command is written in full.
pub struct Row {
    pub finding: Finding,
    pub fix: Option<String>,
}

impl Row {
    /// What was found, or what the check is for.
    fn meaning(&self) -> Cell<'_> {
        match &self.finding.verdict {
            Verdict::Trouble(trouble) => Cell::text(words(&trouble.says)),
            _ => Cell::text(self.finding.check.meaning),
        }
    }

    fn count(&self) -> Cell<'_> {
        match &self.finding.verdict {
            Verdict::Blind(_) => Cell::Unseen,
            _ if self.finding.check.noun.is_empty() => Cell::Null,
            Verdict::Trouble(trouble) => Cell::count(trouble.count),
            Verdict::Fine => Cell::Int(0),
        }
    }

    fn samples(&self) -> Cell<'_> {
        match &self.finding.verdict {
            Verdict::Trouble(trouble) => {
                Cell::List(trouble.samples.iter().map(|sample| Cell::name(&sample[..])).collect())
            }
            _ => Cell::List(Vec::new()),
        }
    }
}

/// The colour of a severity, on every screen.
pub fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Fail => Tone::Bad,
        Severity::Warn => Tone::Warn,
        Severity::Skipped => Tone::Dim,
        Severity::Ok => Tone::Good,
    }
}

pub static FINDINGS: &[Column<Row>] = &[
    Column::new("check", "CHECK", Shown::Table, Fit::Whole, (), |r| Cell::text(r.finding.check.name)),
    Column::new("severity", "SEVERITY", Shown::Table, Fit::Whole, (), |r: &Row| {
        Cell::text(r.finding.severity().name())
    })
    .toned(|r| tone(r.finding.severity())),
    Column::new("count", "COUNT", Shown::Table, Fit::Drop(2), (), Row::count),
    Column::new("samples", "SAMPLES", Shown::Table, Fit::Drop(1), (), Row::samples),
    Column::new("meaning", "MEANING", Shown::Table, Fit::Right, (), Row::meaning),
    Column::new("fix", "FIX", Shown::Table, Fit::Right, (), |r| Cell::opt(r.fix.as_deref(), Cell::text)),
];

/// `doctor --list`.
pub static CHECKS: &[Column<Check>] = &[
    Column::new("check", "CHECK", Shown::Table, Fit::Whole, (), |check| Cell::text(check.name)),
    Column::new("quick", "QUICK", Shown::Table, Fit::Drop(1), (), |check| {
        Cell::Bool(check.judge.quick().is_some())
    }),
    Column::new("severity", "SEVERITY", Shown::Table, Fit::Whole, (), |check: &Check| {
        Cell::text(check.severity.name())
    })
    .toned(|check| tone(check.severity)),
    Column::new("meaning", "MEANING", Shown::Table, Fit::Right, (), |check| Cell::text(check.meaning)),
];

/// The sentence as one text, for machine formats: names as they are.
pub fn words(sentence: &Sentence) -> String {
    sentence.0.iter().map(word).collect()
}

fn word(part: &Part) -> String {
    match part {
        Part::Text(text) => text.clone(),
        Part::Name(name) => String::from_utf8_lossy(name).into_owned(),
        Part::Id(id) => format!("`{}`", String::from_utf8_lossy(id)),
        Part::Number(n) => numbers::thousands(i64::try_from(*n).unwrap_or(i64::MAX)),
        Part::Age(seconds) => numbers::age(*seconds as i64),
        Part::Bytes(bytes) => numbers::size(*bytes),
        Part::Moment(micros) => match Civil::of(*micros) {
            Some(at) => format!("{} {} UTC", at.date(), at.clock()),
            None => "for ever".to_owned(),
        },
    }
}

/// The sentence on a screen: names as words that a shell reads back.
pub fn phrase(sentence: &Sentence) -> Phrase {
    sentence.0.iter().fold(Phrase::new(), |phrase, part| match part {
        Part::Name(name) => phrase.name(Tone::Plain, name),
        Part::Id(id) => phrase.plain("`").name(Tone::Plain, id).plain("`"),
        part => phrase.plain(word(part)),
    })
}
