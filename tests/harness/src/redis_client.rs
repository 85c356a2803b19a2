use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

use redis::{Connection, ConnectionAddr, FromRedisValue, IntoConnectionInfo, RedisResult, Value};

/// A connection to a test's server. Commands are lists of words, texts or bytes:
/// `redis.cmd::<i64>(&["LLEN", "rq:queue:mail"])`.
pub struct Redis {
    connection: Mutex<Connection>,
}

/// How often each command ran on a server, by name in lower case (`lpush`, `config|get`). Those inside
/// scripts and transactions count too.
pub type CommandCounts = BTreeMap<String, u64>;

impl Redis {
    /// Over a unix socket.
    pub fn open(socket: &Path) -> RedisResult<Redis> {
        let address = ConnectionAddr::Unix(socket.to_owned()).into_connection_info()?;
        let connection = redis::Client::open(address)?.get_connection()?;
        Ok(Redis { connection: Mutex::new(connection) })
    }

    /// Runs one command and reads its reply as `T`.
    ///
    /// # Panics
    /// When Redis answers an error or something that is not a `T`.
    pub fn cmd<T: FromRedisValue>(&self, words: &[impl AsRef<[u8]>]) -> T {
        self.try_cmd(words).unwrap_or_else(|e| panic!("{}: {e}", shown(words)))
    }

    /// [`Redis::cmd`] for commands whose reply does not matter.
    pub fn run(&self, words: &[impl AsRef<[u8]>]) {
        self.cmd::<Value>(words);
    }

    /// [`Redis::cmd`] that hands back the error.
    pub fn try_cmd<T: FromRedisValue>(&self, words: &[impl AsRef<[u8]>]) -> RedisResult<T> {
        let (name, rest) = words.split_first().expect("a command has a name");
        let mut command = redis::Cmd::new();
        command.arg(name.as_ref());
        for word in rest {
            command.arg(word.as_ref());
        }
        command.query(&mut *self.connection())
    }

    /// Runs several commands in one round trip.
    pub fn batch(&self, commands: &[Vec<Vec<u8>>]) -> Vec<Value> {
        let mut pipe = redis::pipe();
        for words in commands {
            let (name, rest) = words.split_first().expect("a command has a name");
            let command = pipe.cmd(std::str::from_utf8(name).expect("a command's name is text"));
            for word in rest {
                command.arg(word);
            }
        }
        pipe.query(&mut *self.connection()).unwrap_or_else(|e| panic!("{} commands: {e}", commands.len()))
    }

    /// One field of a hash as text, `None` where it does not exist.
    pub fn field(&self, key: &str, field: &str) -> Option<String> {
        self.cmd(&["HGET", key, field])
    }

    pub fn exists(&self, key: impl AsRef<[u8]>) -> bool {
        self.cmd(&[b"EXISTS", key.as_ref()])
    }

    /// All keys that match a pattern, sorted.
    pub fn keys(&self, pattern: &str) -> Vec<String> {
        let mut keys: Vec<String> = self.cmd(&["KEYS", pattern]);
        keys.sort();
        keys
    }

    /// How often each command ran since the server started.
    pub fn command_counts(&self) -> CommandCounts {
        let info: String = self.cmd(&["INFO", "commandstats"]);
        info.lines()
            .filter_map(|line| {
                let (name, numbers) = line.strip_prefix("cmdstat_")?.split_once(':')?;
                let calls = numbers.split(',').find_map(|pair| pair.strip_prefix("calls="))?;
                Some((name.to_lowercase(), calls.parse().ok()?))
            })
            .collect()
    }

    /// The commands that `act` ran on the server, whoever sent them, apart from this look itself.
    pub fn commands_of<T>(&self, act: impl FnOnce() -> T) -> (T, CommandCounts) {
        let before = self.command_counts();
        let answer = act();
        let mut counts = self.command_counts();
        for (name, calls) in before {
            let now = counts.entry(name).or_default();
            *now = now.saturating_sub(calls);
        }
        // The first of the two looks ended after it had been counted in `before`.
        if let Some(looks) = counts.get_mut("info") {
            *looks = looks.saturating_sub(1);
        }
        counts.retain(|_, calls| *calls > 0);
        (answer, counts)
    }

    /// A pipe of the same connection, for what words cannot say.
    pub fn connection(&self) -> std::sync::MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn shown(words: &[impl AsRef<[u8]>]) -> String {
    words.iter().map(|w| String::from_utf8_lossy(w.as_ref())).collect::<Vec<_>>().join(" ")
}
