//! How a run ends: the one table of exit codes, and the failures behind them.

use std::io;

use crate::{
    cli::nearest::nearest,
    ops::engine::{Ended, Totals},
    render::column::UnknownColumn,
    store::error::Error,
};

/// Scripts read these: they change only with a major version.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Exit {
    /// Done, also when nothing matched.
    Done = 0,
    /// The answer is no.
    No = 1,
    /// What was typed cannot be done as it stands.
    Usage = 2,
    Partly = 3,
    CouldNotAsk = 4,
    TimedOut = 124,
    Interrupted = 130,
}

/// What `--help` says about each.
pub const TABLE: [(Exit, &str); 7] = [
    (Exit::Done, "done; also when nothing matched"),
    (Exit::No, "the answer is no: not found, refused, in the wrong state, faults found"),
    (Exit::Usage, "usage, consent missing, declined, read-only, --on does not match"),
    (Exit::Partly, "partly done: something was done, something was not"),
    (Exit::CouldNotAsk, "could not ask: unreachable, login, ACL, no reply in time"),
    (Exit::TimedOut, "--wait ran out"),
    (Exit::Interrupted, "interrupted"),
];

/// The table as `--help` prints it.
pub fn help() -> String {
    let rows = TABLE.iter().map(|(exit, meaning)| format!("\n  {:<4} {meaning}", *exit as u8));
    format!("Exit codes:{}\n", rows.collect::<String>())
}

/// What a run of the engine comes to. First counts how it ended, then what was done:
///
/// | ended | done or would be | failed | exit |
/// |---|---|---|---|
/// | interrupted | any | any | 130 |
/// | Redis lost | none | any | 4 |
/// | Redis lost | some | any | 3 |
/// | report closed, dry run | some | any | 0 |
/// | report closed, allowance spent | any | any | 3 |
/// | finished, failed fast | any | none | 0 |
/// | finished, failed fast | any | only timed out | 124 |
/// | finished, failed fast | none | some | 1 |
/// | finished, failed fast | some | some | 3 |
pub fn of(totals: &Totals, ended: &Ended) -> Exit {
    let good = totals.done + totals.would;
    match ended {
        Ended::Interrupted => Exit::Interrupted,
        Ended::Lost(_) if totals.done == 0 => Exit::CouldNotAsk,
        Ended::ReportClosed if totals.would > 0 => Exit::Done,
        Ended::Lost(_) | Ended::ReportClosed | Ended::AllowanceSpent => Exit::Partly,
        Ended::Finished | Ended::FailedFast => match (totals.failed, good) {
            (0, _) => Exit::Done,
            (failed, _) if failed == totals.timed_out => Exit::TimedOut,
            (_, 0) => Exit::No,
            _ => Exit::Partly,
        },
    }
}

/// Why a command ends before its end.
#[derive(Debug)]
pub enum Failure {
    /// We have something to say.
    Said(Said),
    /// Redis could not be asked.
    World(Error),
    /// Whoever read our standard output has had enough: for a read that is a good end.
    PipeClosed,
}

/// What happened, and what to type next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub exit: Exit,
    /// The word for it in machine formats: a contract.
    pub code: &'static str,
    /// Lower case, without full stop.
    pub what: String,
    /// A complete command, or what to do where nothing can be typed.
    pub hint: Option<String>,
}

impl Failure {
    pub fn new(exit: Exit, code: &'static str, what: impl Into<String>) -> Failure {
        Failure::Said(Said { exit, code, what: what.into(), hint: None })
    }

    /// Exit 2: what was typed cannot be done as it stands.
    pub fn usage(what: impl Into<String>) -> Failure {
        Failure::new(Exit::Usage, "usage", what)
    }

