//! Acts on jobs and queues: how long they take, and how long their longest command keeps the server from its workers.

use std::process::Command;
use std::time::Duration;

use harness::{Redis, Seed, Server};

use crate::measure::{Cost, ROUNDS, act, against, blocks, over, rqctl, seconds, wall};
use crate::{Goal, Ratio};

/// The queue in which some jobs are meant and the others stay.
const QUEUE: usize = 1_000_000;

/// Every thirty-second of its jobs, and every eighth, by how their IDs end; in pairs that share no job. Four times as
/// many may take a little more than four times as long.
const PARTS: [(&str, [&str; 2]); 3] = [
    ("cancel 125k / 31k in a queue of 1,000k", ["*[01][0-3]", "*[23]"]),
    ("delete 125k / 31k in a queue of 1,000k", ["*[45][0-3]", "*[67]"]),
    ("hold 125k / 31k in a queue of 1,000k", ["*[89][0-3]", "*[ab]"]),
];
const MOST: Duration = Duration::from_millis(15);

pub fn ratios(say: &mut dyn FnMut(Ratio)) {
    requeue(say);
    empty(say);
    within_a_long_queue(say);
}

/// RQ's own command line.
fn rq(server: &Server, args: &[&str]) -> Command {
    let mut rq = Command::new(harness::python("3.0.0"));
    rq.args(["-m", "rq.cli"]).args(args).args(["--url", &server.url()]);
    rq
}

fn requeue(say: &mut dyn FnMut(Ratio)) {
    let sizes = [
        ("requeue 10k: rq requeue --all / rqctl", 10_000),
        ("requeue 100k: rq requeue --all / rqctl", 100_000),
    ];
    for (what, failed) in sizes {
        let seed = Seed { failed, ..Seed::default() };
        let ours = std::iter::repeat_with(|| {
            let server = Server::start();
            seed.fill(&server.redis);
            act(&server.redis, || {
                wall(&mut rqctl(&server, &["jobs", "requeue", "-q", "q0", "-s", "failed", "--yes"]));
            })
        });
        let ours = ours.take(ROUNDS).reduce(Cost::least).expect("several rounds");
        let server = Server::start();
        seed.fill(&server.redis);
        let theirs = wall(&mut rq(&server, &["requeue", "--all", "--queue", "q0"]));
        say(against(what, theirs, ours.wall, Goal::AtLeast(20.0, 40.0)));
        let millisecond = Duration::from_millis(1);
        say(against(
            "  99 of 100 of its scripts: 1 ms / rqctl",
            millisecond,
            ours.script_p99,
            Goal::AtLeast(1.0, 1.5),
        ));
    }
}

fn empty(say: &mut dyn FnMut(Ratio)) {
    let seed = Seed { queued: 100_000, ..Seed::default() };
    let measure = |command: &dyn Fn(&Server) -> Command| {
        let server = Server::start();
        seed.fill(&server.redis);
        beside(&server.redis);
        let cost = act(&server.redis, || {
            wall(&mut command(&server));
        });
        (cost, server.redis.cmd::<u64>(&["DBSIZE"]))
    };
    // In turn, so that a slow moment of the machine meets both.
    let both = std::iter::repeat_with(|| {
        let (theirs, left) = measure(&|server| rq(server, &["empty", "q0"]));
        assert!(left > 100_000, "RQ leaves most of what stands beside the jobs");
        let (ours, left) = measure(&|server| rqctl(server, &["queues", "empty", "q0", "--yes"]));
        assert_eq!(left, 1, "only the list of queues is left");
        [theirs, ours]
    });
    let least = |one: [Cost; 2], other: [Cost; 2]| [one[0].least(other[0]), one[1].least(other[1])];
    let [theirs, ours] = both.take(ROUNDS).reduce(least).expect("several rounds");
    say(Ratio {
        what: "empty 100k with all beside them: rqctl / rq empty",
        reference: seconds(theirs.wall),
        rqctl: seconds(ours.wall),
        ratio: over(ours.wall, theirs.wall),
        goal: Goal::AtMost(4.0, 2.0),
    });
    say(blocks("  its longest command: RQ / rqctl", [theirs, ours], Goal::AtLeast(50.0, 200.0)));
}

/// Gives every queued job a result, a parent that is over, and a group.
fn beside(redis: &Redis) {
    let ids: Vec<String> = redis.cmd(&["LRANGE", "rq:queue:q0", "0", "-1"]);
    let words = |words: &[&str]| words.iter().map(|word| word.as_bytes().to_vec()).collect::<Vec<_>>();
    for (n, ids) in ids.chunks(1_000).enumerate() {
        let (parent, group) = (format!("parent-{n}"), format!("batch-{n}"));
        let mut commands = vec![words(&["SADD", "rq:groups", &group])];
        for id in ids {
            commands.extend([
                words(&["HSET", &format!("rq:job:{id}"), "group_id", &group, "dependency_id", &parent]),
                words(&["SADD", &format!("rq:group:{group}"), id]),
                words(&["XADD", &format!("rq:results:{id}"), "*", "type", "2", "exc_string", "x"]),
                words(&["SADD", &format!("rq:job::{id}:dependencies"), &parent]),
                words(&["SADD", &format!("rq:job:{parent}:dependents"), id]),
            ]);
        }
        redis.batch(&commands);
    }
}

fn within_a_long_queue(say: &mut dyn FnMut(Ratio)) {
    let rounds = std::iter::repeat_with(|| {
        let server = Server::start();
        Seed { queued: QUEUE, ..Seed::default() }.fill(&server.redis);
        PARTS.map(|(what, parts)| {
            let verb = what.split(' ').next().unwrap_or_default();
            parts.map(|part| {
                act(&server.redis, || {
                    wall(&mut rqctl(&server, &["jobs", verb, "-s", "queued", "--id", part, "--yes"]));
                })
            })
        })
    });
    let least = |one: [[Cost; 2]; 3], other: [[Cost; 2]; 3]| {
        std::array::from_fn(|verb| std::array::from_fn(|part| one[verb][part].least(other[verb][part])))
    };
    let costs = rounds.take(ROUNDS).reduce(least).expect("several rounds");
    for ((what, _), [few, many]) in PARTS.into_iter().zip(costs) {
        say(Ratio {
            what,
            reference: seconds(few.wall),
            rqctl: seconds(many.wall),
            ratio: over(many.wall, few.wall),
            goal: Goal::AtMost(4.8, 4.1),
        });
        say(against("  its longest command: 15 ms / rqctl", MOST, many.longest, Goal::AtLeast(1.0, 1.5)));
    }
}
