//! What a server is sent while something happens.

use std::thread;

use harness::Server;
use redis::Value;

/// The keys of every script that was called while `act` ran.
pub fn keys_of_scripts(server: &Server, act: impl FnOnce()) -> Vec<Vec<u8>> {
    const END: &str = "the-monitor-ends-here";
    let watcher = server.connect();
    let (ready, wait) = std::sync::mpsc::channel();
    let watching = thread::spawn(move || {
        let mut connection = watcher.connection();
        let packed = redis::cmd("MONITOR").get_packed_command();
        redis::ConnectionLike::req_packed_command(&mut *connection, &packed).expect("MONITOR is answered");
        ready.send(()).expect("somebody waits");
        let mut lines = Vec::new();
        loop {
            match connection.recv_response().expect("the server is there") {
                Value::SimpleString(line) if line.contains(END) => return lines,
                Value::SimpleString(line) => lines.push(line),
                _ => {}
            }
        }
    });
    wait.recv().expect("MONITOR began");
    act();
    server.redis.run(&["ECHO", END]);
    let lines = watching.join().expect("the monitor ended");
    let mut keys: Vec<Vec<u8>> = lines.iter().filter_map(|line| keys(line)).flatten().collect();
    keys.sort();
    keys.dedup();
    keys
}

/// The keys in a line such as `1.2 [0 unix:/s] "EVALSHA" "sha" "2" "key" "key" "argument"`.
fn keys(line: &str) -> Option<Vec<Vec<u8>>> {
    let (_, words) = line.split_once("] ")?;
    let words = words_of(words);
    let name = words.first()?.to_ascii_uppercase();
    if name != b"EVALSHA" && name != b"EVAL" {
        return None;
    }
    let count: usize = String::from_utf8_lossy(words.get(2)?).parse().ok()?;
    Some(words[3..].iter().take(count).cloned().collect())
}

fn words_of(text: &str) -> Vec<Vec<u8>> {
    let (mut words, mut word, mut inside) = (Vec::new(), Vec::new(), false);
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if inside => {
                words.push(std::mem::take(&mut word));
                inside = false;
            }
            b'"' => inside = true,
            b'\\' if inside => match bytes.next() {
                Some(b'x') => {
                    let hex: Vec<u8> = bytes.by_ref().take(2).collect();
                    word.push(
                        u8::from_str_radix(&String::from_utf8_lossy(&hex), 16).expect("two hex digits"),
                    );
                }
                Some(b'n') => word.push(b'\n'),
                Some(b'r') => word.push(b'\r'),
                Some(b't') => word.push(b'\t'),
                Some(b'a') => word.push(7),
                Some(b'b') => word.push(8),
                Some(other) => word.push(other),
                None => {}
            },
            other if inside => word.push(other),
            _ => {}
        }
    }
    words
}
