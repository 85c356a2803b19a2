//! The only file that names standard output, standard error, standard input, the terminal and Ctrl-C.
//! Colour, width and whether anybody can be asked are decided here once.

mod progress;

use std::{
    fs::{File, OpenOptions},
    io::{self, BufRead, BufReader, BufWriter, IsTerminal, Read, StdoutLock, Write},
    sync::{Arc, OnceLock, atomic::AtomicBool},
};

use crate::{
    cli::{
        exit::Said,
        global::{Colour, Global},
    },
    render::{
        cell::Cell,
        column::Tone,
        escape::visible,
        json,
        listing::{Fault, Format, Look},
        page::Page,
        phrase::Phrase,
        style::Style,
    },
    rq::time::Time,
};

pub use progress::Progress;

/// Where rqctl speaks. Results go to `out`; all else to standard error.
pub struct Ui {
    pub out: BufWriter<StdoutLock<'static>>,
    /// Without a moment yet.
    look: Look,
    on_stderr: Style,
}

impl Ui {
    pub fn new(global: &Global) -> Ui {
        let env = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let coloured = |terminal: bool| match global.colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => auto_colour(terminal, &env),
        };
        let terminal = io::stdout().is_terminal();
        let look = Look {
            format: global.format(),
            now: 0,
            width: terminal.then(columns),
            headers: !global.no_headers,
            times: global.times(),
            null: global.null,
            colour: coloured(terminal),
            quiet: global.quiet,
            fold: global.columns.is_empty(),
        };
        Ui {
            out: BufWriter::with_capacity(1 << 16, io::stdout().lock()),
            look,
            on_stderr: Style::new(coloured(io::stderr().is_terminal())),
        }
    }

    /// How output looks at this moment of Redis's clock.
    pub fn look(&self, now: Time) -> Look {
        Look { now: now.0, ..self.look.clone() }
    }

    pub fn format(&self) -> Format {
        self.look.format
    }

    /// A screen on standard output.
    pub fn page(&self) -> Page {
        Page::new(self.look.width, Style::new(self.look.colour))
    }

    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Help, as clap lays it out.
    pub fn styled(&mut self, text: &clap::builder::StyledStr) -> io::Result<()> {
        match self.look.colour {
            true => write!(self.out, "{}", text.ansi()),
            false => write!(self.out, "{text}"),
        }
    }

    /// How text on standard error is painted.
    pub fn style(&self) -> Style {
        self.on_stderr
    }

    /// Totals, hints, progress: what `--quiet` leaves out. The text is shown as it is: whatever came from
    /// Redis must have been made visible before.
    pub fn note(&mut self, text: &str) {
        if !self.look.quiet {
            self.line(text);
        }
    }

    /// Such a note below the rows that it is about, laid out to the terminal.
    pub fn remark(&mut self, text: &str) {
        self.notes(|page| page.line(Phrase::new().say(Tone::Dim, text)));
    }

    /// Several lines of such notes, laid out to the terminal.
    pub fn notes(&mut self, make: impl FnOnce(&mut Page)) {
        if !self.look.quiet {
            self.question(make);
        }
    }

    /// What a person has to know before answering, laid out to the terminal; `--quiet` does not leave it out.
    pub fn question(&mut self, make: impl FnOnce(&mut Page)) {
        let width = io::stderr().is_terminal().then(columns);
        let mut page = Page::new(width, self.on_stderr);
        make(&mut page);
        // Nobody is left to tell where standard error is gone.
        let _ = page.write(&mut io::stderr());
    }

    /// A line about a run that is under way.
    pub fn progress(&self) -> Progress {
        Progress::new(!self.look.quiet)
    }

    /// Whether only what has to be said is said.
    pub fn quiet(&self) -> bool {
        self.look.quiet
    }

    /// What must be said even with `--quiet`, though it is no error.
    pub fn warn(&mut self, text: &str) {
        self.warn_with(text, None);
    }

    /// The same with what helps, for a person.
    pub fn warn_with(&mut self, text: &str, hint: Option<&str>) {
        let hint = hint.filter(|_| !self.look.quiet && !self.look.format.machine());
        self.question(|page| {
            page.line(Phrase::from(format!("rqctl: {}", visible(text))));
            if let Some(hint) = hint {
                page.line(Phrase::from("hint: ").and(advice(hint)));
            }
        });
    }

    /// What went wrong: one JSON line in machine formats, else two lines for a person.
    pub fn error(&mut self, said: &Said) {
        if self.look.format.machine() {
            let fault = Fault {
                code: said.code.into(),
                message: (&*said.what).into(),
                hint: said.hint.as_deref().map(Into::into),
                exit: said.exit as u8,
            };
            self.line(json::line(&Cell::Record(vec![("error".into(), fault.cell())])).trim_end());
            return;
        }
        let quiet = self.look.quiet;
        self.question(|page| {
            page.line(Phrase::new().say(Tone::Bad, "rqctl:").plain(" ").plain(&said.what));
            if let Some(hint) = said.hint.as_deref().filter(|_| !quiet) {
                page.line(Phrase::from("hint: ").and(advice(hint)));
            }
        });
    }

    fn line(&mut self, text: &str) {
        // Nobody is left to tell where standard error is gone.
        let _ = writeln!(io::stderr(), "{text}");
    }

    /// Whether a person can be asked: standard error is a terminal, and there is one to answer on.
    /// Machine formats never ask.
    pub fn can_ask(&self) -> bool {
        !self.look.format.machine() && io::stderr().is_terminal() && terminal().is_ok()
    }

    /// Columns of the terminal on which a person is asked.
    pub fn room(&self) -> usize {
        columns()
    }

    /// Shows a question on standard error and reads one line of answer from the terminal itself, because
    /// standard input may carry IDs.
    pub fn ask(&mut self, question: &str) -> io::Result<String> {
        self.flush()?;
        write!(io::stderr(), "{question} ")?;
        let mut answer = String::new();
        // An answer is a word or a number.
        BufReader::new(terminal()?.take(1000)).read_line(&mut answer)?;
        Ok(answer.trim().to_owned())
    }

    /// Standard input, for `-`.
    pub fn stdin(&self) -> impl BufRead + use<> {
        io::stdin().lock()
    }

    /// Is set by Ctrl-C from the first call on; a second Ctrl-C then ends the program at once. Before that
    /// call Ctrl-C ends it as it ends any program, also while a question waits for its answer.
    pub fn interrupt(&self) -> &'static AtomicBool {
        use signal_hook::{consts::SIGINT, flag};
        static ASKED: OnceLock<()> = OnceLock::new();
        ASKED.get_or_init(|| {
            // A system that gives us no handler ends us at the first Ctrl-C: every job is whole then too.
            let _ = flag::register_conditional_shutdown(SIGINT, 130, interrupted().clone());
            let _ = flag::register(SIGINT, interrupted().clone());
        });
        interrupted()
    }

    /// The same flag, for what is made before [`Ui::interrupt`] is called.
    pub fn later_interrupt(&self) -> &'static AtomicBool {
        interrupted()
    }
}

