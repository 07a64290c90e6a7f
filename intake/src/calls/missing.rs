//! `/v1/missing`: the statements of root keys that envelopes of the log are lost. Everybody can read all of them, for ever.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::State,
    http::{
        HeaderMap, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    response::IntoResponse,
};
use lakzegel_contract::{ProblemType, limit::STATEMENTS_BYTES};
use lakzegel_crypto::{Missing, note::MAX_NOTE_BYTES};

use crate::{
    answer::{NO_CACHE, TEXT},
    manifest::Manifests,
    problem::Problem,
    request,
    serve::Limits,
    store::Store,
};

/// `GET /v1/missing`: one note behind the other, as they came. Empty if there is none.
pub async fn get(State(store): State<Arc<Store>>) -> Result<impl IntoResponse, Problem> {
    Ok(([(CONTENT_TYPE, TEXT), (CACHE_CONTROL, NO_CACHE)], store.statements().await?.concat()))
}

/// `POST /v1/missing` on the screening listener: one more, by two root keys, about entries of this log whose envelopes are not here.
pub async fn post(
    State(store): State<Arc<Store>>,
    State(manifests): State<Arc<Manifests>>,
    State(limits): State<Limits>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Problem> {
    let note = request::note(&headers, body, MAX_NOTE_BYTES, limits.body, ProblemType::BadStatement).await?;
    let missing = Missing::verify(&note, manifests.root_keys()).map_err(|_| ProblemType::BadStatement)?;
    if !store.add_statement(&note, &missing.entries, STATEMENTS_BYTES).await? {
        return Err(ProblemType::BadStatement.into());
    }
    tracing::warn!(entries = missing.entries.len(), "two root keys state that envelopes are lost; everybody is told");
    Ok(StatusCode::NO_CONTENT)
}
