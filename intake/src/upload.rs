//! Uploads: `PUT /v1/envelopes/{id}`, and the one writer that stores them in batches.
//!
//! The writer takes all that waits, stores it in one durable transaction together with one signed checkpoint, and then answers
//! everybody: many uploads share one write to the disk, and nobody gets a receipt for something that could still be lost.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use lakzegel_crypto::{ENVELOPE_BYTES, Envelope, EnvelopeError, EnvelopeId};
use tokio::sync::{mpsc, oneshot};

use crate::{
    Shared,
    api::{Id, TEXT},
    body,
    identity::grant_in,
    log::{Log, first_receipt},
    problem::Problem,
    store::{Entry, Fate, GrantHash, Sealed, Store},
    time::{now, today},
};

/// The most envelopes in one transaction: about 11 MB.
const BATCH: usize = 256;

/// An upload that waits for the writer.
pub struct Waiting {
    sealed: Sealed,
    answer: oneshot::Sender<Answer>,
}

/// What the writer says about one upload, after the commit.
enum Answer {
    /// It is stored; `again` if it had been before.
    Stored { entry: Entry, again: bool },
    /// It had no grant that counts.
    NoGrant,
    /// The database did not store the batch.
    Failed,
}

/// The way to the writer. As many uploads may wait as there may be connections.
pub fn queue(connections: usize) -> (mpsc::Sender<Waiting>, mpsc::Receiver<Waiting>) {
    mpsc::channel(connections)
}

/// Stores what waits, until nobody can send any more.
pub async fn write(store: Arc<Store>, log: Arc<Log>, mut waiting: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::with_capacity(BATCH);
    while waiting.recv_many(&mut batch, BATCH).await > 0 {
        let (sealed, answers): (Vec<_>, Vec<_>) = batch.drain(..).map(|waiting| (waiting.sealed, waiting.answer)).unzip();
        let said = match log.append(&store, &sealed, today()).await {
            Ok(fates) => fates.into_iter().map(Answer::from).collect(),
            Err(error) => {
                tracing::error!(%error, "a batch of envelopes could not be stored");
                answers.iter().map(|_| Answer::Failed).collect::<Vec<_>>()
            }
        };
        for (answer, said) in answers.into_iter().zip(said) {
            // Whoever has gone in the meantime asks again, and gets the same receipt.
            let _gone = answer.send(said);
        }
    }
}

impl From<Fate> for Answer {
    fn from(fate: Fate) -> Self {
        match fate {
            Fate::Stored(entry) => Self::Stored { entry, again: false },
            Fate::Known(entry) => Self::Stored { entry, again: true },
            Fate::NoGrant => Self::NoGrant,
        }
    }
}

/// `PUT /v1/envelopes/{id}`
pub async fn put(State(app): State<Shared>, Id(id): Id<EnvelopeId>, headers: HeaderMap, body: Body) -> Result<Response, Problem> {
    let fits = body::expect_length(&body, ENVELOPE_BYTES, ENVELOPE_BYTES);
    let grant = match admit(&app, &id, &headers, fits).await {
        Ok(grant) => grant,
        Err(problem) => {
            body::drain(body).await;
            return Err(problem);
        }
    };
    let bytes = body::read(body, ENVELOPE_BYTES, app.limits.body).await?;
    let known = app.store.find(&id).await?;
    check(&app, &id, &bytes, known.is_some())?;
    let (entry, again) = match known {
        Some(entry) if app.log.covers(entry) => (entry, true),
        // New, or stored by another intake, or committed in this very moment and not published yet: the writer knows.
        _ => store(&app, Sealed { id, bytes, grant }).await?,
    };
    let receipt = first_receipt(&app, entry).await?;
    Ok((if again { StatusCode::OK } else { StatusCode::CREATED }, [(CONTENT_TYPE, TEXT)], receipt).into_response())
}

/// What can be refused before the body is read. A retry needs no grant.
async fn admit(
    app: &Shared,
    id: &EnvelopeId,
    headers: &HeaderMap,
    fits: Result<(), Problem>,
) -> Result<Option<GrantHash>, Problem> {
    body::expect_media_type(headers, "application/octet-stream")?;
    fits?;
    if app.store.find(id).await?.is_some() {
        return Ok(None);
    }
    let grant = grant_in(headers).ok_or(Problem::NoGrant)?;
    if app.store.has_grant(&grant, today()).await? { Ok(Some(grant)) } else { Err(Problem::SpentGrant) }
}

/// What an envelope tells without being opened: whole, unchanged, of a known version and, if it is new, to a key that is still in use.
fn check(app: &Shared, id: &EnvelopeId, bytes: &[u8], known: bool) -> Result<(), Problem> {
    if bytes.len() != ENVELOPE_BYTES {
        return Err(Problem::WrongSize);
    }
    if EnvelopeId::of(bytes) != *id {
        return Err(Problem::WrongHash);
    }
    let envelope = Envelope::decode(bytes).map_err(|error| match error {
        EnvelopeError::Length => Problem::WrongSize,
        EnvelopeError::Version(_) => Problem::UnknownVersion,
    })?;
    let served = app.manifests.current();
    match served.manifest.key(envelope.key_id()) {
        _ if known => Ok(()),
        None => Err(Problem::UnknownKey),
        Some(key) if now() >= key.accept_until => Err(Problem::OutdatedKey),
        Some(_) => Ok(()),
    }
}

/// Hands an envelope to the writer and waits until it is in stable storage.
async fn store(app: &Shared, sealed: Sealed) -> Result<(Entry, bool), Problem> {
    let (answer, said) = oneshot::channel();
    app.uploads.try_send(Waiting { sealed, answer }).map_err(|_| Problem::Busy)?;
    match said.await {
        Ok(Answer::Stored { entry, again }) => Ok((entry, again)),
        Ok(Answer::NoGrant) => Err(Problem::SpentGrant),
        Ok(Answer::Failed) | Err(_) => Err(Problem::Internal),
    }
}
