//! Reading a request: ids, parameters, bearer tokens, what it takes, and bodies up to a size and within a time. What is not read of a body is the connection's matter.

use std::{fmt::Display, str::FromStr, time::Duration};

use axum::{
    body::{Body, HttpBody as _},
    extract::{FromRequestParts, Path, Request},
    http::{
        HeaderMap, Method,
        header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE},
        request::Parts,
    },
};
use http_body_util::BodyExt as _;
use lakzegel_contract::ProblemType;

use crate::problem::Problem;

/// The longest form that any call takes, in bytes.
const LONGEST_FORM: usize = 8 * 1024;

/// An id in the path, in lower-case hexadecimal. Anything else is answered with `not-found`.
pub struct Id<T>(pub T);

impl<S: Send + Sync, T: FromStr + Display> FromRequestParts<S> for Id<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(text) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| ProblemType::NotFound)?;
        // Everything has one address: the same id in upper case is not it.
        let id = text.parse().ok().filter(|id: &T| id.to_string() == text);
        Ok(Self(id.ok_or(ProblemType::NotFound)?))
    }
}

/// The value of a parameter in a query or a form.
pub fn parameter(encoded: &[u8], name: &str) -> Option<String> {
    form_urlencoded::parse(encoded).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The token of an `Authorization: Bearer` header.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Checks the media type, without its parameters.
///
/// # Errors
///
/// [`ProblemType::WrongMediaType`]
pub fn expect_media_type(headers: &HeaderMap, expected: &str) -> Result<(), ProblemType> {
    let given = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(expected) { Ok(()) } else { Err(ProblemType::WrongMediaType) }
}

/// Whether the browser says that a page of another origin sent this (Fetch Metadata, section 2.3). Older browsers do not say it, and neither does
/// anything that is no browser.
pub fn is_foreign(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none")
}

/// Whether a browser asks for something to show in a window of its own (Fetch Metadata, section 2.2). Older browsers say it by what they take.
pub fn is_navigation(method: &Method, headers: &HeaderMap) -> bool {
    let takes_pages =
        || headers.get(ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains("text/html"));
    method.is_safe() && headers.get("sec-fetch-mode").map_or_else(takes_pages, |mode| mode == "navigate")
}

/// Checks the announced length in bytes, if there is one, before anything is read.
///
/// # Errors
///
/// [`ProblemType::TooLarge`] or [`ProblemType::WrongSize`]
pub fn expect_length(body: &Body, shortest: usize, longest: usize) -> Result<(), ProblemType> {
    match body.size_hint().exact() {
        Some(length) if length > longest as u64 => Err(ProblemType::TooLarge),
        Some(length) if length < shortest as u64 => Err(ProblemType::WrongSize),
        _ => Ok(()),
    }
}

/// Reads a body of at most `longest` bytes, all of it within `limit`.
///
/// # Errors
///
/// [`ProblemType::TooLarge`], [`ProblemType::TooSlow`], or [`ProblemType::WrongSize`] if the connection ends before the body does.
pub async fn read(body: Body, longest: usize, limit: Duration) -> Result<Vec<u8>, ProblemType> {
    expect_length(&body, 0, longest)?;
    tokio::time::timeout(limit, collect(body, longest)).await.map_err(|_| ProblemType::TooSlow)?
}

/// Reads a note of at most `longest` bytes, all of it within `limit`.
///
/// # Errors
///
/// [`ProblemType::WrongMediaType`], `otherwise` if it is no text, else as [`read`].
pub async fn note(
    headers: &HeaderMap,
    body: Body,
    longest: usize,
    limit: Duration,
    otherwise: ProblemType,
) -> Result<String, ProblemType> {
    expect_media_type(headers, "text/plain")?;
    String::from_utf8(read(body, longest, limit).await?).map_err(|_| otherwise)
}

async fn collect(mut body: Body, longest: usize) -> Result<Vec<u8>, ProblemType> {
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        // A connection that breaks reads as an error: the body is too short.
        let Ok(data) = frame.map_err(|_| ProblemType::WrongSize)?.into_data() else { continue };
        if bytes.len() + data.len() > longest {
            return Err(ProblemType::TooLarge);
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes)
}

/// The same request, with all of its small body.
///
/// # Errors
///
/// As [`read`].
pub async fn gather(request: Request, limit: Duration) -> Result<Request, ProblemType> {
    let (parts, body) = request.into_parts();
    let body = read(body, LONGEST_FORM, limit).await?;
    Ok(Request::from_parts(parts, body.into()))
}

/// Whether `Accept-Encoding` (RFC 9110 section 12.5.3) takes this one: named, or `*`, and not with a weight of zero.
pub fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let values = headers.get_all(ACCEPT_ENCODING).into_iter().filter_map(|value| value.to_str().ok());
    let mut any = false;
    for item in values.flat_map(|value| value.split(',')) {
        let (name, weight) = item.split_once(';').unwrap_or((item, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok()).unwrap_or(0.0);
        if name.trim().eq_ignore_ascii_case(encoding) {
            return weight > 0.0;
        }
        any |= name.trim() == "*" && weight > 0.0;
    }
    any
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header::ACCEPT_ENCODING};

    use super::accepts;

    #[test]
    fn a_browser_gets_only_what_it_takes() {
        let takes = |value: &'static str, encoding| {
            accepts(&HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(value))]), encoding)
        };
        assert!(takes("gzip, deflate, br", "br"));
        assert!(takes("GZIP;q=0.5", "gzip"));
        assert!(takes("*", "br"));
        assert!(!takes("gzip, br;q=0", "br"));
        assert!(!takes("br;q=0, *", "br"));
        assert!(!takes("*;q=0", "gzip"));
        assert!(!takes("identity", "gzip"));
        assert!(!accepts(&HeaderMap::new(), "br"));
    }
}
