//! What to type next. A command in a hint is complete: it can be pasted, and meets the same server.

use std::{fmt, path::PathBuf};

use crate::{
    cli::global::Global,
    render::escape::shell_word,
    store::{
        Store,
        conn::{Address, Endpoint},
        error::{Error, Kind},
    },
};

/// What every command in a hint begins with, and what is known of the server.
#[derive(Clone, Debug, Default)]
pub struct Hints {
    /// `-u` as typed or, without it, the options on TLS: shell words with a space before each.
    server: String,
    /// The password file and the prefix, likewise.
    rest: String,
    /// What `--on` says, else the label of a protected server: acts name it.
    on: Option<String>,
    on_typed: bool,
    /// The address, where it makes sense.
    address: Option<Address>,
    /// The whole command line as typed, without `rqctl` and without a password.
    typed: Vec<Vec<u8>>,
}

impl Hints {
    /// Repeats what was typed, never a password. What the environment says, it says again.
    pub fn new(global: &Global) -> Hints {
        let address = global.place().ok();
        let option = |name: &str, value: Option<&[u8]>| match value {
            Some(value) => format!(" {name} {}", shell_word(value)),
            None => String::new(),
        };
        let path = |file: &Option<PathBuf>| file.as_ref().map(|f| f.as_os_str().as_encoded_bytes().to_vec());
        let server = match (&global.url, &address) {
            // It says in its own keys what the options on TLS say.
            (Some(_), Some(address)) => option("-u", Some(address.argument().as_bytes())),
            _ => {
                let files = [
                    ("--tls-ca", &global.tls_ca),
                    ("--tls-cert", &global.tls_cert),
                    ("--tls-key", &global.tls_key),
                ];
                let files = files.map(|(name, file)| option(name, path(file).as_deref()));
                files.concat() + if global.tls_insecure { " --tls-insecure" } else { "" }
            }
        };
        let rest = option("--password-file", path(&global.password_file).as_deref())
            + &option("--prefix", global.prefix.as_ref().map(|prefix| prefix.as_bytes()));
        let on = global.wanted_label().map(str::to_owned);
        let clean = address.as_ref().map(Address::argument);
        let typed = global.typed.iter().skip(1).map(|word| {
            let word = word.as_encoded_bytes();
            match (&global.url, &clean) {
                (None, _) => word.to_vec(),
                (Some(url), clean) => {
                    let clean = clean.as_deref().unwrap_or("URL");
                    String::from_utf8_lossy(word).replace(url, clean).into_bytes()
                }
            }
        });
        Hints { server, rest, on_typed: on.is_some(), on, typed: typed.collect(), address }
    }

    /// Once the server is known: acts on a protected one must name its label.
    pub fn on(mut self, store: &Store) -> Hints {
        let label = store.label().ok().flatten().filter(|label| label.protected);
        self.on = self.on.or_else(|| label.map(|label| label.name.clone()));
        self
    }

    /// A command that reads, such as `jobs list`, to be added to.
    pub fn read(&self, verb: &str) -> Command {
        self.command(verb, self.on_typed)
    }

    /// A command that needs consent: on a protected server it carries `--on LABEL`, typed or not.
    pub fn act(&self, verb: &str) -> Command {
        self.command(verb, true)
    }

    fn command(&self, verb: &str, on: bool) -> Command {
        let on = self.on.as_deref().filter(|_| on);
        let on = on.map(|label| format!(" --on {}", shell_word(label.as_bytes()))).unwrap_or_default();
        Command { text: format!("rqctl{}{}{on} {verb}", self.server, self.rest), ended: false }
    }

    /// The same command once more, with the label of the server.
    pub fn again_on(&self, label: &str) -> String {
        self.again("--on", label)
    }

    /// The same command once more, with one more flag.
    pub fn again_with(&self, flag: &str) -> String {
        let end = self.typed.iter().position(|word| word == b"--").unwrap_or(self.typed.len());
        let (options, names) = self.typed.split_at(end);
        line(options) + " " + flag + line(names).trim_start_matches("rqctl")
    }

