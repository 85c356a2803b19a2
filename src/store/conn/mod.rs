//! From the text of a URL to a connection that has been greeted.

mod address;
mod endpoint;
mod greeting;
mod open;
mod tls;
mod url;

pub use address::{Address, Environment, Trace, valid_prefix};
pub use endpoint::Endpoint;
pub use greeting::Label;
pub use tls::{Tls, Verify};

pub(in crate::store) use greeting::Greeting;
pub(in crate::store) use open::open;
