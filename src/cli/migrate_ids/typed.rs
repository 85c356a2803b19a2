//! The commands that lead on: what was chosen is chosen again.

use std::path::Path;

use crate::cli::{
    hints::{Command, Hints},
    migrate_ids::args::{MigrateIds, SchemeName},
};

/// Maps that are proposed before one is that is there already.
const MAPS: u32 = 100;

/// The same names once more, by a read or an act.
fn chosen(args: &MigrateIds, command: Command) -> Command {
    let command = names(args, command);
    match (&args.undo, &args.map, args.scheme) {
        (Some(file), ..) => command.option("--undo", path(file)),
        (None, Some(file), _) => command.option("--map", path(file)),
        (None, None, Some(SchemeName::Uuid)) => command.option("--scheme", "uuid"),
        (None, None, _) => command,
    }
}

fn names(args: &MigrateIds, mut command: Command) -> Command {
    for queue in &args.queue {
        command = command.option("-q", queue);
    }
    match &args.id {
        Some(id) => command.option("--id", id),
        None => command,
    }
}

fn path(file: &Path) -> Vec<u8> {
    file.as_os_str().as_encoded_bytes().to_vec()
}

/// The plan of the same for programs, which says of each why.
pub fn each(args: &MigrateIds, hints: &Hints) -> String {
    chosen(args, hints.read("migrate-ids")).option("-o", "jsonl").to_string()
}

/// The same with `--apply`, and with a map where it does not come from one that is the way back.
pub fn apply(args: &MigrateIds, hints: &Hints) -> String {
    let command = chosen(args, hints.act("migrate-ids")).flag("--apply");
    match &args.undo {
        Some(_) => command.to_string(),
        None => command.option("--write-map", free_map()).to_string(),
    }
}

/// Other new names, for those whose own are taken.
pub fn other_names(args: &MigrateIds, hints: &Hints) -> Option<String> {
    let readable = !args.mapped() && !matches!(args.scheme, Some(SchemeName::Uuid));
    let command = || names(args, hints.act("migrate-ids")).option("--scheme", "uuid").flag("--apply");
    readable.then(|| command().option("--write-map", free_map()).to_string())
}

/// The way back of a map.
pub fn back(map: &Path, hints: &Hints) -> String {
    hints.act("migrate-ids").option("--undo", path(map)).flag("--apply").to_string()
}

/// A name that no file here has: no map is overwritten.
fn free_map() -> String {
    let numbered = (2..MAPS).map(|n| format!("ids-{n}.csv"));
    let mut names = std::iter::once("ids.csv".to_owned()).chain(numbered);
    names.find(|name| !Path::new(name).exists()).unwrap_or_else(|| "ids.csv".to_owned())
}
