use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::{Redis, Server, rq, support, wait_for, wait_until};

/// How a worker is started. `WorkerOptions::default()` serves the queue `default`.
#[derive(Clone, Debug)]
pub struct WorkerOptions {
    pub queues: Vec<String>,
    /// Its name; by default `worker-N`.
    pub name: Option<String>,
    /// `rq.Worker`, `rq.SimpleWorker`.
    pub class: Option<&'static str>,
    /// Ends when its queues are empty; then use [`Worker::finished`].
    pub burst: bool,
    pub with_scheduler: bool,
    /// In a process group of its own, for what may kill the whole group of a worker: else that is the test's.
    pub own_group: bool,
    /// An offset of its clock in seconds, through faketime.
    pub clock_offset: Option<i64>,
    /// Further arguments of `rq worker`.
    pub args: Vec<String>,
    pub env: Vec<(String, String)>,
}

impl Default for WorkerOptions {
    fn default() -> WorkerOptions {
        WorkerOptions::on(&["default"])
    }
}

impl WorkerOptions {
    /// Serving these queues.
    pub fn on(queues: &[&str]) -> WorkerOptions {
        WorkerOptions {
            queues: queues.iter().map(|q| q.to_string()).collect(),
            name: None,
            class: None,
            burst: false,
            with_scheduler: false,
            own_group: false,
            clock_offset: None,
            args: Vec::new(),
            env: Vec::new(),
        }
    }

    pub fn named(mut self, name: &str) -> WorkerOptions {
        self.name = Some(name.to_owned());
        self
    }
}

/// A real `rq worker` process. It and its work horse are killed when dropped.
pub struct Worker {
    pub name: String,
    redis: Redis,
    prefix: String,
    process: Child,
    /// Processes that it forked and that may outlive it.
    offspring: Vec<u32>,
    log: PathBuf,
}

/// How long a worker may take for what it does at once on an idle machine: start, take a job, end.
const PATIENCE: Duration = Duration::from_secs(30);

impl Worker {
    /// Starts a worker of one of [`VERSIONS`](crate::VERSIONS) and waits until it listens for commands and is
    /// idle, busy or suspended (a burst worker: until it is registered or has ended).
    pub fn start(version: &str, server: &Server, options: WorkerOptions) -> Worker {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        let version = rq::known(version);
        let name =
            options.name.unwrap_or_else(|| format!("worker-{}", COUNT.fetch_add(1, Ordering::Relaxed)));
        let mut command = match options.clock_offset {
            None => Command::new(rq::python(version)),
            Some(seconds) => {
                let mut faketime = Command::new("faketime");
                faketime.args(["-f", &format!("{seconds:+}s")]).arg(rq::python(version));
                faketime
            }
        };
        command.args(["-m", "rq.cli", "worker", "--name", &name, "--url", &server.socket_url()]);
        command.args(options.class.iter().flat_map(|class| ["--worker-class", class]));
        command.args(options.burst.then_some("--burst"));
        command.args(options.with_scheduler.then_some("--with-scheduler"));
        command.args(&options.args).args(&options.queues);
        command.env("PYTHONPATH", support("")).envs(options.env.iter().map(|(name, value)| (name, value)));
        let log = server.dir().join(format!("{}.log", name.replace('/', "_")));
        let file = std::fs::File::create(&log).expect("a log can be written");
        if options.own_group {
            command.process_group(0);
        }
        let process = command
            .stdin(Stdio::null())
            .stdout(file.try_clone().expect("one log for both"))
            .stderr(file)
            .spawn()
            .unwrap_or_else(|e| {
                panic!("cannot start a worker of RQ {version}: {e} (run tests/support/setup)")
            });
        let prefix =
            options.env.iter().find(|(name, _)| name == "RQ_KEY_PREFIX").map_or("rq", |(_, p)| p).to_owned();
        let mut worker =
            Worker { name, redis: server.connect(), prefix, process, offspring: Vec::new(), log };
        if options.burst {
            wait_until("a burst worker to register", PATIENCE, || {
                worker.exited() || worker.redis.exists(worker.key())
            });
        } else {
            worker.wait_for_state("to listen", |state| matches!(state, "idle" | "busy" | "suspended"));
            wait_until("a worker to listen", PATIENCE, || worker.listeners() > 0);
        }
        worker
    }

    /// The process ID of the worker itself (under faketime too, which replaces itself by the worker).
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// The key of the worker's hash.
    pub fn key(&self) -> String {
        format!("{}:worker:{}", self.prefix, self.name)
    }

