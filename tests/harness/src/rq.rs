use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::{Server, Worker, WorkerOptions, root, support};

/// The RQ versions that rqctl is compared with (`tests/support/rq-versions`), oldest first: the last before execution IDs, the first with
/// them, one between, the last before 3.0, and 3.0.
pub const VERSIONS: [&str; 5] = ["1.16.2", "2.0.0", "2.6.1", "2.12.0", "3.0.0"];

/// Makes a module for each of [`VERSIONS`](crate::VERSIONS), with one test for each of the named functions,
/// which take the version. Once a file.
#[macro_export]
macro_rules! on_every_version {
    ($($test:ident),* $(,)?) => {
        mod rq_1_16_2 { $(#[test] fn $test() { super::$test($crate::VERSIONS[0]) })* }
        mod rq_2_0_0 { $(#[test] fn $test() { super::$test($crate::VERSIONS[1]) })* }
        mod rq_2_6_1 { $(#[test] fn $test() { super::$test($crate::VERSIONS[2]) })* }
        mod rq_2_12_0 { $(#[test] fn $test() { super::$test($crate::VERSIONS[3]) })* }
        mod rq_3_0_0 { $(#[test] fn $test() { super::$test($crate::VERSIONS[4]) })* }
    };
}

/// The API of a real RQ, in a Python process of its own that talks to one server (see
/// `tests/support/rq_driver.py` for the requests). It ends when dropped.
pub struct Rq {
    version: &'static str,
    url: String,
    process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
    log: PathBuf,
}

impl Rq {
    /// RQ of one of [`VERSIONS`].
    pub fn start(version: &str, server: &Server) -> Rq {
        Rq::start_with(version, server, &[])
    }

    /// [`Rq::start`] with environment variables, such as `RQ_KEY_PREFIX`.
    pub fn start_with(version: &str, server: &Server, env: &[(&str, &str)]) -> Rq {
        let mut command = Command::new(python(version));
        command.envs(env.iter().copied());
        Rq::launch(version, server, command)
    }

    /// [`Rq::start`] with a clock that is so many minutes behind: what it makes is as old as that.
    pub fn start_ago(version: &str, server: &Server, minutes: u32) -> Rq {
        let mut command = Command::new(python(version));
        // Without the program `faketime`, which keeps something in shared memory that a kill leaves behind.
        command
            .env("LD_PRELOAD", "/usr/$LIB/faketime/libfaketime.so.1")
            .env("FAKETIME", format!("-{minutes}m"));
        command.envs([("FAKETIME_DISABLE_SHM", "1"), ("FAKETIME_DONT_FAKE_MONOTONIC", "1")]);
        Rq::launch(version, server, command)
    }

    /// `command` is the interpreter in its environment.
    fn launch(version: &str, server: &Server, mut command: Command) -> Rq {
        let version = known(version);
        let url = server.socket_url();
        let log = server.dir().join(format!("rq-{version}.log"));
        let errors =
            std::fs::OpenOptions::new().create(true).append(true).open(&log).expect("a log can be written");
        let mut process = command
            .arg(support("rq_driver.py"))
            .arg(&url)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .unwrap_or_else(|e| panic!("cannot start RQ {version}: {e} (run tests/support/setup)"));
        let requests = process.stdin.take().expect("requests go through a pipe");
        let answers = BufReader::new(process.stdout.take().expect("answers come through a pipe"));
        Rq { version, url, process, requests, answers, log }
    }

    pub fn version(&self) -> &'static str {
        self.version
    }

    /// Whether this RQ is `(major, minor)` or later.
    pub fn since(&self, major: u32, minor: u32) -> bool {
        let mut numbers = self.version.split('.').map(|n| n.parse::<u32>().expect("a number"));
        (numbers.next(), numbers.next()) >= (Some(major), Some(minor))
    }

    /// One request to the driver: `rq.call("job", json!({"id": "a"}))`.
    ///
    /// # Panics
    /// When RQ raises; see [`Rq::try_call`].
    pub fn call(&mut self, name: &str, with: Value) -> Value {
        self.try_call(name, with).unwrap_or_else(|e| panic!("RQ {}, {name}: {e}", self.version))
    }

    /// [`Rq::call`], or what RQ raised as `"ValueError: text"`.
    pub fn try_call(&mut self, name: &str, mut with: Value) -> Result<Value, String> {
        with["do"] = json!(name);
        let line = format!("{with}\n");
        let mut answer = String::new();
        let sent =
            self.requests.write_all(line.as_bytes()).and_then(|()| self.answers.read_line(&mut answer));
        if !sent.is_ok_and(|bytes| bytes > 0) {
            panic!("RQ {} ended: {}", self.version, std::fs::read_to_string(&self.log).unwrap_or_default());
        }
        let mut answer: Value = serde_json::from_str(&answer).expect("the driver answers JSON");
        match answer.get("error") {
            Some(error) => Err(error.as_str().unwrap_or_default().to_owned()),
            None => Ok(answer["ok"].take()),
        }
    }

    /// Enqueues a call of a task and answers the job's ID. Options: `queue id args kwargs code timeout
    /// result_ttl failure_ttl ttl description meta at_front depends_on allow_failure front_when_released retry
    /// repeat rate_limit group in at on_success on_failure on_stopped webhooks unique serializer`.
    pub fn enqueue(&mut self, task: &str, mut options: Value) -> String {
        options["func"] = json!(task);
        self.call("enqueue", options).as_str().expect("an ID is text").to_owned()
    }

    /// What RQ's own objects say of a job.
    pub fn job(&mut self, id: &str) -> Value {
        self.call("job", json!({"id": id}))
    }

    /// The status of a job as RQ reads it.
    pub fn status(&mut self, id: &str) -> String {
        self.job(id)["status"].as_str().unwrap_or_default().to_owned()
    }

    /// What RQ's own objects say of every job, by ID; a job that this RQ cannot read as `{"error": …}`.
    pub fn jobs(&mut self) -> Value {
        self.call("jobs", json!({}))
    }

    /// The entries of every list and registry as stored, by queue and name.
    pub fn registries(&mut self) -> Value {
        self.call("registries", json!({}))
    }

    /// Works off queues in the driver's own process, with RQ's SimpleWorker: the quick way to a state in which
    /// jobs have run. Tasks that end the process or wait for keys need a [`Worker`].
    pub fn work(&mut self, queues: &[&str]) {
        self.call("work", json!({"queues": queues}));
    }

    /// One maintenance task of RQ: `all` (what a worker does at its start, under its lock), `registries`,
    /// `started`, `finished`, `failed`, `deferred`, `intermediate`, `groups`, `workers`, `rate-limits`.
    pub fn maintain(&mut self, task: &str, queues: &[&str]) {
        self.call("maintain", json!({"task": task, "queues": queues}));
    }

    /// Runs Python statements beside RQ's objects (`connection`, `rq`, `Job`, `fetch`, `queue_of`), with the
    /// members of `with` as variables, and answers what they leave in `answer`.
    pub fn python(&mut self, code: &str, with: Value) -> Value {
        self.call("python", json!({"code": code, "with": with}))
    }

    /// Starts a worker of this version and waits until it listens.
    pub fn worker(&self, server: &Server, options: WorkerOptions) -> Worker {
        assert_eq!(server.socket_url(), self.url, "a worker serves the same server");
        Worker::start(self.version, server, options)
    }

    /// Starts a worker that runs a job of this ID until the key `go` exists.
    pub fn busy_worker(&mut self, server: &Server, name: &str, id: &str, mut options: Value) -> Worker {
        let mut worker = self.worker(server, WorkerOptions::default().named(name));
        options["id"] = json!(id);
        options["args"] = json!(["go"]);
        self.enqueue("tasks.wait_for", options);
        worker.wait_running(id);
        worker
    }
}

impl Drop for Rq {
    fn drop(&mut self) {
        // One that has ended already is what is wanted.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The interpreter of a version's environment.
pub fn python(version: &str) -> PathBuf {
    root().join("target/rq").join(version).join("bin/python")
}

pub(crate) fn known(version: &str) -> &'static str {
    let known = VERSIONS.into_iter().find(|known| *known == version);
    known.unwrap_or_else(|| panic!("RQ {version} is not one of {VERSIONS:?}"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_versions_are_those_that_setup_installs() {
        let listed = std::fs::read_to_string(crate::support("rq-versions")).expect("the list can be read");
        assert_eq!(listed.lines().collect::<Vec<_>>(), super::VERSIONS);
    }
}
