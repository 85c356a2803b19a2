//! What must be said before many jobs, workers or queues are touched: on a terminal, in a script, and on a
//! protected server. The acts themselves are tested elsewhere.

use harness::{Output, Server};

/// Failed jobs in one queue, and the label of the server.
fn failed(jobs: usize, protected: bool) -> Server {
    let server = Server::start();
    let ids: Vec<String> = (0..jobs).map(|i| format!("job-{i}")).collect();
    server.redis.run(&["SADD", "rq:queues", "rq:queue:default"]);
    let words = |words: &[&str]| words.iter().map(|word| word.as_bytes().to_vec()).collect::<Vec<_>>();
    let commands: Vec<_> = ids
        .iter()
        .flat_map(|id| {
            let at = "2026-11-24T06:10:49.000000Z";
            let hash =
                ["HSET", &format!("rq:job:{id}"), "status", "failed", "origin", "default", "data", "x"];
            [
                words(&[&hash[..], &["created_at", at, "enqueued_at", at, "ended_at", at]].concat()),
                words(&["ZADD", "rq:failed:default", "1827037849", id]),
            ]
        })
        .collect();
    server.redis.batch(&commands);
    if protected {
        server.redis.run(&["HSET", "rq:rqctl:label", "name", "prod-eu", "protected", "1"]);
    }
    server
}

fn left(server: &Server) -> u64 {
    server.redis.cmd(&["ZCARD", "rq:failed:default"])
}

#[track_caller]
fn refused(output: &Output, what: &str, hint: &str) {
    output.exits(2);
    assert_eq!(output.stderr(), format!("rqctl: {what}\nhint: {hint}\n"));
}

const NAMELESS: &str = "this server is `prod-eu` and protected: such an act must name it with --on";

#[test]
fn a_script_must_say_yes_to_many_and_need_not_to_one() {
    let server = failed(3, false);
    let rqctl = |args: &[&str]| server.rqctl(&["jobs", "delete"]).args(args).run();
    for args in [&["-s", "failed"][..], &["job-1", "job-2"], &["-o", "json", "-s", "failed"]] {
        let output = rqctl(args);
        output.exits(2);
        assert!(output.stderr().contains("nobody can be asked here"), "{}", output.raw());
        assert!(
            output.stderr().contains(&format!("rqctl jobs delete {} --yes", args.join(" "))),
            "{}",
            output.raw()
        );
    }
    assert_eq!(left(&server), 3);
    rqctl(&["job-0"]).ok();
    assert_eq!(left(&server), 2);
    rqctl(&["-s", "failed", "--yes"]).ok();
    assert_eq!(left(&server), 0);
}

#[test]
fn a_protected_server_is_named_by_acts_on_many_and_by_no_other() {
    let server = failed(3, true);
    let rqctl = |args: &[&str]| server.rqctl(args).run();
    refused(
        &rqctl(&["jobs", "delete", "-s", "failed", "--yes"]),
        NAMELESS,
        "rqctl --on prod-eu jobs delete -s failed --yes",
    );
    refused(&rqctl(&["workers", "suspend", "-y"]), NAMELESS, "rqctl --on prod-eu workers suspend -y");
    refused(&rqctl(&["maintenance", "run"]), NAMELESS, "rqctl --on prod-eu maintenance run");
    rqctl(&["jobs", "list", "-s", "failed"]).ok();
    rqctl(&["jobs", "delete", "-s", "failed", "--dry-run"]).ok();
    rqctl(&["maintenance", "run", "--dry-run"]).ok();
    rqctl(&["migrate-ids"]).ok();
    assert_eq!(left(&server), 3);
    rqctl(&["jobs", "delete", "job-0"]).ok();
    rqctl(&["jobs", "delete", "-s", "failed", "--yes", "--on", "staging"]).exits(2);
    assert_eq!(left(&server), 2);
    rqctl(&["jobs", "delete", "-s", "failed", "--yes", "--on", "prod-eu"]).ok();
    assert_eq!(left(&server), 0);
}

#[test]
fn an_acl_that_hides_the_label_refuses_acts_on_many() {
    let server = failed(2, true);
    let url = server.user("ann", &["~rq:job:*", "~rq:failed:*", "~rq:queue*", "+@all", "&*"]);
    let output = harness::Rqctl::new(&["-u", &url, "jobs", "delete", "-s", "failed", "--yes"]).run();
    output.exits(2);
    assert!(output.stderr().starts_with("rqctl: the ACL hides the label of this server"), "{}", output.raw());
    assert_eq!(left(&server), 2);
}

#[test]
fn what_cannot_be_undone_is_confirmed_with_its_count() {
    let server = failed(3, false);
    let delete = || server.rqctl(&["jobs", "delete", "-s", "failed"]).on_a_terminal(100);
    for answer in ["y", "yes", "2", ""] {
        let mut terminal = delete();
        terminal.see("on unlabelled, ").see("type 3:").say(answer);
        let (all, code) = terminal.end();
        assert_eq!(code, Some(2), "{all}");
    }
    assert_eq!(left(&server), 3);
    let mut terminal = delete();
    terminal.see("type 3:").say("3");
    assert_eq!(terminal.end().1, Some(0));
    assert_eq!(left(&server), 0);
}

#[test]
fn read_only_refuses_every_act_before_it_connects() {
    for act in [
        &["jobs", "requeue", "a"][..],
        &["jobs", "delete", "a"],
        &["jobs", "cancel", "a"],
        &["jobs", "hold", "a"],
        &["jobs", "release", "a"],
        &["jobs", "run-now", "a"],
        &["jobs", "stop", "a"],
        &["workers", "suspend", "-y"],
        &["workers", "resume"],
        &["workers", "shutdown", "w"],
        &["workers", "kill-horse", "w"],
        &["workers", "forget", "w"],
        &["maintenance", "run"],
        &["migrate-ids", "--apply", "-y"],
        &["label", "set", "x", "-y"],
        &["label", "clear", "-y"],
    ] {
        let output = harness::Rqctl::new(&["-u", "redis://127.0.0.1:1", "--read-only"]).args(act).run();
        output.exits(2);
        assert!(
            output.stderr().starts_with("rqctl: this would change something, and --read-only is set\n"),
            "{}",
            output.raw()
        );
    }
}