    /// What it and its tasks printed.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// The stored state, empty where there is none.
    pub fn state(&self) -> String {
        self.redis.field(&self.key(), "state").unwrap_or_default()
    }

    /// How many connections listen for commands to it.
    pub fn listeners(&self) -> u64 {
        let channel = format!("{}:pubsub:{}", self.prefix, self.name);
        self.redis.cmd::<(String, u64)>(&["PUBSUB", "NUMSUB", &channel]).1
    }

    /// Waits until it is idle.
    pub fn wait_idle(&mut self) {
        self.wait_for_state("idle", |state| state == "idle");
    }

    /// Waits until its work horse runs this job: status started, and known as the worker's.
    pub fn wait_running(&mut self, id: &str) {
        let job = format!("{}:job:{id}", self.prefix);
        let name = self.name.clone();
        self.watch(&format!("running {id}"), |worker| {
            worker.redis.field(&job, "status").as_deref() == Some("started")
                && worker.redis.field(&job, "worker_name").as_deref() == Some(&name)
        });
        self.note_offspring();
    }

    /// Waits for its end (of a burst worker, or one that was told to stop) and answers the exit code.
    pub fn finished(&mut self) -> Option<i32> {
        wait_until("a worker to end", PATIENCE * 2, || self.exited());
        self.process.wait().expect("a worker can be waited for").code()
    }

    pub fn exited(&mut self) -> bool {
        self.process.try_wait().expect("a worker can be watched").is_some()
    }

    /// The process IDs of its work horses, none while it is idle.
    pub fn horses(&mut self) -> Vec<u32> {
        self.note_offspring();
        self.offspring.iter().copied().filter(|pid| alive(*pid)).collect()
    }

    /// kill -9 of the worker only: its work horse runs on.
    pub fn kill(&mut self) {
        self.note_offspring();
        self.process.kill().expect("a worker can be killed");
        self.process.wait().expect("a worker can be waited for");
    }

    /// Holds the worker still, but not its work horse: it stays subscribed, and whatever is sent from now on it
    /// does not read unless it is let go by the signal `CONT`.
    pub fn freeze(&mut self) {
        self.note_offspring();
        self.signal("STOP");
        wait_until("every thread to stand still", PATIENCE, || {
            threads(self.pid()).into_iter().all(|thread| stat(thread).is_none_or(|(state, _)| state == "T"))
        });
    }

    /// kill -9 of its work horses only.
    pub fn kill_horse(&mut self) {
        for pid in self.horses() {
            crate::signal::send(pid, "KILL");
        }
    }

    /// Sends the worker a signal by name: `TERM` is a warm shutdown.
    pub fn signal(&self, name: &str) {
        crate::signal::send(self.pid(), name);
    }

    fn wait_for_state(&mut self, what: &str, fits: impl Fn(&str) -> bool) {
        self.watch(what, |worker| fits(&worker.state()));
    }

    fn watch(&mut self, what: &str, holds: impl Fn(&Worker) -> bool) {
        let what = format!("{} to be {what}", self.name);
        wait_for(&what, PATIENCE, || {
            if holds(self) {
                return Some(());
            }
            assert!(!self.exited(), "{what}: it ended. {}", self.log());
            None
        });
    }

    fn note_offspring(&mut self) {
        let mut parents = vec![self.pid()];
        while let Some(parent) = parents.pop() {
            for child in children(parent) {
                if !self.offspring.contains(&child) {
                    self.offspring.push(child);
                    parents.push(child);
                }
            }
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        if !self.exited() {
            self.note_offspring();
            // It may end between the look and the kill.
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
        for pid in &self.offspring {
            crate::signal::send(*pid, "KILL");
        }
    }
}

/// The threads of a process.
fn threads(pid: u32) -> Vec<u32> {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).expect("a process that runs has threads");
    tasks.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect()
}

/// The children of a process, from the fourth field of `/proc/PID/stat`.
fn children(parent: u32) -> Vec<u32> {
    let Ok(processes) = std::fs::read_dir("/proc") else { return Vec::new() };
    let pids = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    pids.filter(|pid| stat(*pid).is_some_and(|(_, its_parent)| its_parent == parent)).collect()
}

/// Whether a process runs and is not merely waited for.
fn alive(pid: u32) -> bool {
    stat(pid).is_some_and(|(state, _)| state != "Z")
}

/// State and parent of a process, or of one of its threads.
fn stat(pid: u32) -> Option<(String, u32)> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The second field is the program's name in parentheses and may hold anything.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    Some((fields.next()?.to_owned(), fields.next()?.parse().ok()?))
}
