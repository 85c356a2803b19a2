use std::io::Write;

use base64::Engine;

use crate::Redis;

/// Jobs by the hundred thousand, as RQ 3.0 stores them, for tests and benchmarks of size. What has to be exact is
/// made by RQ itself: see [`states`](crate::states).
///
/// The queues are `q0` to `qN`, the workers `w0` to `wN`. The same numbers give the same job IDs.
#[derive(Clone, Debug)]
pub struct Seed {
    /// Jobs of each kind, dealt out to the queues in turn.
    pub queued: usize,
    pub finished: usize,
    /// With a result and its traceback.
    pub failed: usize,
    pub scheduled: usize,
    pub canceled: usize,
    /// Started, with an execution and a worker that is busy with it.
    pub running: usize,
    /// Started, with a deadline behind and no execution left.
    pub abandoned: usize,
    /// Entries of the finished registries whose time is over and whose jobs are gone.
    pub expired: usize,
    /// Entries of queues and failed registries without a job.
    pub orphans: usize,
    /// In an intermediate list, first seen there two minutes ago.
    pub stuck: usize,
    pub queues: usize,
    pub workers: usize,
    /// Bytes of a stored traceback, about.
    pub traceback: usize,
    /// The number of jobs seeded before, so that these get other IDs.
    pub first: usize,
    /// Every job ID is one that RQ 2.8 refuses.
    pub odd_ids: bool,
}

impl Default for Seed {
    fn default() -> Seed {
        Seed {
            queued: 0,
            finished: 0,
            failed: 0,
            scheduled: 0,
            canceled: 0,
            running: 0,
            abandoned: 0,
            expired: 0,
            orphans: 0,
            stuck: 0,
            queues: 1,
            workers: 0,
            traceback: 1500,
            first: 0,
            odd_ids: false,
        }
    }
}

/// Commands that go to the server at once.
const BATCH: usize = 4000;

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Queued,
    Finished,
    Failed,
    Scheduled,
    Canceled,
    Running,
    Abandoned,
    Expired,
    Orphan,
    Stuck,
}

struct Writer<'a> {
    seed: &'a Seed,
    redis: &'a Redis,
    /// Commands in Redis's protocol, packed here: the crate's own way takes most of the time in debug builds.
    packed: Vec<u8>,
    commands: usize,
    /// Seconds since the epoch, on the server.
    now: i64,
    count: u64,
    calls: Vec<(Vec<u8>, String)>,
    tracebacks: Vec<String>,
}

impl Seed {
    /// Adds all of it to a server.
    pub fn fill(&self, redis: &Redis) {
        let (now, _): (i64, i64) = redis.cmd(&["TIME"]);
        let calls = (0..256).map(call).collect();
        let tracebacks = (0..32).map(|n| traceback(n, self.traceback)).collect();
        let mut writer = Writer {
            seed: self,
            redis,
            packed: Vec::new(),
            commands: 0,
            now,
            count: self.first as u64,
            calls,
            tracebacks,
        };
        for queue in 0..self.queues {
            writer.add(&["SADD", "rq:queues", &format!("rq:queue:q{queue}")]);
        }
        for worker in 0..self.workers {
            writer.worker(worker);
        }
        let kinds = [
            (Kind::Queued, self.queued),
            (Kind::Finished, self.finished),
            (Kind::Failed, self.failed),
            (Kind::Scheduled, self.scheduled),
            (Kind::Canceled, self.canceled),
            (Kind::Running, self.running),
            (Kind::Abandoned, self.abandoned),
            (Kind::Expired, self.expired),
            (Kind::Orphan, self.orphans),
            (Kind::Stuck, self.stuck),
        ];
        for (kind, jobs) in kinds {
            for _ in 0..jobs {
                writer.job(kind);
            }
        }
        writer.flush();
    }
}

