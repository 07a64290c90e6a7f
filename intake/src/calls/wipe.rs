//! Wiping a sender's device: has the browser forget what it keeps of this site. Only a page can ask, when its sender has chosen so.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use lakzegel_contract::WIPE_MEDIA_TYPE;

use crate::{problem::Problem, request};

/// What goes: the browser's cache, and all that pages have stored. Never `"cookies"`, which would take those of other hosts of the domain, nor
/// `"executionContexts"`, which would load every page of ours anew, with whatever is written there (Clear Site Data, section 3.1).
const WHAT: HeaderValue = HeaderValue::from_static(r#""cache", "storage""#);

/// `POST /v1/wipe`: answers with `Clear-Site-Data`. The media type is one that neither a link nor a form nor a script of another website can send, or
/// anybody could throw away a letter that waits.
pub async fn post(headers: HeaderMap) -> Result<(StatusCode, [(HeaderName, HeaderValue); 1]), Problem> {
    request::expect_media_type(&headers, WIPE_MEDIA_TYPE)?;
    Ok((StatusCode::NO_CONTENT, [(HeaderName::from_static("clear-site-data"), WHAT)]))
}
