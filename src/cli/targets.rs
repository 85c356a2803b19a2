//! Jobs named one by one: as arguments, or on standard input where the one argument is `-`.

use std::{
    cell::RefCell,
    ffi::OsString,
    io::{self, BufRead},
    os::unix::ffi::OsStringExt,
    rc::Rc,
};

use crate::{
    cli::{
        exit::{Exit, Failure},
        global::Global,
        hints::{Command, Hints},
        names,
        ui::Ui,
    },
    render::{escape::shell_word, numbers::count_of},
};

/// Longest ID that is read from standard input, in bytes. IDs of a megabyte were seen; a line without end is
/// no ID.
const LONGEST: u64 = 16 << 20;

/// IDs as typed.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct TargetArgs {
    /// Job IDs, plain or as JOB_ID:EXECUTION_ID; - reads them from standard input
    #[arg(value_name = "ID")]
    pub ids: Vec<OsString>,
}

/// Where the IDs come from. What could not be read of standard input is told at the end.
pub struct Texts {
    pub iter: Box<dyn Iterator<Item = Vec<u8>>>,
    fault: Rc<RefCell<Option<Failure>>>,
}

impl TargetArgs {
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The one ID, where exactly one was typed.
    pub fn single(&self) -> Option<Vec<u8>> {
        match self.ids.as_slice() {
            [one] if one != "-" => Some(one.clone().into_vec()),
            _ => None,
        }
    }

    pub fn from_stdin(&self) -> bool {
        self.ids.iter().any(|id| id == "-")
    }

    /// The IDs, one after the other; those of standard input are read as they are needed.
    ///
    /// # Errors
    /// Exit 2 where `-` stands beside IDs.
    pub fn texts(&self, global: &Global, ui: &Ui) -> Result<Texts, Failure> {
        if !self.from_stdin() {
            let ids: Vec<Vec<u8>> = self.ids.iter().map(|id| id.clone().into_vec()).collect();
            return Ok(Texts { iter: Box::new(ids.into_iter()), fault: Rc::default() });
        }
        if self.ids.len() > 1 {
            return Err(Failure::usage(
                "`-` reads all IDs from standard input, so no other can stand beside it",
            ));
        }
        let end = if global.null { 0 } else { b'\n' };
        Ok(Texts::read(ui.stdin(), end))
    }
}

impl Texts {
    /// IDs that end in `end`; empty ones are passed over.
    fn read(mut from: impl BufRead + 'static, end: u8) -> Texts {
        let fault = Rc::new(RefCell::new(None));
        let told = Rc::clone(&fault);
        let iter = std::iter::from_fn(move || {
            loop {
                match line(&mut from, end) {
                    Ok(Some(id)) if id.is_empty() => {}
                    Ok(next) => return next,
                    Err(why) => {
                        *told.borrow_mut() = Some(why);
                        return None;
                    }
                }
            }
        });
        Texts { iter: Box::new(iter.fuse()), fault }
    }

    /// What is left to say once the IDs were used up; ask it before they are handed on.
    pub fn fault(&self) -> Rc<RefCell<Option<Failure>>> {
        Rc::clone(&self.fault)
    }
}

fn line(from: &mut impl BufRead, end: u8) -> Result<Option<Vec<u8>>, Failure> {
    let mut id = Vec::new();
    let read = io::Read::take(io::Read::by_ref(from), LONGEST + 1)
        .read_until(end, &mut id)
        .map_err(|e| Failure::usage(format!("cannot read IDs from standard input: {e}")))?;
    if read == 0 {
        return Ok(None);
    }
    if id.last() == Some(&end) {
        id.pop();
    } else if read as u64 > LONGEST {
        return Err(Failure::usage("a line on standard input is longer than 16 MiB: that is no job ID"));
    }
    Ok(Some(id))
}

