//! What may change Redis, and why it may.

/// Why a change is allowed. Made in one place of the command line's edge only, and carried into the report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Consent {
    /// One job or one worker was named.
    Named,
    /// `--yes`.
    Yes,
    /// A person said yes to this many: no more than that is done.
    Asked { shown: u64 },
    /// The command itself is the consent, such as `maintenance run`.
    Command(&'static str),
}
