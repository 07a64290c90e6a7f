//! Calls over HTTP, to whatever address: a client that follows nothing, and answers of a bounded length.

use std::{net::IpAddr, time::Duration};

use reqwest::{Certificate, Client, Identity, RequestBuilder, StatusCode, Url, redirect::Policy};
use zeroize::Zeroizing;

/// Why a call did not succeed. The caller makes it again later.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// No connection, a broken one, or no answer in time.
    #[error("no answer: {0}")]
    Connection(String),
    /// An answer with an unexpected status.
    #[error("answered {0}")]
    Status(StatusCode),
    /// TLS cannot be set up.
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
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

/// Whose certificates one server's is of, and what is shown to it.
pub struct Certificates {
    authority: Vec<Certificate>,
    identity: Identity,
}

impl Certificates {
    /// Reads PEM: the server's authority, our own certificate with those above it, and its key.
    ///
    /// # Errors
    ///
    /// If one of them is not in its file, or in a form that TLS cannot use.
    pub fn read(authority: &[u8], certificate: &[u8], key: &[u8]) -> Result<Self, HttpError> {
        let authority = Certificate::from_pem_bundle(authority).map_err(tls)?;
        if authority.is_empty() {
            return Err(HttpError::Tls("there is no certificate in the authority's file".to_owned()));
        }
        // All the room at once: growing would leave copies of the key behind.
        let mut own = Zeroizing::new(Vec::with_capacity(certificate.len() + 1 + key.len()));
        own.extend_from_slice(certificate);
        own.push(b'\n');
        own.extend_from_slice(key);
        Ok(Self { authority, identity: Identity::from_pem(&own).map_err(tls)? })
    }
}

fn tls(error: reqwest::Error) -> HttpError {
    match HttpError::from(error) {
        HttpError::Connection(reason) => HttpError::Tls(reason),
        other => other,
    }
}

/// Whether an address is on this machine: what is sent there passes no line.
pub fn is_this_machine(address: &Url) -> bool {
    // Of an address of version 6 the host's text has brackets.
    let host = address.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// An HTTP client that follows no redirects and uses no proxy. A connection may take 5 seconds, a whole call `timeout`. With certificates it
/// speaks TLS only, with servers of that authority only, and shows its own certificate.
///
/// # Errors
///
/// If TLS cannot be set up.
pub fn client(timeout: Duration, certificates: Option<Certificates>) -> Result<Client, HttpError> {
    // It fails if there is a default already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder().redirect(Policy::none()).no_proxy().connect_timeout(Duration::from_secs(5)).timeout(timeout);
    let builder = match certificates {
        None => builder,
        Some(Certificates { authority, identity }) => builder.https_only(true).tls_certs_only(authority).identity(identity),
    };
    builder.build().map_err(tls)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_machine_are_of_this_machine() {
        let here = |address: &str| is_this_machine(&Url::parse(address).expect("it is an address"));
        for address in
            ["http://127.0.0.1:8081", "http://127.8.9.1", "http://[::1]:8081/", "http://localhost:1", "http://LOCALHOST"]
        {
            assert!(here(address), "{address}");
        }
        for address in [
            "http://127.0.0.1.example:8081",
            "http://localhost.example",
            "http://0.0.0.0",
            "http://10.0.0.1",
            "http://[::]",
            "http://[::ffff:10.0.0.1]",
            "http://[fe80::1]",
            "http://intake",
            "http://127.0.0.1@intake.example",
        ] {
            assert!(!here(address), "{address}");
        }
    }
}
