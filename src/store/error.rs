//! What the world can do to us. One bad job is never an `Err`: it is a value in a page.

use std::{error::Error as _, fmt, io, sync::Arc};

use crate::rq::fleet::HOLDS_OTHER_TYPE;

/// Why Redis could not be asked, or would not answer. Never holds a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub kind: Kind,
    /// What happened, lower case, without full stop; may quote the server's own words.
    pub text: String,
    /// What may help, where only this layer can know it.
    pub hint: Option<String>,
    /// The key that it is about, where there is one.
    pub key: Option<Vec<u8>>,
}

/// The kinds that an operator must tell apart, because what to type next differs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The URL or an option beside it makes no sense; nothing was connected.
    Address,
    /// Nobody listens at the address.
    Refused,
    UnknownHost,
    /// No connection within the connect timeout, all steps together.
    ConnectTimeout,
    /// A reply did not come within the reply timeout.
    ReplyTimeout,
    /// The connection ended while a reply was owed.
    Lost,
    /// No password, a wrong one, or an unknown user.
    Login,
    /// The ACL forbids a command or a key.
    Denied,
    /// The server speaks TLS and we did not, or the other way round, or a certificate is not trusted.
    Tls,
    /// `SELECT` of a database that the server does not have.
    NoDatabase,
    /// A cluster node sent us elsewhere (`MOVED`, `CROSSSLOT`).
    Cluster,
    /// The server still reads its data from disk.
    Loading,
    /// A replica, or a server that refuses writes (`READONLY`, `MISCONF`).
    ReadOnly,
    /// The server runs somebody's script that does not end (`BUSY`).
    Busy,
    /// `maxmemory` is reached and the command may need memory.
    Full,
    /// Older than Redis 5, or not Redis.
    TooOld,
    /// A key without which nothing can be said holds another type than RQ stores there.
    WrongType,
    /// The server said something that we do not understand.
    Protocol,
}

impl Error {
    pub fn new(kind: Kind, text: impl Into<String>) -> Error {
        Error { kind, text: text.into(), hint: None, key: None }
    }

    /// Nothing can be said because this key holds another type than RQ stores there.
    pub fn wrong_type(key: Vec<u8>) -> Error {
        let text = format!("{} {HOLDS_OTHER_TYPE}", String::from_utf8_lossy(&key));
        Error { key: Some(key), ..Error::new(Kind::WrongType, text) }
    }

    /// The same, with what follows from it before it.
    pub fn so(mut self, what: &str) -> Error {
        self.text = format!("{what}: {}", self.text);
        self
    }

    pub fn hinted(mut self, hint: impl Into<String>) -> Error {
        self.hint = Some(hint.into());
        self
    }

    /// An answer that no command of ours can get from a sound server.
    pub fn protocol(text: impl Into<String>) -> Error {
        Error::new(Kind::Protocol, text)
    }

    /// What an administrator must add to the user's ACL so that a refused command is allowed: `+hscan`,
    /// `~rq:*`, `&rq:pubsub:*`. Read from the server's words, which differ between versions.
    pub fn acl_rule(&self, prefix: &str) -> Option<String> {
        if self.kind != Kind::Denied {
            return None;
        }
        if let Some((_, rest)) = self.text.split_once("permissions to run the '") {
            return Some(format!("+{}", rest.split_once('\'')?.0.to_lowercase()));
        }
        if self.text.contains("channel") {
            return Some(format!("&{prefix}:pubsub:*"));
        }
        self.text.contains("key").then(|| format!("~{prefix}:*"))
    }

    /// The node that a cluster sends us to: `host:port` of `MOVED SLOT host:port`.
    pub fn moved_to(&self) -> Option<&str> {
        self.text.split_once("MOVED ")?.1.split(' ').nth(1).filter(|node| !node.starts_with(':'))
    }

    /// The user whom the server named when it refused a command (Redis 7.2 and later).
    pub fn acl_user(&self) -> Option<&str> {
        self.text.split_once(" has no permissions")?.0.rsplit_once("User ").map(|(_, user)| user)
    }
}

