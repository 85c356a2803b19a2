//! The two ends that a connection may have, and the text that it may not show.

use std::{fmt, path::PathBuf};

use super::tls::Tls;

/// Where a server listens.
#[derive(Clone, Debug, PartialEq)]
pub enum Endpoint {
    Tcp { host: String, port: u16, tls: Option<Tls> },
    Unix(PathBuf),
}

/// A text that no message and no debug print shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub(super) fn new(text: String) -> Secret {
        Secret(text)
    }

    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("***")
    }
}
