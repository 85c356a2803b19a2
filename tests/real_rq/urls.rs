//! Where a URL leads to: the table that rqctl's reading is tested with is what redis-py answers.

use harness::{Rq, Server, on_every_version};
use serde_json::{Value, json};

const UNDERSTOOD: &str = r#"
from redis.connection import ConnectionPool, SSLConnection, UnixDomainSocketConnection

def understood(url):
    pool = ConnectionPool.from_url(url)
    # Made, not connected: this refuses what the connection does not take.
    pool.connection_class(**pool.connection_kwargs)
    defaults = {"host": "localhost", "port": 6379, "db": 0, "username": None, "password": None, "path": ""}
    said = {key: pool.connection_kwargs.get(key, default) for key, default in defaults.items()}
    said["tls"] = issubclass(pool.connection_class, SSLConnection)
    if issubclass(pool.connection_class, UnixDomainSocketConnection):
        said["host"], said["port"] = None, None
    return said

answer = [understood(url) for url in urls]
"#;

/// rqctl's own side of the table is tested in `src/store/conn/url.rs`.
fn redis_py_understands_urls_as_the_table_says(version: &str) {
    let table = include_str!("../support/urls.tsv");
    let rows: Vec<(&str, &str)> = table.lines().map(|line| line.split_once('\t').expect("a tab")).collect();
    let urls: Vec<&str> = rows.iter().map(|(url, _)| *url).collect();
    let server = Server::start();
    let answers = Rq::start(version, &server).python(UNDERSTOOD, json!({"urls": urls}));
    for ((url, expected), answer) in rows.iter().zip(answers.as_array().expect("a list")) {
        let expected: Value = serde_json::from_str(expected).expect("JSON");
        assert_eq!(*answer, expected, "{url}");
    }
}

const FROM_VARIABLES: &str = r#"
from rq.cli.helpers import get_redis_from_config

def connection_of(variables):
    pool = get_redis_from_config(variables).connection_pool
    said = {key: pool.connection_kwargs.get(key) for key in ("host", "password")}
    said.update({key: int(pool.connection_kwargs.get(key)) for key in ("port", "db")})
    said["tls"] = "ssl_cert_reqs" in pool.connection_kwargs
    return said

def one(variables):
    try:
        return connection_of(variables)
    except ValueError:
        return None

answer = [one(variables) for variables in all_variables]
"#;

/// The same variables lead RQ's command line and rqctl to the same server; rqctl's side is read off `-v`.
fn variables_lead_to_the_server_that_rq_takes(version: &str) {
    let server = Server::start();
    let given = [
        json!({}),
        json!({"REDIS_HOST": "127.0.0.1", "REDIS_PORT": "1", "REDIS_DB": "3"}),
        json!({"REDIS_PORT": "1", "REDIS_SSL": "True", "REDIS_SSL_CERT_REQS": "none"}),
        json!({"REDIS_HOST": "127.0.0.1", "REDIS_PORT": "1", "REDIS_SSL": "no"}),
        json!({"REDIS_HOST": "127.0.0.1", "REDIS_PORT": "1", "REDIS_SSL": "1"}),
        json!({"REDIS_URL": "redis://127.0.0.1:1/2", "REDIS_HOST": "other", "REDIS_PORT": "2"}),
    ];
    let answers = Rq::start(version, &server).python(FROM_VARIABLES, json!({"all_variables": given}));
    for (variables, answer) in given.iter().zip(answers.as_array().expect("a list")) {
        let variables = variables.as_object().expect("an object");
        if variables.is_empty() {
            assert_eq!(
                *answer,
                json!({"host": "localhost", "port": 6379, "db": 0, "password": null, "tls": false})
            );
            continue;
        }
        let rqctl = harness::Rqctl::new(&["-v", "label", "show"]);
        let rqctl = variables
            .iter()
            .fold(rqctl, |run, (name, value)| run.env(name, value.as_str().unwrap_or_default()));
        let output = rqctl.run();
        if answer.is_null() {
            output.exits(2);
            continue;
        }
        let scheme = if answer["tls"] == true { "rediss" } else { "redis" };
        let url = format!(
            "{scheme}://{}:{}/{}",
            answer["host"].as_str().unwrap_or_default(),
            answer["port"],
            answer["db"]
        );
        assert!(output.stderr().contains(&format!("connecting to {url}\n")), "{url}: {}", output.raw());
    }
}

on_every_version!(redis_py_understands_urls_as_the_table_says, variables_lead_to_the_server_that_rq_takes);
