//! Acts on many jobs that real RQ made: killed, beside workers, beside each other.

mod crowd;
mod endless;
mod killed;
mod random;
mod state;
