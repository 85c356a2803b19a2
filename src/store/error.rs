//! What the world can do to us. One bad job is never an `Err`: it is a value in a page.

use std::fmt;

/// Why Redis could not be asked, or would not answer. Never holds a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub kind: Kind,
    /// What happened, lower case, without full stop; may quote the server's own words.
    pub text: String,
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
    /// `maxmemory` is reached and the command may need memory.
    Full,
    /// Older than Redis 5, or not Redis.
    TooOld,
    /// The server said something that we do not understand.
    Protocol,
}

impl Error {
    pub fn new(kind: Kind, text: impl Into<String>) -> Error {
        Error { kind, text: text.into() }
    }

    /// An answer that no command of ours can get from a sound server.
    pub fn protocol(text: impl Into<String>) -> Error {
        Error::new(Kind::Protocol, text)
    }
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

    pub fn wrong_type(&self) -> bool {
        self.code == "WRONGTYPE"
    }

    /// The error that this answer is when the whole command depends on it.
    pub fn into_error(self) -> Error {
        let kind = match self.code.as_str() {
            "NOPERM" => Kind::Denied,
            "NOAUTH" | "WRONGPASS" => Kind::Login,
            "LOADING" => Kind::Loading,
            "READONLY" | "MISCONF" | "MASTERDOWN" => Kind::ReadOnly,
            "OOM" => Kind::Full,
            "MOVED" | "ASK" | "CROSSSLOT" | "CLUSTERDOWN" | "TRYAGAIN" => Kind::Cluster,
            _ => Kind::Protocol,
        };
        Error::new(kind, format!("the server said: {} {}", self.code, self.text).trim_end().to_owned())
    }
}
