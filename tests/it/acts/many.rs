//! A job that others name more often than one step can be told.

use harness::Server;
use serde_json::json;

use super::{job, status};

/// A deferred job `big` that waits for so many others, which know that it does.
fn waiting_for(parents: usize) -> Server {
    let server = Server::start();
    job(&server, "big", "deferred");
    let words = |words: &[&str]| words.iter().map(|word| word.as_bytes().to_vec()).collect::<Vec<_>>();
    let mut commands = Vec::new();
    for n in 0..parents {
        let parent = format!("p{n}");
        commands.push(words(&["SADD", "rq:job::big:dependencies", &parent]));
        commands.push(words(&["SADD", &format!("rq:job:{parent}:dependents"), "big"]));
        commands.push(words(&["HSET", &format!("rq:job:{parent}"), "status", "failed", "data", "x"]));
    }
    server.redis.batch(&commands);
    server
}

const WHY: &str = "it waits for more than 2,000 jobs, too many for one step";

#[test]
fn a_job_with_too_many_parents_is_left_for_that_reason_and_at_once() {
    let server = waiting_for(2_001);
    for args in [
        &["delete", "big"][..],
        &["cancel", "big", "--remove-from-dependencies"],
        &["run-now", "big", "--ignore-dependencies"],
    ] {
        let before = server.redis.cmd::<i64>(&["DBSIZE"]);
        let command = [&["jobs"], args].concat();
        let (output, counts) = server.redis.commands_of(|| server.rqctl(&command).run());
        output.exits(1);
        let said = format!(
            "rqctl: big was not {}: {WHY}\n",
            match args[0] {
                "delete" => "deleted",
                "cancel" => "canceled",
                _ => "enqueued",
            }
        );
        assert!(output.stderr().starts_with(&said), "{}", output.raw());
        // It is looked at again once, not until patience ends.
        assert!(counts.get("srandmember").copied().unwrap_or(0) <= 3, "{counts:?}");
        let document = server.rqctl(&command).args(&["-o", "json"]).run().exits(1).json();
        assert_eq!(
            json!([document["items"][0]["reason"], document["items"][0]["message"]]),
            json!(["limit", WHY])
        );
        assert_eq!(
            (server.redis.cmd::<i64>(&["DBSIZE"]), status(&server, "big")),
            (before, "deferred".to_owned())
        );
    }
    // To be canceled it needs no parent.
    server.rqctl(&["jobs", "cancel", "big"]).run().exits(0);
    assert_eq!(status(&server, "big"), "canceled");
}

#[test]
fn so_many_parents_that_one_step_takes_them_all_forget_the_job() {
    let server = waiting_for(2_000);
    server.rqctl(&["jobs", "delete", "big"]).run().exits(0);
    assert_eq!(server.redis.keys("*dependents"), [""; 0]);
    let server = waiting_for(2_000);
    server.rqctl(&["jobs", "cancel", "big", "--remove-from-dependencies"]).run().exits(0);
    assert_eq!(server.redis.keys("*dependents"), [""; 0]);
}
