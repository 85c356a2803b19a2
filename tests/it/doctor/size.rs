//! Many jobs: in bounded memory, by bounded commands, and with the true numbers.

use harness::{Seed, Server, scale};
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
