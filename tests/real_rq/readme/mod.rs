//! README.md and docs/ say what is so: their examples are run on the shop of the harness and compared, their
//! commands parse, their tables are those of the code.
//!
//! `make readme` (RQCTL_README=write) writes anew what an example prints.

mod document;
mod fields;
mod masks;
mod tables;

use std::process::Command;

use clap::{CommandFactory, Parser};
use harness::{Server, Terminal, binary, root, shop};
use rqctl::cli::Cli;

use self::{
    document::{Block, Document, Story, calls},
    masks::masked,
};

/// The width of the terminal on which the examples are run.
const COLUMNS: u16 = 92;

/// What stands for the private server and for the checkout in the documents.
const HOST: &str = "cache-1:6379";
const SOURCES: &str = "/srv";

/// The stories of a document on one state of the shop.
fn examples(name: &str, state: &str) {
    let write = std::env::var("RQCTL_README").as_deref() == Ok("write");
    let mut document = Document::read(&root().join(name));
    let mut stale = Vec::new();
    let mut news: Vec<(Block, Vec<String>)> = Vec::new();
    let stories: Vec<Story> = document.stories().into_iter().filter(|story| story.state == state).collect();
    let told: Vec<(Block, String)> = std::thread::scope(|scope| {
        let telling: Vec<_> = stories.iter().map(|story| scope.spawn(|| told(&document, story))).collect();
        telling.into_iter().flat_map(|thread| thread.join().expect("a story was told")).collect()
    });
    for (block, now) in told {
        let then = document.lines[block.first..block.end].join("\n");
        if seen(&then) != seen(&now) {
            stale.push(format!("{name}:{}\n--- it says\n{then}\n--- it is\n{now}", block.first + 1));
            news.push((block, now.lines().map(str::to_owned).collect()));
        }
    }
    if write {
        for (block, lines) in news.into_iter().rev() {
            document.lines.splice(block.first..block.end, lines);
        }
        document.write();
    } else {
        assert!(stale.is_empty(), "`make readme` writes anew:\n{}", stale.join("\n"));
    }
}

/// Commands whose rows come in the order in which Redis happens to hand over keys.
const UNORDERED: [&str; 3] = ["rqctl migrate-ids", "rqctl registry started", "cat ids.csv"];

/// What a block says of each of its commands, behind the masks.
fn seen(block: &str) -> Vec<String> {
    let commands = block.split("$ ").map(|command| {
        let mut lines: Vec<&str> = command.lines().collect();
        if UNORDERED.iter().any(|typed| command.starts_with(typed)) {
            lines.sort();
        }
        masked(&lines.join("\n"))
    });
    commands.collect()
}

/// Runs the examples of a story, and gives each block as it should read.
fn told(document: &Document, story: &Story) -> Vec<(Block, String)> {
    let server = Server::tcp();
    let mut shop = shop::open(&story.state, &server);
    let tell = |block: &Block| {
        let mut text = Vec::new();
        for line in &document.lines[block.first..block.end] {
            let Some(typed) = line.strip_prefix("$ ") else { continue };
            text.push(line.clone());
            match typed {
                "systemctl stop shop-workers" => shop.stop_workers(&server),
                "systemctl start shop-workers" => shop.start_workers(&server),
                typed => text.extend(answer(typed, &server).lines().map(str::to_owned)),
            }
        }
        (block.clone(), text.join("\n"))
    };
    story.blocks.iter().map(tell).collect()
}

