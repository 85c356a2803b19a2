//! The states that other tests start from are what they say they are.

use harness::states::{self, ODD_IDS};
use harness::{Near, Rq, Seed, Server, on_every_version};
use serde_json::json;

/// The place of every job, as its registry's name, fits the beginning of its ID.
fn jobs_stand_where_their_ids_say(version: &str) {
    let server = Server::start();
    let mut rich = states::rich(version, &server);
    for (id, status) in &rich.statuses {
        let said = id.split('-').next().unwrap();
        let expected = match said {
            "running" => "started",
            "limited" => "rate_limited",
            "ready" => "ready_to_enqueue",
            "grouped" => "queued",
            "repeating" if rich.rq.since(2, 12) => "scheduled",
            "repeating" => "finished",
            said => said,
        };
        assert_eq!(status, expected, "{id}");
    }
    let registries = rich.rq.registries();
    let has = |queue: &str, place: &str, id: &str| match &registries[queue][place] {
        serde_json::Value::Array(entries) => entries.contains(&json!(id)),
        entries => entries.get(id).is_some(),
    };
    for (place, id) in [
        ("queued", "queued"),
        ("finished", "finished"),
        ("failed", "failed"),
        ("failed", "stopped"),
        ("deferred", "deferred"),
        ("deferred", "deferred-canceled-parent"),
        ("scheduled", "scheduled"),
        ("scheduled", "scheduled-retry"),
        ("canceled", "canceled"),
    ] {
        assert!(has("default", place, id), "{id} in {place}: {registries:#}");
    }
    assert_eq!(registries["default"]["queued"][0], "queued-front");
    assert_eq!(registries["default"]["started"].as_object().unwrap().len(), 1);
    assert_eq!(rich.worker.state(), "busy");
    if rich.rq.since(3, 0) {
        assert!(has("side", "ready", "ready"));
    }
}

/// RQ's maintenance takes an abandoned job for what it is.
fn an_abandoned_job_is_abandoned(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    states::abandoned(&mut rq, &server, "abandoned", json!({}));
    assert_eq!(rq.status("abandoned"), "started");
    rq.maintain("started", &["default"]);
    assert_eq!(rq.status("abandoned"), "failed");
}

/// A job that was taken and never started stands in the intermediate list only.
fn a_taken_job_is_in_the_intermediate_list(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    states::taken(&mut rq, "taken", "default");
    assert_eq!(rq.status("taken"), "queued");
    let registries = rq.registries();
    assert_eq!(registries["default"]["intermediate"], json!(["taken"]));
    assert_eq!(registries["default"]["queued"], json!([]));
}

/// A rich state can be copied, so that two tools can act on the same one.
fn a_rich_state_is_copied_whole(version: &str) {
    let (one, other) = (Server::start(), Server::start());
    let _rich = states::rich(version, &one);
    one.redis.clone_to(&other.redis);
    one.redis.dump().assert_same(&other.redis.dump(), Near::SECONDS);
}

on_every_version!(
    jobs_stand_where_their_ids_say,
    an_abandoned_job_is_abandoned,
    a_taken_job_is_in_the_intermediate_list,
    a_rich_state_is_copied_whole,
);

#[test]
fn odd_ids_are_stored_as_they_are() {
    let server = Server::start();
    let statuses = states::odd_ids(&server);
    assert_eq!(statuses.len(), ODD_IDS.len() * 6 + 1);
    for id in ODD_IDS {
        for status in ["finished", "failed", "scheduled", "deferred", "canceled"] {
            assert_eq!(statuses[&format!("{id}.{status}")], status, "{id}");
        }
        assert_eq!(statuses[id], "queued");
        assert!(server.redis.exists(format!("rq:job:{id}")), "{id}");
    }
}

#[test]
fn a_cron_scheduler_leaves_its_keys() {
    for version in ["2.6.1", "2.12.0", "3.0.0"] {
        let server = Server::start();
        let mut rq = Rq::start(version, &server);
        let nightly = json!({"func": "quick", "queue_name": "default", "cron": "0 3 * * *"});
        let often = json!({"func": "slow", "queue_name": "mail", "interval": 60, "args": [1]});
        let name = rq.call("cron", json!({"name": "app-1:811:9c2f1e", "jobs": [nightly, often]}));
        assert_eq!(name, "app-1:811:9c2f1e");
        assert_eq!(server.redis.cmd::<i64>(&["ZCARD", "rq:cron_schedulers"]), 1, "{version}");
        assert_eq!(rq.registries()["mail"]["queued"].as_array().unwrap().len(), 1, "{version}");
    }
}

#[test]
fn rq_reads_what_was_seeded() {
    let server = Server::start();
    let seed =
        Seed { queued: 4, finished: 4, failed: 4, scheduled: 4, canceled: 4, running: 4, ..Seed::default() };
    Seed { abandoned: 4, stuck: 4, workers: 5, queues: 2, ..seed }.fill(&server.redis);
    let mut rq = Rq::start("3.0.0", &server);
    let jobs = rq.jobs();
    let jobs = jobs.as_object().unwrap();
    assert_eq!(jobs.len(), 32);
    for job in jobs.values() {
        assert!(job.get("error").is_none(), "{job:#}");
        assert_eq!(job["call"], job["description"]);
        match job["status"].as_str().unwrap() {
            "failed" => {
                assert!(job["result"]["exc_string"].as_str().unwrap().starts_with("Traceback"), "{job:#}")
            }
            "finished" => assert_eq!(job["result"]["return_value"], "ok"),
            _ => assert!(job["result"].is_null(), "{job:#}"),
        }
    }
    let workers = rq.call("workers", json!({}));
    assert_eq!(workers.as_object().unwrap().len(), 5);
    rq.maintain("started", &["q0", "q1"]);
    let failed = rq.call("statuses", json!({}));
    assert_eq!(failed.as_object().unwrap().values().filter(|status| *status == "failed").count(), 8);
}