/// That a job was named which does not exist: `text`, and `more` beside it. `again` is the command up to the ID.
pub fn not_found(exit: Exit, text: &[u8], more: u64, prefix: &str, again: Command, hints: &Hints) -> Failure {
    let mut what = format!("there is no job {}", shell_word(text));
    if more > 0 {
        what += &format!(", and {} are missing too", count_of(more, "other"));
    }
    let like = || {
        let start = std::str::from_utf8(text).ok()?;
        Some(hints.read("jobs list").option("--id", names::pattern(start) + "*").to_string())
    };
    let failure = Failure::new(exit, "not_found", what);
    match mistaken(text, prefix, again).or_else(like) {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

/// Why a text may name nothing, and the command that may have been meant. `again` is the command up to the ID,
/// `prefix` that of the keys, `rq`.
pub fn mistaken(text: &[u8], prefix: &str, again: Command) -> Option<String> {
    let key = format!("{prefix}:job:");
    if let Some(id) = text.strip_prefix(key.as_bytes()).filter(|id| !id.is_empty()) {
        return Some(format!("that is a key; the ID stands behind `{key}`: {}", again.name(id)));
    }
    for cut in ["…".as_bytes(), b"..."] {
        if let Some(head) = text.strip_suffix(cut) {
            return Some(format!(
                "that was cut; IDs are whole in rqctl jobs list --id {} -o ids",
                shell_word(&[head, b"*"].concat())
            ));
        }
    }
    let inside = |open: &[u8], close: &[u8]| text.strip_prefix(open)?.strip_suffix(close);
    let pairs: [(&[u8], &[u8]); 6] =
        [(b"<", b">"), (b"[", b"]"), (b"(", b")"), (b"{", b"}"), (b"'", b"'"), (b"\"", b"\"")];
    let bare = pairs.into_iter().find_map(|(open, close)| inside(open, close)).filter(|id| !id.is_empty())?;
    Some(format!("without what stands around it: {}", again.name(bare)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::hints::Hints;

    fn read(input: &[u8], end: u8) -> Vec<Vec<u8>> {
        Texts::read(io::Cursor::new(input.to_vec()), end).iter.collect()
    }

    #[test]
    fn an_id_is_a_line_or_what_ends_in_nul() {
        assert_eq!(read(b"a\n\nb c\r\nlast", b'\n'), [b"a".to_vec(), b"b c\r".to_vec(), b"last".to_vec()]);
        assert_eq!(read(b"a\nb\0\0c\0", 0), [b"a\nb".to_vec(), b"c".to_vec()]);
        assert_eq!(read(b"", b'\n'), Vec::<Vec<u8>>::new());
        assert_eq!(read(b"\xff\xfe\n", b'\n'), [b"\xff\xfe".to_vec()]);
        assert_eq!(read(&[b'x'; 1 << 20], b'\n').len(), 1);
    }

    #[test]
    fn a_line_without_end_is_refused_and_what_came_before_is_used() {
        let mut input = b"first\n".to_vec();
        input.extend(vec![b'x'; LONGEST as usize + 2]);
        let texts = Texts::read(io::Cursor::new(input), b'\n');
        let fault = texts.fault();
        assert_eq!(texts.iter.collect::<Vec<_>>(), [b"first".to_vec()]);
        assert!(matches!(&*fault.borrow(), Some(Failure::Said(said)) if said.what.contains("16 MiB")));
    }

    #[test]
    fn what_was_pasted_with_too_much_around_it_is_recognized() {
        let hint = |text: &str| mistaken(text.as_bytes(), "rq", Hints::default().read("jobs show"));
        assert_eq!(
            hint("rq:job:a b").unwrap(),
            "that is a key; the ID stands behind `rq:job:`: rqctl jobs show 'a b'"
        );
        assert_eq!(hint("<abc>").unwrap(), "without what stands around it: rqctl jobs show abc");
        assert_eq!(hint("[-x]").unwrap(), "without what stands around it: rqctl jobs show -- -x");
        assert_eq!(
            hint("7f0a…").unwrap(),
            "that was cut; IDs are whole in rqctl jobs list --id '7f0a*' -o ids"
        );
        for text in ["abc", "rq:job:", "<>", "a]"] {
            assert_eq!(hint(text), None, "{text}");
        }
    }
}
