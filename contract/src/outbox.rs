//! The outbox on a sender's device: the database of sealed letters that wait, which the client fills and the service worker sends from.

/// The name of the database, of its one object store, and of the worker's sync event.
pub const STORE: &str = "lakzegel-outbox";
/// The envelope's id: 64 hexadecimal digits, also the entry's key.
pub const ID: &str = "id";
/// When the letter was sealed, in seconds since 1970.
pub const SEALED_AT: &str = "sealed-at";
/// Until when it may be sent, in seconds since 1970.
pub const UNTIL: &str = "until";
/// The envelope's bytes; gone once there is a verified receipt.
pub const ENVELOPE: &str = "envelope";
/// The grant, as it goes into the `authorization` header.
pub const GRANT: &str = "grant";
/// The reference, encrypted.
pub const REFERENCE: &str = "reference";
/// Why the intake refused for good: the last part of a problem type, or [`REFUSED`]. The client writes `outdated-key` for `unknown-key`, too:
/// it seals anew for both.
pub const PROBLEM: &str = "problem";
/// What stands in [`PROBLEM`] for every refusal that a sender can only be told of.
pub const REFUSED: &str = "refused";
/// The receipt, as the intake sent it.
pub const RECEIPT: &str = "receipt";
/// When the receipt was seen on this device, in seconds since 1970.
pub const STORED_AT: &str = "stored-at";
