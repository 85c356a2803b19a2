//! Where RQ's Redis is, who told us, and how to say it without its password.

use std::{
    ffi::OsString,
    fmt::Write,
    path::{Path, PathBuf},
    time::Duration,
};

use super::{
    endpoint::{Endpoint, Secret},
    tls::{Tls, Verify},
    url::{self, Url},
};
use crate::store::error::{Error, Kind};

/// Everything that a connection needs. Two connections to one address meet the same data.
#[derive(Clone, Debug)]
pub struct Address {
    pub endpoint: Endpoint,
    pub username: Option<String>,
    pub(super) password: Option<Secret>,
    pub db: u32,
    /// RQ's key prefix, `rq` unless RQ 3.0 was given another.
    pub prefix: String,
    /// Who named the address: `-u`, the environment variables, or `default`.
    pub from: String,
    /// For name look-up, connection, TLS, log-in and first reads together.
    pub connect_timeout: Duration,
    /// For one reply.
    pub reply_timeout: Duration,
    /// Is told each step and each command; never a password.
    pub trace: Option<Trace>,
}

/// Takes one line about what is done.
pub type Trace = fn(&str);

/// How environment variables are read: `std::env::var_os`, or a table in a test.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// Whether RQ 3.0 takes the text as its key prefix: `[A-Za-z0-9_.:{}-]+`.
pub fn valid_prefix(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.:{}-".contains(&b))
}

impl Address {
    /// The address that `url` (of `-u`) or else the environment names: `RQCTL_URL`, `RQ_REDIS_URL`,
    /// `REDIS_URL`, then `REDIS_HOST`, `REDIS_PORT`, `REDIS_DB`, `REDIS_PASSWORD`, `REDIS_SSL` and
    /// `REDIS_SSL_*` as RQ's own command line reads them. A variable that is empty is not set.
    ///
    /// # Errors
    /// `Kind::Address` for a text that makes no sense; it names the variable.
    pub fn from_env(url: Option<&str>, env: Environment) -> Result<Address, Error> {
        if let Some(url) = url {
            return Url::parse(url).map(|url| Address::of(url, "-u"));
        }
        for name in ["RQCTL_URL", "RQ_REDIS_URL", "REDIS_URL"] {
            if let Some(text) = variable(env, name)? {
                let url = Url::parse(&text).map_err(|e| Error::new(e.kind, format!("{name}: {e}")))?;
                return Ok(Address::of(url, name));
            }
        }
        from_parts(env)
    }

    fn of(url: Url, from: &str) -> Address {
        let Url { endpoint, username, password, db } = url;
        Address {
            endpoint,
            username,
            password,
            db,
            prefix: "rq".to_owned(),
            from: from.to_owned(),
            connect_timeout: Duration::from_secs(3),
            reply_timeout: Duration::from_secs(30),
            trace: None,
        }
    }

    /// A password from elsewhere, in place of the one in the URL.
    pub fn set_password(&mut self, password: String) {
        self.password = Some(Secret::new(password));
    }

    pub fn has_password(&self) -> bool {
        self.password.is_some()
    }

    /// How TLS is spoken, if it is.
    pub fn tls_mut(&mut self) -> Option<&mut Tls> {
        match &mut self.endpoint {
            Endpoint::Tcp { tls, .. } => tls.as_mut(),
            Endpoint::Unix(_) => None,
        }
    }

    pub fn tls(&self) -> Option<&Tls> {
        match &self.endpoint {
            Endpoint::Tcp { tls, .. } => tls.as_ref(),
            Endpoint::Unix(_) => None,
        }
    }

    /// The URL without its password, for people: `redis://ops@cache-1:6379/0`.
    pub fn display(&self) -> String {
        let user = self.username.as_deref().map(|u| quote(u.as_bytes(), "") + "@").unwrap_or_default();
        match &self.endpoint {
            Endpoint::Tcp { tls, .. } => {
                let scheme = if tls.is_some() { "rediss" } else { "redis" };
                format!("{scheme}://{user}{}/{}", self.place(), self.db)
            }
            Endpoint::Unix(path) => {
                let query = if self.db == 0 { String::new() } else { format!("?db={}", self.db) };
                format!("unix://{user}{}{query}", quote(path.as_os_str().as_encoded_bytes(), "/"))
            }
        }
    }

    /// The URL without its password, complete enough to be typed again: with its TLS keys.
    pub fn argument(&self) -> String {
        let mut text = self.display();
        let mut mark = '?';
        for (key, value) in self.tls().map(Tls::keys).unwrap_or_default() {
            // Writing to a String cannot fail.
            let _ = write!(text, "{mark}{key}={}", quote(&value, "/"));
            mark = '&';
        }
        text
    }