    /// The same command once more, with this option in place of what was typed for it.
    fn again(&self, option: &str, value: &str) -> String {
        let glued = format!("{option}=");
        let mut words = vec![option.as_bytes().to_vec(), value.as_bytes().to_vec()];
        let mut typed = self.typed.iter();
        let mut names = false;
        while let Some(word) = typed.next() {
            names |= word == b"--";
            match word {
                word if names => words.push(word.clone()),
                word if word == option.as_bytes() => drop(typed.next()),
                word if word.starts_with(glued.as_bytes()) => {}
                word => words.push(word.clone()),
            }
        }
        line(&words)
    }

    /// A command of redis-cli against the same server. A URL would not do: it takes a user without a password
    /// for a password, and knows no sockets.
    fn redis_cli(&self, words: &str) -> String {
        let mut text = "redis-cli".to_owned();
        let mut option = |name: &str, value: &[u8]| text += &format!(" {name} {}", shell_word(value));
        let Some(address) = &self.address else { return format!("{text} {words}") };
        match &address.endpoint {
            Endpoint::Unix(path) => option("-s", path.as_os_str().as_encoded_bytes()),
            Endpoint::Tcp { host, port, .. } => {
                option("-h", host.as_bytes());
                option("-p", port.to_string().as_bytes());
            }
        }
        if address.db != 0 {
            option("-n", address.db.to_string().as_bytes());
        }
        if let Some(user) = &address.username {
            option("--user", user.as_bytes());
        }
        if let Some(tls) = address.tls() {
            text += " --tls";
            text += if tls.insecure() { " --insecure" } else { "" };
            for (name, file) in
                [("--cacert", tls.ca_file()), ("--cert", tls.cert.as_ref()), ("--key", tls.key.as_ref())]
            {
                text.extend(
                    file.map(|file| format!(" {name} {}", shell_word(file.as_os_str().as_encoded_bytes()))),
                );
            }
        }
        let asks = if address.username.is_some() || address.has_password() { " --askpass" } else { "" };
        format!("{text}{asks} {words}")
    }

    /// The command that says which type a key holds.
    pub fn type_of(&self, key: &[u8]) -> String {
        self.redis_cli(&format!("TYPE {}", shell_word(key)))
    }

    /// `status` of another database of the same server.
    pub fn in_database(&self, db: u32) -> Command {
        self.elsewhere(|address| address.db = db)
    }

    /// `status` of another node, `host:port`, of the same cluster.
    fn at(&self, node: &str) -> Command {
        self.elsewhere(|address| {
            if let (Endpoint::Tcp { host, port, .. }, Some((to, number))) =
                (&mut address.endpoint, node.rsplit_once(':'))
            {
                (*host, *port) = (to.to_owned(), number.parse().unwrap_or(*port));
            }
        })
    }

    fn elsewhere(&self, change: impl FnOnce(&mut Address)) -> Command {
        let mut address = self.address.clone();
        if let Some(address) = &mut address {
            change(address);
        }
        let url = address.as_ref().map(Address::argument).unwrap_or_default();
        let text = format!("rqctl -u {}{} status", shell_word(url.as_bytes()), self.rest);
        Command { text, ended: false }
    }

    /// How the label becomes visible.
    pub fn rule_for_label(&self) -> String {
        let user = self.address.as_ref().and_then(|a| a.username.as_deref()).unwrap_or("default");
        let prefix = self.address.as_ref().map_or("rq", |a| &a.prefix);
        format!("whoever administers Redis can allow it: ACL SETUSER {user} +hmget ~{prefix}:rqctl:label")
    }

