//! The intake's screening listener, as screening calls it. What it answers is checked elsewhere; here only its size is.

use std::time::Duration;

use lakzegel_contract::{limit::STATEMENTS_BYTES, path};
use lakzegel_crypto::{ENVELOPE_BYTES, EnvelopeId, log::TILE_WIDTH, note::MAX_NOTE_BYTES, split_freshness};
use reqwest::{Client, RequestBuilder, StatusCode, Url, header::CONTENT_TYPE};
use zeroize::Zeroizing;

use crate::{
    http::{self, Certificates, HttpError, read_answer},
    store::PlacedStatus,
};

/// The intake's screening listener. Every call shows it the screening token.
///
/// Every call fails with [`HttpError`] if the intake does not answer, answers with an error, or with more than there can be.
pub struct Intake {
    http: Client,
    base: String,
    token: Zeroizing<String>,
}

/// What the intake answers for the manifest.
pub struct ServedManifest {
    /// The manifest.
    pub note: String,
    /// The statement of freshness. `None` if there is none.
    pub statement: Option<String>,
}

impl Intake {
    /// Prepares the calls; makes none. With certificates, only an intake of that authority is called, by TLS.
    ///
    /// # Errors
    ///
    /// If TLS cannot be set up.
    pub fn new(address: &Url, token: &str, certificates: Option<Certificates>) -> Result<Self, HttpError> {
        let base = address.as_str().trim_end_matches('/').to_owned();
        Ok(Self { http: http::client(Duration::from_secs(30), certificates)?, base, token: Zeroizing::new(token.to_owned()) })
    }

    /// The signed manifest and the statement that it is the newest, as notes.
    pub async fn manifest(&self) -> Result<ServedManifest, HttpError> {
        let answer = self.text(path::MANIFEST).await?;
        let (note, statement) = split_freshness(&answer);
        Ok(ServedManifest { note: note.to_owned(), statement: statement.map(str::to_owned) })
    }

    /// Hands over a statement that the manifest is the newest, to be served with it.
    pub async fn freshness(&self, note: String) -> Result<(), HttpError> {
        let request = self.http.post(self.url(path::FRESHNESS)).header(CONTENT_TYPE, "text/plain; charset=utf-8").body(note);
        self.deliver(request).await
    }

    /// Every statement about lost envelopes that the intake publishes, one behind the other.
    pub async fn missing(&self) -> Result<String, HttpError> {
        self.text_of(path::MISSING, STATEMENTS_BYTES).await
    }

    /// Hands over a statement about lost envelopes, to be published for ever.
    pub async fn publish_missing(&self, note: String) -> Result<(), HttpError> {
        let request = self.http.post(self.url(path::MISSING)).header(CONTENT_TYPE, "text/plain; charset=utf-8").body(note);
        self.deliver(request).await
    }

    /// The newest checkpoint, as a note.
    pub async fn checkpoint(&self) -> Result<String, HttpError> {
        self.text("/checkpoint").await
    }

    /// The entry bundle of tile `index`, of which the checkpoint covers `width` entries. `None` if the intake does not have it.
    ///
    /// A log that has grown since may have the full tile only.
    pub async fn entries(&self, index: u64, width: usize) -> Result<Option<Vec<u8>>, HttpError> {
        let longest = TILE_WIDTH * (2 + 32);
        let path = format!("/tile/entries/{}", tile_number(index));
        if width < TILE_WIDTH {
            let partial = read_answer(self.get(&format!("{path}.p/{width}")), longest).await?;
            if partial.is_some() {
                return Ok(partial);
            }
        }
        read_answer(self.get(&path), longest).await
    }

    /// An envelope, unchecked. `None` if the intake does not have it.
    pub async fn envelope(&self, id: EnvelopeId) -> Result<Option<Vec<u8>>, HttpError> {
        read_answer(self.get(&path::fill(path::ENVELOPE, id)), ENVELOPE_BYTES).await
    }

    /// Hands over a checkpoint with screening's cosignature.
    pub async fn cosignature(&self, note: String) -> Result<(), HttpError> {
        let request = self.http.post(self.url(path::COSIGNATURES)).header(CONTENT_TYPE, "text/plain; charset=utf-8").body(note);
        self.deliver(request).await
    }

    /// Hands over a signed list of visitor codes to admit.
    pub async fn admissions(&self, note: String) -> Result<(), HttpError> {
        let request = self.http.post(self.url(path::ADMISSIONS)).header(CONTENT_TYPE, "text/plain; charset=utf-8").body(note);
        self.deliver(request).await
    }

    /// Hands over encrypted statuses, at most 256.
    pub async fn statuses(&self, statuses: &[PlacedStatus]) -> Result<(), HttpError> {
        let placed = |status: &PlacedStatus| [&status.lookup.as_bytes()[..], &status.bytes].concat();
        let body: Vec<u8> = statuses.iter().flat_map(placed).collect();
        let request = self.http.post(self.url(path::STATUSES)).header(CONTENT_TYPE, "application/octet-stream");
        self.deliver(request.body(body)).await
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(self.url(path)).bearer_auth(self.token.as_str())
    }

    async fn text(&self, path: &str) -> Result<String, HttpError> {
        self.text_of(path, MAX_NOTE_BYTES).await
    }

    async fn text_of(&self, path: &str, longest: usize) -> Result<String, HttpError> {
        let bytes = read_answer(self.get(path), longest).await?.ok_or(HttpError::Status(StatusCode::NOT_FOUND))?;
        String::from_utf8(bytes).map_err(|_| HttpError::Text)
    }

    async fn deliver(&self, request: RequestBuilder) -> Result<(), HttpError> {
        let status = request.bearer_auth(self.token.as_str()).send().await?.status();
        if status.is_success() { Ok(()) } else { Err(HttpError::Status(status)) }
    }
}

/// A tile's number as c2sp.org/tlog-tiles writes it: groups of three digits, all but the last with an `x` in front.
fn tile_number(index: u64) -> String {
    let mut groups = vec![format!("{:03}", index % 1000)];
    let mut rest = index / 1000;
    while rest > 0 {
        groups.push(format!("x{:03}", rest % 1000));
        rest /= 1000;
    }
    groups.reverse();
    groups.join("/")
}

#[cfg(test)]
mod tests {
    use super::tile_number;

    #[test]
    fn tile_numbers_are_written_as_in_the_standard() {
        assert_eq!(tile_number(0), "000");
        assert_eq!(tile_number(67), "067");
        assert_eq!(tile_number(1_234_067), "x001/x234/067");
    }
}
