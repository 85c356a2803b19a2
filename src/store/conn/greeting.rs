//! The first round trip: log in, choose the database, and read what every command needs.

use super::address::Address;
use crate::{
    rq::{fleet::Seen, keys::Keys, time::Time},
    store::{
        error::{Error, Kind, Said},
        wire::{Batch, Reply, Wire},
    },
};

/// What the server said about itself before anything else was asked.
#[derive(Clone, Debug)]
pub(in crate::store) struct Greeting {
    pub now: Time,
    pub label: Seen<Option<Label>>,
    /// `redis_version` of INFO: for people, never to decide what a server can do. Valkey says 7.2.4.
    pub redis: Option<String>,
}

/// The name that a server goes by, kept in it, so that every laptop is told which one is production.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    pub name: String,
    /// Acts that destroy or touch many jobs must name the label.
    pub protected: bool,
}

/// One round trip, or two where Redis 5 does not know the two-word AUTH.
pub(super) fn greet(wire: &mut Wire, address: &Address, keys: &Keys) -> Result<Greeting, Error> {
    let user = address.username.as_deref();
    match ask(wire, address, keys, user)? {
        Answer::Greeting(greeting) => Ok(greeting),
        Answer::NoUsers => match ask(wire, address, keys, None)? {
            Answer::Greeting(greeting) => Ok(greeting),
            Answer::NoUsers => Err(Error::new(Kind::Login, "the server does not take a password")),
        },
    }
}

enum Answer {
    Greeting(Greeting),
    /// Redis 5: there is one password and there are no users.
    NoUsers,
}

fn ask(wire: &mut Wire, address: &Address, keys: &Keys, user: Option<&str>) -> Result<Answer, Error> {
    let password = address.password.as_ref().map(|p| p.expose());
    let logs_in = user.is_some() || password.is_some();
    let selects = address.db != 0;
    let mut batch = Batch::default();
    if logs_in {
        let password = password.unwrap_or_default().as_bytes();
        match user {
            Some(user) => batch.push(&[b"AUTH", user.as_bytes(), password]),
            None => batch.push(&[b"AUTH", password]),
        }
    }
    if selects {
        batch.push(&[b"SELECT", address.db.to_string().as_bytes()]);
    }
    batch.push(&[b"TIME"]);
    batch.push(&[b"HMGET", &keys.label(), b"name", b"protected"]);
    batch.push(&[b"INFO", b"server"]);

    // One by one: a server that refuses us may say so once and hang up.
    wire.send(batch)?;
    if logs_in {
        match wire.receive()? {
            Reply::Error(said) if user.is_some() && said.text.contains("wrong number of arguments") => {
                wire.settle();
                return Ok(Answer::NoUsers);
            }
            Reply::Error(said) => return Err(login(said, user, address)),
            _ => {}
        }
    }
    if selects && let Reply::Error(said) = wire.receive()? {
        return Err(no_database(said, address));
    }
    let now = wire.receive()?.ok().map_err(first_words)?.time();
    let now = now.ok_or_else(|| Error::protocol("the server did not answer TIME with a time"))?;
    let label = label(wire.receive()?)?;
    let redis = wire.receive()?.bytes().and_then(|info| version(&info));
    if let Some(version) = redis.as_deref()
        && major(version).is_some_and(|major| major < 5)
    {
        return Err(Error::new(
            Kind::TooOld,
            format!("the server is Redis {version}; rqctl needs Redis 5 or later"),
        ));
    }
    Ok(Answer::Greeting(Greeting { now, label, redis }))
}

/// The first command of a client that gave no password.
fn first_words(e: Error) -> Error {
    if e.text.contains("NOAUTH") {
        return Error::new(Kind::Login, "the server wants a password");
    }
    if e.text.contains("protected mode") {
        let text =
            "the server lets in only clients of its own machine (protected mode, and it has no password)";
        return Error::new(Kind::Login, text)
            .hinted("give the server a password, or run rqctl on its machine");
    }
    if e.text.contains("max number of clients") {
        return Error::new(Kind::Refused, "the server takes no more clients (its maxclients is reached)");
    }
    e
}

fn login(said: Said, user: Option<&str>, address: &Address) -> Error {
    let who = match user {
        Some(user) => format!("user `{user}`"),
        None => "the default user".to_owned(),
    };
    let text = match said.code.as_str() {
        "WRONGPASS" if !address.has_password() => format!("the server wants a password of {who}"),
        "WRONGPASS" => format!("the server refused the password of {who}"),
        // Redis 5, and Redis 6 and later.
        "ERR" if said.text.contains("invalid password") => {
            format!("the server refused the password of {who}")
        }
        "ERR" if said.text.contains("password is set") || said.text.contains("without any password") => {
            "a password was given, but the server has none".to_owned()
        }
        _ => return first_words(said.into_error()),
    };
    Error::new(Kind::Login, text)
}

fn no_database(said: Said, address: &Address) -> Error {
    match said.text.as_str() {
        text if text.contains("out of range") => {
            Error::new(Kind::NoDatabase, format!("the server has no database {}", address.db))
        }
        text if text.contains("cluster mode") => {
            Error::new(Kind::NoDatabase, format!("a cluster has no database {}, only 0", address.db))
        }
        _ => first_words(said.into_error()),
    }
}

fn label(reply: Reply) -> Result<Seen<Option<Label>>, Error> {
    match reply {
        Reply::Error(said) if said.denied() => Ok(Seen::Hidden),
        // Someone else's key: whoever made it did not label this server.
        Reply::Error(said) if said.wrong_type() => Ok(Seen::Is(None)),
        Reply::Error(said) => Err(said.into_error()),
        other => {
            let mut fields = other.list().into_iter().map(Reply::bytes);
            let (name, protected) = (fields.next().flatten(), fields.next().flatten());
            Ok(Seen::Is(name.map(|name| Label {
                name: String::from_utf8_lossy(&name).into_owned(),
                protected: protected.as_deref() == Some(b"1"),
            })))
        }
    }
}

fn version(info: &[u8]) -> Option<String> {
    let line = info.split(|&b| b == b'\n').find_map(|line| line.strip_prefix(b"redis_version:"))?;
    Some(String::from_utf8_lossy(line.trim_ascii()).into_owned())
}

fn major(version: &str) -> Option<u32> {
    version.split('.').next()?.parse().ok()
}
