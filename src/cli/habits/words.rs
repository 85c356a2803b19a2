//! The words of other tools beside ours.

/// First words of a command, as typed elsewhere and as they are here. What follows them is kept. The first
/// match counts.
pub const COMMANDS: &[(&str, &str)] = &[
    // rq
    ("info -Q", "queues list"),
    ("info --only-queues", "queues list"),
    ("info -W", "workers list"),
    ("info --only-workers", "workers list"),
    ("info", "status"),
    ("empty", "queues empty"),
    ("requeue", "jobs requeue"),
    ("suspend --duration", "workers suspend --for"),
    ("suspend -d", "workers suspend --for"),
    ("suspend", "workers suspend"),
    ("resume", "workers resume"),
    // kubectl, docker, git
    ("ls", "queues list"),
    ("list", "jobs list"),
    ("ps", "jobs list -s running"),
    ("top", "status"),
    ("logs", "jobs show"),
    ("log", "jobs show"),
    ("show", "jobs show"),
    ("rm", "jobs delete"),
    ("delete", "jobs delete"),
    ("kill", "jobs stop"),
    ("stop", "jobs stop"),
    ("cancel", "jobs cancel"),
    ("wait", "jobs wait"),
    ("count", "jobs count"),
    ("hold", "jobs hold"),
    ("release", "jobs release"),
    ("cordon", "workers suspend"),
    ("uncordon", "workers resume"),
    ("drain", "workers suspend --wait 1h"),
    ("version", "--version"),
    ("help", "--help"),
    // gh
    ("run list", "jobs list"),
    ("run view", "jobs show"),
    ("run watch", "jobs wait"),
    ("run cancel", "jobs cancel"),
    ("run rerun", "jobs requeue"),
    ("rerun", "jobs requeue"),
    ("retry", "jobs requeue"),
    ("view", "jobs show"),
    // asynq
    ("stats", "status"),
    ("dash", "status"),
    ("server ls", "workers list"),
    ("servers", "workers list"),
    ("tasks", "jobs"),
    ("task", "jobs"),
    ("cron ls", "cron list"),
    ("pause", "workers suspend"),
    ("unpause", "workers resume"),
    // celery
    ("inspect active", "jobs list -s running"),
    ("inspect scheduled", "jobs list -s scheduled"),
    ("inspect reserved", "registry intermediate"),
    ("inspect revoked", "jobs list -s canceled"),
    ("inspect", "workers list"),
    ("control shutdown", "workers shutdown --all"),
    ("control revoke", "jobs cancel"),
    ("revoke", "jobs cancel"),
    ("terminate", "jobs stop"),
    ("result", "jobs show"),
    ("purge", "queues empty"),
    ("flush", "queues empty"),
    ("clean", "maintenance run"),
    ("cleanup", "maintenance run"),
    ("check", "doctor"),
    ("health", "doctor --quick"),
    ("migrate", "migrate-ids"),
    ("migrate-ids apply", "migrate-ids --apply"),
    ("migrate-ids check", "migrate-ids --check"),
    ("migrate-ids plan", "migrate-ids"),
    ("migrate-ids run", "migrate-ids --apply"),
];

/// Verbs typed after one of our nouns.
pub const VERBS: &[(&str, &str)] = &[
    ("jobs ls", "jobs list"),
    ("jobs get", "jobs show"),
    ("jobs describe", "jobs show"),
    ("jobs inspect", "jobs show"),
    ("jobs info", "jobs show"),
    ("jobs view", "jobs show"),
    ("jobs logs", "jobs show"),
    ("jobs log", "jobs show"),
    ("jobs trace", "jobs show"),
    ("jobs traceback", "jobs show"),
    ("jobs rm", "jobs delete"),
    ("jobs remove", "jobs delete"),
    ("jobs deleteall", "jobs delete"),
    ("jobs kill", "jobs stop"),
    ("jobs abort", "jobs stop"),
    ("jobs terminate", "jobs stop"),
    ("jobs revoke", "jobs cancel"),
    ("jobs retry", "jobs requeue"),
    ("jobs rerun", "jobs requeue"),
    ("jobs run", "jobs run-now"),
    ("jobs pause", "jobs hold"),
    ("jobs unpause", "jobs release"),
    ("jobs resume", "jobs release"),
    ("jobs watch", "jobs wait"),
    ("queues ls", "queues list"),
    ("queues get", "queues show"),
    ("queues describe", "queues show"),
    ("queues inspect", "queues show"),
    ("queues info", "queues show"),
    ("queues rm", "queues delete"),
    ("queues remove", "queues delete"),
    ("queues purge", "queues empty"),
    ("queues clear", "queues empty"),
    ("queues flush", "queues empty"),
    ("queues drain", "queues empty"),
    ("queues pause", "jobs hold -q"),
    ("queues unpause", "jobs release -q"),
    ("queues resume", "jobs release -q"),
    ("workers ls", "workers list"),
    ("workers get", "workers show"),
    ("workers describe", "workers show"),
    ("workers inspect", "workers show"),
    ("workers info", "workers show"),
    ("workers kill", "workers shutdown"),
    ("workers stop", "workers shutdown"),
    ("workers terminate", "workers shutdown"),
    ("workers rm", "workers forget"),
    ("workers remove", "workers forget"),
    ("workers delete", "workers forget"),
    ("workers pause", "workers suspend"),
    ("workers unpause", "workers resume"),
    ("registry ls", "registry list"),
];

