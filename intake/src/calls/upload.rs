//! `PUT /v1/envelopes/{id}`: checks what can be checked without opening an envelope, and has it stored.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE, request::Parts},
    response::{IntoResponse, Response},
};
use lakzegel_contract::ProblemType;
use lakzegel_crypto::{ENVELOPE_BYTES, Envelope, EnvelopeError, EnvelopeId, Manifest};

use crate::{
    answer::{BYTES, TEXT},
    grant,
    log::Log,
    manifest::Manifests,
    problem::Problem,
    request::{self, Id, bearer},
    serve::Limits,
    store::{GrantHash, Store, Upload},
    time::{now, today},
    writer::Writer,
};

/// `PUT /v1/envelopes/{id}`
pub async fn put(
    State(store): State<Arc<Store>>,
    State(log): State<Arc<Log>>,
    State(manifests): State<Arc<Manifests>>,
    State(writer): State<Writer>,
    State(limits): State<Limits>,
    Id(id): Id<EnvelopeId>,
    request: Request,
) -> Result<Response, Problem> {
    let (Parts { headers, .. }, body) = request.into_parts();
    let fits = request::expect_length(&body, ENVELOPE_BYTES, ENVELOPE_BYTES);
    let grant = match admit(&store, &id, &headers, fits).await {
        Ok(grant) => grant,
        Err(problem) => {
            request::drain(body).await;
            return Err(problem);
        }
    };
    let bytes = request::read(body, ENVELOPE_BYTES, limits.body).await?;
    let stored = store.find(&id).await?;
    check(&id, &bytes, stored.is_some(), &manifests.current().manifest)?;
    let (entry, again) = match stored {
        Some(entry) if log.covers(entry) => (entry, true),
        // New, or stored by another intake, or committed just now and not published yet. The writer finds out which.
        _ => writer.store(Upload { id, bytes, grant }).await?,
    };
    let receipt = log.first_receipt(&store, entry).await?;
    Ok((if again { StatusCode::OK } else { StatusCode::CREATED }, [(CONTENT_TYPE, TEXT)], receipt).into_response())
}

/// Checks what can be checked before the body is read. Gives the grant; `None` if the envelope is stored already and needs none.
async fn admit(
    store: &Store,
    id: &EnvelopeId,
    headers: &HeaderMap,
    fits: Result<(), ProblemType>,
) -> Result<Option<GrantHash>, Problem> {
    request::expect_media_type(headers, BYTES)?;
    fits?;
    if store.find(id).await?.is_some() {
        return Ok(None);
    }
    let grant = bearer(headers).and_then(grant::hash).ok_or(ProblemType::NoGrant)?;
    if store.has_grant(&grant, today()).await? { Ok(Some(grant)) } else { Err(ProblemType::SpentGrant.into()) }
}

/// Checks an envelope without opening it: whole, unchanged, of a known version and, if it is new, sealed to a key that is still in use.
fn check(id: &EnvelopeId, bytes: &[u8], is_stored: bool, manifest: &Manifest) -> Result<(), ProblemType> {
    if bytes.len() != ENVELOPE_BYTES {
        return Err(ProblemType::WrongSize);
    }
    if EnvelopeId::of(bytes) != *id {
        return Err(ProblemType::WrongHash);
    }
    let envelope = Envelope::decode(bytes).map_err(|error| match error {
        EnvelopeError::Length => ProblemType::WrongSize,
        EnvelopeError::Version(_) => ProblemType::UnknownVersion,
    })?;
    match manifest.key(envelope.key_id()) {
        _ if is_stored => Ok(()),
        None => Err(ProblemType::UnknownKey),
        Some(key) if now() >= key.accept_until => Err(ProblemType::OutdatedKey),
        Some(_) => Ok(()),
    }
}
