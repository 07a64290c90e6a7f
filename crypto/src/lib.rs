//! Sealing: what a sender's client, the intake and screening must agree on, byte for byte. `docs/protocol.md` is its specification.
//!
//! Pure: no input or output, no clock, no hidden randomness; whoever calls brings time and random bytes. Opening is behind the
//! cargo feature `open`, which screening alone turns on.
#![doc = include_str!("../README.md")]

mod codec;
mod envelope;
mod freshness;
mod ids;
mod letter;
pub mod log;
pub mod manifest;
mod missing;
pub mod note;
#[cfg(feature = "open")]
mod open;
mod receipt;
mod sign;
mod status;
mod suite;
mod supervision;
pub mod typed;
mod visit;
pub mod visitor_code;

pub use envelope::{ENVELOPE_BYTES, ENVELOPE_VERSION, Envelope, EnvelopeError, PADDED_LETTER_BYTES};
pub use freshness::{Freshness, FreshnessError, MAX_FRESHNESS_AGE, Newest, split_freshness};
pub use hpke::rand_core;
pub use ids::{EnvelopeId, IdError, KeyId, LookupId};
pub use letter::{
    Evidence, MAX_BODY_BYTES, MAX_EVIDENCE_BYTES, MAX_NAME_BYTES, MAX_ORIGIN_BYTES, SealError, SealedLetter, ToSign, rehearse,
};
pub use manifest::{Manifest, ManifestError, RootKeys, VerifiedManifest};
pub use missing::{MAX_MISSING, Missing, MissingError, SaysOf, missing_notes};
#[cfg(feature = "open")]
pub use open::{OpenError, OpenedLetter, OpeningKey, open, reference_of_unopened};
pub use receipt::{MAX_RECEIPT_BYTES, Receipt, ReceiptError, VerifiedReceipt};
pub use status::{Ground, Reference, ReferenceError, STATUS_BYTES, State, Status, StatusError, TechnicalReason, verify_status};
pub use suite::{
    AEAD_ID, ENCAPSULATED_KEY_BYTES, KDF_ID, KEM_ID, KEY_CONFIG_BYTES, KeyConfig, KeyConfigError, PUBLIC_KEY_BYTES, TAG_BYTES,
};
pub use typed::MAX_NUMBER_BYTES;
pub use visit::{VisitSeed, visit_nonce};
