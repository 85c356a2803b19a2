//! What holds for every script: its commands are known, each is registered, and one that meets a key of a wrong
//! type or a command that the ACL denies writes nothing.

mod guards;
mod monitor;
mod sources;
mod state;
