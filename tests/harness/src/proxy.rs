use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::mpsc;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use crate::Server;

/// A stretch of road between a client and a server, which adds a latency and counts round trips.
///
/// A round trip begins when the client sends while it has got all replies. Replies are delivered one latency
/// late, so what a client sends without waiting for them belongs to the trip before, however it is cut up.
pub struct Proxy {
    socket: PathBuf,
    count: Arc<Mutex<Count>>,
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

/// One connection: commands whose replies the client has not got.
#[derive(Default)]
struct Road {
    outstanding: u64,
    requests: Values,
}

impl Proxy {
    /// With a latency that tells trips apart even where a client is kept from the processor for a while: 25 ms.
    pub fn before(server: &Server) -> Proxy {
        Proxy::with_latency(server, Duration::from_millis(25))
    }

    /// With the latency of a whole round trip.
    pub fn with_latency(server: &Server, latency: Duration) -> Proxy {
        let socket = server.dir().join(format!("proxy-{}", latency.as_micros()));
        let target = server.socket();
        let listener = UnixListener::bind(&socket).expect("a proxy listens beside its server");
        let count = Arc::new(Mutex::new(Count::default()));
        let shared = Arc::clone(&count);
        // The thread ends with the test's process.
        thread::spawn(move || {
            for client in listener.incoming() {
                let (Ok(client), Ok(server)) = (client, UnixStream::connect(&target)) else { continue };
                lock(&shared).connections += 1;
                connect(client, server, latency, &shared);
            }
        });
        Proxy { socket, count }
    }

    pub fn url(&self) -> String {
        format!("unix://{}", self.socket.display())
    }

    pub fn socket(&self) -> PathBuf {
        self.socket.clone()
    }

    /// What has gone through since the proxy stands or since the last call.
    pub fn take_count(&self) -> Count {
        std::mem::take(&mut lock(&self.count))
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn connect(client: UnixStream, server: UnixStream, latency: Duration, count: &Arc<Mutex<Count>>) {
    let road = Arc::new(Mutex::new(Road::default()));
    let (from_client, to_client) = both_ends(client);
    let (from_server, to_server) = both_ends(server);
    let (sender, late) = mpsc::channel::<(Instant, Vec<u8>)>();
    let (shared, total) = (Arc::clone(&road), Arc::clone(count));
    thread::spawn(move || {
        pump(from_client, |bytes| {
            note_request(&mut lock(&shared), &mut lock(&total), bytes);
            (&to_server).write_all(bytes).is_ok()
        });
        // Whoever ends first ends the other one too; both may have.
        let _ = to_server.shutdown(std::net::Shutdown::Write);
    });
    thread::spawn(move || {
        pump(from_server, |bytes| sender.send((Instant::now() + latency, bytes.to_vec())).is_ok())
    });
    let total = Arc::clone(count);
    thread::spawn(move || {
        let mut replies = Values::default();
        for (due, bytes) in late {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            lock(&total).received += bytes.len() as u64;
            let complete = replies.feed(&bytes);
            {
                let mut road = lock(&road);
                road.outstanding = road.outstanding.saturating_sub(complete);
            }
            // Not under the lock: a client that still writes does not read, and its requests have to go on.
            if (&to_client).write_all(&bytes).is_err() {
                break;
            }
        }
        let _ = to_client.shutdown(std::net::Shutdown::Both);
    });
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

fn note_request(road: &mut Road, count: &mut Count, bytes: &[u8]) {
    if road.outstanding == 0 && road.requests.is_between() {
        count.round_trips += 1;
    }
    let complete = road.requests.feed(bytes);
    road.outstanding += complete;
    count.commands += complete;
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

    fn is_between(&self) -> bool {
        self.line.is_empty() && self.skip == 0 && self.open.is_empty()
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
            assert_eq!((complete, values.is_between()), (5, true), "in pieces of {size}");
        }
    }

    #[test]
    fn a_trip_begins_when_all_replies_are_there() {
        let (mut road, mut count) = (Road::default(), Count::default());
        let ping = b"*1\r\n$4\r\nPING\r\n";
        note_request(&mut road, &mut count, ping);
        note_request(&mut road, &mut count, &ping[..5]);
        road.outstanding = 0;
        note_request(&mut road, &mut count, &ping[5..]);
        assert_eq!((count.round_trips, count.commands), (1, 2), "the second was on its way");
        road.outstanding = 0;
        note_request(&mut road, &mut count, ping);
        assert_eq!((count.round_trips, count.commands), (2, 3));
    }
}
