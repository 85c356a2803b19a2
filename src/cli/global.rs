//! What may stand before or after any command: which server, how to show, how to say.

use std::{
    ffi::OsString,
    fs::File,
    io::Read,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, ensure};
use clap::{ValueEnum, builder::FalseyValueParser};

use crate::{
    cli::{duration, exit::Failure},
    render::listing::{Format, Times},
    store::conn::{Address, Tls, Verify, valid_prefix},
};

/// Options that every command takes. A flag never changes its meaning.
#[derive(clap::Args, Debug, Default)]
#[command(next_help_heading = "Which server")]
pub struct Global {
    /// Redis of the fleet: redis://, rediss:// or unix://
    ///
    /// Read as redis-py reads it. Without it: RQCTL_URL, RQ_REDIS_URL, REDIS_URL, then REDIS_HOST, REDIS_PORT,
    /// REDIS_DB, REDIS_PASSWORD and REDIS_SSL as RQ reads them, then redis://localhost:6379/0. A password that
    /// is typed here is seen by everybody who lists processes: a variable or --password-file keeps it.
    #[arg(short, long, global = true, value_name = "URL")]
    pub url: Option<String>,

    /// Go on only if the server is labelled so
    #[arg(long, global = true, value_name = "LABEL", env = "RQCTL_ON", hide_env_values = true)]
    pub on: Option<String>,

    /// Key prefix of RQ [default: rq]
    #[arg(long, global = true, value_name = "P", env = "RQ_KEY_PREFIX", hide_env_values = true)]
    pub prefix: Option<String>,

    /// File that holds the password, in place of the one in the URL
    #[arg(long, global = true, value_name = "FILE", hide_short_help = true)]
    pub password_file: Option<PathBuf>,

    /// Trust the certificates in this file only (PEM)
    #[arg(long, global = true, value_name = "FILE", hide_short_help = true)]
    pub tls_ca: Option<PathBuf>,

    /// Certificate to show to the server (PEM)
    #[arg(long, global = true, value_name = "FILE", hide_short_help = true)]
    pub tls_cert: Option<PathBuf>,

    /// Key of that certificate (PEM)
    #[arg(long, global = true, value_name = "FILE", hide_short_help = true)]
    pub tls_key: Option<PathBuf>,

    /// Do not check the server's certificate
    #[arg(long, global = true, hide_short_help = true)]
    pub tls_insecure: bool,

    /// How long connecting may take in all: name, connection, TLS, log-in
    #[arg(long, global = true, value_name = "D", default_value = "3s", value_parser = duration::limit, hide_short_help = true)]
    pub connect_timeout: Duration,

    /// How long one reply may take
    #[arg(long, global = true, value_name = "D", default_value = "30s", value_parser = duration::limit, hide_short_help = true)]
    pub reply_timeout: Duration,

    /// Refuse whatever would change something
    #[arg(long, global = true, env = "RQCTL_READ_ONLY", hide_env_values = true, value_parser = FalseyValueParser::new())]
    pub read_only: bool,

    /// How to print results
    #[arg(
        short,
        long,
        global = true,
        value_name = "FORMAT",
        default_value = "table",
        help_heading = "Output"
    )]
    pub output: Output,

    /// Fields to show, by name, instead of the usual ones
    #[arg(long, global = true, value_name = "A,B", value_delimiter = ',', help_heading = "Output")]
    pub columns: Vec<String>,

    /// Leave out the heading of a table or of CSV
    #[arg(long, global = true, hide_short_help = true, help_heading = "Output")]
    pub no_headers: bool,

    /// End job IDs with NUL instead of a newline, with `-o ids` and when read from standard input
    #[arg(short = '0', long, global = true, hide_short_help = true, help_heading = "Output")]
    pub null: bool,

    /// How tables say times
    #[arg(
        long,
        global = true,
        value_name = "HOW",
        default_value = "relative",
        hide_short_help = true,
        help_heading = "Output"
    )]
    pub time: How,

    /// Whether to use colours
    #[arg(
        long = "color",
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_short_help = true,
        help_heading = "Output"
    )]
    pub colour: Colour,

    /// No totals, hints or progress; errors stay
    #[arg(long, global = true, hide_short_help = true, help_heading = "Output")]
    pub quiet: bool,

    /// Say each step of the connection and each command
    #[arg(short, long, global = true, hide_short_help = true, help_heading = "Output")]
    pub verbose: bool,

    /// The command line itself, program name first, for hints that repeat it.
    #[arg(skip)]
    pub typed: Vec<OsString>,
}

