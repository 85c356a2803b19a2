//! rqctl against private Redis servers: what it prints, writes and refuses. One binary, so that it is linked
//! once. A file here mirrors the file of `src/` that it tests.

mod acts;
mod completions;
mod conn;
mod consent;
mod doctor;
mod edge;
mod harness_works;
mod layers;
mod maintenance;
mod migrate;
mod queues;
mod round_trips;
mod scripts;
mod select;
mod small;
mod status;
mod workers;

/// Commands that read, one for each that there is, as an operator types them.
pub const READS: &[&str] = &[
    "status",
    "status -o json",
    "queues list",
    "queues list -o wide",
    "queues show q",
    "workers list",
    "workers list -o json",
    "workers show dead",
    "schedulers list",
    "cron list",
    "cron history nightly",
    "groups list",
    "groups show batch",
    "rate-limits list",
    "rate-limits show smtp",
    "maintenance run --dry-run",
    "maintenance locks",
    "doctor",
    "doctor -o json --upgrade-to 3.0",
    "label show",
];
