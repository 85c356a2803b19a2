//! How things are measured: walls as medians of interleaved runs, memory as the kernel counts it, the longest
//! command as the server counts it.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use harness::{Redis, Rqctl, Server};

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

/// How long `act` took, and how long its longest command kept the server, as the server itself says.
pub fn act(redis: &Redis, act: impl FnOnce()) -> (Duration, Duration) {
    redis.run(&["CONFIG", "SET", "latency-tracking-info-percentiles", "100"]);
    redis.run(&["CONFIG", "RESETSTAT"]);
    let begun = Instant::now();
    act();
    let wall = begun.elapsed();
    let info: String = redis.cmd(&["INFO", "latencystats"]);
    let micros = info
        .lines()
        .filter(|line| line.starts_with("latency_percentiles_usec_") && !line.contains("config"))
        .filter_map(|line| line.split_once("p100=")?.1.trim().parse::<f64>().ok())
        .fold(0.0, f64::max);
    (wall, Duration::from_secs_f64(micros / 1e6))
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
