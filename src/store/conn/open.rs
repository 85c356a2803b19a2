//! Connecting, with one deadline for all of it.

use std::{
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread,
    time::{Duration, Instant},
};

use super::{
    address::Address,
    endpoint::Endpoint,
    greeting::{Greeting, greet},
    tls::plain_info,
};
use crate::{
    rq::keys::Keys,
    store::{
        error::{Error, Kind},
        wire::Wire,
    },
};

/// How far a connection came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    /// Name look-up and connection.
    Connecting,
    /// Connected; TLS, log-in and first reads.
    Greeting,
}

enum Event {
    Reached(Step),
    Done(Box<Result<(Wire, Greeting), Error>>),
}

/// Connects, logs in and reads what every command needs.
///
/// A name look-up cannot be bounded, a connection to a socket neither, and a slow server may drip bytes:
/// so a thread does it, and is left behind when the time is up.
///
/// # Errors
/// Every kind that a connection can end with, in words for a person.
pub(in crate::store) fn open(address: &Address, keys: &Keys) -> Result<(Wire, Greeting), Error> {
    let (sender, events) = channel();
    let deadline = Instant::now() + address.connect_timeout;
    let (theirs, keys) = (address.clone(), keys.clone());
    thread::spawn(move || {
        let result = connect(&theirs, &keys, deadline, &sender);
        // Nobody listens any more where the time is up.
        let _ = sender.send(Event::Done(Box::new(result)));
    });
    wait(address, &events, deadline)
}

fn wait(address: &Address, events: &Receiver<Event>, deadline: Instant) -> Result<(Wire, Greeting), Error> {
    let mut step = Step::Connecting;
    loop {
        match events.recv_timeout(left(deadline)) {
            Ok(Event::Reached(next)) => step = next,
            Ok(Event::Done(result)) => match *result {
                Err(e) if matches!(e.kind, Kind::ReplyTimeout | Kind::ConnectTimeout) => {
                    return Err(too_late(address, step));
                }
                other => return other,
            },
            Err(RecvTimeoutError::Timeout) => return Err(too_late(address, step)),
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Error::protocol("the connection ended in an unexpected way"));
            }
        }
    }
}

fn connect(
    address: &Address,
    keys: &Keys,
    deadline: Instant,
    events: &Sender<Event>,
) -> Result<(Wire, Greeting), Error> {
    let trace = |line: &str| address.trace.map_or((), |trace| trace(line));
    let addr = match &address.endpoint {
        Endpoint::Unix(path) => redis::ConnectionAddr::Unix(path.clone()),
        Endpoint::Tcp { host, port, tls: None } => redis::ConnectionAddr::Tcp(host.clone(), *port),
        Endpoint::Tcp { host, port, tls: Some(tls) } => tls.connection(host, *port)?,
    };
    trace(&format!("connecting to {}", address.display()));
    let conn = redis::Client::open(plain_info(addr)?)
        .and_then(|client| client.get_connection_with_timeout(left(deadline)))
        .map_err(|e| at(address, e.into()))?;
    // Nobody listens any more where the time is up.
    let _ = events.send(Event::Reached(Step::Greeting));
    trace("connected");
    let mut wire = Wire::new(conn, address.trace);
    wire.limit(left(deadline))?;
    let greeting = greet(&mut wire, address, keys).map_err(|e| at_first_words(address, e))?;
    trace(&match &greeting.redis {
        Some(version) => format!("this is Redis {version}"),
        None => "the server does not tell its version".to_owned(),
    });
    wire.limit(address.reply_timeout)?;
    Ok((wire, greeting))
}

/// Where it happened, in front of what happened.
fn at(address: &Address, e: Error) -> Error {
    Error { text: format!("{}: {}", address.place(), e.text), ..e }
}

/// A server that hangs up or answers in another language before we could know that it is Redis.
fn at_first_words(address: &Address, e: Error) -> Error {
    let tls = address.tls().is_some();
    match e.kind {
        Kind::Lost if !tls => {
            at(address, e).hinted("if the server speaks TLS, its URL begins with rediss://")
        }
        Kind::Protocol => {
            Error::new(Kind::TooOld, format!("{}: what answers there is not Redis", address.place()))
        }
        Kind::Tls | Kind::Lost => at(address, e),
        _ => e,
    }
}

/// What is left of the time; never zero, which a socket takes for "for ever".
fn left(deadline: Instant) -> Duration {
    deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1))
}

fn too_late(address: &Address, step: Step) -> Error {
    let limit = address.connect_timeout.as_secs_f64();
    let place = address.place();
    let late = |text: String| Error::new(Kind::ConnectTimeout, text);
    match (step, address.tls().is_some()) {
        (Step::Connecting, _) => late(format!("{place}: no connection within {limit} s")),
        (Step::Greeting, false) => {
            late(format!("{place}: it took the connection, but said nothing within {limit} s"))
        }
        (Step::Greeting, true) => {
            late(format!("{place}: it took the connection, but did not answer with TLS within {limit} s"))
                .hinted("if the server does not speak TLS, its URL begins with redis://")
        }
    }
}
