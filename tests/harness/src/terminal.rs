use std::process::Command;
use std::time::Duration;

use expectrl::process::unix::WaitStatus;
use expectrl::session::OsSession;
use expectrl::{Any, ControlCode, Eof, Expect, Regex, Session};

use crate::Rqctl;

/// An rqctl that runs on a terminal of its own, so that it asks and fits its tables.
pub struct Terminal {
    session: OsSession,
    transcript: String,
}

impl Rqctl {
    /// Starts it on a terminal that is so many columns wide and 24 lines high. Without colours unless asked for
    /// them by `--color always`, so that texts can be waited for.
    pub fn on_a_terminal(self, columns: u16) -> Terminal {
        let rqctl = self.env("TERM", "xterm-256color").env("NO_COLOR", "1").command();
        Terminal::start(&rqctl, columns)
    }
}

impl Terminal {
    /// Any command on such a terminal, with just the environment that was set for it.
    pub fn start(program: &Command, columns: u16) -> Terminal {
        // The width has to be there before the program looks, and after the terminal got its usual one, which may
        // be later than the start: hence a line that is waited for.
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!(r#"read -r _; stty cols {columns}; exec "$@""#)).arg("sh");
        command.arg(program.get_program()).args(program.get_args()).env_clear();
        command.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
        if let Some(dir) = program.get_current_dir() {
            command.current_dir(dir);
        }
        let mut session = Session::spawn(command).expect("a program starts on a terminal");
        session.set_expect_timeout(Some(Duration::from_secs(20)));
        session.send_line("").expect("the terminal takes what is typed");
        Terminal { session, transcript: String::new() }
    }

    /// Agrees to whatever is asked, with `y` or with the count that has to be typed, until its end: as
    /// [`Terminal::end`].
    pub fn agree(mut self) -> (String, Option<i32>) {
        loop {
            let count = Regex(r"type \d+: ");
            let question = Any::boxed(vec![Box::new("? [y/N] "), Box::new(count), Box::new(Eof)]);
            let found = self.session.expect(question).expect("it asks or ends");
            let asked = plain(found.get(0).unwrap_or_default());
            self.transcript += &(plain(found.before()) + &asked);
            let answer = match asked.strip_prefix("type ").and_then(|count| count.strip_suffix(": ")) {
                Some(count) => count,
                None if asked == "? [y/N] " => "y",
                None => return self.ended(),
            };
            // It does not echo.
            self.transcript += &format!("{answer}\n");
            self.say(answer);
        }
    }

    /// Waits until it has printed this text.
    ///
    /// # Panics
    /// When it ends or stays silent instead, with what it printed.
    pub fn see(&mut self, text: &str) -> &mut Terminal {
        match self.session.expect(text) {
            Ok(found) => {
                self.transcript += &plain(found.before());
                self.transcript += text;
            }
            Err(e) => {
                // What it printed before its end; where it runs on, this look only takes what is there.
                self.session.set_expect_timeout(Some(Duration::ZERO));
                let rest = self.session.expect(Eof).map(|rest| plain(rest.as_bytes())).unwrap_or_default();
                panic!("waited for {text:?} on the terminal: {e}\n{}{rest}", self.transcript);
            }
        }
        self
    }

    /// Types a line.
    pub fn say(&mut self, line: &str) -> &mut Terminal {
        self.session.send_line(line).expect("the terminal takes what is typed");
        self
    }

    /// Types Ctrl-C.
    pub fn interrupt(&mut self) -> &mut Terminal {
        self.session.send(ControlCode::EndOfText).expect("the terminal takes what is typed");
        self
    }

    /// Waits for its end: all that was on the terminal, what was typed too, and the exit code (`None` after a
    /// signal).
    pub fn end(mut self) -> (String, Option<i32>) {
        let rest = self.session.expect(Eof).expect("rqctl ends");
        self.transcript += &plain(rest.as_bytes());
        self.ended()
    }

    fn ended(self) -> (String, Option<i32>) {
        match self.session.get_process().wait().expect("rqctl can be waited for") {
            WaitStatus::Exited(_, code) => (self.transcript, Some(code)),
            _ => (self.transcript, None),
        }
    }
}

fn plain(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace("\r\n", "\n")
}
