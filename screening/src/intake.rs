//! The intake's screening listener, as screening calls it. Whatever it answers is checked elsewhere; here only sizes are.

use std::time::Duration;

use lakzegel_crypto::{ENVELOPE_BYTES, EnvelopeId, LookupId, log::TILE_WIDTH, note::MAX_NOTE_BYTES};
use reqwest::{Client, RequestBuilder, StatusCode, Url, header::CONTENT_TYPE, redirect::Policy};
use zeroize::Zeroizing;

/// Why a call did not succeed. It is made again later.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// No connection, or it broke, or it took too long.
    #[error("no answer: {0}")]
    Connection(String),
    /// An answer with an unexpected status.
    #[error("answered {0}")]
    Status(StatusCode),
    /// A longer answer than there can be.
    #[error("the answer is too long")]
    TooLong,
    /// Not text where text must be.
    #[error("the answer is not text")]
    Text,
}

impl From<reqwest::Error> for IntakeError {
    fn from(error: reqwest::Error) -> Self {
        // The innermost reason ("connection refused") is the one that helps; the address is not for the log.
        let error = error.without_url();
        let mut reason: &dyn std::error::Error = &error;
        while let Some(source) = reason.source() {
            reason = source;
        }
        Self::Connection(reason.to_string())
    }
}

/// An HTTP client that follows no redirects and uses no proxy.
pub fn http_client(timeout: Duration) -> Result<Client, IntakeError> {
    // An error says that there is a default already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder().redirect(Policy::none()).no_proxy().connect_timeout(Duration::from_secs(5)).timeout(timeout);
    Ok(builder.build()?)
}

/// The body of a 200 answer, at most `longest` bytes; `None` for a 404.
pub async fn read_answer(request: RequestBuilder, longest: usize) -> Result<Option<Vec<u8>>, IntakeError> {
    let mut answer = request.send().await?;
    match answer.status() {
        StatusCode::OK => {}
        StatusCode::NOT_FOUND => return Ok(None),
        other => return Err(IntakeError::Status(other)),
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        if body.len() + chunk.len() > longest {
            return Err(IntakeError::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body))
}

/// The listener's address, and the token that it asks for.
pub struct Intake {
    http: Client,
    base: String,
    token: Zeroizing<String>,
}

impl Intake {
    /// Calls nobody yet.
    pub fn new(address: &Url, token: &str) -> Result<Self, IntakeError> {
        let base = address.as_str().trim_end_matches('/').to_owned();
        Ok(Self { http: http_client(Duration::from_secs(30))?, base, token: Zeroizing::new(token.to_owned()) })
    }

    /// The signed manifest.
    pub async fn manifest(&self) -> Result<String, IntakeError> {
        self.text("/v1/manifest").await
    }

    /// The newest checkpoint, as a note.
    pub async fn checkpoint(&self) -> Result<String, IntakeError> {
        self.text("/checkpoint").await
    }

    /// The entries of tile `index`, of which the log at this size has `width`.
    ///
    /// A log that has grown in the meantime may have the whole tile only.
    pub async fn entries(&self, index: u64, width: usize) -> Result<Option<Vec<u8>>, IntakeError> {
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

    /// An envelope, unchecked.
    pub async fn envelope(&self, id: EnvelopeId) -> Result<Option<Vec<u8>>, IntakeError> {
        read_answer(self.get(&format!("/v1/envelopes/{id}")), ENVELOPE_BYTES).await
    }

    /// Hands over a checkpoint with screening's cosignature.
    pub async fn cosignature(&self, note: String) -> Result<(), IntakeError> {
        let request = self.http.post(self.url("/v1/cosignatures")).header(CONTENT_TYPE, "text/plain; charset=utf-8").body(note);
        self.deliver(request).await
    }

    /// Says whom to admit with visitor codes: a signed list.
    pub async fn admissions(&self, note: String) -> Result<(), IntakeError> {
        let request = self.http.post(self.url("/v1/admissions")).header(CONTENT_TYPE, "text/plain; charset=utf-8").body(note);
        self.deliver(request).await
    }

    /// Hands over a status.
    pub async fn status(&self, lookup: &LookupId, bytes: Vec<u8>) -> Result<(), IntakeError> {
        let url = self.url(&format!("/v1/statuses/{lookup}"));
        self.deliver(self.http.put(url).header(CONTENT_TYPE, "application/octet-stream").body(bytes)).await
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(self.url(path)).bearer_auth(self.token.as_str())
    }

    async fn text(&self, path: &str) -> Result<String, IntakeError> {
        let bytes = read_answer(self.get(path), MAX_NOTE_BYTES).await?.ok_or(IntakeError::Status(StatusCode::NOT_FOUND))?;
        String::from_utf8(bytes).map_err(|_| IntakeError::Text)
    }

    async fn deliver(&self, request: RequestBuilder) -> Result<(), IntakeError> {
        let status = request.bearer_auth(self.token.as_str()).send().await?.status();
        if status.is_success() { Ok(()) } else { Err(IntakeError::Status(status)) }
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