impl Writer<'_> {
    fn add(&mut self, words: &[&str]) {
        self.add_bytes(&words.iter().map(|word| word.as_bytes()).collect::<Vec<_>>());
    }

    fn add_bytes(&mut self, words: &[&[u8]]) {
        write!(self.packed, "*{}\r\n", words.len()).expect("memory takes all");
        for word in words {
            write!(self.packed, "${}\r\n", word.len()).expect("memory takes all");
            self.packed.extend_from_slice(word);
            self.packed.extend_from_slice(b"\r\n");
        }
        self.commands += 1;
        if self.commands >= BATCH {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let mut connection = self.redis.connection();
        // Replies to a batch fit into the buffers of the socket, so they can wait until all is sent.
        connection.send_packed_command(&self.packed).expect("the server takes what is seeded");
        for _ in 0..self.commands {
            connection.recv_response().expect("the server carries out what is seeded");
        }
        self.packed.clear();
        self.commands = 0;
    }

    fn worker(&mut self, number: usize) {
        let key = format!("rq:worker:w{number}");
        let queue = format!("q{}", number % self.seed.queues);
        let (birth, beat) = (time_text(self.now - 90_000, number as u64), time_text(self.now - 5, 0));
        let busy = number < self.seed.running;
        let (pid, host) = ((1000 + number).to_string(), format!("host{}", number % 50));
        let fields =
            ["birth", &birth, "last_heartbeat", &beat, "queues", &queue, "pid", &pid, "hostname", &host];
        let more = ["ip_address", "10.1.1.1:5000", "version", "3.0.0", "python_version", "3.11.7 (main)"];
        let counts = ["successful_job_count", "12", "failed_job_count", "1", "total_working_time", "40.25"];
        let state = ["state", if busy { "busy" } else { "idle" }];
        self.add(&[&["HSET", &key], &fields[..], &more, &counts, &state].concat());
        self.add(&["EXPIRE", &key, "86400"]);
        self.add(&["SADD", "rq:workers", &key]);
        self.add(&["SADD", &format!("rq:workers:{queue}"), &key]);
    }

    fn job(&mut self, kind: Kind) {
        self.count += 1;
        let number = self.count;
        let id = self.id(number);
        let queue = format!("q{}", number as usize % self.seed.queues);
        let age = (mix(number) % 86_400) as i64;
        match kind {
            Kind::Expired => {
                return self.entry("finished", &queue, self.now - 1 - age, &id);
            }
            Kind::Orphan if number.is_multiple_of(2) => {
                return self.add(&["RPUSH", &format!("rq:queue:{queue}"), &id]);
            }
            Kind::Orphan => return self.entry("failed", &queue, self.now + 86_400 + age, &id),
            _ => {}
        }
        self.hash(kind, &id, &queue, age, number);
        match kind {
            Kind::Queued => self.add(&["RPUSH", &format!("rq:queue:{queue}"), &id]),
            Kind::Finished => {
                self.result(&id, number, age, &["type", "1", "return_value", "gASMAm9rLg=="]);
                self.entry("finished", &queue, self.now + 86_400, &id);
            }
            Kind::Failed => {
                let traceback = self.tracebacks[number as usize % self.tracebacks.len()].clone();
                self.result(&id, number, age, &["type", "2", "exc_string", &traceback]);
                self.entry("failed", &queue, self.now - age + 31_536_000, &id);
            }
            Kind::Scheduled => self.entry("scheduled", &queue, self.now + 3600 + age, &id),
            Kind::Canceled => self.entry("canceled", &queue, self.now - age, &id),
            Kind::Running => self.execution(&id, &queue, number),
            Kind::Abandoned => self.entry(
                "wip",
                &queue,
                self.now - 60 - age,
                &format!("{id}:{:032x}", execution_number(number)),
            ),
            Kind::Stuck => {
                let list = format!("rq:queue:{queue}:intermediate");
                let seen = format!("{}.5", self.now - 120);
                self.add(&["LPUSH", &list, &id]);
                self.add(&["SET", &format!("{list}:first_seen:{id}"), &seen, "EX", "86400"]);
            }
            Kind::Expired | Kind::Orphan => {}
        }
    }

    fn id(&self, number: u64) -> String {
        let (high, low) = (mix(number), mix(!number));
        match self.seed.odd_ids {
            true => match number % 3 {
                0 => format!("order:{number}:email"),
                1 => format!("report.{number}"),
                _ => format!("user{number}@example.com"),
            },
            false => uuid_text(high, low),
        }
    }

    fn hash(&mut self, kind: Kind, id: &str, queue: &str, age: i64, number: u64) {
        let ran = matches!(kind, Kind::Finished | Kind::Failed | Kind::Running | Kind::Abandoned);
        let status = match kind {
            Kind::Finished => "finished",
            Kind::Failed => "failed",
            Kind::Scheduled => "scheduled",
            Kind::Canceled => "canceled",
            Kind::Running | Kind::Abandoned => "started",
            _ => "queued",
        };
        let created = time_text(self.now - age - 2, number);
        let started = if ran { time_text(self.now - age - 1, number) } else { String::new() };
        let ended = match kind {
            Kind::Finished | Kind::Failed => time_text(self.now - age, number),
            _ => String::new(),
        };
        let worker = match kind {
            Kind::Running => format!("w{}", self.running_worker(number)),
            Kind::Abandoned => "gone".to_owned(),
            _ => String::new(),
        };
        let key = format!("rq:job:{id}");
        let (data, description) = self.calls[number as usize % self.calls.len()].clone();
        let mut words = vec!["HSET".as_bytes(), key.as_bytes(), b"data", &data];
        let fields = [
            ("description", description.as_str()),
            ("created_at", &created),
            ("started_at", &started),
            ("ended_at", &ended),
            ("last_heartbeat", &started),
            ("worker_name", &worker),
            ("success_callback_name", ""),
            ("failure_callback_name", ""),
            ("stopped_callback_name", ""),
            ("group_id", ""),
            ("origin", queue),
            ("timeout", "180"),
            ("status", status),
            ("enqueued_at", &created),
        ];
        let enqueued = kind != Kind::Scheduled;
        for (field, value) in fields.iter().filter(|(field, _)| enqueued || *field != "enqueued_at") {
            words.extend([field.as_bytes(), value.as_bytes()]);
        }
        self.add_bytes(&words);
    }

    fn result(&mut self, id: &str, number: u64, age: i64, fields: &[&str]) {
        let ended = self.now - age;
        let entry = format!("{}-0", ended * 1000 + (number % 1000) as i64);
        let execution = format!("{:032x}", execution_number(number));
        let (from, to) = (format!("{}.25", ended - 1), format!("{ended}.5"));
        let key = format!("rq:results:{id}");
        let words =
            ["XADD", &key, "MAXLEN", "~", "10", &entry, "worker_name", "w0", "execution_id", &execution];
        let times = ["execution_started_at", &from, "execution_ended_at", &to];
        self.add(&[&words, fields, &times].concat());
    }

    fn entry(&mut self, registry: &str, queue: &str, score: i64, member: &str) {
        self.add(&["ZADD", &format!("rq:{registry}:{queue}"), &score.to_string(), member]);
    }

    fn running_worker(&self, number: u64) -> u64 {
        number % self.seed.workers.max(1) as u64
    }

    fn execution(&mut self, id: &str, queue: &str, number: u64) {
        let execution = format!("{:032x}", execution_number(number));
        let entry = format!("{id}:{execution}");
        let (key, all) = (format!("rq:execution:{entry}"), format!("rq:executions:{id}"));
        let worker = format!("w{}", self.running_worker(number));
        let begun = format!("{}.5", self.now - 2);
        let deadline = self.now + 86_400;
        let times = ["created_at", &begun, "last_heartbeat", &begun];
        let names = ["id", &execution, "job_id", id, "worker_name", &worker];
        self.add(&[&["HSET", &key], &times[..], &names].concat());
        self.add(&["EXPIRE", &key, "86400"]);
        self.add(&["ZADD", &all, &deadline.to_string(), &execution]);
        self.add(&["SADD", &format!("rq:worker:{worker}:executions"), &entry]);
        self.entry("wip", queue, deadline, &entry);
    }
}

