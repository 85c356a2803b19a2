//! What is typed, and the few lines that join the layers. Nothing below this folder knows a terminal.

pub mod answer;
pub mod completions;
pub mod consent;
pub mod cron;
pub mod doctor;
pub mod duration;
mod ending;
pub mod exit;
pub mod filter;
pub mod findings;
pub mod global;
pub mod groups;
pub mod habits;
pub mod hints;
pub mod jobs;
pub mod label;
pub mod maintenance;
pub mod migrate_ids;
pub mod moment;
pub mod names;
pub mod nearest;
pub mod open;
pub mod queues;
pub mod rate_limits;
pub mod registry;
pub mod samples;
pub mod schedulers;
mod secrets;
pub mod server;
pub mod status;
pub mod targets;
pub mod ui;
mod usage;
pub mod walk;
pub mod workers;

use std::{ffi::OsString, panic, process::ExitCode, thread};

use clap::Parser;

use crate::cli::{
    exit::{Exit, Failure},
    global::Global,
    ui::Ui,
};

/// Operate RQ (Redis Queue) from a shell: see what is wrong, stop, requeue, maintain, migrate
#[derive(Parser, Debug)]
#[command(name = "rqctl", version, after_help = exit::help(), disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(clap::Subcommand, Debug)]
enum Command {
    /// One screen: target, server, queues, workers, what is wrong and what to type
    Status(status::Status),
    /// Queues and what stands in them
    #[command(subcommand, alias = "queue")]
    Queues(queues::Queues),
    /// Workers and what they run
    #[command(subcommand, alias = "worker")]
    Workers(workers::Workers),
    /// Jobs: list, count, show, stop, requeue, cancel, hold, delete
    #[command(subcommand, alias = "job")]
    Jobs(Box<jobs::Jobs>),
    /// What stands in each registry, entry by entry
    #[command(subcommand, alias = "registries")]
    Registry(registry::Registries),
    /// Who moves scheduled jobs into their queues
    #[command(subcommand, alias = "scheduler")]
    Schedulers(schedulers::Schedulers),
    /// What cron schedulers enqueue
    #[command(subcommand)]
    Cron(cron::Cron),
    /// Jobs that were made together
    #[command(subcommand, alias = "group")]
    Groups(groups::Groups),
    /// Jobs that share slots
    #[command(subcommand, alias = "rate-limit")]
    RateLimits(rate_limits::RateLimits),
    /// What RQ's workers do now and then, from cron: abandoned, stuck, expired
    #[command(subcommand)]
    Maintenance(maintenance::Maintenance),
    /// Rename job IDs that newer versions of RQ lose or refuse
    #[command(name = "migrate-ids")]
    MigrateIds(migrate_ids::MigrateIds),
    /// Look at everything: what is wrong, what it means, what to type
    Doctor(doctor::Doctor),
    /// The name that tells every laptop which server this is
    #[command(subcommand)]
    Label(label::Label),
    /// Print what a shell needs to complete rqctl's command lines
    Completions(completions::Completions),
}

impl Command {
    fn run(&self, global: &Global, ui: &mut Ui) -> Result<Exit, Failure> {
        match self {
            Command::Status(c) => c.run(global, ui),
            Command::Queues(c) => c.run(global, ui),
            Command::Workers(c) => c.run(global, ui),
            Command::Jobs(c) => c.run(global, ui),
            Command::Registry(c) => c.run(global, ui),
            Command::Schedulers(c) => c.run(global, ui),
            Command::Cron(c) => c.run(global, ui),
            Command::Groups(c) => c.run(global, ui),
            Command::RateLimits(c) => c.run(global, ui),
            Command::Maintenance(c) => c.run(global, ui),
            Command::MigrateIds(c) => c.run(global, ui),
            Command::Doctor(c) => c.run(global, ui),
            Command::Label(c) => c.run(global, ui),
            Command::Completions(c) => c.run(ui),
        }
    }
}

/// What an operator types in an incident, most useful first.
const INCIDENT: &str = "\
Operate RQ (Redis Queue) from a shell. In an incident:

  rqctl status                                    what is wrong, what to type
  rqctl jobs list -s failed                       what failed, newest first
  rqctl jobs count -s failed --by error           the errors behind it
  rqctl jobs show ID                              one job: call, times, error
  rqctl jobs stop ID                              end a running job
  rqctl jobs requeue -q QUEUE -s failed           run failed jobs again
  rqctl jobs hold --func 'NAME'                   keep waiting jobs from running
  rqctl workers list                              who runs what, who is gone
  rqctl workers suspend                           take no new jobs, anywhere
  rqctl maintenance run --dry-run                 abandoned and stuck jobs

rqctl --help lists everything. The server: -u URL, else RQCTL_URL.";

/// Parses the command line, runs the command, and says how it ended.
pub fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    let mut cli = match Cli::try_parse_from(&args) {
        Ok(cli) => cli,
        Err(e) => return usage::report(&e, &args),
    };
    cli.global.typed = args;
    // A signal goes to the first thread, and would break off a wait for Redis there, whose reply could not be told from
    // a lost one any more: the work is done on another.
    thread::scope(|scope| {
        let worker = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || run(&cli));
        match worker.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(code)) => code,
            Ok(Err(panic)) => panic::resume_unwind(panic),
            Err(_) => run(&cli),
        }
    })
}

/// As much as the first thread usually has, in bytes.
const STACK: usize = 8 << 20;

fn run(cli: &Cli) -> ExitCode {
    let mut ui = Ui::new(&cli.global);
    let end = match &cli.command {
        Some(command) => command.run(&cli.global, &mut ui),
        None if ui.format().machine() => Err(Failure::usage("no command was given").hint("rqctl --help")),
        None => {
            ui.note(INCIDENT);
            Ok(Exit::Usage)
        }
    };
    ending::report(end, &mut ui, &cli.global.hints())
}
