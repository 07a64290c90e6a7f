//! The listener for the screening office: envelopes go out here and nowhere else, cosignatures and statuses come in.
//!
//! Whoever calls shows a token. What comes in is verified with the manifest's keys all the same: the token alone moves nothing.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{
        HeaderMap, StatusCode,
        header::{AUTHORIZATION, CONTENT_TYPE},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use lakzegel_crypto::{EnvelopeId, LookupId, MAX_RECEIPT_BYTES, STATUS_BYTES, verify_status};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::{Shared, api::Id, body, problem::Problem};

/// The longest cosigned checkpoint, in bytes: it goes into receipts, and they must stay readable.
const LONGEST_CHECKPOINT: usize = MAX_RECEIPT_BYTES / 2;

/// The shared token. Only its hash is kept: comparing hashes takes the same time however much of a guess is right.
pub struct Token([u8; 32]);

impl Token {
    /// The shortest token that is accepted, in characters.
    pub const SHORTEST: usize = 32;

    /// Takes a file's content. `None` if it is too short to be a secret.
    pub fn new(text: &Zeroizing<String>) -> Option<Self> {
        let token = text.trim();
        (token.len() >= Self::SHORTEST).then(|| Self(Sha256::digest(token).into()))
    }

    fn is_in(&self, headers: &HeaderMap) -> bool {
        bearer(headers).is_some_and(|token| Sha256::digest(token).as_slice() == self.0)
    }
}

/// The token of an `Authorization: Bearer` header.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Lets nobody in without the token.
pub async fn require_token(State(app): State<Shared>, request: Request, next: Next) -> Response {
    if app.screening_token.is_in(request.headers()) {
        return next.run(request).await;
    }
    body::drain(request.into_body()).await;
    Problem::NotScreening.into_response()
}

/// `GET /v1/envelopes/{id}`
pub async fn get_envelope(State(app): State<Shared>, Id(id): Id<EnvelopeId>) -> Result<impl IntoResponse, Problem> {
    let envelope = app.store.envelope(&id).await?.ok_or(Problem::NotFound)?;
    Ok(([(CONTENT_TYPE, "application/octet-stream")], envelope))
}

/// `PUT /v1/statuses/{lookup}`. A later one takes the place of an earlier one; their order cannot be seen here.
pub async fn put_status(
    State(app): State<Shared>,
    Id(lookup): Id<LookupId>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Problem> {
    body::expect_media_type(&headers, "application/octet-stream")?;
    let status = body::read(body, STATUS_BYTES, app.limits.body).await?;
    let served = app.manifests.current();
    verify_status(&status, &lookup, &served.manifest.origin, &served.manifest.verdict_key).map_err(|_| Problem::BadStatus)?;
    app.store.put_status(&lookup, &status).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /v1/cosignatures`: a checkpoint of this log with screening's cosignature. One that is older than the newest is ignored.
pub async fn post_cosignature(State(app): State<Shared>, headers: HeaderMap, body: Body) -> Result<StatusCode, Problem> {
    body::expect_media_type(&headers, "text/plain")?;
    let note = body::read(body, LONGEST_CHECKPOINT, app.limits.body).await?;
    let note = String::from_utf8(note).map_err(|_| Problem::BadCheckpoint)?;
    // It may be over entries that only the others know so far.
    app.log.follow(&app.store).await?;
    if let Some(cosigned) = app.log.check_cosigned(&note, &app.manifests.current().manifest)? {
        app.store.put_cosigned(cosigned.size, &cosigned.note.to_string()).await?;
        app.log.publish_cosigned(cosigned);
    }
    Ok(StatusCode::NO_CONTENT)
}
