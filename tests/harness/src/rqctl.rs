use std::ffi::{OsStr, OsString};
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::snapshot_of;

/// A run of the built rqctl in a cleared environment: nothing of the developer's shell reaches it.
/// It has no terminal and an empty standard input unless given one.
pub struct Rqctl {
    args: Vec<OsString>,
    env: Vec<(OsString, OsString)>,
    stdin: Vec<u8>,
}

/// What a run of rqctl answered, exactly.
pub struct Output {
    args: Vec<OsString>,
    /// The exit code, `None` when a signal ended it.
    pub code: Option<i32>,
    pub out: Vec<u8>,
    pub err: Vec<u8>,
}

/// An rqctl that still runs; killed when dropped.
pub struct Running {
    args: Vec<OsString>,
    process: Child,
}

impl Rqctl {
    /// With these arguments and no server: see [`Server::rqctl`](crate::Server::rqctl).
    pub fn new(args: &[impl AsRef<OsStr>]) -> Rqctl {
        Rqctl {
            args: args.iter().map(|a| a.as_ref().to_owned()).collect(),
            env: Vec::new(),
            stdin: Vec::new(),
        }
    }

    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Rqctl {
        self.args.push(arg.as_ref().to_owned());
        self
    }

    pub fn args(self, args: &[impl AsRef<OsStr>]) -> Rqctl {
        args.iter().fold(self, Rqctl::arg)
    }

    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Rqctl {
        self.env.push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    /// What it reads from standard input.
    pub fn stdin(mut self, text: impl AsRef<[u8]>) -> Rqctl {
        self.stdin = text.as_ref().to_owned();
        self
    }

    /// Runs it to its end.
    pub fn run(self) -> Output {
        let input = self.stdin.clone();
        let mut running = self.spawn();
        let mut pipe = running.process.stdin.take().expect("standard input is a pipe");
        // Written by a thread of its own, since it may answer before it has read all. It may also end before.
        let writer = std::thread::spawn(move || drop(pipe.write_all(&input)));
        let output = running.wait();
        writer.join().expect("standard input was written");
        output
    }

    /// Starts it; its standard input stays open until [`Running::wait`].
    pub fn spawn(self) -> Running {
        let process = self
            .command()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("cannot start {}: {e}", binary().display()));
        Running { args: self.args, process }
    }

    /// The command as it would be run, for tests that give it a terminal.
    pub fn command(&self) -> Command {
        let mut command = Command::new(binary());
        command.args(&self.args).env_clear().envs([
            ("HOME", "/nonexistent"),
            ("LANG", "C.UTF-8"),
            ("TZ", "UTC"),
        ]);
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }
}

impl Running {
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// kill -9.
    pub fn kill(&mut self) {
        self.process.kill().expect("rqctl can be killed");
    }

    /// Sends a signal by name, such as `INT`.
    pub fn signal(&self, name: &str) {
        crate::signal::send(self.pid(), name);
    }

    /// Whether it has ended.
    pub fn ended(&mut self) -> bool {
        self.process.try_wait().expect("rqctl can be watched").is_some()
    }

    /// Closes its standard input and waits for its end.
    pub fn wait(mut self) -> Output {
        drop(self.process.stdin.take());
        let mut err = self.process.stderr.take().expect("standard error is a pipe");
        let err = std::thread::spawn(move || {
            let mut text = Vec::new();
            err.read_to_end(&mut text).expect("standard error can be read");
            text
        });
        let mut out = Vec::new();
        self.process
            .stdout
            .take()
            .expect("standard output is a pipe")
            .read_to_end(&mut out)
            .expect("standard output can be read");
        let status = self.process.wait().expect("rqctl can be waited for");
        let err = err.join().expect("standard error was read");
        Output { args: std::mem::take(&mut self.args), code: status.code(), out, err }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended already is what is wanted.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Output {
    pub fn stdout(&self) -> String {
        text(&self.out)
    }

    pub fn stderr(&self) -> String {
        text(&self.err)
    }

    /// The result of a run that had to succeed.
    ///
    /// # Panics
    /// When the exit code is not 0, with everything that was said.
    pub fn ok(&self) -> String {
        self.exits(0);
        self.stdout()
    }

    /// Asserts the exit code.
    pub fn exits(&self, code: i32) -> &Output {
        assert_eq!(self.code, Some(code), "{}", self.raw());
        self
    }

    /// Standard output as one JSON document.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.out).unwrap_or_else(|e| panic!("not JSON ({e}): {}", self.raw()))
    }

    /// Standard output as one JSON document a line.
    pub fn jsonl(&self) -> Vec<serde_json::Value> {
        let line =
            |line| serde_json::from_str(line).unwrap_or_else(|e| panic!("not JSON ({e}): {}", self.raw()));
        self.stdout().lines().map(line).collect()
    }

    /// The whole answer as one text, for `insta::assert_snapshot!`, with what differs between two runs
    /// masked by [`snapshot_of`].
    pub fn snapshot(&self) -> String {
        snapshot_of(&self.raw())
    }

    /// The whole answer as one text: the command, standard output, standard error, exit code.
    pub fn raw(&self) -> String {
        let words: Vec<_> = self.args.iter().map(|a| shell_word(&a.to_string_lossy())).collect();
        let mut all = format!("$ rqctl {}\n{}", words.join(" "), ended(self.stdout()));
        if !self.err.is_empty() {
            all += &format!("--- stderr\n{}", ended(self.stderr()));
        }
        match self.code {
            Some(code) => all + &format!("--- exit {code}\n"),
            None => all + "--- ended by a signal\n",
        }
    }
}

/// With a newline at the end, and said so where there was none.
fn ended(text: String) -> String {
    if text.is_empty() || text.ends_with('\n') { text } else { text + "[no newline]\n" }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_owned())
        .unwrap_or_else(|_| panic!("the output is not UTF-8: {}", bytes.escape_ascii()))
}

fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@,+%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// The rqctl that is tested: the one that `RQCTL_TEST_BINARY` names, else the built one, which nextest and cargo
/// name or which stands above the directory of the test itself.
pub fn binary() -> PathBuf {
    let names = ["RQCTL_TEST_BINARY", "NEXTEST_BIN_EXE_rqctl", "CARGO_BIN_EXE_rqctl"];
    names.into_iter().find_map(std::env::var_os).map_or_else(
        || {
            let test = std::env::current_exe().expect("a test knows where it stands");
            test.parent().and_then(|deps| deps.parent()).expect("tests stand in deps/").join("rqctl")
        },
        PathBuf::from,
    )
}