impl Kind {
    /// The word for the kind in machine formats: a contract.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Address => "address",
            Kind::Refused => "refused",
            Kind::UnknownHost => "unknown_host",
            Kind::ConnectTimeout => "connect_timeout",
            Kind::ReplyTimeout => "reply_timeout",
            Kind::Lost => "lost",
            Kind::Login => "login",
            Kind::Denied => "denied",
            Kind::Tls => "tls",
            Kind::NoDatabase => "no_database",
            Kind::Cluster => "cluster",
            Kind::Loading => "loading",
            Kind::ReadOnly => "read_only",
            Kind::Busy => "busy",
            Kind::Full => "full",
            Kind::TooOld => "too_old",
            Kind::WrongType => "wrong_type",
            Kind::Protocol => "protocol",
        }
    }
}

/// What the redis crate says, in our kinds. Its own texts come from the system and name no address.
impl From<redis::RedisError> for Error {
    fn from(e: redis::RedisError) -> Error {
        if e.is_timeout() {
            return Error::new(Kind::ReplyTimeout, "no reply within the reply timeout");
        }
        if e.kind() == redis::ErrorKind::Parse {
            return Error::protocol("the server sent what is not a reply of Redis");
        }
        let Some(io) = io_error(&e) else {
            return match e.is_io_error() {
                true => Error::new(Kind::Tls, format!("TLS failed: {e}")),
                false => Error::protocol(format!("the server sent what was not expected: {e}")),
            };
        };
        if let Some(tls) = io.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            return tls_error(tls);
        }
        match io.kind() {
            io::ErrorKind::ConnectionRefused => Error::new(Kind::Refused, "connection refused"),
            io::ErrorKind::NotFound => Error::new(Kind::Refused, "there is no such socket"),
            io::ErrorKind::PermissionDenied => Error::new(Kind::Refused, "permission denied"),
            io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => {
                Error::new(Kind::Refused, "the network does not lead there")
            }
            // The standard library has no kind of its own for a failed name look-up.
            _ if io.to_string().starts_with("failed to lookup address") => {
                Error::new(Kind::UnknownHost, "the host name is not known")
            }
            io::ErrorKind::UnexpectedEof => Error::new(Kind::Lost, "the server ended the connection"),
            _ => Error::new(Kind::Lost, format!("the connection was lost: {io}")),
        }
    }
}

fn io_error(e: &redis::RedisError) -> Option<&io::Error> {
    e.source()?.downcast_ref::<Arc<dyn std::error::Error + Send + Sync>>()?.downcast_ref()
}

fn tls_error(e: &rustls::Error) -> Error {
    use rustls::{CertificateError, Error as Tls};
    let text = match e {
        Tls::InvalidCertificate(why) => match why {
            CertificateError::UnknownIssuer => {
                return Error::new(Kind::Tls, "the server's certificate is signed by nobody we trust")
                    .hinted("name the authority with --tls-ca FILE");
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "the server's certificate is for another host name".to_owned()
            }
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                "the server's certificate has expired".to_owned()
            }
            other => format!("the server's certificate is not accepted: {other}"),
        },
        Tls::InvalidMessage(_) => "the server does not speak TLS".to_owned(),
        Tls::AlertReceived(rustls::AlertDescription::CertificateRequired) => {
            return Error::new(Kind::Tls, "the server wants a certificate of ours")
                .hinted("name it with --tls-cert FILE --tls-key FILE");
        }
        other => format!("TLS failed: {other}"),
    };
    Error::new(Kind::Tls, text)
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Error {}

/// What the server said instead of a value: `NOPERM`, `WRONGTYPE` … and the rest of the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub code: String,
    pub text: String,
}

impl Said {
    pub fn denied(&self) -> bool {
        self.code == "NOPERM"
    }

    /// The server is older than the command.
    pub fn unknown_command(&self) -> bool {
        self.text.starts_with("unknown command")
    }

    pub fn wrong_type(&self) -> bool {
        self.code == "WRONGTYPE"
    }