fn execution_number(number: u64) -> u128 {
    u128::from(mix(number ^ 0x5eed)) << 64 | u128::from(mix(number))
}

/// SplitMix64: numbers that look random and are the same each time.
fn mix(number: u64) -> u64 {
    let z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn uuid_text(high: u64, low: u64) -> String {
    let (a, b, c) = (high >> 32, high >> 16 & 0xffff, high & 0xfff);
    format!("{a:08x}-{b:04x}-4{c:03x}-{:04x}-{:012x}", low >> 48 & 0x3fff | 0x8000, low & 0xffff_ffff_ffff)
}

/// RQ's text of a time, with made-up microseconds.
fn time_text(seconds: i64, salt: u64) -> String {
    let time =
        jiff::Timestamp::new(seconds, (mix(salt) % 1_000_000 * 1000) as i32).expect("a time of this century");
    time.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string()
}

/// A call as RQ stores it, pickled and compressed, and its description.
fn call(number: u64) -> (Vec<u8>, String) {
    const FUNCTIONS: [&str; 4] =
        ["shop.mail.send_receipt", "shop.stock.sync_order", "reports.daily.build", "search.index.document"];
    let function = FUNCTIONS[number as usize % FUNCTIONS.len()];
    let order = (mix(number) % 1_000_000) as u32;
    let token = format!("{:016x}{:016x}", mix(number), mix(!number));
    let text = |bytes: &mut Vec<u8>, text: &str| {
        bytes.extend([0x8c, text.len() as u8]);
        bytes.extend(text.as_bytes());
    };
    // (function, None, (order, token), {"notify": True}) in pickle protocol 4.
    let mut pickle = b"\x80\x04(".to_vec();
    text(&mut pickle, function);
    pickle.extend(b"NJ");
    pickle.extend(order.to_le_bytes());
    text(&mut pickle, &token);
    pickle.extend(b"\x86}");
    text(&mut pickle, "notify");
    pickle.extend(b"\x88st.");
    (compressed(&pickle), format!("{function}({order}, '{token}', notify=True)"))
}

/// What a frame of a traceback takes once it is stored.
const FRAME: usize = 25;

/// A traceback as a result stores it, about `size` bytes long.
fn traceback(number: u64, size: usize) -> String {
    let mut text = "Traceback (most recent call last):\n".to_owned();
    for frame in 0..size.saturating_sub(80) / FRAME {
        let (place, token) = (mix(number << 32 | frame as u64) % 900, mix(!(number << 32 | frame as u64)));
        text += &format!(
            "  File \"/srv/app/part{place}.py\", line {place}, in step\n    self.run(ref='{token:016x}')\n"
        );
    }
    let errors = ["ValueError: invalid literal for int() with base 10: 'n/a'", "KeyError: 'customer_id'"];
    text += errors[number as usize % errors.len()];
    base64::engine::general_purpose::STANDARD.encode(compressed(format!("{text}\n").as_bytes()))
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_traceback_is_about_as_long_as_asked_for() {
        for size in [300, 1500, 10_000] {
            let length = traceback(7, size).len();
            assert!((size * 3 / 4..size * 5 / 4).contains(&length), "{length} for {size}");
        }
    }
}