/// Our nouns by every name, and what one does with a noun alone.
pub const NOUNS: [(&str, &str, &str); 18] = [
    ("job", "jobs", "list"),
    ("jobs", "jobs", "list"),
    ("queue", "queues", "list"),
    ("queues", "queues", "list"),
    ("worker", "workers", "list"),
    ("workers", "workers", "list"),
    ("registry", "registry", "list"),
    ("registries", "registry", "list"),
    ("scheduler", "schedulers", "list"),
    ("schedulers", "schedulers", "list"),
    ("cron", "cron", "list"),
    ("group", "groups", "list"),
    ("groups", "groups", "list"),
    ("rate-limit", "rate-limits", "list"),
    ("rate-limits", "rate-limits", "list"),
    ("maintenance", "maintenance", "run --dry-run"),
    ("label", "label", "show"),
    ("labels", "label", "show"),
];

/// States of asynq and celery.
pub const STATES: [(&str, &str); 8] = [
    ("active", "running"),
    ("pending", "queued"),
    ("retry", "scheduled"),
    ("archived", "failed"),
    ("completed", "finished"),
    ("success", "finished"),
    ("failure", "failed"),
    ("revoked", "canceled"),
];

/// Verbs of kubectl, which come before the noun.
pub const BEFORE_THE_NOUN: [&str; 4] = ["get", "describe", "delete", "rm"];

/// Options whose value is a span, which is never a bare number here, and the unit that whoever types one means:
/// what is deleted by its age rather too old than too young.
pub const SPANS: [(&str, char); 9] = [
    ("--for", 's'),
    ("--wait", 's'),
    ("--timeout", 's'),
    ("--connect-timeout", 's'),
    ("--reply-timeout", 's'),
    ("--since", 'm'),
    ("--until", 'm'),
    ("--older-than", 'd'),
    ("--canceled-older-than", 'd'),
];

/// Commands of ours that need a name, and what is named.
pub const NAMED: [(&str, &str); 15] = [
    ("jobs stop", "ID"),
    ("jobs cancel", "ID"),
    ("jobs requeue", "ID"),
    ("jobs hold", "ID"),
    ("jobs release", "ID"),
    ("jobs run-now", "ID"),
    ("jobs delete", "ID"),
    ("jobs show", "ID"),
    ("jobs wait", "ID"),
    ("queues empty", "QUEUE"),
    ("queues delete", "QUEUE"),
    ("queues show", "QUEUE"),
    ("workers shutdown", "WORKER"),
    ("workers kill-horse", "WORKER"),
    ("workers forget", "WORKER"),
];

/// What no command of ours does.
pub const NOT_OURS: [(&str, &str); 6] = [
    ("enqueue", NO_JOBS),
    ("jobs enqueue", NO_JOBS),
    ("jobs create", NO_JOBS),
    ("jobs add", NO_JOBS),
    ("workers start", NO_WORKERS),
    ("workers restart", NO_WORKERS),
];

const NO_JOBS: &str = "applications make jobs, rqctl does not; to run one again: rqctl jobs requeue ID";

const NO_WORKERS: &str =
    "whoever supervises workers starts them, rqctl does not; to end one: rqctl workers shutdown WORKER";
