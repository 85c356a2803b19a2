//! Jobs as RQ tells them and as rqctl does, on states that real RQ made.

use std::collections::{BTreeMap, BTreeSet};

use harness::{Near, Rq, Server, on_every_version, states};
use serde_json::{Map, Value, json};

/// The items of a command that prints JSON, by one of their fields.
#[track_caller]
fn items(server: &Server, args: &[&str], by: &str) -> BTreeMap<String, Value> {
    let output = server.rqctl(args).args(&["-o", "json"]).run();
    let document = output.exits(0).json();
    let items = document["items"].as_array().expect("items").clone();
    let count = items.len();
    let all: BTreeMap<String, Value> =
        items.into_iter().map(|item| (item[by].as_str().expect("a text").to_owned(), item)).collect();
    assert_eq!(all.len(), count, "one item each: {document}");
    all
}

#[track_caller]
fn ids(server: &Server, args: &[&str]) -> BTreeSet<String> {
    let listed = server.rqctl(args).args(&["-o", "ids"]).run().ok();
    let ids: BTreeSet<String> = listed.lines().map(str::to_owned).collect();
    assert_eq!(ids.len(), listed.lines().count(), "{listed}");
    ids
}

/// What RQ answers for a value that is not set.
fn set(value: &Value) -> Value {
    if *value == json!("") { Value::Null } else { value.clone() }
}

fn seconds(value: &Value) -> Value {
    value.as_f64().map_or(Value::Null, |s| json!(s))
}

/// What RQ's own objects say of each job stands in the list.
fn a_list_tells_what_rq_tells(version: &str) {
    let server = Server::start();
    let mut rich = states::rich(version, &server);
    let listed = items(&server, &["jobs", "list"], "id");
    let told = rich.rq.jobs();
    let told = told.as_object().expect("jobs by ID");
    assert_eq!(listed.keys().collect::<Vec<_>>(), told.keys().collect::<Vec<_>>());
    for (id, said) in told {
        let ours = &listed[id];
        for field in ["status", "queue", "description", "function", "retries_left"] {
            // RQ reads a call only with the serializer that it was made with.
            if (field, id.as_str()) != ("function", "failed-json") {
                assert_eq!(ours[field], set(&said[field]), "{id} {field}");
            }
        }
        for field in ["created_at", "enqueued_at", "started_at", "ended_at"] {
            assert_eq!(ours[field], said[field], "{id} {field}");
        }
        assert_eq!(ours["timeout_s"], seconds(&said["timeout"]), "{id}");
        let waits = ["queued", "scheduled", "deferred", "rate_limited", "ready_to_enqueue"];
        if !waits.contains(&said["status"].as_str().unwrap()) {
            assert_eq!(ours["worker"], set(&said["worker"]), "{id} worker");
        }
        let ttl = said["ttl_s"].as_f64().filter(|ttl| *ttl >= 0.0);
        assert_eq!(ours["ttl_s"].is_null(), ttl.is_none(), "{id} ttl_s");
        if let (Some(ours), Some(theirs)) = (ours["ttl_s"].as_f64(), ttl) {
            assert!((ours - theirs).abs() < 30.0, "{id}: {ours} {theirs}");
        }
        // The exception is the last line of the traceback that RQ kept, where that has no lines of its own.
        let failed = ["failed", "stopped"].contains(&said["status"].as_str().unwrap());
        let traceback =
            said["result"]["exc_string"].as_str().or(said["exc_info"].as_str()).unwrap_or_default();
        let error = ours["error"].as_str().unwrap_or_default();
        assert_eq!(failed, !error.is_empty(), "{id}: {error}");
        assert!(!failed || traceback.contains(error), "{id}: `{error}` in {traceback}");
    }
    assert_eq!(listed["failed"]["error"], "ValueError: it broke");
    assert_eq!(listed["failed-key"]["error_type"], "KeyError");
    assert_eq!(listed["failed-chained"]["error_type"], "ConnectionError");
    assert_eq!(listed["stopped"]["error_type"], "Stopped");
    assert_eq!(listed["running"]["state"], "running");
    assert_eq!(listed["running"]["executions"].as_array().unwrap().len(), usize::from(rich.rq.since(2, 0)));
    assert_eq!(listed["scheduled-overdue"]["state"], "overdue");
    assert!(listed.values().all(|job| job["legal_id"] == true));
}

