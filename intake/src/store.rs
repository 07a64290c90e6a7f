//! Everything that the intake stores, in one database: SQLite in a data directory for a single intake, or PostgreSQL for any number of
//! intakes. The queries are the same for both, by sqlx's `Any`.
//!
//! The tables hold no address or name of a sender, and nothing that joins two envelopes of one visit. Grants are hashes in the order
//! of the hashes, with the day on which they lapse. The times in the database are when each migration was applied, when a statement about lost
//! envelopes was made, and the minute in which a login came back, under a hash of its random state: until its cookie counts no more, and the next
//! login or the hour's tidying comes.
//!
//! The database's own files tell more, for an hour at most:
//!
//! - SQLite overwrites a spent grant with zeroes (`secure_delete`), but its write-ahead log holds the latest transactions in their
//!   order until it is emptied.
//! - PostgreSQL keeps rows in the order in which they were written, with the transaction that wrote them (`xmin`) and the one that deleted
//!   them (`xmax`). That tells which grants were given together, with which count or visitor code, and which envelope spent which grant.
//!   [`Store::tidy`] therefore rewrites these tables, each in the order of its key and in one transaction. The old files are deleted, and
//!   with them the day's salt.
//!
//! PostgreSQL's write-ahead log tells the same for as long as it is archived or streamed: its operator must not keep it (see
//! `docs/operations.md`). Logical backups hold no more than the tables do.
//!
//! From the top: `append`; `log`, `grants`, `logins`, `published`, `statements`, `tidy`; `database`; `schema`.

mod append;
mod database;
mod grants;
mod log;
mod logins;
mod published;
mod schema;
mod statements;
mod tidy;

pub use append::{AppendOutcome, Upload};
pub use database::{Location, Store, StoreError};
pub use grants::{AdmitOutcome, GrantHash};
pub use log::{Entry, NewEntries};
pub use published::NewStatus;
