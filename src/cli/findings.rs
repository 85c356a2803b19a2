//! Findings of the checks on their way to a person: what to type is written in full, as far as it exists.

use clap::CommandFactory;

use crate::{
    cli::{Cli, hints::Hints},
    ops::doctor::{
        check::Finding,
        verdict::{Blind, Fix, Scene, Severity, Typed, Verdict},
    },
    render::{column::Tone, page::Page, phrase::Phrase},
    rq::fleet::Fleet,
    store::{Store, conn::Address, error::Error},
    views::doctor::{Row, phrase, tone, words},
};

/// What the checks look at, read and kept together.
pub struct Surroundings {
    pub fleet: Fleet,
    databases_with_rq: Vec<u32>,
    address: Address,
    hash_tag: bool,
}

impl Surroundings {
    /// # Errors
    /// When Redis cannot be asked.
    pub fn read(store: &mut Store) -> Result<Surroundings, Error> {
        let fleet = store.fleet(&[])?;
        let databases_with_rq = if fleet.is_empty() { store.databases_with_rq()? } else { Vec::new() };
        let (address, hash_tag) = (store.address().clone(), store.keys.has_hash_tag());
        Ok(Surroundings { fleet, databases_with_rq, address, hash_tag })
    }

    pub fn scene(&self) -> Scene<'_> {
        Scene {
            fleet: &self.fleet,
            url_from: &self.address.from,
            db: self.address.db,
            databases_with_rq: &self.databases_with_rq,
            prefix: &self.address.prefix,
            hash_tag: self.hash_tag,
        }
    }
}

/// Findings with their remedies in words.
pub fn rows(findings: Vec<Finding>, hints: &Hints) -> Vec<Row> {
    let row = |finding: Finding| Row { fix: fix(&finding, hints), finding };
    findings.into_iter().map(row).collect()
}

fn fix(finding: &Finding, hints: &Hints) -> Option<String> {
    match &finding.verdict {
        Verdict::Fine => None,
        Verdict::Blind(Blind::Acl(rule)) => Some(format!("whoever administers Redis can allow it: {rule}")),
        Verdict::Blind(blind @ Blind::WrongType(key)) => {
            Some(format!("{}: {}", words(&blind.says()), hints.type_of(key)))
        }
        Verdict::Trouble(trouble) => match &trouble.fix {
            Fix::Type(typed) => command(typed, hints),
            Fix::TypeOf(key) => Some(hints.type_of(key)),
            Fix::Database(db) => Some(hints.in_database(*db).to_string()),
            Fix::Do(sentence) => Some(words(sentence)),
        },
    }
}

/// The whole command; `None` for one that this build does not have.
pub fn command(typed: &Typed, hints: &Hints) -> Option<String> {
    let mut known = Cli::command();
    for word in typed.verb.split(' ') {
        known = known.find_subcommand(word)?.clone();
    }
    let mut command = if typed.acts { hints.act(typed.verb) } else { hints.read(typed.verb) };
    for (name, value) in &typed.options {
        command = command.option(name, value);
    }
    for name in &typed.names {
        command = command.name(name);
    }
    Some(command.to_string())
}

/// Two lines for each: what is wrong, and what to do. Those that are fine are left out, and those that could
/// not be judged stand behind the others, together where the same keeps them from it.
pub fn print(page: &mut Page, rows: &[Row]) {
    for row in rows {
        let Verdict::Trouble(trouble) = &row.finding.verdict else { continue };
        page.entry(label(row.finding.severity(), row.finding.check.name), phrase(&trouble.says));
        if let Some(fix) = &row.fix {
            let tone = if matches!(trouble.fix, Fix::Do(_)) { Tone::Dim } else { Tone::Command };
            page.entry("", Phrase::new().say(tone, fix));
        }
    }
    for (blind, names) in blind(rows) {
        let why = phrase(&blind.says());
        match names.as_slice() {
            [name] => page.entry(label(Severity::Skipped, name), why),
            names => {
                let checks = format!("{} checks", names.len());
                page.entry(label(Severity::Skipped, &checks), why.plain(format!(": {}", names.join(", "))));
            }
        }
    }
}

/// What could not be judged, together where the same keeps it from being judged.
pub fn blind(rows: &[Row]) -> Vec<(&Blind, Vec<&'static str>)> {
    let mut blind: Vec<(&Blind, Vec<&str>)> = Vec::new();
    for row in rows {
        let Verdict::Blind(why) = &row.finding.verdict else { continue };
        let name = row.finding.check.name;
        match blind.iter_mut().find(|(known, _)| *known == why) {
            Some((_, names)) => names.push(name),
            None => blind.push((why, vec![name])),
        }
    }
    blind
}

fn label(severity: Severity, name: &str) -> Phrase {
    let word = if severity == Severity::Skipped { "skip" } else { severity.name() };
    Phrase::new().say(tone(severity), word).plain(format!("  {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_written_in_full_and_only_where_it_exists() {
        let typed = Typed::read("workers list").option("--host", "app 3").names(["-w"]);
        assert_eq!(
            command(&typed, &Hints::default()).as_deref(),
            Some("rqctl workers list --host 'app 3' -- -w")
        );
        assert_eq!(command(&Typed::act("workers bake"), &Hints::default()), None);
    }
}