    /// Exit 1: the answer is no. `code` is one of the reasons of the machine formats.
    pub fn no(code: &'static str, what: impl Into<String>) -> Failure {
        Failure::new(Exit::No, code, what)
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Failure {
        match &mut self {
            Failure::Said(said) => said.hint = Some(hint.into()),
            Failure::World(e) => e.hint = Some(hint.into()),
            Failure::PipeClosed => {}
        }
        self
    }
}

impl From<Error> for Failure {
    fn from(e: Error) -> Failure {
        Failure::World(e)
    }
}

impl From<io::Error> for Failure {
    fn from(e: io::Error) -> Failure {
        match e.kind() {
            io::ErrorKind::BrokenPipe => Failure::PipeClosed,
            _ => Failure::new(Exit::CouldNotAsk, "output", format!("cannot write the output: {e}")),
        }
    }
}

/// A file or a value that the user named and that is of no use.
impl From<anyhow::Error> for Failure {
    fn from(e: anyhow::Error) -> Failure {
        Failure::usage(format!("{e:#}"))
    }
}

impl From<UnknownColumn> for Failure {
    fn from(unknown: UnknownColumn) -> Failure {
        let near = nearest(unknown.name.as_bytes(), unknown.known.iter().map(|name| name.as_bytes()));
        let near = near.map(|near| format!("did you mean {}? ", String::from_utf8_lossy(near)));
        let all = unknown.known.join(", ");
        Failure::usage(format!("there is no column `{}`", unknown.name))
            .hint(format!("{}--columns takes {all}", near.unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::error::Kind;
    use proptest::prelude::*;

    #[test]
    fn help_names_every_code_once() {
        let text = help();
        for code in [0, 1, 2, 3, 4, 124, 130] {
            assert_eq!(text.lines().filter(|l| l.starts_with(&format!("  {code:<4} "))).count(), 1, "{text}");
        }
        assert_eq!(text.lines().count(), 8);
    }

    fn totals(done: u64, skipped: u64, failed: u64, timed_out: u64) -> Totals {
        Totals { matched: done + skipped + failed, done, skipped, failed, timed_out, ..Totals::default() }
    }

    #[test]
    fn what_was_done_and_what_failed_decide_unless_the_run_broke_off() {
        for (counts, exit) in [
            (totals(0, 0, 0, 0), Exit::Done),
            (totals(5, 0, 0, 0), Exit::Done),
            (totals(0, 5, 0, 0), Exit::Done),
            (totals(0, 1, 2, 0), Exit::No),
            (totals(3, 0, 2, 0), Exit::Partly),
            (totals(3, 0, 2, 1), Exit::Partly),
            (totals(3, 0, 2, 2), Exit::TimedOut),
            (totals(0, 0, 2, 2), Exit::TimedOut),
        ] {
            assert_eq!(of(&counts, &Ended::Finished), exit, "{counts:?}");
            assert_eq!(of(&counts, &Ended::FailedFast), exit, "{counts:?}");
            assert_eq!(of(&counts, &Ended::Interrupted), Exit::Interrupted, "{counts:?}");
            assert_eq!(of(&counts, &Ended::AllowanceSpent), Exit::Partly, "{counts:?}");
            let lost = if counts.done > 0 { Exit::Partly } else { Exit::CouldNotAsk };
            assert_eq!(of(&counts, &Ended::Lost(Error::new(Kind::Lost, "x"))), lost, "{counts:?}");
        }
    }

    #[test]
    fn a_dry_run_whose_reader_has_enough_is_a_good_read() {
        let would = Totals { matched: 3, would: 3, ..Totals::default() };
        assert_eq!(of(&would, &Ended::ReportClosed), Exit::Done);
        assert_eq!(of(&totals(3, 0, 0, 0), &Ended::ReportClosed), Exit::Partly);
        assert_eq!(of(&Totals { failed: 1, ..would }, &Ended::Finished), Exit::Partly);
    }

    proptest! {
        #[test]
        fn a_run_that_came_to_its_end_is_judged_by_what_was_not_done(
            done in 0u64..4, skipped in 0u64..4, failed in 0u64..4, timed_out in 0u64..4
        ) {
            let timed_out = timed_out.min(failed);
            let end = of(&totals(done, skipped, failed, timed_out), &Ended::Finished);
            prop_assert_eq!(end == Exit::Done, failed == 0);
            prop_assert_eq!(end == Exit::TimedOut, failed > 0 && timed_out == failed);
            prop_assert_eq!(end == Exit::No, failed > timed_out && done == 0);
            prop_assert_eq!(end == Exit::Partly, failed > timed_out && done > 0);
            // What was passed over changes nothing, and a dry run ends as the real one would.
            prop_assert_eq!(end, of(&totals(done, 0, failed, timed_out), &Ended::Finished));
            let dry = Totals { would: done, done: 0, ..totals(done, skipped, failed, timed_out) };
            prop_assert_eq!(end, of(&dry, &Ended::Finished));
        }
    }
}
