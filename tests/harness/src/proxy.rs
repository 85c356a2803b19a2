use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use crate::Server;

/// A stretch of road between a client and a server, which adds a latency and counts round trips, or is cut.
///
/// A round trip begins when the client sends while it has got all replies. Replies are delivered one latency
/// late, so what a client sends without waiting for them belongs to the trip before, however it is cut up.
pub struct Proxy {
    socket: PathBuf,
    shared: Arc<Mutex<Shared>>,
}

/// What went through a [`Proxy`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub connections: u64,
    pub round_trips: u64,
    pub commands: u64,
    /// Bytes of replies.
    pub received: u64,
}

/// Where a [`Proxy`] cuts the road: at the `nth` command of this name (from 1), over all connections.
#[derive(Clone, Copy, Debug)]
pub struct Cut {
    /// In upper case, such as `EVALSHA`.
    pub command: &'static str,
    pub nth: u64,
    /// Whether the server still carries it out; its reply is lost in any case.
    pub carried_out: bool,
}

/// One connection: commands whose replies the client has not got, and the beginning of one still to come.
#[derive(Default)]
struct Road {
    outstanding: u64,
    begun: Vec<u8>,
    /// Replies go nowhere any more; when the last is there, the connection ends.
    lost: bool,
}

/// What all connections of a proxy share.
#[derive(Default)]
struct Shared {
    count: Count,
    cut: Option<Cut>,
    seen: u64,
    /// After a cut nobody gets through.
    closed: bool,
    clients: Vec<UnixStream>,
}

impl Proxy {
    /// With a latency that tells trips apart even where a client is kept from the processor for a while: 25 ms.
    pub fn before(server: &Server) -> Proxy {
        Proxy::with_latency(server, Duration::from_millis(25))
    }

    /// With the latency of a whole round trip.
    pub fn with_latency(server: &Server, latency: Duration) -> Proxy {
        Proxy::start(server, latency, None)
    }

    /// That cuts the road in the middle of things: all connections end, and new ones are refused.
    pub fn cutting(server: &Server, cut: Cut) -> Proxy {
        Proxy::start(server, Duration::ZERO, Some(cut))
    }

    fn start(server: &Server, latency: Duration, cut: Option<Cut>) -> Proxy {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let socket = server.dir().join(format!("p{}", NUMBER.fetch_add(1, Ordering::Relaxed)));
        let target = server.socket();
        let listener = UnixListener::bind(&socket).expect("a proxy listens beside its server");
        let shared = Arc::new(Mutex::new(Shared { cut, ..Shared::default() }));
        let all = Arc::clone(&shared);
        // The thread ends with the test's process.
        thread::spawn(move || {
            for client in listener.incoming() {
                let (Ok(client), Ok(server)) = (client, UnixStream::connect(&target)) else { continue };
                let mut shared = lock(&all);
                if !shared.closed {
                    shared.count.connections += 1;
                    shared.clients.push(client.try_clone().expect("a socket has two ends"));
                    connect(client, server, latency, &all);
                }
            }
        });
        Proxy { socket, shared }
    }

    pub fn url(&self) -> String {
        format!("unix://{}", self.socket.display())
    }

    pub fn socket(&self) -> PathBuf {
        self.socket.clone()
    }

    /// Whether the road was cut.
    pub fn is_cut(&self) -> bool {
        lock(&self.shared).closed
    }

