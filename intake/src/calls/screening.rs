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
use lakzegel_crypto::{EnvelopeId, LookupId, MAX_RECEIPT_BYTES, Manifest, STATUS_BYTES, verify_status};

use crate::{
    answer::BYTES,
    log::Log,
    manifest::Manifests,
    problem::Problem,
    request::{self, Id, bearer},
    serve::Limits,
    store::{NewStatus, Store},
    time::now,
    token::Token,
};

/// The longest cosigned checkpoint, in bytes: it goes into receipts, and they must stay readable.
const LONGEST_CHECKPOINT: usize = MAX_RECEIPT_BYTES / 2;

/// How many statuses come at a time, at most.
const MOST_STATUSES: usize = 256;
/// The length in bytes of a look-up id and its status.
const PLACED_STATUS_BYTES: usize = 32 + STATUS_BYTES;

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

/// `POST /v1/statuses`: up to [`MOST_STATUSES`] look-up ids, each with its status behind it. All are published, or none: none if one is not
/// signed, goes back behind the one that is published, or is of a time to come.
pub async fn post_statuses(
    State(store): State<Arc<Store>>,
    State(manifests): State<Arc<Manifests>>,
    State(limits): State<Limits>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Problem> {
    request::expect_media_type(&headers, BYTES)?;
    let body = request::read(body, MOST_STATUSES * PLACED_STATUS_BYTES, limits.body).await?;
    let served = manifests.current();
    let Manifest { origin, verdict_key, clock_tolerance, .. } = &*served.manifest;
    let latest = now().saturating_add(*clock_tolerance);
    let (placed, rest) = body.as_chunks::<PLACED_STATUS_BYTES>();
    let statuses = placed.iter().map(|placed| {
        let (lookup, bytes) = placed.split_first_chunk().expect("a look-up id is shorter than that");
        let lookup = LookupId::from_bytes(*lookup);
        let published_at = verify_status(bytes, &lookup, origin, verdict_key).ok().filter(|at| *at <= latest)?;
        Some(NewStatus { lookup, published_at, bytes })
    });
    let statuses: Vec<NewStatus> = statuses.collect::<Option<_>>().ok_or(ProblemType::BadStatus)?;
    let is_whole = !statuses.is_empty() && rest.is_empty();
    if is_whole && store.put_statuses(&statuses).await? { Ok(StatusCode::NO_CONTENT) } else { Err(ProblemType::BadStatus.into()) }
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
    let note = request::note(&headers, body, LONGEST_CHECKPOINT, limits.body, ProblemType::BadCheckpoint).await?;
    log.cosign(&store, &note, &manifests.current().manifest).await?;
    Ok(StatusCode::NO_CONTENT)
}
