//! Request bodies: read up to a cap and within a time, or not at all.

use std::time::Duration;

use axum::{
    body::{Body, HttpBody as _},
    http::{HeaderMap, header::CONTENT_TYPE},
};
use http_body_util::BodyExt as _;

use crate::problem::Problem;

/// How much of an unwanted body is read so that the client gets to see the answer, in bytes and in time.
const DRAIN_BYTES: usize = 128 * 1024;
const DRAIN_TIME: Duration = Duration::from_secs(3);

/// Checks the media type, without its parameters.
pub fn expect_media_type(headers: &HeaderMap, expected: &str) -> Result<(), Problem> {
    let given = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(expected) { Ok(()) } else { Err(Problem::WrongMediaType) }
}

/// Checks the announced length, if there is one, before anything is read.
pub fn expect_length(body: &Body, shortest: usize, longest: usize) -> Result<(), Problem> {
    match body.size_hint().exact() {
        Some(length) if length > longest as u64 => Err(Problem::TooLarge),
        Some(length) if length < shortest as u64 => Err(Problem::WrongSize),
        _ => Ok(()),
    }
}

/// Reads a body of at most `longest` bytes, all of it within `limit`.
pub async fn read(body: Body, longest: usize, limit: Duration) -> Result<Vec<u8>, Problem> {
    expect_length(&body, 0, longest)?;
    tokio::time::timeout(limit, collect(body, longest)).await.map_err(|_| Problem::TooSlow)?
}

async fn collect(mut body: Body, longest: usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        // A line that is cut reads as an error: what came is too short.
        let Ok(data) = frame.map_err(|_| Problem::WrongSize)?.into_data() else { continue };
        if bytes.len() + data.len() > longest {
            return Err(Problem::TooLarge);
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes)
}

/// Reads a body that is not wanted and forgets it. A connection that is closed on unread bytes is reset, and the client would see no
/// answer; what is longer than this is not worth the wait.
pub async fn drain(mut body: Body) {
    let all = async {
        let mut count = 0;
        while count <= DRAIN_BYTES
            && let Some(Ok(frame)) = body.frame().await
        {
            count += frame.data_ref().map_or(0, |data| data.len());
        }
    };
    let _in_time = tokio::time::timeout(DRAIN_TIME, all).await;
}