    /// What may help after Redis could not be asked.
    pub fn after(&self, e: &Error) -> Option<String> {
        if e.hint.is_some() {
            return e.hint.clone();
        }
        let redis_cli = |words: &str| self.redis_cli(words);
        let from = self.address.as_ref().map(|a| a.from.as_str()).unwrap_or_default();
        Some(match e.kind {
            Kind::Address => return None,
            Kind::Refused | Kind::UnknownHost => match from {
                "default" => "name the server: rqctl -u redis://HOST:6379/0 status".to_owned(),
                "-u" if e.kind == Kind::UnknownHost => {
                    let Endpoint::Tcp { host, .. } = &self.address.as_ref()?.endpoint else { return None };
                    format!("see what the name stands for: getent hosts {}", shell_word(host.as_bytes()))
                }
                "-u" => format!("see whether Redis runs there: {}", redis_cli("PING")),
                from => {
                    format!("the address came from {from}; name another: rqctl -u redis://HOST:6379/0 status")
                }
            },
            Kind::ConnectTimeout => format!("give it longer: {}", self.again("--connect-timeout", "15s")),
            Kind::ReplyTimeout => format!("give it longer: {}", self.again("--reply-timeout", "5m")),
            Kind::Lost | Kind::Protocol | Kind::Tls => format!("look at each step: {}", self.again_with("-v")),
            Kind::Login => format!("keep the password in a file: {}", self.again("--password-file", "FILE")),
            Kind::Denied => {
                let address = self.address.as_ref()?;
                let user = e.acl_user().or(address.username.as_deref()).unwrap_or("default");
                let rule = e.acl_rule(&address.prefix)?;
                format!("whoever administers Redis can allow it: ACL SETUSER {user} {rule}")
            }
            Kind::NoDatabase => format!("see which databases hold keys: {}", redis_cli("INFO keyspace")),
            Kind::Cluster => match e.moved_to() {
                Some(node) => format!("the keys are on another node: {}", self.at(node)),
                None => "on a cluster RQ needs a key prefix with a hash tag, such as {rq}: name it with --prefix, and \
                         with -u the node that holds it"
                    .to_owned(),
            },
            Kind::Busy => format!("wait until the script ends, and see whose it is: {}", redis_cli("CLIENT LIST")),
            Kind::Loading => format!("see how far it is: {}", redis_cli("INFO persistence")),
            Kind::ReadOnly => {
                format!("see whose replica it is, or why it refuses: {}", redis_cli("INFO replication"))
            }
            Kind::Full => format!("see what fills it: {}", redis_cli("INFO memory")),
            Kind::WrongType => format!("see what stands there: {}", self.type_of(e.key.as_deref()?)),
            Kind::TooOld => "name a server of Redis 5 or later, or Valkey, with -u".to_owned(),
        })
    }
}

/// `rqctl` and these words, quoted for a shell.
fn line(words: &[Vec<u8>]) -> String {
    words.iter().fold("rqctl".to_owned(), |line, word| line + " " + &shell_word(word))
}

/// A command under construction.
#[derive(Clone, Debug)]
pub struct Command {
    text: String,
    /// Whether `--` stands before the IDs already.
    ended: bool,
}

impl Command {
    /// An option with its value, quoted for a shell.
    pub fn option(mut self, name: &str, value: impl AsRef<[u8]>) -> Command {
        self.text += &format!(" {name} {}", shell_word(value.as_ref()));
        self
    }

    pub fn flag(mut self, name: &str) -> Command {
        self.text += &format!(" {name}");
        self
    }

