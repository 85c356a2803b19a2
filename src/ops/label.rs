//! The name of a server, kept in the server itself.

use crate::{
    ops::refusal::{Reason, Refusal},
    store::{
        conn::Label,
        error::Error,
        script::Script,
        wire::Reply,
        writer::{Uses, Writer},
    },
};

pub static SCRIPT: Script = crate::script!("label", ["TYPE", "HGET", "UNLINK", "HSET"]);

/// What a writer is asked for before it is opened.
pub const USES: Uses = Uses { scripts: &[&SCRIPT], publishes: false };

/// Why a text cannot be a label, if it cannot. A label is typed after `--on` and shown on every screen.
pub fn unfit(name: &str) -> Option<&'static str> {
    match name {
        "" => Some("a label is not empty"),
        _ if name.chars().count() > 64 => Some("a label has at most 64 characters"),
        _ if name.chars().any(char::is_control) => Some("a label holds no control characters"),
        _ if name.trim() != name || name.starts_with('-') => {
            Some("a label begins and ends with something that can be seen, and not with -")
        }
        _ => None,
    }
}

/// Puts `new` in the place of `old`, if that is still the label; `None` is no label.
///
/// # Errors
/// When no answer came: it may have been done or not.
pub fn set(
    writer: &mut Writer,
    old: Option<&Label>,
    new: Option<&Label>,
) -> Result<Result<(), Refusal>, Error> {
    let key = writer.reads().keys.label();
    let of = |label: Option<&Label>| {
        let flag = if label.is_some_and(|l| l.protected) { "1" } else { "0" };
        [label.map_or("", |l| l.name.as_str()).as_bytes().to_vec(), flag.as_bytes().to_vec()]
    };
    let args = [of(old), of(new)].concat();
    let refused = |reason, message: &str| Ok(Err(Refusal::new(reason, message)));
    match writer.run(&SCRIPT, &[key], &args)? {
        Reply::Bytes(said) if said == b"done" => Ok(Ok(())),
        Reply::Bytes(said) if said == b"changed" => {
            refused(Reason::Changed, "somebody else changed the label meanwhile")
        }
        Reply::Bytes(said) if said == b"wrong_type" => {
            refused(Reason::WrongType, "the key of the label holds something else")
        }
        other => Err(Error::protocol(format!("the label script answered {other:?}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_what_a_person_can_type() {
        for good in ["prod-eu", "prod eu", "é", "a"] {
            assert_eq!(unfit(good), None, "{good}");
        }
        for bad in ["", " a", "a ", "-a", "a\nb", "\u{1b}[31m", &"a".repeat(65)] {
            assert!(unfit(bad).is_some(), "{bad:?}");
        }
    }
}