/// The words of `-o`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Output {
    #[default]
    Table,
    /// With more columns
    Wide,
    /// One object
    Json,
    /// One object a line
    Jsonl,
    Csv,
    /// Job IDs, one a line
    Ids,
}

/// The words of `--time`.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum How {
    #[default]
    Relative,
    Iso,
    Epoch,
}

/// The words of `--color`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    #[default]
    Auto,
    Always,
    Never,
}

impl Global {
    pub fn format(&self) -> Format {
        match self.output {
            Output::Table => Format::Table,
            Output::Wide => Format::Wide,
            Output::Json => Format::Json,
            Output::Jsonl => Format::Jsonl,
            Output::Csv => Format::Csv,
            Output::Ids => Format::Ids,
        }
    }

    /// The format of a command whose rows are no jobs.
    ///
    /// # Errors
    /// Exit 2 with `-o ids`.
    pub fn format_without_ids(&self) -> Result<Format, Failure> {
        match self.format() {
            Format::Ids => Err(Failure::usage("-o ids prints job IDs, and this command has none")
                .hint("-o jsonl prints one object a line")),
            format => Ok(format),
        }
    }

    pub fn times(&self) -> Times {
        match self.time {
            How::Relative => Times::Relative,
            How::Iso => Times::Iso,
            How::Epoch => Times::Epoch,
        }
    }

    /// Where to connect.
    ///
    /// # Errors
    /// Exit 2 for whatever makes no sense; nothing was connected.
    pub fn address(&self) -> Result<Address, Failure> {
        let mut address = self.place()?;
        if let Some(file) = &self.password_file {
            address.set_password(password(file)?);
        }
        Ok(address)
    }

    /// [`Global::address`] without the password of `--password-file`: no file is looked at.
    pub fn place(&self) -> Result<Address, Failure> {
        let mut address = Address::from_env(self.url.as_deref(), &|name| std::env::var_os(name))?;
        if let Some(prefix) = self.prefix.as_deref().filter(|p| !p.is_empty()) {
            if !valid_prefix(prefix) {
                return Err(Failure::usage("the key prefix may hold only A-Z a-z 0-9 _ . : { } -"));
            }
            address.prefix = prefix.to_owned();
        }
        self.tls(address.tls_mut())?;
        address.connect_timeout = self.connect_timeout;
        address.reply_timeout = self.reply_timeout;
        Ok(address)
    }

    fn tls(&self, tls: Option<&mut Tls>) -> Result<(), Failure> {
        let files = [&self.tls_ca, &self.tls_cert, &self.tls_key];
        let Some(tls) = tls else {
            return match self.tls_insecure || files.iter().any(|f| f.is_some()) {
                true => Err(Failure::usage("--tls- options need a URL that begins with rediss://")),
                false => Ok(()),
            };
        };
        if let Some(file) = &self.tls_ca {
            tls.trust_only(file.clone());
        }
        if self.tls_cert.is_some() || self.tls_key.is_some() {
            (tls.cert, tls.key) = (self.tls_cert.clone(), self.tls_key.clone());
        }
        if self.tls_insecure {
            tls.verify = Verify::Nothing;
        }
        Ok(())
    }

    /// What `--on` or RQCTL_ON says.
    pub fn wanted_label(&self) -> Option<&str> {
        self.on.as_deref().filter(|on| !on.is_empty())
    }
}

/// The password in a file, without the newline that an editor puts at its end.
fn password(file: &Path) -> anyhow::Result<String> {
    /// No password is longer; a larger file is a mistake.
    const LONGEST: u64 = 64 << 10;
    let named = || format!("cannot read the password file {}", file.display());
    let mut text = String::new();
    File::open(file).and_then(|f| f.take(LONGEST + 1).read_to_string(&mut text)).with_context(named)?;
    ensure!(text.len() as u64 <= LONGEST, "the password file {} is too large", file.display());
    let password = text.trim_end_matches(['\r', '\n']);
    ensure!(!password.is_empty(), "the password file {} is empty", file.display());
    Ok(password.to_owned())
}
