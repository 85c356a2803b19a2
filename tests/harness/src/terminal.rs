use std::process::Command;
use std::time::Duration;

use expectrl::process::unix::WaitStatus;
use expectrl::session::OsSession;
use expectrl::{ControlCode, Eof, Expect, Session};

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
        // The width has to be there before the program looks.
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!(r#"stty cols {columns}; exec "$@""#)).arg("sh");
        command.arg(rqctl.get_program()).args(rqctl.get_args()).env_clear();
        command.envs(rqctl.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let mut session = Session::spawn(command).expect("rqctl starts on a terminal");
        session.set_expect_timeout(Some(Duration::from_secs(20)));
        Terminal { session, transcript: String::new() }
    }
}

impl Terminal {
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
        match self.session.get_process().wait().expect("rqctl can be waited for") {
            WaitStatus::Exited(_, code) => (self.transcript, Some(code)),
            _ => (self.transcript, None),
        }
    }
}

fn plain(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace("\r\n", "\n")
}
