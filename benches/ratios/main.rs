//! rqctl beside RQ and beside what a client can do at best, as ratios of one run on one machine: absolute times
//! mean little on another.
//!
//! `make bench` runs all sections, `make bench SECTIONS="start status"` some: `start status list memory maintenance acts
//! migrate`.

mod acts;
mod list;
mod maintenance;
mod measure;
mod memory;
mod migrate;
mod start;
mod status;

use std::io::Write;

/// One line of the answer: a ratio, and what it has to reach.
pub struct Ratio {
    pub what: &'static str,
    /// The value for RQ, for the best client, or for the smaller amount.
    pub reference: String,
    pub rqctl: String,
    pub ratio: f64,
    pub goal: Goal,
}

/// The least that is acceptable, and the aim.
#[derive(Clone, Copy)]
pub enum Goal {
    AtLeast(f64, f64),
    AtMost(f64, f64),
}

impl Goal {
    fn verdict(self, ratio: f64) -> &'static str {
        match self {
            Goal::AtLeast(_, aim) if ratio >= aim => "aim reached",
            Goal::AtMost(_, aim) if ratio <= aim => "aim reached",
            Goal::AtLeast(floor, _) if ratio >= floor => "good",
            Goal::AtMost(floor, _) if ratio <= floor => "good",
            _ => "TOO LITTLE",
        }
    }

    fn shown(self) -> String {
        match self {
            Goal::AtLeast(floor, aim) => format!("≥ {floor}, aim {aim}"),
            Goal::AtMost(floor, aim) => format!("≤ {floor}, aim {aim}"),
        }
    }
}

/// A name, and what says its ratios one by one as they are measured.
type Section = (&'static str, fn(&mut dyn FnMut(Ratio)));

const SECTIONS: [Section; 7] = [
    ("start", start::ratios),
    ("status", status::ratios),
    ("list", list::ratios),
    ("memory", memory::ratios),
    ("maintenance", maintenance::ratios),
    ("acts", acts::ratios),
    ("migrate", migrate::ratios),
];

fn main() -> std::io::Result<()> {
    // Cargo adds --bench.
    let asked: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let mut out = std::io::stdout();
    let headings = ["", "reference", "rqctl", "ratio", "goal", "verdict"];
    let line = |out: &mut std::io::Stdout, [what, reference, rqctl, ratio, goal, verdict]: [&str; 6]| {
        writeln!(out, "{what:50} {reference:>12} {rqctl:>12} {ratio:>8}  {goal:18} {verdict}")
    };
    line(&mut out, headings)?;
    for (name, ratios) in SECTIONS {
        if !asked.is_empty() && !asked.iter().any(|a| a == name) {
            continue;
        }
        let mut written = Ok(());
        ratios(&mut |Ratio { what, reference, rqctl, ratio, goal }| {
            let (shown, verdict) = (format!("{ratio:.2}"), goal.verdict(ratio));
            let said = line(&mut out, [what, &reference, &rqctl, &shown, &goal.shown(), verdict]);
            written = std::mem::replace(&mut written, Ok(())).and(said);
        });
        written?;
    }
    Ok(())
}
