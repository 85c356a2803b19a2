//! Round trips do not grow with the number of queues, workers or columns.

use harness::{Proxy, Seed, Server};

fn trips(server: &Server, args: &[&str]) -> u64 {
    let proxy = Proxy::before(server);
    server.rqctl(args).env("RQCTL_URL", proxy.url()).run().ok();
    proxy.take_count().round_trips
}

#[test]
fn a_large_installation_takes_as_many_as_a_small_one() {
    let server = |size| {
        let server = Server::start();
        let seed = Seed { queued: 2 * size, failed: size, running: size, workers: size, ..Seed::default() };
        Seed { queues: size, traceback: 200, ..seed }.fill(&server.redis);
        server
    };
    let (small, large) = (server(1), server(1_000));
    for command in [["status"].as_slice(), &["queues", "list"], &["workers", "list", "-o", "wide"]] {
        let seen = (trips(&small, command), trips(&large, command));
        assert_eq!(seen.0, seen.1, "{command:?}");
        // One for the handshake and the label, three for the installation.
        assert!(seen.1 <= 4, "{command:?}: {seen:?}");
    }
}
