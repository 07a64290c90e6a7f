//! What answers have in common: media types, how long they may be kept, and the name under which the journal counts them.

use axum::response::Response;

/// The media type of notes and receipts.
pub const TEXT: &str = "text/plain; charset=utf-8";
/// The media type of envelopes, statuses and tiles.
pub const BYTES: &str = "application/octet-stream";

/// `Cache-Control`: may be kept, but must be asked for again each time.
pub const NO_CACHE: &str = "no-cache";
/// `Cache-Control`: never changes. What is different has another address.
pub const FOREVER: &str = "public, max-age=31536000, immutable";

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
