//! The first look of an incident: it may not take longer because there are many queues and workers.

use std::process::Command;
use std::time::Duration;

use harness::{Proxy, Seed, Server};

use crate::measure::{medians, over, rqctl, seconds, wall};
use crate::{Goal, Ratio};

/// A round trip to a server in another town.
const FAR: Duration = Duration::from_millis(20);

fn server(queues: usize, jobs: usize) -> Server {
    let server = Server::start();
    let each = jobs / 4;
    let seed = Seed {
        queued: each,
        finished: each,
        failed: each,
        scheduled: each,
        running: queues,
        ..Seed::default()
    };
    Seed { queues, workers: queues, traceback: 300, ..seed }.fill(&server.redis);
    server
}

fn rq_info(url: &str) -> Command {
    let mut command = Command::new(harness::python("3.0.0"));
    command.args(["-m", "rq.cli", "info", "--url", url]);
    command
}

fn round_trips(server: &Server) -> u64 {
    let proxy = Proxy::before(server);
    wall(rqctl(server, &["status"]).env("RQCTL_URL", proxy.url()));
    // The first says who we are and reads the label.
    proxy.take_count().round_trips - 1
}

pub fn ratios(say: &mut dyn FnMut(Ratio)) {
    let (small, large) = (server(1, 1000), server(1000, 200_000));
    let trips = (round_trips(&small), round_trips(&large));
    let direct = medians(5, &mut [rq_info(&large.socket_url()), rqctl(&large, &["status"])]);
    let middle = server(50, 10_000);
    let far = Proxy::with_latency(&middle, FAR);
    let mut there = rqctl(&middle, &["status"]);
    there.env("RQCTL_URL", far.url());
    let far = [wall(&mut rq_info(&far.url())), wall(&mut there)];
    say(Ratio {
        what: "status: round trips at 1 and at 1,000 queues",
        reference: trips.0.to_string(),
        rqctl: trips.1.to_string(),
        ratio: trips.1 as f64,
        goal: Goal::AtMost(3.0, 3.0),
    });
    say(Ratio {
        what: "status, 1,000 queues and workers: rq info / rqctl",
        reference: seconds(direct[0]),
        rqctl: seconds(direct[1]),
        ratio: over(direct[0], direct[1]),
        goal: Goal::AtLeast(15.0, 40.0),
    });
    say(Ratio {
        what: "status, 50 queues, 20 ms away: rq info / rqctl",
        reference: seconds(far[0]),
        rqctl: seconds(far[1]),
        ratio: over(far[0], far[1]),
        goal: Goal::AtLeast(75.0, 150.0),
    });
}
