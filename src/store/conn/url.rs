//! The text of a Redis URL, read as redis-py reads it, because the same text configures RQ's workers.
//! Where redis-py guesses (a path that is no number is database 0, a host before a socket's path is
//! dropped) the text is refused instead: rqctl must never land in another database.
//!
//! No message quotes a value: a `/`, `?`, `#` or `@` that was not encoded moves a piece of the password
//! to where a port, a path or a query key is expected.

use std::{borrow::Cow, ffi::OsString, os::unix::ffi::OsStringExt, path::PathBuf};

use super::{
    endpoint::{Endpoint, Secret},
    tls::{Tls, Verify},
};
use crate::store::error::{Error, Kind};

/// What a URL says.
#[derive(Debug, PartialEq)]
pub(super) struct Url {
    pub endpoint: Endpoint,
    pub username: Option<String>,
    pub password: Option<Secret>,
    pub db: u32,
}

pub(super) const DEFAULT_PORT: u16 = 6379;

/// Keys of redis-py that say how its own connection behaves, not which data are meant.
const WITHOUT_EFFECT: [&str; 4] =
    ["health_check_interval", "max_connections", "client_name", "decode_responses"];
const FAMILIES_WITHOUT_EFFECT: [&str; 3] = ["socket_", "retry_", "encoding"];

/// The host and port of what is a URL but for its beginning; in anything else a secret might stand.
fn host_of(text: &str) -> String {
    let text = text.strip_suffix("/0").unwrap_or(text);
    let (host, port) = text.rsplit_once(':').unwrap_or((text, "6379"));
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let fine = host.chars().all(plain) && port.parse::<u16>().is_ok() && (1..=253).contains(&host.len());
    if fine { format!("{host}:{port}") } else { "HOST:6379".to_owned() }
}

impl Url {
    /// # Errors
    /// `Kind::Address`, with words that hold nothing of the password.
    pub fn parse(text: &str) -> Result<Url, Error> {
        let text = text.trim_end_matches(['\r', '\n']);
        if text.chars().any(char::is_control) {
            return refuse("the URL holds control characters");
        }
        let Some((scheme, rest)) = ["redis", "rediss", "unix"]
            .iter()
            .find_map(|s| Some((*s, text.strip_prefix(s)?.strip_prefix("://")?)))
        else {
            let e = Error::new(Kind::Address, "the URL does not begin with redis://, rediss:// or unix://");
            return Err(e.hinted(format!("write it in full: rqctl -u redis://{}/0 status", host_of(text))));
        };
        if rest.contains('#') {
            return refuse("the URL holds a `#`; in a password it is written %23");
        }
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
        let (login, place) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (username, password) = login.split_once(':').unwrap_or((login, ""));

        let mut said = Query::parse(query)?;
        let endpoint = match scheme {
            "unix" => {
                if !place.is_empty() || path.is_empty() {
                    return refuse("the URL of a socket has three slashes: unix:///path/to/socket");
                }
                Endpoint::Unix(PathBuf::from(OsString::from_vec(unquote(path).into_owned())))
            }
            _ => {
                let (host, port) = host_and_port(place)?;
                let tls = (scheme == "rediss").then(|| said.tls.take().unwrap_or_default());
                Endpoint::Tcp { host, port, tls }
            }
        };
        if said.tls.is_some() {
            return refuse("the URL has ssl_ keys, but only rediss:// speaks TLS");
        }
        let db = match (said.db, scheme) {
            (Some(db), _) => db,
            (None, "unix") => 0,
            (None, _) => database(&text_of(unquote(path.trim_matches('/'))))?,
        };
        let given = |s: &str| (!s.is_empty()).then(|| text_of(unquote(s)));
        Ok(Url {
            endpoint,
            username: given(username).or(said.username),
            password: given(password).or(said.password).map(Secret::new),
            db,
        })
    }
}

fn host_and_port(place: &str) -> Result<(String, u16), Error> {
    let (host, port) = match place.strip_prefix('[') {
        Some(inner) => {
            let Some((host, after)) = inner.split_once(']') else {
                return refuse("the IPv6 address has no closing bracket");
            };
            let port = match after.strip_prefix(':') {
                None if after.is_empty() => "",
                Some(port) => port,
                None => return refuse("something stands between the IPv6 address and its port"),
            };
            let host = text_of(unquote(host));
            let bare = host.split_once('%').map_or(host.as_str(), |(bare, _)| bare);
            if bare.parse::<std::net::Ipv6Addr>().is_err() {
                return refuse("what stands in brackets is not an IPv6 address");
            }
            (host, port)
        }
        None => {
            let (host, port) = place.split_once(':').unwrap_or((place, ""));
            (text_of(unquote(host)), port)
        }
    };
    if host.chars().any(char::is_control) {
        return refuse("the host name holds control characters");
    }
    let host = if host.is_empty() { "localhost".to_owned() } else { host.to_lowercase() };
    // redis-py takes port 0 for no port.
    match port {
        "" | "0" => Ok((host, DEFAULT_PORT)),
        digits if digits.bytes().all(|b| b.is_ascii_digit()) && digits.parse::<u16>().is_ok() => {
            Ok((host, digits.parse().unwrap_or(DEFAULT_PORT)))
        }
        _ => refuse(
            "the port in the URL is not a number up to 65535 (in a password `/` `?` `@` `:` are written \
             %2F %3F %40 %3A, and an IPv6 address stands in brackets)",
        ),
    }
}

