//! The edge of the command line: exit codes, the form of errors, help, streams, and which server is meant.

use std::process::Stdio;

use harness::{Output, Rqctl, Server};

fn run(args: &[&str]) -> Output {
    Rqctl::new(args).run()
}

/// Asserts a usage error, and exactly what was said.
#[track_caller]
fn refused(output: &Output, what: &str, hint: &str) {
    output.exits(2);
    assert_eq!(output.stderr(), format!("rqctl: {what}\nhint: {hint}\n"));
    assert_eq!(output.stdout(), "");
}

fn label(server: &Server, name: &str, protected: bool) {
    let protected = if protected { "1" } else { "0" };
    server.redis.run(&["HSET", "rq:rqctl:label", "name", name, "protected", protected]);
}

#[test]
fn rqctl_alone_names_the_commands_of_an_incident() {
    let output = run(&[]);
    output.exits(2);
    assert_eq!(output.stderr().lines().filter(|line| line.starts_with("  rqctl ")).count(), 10);
    assert_eq!(output.stdout(), "");
    assert!(output.stderr().lines().all(|line| line.len() <= 80), "{}", output.raw());
}

#[test]
fn help_has_the_exit_codes_and_no_secret() {
    let output =
        Rqctl::new(&["--help"]).env("RQCTL_URL", "redis://:s3cret@h").env("RQCTL_ON", "prod-eu").run();
    let help = output.ok();
    for line in ["  0    done", "  3    partly done", "  124  --wait ran out", "  130  interrupted"] {
        assert!(help.contains(line), "{help}");
    }
    assert!(!help.contains("s3cret") && !help.contains("prod-eu"), "{help}");
    assert_eq!(output.stderr(), "");
    assert_eq!(run(&["--version"]).ok(), format!("rqctl {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_slip_is_a_usage_error_in_the_form_of_all_errors() {
    refused(&run(&["lable", "show"]), "unrecognized subcommand 'lable'", "rqctl label show");
    refused(
        &run(&["label", "show", "--bogus"]),
        "unexpected argument '--bogus' found",
        "rqctl label show --help",
    );
    refused(&run(&["label"]), "`rqctl label` alone is not a command", "rqctl label show");
    refused(
        &run(&["label", "show", "-o", "yaml"]),
        "invalid value 'yaml' for '--output <FORMAT>' [possible values: table, wide, json, jsonl, csv, ids]",
        "rqctl label show -o json",
    );
    refused(
        &run(&["label", "show", "--reply-timeout", "90"]),
        "invalid value '90' for '--reply-timeout <D>': 90 of what? a duration looks like 90s, 5m, 2h, 7d or 1h30m",
        "rqctl label show --reply-timeout 90s",
    );
}

#[test]
fn an_error_in_a_machine_format_is_one_line_of_json() {
    for (args, code, exit) in [
        (&["-o", "json", "lable"][..], "usage", 2),
        (&["-o", "jsonl"][..], "usage", 2),
        (&["--output=csv", "-u", "redis://h?x=1", "label", "show"][..], "address", 2),
        (&["-ojson", "-u", "redis://127.0.0.1:1", "label", "show"][..], "refused", 4),
    ] {
        let output = run(args);
        output.exits(exit);
        assert_eq!(output.stdout(), "", "{args:?}");
        let line = output.stderr();
        assert_eq!(line.lines().count(), 1, "{line}");
        let error: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        assert_eq!(
            (&error["error"]["code"], &error["error"]["exit"]),
            (&code.into(), &exit.into()),
            "{line}"
        );
        assert!(error["error"]["message"].is_string() && error["error"]["hint"].is_string(), "{line}");
    }
}

#[test]
fn a_backtrace_that_is_switched_on_changes_nothing() {
    let of = |value| {
        Rqctl::new(&["-u", "redis://127.0.0.1:1", "label", "show"]).env("RUST_BACKTRACE", value).run()
    };
    let (off, full) = (of("0"), of("full"));
    assert_eq!((off.code, off.stderr()), (full.code, full.stderr()));
}

#[test]
fn a_closed_pipe_is_a_good_end_for_a_read() {
    let mut child = Rqctl::new(&["completions", "zsh"])
        .command()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("rqctl starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("rqctl ends");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn a_full_disk_is_said() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
    let child = Rqctl::new(&["completions", "zsh"]).command().stdout(full).stderr(Stdio::piped()).spawn();
    let output = child.expect("rqctl starts").wait_with_output().expect("rqctl ends");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(said.starts_with("rqctl: cannot write the output: No space left on device"), "{said}");
}

#[test]
fn quiet_leaves_out_hints_but_not_errors() {
    let output = run(&["--quiet", "-u", "redis://127.0.0.1:1", "label", "show"]);
    output.exits(4);
    assert_eq!(output.stderr(), "rqctl: 127.0.0.1:1: connection refused\n");
}

#[test]
fn label_show_in_every_format() {
    let server = Server::start();
    assert_eq!(server.rqctl(&["label", "show"]).run().ok(), "unlabelled\n");
    label(&server, "prod-eu", true);
    let show = |format: &str| server.rqctl(&["label", "show", "-o", format]).run();
    assert_eq!(show("wide").ok(), "prod-eu (protected)\n");
    assert_eq!(show("csv").ok(), "label,protected\nprod-eu,true\n");
    assert_eq!(show("jsonl").jsonl()[0], serde_json::json!({"label": "prod-eu", "protected": true}));
    let json = show("json").json();
    assert_eq!(json["schema"], "rqctl/label.show/1");
    assert_eq!(json["items"], serde_json::json!([{"label": "prod-eu", "protected": true}]));
    let expected = serde_json::json!({
        "label": "prod-eu", "protected": true, "url": server.url(), "url_from": "RQCTL_URL", "db": 0, "prefix": "rq"
    });
    for (name, value) in expected.as_object().expect("an object") {
        assert_eq!(json["server"][name], *value, "{name}");
    }
    assert!(json["server"]["redis"].is_string() && json["server"]["now"].is_string());
    let ids: serde_json::Value = serde_json::from_str(&show("ids").exits(2).stderr()).expect("JSON");
    assert_eq!(ids["error"]["message"], "-o ids prints job IDs, and this command has none");
}

#[test]
fn a_label_is_shown_as_text_whatever_it_holds() {
    let server = Server::start();
    label(&server, "pr\u{1b}[31mod\u{202e}", false);
    assert_eq!(server.rqctl(&["label", "show"]).run().ok(), "pr\\x1b[31mod\\u{202e}\n");
}

#[test]
fn on_goes_on_only_where_the_server_is_labelled_so() {
    let server = Server::start();
    let show = |on: &str| server.rqctl(&["label", "show", "--on", on]).run();
    let url = server.url() + " (from RQCTL_URL)";
    refused(
        &show("prod-eu"),
        &format!("{url} has no label, so it is not known to be `prod-eu`"),
        "if it is: rqctl --on prod-eu label set prod-eu",
    );
    label(&server, "staging", false);
    refused(
        &show("prod-eu"),
        &format!("{url} is labelled `staging`, not `prod-eu`"),
        "name the server that is meant with -u URL",
    );
    show("staging").ok();
    let from_variable = |on: &str| server.rqctl(&["label", "show"]).env("RQCTL_ON", on).run();
    from_variable("prod-eu").exits(2);
    from_variable("staging").ok();
    from_variable("").ok();
}

#[test]
fn on_does_not_trust_a_label_that_the_acl_hides() {
    let server = Server::start();
    label(&server, "staging", false);
    let url = server.user("blind", &["~rq:job:*", "+@all"]);
    refused(
        &run(&["-u", &url, "label", "show", "--on", "staging"]),
        &format!(
            "the ACL hides the label of {}, so it is not known to be `staging`",
            url.replace(":secret", "")
        ),
        "whoever administers Redis can allow it: ACL SETUSER blind +hmget ~rq:rqctl:label",
    );
}

#[test]
fn a_prefix_chooses_the_keys_and_is_checked() {
    let server = Server::start();
    server.redis.run(&["HSET", "{t}:x:rqctl:label", "name", "other"]);
    assert_eq!(server.rqctl(&["label", "show", "--prefix", "{t}:x"]).run().ok(), "other\n");
    assert_eq!(server.rqctl(&["label", "show"]).env("RQ_KEY_PREFIX", "{t}:x").run().ok(), "other\n");
    server.rqctl(&["label", "show", "--prefix", "a*b"]).run().exits(2);
}

#[test]
fn a_column_that_does_not_exist_is_refused_before_connecting() {
    refused(
        &run(&["-u", "redis://127.0.0.1:1", "label", "show", "--columns", "nme"]),
        "there is no column `nme`",
        "--columns takes label, protected",
    );
}

#[test]
fn a_server_is_named_and_its_name_taken_away() {
    let server = Server::start();
    let rqctl = |args: &[&str]| server.rqctl(&["label"]).args(args).run();
    refused(
        &rqctl(&["set", "prod-eu", "--protect"]),
        "nobody can be asked here: such an act needs --yes",
        "rqctl label set prod-eu --protect --yes",
    );
    assert!(server.redis.keys("*").is_empty());
    assert_eq!(
        rqctl(&["set", "prod-eu", "--protect", "-y"]).ok(),
        "this server is labelled prod-eu (protected) now\n"
    );
    assert_eq!(rqctl(&["show"]).ok(), "prod-eu (protected)\n");
    refused(
        &rqctl(&["set", "staging", "-y"]),
        "this server is `prod-eu` and protected: such an act must name it with --on",
        "rqctl --on prod-eu label set staging -y",
    );
    let json = rqctl(&["set", "staging", "-y", "--on", "prod-eu", "-o", "json"]).json();
    assert_eq!(json["schema"], "rqctl/label.set/1");
    assert_eq!(
        json["items"][0],
        serde_json::json!({"label": "staging", "protected": false, "outcome": "set"})
    );
    assert_eq!(rqctl(&["set", "staging", "-y"]).ok(), "this server is labelled staging already\n");
    assert_eq!(rqctl(&["clear", "--yes"]).ok(), "the label was taken away\n");
    assert_eq!(rqctl(&["clear", "--yes"]).ok(), "this server has no label\n");
    assert!(server.redis.keys("*").is_empty());
}

#[test]
fn on_means_the_new_name_where_there_is_no_old_one() {
    let server = Server::start();
    let rqctl = |args: &[&str]| server.rqctl(&["label", "set", "-y"]).args(args).run();
    rqctl(&["prod-eu", "--on", "staging"]).exits(2);
    rqctl(&["prod-eu", "--on", "prod-eu"]).ok();
    rqctl(&["staging", "--on", "staging"]).exits(2);
    rqctl(&["staging", "--on", "prod-eu"]).ok();
}

#[test]
fn read_only_refuses_before_connecting() {
    let set = |value: &str| {
        Rqctl::new(&["-u", "redis://127.0.0.1:1", "label", "set", "x", "-y"])
            .env("RQCTL_READ_ONLY", value)
            .run()
    };
    for on in ["1", "true", "yes", "please"] {
        assert_eq!(
            set(on).exits(2).stderr(),
            "rqctl: this would change something, and --read-only is set\n",
            "{on}"
        );
    }
    for off in ["", "0", "false", "no"] {
        set(off).exits(4);
    }
    run(&["--read-only", "-u", "redis://127.0.0.1:1", "label", "clear", "-y"]).exits(2);
}

#[test]
fn an_acl_refuses_before_anything_is_changed() {
    let server = Server::start();
    let url = server.user("ann", &["~*", "+@all", "-hset"]);
    let output = run(&["-u", &url, "label", "set", "x", "-y"]);
    output.exits(4);
    assert!(output.stderr().ends_with("ACL SETUSER ann +hset\n"), "{}", output.raw());
    assert!(server.redis.keys("*").is_empty());
}

#[test]
fn a_replica_refuses_before_anything_is_changed() {
    let primary = Server::tcp();
    let replica = Server::with(&["--replicaof", "127.0.0.1", &primary.port().expect("a port").to_string()]);
    let output = replica.rqctl(&["label", "set", "x", "-y"]).run();
    output.exits(4);
    assert!(output.stderr().starts_with("rqctl: the server said: READONLY"), "{}", output.raw());
    assert!(output.stderr().contains("INFO replication"), "{}", output.raw());
}

#[test]
fn a_label_that_somebody_else_keeps_is_left_alone() {
    let server = Server::start();
    server.redis.run(&["SET", "rq:rqctl:label", "mine"]);
    let output = server.rqctl(&["label", "set", "x", "-y"]).run();
    output.exits(1);
    assert!(
        output.stderr().starts_with("rqctl: the key of the label holds something else\n"),
        "{}",
        output.raw()
    );
    assert!(server.redis.exists("rq:rqctl:label"));
    server.rqctl(&["label", "set", " x", "-y"]).run().exits(2);
}

#[test]
fn a_person_is_shown_the_server_and_asked() {
    let server = Server::start();
    let set = || server.rqctl(&["label", "set", "prod-eu", "--protect"]).on_a_terminal(100);
    for answer in ["", "n", "no", "1", "yep"] {
        let mut terminal = set();
        terminal.see("on unlabelled, unix://").see("(from RQCTL_URL), prefix rq");
        terminal.see("it will be prod-eu (protected) for everybody who connects");
        terminal.see("label this server? [y/N] ").say(answer);
        let (all, code) = terminal.end();
        assert_eq!(code, Some(2), "{all}");
        assert!(all.contains("rqctl: not confirmed; nothing was changed"), "{all}");
    }
    let mut terminal = set();
    terminal.see("[y/N] ").interrupt();
    // Ended by the signal, as a shell shows it: 130.
    assert_eq!(terminal.end().1, None);
    assert!(server.redis.keys("*").is_empty());
    let mut terminal = set();
    terminal.see("[y/N] ").say("y").see("this server is labelled prod-eu (protected) now");
    assert_eq!(terminal.end().1, Some(0));
}

#[test]
fn a_machine_format_never_asks_even_on_a_terminal() {
    let server = Server::start();
    let terminal = server.rqctl(&["label", "set", "x", "-o", "json"]).on_a_terminal(100);
    let (all, code) = terminal.end();
    assert_eq!(code, Some(2), "{all}");
    assert!(all.starts_with(r#"{"error":{"code":"consent""#), "{all}");
}

#[test]
fn colours_are_for_terminals_and_for_those_who_ask() {
    let coloured = |output: Output| output.stderr().contains("\u{1b}[");
    let bad = ["-u", "redis://127.0.0.1:1", "label", "show"];
    assert!(!coloured(run(&bad)));
    assert!(coloured(Rqctl::new(&bad).args(&["--color", "always"]).run()));
    assert!(coloured(Rqctl::new(&bad).env("CLICOLOR_FORCE", "1").run()));
    assert!(!coloured(Rqctl::new(&bad).env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").run()));
    assert!(!coloured(Rqctl::new(&bad).env("CLICOLOR_FORCE", "1").args(&["--color", "never"]).run()));
}

#[test]
fn an_empty_answer_says_which_database_holds_rq() {
    let server = Server::start();
    let words = |words: &[&str]| words.iter().map(|word| word.as_bytes().to_vec()).collect();
    server.redis.batch(&[
        words(&["SELECT", "7"]),
        words(&["SADD", "rq:queues", "rq:queue:default"]),
        words(&["SELECT", "0"]),
    ]);
    let command = format!("rqctl -u '{}?db=7' status", server.url());
    let list = server.rqctl(&["queues", "list"]).run();
    assert_eq!(list.ok(), "");
    let said = format!("database 0 holds no keys of RQ under the prefix rq, database 7 does: {command}\n");
    assert!(list.stderr().ends_with(&said), "{}", list.raw());
    let status = server.rqctl(&["status"]).run();
    assert!(status.ok().contains(&command), "{}", status.raw());
    assert_eq!(server.rqctl(&["queues", "list", "-o", "json"]).run().stderr(), "");
}