/// What a line of shell prints on a terminal, with the exit code behind it where that is not 0.
fn answer(typed: &str, server: &Server) -> String {
    let mut command = Command::new("bash");
    let path = std::env::var("PATH").unwrap_or_default();
    let rqctl = binary();
    let folder = rqctl.parent().expect("rqctl stands in a folder").display();
    command.args(["-c", typed]).current_dir(server.dir());
    command.env("PATH", format!("{folder}:{path}")).env("RQCTL_URL", server.url());
    command.envs([("TERM", "xterm-256color"), ("NO_COLOR", "1"), ("LANG", "C.UTF-8"), ("TZ", "UTC")]);
    let (transcript, code) = Terminal::start(&command, COLUMNS).agree();
    // Progress is written over itself.
    let lines =
        transcript.lines().map(|line| line.rsplit("\r\u{1b}[K").next().unwrap_or_default().trim_end());
    let text = lines.collect::<Vec<_>>().join("\n");
    let port = server.port().expect("a loopback port");
    let text = text.replace(&format!("127.0.0.1:{port}"), HOST);
    let text = text.replace(&root().canonicalize().expect("a checkout").display().to_string(), SOURCES);
    let text = text.replace(&format!("{}:0", server.socket().display()), "10.0.0.7:40112");
    let text = text.replace("/srv/target/rq/", "/opt/rq-").replace("/srv/tests/support/", "/srv/");
    match code {
        Some(0) => text,
        Some(code) => format!("{text}\n(exit code {code})").trim_start().to_owned(),
        None => panic!("{typed} was ended by a signal:\n{text}"),
    }
}

#[test]
fn the_examples_of_the_readme_on_the_shop_are_real() {
    examples("README.md", "shop");
}

#[test]
fn the_examples_of_the_readme_after_a_deploy_are_real() {
    examples("README.md", "deploy");
}

#[test]
fn the_examples_of_the_readme_in_an_upgrade_are_real() {
    examples("README.md", "upgrade");
}

#[test]
fn the_examples_of_the_commands_are_real() {
    examples("docs/commands.md", "shop");
}

#[test]
fn every_example_is_run() {
    let run =
        [("README.md", "shop"), ("README.md", "deploy"), ("README.md", "upgrade"), ("commands.md", "shop")];
    for document in Document::all() {
        for story in document.stories() {
            let known = run.contains(&(&document.name(), &story.state));
            assert!(known, "{}: no test runs the examples on {}", document.name(), story.state);
        }
    }
}

