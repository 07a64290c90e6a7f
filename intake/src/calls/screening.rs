//! The screening listener: only here are envelopes handed out; cosignatures and statuses come in.
//!
//! Every request needs the token. What comes in is verified with the manifest's keys as well: the token alone changes nothing.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    middleware::Next,
    response::{IntoResponse, Response},
};
use lakzegel_contract::ProblemType;
use lakzegel_crypto::{EnvelopeId, LookupId, MAX_RECEIPT_BYTES, STATUS_BYTES, verify_status};

use crate::{
    answer::BYTES,
    log::Log,
    manifest::Manifests,
    problem::Problem,
    request::{self, Id, bearer},
    serve::Limits,
    store::Store,
    token::Token,
};

/// The longest cosigned checkpoint, in bytes: it goes into receipts, and they must stay readable.
const LONGEST_CHECKPOINT: usize = MAX_RECEIPT_BYTES / 2;

/// Refuses requests without the token.
pub async fn require_token(State(token): State<Arc<Token>>, request: Request, next: Next) -> Response {
    if bearer(request.headers()).is_some_and(|shown| token.is(shown)) {
        return next.run(request).await;
    }
    Problem(ProblemType::NotScreening).into_response()
}

/// `GET /v1/envelopes/{id}`
pub async fn get_envelope(State(store): State<Arc<Store>>, Id(id): Id<EnvelopeId>) -> Result<impl IntoResponse, Problem> {
    let envelope = store.envelope(&id).await?.ok_or(ProblemType::NotFound)?;
    Ok(([(CONTENT_TYPE, BYTES)], envelope))
}

/// `PUT /v1/statuses/{lookup}`. It replaces the one before; which of two is newer cannot be seen here.
pub async fn put_status(
    State(store): State<Arc<Store>>,
    State(manifests): State<Arc<Manifests>>,
    State(limits): State<Limits>,
    Id(lookup): Id<LookupId>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Problem> {
    request::expect_media_type(&headers, BYTES)?;
    let status = request::read(body, STATUS_BYTES, limits.body).await?;
    let served = manifests.current();
    verify_status(&status, &lookup, &served.manifest.origin, &served.manifest.verdict_key).map_err(|_| ProblemType::BadStatus)?;
    store.put_status(&lookup, &status).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /v1/cosignatures`: a checkpoint of this log with cosignatures of keys that the manifest names. What brings nothing new is ignored.
pub async fn post_cosignature(
    State(store): State<Arc<Store>>,
    State(log): State<Arc<Log>>,
    State(manifests): State<Arc<Manifests>>,
    State(limits): State<Limits>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Problem> {
    request::expect_media_type(&headers, "text/plain")?;
    let note = request::read(body, LONGEST_CHECKPOINT, limits.body).await?;
    let note = String::from_utf8(note).map_err(|_| ProblemType::BadCheckpoint)?;
    log.cosign(&store, &note, &manifests.current().manifest).await?;
    Ok(StatusCode::NO_CONTENT)
}