    /// Host and port, or the path of the socket.
    pub fn place(&self) -> String {
        match &self.endpoint {
            Endpoint::Tcp { host, port, .. } if host.contains(':') => {
                format!("[{}]:{port}", quote(host.as_bytes(), ":"))
            }
            Endpoint::Tcp { host, port, .. } => format!("{}:{port}", quote(host.as_bytes(), "")),
            Endpoint::Unix(path) => path.display().to_string(),
        }
    }
}

impl Tls {
    /// The keys of a URL that say the same.
    fn keys(&self) -> Vec<(&'static str, Vec<u8>)> {
        let path =
            |p: &Option<PathBuf>| p.as_deref().map(|p: &Path| p.as_os_str().as_encoded_bytes().to_vec());
        let verify = match self.verify {
            Verify::Full => None,
            Verify::AnyName => Some(("ssl_check_hostname", b"false".to_vec())),
            Verify::Nothing => Some(("ssl_cert_reqs", b"none".to_vec())),
        };
        let files = [
            ("ssl_ca_certs", path(&self.ca_file)),
            ("ssl_ca_path", path(&self.ca_dir)),
            ("ssl_ca_data", self.ca_pem.clone().map(String::into_bytes)),
            ("ssl_certfile", path(&self.cert)),
            ("ssl_keyfile", path(&self.key)),
        ];
        files.into_iter().filter_map(|(key, value)| Some((key, value?))).chain(verify).collect()
    }
}

fn variable(env: Environment, name: &str) -> Result<Option<String>, Error> {
    match env(name).map(OsString::into_string) {
        None => Ok(None),
        Some(Ok(text)) => Ok((!text.is_empty()).then_some(text)),
        Some(Err(_)) => Err(Error::new(Kind::Address, format!("{name} is not UTF-8"))),
    }
}

/// The variables of RQ's `rq` command, used only where none of them is a URL.
fn from_parts(env: Environment) -> Result<Address, Error> {
    let mut set = Vec::new();
    let mut get = |name: &'static str| -> Result<Option<String>, Error> {
        let value = variable(env, name)?;
        set.extend(value.is_some().then_some(name));
        Ok(value)
    };
    let wrong = |name: &str, what: &str| Error::new(Kind::Address, format!("{name} {what}"));

    let host = get("REDIS_HOST")?.unwrap_or_else(|| "localhost".to_owned());
    let port = match get("REDIS_PORT")? {
        Some(text) => text.parse().map_err(|_| wrong("REDIS_PORT", "is not a number up to 65535"))?,
        None => url::DEFAULT_PORT,
    };
    let db = match get("REDIS_DB")? {
        Some(text) => text.parse().map_err(|_| wrong("REDIS_DB", "is not a number"))?,
        None => 0,
    };
    let password = get("REDIS_PASSWORD")?;
    let ssl = get("REDIS_SSL")?.unwrap_or_default().to_lowercase();
    let tls = match ssl.as_str() {
        "y" | "yes" | "t" | "true" => {
            let mut tls = Tls::default();
            for (name, key) in [
                ("REDIS_SSL_CA_CERTS", "ssl_ca_certs"),
                ("REDIS_SSL_CA_DATA", "ssl_ca_data"),
                ("REDIS_SSL_CERTFILE", "ssl_certfile"),
                ("REDIS_SSL_KEYFILE", "ssl_keyfile"),
                ("REDIS_SSL_CERT_REQS", "ssl_cert_reqs"),
            ] {
                if let Some(value) = get(name)? {
                    tls.set(key, value).map_err(|e| wrong(name, &format!("is wrong: {e}")))?;
                }
            }
            Some(tls)
        }
        "" | "n" | "no" | "f" | "false" => None,
        _ => return Err(wrong("REDIS_SSL", "is neither true nor false")),
    };
    let from = if set.is_empty() { "default".to_owned() } else { set.join(", ") };
    let endpoint = Endpoint::Tcp { host, port, tls };
    let password = password.map(Secret::new);
    Ok(Address::of(Url { endpoint, username: None, password, db }, &from))
}

