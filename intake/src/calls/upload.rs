//! `PUT /v1/envelopes/{id}`: checks what can be checked without opening an envelope, and has it stored. No body is read that nobody gave a right to,
//! but that of an envelope which the log has and the database has lost.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE, request::Parts},
    response::{IntoResponse, Response},
};
use lakzegel_contract::ProblemType;
use lakzegel_crypto::{ENVELOPE_BYTES, Envelope, EnvelopeError, EnvelopeId, Manifest};

use crate::{
    answer::{BYTES, TEXT},
    app::App,
    grant,
    log::Log,
    problem::Problem,
    request::{self, Id, bearer},
    rooms::Kind,
    store::{Entry, GrantHash, Store, Upload},
    time::{now, today},
    writer::Writer,
};

/// What is known of an upload before its body is read.
enum Known {
    /// The envelope is here already.
    Stored(Entry),
    /// The log has it, and its bytes are lost. Its id is the proof that what comes is what was lost, so nobody needs a right to bring it.
    Lost(Entry),
    /// It is new, and has a grant.
    New(GrantHash),
}

/// `PUT /v1/envelopes/{id}`. Whoever sends an envelope again gets the receipt at once, for anybody may have that who knows the id.
pub async fn put(
    State(App { store, log, manifests, writer, rooms, limits, .. }): State<App>,
    Id(id): Id<EnvelopeId>,
    request: Request,
) -> Result<Response, Problem> {
    let (Parts { headers, .. }, body) = request.into_parts();
    request::expect_media_type(&headers, BYTES)?;
    request::expect_length(&body, ENVELOPE_BYTES, ENVELOPE_BYTES)?;
    let room = rooms.enter(Kind::Upload)?;
    let grant = match known(&store, &id, &headers).await? {
        Known::Stored(entry) => return again(&id, entry, &store, &log, &writer).await,
        Known::Lost(entry) => {
            drop(room);
            let bytes = request::read(body, ENVELOPE_BYTES, limits.body).await?;
            // Its key was in use when it was stored the first time.
            check_form(&id, &bytes)?;
            let _until_it_is_answered = rooms.enter(Kind::Upload)?;
            store.restore(entry.number, &bytes).await?;
            tracing::info!(number = entry.number, "a lost envelope came back");
            return again(&id, entry, &store, &log, &writer).await;
        }
        Known::New(grant) => grant,
    };
    // While the body is on its way, the room is for others.
    drop(room);
    let bytes = request::read(body, ENVELOPE_BYTES, limits.body).await?;
    check(&id, &bytes, &manifests.current().manifest)?;
    let _until_it_is_answered = rooms.enter(Kind::Upload)?;
    let (entry, again) = writer.store(Upload { id, bytes, grant: Some(grant) }).await?;
    let status = if again { StatusCode::OK } else { StatusCode::CREATED };
    Ok(receipt(status, log.first_receipt(&store, entry).await?))
}

/// The receipt that an envelope got when it was stored.
async fn again(id: &EnvelopeId, entry: Entry, store: &Store, log: &Log, writer: &Writer) -> Result<Response, Problem> {
    if log.covers(entry) {
        return Ok(receipt(StatusCode::OK, log.first_receipt(store, entry).await?));
    }
    // Stored by another intake, or committed just now and not published yet. The writer finds out, and without a grant it stores nothing.
    let (entry, _) = writer.store(Upload { id: *id, bytes: Vec::new(), grant: None }).await?;
    Ok(receipt(StatusCode::OK, log.first_receipt(store, entry).await?))
}

fn receipt(status: StatusCode, receipt: String) -> Response {
    (status, [(CONTENT_TYPE, TEXT)], receipt).into_response()
}

/// Finds out what is known before the body is read.
async fn known(store: &Store, id: &EnvelopeId, headers: &HeaderMap) -> Result<Known, Problem> {
    if let Some(entry) = store.find(id).await? {
        return Ok(if store.has_envelope(entry.number).await? { Known::Stored(entry) } else { Known::Lost(entry) });
    }
    let grant = bearer(headers).and_then(grant::hash).ok_or(ProblemType::NoGrant)?;
    if store.has_grant(&grant, today()).await? { Ok(Known::New(grant)) } else { Err(ProblemType::SpentGrant.into()) }
}

/// Checks an envelope without opening it: whole, unchanged, of a known version, and sealed to a key that is still in use.
fn check(id: &EnvelopeId, bytes: &[u8], manifest: &Manifest) -> Result<(), ProblemType> {
    let envelope = check_form(id, bytes)?;
    match manifest.key(envelope.key_id()) {
        None => Err(ProblemType::UnknownKey),
        Some(key) if now() >= key.accept_until => Err(ProblemType::OutdatedKey),
        Some(_) => Ok(()),
    }
}

/// Checks that an envelope is whole, unchanged and of a known version.
fn check_form(id: &EnvelopeId, bytes: &[u8]) -> Result<Envelope, ProblemType> {
    if bytes.len() != ENVELOPE_BYTES {
        return Err(ProblemType::WrongSize);
    }
    if EnvelopeId::of(bytes) != *id {
        return Err(ProblemType::WrongHash);
    }
    Envelope::decode(bytes).map_err(|error| match error {
        EnvelopeError::Length => ProblemType::WrongSize,
        EnvelopeError::Version(_) => ProblemType::UnknownVersion,
    })
}
