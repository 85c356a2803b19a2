//! `completions`: what a shell needs to complete our command lines. Also kept in `completions/`.

use std::io::Write;

use clap::{CommandFactory, ValueEnum};

use crate::cli::{
    Cli,
    exit::{Exit, Failure},
    ui::Ui,
};

#[derive(clap::Args, Debug)]
pub struct Completions {
    /// The shell to complete in
    shell: Shell,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "lower")]
pub enum Shell {
    Bash,
    Zsh,
    Fish,
    Elvish,
    PowerShell,
}

impl Completions {
    pub fn run(&self, ui: &mut Ui) -> Result<Exit, Failure> {
        ui.out.write_all(&script(self.shell))?;
        Ok(Exit::Done)
    }
}

/// The script for one shell.
pub fn script(shell: Shell) -> Vec<u8> {
    let shell = match shell {
        Shell::Bash => clap_complete::Shell::Bash,
        Shell::Zsh => clap_complete::Shell::Zsh,
        Shell::Fish => clap_complete::Shell::Fish,
        Shell::Elvish => clap_complete::Shell::Elvish,
        Shell::PowerShell => clap_complete::Shell::PowerShell,
    };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "rqctl", &mut script);
    script
}
