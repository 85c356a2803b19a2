//! What RQ packs into single fields reads as RQ itself reads it.

use harness::{Rq, Server, on_every_version};
use rqctl::rq::codec::{call, text};
use serde_json::json;

type Fields = Vec<(String, Vec<u8>)>;

/// The fields of the latest entry of a job's results.
fn latest_result(server: &Server, id: &str) -> Fields {
    let key = format!("rq:results:{id}");
    let entries: Vec<(String, Fields)> = server.redis.cmd(&["XREVRANGE", &key, "+", "-", "COUNT", "1"]);
    entries.into_iter().next().expect("an entry").1
}

fn field(fields: &[(String, Vec<u8>)], name: &str) -> Vec<u8> {
    fields.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone()).expect(name)
}

fn hash_field(server: &Server, id: &str, name: &str) -> Vec<u8> {
    server.redis.cmd(&["HGET", &format!("rq:job:{id}"), name])
}

/// A worker writes tracebacks of every kind; each has its line and its type.
fn tracebacks_have_their_line_and_type(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let long = format!("ValueError: {}", "x".repeat(100_000));
    let cases = [
        ("mute", "tasks.Mute", "tasks.Mute"),
        ("lines", "ValueError: first line", "ValueError"),
        ("control", "ValueError: red \u{1b}[31malert\u{7} and \u{202e}backwards", "ValueError"),
        ("unicode", "ValueError: naïve café 漢字 🚀", "ValueError"),
        ("long", &long, "ValueError"),
        ("chained", "ConnectionError: while looking up", "ConnectionError"),
        ("group", "ExceptionGroup: both (2 sub-exceptions)", "ExceptionGroup"),
        ("other", "LookupError: other", "LookupError"),
    ];
    for (kind, ..) in cases {
        rq.enqueue("tasks.raising", json!({"id": kind, "args": [kind]}));
    }
    rq.work(&["default"]);
    for (kind, line, kept) in cases {
        let stored = field(&latest_result(&server, kind), "exc_string");
        let traceback = text::exc_string(&stored).unwrap();
        assert_eq!(rq.job(kind)["result"]["exc_string"], traceback, "{kind}");
        assert_eq!(text::exception_line(&traceback), line, "{kind}");
        let shown = text::exc_string_line(&stored).unwrap();
        assert!(shown == line || line.starts_with(shown.strip_suffix('…').unwrap()), "{kind}: {shown}");
        assert_eq!(text::error_type(&shown), kept, "{kind}");
    }
}

/// Calls, meta and results, whichever of RQ's serializers wrote them.
fn calls_meta_and_results_are_read(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let value = json!({"list": [1, 2.5, null, true], "text": "é'"});
    let shown = r#"{'list': [1, 2.5, None, True], 'text': "é'"}"#;
    rq.enqueue("tasks.echo", json!({"id": "pickle", "args": [value], "meta": {"tenant": {"id": "acme"}}}));
    rq.enqueue(
        "tasks.echo",
        json!({"id": "json", "kwargs": {"value": value}, "queue": "json", "serializer": "json"}),
    );
    rq.work(&["default"]);
    for (id, called) in
        [("pickle", format!("tasks.echo({shown})")), ("json", format!("tasks.echo(value={shown})"))]
    {
        let data = hash_field(&server, id, "data");
        let call = call::decode(&data).unwrap();
        assert_eq!((call.text(1000), call.serializer.name()), (called, id));
        assert_eq!(call::function(&data).as_deref(), Ok("tasks.echo"));
    }
    let meta = call::decode_value(&hash_field(&server, "pickle", "meta")).unwrap();
    assert_eq!(meta.at("tenant.id").unwrap().plain(), "acme");
    let returned = field(&latest_result(&server, "pickle"), "return_value");
    assert_eq!(call::return_value(&returned).unwrap().text(1000), shown);
}

/// A requeue leaves the bytes that an empty text packs to.
fn a_requeue_empties_the_traceback(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    rq.enqueue("tasks.failing", json!({"id": "bad"}));
    rq.work(&["default"]);
    rq.call("requeue", json!({"id": "bad"}));
    let left = hash_field(&server, "bad", "exc_info");
    assert_eq!(left, text::pack_exc_info(""));
    assert_eq!(text::exc_info(&left).as_deref(), Ok(""));
}

/// RQ reads the traceback of a failure that we wrote.
fn rq_reads_what_we_pack(version: &str) {
    let server = Server::start();
    let mut rq = Rq::start(version, &server);
    let said = "Moved to FailedJobRegistry, due to AbandonedJobError, at 2026-11-24 06:10:49 — naïve";
    rq.enqueue("tasks.quick", json!({"id": "lost"}));
    let packed = text::pack_exc_string(said);
    server.redis.run(&[
        "XADD",
        "rq:results:lost",
        "*",
        "type",
        "2",
        "exc_string",
        &packed,
        "worker_name",
        "",
    ]);
    assert_eq!(rq.job("lost")["result"]["exc_string"], said);
}

on_every_version!(
    tracebacks_have_their_line_and_type,
    calls_meta_and_results_are_read,
    a_requeue_empties_the_traceback,
    rq_reads_what_we_pack,
);
