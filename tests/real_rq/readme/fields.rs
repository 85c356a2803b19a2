//! The fields of docs/json.md are those that the commands print.

use harness::{Server, root};

use super::document::Document;

/// A command for each kind of item, on the shop; those that end workers stand last.
const COMMANDS: &[&str] = &[
    "status",
    "queues list",
    "queues show default",
    "jobs list -q mail",
    "jobs show order:42:email",
    "jobs count",
    "jobs tree import",
    "jobs wait order:41:email",
    "registry list",
    "registry started",
    "registry failed",
    "registry scheduled",
    "registry rate-limited",
    "workers list",
    "workers show app-1.811",
    "schedulers list",
    "cron list",
    "cron history shop.orders.index",
    "groups list",
    "groups show monthly",
    "rate-limits list",
    "rate-limits show stock-api",
    "maintenance tasks",
    "maintenance locks",
    "maintenance run --dry-run",
    "doctor",
    "migrate-ids",
    "label show",
    "jobs stop sync-all --dry-run",
    "jobs requeue order:42:email --dry-run",
    "jobs cancel reminder-50 --dry-run",
    "jobs delete reminder-50 --dry-run",
    "jobs hold report.daily",
    "registry held",
    "jobs release report.daily",
    "jobs run-now reminder-50 --dry-run",
    "queues empty reports --dry-run",
    "queues delete reports --with-jobs --dry-run",
    "queues compact default --dry-run",
    "workers suspend --yes",
    "workers resume",
    "label set prod-eu --yes",
    "label clear --yes",
    "workers forget app-2.640",
    "workers kill-horse app-2.702",
    "workers shutdown app-3.4121",
];

const HEADING: &str = "| schema | fields of an item |";

/// The table of fields, held against what the commands print on the shop.
pub fn are_those_that_are_printed(server: &Server) {
    server.redis.run(&["SET", "rq:clean_registries:default", "1", "EX", "899"]);
    let printed = |command: &&str| {
        let args: Vec<&str> = command.split(' ').chain(["-o", "json"]).collect();
        let document = server.rqctl(&args).run().json();
        let items = document["items"].as_array().expect("items");
        let item = items.first().and_then(|item| item.as_object());
        let item = item.unwrap_or_else(|| panic!("{command} printed no item: {document}"));
        let fields: Vec<String> = item.keys().map(|field| format!("`{field}`")).collect();
        let schema = document["schema"].as_str().expect("a schema").trim_start_matches("rqctl/");
        format!("| `{}` | {} |", schema.trim_end_matches("/1"), fields.join(" "))
    };
    let printed: Vec<String> = COMMANDS.iter().map(printed).collect();
    let mut json = Document::read(&root().join("docs/json.md"));
    let first = json.lines.iter().position(|line| line == HEADING).expect("a table of fields") + 2;
    let end = json.lines.iter().skip(first).position(|line| !line.starts_with('|')).map(|rows| first + rows);
    let end = end.unwrap_or(json.lines.len());
    if std::env::var("RQCTL_README").as_deref() == Ok("write") {
        json.lines.splice(first..end, printed);
        json.write();
    } else {
        assert_eq!(json.lines[first..end], printed, "`make readme` writes them anew");
    }
}
