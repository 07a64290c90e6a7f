//! What answers have in common: media types, how long they may be kept, and the name under which the journal counts them.

use axum::response::Response;
pub use lakzegel_contract::served::{FOREVER, NO_CACHE};

/// The media type of notes and receipts.
pub const TEXT: &str = lakzegel_contract::served::NOTE_MEDIA_TYPE;
/// The media type of envelopes, statuses and tiles.
pub const BYTES: &str = "application/octet-stream";

/// What the journal counts an answer as.
#[derive(Clone, Copy)]
pub struct JournalName {
    /// What was asked for, for example `read`.
    pub action: &'static str,
    /// The kind of thing, for example `receipt`.
    pub object: &'static str,
}

/// Gives an answer the name under which the journal counts it.
pub fn counted_as(name: JournalName, mut response: Response) -> Response {
    response.extensions_mut().insert(name);
    response
}
