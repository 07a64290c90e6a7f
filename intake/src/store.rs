//! Everything that the intake keeps, in one database: SQLite in a data directory for an intake alone, or PostgreSQL for any number of
//! them. Schema and queries, and nothing else. The queries are the same for both, by sqlx's `Any`.
//!
//! What is *not* in it: no times, no addresses, no names, nothing that joins two envelopes of one visit. Grants are hashes in the
//! order of the hashes, with the day on which they lapse. What remains for an hour at most:
//!
//! - SQLite overwrites a spent grant with zeroes (`secure_delete`), but its write-ahead log holds the latest transactions in their
//!   order until it is emptied.
//! - PostgreSQL keeps rows in the order in which they came, with the transaction that wrote them (`xmin`) and the one that took them
//!   away (`xmax`): which grants came together, with whose count or visitor code, and which envelope took which. [`Store::tidy`] therefore
//!   writes these tables anew, each in the order of its key and in one transaction; the old files go, and with them the day's salt.
//!
//! What remains longer is PostgreSQL's own write-ahead log, where it is archived or streamed to: its operator must not keep it (see
//! `docs/operations.md`). Logical backups hold no more than the tables do.

mod append;
mod database;
mod grants;
mod log;
mod published;
mod schema;
mod tidy;

pub use append::{AppendOutcome, Upload};
pub use database::{Location, Store, StoreError};
pub use grants::{AdmitOutcome, GrantHash};
pub use log::{Entry, NewEntries};
