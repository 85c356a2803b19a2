//! What the sources of the scripts say.

use std::collections::BTreeSet;
use std::fs;

use regex_lite::Regex;
use rqctl::ops;

/// Files that are no scripts but parts of them.
fn pieces() -> BTreeSet<String> {
    let mut pieces = BTreeSet::from(["prelude".to_owned(), "probe".to_owned()]);
    let including = Regex::new(r#"script!\(\s*"\w+",\s*\[([^\]]*)\],\s*\["#).expect("a regex");
    for source in rust_sources(&harness::root().join("src/ops")) {
        for found in including.captures_iter(&source) {
            pieces.extend(found[1].split(',').map(|name| name.trim().trim_matches('"').to_owned()));
        }
    }
    pieces
}

fn rust_sources(dir: &std::path::Path) -> Vec<String> {
    let mut sources = Vec::new();
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.extension() {
            _ if path.is_dir() => sources.extend(rust_sources(&path)),
            Some(ending) if ending == "rs" => sources.push(fs::read_to_string(&path).expect("a source")),
            _ => {}
        }
    }
    sources
}

#[test]
fn a_script_names_every_command_that_it_calls() {
    let called = Regex::new(r"redis\.p?call\('([A-Z]+)'").expect("a regex");
    for script in ops::scripts() {
        let named: BTreeSet<&str> = script.commands.iter().copied().collect();
        let mut calls: BTreeSet<&str> = called
            .captures_iter(script.source)
            .map(|found| found.get(1).expect("a group").as_str())
            .collect();
        // The prelude asks for a type where a script wants to know.
        if script.source.matches("fits(").count() == 1 {
            calls.remove("TYPE");
        }
        assert_eq!(named, calls, "{}", script.name);
        let all =
            script.source.matches("redis.call(").count() + script.source.matches("redis.pcall(").count();
        assert_eq!(
            all,
            called.find_iter(script.source).count(),
            "{} calls a command by a variable",
            script.name
        );
    }
}

/// Commands that every server knows which rqctl meets: Redis 5, 6, 7 and Valkey.
const COMMANDS: &[&str] = &[
    "EXISTS",
    "TYPE",
    "HGET",
    "HMGET",
    "HSET",
    "HDEL",
    "HINCRBY",
    "HSTRLEN",
    "STRLEN",
    "XLEN",
    "LLEN",
    "LRANGE",
    "LSET",
    "LTRIM",
    "LREM",
    "LPUSH",
    "RPUSH",
    "ZADD",
    "ZREM",
    "ZSCORE",
    "ZCOUNT",
    "ZCARD",
    "ZRANGE",
    "ZRANGEBYSCORE",
    "ZREMRANGEBYRANK",
    "ZREMRANGEBYSCORE",
    "SADD",
    "SREM",
    "SCARD",
    "SISMEMBER",
    "SMEMBERS",
    "RENAME",
    "UNLINK",
    "PTTL",
    "PEXPIRE",
    "EXPIRE",
    "PERSIST",
    "SET",
    "GET",
    "XADD",
    "TIME",
];

#[test]
fn only_commands_that_every_server_knows_are_called() {
    for script in ops::scripts() {
        let unknown: Vec<_> = script.commands.iter().filter(|c| !COMMANDS.contains(c)).collect();
        assert!(unknown.is_empty(), "{}: {unknown:?}", script.name);
        assert!(!script.source.contains("cjson"), "{}", script.name);
    }
}

#[test]
fn every_lua_file_is_a_registered_script_or_part_of_one() {
    let registered: BTreeSet<&str> = ops::scripts().iter().map(|s| s.name).collect();
    let pieces = pieces();
    for entry in fs::read_dir(harness::root().join("src/ops/lua")).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        assert!(registered.contains(name.as_str()) || pieces.contains(&name), "{name}.lua is used by nobody");
        if registered.contains(name.as_str()) {
            let text = fs::read_to_string(&path).expect("a source");
            let head: Vec<&str> = text.lines().take_while(|line| line.starts_with("--")).collect();
            let says = |word: &str| head.iter().any(|line| line.starts_with(&format!("-- {word}")));
            assert!(says("KEYS") && says("RETURNS"), "{name}.lua begins with what it takes and gives");
        }
    }
}