/// Percent-encodes what a URL does not take as it is.
fn quote(bytes: &[u8], also_plain: &str) -> String {
    bytes.iter().fold(String::new(), |mut text, &b| {
        if b.is_ascii_alphanumeric() || b"-._~".contains(&b) || also_plain.as_bytes().contains(&b) {
            text.push(b as char);
        } else {
            // Writing to a String cannot fail.
            let _ = write!(text, "%{b:02X}");
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(url: Option<&str>, vars: &[(&str, &str)]) -> Result<Address, Error> {
        let find = |name: &str| vars.iter().find(|(n, _)| *n == name).map(|(_, value)| value.into());
        Address::from_env(url, &find)
    }

    fn shown(url: Option<&str>, vars: &[(&str, &str)]) -> (String, String) {
        let address = with(url, vars).unwrap();
        (address.display(), address.from)
    }

    #[test]
    fn the_nearest_word_about_the_server_counts() {
        let mut vars = vec![
            ("RQCTL_URL", "redis://a"),
            ("RQ_REDIS_URL", "redis://b"),
            ("REDIS_URL", "redis://c"),
            ("REDIS_HOST", "d"),
        ];
        let pair = |url: &str, from: &str| (url.to_owned(), from.to_owned());
        assert_eq!(shown(Some("redis://u"), &vars), pair("redis://u:6379/0", "-u"));
        for (name, host) in
            [("RQCTL_URL", "a"), ("RQ_REDIS_URL", "b"), ("REDIS_URL", "c"), ("REDIS_HOST", "d")]
        {
            assert_eq!(shown(None, &vars), pair(&format!("redis://{host}:6379/0"), name));
            vars.retain(|(n, _)| *n != name);
        }
        assert_eq!(shown(None, &vars), pair("redis://localhost:6379/0", "default"));
        assert_eq!(shown(None, &[("RQCTL_URL", ""), ("REDIS_URL", "redis://c")]).1, "REDIS_URL");
    }

    #[test]
    fn the_variables_of_rq_name_a_server_part_by_part() {
        let vars =
            [("REDIS_HOST", "h"), ("REDIS_PORT", "7"), ("REDIS_DB", "2"), ("REDIS_PASSWORD", "s3cret")];
        let address = with(None, &vars).unwrap();
        assert_eq!(address.display(), "redis://h:7/2");
        assert_eq!(address.from, "REDIS_HOST, REDIS_PORT, REDIS_DB, REDIS_PASSWORD");
        assert_eq!(address.password.as_ref().map(Secret::expose), Some("s3cret"));
        let ssl = |value| with(None, &[("REDIS_SSL", value), ("REDIS_SSL_CERT_REQS", "none")]);
        for yes in ["y", "Yes", "t", "TRUE"] {
            assert_eq!(ssl(yes).unwrap().argument(), "rediss://localhost:6379/0?ssl_cert_reqs=none", "{yes}");
        }
        for no in ["n", "no", "F", "false"] {
            assert_eq!(ssl(no).unwrap().display(), "redis://localhost:6379/0", "{no}");
        }
        assert!(ssl("1").is_err() && ssl("on").is_err());
        assert!(with(None, &[("REDIS_PORT", "x")]).is_err() && with(None, &[("REDIS_DB", "-1")]).is_err());
    }

    #[test]
    fn what_is_wrong_with_a_variable_is_said_with_its_name() {
        let e = with(None, &[("REDIS_URL", "redis://:s3cret@h:x")]).unwrap_err();
        assert!(e.text.starts_with("REDIS_URL: ") && !e.text.contains("s3cret"), "{e}");
    }

    #[test]
    fn a_url_is_shown_without_its_password_and_reads_back() {
        for (typed, shown) in [
            ("redis://ops:s3cret@h/3", "redis://ops@h:6379/3"),
            ("redis://:s3cret@h", "redis://h:6379/0"),
            ("redis://h?password=s3cret&username=a%40b", "redis://a%40b@h:6379/0"),
            ("unix://ops:s3cret@/run/a%20b.sock?db=2", "unix://ops@/run/a%20b.sock?db=2"),
            ("redis://[fe80::1%25eth0]:1", "redis://[fe80::1%25eth0]:1/0"),
            (
                "rediss://h?ssl_cert_reqs=none&ssl_ca_certs=/a%26b.pem",
                "rediss://h:6379/0?ssl_ca_certs=/a%26b.pem&ssl_cert_reqs=none",
            ),
        ] {
            let address = with(Some(typed), &[]).unwrap();
            assert_eq!(address.argument(), shown, "{typed}");
            let again = with(Some(shown), &[]).unwrap();
            assert_eq!(
                (again.endpoint, again.db, again.username),
                (address.endpoint, address.db, address.username)
            );
        }
    }

    #[test]
    fn debug_output_holds_no_password() {
        let address = with(Some("redis://ops:s3cret@h"), &[]).unwrap();
        assert!(!format!("{address:?}").contains("s3cret"));
    }

    #[test]
    fn a_prefix_is_what_rq_3_takes() {
        for good in ["rq", "{t}:x", "a.b_c-9"] {
            assert!(valid_prefix(good), "{good}");
        }
        for bad in ["", "a b", "a*", "é", "a\n"] {
            assert!(!valid_prefix(bad), "{bad:?}");
        }
    }
}
