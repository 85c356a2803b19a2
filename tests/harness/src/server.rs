use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use crate::{Redis, Rqctl, root, wait_for};

/// A private redis-server, listening on a unix socket in a directory of its own and, where asked,
/// on a loopback port. It ends when dropped.
///
/// `RQCTL_TEST_SERVER` names another server program (another Redis, Valkey) for a test matrix.
pub struct Server {
    /// A connection of the default user, over the unix socket.
    pub redis: Redis,
    process: Child,
    dir: TempDir,
    port: Option<u16>,
    tls: Option<&'static Tls>,
}

/// Certificates for tests, made once by openssl: an authority, and a server and a client that it signed.
pub struct Tls {
    pub ca: PathBuf,
    pub cert: PathBuf,
    pub key: PathBuf,
    pub client_cert: PathBuf,
    pub client_key: PathBuf,
}

impl Server {
    /// On a unix socket only.
    pub fn start() -> Server {
        Server::with(&[])
    }

    /// On a unix socket, with further arguments of redis-server, such as `["--maxmemory", "8mb"]`.
    pub fn with(args: &[&str]) -> Server {
        Server::launch(args, None, None).expect("redis-server starts on a unix socket")
    }

    /// On a loopback port too; `url` names that port.
    pub fn tcp() -> Server {
        Server::on_port(&[], None)
    }

    /// On a loopback port that speaks TLS only; `url` names that port. Clients without a certificate
    /// are let in unless `args` say `["--tls-auth-clients", "yes"]`.
    pub fn tls(args: &[&str]) -> Server {
        Server::on_port(args, Some(Tls::made()))
    }

    fn on_port(args: &[&str], tls: Option<&'static Tls>) -> Server {
        // The port is free when asked for and may be taken a moment later: then the server exits.
        (0..20)
            .find_map(|_| {
                let port = TcpListener::bind("127.0.0.1:0").ok()?.local_addr().ok()?.port();
                Server::launch(args, Some(port), tls)
            })
            .expect("redis-server starts on a free port")
    }

    fn launch(args: &[&str], port: Option<u16>, tls: Option<&'static Tls>) -> Option<Server> {
        let dir = tempfile::Builder::new().prefix("rqctl-").tempdir().expect("a temporary directory");
        let program = std::env::var("RQCTL_TEST_SERVER").unwrap_or_else(|_| "redis-server".to_owned());
        let number = port.unwrap_or(0).to_string();
        let mut command = Command::new(&program);
        command.args(["--save", "", "--appendonly", "no", "--bind", "127.0.0.1", "--loglevel", "warning"]);
        command.arg("--dir").arg(dir.path()).arg("--logfile").arg(dir.path().join("log"));
        command.arg("--unixsocket").arg(dir.path().join("s"));
        match tls {
            None => command.args(["--port", &number]),
            Some(tls) => command
                .args(["--port", "0", "--tls-port", &number, "--tls-auth-clients", "optional"])
                .arg("--tls-ca-cert-file")
                .arg(&tls.ca)
                .arg("--tls-cert-file")
                .arg(&tls.cert)
                .arg("--tls-key-file")
                .arg(&tls.key),
        };
        command.args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut process = command
            .spawn()
            .unwrap_or_else(|e| panic!("cannot start {program}: {e} (run tests/support/setup)"));
        let redis = wait_for("redis-server to answer PING", Duration::from_secs(10), || {
            if process.try_wait().expect("redis-server can be watched").is_some() {
                return Some(None);
            }
            let redis = Redis::open(&dir.path().join("s")).ok()?;
            redis.try_cmd::<String>(&["PING"]).ok()?;
            Some(Some(redis))
        })?;
        Some(Server { redis, process, dir, port, tls })
    }

    /// The URL of the loopback port if there is one, else of the unix socket.
    pub fn url(&self) -> String {
        match (self.port, self.tls) {
            (None, _) => self.socket_url(),
            (Some(port), None) => format!("redis://127.0.0.1:{port}/0"),
            (Some(port), Some(_)) => format!("rediss://127.0.0.1:{port}/0"),
        }
    }

    /// The URL of the unix socket.
    pub fn socket_url(&self) -> String {
        format!("unix://{}", self.socket().display())
    }

    pub fn socket(&self) -> PathBuf {
        self.dir.path().join("s")
    }

    /// The loopback port, of [`Server::tcp`] and [`Server::tls`].
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// A directory that is removed with the server, for the files of a test.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// One more connection, for a thread or a subscription.
    pub fn connect(&self) -> Redis {
        Redis::open(&self.socket()).expect("redis-server takes one more connection")
    }

    /// The built rqctl, to be run against this server: `server.rqctl(&["status"]).run()`.
    pub fn rqctl(&self, args: &[impl AsRef<std::ffi::OsStr>]) -> Rqctl {
        Rqctl::new(args).env("RQCTL_URL", self.url())
    }

    /// The URL of a new user with these ACL rules, such as `["~*", "&*", "+@all", "-@write"]`.
    pub fn user(&self, name: &str, rules: &[&str]) -> String {
        let set = [&["ACL", "SETUSER", name, "reset", "on", ">secret"], rules].concat();
        self.redis.run(&set);
        self.url().replace("://", &format!("://{name}:secret@"))
    }

    /// The URL of a user who may do everything but write.
    pub fn reader(&self) -> String {
        self.user("reader", &["~*", "&*", "+@all", "-@write"])
    }

    /// Ends the server at once, as a crash does.
    pub fn kill(&mut self) {
        // A server that has ended already is what was asked for.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Tls {
    /// The certificates, made at the first call (in `target/tls`).
    pub fn made() -> &'static Tls {
        static MADE: std::sync::OnceLock<Tls> = std::sync::OnceLock::new();
        MADE.get_or_init(|| {
            let script = crate::support("certificates");
            let dir = root().join("target/tls");
            let status =
                Command::new(&script).arg(&dir).status().expect("tests/support/certificates can be run");
            assert!(status.success(), "tests/support/certificates failed: {status}");
            Tls {
                ca: dir.join("ca.crt"),
                cert: dir.join("server.crt"),
                key: dir.join("server.key"),
                client_cert: dir.join("client.crt"),
                client_key: dir.join("client.key"),
            }
        })
    }
}