    /// An ID or a name, after all options. One that begins with `-` gets `--` before it.
    pub fn name(mut self, name: impl AsRef<[u8]>) -> Command {
        let name = name.as_ref();
        if name.first() == Some(&b'-') && !self.ended {
            self.text += " --";
            self.ended = true;
        }
        self.text += &format!(" {}", shell_word(name));
        self
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hints(url: &str) -> Hints {
        let global = Global { url: Some(url.to_owned()), ..Global::default() };
        global.hints()
    }

    #[test]
    fn a_hint_repeats_the_server_but_never_its_password() {
        let hints = hints("redis://ops:s3cret@cache-1/4?db=2");
        assert_eq!(
            hints.read("jobs show").name("a b").to_string(),
            "rqctl -u redis://ops@cache-1:6379/2 jobs show 'a b'"
        );
        let refused = hints.after(&Error::new(Kind::Refused, "x")).unwrap();
        let cli = "redis-cli -h cache-1 -p 6379 -n 2 --user ops --askpass PING";
        assert_eq!(refused, format!("see whether Redis runs there: {cli}"));
    }

    #[test]
    fn a_name_that_looks_like_an_option_gets_two_dashes() {
        let command = Hints::default().read("jobs show").name("a").name("-b").name("-c");
        assert_eq!(command.to_string(), "rqctl jobs show a -- -b -c");
    }

    #[test]
    fn what_a_person_typed_to_be_safe_is_typed_again() {
        let global = Global {
            on: Some("prod-eu".to_owned()),
            prefix: Some("{t}:x".to_owned()),
            tls_insecure: true,
            ..Global::default()
        };
        let hints = global.hints();
        assert_eq!(
            hints.read("status").to_string(),
            "rqctl --tls-insecure --prefix '{t}:x' --on prod-eu status"
        );
    }

    #[test]
    fn the_same_command_again_is_whole_and_without_its_password() {
        let url = "redis://ops:s3cret@h".to_owned();
        let typed = ["rqctl", &format!("-u{url}"), "jobs", "delete", "--force", "--", "-a", "b c"];
        let global = Global {
            typed: typed.iter().map(Into::into).collect(),
            url: Some(url.clone()),
            ..Global::default()
        };
        let hints = global.hints();
        let rest = "-uredis://ops@h:6379/0 jobs delete --force";
        assert_eq!(hints.again_on("prod eu"), format!("rqctl --on 'prod eu' {rest} -- -a 'b c'"));
        assert_eq!(hints.again_with("--yes"), format!("rqctl {rest} --yes -- -a 'b c'"));
        let typed =
            ["rqctl", "--reply-timeout", "1s", "status", "--reply-timeout=2s", "--", "--reply-timeout"];
        let hints = Global { typed: typed.iter().map(Into::into).collect(), ..Global::default() }.hints();
        assert_eq!(
            hints.again("--reply-timeout", "5m"),
            "rqctl --reply-timeout 5m status -- --reply-timeout"
        );
    }

    #[test]
    fn options_on_tls_are_said_once() {
        let global = Global {
            url: Some("rediss://h".to_owned()),
            tls_ca: Some("/ca.pem".into()),
            password_file: Some("/my secret".into()),
            ..Global::default()
        };
        assert_eq!(
            global.hints().read("status").to_string(),
            "rqctl -u 'rediss://h:6379/0?ssl_ca_certs=/ca.pem' --password-file '/my secret' status"
        );
        assert_eq!(
            global.hints().in_database(3).to_string(),
            "rqctl -u 'rediss://h:6379/3?ssl_ca_certs=/ca.pem' --password-file '/my secret' status"
        );
    }

    #[test]
    fn a_cluster_that_sends_us_on_is_followed() {
        let moved = Error::new(Kind::Cluster, "the server said: MOVED 1234 10.0.0.7:7001");
        assert_eq!(
            hints("redis://ops:s3cret@h/0").after(&moved).unwrap(),
            "the keys are on another node: rqctl -u redis://ops@10.0.0.7:7001/0 status"
        );
    }

    #[test]
    fn a_key_of_another_type_is_shown_by_redis_cli() {
        let wrong = Error::wrong_type(b"{a b}:workers".to_vec());
        assert_eq!(wrong.to_string(), "{a b}:workers holds another type than RQ stores there");
        assert_eq!(
            hints("redis://bob@h").after(&wrong).unwrap(),
            "see what stands there: redis-cli -h h -p 6379 --user bob --askpass TYPE '{a b}:workers'"
        );
    }

    #[test]
    fn a_denied_command_names_the_rule_to_add() {
        let text = "the server said: NOPERM User ann has no permissions to run the 'hscan' command";
        let denied = Error::new(Kind::Denied, text);
        assert_eq!(
            hints("redis://bob@h").after(&denied).unwrap(),
            "whoever administers Redis can allow it: ACL SETUSER ann +hscan"
        );
    }
}