/// A database number; nothing is 0.
pub(super) fn database(text: &str) -> Result<u32, Error> {
    match text.trim() {
        "" => Ok(0),
        digits => digits.parse().or_else(|_| refuse("the database is not a number")),
    }
}

#[derive(Default)]
struct Query {
    db: Option<u32>,
    username: Option<String>,
    password: Option<String>,
    tls: Option<Tls>,
}

impl Query {
    /// As Python's `parse_qs`: `+` is a space, the first of two equal keys counts, a key without a value
    /// does not count.
    fn parse(text: &str) -> Result<Query, Error> {
        let mut query = Query::default();
        let mut seen = Vec::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let decode = |s: &str| text_of(unquote(&s.replace('+', " ")));
            let (key, value) = (decode(key), decode(value));
            // With an `@` behind it, the `?` may be one of the password, and this no key.
            known(&key).map_err(|e| if text.contains('@') { Error::new(e.kind, NO_KEY) } else { e })?;
            if !value.is_empty() && !seen.contains(&key) {
                query.set(&key, value)?;
                seen.push(key);
            }
        }
        Ok(query)
    }

    fn set(&mut self, key: &str, value: String) -> Result<(), Error> {
        match key {
            "db" => self.db = Some(database(&value)?),
            "username" => self.username = Some(value),
            "password" => self.password = Some(value),
            "protocol" if !matches!(value.as_str(), "2" | "3") => {
                return refuse("`protocol` in the URL is 2 or 3");
            }
            _ if key.starts_with("ssl_") => self.tls.get_or_insert_default().set(key, value)?,
            _ => {}
        }
        Ok(())
    }
}

impl Tls {
    /// A key of redis-py's `SSLConnection`.
    pub(super) fn set(&mut self, key: &str, value: String) -> Result<(), Error> {
        match key {
            "ssl_ca_certs" => self.ca_file = Some(value.into()),
            "ssl_ca_path" => self.ca_dir = Some(value.into()),
            "ssl_ca_data" => self.ca_pem = Some(value),
            "ssl_certfile" => self.cert = Some(value.into()),
            "ssl_keyfile" => self.key = Some(value.into()),
            "ssl_check_hostname" => {
                let no = ["0", "F", "FALSE", "N", "NO"].contains(&value.to_uppercase().as_str());
                if no && self.verify == Verify::Full {
                    self.verify = Verify::AnyName;
                }
            }
            "ssl_cert_reqs" => match value.as_str() {
                "none" => self.verify = Verify::Nothing,
                "optional" | "required" => {}
                _ => return refuse("ssl_cert_reqs is none, optional or required"),
            },
            _ => return unknown(key),
        }
        Ok(())
    }
}

fn known(key: &str) -> Result<(), Error> {
    let acts = matches!(key, "db" | "username" | "password" | "protocol") || key.starts_with("ssl_");
    let idle = WITHOUT_EFFECT.contains(&key) || FAMILIES_WITHOUT_EFFECT.iter().any(|f| key.starts_with(f));
    if acts || idle { Ok(()) } else { unknown(key) }
}

fn unknown<T>(key: &str) -> Result<T, Error> {
    let plain = key.len() <= 40 && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let what = format!("the key `{key}` in the URL is unknown");
    let known = "what acts is db, username, password, protocol and, with rediss://, ssl_ca_certs, ssl_certfile, \
                 ssl_keyfile, ssl_cert_reqs and ssl_check_hostname";
    Err(Error::new(Kind::Address, if plain { what } else { NO_KEY.to_owned() }).hinted(known))
}

const NO_KEY: &str =
    "after the `?` of the URL stands what is not a key (in a password `?` `&` `@` are written %3F %26 %40)";

fn refuse<T>(text: impl Into<String>) -> Result<T, Error> {
    Err(Error::new(Kind::Address, text))
}