/// What a job was given, waits for and returned is shown as RQ tells it.
fn a_job_is_shown_as_rq_tells_it(version: &str) {
    let server = Server::start();
    let mut rich = states::rich(version, &server);
    let told = rich.rq.jobs();
    let told = told.as_object().expect("jobs by ID");
    let names: Vec<&str> = told.keys().map(String::as_str).collect();
    let shown = items(&server, &[&["jobs", "show"], &names[..]].concat(), "id");
    for (id, said) in told {
        let ours = &shown[id];
        // Objects are written in our words.
        let plain = !["queued-objects", "failed-json"].contains(&id.as_str());
        if plain {
            assert_eq!(ours["args"], said["args"], "{id}");
            assert_eq!(ours["kwargs"], said["kwargs"], "{id}");
            assert_eq!(ours["serializer"], "pickle", "{id}");
        }
        let meta = said["meta"].as_object().filter(|meta| !meta.is_empty());
        assert_eq!(ours["meta"].as_object(), meta, "{id}");
        let of = |side: &str| -> BTreeSet<String> {
            let side = ours[side].as_array().expect("relatives");
            side.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
        };
        let theirs = |side: &str| -> BTreeSet<String> {
            said[side].as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(of("dependencies"), theirs("dependencies"), "{id}");
        assert_eq!(of("dependents"), theirs("dependents"), "{id}");
        for side in ["dependencies", "dependents"] {
            for one in ours[side].as_array().unwrap() {
                assert_eq!(one["status"], told[one["id"].as_str().unwrap()]["status"], "{id} {side}");
            }
        }
        assert_eq!(ours["result_ttl_s"], seconds(&said["result_ttl"]), "{id}");
        assert_eq!(ours["failure_ttl_s"], seconds(&said["failure_ttl"]), "{id}");
        assert_eq!(ours["group"], set(&said["group_id"]), "{id}");
        for (callback, theirs) in
            [("success", "on_success"), ("failure", "on_failure"), ("stopped", "on_stopped")]
        {
            assert_eq!(ours["callbacks"][callback], said[theirs], "{id} {callback}");
        }
        assert_eq!(ours["unreadable"], json!([]), "{id}");
        let latest = &ours["results"][0];
        let result = &said["result"];
        for (field, theirs) in [("id", "id"), ("type", "type"), ("exc_string", "exc_string")] {
            assert_eq!(latest[field], result[theirs], "{id} results[0].{field}");
        }
        if plain && !result["return_value"].is_string() {
            assert_eq!(latest["return_value"], result["return_value"], "{id}");
        }
    }
    assert_eq!(shown["finished"]["results"][0]["return_value"], 5);
    assert_eq!(shown["failed-json"]["serializer"], "json");
    assert_eq!(shown["deferred-blocked"]["state"], "blocked");
    assert_eq!(shown["deferred"]["state"], "deferred");
    assert_eq!(shown["queued-front"]["places"][0], place("queue", json!(0), Value::Null));
    let wip = &shown["running"]["places"][0];
    assert_eq!(json!([wip["kind"], wip["queue"], wip["fits"]]), json!(["started", "default", true]));
    if rich.rq.since(3, 0) {
        assert_eq!(shown["limited-1"]["rate_limit"], json!({"key": "smtp", "concurrency": 1}));
        assert_eq!(shown["limited-1"]["places"][0]["kind"], "rate-limited");
        assert_eq!(shown["ready"]["places"][0]["kind"], "ready");
    }
    if rich.rq.since(2, 10) {
        let hooks = &shown["queued-webhook"]["webhooks"];
        assert_eq!(hooks[0]["url"], "http://127.0.0.1:9/done", "{hooks}");
    }
}

fn place(kind: &str, position: Value, score: Value) -> Value {
    json!({"kind": kind, "queue": "default", "position": position, "score": score, "fits": true})
}

/// Each status selects the jobs that have it stored, whatever stands in the registries.
fn a_status_selects_the_jobs_that_have_it(version: &str) {
    let server = Server::start();
    let rich = states::rich(version, &server);
    let mut by_status: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (id, status) in &rich.statuses {
        by_status.entry(status).or_default().insert(id.clone());
    }
    for (status, expected) in &by_status {
        assert_eq!(ids(&server, &["jobs", "list", "-s", status]), *expected, "{status}");
    }
    let counted = server.rqctl(&["jobs", "count", "--by", "status", "-o", "json"]).run().json();
    let groups = counted["items"][0]["groups"].as_array().unwrap().clone();
    let groups: BTreeMap<&str, u64> =
        groups.iter().map(|g| (g["key"].as_str().unwrap(), g["count"].as_u64().unwrap())).collect();
    assert_eq!(groups, by_status.iter().map(|(status, ids)| (*status, ids.len() as u64)).collect());
    let all: Vec<&str> = by_status.keys().copied().collect();
    assert_eq!(ids(&server, &["jobs", "list", "-s", &all.join(",")]).len(), rich.statuses.len());
    assert_eq!(ids(&server, &["jobs", "list", "-s", "running"]), ["running".to_owned()].into());
    assert_eq!(ids(&server, &["jobs", "list", "-s", "overdue"]), ["scheduled-overdue".to_owned()].into());
    let blocked: BTreeSet<String> =
        ["deferred-blocked", "deferred-canceled-parent"].map(str::to_owned).into();
    assert_eq!(ids(&server, &["jobs", "list", "-s", "blocked"]), blocked);
    assert_eq!(ids(&server, &["jobs", "list", "-s", "abandoned,stuck,lost,held,poison"]), BTreeSet::new());
}

/// Each registry holds the entries that it has stored.
fn registries_hold_what_they_have_stored(version: &str) {
    let server = Server::start();
    let mut rich = states::rich(version, &server);
    let stored = rich.rq.registries();
    for (queue, places) in stored.as_object().unwrap() {
        for (name, entries) in places.as_object().unwrap() {
            if name == "queued" {
                continue;
            }
            let expected: BTreeSet<String> = match entries {
                Value::Array(list) => list.iter().map(|e| e.as_str().unwrap().to_owned()).collect(),
                Value::Object(scores) => scores.keys().cloned().collect(),
                other => panic!("{other}"),
            };
            let listed = items(&server, &["registry", name, "-q", queue], "entry");
            assert_eq!(listed.keys().cloned().collect::<BTreeSet<_>>(), expected, "{name} of {queue}");
            for entry in listed.values() {
                assert_eq!(entry["queue"], queue.as_str());
                assert!(rich.statuses.contains_key(entry["job_id"].as_str().unwrap()), "{entry}");
            }
        }
    }
    let started = items(&server, &["registry", "started"], "job_id");
    assert_eq!(started.keys().collect::<Vec<_>>(), ["running"]);
    let entry = &started["running"];
    assert_eq!(
        json!([entry["state"], entry["status"], entry["worker"]]),
        json!(["running", "started", "rich-1"])
    );
    assert_eq!(entry["execution_id"].is_string(), rich.rq.since(2, 0));
    assert!(entry["started_at"].is_string() && entry["deadline"].is_string(), "{entry}");
}

/// What each column needs is enough for it.
fn a_column_alone_says_what_it_says_among_all(version: &str) {
    let server = Server::start();
    let _rich = states::rich(version, &server);
    let moving = ["wait_s", "run_s", "ttl_s", "looked_at"];
    for (command, key) in [
        (&["jobs", "list"][..], "id"),
        (&["jobs", "list", "-s", "failed,stopped,started,scheduled,finished,queued,deferred,canceled"], "id"),
        (&["registry", "started"], "entry"),
        (&["registry", "failed"], "entry"),
        (&["registry", "finished"], "entry"),
        (&["registry", "scheduled"], "entry"),
    ] {
        let full = items(&server, command, key);
        let columns: Vec<String> =
            full.values().next().unwrap().as_object().unwrap().keys().cloned().collect();
        for column in columns.iter().filter(|column| !moving.contains(&column.as_str())) {
            let asked = format!("{key},{column}");
            let alone = items(&server, &[command, &["--columns", &asked]].concat(), key);
            assert_eq!(alone.len(), full.len());
            for (id, item) in alone {
                assert_eq!(item[column], full[&id][column], "{command:?} {id} {column}");
                let fields: Vec<&String> = item.as_object().unwrap().keys().collect();
                assert!(fields.len() == 2 || column == key, "{fields:?}");
            }
        }
    }
}

/// Looking at jobs as a user without the right to write works and changes nothing.
fn looking_at_jobs_changes_nothing(version: &str) {
    let server = Server::start();
    let rich = states::rich(version, &server);
    // Its heartbeats are writes.
    drop(rich);
    let reader = server.reader();
    let before = server.redis.dump();
    let (_, counts) = server.redis.commands_of(|| {
        for command in [
            "jobs list",
            "jobs list -o wide",
            "jobs list -s failed,queued -o csv",
            "jobs list --sort created_at:desc --limit 3",
            "jobs list -s running,abandoned,stuck,lost,overdue,blocked,poison,held -o jsonl",
            "jobs count --by error",
            "jobs count --by worker -s failed",
            "jobs show failed running deferred queued scheduled-retry",
            "jobs show failed --raw -o json",
            "jobs tree deferred-second",
            "jobs wait finished finished-none --wait 0",
            "registry list",
            "registry started",
            "registry finished",
            "registry failed",
            "registry deferred",
            "registry scheduled",
            "registry canceled",
            "registry ready",
            "registry intermediate",
            "registry rate-limited",
            "registry held",
        ] {
            let words: Vec<&str> = command.split(' ').collect();
            server.rqctl(&words).env("RQCTL_URL", &reader).run().exits(0);
        }
    });
    before.assert_same(&server.redis.dump(), Near::SECONDS);
    let writes = [
        "set", "del", "unlink", "expire", "hset", "zadd", "zrem", "lrem", "rpush", "sadd", "srem", "eval",
        "evalsha",
    ];
    let unbounded = ["keys", "hgetall", "sort"];
    for command in writes.iter().chain(&unbounded) {
        assert!(!counts.contains_key(*command), "{command}: {counts:?}");
    }
}

on_every_version!(
    a_list_tells_what_rq_tells,
    a_job_is_shown_as_rq_tells_it,
    a_status_selects_the_jobs_that_have_it,
    registries_hold_what_they_have_stored,
    a_column_alone_says_what_it_says_among_all,
    looking_at_jobs_changes_nothing,
);

#[test]
fn a_job_whose_worker_died_is_abandoned_and_one_that_was_taken_gets_stuck() {
    for version in ["1.16.2", "2.6.1", "3.0.0"] {
        let server = Server::start();
        let mut rq = Rq::start(version, &server);
        states::abandoned(&mut rq, &server, "abandoned", json!({}));
        states::taken(&mut rq, "taken", "other");
        assert_eq!(ids(&server, &["jobs", "list", "-s", "abandoned"]), ["abandoned".to_owned()].into());
        let started = items(&server, &["registry", "started", "--state", "abandoned"], "job_id");
        assert_eq!(started["abandoned"]["status"], "started", "{version}");
        let taken = items(&server, &["registry", "intermediate"], "job_id");
        assert_eq!(taken["taken"]["status"], "queued", "{version}");
        // Taken a moment ago: it is in flight.
        assert_eq!(ids(&server, &["jobs", "list", "-s", "stuck"]), BTreeSet::new());
        let (now, _): (i64, i64) = server.redis.cmd(&["TIME"]);
        let stamp = rqctl::rq::time::Time((now - 200) * 1_000_000).text();
        server.redis.run(&["HSET", "rq:job:taken", "enqueued_at", &stamp]);
        server.redis.run(&["HSET", "rq:rqctl:seen:other", "taken", &format!("{}|{stamp}", now - 100)]);
        assert_eq!(ids(&server, &["jobs", "list", "-s", "stuck"]), ["taken".to_owned()].into(), "{version}");
        let shown = items(&server, &["jobs", "show", "taken", "abandoned"], "id");
        assert_eq!(
            json!([shown["taken"]["state"], shown["abandoned"]["state"]]),
            json!(["stuck", "abandoned"])
        );
    }
}

#[test]
fn odd_ids_are_listed_shown_and_read_back() {
    let server = Server::start();
    let statuses = states::odd_ids(&server);
    let listed = items(&server, &["jobs", "list"], "id");
    let of: BTreeMap<String, String> =
        listed.iter().map(|(id, job)| (id.clone(), job["status"].as_str().unwrap().to_owned())).collect();
    assert_eq!(of, statuses);
    assert_eq!(listed["order:42:email"]["legal_id"], false);
    // Those with a newline are told apart by NUL alone.
    let lines = server.rqctl(&["jobs", "list", "-o", "ids"]).run();
    assert_eq!(lines.code, Some(3), "{}", lines.raw());
    let with_nul = server.rqctl(&["jobs", "list", "-o", "ids", "-0"]).run().ok();
    let back = server.rqctl(&["jobs", "show", "-", "-0", "-o", "json"]).stdin(&with_nul).run();
    let back = back.exits(0).json();
    let shown: BTreeSet<String> =
        back["items"].as_array().unwrap().iter().map(|job| job["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(shown, statuses.keys().cloned().collect());
    for job in back["items"].as_array().unwrap() {
        let fits = job["places"].as_array().unwrap().iter().filter(|place| place["fits"] == true).count();
        assert_eq!(fits, 1, "{job}");
    }
    let odd: Map<String, Value> = ids(&server, &["jobs", "list", "--illegal-ids", "--id", "report*"])
        .into_iter()
        .map(|id| (id, Value::Null))
        .collect();
    assert_eq!(odd.len(), 6);
}