    /// What has gone through since the proxy stands or since the last call.
    pub fn take_count(&self) -> Count {
        std::mem::take(&mut lock(&self.shared).count)
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn connect(client: UnixStream, server: UnixStream, latency: Duration, shared: &Arc<Mutex<Shared>>) {
    let road = Arc::new(Mutex::new(Road::default()));
    let (from_client, to_client) = both_ends(client);
    let (from_server, to_server) = both_ends(server);
    let (sender, late) = mpsc::channel::<(Instant, Vec<u8>)>();
    let (this, all) = (Arc::clone(&road), Arc::clone(shared));
    thread::spawn(move || {
        pump(from_client, |bytes| {
            let (whole, goes_on) = lock(&this).take_requests(&mut lock(&all), bytes);
            (&to_server).write_all(&whole).is_ok() && goes_on
        });
        // Whoever ends first ends the other one too; both may have.
        let _ = to_server.shutdown(std::net::Shutdown::Write);
    });
    thread::spawn(move || {
        pump(from_server, |bytes| sender.send((Instant::now() + latency, bytes.to_vec())).is_ok())
    });
    let all = Arc::clone(shared);
    thread::spawn(move || {
        let mut replies = Values::default();
        for (due, bytes) in late {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            let complete = replies.feed(&bytes);
            let lost = {
                let mut road = lock(&road);
                road.outstanding = road.outstanding.saturating_sub(complete);
                road.lost
            };
            if !lost {
                lock(&all).count.received += bytes.len() as u64;
            }
            // Not under the lock: a client that still writes does not read, and its requests have to go on.
            if !lost && (&to_client).write_all(&bytes).is_err() {
                break;
            }
        }
        if lock(&road).lost {
            lock(&all).close();
        }
        let _ = to_client.shutdown(std::net::Shutdown::Both);
    });
}

impl Shared {
    /// Ends all connections.
    fn close(&mut self) {
        self.closed = true;
        for client in self.clients.drain(..) {
            // It may have ended by itself.
            let _ = client.shutdown(std::net::Shutdown::Both);
        }
    }
}

impl Road {
    /// The whole requests that are there with these bytes, and whether more may follow them.
    fn take_requests(&mut self, shared: &mut Shared, bytes: &[u8]) -> (Vec<u8>, bool) {
        if self.outstanding == 0 && self.begun.is_empty() {
            shared.count.round_trips += 1;
        }
        self.begun.extend_from_slice(bytes);
        let mut whole = 0;
        while let Some((length, name)) = request(&self.begun[whole..]) {
            let here = shared.cut.filter(|cut| cut.command == name);
            shared.seen += u64::from(here.is_some());
            match here.filter(|cut| shared.seen == cut.nth) {
                None => whole += length,
                Some(cut) => {
                    whole += if cut.carried_out { length } else { 0 };
                    self.lost = true;
                    break;
                }
            }
            self.outstanding += 1;
            shared.count.commands += 1;
        }
        (self.begun.drain(..whole).collect(), !self.lost)
    }
}

/// The first whole request in these bytes: its length, and its command's name in upper case.
fn request(bytes: &[u8]) -> Option<(usize, String)> {
    let number = |at: usize| {
        let end = at + bytes.get(at..)?.iter().position(|&b| b == b'\n')?;
        let text = std::str::from_utf8(&bytes[at + 1..end]).ok()?;
        Some((text.trim_end().parse::<usize>().ok()?, end + 1))
    };
    let (words, mut at) = number(0)?;
    let mut name = None;
    for _ in 0..words {
        let (length, begin) = number(at)?;
        let word = bytes.get(begin..begin + length)?;
        name.get_or_insert_with(|| String::from_utf8_lossy(word).to_uppercase());
        at = begin + length + 2;
    }
    (at <= bytes.len()).then(|| (at, name.unwrap_or_default()))
}

fn both_ends(stream: UnixStream) -> (UnixStream, UnixStream) {
    let other = stream.try_clone().expect("a socket has two ends");
    (stream, other)
}

fn pump(mut from: UnixStream, mut to: impl FnMut(&[u8]) -> bool) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(bytes) = from.read(&mut buffer) {
        if bytes == 0 || !to(&buffer[..bytes]) {
            break;
        }
    }
}

/// Counts whole values of the Redis protocol in a stream that comes in pieces.
#[derive(Default)]
struct Values {
    /// The line that describes the next value, as far as it came.
    line: Vec<u8>,
    /// Bytes of a string that are still to come.
    skip: usize,
    /// For each open array, outermost first, how many members are still to come.
    open: Vec<u64>,
}

impl Values {
    /// The number of outermost values that `bytes` complete.
    fn feed(&mut self, mut bytes: &[u8]) -> u64 {
        let mut complete = 0;
        while !bytes.is_empty() {
            if self.skip > 0 {
                let taken = self.skip.min(bytes.len());
                self.skip -= taken;
                bytes = &bytes[taken..];
                complete += if self.skip == 0 { self.close() } else { 0 };
                continue;
            }
            let end = bytes.iter().position(|&b| b == b'\n').map_or(bytes.len(), |at| at + 1);
            self.line.extend_from_slice(&bytes[..end]);
            bytes = &bytes[end..];
            if self.line.ends_with(b"\n") {
                complete += self.describe();
            }
        }
        complete
    }

    fn describe(&mut self) -> u64 {
        let line = std::mem::take(&mut self.line);
        let number =
            std::str::from_utf8(&line[1..]).ok().and_then(|text| text.trim_end().parse::<i64>().ok());
        match (line[0], number) {
            (b'*' | b'~' | b'>', Some(members @ 1..)) => self.open.push(members.unsigned_abs()),
            (b'%', Some(pairs @ 1..)) => self.open.push(2 * pairs.unsigned_abs()),
            (b'$' | b'=', Some(length @ 0..)) => self.skip = length as usize + 2,
            _ => return self.close(),
        }
        0
    }

    /// A value is complete, and with it each array that it was the last member of.
    fn close(&mut self) -> u64 {
        while let Some(left) = self.open.last_mut() {
            *left -= 1;
            if *left > 0 {
                return 0;
            }
            self.open.pop();
        }
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_however_they_are_cut() {
        let stream = b"*2\r\n$4\r\nPING\r\n*2\r\n:1\r\n$-1\r\n+OK\r\n*0\r\n*-1\r\n$2\r\n\n\n\r\n";
        for size in 1..stream.len() {
            let mut values = Values::default();
            let complete: u64 = stream.chunks(size).map(|piece| values.feed(piece)).sum();
            assert_eq!(complete, 5, "in pieces of {size}");
        }
    }

    #[test]
    fn a_trip_begins_when_all_replies_are_there() {
        let (mut road, mut shared) = (Road::default(), Shared::default());
        let ping = b"*1\r\n$4\r\nping\r\n";
        road.take_requests(&mut shared, ping);
        road.take_requests(&mut shared, &ping[..5]);
        road.outstanding = 0;
        assert_eq!(road.take_requests(&mut shared, &ping[5..]), (ping.to_vec(), true));
        assert_eq!((shared.count.round_trips, shared.count.commands), (1, 2), "the second was on its way");
        road.outstanding = 0;
        road.take_requests(&mut shared, ping);
        assert_eq!((shared.count.round_trips, shared.count.commands), (2, 3));
    }

    #[test]
    fn a_cut_lets_through_what_comes_before() {
        let (get, set) = (b"*2\r\n$3\r\nGET\r\n$1\r\na\r\n", b"*3\r\n$3\r\nset\r\n$1\r\na\r\n$1\r\n1\r\n");
        let stream = [&set[..], get, set, get].concat();
        for (carried_out, through) in [(false, set.len() + get.len()), (true, 2 * set.len() + get.len())] {
            let cut = Some(Cut { command: "SET", nth: 2, carried_out });
            let (mut road, mut shared) = (Road::default(), Shared { cut, ..Shared::default() });
            assert_eq!(road.take_requests(&mut shared, &stream), (stream[..through].to_vec(), false));
        }
    }
}