#[test]
fn every_command_line_parses() {
    let mut wrong = Vec::new();
    for document in Document::all() {
        for (number, line) in document.commands() {
            for call in calls(&line) {
                if let Err(e) = Cli::try_parse_from(&call)
                    && e.exit_code() != 0
                {
                    wrong.push(format!("{}:{number}: {}\n{e}", document.name(), call.join(" ")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What `--help` prints behind the options of a command and of those under it.
fn endings(of: &clap::Command) -> Vec<String> {
    let own = of.get_after_long_help().map(ToString::to_string);
    own.into_iter().chain(of.get_subcommands().flat_map(endings)).collect()
}

#[test]
fn every_example_in_a_help_parses() {
    let endings = endings(&Cli::command());
    let examples = endings.iter().filter_map(|ending| Some(ending.split_once("Examples:\n")?.1));
    let mut seen = 0;
    for line in examples.flat_map(str::lines) {
        let calls = calls(line.split(" #").next().unwrap_or_default());
        assert!(!calls.is_empty(), "no command: {line}");
        for call in calls {
            Cli::try_parse_from(&call).unwrap_or_else(|e| panic!("{line}\n{e}"));
            seen += 1;
        }
    }
    assert!(seen > 30, "only {seen} examples");
}

/// The words of every command that does something by itself.
fn commands(of: &clap::Command, before: &str) -> Vec<String> {
    let inner: Vec<_> = of.get_subcommands().filter(|c| !c.is_hide_set()).collect();
    if inner.is_empty() {
        return vec![before.to_owned()];
    }
    inner.iter().flat_map(|c| commands(c, &format!("{before} {}", c.get_name()))).collect()
}

#[test]
fn every_command_is_shown_with_what_it_prints() {
    let shown: Vec<String> = Document::all()
        .iter()
        .flat_map(|document| {
            let typed = document.lines.iter().filter_map(|line| line.strip_prefix("$ "));
            typed.flat_map(calls).map(|call| call.join(" ")).collect::<Vec<_>>()
        })
        .collect();
    let lacking: Vec<_> = commands(&Cli::command(), "rqctl")
        .into_iter()
        .filter(|command| {
            // Options of every command may stand before its noun.
            let words = command.trim_start_matches("rqctl").to_owned();
            !shown.iter().any(|line| format!("{line} ").contains(&format!("{words} ")))
        })
        .collect();
    assert!(lacking.is_empty(), "no example of: {lacking:#?}");
}

#[test]
fn every_link_leads_somewhere() {
    for document in Document::all() {
        let folder = document.path.parent().expect("a document stands in a folder");
        for (number, line) in document.lines.iter().enumerate() {
            for target in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
                if file.contains("://") {
                    continue;
                }
                let there = if file.is_empty() { document.path.clone() } else { folder.join(file) };
                assert!(there.exists(), "{}:{}: {target}", document.name(), number + 1);
                let found = anchor.is_empty() || headings(&Document::read(&there)).any(|h| h == anchor);
                assert!(found, "{}:{}: no heading {target}", document.name(), number + 1);
            }
        }
    }
}

/// The anchors of a document's headings.
fn headings(document: &Document) -> impl Iterator<Item = String> + '_ {
    document.lines.iter().filter(|line| line.starts_with('#')).map(|line| {
        let text = line.trim_start_matches('#').trim().to_lowercase();
        let kept = text.chars().filter(|c| c.is_alphanumeric() || "- _".contains(*c));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    })
}

/// `make demo`, as it is once everything is set up.
#[test]
fn the_demo_tours_and_leaves_nothing() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let mut demo = Command::new(harness::support("demo"));
    let output =
        demo.env("TMPDIR", dir.path()).env("RQCTL_TEST_BINARY", binary()).output().expect("the demo runs");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    assert!(told.ends_with("all of 14 jobs have an ID that every RQ takes\n"), "{told}");
    // It shows findings (1) and what is left (3), and nothing that went wrong.
    assert!(!["(exit 2)", "(exit 4)", "(exit 124)"].iter().any(|code| told.contains(code)), "{told}");
    assert_eq!(std::fs::read_dir(dir.path()).expect("a directory").count(), 0, "it left something behind");
}

/// What the documents call reading.
const READS: [&str; 24] = [
    "status",
    "queues list",
    "queues show",
    "jobs list",
    "jobs count",
    "jobs show",
    "jobs tree",
    "registry",
    "workers list",
    "workers show",
    "schedulers list",
    "cron list",
    "cron history",
    "groups list",
    "groups show",
    "rate-limits list",
    "rate-limits show",
    "maintenance tasks",
    "maintenance locks",
    "maintenance run --dry-run",
    "jobs requeue --dry-run",
    "migrate-ids",
    "label show",
    "doctor",
];

/// The rule of the README for a user who can only look is enough for every command that looks.
fn a_user_who_can_only_look_sees_everything(server: &Server) {
    let readme = Document::read(&root().join("README.md"));
    let rule = readme.lines.iter().find_map(|line| line.strip_prefix("ACL SETUSER ")).expect("a rule");
    let words: Vec<&str> = ["ACL", "SETUSER"].into_iter().chain(rule.split(' ')).collect();
    server.redis.run(&words);
    let url = server.url().replace("://", &format!("://{}:PASSWORD@", words[2]));
    let commands = Document::read(&root().join("docs/commands.md"));
    let mut reads = 0;
    for typed in commands.lines.iter().filter_map(|line| line.strip_prefix("$ rqctl ")) {
        if !READS.iter().any(|read| typed.starts_with(read)) || typed.contains('|') {
            continue;
        }
        let args: Vec<&str> = typed.split(' ').collect();
        let run = |url: &str| {
            let output = server.rqctl(&args).env("RQCTL_URL", url).run();
            (output.code, masked(&output.raw()).replace("ops@", ""))
        };
        assert_eq!(run(&url), run(&server.url()), "rqctl {typed}");
        reads += 1;
    }
    assert!(reads > 25, "only {reads} commands looked");
}

#[test]
fn the_rule_and_the_fields_that_are_told_are_so() {
    let server = Server::start();
    let _shop = shop::open("shop", &server);
    a_user_who_can_only_look_sees_everything(&server);
    fields::are_those_that_are_printed(&server);
}