    /// The error that this answer is when the whole command depends on it.
    pub fn into_error(self) -> Error {
        let kind = match self.code.as_str() {
            "NOPERM" => Kind::Denied,
            // Inside a script, in the words of Redis 7.0 and of Valkey.
            "ERR" if ["can't run this command", "ACL failure"].iter().any(|w| self.text.contains(w)) => {
                Kind::Denied
            }
            "NOAUTH" | "WRONGPASS" => Kind::Login,
            "LOADING" => Kind::Loading,
            "READONLY" | "MISCONF" | "MASTERDOWN" | "NOREPLICAS" => Kind::ReadOnly,
            "BUSY" => Kind::Busy,
            "OOM" => Kind::Full,
            "MOVED" | "ASK" | "CROSSSLOT" | "CLUSTERDOWN" | "TRYAGAIN" => Kind::Cluster,
            _ => Kind::Protocol,
        };
        Error::new(kind, format!("the server said: {} {}", self.code, self.text).trim_end().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(code: &str, text: &str) -> Error {
        Said { code: code.to_owned(), text: text.to_owned() }.into_error()
    }

    #[test]
    fn the_rule_to_add_is_read_from_the_words_of_every_version() {
        for (text, user, rule) in [
            // Redis 6, 7.0, 7.2.
            ("this user has no permissions to run the 'hscan' command or its subcommand", None, "+hscan"),
            ("this user has no permissions to run the 'config|get' command", None, "+config|get"),
            ("User ann has no permissions to run the 'HSCAN' command", Some("ann"), "+hscan"),
            ("this user has no permissions to access one of the keys used as arguments", None, "~rq:*"),
            ("No permissions to access a key", None, "~rq:*"),
            (
                "this user has no permissions to access one of the channels used as arguments",
                None,
                "&rq:pubsub:*",
            ),
            ("No permissions to access a channel", None, "&rq:pubsub:*"),
        ] {
            let e = said("NOPERM", text);
            assert_eq!(
                (e.kind, e.acl_user(), e.acl_rule("rq").as_deref()),
                (Kind::Denied, user, Some(rule)),
                "{text}"
            );
        }
        assert_eq!(said("ERR", "No permissions to access a key").acl_rule("rq"), None);
        let in_script =
            "ACL failure in script: User ann has no permissions to run the 'hset' command script: x";
        let e = said("ERR", in_script);
        assert_eq!(
            (e.kind, e.acl_user(), e.acl_rule("rq").as_deref()),
            (Kind::Denied, Some("ann"), Some("+hset"))
        );
    }

    #[test]
    fn what_the_server_says_is_told_apart() {
        for (code, kind) in [
            ("NOAUTH", Kind::Login),
            ("LOADING", Kind::Loading),
            ("READONLY", Kind::ReadOnly),
            ("MISCONF", Kind::ReadOnly),
            ("OOM", Kind::Full),
            ("BUSY", Kind::Busy),
            ("CROSSSLOT", Kind::Cluster),
            ("ERR", Kind::Protocol),
        ] {
            assert_eq!(said(code, "x").kind, kind, "{code}");
        }
        let moved = said("MOVED", "1234 10.0.0.7:6379");
        assert_eq!((moved.kind, moved.moved_to()), (Kind::Cluster, Some("10.0.0.7:6379")));
        assert_eq!(said("MOVED", "1234 :6379").moved_to(), None);
    }

    #[test]
    fn every_kind_has_a_word_of_its_own() {
        use Kind::*;
        let all = [
            Address,
            Refused,
            UnknownHost,
            ConnectTimeout,
            ReplyTimeout,
            Lost,
            Login,
            Denied,
            Tls,
            NoDatabase,
            Cluster,
            Loading,
            ReadOnly,
            Busy,
            Full,
            TooOld,
            WrongType,
            Protocol,
        ];
        let words: std::collections::BTreeSet<&str> = all.iter().map(|kind| kind.code()).collect();
        assert_eq!(words.len(), all.len());
    }
}