/// As Python's `unquote`: an escape that is none stays as it is.
fn unquote(text: &str) -> Cow<'_, [u8]> {
    if !text.contains('%') {
        return Cow::Borrowed(text.as_bytes());
    }
    let hex = |b: Option<&u8>| b.and_then(|b| (*b as char).to_digit(16)).map(|d| d as u8);
    let mut rest = text.as_bytes();
    let mut bytes = Vec::with_capacity(rest.len());
    while let Some((&first, after)) = rest.split_first() {
        match (first, hex(after.first()), hex(after.get(1))) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(high << 4 | low);
                rest = &after[2..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    Cow::Owned(bytes)
}

fn text_of(bytes: Cow<'_, [u8]>) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_alone_is_put_into_the_url_that_was_meant() {
        for (typed, hint) in [
            ("cache-1", "redis://cache-1:6379/0"),
            ("localhost:6380", "redis://localhost:6380/0"),
            ("10.0.0.1:6379/0", "redis://10.0.0.1:6379/0"),
            ("ops:s3cret@cache-1", "redis://HOST:6379/0"),
            ("", "redis://HOST:6379/0"),
        ] {
            let said = Url::parse(typed).unwrap_err().hint.unwrap();
            assert_eq!(said, format!("write it in full: rqctl -u {hint} status"), "{typed}");
        }
    }
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn said(text: &str) -> Result<Value, String> {
        let Url { endpoint, username, password, db } = Url::parse(text).map_err(|e| e.text)?;
        let password = password.as_ref().map(Secret::expose);
        let (host, port, path, tls) = match &endpoint {
            Endpoint::Tcp { host, port, tls } => (Some(host), Some(port), "", tls.is_some()),
            Endpoint::Unix(path) => (None, None, path.to_str().unwrap(), false),
        };
        Ok(json!({"host": host, "port": port, "db": db, "username": username, "password": password,
                  "path": path, "tls": tls}))
    }

    /// The answers of redis-py; a test against real RQ asks redis-py again.
    #[test]
    fn a_url_means_what_it_means_to_redis_py() {
        let table = include_str!("../../../tests/support/urls.tsv");
        assert!(table.lines().count() > 50);
        for line in table.lines() {
            let (url, expected) = line.split_once('\t').unwrap();
            let expected: Value = serde_json::from_str(expected).unwrap();
            assert_eq!(said(url), Ok(expected), "{url}");
        }
    }

    #[test]
    fn what_redis_py_refuses_or_guesses_is_refused() {
        let refused = [
            "",
            "h:6379",
            "http://h",
            "redis:/h",
            "REDIS://h",
            "redis+sentinel://h",
            "valkey://h",
            "redis://h/junk",
            "redis://h/1/2",
            "redis://h/-1",
            "redis://h/1.5",
            "redis://h/4294967296",
            "redis://h?db=x",
            "redis://h?db=-1",
            "redis://h?db=1e3",
            "redis://h:x",
            "redis://h:65536",
            "redis://h:-1",
            "redis://h:+1",
            "redis://::1:6379",
            "redis://[::1",
            "redis://[::1]x:1",
            "redis://[nothex]",
            "redis://x[::1]",
            "redis://h/0#prod",
            "redis://:pa#ss@h",
            "redis://:pa?ss@h",
            "redis://:pa/ss@h",
            "redis://h?databse=4",
            "redis://h?DB=4",
            "redis://h?ssl=true",
            "redis://h?ssl_cert_reqs=none",
            "unix:///s?ssl_cert_reqs=none",
            "rediss://h?ssl_cert_reqs=maybe",
            "rediss://h?ssl_ciphers=ALL",
            "rediss://h?ssl_min_version=772",
            "redis://h?protocol=4",
            "redis://h?host=other",
            "redis://h?port=1",
            "redis://h?timeout=3",
            "unix://run/redis.sock",
            "unix://localhost/run/redis.sock",
            "unix://",
            "unix://?db=1",
            "redis://h%0Ax",
            "redis://h\nx",
            "redis://h\0",
        ];
        for url in refused {
            assert!(said(url).is_err(), "{url}");
        }
    }

    #[test]
    fn tls_keys_of_redis_py_are_understood() {
        let tls = |query: &str| match Url::parse(&format!("rediss://h?{query}")).unwrap().endpoint {
            Endpoint::Tcp { tls: Some(tls), .. } => tls,
            other => panic!("{other:?}"),
        };
        assert_eq!(tls(""), Tls::default());
        assert_eq!(tls("ssl_cert_reqs=required&ssl_check_hostname=true"), Tls::default());
        assert_eq!(tls("ssl_cert_reqs=none").verify, Verify::Nothing);
        for no in ["0", "f", "False", "n", "NO"] {
            assert_eq!(tls(&format!("ssl_check_hostname={no}")).verify, Verify::AnyName, "{no}");
        }
        assert_eq!(tls("ssl_check_hostname=no&ssl_cert_reqs=none").verify, Verify::Nothing);
        let files = tls("ssl_ca_certs=/ca&ssl_certfile=/c&ssl_keyfile=/k");
        assert_eq!((files.cert, files.key), (Some("/c".into()), Some("/k".into())));
    }

    proptest! {
        #[test]
        fn no_refusal_repeats_a_piece_of_a_password(
            password in "[a-z/?#@:&=%]{0,6}secret[a-z/?#@:&=%]{0,6}",
            place in "[a-z0-9:]{0,8}(/[0-9]{0,2})?",
        ) {
            if let Err(e) = Url::parse(&format!("redis://ops:{password}@{place}")) {
                prop_assert!(!e.text.contains("secret"), "{}", e.text);
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in "(redis|rediss|unix)://.*") {
            let _ = Url::parse(&text);
        }
    }
}
