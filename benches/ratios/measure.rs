//! How things are measured: walls as medians of interleaved runs, memory as the kernel counts it, the longest
//! command as the server counts it.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use harness::{Redis, Rq, Rqctl, Seed, Server};
use serde_json::json;

use crate::{Goal, Ratio};

/// The time of one run that has to succeed; its output goes nowhere.
pub fn wall(command: &mut Command) -> Duration {
    let begun = Instant::now();
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(status.as_ref().is_ok_and(|s| s.success()), "{command:?}: {status:?}");
    begun.elapsed()
}

/// The medians of several commands, which are run in turn so that a busy moment meets them all.
pub fn medians(rounds: usize, commands: &mut [Command]) -> Vec<Duration> {
    let mut walls = vec![Vec::new(); commands.len()];
    for _ in 0..rounds {
        for (command, walls) in commands.iter_mut().zip(&mut walls) {
            walls.push(wall(command));
        }
    }
    walls.into_iter().map(median).collect()
}

fn median(mut walls: Vec<Duration>) -> Duration {
    walls.sort();
    walls[walls.len() / 2]
}

/// The most memory that a run had at once, in KiB.
pub fn peak_kib(command: &mut Command) -> u64 {
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    let path = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        // The kernel keeps the maximum, so only the last look before the end counts.
        let status = std::fs::read_to_string(&path).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or(peak);
        if let Some(status) = child.try_wait().expect("a child can be watched") {
            assert!(status.success(), "{command:?}: {status}");
            return peak;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// What an act cost.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    pub wall: Duration,
    /// How long its longest command kept the server, as the server itself says.
    pub longest: Duration,
    /// Of its calls of scripts, one in a hundred took longer.
    pub script_p99: Duration,
}

impl Cost {
    /// The least of each: a busy machine can only make them larger.
    pub fn least(self, other: Cost) -> Cost {
        Cost {
            wall: self.wall.min(other.wall),
            longest: self.longest.min(other.longest),
            script_p99: self.script_p99.min(other.script_p99),
        }
    }
}

/// What `act` costs.
pub fn act(redis: &Redis, act: impl FnOnce()) -> Cost {
    redis.run(&["CONFIG", "SET", "latency-tracking-info-percentiles", "99 100"]);
    redis.run(&["CONFIG", "RESETSTAT"]);
    let begun = Instant::now();
    act();
    let wall = begun.elapsed();
    let info: String = redis.cmd(&["INFO", "latencystats"]);
    let micros = |which: &str, command: &str| {
        let lines = info.lines().filter(|line| line.starts_with("latency_percentiles_usec_"));
        let of = lines.filter(|line| line.contains(command) && !line.contains("config"));
        let values = of.filter_map(|line| {
            let text = line.split_once(which)?.1;
            text.split(',').next()?.trim().parse::<f64>().ok()
        });
        Duration::from_secs_f64(values.fold(0.0, f64::max) / 1e6)
    };
    Cost { wall, longest: micros("p100=", ""), script_p99: micros("p99=", "evalsha") }
}

/// How often rqctl's way is measured: a busy machine can only make a wall or a command longer, so the shortest
/// of each counts.
pub const ROUNDS: usize = 3;

/// RQ's own way on one server, rqctl's on others that hold the same.
pub fn both(seed: &Seed, rq_way: impl FnOnce(&mut Rq), args: &[&str]) -> [Cost; 2] {
    let rounds = std::iter::repeat_with(|| {
        let ours = Server::start();
        seed.fill(&ours.redis);
        act(&ours.redis, || {
            wall(&mut rqctl(&ours, args));
        })
    });
    let rqctl = rounds.take(ROUNDS).reduce(Cost::least).expect("several rounds");
    let theirs = Server::start();
    seed.fill(&theirs.redis);
    let mut rq = Rq::start("3.0.0", &theirs);
    rq.call("version", json!({}));
    [act(&theirs.redis, || rq_way(&mut rq)), rqctl]
}

pub fn against(what: &'static str, reference: Duration, rqctl: Duration, goal: Goal) -> Ratio {
    let ratio = over(reference, rqctl);
    Ratio { what, reference: seconds(reference), rqctl: seconds(rqctl), ratio, goal }
}

pub fn walls(what: &'static str, [rq, rqctl]: [Cost; 2], goal: Goal) -> Ratio {
    against(what, rq.wall, rqctl.wall, goal)
}

pub fn blocks(what: &'static str, [rq, rqctl]: [Cost; 2], goal: Goal) -> Ratio {
    against(what, rq.longest, rqctl.longest, goal)
}

/// The rqctl that is benchmarked, against a server.
pub fn rqctl(server: &Server, args: &[&str]) -> Command {
    server.rqctl(args).command()
}

/// The rqctl that is benchmarked, without a server.
pub fn rqctl_alone(args: &[&str]) -> Command {
    Rqctl::new(args).command()
}

pub fn seconds(time: Duration) -> String {
    match time.as_secs_f64() {
        s if s < 0.1 => format!("{:.2} ms", s * 1e3),
        s => format!("{s:.2} s"),
    }
}

pub fn over(reference: Duration, rqctl: Duration) -> f64 {
    reference.as_secs_f64() / rqctl.as_secs_f64().max(1e-6)
}
