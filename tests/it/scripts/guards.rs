//! Whatever a script meets, it writes all or nothing.

use harness::{Near, Server};

use super::monitor::keys_of_scripts;
use super::state::{ACTS, fill};

/// The same state on two servers: one to act on, one to compare with.
fn pair() -> (Server, Server) {
    let (kept, used) = (Server::start(), Server::start());
    fill(&kept);
    kept.redis.clone_to(&used.redis);
    (kept, used)
}

/// A key of another type than it is, or would be.
fn spoil(server: &Server, key: &[u8]) {
    let kind: String = server.redis.cmd(&[b"TYPE", key]);
    server.redis.run(&[b"DEL", key]);
    let holds = |part: &[u8]| key.windows(part.len()).any(|found| found == part);
    let text = holds(b"first_seen") || holds(b"scheduler-lock");
    match kind.as_str() {
        "string" => server.redis.run(&[b"RPUSH", key, b"x"]),
        _ if text => server.redis.run(&[b"RPUSH", key, b"x"]),
        _ => server.redis.run(&[b"SET", key, b"x"]),
    }
}

/// Whether an act of this word is more than one step.
fn follows(word: &&str) -> bool {
    *word == "-y" || *word == "--enqueue-dependents" || word.ends_with("limited")
}

#[test]
fn a_key_of_a_wrong_type_leaves_all_as_it_was() {
    let (kept, used) = pair();
    let spoiled = Server::start();
    for act in ACTS {
        kept.redis.clone_to(&used.redis);
        let mut code = None;
        let keys = keys_of_scripts(&used, || code = used.rqctl(act).run().code);
        assert!(matches!(code, Some(0 | 3)), "{act:?}: {code:?}");
        let keys: Vec<_> = keys.into_iter().filter(|key| !key.ends_with(b":rqctl:probe")).collect();
        assert!(!keys.is_empty(), "{act:?} calls a script");
        for key in keys {
            kept.redis.clone_to(&spoiled.redis);
            spoil(&spoiled, &key);
            let before = spoiled.redis.dump();
            let run = spoiled.rqctl(act).run();
            let after = spoiled.redis.dump();
            let changed = before.differences(&after, Near::SECONDS);
            if act.iter().any(follows) {
                // Other steps may be done, before and behind; what the key held stays in it.
                assert!(after.get(&key).is_some(), "{act:?} removed {}", key.escape_ascii());
            } else {
                let key = key.escape_ascii();
                assert!(
                    changed.is_empty(),
                    "{act:?} with {key} spoiled:\n{}{}",
                    run.raw(),
                    changed.join("\n")
                );
            }
        }
    }
}

#[test]
fn a_command_that_the_acl_denies_leaves_all_as_it_was() {
    let (kept, used) = pair();
    let server = Server::start();
    for act in ACTS {
        kept.redis.clone_to(&used.redis);
        let before = used.redis.command_counts();
        used.rqctl(act).run();
        let after = used.redis.command_counts();
        let done = used.redis.dump();
        let grew = |name: &&String| after.get(*name) > before.get(*name);
        let names: Vec<String> = after.keys().filter(grew).cloned().collect();
        for name in names {
            kept.redis.clone_to(&server.redis);
            let state = server.redis.dump();
            if ["auth", "hello", "info", "client", "select", "ping", "acl"]
                .iter()
                .any(|c| name.starts_with(c))
            {
                continue;
            }
            let url = server.user("ops", &["~*", "&*", "+@all", &format!("-{name}")]);
            let run = server.rqctl(act).env("RQCTL_URL", &url).run();
            let after = server.redis.dump();
            // A command that only the question for permission calls may be missing.
            let near = Near { seconds: 600.0 };
            let wanted = if run.code == Some(0) { &done } else { &state };
            if run.code == Some(3) && act.iter().any(follows) {
                // What follows could not be done; the job itself was, and it says so.
                assert!(run.stderr().contains("the same command again finishes it"), "{}", run.raw());
                continue;
            }
            let changed = wanted.differences(&after, near);
            assert!(changed.is_empty(), "{act:?} without {name}: {}{}", run.raw(), changed.join("\n"));
        }
    }
}