fn interrupted() -> &'static Arc<AtomicBool> {
    static FLAG: OnceLock<Arc<AtomicBool>> = OnceLock::new();
    FLAG.get_or_init(|| Arc::new(AtomicBool::new(false)))
}

/// The terminal of this session, whatever the streams are.
fn terminal() -> io::Result<File> {
    OpenOptions::new().read(true).write(true).open("/dev/tty")
}

/// A hint in its tones: words, and the command that it ends with.
fn advice(hint: &str) -> Phrase {
    let command = hint.find("rqctl ").or_else(|| hint.find(": ").map(|colon| colon + 2));
    let (words, command) = hint.split_at(command.unwrap_or(hint.len()));
    Phrase::from(words).command(command)
}

fn columns() -> usize {
    terminal_size::terminal_size().map_or(80, |(width, _)| width.0.into())
}

/// The usual reading of the variables: NO_COLOR beats CLICOLOR_FORCE beats what the stream is.
fn auto_colour(terminal: bool, env: &dyn Fn(&str) -> Option<String>) -> bool {
    if env("NO_COLOR").is_some() {
        return false;
    }
    if env("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return true;
    }
    terminal && env("TERM").as_deref() != Some("dumb")
}

/// One line of `--verbose`.
pub fn trace(line: &str) {
    // Nobody is left to tell where standard error is gone.
    let _ = writeln!(io::stderr(), "rqctl: {}", visible(line));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_follows_the_stream_unless_the_environment_says_otherwise() {
        let with = |terminal, vars: &[(&str, &str)]| {
            auto_colour(terminal, &|name| vars.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
        };
        assert!(with(true, &[]));
        assert!(!with(false, &[]));
        assert!(!with(true, &[("NO_COLOR", "1")]));
        assert!(!with(true, &[("TERM", "dumb")]));
        assert!(with(false, &[("CLICOLOR_FORCE", "1")]));
        assert!(!with(false, &[("CLICOLOR_FORCE", "0")]));
        assert!(!with(true, &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]));
    }
}
