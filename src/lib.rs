//! rqctl: operate RQ (Redis Queue) from a shell, on the data of RQ 1.x to 3.x at once.
//!
//! # Where what lives
//!
//! | layer | what it is | may use |
//! |---|---|---|
//! | [`rq`] | RQ's data model: bytes in, values out; no I/O, no clock | nobody |
//! | [`render`] | values → text: tables, JSON, CSV, pages; knows no noun | nobody |
//! | [`store`] | all Redis traffic; alone names the redis crate | `rq` |
//! | [`ops`] | what changes Redis, or judges it | `rq`, `store` |
//! | [`views`] | one list of columns per noun = the JSON contract | `rq`, `render`, `ops` |
//! | [`cli`] | clap, the terminal, exit codes, consent; joins the layers | all |
//!
//! A test reads the `use` lines and holds the code to this table.
//!
//! # Currencies
//!
//! What to load is a value, [`rq::fields::Needs`]: columns, filters, verbs and checks declare it and the
//! store obeys. What is meant is a value, [`rq::filter::Selection`]: it says which places to walk and what
//! to admit. A row is a [`rq::candidate::Candidate`]: what stood in a place and what its hash said; a job
//! that cannot be read is a value too, never an error. What an ACL may hide is [`rq::fleet::Seen`]. What
//! others may do is a value, [`store::writer::Consent`], made in one file.
//!
//! # Walks
//!
//! A list: filter and columns say what they need → [`store::select::Select`] reads pages, the next batch
//! under way before this one is read → [`render::listing::Listing`] writes rows as they come. Status: the
//! installation in three flights → quick checks → views. An act: the same selection without reading ahead →
//! a verb decides, purely → [`ops::engine`] applies guarded steps, batch by batch → the same listing.
//!
//! # Invariants
//!
//! 1. Reads never write. Every read command passes as a Redis user without `@write`; plans, dry runs,
//!    `--check` and `doctor` are reads.
//! 2. One step per job. A script first reads and checks everything, then runs only commands that cannot
//!    fail; kill -9 of anything leaves every job wholly before or wholly after, and a second run finishes.
//! 3. Read, pass, re-check. Keys are passed in KEYS; what cannot be known in advance is read, passed and
//!    compared in the script, which answers `changed` instead of writing.
//! 4. Nothing is unbounded: pages, batches of 20 to 50 jobs, scans, lengths before fields of unknown size.
//!    The exceptions are the sets of queues and of workers, one LREM for one named ID, LREM of 5,000
//!    tombstones, and a results stream's latest entry, whose length cannot be asked for.
//! 5. Round trips do not grow with queues, workers or columns.
//! 6. Say only what was seen. "sent, 1 listener" is not "stopped"; what an ACL hides is `?` or `null`.
//! 7. A dry run is the plan that the real run executes: the same code without a writer.
//! 8. Consent is a value; whatever changes Redis demands one, and what was shown caps what is done.
//! 9. Redis text is hostile: control characters are made visible, nothing pickled is executed, every
//!    decoder is bounded, and one unreadable job never ends a listing.
//! 10. Decode by shape, not by believed version; unknown fields and words are shown as they are.
//! 11. Secrets stay out of errors, logs, process lists and JSON.
//! 12. The clock is Redis's. TTL beats score, two looks beat two clocks.
//! 13. JSON names are a contract: they change only with a major version.
//! 14. Acting and reading ahead exclude each other.

pub mod cli;
pub mod ops;
pub mod render;
pub mod rq;
pub mod store;
pub mod views;
