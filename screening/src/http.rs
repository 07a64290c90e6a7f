//! Calls over HTTP, to whatever address: a client that follows nothing, and answers of a bounded length.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, StatusCode, redirect::Policy};

/// Why a call did not succeed. The caller makes it again later.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// No connection, a broken one, or no answer in time.
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

impl From<reqwest::Error> for HttpError {
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

/// An HTTP client that follows no redirects and uses no proxy. A connection may take 5 seconds, a whole call `timeout`.
///
/// # Errors
///
/// If TLS cannot be set up.
pub fn client(timeout: Duration) -> Result<Client, HttpError> {
    // It fails if there is a default already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder().redirect(Policy::none()).no_proxy().connect_timeout(Duration::from_secs(5)).timeout(timeout);
    Ok(builder.build()?)
}

/// The body of a 200 answer, at most `longest` bytes; `None` for a 404.
///
/// # Errors
///
/// If there is no answer, one with another status, or a longer one.
pub async fn read_answer(request: RequestBuilder, longest: usize) -> Result<Option<Vec<u8>>, HttpError> {
    let mut answer = request.send().await?;
    match answer.status() {
        StatusCode::OK => {}
        StatusCode::NOT_FOUND => return Ok(None),
        other => return Err(HttpError::Status(other)),
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        if body.len() + chunk.len() > longest {
            return Err(HttpError::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body))
}
