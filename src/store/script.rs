//! Scripts as values: the mechanism only. Which scripts exist and what their answers mean is said in `ops`,
//! beside the verb that uses them.

use std::sync::OnceLock;

/// A Lua script, run whole by the server: every change of a job is one call of one of these.
pub struct Script {
    pub name: &'static str,
    /// The shared prelude, what the script includes, and its own file.
    pub source: &'static str,
    /// Every command that it may call, in capitals, so that permission can be asked for before the first
    /// step. A test compares it with the source.
    pub commands: &'static [&'static str],
    sha: OnceLock<String>,
}

impl Script {
    pub const fn new(name: &'static str, source: &'static str, commands: &'static [&'static str]) -> Script {
        Script { name, source, commands, sha: OnceLock::new() }
    }

    /// What the server calls the script once it knows it.
    pub(in crate::store) fn sha(&self) -> &str {
        self.sha.get_or_init(|| redis::Script::new(self.source).get_hash().to_owned())
    }
}

/// The script in `src/ops/lua/NAME.lua`, with the prelude and the named pieces before it:
/// `script!("requeue", ["enqueue"], ["HSET", …])`.
#[macro_export]
macro_rules! script {
    ($name:literal, [$($piece:literal),* $(,)?], [$($command:literal),* $(,)?]) => {
        $crate::store::script::Script::new(
            $name,
            concat!(
                include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/ops/lua/prelude.lua")),
                $(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/ops/lua/", $piece, ".lua")),)*
                include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/ops/lua/", $name, ".lua")),
            ),
            &[$($command),*],
        )
    };
    ($name:literal, [$($command:literal),* $(,)?]) => {
        $crate::script!($name, [], [$($command),*])
    };
}
