//! Many jobs: in bounded memory, by bounded commands, and with the true numbers.

use std::time::Duration;

use harness::{Seed, Server, scale, wait_until};
use serde_json::json;

use super::examine;

#[test]
fn many_jobs_are_counted_by_bounded_commands() {
    let server = Server::start();
    let n = scale(1_000, 200_000);
    let seed = Seed { queued: n, finished: n, failed: n, scheduled: n, canceled: n, ..Seed::default() };
    Seed { abandoned: 30, orphans: 40, stuck: 20, running: 10, workers: 12, queues: 4, ..seed }
        .fill(&server.redis);
    server.redis.run(&["CONFIG", "RESETSTAT"]);
    server.redis.run(&["SLOWLOG", "RESET"]);
    let found = examine(&server, &[]);
    for (check, count) in [("abandoned", 30), ("orphans", 40), ("stuck", 20), ("lost", 0), ("misplaced", 0)] {
        assert_eq!(found.check(check)["count"], json!(count), "{check}: {:#}", found.check(check));
    }
    for (check, count) in [("canceled_kept", n), ("failed_kept", n)] {
        assert_eq!(found.check(check)["count"], json!(count), "{check}");
    }
    let counts = server.redis.command_counts();
    for command in ["keys", "hgetall", "eval", "evalsha", "lpos"] {
        assert!(!counts.contains_key(command), "{command}");
    }
}

/// A thousand of them are looked at twice; the others count as they are.
#[test]
fn each_of_many_is_counted_by_its_kind_too() {
    let server = Server::start();
    Seed { queued: 1_500, odd_ids: true, ..Seed::default() }.fill(&server.redis);
    let found = examine(&server, &["--only", "illegal_ids"]);
    let found = found.check("illegal_ids");
    assert_eq!(found["count"], json!(1_500));
    let says = found["meaning"].as_str().unwrap();
    let numbers = says.split(": ").nth(1).unwrap().split(", ").map(|part| part.split(' ').next().unwrap());
    let noted: Vec<u64> = numbers.map(|number| number.replace(',', "").parse().unwrap()).collect();
    assert!(noted.iter().sum::<u64>() >= 1_500, "{says}");
    assert!(!says.contains("no job"), "{says}");
}

/// The most memory that a look had at once, in bytes, as the kernel counts it.
fn peak(server: &Server) -> u64 {
    let mut running = server.rqctl(&["doctor", "--skip", "no_worker"]).spawn();
    let path = format!("/proc/{}/status", running.pid());
    let mut peak = 0;
    wait_until("the look to end", Duration::from_secs(600), || {
        // The kernel keeps the maximum: the last one before the end counts.
        let status = std::fs::read_to_string(&path).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or(peak);
        running.ended()
    });
    let output = running.wait();
    output.exits(0);
    peak << 10
}

/// What a page needs does not grow; what is kept of each job that waits is a mark in a table that is at least half
/// full but while it grows.
#[test]
fn memory_grows_by_a_mark_for_each_job() {
    let server = Server::start();
    let n = scale(500, 100_000);
    Seed { queued: n, ..Seed::default() }.fill(&server.redis);
    let small = peak(&server);
    Seed { queued: 9 * n, first: n, ..Seed::default() }.fill(&server.redis);
    let grown = peak(&server).saturating_sub(small);
    let allowed = (9 * n * 64) as u64 + (6 << 20);
    assert!(grown < allowed, "{grown} bytes more for {} jobs more", 9 * n);
}
