//! The office's memory: one SQLite file, in which every write is durable before it counts.
//!
//! It holds no letter text, and no name but those that the visiting desk wrote on its codes; who wrote it has under a key that is elsewhere, and
//! for a term. A letter is opened again, with its sealing
//! key, whenever it is needed; so destroying the key ends it. One file for each subject; this one is their face.

mod database;
mod letters;
mod log;
mod lost;
mod manifests;
mod notices;
mod statuses;
mod visitors;

pub use database::{Counter, FILE_NAME, Store, StoreError};
pub use lost::Stated;
pub use manifests::{ProviderKey, StoredManifest};
pub use notices::NoticeState;
pub use statuses::{NewStatus, PlacedStatus};
pub use visitors::NewCode;
